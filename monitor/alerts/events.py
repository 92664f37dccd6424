"""Lines of ``changes`` -> things that happened, one a cluster and event.

Only causes notice, correction and link are news.  What a retag recognises late is told as such;
what corrects or withdraws a claim is told to those who were told the claim, whatever the cause.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.alerts import facts
from monitor.alerts.facts import Row
from monitor.alerts.filters import CLAIMS

NEWS = ("notice", "correction", "link")
JUDGED = ("retag", "reparse", "human")
GIVEN = ("value", "currency", "end", "suppliers", "buyer_id")  # what a correction may change
ENDED = ("cancelled", "terminated", "unsuccessful")
_NUMBERS = ("value",)
_SHARED_ID = re.compile(r"^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|ocds-.+)$", re.I)


@dataclass(frozen=True)
class Line:
    """One line of the log."""

    kind: str
    cause: str
    notice_id: str | None
    field: str | None
    before: str | None
    after: str | None
    replayed: bool
    at: str
    run: str | None = None


@dataclass
class Thing:
    """Something that happened to one contract or call, whatever the number of portals that say so.

    ``subject``   id of the row that stands for the cluster; ``members`` all ids it is known by.
    ``name``      the event; the same thing has the same name, also after a rebuild.
    ``section``   new, changed, recognised, ends, correction, silent.
    ``day``       publication day that decides whether it is news; None where none is published.
    ``before``    facts as they were: then only who did not match before is told.
    ``follow_up`` told to those who were told of this subject before, whatever they ask for.
    ``at``        when we heard of it; None: today.
    ``again``     read again from the archive: what was seen before is no news to anyone.
    ``runs``      ids of the runs that brought it.
    """

    subject: str
    name: str
    section: str
    kinds: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    day: str | None = None
    rows: list[Row] = field(default_factory=list)
    before: list[Row] | None = None
    follow_up: bool = False
    change: dict[str, Any] = field(default_factory=dict)
    again: bool = False
    at: str | None = None
    runs: frozenset[str] = frozenset()


def happened(
    public: sqlite3.Connection, low: int, high: int, *, again: bool, replays: frozenset[str]
) -> tuple[list[Thing], list[tuple[str, str]]]:
    """Lines above ``low`` up to ``high`` -> things, and ids that moved as (old, new)."""
    of_contract: dict[str, list[Line]] = {}
    of_notice: dict[str, list[Line]] = {}
    for kind, cause, notice_id, contract_id, name, before, after, run_id, at in public.execute(
        "SELECT kind, cause, notice_id, contract_id, field, before, after, run_id, at FROM changes"
        " WHERE seq > ? AND seq <= ? AND cause NOT IN ('rate') ORDER BY seq",
        (low, high),
    ):
        is_old = again or run_id in replays
        line = Line(kind, cause, notice_id, name, before, after, is_old, at, run_id)
        if contract_id is not None:
            of_contract.setdefault(contract_id, []).append(line)
        elif notice_id is not None:
            of_notice.setdefault(notice_id, []).append(line)
    moved = [
        (line.before, contract_id)
        for contract_id, lines in of_contract.items()
        for line in lines
        if line.field == "id" and line.before
    ]
    things = [*_contracts(public, of_contract), *_notices(public, of_notice)]
    return merged(things), moved


def merged(things: Iterable[Thing]) -> list[Thing]:
    """One thing a subject and name: rows of several portals, the representative first."""
    found: dict[tuple[str, str], Thing] = {}
    for thing in things:
        known = found.setdefault((thing.subject, thing.name), thing)
        if known is thing:
            continue
        known.rows = sorted(known.rows + thing.rows, key=lambda row: row["id"] != thing.subject)
        known.before = (
            None if known.before is None or thing.before is None else known.before + thing.before
        )
        known.members |= thing.members
        known.again &= thing.again
        known.runs |= thing.runs
        known.change = {**thing.change, **known.change}
    return list(found.values())


def _contracts(public: sqlite3.Connection, lines: Mapping[str, Sequence[Line]]) -> Iterable[Thing]:
    rows = facts.contracts(public, lines)
    clusters = members(public, {row["same_as"] or row["id"] for row in rows.values()})
    for contract_id, told in lines.items():
        row = rows.get(contract_id)
        if row is None:
            yield from _withdrawn(contract_id, told)
            continue
        subject = row["same_as"] or contract_id
        for thing in _of_contract(row, told):
            thing.subject, thing.members = subject, clusters[subject] | {contract_id}
            _come_by(thing, told)
            yield thing


def _come_by(thing: Thing, lines: Sequence[Line]) -> None:
    """How we heard of it."""
    thing.again, thing.at = all(line.replayed for line in lines), lines[-1].at
    thing.runs = frozenset(line.run for line in lines if line.run is not None)


def members(public: sqlite3.Connection, subjects: Iterable[str]) -> dict[str, frozenset[str]]:
    """Representatives -> all contracts that each stands for, itself included."""
    listed = json.dumps(sorted(subjects))
    found = {subject: {subject} for subject in json.loads(listed)}
    for member, subject in public.execute(
        "SELECT id, same_as FROM contracts WHERE same_as IN (SELECT value FROM json_each(?))",
        (listed,),
    ):
        found[subject].add(member)
    return {subject: frozenset(ids) for subject, ids in found.items()}


def _withdrawn(subject: str, lines: Sequence[Line]) -> Iterable[Thing]:
    if lines[-1].kind == "withdrawn" or any(line.kind == "withdrawn" for line in lines):
        cause = next(line.cause for line in reversed(lines) if line.kind == "withdrawn")
        yield Thing(
            subject,
            f"withdrawn:{cause}",
            "correction",
            members=frozenset([subject]),
            follow_up=True,
            change={"withdrawn": cause},
        )


def award_kinds(row: Row) -> frozenset[str]:
    """Facts of a contract -> the kinds of news that it is."""
    if row["status"] == "pending":
        return frozenset(["award_intention"])
    return frozenset(["award", "direct_award"] if row["method"] == "direct" else ["award"])


def _of_contract(row: Row, lines: Sequence[Line]) -> Iterable[Thing]:
    """Everything that these lines say of one contract."""
    name = "award_intention" if row["status"] == "pending" else "award"
    stands = row["status"] in ("active", "pending")
    news = [line for line in lines if line.cause in NEWS]
    judged = [line for line in lines if line.cause in JUDGED]
    kinds = award_kinds(row)
    amended = _amendment(row, news)
    if amended is not None and stands:
        yield amended
    if any(line.kind == "appeared" for line in news):
        if stands and row["kind"] != "amendment":
            yield Thing("", name, "new", kinds, day=first_day(row), rows=[row])
        return
    if any(line.kind == "appeared" for line in judged):
        if stands:
            yield Thing("", "recognised", "recognised", kinds, day=first_day(row), rows=[row])
        return
    before = {line.field: line.before for line in reversed(lines) if line.kind != "appeared"}
    if stands and before.get("status") == "pending" and row["status"] == "active" and news:
        yield Thing("", "award", "new", kinds, day=last_day(row), rows=[row])
        return
    if stands and news and any(line.field != "same_as" for line in news):
        yield Thing(
            "", name, "new", kinds, day=last_day(row), rows=[row], before=[as_before(row, news)]
        )
    if stands and judged:
        yield Thing(
            "",
            "recognised",
            "recognised",
            kinds,
            day=first_day(row),
            rows=[row],
            before=[as_before(row, judged)],
        )
    if amended is None or not stands:
        yield from _correction(row, lines)


def _amendment(row: Row, news: Sequence[Line]) -> Thing | None:
    """What a modification changed; its name is what it led to, the same on every portal."""
    counted = [line for line in news if line.field == "amendments"]
    first_heard = row["kind"] == "amendment" and any(line.kind == "appeared" for line in news)
    grown = counted and int(counted[-1].after or 0) > int(counted[0].before or 0)
    if not grown and not first_heard:
        return None
    change = changes(news, GIVEN)
    told = ("value", "currency", "end")
    led_to = {name: row.get(name) for name in told} if change or first_heard else {}
    name = _digest(led_to) if led_to else str(row["amendments"])
    return Thing(
        "",
        f"amendment:{name}",
        "changed",
        frozenset(["amendment"]),
        day=last_day(row),
        rows=[row],
        change=change,
    )


def changes(lines: Sequence[Line], names: Sequence[str]) -> dict[str, list[Any]]:
    """Lines -> field: [first value, last value], of those that differ in the end."""
    found: dict[str, list[Any]] = {}
    for line in lines:
        name = line.field
        if name is not None and name in names and line.kind != "appeared":
            before, after = _value(name, line.before), _value(name, line.after)
            found.setdefault(name, [before, after])[1] = after
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def _correction(row: Row, lines: Sequence[Line]) -> Iterable[Thing]:
    """What was told and holds no more: an end, other figures, a claim that was taken back."""
    change = changes([line for line in lines if line.cause != "link"], GIVEN)
    change |= {name: pair for name, pair in changes(lines, CLAIMS).items() if pair[0] == "yes"}
    change |= {name: pair for name, pair in changes(lines, ("status",)).items() if pair[1] in ENDED}
    if change:
        name = _digest({name: pair[1] for name, pair in change.items()})
        yield Thing(
            "", f"correction:{name}", "correction", rows=[row], follow_up=True, change=change
        )


def _digest(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _value(name: str, text: str | None) -> Any:
    return float(text) if text is not None and name in _NUMBERS else text


def as_before(row: Row, lines: Sequence[Line]) -> Row:
    """Facts -> the same before these lines, as far as filters ask."""
    found = dict(row)
    for line in reversed(lines):
        if line.kind == "appeared" or line.field is None:
            continue
        if line.field == "vendor_groups":
            kept = set(json.loads(line.before or "[]"))
            found["groups"] = [group for group in row["groups"] if group["id"] in kept]
        elif line.field in found:
            found[line.field] = _value(line.field, line.before)
    return found


def first_day(row: Row) -> str | None:
    return row["published"] or row.get("decided") or row.get("signed")


def last_day(row: Row) -> str | None:
    return row["updated"] or first_day(row)


def _notices(public: sqlite3.Connection, lines: Mapping[str, Sequence[Line]]) -> Iterable[Thing]:
    rows = facts.notices(public, lines)
    targets = facts.notices(
        public, {row["replaces"] for row in rows.values() if row["replaces"]} - set(rows)
    )
    for notice_id, told in lines.items():
        row = rows.get(notice_id)
        if row is None:
            found: Iterable[Thing] = _withdrawn(notice_id, told)
        else:
            target = rows.get(row["replaces"]) or targets.get(row["replaces"])
            found = _of_notice(public, row, told, target)
        for thing in found:
            thing.subject = call_subject(row) if row is not None else notice_id
            thing.members = frozenset([thing.subject, notice_id])
            _come_by(thing, told)
            yield thing


def call_subject(row: Row) -> str:
    """Facts of a notice -> what portals share of it: procedure, notice identifier, else its id."""
    native = str(row["procedure_id"] or "").partition(":")[2]
    identifier = row["notice_identifier"] or ""
    if row["kind"] == "award_intention":
        native = ""
    for shared in (native, identifier):
        if _SHARED_ID.match(shared):
            return f"{row['kind']}:{shared.lower()}"
    return str(row["id"])


def _of_notice(
    public: sqlite3.Connection, row: Row, lines: Sequence[Line], target: Row | None
) -> Iterable[Thing]:
    """Calls, intentions without a named supplier, and what corrects or cancels them."""
    if row["kind"] not in ("tender", "award_intention"):
        return
    if row["kind"] == "award_intention" and _has_contract(public, row["id"]):
        return
    news = [line for line in lines if line.cause in NEWS]
    judged = [line for line in lines if line.cause in JUDGED]
    kinds = frozenset([row["kind"]])
    day = row["published"]
    stands = row["state"] == "current" and row["change"] != "cancellation"
    appeared = any(line.kind == "appeared" for line in news)
    if appeared and row["change"] != "none" and target is not None:
        change: dict[str, Any] = {"corrected": row["id"]}
        if row["change"] == "cancellation":
            change = {"cancelled": row["id"]}
        elif target["deadline"] != row["deadline"]:
            change["deadline"] = [target["deadline"], row["deadline"]]
        version = row["notice_version"] or row["published"]
        yield Thing(
            "",
            f"correction:{version}:{row['deadline']}",
            "correction",
            rows=[row],
            follow_up=True,
            change=change,
        )
    if not stands:
        return
    if appeared:
        yield Thing("", row["kind"], "new", kinds, day=day, rows=[row])
    elif any(line.kind == "appeared" for line in judged):
        yield Thing("", "recognised", "recognised", kinds, day=day, rows=[row])
    elif news:
        yield Thing(
            "", row["kind"], "new", kinds, day=day, rows=[row], before=[as_before(row, news)]
        )
        moved = changes(news, ("deadline",))
        if moved:
            yield Thing(
                "",
                f"correction:{row['deadline']}",
                "correction",
                rows=[row],
                follow_up=True,
                change=moved,
            )
    elif judged:
        yield Thing(
            "",
            "recognised",
            "recognised",
            kinds,
            day=day,
            rows=[row],
            before=[as_before(row, judged)],
        )


def _has_contract(public: sqlite3.Connection, notice_id: str) -> bool:
    sql = "SELECT 1 FROM contract_notices WHERE notice_id = ? LIMIT 1"
    return public.execute(sql, (notice_id,)).fetchone() is not None
