"""Store outgoing messages and send them: claim, send, record, under a constant Message-ID.

A message is claimed in one transaction, sent, and recorded in another.  Killed before the server
accepted it, the process sends it the next time; killed after, it sends it again under the same
Message-ID: SMTP cannot close that window.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from monitor.alerts import apprise_channels
from monitor.alerts.email_addresses import is_header_address
from monitor.alerts.mime_messages import plain_text
from monitor.alerts.smtp_client import (
    AddressRefused,
    AnswerMissing,
    ConnectionBroken,
    DeliveryError,
    MessageRefused,
    MessageUnanswered,
    ServerUnreachable,
    SmtpClient,
    TemporaryAddressRefusal,
)
from monitor.config import Config
from monitor.runtime.schedule import format_instant
from pipelines.errors import Misconfigured, VigieError
from pipelines.store.database import get_meta, set_meta
from pipelines.store.transaction import transaction

MAX_ATTEMPTS = 12  # with the pauses below: four days
# Of a room that may have taken the message: a second copy is better than none, a third is not.
MAX_UNANSWERED_ATTEMPTS = 2
# Of a mail that may have been delivered each time: at once, after minutes, then twice a day.
MAX_UNANSWERED_MAILS = 4
_TIMES = re.compile(r", (\d+) times$")
FIRST_PAUSE_S = 300
MAX_PAUSE_S = 12 * 3600
MAX_PAUSE = timedelta(seconds=MAX_PAUSE_S)
# Less than the three hours after which the schedule ends alerts as hanging: a mail whose answer is
# waited for then would come twice.
MAX_SENDING_S = 90 * 60
MAX_KILLS = 3  # of the process that sends it, before a message waits
MAX_BROKEN_CONNECTIONS = 3  # connections broken in a row: then it is the server

# message row -> what is sent, None when nothing of it holds any more
BuildMessage = Callable[[sqlite3.Row], tuple[str, EmailMessage] | None]


class MessageUnwritten(DeliveryError):
    """A message that cannot be built from its rows; it waits, and the others are sent."""


@dataclass
class SendResult:
    """Counts and problems of one run of sending."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def sender_address(config: Config) -> str:
    """Return the sender's address.  Raises  Misconfigured when mail is enabled without one."""
    sender = str(config["mail.from"])
    if not sender:
        raise Misconfigured(
            f"{config.file or 'vigie.toml'}: [mail] from is not set, so alerts cannot be sent.\n"
            "  Set it, or set [mail] enabled = false to keep alerts in the outbox unsent."
        )
    if not is_header_address(sender):
        raise Misconfigured(
            f"{config.file or 'vigie.toml'}: [mail] from is {sender!r}, which is no address, so"
            " alerts cannot be sent.\n"
            '  Write one address, such as "Vigie <vigie@example.org>".'
        )
    return sender


def enqueue(
    private: sqlite3.Connection,
    kind: str,
    now: datetime,
    domain: str,
    *,
    subscription: int | None = None,
    once: str | None = None,
    subject: str | None = None,
    body: str | None = None,
) -> int | None:
    """Add a message in the caller's transaction and return its id, or None if ``once`` exists
    already.
    """
    cursor = private.execute(
        "INSERT OR IGNORE INTO messages (message_id, kind, subscription, once, subject, body,"
        " created, state, not_before) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', '')",
        (
            f"<{os.urandom(12).hex()}@{domain}>",
            kind,
            subscription,
            once,
            subject,
            body,
            format_instant(now),
        ),  # due at once, also when the clock jumps back
    )
    return cursor.lastrowid if cursor.rowcount else None


def release_claimed(private: sqlite3.Connection, now: datetime) -> None:
    """Return messages claimed by a killed process to the queue; the caller holds the lock.

    One with which several processes ended in a row waits longer each time, so that it does not keep
    the others from being sent.
    """
    cursor = private.execute("SELECT * FROM messages WHERE state = 'claimed'")
    cursor.row_factory = sqlite3.Row
    for row in cursor.fetchall():
        if row["attempts"] < MAX_KILLS:
            private.execute("UPDATE messages SET state = 'waiting' WHERE id = ?", (row["id"],))
        else:
            record_result(private, row, "waiting", now, "the process that sent it was killed")


_DUE = (
    "state = 'waiting' AND kind = coalesce(?, kind)"
    " AND (not_before <= ? OR not_before > ?)"  # the clock was ahead when it was written
)


