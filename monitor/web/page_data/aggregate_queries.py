"""Query the precomputed aggregates, with their date, for several pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from monitor.aggregates.refresh import AS_OF_KEY
from monitor.alerts.iso_week import Week
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.store.contract_conditions import BUYER_NAME
from pipelines.store.schema import PORTAL_TITLES

# what a contract is in a list: enough to recognise it and to go there
LISTED = (
    f"c.id, c.title, {BUYER_NAME} AS buyer, c.buyer_id, c.country,"
    " c.suppliers, c.vendor_groups, c.status,"
    " c.value, c.currency, c.vat, c.maximum, c.value_eur, c.value_kind, c.value_plausible,"
    " c.value_shared, c.published, c.updated, c.signed, c.end,"
    " c.end_basis, c.end_with_renewals, c.method, c.digital, c.big_tech, c.data_outsourcing,"
    " c.worker_surveillance, c.public_surveillance_ai,"
    # of the title: read aloud by its rules, where the page is in another one
    " (SELECT n.language FROM notices n WHERE n.id = c.notice_id) AS language,"
    # JSON {group: its role}: a group whose product alone is named signed nothing
    " (SELECT json_group_object(k.vendor_group, k.role) FROM contract_groups k"
    " WHERE k.contract_id = c.id) AS group_roles"
)

# contracts?_counted=1: those that figures count.  Datasette's own comparisons cannot say it: "none
# of cancelled, unsuccessful" leaves out those whose outcome nobody published.
COUNTED = "_counted"
COUNTED_QUERY = f"{COUNTED}=1"


NOT_LATELY = "not_lately"  # state of a portal that was well when it was last read, long ago
# state of a portal as its last run left it; of some, documents at hand were ingested and the portal
# itself was never asked
LAST_RUN = "iif(p.state = 'never' AND p.notices_received > 0, 'from_files', p.state)"
_JUDGED_STATE = f"coalesce(h.state, {LAST_RUN})"  # as the operator judges it, else that
# An installation that has stopped keeps its last state "ok": it is believed for twice the time
# between two crawls of a source that is crawled weekly.
_STILL_FRESH = "date(today(), '-15 days')"
STATE = (
    f"iif({_JUDGED_STATE} = 'ok' AND coalesce(p.last_success, '') < {_STILL_FRESH},"
    f" '{NOT_LATELY}', {_JUDGED_STATE})"
)
JUDGED = "LEFT JOIN health h ON h.subject = p.name AND h.until IS NULL"
# what was last read of these was not all
SILENT = ("failed", "degraded", "blind", "paused", "off")


def freshness(db: ReadSession) -> dict[str, Any]:
    """as_of: instant of the figures, None when they were never made; newest: latest notice;
    portals: sources that have given notices; silent: names of those that gave less than all;
    not_lately: names of those that nobody has read for weeks."""
    return db.get_cached("freshness", _freshness)


def _freshness(db: ReadSession) -> dict[str, Any]:
    portals = db.rows(
        f"SELECT p.name, {PORTAL_TITLES}, p.country, {STATE} AS state, p.last_success,"
        " p.newest_notice, p.notices_received, p.notices_published"
        f" FROM portals p {JUDGED} WHERE p.notices_received > 0"
        " ORDER BY p.newest_notice DESC, p.name"
    )
    return {
        "as_of": db.value("SELECT value FROM meta WHERE key = :key", key=AS_OF_KEY),
        "newest": max((p["newest_notice"] for p in portals if p["newest_notice"]), default=None),
        "portals": portals,
        "silent": [p["name"] for p in portals if p["state"] in SILENT],
        "not_lately": [p["name"] for p in portals if p["state"] == NOT_LATELY],
    }


def totals(db: ReadSession, kind: str, key: str = "") -> Row | None:
    """Row of ``aggregates`` for all years; None when there is none (or figures were never made)."""
    return db.row(
        "SELECT * FROM aggregates WHERE kind = :kind AND key = :key AND year = ''",
        kind=kind,
        key=key,
    )


def by_year(db: ReadSession, kind: str, key: str = "") -> list[Row]:
    """Rows of ``aggregates`` of one thing, by year."""
    return db.rows(
        "SELECT * FROM aggregates WHERE kind = :kind AND key = :key AND year <> '' ORDER BY year",
        kind=kind,
        key=key,
    )


def ranked(db: ReadSession, kind: str, most: int = 10) -> list[Row]:
    """Things of one kind with the largest sums first; groups and buyers with their name."""
    return db.rows(
        "SELECT a.*, coalesce(g.name, o.name, a.key) AS name FROM aggregates a"
        " LEFT JOIN vendor_groups g ON a.kind = 'group' AND g.id = a.key"
        " LEFT JOIN organizations o ON a.kind = 'buyer' AND o.id = a.key"
        " WHERE a.kind = :kind AND a.year = ''"
        " ORDER BY a.total_eur DESC, a.contracts DESC, a.key LIMIT :most",
        kind=kind,
        most=most,
    )


def totals_between(db: ReadSession, first: date, after: date) -> Row:
    """contracts, big_tech, data_outsourcing of contracts first published in [first, after)."""
    row = db.row(
        "SELECT coalesce(sum(contracts), 0) AS contracts,"
        " coalesce(sum(big_tech), 0) AS big_tech,"
        " coalesce(sum(data_outsourcing), 0) AS data_outsourcing,"
        " coalesce(sum(direct), 0) AS direct"
        " FROM aggregates WHERE kind = 'day' AND year = '' AND key >= :first AND key < :after",
        first=first.isoformat(),
        after=after.isoformat(),
    )
    assert row is not None  # a sum has one row
    return row


def oldest_day(db: ReadSession) -> str | None:
    """First day of which a contract was read."""
    day: str | None = db.value("SELECT min(key) FROM aggregates WHERE kind = 'day' AND year = ''")
    return day


def is_week_read(week: Week, contracts: int, oldest: str | None, newest: str | None) -> bool:
    """Whether notices of a week, or of before and after it, were read: else nothing speaks of it.

    ``contracts``  first published in it; ``oldest`` and ``newest``: the first and last day read.
    """
    is_before = oldest is not None and oldest <= week.last.isoformat()
    is_after = newest is not None and newest >= week.first.isoformat()
    return bool(contracts) or (is_before and is_after)


def trend(db: ReadSession, today: date) -> dict[str, Row]:
    """{"now": the last 30 days, "before": the 30 before these}."""
    after = today + timedelta(days=1)
    middle, first = after - timedelta(days=30), after - timedelta(days=60)
    return {"now": totals_between(db, middle, after), "before": totals_between(db, first, middle)}
