"""Render a digest as subject, text and HTML in the subscriber's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.lists import format_list

from monitor.alerts.digest_items import (
    BULLETIN,
    BULLETIN_SECTIONS,
    SECTION_HEADINGS,
    SECTION_NOTES,
    SECTIONS,
    DigestItem,
)
from monitor.alerts.subscription_filters import Filter
from monitor.alerts.template_rendering import plural, render
from monitor.i18n import value_formatting
from monitor.i18n.catalogue import _
from monitor.i18n.table_labels import group_label
from monitor.i18n.typography import colon, semicolon
from pipelines.reference.load_reference_tables import load_vendor_groups

MAX_BRIEF = 200  # items of which a digest has one line, besides corrections
MAX_BRIEF_CORRECTIONS = 1_000  # no page lists what was withdrawn: these have their line up to here
TIERS = ("gafam", "big_tech", "surveillance_vendor")


@dataclass(frozen=True)
class DigestSection:
    """Entries under one heading; of those in ``brief`` only subject, buyer and link."""

    heading: str
    note: str
    entries: Sequence[DigestItem]
    brief: Sequence[DigestItem]


@dataclass(frozen=True)
class DigestContent:
    """Subject and bodies of a digest; ``mime_messages`` adds the headers."""

    subject: str
    text: str
    html: str


def render_digest(
    items: Sequence[DigestItem], max_items: int, links: Mapping[str, str | None]
) -> DigestContent:
    """Render items in their order, ``max_items`` of them whole, then some in one line each.

    Beyond ``MAX_BRIEF`` of the latter, ``MAX_BRIEF_CORRECTIONS`` of corrections, only their number
    is given.
    ``links``: more_url, mistake_url; change_url and unsubscribe_url are None where many read it.
    """
    whole, others = _split_by_share(items, max_items)
    corrections = [item for item in others if item.section == "correction"]
    others = [item for item in others if item.section != "correction"]
    brief, unnamed = _split_by_share(others, MAX_BRIEF)
    brief += corrections[:MAX_BRIEF_CORRECTIONS]
    present = {item.section for item in items}
    sections = [
        _section(name, whole, brief) for name in (*BULLETIN_SECTIONS, *SECTIONS) if name in present
    ]
    subject = digest_subject(items)
    opening = subject if subject.endswith("…") else subject + "."
    values = {
        "subject": subject,
        "opening": "" if items[0].section == BULLETIN else opening,  # its heading says it
        "sections": sections,
        "more": len(unnamed),
        "more_corrections": max(0, len(corrections) - MAX_BRIEF_CORRECTIONS),
        "brief_line": _brief_line,
        **links,
    }
    return DigestContent(subject, render("digest.txt", **values), render("digest.html", **values))


def _section(name: str, whole: Sequence[DigestItem], brief: Sequence[DigestItem]) -> DigestSection:
    """Return the items of one section under its heading."""
    entries, others = ([item for item in part if item.section == name] for part in (whole, brief))
    first = (*entries, *others)[0]
    headings = {**BULLETIN_SECTIONS, **SECTION_HEADINGS}
    return DigestSection(
        first.event_label if name == BULLETIN else _(headings[name]),
        _(SECTION_NOTES[name]) if name in SECTION_NOTES else first.section_note,
        entries,
        others,
    )


def _split_by_share(
    items: Sequence[DigestItem], most: int
) -> tuple[list[DigestItem], list[DigestItem]]:
    """Return the first items of each section, ``most`` in all, and the others, each in order.

    A long section leaves the others their place: forty new contracts do not hide that a source is
    silent.
    """
    sizes = Counter(item.section for item in items)
    shares: dict[str, int] = {}
    for number, (name, size) in enumerate(reversed(sizes.most_common())):
        left = most - sum(shares.values())
        shares[name] = min(size, left // (len(sizes) - number))
    first: list[DigestItem] = []
    others: list[DigestItem] = []
    for item in items:
        (first if shares[item.section] > 0 else others).append(item)
        shares[item.section] -= 1
    return first, others


def digest_subject(items: Sequence[DigestItem]) -> str:
    """Return the subject line: the event itself when there is one, else the number of each kind."""
    if items[0].section == BULLETIN:
        return items[0].event_label
    if len(items) == 1:
        return _single_item_subject(items[0])
    counts = Counter(item.section for item in items)
    numbers = {
        "correction": lambda n: plural("{n} correction", "{n} corrections", n),
        "new": lambda n: plural("{n} new", "{n} new", n),
        "changed": lambda n: plural("{n} modified", "{n} modified", n),
        "ends": lambda n: plural("{n} ends soon", "{n} end soon", n),
        "recognised": lambda n: plural("{n} recognised since", "{n} recognised since", n),
        "silent": lambda n: plural("{n} silent source", "{n} silent sources", n),
    }
    silent = counts.pop("silent", 0)
    numbers_text = ", ".join(numbers[name](counts[name]) for name in SECTIONS if counts[name])
    names = list(dict.fromkeys(name for item in items for name in item.group_names))
    if names:
        numbers_text += f"{colon()}{_first_names(names)}"
    # apart, or the groups would read as the silent sources
    return semicolon().join(
        filter(None, (numbers_text, numbers["silent"](silent) if silent else ""))
    )


def _single_item_subject(item: DigestItem) -> str:
    who = " – ".join(part for part in (_first_names(item.group_names), _buyer(item)) if part)
    return f"{item.event_label}{colon()}{who or item.headline}"


def _buyer(item: DigestItem) -> str:
    return next((value for label, value in item.lines if label == _("Buyer")), "")


def _brief_line(item: DigestItem) -> str:
    """Return an entry in one line: what it is about, and the buyer."""
    return " – ".join(part for part in (item.headline, _buyer(item)) if part)


def _first_names(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + ("…" if len(names) > 3 else "")


def tier_label(tier: str) -> str:
    """Return the readable name of a tier of vendor groups."""
    labels = {
        "gafam": _("Google, Amazon, Facebook, Apple, Microsoft"),
        "big_tech": _("other big tech groups"),
        "surveillance_vendor": _("surveillance vendors"),
    }
    return labels.get(tier, tier)


def rhythm_label(rhythm: str) -> str:
    """Return the readable name of a rhythm."""
    return {
        "daily": _("once a day, when there is news"),
        "weekly": _("once a week, on Monday"),
        "at_once": _("as soon as we know"),
    }[rhythm]


def describe_filter(filter_: Filter, typed: bool = True) -> list[str]:
    """Describe a filter in readable lines; without ``typed`` in words of ours alone: a mail to an
    address that anybody may have given quotes nobody.

    The bulletin of the week stands apart: no condition narrows it.
    """
    kinds = {
        "award": _("contracts awarded"),
        "direct_award": _("contracts awarded without competition"),
        "award_intention": _("contracts about to be signed: the last moment to object"),
        "tender": _("calls for tenders"),
        "amendment": _("contracts modified"),
        "ends": _("contracts that end in {months} months"),
    }
    if filter_.is_bulletin:
        return [_("the bulletin of the week, each Monday")]
    months = format_list(
        list(map(str, filter_.months)), style="or", locale=value_formatting.language()
    )
    parts = [text.format(months=months) for kind, text in kinds.items() if kind in filter_.kinds]
    lines_ = [", ".join(parts)]
    lines = (
        (_("marked as"), [value_formatting.column_label(tag) for tag in filter_.tags]),
        (_("groups"), _group_names(filter_, typed)),
        (_("countries"), [value_formatting.country(code) for code in filter_.countries]),
        (_("regions"), [value_formatting.region(code, True) for code in filter_.regions]),
        (_("buyers"), filter_.buyers if typed else _chosen(filter_.buyers)),
        (_("words"), filter_.words if typed else _chosen(filter_.words)),
    )
    lines_ += [f"{label}{colon()}{', '.join(values)}" for label, values in lines if values]
    if filter_.verified:
        lines_.append(_("checked by a person"))
    if filter_.least_value:
        amount = value_formatting.money(filter_.least_value, "EUR", cents=False)
        lines_.append(_("from {amount}, or without a published amount").format(amount=amount))
    if "bulletin" in filter_.kinds:
        lines_.append(_("and the bulletin of the week, each Monday, with all that it has"))
    return lines_


def _group_names(filter_: Filter, typed: bool) -> list[str]:
    known = load_vendor_groups()
    groups = [group for group in filter_.groups if typed or group in known]
    tiers = [tier for tier in filter_.tiers if typed or tier in TIERS]
    return [*map(group_label, groups), *map(tier_label, tiers)]


def _chosen(values: Sequence[str]) -> list[str]:
    return [plural("{n} that was chosen", "{n} that were chosen", len(values))] if values else []
