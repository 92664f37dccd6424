"""Calls for tenders that are still open, by what a list was narrowed down to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.web.page_data.list_filters import ListFilters
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.store.contract_conditions import buyer_name
from pipelines.store.schema import OPEN_CALL

_OPEN = f"""
SELECT n.id, n.procedure_id, n.title, n.language, {buyer_name("n.")} AS buyer, n.buyer_id,
       n.country, n.deadline, n.published, n.url, n.big_tech, n.data_outsourcing,
       n.worker_surveillance, n.public_surveillance_ai, n.public_alternative
FROM notices n
WHERE n.deadline >= :today AND n.deadline <= :last AND {OPEN_CALL}{{choice}}
ORDER BY n.deadline, n.id LIMIT :most
"""


def open_calls(
    db: ReadSession, choice: ListFilters, today: date, last: date, most: int
) -> tuple[list[Row], bool]:
    """Return the open calls of the choice, each procedure once, the next deadline first, and
    whether there are more than ``most``.

    A call names no winner, and nobody checks claims of calls: for a group or for checked claims
    there are none.
    """
    if choice.group or choice.verified:
        return [], False
    rows = db.rows(
        _OPEN.format(choice=replace(choice, contracts=None).sql("n")),
        today=today.isoformat(),
        last=last.isoformat(),
        most=most + 1,
        **choice.values,
    )
    once: dict[str, Row] = {}
    for row in rows[:most]:
        once.setdefault(row["procedure_id"] or row["id"], row)
    return list(once.values()), len(rows) > most
