"""Notices and contracts -> rows of the public tables, as tuples in the order of the schema.

Pure.  Nothing is computed here that a reader could not check against the notice: claims are the
strongest value among the tags, sums are prepared by ``value_countable_eur``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from dateutil.relativedelta import relativedelta

from pipelines.history import Contract, History, Standing, tagged_by
from pipelines.model import Award, Code, Money, Notice, Organization, Supplier, Tag, Text
from pipelines.store.database import Known
from pipelines.store.schema import TABLES

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]

CLAIM_TAGS = (
    "big_tech", "data_outsourcing", "worker_surveillance", "public_surveillance_ai",
    "public_alternative",
)  # fmt: skip
# The most exposed value decides (annotation guideline, rule 26).
EXPOSURES = ("non_eu_parent", "hybrid", "unknown", "domestic", "eu_only", "not_applicable")
SILENT_ROLES = ("brand_only_equivalent", "mention_only")
_ROLE_ORDER = (
    "winner", "reseller_winner", "consortium_member", "subcontractor", "named_product",
    "named_manufacturer", "incumbent",
)  # fmt: skip


def _ordered(table: str, values: Mapping[str, Any]) -> Row:
    return tuple(map(values.get, TABLES[table].names))


def iso(value: date | None) -> str | None:
    return value.isoformat() if value is not None else None


def amount(money: Money | None) -> float | None:
    return float(money.amount) if money is not None else None


def euros(money: Money | None) -> float | None:
    return float(round(money.eur, 2)) if money is not None and money.eur is not None else None


def json_text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def code_text(codes: Iterable[Code]) -> str | None:
    found = list(codes)
    main = next((code for code in found if code.main), found[0] if found else None)
    return f"{main.scheme} {main.id}" if main is not None else None


def claims(tags: Iterable[Tag]) -> dict[str, str | None]:
    """Tags -> the claim columns: the strongest value of each tag, the most exposed law."""
    found: dict[str, set[str]] = {}
    for tag in tags:
        found.setdefault(tag.tag, set()).add(tag.value)
    columns: dict[str, str | None] = {}
    for name in CLAIM_TAGS:
        values = found.get(name, set())
        columns[name] = "yes" if "yes" in values else "unclear" if "unclear" in values else "no"
    laws = found.get("data_law_exposure", set())
    columns["data_law_exposure"] = next((law for law in EXPOSURES if law in laws), None)
    return columns


def groups(tags: Iterable[Tag], suppliers: Iterable[Supplier] = ()) -> dict[str, tuple[str, str]]:
    """Vendor groups with a role -> (role, confidence); weak links and silent mentions left out."""
    found: dict[str, tuple[str, str]] = {}
    for tag in tags:
        if tag.tag != "vendor" or tag.confidence == "low" or tag.role in SILENT_ROLES:
            continue
        role = tag.role or "named_product"
        if tag.value not in found or _rank(role) < _rank(found[tag.value][0]):
            found[tag.value] = (role, tag.confidence)
    for supplier in suppliers:
        for vendor in supplier.vendors:
            if vendor.confidence != "low" and vendor.group not in found:
                found[vendor.group] = ("winner", vendor.confidence)
    return dict(sorted(found.items()))


def _rank(role: str) -> int:
    return _ROLE_ORDER.index(role) if role in _ROLE_ORDER else len(_ROLE_ORDER)


def _names(organizations: Iterable[Organization]) -> str | None:
    return " | ".join(dict.fromkeys(o.name for o in organizations if o.name)) or None


def _notice_value(notice: Notice) -> tuple[Money | None, str | None]:
    for money, basis in (
        (notice.result_value, "result"), (notice.value, "estimate"), (notice.maximum, "maximum"),
    ):  # fmt: skip
        if money is not None:
            return money, basis
    return None, None


def notice_row(notice: Notice, standing: Standing, procedure_id: str) -> Row:
    money, basis = _notice_value(notice)
    suppliers = [s for award in notice.awards for s in award.suppliers]
    code = notice.main_code or (notice.codes[0] if notice.codes else None)
    values: dict[str, Any] = {
        "id": notice.id, "portal": notice.portal, "number": notice.number,
        "procedure_id": procedure_id, "kind": notice.kind, "change": notice.change,
        "state": standing.state, "replaces": standing.replaces,
        "replaced_by": standing.replaced_by, "notice_identifier": notice.notice_identifier,
        "notice_version": notice.notice_version, "form": notice.form,
        "published": iso(notice.published),
        "language": notice.languages[0] if notice.languages else None,
        "title": notice.title, "description": notice.description,
        "buyer": _names(b.organization for b in notice.buyers),
        "buyer_id": notice.buyers[0].organization.id if notice.buyers else None,
        "country": notice.country, "suppliers": _names(s.organization for s in suppliers),
        "main_code": f"{code.scheme} {code.id}" if code else None,
        "main_code_label": code.label if code else None,
        "value": amount(money), "currency": money.currency if money else None,
        "value_eur": euros(money), "value_basis": basis, "method": notice.procedure.method,
        "technique": notice.procedure.technique, "deadline": iso(notice.deadline),
        "url": notice.url, "lots": sum(not _is_group(lot.id) for lot in notice.lots),
        "digital": notice.scope.digital if notice.scope else None,
        "scope_reason": notice.scope.reason if notice.scope else None,
        "vendor_groups": json_text(list(groups(notice.tags, suppliers))),
        "withheld": json_text(list(notice.withheld)),
        "document_sha256": notice.document.sha256 if notice.document else None,
        "content_sha256": notice.content_sha256,
        **claims(notice.tags),
    }  # fmt: skip
    return _ordered("notices", values)


def _is_group(lot: str) -> bool:
    """eForms groups of lots have values of their own, so they have rows, but they are no lots."""
    return lot.startswith("GLO-")


def notice_children(notice: Notice, standing: Standing) -> Rows:
    """Rows that hang on a notice: lots, texts, buyers, links."""
    rows: Rows = {"lots": [], "texts": [], "buyers": [], "links": []}
    _texts(rows["texts"], notice.id, "", notice.texts)
    for lot in notice.lots:
        _texts(rows["texts"], notice.id, lot.id, lot.texts)
        rows["lots"].append(
            _ordered(
                "lots",
                {
                    "notice_id": notice.id,
                    "lot": lot.id,
                    "title": _first(lot.texts, "title", notice.languages),
                    "main_code": code_text(lot.codes),
                    "codes": json_text([f"{c.scheme} {c.id}" for c in lot.codes]),
                    "value": amount(lot.value),
                    "maximum": amount(lot.maximum),
                    "currency": lot.value.currency if lot.value else None,
                    "start": iso(lot.period.start) if lot.period else None,
                    "end": iso(lot.period.end) if lot.period else None,
                    "months": _number(lot.period.months) if lot.period else None,
                    "end_basis": lot.period.end_basis if lot.period else None,
                    "renewals": lot.renewal.maximum if lot.renewal else None,
                    "technique": lot.technique,
                },
            )
        )
    for buyer in notice.buyers:
        organization = buyer.organization
        rows["buyers"].append(
            (notice.id, organization.id, organization.name, buyer.role, organization.country)
        )
    if standing.replaces:
        rows["links"].append((notice.id, standing.replaces, "replaces", "named by it", "high"))
    for reference in notice.references:
        if reference.relation == "amends" and reference.scheme == "number":
            target = f"{notice.portal}:{reference.id}"
            rows["links"].append((notice.id, target, "amends", "named by it", "high"))
    return rows


def _texts(rows: list[Row], notice_id: str, lot: str, texts: Iterable[Text]) -> None:
    places: dict[tuple[str, str], int] = {}
    for text in texts:
        key = (text.field, text.language or "")
        place = places.get(key, 0)
        places[key] = place + 1
        rows.append((notice_id, lot, text.field, text.language or "", place, text.text))


def _first(texts: Iterable[Text], field: str, languages: Iterable[str]) -> str | None:
    found = [text for text in texts if text.field == field]
    for language in languages:
        for text in found:
            if text.language == language:
                return text.text
    return found[0].text if found else None


def _number(value: Decimal | None) -> float | None:
    return float(value) if value is not None else None


def contract_row(contract: Contract, procedure_id: str) -> Row:
    notice = contract.latest
    first = contract.mentions[0].notice
    money, floor, ceiling = contract.value, contract.minimum, contract.maximum
    shown = money or ceiling or floor
    period = contract.period
    tags = contract.tags
    values: dict[str, Any] = {
        "id": contract.id, "procedure_id": procedure_id, "portal": notice.portal,
        "title": contract_title(contract, notice), "lot_ids": json_text(list(contract.lots)),
        "buyer": _names(b.organization for b in notice.buyers),
        "buyer_id": notice.buyers[0].organization.id if notice.buyers else None,
        "country": notice.country,
        "suppliers": " | ".join(dict.fromkeys(n for n, _ in _told_apart(contract))) or None,
        "vendor_groups": json_text(list(groups(tags, contract.suppliers))),
        "status": contract.status, "published": iso(first.published),
        "updated": iso(contract.mentions[-1].notice.published),
        "decided": iso(contract.decided), "signed": iso(contract.signed),
        "value": amount(money), "currency": shown.currency if shown else None,
        "vat": shown.vat if shown else None, "value_kind": contract.value_kind,
        "minimum": amount(floor), "maximum": amount(ceiling),
        "value_eur": _at_first_rate(contract),
        "rate_date": iso(_rate_date(contract)),
        "value_countable_eur": countable(contract), "ceiling_eur": euros(ceiling),
        "value_shared": int(contract.shared_value),
        "value_plausible": None if money is None else int(money.plausible is not False),
        "tenders_received": contract.tenders_received, "method": notice.procedure.method,
        "technique": contract.technique, "framework_id": contract.framework_id,
        "start": iso(period.start) if period else None, "end": iso(period.end) if period else None,
        "months": _number(period.months) if period else None,
        "end_basis": period.end_basis if period else None,
        "end_with_renewals": iso(end_with_renewals(contract)),
        "initial_value_eur": euros(contract.first_value) if contract.first_is_initial else None,
        "amendments": contract.amendments,
        "main_code": code_text(_codes(contract, notice)),
        "digital": notice.scope.digital if notice.scope else None,
        "notice_id": notice.id, "url": notice.url,
        **claims(tags),
    }  # fmt: skip
    return _ordered("contracts", values)


def _codes(contract: Contract, notice: Notice) -> Iterable[Code]:
    """Codes of its only lot where the notice has several, else the notice's, whose main one is
    marked: on TED_EXPORT an undivided notice repeats only its additional codes in its lot."""
    if len(contract.lots) == 1 and len(notice.lots) > 1:
        for lot in notice.lots:
            if lot.id == contract.lots[0] and lot.codes:
                return lot.codes
    return notice.codes


def contract_title(contract: Contract, notice: Notice) -> str | None:
    """Its own title, else that of its only lot where the notice has several, else the notice's."""
    if contract.title:
        return contract.title
    if len(contract.lots) == 1 and len(notice.lots) > 1:
        for lot in notice.lots:
            if lot.id == contract.lots[0]:
                return _first(lot.texts, "title", notice.languages) or notice.title
    return notice.title


