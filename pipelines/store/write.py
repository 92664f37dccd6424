"""Readings -> rows, in one transaction a batch, with every change and its cause.

Readings are taken one by one in the order received, so what is written does not depend on how they
were batched.  A notice whose content is known writes nothing.  The rows of a procedure are made
again from all its notices (``pipelines.history.fold``) and only rows that differ are written.
"""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec

from pipelines.history import History, chronological, fold
from pipelines.model import Document, Notice, Reading, replace
from pipelines.objections import WITHDRAWN
from pipelines.store import links, rows
from pipelines.store.database import INSERT, UPSERT, Known
from pipelines.store.graph import component
from pipelines.store.schema import TABLES

_decoder = msgspec.json.Decoder(Notice)
_encoder = msgspec.json.Encoder()
_NOTICE_CHILDREN = ("lots", "texts", "buyers", "links")
_CONTRACT_CHILDREN = ("suppliers", "contract_groups", "contract_notices", "tags")
_OWNER = {"links": "from_id"}
# Columns whose change is worth a line in the log; the others follow from them.
WATCHED = {
    "notices": (
        "state", "title", "deadline", "value", "digital", "big_tech", "data_outsourcing",
        "worker_surveillance", "public_surveillance_ai", "public_alternative", "vendor_groups",
    ),
    "contracts": (
        "status", "title", "suppliers", "buyer_id", "value", "currency", "decided", "signed",
        "start", "end", "amendments", "tenders_received", "same_as", "big_tech", "vendor_groups",
        "data_outsourcing", "worker_surveillance", "public_surveillance_ai", "public_alternative",
        "data_law_exposure",
    ),
}  # fmt: skip
AGAIN = ("reparse", "takedown")  # causes of reading a body again that was received before
_DERIVED = ("same_as", "value_countable_eur")  # set by the cluster, compared apart


def now() -> str:
    return _instant(int(time.time()))


