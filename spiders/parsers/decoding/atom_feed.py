"""Read Atom feeds (RFC 4287) with tombstones (RFC 6721): links between pages, and entries.

Elements are found by local name: producers differ in prefixes and versions of namespaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from lxml import etree

from pipelines.errors import BrokenDocument
from spiders.parsers import decoding

Element = etree._Element
_NEVER = datetime.min.replace(tzinfo=UTC)


class FeedPage(NamedTuple):
    """One page of a feed, newest first: the instants it spans, its entries, the older page."""

    newest: datetime
    oldest: datetime
    entries: int
    following: str | None


def local_name(node: Element) -> str:
    """Name without namespace; "" for a comment."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def select_all(node: Element | None, path: str) -> list[Element]:
    """Descendants at ``a/b/c``, by local names."""
    elements = [] if node is None else [node]
    for step in path.split("/"):
        elements = [child for element in elements for child in element if local_name(child) == step]
    return elements


def select_first(node: Element | None, path: str) -> Element | None:
    return next(iter(select_all(node, path)), None)


def select_text(node: Element | None, path: str) -> str | None:
    """Text at a path, without blanks around it; None when nothing is left."""
    element = select_first(node, path)
    return (element.text or "").strip() or None if element is not None else None


def parse_instant(text: str | None) -> datetime | None:
    """Parse an instant (``2021-09-04T21:02:37.436+02:00``); without an offset it is UTC."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def entries(body: bytes) -> Iterator[Element]:
    """Return the entries and tombstones of a page, oldest first, so that the latest state is last.

    Raises  BrokenDocument when it is no feed.
    """
    root = decoding.xml_root(body)
    if local_name(root) != "feed":
        raise BrokenDocument("no_feed", f"the root element is {root.tag}, expected an Atom feed")
    elements = [element for element in root if local_name(element) in ("entry", "deleted-entry")]
    elements.reverse()  # of two that changed in one instant, the one further up is the later
    yield from sorted(elements, key=_when)


def _when(entry: Element) -> datetime:
    return parse_instant(select_text(entry, "updated") or entry.get("when")) or _NEVER


def parse_page(body: bytes) -> FeedPage:
    """Read the links and time span of a feed's page.

    Raises  BrokenDocument when it has no entry with an instant: never "no news".
    """
    root = decoding.xml_root(body)
    dated = [when for element in entries(body) if (when := _when(element)) != _NEVER]
    if not dated:
        raise BrokenDocument("no_entries", "the feed has no entry with an instant: a new design?")
    links = [
        element
        for element in root
        if local_name(element) == "link" and element.get("rel") == "next"
    ]
    following = links[0].get("href") if links else None
    return FeedPage(max(dated), min(dated), len(dated), following)