def _rate_date(contract: Contract) -> date | None:
    money = contract.first_value or contract.value or contract.maximum
    return money.rate_date if money is not None else None


def _at_first_rate(contract: Contract) -> float | None:
    """Latest value in euros at the rate of the contract's first value (amendments keep it)."""
    money, first = contract.value, contract.first_value
    if money is None:
        return None
    same = first is not None and first.currency == money.currency
    if first is None or not same or first.eur is None or not first.amount:
        return euros(money)
    return float(round(money.amount * first.eur / first.amount, 2))


def countable(contract: Contract) -> float | None:
    """What sums may add: an exact, plausible amount of an active contract that is no framework."""
    money = contract.value
    if (
        money is None or contract.value_kind != "exact" or contract.status != "active"
        or money.plausible is False or contract.counted_elsewhere
        or contract.technique in ("framework", "dynamic_purchasing")
    ):  # fmt: skip
        return None
    return _at_first_rate(contract)


def end_with_renewals(contract: Contract) -> date | None:
    """Last day if all options are used; None unless the notice gives their number and length."""
    if contract.renewal_until is not None:
        return contract.renewal_until
    end = contract.period.end if contract.period else None
    if end is None or not contract.renewals or contract.renewal_months is None:
        return None
    months = contract.renewals * contract.renewal_months
    try:
        after = end + timedelta(days=1) + relativedelta(months=int(months))
        return after - timedelta(days=1)
    except (OverflowError, ValueError):
        return None


