"""Parse OpenPLACSP's table of results: the rows of one file, a winner each.

Skips   the numbers of persons, prices of the tenders that lost, whether a firm is small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipelines.model import (
    Award,
    AwardStatus,
    Identifier,
    Kind,
    Lot,
    Notice,
    Organization,
    Procedure,
    Supplier,
    ValueKind,
)
from spiders.parsers.codice.openplacsp_cells import (
    FILE,
    CsvRows,
    cell,
    common,
    cpv,
    euro,
    places,
    reference,
    titles,
)
from spiders.parsers.codice.unique_award_keys import with_unique_keys
from spiders.parsers.codice.values import (
    is_person_number,
    name_and_numbers,
    parse_date,
    without_tax,
)
from spiders.parsers.common.build_period import stated_period
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import integer
from spiders.parsers.decoding.csv_rows import CsvRow

_LOT, _WHOLE_FILE = "Lote", "Sin lotes"
_OF = " licitación/lote"
RESULT = "Resultado licitación/lote"
_IN_FORCE = "Fecha entrada en vigor del contrato de licitación/lote"
TITLE = "Objeto licitación/lote"
_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
OUTCOMES: dict[str, AwardStatus] = _LISTS["TABLE_OUTCOMES"]


def notice(rows: CsvRows, portal: str) -> Notice:
    """A file that is cut into lots has the title of none of them."""
    row, awards = rows[0], tuple(_awards(rows))
    kind: Kind = "contract" if any(award.signed for award in awards) else "award"
    lots = tuple(_lots(rows))
    return Notice(
        **common(row, portal, "results/table", "" if lots else TITLE),
        places=places(rows, f"Lugar ejecución{_OF}"),
        kind=kind,
        form="resultados",
        procedure=Procedure(id=cell(row, FILE), other_ids=reference(row)),
        lots=lots,
        codes=cpv(row.get(f"CPV{_OF}", "") for row in rows),
        awards=awards,
    )


def _lot(row: CsvRow) -> str | None:
    lot = cell(row, _LOT)
    return None if lot == _WHOLE_FILE else lot


def _lots(rows: CsvRows) -> Iterator[Lot]:
    seen: set[str] = set()
    for row in rows:
        lot = _lot(row)
        if lot and lot not in seen:
            seen.add(lot)
            value = euro(row, f"Presupuesto base sin impuestos{_OF}")
            yield Lot(id=lot, texts=titles(row, TITLE), codes=cpv([row[f"CPV{_OF}"]]), value=value)


def _awards(rows: CsvRows) -> Iterator[Award]:
    """Keyed as the feed's: by contract number, else by lot."""
    shared = Counter((_lot(row), _amount(row)) for row in rows)
    awards = []
    for row in rows:
        contract = cell(row, f"Número del contrato{_OF}")
        key = contract or _lot(row) or "1"
        awards.append(_award(row, key, contract, shared[_lot(row), _amount(row)] > 1))
    yield from with_unique_keys(awards)


def _amount(row: CsvRow) -> str | None:
    return cell(row, "Importe adjudicación sin impuestos licitación/lote")


def _award(row: CsvRow, key: str, contract: str | None, shared: bool) -> Award:
    """``shared``: several winners of one lot with one amount are those of a framework, and the
    amount is what all of them may reach together."""
    lot = _lot(row)
    value = without_tax(
        euro(row, f"Importe adjudicación sin impuestos{_OF}"),
        euro(row, f"Importe adjudicación con impuestos{_OF}", "included"),
    )
    kind: ValueKind = "ceiling" if shared else "exact"
    return Award(
        key=key,
        key_basis="contract_number" if contract else "lot_suppliers",
        lots=(lot,) if lot else (),
        status=OUTCOMES.get(cell(row, RESULT) or ""),
        decided=parse_date(cell(row, f"Fecha del acuerdo{_OF}")),
        signed=parse_date(cell(row, f"Fecha formalización del contrato{_OF}")),
        value=value,
        value_kind=kind if value else None,
        maximum=value if shared else None,
        tenders_received=integer(cell(row, f"Número de ofertas recibidas por{_OF}")),
        suppliers=tuple(_suppliers(row)),
        contract_number=contract,
        period=stated_period(parse_date(cell(row, _IN_FORCE)), None, None),
    )


def _suppliers(row: CsvRow) -> Iterator[Supplier]:
    """The winner; several firms that win together are one name (``UTE …``)."""
    scheme = cell(row, f"Tipo de identificador de adjudicatario por{_OF}") or ""
    number = cell(row, f"Identificador Adjudicatario de la{_OF}") or ""
    name, numbers = name_and_numbers(cell(row, f"Adjudicatario{_OF}"), [(scheme, number)])
    scheme, id_ = numbers[0] if numbers else ("", None)
    spanish = scheme == "NIF"
    person = is_person_number(id_ or "")
    identifiers = (Identifier("ES-NIF" if spanish else "", id_),) if id_ and not person else ()
    if name:
        who = Organization(
            name,
            country="ES" if identifiers and spanish else None,
            identifiers=identifiers,
            natural_person=True if person else None,
        )
        yield Supplier(who)
