"""A wheel in an empty environment, far from the checkout, does what the checkout does."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from importlib.metadata import Distribution, distribution, distributions
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from monitor.demo.portals.server import create_portals, running_portals
from monitor.demo.shift_dates import WRITTEN_SPAN

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow
# what the demonstration of today says and that of the day it was written for
SAME_ON_ANY_DAY = (
    "SELECT id, kind, buyer, digital, big_tech, data_outsourcing FROM notices ORDER BY id",
    "SELECT id, title, buyer, suppliers, value, vendor_groups FROM contracts ORDER BY id",
    "SELECT notice_id, contract_id, tag, value, role FROM tags ORDER BY 1, 2, 3, 4, 5",
)
Vigie = Callable[..., subprocess.CompletedProcess[str]]


def _run(command: list[str], cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command without anything that could lead it back to the checkout."""
    hidden = ("PYTHONPATH", "VIGIE_HOME", "SCRAPY_SETTINGS_MODULE", "VIRTUAL_ENV")
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    return subprocess.run(
        command,
        cwd=cwd,
        env={**environment, **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with wheel and sdist of a copy of the files that git knows."""
    copy = tmp_path_factory.mktemp("source")
    listed = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    for name in listed.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    out = tmp_path_factory.mktemp("built")
    for hook in ("build_sdist", "build_wheel"):
        script = f"from setuptools import build_meta; build_meta.{hook}({str(out)!r})"
        done = _run([sys.executable, "-c", script], copy)
        assert done.returncode == 0, done.stderr[-2000:]
        assert "would be ignored" not in done.stderr, "a newcomer's first lines are warnings"
    return out


@pytest.fixture(scope="module")
def environment(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment that holds the wheel and what it says it needs, nothing else.

    What it needs is copied from the environment of the tests, so that nothing is fetched.
    """
    folder = tmp_path_factory.mktemp("environment")
    made = _run([sys.executable, "-m", "venv", "--without-pip", str(folder)], folder)
    assert made.returncode == 0, made.stderr
    (wheel,) = built.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    pip += ["--python", str(folder / "bin/python")]
    quietly = ("--quiet", "--no-compile", "--no-deps", "--no-index")
    done = _run([*pip, "install", *quietly, str(wheel)], folder)
    assert done.returncode == 0, done.stderr[-2000:]
    (site,) = folder.glob("lib/*/site-packages")
    (own,) = distributions(path=[str(site)])
    for needed in _needed(own):
        _copy(needed, site)
    done = _run([*pip, "check"], folder)
    assert done.returncode == 0, done.stdout
    return folder


def _needed(own: Distribution) -> list[Distribution]:
    """What a distribution asks for, and what that asks for in its turn."""
    actual: dict[str, Distribution] = {}
    seen: set[str] = set()
    waiting = [(own, "")]
    while waiting:
        asking, extra = waiting.pop()
        for line in asking.requires or ():
            wanted = Requirement(line)
            is_meant = wanted.marker is None or wanted.marker.evaluate({"extra": extra})
            if not is_meant or str(wanted) in seen:
                continue
            seen.add(str(wanted))
            item = actual.setdefault(canonicalize_name(wanted.name), distribution(wanted.name))
            waiting += [(item, name) for name in ("", *wanted.extras)]
    return [*actual.values()]


def _copy(package: Distribution, site: Path) -> None:
    """Copy a package, and its bytecode, which is valid for files of the same date."""
    for file in package.files or ():
        if ".." in file.parts:
            continue  # its commands
        source = Path(str(file.locate()))
        for path in (source, Path(cache_from_source(source)) if source.suffix == ".py" else source):
            if path.exists():
                target = site / file.parent / path.relative_to(source.parent)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("here")


@pytest.fixture(scope="module")
def vigie(environment: Path, here: Path) -> Iterator[Vigie]:
    """``vigie ARGUMENTS`` in an empty folder; site-packages is as before when all is done."""
    before = _files(environment)
    yield lambda *arguments, **more: _run(
        [str(environment / "bin/vigie"), *arguments], here, **more
    )
    assert _files(environment) == before, "nothing is written beside the installed code"


def _files(environment: Path) -> set[Path]:
    return {path for path in environment.rglob("*") if "__pycache__" not in path.parts}


def _rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_the_version_is_that_of_the_wheel(vigie: Vigie, built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    assert vigie("--version").stdout == f"vigie {wheel.name.split('-')[1]}\n"


def test_an_sdist_holds_code_data_tests_and_docs_and_nothing_of_an_installation(
    built: Path,
) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"monitor/cli/main.py", "data/reference/portals.csv", "docs/install.md", "Makefile"}
    assert wanted | {"tests/packaging/test_wheel.py", "setup.py", "requirements.txt"} <= names
    assert not [name for name in names if name.startswith("data/var")]


def test_doctor_examines_the_installation(vigie: Vigie, here: Path) -> None:
    done = vigie("doctor", "--offline")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok   reference tables: " in done.stdout
    assert f"database: {here}/data/var/vigie.db does not exist yet" in done.stdout
    assert not (here / "vigie.toml").exists()


def test_the_demonstration_holds_the_same_notices_as_from_the_checkout(
    vigie: Vigie, here: Path, demo_folder: Path
) -> None:
    done = vigie("demo", "--no-serve")
    assert (done.returncode, "  ! " in done.stdout) == (0, False), done.stdout + done.stderr
    database = here / "data/var/demo/vigie.db"
    assert _rows(database, "SELECT count(*) FROM notices") == [(80,)]
    for sql in SAME_ON_ANY_DAY:
        assert _rows(database, sql) == _rows(demo_folder / "vigie.db", sql)


def test_documents_at_hand_are_taken_in(vigie: Vigie, here: Path) -> None:
    done = vigie("ingest", "boamp", str(ROOT / "data/demo/boamp"))
    assert done.returncode == 0, done.stderr
    assert _rows(here / "data/var/vigie.db", "SELECT count(*) FROM register")[0][0] == 15


def test_a_portal_is_crawled_without_scrapy_cfg(vigie: Vigie, tmp_path: Path) -> None:
    with running_portals(create_portals(pace=0.0)) as addresses:
        done = vigie(
            "crawl",
            "boamp",
            f"--since={WRITTEN_SPAN[0]}",
            f"--until={WRITTEN_SPAN[1]}",
            "--mock",
            json.dumps({"boamp": addresses["boamp"]}),
            VIGIE_HOME=str(tmp_path),
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert _rows(tmp_path / "vigie.db", "SELECT count(*) FROM register")[0][0] > 5
    assert list((tmp_path / "archive/boamp").glob("*.warc.gz"))


def test_evaluate_reads_its_labels_and_counts_what_it_could_not_run(vigie: Vigie) -> None:
    done = vigie("evaluate", VIGIE_CORPUS="")
    assert "Traceback" not in done.stderr, done.stderr
    assert "big_tech               all                  precision" in done.stdout, done.stdout
    assert "its document is needed: set VIGIE_CORPUS" in done.stdout + done.stderr
