"""An error of private.db names it: ``vigie alerts`` reads another database, too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.alerts import private_db
from pipelines.store.database import connect
from tests.cli.bad_input_support import vigie


def test_alerts_while_private_db_is_locked_name_it_and_go_on_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, settings, public = (tmp_path / name for name in ("private.db", "vigie.toml", "vigie.db"))
    settings.write_text(f'[paths]\nprivate = "{path}"\n', "utf-8")
    private_db.connect(path).close()
    connect(public).close()
    monkeypatch.setattr(private_db, "BUSY_MS", 50)
    command = ("--config", settings, "alerts", "--db", public)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ran = vigie(tmp_path, *command)
    assert ran.status == 1
    assert f"another process is writing the database (database is locked: {path})" in ran.output
    assert vigie(tmp_path, *command).status == 0
