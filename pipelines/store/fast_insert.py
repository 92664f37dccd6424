"""A notice never received before that shares no id with another: there is nothing to compare or to
fold together, so its rows are gathered as they are.  Most notices arrive so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from pipelines.contracts.notice_versions import fold
from pipelines.model import Notice
from pipelines.store import contract_rows, links, notice_rows
from pipelines.store.change_log import Log
from pipelines.store.database import INSERT
from pipelines.store.organization_names import Names
from pipelines.store.procedure_keys import family_keys, procedure_ids
from pipelines.store.serializers import Row, Rows
from pipelines.store.snapshots import pack
from pipelines.store.write_buffer import Gathered


class Arrivals:
    """Places notices in scope that the register did not know.

    The rows are those that ``Families.refold`` would write; only the two tables of keys are
    written at once, for the next notice to find its relatives in.
    """

    def __init__(
        self, connection: sqlite3.Connection, gathered: Gathered, log: Log, names: Names
    ) -> None:
        self.db, self.gathered, self.log, self.names = connection, gathered, log, names

    def place(self, notice: Notice, cause: str) -> bool:
        """True when its rows are gathered; False, and nothing done, when it has relatives."""
        family = [(key, notice.id) for key in family_keys(notice)]
        if self._shared("family_keys", family):
            return False
        history = fold([notice])
        contracts = contract_rows.history_rows(history)
        # two contracts of one portal with the same key are no relatives: it proves nothing
        cluster = [
            (key, contract_id)
            for contract_id, contract in contracts.items()
            for key in sorted(links.cluster_keys(contract))
        ]
        if self._shared("cluster_keys", cluster):
            return False
        self.db.executemany(INSERT["family_keys"], family)
        self.db.executemany(INSERT["cluster_keys"], cluster)
        procedure_id = procedure_ids([notice])[notice.id]
        self.gathered.add("snapshots", [(notice.id, pack(notice))])
        self.gathered.add("procedures", [notice_rows.procedure_row(procedure_id, [notice])])
        self.names.remember(notice)
        standing = history.standings[notice.id]
        self._row(
            "notices", notice_rows.notice_row(notice, standing, procedure_id), None, notice, cause
        )
        self._children(notice_rows.notice_children(notice, standing))
        self.gathered.add("tags", notice_rows.notice_tags(notice))
        for contract_id, contract in contracts.items():
            row = contract_rows.contract_row(contract, procedure_id)
            self._row("contracts", row, contract_id, notice, cause)
            self._children(contract_rows.contract_children(contract))
        self.db.executemany(
            "DELETE FROM redirects WHERE old_id = ?", [(contract_id,) for contract_id in contracts]
        )
        return True

    def _shared(self, table: str, keys: Iterable[tuple[str, str]]) -> bool:
        sql = f"SELECT 1 FROM [{table}] WHERE key = ?"
        return any(self.db.execute(sql, (key,)).fetchone() is not None for key, _ in keys)

    def _row(
        self, table: str, row: Row, contract_id: str | None, notice: Notice, cause: str
    ) -> None:
        self.gathered.add(table, [row])
        self.log.note(table, notice.id, contract_id, None, row, cause, notice)

    def _children(self, found: Rows) -> None:
        for table, children in found.items():
            self.gathered.add(table, children)
