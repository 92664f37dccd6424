"""Convert codes, amounts and periods of CODICE."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pipelines.model import Code, Money, Period, Reference, replace
from spiders.parsers.common.build_period import stated_period
from spiders.parsers.common.json_values import civil_date as civil
from spiders.parsers.common.json_values import months_of, parse_number
from spiders.parsers.decoding.atom_feed import Element, select_all, select_first, select_text

LANGUAGE = "es"

_PERSON = re.compile(r"(?:\d{8}|[XYZKLM]\d{7})[A-Z]")
_FIRM = re.compile(r"(?:ES)?[ABCDEFGHJNPQRSUVW]\d{7}[0-9A-J]")
_UNITS = {"ANN": Decimal(12), "MON": Decimal(1)}
_OJ = re.compile(r"(20\d\d)/S\s*\d{1,3}-0*(\d{1,8})|(?<!\d)0*(\d{1,8})-(20\d\d)(?!\d)")


def is_person_number(id_: str) -> bool:
    """Whether a number is a DNI or NIE, which only persons have."""
    return bool(_PERSON.fullmatch(re.sub(r"[\s.-]", "", id_).upper()))


def _is_tax_number(text: str) -> bool:
    """Whether a text is a Spanish tax number (NIF), of a firm or of a person, and nothing else."""
    return is_person_number(text) or bool(_FIRM.fullmatch(re.sub(r"[\s.-]", "", text).upper()))


def name_and_numbers(
    name: str | None, numbers: list[tuple[str, str]]
) -> tuple[str | None, list[tuple[str, str]]]:
    """Return the name of a party and its numbers with their schemes.

    Some entries have the name in the place of the number, and the number in that of the name; a
    firm that has a number alone is called by it.
    """
    numbers = [(scheme, number) for scheme, number in numbers if number]
    if name and _is_tax_number(name):
        words = [text for _, text in numbers if not _is_tax_number(text) and text[:2].isalpha()]
        return (words[0] if words else name), [("NIF", name)]
    if not name and len(numbers) == 1 and not is_person_number(numbers[0][1]):
        name = " ".join(filter(None, numbers[0]))
    return name, numbers


def parse_date(text: str | None) -> date | None:
    """Civil date of Madrid, as written; ``2021-07-20+02:00`` is 20 July."""
    return civil((text or "")[:10] or None, None)


def codes(part: Element | None) -> tuple[Code, ...]:
    """CPV of a project or lot, each once, the first is the main one."""
    elements = select_all(part, "RequiredCommodityClassification/ItemClassificationCode")
    ids = dict.fromkeys(text for element in elements if (text := (element.text or "").strip()))
    return tuple(Code("CPV", id_, None, index == 0) for index, id_ in enumerate(ids))


def amount(part: Element | None, path: str, vat: bool) -> Money | None:
    """Amount at a path; 0 stands there where none is told."""
    node = select_first(part, path)
    number = parse_number(node.text) if node is not None else None
    if node is None or not number:
        return None
    return Money(number, node.get("currencyID") or "EUR", "included" if vat else "excluded")


def without_tax(net: Money | None, gross: Money | None) -> Money | None:
    """An amount that is published without and with tax, else the one there is.

    Where both are the same, some buyers wrote the amount with tax into both (186,170.60 twice, for
    a budget of 157,000 without tax): which of the two it is cannot be known.
    """
    if net is not None and gross is not None and net.amount == gross.amount:
        return replace(net, vat="unknown")
    return net or gross


def estimated_value(part: Element | None) -> Money | None:
    budget = select_first(part, "BudgetAmount")
    return (
        amount(budget, "EstimatedOverallContractAmount", False)
        or amount(budget, "TaxExclusiveAmount", False)
        or amount(budget, "TotalAmount", True)
    )


def planned_period(part: Element | None) -> Period | None:
    """Planned period: its days, or a duration in years, months or days."""
    planned = select_first(part, "PlannedPeriod")
    start, end = (
        parse_date(select_text(planned, "StartDate")),
        parse_date(select_text(planned, "EndDate")),
    )
    return stated_period(start, end, duration(planned, "DurationMeasure"))


def duration(part: Element | None, path: str) -> Decimal | None:
    """Convert a duration in years, months or days to months."""
    measure = select_first(part, path)
    return None if measure is None else _months(measure)


def _months(measure: Element) -> Decimal | None:
    number, unit = parse_number(measure.text), measure.get("unitCode") or ""
    if not number:
        return None
    return number * _UNITS[unit] if unit in _UNITS else months_of(number) if unit == "DAY" else None


def earlier_states(file_: str) -> tuple[Reference, ...]:
    """Name what may be known of a file before it was annulled, what has contracts first: that is
    cancelled, and contracts with it."""
    feed = ("RES", "ADJ", "EV", "PUB", "PRE")
    numbers = ("RES", "ADJ", "results/table", *feed[2:], *(f"{state}/table" for state in feed))
    return tuple(Reference("replaces", "number", f"{file_}/{number}") for number in numbers)


def official_journal_numbers(folder: Element) -> tuple[str, ...]:
    """Numbers of the Official Journal among the publications that an entry names."""
    return tuple(dict.fromkeys(_numbers(folder)))


def _numbers(folder: Element) -> Iterator[str]:
    for status in select_all(folder, "ValidNoticeInfo/AdditionalPublicationStatus"):
        if "DOUE" in (select_text(status, "PublicationMediaName") or "").upper():
            for element in select_all(status, "AdditionalPublicationDocumentReference/ID"):
                if match := _OJ.search(element.text or ""):
                    year, serial = match[1] or match[4], match[2] or match[3]
                    yield f"{serial}-{year}"