def contract_children(contract: Contract) -> Rows:
    """Rows that hang on a contract: suppliers, groups, notices, tags."""
    rows: Rows = {
        "suppliers": supplier_rows(contract),
        "contract_groups": [
            (contract.id, group, role, confidence)
            for group, (role, confidence) in groups(contract.tags, contract.suppliers).items()
        ],
        "contract_notices": [_mention_row(contract, m.notice, m.role, m.award)
                             for m in contract.mentions],
        "tags": [tag_row(tag, notice.id, contract.id)
                 for tag, notice in tagged_by(contract).items() if tag in set(contract.tags)],
    }  # fmt: skip
    return {table: _unique(table, found) for table, found in rows.items()}


def _mention_row(contract: Contract, notice: Notice, role: str, award: Award | None) -> Row:
    money = award.value if award is not None else None
    return (
        contract.id, notice.id, role, iso(notice.published), amount(money),
        money.currency if money else None, award.key if award is not None else None,
    )  # fmt: skip


def _told_apart(contract: Contract) -> list[tuple[str, Supplier]]:
    """Suppliers with their names; persons whose name is withheld are counted, not run together."""
    anonymous = 0
    found = []
    for supplier in contract.suppliers:
        name = supplier.organization.name
        if supplier.organization.id is None:
            anonymous += 1
            name = f"{name} ({anonymous})" if anonymous > 1 else name
        found.append((name, supplier))
    return found


