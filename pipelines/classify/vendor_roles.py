"""Which groups stand behind a contract, and in which role; the claim big_tech follows from it.

Roles: winner, consortium_member, subcontractor, reseller_winner, named_product,
named_manufacturer (maker of the machines that are kept up), incumbent (what is in use and is to be
replaced), brand_only_equivalent (never makes big_tech); a mere mention makes no tag.
"""

from __future__ import annotations

from pipelines.classify.keyword_matches import Sign
from pipelines.classify.tag_targets import Unit
from pipelines.classify.vendors import confidence_of
from pipelines.model import Confidence, Tag, replace
from pipelines.reference.rules import Rule
from pipelines.reference.tables import Product, Tables

BESIDE = 60  # letters between a product and the words that say its role
MACHINES = frozenset({"hardware"})


def vendor_tags(unit: Unit, key: str | None, tables: Tables) -> list[Tag]:
    """Unit -> vendor and big_tech tags of its suppliers and of the products it names."""
    products = _products(unit)
    named = {p.group for p, role, _ in products if role == "named_product"}
    tags: list[Tag] = []
    for supplier in unit.award.suppliers if unit.award else ():
        for link in supplier.vendors:
            role = {"subcontractor": "subcontractor", "member": "consortium_member"}.get(
                supplier.role, "winner"
            )
            reseller = tables.groups[link.group].tier == "reseller"
            if role == "winner" and (reseller and named - {link.group}):
                role = "reseller_winner"
            tags += _both(
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
                    lot=unit.lot,
                ),
                tables,
            )
    for product, role, sign in products:
        words, start = sign.evidence()
        tags += _both(
            product.group,
            Tag(
                tag="vendor",
                value=product.group,
                rule=f"products.csv:{product.row}",
                role=role,
                confidence=_product_confidence(product, sign),
                evidence=words,
                field=sign.text.field,
                award=key,
                lot=sign.lot,
                language=sign.text.language,
                start=start,
            ),
            tables,
        )
    return tags


def _both(group: str, vendor: Tag, tables: Tables) -> list[Tag]:
    """A vendor tag, and the big_tech claim that follows from it."""
    if vendor.role == "brand_only_equivalent" or not tables.is_big_tech(group):
        return [vendor]
    value = "unclear" if vendor.confidence == "low" else "yes"
    return [vendor, replace(vendor, tag="big_tech", value=value)]


def _product_confidence(product: Product, sign: Sign) -> Confidence:
    confidence = confidence_of(product.confidence)
    return "medium" if confidence == "high" and not sign.is_title else confidence


def _products(unit: Unit) -> list[tuple[Product, str, Sign]]:
    """Products named in a unit, each group and role once, with the role they have."""
    out: dict[tuple[str, str], tuple[Product, str, Sign]] = {}
    for sign in unit.signs:
        if not isinstance(sign.owner, Product):
            continue
        concept = sign.against.concept if sign.against else None
        if concept == "mention":
            continue
        role = _role_beside(sign, unit) if concept is None else "brand_only_equivalent"
        kept = out.get((sign.owner.group, role))
        if kept is None or (sign.is_title and not kept[2].is_title):
            out[sign.owner.group, role] = (sign.owner, role, sign)
    return list(out.values())


def _role_beside(sign: Sign, unit: Unit) -> str:
    """A product that nothing denies: words beside it say in which role it is named."""
    assert isinstance(sign.owner, Product)
    for other in unit.signs:
        owner = other.owner
        if not isinstance(owner, Rule) or owner.tag != "vendor" or owner.strength != "weak":
            continue
        if other.text is not sign.text:
            continue
        apart = max(other.hit.start - sign.hit.end, sign.hit.start - other.hit.end)
        if apart > BESIDE:
            continue
        if owner.concept == "incumbent":
            return "incumbent"
        if owner.concept == "upkeep" and sign.owner.category in MACHINES:
            return "named_manufacturer"
    return "named_product"


def cloud_products(unit: Unit) -> list[tuple[Product, Sign]]:
    """Products named in a unit that put data, or may put data, at their maker's."""
    return [
        (sign.owner, sign)
        for sign in unit.signs
        if isinstance(sign.owner, Product)
        and sign.against is None
        and sign.owner.outsourcing != "no"
    ]
