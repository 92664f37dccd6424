"""Parse the awards (``ATTRIBUTION``) of the legacy forms.

EU forms have one ``DECISION`` a lot.  National forms put several ``TITULAIRE`` and several
``RENSEIGNEMENT`` in one ``DECISION``, paired by their order alone.  One amount for several holders
counts once: a value shown as shared is seen, a value counted twice is not.  ``OFFRE_BASSE`` and
``OFFRE_ELEVEE`` are tenders compared, not values of the contract, and stay out.
"""

from __future__ import annotations

import re
from typing import Any

from pipelines.model import Award, AwardStatus, Organization, Supplier, SupplierRole, Vat
from spiders.parsers.boamp import json_tree
from spiders.parsers.boamp.parsed_form import value_kind
from spiders.parsers.common.iso_codes import country
from spiders.parsers.common.json_values import as_list
from spiders.parsers.ted_export.unique_award_keys import with_unique_keys

_ROLE = re.compile(r"\s*\(\s*(?P<role>mandataire|co-?\s?traitante?)\b[^)]*\)\s*$", re.I)
_STATUS: dict[str, AwardStatus] = {
    "ATTRIBUE": "active",
    "INFRUCTUEUX": "unsuccessful",
    "SANS_SUITE": "cancelled",
}
_SIZE = {"PME_OUI": "sme", "PME_NON": "large"}


def drop_repeated_rows(rows: list[Any]) -> list[Any]:
    """Rows without those that repeat an earlier one word for word, as the portal does."""
    distinct: list[Any] = []
    for row in rows:
        if row not in distinct:
            distinct.append(row)
    return distinct


def awards(attribution: Any, vat: Vat) -> tuple[Award, ...]:
    decided = json_tree.text(attribution, "DATE_DECISION")
    rows = drop_repeated_rows(as_list(json_tree.dig(attribution, "DECISION")))
    if not rows and json_tree.has(attribution, "SANS_SUITE"):
        return with_unique_keys(
            [Award(key="", status="cancelled", decided=json_tree.civil_date(decided))]
        )
    return with_unique_keys([award for row in rows for award in _decision(row, decided, vat)])


def _decision(row: Any, decided: str | None, vat: Vat) -> list[Award]:
    holders = as_list(json_tree.dig(row, "TITULAIRE"))
    details = as_list(json_tree.dig(row, "RENSEIGNEMENT"))
    if _paired(holders, details):
        return [_award(row, [h], d, decided, vat) for h, d in zip(holders, details, strict=True)]
    return [_award(row, holders, _shared(holders, details), decided, vat)]


def _paired(holders: list[Any], details: list[Any]) -> bool:
    """Whether each holder has facts of its own: as many as holders, different, and no group."""
    if len(holders) < 2 or len(holders) != len(details) or any(map(_role, holders)):
        return False
    return len(drop_repeated_rows(details)) > 1


def _shared(holders: list[Any], details: list[Any]) -> Any:
    """The facts that hold for all the holders of a decision.

    Those of a group stand with its leader.  When they differ otherwise, only what all agree on
    is kept, since nothing says whose they are.
    """
    first = details[0] if details else {}
    if len(drop_repeated_rows(details)) < 2 or (
        any(map(_role, holders)) and len(holders) == len(details)
    ):
        return first
    return {key: value for key, value in first.items() if all(d.get(key) == value for d in details)}


def _award(row: Any, holders: list[Any], detail: Any, decided: str | None, vat: Vat) -> Award:
    lot = json_tree.text(row, "NUM_LOT")
    value = json_tree.amount(detail, "MONTANT", vat=vat)
    low = json_tree.amount(detail, "MONTANT_MINI", vat=vat)
    high = json_tree.amount(detail, "MONTANT_MAXI", vat=vat)
    suppliers = tuple(supplier for holder in holders if (supplier := _supplier(holder)) is not None)
    return Award(
        key="",
        lots=(lot,) if lot else (),
        title=json_tree.text(row, "INTITULE"),
        description=json_tree.text(row, "DESCRIPTION"),
        status=next((_STATUS[key] for key in _STATUS if json_tree.has(row, key)), None)
        or ("active" if suppliers else None),
        decided=json_tree.civil_date(json_tree.text(detail, "DATE_ATTRIBUTION") or decided),
        value=value,
        value_kind=value_kind(value, low, high),
        minimum=low,
        maximum=high,
        tenders_received=json_tree.integer(json_tree.text(detail, "NB_OFFRE_RECU")),
        suppliers=suppliers,
        contract_number=json_tree.text(row, "NUM_MARCHE"),
    )


def _role(holder: Any) -> SupplierRole | None:
    match = _ROLE.search(json_tree.text(holder, "DENOMINATION") or "")
    if match is None:
        return None
    return "main" if match["role"].lower() == "mandataire" else "member"


def _supplier(holder: Any) -> Supplier | None:
    """The name without the word that tells its place in a group, which becomes its role.

    EU forms give the region (NUTS), and by its first letters the country.
    """
    name = json_tree.text(holder, "DENOMINATION")
    if name is None:
        return None
    size = next((_SIZE[key] for key in _SIZE if json_tree.has(holder, key)), None)
    region = json_tree.text(holder, "CODE_NUTS")
    organization = Organization(
        _ROLE.sub("", name),
        country=country((region or "")[:2]),
        size=size,
        city=json_tree.text(holder, "VILLE"),
        region=region,
    )
    return Supplier(organization, _role(holder) or "main")