def supplier_rows(contract: Contract) -> list[Row]:
    rows: list[Row] = []
    for name, supplier in _told_apart(contract):
        o = supplier.organization
        head = (contract.id, o.id, name, supplier.role, o.country)
        for vendor in supplier.vendors:
            tail = (vendor.group, vendor.basis, vendor.rule, vendor.evidence, vendor.confidence)
            rows.append(head + tail)
        if not supplier.vendors:
            rows.append((*head, "", None, None, None, None))
    return rows


def tag_row(tag: Tag, notice_id: str, contract_id: str | None) -> Row:
    parts = (
        notice_id, contract_id, tag.tag, tag.value, tag.role, tag.confidence, tag.rule, tag.field,
        tag.lot, tag.language, tag.evidence, tag.start,
    )  # fmt: skip
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
    return (digest, *parts)


def notice_tags(notice: Notice) -> list[Row]:
    """Claims whose evidence is about the whole notice."""
    found = [tag_row(tag, notice.id, None) for tag in notice.tags if tag.award is None]
    return _unique("tags", found)


def _unique(table: str, rows: Iterable[Row]) -> list[Row]:
    """Rows without repetition of their key; the first one stays."""
    names = TABLES[table].names
    places = [names.index(column) for column in TABLES[table].pk]
    found: dict[Row, Row] = {}
    for row in rows:
        found.setdefault(tuple(row[place] for place in places), row)
    return list(found.values())


def organization_rows(notice: Notice, known: Mapping[str, Known]) -> tuple[list[Row], list[Row]]:
    """Organisations of a notice -> rows of organizations and organization_names."""
    rows: dict[str, Row] = {}
    names: dict[tuple[str, str], Row] = {}
    mentioned = [b.organization for b in notice.buyers]
    mentioned += [s.organization for a in notice.awards for s in a.suppliers]
    for organization in mentioned:
        if organization.id is None:
            continue
        scheme, number = _number_of(organization.id)
        name, acronym, parent, basis = known.get(
            organization.id, (organization.name, None, None, None)
        )
        row = (organization.id, name, organization.country, scheme, number, acronym, parent, basis)
        rows.setdefault(organization.id, row)
        establishment = next(
            (i.id for i in organization.identifiers if i.scheme == "FR-SIRET"), None
        )
        names.setdefault(
            (organization.id, organization.name),
            (organization.id, organization.name, establishment, notice.id),
        )
    return list(rows.values()), list(names.values())


def _number_of(organization_id: str) -> tuple[str | None, str | None]:
    """``FR-SIREN-130025265`` -> its scheme and number; names have neither."""
    if organization_id.startswith("name:"):
        return None, None
    parts = organization_id.split("-", 2)
    return ("-".join(parts[:2]), parts[2]) if len(parts) == 3 else (None, organization_id)


def procedure_row(procedure_id: str, notices: Iterable[Notice]) -> Row:
    """Notices of one procedure, oldest first -> its row; the latest word on each field holds."""
    found = list(notices)
    first = found[0]

    def latest(name: str) -> Any:
        stated = [getattr(n.procedure, name) for n in found]
        return next((value for value in reversed(stated) if value is not None), None)

    return (
        procedure_id, first.portal, first.title, _names(b.organization for b in first.buyers),
        first.country, latest("method"), latest("method_details"), latest("direct_award_reason"),
        latest("technique"), latest("framework_id"), iso(first.published), len(found),
    )  # fmt: skip


def history_rows(history: History) -> dict[str, Contract]:
    """Contracts of a history by id, later ones with a taken id told apart by their place."""
    found: dict[str, Contract] = {}
    for contract in history.contracts:
        name, count = contract.id, 2
        while name in found:
            name, count = f"{contract.id}~{count}", count + 1
        contract.id = name
        found[name] = contract
    return found
