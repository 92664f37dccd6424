"""Format values for pages: labels of columns and values, numbers, money, dates, countries.

The language of an answer is a context variable, which ``monitor.web.middleware.language`` sets for
each request.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from itertools import groupby
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from monitor.i18n.catalogue import (
    HERE,
    LOCALES,
    NC_,
    _,
    gettext,
    language,
    ngettext,
    pgettext,
    po_file,
    read_catalogue,
    use_language,
)
from monitor.i18n.labels import labels, licence_label
from monitor.i18n.typography import SHARES, colon, first_of_month, semicolon, typeset_in
from pipelines.interface_languages import DEFAULT, LANGUAGES, SOURCE, text_in
from pipelines.reference.regions import regions
from pipelines.text_folding import fold

__all__ = [
    "HERE",
    "LANGUAGES",
    "NAMES",
    "_",
    "gettext",
    "language",
    "ngettext",
    "po_file",
    "read_catalogue",
    "use_language",
]

log = logging.getLogger("vigie.i18n")

MAX_DIGITS = 2  # of a share near to all or nothing
NAMES = {code: language.name for code, language in LANGUAGES.items()}


def negotiate_language(cookie: str | None, accepted: str | None) -> str:
    """Choose a language by cookie, then Accept-Language; ``DEFAULT`` where neither says."""
    if cookie is not None and cookie in LANGUAGES:
        return cookie
    wishes = []
    for index, wish in enumerate((accepted or "")[:500].split(",")):
        name, _, quality = wish.partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        wishes.append((-weight, index, name.strip().lower().partition("-")[0]))
    accepted_names = [
        name for weight, _, name in sorted(wishes) if weight < 0 and name in LANGUAGES
    ]
    return accepted_names[0] if accepted_names else DEFAULT


def translated(words: Mapping[str, str]) -> str:
    """Return a text of a table in the language of the answer, typeset."""
    return typeset_in(language(), text_in(words, language()))


def column_label(column: str) -> str:
    """Return the label of a column or tag (labels.yml); its name where it has none."""
    words = labels()["columns"].get(column)
    return translated(words) if words else column


def value_label(value: object) -> str:
    """Return the label of a column's value (labels.yml); the value itself where it has none."""
    words = labels()["values"].get(str(value))
    return translated(words) if words else str(value)


def has_label(value: object) -> bool:
    """Whether a value of a column has words: without them it is for programs alone."""
    return str(value) in labels()["values"]


def amount_notes(row: Mapping[str, Any]) -> list[str]:
    """Return what is to be said beside the amount of a contract: what kind it is unless exact, that
    it cannot be right, that it is one of several contracts together."""
    kind = row.get("value_kind")
    notes = [] if kind in (None, "exact", "result") else [value_label(kind)]
    if row.get("value_plausible") == 0:
        notes.append(_("as published; it cannot be right"))
    if row.get("value_shared"):
        notes.append(_("one amount repeated for several contracts"))
    return notes


AMOUNT_COLUMNS = (
    *("value", "currency", "vat", "maximum", "value_eur"),
    *("value_kind", "value_plausible", "value_shared"),
)


def tax_label(vat: str | None) -> str:
    """Return whether tax is in an amount, empty where the notice does not say it."""
    return {"excluded": _("without VAT"), "included": _("VAT included")}.get(vat or "", "")


def with_tax(amount: str, row: Mapping[str, Any]) -> str:
    """Return an amount of a contract, and whether tax is in it."""
    return " ".join(filter(None, (amount, tax_label(row.get("vat")))))


def amount_qualifiers(row: Mapping[str, Any]) -> str:
    """Return all that is to be said beside the amount of a contract, empty where nothing is."""
    notes = semicolon().join(amount_notes(row))
    return " ".join(filter(None, (tax_label(row.get("vat")), notes and f"({notes})")))


def qualified_amount(amount: str, row: Mapping[str, Any]) -> str:
    """Return an amount of a contract with all that is to be said beside it."""
    return " ".join(filter(None, (amount, amount_qualifiers(row))))


def published_amount(row: Mapping[str, Any], *, in_euros: bool = False) -> str | None:
    """Return the amount of a contract with or without tax and its notes, or the most that it may be
    where that alone is published; None where nothing is.

    ``in_euros``  where a rate is known, else in the currency published.
    """
    euros = row.get("value_eur") if in_euros else None
    value, currency = (row.get("value"), row.get("currency")) if euros is None else (euros, "EUR")
    if value is None:
        if row.get("maximum") is None:
            return None
        most = with_tax(money(row["maximum"], row.get("currency"), cents=False), row)
        return _("at most %(amount)s, exact value not published") % {"amount": most}
    return qualified_amount(money(value, currency, cents=False), row)


