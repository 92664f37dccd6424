"""Append-only log of what appeared, changed, ended or was withdrawn, and why."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pipelines.model import Notice
from pipelines.privacy.pii_detection import MASK, WITHHELD_NAME
from pipelines.store.schema import LOGGED_COLUMNS, TABLES
from pipelines.store.serializers import SqlRow
from pipelines.store.write_buffer import WriteBuffer

# What an unchanged document gives when tables or code change: no news from a public body.
_CAUSES_OF_READING = ("retag", "reparse", "human")


def utc_now() -> str:
    """Return the current time as UTC text with Z, to the second."""
    return _instant(int(time.time()))


@lru_cache(maxsize=2)
def _instant(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class ChangeLog:
    """Writes ``changes`` of one run through the write buffer.

    ``at``      fixed time of all entries; None uses the clock.
    ``counts``  counter that gets the number of entries as ``changes``.
    """

    def __init__(
        self,
        buffer: WriteBuffer,
        run_id: str | None,
        at: str | None,
        counts: Counter[str],
    ) -> None:
        self.buffer, self.run_id, self.at, self.counts = buffer, run_id, at, counts

    def log_row(
        self,
        table: str,
        notice_id: str,
        contract_id: str | None,
        before: SqlRow | None,
        after: SqlRow,
        cause: str,
        source: Notice | None,
    ) -> None:
        """Log a row that appeared, or its logged columns that changed."""
        if before is None:
            self.append("appeared", cause, notice_id, contract_id, None, None, None, source)
            return
        names = TABLES[table].names
        for column in LOGGED_COLUMNS[table]:
            index = names.index(column)
            if before[index] != after[index]:
                if cause in _CAUSES_OF_READING and _withholds_more(before[index], after[index]):
                    self._erase_values(notice_id, contract_id, column)
                    continue
                ended = after[index] in ("cancelled", "terminated")
                self.append(
                    "ended" if ended else "changed",
                    cause,
                    notice_id,
                    contract_id,
                    column,
                    before[index],
                    after[index],
                    source,
                )

    def _erase_values(self, notice_id: str, contract_id: str | None, column: str) -> None:
        """Erase the values that the log has of a column: they name a person now withheld."""
        self.buffer.flush()
        about = "contract_id = ?" if contract_id else "notice_id = ? AND contract_id IS NULL"
        self.buffer.db.execute(
            f"UPDATE changes SET before = NULL, after = NULL WHERE {about} AND field = ?",
            (contract_id or notice_id, column),
        )

    def append(
        self,
        kind: str,
        cause: str,
        notice_id: str | None,
        contract_id: str | None,
        field: str | None,
        before: Any,
        after: Any,
        source: Notice | None,
    ) -> None:
        """Append one entry; ``source`` is the notice that caused it."""
        document = source.document.sha256 if source is not None and source.document else None
        caused_by = notice_id or (source.id if source is not None else None)
        line = (
            None,
            self.at or utc_now(),
            kind,
            cause,
            caused_by,
            contract_id,
            field,
            _text(before),
            _text(after),
            self.run_id,
            document,
        )
        self.buffer.add("changes", [line])
        self.counts["changes"] += 1


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _withholds_more(before: Any, after: Any) -> bool:
    """Whether a text holds more names that are withheld or masked than it did."""
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    return any(after.count(mark) > before.count(mark) for mark in (WITHHELD_NAME, MASK))
