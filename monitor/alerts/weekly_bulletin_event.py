"""The bulletin of a week: which contracts its page and its mail tell of, and the event of the mail.

A contract stands in the first part that it belongs to.  When a week is over, everybody who asked
for the bulletin before is told once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from monitor.alerts import contract_and_notice_facts
from monitor.alerts.change_log_events import Event
from monitor.alerts.digest_items import BULLETIN, MONTHS_AHEAD
from monitor.alerts.iso_week import Week
from pipelines.store.contract_conditions import IN_FORCE, RUNNING

SHOWN = 5  # contracts of each part in a mail
_WATCHED = "c.worker_surveillance = 'yes' OR c.public_surveillance_ai = 'yes'"
# part -> its condition; what an earlier part has is not told again
PARTS = {
    "surveillance": f"({_WATCHED})",
    "big_tech": f"c.big_tech = 'yes' AND NOT coalesce({_WATCHED}, 0)",
    "handed": "c.data_outsourcing = 'yes' AND coalesce(c.big_tech, '') <> 'yes'"
    f" AND NOT coalesce({_WATCHED}, 0)",
}
ENDING = f"(c.big_tech = 'yes' OR c.data_outsourcing = 'yes' OR {_WATCHED})"
_FIGURES = """
SELECT coalesce(sum(contracts), 0), coalesce(sum(big_tech), 0),
       coalesce(sum(data_outsourcing), 0), coalesce(sum(direct), 0)
FROM aggregates WHERE kind = 'day' AND year = '' AND key >= ? AND key < ?
"""


def parts_of(week: Week) -> Iterator[tuple[str, str, str, tuple[date, date]]]:
    """Yield name, SQL condition, column and first and last day of each part of a bulletin."""
    for name, condition in PARTS.items():
        yield name, f"{condition} AND {IN_FORCE}", "published", (week.first, week.last)
    ends = (
        week.first + relativedelta(months=MONTHS_AHEAD),
        week.last + relativedelta(months=MONTHS_AHEAD),
    )
    yield "ending", f"{ENDING} AND {RUNNING}", "end", ends


def bulletin_event(
    public: sqlite3.Connection,
    private: sqlite3.Connection,
    today: date,
    silent: Iterable[Event] = (),
    unread: Iterable[dict[str, Any]] = (),
) -> Event:
    """Return the event that the last whole week is over, with what its mail tells.

    ``silent``  sources that are silent now (``silent_source_events``); ``unread``: those that we
    have not read lately, which are named with them.
    """
    week = Week.of(today).later(-1)
    after = week.later(1).first
    figures = public.execute(_FIGURES, (week.first.isoformat(), after.isoformat())).fetchone()
    (newest,) = public.execute("SELECT max(newest_notice) FROM portals").fetchone()
    names = ("contracts", "big_tech", "data_outsourcing", "direct")
    named = [event.change for event in silent]
    content: dict[str, Any] = {
        "week": str(week),
        "first": week.first.isoformat(),
        "last": week.last.isoformat(),
        "newest": newest,
        "missed": _missed_days(private, week),
        "figures": dict(zip(names, figures, strict=True)),
        "silent": list({row["id"]: row for row in (*named, *unread)}.values()),
        "parts": {
            name: _part(public, condition, column, days)
            for name, condition, column, days in parts_of(week)
        },
    }
    return Event(f"bulletin:{week}", BULLETIN, BULLETIN, frozenset([BULLETIN]), change=content)


def _missed_days(private: sqlite3.Connection, week: Week) -> list[str] | None:
    """Return first and last day of the weeks before this one whose end we did not see, or None.

    Only the last whole week is told: of those in which this machine was off no mail came.
    """
    (last,) = private.execute(
        "SELECT max(substr(subject, 10)) FROM events WHERE name = ? AND subject < ?",
        (BULLETIN, f"bulletin:{week}"),
    ).fetchone()
    seen = Week.parse(last or "")
    if seen is None or seen == week.later(-1):
        return None
    return [seen.later(1).first.isoformat(), week.later(-1).last.isoformat()]


def _part(
    public: sqlite3.Connection, condition: str, column: str, days: tuple[date, date]
) -> dict[str, Any]:
    """Return how many contracts a part has, and the facts of the largest of them."""
    where = f"FROM contracts c WHERE c.[{column}] >= ? AND c.[{column}] <= ? AND {condition}"
    dates = [day.isoformat() for day in days]
    (total,) = public.execute(f"SELECT count(*) {where}", dates).fetchone()
    largest = f"SELECT c.id {where} ORDER BY c.value_eur DESC, c.[{column}], c.id LIMIT {SHOWN}"
    ids = [id_ for (id_,) in public.execute(largest, dates)]
    facts = contract_and_notice_facts.facts_with_evidence(public, ids)
    rows = [contract_and_notice_facts.without_bodies(facts[id_]) for id_ in ids if id_ in facts]
    return {"total": total, "rows": rows}
