"""Parse Toronto's three tables (calls, awards, non-competitive contracts), JSON or CSV.

Source  600 real rows of the city's files; columns and ids of the tables as five public clients of
        2024 to 2026 read them.
Skips   addresses of suppliers; names of buyers (clerks) are for privacy alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.errors import UnexpectedDocument
from pipelines.model import (
    Award,
    Buyer,
    Kind,
    Money,
    Notice,
    Organization,
    Procedure,
    Supplier,
    Text,
    Trouble,
)
from spiders.parsers import decoding
from spiders.parsers.canada.table_cells import non_empty_text
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import civil_date, folded, mapping, parse_number
from spiders.parsers.common.no_supplier import is_supplier_placeholder
from spiders.parsers.common.unexpected_json_types import unexpected_types
from spiders.parsers.decoding import csv_rows

CALL, AWARD, DIRECT = "Submission Deadline", "Successful Supplier", "Workspace Number"
TABLES = {CALL: "Document Number", AWARD: "Document Number", DIRECT: "Workspace Number"}
NATURES = {"construction services": "works", "professional services": "services"}
_LISTS = read_code_lists(Path(__file__).with_suffix(".csv"))
TYPES = _LISTS["TYPES"]
MAX_DOLLARS = 1_000_000_000  # dollars: above it stand telephone numbers
# A sentence ends behind a word or a number, not behind "R.C.", "St." or "approx.".
_ABBREVIATION = re.compile(
    r"[a-z]|approx|apt|ass[no]c?|attn|ave|bldg|blvd|co|corp|cres|crt|ct|dept|dist|div|dr|etc|ext|gov"
    r"|govt|hon|hwy|inc|incl|jr|ltd|max|min|misc|mr|mrs|ms|mt|nos?|pkwy|pl|pt|qty|rd|ref|rev|rm|sgt"
    r"|spec|sq|sr|st|sta|ste|tel|temp|univ|vol|vs",
    re.I,
)
# A word is tried from its first letter alone: from each, a long one takes the square of its length.
_END = re.compile(
    r"(?:(?<![^\W\d_])(?P<word>[^\W\d_]+)|[\w)\]\"”'’])[.!?]+[\"”'’)]*\s+(?=[^a-z\s])|\n"
)
_CELLS = (
    AWARD,
    "Supplier Name",
    "Solicitation Document Description",
    "Division",
    "Award",
    "Contract Amount",
    "Issue Date",
    CALL,
    "Reason",
)
BUYER = Buyer(Organization("City of Toronto", "CA", city="Toronto"))


class DocumentRows(NamedTuple):
    """All rows of one answer that speak of one document: a notice."""

    table: str
    id: str
    rows: tuple[dict[str, Any], ...]


def records(body: bytes) -> Iterator[DocumentRows | UnexpectedDocument]:
    """Group the rows of an API answer, or of a table as CSV, by document, in the order they
    came."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in _rows(body):
        if isinstance(row, UnexpectedDocument):
            yield row
            continue
        table = next((name for name in TABLES if name in row), None)
        id_ = (non_empty_text(row.get(TABLES[table])) or _own_id(row)) if table else None
        if table is None or id_ is None:
            columns = ", ".join(list(row)[:6])
            yield UnexpectedDocument(f"expected a row with {', '.join(TABLES)}, got {columns}")
            continue
        groups.setdefault((table, id_), []).append(row)
    for (table, id_), rows in groups.items():
        yield DocumentRows(table, id_, tuple(rows))


def _own_id(row: dict[str, Any]) -> str | None:
    """Identify a row without a number by what it says; ``_id`` is a place in the table."""
    known_cells = {
        name: text
        for name, cell in row.items()
        if name != "_id" and not name.startswith("Buyer") and (text := non_empty_text(cell))
    }
    digest = sha256(json.dumps(known_cells, sort_keys=True).encode()).hexdigest()
    return f"unnumbered-{digest[:12]}" if len(known_cells) > 1 else None


def joined(body: bytes) -> int:
    """Count the rows that share a notice with another row."""
    return sum(len(row.rows) - 1 for row in records(body) if isinstance(row, DocumentRows))


def _rows(body: bytes) -> Iterable[dict[str, Any] | UnexpectedDocument]:
    if body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
        return csv_rows.rows(body, needs=("_id",))
    rows = mapping(mapping(decoding.json_value(body)).get("result")).get("records")
    if not isinstance(rows, list):
        raise UnexpectedDocument("expected an answer with result/records")
    return map(mapping, rows)


