"""Determine whose law can reach the data of a contract when the data may leave the buyer's control.

Values: eu_only, domestic, hybrid, non_eu_parent, unknown; data/measured/tags defines them.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.classify.keyword_matches import Match
from pipelines.model import Award, Confidence, Notice, Supplier, Tag
from pipelines.reference.legal_regimes import EEA, REGIME_COUNTRY
from pipelines.reference.tables import Product, ReferenceTables

# The most exposed member of a consortium decides.
_ORDER = ("non_eu_parent", "hybrid", "unknown", "domestic", "eu_only")


@dataclass(frozen=True, slots=True)
class _Jurisdiction:
    """One candidate value of data_law_exposure with its evidence."""

    value: str
    confidence: Confidence
    evidence: str
    field: str
    rule: str


def jurisdiction_tags(
    award: Award | None,
    key: str | None,
    products: list[tuple[Product, Match]],
    notice: Notice,
    tables: ReferenceTables,
) -> list[Tag]:
    """Return the one data_law_exposure tag of an award; among several values the most exposed one.

    A named cloud product decides, else the supplier's vendor group, else the seat that the notice
    gives.  A seat alone has low confidence: it does not say who owns the company.
    """
    candidates = [
        _Jurisdiction(
            _exposure_value(tables.groups[product.group].regime, notice.country),
            "medium",
            match.evidence()[0],
            match.text.field,
            f"products.csv:{product.row}",
        )
        for product, match in products
        if product.outsourcing == "yes"
    ]
    if not candidates and award is not None:
        candidates = [
            _supplier_jurisdiction(supplier, notice, tables) for supplier in award.suppliers
        ]
    if not candidates:
        candidates = [_Jurisdiction("unknown", "medium", "", "supplier", "no-winner")]
    worst = min(candidates, key=lambda one: _ORDER.index(one.value))
    return [
        Tag(
            tag="data_law_exposure",
            value=worst.value,
            rule=worst.rule,
            evidence=worst.evidence,
            confidence=worst.confidence,
            field=worst.field,
            award=key,
        )
    ]


def _supplier_jurisdiction(
    supplier: Supplier, notice: Notice, tables: ReferenceTables
) -> _Jurisdiction:
    """Determine the value for one supplier, by its vendor group or its seat."""
    name, seat = supplier.organization.name, supplier.organization.country
    for link in supplier.vendors:
        group = tables.groups[link.group]
        if group.tier == "reseller":  # whose cloud it resells is not said
            return _Jurisdiction("unknown", "medium", name, "supplier", link.rule)
        is_checked = group.checked_on is not None and link.confidence == "high"
        value = _exposure_value(group.regime, notice.country)
        return _Jurisdiction(value, "high" if is_checked else "medium", name, "supplier", link.rule)
    if seat is None:
        return _Jurisdiction("unknown", "medium", name, "supplier", "seat-unknown")
    place = "eu" if seat in EEA else seat
    return _Jurisdiction(_exposure_value(place, notice.country), "low", name, "supplier", "seat")


def _exposure_value(regime: str, buyer: str | None) -> str:
    """Return the value for a regime (or country) and the country of the buyer."""
    if regime in ("hybrid", "eu"):
        return "hybrid" if regime == "hybrid" else "eu_only"
    if regime in ("network", "other"):
        return "unknown"
    return "domestic" if REGIME_COUNTRY.get(regime, regime) == buyer else "non_eu_parent"
