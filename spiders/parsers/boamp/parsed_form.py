"""Content of a BOAMP form, whichever form it is: the common result of the form parsers."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from pipelines.model import (
    Award,
    Buyer,
    Code,
    Frozen,
    Identifier,
    Lot,
    Method,
    Money,
    Organization,
    Technique,
    Text,
    ValueKind,
)
from spiders.parsers.common.code_list_reader import read_code_lists

LANGUAGE = "fr"


class FormFacts(Frozen, frozen=True, kw_only=True):
    """``targets``: numbers of the notices that this form itself says it corrects or follows;
    ``procedure``: its code of the kind of procedure."""

    title: str | None = None
    buyers: tuple[Buyer, ...] = ()
    texts: tuple[Text, ...] = ()
    codes: tuple[Code, ...] = ()
    nature: str | None = None
    value: Money | None = None
    maximum: Money | None = None
    result_value: Money | None = None
    deadline: str | None = None
    lots: tuple[Lot, ...] = ()
    awards: tuple[Award, ...] = ()
    method: Method | None = None
    procedure: str | None = None
    technique: Technique | None = None
    targets: tuple[str, ...] = ()
    change_reason: str | None = None


def texts(**words: str | None) -> tuple[Text, ...]:
    """Convert named values to texts in French, without blank ones."""
    return tuple(Text(field, text, LANGUAGE) for field, text in words.items() if text)


def cpv(codes: list[str | None]) -> tuple[Code, ...]:
    """Convert CPV codes in document order: the first is the main one, repeated ones count once."""
    unique_codes = dict.fromkeys(code for code in codes if code)
    return tuple(Code("CPV", code, main=index == 0) for index, code in enumerate(unique_codes))


def buyer(
    name: str | None,
    *,
    scheme: str = "FR-SIRET",
    number: str | None = None,
    city: str | None = None,
    region: str | None = None,
) -> tuple[Buyer, ...]:
    """BOAMP is the bulletin of French public buyers, so the buyer's country is France."""
    if not name:
        return ()
    ids = (Identifier(scheme, number),) if number else ()
    return (Buyer(Organization(name, "FR", ids, city=city, region=region)),)


_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
NATURES = _LISTS["NATURES"]


def nature(text: str | None) -> str | None:
    """Nature of the market in the words that eForms has for it; others as published."""
    return NATURES.get(text.lower(), text.lower()) if text else None


def value_kind(value: Money | None, low: Money | None, high: Money | None) -> ValueKind | None:
    """Return the kind of an award's amounts: exact, a range with both ends, or a ceiling."""
    if value:
        return "exact"
    if low and high:
        return "range"
    return "ceiling" if high else None


def months(text: str | None) -> Decimal | None:
    """A number of months as written; anything else is no number of months."""
    return Decimal(text) if text and re.fullmatch(r"\d+(?:\.\d+)?", text) else None


def unique_lot_ids(names: list[str | None]) -> list[str]:
    """Make lot ids that are unique in the notice from the numbers in the form.

    Lots without a number are counted in the order listed; a number met again gets its place added.
    """
    stated = [name or str(index) for index, name in enumerate(names, 1)]
    return [
        name if stated.index(name) == index else f"{name}#{index + 1}"
        for index, name in enumerate(stated)
    ]
