"""A row of the outbox -> recipient and mail, made anew at each attempt, always the same."""

from __future__ import annotations

import sqlite3
from email.message import EmailMessage

from monitor.alerts.mail import plain
from monitor.alerts.outbox import Build
from monitor.config import Config


def builder(private: sqlite3.Connection, config: Config) -> Build:
    """What ``outbox.send_all`` calls for each message."""

    def build(row: sqlite3.Row) -> tuple[str, EmailMessage] | None:
        if row["kind"] == "keeper":
            return _keeper(row, config)
        raise ValueError(f"message {row['id']}: kind {row['kind']!r}")

    return build


def _keeper(row: sqlite3.Row, config: Config) -> tuple[str, EmailMessage] | None:
    if not config["mail.keeper"]:
        return None
    message = plain(config["mail.from"], config["mail.keeper"], row)
    return config["mail.keeper"], message
