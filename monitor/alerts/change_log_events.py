"""Derive events from rows of the change log: one event for each cluster of contracts and kind.

Only the causes notice, correction and link report something new.  What a retag recognises later
has its own section; what corrects or withdraws a claim goes to those who received the claim,
whatever the cause.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.alerts import contract_and_notice_facts
from monitor.alerts.contract_and_notice_facts import Facts
from pipelines.model import CLAIM_TAGS

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
    """One row of the table ``changes``."""

    kind: str
    cause: str
    notice_id: str | None
    field: str | None
    before: str | None
    after: str | None
    is_reread: bool
    at: str
    run_id: str | None = None


@dataclass
class Event:
    """Something that happened to one contract or call, whatever the number of portals that
    publish it.

    ``subject``   id of the row that represents the cluster; ``members`` all ids of the cluster.
    ``name``      kind of event and its distinguishing value; stable over a rebuild.
    ``section``   new, changed, recognised, ends, correction, silent.
    ``day``       publication day compared with the horizon; None where none is published.
    ``before``    facts before the change: only filters that did not match them are notified.
    ``follow_up`` goes to those notified of this subject before, whatever their filter.
    ``recorded_at`` time of the change; None: today.
    ``is_reread`` read again from the archive: what is known already is not reported.
    ``run_ids``   ids of the runs that brought it.
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
    is_reread: bool = False
    recorded_at: str | None = None
    run_ids: frozenset[str] = frozenset()


def read_events(
    public: sqlite3.Connection, low: int, high: int, *, is_reread: bool, replays: frozenset[str]
) -> tuple[list[Event], list[tuple[str, str]]]:
    """Return the events of the rows above ``low`` up to ``high``, and ids that changed as (old,
    new).
    """
    by_contract: dict[str, list[ChangeRow]] = {}
    by_notice: dict[str, list[ChangeRow]] = {}
    for kind, cause, notice_id, contract_id, name, before, after, run_id, at in public.execute(
        "SELECT kind, cause, notice_id, contract_id, field, before, after, run_id, at FROM changes"
        " WHERE seq > ? AND seq <= ? AND cause NOT IN ('rate') ORDER BY seq",
        (low, high),
    ):
        is_old = is_reread or run_id in replays
        change_row = ChangeRow(kind, cause, notice_id, name, before, after, is_old, at, run_id)
        if contract_id is not None:
            by_contract.setdefault(contract_id, []).append(change_row)
        elif notice_id is not None:
            by_notice.setdefault(notice_id, []).append(change_row)
    redirects = [
        (change_row.before, contract_id)
        for contract_id, lines in by_contract.items()
        for change_row in lines
        if change_row.field == "id" and change_row.before
    ]
    events = [*_contract_events(public, by_contract), *_notice_events(public, by_notice)]
    return merge_events(events), redirects


def merge_events(events: Iterable[Event]) -> list[Event]:
    """Merge events of several portals with the same subject and name, the representative row
    first.
    """
    merged: dict[tuple[str, str], Event] = {}
    for event in events:
        merged_event = merged.setdefault((event.subject, event.name), event)
        if merged_event is event:
            continue
        merged_event.rows = sorted(
            merged_event.rows + event.rows, key=lambda facts: facts["id"] != event.subject
        )
        merged_event.before = (
            None
            if merged_event.before is None or event.before is None
            else merged_event.before + event.before
        )
        merged_event.members |= event.members
        merged_event.is_reread &= event.is_reread
        merged_event.run_ids |= event.run_ids
        merged_event.change = {**event.change, **merged_event.change}
    return list(merged.values())


