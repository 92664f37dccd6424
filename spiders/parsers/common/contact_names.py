"""Find the names of contact persons, owners and jurors in a document.

For the privacy stage alone: it hides them where a description repeats them, and forgets them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from spiders.parsers.common.list_of_objects import list_of_objects

_CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_EFAC = "{http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1}"
EFORMS = (f"{_CAC}Contact", f"{_CAC}TechnicalCommitteePerson", f"{_EFAC}UltimateBeneficialOwner")
"""Tags of the elements of eForms that name persons; they stand anywhere in a notice."""
_TED_EXPORT = ("{*}CONTACT_POINT", "{*}ATTENTION", "{*}MEMBER_NAME")


def of_eforms(persons: Iterable[etree._Element]) -> tuple[str, ...]:
    """Contacts, owners and members of juries, as published, from the elements of ``EFORMS``."""
    names: dict[str, None] = {}
    for element in persons:
        children = {child.tag: child.text for child in reversed(element)}  # the first of each holds
        parts = (children.get(f"{_CBC}FirstName"), children.get(f"{_CBC}FamilyName"))
        for name in (children.get(f"{_CBC}Name"), " ".join(filter(None, parts))):
            _note(names, name)
    return tuple(names)


def of_ted_export(root: etree._Element) -> tuple[str, ...]:
    """Contact points, attention lines and members of juries, as published."""
    names: dict[str, None] = {}
    for element in root.iter(*_TED_EXPORT):
        _note(names, " ".join(map(str, element.itertext())) if len(element) else element.text)
    return tuple(names)


def of_ocds(release: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of persons of every organisation, be it a party or named where it acts (OCDS 1.0)."""
    names: dict[str, None] = {}
    for organization in _organizations(release):
        for part in _PERSONS:
            for person in list_of_objects(organization.get(part)):
                name = person.get("name")
                _note(names, name if isinstance(name, str) else None)
    return tuple(names)


# contact points; who signs, owns or speaks for the organisation (extensions, Prozorro, MTender)
_PERSONS = (
    "contactPoint",
    "additionalContactPoints",
    "signerInfo",
    "persones",
    "people",
    "beneficialOwners",
)


def _organizations(release: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from list_of_objects(release.get("parties"))
    yield from list_of_objects(release.get("buyer"))
    for tender in list_of_objects(release.get("tender")):
        yield tender  # South Africa and others have a contact of the call itself
        for role in ("procuringEntity", "tenderers"):
            yield from list_of_objects(tender.get(role))
    for section in ("awards", "contracts"):
        for part in list_of_objects(release.get(section)):
            for role in ("suppliers", "buyer"):
                yield from list_of_objects(part.get(role))


def _note(names: dict[str, None], name: str | None) -> None:
    if name and (plain := " ".join(name.split())):
        names[plain] = None
