"""What each contract is claimed to be, with the words that say so.

Evidence belongs to awards: an award is judged by its own suppliers, lots, codes and texts; words of
the whole notice count for it only when the notice has one lot or those words name the lot or the
supplier.  What is left is a claim about the whole notice (``Tag.award`` is None).

Sums and thresholds are data/reference/rules/weights.yml.  A code alone never makes a ``yes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from pipelines.exposure import exposure
from pipelines.matching import fold
from pipelines.model import Answer, Award, Code, Confidence, Lot, Notice, Tag, Text, replace
from pipelines.reference import Product, Tables
from pipelines.rules import Rule
from pipelines.signs import Sign, read_texts, signs
from pipelines.vendors import confidence_of

CLAIMS = (
    "big_tech",
    "data_outsourcing",
    "worker_surveillance",
    "public_surveillance_ai",
    "public_alternative",
)
SCORED = CLAIMS[1:]
MOST_EVIDENCE = 4  # signs kept for one claim, the heaviest first
_LOT_WORD = re.compile(
    r"\b(?:lots?|lotto|lotti|lotes?|lose?|perceel|percelen|czesc|czesci|delkontrakt|del|osa|cast|"
    r"casti|parcela|lotul|sklop|grupa|dalis|resz)(?: (?:n|no|nr|numero))? 0*(\d{1,3})\b"
)
_NUMBER = re.compile(r"(\d+)\D*$")


@dataclass
class _Unit:
    """What is judged together: an award with its lots, a lot without award, or the notice."""

    award: Award | None = None
    lot: str | None = None
    signs: list[Sign] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)


def tag(notice: Notice, tables: Tables) -> Notice:
    """Notice (after vendors and scope) -> same notice with ``tags``."""
    on = notice.published
    tags: list[Tag] = []
    for unit in _units(notice, tables, on):
        tags += _judged(unit, notice, tables)
    return replace(notice, tags=tuple(dict.fromkeys(tags)))


def claims(tags: Iterable[Tag], award: str | None = None) -> dict[str, Answer]:
    """Tags -> yes, unclear or no for each claim column; the union without ``award``.

    A claim of low confidence is never yes.
    """
    out: dict[str, Answer] = dict.fromkeys(CLAIMS, "no")
    for one in tags:
        if one.tag not in out or (award is not None and one.award != award):
            continue
        if one.value == "yes" and one.confidence != "low":
            out[one.tag] = "yes"
        elif one.value in ("yes", "unclear") and out[one.tag] == "no":
            out[one.tag] = "unclear"
    return out


def _units(notice: Notice, tables: Tables, on: date | None) -> list[_Unit]:
    whole = [s for t in read_texts(notice, notice.texts) for s in signs(t, None, on, tables)]
    of_lot = {lot.id: _lot_signs(notice, lot, on, tables) for lot in notice.lots}
    if len(notice.lots) <= 1:
        shared = whole + [sign for many in of_lot.values() for sign in many]
        codes = [*notice.codes, *(code for lot in notice.lots for code in lot.codes)]
        if not notice.awards:
            return [_Unit(None, None, shared, codes)]
        return [
            _Unit(award, None, shared + _award_signs(award, on, tables), [*codes, *award.codes])
            for award in notice.awards
        ]
    return _many_lots(notice, whole, of_lot, on, tables)


def _many_lots(
    notice: Notice,
    whole: list[Sign],
    of_lot: dict[str, list[Sign]],
    on: date | None,
    tables: Tables,
) -> list[_Unit]:
    lots = {lot.id: lot for lot in notice.lots}
    units = []
    left = list(whole)
    awarded: set[str] = set()
    for award in notice.awards:
        awarded.update(award.lots)
        named = [sign for sign in whole if _names(sign, award)]
        left = [sign for sign in left if sign not in named]
        own = [sign for lot in award.lots for sign in of_lot.get(lot, ())]
        codes = [*award.codes, *(c for lot in award.lots if lot in lots for c in lots[lot].codes)]
        units.append(
            _Unit(
                award,
                award.lots[0] if len(award.lots) == 1 else None,
                own + named + _award_signs(award, on, tables),
                codes,
            )
        )
    units += [
        _Unit(None, lot, of_lot[lot], list(lots[lot].codes)) for lot in lots if lot not in awarded
    ]
    units.append(_Unit(None, None, left, list(notice.codes)))
    return units


def _lot_signs(notice: Notice, lot: Lot, on: date | None, tables: Tables) -> list[Sign]:
    return [s for text in read_texts(notice, lot.texts) for s in signs(text, lot.id, on, tables)]


def _award_signs(award: Award, on: date | None, tables: Tables) -> list[Sign]:
    lot = award.lots[0] if len(award.lots) == 1 else None
    out: list[Sign] = []
    if award.title:
        out += signs(Text("contract_title", award.title), lot, on, tables)
    if award.description:
        out += signs(Text("contract_description", award.description), lot, on, tables)
    return out


def _names(sign: Sign, award: Award) -> bool:
    """Whether the words around a sign of the whole notice name this award's lot or supplier."""
    around = sign.found.folded[max(0, sign.hit.start - 120) : sign.hit.end + 120]
    numbers = {m.group(1).lstrip("0") for lot in award.lots if (m := _NUMBER.search(lot))}
    before = sign.found.folded[max(0, sign.hit.start - 120) : sign.hit.start]
    spoken = _LOT_WORD.findall(before)
    if spoken:
        return spoken[-1].lstrip("0") in numbers
    for supplier in award.suppliers:
        name = fold(supplier.organization.name)
        if len(name) > 5 and name in around:
            return True
    return False


