"""Parse rows of Canada's proactive disclosure of contracts over 10,000 dollars.

Source  the open-data registry's own schema (ckanext-canada, tables/contracts.yaml, August 2026)
        and ten real rows.  Each amendment is a row of its own and states the amended value.
Skips   ``vendor_postal_code``: where a small firm lives; ``buyer_name``, a clerk, is for the
        privacy stage alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from pipelines.errors import UnexpectedDocument
from pipelines.model import (
    Amendment,
    Award,
    Buyer,
    Kind,
    Method,
    Money,
    Notice,
    Organization,
    Period,
    Procedure,
    Supplier,
    Technique,
    Text,
    Trouble,
)
from spiders.parsers.canada.table_cells import (
    codes,
    dollars,
    method_of,
    non_empty_text,
    split_values,
)
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.iso_codes import country
from spiders.parsers.common.json_values import civil_date, folded, integer, parse_number
from spiders.parsers.decoding import csv_rows
from spiders.parsers.decoding.csv_rows import CsvRow

PAGE = "https://search.open.canada.ca/contracts/record/{},{}"
NEEDS = (
    "reference_number",
    "vendor_name",
    "contract_date",
    "contract_value",
    "instrument_type",
    "reporting_period",
)
KINDS: dict[str, Kind] = {"C": "contract", "A": "amendment", "SOSA": "contract"}
_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
PROCEDURES = _LISTS["PROCEDURES"]
REASONS: dict[str, str] = _LISTS["limited tendering reasons"]
EXCEPTIONS = _LISTS["article 6 exceptions"]
AFTER_A_CALL = {"05", "22"}  # no response to a solicitation, winner of a design contest
LOW_VALUE = {"85"}
ONE_ALONE = {"1", "3", "4"}  # not 2, a low value
_SHARED = {"acquisition card", "acquisitioncard", "various", "n.a.", "tbd", "unknown"}
_SOURCED = re.compile(r"This contract was (?:sole-sourced|competitively sourced)\b", re.I)
_QUARTER = re.compile(r"(\d{4})-\d{4}-Q([1-4])")


def rows(body: bytes) -> Iterator[CsvRow | UnexpectedDocument]:
    """Read the rows of a CSV.  Raises  BrokenDocument when a required column is missing."""
    yield from csv_rows.rows(body, needs=NEEDS)


def notices(row: CsvRow | UnexpectedDocument, portal: str) -> Iterator[Notice | Trouble]:
    """Parse a row into its notice, and a trouble for each unknown code."""
    if isinstance(row, UnexpectedDocument):
        raise row
    reference = non_empty_text(row["reference_number"])
    if not reference:
        raise UnexpectedDocument("a row has no reference_number")
    number = "/".join(filter(None, (non_empty_text(row.get("owner_org")), reference)))
    yield _notice(row, portal, number)
    # before 2019 nobody had to say, and most rows do not
    for name, table in (("instrument_type", KINDS), ("solicitation_procedure", PROCEDURES)):
        value = non_empty_text(row.get(name))
        if value and value not in table:
            message = f"{name} is {value!r}, expected one of {', '.join(table)}"
            yield Trouble("unexpected", "unknown_word", message, name, number)


def _notice(row: CsvRow, portal: str, number: str) -> Notice:
    kind = KINDS.get(non_empty_text(row["instrument_type"]) or "C", "contract")
    way = PROCEDURES.get(non_empty_text(row.get("solicitation_procedure")) or "") or _said(row)
    method = _method(row, way)
    owner, procurement = non_empty_text(row.get("owner_org")), _procurement(row)
    title = non_empty_text(row.get("owner_org_title")) or owner
    reference = number.rpartition("/")[2]
    return Notice(
        id=f"{portal}:{number}",
        portal=portal,
        number=number,
        kind=kind,
        form=non_empty_text(row["instrument_type"]),
        published=_reported(row["reporting_period"]) or _reported(reference),
        languages=("en", "fr"),
        url=PAGE.format(owner, reference) if owner else None,
        country="CA",
        procedure=Procedure(
            id="/".join(filter(None, (owner, procurement))) if procurement else None,
            method=method,
            method_details=way,
            direct_award_reason=_reason(row) if method == "direct" else None,
            technique=_technique(row),
            framework_id=_standing_offer(row),
        ),
        buyers=(Buyer(Organization(title.split("|")[0].strip(), "CA")),) if title else (),
        texts=tuple(_texts(row)),
        codes=tuple(codes(split_values(row.get("commodity_code")))),
        nature={"G": "goods", "S": "services", "C": "works"}.get(row.get("commodity_type", "")),
        awards=(_award(row, number, kind, procurement),),
        contacts=tuple(filter(None, [non_empty_text(row.get("buyer_name"))])),
    )


def _method(row: CsvRow, way: str | None) -> Method | None:
    """Return the method.  "Non-competitive" is what no bids were solicited for, as of any call-up
    of a standing offer, whose firms may have competed for it: without competition it is where a
    reason says that one firm alone could be asked."""
    method, reasons = method_of(way), set(_reason_codes(row))
    if method != "direct":
        return method
    if reasons & AFTER_A_CALL:
        return "limited"
    is_alone = reasons - LOW_VALUE or non_empty_text(row.get("article_6_exceptions")) in ONE_ALONE
    return None if _technique(row) == "call_off" and not is_alone else method


def _said(row: CsvRow) -> str | None:
    """What a comment says of competition: before 2019 there was no column for it, but a sentence
    that the guidelines prescribe."""
    match = _SOURCED.search(non_empty_text(row.get("comments_en")) or "")
    return match[0] if match else None


def _reported(text: str) -> date | None:
    """Return the last day of the fiscal quarter named in a reference (``2020-2021-Q4``). The
    fiscal year begins in April; the day of publication is not published."""
    match = _QUARTER.search(text)
    if not match:
        return None
    year, serial_number = int(match[1]), int(match[2])
    return (date(year, 6, 30), date(year, 9, 30), date(year, 12, 31), date(year + 1, 3, 31))[
        serial_number - 1
    ]


def _procurement(row: CsvRow) -> str | None:
    """The contract's own number; None for what stands for many."""
    text = non_empty_text(row.get("procurement_id"))
    return None if text is None or text.lower() in _SHARED else text


