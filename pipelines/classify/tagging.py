"""What each contract is claimed to be, with the words that say so.

Evidence belongs to awards: an award is judged by its own suppliers, lots, codes and texts; words of
the whole notice count for it only when the notice has one lot or those words name the lot or the
supplier.  What is left is a claim about the whole notice (``Tag.award`` is None).

Sums and thresholds are data/reference/rules/weights.yml.  Codes and weak signs alone never make a
``yes``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipelines.classify.jurisdiction import exposure
from pipelines.classify.keyword_matches import Heard, Sign, heard
from pipelines.classify.tag_targets import Unit, units
from pipelines.classify.vendor_roles import cloud_products, vendor_tags
from pipelines.model import Answer, Code, Confidence, Notice, Tag, replace
from pipelines.reference.corrections import corrected
from pipelines.reference.rules import Rule, Weights
from pipelines.reference.tables import Product, Tables
from pipelines.text_folding import fold

CLAIMS = (
    "big_tech",
    "data_outsourcing",
    "worker_surveillance",
    "public_surveillance_ai",
    "public_alternative",
)
SCORED = CLAIMS[1:]
MOST_EVIDENCE = 4  # signs kept for one claim, the heaviest first


def tag(notice: Notice, tables: Tables, words: Heard | None = None) -> Notice:
    """Notice (after vendors and scope), and its signs when known -> same notice with ``tags``."""
    tags: list[Tag] = []
    for unit in units(notice, words or heard(notice, tables)):
        tags += tags_of(unit, notice, tables)
    return corrected(replace(notice, tags=tuple(dict.fromkeys(tags))), tables)


def big_tech_named(notice: Notice, tables: Tables, words: Heard) -> Tag | None:
    """Notice (after vendors) and its signs -> the first tag that makes it big tech."""
    tags = [
        one
        for unit in units(notice, words)
        for one in vendor_tags(unit, unit.award.key if unit.award else None, tables)
    ]
    judged = corrected(replace(notice, tags=tuple(tags)), tables)
    return next((t for t in judged.tags if t.tag == "big_tech" and t.value == "yes"), None)


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


def tags_of(unit: Unit, notice: Notice, tables: Tables) -> list[Tag]:
    """Everything that one unit says, before people's corrections."""
    key = unit.award.key if unit.award else None
    tags = vendor_tags(unit, key, tables)
    answers: dict[str, Answer] = {}
    spoken_of = {_speaks_of(sign) for sign in unit.signs}
    for name in SCORED:
        if name not in spoken_of:  # the usual case, without a reckoning
            continue
        found = scored(name, unit, notice, key, tables)
        if found:
            answers[name] = "yes" if found[0].value == "yes" else "unclear"
            tags += found
    tags += _sovereign(unit, key, tables, answers.get("data_outsourcing"))
    if answers.get("data_outsourcing"):
        tags += exposure(unit.award, key, cloud_products(unit), notice, tables)
        tags += _clauses(unit, key)
    return tags


