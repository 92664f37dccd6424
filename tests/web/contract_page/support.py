"""Asking for contract pages, and writing rows that they show."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from monitor.i18n.routes import page_path
from tests.web.conftest import asker
from tests.web.support import Get, seen

AMENDED = "ted:990118-2026/459/2013"
CORRECTED = "ted:990131-2026/9/2025"
ANY_CONTRACT = "SELECT id FROM contracts WHERE status = 'active' ORDER BY id LIMIT 1"
ONE_LOT = "lot_ids = '[\"LOT-0001\"]'"


def page(get: Get, contract: str, lang: str = "en", format: str = "") -> Any:
    answer = get(page_path("contract", lang, format, id=contract))
    assert answer.status_code == 200
    return answer.json() if format else answer.text


def asked(connection: sqlite3.Connection, **options: Any) -> Get:
    connection.commit()
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    return asker(Path(path), **options)


def insert(connection: sqlite3.Connection, table: str, **row: object) -> None:
    names = ", ".join(f"[{name}]" for name in row)
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO [{table}] ({names}) VALUES ({marks})", list(row.values()))


def correction(connection: sqlite3.Connection, **row: object) -> None:
    whole = {
        "id": "c1",
        "kind": "withdrawn",
        "notice_id": "ted:990118-2026",
        "author": "CGT",
        "date": "2026-11-12",
        "reason": "Software only.",
        "source": "the notice",
    }
    insert(connection, "corrections", **(whole | row))


def facts_of(edited: sqlite3.Connection, changes: str, lang: str = "en") -> str:
    """What the page of a contract says after these changes of its row."""
    (key,) = edited.execute(ANY_CONTRACT).fetchone()
    edited.execute(f"UPDATE contracts SET {changes} WHERE id = ?", (key,))
    return seen(page(asked(edited), key, lang))


def in_three_lots(edited: sqlite3.Connection, renewals: tuple[int | None, ...]) -> str:
    """Divide the notice of a contract into three lots, which may be renewed so often; its id."""
    key, own = edited.execute(ANY_CONTRACT.replace("id FROM", "id, notice_id FROM")).fetchone()
    edited.execute("DELETE FROM lots WHERE notice_id = ?", (own,))
    for number, times in enumerate(renewals, 1):
        row = (own, f"LOT-000{number}", times)
        edited.execute("INSERT INTO lots (notice_id, lot, renewals) VALUES (?, ?, ?)", row)
    edited.execute("UPDATE contracts SET notice_id = ? WHERE id = ?", (own, key))
    return str(own)