LAW_FACTS = ("product_law", "supplier_law")  # tags whose value is a country


def law_label(law: str) -> str:
    """Return the country of a value of ``LAW_FACTS``, or that it is mixed or not known."""
    return value_label(law) if has_label(law) else country(law)


def licence(name: str) -> str:
    """Return the label of a portal's licence, with who says so."""
    return licence_label(name, language())


def terms(text: str) -> str:
    """Translate terms of use as a table holds them ("not read; …", "read DATE: what they
    allow")."""
    read = re.fullmatch(r"read (\d{4}-\d\d-\d\d): (.+)", text, re.S)
    if read:
        return _("read on %(day)s: %(allow)s") % {
            "day": day(read[1]),
            "allow": value_label(read[2]),
        }
    return semicolon().join(map(_part_of_terms, text.split("; ")))


def _part_of_terms(part: str) -> str:
    """Words of a part, as a whole or ("not read: off until …") before and behind its colon."""
    return (
        value_label(part)
        if has_label(part)
        else colon().join(map(value_label, part.split(": ", 1)))
    )


def _locale() -> Locale:
    return LOCALES[language()]


def number(value: float, digits: int = 0) -> str:
    """Format a number with its groups of digits; ``digits`` are those after the comma.

    A zero has no minus, nor has what is rounded to it.
    """
    return _number(value, digits, language())


@lru_cache(maxsize=16_384)  # a list with its filters says two hundred, the next one most of them
def _number(value: float, digits: int, lang: str) -> str:
    pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
    if abs(value) < 0.5 / 10**digits:
        value = 0
    with localcontext(rounding=ROUND_HALF_UP):
        return format_decimal(value, pattern, locale=LOCALES[lang])


def localized(row: Mapping[str, Any], name: str) -> Any:
    """Return the cell of a row (title_fr, title_en) in the reader's language.

    Columns are a promise to readers of the data: a language without one is shown the English cell.
    """
    column = f"{name}_{language()}"
    if column in set(row.keys()):  # a row of sqlite3 has no __contains__
        return row[column]
    log.warning("no column %s: English is shown", column)
    return row[f"{name}_{SOURCE}"]


def in_other_languages(columns: Collection[str]) -> set[str]:
    """Columns that say in another language what one says in the reader's (title_en, title_fr)."""
    result = set()
    for column in columns:
        name, _sign, lang = column.rpartition("_")
        suffix = language() if f"{name}_{language()}" in columns else SOURCE
        if lang in LANGUAGES and lang != suffix:
            result.add(column)
    return result


PUBLISHER = "ocds:"  # begins the name of a portal that is a publisher of OCDS


def unlisted_portal(name: str) -> str:
    """Return what a portal that no reference table knows is called: a publisher of OCDS by its
    prefix, any other by its name."""
    prefix = name.removeprefix(PUBLISHER)
    if prefix == name:
        return name
    return _("OCDS publisher not identified (prefix %(prefix)s)") % {"prefix": prefix}


def portal_title(portal: Mapping[str, str | None]) -> str:
    """Return the title of a row of portals; its name where it has none."""
    title, name = localized(portal, "title"), portal["name"] or ""
    if title is None and name.startswith(PUBLISHER):
        return unlisted_portal(name)
    return typeset_in(language(), title or name)


def why_listed(group: Mapping[str, str | None]) -> tuple[str, str]:
    """Return why a vendor group is listed and the language of that text; English where a file of
    an older version has no others yet."""
    lang = language()
    translated = group[f"why_listed_{lang}"] if f"why_listed_{lang}" in set(group.keys()) else None
    text, lang = (translated, lang) if translated else (group["why_listed"] or "", SOURCE)
    return typeset_in(lang, text), lang


_SHORT = (
    (1e9, 2, NC_("short sum", "€{n}bn")),
    (1e6, 1, NC_("short sum", "€{n}m")),
)


def euros_short(value: float) -> str:
    """Format an amount for charts and key figures ("1,35 Md€"), beside the exact sum."""
    for least, digits, text in _SHORT:
        if abs(value) >= least:
            return pgettext("short sum", text).format(n=number(value / least, digits))
    return money(value, cents=False)