def _contract_events(
    public: sqlite3.Connection, changes_by_contract: Mapping[str, Sequence[ChangeRow]]
) -> Iterable[Event]:
    rows = contract_and_notice_facts.contract_facts(public, changes_by_contract)
    clusters = cluster_members(public, {facts["same_as"] or facts["id"] for facts in rows.values()})
    for contract_id, change_rows in changes_by_contract.items():
        facts = rows.get(contract_id)
        if facts is None:
            yield from _withdrawal_events(contract_id, change_rows)
            continue
        subject = facts["same_as"] or contract_id
        for event in _events_of_contract(facts, change_rows):
            event.subject, event.members = subject, clusters[subject] | {contract_id}
            _set_provenance(event, change_rows)
            yield event


def _set_provenance(event: Event, change_rows: Sequence[ChangeRow]) -> None:
    """Set when and by which runs an event was recorded."""
    event.is_reread, event.recorded_at = (
        all(change_row.is_reread for change_row in change_rows),
        change_rows[-1].at,
    )
    event.run_ids = frozenset(
        change_row.run_id for change_row in change_rows if change_row.run_id is not None
    )


def cluster_members(
    public: sqlite3.Connection, subjects: Iterable[str]
) -> dict[str, frozenset[str]]:
    """Return for each representative all contracts of its cluster, itself included."""
    listed = json.dumps(sorted(subjects))
    clusters = {subject: {subject} for subject in json.loads(listed)}
    for member, subject in public.execute(
        "SELECT id, same_as FROM contracts WHERE same_as IN (SELECT value FROM json_each(?))",
        (listed,),
    ):
        clusters[subject].add(member)
    return {subject: frozenset(ids) for subject, ids in clusters.items()}


def _withdrawal_events(subject: str, change_rows: Sequence[ChangeRow]) -> Iterable[Event]:
    causes = [change_row.cause for change_row in change_rows if change_row.kind == "withdrawn"]
    if causes:
        yield Event(
            subject,
            f"withdrawn:{causes[-1]}",
            "correction",
            members=frozenset([subject]),
            follow_up=True,
            change={"withdrawn": causes[-1]},
        )


def award_kinds(facts: Facts) -> frozenset[str]:
    """Return the kinds of event that a contract's award is."""
    if facts["status"] == "pending":
        return frozenset(["award_intention"])
    return frozenset(["award", "direct_award"] if facts["method"] == "direct" else ["award"])


def _events_of_contract(facts: Facts, change_rows: Sequence[ChangeRow]) -> Iterable[Event]:
    """Yield the events that these rows mean for one contract."""
    name = "award_intention" if facts["status"] == "pending" else "award"
    # what is borderline is on a page of its own, and in no mail
    is_in_force = facts["status"] in ("active", "pending") and facts.get("digital") != "borderline"
    news_rows, reclassified = _by_cause(change_rows)
    kinds, published, updated = (
        award_kinds(facts),
        first_published_on(facts),
        last_updated_on(facts),
    )
    amended = _amendment_event(facts, news_rows)
    if amended is not None and is_in_force:
        yield amended
    if _appeared(news_rows):
        if is_in_force and facts["kind"] != "amendment":
            yield _news(facts, name, kinds, published)
        return
    if _appeared(reclassified):
        if is_in_force:
            yield _news(facts, "recognised", kinds, published)
        return
    statuses = [row.before for row in change_rows if row.field == "status"]
    was_pending = statuses[:1] == ["pending"]
    if is_in_force and was_pending and facts["status"] == "active" and news_rows:
        yield _news(facts, "award", kinds, updated)
        return
    if is_in_force and any(change_row.field != "same_as" for change_row in news_rows):
        yield _news(facts, name, kinds, updated, news_rows)
    if is_in_force and reclassified:
        yield _news(facts, "recognised", kinds, published, reclassified)
    if amended is None or not is_in_force:
        yield from _correction_events(facts, change_rows)


def _by_cause(change_rows: Sequence[ChangeRow]) -> tuple[list[ChangeRow], list[ChangeRow]]:
    """Return the rows that report something new, and those of a new judgement."""
    return (
        [row for row in change_rows if row.cause in NEWS_CAUSES],
        [row for row in change_rows if row.cause in RECLASSIFICATION_CAUSES],
    )


