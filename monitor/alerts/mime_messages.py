"""Build MIME messages: headers, plain text and HTML."""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from monitor.alerts.apprise_channels import is_channel
from monitor.alerts.digest_rendering import DigestContent

MAX_SUBJECT = 150
MAX_HEADER_LINE = 900  # RFC 5322 allows 998
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def one_line(text: str) -> str:
    """Return a text as one short line without control or direction characters."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= MAX_SUBJECT else line[: MAX_SUBJECT - 1].rstrip() + "…"


def new_message(sender: str, recipient: str, row: sqlite3.Row, subject: str) -> EmailMessage:
    """Return a message with the headers common to all mails, dated when it was created."""
    message = EmailMessage()
    message["From"] = sender
    if not is_channel(recipient):
        message["To"] = recipient
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(datetime.fromisoformat(row["created"]))
    message["Message-ID"] = row["message_id"]
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    return message


def plain_text(message: EmailMessage) -> str:
    """Return the plain text of a mail, for channels other than e-mail."""
    part = message.get_body(("plain",))
    return str(part.get_content()) if part is not None else ""


def plain_message(sender: str, recipient: str, row: sqlite3.Row) -> EmailMessage:
    """Build a message whose subject and text are stored in the outbox."""
    message = new_message(sender, recipient, row, row["subject"])
    message.set_content(row["body"], cte="quoted-printable")
    return message


def digest_message(
    sender: str,
    recipient: str,
    row: sqlite3.Row,
    content: DigestContent,
    unsubscribe: str,
    list_id: str,
) -> EmailMessage:
    """Build a digest: text, HTML and the List-* headers for one-click unsubscription (RFC 8058)."""
    message = new_message(sender, recipient, row, content.subject)
    message["List-Id"] = list_id
    message["List-Unsubscribe"] = f"<{unsubscribe}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Precedence"] = "list"
    message.set_content(content.text, cte="quoted-printable")
    message.add_alternative(content.html, subtype="html", cte="quoted-printable")
    # folded at 78 an address of the web would become encoded words, which no program follows
    message.policy = message.policy.clone(max_line_length=MAX_HEADER_LINE)
    return message
