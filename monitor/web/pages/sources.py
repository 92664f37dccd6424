"""Sources page: what each portal holds and lacks, its terms, freshness and completeness.

Shape  portals: those that gave notices, newest first, and unread: those that did not; each a row of
       ``portals`` with ``listed`` (row of portals.csv, None: left the file), ``held`` (coverage),
       ``few_words`` (sentence on its languages that our rules hardly know, None: they know them),
       ``robots`` (address of the documented interface for which robots.txt is not asked, None: it
       is obeyed), ``reader`` (is there one), ``covers`` ({fr, en} of a publisher of OCDS, from its
       row; None: no such row), ``place`` (its country in words), ``health`` (open row; None: not
       judged, or so long ago that ``state`` is "not_lately"), ``counts`` {announced, stored,
       windows, open} of windows whose portal tells its own count, ``gaps``: open windows with their
       problem, ``running``: the crawl that goes on now (None: none does), and ``stopped``
       {started, state}: the last crawl, if it was stopped before its end or says nothing any more.
       rates: rows of those that give exchange rates and no notices
Units  instants UTC; windows include their first and exclude their last instant.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from monitor.i18n.coverage_notes import portal_coverage
from monitor.i18n.rule_languages import few_words_sentence
from monitor.i18n.value_formatting import _, country
from monitor.runtime.read_run_progress import (
    PROGRESS,
    RUNNING,
    SILENT_SINCE,
    parse_runs_in_progress,
)
from monitor.runtime.spider_registry import spider_class, spider_names
from monitor.web.page_data.aggregate_queries import JUDGED, NOT_LATELY, STATE, freshness
from monitor.web.page_request import PageRequest
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.interface_languages import Texts
from pipelines.reference.load_reference_tables import load_portals as listed_portals
from pipelines.store.schema import TABLES as STORED

TABLES = {"read": "portals", "unread": "unread"}
MAX_GAPS = 5
RATES = "exchange rates"  # access of sources without notices

_COUNTS = """
SELECT portal, count(*) AS windows, sum(state = 'open') AS open,
       sum(CASE WHEN announced IS NOT NULL THEN announced END) AS announced,
       sum(CASE WHEN announced IS NOT NULL THEN stored END) AS stored,
       min(start) AS first, max(end) AS last
FROM windows GROUP BY portal
"""
# The first of each portal: a portal with hundreds must not hide those of another.
_GAPS = """
SELECT portal, start, end, announced, stored, problem FROM (
  SELECT *, row_number() OVER (PARTITION BY portal ORDER BY start) AS nth
  FROM windows WHERE state = 'open'
)
WHERE nth <= :most ORDER BY portal, start
"""
# The last crawl of each portal, if it did not end by itself.  That of a machine that was turned off
# stays "running" until a command starts again: one that says nothing any more counts.
_STOPPED = f"""
SELECT portal, started, state FROM (
  SELECT portal, max(started) AS started, state, failure, figures FROM runs
  WHERE command = 'crawl' AND portal IS NOT NULL GROUP BY portal
)
WHERE state = 'killed' OR failure = 'stopped' OR (state = 'running'
  AND coalesce(json_extract(figures, '$.{PROGRESS}.at'), started)
      < {SILENT_SINCE})
"""
_HEALTH = "SELECT * FROM health WHERE until IS NULL"
_COLUMNS = ", ".join(
    f"{STATE} AS state" if name == "state" else f"p.[{name}]" for name in STORED["portals"].names
)
_PORTALS = f"""
SELECT {_COLUMNS} FROM portals p {JUDGED}
ORDER BY p.notices_received = 0, p.newest_notice DESC, p.country, p.name
"""


def prepare() -> None:
    """Load all spiders: nearly two seconds of processor, once."""
    _spiders()


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page of sources."""
    db = request.db
    robots, covers, readers = _spiders()
    counts = {row["portal"]: row for row in db.rows(_COUNTS)}
    health = {row["subject"]: row for row in db.rows(_HEALTH)}
    gaps = _gaps(db)
    going_on = {
        run.portal: run for run in parse_runs_in_progress(row.values() for row in db.rows(RUNNING))
    }
    stopped = {row["portal"]: row for row in db.rows(_STOPPED)}
    rows = [
        {
            **row,
            "health": health.get(row["name"]) if row["state"] != NOT_LATELY else None,
            "listed": _listed(row["name"]),
            "held": _held(row["name"]),
            "few_words": few_words_sentence(row["name"]),
            "robots": robots.get(row["name"]),
            "reader": row["name"] in readers,
            "covers": covers.get(row["name"]),
            "counts": counts.get(row["name"]),
            "gaps": gaps.get(row["name"], []),
            "running": going_on.get(row["name"]),
            "stopped": stopped.get(row["name"]),
            "place": country(row["country"]) if row["country"] else _("Several countries"),
        }
        for row in db.rows(_PORTALS)
    ]
    portals = [row for row in rows if row["access"] != RATES]
    return {
        "portals": [row for row in portals if _was_asked(row)],
        "unread": [row for row in portals if not _was_asked(row)],
        "rates": [row for row in rows if row["access"] == RATES],
        "freshness": freshness(db),
    }


def _was_asked(portal: dict[str, Any]) -> bool:
    """Whether a crawl asked a portal: one that is read for the first time has no counts yet."""
    return bool(portal["notices_received"] or portal["running"] or portal["stopped"])


def _gaps(db: ReadSession) -> dict[str, list[Row]]:
    result: dict[str, list[Row]] = {}
    for row in db.rows(_GAPS, most=MAX_GAPS):
        result.setdefault(row["portal"], []).append(row)
    return result


def _listed(name: str) -> dict[str, Any] | None:
    row = listed_portals().get(name)
    return asdict(row) if row else None


def _held(name: str) -> dict[str, Any] | None:
    coverage = portal_coverage(name)
    return asdict(coverage) if coverage else None


@lru_cache(maxsize=1)
def _spiders() -> tuple[dict[str, str], dict[str, Texts], frozenset[str]]:
    """Return what spiders declare, by name of the portal: the address that is exempted from
    robots.txt ("" where the exemption names none), what an OCDS publisher covers, and all names.
    """
    names = spider_names()
    exemptions = {name: getattr(spider_class(name), "robots_exemption", None) for name in names}
    spiders = {
        name: re.search(r"https?://[^\s,;]+", text) for name, text in exemptions.items() if text
    }
    robots = {name: match[0] if match else "" for name, match in spiders.items()}
    configs = {name: getattr(spider_class(name), "config", None) for name in names}
    covers: dict[str, Texts] = {name: row.covers for name, row in configs.items() if row}
    return robots, covers, frozenset(names)
