"""Read the five source formats of a DECP contract into one ``Act``.

Mended  sentinels for empty (CDL, NC, …), holders in lists of lists, modifications as a string of
        JSON, zones behind dates, numbers of buyers that lost their zero, ``\\n`` written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from lxml import etree

from pipelines.errors import BrokenDocument, UnexpectedDocument
from spiders.parsers import decoding
from spiders.parsers.common.json_values import mapping
from spiders.parsers.decoding import csv_rows, record_splitter
from spiders.parsers.decp.values import (
    cpv,
    find_objects,
    first_non_empty,
    non_empty_text,
    parse_date,
    place,
    siret,
    split_values,
    title,
)

_ROOTS = ("marche", "contrat-concession")


class Holder(NamedTuple):
    """A supplier as published; ``id`` is empty where it is named without a number."""

    id: str
    scheme: str
    name: str | None


class Modification(NamedTuple):
    """A modification as published; None where it restates nothing."""

    id: str | None
    day: date | None
    published: date | None
    reason: str | None
    amount: Any
    months: Any
    holders: tuple[Holder, ...]


class Act(NamedTuple):
    """A contract as published; amounts and lengths are still words or numbers.

    ``start``  first day of its execution, which concessions publish.
    ``grouping``  how its holders are bound ("Solidaire", "Conjoint", "Pas de groupement").
    """

    id: str | None
    buyer: str | None
    buyer_name: str | None
    nature: str | None
    title: str | None
    cpv: str | None
    procedure: str | None
    techniques: tuple[str, ...]
    framework: str | None
    holders: tuple[Holder, ...]
    subcontractors: tuple[Holder, ...]
    amount: Any
    months: Any
    offers: Any
    signed: date | None
    published: date | None
    changes: tuple[Modification, ...]
    place: str | None = None
    grouping: str | None = None
    start: date | None = None
    is_concession: bool = False
    is_only_change: bool = False


_BUYERS = ("acheteur", "acheteur_id", "autoriteConcedante")


def records(body: bytes) -> Iterator[Any]:
    """Read contracts from JSON, XML or CSV, whole or a slice of a JSON file.

    Raises  BrokenDocument: above the limit of 64 MB (too_large), among others.
    """
    start = decoding.check_body(body, "JSON, XML or CSV").lstrip(b"\xef\xbb\xbf \t\r\n,")[:1]
    if start == b"<":
        yield from _of_xml(decoding.xml_root(body))
    elif start in (b"{", b"["):
        values = decoding.json_value(record_splitter.records_of(body))
        yield from values if len(values) > 1 else chain.from_iterable(map(_of_json, values))
    else:
        yield from _of_rows(body)


def _of_xml(root: etree._Element) -> Iterator[Any]:
    """A contract that has another name than it should comes out as the error that says so."""
    if root.tag not in ("marches", *_ROOTS):
        raise UnexpectedDocument(f"the root element is {root.tag}, expected marches")
    for child in root if root.tag == "marches" else (root,):
        elements = list(child.iter(*_ROOTS))
        yield from map(_plain, elements)
        if not elements:
            yield UnexpectedDocument(f"an element of {root.tag} is {child.tag}, expected marche")


def _of_json(value: Any) -> Iterator[Any]:
    marches = mapping(value).get("marches", value)
    if isinstance(marches, dict):
        records = [marches[name] for name in (*_ROOTS, "results") if name in marches]
        if not records and any(name in marches for name in _BUYERS):
            records = [marches]
        if not records:
            raise UnexpectedDocument(f"expected contracts, got {sorted(marches)[:6]}")
        lists = (part if isinstance(part, list) else [part] for part in records)
        yield from chain.from_iterable(lists)
    elif isinstance(marches, list):
        yield from marches
    else:
        raise UnexpectedDocument(f"expected contracts, got {marches!r:.60}")


def _of_rows(body: bytes) -> Iterator[Any]:
    """Consolidated CSV: the rows of one contract (holders, modifications) lie anywhere in it.

    Raises  BrokenDocument after what was read before the place that is broken.
    """
    groups: dict[tuple[str | None, ...], list[dict[str, Any]]] = {}
    broken = None
    delimiter = ";" if b";" in body.partition(b"\n")[0] else ","
    try:
        for row in csv_rows.rows(body, delimiter, needs=("acheteur_id", "id")):
            if isinstance(row, UnexpectedDocument):
                yield row
                continue
            same = ("uid", "id", "acheteur_id", "codeCPV", "objet")
            groups.setdefault(tuple(row.get(name) for name in same), []).append(dict(row))
    except BrokenDocument as error:
        broken = error
    for group in groups.values():
        first_state = [
            row for row in group if non_empty_text(row.get("modification_id")) in (None, "0")
        ]
        base = dict((first_state or group)[0])
        base["titulaires"] = [_row_holder(row) for row in first_state or group]
        later: dict[str, list[dict[str, Any]]] = {}
        for row in group:
            if row not in first_state:
                later.setdefault(str(row["modification_id"]), []).append(row)
        base["modifications"] = [_row_change(id_, rows_) for id_, rows_ in later.items()]
        yield base
    if broken is not None:
        raise broken


def _row_holder(row: dict[str, Any]) -> dict[str, Any]:
    names = {"id": "id", "typeIdentifiant": "typeIdentifiant", "nom": "denominationSociale"}
    return {ours: row.get(f"titulaire_{theirs}") for theirs, ours in names.items()}


def _row_change(id_: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": id_,
        "dateNotificationModification": rows[0].get("dateNotification"),
        "datePublicationDonneesModification": rows[0].get("datePublicationDonnees"),
        "montant": rows[0].get("montant"),
        "dureeMois": rows[0].get("dureeMois"),
        "titulaires": [_row_holder(row) for row in rows],
    }


def _plain(element: etree._Element) -> Any:
    """Convert an XML element to what JSON would hold: text, or an object with lists."""
    children = [child for child in element if isinstance(child.tag, str)]
    if not children:
        return (element.text or "").strip()
    result: dict[str, Any] = {}
    for child in children:
        name, value = etree.QName(child).localname, _plain(child)
        if name in result:
            items = result[name] if isinstance(result[name], list) else [result[name]]
            result[name] = [*items, value]
        else:
            result[name] = value
    if element.tag == "contrat-concession":
        result.setdefault("nature", "Concession")
    return result


def read_act(record: Any) -> Act:
    """Read a contract into an Act.  Raises UnexpectedDocument for what is no object."""
    if not isinstance(record, dict):
        raise UnexpectedDocument(f"expected a contract, got {record!r:.60}")
    if "titulaire_id_1" in record or "codecpv" in record:
        return _of_table(record)
    who = mapping(record.get("acheteur") or record.get("autoriteConcedante"))
    holders = _holders(record.get("titulaires") or record.get("concessionnaires"))
    return Act(
        id=non_empty_text(record.get("id")),
        buyer=siret(
            first_non_empty(who.get("id"), record.get("acheteur_id"), record.get("acheteur.id"))
        ),
        buyer_name=non_empty_text(first_non_empty(who.get("nom"), record.get("acheteur_nom"))),
        nature=non_empty_text(record.get("nature")),
        title=title(record.get("objet")),
        cpv=cpv(record.get("codeCPV")),
        procedure=non_empty_text(record.get("procedure")),
        techniques=tuple(split_values(record.get("techniques"))),
        framework=_framework(record.get("idAccordCadre"), record.get("id")),
        holders=tuple(holders) or tuple(_holders(_flat_holder(record))),
        subcontractors=tuple(_holders(_subcontractors(record.get("actesSousTraitance")))),
        amount=first_non_empty(record.get("montant"), record.get("valeurGlobale")),
        months=non_empty_text(record.get("dureeMois")),
        offers=record.get("offresRecues"),
        signed=parse_date(
            first_non_empty(record.get("dateNotification"), record.get("dateSignature"))
        ),
        published=parse_date(record.get("datePublicationDonnees")),
        changes=tuple(_changes(record.get("modifications"))),
        place=_place(record),
        grouping=non_empty_text(record.get("typeGroupementOperateurs")),
        start=parse_date(record.get("dateDebutExecution")),
        # a list of contracts of both kinds has the empty or filled-up fields of either in all
        is_concession=bool(
            mapping(record.get("autoriteConcedante"))
            or list(_holders(record.get("concessionnaires")))
        ),
    )


def _of_table(row: dict[str, Any]) -> Act:
    """Row of the ministry's table: at most three holders; one modification or subcontract."""
    get = {name: value for name, value in row.items() if non_empty_text(value)}.get
    holders = [
        {
            "id": get(f"titulaire_id_{n}"),
            "typeIdentifiant": get(f"titulaire_typeidentifiant_{n}"),
            "denominationSociale": get(f"titulaire_denominationsociale_{n}"),
        }
        for n in (1, 2, 3)
    ]
    sub = {"id": get("idsoustraitant"), "typeIdentifiant": get("typeidentifiantsoustraitant")}
    change = {
        "id": get("idmodification"),
        "dateNotificationModification": get("datenotificationmodificationmodification"),
        "datePublicationDonneesModification": get("datepublicationdonneesmodificationmodification"),
        "montant": get("montantmodification"),
        "dureeMois": get("dureemoismodification"),
        "objetModification": get("objetmodification"),
        "titulaires": {
            "id": get("idtitulairemodification"),
            "typeIdentifiant": get("typeidentifianttitulairemodification"),
        },
    }
    changes = tuple(_changes([change]) if get("idmodification") else ())
    return Act(
        id=non_empty_text(get("id")),
        buyer=siret(get("acheteur_id")),
        buyer_name=non_empty_text(get("acheteur_nom")),
        nature=non_empty_text(get("nature")),
        title=title(get("objet")),
        cpv=cpv(get("codecpv")),
        procedure=non_empty_text(get("procedure")),
        techniques=tuple(split_values(get("techniques"))),
        framework=_framework(get("idaccordcadre"), get("id")),
        holders=tuple(_holders(holders)),
        subcontractors=tuple(_holders(sub)),
        amount=get("montant"),
        months=get("dureemois"),
        offers=get("offresrecues"),
        signed=parse_date(get("datenotification")),
        published=parse_date(get("datepublicationdonnees")),
        changes=changes,
        place=place(get("lieuexecution_code"), get("lieuexecution_typecode")),
        grouping=non_empty_text(get("typegroupementoperateurs")),
        is_only_change=bool(changes),
    )


