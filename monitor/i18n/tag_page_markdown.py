"""Read data/measured/tags/TAG.LANG.md into sections, escaped and ready for a page.

These files are headings, paragraphs, lists, `code` and *emphasis*; what stands between
``<!-- rules -->`` and ``<!-- measured -->`` is left out: pages show both from the rules and from
data/measured/quality.json themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup, escape

from monitor.i18n.typography import typeset_in
from pipelines.reference.data_folder import MEASURED

FOLDER = MEASURED / "tags"
# in the order in which the method tells them
TAGS = (
    "digital",
    "big_tech",
    "data_outsourcing",
    "data_law_exposure",
    "worker_surveillance",
    "public_surveillance_ai",
    "public_alternative",
)


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it: ("p" or "li", escaped text)."""

    heading: str
    blocks: tuple[tuple[str, Markup], ...]

    @property
    def first(self) -> Markup:
        """The first paragraph; empty where there is none."""
        return next((text for kind, text in self.blocks if kind == "p"), Markup(""))


@dataclass(frozen=True)
class TagPage:
    """A page: the words of its title, and its sections in order."""

    title: str
    sections: tuple[Section, ...]


@lru_cache(maxsize=32)
def read_tag_page(tag: str, lang: str, folder: Path = FOLDER) -> TagPage | None:
    """Read the page of a tag in a language; None when it does not exist."""
    path = folder / f"{tag}.{lang}.md"
    if tag not in TAGS or not path.exists():
        return None
    text = path.read_text("utf-8")
    text = typeset_in(lang, text)
    text = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->\n?", "", text, flags=re.S)
    head, *parts = re.split(r"^## ", text, flags=re.M)
    title = head.strip().removeprefix("# ")
    sections = tuple(filter(None, map(_section, parts)))
    return TagPage(re.sub(r"\s*\([a-z_]+\)", "", title).strip(), sections)


def _section(text: str) -> Section | None:
    heading, _, rest = text.partition("\n")
    blocks = tuple(_blocks(rest))
    return Section(heading.strip(), blocks) if blocks else None


def _blocks(text: str) -> list[tuple[str, Markup]]:
    result: list[tuple[str, Markup]] = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line for line in paragraph.splitlines() if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            result += [("li", _inline(line[2:])) for line in lines]
        elif lines:
            result.append(("p", _inline(" ".join(lines))))
    return result


def _inline(text: str) -> Markup:
    label = re.sub(r"\s*\(`[^`]+`\)", "", text)  # keys, which are for those who read the files
    marked = str(escape(label.strip()))
    marked = re.sub(r"`([^`]+)`", r"<code>\1</code>", marked)
    marked = re.sub(r"(?<![\w*])\*([^*]+)\*(?!\w)", r"<em>\1</em>", marked)
    return Markup(marked)
