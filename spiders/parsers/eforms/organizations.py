"""Parse the organisations of an eForms notice, by the references that name them.

Reads  names, company numbers, country, city, region, size.  Never a contact, a beneficial owner or
       a member of a jury: no path of this package leads there.
"""

from __future__ import annotations

from pipelines.model import Buyer, BuyerRole, Identifier, Organization, replace
from spiders.parsers.common import iso_codes
from spiders.parsers.eforms import xml_paths
from spiders.parsers.eforms.document import Doc
from spiders.parsers.eforms.xml_paths import Element, steps

ORGANIZATION = steps("$E/efac:Organizations/efac:Organization")
COMPANY = steps("efac:Company")
PARTY_ID = steps("cac:PartyIdentification/cbc:ID")
TOUCH_POINTS = steps("efac:TouchPoint/cac:PartyIdentification/cbc:ID")
NAME = steps("cac:PartyName/cbc:Name")
NUMBER = steps("cac:PartyLegalEntity/cbc:CompanyID")
COUNTRY = steps("cac:PostalAddress/cac:Country/cbc:IdentificationCode")
CITY = steps("cac:PostalAddress/cbc:CityName")
REGION = steps("cac:PostalAddress/cbc:CountrySubentityCode")
SIZE = steps("efbc:CompanySizeCode")
NATURAL = steps("efbc:NaturalPersonIndicator")
LEADER = steps("efbc:GroupLeadIndicator")
CENTRAL = (steps("efbc:AcquiringCPBIndicator"), steps("efbc:AwardingCPBIndicator"))

PARTY = steps("cac:ContractingParty")
BUYER_ID = steps("cac:Party/cac:PartyIdentification/cbc:ID")
PARTY_TYPES = steps("cac:ContractingPartyType/cbc:PartyTypeCode")
ACTIVITY = steps("cac:ContractingActivity/cbc:ActivityTypeCode")


class Organizations:
    """The organisations of one notice; each is read when something refers to it.

    A touch point (TPO-0001) is a desk of its organisation and stands for it.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.elements: dict[str, Element] = {}
        self.read: dict[str, Organization] = {}
        for element in xml_paths.every(doc.root, ORGANIZATION):
            company = xml_paths.first(element, COMPANY)
            own = xml_paths.value(company, PARTY_ID)
            for reference in (own, *xml_paths.values(element, TOUCH_POINTS)):
                if reference:
                    self.elements.setdefault(reference, element)

    def get(self, reference: str) -> Organization | None:
        """Look up an organisation by reference; a dangling one is noted and returns None."""
        if reference not in self.read:
            element = self.elements.get(reference)
            if element is None:
                self.doc.odd("organization", f"no organisation is called {reference!r}")
                return None
            self.read[reference] = organization(element, self.doc)
        return self.read[reference]

    def buyers(self) -> tuple[Buyer, ...]:
        """Parse the contracting parties into buyers, the leader of a group first."""
        found: dict[Organization, Buyer] = {}
        leads = []
        for party in xml_paths.every(self.doc.root, PARTY):
            for reference in xml_paths.values(party, BUYER_ID):
                known = self.get(reference)
                if known is None:
                    continue
                buyer = with_party(known, party)
                element = self.elements[reference]
                central = any(xml_paths.is_true(element, path) for path in CENTRAL)
                found.setdefault(buyer, Buyer(buyer, "central_purchasing" if central else "buyer"))
                if xml_paths.is_true(element, LEADER):
                    leads.append(buyer)
        return grouped(list(found.values()), leads)


def grouped(buyers: list[Buyer], leads: list[Organization]) -> tuple[Buyer, ...]:
    """Buyers with their role: the leader (else the first) buys, the others buy jointly."""
    if not buyers:
        return ()
    lead = next((buyer for buyer in buyers if buyer.organization in leads), buyers[0])
    others = [buyer for buyer in buyers if buyer is not lead]
    joint: BuyerRole = "joint"
    return (
        lead,
        *(replace(b, role=joint if b.role == "buyer" else b.role) for b in others),
    )


def with_party(known: Organization, party: Element) -> Organization:
    """Organisation with the legal type and activity that its contracting party states."""
    legal = next(
        (
            xml_paths.words(code)
            for code in xml_paths.every(party, PARTY_TYPES)
            if code.get("listName") != "buyer-contracting-type"
        ),
        None,
    )
    activity = xml_paths.value(party, ACTIVITY)
    return replace(known, legal_type=legal, activity=activity) if legal or activity else known


def organization(element: Element, doc: Doc) -> Organization:
    """Parse ``efac:Organization``, its name in the language of the notice."""
    company = xml_paths.first(element, COMPANY)
    if company is None:
        return Organization("")
    natural = xml_paths.value(element, NATURAL)
    city = xml_paths.value(company, CITY)
    return Organization(
        name=xml_paths.one_line(
            xml_paths.in_language(xml_paths.every(company, NAME), doc.language) or ""
        ),
        country=iso_codes.country(xml_paths.value(company, COUNTRY)),
        identifiers=tuple(
            Identifier(number.get("schemeName") or "", xml_paths.one_line(number.text or ""))
            for number in xml_paths.every(company, NUMBER)
            if xml_paths.words(number)
        ),
        natural_person=None if natural is None else natural in ("true", "1"),
        size=xml_paths.value(company, SIZE),
        city=xml_paths.one_line(city) if city else None,
        region=xml_paths.value(company, REGION),
    )
