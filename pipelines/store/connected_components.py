"""Find rows that are connected by shared keys, directly or through others.

``key_table`` holds (key, member_id).  Connected are the notices of one procedure (``family_keys``)
and the contracts of different portals that are one contract (``cluster_keys``).  The result does
not depend on the order in which members arrived.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

MAX_MEMBERS = 20_000


def connected_members(
    connection: sqlite3.Connection, key_table: str, seeds: Iterable[str]
) -> set[str]:
    """Return the members connected with the seeds, the seeds included."""
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
    """Group members by shared keys, given (key, member) pairs; in order of first sight."""
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