# Scored claims


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a claim came about: what each sign added, and the sum against its limits.

    ``parts``: weight and sign, one a concept (the heaviest); ``code``: the classification code that
    counted, with its weight; ``scope``: what the notice's being digital added; ``sector``: that of
    the buyer, with its weight.
    """

    parts: tuple[tuple[float, Sign], ...]
    code: tuple[Code, float] | None
    scope: float
    total: float
    unclear_from: float
    yes_from: float
    value: Answer
    sector: tuple[str, float] | None = None

    @property
    def proofs(self) -> list[tuple[float, Sign]]:
        return sorted((p for p in self.parts if p[0] > 0), key=lambda part: -part[0])


def reckoned(name: str, unit: Unit, notice: Notice, tables: Tables) -> Reckoning:
    """One claim of one unit -> the sum behind it.  Codes and clues alone never make a yes."""
    weights = tables.weights
    best: dict[str, tuple[float, Sign]] = {}
    for sign in unit.signs:
        weight = _weight(name, sign, tables)
        if weight is None or lacks_digital(sign, notice):
            continue
        concept = sign.owner.concept if isinstance(sign.owner, Rule) else "product"
        if concept not in best or abs(weight) > abs(best[concept][0]):
            best[concept] = (weight, sign)
    parts = tuple(best.values())
    limits = weights.thresholds[name]
    if not any(weight > 0 for weight, _ in parts):
        return Reckoning(parts, None, 0.0, 0.0, limits["unclear"], limits["yes"], "no")
    code = _best_code(name, unit, tables)
    counted = (code[0], weights.codes.get(code[1], 0.0)) if code else None
    scope = weights.digital_scope[notice.scope.digital] if notice.scope else 0.0
    sector = _sector(name, notice, tables)
    total = sum(weight for weight, _ in parts) + (counted[1] if counted else 0.0) + scope
    total += sector[1] if sector else 0.0
    spoken = any(_is_strong(sign) for weight, sign in parts if weight > 0)
    sure = total - sum(weight for weight, sign in parts if weight > 0 and _is_doubt(sign, weights))
    value: Answer = "no"
    if total >= limits["unclear"]:
        value = "yes" if sure >= limits["yes"] and spoken else "unclear"
    return Reckoning(parts, counted, scope, total, limits["unclear"], limits["yes"], value, sector)


def scored(name: str, unit: Unit, notice: Notice, key: str | None, tables: Tables) -> list[Tag]:
    """One claim of one unit -> its tags, heaviest evidence first; nothing when the answer is no."""
    sum_ = reckoned(name, unit, notice, tables)
    if sum_.value == "no":
        return []
    proofs = sum_.proofs
    sure = sum_.total >= sum_.yes_from + 2 and len(proofs) > 1
    confidence: Confidence = "high" if sure else "medium"
    if sum_.value == "unclear" and sum_.total < (sum_.yes_from + sum_.unclear_from) / 2:
        confidence = "low"
    return [_proof(name, sum_.value, confidence, s, key) for _, s in proofs[:MOST_EVIDENCE]]


def lacks_digital(sign: Sign, notice: Notice) -> bool:
    """Whether a sign counts in digital notices only, and nothing says that this is one."""
    if not isinstance(sign.owner, Rule) or not sign.owner.needs_digital:
        return False
    return notice.scope is None or notice.scope.digital != "yes"


def _speaks_of(sign: Sign) -> str:
    """The claim that a sign may add to."""
    return "data_outsourcing" if isinstance(sign.owner, Product) else sign.owner.tag


def _is_doubt(sign: Sign, weights: Weights) -> bool:
    """Whether a sign raises the question and never answers it."""
    return isinstance(sign.owner, Rule) and sign.owner.concept in weights.doubts


def _is_strong(sign: Sign) -> bool:
    """Whether a sign may carry a yes: clues and codes only add to one that does."""
    owner = sign.owner
    return owner.outsourcing == "yes" if isinstance(owner, Product) else owner.strength == "strong"


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


def _best_code(name: str, unit: Unit, tables: Tables) -> tuple[Code, str] | None:
    best = None
    for code in unit.codes:
        row = tables.code(code.scheme, code.id)
        strength = row.tags.get(name, "none") if row else "none"
        if strength == "strong":
            return code, strength
        if strength == "weak" and best is None:
            best = (code, strength)
    return best


def _sector(name: str, notice: Notice, tables: Tables) -> tuple[str, float] | None:
    """The sector that the buyers' names say, with what it adds to this claim."""
    for sector, weight in tables.weights.sectors.get(name, {}).items():
        if any(sector in _sectors(buyer.organization.name, tables) for buyer in notice.buyers):
            return sector, weight
    return None


@lru_cache(maxsize=4096)
def _sectors(buyer: str, tables: Tables) -> frozenset[str]:
    folded = fold(buyer)
    return frozenset(sector for sector, words in tables.sectors if words.search(folded))


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


# Alternatives and clauses


def _sovereign(
    unit: Unit, key: str | None, tables: Tables, outsourcing: Answer | None
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


def _clauses(unit: Unit, key: str | None) -> list[Tag]:
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
