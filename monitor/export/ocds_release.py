"""Convert a notice into an OCDS 1.1 release, with tags in the fields of our extension.

ocid     the portal's own where it has one; else ``vigie-PORTAL:PROCEDURE``, which is no prefix that
         the Open Contracting Partnership registered.
dates    a civil day is its first instant in UTC, an end its last: OCDS has no days.
lengths  of a period without an end, in days: OCDS has no months.
amounts  as published; a ceiling is ``maximumValue``, an estimate ``estimatedValue``; what kind it
         is stands in ``vigieValueKind``.  A currency that the standard's list lacks is left out.
lots     of the lots extension.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pycountry

from pipelines.interface_languages import LANGUAGES, SOURCE
from pipelines.model import Award, Code, Lot, Money, Notice, Organization, Period, Supplier, Tag

Json = dict[str, Any]
_RELEASE_TAGS = {
    "planning": ("planning",),
    "tender": ("tender",),
    "award_intention": ("award",),
    "award": ("award",),
    "contract": ("award", "contract"),
    "amendment": ("contractAmendment",),
    "termination": ("contractTermination",),
}
_CORRECTION_TAGS = {
    "planning": "planningUpdate",
    "tender": "tenderUpdate",
    "award": "awardUpdate",
    "contract": "contractUpdate",
    "contractAmendment": "contractAmendment",
    "contractTermination": "contractTermination",
}
_CANCELLATION_TAGS = {
    "planning": "planningUpdate",
    "tender": "tenderCancellation",
    "award": "awardCancellation",
    "contract": "contractTermination",
    "contractAmendment": "contractTermination",
    "contractTermination": "contractTermination",
}
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
_NEWER_CURRENCIES = {"SLE", "VED", "XAD", "XCG", "ZWG"}  # than the standard's list of currencies
# withdrawn since 2005: notices of their day still bear them, and the standard lists them
_BEFORE_THE_EURO = {"BGN", "CYP", "EEK", "HRK", "LTL", "LVL", "MTL", "SIT", "SKK"}
_REDENOMINATED = {"ANG", "BYR", "CUC", "GHC", "MRO", "MZM", "ROL", "SLL", "STD", "VEF", "ZMK"}
_CURRENCIES = (
    {currency.alpha_3 for currency in pycountry.currencies} | _BEFORE_THE_EURO | _REDENOMINATED
) - _NEWER_CURRENCIES
_COUNTRIES = {country.alpha_2 for country in pycountry.countries}
_DAYS_A_MONTH = Decimal("30.4375")
_CONTRACT_KINDS = ("contract", "amendment", "termination")


@dataclass(frozen=True)
class ReleaseContext:
    """Facts about a notice that the notice itself lacks.

    ``procedure``: its id; ``contracts``: {award key: contracts.id}; ``received``: day of receipt,
    where no publication is known; ``groups``: {vendor group: name}; ``source``: title, licence and
    attribution of the portal; ``labels``: {CPV code: {fr, en}}.
    """

    procedure: str
    contracts: Mapping[str, str]
    received: str
    groups: Mapping[str, str]
    source: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def build_release(notice: Notice, facts: ReleaseContext) -> Json:
    """Return the release of a notice."""
    parties = _Parties(notice, facts)
    language = notice.languages[0] if notice.languages else None
    return _object(
        ocid=ocid(notice, facts.procedure),
        id=notice.id,
        date=_instant(notice.published) or facts.received,
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
            if _has_contract(notice, award)
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


def release_tags(notice: Notice) -> list[str]:
    """Return the release tags for a notice's kind and change."""
    plain = _RELEASE_TAGS[notice.kind]
    if "award" in plain and notice.awards:
        signed = any(_has_contract(notice, award) for award in notice.awards)
        plain = ("award", "contract") if signed else ("award",)
    table = {"correction": _CORRECTION_TAGS, "cancellation": _CANCELLATION_TAGS}.get(
        notice.change, {}
    )
    return list(dict.fromkeys(table.get(tag, tag) for tag in plain))


def _has_contract(notice: Notice, award: Award) -> bool:
    """Whether a contract is stated for an award; what found no supplier has none, nor has what was
    given up before (a number alone is none)."""
    stated = notice.kind in _CONTRACT_KINDS or award.signed or award.contract_number
    given_up = award.status == "cancelled" and not award.suppliers
    return bool(stated) and award.status != "unsuccessful" and not given_up


class _Parties:
    """The organisations of a notice, each once, with all of their roles."""

    def __init__(self, notice: Notice, facts: ReleaseContext) -> None:
        self.notice, self.facts = notice, facts
        self.found: dict[str, Json] = {}
        self.unnamed = 0
        self.first: dict[str, str] = {}
        for buyer in notice.buyers:
            role = "procuringEntity" if buyer.role == "central_purchasing" else "buyer"
            self.first.setdefault(role, self._add(buyer.organization, role))
        self.suppliers = {
            id(supplier): self._add(supplier.organization, "supplier", supplier)
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
        return [_object(**party) for party in self.found.values()]

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
        "address": _object(locality=organization.city, region=organization.region, country=country),
        "roles": [],
        "vigieGroups": [],
    }


