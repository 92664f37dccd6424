"""An error of private.db names it: ``vigie alerts`` reads another database, too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.alerts import private_db
from pipelines.errors import Misconfigured
from pipelines.store.database import connect, set_meta
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


@pytest.mark.parametrize("kind", ["damaged", "locked", "no permission", "of the last run"])
def test_health_says_what_alerts_meet_where_no_scheduler_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """An installation that cron runs: the rest of its health is listed all the same."""
    path, settings, public = (tmp_path / name for name in ("private.db", "vigie.toml", "vigie.db"))
    settings.write_text(f'[paths]\nprivate = "{path}"\n', "utf-8")
    connect(public).close()
    with closing(private_db.connect(path)) as connection:
        set_meta(connection, "problem", "relay.example refuses us")
    monkeypatch.setattr(private_db, "BUSY_MS", 50)
    other = sqlite3.connect(path, isolation_level=None)
    said = "relay.example refuses us"
    if kind == "damaged":
        path.write_bytes(b"SQLite format 3\x00" + b"\x07" * 4000)
        said = "it is damaged"
    elif kind == "locked":
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        said = f"{path}: database is locked"
    elif kind == "no permission":  # root, who runs tests, may open all
        monkeypatch.setattr(private_db, "_open_owner_only", _denied)
        said = "cannot be opened (Permission denied)"
    command = ("--config", settings, "health", "--db", public)
    with closing(other):
        looked = vigie(tmp_path, *command).output
        told = vigie(tmp_path, *command, "--tell").output
    for output in (looked, told):
        line = output[output.index("degraded   system:alerts") :]
        assert said in line.partition("\n")[2].partition("system:")[0]
        assert "portals are off" in output
    with closing(connect(public)) as db:
        recorded = "SELECT state FROM health WHERE subject = 'system:alerts' AND until IS NULL"
        assert db.execute(recorded).fetchone() == ("degraded",)


def _denied(path: Path) -> int:
    raise Misconfigured(f"{path}: the subscribers' file cannot be opened (Permission denied).")
