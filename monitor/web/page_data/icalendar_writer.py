"""Write what ends as a calendar: last days, last days for objecting, deadlines of calls.

Source  RFC 5545, RFC 7986.  A calendar holds the first thousand contracts, calls and last days to
        object; its description says where there are more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from icalendar import Alarm, Calendar, Event, vDDDTypes

from monitor.alerts.standstill import standstill_end
from monitor.i18n.routes import page_path
from monitor.i18n.table_labels import untitled
from monitor.i18n.typography import colon
from monitor.i18n.untrusted_text import clipped, name_list, safe_address
from monitor.i18n.value_formatting import _, column_label, day, language, ngettext
from monitor.web.page_data.feed_entry_fields import (
    contract_url,
    facts_of,
    instant_of,
    name_of,
    permanent_uuid,
)
from monitor.web.read_only_pool import Row

MONTHS_BEFORE = (12, 6, 3)  # of the reminders
MAX_TOLD = 10  # contracts of a procedure whose facts stand in its entry
DAYS_BEFORE = 2  # of the reminder of a last day for objecting or of a deadline
CLAIMS = (
    "big_tech",
    "data_outsourcing",
    "worker_surveillance",
    "public_surveillance_ai",
    "public_alternative",
)


def by_procedure(rows: Iterable[Row]) -> list[list[Row]]:
    """Group contracts of one procedure that end on the same day, in the order of the first."""
    rows_of_procedure: dict[Any, list[Row]] = {}
    for row in rows:
        rows_of_procedure.setdefault((row["procedure_id"] or row["id"], row["end"]), []).append(row)
    return list(rows_of_procedure.values())


def calendar(title: str, described: str, data: Mapping[str, Any]) -> Calendar:
    """Return the calendar of a choice.

    data  rows, calls, first, changed_at, groups, home and first_day of the page ``ending``.
    """
    calendar_ = Calendar()
    calendar_.add("prodid", f"-//Vigie//Ending soon//{language().upper()}")
    calendar_.add("version", "2.0")
    calendar_.add("method", "PUBLISH")
    calendar_.add("name", title)
    calendar_.add("x-wr-calname", title)
    calendar_.add("description", described)
    calendar_.add("x-wr-caldesc", described)  # of programmes older than RFC 7986
    calendar_.add("refresh-interval", vDDDTypes(timedelta(days=1)), {"VALUE": "DURATION"})
    calendar_.add("x-published-ttl", "P1D")
    today = date.fromisoformat(data["first_day"])
    for same in by_procedure(data["rows"]):
        calendar_.add_component(_end(same, data, today))
    for row in data["objections"]:
        calendar_.add_component(_objection(row, data, today))
    for row in data["calls"]:
        calendar_.add_component(_deadline(row, data, today))
    return calendar_


def _end(same: Sequence[Row], data: Mapping[str, Any], today: date) -> Event:
    """The last day of the contracts of one procedure, with reminders months before."""
    row = min(same, key=lambda row: str(data["first"].get(row["id"], row["id"])))
    last = instant_of(row["end"], None).date()
    name = name_of(row)
    if len(same) > 1:
        more = ngettext("%(n)s other contract", "%(n)s other contracts", len(same) - 1)
        name += " + " + more % {"n": len(same) - 1}
    changed_at = max(
        instant_of(data["changed_at"].get(other["id"]), other["updated"]) for other in same
    )
    event = _event("end", data["first"].get(row["id"], row["id"]), last, changed_at)
    event.add("summary", _("Ends: %(contract)s") % {"contract": name})
    event.add("description", _of_each(same, data))
    event.add("url", contract_url(data["home"], row["id"]))
    for months in MONTHS_BEFORE:
        before = last + relativedelta(months=-months)
        if before >= today:
            words = ngettext("Ends in %(n)s month", "Ends in %(n)s months", months)
            event.add_component(_alarm(words % {"n": months}, last - before))
    return event


def _of_each(same: Sequence[Row], data: Mapping[str, Any]) -> str:
    """Facts, tags and page of each contract, of the first ones if there are many: amount and
    supplier of one are not those of the others."""
    parts = []
    for nth, row in enumerate(sorted(same, key=lambda row: str(row["id"]))):
        facts = [*facts_of(row, data["groups"]), *_claims(row)] if nth < MAX_TOLD else []
        if len(same) > 1 and facts:
            facts.insert(0, clipped(row["title"], 120) or untitled(row["id"]))
        parts.append("\n".join([*facts, contract_url(data["home"], row["id"])]))
    return "\n\n".join(parts)


def _objection(row: Row, data: Mapping[str, Any], today: date) -> Event:
    """The last day on which an award that is only announced can as a rule be objected to."""
    last = standstill_end(row)
    assert last is not None  # ``objections`` has no other
    changed_at = instant_of(data["changed_at"].get(row["id"]), row["updated"])
    event = _event("objection", data["first"].get(row["id"], row["id"]), last, changed_at)
    event.add("summary", _("Last day to object: %(contract)s") % {"contract": name_of(row)})
    url = contract_url(data["home"], row["id"])
    words = _("As a rule until %(day)s at least.") % {"day": day(last)}
    event.add("description", "\n".join([words, *facts_of(row, data["groups"]), url]))
    event.add("url", url)
    _remind(event, _("Last day to object"), last, today)
    return event


def _deadline(row: Row, data: Mapping[str, Any], today: date) -> Event:
    """The deadline for tenders of an open call."""
    last = instant_of(row["deadline"], None).date()
    key = row["procedure_id"] or row["id"]
    event = _event("deadline", key, last, instant_of(None, row["published"]))
    event.add("summary", _("Deadline for tenders: %(contract)s") % {"contract": name_of(row)})
    url = data["home"] + page_path("ending", language(), country=row["country"]) + "#calls"
    who = name_list(row["buyer"], 300) or _("not published")
    buyer = f"{column_label('buyer')}{colon()}{who}"
    official = safe_address(row["url"])
    event.add("description", "\n".join(filter(None, [buyer, *_claims(row), official, url])))
    event.add("url", official or url)
    _remind(event, _("Deadline for tenders"), last, today)
    return event


def _event(kind: str, key: str, last: date, changed_at: datetime) -> Event:
    """One whole day; free time, not an appointment."""
    event = Event()
    event.add("uid", str(permanent_uuid(kind, key)))
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("dtstart", last)
    event.add("dtend", last + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _claims(row: Row) -> list[str]:
    """Our tags in one line; none: no line."""
    words, label = [column_label(name) for name in CLAIMS if row[name] == "yes"], _("Tags")
    return [f"{label}{colon()}{', '.join(words)}"] if words else []


def _remind(event: Event, words: str, last: date, today: date) -> None:
    if last - timedelta(days=DAYS_BEFORE) >= today:
        event.add_component(_alarm(words, timedelta(days=DAYS_BEFORE)))


def _alarm(words: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", -before)
    return alarm
