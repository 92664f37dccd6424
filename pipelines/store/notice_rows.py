"""Convert notices to rows of ``notices`` and its child tables, in schema order.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from pipelines.contracts.compiled_contract import NoticeState
from pipelines.contracts.fill_missing import method_of
from pipelines.model import Buyer, Money, Notice, RegisterRow, Text
from pipelines.reference.french_local_bodies import name_of_number
from pipelines.reference.regions import region_of
from pipelines.store.database import KnownBuyerRow
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

_BETWEEN = " | "
_MAX_LOT_TEXTS_LENGTH = 2_000  # characters of all descriptions of lots together
_MIN_DESCRIPTION_LENGTH = 200  # a shorter one says next to nothing ("see II.2.4")
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+(?=[A-ZÀ-ÞΆ-ΩЀ-Я])|\s*\n\s*")


def _notice_value(notice: Notice) -> tuple[Money | None, str | None]:
    """Return the value of the whole notice and its basis: result, estimate or maximum."""
    for money, basis in (
        (notice.result_value, "result"),
        (notice.value, "estimate"),
        (notice.maximum, "maximum"),
    ):
        if money is not None:
            return money, basis
    return None, None


def notice_row(notice: Notice, state: NoticeState, procedure_id: str) -> SqlRow:
    """Return the row of ``notices``."""
    money, basis = _notice_value(notice)
    suppliers = [s for award in notice.awards for s in award.suppliers]
    code = notice.main_code or (notice.codes[0] if notice.codes else None)
    values: dict[str, Any] = {
        "id": notice.id,
        "portal": notice.portal,
        "number": notice.number,
        "procedure_id": procedure_id,
        "kind": notice.kind,
        "change": notice.change,
        "state": state.state,
        "replaces": state.replaces,
        "replaced_by": state.replaced_by,
        "notice_identifier": notice.notice_identifier,
        "notice_version": notice.notice_version,
        "form": notice.form,
        "published": iso_date(notice.published),
        "language": notice.languages[0] if notice.languages else None,
        "title": notice.title,
        "description": notice.description,
        "buyer": joined_names(b.organization for b in notice.buyers),
        "buyer_id": notice.buyers[0].organization.id if notice.buyers else None,
        "country": notice.country,
        "region": region_of_buyers(notice.buyers, [notice]),
        "suppliers": supplier_list((s.organization.name, s) for s in suppliers),
        "main_code": f"{code.scheme} {code.id}" if code else None,
        "main_code_label": code.label if code else None,
        "value": amount_of(money),
        "currency": money.currency if money else None,
        "value_eur": euros_of(money),
        "value_basis": basis,
        "method": method_of(notice),
        "technique": notice.procedure.technique,
        "deadline": iso_date(notice.deadline),
        "url": notice.url,
        "lots": sum(not _is_group(lot.id) for lot in notice.lots),
        "digital": notice.scope.digital if notice.scope else None,
        "scope_reason": notice.scope.reason if notice.scope else None,
        "vendor_groups": json_text(list(vendor_group_roles(notice.tags, suppliers))),
        "withheld": json_text(list(notice.withheld)),
        "document_sha256": notice.document.sha256 if notice.document else None,
        "content_sha256": notice.content_sha256,
        "lot_titles": _lot_titles(notice),
        "lot_descriptions": _lot_descriptions(notice),
        **claim_columns(notice.tags),
    }
    return row_in_order("notices", values)


def region_of_buyers(buyers: Sequence[Buyer], notices: Iterable[Notice]) -> str | None:
    """Return the region of the first buyer, else the only one in which a notice has its places."""
    first = buyers[0].organization if buyers else None
    if first and (result := region_of(first.region, first.country)):
        return result
    for notice in notices:
        if len(notice.places) == 1:
            return region_of(notice.places[0])
    return None


def _lot_titles(notice: Notice) -> str | None:
    """Return the titles of the lots of a call; those of a result are titles of contracts."""
    if notice.awards:
        return None
    of_notice = notice.title
    titles = (first_text(lot.texts, "title", notice.languages) for lot in notice.lots)
    return (
        _BETWEEN.join(dict.fromkeys(title for title in titles if title and title != of_notice))
        or None
    )


def _lot_descriptions(notice: Notice) -> str | None:
    """Return what descriptions of lots say that the notice's title and description do not: the
    first sentence of each lot, then the second of each, until there are enough.

    None for a result that describes itself: what is said of a lot is not said of each contract.
    """
    if notice.awards and len(notice.description or "") >= _MIN_DESCRIPTION_LENGTH:
        return None
    notice_text = f"{notice.title or ''} {notice.description or ''}"
    texts = (first_text(lot.texts, "description", notice.languages) for lot in notice.lots)
    # a text that stands whole in the notice's, as that of an only lot does, need not be split
    of_lots = [
        _SENTENCE_END.split(text)
        for text in dict.fromkeys(texts)
        if text and text not in notice_text
    ]
    sentences: dict[str, None] = {}
    length = 0
    for sentence in (sentence for turn in zip_longest(*of_lots) for sentence in turn if sentence):
        if length >= _MAX_LOT_TEXTS_LENGTH:
            break
        if sentence not in sentences and sentence not in notice_text:
            sentences[sentence] = None
            length += len(sentence) + len(_BETWEEN)
    together = _BETWEEN.join(sentences)
    if len(together) > _MAX_LOT_TEXTS_LENGTH:
        together = together[:_MAX_LOT_TEXTS_LENGTH].rpartition(" ")[0]
    return together or None


def _is_group(lot: str) -> bool:
    """Whether a lot is an eForms group of lots: it has a row, but does not count as lot."""
    return lot.startswith("GLO-")


def notice_child_rows(notice: Notice, state: NoticeState) -> RowsByTable:
    """Return the rows of child tables: lots, texts, buyers, links."""
    rows: RowsByTable = {"lots": [], "texts": [], "buyers": [], "links": []}
    _texts(rows["texts"], notice.id, "", notice.texts)
    for lot in notice.lots:
        _texts(rows["texts"], notice.id, lot.id, lot.texts)
        rows["lots"].append(
            row_in_order(
                "lots",
                {
                    "notice_id": notice.id,
                    "lot": lot.id,
                    "title": first_text(lot.texts, "title", notice.languages),
                    "main_code": code_text(lot.codes),
                    "codes": json_text([f"{c.scheme} {c.id}" for c in lot.codes]),
                    "value": amount_of(lot.value),
                    "maximum": amount_of(lot.maximum),
                    "currency": lot.value.currency if lot.value else None,
                    "start": iso_date(lot.period.start) if lot.period else None,
                    "end": iso_date(lot.period.end) if lot.period else None,
                    "months": as_float(lot.period.months) if lot.period else None,
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
    if state.replaces:
        rows["links"].append((notice.id, state.replaces, "replaces", "named by it", "high"))
    for reference in notice.references:
        if reference.relation == "amends" and reference.scheme == "number":
            target = f"{notice.portal}:{reference.id}"
            rows["links"].append((notice.id, target, "amends", "named by it", "high"))
    return rows


def _texts(rows: list[SqlRow], notice_id: str, lot: str, texts: Iterable[Text]) -> None:
    places: dict[tuple[str, str], int] = {}
    for text in texts:
        key = (text.field, text.language or "")
        index = places.get(key, 0)
        places[key] = index + 1
        rows.append((notice_id, lot, text.field, text.language or "", index, text.text))


def notice_tags(notice: Notice) -> list[SqlRow]:
    """Return the rows of tags about the whole notice."""
    tag_rows = [tag_row(tag, notice.id, None) for tag in notice.tags if tag.award is None]
    return unique_rows("tags", tag_rows)


def organization_rows(
    notice: Notice, known_buyers: Mapping[str, KnownBuyerRow]
) -> tuple[list[SqlRow], list[SqlRow]]:
    """Return the rows of organizations and organization_names of a notice."""
    rows: dict[str, SqlRow] = {}
    names: dict[tuple[str, str], SqlRow] = {}
    mentioned = [b.organization for b in notice.buyers]
    left_out = {tag.award for tag in notice.tags if tag.tag == "digital" and tag.value == "no"}
    mentioned += [
        supplier.organization
        for award in notice.awards
        if award.key not in left_out
        for supplier in award.suppliers
    ]
    for organization in mentioned:
        if organization.id is None:
            continue
        scheme, number = _number_of(organization.id)
        own_name = name_of_number(organization.name) or organization.name
        name, acronym, parent, basis = known_buyers.get(
            organization.id, (own_name, None, None, None)
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
    """Split an organisation id into scheme and number; (None, None) for a name."""
    if organization_id.startswith("name:"):
        return None, None
    parts = organization_id.split("-", 2)
    return ("-".join(parts[:2]), parts[2]) if len(parts) == 3 else (None, organization_id)


def procedure_row(procedure_id: str, notices: Iterable[Notice]) -> SqlRow:
    """Return the row of ``procedures`` with the latest value of each field; oldest first."""
    ordered = list(notices)
    first = ordered[0]

    def latest(name: str) -> Any:
        for notice in reversed(ordered):
            if (value := getattr(notice.procedure, name)) is not None:
                return value
        return None

    return (
        procedure_id,
        first.portal,
        first.title,
        joined_names(b.organization for b in first.buyers),
        first.country,
        next(filter(None, map(method_of, reversed(ordered))), None),
        latest("method_details"),
        latest("direct_award_reason"),
        latest("technique"),
        latest("framework_id"),
        iso_date(first.published),
        len(ordered),
    )


def supplier_names(notice: Notice) -> str | None:
    """Return the names of the suppliers of a notice, separated by `` | ``; None without any."""
    names = dict.fromkeys(s.organization.name for a in notice.awards for s in a.suppliers)
    return " | ".join(names) or None


def register_row(notice: Notice, sha256: str) -> RegisterRow:
    """Return the row of ``register``, and the suppliers that are kept apart.

    Suppliers of a notice out of scope are not published: their names are no column of the row.
    """
    codes = dict.fromkeys(
        f"{c.scheme}:{c.id}"
        for codes in (notice.codes, *(lot.codes for lot in notice.lots))
        for c in codes
    )
    scope, suppliers = notice.scope.digital if notice.scope else "no", supplier_names(notice)
    row = (
        notice.id,
        sha256,
        notice.portal,
        iso_date(notice.published),
        notice.kind,
        notice.title,
        None if scope == "no" else suppliers,
        " ".join(codes) or None,
        scope,
        notice.scope.reason if notice.scope else None,
        notice.content_sha256,
    )
    return row, suppliers if scope == "no" else None