def _tender(notice: Notice, facts: ReleaseContext, parties: _Parties) -> Json:
    procedure = notice.procedure
    status = "cancelled" if notice.change == "cancellation" else _TENDER_STATUS.get(notice.kind)
    return _object(
        id=facts.procedure,
        **_texts(notice, "title"),
        **_texts(notice, "description"),
        status=status or ("complete" if notice.awards else None),
        procuringEntity=parties.first_of("procuringEntity"),
        procurementMethod=procedure.method,
        procurementMethodDetails=procedure.method_details,
        procurementMethodRationale=procedure.direct_award_reason,
        value=_money(notice.value),
        maximumValue=_money(notice.maximum),
        tenderPeriod=_object(endDate=_instant(notice.deadline, end=True)),
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
    return _object(
        id=lot.id,
        title=words.get("title"),
        description=words.get("description"),
        value=_money(lot.value),
        contractPeriod=_period(lot.period),
    )


def _documents(notice: Notice) -> list[Json]:
    if not notice.url or not notice.url.startswith(("http://", "https://")):
        return []
    return [
        _object(
            id=notice.id,
            documentType=_DOCUMENT_TYPES[notice.kind],
            url=notice.url,
            datePublished=_instant(notice.published),
        )
    ]


def _award(notice: Notice, award: Award, facts: ReleaseContext, parties: _Parties) -> Json:
    key = facts.contracts.get(award.key, f"{notice.id}/{award.key}")
    keys = list(dict.fromkeys(parties.suppliers[id(supplier)] for supplier in award.suppliers))
    return _object(
        id=key,
        title=award.title,
        description=award.description,
        status=_AWARD_STATUS.get(award.status or "", award.status),
        date=_instant(award.decided),
        **_values(award),
        vigieValueKind=award.value_kind,
        vigieTendersReceived=award.tenders_received,
        suppliers=[{"id": k, "name": parties.found[k]["name"]} for k in keys],
        items=_items(award.codes, facts),
        contractPeriod=_period(award.period),
        relatedLots=list(award.lots),
        vigieTags=[
            _tag(tag) for tag in notice.tags if tag.award == award.key and tag.tag != "digital"
        ],
    )


def _contract(notice: Notice, award: Award, facts: ReleaseContext) -> Json:
    key = facts.contracts.get(award.key, f"{notice.id}/{award.key}")
    number = (
        [{"scheme": notice.portal, "id": award.contract_number}] if award.contract_number else []
    )
    return _object(
        id=key,
        awardID=key,
        identifiers=number,
        title=award.title,
        status=award.status,
        dateSigned=_instant(award.signed),
        **_values(award),
        period=_period(award.period),
        items=_items(award.codes, facts),
        relatedLots=list(award.lots),
        amendments=[
            _object(
                id=change.id,
                date=_instant(change.date),
                rationale=change.reason,
                description=change.description,
            )
            for change in award.amendments
        ],
    )


def _values(award: Award) -> Json:
    name = {"ceiling": "maximumValue", "estimate": "estimatedValue"}.get(
        award.value_kind or "", "value"
    )
    return {
        "minimumValue": _money(award.minimum),
        "maximumValue": _money(award.maximum),
        name: _money(award.value) or _money(award.maximum if name == "maximumValue" else None),
    }


def _money(money: Money | None) -> Json | None:
    if money is None:
        return None
    amount = _number(money.amount)
    net = {"excluded": "amountNet", "included": "amountGross"}.get(money.vat)
    return _object(
        amount=amount,
        **{net: amount} if net else {},
        currency=money.currency if money.currency in _CURRENCIES else None,
    )


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _period(period: Period | None) -> Json | None:
    if period is None:
        return None
    days = None
    if period.months is not None and period.end is None:
        days = round(period.months * _DAYS_A_MONTH)
    return _object(
        startDate=_instant(period.start),
        endDate=_instant(period.end, end=True),
        durationInDays=days or None,
    )


def _items(codes: Iterable[Code], facts: ReleaseContext) -> list[Json]:
    classifications = [_classification(code, facts) for code in codes]
    if not classifications:
        return []
    return [
        _object(
            id="1", classification=classifications[0], additionalClassifications=classifications[1:]
        )
    ]


def _classification(code: Code, facts: ReleaseContext) -> Json:
    """Return a code with its label as published, else the official one, and this in each
    language."""
    labels = facts.labels.get(code.id, {}) if code.scheme == "CPV" else {}
    return _object(
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
    values = _object(
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


def _instant(day: date | None, *, end: bool = False) -> str | None:
    return f"{day.isoformat()}T{'23:59:59' if end else '00:00:00'}Z" if day else None


def _object(**values: Any) -> Json:
    """Build an object without nulls, empty texts, lists and objects, as OCDS recommends."""
    return {name: value for name, value in values.items() if value not in (None, [], {}, "")}
