"""Parse the forms FNSimple (national standard form), DSP and DIVERS.

Shape   ``organisme`` and one of ``initial``, ``attribution``, ``rectificatif``, ``annulation``;
        older records have the parts of ``initial`` directly under the form.
Skips   ``coord`` and the other contact fields; ``correspondant`` is for the privacy stage alone.
"""

from __future__ import annotations

import re
from typing import Any

from pipelines.model import Lot, Method, Money, Period, Technique
from spiders.parsers.boamp import award_text, json_tree
from spiders.parsers.boamp.parsed_form import FormFacts, buyer, cpv, months, texts, unique_lot_ids
from spiders.parsers.common.json_values import as_list

PARTS = ("initial", "attribution", "rectificatif", "annulation", "modification")
SCHEMES = {"siret": "FR-SIRET", "siren": "FR-SIREN", "tva": "FR-VAT"}  # else unnamed
METHODS: dict[str, Method] = {
    "procedureOuverte": "open",
    "procedureRestreinte": "selective",
}  # procedureAdapteeO/R and the negotiated ones do not tell who could tender
TECHNIQUES: tuple[tuple[str, Technique], ...] = (
    ("accordcadre", "framework"),
    ("acquisitiondynamique", "dynamic_purchasing"),
    ("sad", "dynamic_purchasing"),
)

_OPENING = re.compile(r"(?:lot )?(?:n° ?)?(?P<lot>\d+[A-Za-z]?) ?[:–-]", re.I)


def facts(form: dict[str, Any]) -> FormFacts:
    """Parse ``donnees["FNSimple"]``."""
    part = next((form[name] for name in PARTS if isinstance(form.get(name), dict)), form)
    market = json_tree.dig(part, "natureMarche") or json_tree.dig(part, "descriptionMarche")
    award_passage = json_tree.text(part, "attributionMarche")
    reason = json_tree.text(part, "infosRectif") or json_tree.text(part, "motif")
    return FormFacts(
        title=json_tree.text(market, "intitule") or json_tree.text(market, "titreMarche"),
        buyers=_buyer(form.get("organisme")),
        texts=texts(
            description=json_tree.text(market, "description"),
            award_text=award_passage,
            change=reason,
        ),
        codes=cpv(_codes(market)),
        nature=json_tree.choice(market, "natureMarche"),
        value=_value(market),
        maximum=_ceiling(market),
        deadline=json_tree.text(part, "procedure", "dateReceptionOffres"),
        lots=_lots(part, market),
        awards=award_text.awards(award_passage) if award_passage else (),
        method=_method(json_tree.dig(part, "procedure")),
        technique=_technique(json_tree.choice(part, "procedure", "techAchat")),
        targets=tuple(
            json_tree.text(value) or "" for value in json_tree.find_values(part, "idWeb")
        ),
        change_reason=reason,
    )


def _buyer(body: Any) -> Any:
    scheme = SCHEMES.get((json_tree.choice(body, "typeIdentificationNational") or "").lower(), "")
    return buyer(
        json_tree.text(body, "nomOfficiel") or json_tree.text(body, "acheteurPublic"),
        scheme=scheme,
        number=json_tree.text(body, "codeIdentificationNational"),
        city=json_tree.text(body, "ville"),
    )


def _codes(market: Any) -> list[str | None]:
    main = [
        json_tree.text(code, "classPrincipale")
        for code in json_tree.find_values(market, "objetPrincipal")
    ]
    more = [
        json_tree.text(code, "classPrincipale")
        for code in json_tree.find_values(market, "objetComplementaire")
    ]
    return main + more


def _value(market: Any) -> Money | None:
    estimate = json_tree.dig(market, "valeurEstimee")
    currency = json_tree.text(estimate, "@devise")
    return json_tree.amount(estimate, "valeur", currency=currency)


def _ceiling(market: Any) -> Money | None:
    estimate = json_tree.dig(market, "valeurEstimee")
    currency = json_tree.text(estimate, "@devise")
    return json_tree.amount(estimate, "fourchette", "valeurHaute", currency=currency)


def _method(procedure: Any) -> Method | None:
    keys = procedure if isinstance(procedure, dict) else ()
    return next((METHODS[key] for key in keys if key in METHODS), None)


def _technique(name: str | None) -> Technique | None:
    low = (name or "").lower()
    return next((technique for word, technique in TECHNIQUES if word in low), None)


def _lots(part: Any, market: Any) -> tuple[Lot, ...]:
    """Lots as listed; a market without lots has one, so that its length has a place."""
    listed = as_list(json_tree.dig(part, "lots", "lot"))
    listed = listed or [
        lot for lot in as_list(json_tree.dig(market, "lotsMarche")) if "intitule" in lot
    ]
    if listed:
        ids = unique_lot_ids(_numbers(listed))
        return tuple(_lot(lot, number) for lot, number in zip(listed, ids, strict=True))
    length = months(json_tree.text(market, "dureeMois"))
    return (Lot(id="1", period=Period(months=length)),) if length else ()


def _numbers(listed: list[Any]) -> list[str | None]:
    """The numbers of lots; those that open every description (``7a : Bardage``) where none is."""
    stated = [
        json_tree.text(lot, "numLot") or json_tree.text(lot, "numero") or json_tree.text(lot, "num")
        for lot in listed
    ]
    if any(stated):
        return stated
    opened = [_OPENING.match(json_tree.text(lot, "description") or "") for lot in listed]
    return [match["lot"] if match else None for match in opened] if all(opened) else stated


def _lot(lot: Any, number: str) -> Lot:
    length = months(json_tree.text(lot, "dureeMois"))
    return Lot(
        id=number,
        texts=texts(
            title=json_tree.text(lot, "intitule"), description=json_tree.text(lot, "description")
        ),
        codes=cpv(_codes(lot)),
        value=_value(lot) or json_tree.amount(lot, "estimation", "valeur"),
        maximum=_ceiling(lot),
        period=Period(months=length) if length else None,
    )
