"""Without docs/, tests/ and data/gold/ every page answers, and tags and method are whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from monitor.i18n.routes import page_path
from monitor.i18n.tag_page_markdown import TAGS, read_tag_page
from monitor.i18n.value_formatting import LANGUAGES
from monitor.quality.quality_summary import read_summary
from tests.demo.demo_process import free_port
from tests.web.support import example_address, pages, seen

ROOT = Path(__file__).parents[2]
PROGRAM = ("spiders", "pipelines", "monitor", "data/reference", "data/measured", "data/demo")
START_S = 300


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the program alone."""
    folder = tmp_path_factory.mktemp("program")
    for name in PROGRAM:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def vigie(copy: Path, *arguments: str) -> subprocess.Popen[str]:
    """``vigie`` of the copy; nothing of the checkout is on its path."""
    environment = {name: value for name, value in os.environ.items() if name != "VIGIE_CORPUS"}
    return subprocess.Popen(
        [sys.executable, "-m", "monitor.cli.main", *arguments],
        cwd=copy,
        env={**environment, "PYTHONPATH": str(copy)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def web(copy: Path, demo_db: Path) -> Iterator[httpx.Client]:
    """Client of the site that the copy serves."""
    port = free_port()
    process = vigie(copy, "web", "--port", str(port), "--db", str(demo_db))
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
        deadline = time.monotonic() + START_S
        while True:
            try:
                client.get("/robots.txt")
                break
            except httpx.TransportError:
                if process.poll() is not None or time.monotonic() > deadline:
                    process.kill()
                    pytest.fail(process.communicate()[0])
                time.sleep(0.2)
        yield client
    process.terminate()
    process.communicate(timeout=60)


def test_the_copy_holds_neither_docs_nor_tests(copy: Path) -> None:
    assert {path.name for path in copy.iterdir()} == {"spiders", "pipelines", "monitor", "data"}
    assert {path.name for path in (copy / "data").iterdir()} == {"reference", "measured", "demo"}


def test_every_page_answers(web: httpx.Client, rows: sqlite3.Connection) -> None:
    statuses = {
        place: web.get(place).status_code
        for place in (example_address(route, lang, rows) for route, lang in pages())
    }
    assert len(statuses) > 20
    assert {place for place, status in statuses.items() if status != 200} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tag", TAGS)
def test_every_tag_has_its_whole_page(web: httpx.Client, tag: str, lang: str) -> None:
    answer = web.get(page_path("tag", lang, id=tag))
    assert answer.status_code == 200
    text, written = seen(answer.text), read_tag_page(tag, lang)
    assert written is not None
    assert [
        section.heading for section in written.sections if seen(section.heading) not in text
    ] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_method_shows_definitions_and_figures(web: httpx.Client, lang: str) -> None:
    text = seen(web.get(page_path("method", lang)).text)
    quality = read_summary()
    assert quality is not None
    for name in quality["measured"]:
        right, of = quality["tags"][name]["precision_of"]
        assert f"({right} / {of}" in text
    for tag in TAGS:
        written = read_tag_page(tag, lang)
        assert written is not None
        assert seen(written.title) in text


def test_evaluate_says_that_the_labelled_notices_are_missing(copy: Path) -> None:
    process = vigie(copy, "evaluate")
    output, _ = process.communicate(timeout=START_S)
    assert process.returncode == 2
    assert "the labelled notices are not there" in output
    assert "Traceback" not in output
