"""A file is opened for reading, whatever characters its path has, and never made."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.operations.doctor import check_database
from pipelines.store.database import connect
from pipelines.store.read_only import connect_read_only


def test_signs_of_an_address_in_a_path_are_signs_of_a_path(tmp_path: Path) -> None:
    path = tmp_path / "C#, 100 %?" / "vigie.db"
    connect(path).close()
    with closing(connect_read_only(path)) as connection:
        assert connection.execute("SELECT count(*) FROM notices").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM notices")
    finding = check_database(path)
    assert (finding.ok, "check: ok" in finding.observed) == (True, True), finding


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        connect_read_only(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_closed_file_is_read_where_nothing_may_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vigie.db"
    connect(path).close()
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    with closing(connect_read_only(path, may_be_immutable=True)) as connection:
        assert connection.execute("SELECT count(*) FROM notices").fetchone() == (0,)
        assert list(tmp_path.iterdir()) == [path], "no -shm beside it"
