"""Deliver digests through channels other than e-mail, with Apprise: webhooks, Matrix, Mastodon.

A channel is a name; where it leads is a secret and stands in the environment, as an address of
Apprise: ``VIGIE_CHANNEL_UNION=matrix://user:password@host/#room``.  Only who runs Vigie can name
one: ``vigie subscribers add channel:union``, ``[mail] keeper = "channel:ops"``.  Apprise is
optional: it is imported when a channel is used.
"""

from __future__ import annotations

import logging
import os
import re
from typing import Any

from monitor.alerts.smtp_client import TemporaryRefusal
from pipelines.errors import Misconfigured

PREFIX = "channel:"
REQUIREMENTS_FILE = "requirements-channels.txt"
_NAME = re.compile(r"channel:[a-z][a-z0-9_]{0,30}")
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
    """Send one message.  Raises  TemporaryRefusal when it was not accepted or the channel cannot
    be used.
    """
    channel = _open_channel(recipient)
    body = (
        text if len(text) <= MAX_MESSAGE_LENGTH else text[: MAX_MESSAGE_LENGTH - 1].rstrip() + "…"
    )
    if not channel.notify(title=subject, body=body, body_format="text"):
        raise TemporaryRefusal(f"{recipient} did not take the message")


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
