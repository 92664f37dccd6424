"""Determine whose law can reach the data of a contract when the data may leave the buyer's control.

Two facts, each a tag with its own basis, and what follows from them:

product_law        the country of the maker of a product named there; role: it exists as a service
                   only (holds_data), or also (may_hold_data), or not (named_product)
supplier_law       the country of the supplier: of the group behind it, else its seat in the notice
data_law_exposure  eu_only, domestic, foreign_parent, hybrid, non_eu_parent, unknown; defined in
                   data/measured/tags

Where it is not settled that data leave the buyer, no law is said to reach them; who made the
product named there and where the supplier is are facts that stay.

One foreign law is enough to say that it reaches the data.  That no other does is said only when
supplier and maker are both known and both at home, and no other maker is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipelines.classify.keyword_matches_in_text import Match
from pipelines.model import Award, Confidence, Notice, Supplier, Tag, VendorLink
from pipelines.reference.legal_regimes import EEA, REGIME_COUNTRY
from pipelines.reference.table_classes import Product, ReferenceTables, VendorGroup

UNKNOWN = "unknown"
# Values that say that some other law reaches the data, the most exposed first: one is enough.
_FOREIGN = ("non_eu_parent", "foreign_parent", "hybrid")
_AT_HOME = ("eu_only", "domestic")
_PRODUCT_ROLES = {"yes": "holds_data", "maybe": "may_hold_data", "no": "named_product"}
_SURENESS: tuple[Confidence, ...] = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class _LawFact:
    """One party whose law can reach the data.

    ``law``       ISO country, hybrid or unknown; ``exposure`` what it means for the buyer.
    ``party``     vendor group, else the country of the seat.
    ``role``      role of the product; None for a supplier.
    ``match``     the words that name the product; None for a supplier.
    """

    law: str
    exposure: str
    party: str
    confidence: Confidence
    evidence: str
    rule: str
    role: str | None = None
    match: Match | None = None


def jurisdiction_tags(
    award: Award | None,
    key: str | None,
    products: list[tuple[Product, Match]],
    notice: Notice,
    tables: ReferenceTables,
    is_handed_over: bool,
) -> list[Tag]:
    """Return the facts about product makers and suppliers of an award; the exposure tag is last.

    ``products``        the products named in the award's texts, those that hold data first.
    ``is_handed_over``  whether data are known to leave the buyer, not merely supposed to.
    """
    makers = _unique(_maker_fact(product, match, notice, tables) for product, match in products)
    suppliers = _unique(
        fact
        for supplier in (award.suppliers if award is not None else ())
        for fact in _supplier_facts(supplier, notice, tables)
    )
    exposure = _unknown("data-doubtful")
    if is_handed_over:
        exposure = _exposure(makers, suppliers, tables)
    return [
        *(_tag("product_law", fact.law, fact, key) for fact in makers),
        *(_tag("supplier_law", fact.law, fact, key) for fact in suppliers),
        _tag("data_law_exposure", exposure.exposure, exposure, key),
    ]


def _exposure(
    makers: Sequence[_LawFact], suppliers: Sequence[_LawFact], tables: ReferenceTables
) -> _LawFact:
    """Return the fact that decides the exposure, with the exposure that follows from all facts."""
    holders = [fact for fact in makers if fact.role == "holds_data"]
    for value in _FOREIGN:
        for fact in (*holders, *suppliers):
            if fact.exposure == value:
                return fact
    if not suppliers:
        return _unknown("no-winner")
    for fact in suppliers:
        if fact.exposure == UNKNOWN:
            return fact
    other = next((fact for fact in makers if fact.exposure not in _AT_HOME), None)
    if other is not None:
        return _unknown("other-maker", other.evidence, other.match)
    if not holders and not all(fact.party in _makers_of_services(tables) for fact in suppliers):
        return _unknown("no-product")
    decisive = (*holders, *suppliers)
    weakest = min(decisive, key=lambda fact: _SURENESS.index(fact.confidence))
    basis = holders[0] if holders else suppliers[0]
    return replace(basis, confidence=weakest.confidence)


def _unknown(rule: str, evidence: str = "", match: Match | None = None) -> _LawFact:
    return _LawFact(UNKNOWN, UNKNOWN, "", "medium", evidence, rule, match=match)


def _unique(facts: Iterable[_LawFact]) -> list[_LawFact]:
    """Return the facts, one for each party: the first."""
    unique: dict[tuple[str, str], _LawFact] = {}
    for fact in facts:
        unique.setdefault((fact.law, fact.party), fact)
    return list(unique.values())


def _maker_fact(
    product: Product, match: Match, notice: Notice, tables: ReferenceTables
) -> _LawFact:
    """Return the fact about the maker of a named product."""
    law = _law_of_group(tables.groups[product.group])
    sure: Confidence = "medium" if product.outsourcing == "yes" else "low"
    return _LawFact(
        law,
        _exposure_to(law, notice.country),
        product.group,
        sure,
        match.evidence()[0],
        f"products.csv:{product.row}",
        _PRODUCT_ROLES[product.outsourcing],
        match,
    )


def _supplier_facts(
    supplier: Supplier, notice: Notice, tables: ReferenceTables
) -> Iterator[_LawFact]:
    """Yield the facts about one supplier: one for each group behind it, else one by its seat."""
    name, seat = supplier.organization.name, supplier.organization.country
    for link in supplier.vendors:
        group = tables.groups[link.group]
        if link.confidence == "low":  # a doubtful likeness says nothing, nor does the seat then
            yield _LawFact(UNKNOWN, UNKNOWN, group.id, "low", name, link.rule)
            continue
        law = _law_of_group(group)
        exposure = _exposure_to(law, notice.country)
        if group.tier == "reseller" and exposure in _FOREIGN:  # the cloud it sells holds the data
            exposure = UNKNOWN
        yield _LawFact(law, exposure, group.id, _sureness(group, link), name, link.rule)
    if supplier.vendors:
        return
    if seat is None:
        yield _LawFact(UNKNOWN, UNKNOWN, name, "medium", name, "seat-unknown")
    else:
        yield _LawFact(seat, _exposure_to(seat, notice.country), seat, "low", name, "seat")


def _sureness(group: VendorGroup, link: VendorLink) -> Confidence:
    return "high" if group.checked_on is not None and link.confidence == "high" else "medium"


def _law_of_group(group: VendorGroup) -> str:
    """Return the country whose law binds a group; hybrid or unknown when it is not one."""
    if group.regime == "hybrid":
        return "hybrid"
    if group.regime == "eu":
        return group.country if group.country in EEA else "EU"
    return REGIME_COUNTRY.get(group.regime, UNKNOWN)


def _exposure_to(law: str, buyer: str | None) -> str:
    """Return the exposure that a law means for a buyer; outside the EU its own law is home."""
    if law in ("hybrid", UNKNOWN):
        return law
    if law == "EU" or law in EEA:
        return "eu_only" if buyer is None or buyer in EEA or buyer == "EU" else "foreign_parent"
    return "domestic" if law == buyer else "non_eu_parent"


@lru_cache(maxsize=4)
def _makers_of_services(tables: ReferenceTables) -> frozenset[str]:
    """Return the groups that make a product which exists as a service, and so hold data."""
    return frozenset(product.group for product in tables.products if product.outsourcing == "yes")


def _tag(name: str, value: str, fact: _LawFact, key: str | None) -> Tag:
    """Build the tag of a fact: product makers from the words, suppliers from the supplier field."""
    match = fact.match
    return Tag(
        tag=name,
        value=value,
        rule=fact.rule,
        confidence=fact.confidence,
        evidence=fact.evidence,
        field=match.text.field if match else "supplier",
        role=fact.role if name == "product_law" else None,
        award=key,
        lot=match.lot if match else None,
        language=match.text.language if match else None,
        start=match.evidence()[1] if match else None,
    )
