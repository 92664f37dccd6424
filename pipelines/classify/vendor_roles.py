"""Determine the vendor groups of a target, their roles, and the big_tech claim that follows.

Roles: winner, consortium_member, subcontractor, reseller_winner, named_product,
named_manufacturer (maker of the hardware that is maintained), incumbent (product in use, to be
replaced), brand_only_equivalent (never makes big_tech).  A mere mention makes no tag.
"""

from __future__ import annotations

from pipelines.classify.keyword_matches_in_text import Match
from pipelines.classify.tag_targets import TagTarget
from pipelines.classify.vendor_links import parse_confidence
from pipelines.model import Confidence, Tag, replace
from pipelines.reference.rules import Rule
from pipelines.reference.table_classes import Product, ReferenceTables

ROLE_WINDOW = 60  # letters between a product and the words that say its role
BESIDE = 12  # letters between a maker and its machine: "servers of the brand IBM"
HARDWARE_CATEGORIES = frozenset({"hardware"})
_HOLDING = ("yes", "maybe", "no")  # whether a product's data lie with its maker, surest first


def vendor_tags(target: TagTarget, key: str | None, tables: ReferenceTables) -> list[Tag]:
    """Return the vendor and big_tech tags of a target's suppliers and of the products named in it.

    ``key``  key of the target's award, written into the tags.
    """
    products = _products_by_role(target)
    groups = {p.group for p, role, _ in products if role == "named_product"}
    tags: list[Tag] = []
    for supplier in target.award.suppliers if target.award else ():
        for link in supplier.vendors:
            role = {"subcontractor": "subcontractor", "member": "consortium_member"}.get(
                supplier.role, "winner"
            )
            reseller = tables.groups[link.group].tier == "reseller"
            if role == "winner" and (reseller and groups - {link.group}):
                role = "reseller_winner"
            tags += _with_big_tech_claim(
                link.group,
                Tag(
                    tag="vendor",
                    value=link.group,
                    rule=link.rule,
                    confidence=link.confidence,
                    evidence=link.evidence,
                    field="supplier",
                    role=role,
                    award=key,
                    lot=target.lot,
                ),
                tables,
            )
    for product, role, match in products:
        text, start = match.evidence()
        tags += _with_big_tech_claim(
            product.group,
            Tag(
                tag="vendor",
                value=product.group,
                rule=f"products.csv:{product.row}",
                role=role,
                confidence=_product_confidence(product, match),
                evidence=text,
                field=match.text.field,
                award=key,
                lot=match.lot,
                language=match.text.language,
                start=start,
            ),
            tables,
        )
    return tags


def _with_big_tech_claim(group: str, vendor: Tag, tables: ReferenceTables) -> list[Tag]:
    """Return the vendor tag, with the big_tech tag that follows from it if any."""
    if vendor.role == "brand_only_equivalent" or not tables.is_big_tech(group):
        return [vendor]
    value = "unclear" if vendor.confidence == "low" else "yes"
    return [vendor, replace(vendor, tag="big_tech", value=value)]


def _product_confidence(product: Product, match: Match) -> Confidence:
    """Return the confidence of a named product: high only in a title."""
    confidence = parse_confidence(product.confidence)
    return "medium" if confidence == "high" and not match.is_title else confidence


def _products_by_role(target: TagTarget) -> list[tuple[Product, str, Match]]:
    """Return (product, role, match), one for each vendor group and role."""
    by_group_and_role: dict[tuple[str, str], tuple[Product, str, Match]] = {}
    for match in target.matches:
        if not isinstance(match.owner, Product):
            continue
        concept = match.cancelled_by.concept if match.cancelled_by else None
        if concept in ("mention", "article", "not_bought", "lent"):
            continue
        role = _role_from_context(match, target) if concept is None else "brand_only_equivalent"
        earlier = by_group_and_role.get((match.owner.group, role))
        if earlier is None or (match.is_title and not earlier[2].is_title):
            by_group_and_role[match.owner.group, role] = (match.owner, role, match)
    return list(by_group_and_role.values())


def _role_from_context(match: Match, target: TagTarget) -> str:
    """Return the role of a product that the words around it indicate."""
    assert isinstance(match.owner, Product)
    concepts = _concepts_around(match, target)
    if concepts.get("incumbent", ROLE_WINDOW + 1) <= ROLE_WINDOW:
        return "incumbent"
    is_machine = match.owner.category in HARDWARE_CATEGORIES or (
        concepts.get("machine", BESIDE + 1) <= BESIDE
    )
    if is_machine and concepts.get("upkeep", ROLE_WINDOW + 1) <= ROLE_WINDOW:
        return "named_manufacturer"
    return "named_product"


def _concepts_around(match: Match, target: TagTarget) -> dict[str, int]:
    """Return the concepts of words about vendors in the same text, with the letters between."""
    nearest: dict[str, int] = {}
    for other in target.matches:
        owner = other.owner
        if not isinstance(owner, Rule) or owner.tag != "vendor" or owner.strength != "weak":
            continue
        if other.text is match.text and other.cancelled_by is not owner:  # not "SQL server"
            distance = max(other.hit.start - match.hit.end, match.hit.start - other.hit.end)
            nearest[owner.concept] = min(distance, nearest.get(owner.concept, distance))
    return nearest


def products_in_use(target: TagTarget) -> list[tuple[Product, Match]]:
    """Return the products that a target asks for or uses, those that hold data at the maker first.

    Neither those that only a comparison names nor those that are to be replaced.
    """
    matches = [
        (match.owner, match)
        for match in target.matches
        if isinstance(match.owner, Product)
        and match.cancelled_by is None
        and _role_from_context(match, target) != "incumbent"
    ]
    return sorted(
        matches, key=lambda match: (_HOLDING.index(match[0].outsourcing), not match[1].is_title)
    )