def _due_values(now: datetime, kind: str | None) -> tuple[str | None, str, str]:
    return kind, format_instant(now), format_instant(now + MAX_PAUSE)


def _is_any_due(private: sqlite3.Connection, now: datetime, kind: str | None) -> bool:
    values = _due_values(now, kind)
    return private.execute(f"SELECT 1 FROM messages WHERE {_DUE}", values).fetchone() is not None


def claim_next(
    private: sqlite3.Connection, now: datetime, kind: str | None = None
) -> sqlite3.Row | None:
    """Claim the next message that is due, of one kind or of all, or return None."""
    with transaction(private):
        cursor = private.execute(
            "UPDATE messages SET state = 'claimed', attempts = attempts + 1 WHERE id ="
            f" (SELECT id FROM messages WHERE {_DUE} ORDER BY (kind = 'digest'), id LIMIT 1)"
            " RETURNING *",
            _due_values(now, kind),
        )
        cursor.row_factory = sqlite3.Row
        message: sqlite3.Row | None = cursor.fetchone()
        return message


def record_result(
    private: sqlite3.Connection,
    row: Any,
    state: str,
    now: datetime,
    problem: str | None = None,
    pause_s: int = 0,
) -> None:
    """Record the result of a claimed message; a waiting one gets the time of its next attempt,
    after ``pause_s`` at least.
    """
    pause = max(pause_s, min(FIRST_PAUSE_S * 2 ** max(0, row["attempts"] - 1), MAX_PAUSE_S))
    later = (
        format_instant(now + timedelta(seconds=pause)) if state == "waiting" else row["not_before"]
    )
    result = None if state == "waiting" else format_instant(now)
    private.execute(
        "UPDATE messages SET state = ?, not_before = ?, finished = ?, problem = ? WHERE id = ?",
        (state, later, result, problem, row["id"]),
    )


def send_due(
    private: sqlite3.Connection,
    config: Config,
    build: BuildMessage,
    now: Callable[[], datetime],
    pause_subscription: Callable[[int, str], object],
    before_each: Callable[[], None],
    fault: Callable[[str], None],
    kind: str | None = None,
) -> SendResult:
    """Send messages, all or of one kind, until none is due or the server is unavailable.

    A server so slow that it takes ``MAX_SENDING_S`` leaves the rest to the next run.
    ``pause_subscription`` is called, in the transaction that records it, for a subscription
    whose address is refused; ``before_each`` before each message, so that whoever unsubscribes
    meanwhile gets no more; ``fault`` at every step, for tests.
    """
    result = SendResult()
    pause = get_meta(private, "smtp_not_before")
    if pause is not None and format_instant(now()) < pause <= format_instant(now() + MAX_PAUSE):
        result.problems.append(f"{get_meta(private, 'smtp_problem')}; tried again at {pause}")
        return result
    broken_connections, is_late, end = 0, False, time.monotonic() + MAX_SENDING_S
    origin = parseaddr(sender_address(config))[1]
    with closing(SmtpClient(config)) as server:
        while True:
            before_each()
            if is_late and _is_any_due(private, now(), kind):
                result.problems.append(
                    f"the mail server takes long: after {MAX_SENDING_S // 60} minutes the rest"
                    " was left to the next run"
                )
                break
            row = claim_next(private, now(), kind)
            if row is None:
                break
            fault("claimed")
            error = _deliver(private, server, origin, row, build, now, fault, result)
            is_late = time.monotonic() > end
            if error is None:
                broken_connections = 0
                continue
            broken_connections = (
                broken_connections + 1 if isinstance(error, ConnectionBroken) else 0
            )
            with transaction(private):
                _record_failure(private, row, error, now(), pause_subscription, result)
                if (
                    isinstance(error, ServerUnreachable)
                    or broken_connections >= MAX_BROKEN_CONNECTIONS
                ):
                    _pause_sending(private, str(error), now())
                    result.problems.append(str(error))
                    break
    return result


