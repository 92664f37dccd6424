"""Deliver digests through channels other than e-mail, with Apprise: webhooks, Matrix, Mastodon.

A channel is a name; where it leads is a secret and stands in the environment, as an address of
Apprise: ``VIGIE_CHANNEL_UNION=matrix://user:password@host/#room``.  Only who runs Vigie can name
one: ``vigie subscribers add channel:union``, ``[mail] operator_address = "channel:ops"``.
Apprise is optional: it is imported when a channel is used.

A process of its own (this module as a program) delivers a message, and ends in time: Apprise
waits for ever for an answer that comes byte by byte, and keeps in memory one that never ends.
"""

from __future__ import annotations

import json
import logging
import os
import re
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any

from monitor.alerts.smtp_client import AnswerMissing, TemporaryRefusal
from monitor.config import ROOT
from pipelines.errors import Misconfigured

PREFIX = "channel:"
REQUIREMENTS_FILE = "requirements-channels.txt"
_NAME = re.compile(r"channel:[a-z][a-z0-9_]{0,30}")
TIMEOUT_S = 120  # until a channel took a message
GRACE_S = 10.0  # beyond it, for a process that does not end itself
MEMORY_BYTES = 2**30  # Apprise takes a tenth
MAX_MESSAGE_LENGTH = 15_000  # characters of a message: most rooms take less than a mail


def is_channel(recipient: str) -> bool:
    """Return whether a recipient is a channel instead of an e-mail address."""
    return recipient.startswith(PREFIX)


def environment_variable(recipient: str) -> str:
    """Return the name of the variable with a channel's Apprise address
    (``VIGIE_CHANNEL_UNION``)."""
    return f"VIGIE_CHANNEL_{recipient.removeprefix(PREFIX).upper()}"


def validate_channel(recipient: str) -> str:
    """Return the channel if it can be used.  Raises  Misconfigured with what to do."""
    if not _NAME.fullmatch(recipient):
        raise Misconfigured(f"{recipient!r} names no channel; expected channel:union or the like")
    try:
        _open_channel(recipient)
    except TemporaryRefusal as error:
        raise Misconfigured(f"{error}.\n  See docs/alerts.md, other ways than e-mail.") from None
    return recipient


def send_to_channel(recipient: str, subject: str, text: str) -> None:
    """Send one message.

    Raises  TemporaryRefusal when it was not accepted or the channel cannot be used, AnswerMissing
    when nobody knows whether it was.
    """
    body = (
        text if len(text) <= MAX_MESSAGE_LENGTH else text[: MAX_MESSAGE_LENGTH - 1].rstrip() + "…"
    )
    message = json.dumps([recipient, subject, body, TIMEOUT_S])
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "monitor.alerts.apprise_channels"],
            cwd=ROOT,
            input=message.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # may hold addresses
            timeout=TIMEOUT_S + GRACE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _overdue(recipient) from None
    if ended.returncode == -signal.SIGALRM:
        raise _overdue(recipient)
    if ended.returncode:
        problem = ended.stdout.decode("utf-8", "replace").strip()
        raise TemporaryRefusal(
            problem or f"{recipient}: its process ended with status {ended.returncode}"
        )


def _overdue(recipient: str) -> AnswerMissing:
    return AnswerMissing(
        f"{recipient} did not answer whole within {TIMEOUT_S} seconds: whether it took the message"
        " is not known"
    )


def _deliver_from_standard_input() -> None:
    """Deliver a message; end with status 1 and the reason on standard output if it was refused."""
    recipient, subject, body, longest_s = json.load(sys.stdin)
    signal.alarm(longest_s)  # also when the parent is gone
    with suppress(ValueError, OSError):  # macOS has no limit of addresses
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        channel = _open_channel(recipient)
    except TemporaryRefusal as error:
        sys.exit(_refuse(str(error)))
    if not channel.notify(title=subject, body=body, body_format="text"):
        sys.exit(_refuse(f"{recipient} did not take the message"))


def _refuse(problem: str) -> int:
    sys.stdout.write(problem)
    return 1


def _open_channel(recipient: str) -> Any:
    address = os.environ.get(environment_variable(recipient))
    if not address:
        raise TemporaryRefusal(f"{recipient}: {environment_variable(recipient)} is not set")
    try:
        import apprise
    except ImportError:
        raise TemporaryRefusal(
            f"{recipient}: apprise is missing, pip install --require-hashes -r {REQUIREMENTS_FILE}"
        ) from None
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines hold addresses
    channel = apprise.Apprise()
    if not channel.add(address):
        raise TemporaryRefusal(
            f"{recipient}: what {environment_variable(recipient)} holds is no address of Apprise"
        )
    return channel


if __name__ == "__main__":
    _deliver_from_standard_input()