def _appeared(change_rows: Sequence[ChangeRow]) -> bool:
    return any(change_row.kind == "appeared" for change_row in change_rows)


def _news(
    facts: Facts,
    name: str,
    kinds: frozenset[str],
    day: str | None,
    changed: Sequence[ChangeRow] = (),
) -> Event:
    """Build the event of a row that is new or recognised; ``changed``: by which it became so."""
    section = "recognised" if name == "recognised" else "new"
    before = [facts_before(facts, changed)] if changed else None
    return Event("", name, section, kinds, day=day, rows=[facts], before=before)


def _correction(facts: Facts, name: str, change: dict[str, Any]) -> Event:
    return Event(
        "", f"correction:{name}", "correction", rows=[facts], follow_up=True, change=change
    )


def _amendment_event(facts: Facts, news_rows: Sequence[ChangeRow]) -> Event | None:
    """Return the event of a modification, named after its result so that portals agree, or None."""
    counted = [change_row for change_row in news_rows if change_row.field == "amendments"]
    first_heard = facts["kind"] == "amendment" and _appeared(news_rows)
    grown = counted and int(counted[-1].after or 0) > int(counted[0].before or 0)
    if not grown and not first_heard:
        return None
    change = field_changes(news_rows, CORRECTABLE_FIELDS)
    first = contract_and_notice_facts.initial_value(facts)
    if first_heard and first is not None and abs(first - facts["value"]) >= 1:
        change.setdefault("value", [first, facts["value"]])  # no notice before it was received
    reported_fields = ("value", "currency", "end")
    led_to = {name: facts.get(name) for name in reported_fields} if change or first_heard else {}
    name = _fingerprint(led_to) if led_to else str(facts["amendments"])
    return Event(
        "",
        f"amendment:{name}",
        "changed",
        frozenset(["amendment"]),
        day=last_updated_on(facts),
        rows=[facts],
        change=change,
    )


def field_changes(change_rows: Sequence[ChangeRow], names: Sequence[str]) -> dict[str, list[Any]]:
    """Return {field: [first value, last value]} for fields that differ in the end."""
    changed: dict[str, list[Any]] = {}
    for change_row in change_rows:
        name = change_row.field
        if name is not None and name in names and change_row.kind != "appeared":
            before, after = (
                _parse_value(name, change_row.before),
                _parse_value(name, change_row.after),
            )
            changed.setdefault(name, [before, after])[1] = after
    return {name: pair for name, pair in changed.items() if pair[0] != pair[1]}


def _correction_events(facts: Facts, change_rows: Sequence[ChangeRow]) -> Iterable[Event]:
    """Yield a correction when something that was reported no longer holds."""
    change = field_changes(
        [change_row for change_row in change_rows if change_row.cause != "link"], CORRECTABLE_FIELDS
    )
    change |= {
        name: pair
        for name, pair in field_changes(change_rows, CLAIM_TAGS).items()
        if pair[0] == "yes"
    }
    change |= {
        name: pair
        for name, pair in field_changes(change_rows, ("status",)).items()
        if pair[1] in ENDED_STATUSES
    }
    if change:
        name = _fingerprint({name: pair[1] for name, pair in change.items()})
        yield _correction(facts, name, change)