@lru_cache(maxsize=2)
def _instant(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _in_scope(notice: Notice) -> bool:
    return notice.scope is not None and notice.scope.digital != "no"


class Writer:
    """The one writer of a connection.  ``rank`` orders portals for representatives.

    ``counts`` afterwards: documents, known_documents, notices, new, changed, same, in_scope,
    out_of_scope, refused, conflicts.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        run_id: str | None = None,
        rank: Mapping[str, int] | None = None,
        known: Mapping[str, Known] | None = None,
        at: str | None = None,
    ) -> None:
        self.db = connection
        self.run_id = run_id
        self.rank = rank or {}
        self.known_buyers = known or {}
        self.at = at
        self.counts: Counter[str] = Counter()
        self.portals: set[str] = set()

    def known(self, portal: str, sha256: str, parser_version: str | None) -> bool:
        """True if these bytes were read for this portal by this reader, and nothing failed."""
        row = self.db.execute(
            "SELECT 1 FROM documents d WHERE d.sha256 = ? AND d.parser_version IS ? AND EXISTS"
            " (SELECT 1 FROM receipts r WHERE r.sha256 = d.sha256 AND r.portal = ?)",
            (sha256, parser_version, portal),
        ).fetchone()
        return row is not None

    def received(self, document: Document) -> bool:
        """True if these bytes were received before, whatever reader read them."""
        row = self.db.execute(
            "SELECT 1 FROM receipts WHERE sha256 = ? AND portal = ?",
            (document.sha256, document.portal),
        ).fetchone()
        return row is not None

    def rejudge(self, notices: Sequence[Notice], cause: str = "retag") -> None:
        """Notices whose content is the same and whose scope or tags are not; one transaction."""
        if not notices:
            return
        self.db.execute("BEGIN IMMEDIATE")
        try:
            for notice in notices:
                scope = notice.scope.digital if notice.scope else "no"
                sha256 = notice.document.sha256 if notice.document else ""
                self.db.execute(UPSERT["register"], register_row(notice, sha256, scope))
                self._place(notice, cause)
        except BaseException:
            self._rollback()
            raise
        self.db.execute("COMMIT")

    def save(self, readings: Iterable[Reading], cause: str = "notice") -> None:
        """Store a batch in one transaction: all of it or nothing."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            for reading in readings:
                self.save_reading(reading, cause)
        except BaseException:
            self._rollback()
            raise
        self.db.execute("COMMIT")

    def _rollback(self) -> None:
        """Undo, also when SQLite has undone it itself (disk full), and forget what was undone."""
        self.portals.clear()
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    def receipt(self, document: Document) -> None:
        """Note that these bytes were received once more."""
        source = document.url or document.file
        at = rows_instant(document.fetched_at) or self.at or now()
        self.db.execute(
            "INSERT INTO receipts (sha256, portal, source, run_id, at) VALUES (?, ?, ?, ?, ?)",
            (document.sha256, document.portal, source, self.run_id, at),
        )
        self.counts["receipts"] += 1

    def save_reading(self, reading: Reading, cause: str) -> None:
        if reading.known:
            self.counts["known_documents"] += 1
            self.receipt(reading.document)
            return
        self.counts["documents"] += 1
        again = cause in AGAIN
        self._document(reading, again)
        if again:
            self._withdraw_unread(reading, cause)
        else:
            self.receipt(reading.document)
        touched: list[Notice] = []
        seen: set[str] = set()
        for notice in reading.notices:
            if notice.id in seen:
                self.counts["repeated_in_document"] += 1
            seen.add(notice.id)
            if cause == "takedown" and self._of_another(notice.id, reading.document.sha256):
                continue
            if self._register(notice, reading.document.sha256):
                touched.append(notice)
        for notice in touched:
            self._place(notice, "correction" if notice.change != "none" and cause == "notice"
                        else cause)  # fmt: skip

    def _of_another(self, notice_id: str, sha256: str) -> bool:
        """True if a later document said what holds of this notice."""
        row = self.db.execute(
            "SELECT 1 FROM register WHERE notice_id = ? AND document_sha256 <> ?",
            (notice_id, sha256),
        ).fetchone()
        return row is not None

    def _document(self, reading: Reading, again: bool) -> None:
        document = reading.document
        faults = [t for t in reading.troubles if t.code != WITHDRAWN]
        error = "; ".join(dict.fromkeys(t.message for t in faults)) or None
        stored = (
            document.sha256, document.portal, document.url, document.file, document.media_type,
            rows_instant(document.fetched_at) or self.at or now(), document.archive_file,
            document.offset, document.length, document.parser_version, len(reading.notices), error,
        )  # fmt: skip
        is_new = self.db.execute(INSERT["documents"], stored).rowcount == 1
        if not is_new:
            self._document_again(stored, again)
        for trouble in reading.troubles:
            place = trouble.record or ""
            row = (document.sha256, place, trouble.code, trouble.kind, trouble.message)
            self.db.execute(INSERT["troubles"], row)
            if trouble.code == WITHDRAWN:
                self.counts["objected"] += 1
                continue
            self.counts["refused"] += 1
            self.counts[f"refused/{trouble.code}"] += 1

    def _document_again(self, stored: rows.Row, again: bool) -> None:
        """A document that has its row: what its reading says now; its troubles are told anew."""
        sha256 = stored[0]
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

    def _register(self, notice: Notice, sha256: str) -> bool:
        """Write the register; True when the content is new and the notice's rows must be made."""
        self.counts["notices"] += 1
        scope = notice.scope.digital if notice.scope else "no"
        self.counts["out_of_scope" if scope == "no" else "in_scope"] += 1
        row = self.db.execute(
            "SELECT content_sha256, scope, document_sha256 FROM register WHERE notice_id = ?",
            (notice.id,),
        ).fetchone()
        if row is not None and row[0] == notice.content_sha256 and row[1] == scope:
            self.counts["same"] += 1
            return False
        if row is not None and row[0] != notice.content_sha256 and row[2] != sha256:
            self.counts["conflicts"] += 1
        self.counts["new" if row is None else "changed"] += 1
        self._portal(notice.portal)
        self.db.execute(UPSERT["register"], register_row(notice, sha256, scope))
        return scope != "no" or (row is not None and row[1] != "no")

    def _portal(self, name: str) -> None:
        """A publisher that only its ocid prefix names (``ocds:PREFIX``) gets a row of its own."""
        if name in self.portals:
            return
        self.portals.add(name)
        self.db.execute(
            "INSERT OR IGNORE INTO portals (name, title_fr, title_en, access, [rank], state,"
            " notices_received, notices_published, failures)"
            " VALUES (?, ?, ?, 'OCDS files at hand', 9999, 'never', 0, 0, 0)",
            (name, f"OCDS, {name}", f"OCDS, {name}"),
        )

    def _place(self, notice: Notice, cause: str) -> None:
        """Notice in scope -> snapshot and keys; out of scope -> its rows leave.  Then refold."""
        before = component(self.db, "family_keys", [notice.id])
        was = self._load([notice.id])
        self.db.execute("DELETE FROM family_keys WHERE member_id = ?", (notice.id,))
        if _in_scope(notice):
            self.db.execute(UPSERT["snapshots"], (notice.id, pack(notice)))
            keys = [(key, notice.id) for key in family_keys(notice)]
            self.db.executemany(INSERT["family_keys"], keys)
        else:
            self.db.execute("DELETE FROM snapshots WHERE notice_id = ?", (notice.id,))
        self.refold(before | {notice.id}, cause, notice)
        self._forget_names(was)

    def _withdraw_unread(self, reading: Reading, cause: str) -> None:
        """After a reader changed: notices that it no longer finds in this document leave."""
        kept = {notice.id for notice in reading.notices}
        stored = self.db.execute(
            "SELECT notice_id FROM register WHERE document_sha256 = ?", (reading.document.sha256,)
        ).fetchall()
        for (notice_id,) in stored:
            if notice_id not in kept:
                self.withdraw(notice_id, cause)

    def takedown(self, notice_id: str) -> None:
        """An objection was granted: the notice leaves, and the log forgets what it said."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            self.withdraw(notice_id, "takedown")
            self.db.execute(
                "UPDATE changes SET before = NULL, after = NULL WHERE notice_id = ?1 OR"
                " (contract_id > ?1 || '/' AND contract_id < ?1 || '0')",
                (notice_id,),
            )
        except BaseException:
            self._rollback()
            raise
        self.db.execute("COMMIT")

    def drop_document(self, sha256: str, portal: str) -> None:
        """A body that left the archive: its notices, receipts and troubles leave, then its row."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
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
        except BaseException:
            self._rollback()
            raise
        self.db.execute("COMMIT")

    def withdraw(self, notice_id: str, cause: str) -> None:
        """Take a notice out of every table but the log."""
        before = component(self.db, "family_keys", [notice_id])
        was = self._load([notice_id])
        for table, column in (
            ("family_keys", "member_id"), ("snapshots", "notice_id"), ("register", "notice_id"),
        ):  # fmt: skip
            self.db.execute(f"DELETE FROM {table} WHERE {column} = ?", (notice_id,))
        self.refold(before, cause, None)
        self._forget_names(was)
        self.counts["withdrawn"] += 1

    def refold(self, seeds: Iterable[str], cause: str, source: Notice | None) -> None:
        """Make the rows of every procedure that these notices belong to, or belonged to, again."""
        waiting = set(seeds)
        old_contracts = self._contracts_of(waiting)
        touched: set[str] = set()
        fresh: dict[str, Any] = {}
        while waiting:
            members = component(self.db, "family_keys", [min(waiting)])
            waiting -= members
            old_contracts |= self._contracts_of(members)
            notices = self._load(members, source)
            for gone in members - {n.id for n in notices}:
                self._drop_notice(gone, cause, source)
            if notices:
                touched |= self._write_family(notices, cause, source, fresh)
        self._redirect(old_contracts - set(fresh), fresh, cause, source)
        touched |= old_contracts - set(fresh)
        self._settle(touched, source)

    def _contracts_of(self, notice_ids: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for notice_id in notice_ids:
            found.update(
                contract_id
                for (contract_id,) in self.db.execute(
                    "SELECT contract_id FROM contract_notices WHERE notice_id = ?", (notice_id,)
                )
            )
        return found

    def _load(self, notice_ids: Iterable[str], placed: Notice | None = None) -> list[Notice]:
        """Notices in scope of these ids; ``placed`` has just been written and is at hand."""
        found: list[Notice] = []
        for notice_id in sorted(notice_ids):
            if placed is not None and placed.id == notice_id and _in_scope(placed):
                found.append(placed)
                continue
            row = self.db.execute(
                "SELECT notice FROM snapshots WHERE notice_id = ?", (notice_id,)
            ).fetchone()
            if row is not None:
                found.append(unpack(row[0]))
        return found

    def _write_family(
        self, notices: Sequence[Notice], cause: str, source: Notice | None, fresh: dict[str, Any]
    ) -> set[str]:
        history: History = fold(notices)
        contracts = rows.history_rows(history)
        fresh.update(contracts)
        ordered = sorted(notices, key=chronological)
        by_procedure: dict[str, list[Notice]] = {}
        procedure_of = procedure_ids(ordered)
        for notice in ordered:
            by_procedure.setdefault(procedure_of[notice.id], []).append(notice)
        for procedure_id, members in by_procedure.items():
            self._write_row("procedures", rows.procedure_row(procedure_id, members))
        left: dict[str, str] = {}
        for notice in ordered:
            old = self._write_notice(notice, history, procedure_of[notice.id], cause, source)
            if old is not None:
                left[old] = procedure_of[notice.id]
        touched: set[str] = set()
        for contract_id, contract in contracts.items():
            row = rows.contract_row(contract, procedure_of[contract.latest.id])
            if self._write_contract(contract_id, contract, row, cause, source):
                touched.add(contract_id)
        for old, new in left.items():
            self._tidy_procedure(old, new)
        return touched

    def _write_notice(
        self, notice: Notice, history: History, procedure_id: str, cause: str, source: Notice | None
    ) -> str | None:
        """Write what differs; returns the procedure that the notice belonged to, if it moved."""
        standing = history.standings[notice.id]
        row = rows.notice_row(notice, standing, procedure_id)
        before = self._stored("notices", notice.id)
        children = rows.notice_children(notice, standing)
        whole = rows.notice_tags(notice)
        if before is None or (source is not None and source.id == notice.id):
            self._organizations(notice)
        if before != row:
            self.db.execute(UPSERT["notices"], row)
            self._log("notices", notice.id, None, before, row, cause, source)
        if before is None or (source is not None and source.id == notice.id) or before != row:
            for table in _NOTICE_CHILDREN:
                self._children(table, _OWNER.get(table, "notice_id"), notice.id, children[table],
                               fresh=before is None)  # fmt: skip
            self._whole_tags(notice.id, whole, fresh=before is None)
        was = before[TABLES["notices"].names.index("procedure_id")] if before else procedure_id
        return None if was == procedure_id else str(was)

    def _write_contract(
        self, contract_id: str, contract: Any, row: rows.Row, cause: str, source: Notice | None
    ) -> bool:
        before = self._stored("contracts", contract_id)
        row = self._keep_derived(before, row)
        if before != row:
            self.db.execute(UPSERT["contracts"], row)
            notice_id = row[TABLES["contracts"].names.index("notice_id")]
            self._log("contracts", notice_id, contract_id, before, row, cause, source)
        changed = before != row
        for table, found in rows.contract_children(contract).items():
            changed |= self._children(table, "contract_id", contract_id, found,
                                      fresh=before is None)  # fmt: skip
        keys = [(key, contract_id) for key in sorted(links.cluster_keys(contract))]
        changed |= self._children("cluster_keys", "member_id", contract_id, keys,
                                  fresh=before is None)  # fmt: skip
        return changed

    def _keep_derived(self, before: rows.Row | None, row: rows.Row) -> rows.Row:
        """What the cluster has set stays until the cluster is looked at again."""
        names = TABLES["contracts"].names
        values = list(row)
        same = names.index("same_as")
        values[same] = before[same] if before is not None else None
        if values[same] is not None:
            values[names.index("value_countable_eur")] = None
        return tuple(values)

    def _stored(self, table: str, key: str) -> rows.Row | None:
        found: rows.Row | None = self.db.execute(
            f"SELECT * FROM [{table}] WHERE id = ?", (key,)
        ).fetchone()
        return found

    def _write_row(self, table: str, row: rows.Row) -> None:
        if self._stored(table, row[0]) != row:
            self.db.execute(UPSERT[table], row)

    def _children(
        self, table: str, owner: str, key: str, found: list[rows.Row], fresh: bool
    ) -> bool:
        """Replace the rows that hang on ``key`` if they differ; True if something was written."""
        if not fresh:
            where = f"[{owner}] = ?"
            if table == "links":
                where += " AND relation IN ('replaces', 'amends')"
            stored = self.db.execute(f"SELECT * FROM [{table}] WHERE {where}", (key,)).fetchall()
            if sorted(map(repr, stored)) == sorted(map(repr, found)):
                return False
            self.db.execute(f"DELETE FROM [{table}] WHERE {where}", (key,))
        if found:
            self.db.executemany(INSERT[table], found)
        return bool(found) or not fresh

    def _whole_tags(self, notice_id: str, found: list[rows.Row], fresh: bool) -> None:
        if not fresh:
            self.db.execute(
                "DELETE FROM tags WHERE notice_id = ? AND contract_id IS NULL", (notice_id,)
            )
        self.db.executemany(INSERT["tags"], found)

    def _organizations(self, notice: Notice) -> None:
        organizations, names = rows.organization_rows(notice, self.known_buyers)
        self.db.executemany(INSERT["organizations"], organizations)
        self.db.executemany(INSERT["organization_names"], names)

    def _forget_names(self, was: Sequence[Notice]) -> None:
        """Names that only these notices gave leave, and organisations that nobody names now."""
        for notice in was:
            organizations, names = rows.organization_rows(notice, self.known_buyers)
            for organization_id, name, *_ in names:
                self._forget_name(organization_id, name)
            for organization_id, *_ in organizations:
                self._tidy_organization(organization_id)

    def _forget_name(self, organization_id: str, name: str) -> None:
        (source,) = self.db.execute(
            "SELECT coalesce((SELECT min(notice_id) FROM buyers WHERE organization_id = :id AND"
            " name = :name), (SELECT min(c.notice_id) FROM suppliers s JOIN contracts c ON"
            " c.id = s.contract_id WHERE s.organization_id = :id AND s.name = :name))",
            {"id": organization_id, "name": name},
        ).fetchone()
        key = (organization_id, name)
        if source is None:
            self.db.execute(
                "DELETE FROM organization_names WHERE organization_id = ? AND name = ?", key
            )
        else:
            self.db.execute(
                "UPDATE organization_names SET notice_id = ? WHERE organization_id = ? AND"
                " name = ? AND NOT EXISTS (SELECT 1 FROM notices WHERE id = notice_id)",
                (source, *key),
            )

    def _tidy_organization(self, organization_id: str) -> None:
        """Without a name left it goes; a name that left it is replaced by the first one left."""
        names = self.db.execute(
            "SELECT name FROM organization_names WHERE organization_id = ? ORDER BY rowid",
            (organization_id,),
        ).fetchall()
        if not names:
            self.db.execute("DELETE FROM organizations WHERE id = ?", (organization_id,))
            return
        if organization_id in self.known_buyers:
            return
        self.db.execute(
            "UPDATE organizations SET name = ? WHERE id = ? AND name NOT IN"
            " (SELECT name FROM organization_names WHERE organization_id = ?)",
            (names[0][0], organization_id, organization_id),
        )

    def _drop_notice(self, notice_id: str, cause: str, source: Notice | None) -> None:
        before = self._stored("notices", notice_id)
        if before is None:
            return
        for table in _NOTICE_CHILDREN:
            owner = _OWNER.get(table, "notice_id")
            self.db.execute(f"DELETE FROM [{table}] WHERE [{owner}] = ?", (notice_id,))
        self.db.execute("DELETE FROM tags WHERE notice_id = ?", (notice_id,))
        self.db.execute("DELETE FROM contract_notices WHERE notice_id = ?", (notice_id,))
        self.db.execute("DELETE FROM notices WHERE id = ?", (notice_id,))
        self._change("withdrawn", cause, notice_id, None, None, None, None, source)
        self._tidy_procedure(before[TABLES["notices"].names.index("procedure_id")])

    def _tidy_procedure(self, procedure_id: str, moved_to: str | None = None) -> None:
        """A procedure without notices leaves; its id leads to the one that they moved to."""
        gone = self.db.execute(
            "DELETE FROM procedures WHERE id = ? AND NOT EXISTS"
            " (SELECT 1 FROM notices WHERE procedure_id = procedures.id)",
            (procedure_id,),
        ).rowcount
        if gone and moved_to is not None:
            self._lead(procedure_id, moved_to)
        elif gone:
            self.db.execute("DELETE FROM redirects WHERE new_id = ?", (procedure_id,))

    def _lead(self, old: str, new: str) -> None:
        """An id that was published once leads to the row of today, without a second step."""
        self.db.execute(UPSERT["redirects"], (old, new))
        self.db.execute("UPDATE redirects SET new_id = ? WHERE new_id = ?", (new, old))
        self.db.execute("DELETE FROM redirects WHERE old_id = ?", (new,))

    def _redirect(
        self, gone: set[str], fresh: Mapping[str, Any], cause: str, source: Notice | None
    ) -> None:
        """Contracts whose id moved: keep the old id pointing at the row of today."""
        moved = {
            f"{m.notice.id}/{m.award.key}": contract_id
            for contract_id, contract in fresh.items()
            for m in contract.mentions
            if m.award is not None
        }
        for old in sorted(gone):
            self._drop_contract(old)
            new = moved.get(old)
            if new is not None and new != old:
                self._lead(old, new)
                self._change("changed", cause, None, new, "id", old, new, source)
            else:
                self.db.execute("DELETE FROM redirects WHERE new_id = ?", (old,))
                self._change("withdrawn", cause, None, old, None, None, None, source)
        for contract_id in fresh:
            self.db.execute("DELETE FROM redirects WHERE old_id = ?", (contract_id,))

    def _drop_contract(self, contract_id: str) -> None:
        for table in _CONTRACT_CHILDREN:
            self.db.execute(f"DELETE FROM [{table}] WHERE contract_id = ?", (contract_id,))
        self.db.execute("DELETE FROM links WHERE from_id = ?", (contract_id,))
        self.db.execute("DELETE FROM contracts WHERE id = ?", (contract_id,))

    def _settle(self, touched: set[str], source: Notice | None) -> None:
        """Choose representatives for every cluster that a touched contract belongs to."""
        if not touched:
            return
        decided = links.settle(self.db, sorted(touched), self.rank)
        for gone in touched - {same.contract_id for same in decided}:
            self.db.execute("DELETE FROM cluster_keys WHERE member_id = ?", (gone,))
        for same in decided:
            if same.before == same.after:
                continue
            self.db.execute(
                "UPDATE contracts SET same_as = ? WHERE id = ?", (same.after, same.contract_id)
            )
            self.db.execute(
                "DELETE FROM links WHERE from_id = ? AND relation = 'same'", (same.contract_id,)
            )
            if same.after is not None:
                link = (same.contract_id, same.after, "same", same.basis, "high")
                self.db.execute(UPSERT["links"], link)
            self._change("changed", "link", None, same.contract_id, "same_as", same.before,
                         same.after, source)  # fmt: skip
            self._countable(same.contract_id)

    def _countable(self, contract_id: str) -> None:
        """A contract that another one stands for is in no sum."""
        self.db.execute(
            "UPDATE contracts SET value_countable_eur = CASE WHEN same_as IS NULL AND"
            " value_kind = 'exact' AND status = 'active' AND value_plausible = 1 AND"
            " coalesce(technique, '') NOT IN ('framework', 'dynamic_purchasing')"
            " THEN value_eur END WHERE id = ?",
            (contract_id,),
        )

    def _log(
        self, table: str, notice_id: str, contract_id: str | None, before: rows.Row | None,
        after: rows.Row, cause: str, source: Notice | None,
    ) -> None:  # fmt: skip
        if before is None:
            self._change("appeared", cause, notice_id, contract_id, None, None, None, source)
            return
        names = TABLES[table].names
        for column in WATCHED[table]:
            place = names.index(column)
            if before[place] != after[place]:
                ended = after[place] in ("cancelled", "terminated")
                self._change("ended" if ended else "changed", cause, notice_id, contract_id,
                             column, before[place], after[place], source)  # fmt: skip

    def _change(
        self, kind: str, cause: str, notice_id: str | None, contract_id: str | None,
        field: str | None, before: Any, after: Any, source: Notice | None,
    ) -> None:  # fmt: skip
        document = source.document.sha256 if source is not None and source.document else None
        caused_by = notice_id or (source.id if source is not None else None)
        self.db.execute(
            "INSERT INTO changes (at, kind, cause, notice_id, contract_id, field, before, after,"
            " run_id, document_sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self.at or now(), kind, cause, caused_by, contract_id, field, _text(before),
             _text(after), self.run_id, document),
        )  # fmt: skip
        self.counts["changes"] += 1


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def rows_instant(value: datetime | None) -> str | None:
    """Instant -> UTC text with Z, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value is not None else None


def pack(notice: Notice) -> bytes:
    """Notice -> snapshot; of its document the hash alone: its place in the archive may move."""
    if notice.document is not None:
        document = Document(sha256=notice.document.sha256, portal=notice.document.portal)
        notice = replace(notice, document=document)
    return zlib.compress(_encoder.encode(notice), 1)


def unpack(stored: bytes) -> Notice:
    return _decoder.decode(zlib.decompress(stored))


def register_row(notice: Notice, sha256: str, scope: str) -> rows.Row:
    suppliers = dict.fromkeys(s.organization.name for a in notice.awards for s in a.suppliers)
    codes = dict.fromkeys(
        f"{c.scheme}:{c.id}"
        for codes in (notice.codes, *(lot.codes for lot in notice.lots))
        for c in codes
    )
    return (
        notice.id, sha256, notice.portal, rows.iso(notice.published), notice.kind, notice.title,
        " | ".join(suppliers) or None, " ".join(codes) or None, scope,
        notice.scope.reason if notice.scope else None, notice.content_sha256,
    )  # fmt: skip


def family_keys(notice: Notice) -> set[str]:
    """Notice -> ids by which it and other notices of its procedure on this portal find each other.

    A call that follows a planning notice shares nothing with the other calls that follow it.
    """
    portal = notice.portal
    keys = {f"{portal}|number|{notice.number}"}
    if notice.procedure.id:
        keys.add(f"{portal}|procedure|{notice.procedure.id}")
    if notice.notice_identifier:
        keys.add(_identifier_key(portal, notice.notice_identifier, notice.notice_version))
    for reference in notice.references:
        if reference.relation not in ("replaces", "amends", "follows"):
            continue
        if reference.relation == "follows" and notice.kind in ("planning", "tender"):
            continue
        if reference.scheme == "notice_identifier":
            identifier, _, version = reference.id.rpartition("-")
            if len(version) <= 3 and identifier:
                keys.add(_identifier_key(portal, identifier, version))
            else:
                keys.add(f"{portal}|identifier|{reference.id}")
        elif reference.scheme in ("number", portal):
            keys.add(f"{portal}|number|{reference.id}")
        elif reference.scheme == "eforms-procedure":
            keys.add(f"{portal}|procedure|{reference.id}")
    return keys


def _identifier_key(portal: str, identifier: str, version: str | None) -> str:
    return f"{portal}|identifier|{identifier}-{(version or '').lstrip('0')}"


def procedure_ids(ordered: Sequence[Notice]) -> dict[str, str]:
    """Notices of a family -> procedure id of each: its own, else the family's, else the earliest
    number that the family names."""
    portal = ordered[0].portal
    own = list(dict.fromkeys(n.procedure.id for n in ordered if n.procedure.id))
    if own:
        fallback = own[0]
    else:
        numbers = {n.number for n in ordered}
        for notice in ordered:
            numbers.update(
                r.id for r in notice.references
                if r.scheme == "number" and r.relation in ("replaces", "amends", "follows")
                and not (r.relation == "follows" and notice.kind in ("planning", "tender"))
            )  # fmt: skip
        fallback = min(numbers, key=_age)
    return {n.id: f"{portal}:{n.procedure.id or fallback}" for n in ordered}


def _age(number: str) -> tuple[str, int, str]:
    """Order of publication numbers ``serial-year``: by year, then serial; others by text."""
    serial, _, year = number.rpartition("-")
    if serial.isdigit() and len(year) == 4 and year.isdigit():
        return year, int(serial), number
    return "0", 0, number
