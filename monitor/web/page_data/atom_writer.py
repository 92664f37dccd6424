"""Write contracts as an Atom feed, with permanent ids and instants of the change log.

Source  RFC 4287; RFC 5005 for the address of older entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from feedgen.feed import FeedGenerator
from starlette.responses import Response

from monitor.i18n.control_characters import strip_control_characters
from monitor.i18n.value_formatting import language
from monitor.web.page_data.feed_entry_fields import permanent_uuid

TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """``first_id``: the first id under which the thing was known; ``lines``: its facts."""

    kind: str
    first_id: str
    title: str
    link: str
    updated: datetime
    lines: tuple[str, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Head:
    """here: the feed's own address; page: the same for people; key: what the feed is of, the
    same whatever its address; older: address of what comes after the last entry."""

    title: str
    key: str
    here: str
    page: str
    older: str | None = None


def atom(head: Head, entries: list[Entry]) -> Response:
    """Write entries, latest first, as an Atom feed; without entries the feed is empty."""
    feed = FeedGenerator()
    feed.id(permanent_uuid("feed", head.key).urn)
    feed.title(strip_control_characters(head.title))
    feed.author(name="Vigie")
    feed.generator("Vigie")
    feed.language(language())
    feed.link(href=head.here, rel="self", type="application/atom+xml")
    feed.link(href=head.page, rel="alternate", type="text/html", replace=False)
    if head.older:
        feed.link(href=head.older, rel="next", type="application/atom+xml")
    latest = max((entry.updated for entry in entries), default=datetime(1970, 1, 1, tzinfo=UTC))
    feed.updated(latest)
    for item in entries:
        entry = feed.add_entry(order="append")
        entry.id(permanent_uuid(item.kind, item.first_id).urn)
        entry.title(strip_control_characters(item.title) or item.first_id)
        entry.link(href=item.link, rel="alternate", type="text/html")
        entry.updated(item.updated)
        # of plain text feed readers make one line
        lines = [escape(strip_control_characters(line)) for line in item.lines or (item.title,)]
        entry.content("<br>\n".join(lines), type="html")
        for tag in item.tags:
            entry.category(term=tag)
    return Response(feed.atom_str(pretty=True).decode(), media_type=TYPE)
