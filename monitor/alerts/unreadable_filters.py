"""Subscriptions whose filter this version cannot read: what they may want waits until one can.

A filter names regions, tags and fields of the version that wrote it.  A table that was corrected,
or an older version that was put back, may not know one of them.  Nobody else waits for that, and
nothing is lost: all that happens is queued for such a subscription, unsent, and what its filter
does not match is dropped once it can be read again.
"""

from __future__ import annotations

import sqlite3

from monitor.alerts.subscription_filters import Filter, InvalidFilter, parse_filter

HELD = "its filter cannot be read"  # reason of such a subscription, which stays active
Members = list[tuple[int, str]]  # numbers of subscriptions, and since when they hear of news


def readable_filter(text: str) -> Filter | None:
    """Return the filter of a subscription, or None if it cannot be read."""
    try:
        return parse_filter(text)
    except (InvalidFilter, TypeError):
        return None


def active_subscriptions(
    private: sqlite3.Connection,
) -> tuple[list[tuple[Filter, Members]], Members]:
    """Return the active subscriptions grouped by filter, and those whose filter cannot be read."""
    by_filter: dict[str, Members] = {}
    for number, text, since in private.execute(
        "SELECT id, filter, since FROM subscriptions WHERE state = 'active' ORDER BY id"
    ):
        by_filter.setdefault(text, []).append((number, since))
    readable, held = [], []
    for text, members in by_filter.items():
        filter_ = readable_filter(text)
        if filter_ is None:
            held += members
        else:
            readable.append((filter_, members))
    return readable, held


def record_held(private: sqlite3.Connection) -> list[str]:
    """Record which subscriptions hold what they may want; return a sentence about each."""
    _, held = active_subscriptions(private)
    private.executemany(
        "UPDATE subscriptions SET reason = ? WHERE id = ?", [(HELD, number) for number, _ in held]
    )
    return [
        f"subscription {number}: {HELD}; what it may want waits until a version or a table is there"
        " that knows all of it"
        for number, _ in held
    ]


def regained(private: sqlite3.Connection) -> list[int]:
    """Return the subscriptions whose filter can be read again."""
    rows = private.execute(
        "SELECT id, filter FROM subscriptions WHERE state = 'active' AND reason = ?", (HELD,)
    ).fetchall()
    return [number for number, text in rows if readable_filter(text) is not None]


def forget_held(private: sqlite3.Connection, numbers: list[int]) -> None:
    """Record that these subscriptions hold nothing more."""
    private.executemany(
        "UPDATE subscriptions SET reason = NULL WHERE id = ?", [(number,) for number in numbers]
    )
