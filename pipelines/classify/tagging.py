"""Assign tags to each award of a notice, with the words that prove them.

An award is tagged by its own suppliers, lots, codes and texts.  Matches in texts of the whole
notice count for it only when the notice has one lot or the words around them name its lot or
supplier; otherwise the tag is about the whole notice (``Tag.award`` is None).

Weights and thresholds are data/reference/rules/weights.yml.  Codes and weak matches alone never
make a ``yes``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipelines.classify.jurisdiction import jurisdiction_tags
from pipelines.classify.keyword_matches import Match, NoticeMatches
from pipelines.classify.ownership import public_cooperation
from pipelines.classify.tag_targets import TagTarget, tag_targets
from pipelines.classify.vendor_roles import products_in_use, vendor_tags
from pipelines.model import CLAIM_TAGS, Answer, Code, Confidence, Notice, Tag, replace
from pipelines.reference.corrections import apply_corrections
from pipelines.reference.reviews import apply_reviews
from pipelines.reference.rules import Rule, Weights
from pipelines.reference.tables import Product, ReferenceTables
from pipelines.text_folding import fold

SCORED_TAGS = CLAIM_TAGS[1:]
MAX_EVIDENCE = 4  # tags kept for one claim, the heaviest first


def assign_tags(notice: Notice, tables: ReferenceTables, matches: NoticeMatches) -> Notice:
    """Return the notice with ``tags`` set, reviews and human corrections applied.

    Expects  suppliers with ``vendors``, and ``scope``.
    """
    tags: list[Tag] = []
    for target in tag_targets(notice, matches):
        tags += tags_of_target(target, notice, tables)
    notice = replace(notice, tags=tuple(dict.fromkeys(tags)))
    return apply_corrections(apply_reviews(notice, tables.reviews_by_notice), tables)


def first_big_tech_tag(
    notice: Notice, tables: ReferenceTables, matches: NoticeMatches
) -> Tag | None:
    """Return the first big_tech tag of value yes that the notice would get, or None."""
    tags = [
        one
        for target in tag_targets(notice, matches)
        for one in vendor_tags(target, target.award.key if target.award else None, tables)
    ]
    corrected = apply_corrections(replace(notice, tags=tuple(tags)), tables)
    return next((t for t in corrected.tags if t.tag == "big_tech" and t.value == "yes"), None)


def claim_values(tags: Iterable[Tag], award: str | None = None) -> dict[str, Answer]:
    """Reduce tags to yes, unclear or no for each of ``CLAIM_TAGS``.

    ``award``  key of the award to consider; None considers all tags.
    A tag of low confidence counts as unclear at most.
    """
    values: dict[str, Answer] = dict.fromkeys(CLAIM_TAGS, "no")
    for one in tags:
        if one.tag not in values or (award is not None and one.award != award):
            continue
        if one.value == "yes" and one.confidence != "low":
            values[one.tag] = "yes"
        elif one.value in ("yes", "unclear") and values[one.tag] == "no":
            values[one.tag] = "unclear"
    return values


def tags_of_target(target: TagTarget, notice: Notice, tables: ReferenceTables) -> list[Tag]:
    """Return all tags of one target, before human corrections."""
    key = target.award.key if target.award else None
    tags = vendor_tags(target, key, tables)
    answers: dict[str, Answer] = {}
    claims = {_claim_of(match) for match in target.matches}
    for name in SCORED_TAGS:
        if name not in claims:  # the usual case, not scored
            continue
        scored = claim_tags(name, target, notice, key, tables)
        if scored and name == "data_outsourcing":
            shared = public_cooperation(target.award, key)
            if shared:
                tags += shared
                continue
        if scored:
            answers[name] = "yes" if scored[0].value == "yes" else "unclear"
            tags += scored
    tags += _sovereign_provider_tags(target, key, tables, answers.get("data_outsourcing"))
    if answers.get("data_outsourcing"):
        tags += jurisdiction_tags(target.award, key, products_in_use(target), notice, tables)
        tags += _clause_tags(target, key)
    return tags


# Scored claims


@dataclass(frozen=True, slots=True)
class ClaimScore:
    """The score of one claim for one target, with what contributed to it.

    ``parts``   (weight, match), the heaviest of each concept.
    ``code``    the classification code that counted and its weight; None for none.
    ``scope``   what the scope of the notice added.
    ``sector``  sector of the buyer and its weight; None when it added nothing.
    ``total``   the sum; ``unclear_from`` and ``yes_from`` are the thresholds, ``value`` the result.
    """

    parts: tuple[tuple[float, Match], ...]
    code: tuple[Code, float] | None
    scope: float
    total: float
    unclear_from: float
    yes_from: float
    value: Answer
    sector: tuple[str, float] | None = None

    @property
    def evidence(self) -> list[tuple[float, Match]]:
        """The parts with a positive weight, heaviest first."""
        return sorted((p for p in self.parts if p[0] > 0), key=lambda part: -part[0])


def score_claim(
    name: str, target: TagTarget, notice: Notice, tables: ReferenceTables
) -> ClaimScore:
    """Score one claim for one target.

    A yes needs a strong match: codes and weak matches only add to it.
    """
    weights = tables.weights
    best: dict[str, tuple[float, Match]] = {}
    for match in target.matches:
        weight = _match_weight(name, match, tables)
        if weight is None or lacks_digital_scope(match, notice):
            continue
        concept = match.owner.concept if isinstance(match.owner, Rule) else "product"
        if concept not in best or abs(weight) > abs(best[concept][0]):
            best[concept] = (weight, match)
    parts = tuple(best.values())
    limits = weights.thresholds[name]
    if not any(weight > 0 for weight, _ in parts):
        return ClaimScore(parts, None, 0.0, 0.0, limits["unclear"], limits["yes"], "no")
    code = _best_code(name, target, tables)
    code_weight = (code[0], weights.codes.get(code[1], 0.0)) if code else None
    scope = weights.digital_scope[notice.scope.digital] if notice.scope else 0.0
    sector = _buyer_sector(name, notice, tables)
    total = sum(weight for weight, _ in parts) + (code_weight[1] if code_weight else 0.0) + scope
    total += sector[1] if sector else 0.0
    decides_yes = any(_can_decide_yes(match) for weight, match in parts if weight > 0)
    undoubted = total - sum(
        weight for weight, match in parts if weight > 0 and _only_raises_doubt(match, weights)
    )
    value: Answer = "no"
    if total >= limits["unclear"]:
        value = "yes" if undoubted >= limits["yes"] and decides_yes else "unclear"
    return ClaimScore(
        parts, code_weight, scope, total, limits["unclear"], limits["yes"], value, sector
    )


def claim_tags(
    name: str, target: TagTarget, notice: Notice, key: str | None, tables: ReferenceTables
) -> list[Tag]:
    """Return the tags of one claim, heaviest evidence first; none when the value is no."""
    score = score_claim(name, target, notice, tables)
    if score.value == "no":
        return []
    evidence = score.evidence
    clear = score.total >= score.yes_from + 2 and len(evidence) > 1
    confidence: Confidence = "high" if clear else "medium"
    if score.value == "unclear" and score.total < (score.yes_from + score.unclear_from) / 2:
        confidence = "low"
    return [_match_tag(name, score.value, confidence, s, key) for _, s in evidence[:MAX_EVIDENCE]]


def lacks_digital_scope(match: Match, notice: Notice) -> bool:
    """Whether the match counts only in digital notices and this notice is not one."""
    if not isinstance(match.owner, Rule) or not match.owner.needs_digital:
        return False
    return notice.scope is None or notice.scope.digital != "yes"


def _claim_of(match: Match) -> str:
    """Return the claim that a match may contribute to."""
    return "data_outsourcing" if isinstance(match.owner, Product) else match.owner.tag


def _only_raises_doubt(match: Match, weights: Weights) -> bool:
    """Whether the match counts towards unclear, never towards yes."""
    return isinstance(match.owner, Rule) and match.owner.concept in weights.doubts


def _can_decide_yes(match: Match) -> bool:
    """Whether the match is strong enough to make a yes."""
    owner = match.owner
    return owner.outsourcing == "yes" if isinstance(owner, Product) else owner.strength == "strong"


def _match_weight(name: str, match: Match, tables: ReferenceTables) -> float | None:
    """Return the weight of a match for a claim; None when it does not count for it."""
    owner = match.owner
    weights = tables.weights
    if isinstance(owner, Product):
        if name != "data_outsourcing" or match.cancelled_by is not None:
            return None
        weight = weights.products[owner.outsourcing]
        return weight * (weights.title if match.is_title else 1.0) if weight else None
    if owner.tag != name or match.cancelled_by is not None:
        return None
    weight = weights.weight_of(owner)
    return weight * (weights.title if match.is_title and weight > 0 else 1.0) if weight else None


def _best_code(name: str, target: TagTarget, tables: ReferenceTables) -> tuple[Code, str] | None:
    """Return the target's code that counts most for a claim, with its strength."""
    best = None
    for code in target.codes:
        row = tables.code_entry(code.scheme, code.id)
        strength = row.tags.get(name, "none") if row else "none"
        if strength == "strong":
            return code, strength
        if strength == "weak" and best is None:
            best = (code, strength)
    return best


