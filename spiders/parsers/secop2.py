"""Parse rows of Colombia's SECOP II (contracts, calls).

Source  the columns that several public clients read; no real row was found.
Skips   numbers of persons; names of representatives and supervisors are for privacy alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.errors import UnexpectedDocument
from pipelines.model import (
    Award,
    AwardStatus,
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
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import (
    civil_date,
    clean_text,
    folded,
    integer,
    mapping,
    parse_number,
)
from spiders.parsers.common.unexpected_json_types import unexpected_types
from spiders.parsers.ocds.procedure import is_direct

ZONE = "America/Bogota"
PERSONS = (
    "Cédula de Ciudadanía",
    "Cédula de Extranjería",
    "Pasaporte",
    "Tarjeta de Identidad",
    "Permiso especial de permanencia",
)
_THOUSANDS = re.compile(r"\$ ?\d{1,3}(?:\.\d{3})+")
_PERSONS = {folded(word) for word in PERSONS}
_EMPTY = {"no definido", "no definida", "no d", "no aplica", "sin descripcion", "no adjudicado"}
_LISTS = read_code_lists(Path(__file__).with_suffix(".csv"))
STATUSES: dict[str, AwardStatus] = _LISTS["STATUSES"]
METHODS: dict[str, Method] = _LISTS["METHODS"]
_ENDED = {"cancelado", "desierto", "declarado desierto"}
_PEOPLE = (
    "nombre_representante_legal",
    "nombre_ordenador_del_gasto",
    "nombre_supervisor",
    "nombre_ordenador_de_pago",
    "nombre_del_adjudicador",
)


_CELLS = (
    "modalidad_de_contratacion",
    "nit_entidad",
    "documento_proveedor",
    "tipodocproveedor",
    "proveedor_adjudicado",
    "valor_del_contrato",
    "precio_base",
    "fecha_de_inicio_del_contrato",
    "fecha_de_fin_del_contrato",
    "fecha_de_recepcion_de",
)


class Columns(NamedTuple):
    """Column names of a data set, for the fields that both have."""

    id: str
    procedure: str
    buyer: str
    place: str
    title: str
    description: str
    code: str
    state: str
    dates: tuple[str, ...]

    def cells(self) -> Iterator[str]:
        """Columns of texts and numbers that are read; ``urlproceso`` may be an object."""
        for name in self:
            yield from [name] if isinstance(name, str) else name
        yield from (*_CELLS, *_PEOPLE)


CONTRACT = Columns(
    "id_contrato",
    "proceso_de_compra",
    "nombre_entidad",
    "ciudad",
    "objeto_del_contrato",
    "descripcion_del_proceso",
    "codigo_de_categoria_principal",
    "estado_contrato",
    ("ultima_actualizacion", "fecha_de_firma"),
)
CALL = Columns(
    "id_del_proceso",
    "id_del_portafolio",
    "entidad",
    "ciudad_entidad",
    "nombre_del_procedimiento",
    "descripci_n_del_procedimiento",
    "codigo_principal_de_categoria",
    "estado_del_procedimiento",
    ("fecha_de_ultima_publicaci", "fecha_de_publicacion_del"),
)


def notices(record: Any, portal: str) -> Iterator[Notice | Trouble]:
    """Parse a row, with a trouble for an unknown state of a contract."""
    row = mapping(record)
    if native_id := non_empty_text(row.get(CONTRACT.id)):
        yield _notice(row, CONTRACT, portal, native_id, awards=(_award(row, native_id),))
        state = folded(non_empty_text(row.get(CONTRACT.state)) or "")
        if state and state not in STATUSES:
            message = f"estado_contrato is {state!r}, expected one of {', '.join(STATUSES)}"
            yield Trouble("unexpected", "unknown_word", message, CONTRACT.state, native_id)
        yield from unexpected_types(row, CONTRACT.cells(), native_id)
    elif native_id := non_empty_text(row.get(CALL.id)):
        yield _notice(row, CALL, portal, native_id, awards=())
        yield from unexpected_types(row, CALL.cells(), native_id)
    else:
        raise UnexpectedDocument(
            f"expected a row with id_contrato or id_del_proceso, got {sorted(row)[:6]}"
        )


def non_empty_text(value: Any) -> str | None:
    """Text of a cell; "No Definido" and the like say nothing."""
    text = clean_text(value)
    return None if text is None or folded(text) in _EMPTY else text


def _notice(
    row: dict[str, Any], names: Columns, portal: str, native_id: str, awards: tuple[Award, ...]
) -> Notice:
    is_call, way = names is CALL, non_empty_text(row.get("modalidad_de_contratacion"))
    ended = is_call and folded(non_empty_text(row.get(names.state)) or "") in _ENDED
    title, description = (
        non_empty_text(row.get(names.title)),
        non_empty_text(row.get(names.description)),
    )
    texts = [("title", title or description)]
    texts += [("description", description)] if description != title and title else []
    method = "direct" if is_direct(way) else METHODS.get(folded(way or ""))
    dates = (civil_date(row.get(name), ZONE) for name in names.dates)
    price = _pesos(row.get("precio_base"))
    return Notice(
        id=f"{portal}:{native_id}",
        portal=portal,
        number=native_id,
        kind="tender" if is_call else "contract",
        change="cancellation" if ended else "none",
        form=non_empty_text(row.get("tipo_de_contrato")),
        published=next(filter(None, dates), None),
        languages=("es",),
        url=_page(row.get("urlproceso")),
        country="CO",
        procedure=Procedure(
            id=non_empty_text(row.get(names.procedure)),
            method=method,
            method_details=way,
            direct_award_reason=non_empty_text(
                row.get("justificaci_n_modalidad_de") or row.get("justificacion_modalidad_de")
            )
            if method == "direct"
            else None,
        ),
        buyers=_buyers(row, names),
        contacts=tuple(name for key in _PEOPLE if (name := non_empty_text(row.get(key)))),
        texts=tuple(Text(field, text, "es") for field, text in texts if text),
        codes=_codes(row.get(names.code)),
        value=price,
        deadline=civil_date(row.get("fecha_de_recepcion_de"), ZONE) if is_call else None,
        awards=awards,
    )


def _page(value: Any) -> str | None:
    """``urlproceso`` is an object in JSON, an address in CSV."""
    url = clean_text(mapping(value).get("url")) or clean_text(value)
    return url if url and url.startswith("https://") else None


def _codes(value: Any) -> tuple[Code, ...]:
    """Parse a UNSPSC code (``V1.43230000``)."""
    match = re.fullmatch(r"(?:V1\.)?(\d{4,8})", non_empty_text(value) or "")
    return (Code("UNSPSC", match[1], None, True),) if match else ()


def _buyers(row: dict[str, Any], names: Columns) -> tuple[Buyer, ...]:
    name, nit = non_empty_text(row.get(names.buyer)), non_empty_text(row.get("nit_entidad"))
    if not name:
        return ()
    region = non_empty_text(row.get("departamento")) or non_empty_text(
        row.get("departamento_entidad")
    )
    ids = (Identifier("CO-NIT", nit),) if nit else ()
    city = non_empty_text(row.get(names.place))
    return (Buyer(Organization(name, "CO", ids, city=city, region=region)),)


def _award(row: dict[str, Any], native_id: str) -> Award:
    start, end = (
        civil_date(row.get(f"fecha_de_{x}_del_contrato"), ZONE) for x in ("inicio", "fin")
    )
    value = _pesos(row.get("valor_del_contrato"))
    return Award(
        key=native_id,
        key_basis="contract_number",
        award_id=native_id,
        status=STATUSES.get(folded(non_empty_text(row.get(CONTRACT.state)) or "")),
        signed=civil_date(row.get("fecha_de_firma"), ZONE),
        value=value,
        value_kind="exact" if value else None,
        tenders_received=integer(row.get("respuestas_al_procedimiento")) or None,
        suppliers=_suppliers(row),
        contract_number=non_empty_text(row.get("referencia_del_contrato")),
        period=Period(start, end, None, "stated" if end else "unknown") if start or end else None,
    )


def _suppliers(row: dict[str, Any]) -> tuple[Supplier, ...]:
    name = non_empty_text(row.get("proveedor_adjudicado"))
    if not name:
        return ()
    kind = folded(non_empty_text(row.get("tipodocproveedor")) or "")
    nit = non_empty_text(row.get("documento_proveedor")) if kind == "nit" else None
    ids = (Identifier("CO-NIT", nit),) if nit else ()
    person = True if kind in _PERSONS else None
    return (Supplier(Organization(name, "CO" if ids else None, ids, person)),)


def _pesos(value: Any) -> Money | None:
    """0 stands for an amount that is not told; points part thousands (``$ 500.000``)."""
    text = clean_text(value) or ""
    amount = parse_number(text.replace(".", "") if _THOUSANDS.fullmatch(text) else text)
    return Money(amount, "COP") if amount else None
