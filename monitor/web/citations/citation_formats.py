"""Write a citation in the reader's language: a sentence, a note in the form of Chicago, BibTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from monitor.i18n.table_labels import display_value, notice_label, untitled
from monitor.i18n.typography import colon, semicolon
from monitor.i18n.untrusted_text import clipped, name_list, safe_address
from monitor.i18n.value_formatting import (
    _,
    column_label,
    money,
    ngettext,
    number,
    published_amount,
    qualified_amount,
    value_label,
    with_tax,
)
from monitor.i18n.value_formatting import day as day_word
from monitor.web.citations.signed_citation_urls import QUERIED, Cited, Figures, Value

IN_A_SENTENCE = 3  # figures
MAX_TITLE_LENGTH = 200  # characters of a title
MAX_NAMES = 6  # of what is compared: all bodies that can be
BESIDE = (
    "currency",
    "vat",
    "value_kind",
    "value_plausible",
    "value_shared",
)  # said beside a value, no figures themselves
_COLUMNS = {"group": "vendor_group"}  # columns whose words parameters of the search have
_DAYS = ("signed", "end", "newest")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Citation:
    """``summary``: what is cited, with its day; ``address``: the whole lasting address.

    ``dated``: the address keeps the figures of its day.
    """

    title: str
    summary: str
    sentence: str
    chicago: str
    bibtex: str
    address: str
    dated: bool


def subject_of(page: str, data: Mapping[str, Any] | None, key: str) -> str:
    """Return what a page is about: a name or title; the key where it is no longer there."""
    if page == "buyer" and data:
        return clipped(data["organization"]["name"], MAX_TITLE_LENGTH) or key
    if page == "group" and data:
        return clipped(data["group"]["name"], MAX_TITLE_LENGTH) or key
    if page == "contract":
        if not data:  # it is gone, and what it was called with it
            return notice_label(key)
        return clipped(data["contract"]["title"], MAX_TITLE_LENGTH) or untitled(key)
    if page not in ("home", *QUERIED):
        return key
    subject, chosen = _("Public contracts for digital services"), _chosen(key)
    if page == "compare" and data:
        chosen = _compared(data)
    return subject + (f" ({', '.join(chosen)})" if chosen else "")


def _compared(data: Mapping[str, Any]) -> list[str]:
    """Return what is compared: names, how many more, and the year if it is of one."""
    names = [clipped(row["name"], MAX_TITLE_LENGTH) for row in data["rows"]]
    more = len(names) - MAX_NAMES
    others = ngettext("%(count)s more country", "%(count)s more countries", more)
    rest = [others % {"count": number(more)}] if more > 0 else []
    return [*names[:MAX_NAMES], *rest, *filter(None, [data["year"]])]


def _chosen(query: str) -> list[str]:
    """Return what was searched and chosen, in words."""
    return [
        _choice(name, value)
        for name, values in parse_qs(query).items()
        for value in values
        if name != "exact"
    ]


def _choice(name: str, value: str) -> str:
    if name == "q":
        return _("“{words}”").format(words=value)
    if name == "verified":
        return _("checked by a person")
    return display_value(_COLUMNS.get(name, name), value)


def figure_word(name: str, value: Any, currency: str | None = "EUR") -> str:
    """Return a figure as people write it."""
    if value is None:
        return _("not published")
    if name in _DAYS:
        return day_word(str(value))
    if name == "status":
        return value_label(str(value))
    if name in ("value", "maximum"):
        return money(value, currency)
    if name.endswith("_eur"):
        return money(value, cents=False)
    return number(value) if isinstance(value, int | float) else str(value)


def facts(figures: Figures) -> list[tuple[str, str]]:
    """Return name and value of each figure in words."""
    figure_values = dict(figures)
    currency = str(figure_values.get("currency") or "EUR")
    beside = {"value": qualified_amount, "value_eur": qualified_amount, "maximum": with_tax}

    def in_words(name: str, value: Value) -> str:
        word = figure_word(name, value, currency)
        return beside[name](word, figure_values) if name in beside else word

    return [
        (column_label(name), in_words(name, value)) for name, value in figures if name not in BESIDE
    ]


def build_citation(
    cited: Cited,
    subject: str,
    figures: Figures,
    caption: str,
    day: str,
    newest: str | None,
    address: str,
    dated: bool,
    contract: Mapping[str, Any] | None = None,
) -> Citation:
    """Write the citation of figures of a day; ``caption``: of a chart."""
    title = f"{subject} – {caption}" if caption else subject
    sentence = _sentence(cited, title, figures, contract)
    read_on = (
        _("Vigie, figures as of %(day)s, notices up to %(newest)s, %(address)s")
        if newest
        else _("Vigie, figures as of %(day)s, %(address)s")
    ) % {"day": day_word(day), "newest": day_word(newest), "address": address}
    summary = sentence + _(" – figures as of %(day)s") % {"day": day_word(day)}
    return Citation(
        title,
        summary,
        f"{sentence} ({read_on}).",
        _chicago(title, day, address),
        _bibtex(cited, title, day, newest, address),
        address,
        dated,
    )


def _chicago(title: str, day: str, address: str) -> str:
    """Return the note; of the full stops of title and note, and after a question, one is left."""
    note = _("Vigie. “%(title)s.” Figures as of %(day)s. %(address)s.") % {
        "title": title.removesuffix("."),
        "day": day_word(day),
        "address": address,
    }
    return re.sub("([?!…])\\.”", r"\1”", note)


def _sentence(
    cited: Cited, title: str, figures: Figures, contract: Mapping[str, Any] | None
) -> str:
    if contract and not cited.chart:
        return _of_contract(title, dict(figures), contract)
    if cited.chart:
        return title
    if cited.page in ("buyer", "group"):
        labelled = dict(facts(figures))
        names = {
            name: labelled.get(column_label(name)) for name in ("contracts", "total_eur", "valued")
        }
        return _(
            "%(subject)s: public digital contracts found: %(contracts)s; exact values added up:"
            " %(total)s (contracts: %(valued)s)"
        ) % {
            "subject": title,
            "contracts": names["contracts"],
            "total": names["total_eur"] or _("none"),
            "valued": names["valued"] or "0",
        }
    first_facts = facts(figures)[:IN_A_SENTENCE]
    return (
        title + colon() + semicolon().join(f"{name}{colon()}{value}" for name, value in first_facts)
    )


def _of_contract(title: str, figures: Mapping[str, Any], contract: Mapping[str, Any]) -> str:
    """What is no award, an intention or a lot without winner, is not said to be awarded."""
    suppliers = name_list(contract["suppliers"], MAX_TITLE_LENGTH)
    status = str(figures.get("status") or contract["status"])
    states = {
        "buyer": name_list(contract["buyer"], MAX_TITLE_LENGTH) or _("buyer not published"),
        "title": title,
        "suppliers": suppliers or _("supplier not published"),
        "state": value_label(status) + (f"{colon()}{suppliers}" if suppliers else ""),
        "value": _value(figures),
        "notice": _notice(contract),
    }
    if status in ("pending", "unsuccessful", "cancelled"):
        return _("%(buyer)s, “%(title)s”, %(state)s, %(value)s; notice %(notice)s") % states
    return (
        _("%(buyer)s, “%(title)s”, awarded to %(suppliers)s, %(value)s; notice %(notice)s") % states
    )


def _notice(contract: Mapping[str, Any]) -> str:
    """The official notice: portal, number and, where it has one, its address."""
    url = safe_address(contract["url"])
    return notice_label(str(contract["notice_id"])) + (f", {url}" if url else "")


def _value(figures: Mapping[str, Any]) -> str:
    if figures.get("value") is None:
        return published_amount(figures) or _("value not published")
    return qualified_amount(
        figure_word("value", figures["value"], figures.get("currency")), figures
    )


def _bibtex(cited: Cited, title: str, day: str, newest: str | None, address: str) -> str:
    key = re.sub(r"[^A-Za-z0-9]+", "-", f"vigie-{cited.id}-{day}").strip("-")
    notes = (
        _("figures as of %(day)s, notices up to %(newest)s")
        if newest
        else _("figures as of %(day)s")
    ) % {"day": day, "newest": newest}
    fields = {
        "author": "{Vigie}",
        "title": f"{{{_escaped(title)}}}",
        "year": day[:4],
        "month": _MONTHS[int(day[5:7]) - 1],
        "note": _escaped(notes),
        "url": address,
        "urldate": day,
    }
    lines = (
        f"  {name} = {value if name == 'month' else f'{{{value}}}'}"
        for name, value in fields.items()
    )
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def _escaped(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text.replace("\\", " "))
