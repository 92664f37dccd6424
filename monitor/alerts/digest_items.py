"""Build the entries of a digest from the facts of events, the same for text and HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from datasette.utils import tilde_encode

from monitor.alerts.contract_and_notice_facts import Facts
from monitor.alerts.evidence_lines import chosen_evidence, evidence_label
from monitor.alerts.standstill import standstill_end
from monitor.alerts.subscription_filters import Filter
from monitor.i18n import value_formatting
from monitor.i18n.catalogue import N_, NC_, _, ngettext, pgettext
from monitor.i18n.control_characters import strip_control_characters
from monitor.i18n.routes import ROUTES, page_path
from monitor.i18n.scope_reason_messages import doubt_text, scope_reason_text
from monitor.i18n.table_labels import notice_label, untitled
from monitor.i18n.typography import semicolon
from monitor.i18n.untrusted_text import BETWEEN, SIGNED, clipped, name_list, safe_address
from pipelines.store.serializers import SUBCONTRACTOR_MARK

# in this order in every mail; what takes something back comes first
SECTIONS = ("correction", "new", "changed", "ends", "recognised", "silent")
SECTION_HEADINGS = {
    "correction": N_("Corrected or withdrawn since we told you"),
    "new": N_("New"),
    "changed": N_("Modified"),
    "ends": N_("Ends soon"),
    "recognised": N_("Recognised since"),
    "silent": N_("Sources that are silent"),
}
SECTION_NOTES = {
    "recognised": N_(
        "Published earlier, and recognised only now: our rules, tables or readers have become"
        " better, or a person checked a claim."
    ),
    "silent": N_("What these sources have published meanwhile is missing here."),
}
BULLETIN = "bulletin"  # kind of event, and of a filter that asks for it
# of the bulletin of a week, whose mail begins with them; the first is headed by the week itself
BULLETIN_SECTIONS = {
    BULLETIN: "",
    "surveillance": N_("Surveillance of workers and of the public"),
    "big_tech": N_("Big tech"),
    "handed": N_("Data handed to other suppliers"),
    "ending": N_("Ends in six months"),
}
KIND_LABELS = {
    "award": N_("contract awarded"),
    "award_intention": N_("contract about to be signed"),
    "direct_award": N_("contract awarded without competition"),
    "tender": N_("call for tenders"),
}
FIELD_LABELS = {
    "value": NC_("mail", "Value"),
    "end": NC_("mail", "Ends"),
    "deadline": NC_("mail", "Deadline for tenders"),
    "suppliers": NC_("mail", "Supplier"),
}
SECTIONS_WITH_END = ("new", "changed", "recognised")  # sections whose contracts say when they end
MONTHS_AHEAD = 6  # that a bulletin looks to what ends
MAX_TITLE, MAX_NAME, MAX_EVIDENCE = 220, 160, 120  # characters shown


@dataclass
class DigestItem:
    """One entry of a digest: headline, lines of (label, value), evidence, two addresses."""

    section: str
    headline: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    evidence: list[tuple[str, str]] = field(default_factory=list)
    page_url: str | None = None
    official_url: str | None = None
    sort_value: float = 0.0
    group_names: tuple[str, ...] = ()  # who is behind it: groups, else suppliers
    event_label: str = ""  # heads the subject when it is alone
    section_note: str = ""  # below the heading of its section


def shorten(text: Any, length: int) -> str:
    """Return a text in one line of at most ``length`` characters, with withheld persons' names
    replaced by words of the current language.
    """
    return clipped(_one_line(text), length)


def _one_line(text: Any) -> str:
    return " ".join(strip_control_characters(str(text or "")).split())


def build_item(facts: Facts, filter_: Filter, site: str, today: date) -> DigestItem:
    """Build the entry of an event in the current language; ``site`` is the address of the site,
    ``today`` the day on which the message was created.
    """
    if facts["section"] == "silent":
        return _silent_source_item(facts)
    if "id" not in facts:
        return _removed_item(facts)
    item = DigestItem(
        facts["section"], shorten(facts.get("title"), MAX_TITLE) or untitled(facts["id"])
    )
    item.sort_value = float(facts.get("value_eur") or 0)
    kinds = [_(KIND_LABELS[kind]) for kind in facts.get("kinds", ()) if kind in KIND_LABELS]
    if facts["section"] in ("new", "recognised") and kinds:
        item.lines.append((_("What"), kinds[-1]))  # "award, direct_award": the closer word
    item.event_label = _event_label(facts)
    change = facts.get("change") or {}
    item.lines.append((_("Buyer"), _buyer_label(facts, change)))
    supplier_name = supplier_label(facts)
    if supplier_name and "suppliers" not in change:
        is_pending = facts.get("status") == "pending"
        item.lines.append(
            (_("Intended supplier") if is_pending else pgettext("mail", "Supplier"), supplier_name)
        )
    groups = tuple(group["name"] for group in facts.get("groups", ()))
    suppliers = (facts.get("suppliers") or "").split(BETWEEN)
    signed = (name for name in suppliers if SUBCONTRACTOR_MARK not in name)
    item.group_names = groups or tuple(filter(None, (shorten(name, 60) for name in signed)))
    item.lines += _change_lines(change, facts)
    if not {"value", "currency"} & set(change):
        item.lines.append((pgettext("mail", "Value"), amount_label(facts)))
    item.lines += _date_lines(facts, change, today)
    if checked := [value_formatting.column_label(claim) for claim in facts.get("verified") or ()]:
        item.lines.append((value_formatting.column_label("verified"), semicolon().join(checked)))
    item.evidence = [
        (evidence_label(reason), shorten(reason["evidence"], MAX_EVIDENCE))
        for reason in chosen_evidence(facts, filter_)
    ]
    if not item.evidence and facts.get("scope_reason"):
        item.lines.append((_("Why"), _scope_label(facts)))
    item.page_url = page_url(facts, site)
    item.official_url = safe_address(facts.get("url"))
    return item


def _scope_label(facts: Facts) -> str:
    """Return why a contract that makes no claim is published."""
    if facts.get("digital") == "borderline":
        return _one_line(doubt_text(shorten(facts["scope_reason"], MAX_NAME)))
    reason = shorten(scope_reason_text(facts["scope_reason"]), MAX_NAME)
    return _("digital service, {reason}").format(reason=reason)


def _removed_item(facts: Facts) -> DigestItem:
    """Return the entry of a row of which nothing is kept but that it is gone."""
    lines = _change_lines(facts["change"], facts)
    headline = _("An entry that we told you of earlier")
    return DigestItem(facts["section"], headline, lines, event_label=_event_label(facts))


def _event_label(facts: Facts) -> str:
    """Return what happened, as the subject line says it."""
    section, kinds = facts["section"], set(facts.get("kinds") or ())
    if section == "ends":
        left = facts["change"]["months"]
        return ngettext("Ends in {n} month", "Ends in {n} months", left).format(n=left)
    if section == "new" and "award_intention" in kinds:
        return _("About to be signed")
    if section == "new" and "tender" in kinds:
        return _("Call for tenders")
    if section == "new" and "direct_award" in kinds:
        return _("New contract without competition")
    return {
        "correction": _("Corrected or withdrawn"),
        "new": _("New contract"),
        "changed": _("Modified"),
        "recognised": _("Recognised since"),
    }[section]


def _buyer_label(facts: Facts, change: Facts) -> str:
    """Return the buyer and its country: ``Commune de Calais (France)``."""
    name = _names(facts.get("buyer")) or "–"
    label = f"{name} ({value_formatting.country(facts.get('country'))})"
    return ", ".join((label, _("corrected"))) if "buyer_id" in change else label


def _names(names: str | None) -> str:
    """Return the names of a column of buyers or suppliers as pages have them."""
    return name_list(_one_line(names), MAX_NAME)


def supplier_label(facts: Facts) -> str:
    """Return the suppliers, then an arrow and the groups that sign through them.

    A group whose product is named owns no supplier: the line of its evidence names it.  One that is
    called as its firm ("SNEF") is not said again.
    """
    name = _names(facts.get("suppliers"))
    groups = ", ".join(
        group["name"] for group in facts.get("groups", ()) if group.get("role") in SIGNED
    )
    if groups.casefold() == name.casefold():
        return name
    return " → ".join(part for part in (name, groups) if part)


def amount_label(facts: Facts) -> str:
    """Return the amount as published, qualified when it is not an exact value."""
    return value_formatting.published_amount(facts) or _("not published")


def _change_lines(change: Facts, facts: Facts) -> list[tuple[str, str]]:
    """Return a line for each changed field with both values, and for what was withdrawn."""
    lines = []
    if "currency" in change and "value" not in change:
        change = {**change, "value": [facts.get("value")] * 2}
    for name, pair in change.items():
        if name in FIELD_LABELS and isinstance(pair, list):
            before, after = (
                _format_value(name, value, facts, change, index) for index, value in enumerate(pair)
            )
            lines.append((pgettext("mail", FIELD_LABELS[name]), f"{before} → {after}"))
        elif name == "status":
            lines.append(
                (value_formatting.column_label(name), value_formatting.value_label(pair[1]))
            )
        elif isinstance(pair, list) and pair[0] == "yes":
            now = pair[1] and value_formatting.value_label(pair[1])
            text = _("no longer held, now: {now}").format(now=now) if now else _("no longer held")
            lines.append((value_formatting.column_label(name), text))
    if "withdrawn" in change:
        by_us = change["withdrawn"] in ("retag", "reparse", "human")
        text = (
            _("we no longer consider it a digital contract")
            if by_us
            else (
                _("removed after an objection")
                if change["withdrawn"] == "takedown"
                else _("no longer published by the portal")
            )
        )
        lines.append((_("Withdrawn"), text))
    if "corrected" in change:
        lines.append((_("Corrected"), _by_notice(change["corrected"])))
    if "cancelled" in change:
        lines.append((_("Cancelled"), _by_notice(change["cancelled"])))
    return lines


def _by_notice(notice_id: str) -> str:
    return _("by notice {id}").format(id=shorten(notice_label(notice_id), MAX_NAME))


def _format_value(name: str, value: Any, facts: Facts, change: Facts, index: int) -> str:
    """Format a field's value before (place 0) or after (place 1) a change.

    What is said beside an amount (tax, ceiling) is known of the present one alone: no log has it.
    """
    if name == "value" and index and value is facts.get("value") is None:
        return amount_label(facts)  # the most that it may be, where that alone is published
    if value is None:
        return _("no date published") if name in ("end", "deadline") else _("not published")
    if name == "value":
        currency = change["currency"][index] if "currency" in change else facts.get("currency")
        amount = value_formatting.money(float(value), currency, cents=False)
        return value_formatting.qualified_amount(amount, facts) if index else amount
    if name in ("end", "deadline"):
        return value_formatting.day(value)
    return _names(str(value))


def _date_lines(facts: Facts, change: Facts, today: date) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    kinds = facts.get("kinds") or ()
    # an end that we reckoned is marked, in the warning that it is near as well
    is_reckoned = facts.get("end_basis") == "from_duration"
    notes = [value_formatting.value_label("from_duration")] if is_reckoned else []
    if facts["section"] == "ends":
        months = change["months"]
        notes.insert(0, ngettext("in {n} month", "in {n} months", months).format(n=months))
    if facts["section"] == "ends" or (facts.get("end") and "end" not in change):
        note = f" ({', '.join(notes)})" if notes else ""
        lines.append((pgettext("mail", "Ends"), value_formatting.day(facts["end"]) + note))
    elif (
        facts.get("what") == "contract"
        and "end" not in change
        and facts["section"] in SECTIONS_WITH_END
    ):
        lines.append((pgettext("mail", "Ends"), _("no date published")))
    if "tender" in kinds and facts.get("deadline") and "deadline" not in change:
        lines.append(
            (pgettext("mail", "Deadline for tenders"), value_formatting.day(facts["deadline"]))
        )
    if "award_intention" in kinds and (until := standstill_end(facts)):
        text = (
            _("as a rule until {day} at least")
            if until >= today
            else _("as a rule until {day} at least (that day is over)")
        ).format(day=value_formatting.day(until))
        lines.append((_("Can be challenged"), text))
    if facts["section"] != "ends" and (on := facts.get("updated") or facts.get("published")):
        lines.append((_("Published"), value_formatting.day(on)))
    return lines


def page_url(facts: Facts, site: str) -> str | None:
    """Return the address of the event's page on the site, or None when its row is gone."""
    if "what" not in facts:
        return None
    key = tilde_encode(facts["id"])
    if facts["what"] == "notice":
        return f"{site}vigie/notices/{key}"
    route = next(route for route in ROUTES if route.name == "contract")
    lang = value_formatting.language()
    return f"{site}{lang}/{route.path(lang).replace('<id>', key)}"


