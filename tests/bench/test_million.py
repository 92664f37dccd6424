"""The made-up database of the bench is whole: what triggers and commands keep is in it, too."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

from pipelines.store.schema import COUNT_TABLES
from tests.bench import million

CONTRACTS = 2_000


def test_its_counts_are_those_of_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "drawn.db"
    million.write(path, CONTRACTS, date(2026, 11, 13), say=lambda _: None)
    connection = sqlite3.connect(path)
    for name, kept in COUNT_TABLES.items():
        only = kept.only.format(row=kept.of) or "1"
        real = connection.execute(f"SELECT count(*) FROM {kept.of} WHERE {only}").fetchone()
        assert connection.execute(f"SELECT sum(rows) FROM {name}").fetchone() == real
        assert real[0] > CONTRACTS // 20
    connection.close()