def _judged(unit: _Unit, notice: Notice, tables: Tables) -> list[Tag]:
    key = unit.award.key if unit.award else None
    tags = _vendor_tags(unit, key, tables)
    answers: dict[str, Answer] = {}
    for name in SCORED:
        found = _scored(name, unit, notice, key, tables)
        if found:
            answers[name] = "yes" if found[0].value == "yes" else "unclear"
            tags += found
    tags += _sovereign(unit, key, tables, answers.get("data_outsourcing"))
    if answers.get("data_outsourcing"):
        tags += exposure(unit.award, key, _cloud_products(unit), notice, tables)
        tags += _clauses(unit, key)
    return tags


# Scored claims


def _scored(name: str, unit: _Unit, notice: Notice, key: str | None, tables: Tables) -> list[Tag]:
    """One claim of one unit -> its tags, heaviest evidence first; nothing when the answer is no."""
    weights = tables.weights
    best: dict[str, tuple[float, Sign]] = {}
    for sign in unit.signs:
        weight = _weight(name, sign, tables)
        if weight is None:
            continue
        concept = sign.owner.concept if isinstance(sign.owner, Rule) else "product"
        if concept not in best or abs(weight) > abs(best[concept][0]):
            best[concept] = (weight, sign)
    proofs = [(weight, sign) for weight, sign in best.values() if weight > 0]
    if not proofs:
        return []
    proofs.sort(key=lambda proof: -proof[0])
    code = _best_code(name, unit, tables)
    total = sum(weight for weight, _ in best.values())
    total += weights.codes.get(code[1], 0.0) if code else 0.0
    total += weights.digital_scope[notice.scope.digital] if notice.scope else 0.0
    limits = weights.thresholds[name]
    if total < limits["unclear"]:
        return []
    value = "yes" if total >= limits["yes"] else "unclear"
    confidence: Confidence = "high" if total >= limits["yes"] + 2 and len(proofs) > 1 else "medium"
    if value == "unclear" and total < (limits["yes"] + limits["unclear"]) / 2:
        confidence = "low"
    return [_proof(name, value, confidence, sign, key) for _, sign in proofs[:MOST_EVIDENCE]]


