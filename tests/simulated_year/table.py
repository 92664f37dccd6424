"""events.csv as Python: its lines, its readers, and the items that a mail holds."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from monitor.alerts.digest_items import SECTION_HEADINGS
from monitor.i18n.catalogue import _
from monitor.i18n.value_formatting import use_language

HERE = Path(__file__).parent
PORTALS = ("ted", "boamp", "find_a_tender")
READERS: Mapping[str, Mapping[str, Any]] = {
    "ann": {"kinds": ["award"], "tags": ["big_tech"]},
    "tom": {"kinds": ["tender", "award_intention"]},
    "eve": {"kinds": ["amendment", "ends"], "months": [6, 3], "tags": ["big_tech"]},
    "wim": {"kinds": ["award"], "tags": ["big_tech"], "rhythm": "weekly", "language": "fr"},
}
STEPS = ("requests", "watching", "matched", "composed", "committed", "claimed", "built", "recorded")
Notifications = Counter[tuple[date, str, str, str]]  # night, reader, section, key


@dataclass(frozen=True)
class Event:
    """One line of the table, its days counted from the year that is played."""

    night: date
    portal: str
    what: str
    key: str
    facts: Mapping[str, str]
    notified: str


def table(first: date, name: str = "events.csv") -> list[Event]:
    """A table, its nights those of the year that begins on this day."""
    with (HERE / name).open(encoding="utf-8") as file:
        return [
            Event(
                day(row["night"], first),
                row["portal"],
                row["what"],
                row["key"],
                {part.partition("=")[0]: part.partition("=")[2] for part in row["facts"].split()},
                row["notified"],
            )
            for row in csv.DictReader(file)
        ]


def day(text: str, first: date) -> date:
    """05-14 -> the next such day from ``first`` on."""
    day = date(first.year, int(text[:2]), int(text[3:]))
    return day if day >= first else day.replace(year=first.year + 1)


def expected(events: list[Event], turns: list[date]) -> Notifications:
    """The table -> the notifications of each night; ``turns``: the nights of weekly digests."""
    result: Notifications = Counter()
    for event in events:
        seen = day(event.facts.get("seen", f"{event.night:%m-%d}"), event.night)
        for token in event.notified.split():
            who, _colon, rest = token.partition(":")
            if who == "operator":
                result[event.night, who, rest, event.portal or event.key] += 1
                continue
            section, _equal, other = rest.partition("=")
            night = day(other, event.night) if other else seen
            if READERS[who].get("rhythm") == "weekly" and not other:
                night = next(turn for turn in turns if turn >= seen)
            key = "?" if event.what == "takedown" else event.key
            result[night, who, section, key] += 1
    return result


def items(body: str, language: str) -> Iterator[tuple[str, str]]:
    """Text of a mail -> section and key of each item."""
    with use_language(language):
        headings = {_(words).upper(): name for name, words in SECTION_HEADINGS.items()}
        nameless = _("An entry that we told you of earlier")
    section = ""
    for line in body.splitlines():
        section = headings.get(line, section)
        if line.startswith("* "):
            match = re.fullmatch(r"\* (?:Marché |Contract )?(.+)", line)
            assert match is not None
            yield section, "?" if match[1] == nameless else match[1]
