"""The docs site builds strictly, shows what the pages say, and asks no other host for anything."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from pipelines.interface_languages import TRANSLATED
from tests.chromium import chromium

ROOT = Path(__file__).parents[2]
FETCHED = (
    "//script/@src | //img/@src | //iframe/@src | //link[not(@rel='next' or @rel='prev')]/@href"
)
Build = Callable[..., Path]


def built(folder: Path, **changed: Any) -> Path:
    """The site that ``mkdocs.yml`` makes, strict, in ``folder``."""
    file = str(ROOT / "mkdocs.yml")
    build(load_config(file, site_dir=str(folder), strict=True, **changed))
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("docs"))


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Any]:
    return {
        path.relative_to(site).as_posix(): html.parse(str(path)).getroot()
        for path in site.rglob("*.html")
    }


def test_it_holds_the_pages_that_lie_outside_docs(pages: dict[str, Any]) -> None:
    assert {"index.html", "changelog.html", "contributing.html"} <= set(pages)
    links = pages["contributing.html"].xpath("//article//a/@href")
    assert {"reference-tables.html", "add-a-portal.html", "decisions/index.html"} <= set(links)


def test_no_page_takes_anything_from_another_host(pages: dict[str, Any]) -> None:
    outside = {
        (name, address)
        for name, page in pages.items()
        for address in page.xpath(FETCHED)
        if "//" in address
    }
    assert outside == set()


def test_no_style_sheet_takes_anything_from_another_host(site: Path) -> None:
    sheets = list(site.rglob("*.css"))
    assert sheets
    assert [path.name for path in sheets if "url(http" in path.read_text("utf-8")] == []


def test_what_is_a_list_or_a_table_on_a_forge_is_one_here(pages: dict[str, Any]) -> None:
    swallowed = [
        (name, line)
        for name, page in pages.items()
        for paragraph in page.xpath("//article//p")
        for line in paragraph.text_content().splitlines()
        if re.match(r"[-*] |1\. |```|\|.*\|$", line)
    ]
    assert swallowed == [], "MkDocs wants an empty line before a table, and four blanks in a list"


def test_a_list_in_a_list_is_one(pages: dict[str, Any]) -> None:
    assert pages["coverage.html"].xpath("//article//li/ul/li")
    assert pages["site.html"].xpath("//article//li//code[contains(., 'PARAMS')]")


@pytest.mark.parametrize("lang", TRANSLATED)
def test_pages_in_another_language_say_so(pages: dict[str, Any], lang: str) -> None:
    languages = {name: page.get("lang") for name, page in pages.items()}
    names = {name for name, language in languages.items() if language == lang}
    assert names == {name for name in pages if f".{lang}." in name or name.startswith(f"{lang}/")}
    assert names


@pytest.fixture
def hooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The hooks with docs/ elsewhere."""
    actual = spec_from_file_location("hooks", ROOT / "docs/.site/hooks.py")
    assert actual is not None
    assert actual.loader is not None
    module = module_from_spec(actual)
    actual.loader.exec_module(module)
    monkeypatch.setattr(module, "DOCS", tmp_path)
    monkeypatch.setattr(module, "DRAWINGS", tmp_path / "pictures" / "drawings")
    return module


DRAWING = "flowchart LR\n    accTitle: The flow\n    a --> b\n"


def test_a_drawing_is_shown_as_its_picture_and_as_text_while_there_is_none(hooks: Any) -> None:
    page = f"# Flow\n\n```mermaid\n{DRAWING}```\n"
    assert hooks.drawings_in(page) == [DRAWING]
    assert hooks.drawn(page, "deep/page.md") == page
    picture = hooks.drawing_of(DRAWING)
    picture.parent.mkdir(parents=True)
    picture.touch()
    place = f"../pictures/drawings/{picture.name}"
    assert hooks.drawn(page, "deep/page.md") == f"# Flow\n\n[![The flow]({place})]({place})\n"
    changed = page.replace("a --> b", "b --> a")
    assert hooks.drawn(changed, "deep/page.md") == changed, "a picture stands for one text"


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ("[a table](data-dictionnary.md)", "not found"),
        ("[a table](other.md#no-such-part)", "does not contain an anchor"),
        ("[a page](/install/)", "absolute"),
    ],
)
def test_a_link_that_leads_nowhere_fails_the_build(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, page: str, complaint: str
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "README.md").write_text(f"# One\n\n{page}\n")
    (docs / "other.md").write_text("# Other\n")
    with pytest.raises(Abort):
        built(tmp_path / "site", docs_dir=str(docs), nav=["README.md", "other.md"], hooks=[])
    assert complaint in caplog.text


def test_a_page_that_is_in_no_menu_fails_the_build(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in ("README.md", "forgotten.md"):
        (docs / name).write_text("# A page\n")
    with pytest.raises(Abort):
        built(tmp_path / "site", docs_dir=str(docs), nav=["README.md"], hooks=[])


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    handler = partial(SimpleHTTPRequestHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.browser
def test_the_search_finds_and_nothing_is_asked_elsewhere(address: str) -> None:
    requests: list[str] = []
    with chromium() as browser:
        page = browser.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.goto(address)
        page.keyboard.press("/")
        page.keyboard.type("generation")
        page.wait_for_selector(".md-search-result__item a[href*='restore']")
    assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []
