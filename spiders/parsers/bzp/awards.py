"""Parse results, changes and intentions of BZP: suppliers in the row, amounts in its HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from pipelines.model import (
    Amendment,
    Award,
    AwardStatus,
    Identifier,
    Kind,
    Organization,
    Supplier,
    replace,
)
from spiders.parsers.bzp.html_fields import Form, money, period
from spiders.parsers.common.country_names import named_country
from spiders.parsers.common.iso_codes import country
from spiders.parsers.common.json_values import civil_date, clean_text, folded, integer
from spiders.parsers.common.list_of_objects import list_of_objects

# what a word of procedureResult begins with
OUTCOMES: dict[str, AwardStatus] = {"zawarcie": "active", "uniewazn": "cancelled"}
_PESEL = re.compile(r"\d{11}")
_NAME = "nazwa (firm"  # (firma) wykonawcy, (firmy) wykonawcy
_NUMBER = "krajowy numer identyfikacyjny"


def parse_registry_number(value: Any) -> list[tuple[str, str]]:
    """Parse a registry number (``NIP 784-133-38-50``); a PESEL, which is a person's, is left
    out."""
    text = clean_text(value) or ""
    digits = re.sub(r"\D", "", text)
    if not digits or _PESEL.fullmatch(digits):
        return []
    scheme = "PL-REGON" if "regon" in text.casefold() or len(digits) in (9, 14) else "PL-NIP"
    return [(scheme, digits)]


def outcomes_of(record: dict[str, Any]) -> list[str]:
    """``zawarcieUmowy;uniewaznienie``: the outcome of each part."""
    words = re.split(r"[;,]", clean_text(record.get("procedureResult")) or "")
    return [word.strip() for word in words if word]


def outcome_status(word: str | None) -> AwardStatus | None:
    plain = folded(word or "")
    return next((status for start, status in OUTCOMES.items() if plain.startswith(start)), None)


def awards(record: dict[str, Any], body: Form, kind: Kind) -> Iterator[Award]:
    """One award a lot; where the row tells none (an intention, a change) that of the form."""
    if kind == "award":
        yield from _results(record, body)
    elif kind in ("amendment", "termination"):
        yield from _contract(body)
    elif kind == "award_intention":
        suppliers = tuple(_named(body, "5"))
        if suppliers:
            yield Award(key="1", status="pending", suppliers=suppliers)


def _results(record: dict[str, Any], body: Form) -> Iterator[Award]:
    outcomes = outcomes_of(record)
    rows = list(list_of_objects(record.get("contractors")))
    lots: list[str | None] = list(body.lots()) or [None]
    several = max(len(outcomes), len(lots)) > 1
    for index, (outcome, lot) in enumerate(zip_longest(outcomes, lots), start=1):
        part = body.of(lot) if lot or not several else Form()
        name = lot or (str(index) if several else None)
        status = outcome_status(outcome)
        suppliers = tuple(_named(part, "7"))
        if not suppliers and status == "active" and len(rows) == len(outcomes):
            suppliers = tuple(_of_row(rows[index - 1]))
        signed = civil_date(part.first("8", "data zawarcia"), None)
        value = money(part.first("8", "wartość umowy")) or money(
            part.first("6", "cena lub koszt oferty wykonawcy")
        )
        yield Award(
            key=name or "1",
            lots=(name,) if name else (),
            status=status,
            signed=signed,
            value=value if status != "cancelled" else None,
            value_kind="exact" if value and status != "cancelled" else None,
            tenders_received=integer(part.first("6", "liczba otrzymanych ofert")),
            suppliers=suppliers,
            period=period(part.first("8", "okres realizacji"), signed),
        )


def _contract(body: Form) -> Iterator[Award]:
    """The contract that a change or a report on its end is about."""
    signed = civil_date(body.first("4", "data "), None)
    suppliers = tuple(_named(body, "4"))
    value = money(body.first("4", "wartość umowy"))
    if not suppliers and not signed:
        return
    award = Award(
        key="1",
        status="active",
        signed=signed,
        value=value,
        value_kind="exact" if value else None,
        suppliers=suppliers,
        period=period(body.first("4", "okres"), signed),
    )
    changed = civil_date(body.first("5", "data zmiany"), None)
    if changed:
        change = Amendment(
            date=changed,
            reason=body.first("5", "przyczyny"),
            description=body.first("5", "krótki opis zmiany"),
            value_before=value,
        )
        award = replace(award, amendments=(change,))
    yield award


def _named(body: Form, section: str) -> Iterator[Supplier]:
    """Winners of a section: name, then the fields up to the next name."""
    section_fields = [x for x in body if x.code.split(".")[0] == section]
    starts = [
        n for n, x in enumerate(section_fields) if x.label.casefold().startswith(_NAME) and x.value
    ]
    for start, end in zip_longest(starts, starts[1:]):
        part = Form(section_fields[start:end])
        where = next((x.value for x in part if x.label.casefold() == "kraj" and x.value), None)
        seat = named_country(where) if where else None
        # a number of another country's register would pass for a Polish one
        is_abroad = where is not None and seat != "PL"
        ids = [] if is_abroad else parse_registry_number(part.first(section, _NUMBER))
        who = Organization(
            section_fields[start].value,
            country=seat or ("PL" if ids else None),
            identifiers=tuple(Identifier(*id_) for id_ in ids),
            city=part.first(section, "miejscowość"),
        )
        yield Supplier(who, "main" if len(starts) == 1 else "member")


def _of_row(row: dict[str, Any]) -> Iterator[Supplier]:
    if name := clean_text(row.get("contractorName")):
        seat = country(clean_text(row.get("contractorCountry")))
        is_abroad = seat is not None and seat != "PL"
        ids = [] if is_abroad else parse_registry_number(row.get("contractorNationalId"))
        yield Supplier(
            Organization(
                name,
                country=seat or ("PL" if ids else None),
                identifiers=tuple(Identifier(*id_) for id_ in ids),
                city=clean_text(row.get("contractorCity")),
            )
        )
