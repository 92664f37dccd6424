"""Limit the mails a day that ask for confirmation: forms are filled in with addresses of others.

One mailbox is asked once; a domain whose mailboxes are one person's (a catch-all) is asked some
dozens of times, and more often the more of its addresses have confirmed.
"""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime, timedelta

from monitor.alerts.outbox import enqueue
from monitor.health.notification_text import confirmation_flood_mail
from monitor.runtime.schedule import format_instant

MAX_OF_A_DOMAIN = 40  # mails in 24 hours to addresses that have confirmed nothing
MORE_FOR_EACH = 10  # for each address of the domain that has confirmed
# Providers of mailboxes to the public: their addresses are of as many people, and a bound would let
# one person keep all others of the provider from subscribing.
_PUBLIC_PROVIDER = re.compile(
    r"(?:gmx|hotmail|live|outlook|yahoo|yandex)\.(?:com?\.)?[a-z]{2,3}"
    r"|(?:aol|fastmail|gmail|googlemail|icloud|mac|me|msn|proton|protonmail|tutanota|ymail)\.com"
    r"|(?:free|laposte|neuf|orange|sfr|wanadoo)\.(?:fr|net)"
    r"|(?:posteo|t-online|web)\.de|(?:mail|inbox)\.(?:bg|lv|ru)|(?:interia|o2|onet|wp)\.pl"
    r"|(?:bol|uol)\.com\.br|(?:libero|virgilio)\.it|(?:pm|proton)\.me|skynet\.be|bluewin\.ch"
    r"|eircom\.net|kpnmail\.nl|mailbox\.org|online\.no|riseup\.net|sapo\.pt|seznam\.cz|ukr\.net"
)


def is_domain_exhausted(private: sqlite3.Connection, address: str, now: datetime) -> bool:
    """Return whether the domain of an address was asked as often as it may be."""
    domain = address.rpartition("@")[2].casefold()
    if _PUBLIC_PROVIDER.fullmatch(domain):
        return False
    ending = f"%@{domain}"
    (confirmed,) = private.execute(
        "SELECT count(DISTINCT address) FROM subscriptions WHERE state <> 'pending'"
        " AND address LIKE ?",
        (ending,),
    ).fetchone()
    (asked,) = private.execute(
        "SELECT count(*) FROM subscriptions s JOIN messages m ON m.subscription = s.id"
        " WHERE s.state = 'pending' AND s.created >= ? AND s.address LIKE ?"
        " AND m.kind = 'confirm' AND m.created >= ?",
        (since := format_instant(now - timedelta(days=1)), ending, since),
    ).fetchone()
    return bool(asked >= MAX_OF_A_DOMAIN + MORE_FOR_EACH * confirmed)


def tell_operator(private: sqlite3.Connection, now: datetime, domain: str) -> None:
    """Add one mail a day to the operator, in the caller's transaction; ``domain``: ours."""
    subject, body = confirmation_flood_mail(MAX_OF_A_DOMAIN)
    once = f"operator:confirmations:{now:%Y-%m-%d}"
    enqueue(private, "operator", now, domain, once=once, subject=subject, body=body)
