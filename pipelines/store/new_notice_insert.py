"""Insert a notice that is new and shares no key with another notice or contract.

There is nothing to compare or to merge, so its rows are buffered as they are.  Most notices arrive
so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from pipelines.model import Notice, PreparedRows
from pipelines.store.change_log import ChangeLog
from pipelines.store.database import INSERT, KnownBuyerRow
from pipelines.store.prepared_rows import family_key_rows, prepare_rows
from pipelines.store.write_buffer import WriteBuffer


class NewNoticeInsert:
    """Inserts notices in scope that the register did not know.

    The rows equal those that ``ProcedureRebuild.rebuild`` would write.  Only the two key tables are
    written at once, so that the next notice finds its procedure.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        buffer: WriteBuffer,
        log: ChangeLog,
        known_buyers: Mapping[str, KnownBuyerRow],
    ) -> None:
        self.db, self.buffer, self.log, self.known = connection, buffer, log, known_buyers

    def try_insert(self, notice: Notice, prepared: PreparedRows | None, cause: str) -> bool:
        """Buffer the rows of a notice and return True.

        ``prepared``  its rows; None to make them here, of the whole notice.

        Returns  False, with nothing done, when a key is shared with another notice or contract.
        """
        keys = prepared.family_keys if prepared else family_key_rows(notice)
        if self._is_key_known("family_keys", keys):
            return False
        prepared = prepared or prepare_rows(notice, self.known)
        if self._is_key_known("cluster_keys", prepared.cluster_keys):
            return False
        self.db.executemany(INSERT["family_keys"], prepared.family_keys)
        self.db.executemany(INSERT["cluster_keys"], prepared.cluster_keys)
        self.buffer.add_new_notice(notice.id, prepared)
        for contract_id in (None, *prepared.contracts):
            self.log.append(
                "appeared", cause, notice.id, contract_id, None, None, None, source=notice
            )
        self.db.executemany(
            "DELETE FROM redirects WHERE old_id = ?",
            [(contract,) for contract in prepared.contracts],
        )
        return True

    def _is_key_known(self, table: str, keys: Iterable[tuple[str, str]]) -> bool:
        sql = f"SELECT 1 FROM [{table}] WHERE key = ?"
        return any(self.db.execute(sql, (key,)).fetchone() is not None for key, _ in keys)
