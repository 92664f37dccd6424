"""Score the claims of a tag target by the weights of the rules (data/reference/rules/weights.yml).

The sums and answers are signs for the claim model, and decide where it has no say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipelines.classify.keyword_matches_in_text import Match
from pipelines.classify.tag_targets import TagTarget
from pipelines.model import CLAIM_TAGS, Answer, Code, Notice
from pipelines.reference.rules import Rule, Weights
from pipelines.reference.table_classes import Product, ReferenceTables
from pipelines.text_folding import fold

SCORED_TAGS = CLAIM_TAGS[1:]


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
    for match in target.matches_by_claim.get(name, ()):
        weight = _match_weight(name, match, tables)
        if weight is None or lacks_digital_scope(match, notice):
            continue
        concept = concept_of(match)
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
    decides_yes = any(can_decide_yes(match) for weight, match in parts if weight > 0)
    undoubted = total - sum(
        weight for weight, match in parts if weight > 0 and _only_raises_doubt(match, weights)
    )
    value: Answer = "no"
    if total >= limits["unclear"]:
        value = "yes" if undoubted >= limits["yes"] and decides_yes else "unclear"
    return ClaimScore(
        parts, code_weight, scope, total, limits["unclear"], limits["yes"], value, sector
    )


def lacks_digital_scope(match: Match, notice: Notice) -> bool:
    """Whether the match counts only in digital notices and this notice is not one."""
    if not isinstance(match.owner, Rule) or not match.owner.needs_digital:
        return False
    return notice.scope is None or notice.scope.digital != "yes"


def _only_raises_doubt(match: Match, weights: Weights) -> bool:
    """Whether the match counts towards unclear, never towards yes."""
    return isinstance(match.owner, Rule) and match.owner.concept in weights.doubts


def concept_of(match: Match) -> str:
    """Return the concept of a match; matches of products share one."""
    return match.owner.concept if isinstance(match.owner, Rule) else "product"


def can_decide_yes(match: Match) -> bool:
    """Whether the match can make a yes: a strong rule, a product that is a service."""
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
            sector in sectors_of_name(buyer.organization.name, tables) for buyer in notice.buyers
        ):
            return sector, weight
    return None


@lru_cache(maxsize=4096)
def sectors_of_name(buyer: str, tables: ReferenceTables) -> frozenset[str]:
    """Return the sectors that a buyer's name indicates."""
    folded = fold(buyer)
    return frozenset(sector for sector, words in tables.sector_patterns if words.search(folded))
