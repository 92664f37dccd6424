"""Create the triggers that mark rows whose figures must be made again (``aggregates_pending``).

A mark too many costs a moment, a missing one makes a figure wrong: every update marks, whatever its
column.  Of a new notice its tags and contracts say enough.

No statement in them resolves a conflict, as in ``pipelines.store.count_triggers``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

# tags that tables made with the figures are read from; the others stand in columns of contracts
TAGS = ("public_alternative", "data_law_exposure")
_OF_TAGS = f"{{row}}.tag IN ({', '.join(map(repr, TAGS))})"


class Mark(NamedTuple):
    """Marks set by a change of a table's row.

    ``kind``    contract, notice or central.
    ``column``  column with the id of what is marked.
    ``when``    condition on the row, as ``{row}.column``; '' for every row.
    ``events``  statements that mark.
    """

    table: str
    kind: str
    column: str
    when: str = ""
    events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")


MARKS = (
    Mark("contracts", "contract", "id"),
    Mark("suppliers", "contract", "contract_id"),
    Mark("contract_groups", "contract", "contract_id"),
    Mark("tags", "contract", "contract_id", f"{_OF_TAGS} AND {{row}}.contract_id IS NOT NULL"),
    Mark("tags", "notice", "notice_id", f"{_OF_TAGS} AND {{row}}.contract_id IS NULL"),
    Mark("contract_notices", "contract", "contract_id", events=("INSERT", "UPDATE")),
    Mark("contract_notices", "notice", "notice_id", events=("UPDATE", "DELETE")),
    Mark("notices", "notice", "id", events=("UPDATE", "DELETE")),
    Mark("buyers", "central", "organization_id", "{row}.role = 'central_purchasing'"),
)


def create_aggregate_triggers(connection: sqlite3.Connection) -> None:
    """Create or replace the triggers."""
    for name, sql in trigger_statements():
        connection.execute(f"DROP TRIGGER IF EXISTS [{name}]")
        connection.execute(sql)


def trigger_statements() -> Iterator[tuple[str, str]]:
    """Yield (name, SQL) of the triggers."""
    for mark in MARKS:
        for event in mark.events:
            name = f"aggregates_pending_{mark.table}_{mark.kind}_{event.lower()}"
            yield (
                name,
                f"CREATE TRIGGER [{name}] AFTER {event} ON [{mark.table}] {_body(mark, event)}",
            )


def _body(mark: Mark, event: str) -> str:
    """Return what a trigger does, and when: most rows of most tables mark nothing new."""
    if event == "UPDATE":
        return f"BEGIN {_insert(mark, 'old')} {_insert(mark, 'new')} END"
    row = "new" if event == "INSERT" else "old"
    values = f"'{mark.kind}', {row}.[{mark.column}]"
    return (
        f"WHEN {_condition(mark, row)} BEGIN INSERT INTO aggregates_pending VALUES ({values}); END"
    )


def _insert(mark: Mark, row: str) -> str:
    return (
        f"INSERT INTO aggregates_pending SELECT '{mark.kind}', {row}.[{mark.column}]"
        f" WHERE {_condition(mark, row)};"
    )


def _condition(mark: Mark, row: str) -> str:
    """Return the condition that a row marks something which is not marked yet."""
    condition = f"{row}.[{mark.column}] IS NOT NULL"
    if mark.when:
        condition += f" AND {mark.when.format(row=row)}"
    return (
        f"{condition} AND NOT EXISTS (SELECT 1 FROM aggregates_pending"
        f" WHERE kind = '{mark.kind}' AND id = {row}.[{mark.column}])"
    )