def money(value: float, currency: str | None = "EUR", *, cents: bool = True) -> str:
    """Format an amount with its currency; without ``cents`` rounded.  An unknown currency stays."""
    if not currency:
        return number(value, 2 if cents else 0)
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        return f"{number(value, 2 if cents else 0)}\u00a0{currency}"
    pattern = str(_locale().currency_formats["standard"].pattern).partition(";")[0]
    if get_currency_symbol(currency, locale=_locale())[-1].isalpha():
        pattern = pattern.replace("¤#", "¤\u00a0#")  # SEK 500, as against £500
    if not cents:
        pattern = pattern.replace("0.00", "0")
    with localcontext(rounding=ROUND_HALF_UP):
        text = format_currency(value, currency, pattern, locale=_locale(), currency_digits=cents)
    if currency != "GBP":
        return text
    # French CLDR tells it from pounds that no portal uses, Spanish CLDR writes its code
    return text.replace("£GB", "£").replace("GBP", "£")


def percent(share: float, digits: int = 0) -> str:
    """Format a share as per cent. Only 0 and 1 are shown as "0 %" and "100 %"; shares near them
    get up to ``MAX_DIGITS`` digits ("99,99 %", "0,01 %")."""
    exact = Decimal(str(share))
    while digits < MAX_DIGITS and round(exact, digits + 2) in (0, 1) and exact not in (0, 1):
        digits += 1
    if 0 < exact < 1:
        least = Decimal(1).scaleb(-(digits + 2))
        exact = min(max(exact, least), 1 - least)
    pattern = SHARES.get(language()) or str(_locale().percent_formats[None].pattern)
    if digits:
        pattern = pattern.replace("0", f"0.{'0' * digits}")
    with localcontext(rounding=ROUND_HALF_UP):  # 1 of 8 is 13 %, as everybody reckons it
        return format_percent(exact, pattern, locale=_locale())


def day(value: str | date | None, style: str = "long") -> str:
    """Format an ISO day ("24 novembre 2026"), its number never apart from its month; anything
    else stays as published."""
    if value is None:
        return ""
    try:
        when = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return _day(when, style, language())


@lru_cache(maxsize=4096)  # a page says some days again and again; ten years have 3,650
def _day(when: date, style: str, lang: str) -> str:
    return _together(first_of_month(lang, format_date(when, style, locale=LOCALES[lang]), when))


def _together(text: str) -> str:
    return re.sub(r"^(\d+(?:er)?) ", "\\1\u00a0", text)


def listed_names(names: Sequence[str]) -> str:
    """Join names as "a, b, c …": enough of them to recognise a selection."""
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def month(value: str) -> str:
    """Format a month ("novembre 2026"); what is no month stays as it is."""
    try:
        return format_skeleton("yMMMM", date.fromisoformat(f"{value}-01"), locale=_locale())
    except ValueError:
        return value


def instant(value: str | None) -> str:
    """Format a UTC instant of the database ("24 nov. 2026, 05:30 UTC")."""
    if not value:
        return ""
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return value
    text = format_datetime(when, "d MMM y, HH:mm", locale=_locale())
    return f"{_together(first_of_month(language(), text, when))}\u00a0UTC"


def sorted_by_country(rows: Iterable[Any], key: str | int) -> list[Any]:
    """Rows in the order of their country's name, É among the E; its code stands in ``key``."""
    return sorted(rows, key=lambda row: fold(country(row[key])))


def grouped(rows: Iterable[Any], key: str) -> list[tuple[str, list[Any]]]:
    """Rows that say the same words in ``key``, together, in the order of these words."""
    ordered = sorted(rows, key=lambda row: fold(row[key]))
    return [(words, list(same)) for words, same in groupby(ordered, key=lambda row: row[key])]


def country(code: str | None) -> str:
    """Return the name of a country or of the EU; an unknown code stays, none is "unknown"."""
    if not code:
        return _("country unknown")
    return str(_locale().territories.get(code, code))


def language_name(code: str) -> str:
    """Return the name of a language (français); ``*`` is any language, an unknown code stays."""
    if code in ("*", ""):
        return gettext("any language")
    return str(Locale(language()).languages.get(code, code))


def region(code: str | None, with_country: bool = False) -> str:
    """Return the name of a region by its code; an unknown code stays."""
    row = regions().get(code or "")
    if row is None:
        return code or ""
    name = row.name_in(language())
    return f"{name} ({country(row.country)})" if with_country else name
