"""Insert a notice that is new and shares no key with another notice or contract.

There is nothing to compare or to merge, so its rows are buffered as they are.  Most notices arrive
so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from pipelines.contracts.compiled_procedure import compile_procedure
from pipelines.model import Notice
from pipelines.store import contract_rows, cross_portal_duplicates, notice_rows
from pipelines.store.change_log import ChangeLog
from pipelines.store.database import INSERT
from pipelines.store.notice_codec import pack
from pipelines.store.organization_writer import OrganizationNames
from pipelines.store.procedure_keys import family_keys, procedure_ids
from pipelines.store.serializers import RowsByTable, SqlRow
from pipelines.store.write_buffer import WriteBuffer


class FastInsert:
    """Inserts notices in scope that the register did not know.

    The rows equal those that ``ProcedureRebuild.rebuild`` would write.  Only the two key tables are
    written at once, so that the next notice finds its procedure.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        buffer: WriteBuffer,
        log: ChangeLog,
        organizations: OrganizationNames,
    ) -> None:
        self.db, self.buffer, self.log, self.organizations = connection, buffer, log, organizations

    def try_insert(self, notice: Notice, cause: str) -> bool:
        """Buffer the rows of a notice and return True.

        Returns  False, with nothing done, when a key is shared with another notice or contract.
        """
        keys = [(key, notice.id) for key in family_keys(notice)]
        if self._is_key_known("family_keys", keys):
            return False
        procedure = compile_procedure([notice])
        contracts = contract_rows.contracts_by_id(procedure)
        # a key that two contracts of one portal share proves nothing
        cluster_keys = [
            (key, contract_id)
            for contract_id, contract in contracts.items()
            for key in sorted(cross_portal_duplicates.cluster_keys(contract))
        ]
        if self._is_key_known("cluster_keys", cluster_keys):
            return False
        self.db.executemany(INSERT["family_keys"], keys)
        self.db.executemany(INSERT["cluster_keys"], cluster_keys)
        procedure_id = procedure_ids([notice])[notice.id]
        self.buffer.add("snapshots", [(notice.id, pack(notice))])
        self.buffer.add("procedures", [notice_rows.procedure_row(procedure_id, [notice])])
        self.organizations.add(notice)
        state = procedure.notice_states[notice.id]
        self._add_row(
            "notices", notice_rows.notice_row(notice, state, procedure_id), None, notice, cause
        )
        self._add_children(notice_rows.notice_child_rows(notice, state))
        self.buffer.add("tags", notice_rows.notice_tags(notice))
        for contract_id, contract in contracts.items():
            row = contract_rows.contract_row(contract, procedure_id)
            self._add_row("contracts", row, contract_id, notice, cause)
            self._add_children(contract_rows.contract_child_rows(contract))
        self.db.executemany(
            "DELETE FROM redirects WHERE old_id = ?", [(contract_id,) for contract_id in contracts]
        )
        return True

    def _is_key_known(self, table: str, keys: Iterable[tuple[str, str]]) -> bool:
        sql = f"SELECT 1 FROM [{table}] WHERE key = ?"
        return any(self.db.execute(sql, (key,)).fetchone() is not None for key, _ in keys)

    def _add_row(
        self, table: str, row: SqlRow, contract_id: str | None, notice: Notice, cause: str
    ) -> None:
        self.buffer.add(table, [row])
        self.log.log_row(table, notice.id, contract_id, None, row, cause, notice)

    def _add_children(self, rows_by_table: RowsByTable) -> None:
        for table, children in rows_by_table.items():
            self.buffer.add(table, children)
