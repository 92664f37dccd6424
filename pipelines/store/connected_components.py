"""Rows that share a key, directly or through others: a notice's family, a contract's cluster.

``key_table`` holds (key, member_id).  What belongs together is the same whatever the order in which
the members arrived.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

MAX_MEMBERS = 20_000


def connected_members(
    connection: sqlite3.Connection, key_table: str, seeds: Iterable[str]
) -> set[str]:
    """Members reachable from the seeds over shared keys, the seeds included."""
    members: set[str] = set()
    waiting = list(seeds)
    keys: set[str] = set()
    while waiting and len(members) < MAX_MEMBERS:
        member = waiting.pop()
        if member in members:
            continue
        members.add(member)
        for (key,) in connection.execute(
            f"SELECT key FROM {key_table} WHERE member_id = ?", (member,)
        ).fetchall():
            if key in keys:
                continue
            keys.add(key)
            sharing = connection.execute(
                f"SELECT member_id FROM {key_table} WHERE key = ?", (key,)
            ).fetchall()
            waiting.extend(other for (other,) in sharing if other not in members)
    return members


def connected_components(keys: Iterable[tuple[str, str]]) -> list[set[str]]:
    """(key, member) pairs -> sets of members joined by their keys, in the order of first sight."""
    parent: dict[str, str] = {}

    def root(member: str) -> str:
        parent.setdefault(member, member)
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    first: dict[str, str] = {}
    for key, member in keys:
        other = first.setdefault(key, member)
        a, b = sorted((root(other), root(member)))
        parent[b] = a
    components: dict[str, set[str]] = {}
    for member in parent:
        components.setdefault(root(member), set()).add(member)
    return list(components.values())
