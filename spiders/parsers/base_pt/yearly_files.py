"""Parse contracts in the yearly files of BASE (``contratos2026.zip``).

Source  the fields that several public clients of 2026 read; no real row was at hand.
Skips   the names of competitors (only how many they are), where the work is done, what was paid.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.errors import UnexpectedDocument
from pipelines.model import (
    Award,
    Buyer,
    Code,
    Identifier,
    Method,
    Money,
    Notice,
    Organization,
    Period,
    Procedure,
    Supplier,
    Text,
    Trouble,
)
from spiders.parsers import decoding
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import (
    civil_date,
    clean_text,
    folded,
    mapping,
    months_of,
    parse_number,
)
from spiders.parsers.common.unexpected_json_types import unexpected_types
from spiders.parsers.decoding import record_splitter
from spiders.parsers.ocds.procedure import is_direct

ZONE = "Europe/Lisbon"
PAGE = "https://www.base.gov.pt/Base4/pt/detalhe/?type=contratos&id="
# 510000010, PT510000010, B-12345678, NL123456789B01; RGPD: a person's, left out
_PARTY = re.compile(
    r"(?:RGPD(?=\s*-)|(?P<number>[A-Z]{0,3}-?[\d ]{5,14}(?:B\d\d(?=\s*-))?))?[\s-]*(?P<name>.+)",
    re.S,
)
_PERSON = re.compile(r"[123]\d{8}|45\d{7}")  # tax numbers that only persons have
_CPV = re.compile(r"(\d{8})(?:-\d)?\s*(?:-\s*)?(.*)", re.S)
_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
METHODS: dict[str, Method] = _LISTS["METHODS"]
_NATURES = {
    "aquisicao de servicos": "services",
    "empreitadas de obras publicas": "works",
    "aquisicao de bens moveis": "supplies",
    "locacao de bens moveis": "supplies",
}
_FIELDS = (
    "adjudicante[]",
    "adjudicatarios[]",
    "cpv[]",
    "objectoContrato",
    "descContrato",
    "tipoprocedimento",
    "tipoContrato[]",
    "precoContratual",
    "dataPublicacao",
    "dataCelebracaoContrato",
)
_MARKS = ("idcontrato", "objectoContrato")


def looks_like(body: bytes) -> bool:
    return any(f'"{mark}"'.encode() in body[:8192] for mark in _MARKS)


def rows(body: bytes) -> Iterator[Any]:
    """Read the contracts of a file (one array), or of a slice of it."""
    inside = body.removeprefix(b"\xef\xbb\xbf").strip()
    yield from decoding.json_value(
        record_splitter.records_of(inside.removeprefix(b"[").removesuffix(b"]"))
    )


def notices(row: dict[str, Any], portal: str) -> Iterator[Notice | Trouble]:
    """Parse a contract, and name its fields in which something else stands than was expected.

    Raises  UnexpectedDocument: it has no number.
    """
    contract_id = clean_text(row.get("idcontrato"))
    if not contract_id:
        raise UnexpectedDocument(f"expected a contract with idcontrato, got {sorted(row)[:6]}")
    yield _notice(row, contract_id, portal)
    yield from unexpected_types(row, _FIELDS, contract_id)


def _notice(row: dict[str, Any], contract_id: str, portal: str) -> Notice:
    title, text = _plain_text(row.get("objectoContrato")), _plain_text(row.get("descContrato"))
    texts = [("title", title or text), ("description", text if title and text != title else None)]
    way = _plain_text(row.get("tipoprocedimento"))
    method = "direct" if is_direct(way) else METHODS.get(folded(way or ""))
    is_call_off = "acordo-quadro" in folded(way or "")
    return Notice(
        id=f"{portal}:{contract_id}",
        portal=portal,
        number=contract_id,
        kind="contract",
        published=_day(row.get("dataPublicacao")),
        languages=("pt",),
        url=f"{PAGE}{contract_id}",
        country="PT",
        procedure=Procedure(
            id=clean_text(row.get("idprocedimento")),
            method=method,
            method_details=way,
            technique="call_off" if is_call_off else None,
            framework_id=_plain_text(row.get("numAcordoQuadro")) if is_call_off else None,
            direct_award_reason=_plain_text(row.get("fundamentacao"))
            if method == "direct"
            else None,
        ),
        buyers=tuple(Buyer(organization) for organization in _parties(row.get("adjudicante"))),
        texts=tuple(Text(field, text, "pt") for field, text in texts if text),
        codes=tuple(_codes(row.get("cpv"))),
        nature=next(
            filter(None, (_NATURES.get(folded(x)) for x in _list(row.get("tipoContrato")))), None
        ),
        awards=(_award(row, contract_id),),
    )


def _award(row: dict[str, Any], contract_id: str) -> Award:
    """A contract with a day on which it was closed has come to its end."""
    price = parse_number(row.get("precoContratual"))
    value = Money(price, "EUR", "excluded") if price else None
    months, rivals = months_of(row.get("prazoExecucao")), _list(row.get("concorrentes"))
    return Award(
        key=contract_id,
        key_basis="contract_number",
        status="terminated" if _day(row.get("dataFechoContrato")) else "active",
        decided=_day(row.get("dataDecisaoAdjudicacao")),
        signed=_day(row.get("dataCelebracaoContrato")),
        value=value,
        value_kind="exact" if value else None,
        tenders_received=len(rivals) or None,
        suppliers=tuple(
            Supplier(organization) for organization in _parties(row.get("adjudicatarios"))
        ),
        contract_number=contract_id,
        period=Period(months=months) if months else None,
    )


def _list(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for value in values if (text := _plain_text(value))]


def _plain_text(value: Any) -> str | None:
    text = clean_text(value)
    return html.unescape(text).strip() or None if text else None


def _day(value: Any) -> Any:
    """Parse a date such as ``10/03/2024`` (10 March)."""
    match = _DATE.fullmatch(clean_text(value) or "")
    return civil_date(f"{match[3]}-{match[2]}-{match[1]}" if match else value, None)


def _parties(value: Any) -> Iterator[Organization]:
    """``510000010 - Name``; ``- - Name`` and ``RGPD - Name`` are persons, without their numbers."""
    for text in _list(value):
        match = _PARTY.fullmatch(text)
        number_ = re.sub(r"\s", "", match["number"] or "") if match else ""
        person = not number_ or bool(_PERSON.fullmatch(number_))
        is_national = bool(re.fullmatch(r"\d{9}", number_))
        ids = (Identifier("PT-NIPC" if is_national else "", number_),)
        yield Organization(
            match["name"].strip() if match else text,
            "PT" if is_national else None,
            () if person else ids,
            natural_person=True if person else None,
        )


def _codes(value: Any) -> Iterator[Code]:
    for index, text in enumerate(_list(value)):
        if match := _CPV.fullmatch(text):
            yield Code("CPV", match[1], match[2].strip() or None, index == 0)


def record(value: Any) -> dict[str, Any] | None:
    """A contract of the yearly files; None for anything else."""
    row = mapping(value)
    return row if any(mark in row for mark in _MARKS) else None
