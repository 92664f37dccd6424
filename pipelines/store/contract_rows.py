"""Convert contracts to rows of ``contracts`` and its child tables, in schema order.

Pure.  ``value_countable_eur`` is what sums may add.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from dateutil.relativedelta import relativedelta

from pipelines.contracts.compiled_contract import CompiledContract, notices_by_tag
from pipelines.contracts.compiled_procedure import CompiledProcedure
from pipelines.model import (
    WITH_OTHER_LOTS,
    Award,
    Code,
    Money,
    Notice,
    Scope,
    ScopeAnswer,
    Supplier,
    Tag,
)
from pipelines.reference.apply_reviews_to_tags import verified_claims
from pipelines.store.notice_rows import region_of_buyers
from pipelines.store.serializers import (
    RowsByTable,
    SqlRow,
    amount_of,
    as_float,
    claim_columns,
    code_text,
    euros_of,
    first_text,
    iso_date,
    joined_names,
    json_text,
    row_in_order,
    supplier_list,
    tag_row,
    unique_rows,
    vendor_group_roles,
)


def contract_row(contract: CompiledContract, procedure_id: str) -> SqlRow:
    """Return the row of ``contracts``."""
    notice = contract.latest
    first = contract.mentions[0].notice
    money = contract.value
    shown_amount = money or contract.maximum or contract.minimum
    floor, ceiling = (
        _in_currency_of(shown_amount, bound) for bound in (contract.minimum, contract.maximum)
    )
    period = contract.period
    tags = contract.tags
    scope = contract_scope(contract)
    values: dict[str, Any] = {
        "id": contract.id,
        "procedure_id": procedure_id,
        "portal": notice.portal,
        "title": contract_title(contract, notice),
        "lot_ids": json_text(list(contract.lots)),
        "buyer": joined_names(b.organization for b in contract.buyers),
        "buyer_id": contract.buyers[0].organization.id if contract.buyers else None,
        "country": notice.country,
        "suppliers": supplier_list(_numbered_names(contract)),
        "vendor_groups": json_text(list(vendor_group_roles(tags, contract.suppliers))),
        "status": contract.status,
        "published": iso_date(first.published),
        "updated": iso_date(_updated(contract)),
        "decided": iso_date(contract.decided),
        "signed": iso_date(contract.signed),
        "value": amount_of(money),
        "currency": shown_amount.currency if shown_amount else None,
        "vat": shown_amount.vat if shown_amount else None,
        "value_kind": contract.value_kind,
        "minimum": amount_of(floor),
        "maximum": amount_of(ceiling),
        "value_eur": _value_at_first_rate(contract),
        "rate_date": iso_date(_rate_date(contract)),
        "value_countable_eur": countable_value(contract),
        "ceiling_eur": euros_of(ceiling),
        "value_shared": int(contract.shared_value),
        "value_plausible": None if money is None else int(money.plausible is not False),
        "tenders_received": contract.tenders_received,
        "method": contract.method,
        "technique": contract.technique,
        "framework_id": contract.framework_id,
        "start": iso_date(period.start) if period else None,
        "end": iso_date(period.end) if period else None,
        "months": as_float(period.months) if period else None,
        "end_basis": period.end_basis if period else None,
        "end_with_renewals": iso_date(end_with_renewals(contract)),
        "initial_value_eur": initial_value(contract),
        "amendments": contract.amendments,
        "main_code": code_text(_codes(contract, notice)),
        "digital": scope.digital if scope else None,
        "scope_reason": scope.reason if scope else None,
        "notice_id": notice.id,
        "url": notice.url,
        "region": region_of_buyers(
            contract.buyers, (mention.notice for mention in reversed(contract.mentions))
        ),
        "verified": json_text(verified) if (verified := verified_claims(tags)) else None,
        **claim_columns(tags),
    }
    return row_in_order("contracts", values)


def _updated(contract: CompiledContract) -> date | None:
    """Return the publication date of the latest notice that speaks of a contract."""
    days = (mention.notice.published for mention in contract.mentions)
    return max(filter(None, days), default=None)


def _codes(contract: CompiledContract, notice: Notice) -> Iterable[Code]:
    """Return the codes of a contract.

    Those of its only lot where the notice has several lots; its own where the notice has several
    contracts and its main code is none of them (purchases of Paraguay); else the notice's.

    On TED_EXPORT an undivided notice repeats only its additional codes in its lot, so that the main
    code stands in the notice alone.
    """
    if len(contract.lots) == 1 and len(notice.lots) > 1:
        for lot in notice.lots:
            if lot.id == contract.lots[0] and lot.codes:
                return lot.codes
    lot_codes = next(
        (mention.award.codes for mention in reversed(contract.mentions) if mention.award), ()
    )
    if (
        lot_codes
        and len(notice.awards) > 1
        and code_text(notice.codes) not in map(_as_text, lot_codes)
    ):
        return lot_codes
    return notice.codes


def _as_text(code: Code) -> str | None:
    return code_text((code,))


# "CON-0001" (211486-2025), "Lote 1" (653871-2024): bare numbers that are no title.
_BARE_NUMBER = re.compile(
    r"(?:con|contract|lots?|lote|lotto|lotul|los|del|deel|perceel|partie|parcela|osa|część|obszar)"
    r"\W*(?:n[°ºor]*|nr|num)?[\W_]*\d+\W*",
    re.I,
)


def contract_title(contract: CompiledContract, notice: Notice) -> str | None:
    """Return the title of a contract.

    Its own unless that is a bare number, else that of its only lot where the notice has several
    lots, else the notice's, else that of its procedure.
    """
    if contract.title and not _BARE_NUMBER.fullmatch(contract.title):
        return contract.title
    if len(contract.lots) == 1 and len(notice.lots) > 1:
        for lot in notice.lots:
            if lot.id == contract.lots[0] and any(text.field == "title" for text in lot.texts):
                return first_text(lot.texts, "title", notice.languages)
    return notice.title or contract.title or contract.procedure_title


def _in_currency_of(shown: Money | None, bound: Money | None) -> Money | None:
    """Return a bound, which is shown in the currency of the amount; None where it has another
    (a framework in kuna whose later notices are in euros)."""
    return bound if shown and bound and shown.currency == bound.currency else None


def _rate_date(contract: CompiledContract) -> date | None:
    money = contract.value
    source = contract.maximum if money is None else _first_of_same_currency(contract) or money
    return source.rate_date if source is not None else None


def _first_of_same_currency(contract: CompiledContract) -> Money | None:
    """Return the first value, at whose rate the latest one is reckoned, if it can be."""
    money, first = contract.value, contract.first_value
    same_currency = money is not None and first is not None and first.currency == money.currency
    if first is None or not same_currency or first.eur is None or not first.amount:
        return None
    return first


def _value_at_first_rate(contract: CompiledContract) -> float | None:
    """Return the latest value in euros at the rate of the first value."""
    money, first = contract.value, _first_of_same_currency(contract)
    if money is None:
        return None
    if first is None or first.eur is None:
        return euros_of(money)
    return float(round(money.amount * first.eur / first.amount, 2))


def initial_value(contract: CompiledContract) -> float | None:
    """Return the euros of the initial value; None where the latest one may not be compared with it.

    A digit that slipped (10^17 euros for a stadium) is no initial value, nor is what was obligated
    so far, nor an amount with tax beside one without.
    """
    first, latest = contract.first_value, contract.value
    if first is None or not contract.first_is_initial or first.plausible is False:
        return None
    taxes = {first.vat, latest.vat} if latest else set()
    if contract.value_kind == "obligation" or taxes == {"excluded", "included"}:
        return None
    return euros_of(first)


def countable_value(contract: CompiledContract) -> float | None:
    """Return the euros that sums may add; None when the contract must not be counted.

    Counted are exact, plausible amounts of active contracts that are no frameworks.
    """
    money = contract.value
    if (
        money is None
        or contract.value_kind != "exact"
        or contract.status != "active"
        or money.plausible is False
        or contract.counted_elsewhere
        or contract.technique in ("framework", "dynamic_purchasing")
    ):
        return None
    return _value_at_first_rate(contract)


def end_with_renewals(contract: CompiledContract) -> date | None:
    """Return the last day if all options are used; None unless number and length are known."""
    end = contract.period.end if contract.period else None
    if contract.renewal_until is not None:
        return max(contract.renewal_until, end or contract.renewal_until)
    if end is None or not contract.renewals or contract.renewal_months is None:
        return None
    start = contract.renewals_from or end
    months = contract.renewals * contract.renewal_months
    try:
        after = start + timedelta(days=1) + relativedelta(months=int(months))
        return max(after - timedelta(days=1), end)
    except (OverflowError, ValueError):
        return None


def contract_child_rows(contract: CompiledContract) -> RowsByTable:
    """Return the rows of child tables: suppliers, groups, notices, tags."""
    tags = set(contract.tags)
    rows: RowsByTable = {
        "suppliers": supplier_rows(contract),
        "contract_groups": [
            (contract.id, group, role, confidence)
            for group, (role, confidence) in vendor_group_roles(
                contract.tags, contract.suppliers
            ).items()
        ],
        "contract_notices": [
            _mention_row(contract, m.notice, m.role, m.award) for m in contract.mentions
        ],
        "tags": [
            tag_row(tag, notice.id, contract.id)
            for tag, notice in notices_by_tag(contract).items()
            if tag in tags and tag.tag != "digital"
        ],
    }
    return {table: unique_rows(table, table_rows) for table, table_rows in rows.items()}


def _mention_row(
    contract: CompiledContract, notice: Notice, role: str, award: Award | None
) -> SqlRow:
    """Return the row of ``contract_notices``."""
    money = award.value if award is not None else None
    return (
        contract.id,
        notice.id,
        role,
        iso_date(notice.published),
        amount_of(money),
        money.currency if money else None,
        award.key if award is not None else None,
    )


def _numbered_names(contract: CompiledContract) -> list[tuple[str, Supplier]]:
    """Return suppliers with their names; withheld persons are numbered, not merged."""
    anonymous = 0
    names = []
    for supplier in contract.suppliers:
        name = supplier.organization.name
        if supplier.organization.id is None:
            anonymous += 1
            name = f"{name} ({anonymous})" if anonymous > 1 else name
        names.append((name, supplier))
    return names


def supplier_rows(contract: CompiledContract) -> list[SqlRow]:
    """Return the rows of ``suppliers``: one for each vendor group, or one without."""
    rows: list[SqlRow] = []
    for name, supplier in _numbered_names(contract):
        organization = supplier.organization
        head = (contract.id, organization.id, name, supplier.role, organization.country)
        owner = supplier.ownership
        owned = (owner.value, owner.kind, owner.rule) if owner else ("unknown", None, None)
        for vendor in supplier.vendors:
            tail = (vendor.group, vendor.basis, vendor.rule, vendor.evidence, vendor.confidence)
            rows.append(head + tail + owned)
        if not supplier.vendors:
            rows.append((*head, "", None, None, None, None, *owned))
    return rows


def contract_scope(contract: CompiledContract) -> Scope | None:
    """Return the scope of a contract: of its own lots where they differ, else of its notice."""
    for mention in reversed(contract.mentions):
        if mention.award is None:
            continue
        for tag in mention.tags:
            if tag.tag == "digital":
                return _scope_of_lot(tag, mention.notice.scope)
        break
    return contract.latest.scope


def _scope_of_lot(tag: Tag, of_notice: Scope | None) -> Scope:
    """Return the scope of one lot among several, by its tag ``digital``.

    A borderline lot is published for what its notice says: its own title and code do not settle
    it, and are no reason.
    """
    answer = cast(ScopeAnswer, tag.value)
    if answer == "borderline" and of_notice is not None:
        return Scope(answer, WITH_OTHER_LOTS + of_notice.reason)
    if tag.evidence == tag.award and of_notice is not None:  # the award has no title
        return Scope(answer, of_notice.reason)
    if tag.field == "main_code":  # nor has the lot: its code stands for it
        return Scope(answer, f"code {tag.evidence}")
    return Scope(answer, f"{tag.field}: {tag.evidence}")


def contracts_by_id(procedure: CompiledProcedure) -> dict[str, CompiledContract]:
    """Return the published contracts by id; a later contract with a taken id gets a number.

    Contracts of lots that are not digital are left out: their notice is in the register.
    """
    by_id: dict[str, CompiledContract] = {}
    for contract in procedure.contracts:
        name, count = contract.id, 2
        while name in by_id:
            name, count = f"{contract.id}~{count}", count + 1
        contract.id = name
        by_id[name] = contract
    return {
        name: contract
        for name, contract in by_id.items()
        if (scope := contract_scope(contract)) is None or scope.digital != "no"
    }