def _buyer_sector(name: str, notice: Notice, tables: ReferenceTables) -> tuple[str, float] | None:
    """Return the sector that the buyers' names indicate and its weight for this claim."""
    for sector, weight in tables.weights.sectors.get(name, {}).items():
        if any(
            sector in _sectors_of_name(buyer.organization.name, tables) for buyer in notice.buyers
        ):
            return sector, weight
    return None


@lru_cache(maxsize=4096)
def _sectors_of_name(buyer: str, tables: ReferenceTables) -> frozenset[str]:
    """Return the sectors that a buyer's name indicates."""
    folded = fold(buyer)
    return frozenset(sector for sector, words in tables.sector_patterns if words.search(folded))


def _match_tag(name: str, value: str, confidence: Confidence, match: Match, key: str | None) -> Tag:
    """Build the tag of a claim from the match that proves it."""
    words, start = match.evidence()
    owner = match.owner
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
        field=match.text.field,
        role=role,
        award=key,
        lot=match.lot,
        language=match.text.language,
        start=start,
    )


# Alternatives and clauses


def _sovereign_provider_tags(
    target: TagTarget, key: str | None, tables: ReferenceTables, outsourcing: Answer | None
) -> list[Tag]:
    """Tag winners of tier sovereign_alternative as public_alternative.

    Only where data is outsourced to them: they prove that an alternative exists.
    """
    if outsourcing != "yes" or target.award is None:
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
            lot=target.lot,
        )
        for supplier in target.award.suppliers
        for link in supplier.vendors
        if tables.groups[link.group].tier == "sovereign_alternative" and link.confidence != "low"
    ]


def _clause_tags(target: TagTarget, key: str | None) -> list[Tag]:
    """Return one tag for each kind of data clause; mentions of the law are no clause."""
    by_concept: dict[str, Match] = {}
    for match in target.matches:
        owner = match.owner
        if isinstance(owner, Rule) and owner.tag == "clause" and owner.strength == "strong":
            by_concept.setdefault(owner.concept, match)
    by_concept.pop("security_standard", None)
    return [
        replace(_match_tag("clause", concept, "medium", match, key), role=None)
        for concept, match in by_concept.items()
    ]
