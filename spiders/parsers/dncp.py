"""Parse releases of Paraguay's DNCP: OCDS with a few names of its own.

Source  one real record package (155220, published in 2019) and the names in public clients.
Skips   the RUC of persons, which is made of their identity card's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.model import Award, Identifier, Notice, Supplier, Trouble, replace
from spiders.parsers import ocds
from spiders.parsers.common.json_values import clean_text, map_objects, mapping

PAGE = "https://www.contrataciones.gov.py/licitaciones/convocatoria/{}.html"
_COMPANY = re.compile(r"80\d{6}-?\d")
_RUC = re.compile(r"\d{5,8}-?\d")
_NAMED = re.compile(r"(\d+)-[a-z].*-(\d+)")


def notice_url(release: dict[str, Any]) -> str | None:
    """Address of the call's page: as the tender says, else by its number."""
    tender = mapping(release.get("tender"))
    if url := clean_text(tender.get("url")):
        return url
    number = clean_text(tender.get("id"))
    return PAGE.format(number) if number else None


PROFILE: dict[str, Any] = {
    "zone": "America/Asuncion",
    "country": "PY",
    "language": "es",
    "currency": "PYG",
    "page": notice_url,
}


def notices(release: Any, portal: str) -> Iterator[Notice | Trouble]:
    """Parse an OCDS release, with persons marked and a trouble for each unknown word."""
    if isinstance(release, dict):
        release = {
            **release,
            "contracts": map_objects(release.get("contracts"), replace_contract_id),
        }
    for result in ocds.notices(release, portal, **PROFILE):
        if isinstance(result, Notice):
            result = replace(result, awards=tuple(map(_award, result.awards)))
        yield result


def replace_contract_id(contract: dict[str, Any]) -> dict[str, Any]:
    """Replace a contract's id by its number.

    Old ids hold the supplier's name, a person's too (155220-name-of-somebody-8): the name goes.
    """
    id_ = clean_text(contract.get("id")) or ""
    match = _NAMED.fullmatch(id_)
    id_ = f"{match[1]}-{match[2]}" if match else id_
    return {**contract, "id": clean_text(contract.get("dncpContractCode")) or id_ or None}


def _award(award: Award) -> Award:
    return replace(award, suppliers=tuple(map(_supplier, award.suppliers)))


def _supplier(supplier: Supplier) -> Supplier:
    """RUC under its own scheme; a supplier whose RUC is a person's is a person."""
    who = supplier.organization
    identifiers = tuple(_ruc(identifier) for identifier in who.identifiers)
    registry_identifiers = tuple(
        x for x in identifiers if x.scheme != "PY-RUC" or _COMPANY.fullmatch(x.id.strip())
    )
    of_person = True if len(registry_identifiers) < len(identifiers) else who.natural_person
    organization = replace(who, identifiers=registry_identifiers, natural_person=of_person)
    if any(identifier.scheme == "PY-RUC" for identifier in identifiers):
        organization = replace(organization, country=who.country or "PY")
    return replace(supplier, organization=organization)


def _ruc(identifier: Identifier) -> Identifier:
    """Old records write the scheme out: Registro Único de Contribuyente emitido por …"""
    is_ruc = "contribuyente" in identifier.scheme.casefold() or identifier.scheme.upper() in (
        "PY-RUC",
        "RUC",
    )
    return (
        Identifier("PY-RUC", identifier.id)
        if is_ruc and _RUC.fullmatch(identifier.id.strip())
        else identifier
    )
