"""A mail that came back while private.db is locked stays with the mail server for a while."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.alerts import private_db
from tests.cli.bad_input_support import vigie


def test_a_bounce_that_cannot_be_recorded_now_is_a_temporary_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, settings = tmp_path / "private.db", tmp_path / "vigie.toml"
    settings.write_text(f'[paths]\nprivate = "{path}"\n', "utf-8")
    private_db.connect(path).close()
    monkeypatch.setattr(private_db, "BUSY_MS", 50)
    mail = (
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        b"Final-Recipient: rfc822; ann@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--b--\r\n"
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        ran = vigie(tmp_path, "--config", settings, "subscribers", "bounce", stdin=mail)
    assert ran.status == 75
    assert "private.db cannot be written now (database is locked)" in ran.output
    assert vigie(tmp_path, "--config", settings, "subscribers", "bounce", stdin=mail).status == 0
