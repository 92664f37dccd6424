"""Whose law can reach the data of a contract, when data can leave the body's control.

eu_only, domestic, hybrid, non_eu_parent, unknown: the definitions are in docs/tags.
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
    """Award and the cloud products named in it -> one data_law_exposure tag.

    The named cloud decides, then the winner's group, then the seat that the notice shows (a seat
    alone is low confidence: who owns the firm is not known).
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
    """Regime of the parent (or a country) and the buyer's country -> the exposure."""
    if regime in ("hybrid", "eu"):
        return "hybrid" if regime == "hybrid" else "eu_only"
    if regime in ("network", "other"):
        return "unknown"
    return "domestic" if REGIME_COUNTRY.get(regime, regime) == buyer else "non_eu_parent"
