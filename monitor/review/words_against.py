"""Collect the words of a notice that speak against a claim, for whoever reads it at the desk."""

from __future__ import annotations

from pipelines.classify.explain import ClaimExplanation, explain
from pipelines.model import Notice
from pipelines.reference.claim_model_weights import MODEL_CLAIMS
from pipelines.reference.table_classes import ReferenceTables

MOST_WORDS = 4  # shown of one notice
LEAST_WEIGHT = 0.1  # of words that are worth a quotation, in logits


def words_against(
    notice: Notice, award: str, claim: str, rules: ReferenceTables
) -> tuple[str, ...]:
    """Return what pulls the other way, as published, at most four.

    First words that weigh against a claim of an award, the heaviest first, then words of the claim
    that others beside them take away.

    ``rules``  tables without answers.
    """
    targets = explain(notice, rules).targets
    own = [one for one in targets if one.target.award and one.target.award.key == award]
    whole = [one for one in targets if one.subject in ("notice", "rest")]
    found: dict[str, None] = {}
    for target in own or whole:
        for one in target.claims:
            if one.name == claim:
                found.update(dict.fromkeys(_words_of(one)))
    return tuple(found)[:MOST_WORDS]


def _words_of(explained: ClaimExplanation) -> list[str]:
    words = []
    if explained.weighed is not None and explained.name in MODEL_CLAIMS:
        weighed = explained.weighed.weighed_words(explained.name)
        words = [one.published()[0] for one in weighed if one.weight <= -LEAST_WEIGHT]
    return [*words, *(match.evidence()[0] for match in explained.cancelled)]