def _weight(name: str, sign: Sign, tables: Tables) -> float | None:
    """What a sign adds to a claim; None when it says nothing about it."""
    owner = sign.owner
    weights = tables.weights
    if isinstance(owner, Product):
        if name != "data_outsourcing" or sign.against is not None:
            return None
        weight = weights.products[owner.outsourcing]
        return weight * (weights.title if sign.is_title else 1.0) if weight else None
    if owner.tag != name or sign.against is not None:
        return None
    weight = weights.of(owner)
    return weight * (weights.title if sign.is_title and weight > 0 else 1.0) if weight else None


def _best_code(name: str, unit: _Unit, tables: Tables) -> tuple[Code, str] | None:
    best = None
    for code in unit.codes:
        row = tables.code(code.scheme, code.id)
        strength = row.tags.get(name, "none") if row else "none"
        if strength == "strong":
            return code, strength
        if strength == "weak" and best is None:
            best = (code, strength)
    return best


def _proof(name: str, value: str, confidence: Confidence, sign: Sign, key: str | None) -> Tag:
    words, start = sign.evidence()
    owner = sign.owner
    if isinstance(owner, Rule):
        rule, role = f"{owner.tag}/{owner.id}", owner.type or owner.concept
    else:
        rule, role = f"products.csv:{owner.row}", "product"
    return Tag(
        tag=name,
        value=value,
        rule=rule,
        confidence=confidence,
        evidence=words,
        field=sign.text.field,
        role=role,
        award=key,
        lot=sign.lot,
        language=sign.text.language,
        start=start,
    )


# Vendors and big tech


def _vendor_tags(unit: _Unit, key: str | None, tables: Tables) -> list[Tag]:
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


def _products(unit: _Unit) -> list[tuple[Product, str, Sign]]:
    """Products named in a unit, each group and role once, with the role they have."""
    out: dict[tuple[str, str], tuple[Product, str, Sign]] = {}
    for sign in unit.signs:
        if not isinstance(sign.owner, Product):
            continue
        concept = sign.against.concept if sign.against else None
        if concept == "mention":
            continue
        role = "named_product" if concept is None else "brand_only_equivalent"
        kept = out.get((sign.owner.group, role))
        if kept is None or (sign.is_title and not kept[2].is_title):
            out[sign.owner.group, role] = (sign.owner, role, sign)
    return list(out.values())


def _cloud_products(unit: _Unit) -> list[tuple[Product, Sign]]:
    return [
        (sign.owner, sign)
        for sign in unit.signs
        if isinstance(sign.owner, Product)
        and sign.against is None
        and sign.owner.outsourcing != "no"
    ]


# Alternatives and clauses


def _sovereign(
    unit: _Unit, key: str | None, tables: Tables, outsourcing: Answer | None
) -> list[Tag]:
    """A winner of the tier sovereign_alternative that holds data: an alternative that works."""
    if outsourcing != "yes" or unit.award is None:
        return []
    return [
        Tag(
            tag="public_alternative",
            value="yes",
            rule=link.rule,
            confidence=link.confidence,
            evidence=link.evidence,
            field="supplier",
            role="sovereign_provider",
            award=key,
            lot=unit.lot,
        )
        for supplier in unit.award.suppliers
        for link in supplier.vendors
        if tables.groups[link.group].tier == "sovereign_alternative" and link.confidence != "low"
    ]


def _clauses(unit: _Unit, key: str | None) -> list[Tag]:
    """Clauses found in the texts of a unit, one tag a kind; mentions of the law are none."""
    kept: dict[str, Sign] = {}
    for sign in unit.signs:
        owner = sign.owner
        if isinstance(owner, Rule) and owner.tag == "clause" and owner.strength == "strong":
            kept.setdefault(owner.concept, sign)
    kept.pop("security_standard", None)
    return [
        replace(_proof("clause", concept, "medium", sign, key), role=None)
        for concept, sign in kept.items()
    ]