def _source_title(facts: Facts) -> str:
    return shorten(value_formatting.localized(facts, "title") or facts["id"], MAX_TITLE)


def _silent_source_item(facts: Facts) -> DigestItem:
    since = facts.get("since")
    silence = _("nothing received so far")
    if since:
        silence = _("nothing received since {day}").format(day=value_formatting.day(since))
    lines = [(_("Silence"), silence)]
    return DigestItem("silent", _source_title(facts), lines, event_label=_("Silent source"))


def _missed_weeks_item(days: Sequence[str], site: str) -> DigestItem:
    """Return the entry below that of the week that is over: which weeks no mail told of."""
    first, last = map(value_formatting.day, days)
    missed = _("From {first} to {last} no bulletin was mailed; it is on the site, week by week")
    page = page_path("weeks", value_formatting.language())
    return DigestItem(
        BULLETIN,
        missed.format(first=first, last=last),
        page_url=site + page.lstrip("/"),
        sort_value=-1,
    )


def _bulletin_items(facts: Facts, filter_: Filter, site: str, today: date) -> Iterator[DigestItem]:
    """Yield what the mail of a week tells: its figures, then the contracts of each part."""
    week = _("Week {number}, {first} to {last}").format(
        number=int(facts["week"].rpartition("W")[2]),
        first=value_formatting.day(facts["first"]),
        last=value_formatting.day(facts["last"]),
    )
    labels = {
        "contracts": _("Digital contracts published"),
        "big_tech": _("With big tech"),
        "data_outsourcing": _("Data handed to a supplier"),
        "direct": _("Without competition"),
    }
    page = page_path("week", value_formatting.language(), week=facts["week"])
    lines = [
        (text, value_formatting.number(facts["figures"][name])) for name, text in labels.items()
    ]
    if facts.get("newest"):  # a week of which nothing was read is no week without contracts
        lines.append((_("Notices up to"), value_formatting.day(facts["newest"])))
    if silent := [_source_title(fact) for fact in facts.get("silent", ())]:
        lines.append((_("Sources that are silent"), semicolon().join(silent)))
    yield DigestItem(
        BULLETIN,
        _("The page of this week"),
        lines,
        page_url=site + page.lstrip("/"),
        event_label=week,
    )
    if facts.get("missed"):
        yield _missed_weeks_item(facts["missed"], site)
    for name, part in facts["parts"].items():
        section = {"section": "new", "kinds": [], "change": {}}
        if name == "ending":
            section = {"section": "ends", "kinds": [], "change": {"months": MONTHS_AHEAD}}
        row_count = len(part["rows"])
        note = _("{shown} of {total}; more on the page of this week.").format(
            shown=value_formatting.number(row_count), total=value_formatting.number(part["total"])
        )
        for row in part["rows"]:
            item = build_item({**row, **section}, filter_, site, today)
            yield replace(
                item, section=name, section_note=note if row_count < part["total"] else ""
            )


def build_items(texts: Sequence[str], filter_: Filter, site: str, today: date) -> list[DigestItem]:
    """Build the entries of a digest, ordered by section, then by decreasing value."""
    items: list[DigestItem] = []
    for text in texts:
        facts = json.loads(text)
        if facts["section"] == BULLETIN:
            items += _bulletin_items(facts, filter_, site, today)
        else:
            items.append(build_item(facts, filter_, site, today))
    places = {name: index for index, name in enumerate((*BULLETIN_SECTIONS, *SECTIONS))}
    return sorted(items, key=lambda item: (places[item.section], -item.sort_value, item.headline))
