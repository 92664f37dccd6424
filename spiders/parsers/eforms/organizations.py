"""Parse the organisations of an eForms notice, by the references that name them.

Reads  names, company numbers, country, city, region, size.  Never a contact, a beneficial owner or
       a member of a jury: no path of this package leads there.
"""

from __future__ import annotations

from pipelines.model import Buyer, BuyerRole, Identifier, Organization, replace
from spiders.parsers.common import iso_codes
from spiders.parsers.eforms import xml_paths
from spiders.parsers.eforms.parse_state import ParseState
from spiders.parsers.eforms.xml_paths import Element, compile_path

ORGANIZATION = compile_path("$E/efac:Organizations/efac:Organization")
COMPANY = compile_path("efac:Company")
PARTY_ID = compile_path("cac:PartyIdentification/cbc:ID")
TOUCH_POINTS = compile_path("efac:TouchPoint/cac:PartyIdentification/cbc:ID")
NAME = compile_path("cac:PartyName/cbc:Name")
NUMBER = compile_path("cac:PartyLegalEntity/cbc:CompanyID")
COUNTRY = compile_path("cac:PostalAddress/cac:Country/cbc:IdentificationCode")
CITY = compile_path("cac:PostalAddress/cbc:CityName")
REGION = compile_path("cac:PostalAddress/cbc:CountrySubentityCode")
SIZE = compile_path("efbc:CompanySizeCode")
NATURAL = compile_path("efbc:NaturalPersonIndicator")
LEADER = compile_path("efbc:GroupLeadIndicator")
CENTRAL = (compile_path("efbc:AcquiringCPBIndicator"), compile_path("efbc:AwardingCPBIndicator"))

PARTY = compile_path("cac:ContractingParty")
BUYER_ID = compile_path("cac:Party/cac:PartyIdentification/cbc:ID")
PARTY_TYPES = compile_path("cac:ContractingPartyType/cbc:PartyTypeCode")
ACTIVITY = compile_path("cac:ContractingActivity/cbc:ActivityTypeCode")
_REVIEW = (
    "cac:TenderingTerms/cac:AppealTerms/cac:AppealReceiverParty/cac:PartyIdentification/cbc:ID"
)
REVIEW = (compile_path(_REVIEW), compile_path(f"cac:ProcurementProjectLot/{_REVIEW}"))


class Organizations:
    """The organisations of one notice; each is read when something refers to it.

    A touch point (TPO-0001) is a desk of its organisation and stands for it.
    """

    def __init__(self, doc: ParseState) -> None:
        self.doc = doc
        self.elements: dict[str, Element] = {}
        self.read: dict[str, Organization] = {}
        for element in xml_paths.find_all(doc.root, ORGANIZATION):
            company = xml_paths.find_first(element, COMPANY)
            party_id = xml_paths.text_at(company, PARTY_ID)
            for reference in (party_id, *xml_paths.texts_at(element, TOUCH_POINTS)):
                if reference:
                    self.elements.setdefault(reference, element)

    def get(self, reference: str) -> Organization | None:
        """Look up an organisation by reference; a dangling one is noted and returns None."""
        if reference not in self.read:
            element = self.elements.get(reference)
            if element is None:
                self.doc.add_trouble("organization", f"no organisation is called {reference!r}")
                return None
            self.read[reference] = organization(element, self.doc)
        return self.read[reference]

    def buyers(self) -> tuple[Buyer, ...]:
        """Parse the contracting parties into buyers, the leader of a group first.

        Some forms list the court that hears appeals as a further contracting party (3 of 190 real
        notices: an administrative tribunal, Belgium's Council of State, a board of complaints);
        it buys nothing.  A buyer that hears the appeals against itself stands first or leads.
        """
        buyers_by_organization: dict[Organization, Buyer] = {}
        leads = []
        courts = {
            _folded_name(organization)
            for path in REVIEW
            for reference in xml_paths.texts_at(self.doc.root, path)
            if reference in self.elements and (organization := self.get(reference))
        } - {""}
        for party in xml_paths.find_all(self.doc.root, PARTY):
            for reference in xml_paths.texts_at(party, BUYER_ID):
                organization = self.get(reference)
                if organization is None:
                    continue
                element = self.elements[reference]
                leads_group = xml_paths.is_true(element, LEADER)
                further = bool(buyers_by_organization) and not leads_group
                if further and _folded_name(organization) in courts:
                    continue
                buyer = add_party_details(organization, party)
                central = any(xml_paths.is_true(element, path) for path in CENTRAL)
                buyers_by_organization.setdefault(
                    buyer, Buyer(buyer, "central_purchasing" if central else "buyer")
                )
                if leads_group:
                    leads.append(buyer)
        return assign_buyer_roles(list(buyers_by_organization.values()), leads)


def _folded_name(organization: Organization) -> str:
    """Name by which a body that is listed twice is known to be one.

    Numbers are none: ``keine Angabe`` is that of districts and of their court.
    """
    return " ".join(organization.name.casefold().split())


def assign_buyer_roles(buyers: list[Buyer], leads: list[Organization]) -> tuple[Buyer, ...]:
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


def add_party_details(organization: Organization, party: Element) -> Organization:
    """Organisation with the legal type and activity that its contracting party states."""
    legal = next(
        (
            xml_paths.element_text(code)
            for code in xml_paths.find_all(party, PARTY_TYPES)
            if code.get("listName") != "buyer-contracting-type"
        ),
        None,
    )
    activity = xml_paths.text_at(party, ACTIVITY)
    return (
        replace(organization, legal_type=legal, activity=activity)
        if legal or activity
        else organization
    )


def organization(element: Element, doc: ParseState) -> Organization:
    """Parse ``efac:Organization``, its name in the language of the notice."""
    company = xml_paths.find_first(element, COMPANY)
    if company is None:
        return Organization("")
    natural = xml_paths.text_at(element, NATURAL)
    city = xml_paths.text_at(company, CITY)
    return Organization(
        name=xml_paths.one_line(
            xml_paths.in_language(xml_paths.find_all(company, NAME), doc.language) or ""
        ),
        country=iso_codes.country(xml_paths.text_at(company, COUNTRY)),
        identifiers=tuple(
            Identifier(number.get("schemeName") or "", xml_paths.one_line(number.text or ""))
            for number in xml_paths.find_all(company, NUMBER)
            if xml_paths.element_text(number)
        ),
        natural_person=None if natural is None else natural in ("true", "1"),
        size=xml_paths.text_at(company, SIZE),
        city=xml_paths.one_line(city) if city else None,
        region=xml_paths.text_at(company, REGION),
    )
