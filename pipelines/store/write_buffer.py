"""Buffer rows over a batch and write them together, table by table.

A procedure that is rebuilt several times in a batch is written once: its rows are read back from
the buffer.  FTS5 flushes what it holds in memory at the start of each statement that writes a table
with full text, and from then on of each one that needs a savepoint: such tables are written last,
with one statement each.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from pipelines.model import PreparedRows
from pipelines.store.database import INSERT, UPSERT, insert_sql, upsert_sql, values_sql
from pipelines.store.schema import COUNT_TABLES, TABLES
from pipelines.store.serializers import SqlRow

# Tables in which a later row replaces an earlier one; in all others the first row stays.
_LAST_ROW_WINS = ("register", "procedures", "notices", "contracts", "snapshots")
# tables with the rows of a notice or of a contract -> which rows are its
CHILDREN = {
    "notices": {
        "lots": "notice_id = ?",
        "texts": "notice_id = ?",
        "buyers": "notice_id = ?",
        "links": "from_id = ? AND relation IN ('replaces', 'amends')",
        "tags": "notice_id = ? AND contract_id IS NULL",
    },
    "contracts": dict.fromkeys(
        ("suppliers", "contract_groups", "contract_notices", "tags"), "contract_id = ?"
    ),
}
_OF_ORGANIZATIONS = ("organizations", "organization_names")
# with a trigger on each row, which needs a savepoint for each statement
_COUNTED = frozenset(counts.of for counts in COUNT_TABLES.values())
_CONTRACT_OF_TAG = TABLES["tags"].names.index("contract_id")


class WriteBuffer:
    """Rows that the open transaction will write.

    ``row``, ``children`` and ``contracts_of`` read what will be stored.  Call ``flush`` before
    reading or changing the tables in any other way.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.db = connection
        self.discard()

    def discard(self) -> None:
        """Drop the buffered rows after a rollback."""
        self.added: dict[str, list[SqlRow]] = {}
        self.new_notices: dict[str, PreparedRows] = {}
        self.by_key: dict[str, dict[str, SqlRow]] = {table: {} for table in _LAST_ROW_WINS}
        # (table of the owner, table) -> owner -> its rows
        self.by_owner: dict[tuple[str, str], dict[str, list[SqlRow]]] = {}
        # table -> keys of which the database has no row
        self.absent: dict[str, set[str]] = {table: set() for table in _LAST_ROW_WINS}
        self.mentioned: defaultdict[str, set[str]] = defaultdict(set)  # contracts by notice

    def add(self, table: str, rows: Iterable[SqlRow]) -> None:
        """Add rows of a table that nobody reads before they are stored."""
        self.added.setdefault(table, []).extend(rows)

    def add_new_notice(self, notice_id: str, prepared: PreparedRows) -> None:
        """Add the rows of a notice that shares none with another one."""
        self.set_row("snapshots", (notice_id, prepared.snapshot))
        for table in _OF_ORGANIZATIONS:
            self.add(table, prepared.rows.get(table, ()))
        self.new_notices[notice_id] = prepared

    def row(self, table: str, key: str) -> SqlRow | None:
        """Return the row of a table whose rows are replaced; None when there is none.

        Those of a new notice are found once ``contracts_of`` was called for it.
        """
        result = self.by_key[table].get(key)
        if result is None and key not in self.absent[table]:
            column = TABLES[table].pk[0]
            sql = f"SELECT * FROM [{table}] WHERE [{column}] = ?"
            result = self.db.execute(sql, (key,)).fetchone()
            if result is None:
                self.absent[table].add(key)
        return result

    def set_row(self, table: str, row: SqlRow) -> None:
        """Insert or replace a row of these tables."""
        self.by_key[table][row[0]] = row

    def children(self, parent: str, table: str, owner: str) -> list[SqlRow]:
        """Return the rows in a child table of one notice or contract (``parent``)."""
        buffered = self.by_owner.get((parent, table), {}).get(owner)
        if buffered is not None:
            return buffered
        if owner in self.absent[parent]:
            return []
        sql = f"SELECT * FROM [{table}] WHERE {CHILDREN[parent][table]}"
        return self.db.execute(sql, (owner,)).fetchall()

    def set_children(self, parent: str, table: str, owner: str, rows: list[SqlRow]) -> None:
        """Replace these rows."""
        self.by_owner.setdefault((parent, table), {})[owner] = rows
        if table == "contract_notices":
            for row in rows:
                self.mentioned[row[1]].add(owner)

    def remove_contract(self, contract_id: str) -> None:
        """Delete a contract with its rows, be they buffered or stored."""
        for table in CHILDREN["contracts"]:
            self.by_owner.get(("contracts", table), {}).pop(contract_id, None)
        self.by_key["contracts"].pop(contract_id, None)
        if contract_id in self.absent["contracts"]:
            return
        for table, its_rows in CHILDREN["contracts"].items():
            self.db.execute(f"DELETE FROM [{table}] WHERE {its_rows}", (contract_id,))
        self.db.execute("DELETE FROM contracts WHERE id = ?", (contract_id,))
        self.absent["contracts"].add(contract_id)

    def contracts_of(self, notice_id: str) -> set[str]:
        """Return the ids of the contracts that a notice mentions."""
        self._open_new_notice(notice_id)
        buffered = self.by_owner.get(("contracts", "contract_notices"), {})
        result = {
            contract_id
            for contract_id in self.mentioned.get(notice_id, ())
            if any(row[1] == notice_id for row in buffered.get(contract_id, ()))
        }
        if notice_id not in self.absent["notices"]:
            sql = "SELECT contract_id FROM contract_notices WHERE notice_id = ?"
            stored = self.db.execute(sql, (notice_id,)).fetchall()
            result.update(contract_id for (contract_id,) in stored if contract_id not in buffered)
        return result

    def _open_new_notice(self, notice_id: str) -> None:
        """Let the rows of a new notice be found by key and owner: another one joins it."""
        prepared = self.new_notices.pop(notice_id, None)
        if prepared is None:
            return
        for table in ("procedures", "notices", "contracts"):
            for row in prepared.rows[table]:
                self.set_row(table, row)
                self.absent[table].add(row[0])
        for table in CHILDREN["notices"]:
            rows = prepared.rows.get(table, ())
            its_own = [row for row in rows if table != "tags" or row[_CONTRACT_OF_TAG] is None]
            self.set_children("notices", table, notice_id, its_own)
        for table in CHILDREN["contracts"]:
            index = TABLES[table].names.index("contract_id")
            by_contract: defaultdict[str, list[SqlRow]] = defaultdict(list)
            for row in prepared.rows.get(table, ()):
                by_contract[row[index]].append(row)
            for contract_id in prepared.contracts:
                self.set_children("contracts", table, contract_id, by_contract[contract_id])

    def flush(self) -> None:
        """Write the buffered rows within the open transaction."""
        together = self._rows_by_table()
        for table in sorted(together, key=_has_full_text):
            rows = together[table]
            if rows and (TABLES[table].full_text or table in _COUNTED):
                self._write_together(table, rows)
            elif rows:
                statements = UPSERT if table in _LAST_ROW_WINS else INSERT
                self.db.executemany(statements[table], rows)
        self.discard()

    def _rows_by_table(self) -> dict[str, list[SqlRow]]:
        """Return all rows to insert; those that are replaced are deleted here."""
        together = self.added
        for prepared in self.new_notices.values():
            for table, rows in prepared.rows.items():
                if table not in _OF_ORGANIZATIONS:
                    together.setdefault(table, []).extend(rows)
        for table, by_key in self.by_key.items():
            together.setdefault(table, []).extend(by_key.values())
        for (parent, table), by_owner in self.by_owner.items():
            stored = [(owner,) for owner in by_owner if owner not in self.absent[parent]]
            self.db.executemany(f"DELETE FROM [{table}] WHERE {CHILDREN[parent][table]}", stored)
            for rows in by_owner.values():
                together.setdefault(table, []).extend(rows)
        return together

    def _write_together(self, table: str, rows: list[SqlRow]) -> None:
        """Write all rows with one statement, through a temporary table without key and index.

        A statement with the rows in its text would be a new one each time.
        """
        stage = f"temp.[gathered_{table}]"
        self.db.execute(
            f"CREATE TABLE IF NOT EXISTS {stage} AS SELECT * FROM main.[{table}] WHERE false"
        )
        self.db.executemany(f"INSERT INTO {stage} {values_sql(table)}", rows)
        statement = upsert_sql if table in _LAST_ROW_WINS else insert_sql
        self.db.execute(statement(table, f"SELECT * FROM {stage} WHERE true"))
        self.db.execute(f"DELETE FROM {stage}")


def _has_full_text(table: str) -> bool:
    return bool(TABLES[table].full_text)
