"""What ``vigie portals`` prints: every source, what it covers, on what terms, in what state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from monitor.spiderbook import spider, spider_names
from pipelines.tables import Portal

PUBLISHER = "ocds:"


def source_lines(rows: Iterable[Mapping[str, Any]], listed: Mapping[str, Portal]) -> Iterator[str]:
    """Rows of ``portals`` -> two lines each, then the counts.

    A portal that is off (it refuses our truthful agent, wants a key or a national address) is
    listed and does not count as a source that can be crawled.
    """
    readable = set(spider_names())
    for row in rows:
        own = listed.get(row["name"])
        newest = row["newest_notice"] or "-"
        state = _state(row, own, readable)
        yield (f"{row['name']:32} {row['country'] or '':3} {state:22} {newest:11}"
               f"{row['notices_received'] or 0:>9,}  {row['title_en']}")  # fmt: skip
        if own is not None:
            yield (f"    {own.state}; language: {', '.join(own.languages)}; {own.access}; "
                   f"licence: {own.licence}; terms: {own.terms}")  # fmt: skip
    yield _counts(listed.values(), readable)


def _state(row: Mapping[str, Any], own: Portal | None, readable: set[str]) -> str:
    name = row["name"]
    if own is not None and own.state == "off":
        return "off"
    if name not in readable:
        return "no reader yet"
    if not getattr(spider(name), "endpoint", None):
        return "documents at hand only"
    if getattr(spider(name), "gives_rates", False):
        return "rates" if row["state"] == "never" else str(row["state"])
    if own is not None and not own.enabled and row["state"] == "never":
        return "on request"
    return str(row["state"])


def _counts(portals: Iterable[Portal], readable: set[str]) -> str:
    crawled = [p.name for p in portals if p.name in readable and p.state != "off"
               and getattr(spider(p.name), "endpoint", None)
               and not getattr(spider(p.name), "gives_rates", False)]  # fmt: skip
    publishers = sum(name.startswith(PUBLISHER) for name in crawled)
    return (f"{len(crawled)} sources can be crawled: {len(crawled) - publishers} by a protocol of "
            f"their own, {publishers} publishers of OCDS")  # fmt: skip
