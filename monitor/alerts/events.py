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

from monitor.alerts import published_facts
from monitor.alerts.filters import CLAIMS
from monitor.alerts.published_facts import Facts

NEWS_CAUSES = ("notice", "correction", "link")
RECLASSIFICATION_CAUSES = ("retag", "reparse", "human")
CORRECTABLE_FIELDS = (
    "value",
    "currency",
    "end",
    "suppliers",
    "buyer_id",
)  # what a correction may change
ENDED_STATUSES = ("cancelled", "terminated", "unsuccessful")
_NUMERIC_FIELDS = ("value",)
_SHARED_ID = re.compile(r"^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|ocds-.+)$", re.I)


@dataclass(frozen=True)
class ChangeRow:
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
class Event:
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
    rows: list[Facts] = field(default_factory=list)
    before: list[Facts] | None = None
    follow_up: bool = False
    change: dict[str, Any] = field(default_factory=dict)
    again: bool = False
    at: str | None = None
    runs: frozenset[str] = frozenset()


def read_events(
    public: sqlite3.Connection, low: int, high: int, *, again: bool, replays: frozenset[str]
) -> tuple[list[Event], list[tuple[str, str]]]:
    """Lines above ``low`` up to ``high`` -> things, and ids that moved as (old, new)."""
    of_contract: dict[str, list[ChangeRow]] = {}
    of_notice: dict[str, list[ChangeRow]] = {}
    for kind, cause, notice_id, contract_id, name, before, after, run_id, at in public.execute(
        "SELECT kind, cause, notice_id, contract_id, field, before, after, run_id, at FROM changes"
        " WHERE seq > ? AND seq <= ? AND cause NOT IN ('rate') ORDER BY seq",
        (low, high),
    ):
        is_old = again or run_id in replays
        line = ChangeRow(kind, cause, notice_id, name, before, after, is_old, at, run_id)
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
    things = [*_contract_events(public, of_contract), *_notice_events(public, of_notice)]
    return merge_events(things), moved


def merge_events(things: Iterable[Event]) -> list[Event]:
    """One thing a subject and name: rows of several portals, the representative first."""
    found: dict[tuple[str, str], Event] = {}
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


def _contract_events(
    public: sqlite3.Connection, lines: Mapping[str, Sequence[ChangeRow]]
) -> Iterable[Event]:
    rows = published_facts.contract_facts(public, lines)
    clusters = cluster_members(public, {row["same_as"] or row["id"] for row in rows.values()})
    for contract_id, told in lines.items():
        row = rows.get(contract_id)
        if row is None:
            yield from _withdrawal_events(contract_id, told)
            continue
        subject = row["same_as"] or contract_id
        for thing in _events_of_contract(row, told):
            thing.subject, thing.members = subject, clusters[subject] | {contract_id}
            _set_provenance(thing, told)
            yield thing


def _set_provenance(thing: Event, lines: Sequence[ChangeRow]) -> None:
    """How we heard of it."""
    thing.again, thing.at = all(line.replayed for line in lines), lines[-1].at
    thing.runs = frozenset(line.run for line in lines if line.run is not None)


def cluster_members(
    public: sqlite3.Connection, subjects: Iterable[str]
) -> dict[str, frozenset[str]]:
    """Representatives -> all contracts that each stands for, itself included."""
    listed = json.dumps(sorted(subjects))
    found = {subject: {subject} for subject in json.loads(listed)}
    for member, subject in public.execute(
        "SELECT id, same_as FROM contracts WHERE same_as IN (SELECT value FROM json_each(?))",
        (listed,),
    ):
        found[subject].add(member)
    return {subject: frozenset(ids) for subject, ids in found.items()}


def _withdrawal_events(subject: str, lines: Sequence[ChangeRow]) -> Iterable[Event]:
    if lines[-1].kind == "withdrawn" or any(line.kind == "withdrawn" for line in lines):
        cause = next(line.cause for line in reversed(lines) if line.kind == "withdrawn")
        yield Event(
            subject,
            f"withdrawn:{cause}",
            "correction",
            members=frozenset([subject]),
            follow_up=True,
            change={"withdrawn": cause},
        )


