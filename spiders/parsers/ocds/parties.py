"""Parse parties, buyers and suppliers of an OCDS release, with their roles.

``contactPoint`` is never read.  Party ids are local to a release: they join references to parties
and identify nothing, unless their prefix is a register's (GB-COH-01234567).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipelines.model import (
    Buyer,
    BuyerRole,
    Identifier,
    Organization,
    Supplier,
    SupplierRole,
    replace,
)
from spiders.parsers.common.country_names import named_country
from spiders.parsers.common.iso_codes import country as country_code
from spiders.parsers.common.json_values import clean_text, mapping, strings
from spiders.parsers.common.list_of_objects import list_of_objects

_REGISTER = re.compile(r"([A-Z]{2}-[A-Z0-9]{2,12})-(.+)")
_ACCOUNTS = {"GB-FTS", "GB-CFS"}  # numbers of log-ins on the portal: one body has several
_NO_NUMBER = {"", "0", "nan", "null", "none", "n/a", "na", "-", "not applicable", "unknown"}
_CENTRAL = re.compile(r"central purchasing|on behalf of other|centralised procurement", re.I)
_PERSON = {"selfemployed", "individual", "naturalperson", "natural person", "sole trader"}
_TYPES = ("UK_CA_TYPE", "TED_CA_TYPE")
_ACTIVITIES = ("COFOG", "TED_CE_ACTIVITY", "eu-main-activity")


class Parties:
    """The parties of one release, found by id, else by name."""

    def __init__(self, release: dict[str, Any]) -> None:
        self.all = list(list_of_objects(release.get("parties")))
        self.by_id = {id_: party for party in self.all if (id_ := clean_text(party.get("id")))}
        self._of_id: dict[str, list[dict[str, Any]]] = {}
        for party in self.all:
            self._of_id.setdefault(clean_text(party.get("id")) or "", []).append(party)
        self.by_name = {
            name: party for party in self.all if (name := clean_text(party.get("name")))
        }
        if not self.all:  # OCDS 1.0
            self._add_mentions(release)
        self._roles = [(party, _roles(party)) for party in self.all]
        self._known: dict[tuple[str | None, str | None], Organization | None] = {}

    def _add_mentions(self, release: dict[str, Any]) -> None:
        """Gather what is told of a supplier wherever it is named: here a number, there a place."""
        for section in ("contracts", "awards"):
            for part in list_of_objects(release.get(section)):
                for reference in list_of_objects(part.get("suppliers")):
                    if name := clean_text(reference.get("name")):
                        told = self.by_name.setdefault(name, {})
                        told.update(_filled(reference) | told)

    def with_role(self, role: str) -> list[dict[str, Any]]:
        return [party for party, roles in self._roles if role.lower() in roles]

    def with_id(self, id_: Any) -> list[dict[str, Any]]:
        text = clean_text(id_)
        return self._of_id.get(text, []) if text else []

    def find(self, reference: dict[str, Any]) -> dict[str, Any]:
        """Look up the party of a reference (id, name); an empty object when there is none."""
        party = self.by_id.get(clean_text(reference.get("id")) or "")
        return party or self.by_name.get(clean_text(reference.get("name")) or "") or {}

    def organization(self, reference: dict[str, Any]) -> Organization | None:
        """Parse a referenced organisation; what the reference lacks comes from its party."""
        party, own = self.find(reference), _filled(reference)
        key = (clean_text(reference.get("id")), clean_text(reference.get("name")))
        if party is reference or key == (None, None) or own.keys() - {"id", "name"}:
            return organization(party if party is reference else {**party, **own})
        if key not in self._known:  # a bare reference, as most are
            self._known[key] = organization({**party, **own})
        return self._known[key]


def _roles(party: dict[str, Any]) -> tuple[str, ...]:
    return tuple(role.lower() for role in strings(party.get("roles")))


def _filled(reference: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in reference.items() if value not in (None, "", [], {})}


def organization(party: dict[str, Any]) -> Organization | None:
    """Parse a party; None when neither a name nor a registry number is published.

    A party without a name is called by its number, which is all that the publisher says of it.
    """
    identifiers = tuple(dict.fromkeys(_identifiers(party)))
    legal_name = mapping(party.get("identifier")).get("legalName")
    name = _name(party.get("name")) or _name(legal_name)
    if name is None and identifiers:
        name = f"{identifiers[0].scheme}-{identifiers[0].id}".strip("-")
    if name is None:
        return None
    address, details = mapping(party.get("address")), mapping(party.get("details"))
    classifications = list(list_of_objects(details.get("classifications")))
    return Organization(
        name,
        country=_country(address, identifiers),
        identifiers=identifiers,
        natural_person=_is_person(details),
        size=clean_text(details.get("scale")),
        legal_type=_classified(classifications, _TYPES),
        activity=_classified(classifications, _ACTIVITIES),
        city=_area(address, "locality"),
        region=region_of_address(address),
    )


def region_of_address(address: dict[str, Any]) -> str | None:
    """The region; in Peru it is the ``department``, and ``region`` one of its provinces."""
    return clean_text(address.get("department")) or _area(address, "region")


def _area(address: dict[str, Any], name: str) -> str | None:
    """``locality`` or ``region``, which Moldova has in ``addressDetails`` with code and name."""
    detailed = mapping(mapping(address.get("addressDetails")).get(name))
    return clean_text(address.get(name)) or clean_text(detailed.get("description"))


def _name(value: Any) -> str | None:
    """A name has a letter or a digit in it: ``-`` and ``.`` stand for no name."""
    name = clean_text(value)
    return name if name and any(map(str.isalnum, name)) and name.lower() != "nan" else None


def _identifiers(party: dict[str, Any]) -> Iterator[Identifier]:
    for identifier in (
        mapping(party.get("identifier")),
        *list_of_objects(party.get("additionalIdentifiers")),
    ):
        number, scheme = (
            clean_text(identifier.get("id")),
            clean_text(identifier.get("scheme")) or "",
        )
        if number and number.lower() not in _NO_NUMBER and scheme not in _ACCOUNTS:
            yield Identifier(scheme, number)
    match = _REGISTER.fullmatch(clean_text(party.get("id")) or "")
    if match and match[1] not in _ACCOUNTS and match[2].lower() not in _NO_NUMBER:
        yield Identifier(match[1], match[2])


def _country(address: dict[str, Any], identifiers: tuple[Identifier, ...]) -> str | None:
    """Address, else the country of the register that the organisation is in."""
    detailed = mapping(mapping(address.get("addressDetails")).get("country")).get("id")
    for value in (address.get("country"), address.get("countryName"), detailed):
        if (name := clean_text(value)) and (code := named_country(name)):
            return code
    registers = (x.scheme for x in identifiers if x.scheme[2:3] == "-")  # not "Registro Único de…"
    return next((code for scheme in registers if (code := country_code(scheme[:2]))), None)


def _is_person(details: dict[str, Any]) -> bool | None:
    for key in ("naturalPerson", "isNaturalPerson"):
        if isinstance(details.get(key), bool):
            return bool(details[key])
    kinds = (details.get("scale"), details.get("legalEntityType"), details.get("entityType"))
    return True if any((clean_text(kind) or "").lower() in _PERSON for kind in kinds) else None


def _classified(classifications: list[dict[str, Any]], schemes: tuple[str, ...]) -> str | None:
    for item in classifications:
        if clean_text(item.get("scheme")) in schemes:
            return clean_text(item.get("description")) or clean_text(item.get("id"))
    return None


def buyers(release: dict[str, Any], parties: Parties, country: str | None) -> tuple[Buyer, ...]:
    """Return the buyers: ``buyer``, then parties of that role, else the procuring entities.

    On Find a Tender advisers are procuring entities too (037689-2026).
    """
    references = list(list_of_objects(release.get("buyer")))
    if not references and (id_ := clean_text(release.get("buyerID"))):
        references = [{"id": id_}]
    references += [*parties.with_role("buyer"), *parties.with_role("centralPurchasingBody")]
    if not references:
        references += list_of_objects(mapping(release.get("tender")).get("procuringEntity"))
        references += parties.with_role("procuringEntity")
    result: dict[str, Buyer] = {}
    seen: set[str | None] = set()
    for reference in references:
        organization, party = parties.organization(reference), parties.find(reference) or reference
        same = (
            organization is None
            or organization.name in result
            or clean_text(party.get("id")) in seen
        )
        if organization and not same:
            first = not any(buyer.role == "buyer" for buyer in result.values())
            result[organization.name] = Buyer(
                _in(organization, country), _buyer_role(party, first=first)
            )
            seen |= {clean_text(party.get("id"))} - {None}
    return tuple(result.values())


def _in(organization: Organization, country: str | None) -> Organization:
    return (
        organization
        if organization.country or not country
        else replace(organization, country=country)
    )


def _buyer_role(party: dict[str, Any], *, first: bool) -> BuyerRole:
    """Half of the buyers on Public Contracts Scotland and Sell2Wales tick "central purchasing
    body" beside buyer, for contracts of their own: that role counts where it stands alone."""
    roles = _roles(party)
    alone = "centralpurchasingbody" in roles and "buyer" not in roles
    if alone or _CENTRAL.search(clean_text(party.get("roleDetails")) or ""):
        return "central_purchasing"
    return "buyer" if first else "joint"


def suppliers(
    references: Iterable[dict[str, Any]], parties: Parties, role: SupplierRole = "main"
) -> Iterator[Supplier]:
    """Resolve suppliers; they are members of a consortium only if their party's role says so."""
    for reference in references:
        organization = parties.organization(reference)
        if organization:
            roles = " ".join(_roles(parties.find(reference)))
            yield Supplier(organization, "member" if "consortium" in roles else role)
