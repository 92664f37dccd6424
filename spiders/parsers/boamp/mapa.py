"""Parse the form MAPA (small contracts), whose schema has no CPV code.

Skips   ``coord``: telephone and mail; ``correspondantPRM`` is for the privacy stage alone.
"""

from __future__ import annotations

from typing import Any

from pipelines.model import Award, Lot, Organization, Period, Supplier
from spiders.parsers.boamp import json_tree
from spiders.parsers.boamp.parsed_form import FormFacts, buyer, months, texts, unique_lot_ids
from spiders.parsers.common.json_values import as_list
from spiders.parsers.ted_export.unique_award_keys import with_unique_keys

PARTS = ("initial", "attribution", "rectificatif", "annulation", "modification")
FAILED = {"infructueux": "unsuccessful", "sansSuite": "cancelled"}


def facts(form: dict[str, Any]) -> FormFacts:
    """Parse ``donnees["MAPA"]``."""
    part = next((form[name] for name in PARTS if isinstance(form.get(name), dict)), form)
    description = json_tree.dig(part, "description")
    reason = json_tree.text(part, "infosRectif") or json_tree.text(part, "motif")
    return FormFacts(
        title=json_tree.text(description, "objet") or json_tree.text(part, "objet"),
        buyers=_buyer(form.get("organisme")),
        texts=texts(
            description=json_tree.text(part, "caracteristiques", "principales"),
            conditions=json_tree.text(part, "renseignements", "rensgComplt"),
            change=reason,
        ),
        nature=json_tree.choice(part, "natureMarche"),
        deadline=json_tree.text(part, "delais", "receptionOffres"),
        lots=_lots(part),
        awards=with_unique_keys(_awards(part)),
        targets=tuple(
            json_tree.text(value) or "" for value in json_tree.find_values(part, "idWeb")
        ),
        change_reason=reason,
    )


def _buyer(body: Any) -> Any:
    return buyer(
        json_tree.text(body, "acheteurPublic") or json_tree.text(body, "nomOfficiel"),
        number=json_tree.text(body, "codeIdentificationNational"),
        city=json_tree.text(body, "adr", "ville") or json_tree.text(body, "ville"),
    )


def _lots(part: Any) -> tuple[Lot, ...]:
    length = months(
        json_tree.text(part, "duree", "nbMois") or json_tree.text(part, "natureMarche", "nbMois")
    )
    start = json_tree.civil_date(json_tree.text(part, "duree", "dateACompterDu"))
    end = json_tree.civil_date(json_tree.text(part, "duree", "dateJusquau"))
    period = Period(start, end, length, "stated" if end else "unknown")
    period_or_none = period if period != Period() else None
    listed = as_list(json_tree.dig(part, "lots", "lot"))
    if not listed:
        return (Lot(id="1", period=period_or_none),) if period_or_none else ()
    ids = unique_lot_ids([json_tree.text(lot, "numLot") for lot in listed])
    return tuple(
        Lot(
            id=number,
            texts=texts(
                title=json_tree.text(lot, "intitule"),
                description=json_tree.text(lot, "description"),
            ),
            period=period_or_none,
        )
        for lot, number in zip(listed, ids, strict=True)
    )


def _awards(part: Any) -> list[Award]:
    """One award a result; a result without a holder is unsuccessful or cancelled, as it says."""
    received = json_tree.integer(json_tree.text(part, "autresInformations", "nbOffresRecues"))
    results = [
        (outcome, result)
        for results in json_tree.find_values(part, "resultat")
        for outcome in results
        if isinstance(results, dict)
        for result in as_list(results[outcome])
    ]
    alone = len(results) == 1
    return [_award(outcome, result, received if alone else None) for outcome, result in results]


def _award(outcome: str, result: Any, received: int | None) -> Award:
    lot = json_tree.text(result, "numLot")
    value = json_tree.amount(
        result, "montant", "valeur", currency=json_tree.text(result, "montant", "@devise")
    )
    return Award(
        key="",
        lots=(lot,) if lot else (),
        title=json_tree.text(result, "intitule"),
        status="active" if outcome == "attribue" else FAILED.get(outcome),  # type: ignore[arg-type]
        decided=json_tree.civil_date(json_tree.text(result, "dateAttribution")),
        value=value,
        value_kind="exact" if value else None,
        tenders_received=received,
        suppliers=tuple(_suppliers(result)),
        contract_number=json_tree.text(result, "numMarche"),
    )


def _suppliers(result: Any) -> list[Supplier]:
    """``PersonneMorale`` is a name; ``PersonnePhysique`` a human being, flagged as such."""
    holders = as_list(json_tree.dig(result, "titulaire"))
    suppliers = []
    for holder in holders:
        for key, natural in (("PersonneMorale", False), ("PersonnePhysique", True)):
            for supplier_name in as_list(json_tree.dig(holder, key)):
                name = json_tree.person_name(supplier_name) or json_tree.text(
                    supplier_name, "denomination"
                )
                if name:
                    suppliers.append(Supplier(Organization(name, natural_person=natural)))
        if isinstance(holder, str) and holder.strip():
            suppliers.append(Supplier(Organization(holder.strip())))
    return suppliers