def _framework(value: Any, own: Any) -> str | None:
    """Number of the framework that a contract draws on; not its own, nor a word that fills the
    field ("test" in the ministry's file, consolidated-minef-8.json)."""
    number = non_empty_text(value)
    if number is None or not re.search(r"\d", number):
        return None
    own_number = non_empty_text(own)
    return None if own_number and _letters(number) == _letters(own_number) else number


def _letters(number: str) -> str:
    return re.sub(r"[\W_]", "", number).casefold()


def _place(record: dict[str, Any]) -> str | None:
    """Place of performance; the consolidated table has the buyer's département in its place."""
    where = next(find_objects(record.get("lieuExecution"), ("code",)), {})
    return place(where.get("code"), where.get("typeCode")) or place(
        record.get("acheteur_departement_code"), None
    )


def _holders(value: Any) -> Iterator[Holder]:
    for holder in find_objects(value, ("id", "denominationSociale")):
        scheme = (non_empty_text(holder.get("typeIdentifiant")) or "").upper().replace(" ", "-")
        id_ = siret(holder.get("id"), is_padded=scheme in ("", "SIRET")) or ""
        name = non_empty_text(holder.get("denominationSociale"))
        if not scheme and re.fullmatch(r"\d{14}", id_):
            scheme = "SIRET"
        if id_ or name:
            yield Holder(id_, scheme, name)


def _flat_holder(record: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "typeIdentifiant", "denominationSociale")
    return {name: record.get(f"titulaire_{name}") for name in names}


def _subcontractors(value: Any) -> list[Any]:
    return [act.get("sousTraitant") for act in find_objects(value, ("id", "dateNotification"))]


def _changes(value: Any) -> Iterator[Modification]:
    dates = ("dateNotificationModification", "dateSignatureModification")
    for change in find_objects(value, (*dates, "datePublicationDonneesModification")):
        yield Modification(
            id=non_empty_text(change.get("id")),
            day=parse_date(first_non_empty(*(change.get(name) for name in dates))),
            published=parse_date(change.get("datePublicationDonneesModification")),
            reason=title(change.get("objetModification")),
            amount=first_non_empty(change.get("montant"), change.get("valeurGlobale")),
            months=non_empty_text(change.get("dureeMois")),
            holders=tuple(_holders(change.get("titulaires"))),
        )
