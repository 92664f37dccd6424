"""Other ways than e-mail: a webhook, a Matrix room, a Mastodon account, whatever Apprise speaks.

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

from monitor.alerts.smtp import Later
from pipelines.errors import Misconfigured

PREFIX = "channel:"
PACKAGES = "requirements-channels.txt"
_NAME = re.compile(r"channel:[a-z][a-z0-9_]{0,30}")
LONGEST = 15_000  # characters of a message: most rooms take less than a mail


def is_channel(recipient: str) -> bool:
    return recipient.startswith(PREFIX)


def variable(recipient: str) -> str:
    """``channel:union`` -> ``VIGIE_CHANNEL_UNION``, which holds its address."""
    return f"VIGIE_CHANNEL_{recipient.removeprefix(PREFIX).upper()}"


def checked(recipient: str) -> str:
    """A channel that can be used.  Raises  Misconfigured with what to do."""
    if not _NAME.fullmatch(recipient):
        raise Misconfigured(f"{recipient!r} names no channel; expected channel:union or the like")
    try:
        _opened(recipient)
    except Later as error:
        raise Misconfigured(f"{error}.\n  See docs/alerts.md, other ways than e-mail.") from None
    return recipient


def send(recipient: str, subject: str, text: str) -> None:
    """Hand one message over.  Raises  Later: it was not taken, or the channel cannot be used."""
    outlet = _opened(recipient)
    body = text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
    if not outlet.notify(title=subject, body=body, body_format="text"):
        raise Later(f"{recipient} did not take the message")


def _opened(recipient: str) -> Any:
    address = os.environ.get(variable(recipient))
    if not address:
        raise Later(f"{recipient}: {variable(recipient)} is not set")
    try:
        import apprise
    except ImportError:
        raise Later(f"{recipient}: apprise is missing, pip install -r {PACKAGES}") from None
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines hold addresses
    found = apprise.Apprise()
    if not found.add(address):
        raise Later(f"{recipient}: what {variable(recipient)} holds is no address of Apprise")
    return found
