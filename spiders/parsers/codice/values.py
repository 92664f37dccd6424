"""Convert codes, amounts and periods of CODICE.

Source  the genericode lists named in ``@listURI``: SyndicationContractCode 2.08,
        SyndicationTenderingProcessCode 2.07, ContractingSystemTypeCode 2.08, TenderResultCode 2.09
        (their meanings as OpenPLACSP prints them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pipelines.model import AwardStatus, Code, Method, Money, Period, Technique
from spiders.parsers.decoding.atom_feed import Element, select_all, select_first, select_text
from spiders.parsers.ocds.values import civil_date as civil
from spiders.parsers.ocds.values import months_of, parse_number, period_end

LANGUAGE = "es"

METHODS: dict[str, Method | None] = {
    "1": "open",
    "2": "selective",
    "3": "limited",
    "4": "selective",
    "5": "selective",
    "6": "direct",
    "7": None,
    "8": "open",
    "9": "open",
    "10": "selective",
    "11": None,
    "12": None,
    "13": "selective",
    "100": None,
    "999": None,
}

PROCEDURES = {
    "1": "Abierto",
    "2": "Restringido",
    "3": "Negociado sin publicidad",
    "4": "Negociado con publicidad",
    "5": "Diálogo competitivo",
    "6": "Contrato menor",
    "7": "Derivado de acuerdo marco",
    "8": "Concurso de proyectos",
    "9": "Abierto simplificado",
    "10": "Asociación para la innovación",
    "11": "Derivado de asociación para la innovación",
    "12": "Basado en un sistema dinámico de adquisición",
    "13": "Licitación con negociación",
    "100": "Normas internas",
    "999": "Otros",
}

TECHNIQUES: dict[str, Technique] = {
    "0": "none",
    "1": "framework",
    "2": "dynamic_purchasing",
    "3": "call_off",
    "4": "call_off",
}

NATURES = {"1": "supplies", "2": "services", "3": "works", "22": "services", "32": "works"}

OUTCOMES: dict[str, AwardStatus] = {
    "1": "pending",
    "2": "active",
    "3": "unsuccessful",
    "4": "cancelled",
    "5": "cancelled",
    "6": "unsuccessful",
    "7": "unsuccessful",
    "8": "active",
    "9": "active",
    "10": "pending",
}
"""3, 6 and 7 deserted, 4 withdrawn, 5 renounced, 8 awarded, 9 signed, 10 best tender so far."""

_PERSON = re.compile(r"(?:\d{8}|[XYZKLM]\d{7})[A-Z]")
_UNITS = {"ANN": Decimal(12), "MON": Decimal(1)}
_OJ = re.compile(r"(20\d\d)/S\s*\d{1,3}-0*(\d{1,8})|(?<!\d)0*(\d{1,8})-(20\d\d)(?!\d)")


def is_person_number(id_: str) -> bool:
    """Whether a number is a DNI or NIE, which only persons have."""
    return bool(_PERSON.fullmatch(re.sub(r"[\s.-]", "", id_).upper()))


def parse_date(text: str | None) -> date | None:
    """Civil date of Madrid, as written; ``2021-07-20+02:00`` is 20 July."""
    return civil((text or "")[:10] or None, None)


def codes(part: Element | None) -> tuple[Code, ...]:
    """CPV of a project or lot, each once, the first is the main one."""
    found = select_all(part, "RequiredCommodityClassification/ItemClassificationCode")
    ids = dict.fromkeys(text for one in found if (text := (one.text or "").strip()))
    return tuple(Code("CPV", id_, None, place == 0) for place, id_ in enumerate(ids))


def amount(part: Element | None, path: str, vat: bool) -> Money | None:
    """Amount at a path; 0 stands there where none is told."""
    node = select_first(part, path)
    found = parse_number(node.text) if node is not None else None
    if node is None or not found:
        return None
    return Money(found, node.get("currencyID") or "EUR", "included" if vat else "excluded")


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
    measure = select_first(planned, "DurationMeasure")
    months = _months(measure) if measure is not None else None
    if end:
        return Period(start, end, months, "stated")
    if start and months:
        return Period(start, period_end(start, months), months, "from_duration")
    return Period(start, None, months) if start or months else None


def _months(measure: Element) -> Decimal | None:
    found, unit = parse_number(measure.text), measure.get("unitCode") or ""
    if not found:
        return None
    return found * _UNITS[unit] if unit in _UNITS else months_of(found) if unit == "DAY" else None


def official_journal_numbers(folder: Element) -> tuple[str, ...]:
    """Numbers of the Official Journal among the publications that an entry names."""
    return tuple(dict.fromkeys(_numbers(folder)))


def _numbers(folder: Element) -> Iterator[str]:
    for status in select_all(folder, "ValidNoticeInfo/AdditionalPublicationStatus"):
        if "DOUE" in (select_text(status, "PublicationMediaName") or "").upper():
            for one in select_all(status, "AdditionalPublicationDocumentReference/ID"):
                if found := _OJ.search(one.text or ""):
                    year, serial = found[1] or found[4], found[2] or found[3]
                    yield f"{serial}-{year}"
