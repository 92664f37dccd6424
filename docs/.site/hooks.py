"""Hooks of the docs site: pages that lie outside docs/, links to source files, drawings, languages.

A forge shows the repository as it lies; the site shows docs/ and the pages named here.  A link to
a file that is no page of the site (a module, a table) keeps its text and loses its address, because
the site knows no forge; a link to nothing stays as it is, and ``mkdocs build --strict`` refuses it.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
INCLUDED = {  # file of the repository -> where it stands in the site
    "CHANGELOG.md": "changelog.md",
    "CODE_OF_CONDUCT.md": "conduct.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "data/reference/README.md": "reference-tables.md",
}
INCLUDED |= {  # what the program reads at run time, for people
    path.relative_to(ROOT).as_posix(): f"tags/{path.name}"
    for path in (ROOT / "data" / "measured" / "tags").glob("*.md")
}
DRAWINGS = DOCS / "pictures" / "drawings"
DRAWING = re.compile(r"^```mermaid\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s#:]+)(#[^)\s]*)?\)")
ITEM = re.compile(r"([-*]|1\.) ")
LANGUAGE = re.compile(r"(?:^|/)(?:(?P<folder>[a-z]{2})/|[^/]*\.(?P<suffix>[a-z]{2})\.md$)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that lie outside docs/."""
    for source, address in INCLUDED.items():
        text = (ROOT / source).read_text("utf-8")
        files.append(File.generated(config, address, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Text as a forge reads it -> the same for MkDocs."""
    address = page.file.src_uri
    return drawn(linked(lists_apart(markdown), address), address)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Pages in another language say which (``fr/install.md``, ``tags/digital.es.md``)."""
    match = LANGUAGE.search(page.file.src_uri)
    lang = (match["folder"] or match["suffix"]) if match else "en"
    return output.replace('<html lang="en"', f'<html lang="{lang}"', 1)


def lists_apart(markdown: str) -> str:
    """An empty line before a list that follows a paragraph: forges do without, MkDocs does not."""
    lines: list[str] = []
    is_code = is_text = False  # is_text: the line before begins at the margin and is no item
    for line in markdown.split("\n"):
        is_code ^= line.lstrip().startswith("```")
        is_item = ITEM.match(line) is not None
        if is_item and is_text and not is_code:
            lines.append("")
        lines.append(line)
        is_text = bool(line) and not line[0].isspace() and not is_item
    return "\n".join(lines)


def drawings_in(markdown: str) -> list[str]:
    """Page -> the text of each drawing (Mermaid)."""
    return DRAWING.findall(markdown)


def drawing_of(text: str) -> Path:
    """Text of a drawing -> its picture, which ``make drawings`` makes."""
    return DRAWINGS / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.svg"


def drawn(markdown: str, address: str) -> str:
    """Drawings of the page at ``address`` as pictures that a click enlarges; else as text."""

    def shown(drawing: re.Match[str]) -> str:
        picture = drawing_of(drawing[1])
        if not picture.exists():
            return drawing[0]
        title = re.search(r"^\s*accTitle:\s*(.+)$", drawing[1], re.M)
        place = posixpath.relpath(
            picture.relative_to(DOCS).as_posix(), posixpath.dirname(address) or "."
        )
        return f"[![{title[1] if title else 'drawing'}]({place})]({place})"

    return DRAWING.sub(shown, markdown)


def linked(markdown: str, address: str) -> str:
    """Text of the page at ``address`` with the links that leave docs/ put right."""
    return LINK.sub(link_of(address), markdown)


def link_of(address: str) -> Callable[[re.Match[str]], str]:
    """Where a page stands in the site -> what becomes of each of its links."""
    sources = {place: source for source, place in INCLUDED.items()}
    page = ROOT / sources.get(address, f"docs/{address}")

    def written(link: re.Match[str]) -> str:
        text, target, anchor = link[1], link[2], link[3] or ""
        path = (page.parent / target).resolve()
        if not path.is_relative_to(ROOT) or not path.exists():
            return link[0]
        if (path / "README.md").exists():
            path /= "README.md"
        place = INCLUDED.get(path.relative_to(ROOT).as_posix())
        if path.is_relative_to(DOCS) and path.is_file():
            place = path.relative_to(DOCS).as_posix()
        if place is None:
            return text
        return f"[{text}]({posixpath.relpath(place, posixpath.dirname(address) or '.')}{anchor})"

    return written
