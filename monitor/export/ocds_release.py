"""Convert a notice into an OCDS 1.1 release, with tags in the fields of our extension.

ocid     the portal's own where it has one; else ``vigie-PORTAL:PROCEDURE``, which is no prefix that
         the Open Contracting Partnership registered.
amounts  see ``ocds_values``; what kind one is stands in ``vigieValueKind``, what sums may add of it
         in ``vigieCountableValue``.
lots     of the lots extension.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import pycountry

from monitor.export.ocds_release_tags import has_contract, release_tags
from monitor.export.ocds_values import (
    Json,
    amounts_of,
    instant,
    json_object,
    period_object,
    value_object,
)
from pipelines.contracts.fill_missing import method_of
from pipelines.interface_languages import LANGUAGES, SOURCE
from pipelines.model import Award, Code, Lot, Notice, Organization, Supplier, Tag, replace

_DOCUMENT_TYPES = {
    "planning": "plannedProcurementNotice",
    "tender": "tenderNotice",
    "award_intention": "awardNotice",
    "award": "awardNotice",
    "contract": "contractNotice",
    "amendment": "contractNotice",
    "termination": "contractNotice",
}
_TENDER_STATUS = {"planning": "planning", "tender": "active"}
_AWARD_STATUS = {"terminated": "active"}
SUBCONTRACTOR = "subcontractor"  # not a code of the standard, whose list of roles is open
_PARTY_ROLES = {"main": "supplier", "member": "supplier", SUBCONTRACTOR: SUBCONTRACTOR}
_COUNTRIES = {country.alpha_2 for country in pycountry.countries}


class ContractFacts(NamedTuple):
    """What the tables say of the contract that an award states, in columns of ``contracts``.

    All but the id is None in the release of a notice that is not the latest one to state it: what
    was compiled of several notices is told once.
    """

    id: str
    status: str | None = None
    value_kind: str | None = None
    value_countable_eur: float | None = None
    value_shared: int | None = None
    value_plausible: int | None = None
    same_as: str | None = None


@dataclass(frozen=True)
class ReleaseContext:
    """Facts about a notice that the notice itself lacks.

    ``procedure``: its id; ``contracts``: by award key; ``received``: day of receipt, where no
    publication is known; ``groups``: {vendor group: name}; ``source``: title, licence and
    attribution of the portal; ``labels``: {CPV code: {fr, en}}; ``day``: from which it holds, when
    that is later than its publication; ``names``: {id: name} of buyers that the notice names by a
    number alone.
    """

    procedure: str
    contracts: Mapping[str, ContractFacts]
    received: str
    groups: Mapping[str, str]
    source: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    day: date | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def contract(self, notice: Notice, award: Award) -> ContractFacts:
        """Facts of an award's contract; of one that is none in the tables, an id of its own."""
        return self.contracts.get(award.key) or ContractFacts(f"{notice.id}/{award.key}")


def build_release(notice: Notice, facts: ReleaseContext) -> Json:
    """Return the release of a notice."""
    parties = _Parties(notice, facts)
    language = notice.languages[0] if notice.languages else None
    return json_object(
        ocid=ocid(notice, facts.procedure),
        id=notice.id,
        date=instant(facts.day or notice.published) or facts.received,
        tag=release_tags(notice),
        initiationType="tender",
        language=language,
        parties=parties.all(),
        buyer=parties.first_of("buyer"),
        tender=_tender(notice, facts, parties),
        awards=[_award(notice, award, facts, parties) for award in notice.awards],
        contracts=[
            _contract(notice, award, facts)
            for award in notice.awards
            if has_contract(notice, award)
        ],
        relatedProcesses=_related(notice),
        vigieTags=[_tag(tag) for tag in notice.tags if tag.award is None],
        vigieSource={
            "portal": notice.portal,
            **facts.source,
            "documentSha256": notice.document.sha256 if notice.document else None,
        },
    )


def ocid(notice: Notice, procedure: str) -> str:
    """Return the portal's own ocid, or one with the prefix ``vigie-``."""
    ids = (notice.procedure.id, *(i.id for i in notice.procedure.other_ids if i.scheme == "ocid"))
    published = next((id_ for id_ in ids if id_ and id_.startswith("ocds-")), None)
    return published or f"vigie-{procedure}"