def award_kinds(row: Facts) -> frozenset[str]:
    """Facts of a contract -> the kinds of news that it is."""
    if row["status"] == "pending":
        return frozenset(["award_intention"])
    return frozenset(["award", "direct_award"] if row["method"] == "direct" else ["award"])


def _events_of_contract(row: Facts, lines: Sequence[ChangeRow]) -> Iterable[Event]:
    """Everything that these lines say of one contract."""
    name = "award_intention" if row["status"] == "pending" else "award"
    stands = row["status"] in ("active", "pending")
    news = [line for line in lines if line.cause in NEWS_CAUSES]
    judged = [line for line in lines if line.cause in RECLASSIFICATION_CAUSES]
    kinds = award_kinds(row)
    amended = _amendment_event(row, news)
    if amended is not None and stands:
        yield amended
    if any(line.kind == "appeared" for line in news):
        if stands and row["kind"] != "amendment":
            yield Event("", name, "new", kinds, day=first_published_on(row), rows=[row])
        return
    if any(line.kind == "appeared" for line in judged):
        if stands:
            yield Event(
                "", "recognised", "recognised", kinds, day=first_published_on(row), rows=[row]
            )
        return
    before = {line.field: line.before for line in reversed(lines) if line.kind != "appeared"}
    if stands and before.get("status") == "pending" and row["status"] == "active" and news:
        yield Event("", "award", "new", kinds, day=last_updated_on(row), rows=[row])
        return
    if stands and news and any(line.field != "same_as" for line in news):
        yield Event(
            "",
            name,
            "new",
            kinds,
            day=last_updated_on(row),
            rows=[row],
            before=[facts_before(row, news)],
        )
    if stands and judged:
        yield Event(
            "",
            "recognised",
            "recognised",
            kinds,
            day=first_published_on(row),
            rows=[row],
            before=[facts_before(row, judged)],
        )
    if amended is None or not stands:
        yield from _correction_events(row, lines)


def _amendment_event(row: Facts, news: Sequence[ChangeRow]) -> Event | None:
    """What a modification changed; its name is what it led to, the same on every portal."""
    counted = [line for line in news if line.field == "amendments"]
    first_heard = row["kind"] == "amendment" and any(line.kind == "appeared" for line in news)
    grown = counted and int(counted[-1].after or 0) > int(counted[0].before or 0)
    if not grown and not first_heard:
        return None
    change = field_changes(news, CORRECTABLE_FIELDS)
    told = ("value", "currency", "end")
    led_to = {name: row.get(name) for name in told} if change or first_heard else {}
    name = _fingerprint(led_to) if led_to else str(row["amendments"])
    return Event(
        "",
        f"amendment:{name}",
        "changed",
        frozenset(["amendment"]),
        day=last_updated_on(row),
        rows=[row],
        change=change,
    )


def field_changes(lines: Sequence[ChangeRow], names: Sequence[str]) -> dict[str, list[Any]]:
    """Lines -> field: [first value, last value], of those that differ in the end."""
    found: dict[str, list[Any]] = {}
    for line in lines:
        name = line.field
        if name is not None and name in names and line.kind != "appeared":
            before, after = _parse_value(name, line.before), _parse_value(name, line.after)
            found.setdefault(name, [before, after])[1] = after
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def _correction_events(row: Facts, lines: Sequence[ChangeRow]) -> Iterable[Event]:
    """What was told and holds no more: an end, other figures, a claim that was taken back."""
    change = field_changes([line for line in lines if line.cause != "link"], CORRECTABLE_FIELDS)
    change |= {
        name: pair for name, pair in field_changes(lines, CLAIMS).items() if pair[0] == "yes"
    }
    change |= {
        name: pair
        for name, pair in field_changes(lines, ("status",)).items()
        if pair[1] in ENDED_STATUSES
    }
    if change:
        name = _fingerprint({name: pair[1] for name, pair in change.items()})
        yield Event(
            "", f"correction:{name}", "correction", rows=[row], follow_up=True, change=change
        )


