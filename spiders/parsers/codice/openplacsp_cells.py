"""Read the cells that both tables of OpenPLACSP share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipelines.model import Code, Identifier, Money, Text, Vat
from spiders.parsers.codice.values import LANGUAGE, parse_date
from spiders.parsers.common.json_values import parse_number
from spiders.parsers.decoding.csv_rows import CsvRow

CsvRows = list[CsvRow]
FILE, UPDATED = "Identificador", "Fecha actualización"
_NOT_TOLD = "No procede"


def cell(row: CsvRow, name: str) -> str | None:
    return row.get(name, "").strip() or None


def titles(row: CsvRow, column: str) -> tuple[Text, ...]:
    text = cell(row, column)
    return (Text("title", text, LANGUAGE),) if text and text != _NOT_TOLD else ()


def common(row: CsvRow, portal: str, number: str, title: str) -> dict[str, Any]:
    """Return the fields of a notice that both tables have."""
    number_ = f"{cell(row, FILE)}/{number}"
    return {
        "id": f"{portal}:{number_}",
        "portal": portal,
        "number": number_,
        "published": parse_date(row[UPDATED]),
        "languages": (LANGUAGE,),
        "url": cell(row, "Link licitación"),
        "country": "ES",
        "texts": titles(row, title),
    }


def places(rows: CsvRows, column: str) -> tuple[str, ...]:
    """Parse NUTS codes (``ES511 - Barcelona``), each once."""
    cells = (cell(row, column) or "" for row in rows)
    return tuple(dict.fromkeys(code for text in cells if (code := text.partition(" ")[0])))


def reference(row: CsvRow) -> tuple[Identifier, ...]:
    file_number = cell(row, "Número de expediente")
    return (Identifier("buyer-reference", file_number),) if file_number else ()


def cpv(cells: Iterable[str]) -> tuple[Code, ...]:
    """Parse CPV codes (``72611000;92200000;``), each once; the first is the main one."""
    ids = dict.fromkeys(
        code for text in cells for part in text.split(";") if (code := part.strip())
    )
    return tuple(Code("CPV", id_, None, index == 0) for index, id_ in enumerate(ids))


def euro(row: CsvRow, column: str, vat: Vat = "excluded") -> Money | None:
    """Amount; 0 stands there where none is told."""
    number = parse_number(row.get(column))
    return Money(number, "EUR", vat) if number else None