class _Parties:
    """The organisations of a notice, each once, with all of their roles."""

    def __init__(self, notice: Notice, facts: ReleaseContext) -> None:
        self.notice, self.facts = notice, facts
        self.found: dict[str, Json] = {}
        self.unnamed = 0
        self.first: dict[str, str] = {}
        for buyer in notice.buyers:
            role = "procuringEntity" if buyer.role == "central_purchasing" else "buyer"
            name = facts.names.get(buyer.organization.id or "", buyer.organization.name)
            self.first.setdefault(role, self._add(replace(buyer.organization, name=name), role))
        self.suppliers = {
            id(supplier): self._add(supplier.organization, _PARTY_ROLES[supplier.role], supplier)
            for award in notice.awards
            for supplier in award.suppliers
        }

    def _add(self, organization: Organization, role: str, supplier: Supplier | None = None) -> str:
        key = organization.id
        if key is None:  # a private person, or a name that is none
            self.unnamed += 1
            key = f"{self.notice.id}/unnamed-{self.unnamed}"
        party = self.found.setdefault(key, _organization(organization, key))
        if role not in party["roles"]:
            party["roles"].append(role)
        for link in supplier.vendors if supplier else ():
            group = {
                "group": link.group,
                "name": self.facts.groups.get(link.group),
                "basis": link.basis,
                "evidence": link.evidence,
                "confidence": link.confidence,
            }
            if group not in party["vigieGroups"]:
                party["vigieGroups"].append(group)
        return key

    def all(self) -> list[Json]:
        return [json_object(**party) for party in self.found.values()]

    def references(self, suppliers: Iterable[Supplier]) -> list[Json]:
        """Return a reference to each of these suppliers, once."""
        keys = dict.fromkeys(self.suppliers[id(supplier)] for supplier in suppliers)
        return [{"id": key, "name": self.found[key]["name"]} for key in keys]

    def first_of(self, role: str) -> Json | None:
        """Return a reference to the first party of a role, which OCDS names beside the parties."""
        key = self.first.get(role)
        return None if key is None else {"id": key, "name": self.found[key]["name"]}


def _organization(organization: Organization, key: str) -> Json:
    first = organization.identifiers[0] if organization.identifiers else None
    country = organization.country if organization.country in _COUNTRIES else None
    return {
        "id": key,
        "name": organization.name,
        "identifier": {"scheme": first.scheme, "id": first.id, "legalName": organization.name}
        if first
        else None,
        "additionalIdentifiers": [
            {"scheme": i.scheme, "id": i.id} for i in organization.identifiers[1:]
        ],
        "address": json_object(
            locality=organization.city, region=organization.region, country=country
        ),
        "roles": [],
        "vigieGroups": [],
    }


def _tender(notice: Notice, facts: ReleaseContext, parties: _Parties) -> Json:
    procedure = notice.procedure
    status = "cancelled" if notice.change == "cancellation" else _TENDER_STATUS.get(notice.kind)
    return json_object(
        id=facts.procedure,
        **_texts(notice, "title"),
        **_texts(notice, "description"),
        status=status or ("complete" if notice.awards else None),
        procuringEntity=parties.first_of("procuringEntity"),
        procurementMethod=method_of(notice),
        procurementMethodDetails=procedure.method_details,
        procurementMethodRationale=procedure.direct_award_reason,
        value=value_object(notice.value),
        maximumValue=value_object(notice.maximum),
        tenderPeriod=json_object(endDate=instant(notice.deadline, end=True)),
        items=_items(notice.codes, facts),
        lots=[_lot(lot, notice) for lot in notice.lots],
        documents=_documents(notice),
    )


def _texts(notice: Notice, field: str) -> Json:
    """Return the field in the notice's language, and as ``field_xx`` in each further one."""
    texts: Json = {field: notice.text(field)}
    original = notice.languages[0] if notice.languages else None
    for text in notice.texts:
        if text.field == field and text.language and text.language != original:
            texts.setdefault(f"{field}_{text.language}", text.text)
    return texts


