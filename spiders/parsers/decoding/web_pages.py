"""Decode web pages that a portal sends, or that stand within its documents.

Raises  BrokenDocument with a stable code: empty, too_deep, too_many_tags, page_broken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipelines.errors import BrokenDocument
from spiders.parsers.decoding import BYTE_ORDER_MARKS, check_body, decode_text

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

MAX_DEPTH = 256  # levels of tags: what lxml allows in XML
MAX_TAGS = 100_000  # the pages kept of Ghana and New Zealand have up to 414


def html_soup(body: bytes) -> BeautifulSoup:
    """Parse HTML; an empty shell raises, and so does a page without its end."""
    from bs4 import BeautifulSoup  # a tenth of a second, and most portals send no web pages

    text = complete_page(_web_text(check_body(body, "a web page")))
    soup = BeautifulSoup(check_tag_count(text), "lxml")
    _check_depth(soup)
    if not soup.get_text(strip=True):
        raise BrokenDocument("empty", "the web page has no text in it")
    return soup


def check_tag_count(html: str) -> str:
    """Check that HTML has no more tags than can be read in seconds, and return it.

    A tag takes 30 microseconds, whatever the size of the page: 8 MB of them took minutes.
    """
    count = html.count("<")
    if count > MAX_TAGS:
        message = f"the web page has {count:,} tags, at most {MAX_TAGS:,} are read"
        raise BrokenDocument("too_many_tags", message)
    return html


def _check_depth(soup: BeautifulSoup) -> None:
    """Refuse tags nested deeper than XML may be: each search in one takes time for each level."""
    depths = {id(soup): 0}
    for element in soup.find_all(True):
        depths[id(element)] = depth = depths[id(element.parent)] + 1
        if depth > MAX_DEPTH:
            raise BrokenDocument("too_deep", f"the web page is nested more than {MAX_DEPTH} deep")


def html_text(element: Tag, line_end: Callable[[Tag], str] = lambda _: "\n") -> str:
    """Return the text of an element with a line end, or what ``line_end`` says, for each ``br``.

    In one pass: to put a text in the place of each takes the square of their number.
    """
    from bs4 import CData, NavigableString, Tag

    parts: list[str] = []
    for node in element.descendants:
        if isinstance(node, Tag):
            parts.append(line_end(node) if node.name == "br" else "")
        elif type(node) in (NavigableString, CData):  # no comment, script or style
            parts.append(str(node))
    return "".join(parts)


def _web_text(body: bytes) -> str:
    """Decode a web page, by its declared encoding only if that is true."""
    from bs4.dammit import EncodingDetector

    declared = EncodingDetector.find_declared_encoding(body, is_html=True)
    for encoding in ("utf-8", declared):
        try:
            if encoding and not body.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)):
                return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return decode_text(body)


_ROOT_TAG = re.compile(r"<(html|rss|feed)\b", re.I)


def complete_page(text: str) -> str:
    """Check that a web page or feed is complete, and return it.

    Raises  BrokenDocument (page_broken) when its last tag is missing or zero bytes are in it: half
            a list would look like a short one.
    """
    if "\0" in text:
        raise BrokenDocument("page_broken", "the page has zero bytes in it: it is damaged")
    root = _ROOT_TAG.search(text[:4096])
    if root and f"</{root[1].lower()}" not in text[-4096:].lower():
        raise BrokenDocument(
            "page_broken",
            f"the page breaks off after {len(text):,} characters: it has no </{root[1].lower()}>; "
            "it was cut short, get it again",
        )
    return text