def _fingerprint(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _parse_value(name: str, text: str | None) -> Any:
    return float(text) if text is not None and name in _NUMERIC_FIELDS else text


def facts_before(row: Facts, lines: Sequence[ChangeRow]) -> Facts:
    """Facts -> the same before these lines, as far as filters ask."""
    found = dict(row)
    for line in reversed(lines):
        if line.kind == "appeared" or line.field is None:
            continue
        if line.field == "vendor_groups":
            kept = set(json.loads(line.before or "[]"))
            found["groups"] = [group for group in row["groups"] if group["id"] in kept]
        elif line.field in found:
            found[line.field] = _parse_value(line.field, line.before)
    return found


def first_published_on(row: Facts) -> str | None:
    return row["published"] or row.get("decided") or row.get("signed")


def last_updated_on(row: Facts) -> str | None:
    return row["updated"] or first_published_on(row)


def _notice_events(
    public: sqlite3.Connection, lines: Mapping[str, Sequence[ChangeRow]]
) -> Iterable[Event]:
    rows = published_facts.notice_facts(public, lines)
    targets = published_facts.notice_facts(
        public, {row["replaces"] for row in rows.values() if row["replaces"]} - set(rows)
    )
    for notice_id, told in lines.items():
        row = rows.get(notice_id)
        if row is None:
            found: Iterable[Event] = _withdrawal_events(notice_id, told)
        else:
            target = rows.get(row["replaces"]) or targets.get(row["replaces"])
            found = _events_of_notice(public, row, told, target)
        for thing in found:
            thing.subject = notice_subject(row) if row is not None else notice_id
            thing.members = frozenset([thing.subject, notice_id])
            _set_provenance(thing, told)
            yield thing


def notice_subject(row: Facts) -> str:
    """Facts of a notice -> what portals share of it: procedure, notice identifier, else its id."""
    native = str(row["procedure_id"] or "").partition(":")[2]
    identifier = row["notice_identifier"] or ""
    if row["kind"] == "award_intention":
        native = ""
    for shared in (native, identifier):
        if _SHARED_ID.match(shared):
            return f"{row['kind']}:{shared.lower()}"
    return str(row["id"])


def _events_of_notice(
    public: sqlite3.Connection, row: Facts, lines: Sequence[ChangeRow], target: Facts | None
) -> Iterable[Event]:
    """Calls, intentions without a named supplier, and what corrects or cancels them."""
    if row["kind"] not in ("tender", "award_intention"):
        return
    if row["kind"] == "award_intention" and _has_contract(public, row["id"]):
        return
    news = [line for line in lines if line.cause in NEWS_CAUSES]
    judged = [line for line in lines if line.cause in RECLASSIFICATION_CAUSES]
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
        yield Event(
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
        yield Event("", row["kind"], "new", kinds, day=day, rows=[row])
    elif any(line.kind == "appeared" for line in judged):
        yield Event("", "recognised", "recognised", kinds, day=day, rows=[row])
    elif news:
        yield Event(
            "", row["kind"], "new", kinds, day=day, rows=[row], before=[facts_before(row, news)]
        )
        moved = field_changes(news, ("deadline",))
        if moved:
            yield Event(
                "",
                f"correction:{row['deadline']}",
                "correction",
                rows=[row],
                follow_up=True,
                change=moved,
            )
    elif judged:
        yield Event(
            "",
            "recognised",
            "recognised",
            kinds,
            day=day,
            rows=[row],
            before=[facts_before(row, judged)],
        )


def _has_contract(public: sqlite3.Connection, notice_id: str) -> bool:
    sql = "SELECT 1 FROM contract_notices WHERE notice_id = ? LIMIT 1"
    return public.execute(sql, (notice_id,)).fetchone() is not None