def _reason(row: CsvRow) -> str | None:
    reasons = [REASONS.get(code, code) for code in _reason_codes(row)]
    if exception := EXCEPTIONS.get(non_empty_text(row.get("article_6_exceptions")) or ""):
        reasons.append(exception)
    return "\n".join(reasons) or None


def _reason_codes(row: CsvRow) -> list[str]:
    codes = re.split(r"[,\s]+", non_empty_text(row.get("limited_tendering_reason")) or "")
    return [code for code in codes if code.strip("0")]


def _standing_offer(row: CsvRow) -> str | None:
    """Its number.  Some bodies write there who bought: what has no digit may be a person's name."""
    text = non_empty_text(row.get("standing_offer_number"))
    return text if text and re.search(r"\d", text) else None


def _technique(row: CsvRow) -> Technique | None:
    if non_empty_text(row["instrument_type"]) == "SOSA":
        return "framework"
    by = non_empty_text(row.get("contracting_entity")) or ""
    return "call_off" if by.endswith("SOSA") or _standing_offer(row) else None


def _texts(row: CsvRow) -> Iterator[Text]:
    fields = (
        ("title", "description"),
        ("description", "additional_comments"),
        ("additional_information", "comments"),
    )
    for field, column in fields:
        for language in ("en", "fr"):
            if text := non_empty_text(row.get(f"{column}_{language}")):
                yield Text(field, text, language)


def _award(row: CsvRow, number: str, kind: Kind, procurement: str | None) -> Award:
    """A contract is known by its number, vendor and start: one number may stand for several.

    ``number_of_bids`` 0 stands for "not applicable" or "not known yet".
    """
    vendor, signed = non_empty_text(row["vendor_name"]), civil_date(row["contract_date"], None)
    start, end = (civil_date(row.get(x), None) for x in ("contract_period_start", "delivery_date"))
    parts = (procurement, str(start or signed or ""), folded(vendor or ""))
    value = _value(row)
    ceiling = value if _technique(row) == "framework" else None
    return Award(
        key=procurement or number,
        key_basis="contract_number" if procurement else "award_id",
        award_id="/".join(filter(None, parts)) if procurement else number,
        status="active",
        signed=signed,
        value=value,
        value_kind="ceiling" if ceiling else "exact" if value else None,
        maximum=ceiling,
        tenders_received=integer(row.get("number_of_bids")) or None,
        suppliers=_suppliers(vendor, row),
        contract_number=procurement,
        period=Period(start, end, None, "stated" if end else "unknown") if start or end else None,
        amendments=(_amendment(row),) if kind == "amendment" else (),
        amends=procurement if kind == "amendment" else None,
    )


def _suppliers(vendor: str | None, row: CsvRow) -> tuple[Supplier, ...]:
    if not vendor:
        return ()
    return (Supplier(Organization(vendor, country(non_empty_text(row.get("country_of_vendor"))))),)


def _amendment(row: CsvRow) -> Amendment:
    """Return the amendment of a contract; its value before is that of the award."""
    return Amendment(
        value_before=dollars(row.get("original_value"), "included"),
        value_after=_value(row),
    )


def _value(row: CsvRow) -> Money | None:
    """The value after all amendments; 0 is one where an amendment takes everything away."""
    value = dollars(row["contract_value"], "included")
    taken_away = (parse_number(non_empty_text(row.get("amendment_value"))) or 0) < 0
    is_nothing = taken_away and parse_number(non_empty_text(row["contract_value"])) == 0
    return Money(Decimal(0), "CAD", "included") if is_nothing else value
