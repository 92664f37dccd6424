"""Parse OpenPLACSP's two tables of PLACSP's files (licitaciones, resultados).

Source  the official tool's tables of one week of 2021.  They say less than the feed, so their
        notices have numbers of their own, beside its notices of the same file.
Skips   the place (a label), how tenders are handed in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from pipelines.errors import UnexpectedDocument
from pipelines.model import (
    Buyer,
    Change,
    Identifier,
    Notice,
    Organization,
    Procedure,
    Trouble,
)
from spiders.parsers.codice import openplacsp_results
from spiders.parsers.codice.code_lists import METHODS, PROCEDURES, TECHNIQUES
from spiders.parsers.codice.openplacsp_cells import (
    FILE,
    UPDATED,
    CsvRows,
    cell,
    common,
    cpv,
    euro,
    places,
    reference,
)
from spiders.parsers.codice.values import earlier_states
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.decoding import csv_rows
from spiders.parsers.decoding.csv_rows import CsvRow

STATE, KIND, SYSTEM = "Estado", "Tipo de procedimiento", "Sistema de contratación"
_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
_STATES = _LISTS["TABLE_STATES"]
_PROCEDURES = {label: code for code, label in PROCEDURES.items()}
_SYSTEMS = {"No aplica": "0", "Establecimiento del Acuerdo Marco": "1"}
_NATURES = {"Suministros": "supplies", "Servicios": "services", "Obras": "works"}
_KNOWN: dict[str, Collection[str]] = {
    STATE: _STATES,
    KIND: _PROCEDURES,
    SYSTEM: _SYSTEMS,
    openplacsp_results.RESULT: openplacsp_results.OUTCOMES,
}


def looks_like(body: bytes) -> bool:
    return body.removeprefix(b"\xef\xbb\xbf").startswith(f"{FILE},".encode())


def documents(body: bytes) -> Iterator[CsvRows | UnexpectedDocument]:
    """Group a table's rows by file: one row of licitaciones, or all rows of a file's results."""
    files: dict[str, CsvRows] = {}
    for row in csv_rows.rows(body, needs=(FILE, UPDATED)):
        if isinstance(row, UnexpectedDocument):
            yield row
        else:
            files.setdefault(row[FILE].strip(), []).append(row)
    yield from files.values()


def notices(rows: CsvRows | UnexpectedDocument, portal: str) -> Iterator[Notice | Trouble]:
    """Parse the rows of a file, with a trouble for each unknown word."""
    if isinstance(rows, UnexpectedDocument):
        raise rows
    if not cell(rows[0], FILE):
        raise UnexpectedDocument(f"a row has no {FILE}")
    if STATE in rows[0]:
        parsed = _call(rows[0], portal)
    elif openplacsp_results.RESULT in rows[0]:
        parsed = openplacsp_results.notice(rows, portal)
    else:
        raise UnexpectedDocument(f"the table has neither {STATE} nor {openplacsp_results.RESULT}")
    yield parsed
    for field, words in _KNOWN.items():
        for value in dict.fromkeys(filter(None, (cell(row, field) for row in rows))):
            if value not in words:
                message = f"{field} is {value!r}, expected one of {', '.join(words)}"
                yield Trouble("unexpected", "unknown_word", message, field, parsed.number)


def _call(row: CsvRow, portal: str) -> Notice:
    file_, label = cell(row, FILE), cell(row, STATE) or ""
    state = _STATES.get(label, label)
    gone = state == "ANUL" or cell(row, "Vigente/Anulada/Archivada") == "ANULADA"
    change: Change = "cancellation" if gone else "none"
    way = cell(row, KIND)
    value = euro(row, "Valor estimado del contrato") or euro(row, "Presupuesto base sin impuestos")
    return Notice(
        **common(row, portal, f"{state}/table", "Objeto del Contrato"),
        places=places([row], "Lugar de ejecución"),
        kind="planning" if state == "PRE" else "tender",  # awards are in the other table
        change=change,
        form=state,
        procedure=Procedure(
            id=file_,
            other_ids=reference(row),
            method=METHODS.get(_PROCEDURES.get(way or "", "")),
            method_details=way,
            technique=TECHNIQUES.get(_SYSTEMS.get(cell(row, SYSTEM) or "", "")),
        ),
        buyers=tuple(_buyers(row)),
        codes=cpv([row.get("CPV", "")]),
        nature=_NATURES.get(cell(row, "Tipo de contrato") or ""),
        value=value,
        references=earlier_states(file_) if gone and file_ else (),
    )


def _buyers(row: CsvRow) -> Iterator[Buyer]:
    if name := cell(row, "Órgano de Contratación"):
        schemes = (("ES-DIR3", "DIR3"), ("ES-NIF", "NIF OC"))
        identifiers = tuple(
            Identifier(scheme, text) for scheme, column in schemes if (text := cell(row, column))
        )
        yield Buyer(Organization(name, country="ES", identifiers=identifiers))
