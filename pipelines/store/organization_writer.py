"""Keep organisations and their names as long as a notice in scope names them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from pipelines.model import Notice
from pipelines.store import notice_rows
from pipelines.store.database import KnownBuyerRow
from pipelines.store.write_buffer import WriteBuffer


class OrganizationWriter:
    """Writes ``organizations`` and ``organization_names``; ``known``: rows of known buyers."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        buffer: WriteBuffer,
        known_buyers: Mapping[str, KnownBuyerRow],
    ) -> None:
        self.db, self.buffer, self.known = connection, buffer, known_buyers

    def add(self, notice: Notice) -> None:
        """Add the organisations and names of a notice."""
        organizations, names = notice_rows.organization_rows(notice, self.known)
        self.buffer.add("organizations", organizations)
        self.buffer.add("organization_names", names)

    def remove_unused(self, notices: Sequence[Notice]) -> None:
        """Remove what only these earlier notices named."""
        if notices:
            self.buffer.flush()
        for notice in notices:
            organizations, names = notice_rows.organization_rows(notice, self.known)
            for organization_id, name, *_ in names:
                self._remove_name(organization_id, name)
            for organization_id, *_ in organizations:
                self._update_organization(organization_id)

    def _remove_name(self, organization_id: str, name: str) -> None:
        """Remove a name, or let it refer to another notice that still gives it."""
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

    def _update_organization(self, organization_id: str) -> None:
        """Remove an organisation without names; replace a removed main name."""
        names = self.db.execute(
            "SELECT name FROM organization_names WHERE organization_id = ? ORDER BY rowid",
            (organization_id,),
        ).fetchall()
        if not names:
            self.db.execute("DELETE FROM organizations WHERE id = ?", (organization_id,))
            return
        if organization_id in self.known:
            return
        self.db.execute(
            "UPDATE organizations SET name = ? WHERE id = ? AND name NOT IN"
            " (SELECT name FROM organization_names WHERE organization_id = ?)",
            (names[0][0], organization_id, organization_id),
        )
