"""MAPA (small contracts) -> facts.  Its schema has no CPV code; descriptors and words must do.

Skips   ``correspondantPRM`` and ``coord``: a person's name, telephone and mail.
"""

from __future__ import annotations

from typing import Any

from pipelines.model import Award, Lot, Organization, Period, Supplier
from spiders.parsers.ted_export.keys import keyed

from . import tree
from .facts import Facts, buyer, months, numbered, texts

PARTS = ("initial", "attribution", "rectificatif", "annulation", "modification")
FAILED = {"infructueux": "unsuccessful", "sansSuite": "cancelled"}


def facts(form: dict[str, Any]) -> Facts:
    """``donnees["MAPA"]`` -> what it says."""
    part = next((form[name] for name in PARTS if isinstance(form.get(name), dict)), form)
    description = tree.dig(part, "description")
    reason = tree.text(part, "infosRectif") or tree.text(part, "motif")
    return Facts(
        title=tree.text(description, "objet") or tree.text(part, "objet"),
        buyers=_buyer(form.get("organisme")),
        texts=texts(
            description=tree.text(part, "caracteristiques", "principales"),
            conditions=tree.text(part, "renseignements", "rensgComplt"),
            change=reason,
        ),
        nature=tree.choice(part, "natureMarche"),
        deadline=tree.text(part, "delais", "receptionOffres"),
        lots=_lots(part),
        awards=keyed(_awards(part)),
        targets=tuple(tree.text(found) or "" for found in tree.found(part, "idWeb")),
        change_reason=reason,
    )


def _buyer(body: Any) -> Any:
    return buyer(
        tree.text(body, "acheteurPublic") or tree.text(body, "nomOfficiel"),
        number=tree.text(body, "codeIdentificationNational"),
        city=tree.text(body, "adr", "ville") or tree.text(body, "ville"),
    )


def _lots(part: Any) -> tuple[Lot, ...]:
    length = months(tree.text(part, "duree", "nbMois") or tree.text(part, "natureMarche", "nbMois"))
    start = tree.day(tree.text(part, "duree", "dateACompterDu"))
    end = tree.day(tree.text(part, "duree", "dateJusquau"))
    period = Period(start, end, length, "stated" if end else "unknown")
    period_or_none = period if period != Period() else None
    listed = tree.as_list(tree.dig(part, "lots", "lot"))
    if not listed:
        return (Lot(id="1", period=period_or_none),) if period_or_none else ()
    ids = numbered([tree.text(lot, "numLot") for lot in listed])
    return tuple(
        Lot(
            id=number,
            texts=texts(
                title=tree.text(lot, "intitule"), description=tree.text(lot, "description")
            ),
            period=period_or_none,
        )
        for lot, number in zip(listed, ids, strict=True)
    )


def _awards(part: Any) -> list[Award]:
    """One award a result; a result without a holder is unsuccessful or cancelled, as it says."""
    received = tree.whole(tree.text(part, "autresInformations", "nbOffresRecues"))
    results = [
        (outcome, result)
        for results in tree.found(part, "resultat")
        for outcome in results
        if isinstance(results, dict)
        for result in tree.as_list(results[outcome])
    ]
    alone = len(results) == 1
    return [_award(outcome, result, received if alone else None) for outcome, result in results]


def _award(outcome: str, result: Any, received: int | None) -> Award:
    lot = tree.text(result, "numLot")
    value = tree.amount(
        result, "montant", "valeur", currency=tree.text(result, "montant", "@devise")
    )
    return Award(
        key="",
        lots=(lot,) if lot else (),
        title=tree.text(result, "intitule"),
        status="active" if outcome == "attribue" else FAILED.get(outcome),  # type: ignore[arg-type]
        decided=tree.day(tree.text(result, "dateAttribution")),
        value=value,
        value_kind="exact" if value else None,
        tenders_received=received,
        suppliers=tuple(_suppliers(result)),
        contract_number=tree.text(result, "numMarche"),
    )


def _suppliers(result: Any) -> list[Supplier]:
    """``PersonneMorale`` is a name; ``PersonnePhysique`` a human being, flagged as such."""
    holders = tree.as_list(tree.dig(result, "titulaire"))
    made = []
    for holder in holders:
        for key, natural in (("PersonneMorale", False), ("PersonnePhysique", True)):
            for one in tree.as_list(tree.dig(holder, key)):
                name = tree.text(one) or tree.text(one, "nom") or tree.text(one, "denomination")
                if name:
                    made.append(Supplier(Organization(name, natural_person=natural)))
        if isinstance(holder, str) and holder.strip():
            made.append(Supplier(Organization(holder.strip())))
    return made
