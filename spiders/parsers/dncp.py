"""Parse releases of Paraguay's DNCP: OCDS with a few names of its own.

Source  one real record package (155220, published in 2019) and the names in public clients.
Skips   the RUC of persons, which is made of their identity card's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.model import Award, Code, Identifier, Notice, Supplier, Trouble, replace
from spiders.parsers import ocds
from spiders.parsers.common.json_values import clean_text, map_objects, mapping
from spiders.parsers.common.list_of_objects import list_of_objects

PAGE = "https://www.contrataciones.gov.py/licitaciones/convocatoria/{}.html"
_COMPANY = re.compile(r"80\d{6}-?\d")
_RUC = re.compile(r"\d{5,8}-?\d")
_CATALOGUE = re.compile(r"\d{8}-\d+")
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
            "contracts": map_objects(release.get("contracts"), _contract),
        }
    for result in ocds.notices(release, portal, **PROFILE):
        if isinstance(result, Notice):
            result = replace(
                result,
                codes=_codes(result.codes),
                lots=tuple(replace(lot, codes=_codes(lot.codes)) for lot in result.lots),
                awards=tuple(map(_award, result.awards)),
            )
        yield result


def _contract(contract: dict[str, Any]) -> dict[str, Any]:
    """Old contracts hold their lots, each with what of it is bought, in place of their ids."""
    lot_ids = [id_ for lot in list_of_objects(contract.get("lots")) if (id_ := lot.get("id"))]
    return {"relatedLots": lot_ids, **replace_contract_id(contract)}


def replace_contract_id(contract: dict[str, Any]) -> dict[str, Any]:
    """Replace a contract's id by its number.

    Old ids hold the supplier's name, a person's too (155220-name-of-somebody-8): the name goes.
    """
    id_ = clean_text(contract.get("id")) or ""
    match = _NAMED.fullmatch(id_)
    id_ = f"{match[1]}-{match[2]}" if match else id_
    return {**contract, "id": clean_text(contract.get("dncpContractCode")) or id_ or None}


def _codes(codes: tuple[Code, ...]) -> tuple[Code, ...]:
    """The catalogue of the DNCP divides codes of UNSPSC (41113035-013), which are read alone."""
    unique: dict[tuple[str, str], Code] = {}
    for code in codes:
        if code.scheme.startswith("Catálogo de productos") and _CATALOGUE.fullmatch(code.id):
            code = replace(code, scheme="UNSPSC", id=code.id[:8], label=None)
        unique.setdefault((code.scheme, code.id), code)
    return tuple(unique.values())


def _award(award: Award) -> Award:
    suppliers = tuple(map(_supplier, award.suppliers))
    return replace(award, suppliers=suppliers, codes=_codes(award.codes))


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
