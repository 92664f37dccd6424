"""List every source with its coverage, terms and state, for ``vigie portals``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from monitor.runtime.line_wrapping import indented_lines
from monitor.runtime.spider_registry import spider_class, spider_names
from pipelines.reference.table_classes import Portal

PUBLISHER_PREFIX = "ocds:"


def source_lines(rows: Iterable[Mapping[str, Any]], listed: Mapping[str, Portal]) -> Iterator[str]:
    """Yield a heading, each row of ``portals`` with what is known of it below, then the counts.

    Lines fit a terminal of 80 columns; an address is longer and stays whole.

    A portal that is off (it refuses our truthful agent, needs a key that is not set, a national
    address, or terms that nobody has read) is listed and does not count as a source that can be
    crawled.
    """
    readable = set(spider_names())
    yield f"{'name':31} {'':2} {'state':22} {'newest':10} {'received':>9}"
    for row in rows:
        portal = listed.get(row["name"])
        yield (
            f"{row['name']:31} {row['country'] or '':2} {_state(row, portal, readable):22}"
            f" {row['newest_notice'] or '-':10} {row['notices_received'] or 0:>9,}"
        )
        facts = [str(row["title_en"])]
        if portal is not None:
            languages = ", ".join(
                "several" if language == "mul" else language for language in portal.languages
            )
            facts += [portal.state, f"language: {languages}", portal.access]
            facts += [f"licence: {portal.licence}", f"terms: {portal.terms}"]
        yield from indented_lines("; ".join(facts))
    crawled = crawlable_sources(listed)
    publishers = sum(name.startswith(PUBLISHER_PREFIX) for name in crawled)
    off = sum(_off_reason(name, portal, readable) is not None for name, portal in listed.items())
    own_protocol = len(crawled) - publishers
    yield f"{len(crawled)} sources can be crawled: {own_protocol} by a protocol of their own,"
    yield f"{publishers} publishers of OCDS; {off} are off and do not count"


def source_facts(
    rows: Iterable[Mapping[str, Any]], listed: Mapping[str, Portal]
) -> list[dict[str, Any]]:
    """Return what ``source_lines`` says as one mapping for each portal."""
    readable = set(spider_names())
    crawled = set(crawlable_sources(listed))
    return [
        {
            "name": row["name"],
            "title": row["title_en"],
            "country": row["country"],
            "state": _state(row, listed.get(row["name"]), readable),
            "can_be_crawled": row["name"] in crawled,
            "newest_notice": row["newest_notice"],
            "notices_received": row["notices_received"] or 0,
            "access": row["access"],
            "licence": row["licence"],
        }
        for row in rows
    ]


def crawlable_sources(listed: Mapping[str, Portal]) -> list[str]:
    """Return the portals whose notices ``vigie crawl`` can request with the present settings."""
    readable = set(spider_names())
    return [
        name
        for name, portal in listed.items()
        if name in readable
        and not _off_reason(name, portal, readable)
        and getattr(spider_class(name), "endpoint", None)
        and not getattr(spider_class(name), "gives_rates", False)
    ]


def _off_reason(name: str, portal: Portal | None, readable: set[str]) -> str | None:
    if portal is not None and portal.state == "off":
        return "off"
    variable = _key_variable(name) if name in readable else None
    return "off: no key" if variable and not os.environ.get(variable, "").strip() else None


def _key_variable(name: str) -> str | None:
    """Return the environment variable that holds a portal's required key, if any."""
    variable = getattr(spider_class(name), "key_variable", None)
    key = getattr(getattr(spider_class(name), "row", None), "key", None)
    return variable or (key.variable if key else None)


def _state(row: Mapping[str, Any], portal: Portal | None, readable: set[str]) -> str:
    name = row["name"]
    if off := _off_reason(name, portal, readable):
        return off
    if name not in readable:
        return "no reader yet"
    if not getattr(spider_class(name), "endpoint", None):
        return "documents at hand only"
    if getattr(spider_class(name), "gives_rates", False):
        return "rates" if row["state"] == "never" else str(row["state"])
    if row["state"] != "never":
        return str(row["state"])
    if row["notices_received"]:
        return "read from files only"
    return "on request" if portal is not None and not portal.enabled else "never crawled"
