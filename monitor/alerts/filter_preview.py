"""Estimate how many messages a filter would have produced in the last thirty days.

Counted by publication days, not by the log: it answers also where Vigie runs since yesterday.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from monitor.alerts import contract_and_notice_facts
from monitor.alerts.change_log_events import award_kinds
from monitor.alerts.contract_and_notice_facts import Facts
from monitor.alerts.digest_items import build_item, page_url
from monitor.alerts.digest_rendering import DigestContent, render_digest
from monitor.alerts.subscription_filters import EventIndex, Filter, bit_positions
from monitor.i18n.routes import page_path
from monitor.i18n.table_labels import untitled
from monitor.i18n.untrusted_text import name_list
from monitor.i18n.value_formatting import language
from pipelines.store.contract_conditions import RUNNING

PREVIEW_DAYS = 30
MAX_ROWS = 5_000  # rows looked at of each kind; above, the answer says "at least"
SHOWN_ROWS = 5
SAMPLE_ENTRIES = 2
DatedFacts = tuple[str, frozenset[str], Facts]


@dataclass(frozen=True)
class FilterPreview:
    """Number of messages in ``PREVIEW_DAYS`` days at a rhythm, entries in them, the latest of
    these, each with the address of its ``page``, and the message that would tell the first.
    """

    messages: int
    entries: int
    latest: Sequence[Facts]
    at_least: bool
    sample: DigestContent | None = None

    @property
    def messages_a_week(self) -> float:
        return self.messages * 7 / PREVIEW_DAYS


def preview_filter(
    public: sqlite3.Connection, filter_: Filter, rhythm: str, today: date, site: str
) -> FilterPreview:
    """Count what a filter would have matched in the last days, from vigie.db alone; ``site`` is
    the address that its message would lead to.
    """
    recent: list[DatedFacts] = []
    at_least = False
    for ids, dated in (
        _recent_awards(public, filter_, today),
        _recent_amendments(public, filter_, today),
        _recent_tenders(public, filter_, today),
        _upcoming_ends(public, filter_, today),
    ):
        at_least |= ids >= MAX_ROWS
        recent += dated
    index = EventIndex([(kinds, [row]) for _, kinds, row in recent])
    matched = sorted(
        (recent[index] for index in bit_positions(index.match(filter_))),
        key=lambda item: (item[0], item[2]["id"]),
        reverse=True,
    )
    days = {day for day, _, _ in matched}
    if rhythm == "weekly":
        days = {"{}-{}".format(*date.fromisoformat(day).isocalendar()[:2]) for day in days}
    latest = [
        {
            **row,
            "title": row["title"] or untitled(row["id"]),
            "buyer": name_list(row.get("buyer")),
            "page": page_url(row, site),
        }
        for _, _, row in matched[:SHOWN_ROWS]
    ]
    sample = _sample(public, matched[:SAMPLE_ENTRIES], filter_, site, today)
    return FilterPreview(len(days), len(matched), latest, at_least, sample)


def _sample(
    public: sqlite3.Connection,
    matched: Sequence[DatedFacts],
    filter_: Filter,
    site: str,
    today: date,
) -> DigestContent | None:
    """Return the message that would tell these, None where nothing matches."""
    if not matched:
        return None
    items = [
        build_item(_as_event(kinds, row, public), filter_, site, today)
        for _day, kinds, row in matched
    ]
    reply = site + page_path("reply", language()).lstrip("/")
    links = {"more_url": site, "mistake_url": reply, "change_url": None, "unsubscribe_url": None}
    return render_digest(items, len(items), links)


def _as_event(kinds: frozenset[str], row: Facts, public: sqlite3.Connection) -> Facts:
    """Return a row with what an event of the log would say besides."""
    months = next((kind.partition(":")[2] for kind in kinds if kind.startswith("ends:")), "")
    section = "ends" if months else "changed" if "amendment" in kinds else "new"
    return {
        **row,
        "section": section,
        "kinds": sorted(kinds),
        "change": {"months": int(months)} if months else {},
        "why": contract_and_notice_facts.tag_evidence(public, row),
    }


def _sql_conditions(filter_: Filter, table: str) -> tuple[str, list[str]]:
    """Return the part of a filter that SQL can apply."""
    sql = "".join(
        f" AND {table}.{tag} = 'yes'" for tag in filter_.tags[:1] if len(filter_.tags) == 1
    )
    values: list[str] = []
    if filter_.verified:
        sql += f" AND {table}.verified IS NOT NULL" if table == "c" else " AND 0"
    if filter_.countries or filter_.regions:
        sql += (
            f" AND ({table}.country IN (SELECT value FROM json_each(?))"
            f" OR {table}.region IN (SELECT value FROM json_each(?)))"
        )
        values += [json.dumps(filter_.whole_countries), json.dumps(filter_.regions)]
    return sql, values


def _select_ids(public: sqlite3.Connection, sql: str, values: Iterable[object]) -> list[str]:
    return [row[0] for row in public.execute(f"{sql} LIMIT {MAX_ROWS}", tuple(values))]


def _first_day(today: date) -> str:
    return (today - timedelta(days=PREVIEW_DAYS)).isoformat()


def _recent_awards(
    public: sqlite3.Connection, filter_: Filter, today: date
) -> tuple[int, list[DatedFacts]]:
    if not {"award", "direct_award", "award_intention"} & set(filter_.kinds):
        return 0, []
    more, values = _sql_conditions(filter_, "c")
    ids = _select_ids(
        public,
        "SELECT c.id FROM contracts c WHERE c.published > ? AND c.same_as IS NULL"
        " AND coalesce(c.digital, 'yes') <> 'borderline'"
        f" AND c.status IN ('active', 'pending'){more} ORDER BY c.published DESC",
        [_first_day(today), *values],
    )
    rows = contract_and_notice_facts.contract_facts(public, ids).values()
    return len(ids), [(row["published"], award_kinds(row), row) for row in rows]


def _recent_amendments(
    public: sqlite3.Connection, filter_: Filter, today: date
) -> tuple[int, list[DatedFacts]]:
    if "amendment" not in filter_.kinds:
        return 0, []
    more, values = _sql_conditions(filter_, "c")
    ids = _select_ids(
        public,
        "SELECT c.id FROM contracts c WHERE c.updated > ? AND c.same_as IS NULL"
        " AND coalesce(c.digital, 'yes') <> 'borderline'"
        " AND EXISTS (SELECT 1 FROM contract_notices k JOIN notices n ON n.id = k.notice_id"
        "  WHERE k.contract_id = c.id AND n.kind = 'amendment' AND k.published > ?)"
        f"{more} ORDER BY c.updated DESC",
        [_first_day(today), _first_day(today), *values],
    )
    rows = contract_and_notice_facts.contract_facts(public, ids).values()
    return len(ids), [(row["updated"], frozenset(["amendment"]), row) for row in rows]


def _recent_tenders(
    public: sqlite3.Connection, filter_: Filter, today: date
) -> tuple[int, list[DatedFacts]]:
    if "tender" not in filter_.kinds:
        return 0, []
    more, values = _sql_conditions(filter_, "n")
    ids = _select_ids(
        public,
        "SELECT n.id FROM notices n WHERE n.published > ? AND n.kind = 'tender'"
        " AND coalesce(n.digital, 'yes') <> 'borderline'"
        f" AND n.state = 'current' AND n.[change] = 'none'{more} ORDER BY n.published DESC",
        [_first_day(today), *values],
    )
    rows = contract_and_notice_facts.notice_facts(public, ids).values()
    return len(ids), [(row["published"], frozenset(["tender"]), row) for row in rows]


def _upcoming_ends(
    public: sqlite3.Connection, filter_: Filter, today: date
) -> tuple[int, list[DatedFacts]]:
    dated: list[DatedFacts] = []
    most_ids = 0
    more, values = _sql_conditions(filter_, "c")
    for months in filter_.months if "ends" in filter_.kinds else ():
        first = today - timedelta(days=PREVIEW_DAYS) + relativedelta(months=months)
        ids = _select_ids(
            public,
            "SELECT c.id FROM contracts c WHERE c.[end] > ? AND c.[end] <= ?"
            f" AND {RUNNING}{more} ORDER BY c.[end]",
            [first.isoformat(), (today + relativedelta(months=months)).isoformat(), *values],
        )
        most_ids = max(most_ids, len(ids))
        rows = contract_and_notice_facts.contract_facts(public, ids).values()
        dated += [(row["end"], frozenset([f"ends:{months}"]), row) for row in rows]
    return most_ids, dated