def _deliver(
    private: sqlite3.Connection,
    server: SmtpClient,
    origin: str,
    row: sqlite3.Row,
    build: BuildMessage,
    now: Callable[[], datetime],
    fault: Callable[[str], None],
    result: SendResult,
) -> DeliveryError | None:
    """Build, send and record one claimed message; return the error that prevented it."""
    try:
        built = build(row)
    except (VigieError, ValueError, LookupError, TypeError) as error:
        # without its words: they may be those of a subscriber
        return MessageUnwritten(f"it cannot be written ({type(error).__name__})")
    if built is None:
        record_result(private, row, "dropped", now(), "nothing in it holds any more")
        result.counts["dropped"] += 1
        return None
    recipient, message = built
    fault("built")
    try:
        if apprise_channels.is_channel(recipient):
            apprise_channels.send_to_channel(
                recipient, str(message["Subject"]), plain_text(message)
            )
        else:
            server.send(origin, recipient, message)
    except DeliveryError as error:
        return error
    fault("sent")
    with transaction(private):
        record_result(private, row, "sent", now())
        set_meta(private, "smtp_not_before", None)
        set_meta(private, "smtp_failures", None)
    fault("recorded")
    result.counts["sent"] += 1
    return None


def _record_failure(
    private: sqlite3.Connection,
    row: sqlite3.Row,
    error: DeliveryError,
    now: datetime,
    pause_subscription: Callable[[int, str], object],
    result: SendResult,
) -> None:
    """Record a message that was not accepted: failed, or waiting for its next attempt."""
    if isinstance(error, ServerUnreachable):  # no message is to blame: it is not counted against it
        private.execute(
            "UPDATE messages SET state = 'waiting', attempts = max(0, attempts - 1), problem = ?"
            " WHERE id = ?",
            (str(error), row["id"]),
        )
        result.counts["deferred"] += 1
    elif isinstance(error, AddressRefused) or (
        isinstance(error, TemporaryAddressRefusal) and row["attempts"] >= MAX_ATTEMPTS
    ):
        record_result(private, row, "failed", now, str(error))
        if row["subscription"] is not None:
            pause_subscription(row["subscription"], str(error))
        else:
            result.problems.append(
                f"the operator's own mail was refused, {error}; see [mail] operator_address"
            )
        result.counts["refused"] += 1
    elif isinstance(error, MessageUnwritten):
        record_result(private, row, "waiting", now, str(error))
        result.counts["deferred"] += 1
        result.problems.append(f"message {row['id']} waits: {error}")
    elif isinstance(error, MessageUnanswered) and (times := _unanswered_in_a_row(row, error)) > 1:
        _record_unanswered_again(private, row, error, times, now, result)
    elif isinstance(error, MessageRefused) or row["attempts"] >= _max_attempts(error):
        record_result(private, row, "failed", now, str(error))
        result.counts["given_up"] += 1
        result.problems.append(
            f"message {row['id']} was given up after {row['attempts']} attempts: {error}"
        )
    else:
        record_result(private, row, "waiting", now, str(error))
        result.counts["deferred"] += 1


def _unanswered_in_a_row(row: sqlite3.Row, error: DeliveryError) -> int:
    """Return how many attempts in a row met this error, with the last one: the problem says it."""
    problem = row["problem"] or ""
    if problem.partition("(")[0] != str(error).partition("(")[0]:
        return 1
    times = _TIMES.search(problem)
    return 1 + (int(times[1]) if times else 1)


def _record_unanswered_again(
    private: sqlite3.Connection,
    row: sqlite3.Row,
    error: DeliveryError,
    times: int,
    now: datetime,
    result: SendResult,
) -> None:
    """Let a mail wait for long that may have been delivered twice already, or give it up."""
    problem = f"{error}, {times} times"
    if times < MAX_UNANSWERED_MAILS:
        record_result(private, row, "waiting", now, problem, MAX_PAUSE_S)
        result.counts["deferred"] += 1
        return
    record_result(private, row, "failed", now, problem)
    result.counts["given_up"] += 1
    result.problems.append(
        f"message {row['id']} is sent no more: {problem}, so that it may"
        " have been delivered as often; see the mail server's log"
    )


def _max_attempts(error: DeliveryError) -> int:
    """Return how often a message is sent that meets this error each time."""
    return MAX_UNANSWERED_ATTEMPTS if isinstance(error, AnswerMissing) else MAX_ATTEMPTS


def _pause_sending(private: sqlite3.Connection, problem: str, now: datetime) -> None:
    """Pause all sending after a failure of the server, longer each time."""
    failures = int(get_meta(private, "smtp_failures") or 0) + 1
    pause = min(FIRST_PAUSE_S * 2 ** (failures - 1), MAX_PAUSE_S)
    set_meta(private, "smtp_failures", str(failures))
    set_meta(private, "smtp_problem", problem)
    set_meta(private, "smtp_not_before", format_instant(now + timedelta(seconds=pause)))
