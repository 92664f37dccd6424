"""Rebuild the rows of one procedure from all its notices.

``pipelines.contracts.compiled_procedure`` determines the contracts; only rows that differ are
written, and rows that no notice supports any more are deleted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pipelines.contracts.compiled_contract import CompiledContract
from pipelines.contracts.compiled_procedure import (
    CompiledProcedure,
    compile_procedure,
    in_order,
)
from pipelines.model import Notice
from pipelines.store import contract_rows, cross_portal_duplicates, notice_rows
from pipelines.store.change_log import ChangeLog
from pipelines.store.connected_components import connected_members
from pipelines.store.database import INSERT, UPSERT
from pipelines.store.notice_snapshot_codec import unpack
from pipelines.store.organization_writer import OrganizationWriter
from pipelines.store.procedure_keys import procedure_ids
from pipelines.store.schema import TABLES
from pipelines.store.serializers import SqlRow
from pipelines.store.write_buffer import CHILDREN

_PLACE = {
    name: TABLES["contracts"].names.index(name)
    for name in ("portal", "notice_id", "same_as", "value_countable_eur")
}
_PROCEDURE_OF_NOTICE = TABLES["notices"].names.index("procedure_id")
_SAME_CONTRACT = (  # a parser that keys the awards of a notice otherwise
    "SELECT n.id FROM contracts o JOIN contracts n ON n.procedure_id = o.procedure_id"
    " AND n.id <> o.id AND n.suppliers = o.suppliers AND n.lot_ids IS o.lot_ids"
    " AND n.value IS o.value AND n.currency IS o.currency"
    " AND EXISTS (SELECT 1 FROM contract_notices a JOIN contract_notices b"
    " ON b.notice_id = a.notice_id WHERE a.contract_id = o.id AND b.contract_id = n.id)"
    " WHERE o.id = ?"
)
_NOTICE_IN_PLACE = (
    "SELECT id FROM notices WHERE id IN (SELECT value FROM json_each(?1))"
    " AND procedure_id = ?2 AND kind = ?3 AND id <> ?4 LIMIT 2"
)
_CONTRACT_IN_PLACE = (
    "SELECT DISTINCT c.id FROM contract_notices n JOIN contracts c ON c.id = n.contract_id"
    " WHERE n.notice_id IN (SELECT value FROM json_each(?1))"
    " AND c.procedure_id = ?2 AND n.award_key = ?3 AND c.id <> ?4 LIMIT 2"
)


def in_scope(notice: Notice) -> bool:
    """Whether a notice is published: its scope is yes or borderline."""
    return notice.scope is not None and notice.scope.digital != "no"


class OldRow(NamedTuple):
    """A row that was published: its id, its procedure, and what it is (kind, or award key)."""

    id: str
    procedure_id: str
    is_contract: bool
    what: str


class ProcedureRebuild:
    """Writes procedures, notices, contracts and their child rows.

    ``rank``  portal -> rank when a representative is chosen; lowest first.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        log: ChangeLog,
        organizations: OrganizationWriter,
        rank: Mapping[str, int],
    ) -> None:
        self.db, self.log, self.organizations, self.rank = connection, log, organizations, rank
        self.buffer = log.buffer

    def rebuild(self, seeds: Iterable[str], cause: str, source: Notice | None) -> None:
        """Rebuild every procedure that these notices belong to, or belonged to.

        ``seeds``   notice ids.
        ``source``  the notice that caused the rebuild; None when there is none.
        """
        waiting = set(seeds)
        old_contracts = self._contracts_of(waiting)
        changed: set[str] = set()
        contracts: dict[str, Any] = {}
        while waiting:
            members = connected_members(self.db, "family_keys", [min(waiting)])
            waiting -= members
            old_contracts |= self._contracts_of(members)
            notices = self.load_notices(members, source)
            for removed in members - {n.id for n in notices}:
                self._drop_notice(removed, cause, source)
            if notices:
                changed |= self._write_procedure(notices, cause, source, contracts)
        self._redirect_contracts(old_contracts - set(contracts), contracts, cause, source)
        changed |= old_contracts - set(contracts)
        self.update_representatives(changed, source)

    def _contracts_of(self, notice_ids: Iterable[str]) -> set[str]:
        return set[str]().union(*map(self.buffer.contracts_of, notice_ids))

    def load_notices(self, notice_ids: Iterable[str], placed: Notice | None = None) -> list[Notice]:
        """Load the snapshots of these ids; ``placed`` was just written and is used as is."""
        notices: list[Notice] = []
        for notice_id in sorted(notice_ids):
            if placed is not None and placed.id == notice_id and in_scope(placed):
                notices.append(placed)
                continue
            row = self.buffer.row("snapshots", notice_id)
            if row is not None:
                notices.append(unpack(row[1]))
        return notices

    def _write_procedure(
        self,
        notices: Sequence[Notice],
        cause: str,
        source: Notice | None,
        all_contracts: dict[str, Any],
    ) -> set[str]:
        """Write the rows of one set of connected notices.

        Returns  ids of contracts whose representative must be chosen again.
        """
        procedure: CompiledProcedure = compile_procedure(notices)
        contracts = contract_rows.contracts_by_id(procedure)
        all_contracts.update(contracts)
        ordered = in_order(notices)
        by_procedure: dict[str, list[Notice]] = {}
        procedure_of = procedure_ids(ordered)
        for notice in ordered:
            by_procedure.setdefault(procedure_of[notice.id], []).append(notice)
        for procedure_id, members in by_procedure.items():
            procedure_row = notice_rows.procedure_row(procedure_id, members)
            if self.buffer.row("procedures", procedure_id) != procedure_row:
                self.buffer.set_row("procedures", procedure_row)
        moved_procedures: dict[str, str] = {}
        for notice in ordered:
            old = self._write_notice(notice, procedure, procedure_of[notice.id], cause, source)
            if old is not None:
                moved_procedures[old] = procedure_of[notice.id]
        changed: set[str] = set()
        for contract_id, contract in contracts.items():
            row = contract_rows.contract_row(contract, procedure_of[contract.latest.id])
            former_partners = self._replace_cluster_keys(contract_id, contract)
            has_changed = self._write_contract(contract_id, contract, row, cause, source)
            if has_changed or former_partners is not None:
                changed |= {contract_id, *(former_partners or ())}
        for old, new in moved_procedures.items():
            self._drop_empty_procedure(old, new)
        return changed

    def _write_notice(
        self,
        notice: Notice,
        compiled: CompiledProcedure,
        procedure_id: str,
        cause: str,
        source: Notice | None,
    ) -> str | None:
        """Write what differs; returns the notice's former procedure id if it changed."""
        state = compiled.notice_states[notice.id]
        row = notice_rows.notice_row(notice, state, procedure_id)
        before = self.buffer.row("notices", notice.id)
        is_read = before is None or (source is not None and source.id == notice.id)
        if is_read:
            self.organizations.add(notice)
        if before != row:
            self.buffer.set_row("notices", row)
            self.log.log_row("notices", notice.id, None, before, row, cause, source)
        if is_read or before != row:
            children = notice_rows.notice_child_rows(notice, state)
            children["tags"] = notice_rows.notice_tags(notice)
            for table, rows in children.items():
                self._replace_children("notices", table, notice.id, rows)
        procedure_before = before[_PROCEDURE_OF_NOTICE] if before else procedure_id
        return None if procedure_before == procedure_id else str(procedure_before)

    def _write_contract(
        self, contract_id: str, contract: Any, row: SqlRow, cause: str, source: Notice | None
    ) -> bool:
        """Write what differs; True if something was written."""
        before = self.buffer.row("contracts", contract_id)
        row = self._keep_representative(before, row)
        changed = before != row
        if changed:
            self.buffer.set_row("contracts", row)
            notice_id = row[_PLACE["notice_id"]]
            self.log.log_row("contracts", notice_id, contract_id, before, row, cause, source)
        for table, rows in contract_rows.contract_child_rows(contract).items():
            changed |= self._replace_children("contracts", table, contract_id, rows)
        return changed

    def _replace_cluster_keys(
        self, contract_id: str, contract: CompiledContract
    ) -> set[str] | None:
        """Write the keys of a contract at once, so that others find it.

        Returns  the contracts with which this one no longer shares a key; None if its keys stay.
        """
        keys = cross_portal_duplicates.cluster_keys(contract)
        sql = "SELECT key FROM cluster_keys WHERE member_id = ?"
        stored = {key for (key,) in self.db.execute(sql, (contract_id,)).fetchall()}
        if stored == keys:
            return None
        former_partners = {
            member
            for key in stored - keys
            for (member,) in self.db.execute(
                "SELECT member_id FROM cluster_keys WHERE key = ?", (key,)
            ).fetchall()
        }
        self.db.execute("DELETE FROM cluster_keys WHERE member_id = ?", (contract_id,))
        rows = [(key, contract_id) for key in sorted(keys)]
        self.db.executemany(INSERT["cluster_keys"], rows)
        return former_partners

    def _keep_representative(self, before: SqlRow | None, row: SqlRow) -> SqlRow:
        """Keep ``same_as`` of the stored row until representatives are chosen again."""
        values = list(row)
        values[_PLACE["same_as"]] = before[_PLACE["same_as"]] if before is not None else None
        if values[_PLACE["same_as"]] is not None:
            values[_PLACE["value_countable_eur"]] = None
        return tuple(values)

    def _replace_children(self, parent: str, table: str, owner: str, rows: list[SqlRow]) -> bool:
        """Replace child rows of a notice or contract if they differ; True if they do."""
        stored = self.buffer.children(parent, table, owner)
        if stored == rows or sorted(map(repr, stored)) == sorted(map(repr, rows)):
            return False
        self.buffer.set_children(parent, table, owner, rows)
        return True

    def _drop_notice(self, notice_id: str, cause: str, source: Notice | None) -> None:
        before = self.buffer.row("notices", notice_id)
        if before is None:
            return
        self.buffer.flush()
        for table, its_rows in CHILDREN["notices"].items():
            self.db.execute(f"DELETE FROM [{table}] WHERE {its_rows}", (notice_id,))
        self.db.execute("DELETE FROM tags WHERE notice_id = ?", (notice_id,))
        self.db.execute("DELETE FROM contract_notices WHERE notice_id = ?", (notice_id,))
        self.db.execute("DELETE FROM notices WHERE id = ?", (notice_id,))
        self.log.append("withdrawn", cause, notice_id, None, None, None, None, source)
        self._drop_empty_procedure(before[_PROCEDURE_OF_NOTICE])

    def _drop_empty_procedure(self, procedure_id: str, moved_to: str | None = None) -> None:
        """Delete a procedure without notices; redirect its id if they moved."""
        self.buffer.flush()
        deleted = self.db.execute(
            "DELETE FROM procedures WHERE id = ? AND NOT EXISTS"
            " (SELECT 1 FROM notices WHERE procedure_id = procedures.id)",
            (procedure_id,),
        ).rowcount
        if deleted and moved_to is not None:
            self._redirect_id(procedure_id, moved_to)
        elif deleted:
            self.db.execute("DELETE FROM redirects WHERE new_id = ?", (procedure_id,))

    def _redirect_id(self, old: str, new: str) -> None:
        """Redirect a published id to its current row; earlier redirects are updated."""
        self.db.execute(UPSERT["redirects"], (old, new))
        self.db.execute("UPDATE redirects SET new_id = ? WHERE new_id = ?", (new, old))
        self.db.execute("DELETE FROM redirects WHERE old_id = ?", (new,))

    def _redirect_contracts(
        self, removed: set[str], contracts: Mapping[str, Any], cause: str, source: Notice | None
    ) -> None:
        """Delete contracts no longer stated; redirect those whose id changed."""
        moved = {
            f"{m.notice.id}/{m.award.key}": contract_id
            for contract_id, contract in contracts.items()
            for m in contract.mentions
            if m.award is not None
        }
        for old in sorted(removed):
            new = moved.get(old) or self._same_under_another_key(old, contracts)
            self._drop_contract(old)
            if new is not None and new != old:
                self._redirect_id(old, new)
                self.log.append("changed", cause, None, new, "id", old, new, source)
            else:
                self.db.execute("DELETE FROM redirects WHERE new_id = ?", (old,))
                self.log.append("withdrawn", cause, None, old, None, None, None, source)
        for contract_id in contracts:
            self.db.execute("DELETE FROM redirects WHERE old_id = ?", (contract_id,))

    def _same_under_another_key(self, old: str, contracts: Mapping[str, Any]) -> str | None:
        """Return the one contract of the same notices with winners, lots and value of ``old``."""
        self.buffer.flush()
        candidates = [
            contract_id
            for (contract_id,) in self.db.execute(_SAME_CONTRACT, (old,)).fetchall()
            if contract_id in contracts
        ]
        return candidates[0] if len(candidates) == 1 else None

    def rows_of(self, notice_id: str) -> list[OldRow]:
        """Return the row of a notice and those of the contracts that it states."""
        notices = self.db.execute(
            "SELECT id, procedure_id, 0, kind FROM notices WHERE id = ?", (notice_id,)
        )
        contracts = self.db.execute(
            "SELECT c.id, c.procedure_id, 1, n.award_key FROM contract_notices n JOIN contracts c"
            " ON c.id = n.contract_id WHERE n.notice_id = ? AND n.award_key IS NOT NULL",
            (notice_id,),
        )
        return [OldRow(*row) for row in (*notices.fetchall(), *contracts.fetchall())]

    def redirect_renumbered(
        self, old_rows: Iterable[OldRow], notices: Sequence[Notice], cause: str
    ) -> None:
        """Redirect rows that a changed parser numbers otherwise to the one row in their place.

        That is the notice of the same document, procedure and kind, or the contract that a notice
        of that document states under the same key.
        """
        ids = json.dumps([notice.id for notice in notices])
        for old in old_rows:
            query = _CONTRACT_IN_PLACE if old.is_contract else _NOTICE_IN_PLACE
            values = (ids, old.procedure_id, old.what, old.id)
            rows = self.db.execute(query, values).fetchall()
            table = "contracts" if old.is_contract else "notices"
            stays = self.db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (old.id,)).fetchone()
            if len(rows) == 1 and not stays:
                new = rows[0][0]
                self._redirect_id(old.id, new)
                notice_id, contract_id = (None, new) if old.is_contract else (new, None)
                self.log.append("changed", cause, notice_id, contract_id, "id", old.id, new, None)

    def _drop_contract(self, contract_id: str) -> None:
        self.buffer.remove_contract(contract_id)
        self.db.execute("DELETE FROM links WHERE from_id = ?", (contract_id,))

    def update_representatives(self, changed: set[str], source: Notice | None) -> None:
        """Choose representatives for the clusters of changed contracts."""
        removed = {
            contract_id
            for contract_id in changed
            if self.buffer.row("contracts", contract_id) is None
        }
        representatives = []
        if not self._stand_alone(changed, removed):
            self.buffer.flush()
            representatives = cross_portal_duplicates.choose_representatives(
                self.db, sorted(changed), self.rank
            )
        rows = [(contract_id,) for contract_id in removed]
        self.db.executemany("DELETE FROM cluster_keys WHERE member_id = ?", rows)
        for contract in representatives:
            if contract.before == contract.after:
                continue
            self.db.execute(
                "UPDATE contracts SET same_as = ? WHERE id = ?",
                (contract.after, contract.contract_id),
            )
            self.db.execute(
                "DELETE FROM links WHERE from_id = ? AND relation = 'same'", (contract.contract_id,)
            )
            if contract.after is not None:
                link = (contract.contract_id, contract.after, "same", contract.basis, "high")
                self.db.execute(UPSERT["links"], link)
            self.log.append(
                "changed",
                "link",
                None,
                contract.contract_id,
                "same_as",
                contract.before,
                contract.after,
                source,
            )
            self._update_countable_value(contract.contract_id)

    def _stand_alone(self, changed: set[str], removed: set[str]) -> bool:
        """Whether none of those that are left is or was the same as one of another portal.

        False where one cannot be told, as the rows of its notice wait to be written.
        """
        left = connected_members(self.db, "cluster_keys", changed) - removed
        rows = [self.buffer.row("contracts", contract_id) for contract_id in left]
        unlinked = [row for row in rows if row is not None and row[_PLACE["same_as"]] is None]
        return len(unlinked) == len(rows) and len({row[_PLACE["portal"]] for row in unlinked}) <= 1

    def _update_countable_value(self, contract_id: str) -> None:
        """Exclude a contract that has a representative from all sums."""
        self.db.execute(
            "UPDATE contracts SET value_countable_eur = CASE WHEN same_as IS NULL AND"
            " value_kind = 'exact' AND status = 'active' AND value_plausible = 1 AND"
            " coalesce(technique, '') NOT IN ('framework', 'dynamic_purchasing')"
            " THEN value_eur END WHERE id = ?",
            (contract_id,),
        )
