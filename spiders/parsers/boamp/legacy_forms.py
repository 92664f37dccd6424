"""Parse the forms of 2006 to 2023 (XML 2.3.0 and its JSON twin, no wrapper).

Shape   ``IDENTITE``, ``OBJET``, ``PROCEDURE``, ``CONDITION_DELAI``, ``ATTRIBUTION``; corrections
        hold ``RECTIF``, cancellations ``ANNULATION``, changes of a contract ``MODIFICATION``.
Units   amounts of the EU forms exclude VAT by rule; national ones do not say.
Skips   ``TEL``, ``MEL``, ``ADRESSES_COMPLEMENTAIRES``; ``CORRESPONDANT`` and ``CONTACT`` are for
        the privacy stage alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.model import Lot, Method, Money, Period, Renewal, Technique, Vat
from spiders.parsers.boamp import json_tree
from spiders.parsers.boamp.legacy_awards import awards, drop_repeated_rows
from spiders.parsers.boamp.parsed_form import FormFacts, buyer, cpv, months, texts, unique_lot_ids
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import as_list

_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
METHODS: dict[str, Method] = _LISTS[
    "LEGACY_METHODS"
]  # NEGOCIE, PROCEDURE_ADAPTE and AUTRE do not tell who could tender


def facts(donnees: dict[str, Any], *, european: bool) -> FormFacts:
    """Parse the content of ``DONNEES``."""
    vat: Vat = "excluded" if european else "unknown"
    procedure = _procedure(json_tree.dig(donnees, "PROCEDURE", "TYPE_PROCEDURE"))
    market, decisions = donnees.get("OBJET"), donnees.get("ATTRIBUTION")
    totals = json_tree.dig(market, "CARACTERISTIQUES")
    total = json_tree.amount(decisions, "VALEUR_TOTALE", vat=vat)
    reason = _reason(donnees)
    return FormFacts(
        title=json_tree.text(market, "TITRE_MARCHE"),
        buyers=_buyer(donnees.get("IDENTITE")),
        texts=texts(
            description=json_tree.text(market, "OBJET_COMPLET"),
            conditions=json_tree.text(donnees, "RENSEIGNEMENTS_COMPLEMENTAIRES", "RENS_COMPLEMENT"),
            change=reason,
        ),
        codes=cpv(
            [json_tree.text(code, "PRINCIPAL") for code in as_list(json_tree.dig(market, "CPV"))]
        ),
        nature=json_tree.choice(market, "TYPE_MARCHE"),
        value=None if decisions else json_tree.amount(totals, "VALEUR_TOTALE", vat=vat),
        # In an award these are the lowest and the highest tender, which no contract is worth.
        maximum=None if decisions else json_tree.amount(totals, "VALEUR_MAX", vat=vat),
        result_value=total
        or (json_tree.amount(totals, "VALEUR_TOTALE", vat=vat) if decisions else None),
        deadline=json_tree.text(donnees, "CONDITION_DELAI", "RECEPT_OFFRES")
        or json_tree.text(donnees, "CONDITION_DELAI", "RECEPT_CANDIDATURES"),
        lots=_lots(market, vat),
        awards=awards(decisions, vat),
        method=METHODS.get(procedure or ""),
        procedure=procedure,
        technique=_technique(donnees.get("PROCEDURE")),
        targets=_targets(donnees),
        change_reason=reason,
    )


def _buyer(body: Any) -> Any:
    return buyer(
        json_tree.text(body, "DENOMINATION"),
        number=json_tree.text(body, "CODE_IDENT_NATIONAL"),
        city=json_tree.text(body, "VILLE"),
        region=json_tree.text(body, "ADJUDICATEUR_NUTS"),
    )


def _targets(donnees: dict[str, Any]) -> tuple[str, ...]:
    """Numbers that the form itself names, in its own part on the earlier notice."""
    blocks = json_tree.find_values(donnees, "ANNONCE_ANTERIEUR")
    return tuple(json_tree.text(block, "REFERENCE", "IDWEB") or "" for block in blocks)


def _reason(donnees: dict[str, Any]) -> str | None:
    for path in (("ANNULATION", "MOTIF"), ("RECTIF", "MOTIF"), ("RECTIF", "TEXTE"), ("RECTIF",)):
        if text := json_tree.text(donnees, *path):
            return text
    return None


def _procedure(stated: Any) -> str | None:
    return json_tree.choice(stated) if isinstance(stated, dict) else None


def _technique(procedure: Any) -> Technique | None:
    implied = json_tree.dig(procedure, "AVIS_IMPLIQUE") or {}
    if json_tree.has(procedure, "ACCORD_CADRE") or "ACCORD_CADRE_OUI" in implied:
        return "framework"
    return "dynamic_purchasing" if "SAD_OUI" in implied else None


def _lots(market: Any, vat: Vat) -> tuple[Lot, ...]:
    """A lot printed twice with the same words is one lot; lots without a number are counted."""
    listed = drop_repeated_rows(as_list(json_tree.dig(market, "LOTS", "LOT")))
    ids = unique_lot_ids([json_tree.text(lot, "NUM") for lot in listed])
    return tuple(_lot(lot, number, vat) for lot, number in zip(listed, ids, strict=True))


def _lot(lot: Any, number: str, vat: Vat) -> Lot:
    value: Money | None = json_tree.amount(lot, "VALEUR", vat=vat)
    return Lot(
        id=number,
        texts=texts(
            title=json_tree.text(lot, "INTITULE"),
            description=json_tree.text(lot, "DESCRIPTION"),
            renewal=json_tree.text(lot, "RENOUVELLEMENT_DESCRIPTION"),
            options=json_tree.text(lot, "OPTIONS_DESCRIPTION"),
            conditions=json_tree.text(lot, "INFO_COMPL"),
        ),
        codes=cpv(
            [json_tree.text(code, "PRINCIPAL") for code in as_list(json_tree.dig(lot, "CPV"))]
        ),
        value=value,
        period=_period(lot),
        renewal=_renewal(lot),
    )


def _period(lot: Any) -> Period | None:
    start, end = (
        json_tree.civil_date(json_tree.text(lot, "DATE_DEBUT")),
        json_tree.civil_date(json_tree.text(lot, "DATE_FIN")),
    )
    length = months(json_tree.text(lot, "DUREE_MOIS"))
    period = Period(start, end, length, "stated" if end else "unknown")
    return period if period != Period() else None


def _renewal(lot: Any) -> Renewal | None:
    if not json_tree.has(lot, "RENOUVELLEMENT_OUI"):
        return None
    return Renewal(description=json_tree.text(lot, "RENOUVELLEMENT_DESCRIPTION"))
