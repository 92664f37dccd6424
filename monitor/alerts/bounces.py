"""Pause subscriptions whose mail was returned as undeliverable (RFC 3464)."""

from __future__ import annotations

import sqlite3
from email import message_from_bytes, policy
from email.message import EmailMessage

from monitor.alerts.subscriptions import SubscriptionStore
from pipelines.store.transaction import transaction


def pause_bounced(private: sqlite3.Connection, subscribers: SubscriptionStore, raw: bytes) -> int:
    """Pause the subscriptions named by a delivery report and return how many; 0 for anything
    that is no report of a permanent failure.

    All of an address are paused.  It must be the one that the report names *and* the message must
    be one of ours: a forged report cannot silence somebody.
    """
    report = message_from_bytes(raw, policy=policy.default)
    failed = _failed_recipients(report)
    message_ids = _message_ids(report)
    paused = 0
    with transaction(private):
        for message_id in sorted(message_ids):
            row = private.execute(
                "SELECT s.id, s.address FROM messages m JOIN subscriptions s"
                " ON s.id = m.subscription WHERE m.message_id = ?",
                (message_id,),
            ).fetchone()
            if row is not None and row[1].casefold() in failed:
                paused += subscribers.pause_address(row[0], "came back")
    return paused


def _failed_recipients(report: EmailMessage) -> set[str]:
    """Return the addresses whose delivery failed permanently (Action: failed, Status: 5.x)."""
    recipients = set()
    for part in report.walk():
        action = str(part.get("Action", "")).strip().casefold()
        status = str(part.get("Status", "")).strip()
        recipient = part.get("Original-Recipient") or part.get("Final-Recipient")
        if action == "failed" and status.startswith("5.") and recipient:
            recipients.add(str(recipient).rpartition(";")[2].strip().strip("<>").casefold())
    return recipients


def _message_ids(report: EmailMessage) -> set[str]:
    """Return the Message-IDs of the returned mails, without that of the report itself."""
    message_ids = set()
    for part in report.walk():
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            raw = payload if isinstance(payload, bytes) else b""
            inner = message_from_bytes(raw, policy=policy.default)
            message_ids.add(str(inner.get("Message-ID", "")).strip())
        elif part is not report and part.get("Message-ID"):
            message_ids.add(str(part["Message-ID"]).strip())
    return message_ids - {""}
