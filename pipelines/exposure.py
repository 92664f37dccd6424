"""Whose law can reach the data of a contract, when data can leave the body's control.

eu_only, domestic, hybrid, non_eu_parent, unknown: the definitions are in docs/tags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.model import Award, Confidence, Notice, Tag
from pipelines.reference import Product, Tables

if TYPE_CHECKING:
    from pipelines.signs import Sign

EU = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO".split()
)
_REGIMES = {"us": "US", "us_nexus": "US", "uk": "GB", "eu": "EU", "cn": "CN", "in": "IN",
            "jp": "JP", "il": "IL", "ch": "CH", "ca": "CA", "ru": "RU", "ma": "MA", "au": "AU"}  # fmt: skip
# The most exposed member of a consortium decides.
_ORDER = ("non_eu_parent", "hybrid", "unknown", "domestic", "eu_only")


def exposure(
    award: Award | None, key: str | None, products: list[tuple[Product, Sign]], notice: Notice,
    tables: Tables,
) -> list[Tag]:  # fmt: skip
    """Award and the cloud products named in it -> one data_law_exposure tag.

    The named cloud decides, then the winner's group, then the seat that the notice shows.
    """
    found: list[tuple[str, Confidence, str, str, str]] = []
    for product, sign in products:
        value = _value(_place(tables.groups[product.group].regime), notice.country)
        if product.outsourcing == "yes":
            found.append((value, "medium", sign.evidence()[0], sign.text.field,
                          f"products.csv:{product.row}"))  # fmt: skip
    if not found and award is not None:
        for supplier in award.suppliers:
            found += [_by_supplier(supplier, notice, tables)] if supplier.role != "member" else []
            found += [_by_supplier(supplier, notice, tables)] if supplier.role == "member" else []
    if not found:
        return [_tag(("unknown", "medium", "", "supplier", "no-winner"), key)]
    return [_tag(min(found, key=lambda one: _ORDER.index(one[0])), key)]


def _by_supplier(supplier: object, notice: Notice, tables: Tables) -> tuple[
    str, Confidence, str, str, str
]:  # fmt: skip
    from pipelines.model import Supplier

    assert isinstance(supplier, Supplier)
    name = supplier.organization.name
    for link in supplier.vendors:
        group = tables.groups[link.group]
        if group.tier == "reseller":
            return "unknown", "medium", name, "supplier", link.rule
        if group.regime in ("network", "other"):
            return "unknown", "medium", name, "supplier", link.rule
        if group.regime == "hybrid":
            return "hybrid", "medium", name, "supplier", link.rule
        confidence: Confidence = "high" if group.source and link.confidence == "high" else "medium"
        return _value(_place(group.regime), notice.country), confidence, name, "supplier", link.rule
    seat = supplier.organization.country
    if seat is None:
        return "unknown", "medium", name, "supplier", "seat-unknown"
    return _value("EU" if seat in EU else seat, notice.country), "low", name, "supplier", "seat"


def _place(regime: str) -> str:
    return _REGIMES.get(regime, regime.upper())


def _value(place: str, buyer: str | None) -> str:
    if place in ("HYBRID",):
        return "hybrid"
    if place in ("NETWORK", "OTHER"):
        return "unknown"
    if place == "EU":
        return "eu_only"
    return "domestic" if place == buyer else "non_eu_parent"


def _tag(found: tuple[str, Confidence, str, str, str], key: str | None) -> Tag:
    value, confidence, words, place, rule = found
    return Tag(
        tag="data_law_exposure", value=value, rule=rule, confidence=confidence, evidence=words,
        field=place, award=key,
    )  # fmt: skip
