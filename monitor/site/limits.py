"""What cannot be in a dossier: amounts below which nothing is published, sources not read.

Raises  Misconfigured naming file and block: the site does not start with words that nobody checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from monitor.site.asking import Db, Row
from monitor.site.figures import JUDGED, SILENT, STATE
from monitor.site.i18n import LANGUAGES, said
from monitor.site.reading import coverage
from monitor.site.typography import typeset_words
from pipelines.errors import Misconfigured
from pipelines.reference import FOLDER

FILE = "thresholds.yml"
KEYS = {"countries", "says", "source", "read_on"}


_CENTRAL = """
SELECT o.id, o.name, s.contracts, s.valued, s.total_eur FROM shares s
JOIN organizations o ON o.id = s.other
WHERE s.kind = 'central' AND s.key = :country AND s.contracts > 0
ORDER BY s.contracts DESC, o.name LIMIT 8
"""


@dataclass(frozen=True)
class Threshold:
    """From which amount a contract must be published, and the page in which that was read."""

    countries: frozenset[str]
    says: Mapping[str, str]
    source: str
    read_on: str


@lru_cache(maxsize=4)
def thresholds(folder: Path = FOLDER) -> tuple[Threshold, ...]:
    """thresholds.yml, in the order of the file."""
    with (folder / FILE).open(encoding="utf-8") as file:
        blocks = typeset_words(yaml.safe_load(file))
    return tuple(_threshold(block, number) for number, block in enumerate(blocks, 1))


def _threshold(block: Any, number: int) -> Threshold:
    seen = set(block) if isinstance(block, dict) else set()
    if seen != KEYS or set(block["says"]) != set(LANGUAGES):
        raise Misconfigured(
            f"{FILE}, block {number}: it has {', '.join(sorted(map(str, seen))) or 'no key'}, "
            f"expected {', '.join(sorted(KEYS))} and says in {' and '.join(LANGUAGES)}"
        )
    if not str(block["source"]).startswith("https://"):
        raise Misconfigured(
            f"{FILE}, block {number}: source is {block['source']!r}, expected the address of the "
            "page in which the amounts were read.  Without one, remove the block."
        )
    return Threshold(
        frozenset(block["countries"]), block["says"], block["source"], str(block["read_on"])
    )


def in_union(country: str | None) -> bool:
    """Does the country's buyers' notice go to the Official Journal of the Union?"""
    return any({country, "EU"} <= one.countries for one in thresholds())


async def sources(db: Db, country: str | None) -> dict[str, Any]:
    """What a country's dossier is made of, and of what not, in the reader's language.

    A portal of elsewhere that gave notices of this country is read, too: TED of the United Kingdom
    until 2020, a publisher of OCDS anywhere.

    Shape  read, unread: portals of the country, each with ``title_fr``, ``title_en``, ``state``,
           ``newest_notice``, ``lacks`` (sentence or None); silent: those of ``read`` that failed
           thresholds: {says, source, read_on}; notes: sentences about the country
           central: central purchasing bodies with their contracts found: {id, name, contracts}
    """
    portals, central = await db.kept(f"sources of {country}", lambda db: _sources(db, country))
    portals = [dict(portal) for portal in portals]  # words are added in the reader's language
    held = coverage()
    for portal in portals:
        known = held.portals.get(portal["name"])
        portal["lacks"] = said(known.lacks) if known else None
    read = [portal for portal in portals if portal["notices_received"]]
    return {
        "read": read,
        "unread": [portal for portal in portals if not portal["notices_received"]],
        "silent": [portal["name"] for portal in read if portal["state"] in SILENT],
        "thresholds": [
            {"says": said(one.says), "source": one.source, "read_on": one.read_on}
            for one in thresholds()
            if country in one.countries
        ],
        "notes": [said(words) for words in held.countries.get(country or "", ())],
        "central": central,
    }


async def _sources(db: Db, country: str | None) -> tuple[list[Row], list[Row]]:
    """Portals of a country and those that gave notices of it; central purchasing bodies."""
    portals = await db.rows(
        f"SELECT p.name, p.title_fr, p.title_en, p.country, {STATE} AS state, p.newest_notice,"
        f" p.notices_received FROM portals p {JUDGED}"
        " WHERE (p.country = :country OR (:union AND p.country = 'EU')"
        " OR p.name IN (SELECT portal FROM notice_counts WHERE country = :country AND rows > 0))"
        " AND p.access IS NOT 'exchange rates' ORDER BY p.rank, p.name",
        country=country, union=in_union(country),
    )  # fmt: skip
    return portals, await db.rows(_CENTRAL, country=country)


async def chosen_sources(db: Db, country: str | None) -> dict[str, Any] | None:
    """The same for a list that may be of one country; None when it is of all."""
    return await sources(db, country) if country else None
