"""Parse notices of Poland's BZP: rows of its API with the notice's HTML.

Source  two real rows, and fields of real bodies in notes and tests of public clients.
Skips   e-mail addresses, telephones and streets of the form; numbers of persons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.errors import UnexpectedDocument
from pipelines.model import (
    Buyer,
    Code,
    Identifier,
    Kind,
    Lot,
    Method,
    Money,
    Notice,
    Organization,
    Procedure,
    Reference,
    Text,
    Trouble,
    replace,
)
from spiders.parsers.bzp.awards import (
    OUTCOMES,
    awards,
    outcome_status,
    outcomes_of,
    parse_registry_number,
)
from spiders.parsers.bzp.html_fields import Form, form, money, period
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.iso_codes import country
from spiders.parsers.common.json_values import civil_date, clean_text, mapping
from spiders.parsers.common.unexpected_json_types import unexpected_types

ZONE = "Europe/Warsaw"
PAGE = "https://ezamowienia.gov.pl/mo-client-board/bzp/notice-details/id/{}"
_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
KINDS: dict[str, Kind] = _LISTS["KINDS"]
# what the words on the way of buying say; the first that fits
METHODS: tuple[tuple[str, Method], ...] = tuple(_LISTS["METHODS"].items())
_FIELDS = (
    "organizationName",
    "organizationCountry",
    "organizationCity",
    "organizationNationalId",
    "orderObject",
    "orderType",
    "cpvCode",
    "htmlBody",
    "tenderId",
    "tenderType",
    "objectId",
    "procedureResult",
    "publicationDate",
    "submittingOffersDate",
    "contractors[].contractorName",
    "contractors[].contractorNationalId",
    "contractors[].contractorCountry",
)
_CODE = re.compile(r"(\d{8}(?:-\d)?)\s*(?:\(((?:[^()]|\([^()]*\))*)\))?")
_VALUE = re.compile(r"wartoś|kwot|cen[ay]\b", re.I)
_LENGTH = "okres realizacji zamówienia albo umowy"
_NUMBER = re.compile(r"20\d\d/BZP \d{8}(?:/\d\d)?")


def notices(row: Any, portal: str) -> Iterator[Notice | Trouble]:
    """Parse a row into its notice, and a trouble for an unknown type."""
    record = mapping(row)
    number, type_ = clean_text(record.get("noticeNumber")), clean_text(record.get("noticeType"))
    if not number or not type_:
        raise UnexpectedDocument(f"a row without noticeNumber or noticeType: {sorted(record)[:8]}")
    yield _notice(record, number, type_, portal)
    if type_ not in KINDS:
        message = f"noticeType is {type_!r}, expected one of {', '.join(KINDS)}"
        yield Trouble("unexpected", "unknown_word", message, "noticeType", number)
    for word in dict.fromkeys(outcomes_of(record)):
        if word and outcome_status(word) is None:
            message = (
                f"procedureResult is {word!r}, expected words that begin {', '.join(OUTCOMES)}"
            )
            yield Trouble("unexpected", "unknown_word", message, "procedureResult", number)
    yield from unexpected_types(record, _FIELDS, number)


def _notice(record: dict[str, Any], number: str, type_: str, portal: str) -> Notice:
    body = form(clean_text(record.get("htmlBody")))
    kind = KINDS.get(type_, "tender")
    id_ = clean_text(record.get("objectId"))
    way = _said(body, "tryb udzielenia zamówienia")
    return Notice(
        id=f"{portal}:{number}",
        portal=portal,
        number=number,
        kind=kind,
        change="correction" if type_ == "NoticeUpdateNotice" else "none",
        form=type_,
        published=civil_date(record.get("publicationDate"), ZONE),
        languages=("pl",),
        url=PAGE.format(id_) if id_ else None,
        country=country(clean_text(record.get("organizationCountry"))) or "PL",
        procedure=Procedure(
            id=clean_text(record.get("tenderId")),
            method=next((m for word, m in METHODS if word in (way or "").casefold()), None),
            method_details=way or clean_text(record.get("tenderType")),
            direct_award_reason=_said(body, "uzasadnienie faktyczne i prawne"),
        ),
        buyers=tuple(_buyers(record)),
        texts=tuple(_texts(record, body)),
        codes=tuple(_codes(clean_text(record.get("cpvCode")))),
        nature=clean_text(record.get("orderType")),
        value=_estimate(body.of(None)),
        deadline=civil_date(record.get("submittingOffersDate"), ZONE),
        lots=tuple(_lots(body)),
        awards=tuple(awards(record, body, kind)),
        references=tuple(dict.fromkeys(_references(body, kind, number))),
        change_reason="\n".join(body.all("3", "opis zmiany")) or None,
    )


def _said(body: Form, label: str) -> str | None:
    return next(
        (field.value for field in body if field.label.casefold().startswith(label) and field.value),
        None,
    )


def _estimate(body: Form) -> Any:
    """Estimated value, without VAT where the form asks for it."""
    return (
        money(_said(body, "wartość zamówienia"))
        or money(_said(body, "łączna wartość"))
        or _small_value(body)
    )


def _small_value(body: Form) -> Money | None:
    """Return the value that the form of a small contract has in 3.4 or 3.5; another field may
    name its currency there."""
    fields = [field for field in body if field.code in ("3.4", "3.5")]
    currencies = (x.value.strip() for x in fields if "walut" in x.label.casefold())
    currency = next((x for x in currencies if re.fullmatch(r"[A-Z]{3}", x)), None)
    amounts = (x for x in fields if _VALUE.search(x.label))
    amount = next(filter(None, (money(field.value) for field in amounts)), None)
    return replace(amount, currency=currency) if amount and currency else amount


def _buyers(record: dict[str, Any]) -> Iterator[Buyer]:
    if name := clean_text(record.get("organizationName")):
        yield Buyer(
            Organization(
                name,
                country=country(clean_text(record.get("organizationCountry"))) or "PL",
                identifiers=tuple(
                    Identifier(*identifier)
                    for identifier in parse_registry_number(record.get("organizationNationalId"))
                ),
                city=clean_text(record.get("organizationCity")),
                region=_voivodeship(clean_text(record.get("organizationProvince"))),
            )
        )


def _voivodeship(code: str | None) -> str | None:
    """``PL12`` is a number of the national register (TERYT), as in ISO 3166-2, and no NUTS code."""
    return re.sub(r"^PL(\d\d)$", r"PL-\1", code) if code else None


def _texts(record: dict[str, Any], body: Form) -> Iterator[Text]:
    lotless = body.of(None)
    texts = [
        ("title", clean_text(record.get("orderObject"))),
        ("description", _said(lotless, "krótki opis przedmiotu")),
        ("direct_award_reason", _said(body, "uzasadnienie faktyczne i prawne")),
        ("change", _said(body, "krótki opis zmiany")),
        *(("change", text) for text in body.all("3", "opis zmiany")),
    ]
    return (Text(field, text, "pl") for field, text in texts if text)


def _codes(text: str | None) -> Iterator[Code]:
    """``72000000-5 (Usługi informatyczne, doradztwo),48000000-8 (…)``: commas in brackets, too."""
    for index, (id_, label) in enumerate(_CODE.findall(text or "")):
        yield Code("CPV", id_, label.strip() or None, index == 0)


def _lots(body: Form) -> Iterator[Lot]:
    for id_ in body.lots():
        part = body.of(id_)
        text = _said(part, "krótki opis przedmiotu")
        codes = [*part.all("4", "główny kod cpv"), *part.all("4", "dodatkowy kod cpv")]
        value = money(_said(part, "wartość części"))
        length = period(part.first("4", _LENGTH), None)
        if text or codes or value or length:
            cpv_codes = dict.fromkeys(
                code for text in codes for code in re.findall(r"\d{8}-\d", text)
            )
            yield Lot(
                id=id_,
                texts=(Text("description", text, "pl"),) if text else (),
                codes=tuple(Code("CPV", code, None, n == 0) for n, code in enumerate(cpv_codes)),
                value=value,
                period=length,
            )
    if not body.lots() and (length := period(body.first("4", _LENGTH), None)):
        yield Lot(id="1", period=length)


def _references(body: Form, kind: Kind, number: str) -> Iterator[Reference]:
    """A change of a contract amends its result; the others follow what they name.

    A change notice says what changes, not what then holds: it replaces nothing.
    """
    for field in body:
        label, match = field.label.casefold(), _NUMBER.search(field.value)
        if not match or number.startswith(match[0]) or not label.startswith("numer "):
            continue
        if label.startswith("numer ogłoszenia o wyniku") and kind == "amendment":
            yield Reference("amends", "number", match[0])
        elif label.startswith(("numer ogłoszenia", "numer zmienianego ogłoszenia")):
            yield Reference("follows", "number", match[0])