def _lot(lot: Lot, notice: Notice) -> Json:
    """Return a lot with its words in the language of the notice, else the first that it has."""
    original = notice.languages[0] if notice.languages else None
    words: dict[str, str] = {}
    for text in sorted(lot.texts, key=lambda text: text.language != original):
        words.setdefault(text.field, text.text)
    return json_object(
        id=lot.id,
        title=words.get("title"),
        description=words.get("description"),
        value=value_object(lot.value),
        contractPeriod=period_object(lot.period),
    )


def _documents(notice: Notice) -> list[Json]:
    if not notice.url or not notice.url.startswith(("http://", "https://")):
        return []
    return [
        json_object(
            id=notice.id,
            documentType=_DOCUMENT_TYPES[notice.kind],
            url=notice.url,
            datePublished=instant(notice.published),
        )
    ]


def _award(notice: Notice, award: Award, facts: ReleaseContext, parties: _Parties) -> Json:
    contract = facts.contract(notice, award)
    kind, status = contract.value_kind or award.value_kind, award.status or contract.status
    countable = contract.value_countable_eur
    return json_object(
        id=contract.id,
        title=award.title,
        description=award.description,
        status=_AWARD_STATUS.get(status or "", status),
        date=instant(award.decided),
        **amounts_of(award, kind),
        vigieValueKind=kind,
        vigieCountableValue=countable and {"amount": countable, "currency": "EUR"},
        vigieValueShared=True if contract.value_shared else None,
        vigieValuePlausible=False if contract.value_plausible == 0 else None,
        vigieSameAs=contract.same_as,
        vigieTendersReceived=award.tenders_received,
        suppliers=parties.references(one for one in award.suppliers if one.role != SUBCONTRACTOR),
        vigieSubcontractors=parties.references(
            one for one in award.suppliers if one.role == SUBCONTRACTOR
        ),
        items=_items(award.codes, facts),
        contractPeriod=period_object(award.period),
        relatedLots=list(award.lots),
        vigieTags=[
            _tag(tag) for tag in notice.tags if tag.award == award.key and tag.tag != "digital"
        ],
    )


def _contract(notice: Notice, award: Award, facts: ReleaseContext) -> Json:
    contract = facts.contract(notice, award)
    number = (
        [{"scheme": notice.portal, "id": award.contract_number}] if award.contract_number else []
    )
    return json_object(
        id=contract.id,
        awardID=contract.id,
        identifiers=number,
        title=award.title,
        status=award.status or contract.status,
        dateSigned=instant(award.signed),
        **amounts_of(award, contract.value_kind or award.value_kind),
        period=period_object(award.period),
        items=_items(award.codes, facts),
        relatedLots=list(award.lots),
        amendments=[
            json_object(
                id=change.id,
                date=instant(change.date),
                rationale=change.reason,
                description=change.description,
            )
            for change in award.amendments
        ],
    )


def _items(codes: Iterable[Code], facts: ReleaseContext) -> list[Json]:
    classifications = [_classification(code, facts) for code in codes]
    if not classifications:
        return []
    return [
        json_object(
            id="1", classification=classifications[0], additionalClassifications=classifications[1:]
        )
    ]


def _classification(code: Code, facts: ReleaseContext) -> Json:
    """Return a code with its label as published, else the official one, and this in each
    language."""
    labels = facts.labels.get(code.id, {}) if code.scheme == "CPV" else {}
    return json_object(
        scheme=code.scheme,
        id=code.id,
        description=code.label or labels.get(SOURCE),
        **{f"description_{lang}": labels.get(lang) for lang in LANGUAGES},
    )


def _related(notice: Notice) -> list[Json]:
    """Return the framework of a call-off, and the notices that this one names as predecessors."""
    related = [(notice.procedure.framework_id, "framework", "framework")]
    related += [
        (reference.id, "prior", reference.scheme)
        for reference in notice.references
        if reference.relation in ("replaces", "amends", "follows")
    ]
    return [
        {"id": str(index), "relationship": [relation], "scheme": scheme, "identifier": id_}
        for index, (id_, relation, scheme) in enumerate(related, 1)
        if id_
    ]


def _tag(tag: Tag) -> Json:
    values = json_object(
        tag=tag.tag,
        value=tag.value,
        role=tag.role,
        confidence=tag.confidence,
        rule=tag.rule,
        field=tag.field,
        lot=tag.lot,
        language=tag.language,
    )
    return {**values, "evidence": tag.evidence}  # "" when the evidence is an absence
