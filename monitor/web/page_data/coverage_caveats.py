"""List what a dossier cannot contain: amounts below publication thresholds, sources not read.

Raises  Misconfigured naming file and block: the site does not start with words that nobody checked.
"""

from __future__ import annotations

import json
from typing import Any

from monitor.i18n.coverage_notes import load_coverage_notes
from monitor.i18n.procurement_thresholds import in_union, thresholds
from monitor.i18n.rule_languages import few_words_sentence
from monitor.i18n.value_formatting import translated
from monitor.web.page_data.aggregate_queries import JUDGED, NOT_LATELY, SILENT, STATE
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.store.schema import PORTAL_TITLES

_CENTRAL = """
SELECT o.id, o.name, s.contracts, s.valued, s.total_eur FROM shares s
JOIN organizations o ON o.id = s.other
WHERE s.kind = 'central' AND s.key = :country AND s.contracts > 0
ORDER BY s.contracts DESC, o.name LIMIT 8
"""


def sources(db: ReadSession, country: str | None) -> dict[str, Any]:
    """Return the sources of a country's dossier and their gaps, in the reader's language.

    A portal of elsewhere that gave notices of this country is read, too: TED of the United Kingdom
    until 2020, a publisher of OCDS anywhere.

    Shape  read, unread: portals of the country, each with its titles (``title_fr`` …), ``state``,
           ``newest_notice``, ``lacks`` (sentences or None); silent, not_lately: names of those of
           ``read`` that failed, and that nobody has read for weeks
           thresholds: {says, source, read_on}; notes: sentences about the country
           central: central purchasing bodies with their contracts found: {id, name, contracts}
    """
    portals, central = db.get_cached(f"sources of {country}", lambda db: _sources(db, country))
    portals = [dict(portal) for portal in portals]  # words are added in the reader's language
    notes = load_coverage_notes()
    for portal in portals:
        portal_notes = notes.portals.get(portal["name"])
        lacks = translated(portal_notes.lacks) if portal_notes else None
        portal["lacks"] = (
            " ".join(filter(None, (lacks, few_words_sentence(portal["name"])))) or None
        )
    read = [portal for portal in portals if portal["notices_received"]]
    return {
        "read": read,
        "unread": [portal for portal in portals if not portal["notices_received"]],
        "silent": [portal["name"] for portal in read if portal["state"] in SILENT],
        "not_lately": [portal["name"] for portal in read if portal["state"] == NOT_LATELY],
        "thresholds": [
            {
                "says": translated(threshold.says),
                "source": threshold.source,
                "read_on": threshold.read_on,
            }
            for threshold in thresholds()
            if country in threshold.countries
        ],
        "notes": [translated(words) for words in notes.countries.get(country or "", ())],
        "central": central,
    }


def _sources(db: ReadSession, country: str | None) -> tuple[list[Row], list[Row]]:
    """Portals of a country and those that gave notices of it; central purchasing bodies."""
    portals = db.rows(
        f"SELECT p.name, {PORTAL_TITLES}, p.country, {STATE} AS state, p.newest_notice,"
        f" p.notices_received FROM portals p {JUDGED}"
        " WHERE (p.country = :country OR (:union AND p.country = 'EU')"
        " OR p.name IN (SELECT value FROM json_each(:gave)))"
        " AND p.access IS NOT 'exchange rates' ORDER BY p.rank, p.name",
        country=country,
        union=in_union(country),
        gave=json.dumps(db.get_cached("portals by country", _portals_by_country).get(country, [])),
    )
    return portals, db.rows(_CENTRAL, country=country)


def _portals_by_country(db: ReadSession) -> dict[str | None, list[str]]:
    """Names of the portals that gave notices of each country: one look at the counts for all, not
    one a country whenever a crawl has written."""
    result: dict[str | None, list[str]] = {}
    for row in db.rows("SELECT DISTINCT country, portal FROM notice_counts WHERE rows > 0"):
        result.setdefault(row["country"], []).append(row["portal"])
    return result


def chosen_sources(db: ReadSession, country: str | None) -> dict[str, Any] | None:
    """The same for a list that may be of one country; None when it is of all."""
    return sources(db, country) if country else None
