"""Store parsed documents, one transaction for each batch, and log every change with its cause.

Documents are stored one by one in the order received, so the result does not depend on how they
were batched.  A notice with known content writes nothing.  The rows of a procedure are rebuilt from
all its notices (``pipelines.store.procedure_rebuild``) and only rows that differ are written.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Literal

from pipelines.model import Document, Notice, ParsedDocument, PreparedRows, RegisterRow
from pipelines.privacy.objections import WITHDRAWN
from pipelines.store.change_log import ChangeLog, utc_now
from pipelines.store.connected_components import connected_members
from pipelines.store.database import INSERT, UPSERT, KnownBuyerRow
from pipelines.store.new_notice_insert import NewNoticeInsert
from pipelines.store.notice_rows import register_row
from pipelines.store.notice_snapshot_codec import pack, unpack
from pipelines.store.organization_writer import OrganizationWriter
from pipelines.store.prepared_rows import family_key_rows
from pipelines.store.procedure_rebuild import OldRow, ProcedureRebuild, in_scope
from pipelines.store.schema import TABLES
from pipelines.store.serializers import SqlRow
from pipelines.store.write_buffer import WriteBuffer

REPARSE_CAUSES = (
    "reparse",
    "takedown",
)  # causes for which a document received before is parsed again

_content_scope_document_and_day = itemgetter(
    *map(
        TABLES["register"].names.index,
        ("content_sha256", "scope", "document_sha256", "published"),
    )
)
# whose a document is, and where it lies
DOCUMENT_PLACE = "portal, url, file, media_type, archive_file, archive_offset, length"


class Writer:
    """The one writer of a connection.

    ``rank``    portal -> rank when a representative is chosen; lowest first.
    ``known``   rows of known buyers by organisation id.
    ``at``      fixed time of all entries; None uses the clock.
    ``counts``  documents, known_documents, without_notices, notices, new, changed, same, in_scope,
                out_of_scope, refused, conflicts.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        run_id: str | None = None,
        rank: Mapping[str, int] | None = None,
        known_buyers: Mapping[str, KnownBuyerRow] | None = None,
        at: str | None = None,
    ) -> None:
        self.db = connection
        self.run_id = run_id
        self.at = at
        self.counts: Counter[str] = Counter()
        self.buffer = WriteBuffer(connection)
        self.organizations = OrganizationWriter(connection, self.buffer, known_buyers or {})
        log = ChangeLog(self.buffer, run_id, at, self.counts)
        self.procedures = ProcedureRebuild(connection, log, self.organizations, rank or {})
        self.new_notice_insert = NewNoticeInsert(connection, self.buffer, log, known_buyers or {})
        self.portals: set[str] = set()

    def known_documents(
        self, portal: str, digests: Sequence[str], parser_version: str | None
    ) -> set[str]:
        """Return the hashes already parsed for this portal by this parser version."""
        rows = self.db.execute(
            "SELECT d.sha256 FROM documents d WHERE d.sha256 IN (SELECT value FROM json_each(?))"
            " AND d.parser_version IS ? AND EXISTS"
            " (SELECT 1 FROM receipts r WHERE r.sha256 = d.sha256 AND r.portal = ?)",
            (json.dumps(digests), parser_version, portal),
        )
        return {sha256 for (sha256,) in rows}

    def was_received(self, document: Document) -> bool:
        """Whether these bytes were received before, by any parser version."""
        row = self.db.execute(
            "SELECT 1 FROM receipts WHERE sha256 = ? AND portal = ?",
            (document.sha256, document.portal),
        ).fetchone()
        return row is not None

    def save_reclassified(self, notices: Sequence[Notice], cause: str = "retag") -> None:
        """Store notices with the same content and a new scope or new tags, in one transaction."""
        if not notices:
            return
        with self._transaction():
            for notice in notices:
                sha256 = notice.document.sha256 if notice.document else ""
                self._upsert_register(register_row(notice, sha256))
                self._write_notice(notice, cause)

    def save(self, documents: Iterable[ParsedDocument], cause: str = "notice") -> None:
        """Store a batch in one transaction: all of it or nothing."""
        with self._transaction():
            for parsed in documents:
                self.save_document(parsed, cause)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.buffer.flush()
        except BaseException:
            self._rollback()
            raise
        self.db.execute("COMMIT")

    def _rollback(self) -> None:
        """Roll back unless SQLite already has (disk full), and drop buffered rows."""
        self.portals.clear()
        self.buffer.discard()
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    def add_receipt(self, document: Document) -> None:
        """Record that these bytes were received once more."""
        source = document.url or document.file
        at = format_instant(document.fetched_at) or self.at or utc_now()
        row = (None, document.sha256, document.portal, source, self.run_id, at)
        self.buffer.add("receipts", [row])
        self.counts["receipts"] += 1

    def save_document(self, parsed: ParsedDocument, cause: str) -> None:
        """Store one parsed document within the open transaction."""
        if parsed.known:
            self.counts["known_documents"] += 1
            self.add_receipt(parsed.document)
            return
        self.counts["documents"] += 1
        if not parsed.notices and not parsed.troubles:
            self.counts["without_notices"] += 1
        again = cause in REPARSE_CAUSES
        self._write_document(parsed, again)
        renumbered: list[OldRow] = []
        if again:
            renumbered = self._withdraw_missing(parsed, cause)
        else:
            self.add_receipt(parsed.document)
        to_write: list[tuple[Notice, PreparedRows | None, bool]] = []
        notice_ids: set[str] = set()
        nothing = (None,) * len(parsed.notices)
        for notice, rows, registered in zip(
            parsed.notices, parsed.prepared or nothing, parsed.register or nothing, strict=True
        ):
            if notice.id in notice_ids:
                self.counts["repeated_in_document"] += 1
            notice_ids.add(notice.id)
            if cause == "takedown" and self._is_in_later_document(
                notice.id, parsed.document.sha256
            ):
                continue
            status = self._write_register(notice, parsed.document.sha256, registered)
            if status != "settled":
                to_write.append((notice, rows, status == "new"))
        for notice, rows, new in to_write:
            notice_cause = "correction" if notice.change != "none" and cause == "notice" else cause
            if not (new and self.new_notice_insert.try_insert(notice, rows, notice_cause)):
                self._write_notice(unpack(rows.snapshot) if rows else notice, notice_cause)
        if renumbered:
            self.buffer.flush()
            self.procedures.redirect_renumbered(renumbered, parsed.notices, cause)

    def _is_in_later_document(self, notice_id: str, sha256: str) -> bool:
        """Whether the register has this notice from another document."""
        row = self.buffer.row("register", notice_id)
        return row is not None and _content_scope_document_and_day(row)[2] != sha256

    def _write_document(self, parsed: ParsedDocument, again: bool) -> None:
        document = parsed.document
        faults = [t for t in parsed.troubles if t.code != WITHDRAWN]
        error = "; ".join(dict.fromkeys(t.message for t in faults)) or None
        stored = (
            document.sha256,
            document.portal,
            document.url,
            document.file,
            document.media_type,
            format_instant(document.fetched_at) or self.at or utc_now(),
            document.archive_file,
            document.offset,
            document.length,
            document.parser_version,
            len(parsed.notices),
            error,
        )
        is_new = self.db.execute(INSERT["documents"], stored).rowcount == 1
        if not is_new:
            self._update_document(stored, again)
        for trouble in parsed.troubles:
            record = trouble.record or ""
            row = (document.sha256, record, trouble.code, trouble.kind, trouble.message)
            self.db.execute(INSERT["troubles"], row)
            if trouble.code == WITHDRAWN:
                self.counts["objected"] += 1
                continue
            self.counts["refused"] += 1
            self.counts[f"refused/{trouble.code}"] += 1

    def _update_document(self, stored: SqlRow, again: bool) -> None:
        """Update the row of a known document from its new parsing; drop its old troubles.

        Bytes first read as another portal's, who found no notice in them, are this portal's.
        """
        sha256 = stored[0]
        if stored[10]:
            self.db.execute(
                f"UPDATE documents SET ({DOCUMENT_PLACE}) = (?, ?, ?, ?, ?, ?, ?)"
                " WHERE sha256 = ? AND portal <> ? AND NOT notices",
                (*stored[1:5], *stored[6:9], sha256, stored[1]),
            )
        self.db.execute(
            "UPDATE documents SET parser_version = ?, notices = ?, error = ? WHERE sha256 = ?"
            " AND (parser_version IS NOT ? OR notices IS NOT ? OR error IS NOT ?)",
            (*stored[9:12], sha256, *stored[9:12]),
        )
        if again:
            self.db.execute(
                "UPDATE documents SET archive_offset = ?, length = ? WHERE sha256 = ? AND"
                " archive_file = ? AND (archive_offset IS NOT ? OR length IS NOT ?)",
                (*stored[7:9], sha256, stored[6], *stored[7:9]),
            )
        self.db.execute("DELETE FROM troubles WHERE document_sha256 = ?", (sha256,))

    def _upsert_register(self, registered: RegisterRow, is_new: bool = False) -> None:
        """Write a row of ``register``, and the suppliers of a notice out of scope apart."""
        row, suppliers = registered
        self.buffer.set_row("register", row)
        if suppliers:
            self.db.execute(UPSERT["register_suppliers"], (row[0], suppliers))
        elif not is_new:
            self.db.execute("DELETE FROM register_suppliers WHERE notice_id = ?", row[:1])

    def _write_register(
        self, notice: Notice, sha256: str, registered: RegisterRow | None
    ) -> Literal["settled", "new", "changed"]:
        """Write the register row of a notice, made here if it is None.

        Returns  whether its other rows must be made (new), made again (changed) or neither
                 (settled).
        """
        self.counts["notices"] += 1
        scope = notice.scope.digital if notice.scope else "no"
        self.counts["out_of_scope" if scope == "no" else "in_scope"] += 1
        stored = self.buffer.row("register", notice.id)
        row = None if stored is None else _content_scope_document_and_day(stored)
        if row is not None and row[0] == notice.content_sha256 and row[1] == scope:
            self.counts["same"] += 1
            return "settled"
        if row is not None and row[0] != notice.content_sha256 and row[2] != sha256:
            if notice.published and row[3] and notice.published.isoformat() < row[3]:
                # an older state: a monthly archive fetched after a daily feed
                self.counts["stale"] += 1
                return "settled"
            self.counts["conflicts"] += 1
        self.counts["new" if row is None else "changed"] += 1
        self._add_portal(notice.portal)
        self._upsert_register(registered or register_row(notice, sha256), is_new=row is None)
        if row is None:
            return "settled" if scope == "no" else "new"
        return "settled" if scope == row[1] == "no" else "changed"

    def _add_portal(self, name: str) -> None:
        """Add a row for an OCDS publisher known by its prefix alone (``ocds:PREFIX``)."""
        if name in self.portals:
            return
        self.portals.add(name)
        prefix = name.partition(":")[2]
        self.db.execute(
            "INSERT OR IGNORE INTO portals (name, title_en, access, [rank], state,"
            " notices_received, notices_published, failures)"
            " VALUES (?, ?, 'OCDS files at hand', 9999, 'never', 0, 0, 0)",
            (name, f"OCDS publisher not identified (prefix {prefix})"),
        )

    def _write_notice(self, notice: Notice, cause: str) -> None:
        """Write or remove snapshot and keys of a notice, then rebuild its procedures."""
        before = connected_members(self.db, "family_keys", [notice.id])
        notices_before = self.procedures.load_notices([notice.id])
        self.db.execute("DELETE FROM family_keys WHERE member_id = ?", (notice.id,))
        if in_scope(notice):
            self.buffer.set_row("snapshots", (notice.id, pack(notice)))
            self.db.executemany(INSERT["family_keys"], family_key_rows(notice))
        else:
            self.buffer.flush()
            self.db.execute("DELETE FROM snapshots WHERE notice_id = ?", (notice.id,))
        self.procedures.rebuild(before | {notice.id}, cause, notice)
        self.organizations.remove_unused(notices_before)

    def _withdraw_missing(self, parsed: ParsedDocument, cause: str) -> list[OldRow]:
        """Withdraw notices of a document in which a changed parser no longer finds them.

        Only those of the portal as which it was read: the same bytes may have been read as another
        portal's, by choice (``ocds``) or by mistake, and its reader finds its own.

        Returns  their rows and those of their contracts, which may be there under new numbers.
        """
        old: list[OldRow] = []
        self.buffer.flush()
        current_ids = {notice.id for notice in parsed.notices}
        stored = self.db.execute(
            "SELECT notice_id FROM register WHERE document_sha256 = ?1 AND (portal = ?2 OR"
            " ?2 = 'ocds' AND portal NOT IN (SELECT portal FROM receipts WHERE sha256 = ?1))",
            (parsed.document.sha256, parsed.document.portal),
        ).fetchall()
        for (notice_id,) in stored:
            if notice_id not in current_ids:
                self.buffer.flush()
                old += self.procedures.rows_of(notice_id)
                self.withdraw(notice_id, cause)
        return old

    def take_down(self, notice_id: str) -> None:
        """Withdraw a notice after an objection and erase its values in the log."""
        with self._transaction():
            self.withdraw(notice_id, "takedown")
            self.buffer.flush()
            self.db.execute(
                "UPDATE changes SET before = NULL, after = NULL WHERE notice_id = ?1 OR"
                " (contract_id > ?1 || '/' AND contract_id < ?1 || '0')",
                (notice_id,),
            )

    def drop_document(self, sha256: str, portal: str) -> None:
        """Withdraw the notices of a document that left the archive, and delete its rows."""
        with self._transaction():
            for (notice_id,) in self.db.execute(
                "SELECT notice_id FROM register WHERE document_sha256 = ?", (sha256,)
            ).fetchall():
                self.withdraw(notice_id, "takedown")
            self.db.execute(
                "DELETE FROM receipts WHERE sha256 = ? AND (portal = ? OR ? = 'ocds')",
                (sha256, portal, portal),
            )
            unknown = "NOT EXISTS (SELECT 1 FROM receipts WHERE sha256 = ?1)"
            for table, column in (("troubles", "document_sha256"), ("documents", "sha256")):
                self.db.execute(f"DELETE FROM {table} WHERE {column} = ?1 AND {unknown}", (sha256,))

    def withdraw(self, notice_id: str, cause: str) -> None:
        """Remove a notice from every table except the log."""
        self.buffer.flush()
        before = connected_members(self.db, "family_keys", [notice_id])
        notices_before = self.procedures.load_notices([notice_id])
        for table, column in (
            ("family_keys", "member_id"),
            ("snapshots", "notice_id"),
            ("register", "notice_id"),
            ("register_suppliers", "notice_id"),
        ):
            self.db.execute(f"DELETE FROM {table} WHERE {column} = ?", (notice_id,))
        self.procedures.rebuild(before, cause, None)
        self.organizations.remove_unused(notices_before)
        self.counts["withdrawn"] += 1


@lru_cache(maxsize=2)  # a document and its receipt have the same
def format_instant(value: datetime | None) -> str | None:
    """Return an instant as UTC text with Z, to the second."""
    if value is None:
        return None
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