def _fingerprint(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _parse_value(name: str, text: str | None) -> Any:
    return float(text) if text is not None and name in _NUMERIC_FIELDS else text


def facts_before(facts: Facts, change_rows: Sequence[ChangeRow]) -> Facts:
    """Return the facts as they were before these changes, as far as filters use them."""
    earlier = dict(facts)
    for change_row in reversed(change_rows):
        if change_row.kind == "appeared" or change_row.field is None:
            continue
        if change_row.field == "buyer_id":  # its name, and who bought with it, is in no log
            earlier |= {"buyer": None, "bodies": {}}
        if change_row.field == "vendor_groups":
            before = set(json.loads(change_row.before or "[]"))
            earlier["groups"] = [group for group in facts["groups"] if group["id"] in before]
        elif change_row.field == "verified":
            earlier["verified"] = json.loads(change_row.before or "[]")
        elif change_row.field in earlier:
            earlier[change_row.field] = _parse_value(change_row.field, change_row.before)
    return earlier


def first_published_on(facts: Facts) -> str | None:
    """Return the day of first publication, else of decision or signature, else the last day."""
    return facts["published"] or facts.get("decided") or facts.get("signed") or facts.get("end")


def last_updated_on(facts: Facts) -> str | None:
    """Return the day of the last publication."""
    return facts["updated"] or first_published_on(facts)


def _notice_events(
    public: sqlite3.Connection, changes_by_notice: Mapping[str, Sequence[ChangeRow]]
) -> Iterable[Event]:
    rows = contract_and_notice_facts.notice_facts(public, changes_by_notice)
    targets = contract_and_notice_facts.notice_facts(
        public, {facts["replaces"] for facts in rows.values() if facts["replaces"]} - set(rows)
    )
    for notice_id, change_rows in changes_by_notice.items():
        facts = rows.get(notice_id)
        if facts is None:
            events: Iterable[Event] = _withdrawal_events(notice_id, change_rows)
        else:
            target = rows.get(facts["replaces"]) or targets.get(facts["replaces"])
            events = _events_of_notice(public, facts, change_rows, target)
        for event in events:
            event.subject = notice_subject(facts) if facts is not None else notice_id
            event.members = frozenset([event.subject, notice_id])
            _set_provenance(event, change_rows)
            yield event


def notice_subject(facts: Facts) -> str:
    """Return what portals share about a notice: procedure, notice identifier, else its id."""
    native = str(facts["procedure_id"] or "").partition(":")[2]
    identifier = facts["notice_identifier"] or ""
    if facts["kind"] == "award_intention":
        native = ""
    for shared in (native, identifier):
        if _SHARED_ID.match(shared):
            return f"{facts['kind']}:{shared.lower()}"
    return str(facts["id"])


def _events_of_notice(
    public: sqlite3.Connection, facts: Facts, change_rows: Sequence[ChangeRow], target: Facts | None
) -> Iterable[Event]:
    """Yield events of calls, of intentions without a named supplier, and of their corrections."""
    if facts["kind"] not in ("tender", "award_intention"):
        return
    if facts["kind"] == "award_intention" and _has_contract(public, facts["id"]):
        return
    news_rows, reclassified = _by_cause(change_rows)
    kinds = frozenset([facts["kind"]])
    day = facts["published"] or facts["deadline"]
    is_in_force = (
        facts["state"] == "current"
        and facts["change"] != "cancellation"
        and facts["digital"] != "borderline"
    )
    appeared = _appeared(news_rows)
    if appeared and facts["change"] != "none" and target is not None:
        change: dict[str, Any] = {"corrected": facts["id"]}
        if facts["change"] == "cancellation":
            change = {"cancelled": facts["id"]}
        elif target["deadline"] != facts["deadline"]:
            change["deadline"] = [target["deadline"], facts["deadline"]]
        version = facts["notice_version"] or facts["published"]
        yield _correction(facts, f"{version}:{facts['deadline']}", change)
    if not is_in_force:
        return
    if appeared:
        yield _news(facts, facts["kind"], kinds, day)
    elif _appeared(reclassified):
        yield _news(facts, "recognised", kinds, day)
    elif news_rows:
        yield _news(facts, facts["kind"], kinds, day, news_rows)
        redirects = field_changes(news_rows, ("deadline",))
        if redirects:
            yield _correction(facts, facts["deadline"], redirects)
    elif reclassified:
        yield _news(facts, "recognised", kinds, day, reclassified)


def _has_contract(public: sqlite3.Connection, notice_id: str) -> bool:
    sql = "SELECT 1 FROM contract_notices WHERE notice_id = ? LIMIT 1"
    return public.execute(sql, (notice_id,)).fetchone() is not None
