"""A mail server and an installation for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.alerts.smtp import Postbox, free_port, listening
from tests.alerts.support import Installation, Visitor, plain_award
from tests.forked_commands import ForkedCommand
from tests.web.conftest import browser as browser  # one Chromium


@pytest.fixture
def box() -> Iterator[Postbox]:
    with listening() as postbox:
        yield postbox


@pytest.fixture
def installation(tmp_path: Path, box: Postbox) -> Installation:
    return Installation(tmp_path, box.port)


@pytest.fixture
def here(installation: Installation) -> Installation:
    """The installation of today, since links carry a date."""
    installation.now = datetime.now(UTC)
    return installation


@pytest.fixture(params=["/"])
def visitor(here: Installation, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A real site of this installation; the parameter is the path under which a proxy serves it."""
    with _site(here, request.param) as address:
        yield Visitor(address)


@pytest.fixture(scope="module")
def one_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of one site for all visitors whom no mail reaches and who change nothing."""
    here = Installation(tmp_path_factory.mktemp("one site"), 0)
    here.now = datetime.now(UTC)
    with _site(here, "/") as address:
        yield address


@pytest.fixture
def passer_by(one_site: str) -> Visitor:
    """A visitor of ``one_site`` with cookies of their own."""
    return Visitor(one_site)


@contextmanager
def _site(here: Installation, path: str) -> Iterator[str]:
    port = free_port()
    here.settings["site.public_url"] = f"http://127.0.0.1:{port}{path}"
    here.crawl(plain_award(published=here.now.date()))
    file = here.folder / "vigie.toml"
    file.write_text(
        '[vigie]\ncontact = "https://forge.example.org/vigie/issues"\n'
        f'[paths]\ndatabase = "{here.folder}/vigie.db"\nprivate = "{here.folder}/private.db"\n'
        f'[site]\nport = {port}\npublic_url = "http://127.0.0.1:{port}{path}"\n'
        f'base_url = "{path}"\n[mail]\nenabled = true\nfrom = "vigie@example.org"\n'
    )
    process = ForkedCommand("--config", file, "web")
    text = process.stdout.readline()
    assert "http://" in text, text + process.stderr.read()
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=60)