def notices(record: DocumentRows | UnexpectedDocument, portal: str) -> Iterator[Notice | Trouble]:
    """Parse the rows of a document, with a trouble for each cell that is not understood."""
    if isinstance(record, UnexpectedDocument):
        raise record
    last = max(record.rows, key=_issue)
    number_ = record.id + {CALL: "", AWARD: "/award", DIRECT: "/non-competitive"}[record.table]
    type_ = non_empty_text(last.get("RFx (Solicitation) Type"))
    yield Notice(
        id=f"{portal}:{number_}",
        portal=portal,
        number=number_,
        kind=_kind(record.table, type_),
        form=non_empty_text(last.get("NOIP (Notice of Intended Procurement) Type")),
        published=civil_date(last.get("Issue Date"), None),
        languages=("en",),
        country="CA",
        procedure=_procedure(record, last, type_),
        buyers=(BUYER,),
        texts=tuple(_texts(last)),
        nature=NATURES.get(folded(non_empty_text(last.get("High Level Category")) or "")),
        deadline=civil_date(last.get(CALL), None),
        awards=() if record.table == CALL else tuple(_awards(record)),
        contacts=tuple({x for row in record.rows if (x := non_empty_text(row.get("Buyer Name")))}),
    )
    if type_ and type_ not in TYPES:
        message = f"RFx (Solicitation) Type is {type_!r}, expected one of {', '.join(TYPES)}"
        yield Trouble("unexpected", "unknown_word", message, "RFx (Solicitation) Type", number_)
    for row in record.rows:
        yield from unexpected_types(row, _CELLS, number_)
        if (parse_number(_amount(row)) or 0) >= MAX_DOLLARS:
            message = "Award is above a thousand million, where telephone numbers were seen"
            yield Trouble("unexpected", "no_amount", message, "Award", number_)


def _issue(row: dict[str, Any]) -> tuple[str, bool]:
    """When a row was issued; of those of a day, or of none, one that says what is bought."""
    text = non_empty_text(row.get("Solicitation Document Description"))
    return str(row.get("Issue Date") or ""), text is not None


def _kind(table: str, type_: str | None) -> Kind:
    """A request for information asks the market before there is a call."""
    if table != CALL:
        return "award"
    return "planning" if type_ == "RFI" else "tender"


def _procedure(record: DocumentRows, row: dict[str, Any], type_: str | None) -> Procedure:
    if record.table == DIRECT:
        return Procedure(method="direct", direct_award_reason=non_empty_text(row.get("Reason")))
    id_ = None if record.id.startswith("unnumbered-") else record.id
    return Procedure(id=id_, method_details=TYPES.get(type_ or "", type_))


def _texts(row: dict[str, Any]) -> Iterator[Text]:
    """Return the texts of a row: its description, whose first sentence is the title; division."""
    text = non_empty_text(row.get("Solicitation Document Description"))
    if text:
        yield Text("title", first_sentence(text), "en")
        yield Text("description", text, "en")
    if division := non_empty_text(row.get("Division")):
        yield Text("division", division, "en")


def first_sentence(text: str) -> str:
    """Return the text up to the end of its first sentence or line."""
    for end in _END.finditer(text):
        if not _ABBREVIATION.fullmatch(end["word"] or ""):
            return text[: end.end()].strip()
    return text.strip()


def _supplier(row: dict[str, Any]) -> str:
    """Return who won; nothing where "n/a" and the like stand."""
    name = non_empty_text(row.get(AWARD)) or non_empty_text(row.get("Supplier Name")) or ""
    return "" if is_supplier_placeholder(name) else name


def _amount(row: dict[str, Any]) -> str | None:
    return non_empty_text(row.get("Award")) or non_empty_text(row.get("Contract Amount"))


def _awards(record: DocumentRows) -> Iterator[Award]:
    """A row is an award; its supplier names it, with its place where one has several."""
    seen: dict[str, int] = {}
    for row in record.rows:
        supplier = _supplier(row)
        name = folded(supplier)
        seen[name] = seen.get(name, 0) + 1
        amount = parse_number(_amount(row))
        is_told = amount is not None and 0 < amount < MAX_DOLLARS
        yield Award(
            key=name if seen[name] == 1 else f"{name} {seen[name]}",
            status="active" if supplier or is_told else None,
            decided=civil_date(row.get("Award Authority Obtained Date"), None),
            signed=civil_date(row.get("Contract Date"), None),
            value=Money(amount, "CAD") if is_told and amount else None,
            value_kind="exact" if is_told else None,
            suppliers=(Supplier(Organization(supplier)),) if supplier else (),
        )
