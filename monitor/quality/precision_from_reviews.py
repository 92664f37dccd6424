"""Precision of the claims of this installation from the answers of reviewers.

Only claims read in the random order (``claims_before_review.random_order_key``) are a sample of all
claims; those chosen because they were new or doubtful are counted apart and give no figure.  A
claim chosen for another reason belongs to the sample if its place in the random order was passed.
An answer counts after a correction took it over: what is measured is what the rules say.

Claims that the rules call ``unclear`` are counted by themselves: they say how much is missed, and
no part of the precision of ``yes``.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from monitor.quality.claims_before_review import (
    ContractClaim,
    UnitKey,
    answers_by_unit,
    claims_of_contract,
    random_order_key,
    without_decisions,
)
from monitor.quality.evaluate import share, wilson
from pipelines.model import CLAIM_TAGS
from pipelines.reference.apply_reviews_to_tags import ANSWERS, Review
from pipelines.reference.table_classes import ReferenceTables

ClaimValue = Literal["yes", "unclear"]  # what the rules say without reviewers
CLAIM_VALUES: tuple[ClaimValue, ...] = get_args(ClaimValue)
# The queue that reads claims with this answer in the random order.
RANDOM_QUEUES: dict[ClaimValue, str] = {"yes": "random", "unclear": "random_unclear"}
Share = tuple[float | None, int, int, tuple[float, float]]  # share, count, of, 95 % interval

_NOT_CORRECTED = """
SELECT id FROM contracts WHERE [{claim}] = ? AND same_as IS NULL AND id NOT IN (
  SELECT contract_id FROM tags WHERE tag = ? AND field = 'correction' AND contract_id IS NOT NULL)
"""


@dataclass
class ReviewFigures:
    """Counts of reviewers' answers to one claim, where the rules say ``yes`` or ``unclear``.

    ``random``, ``chosen``  answer -> number of contracts.
    ``unread``   claims whose place in the random order was passed and that nobody settled: passed
                 over, or crawled since.
    ``changed``  claims that were answered about other words than the present ones.
    ``twice``, ``agree``  claims read by two or more, and those on which they agree.
    """

    random: Counter[str] = field(default_factory=Counter)
    chosen: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    changed: int = 0
    twice: int = 0
    agree: int = 0

    @property
    def precision(self) -> Share:
        """Share of the random ones that stand among those that people could settle."""
        return self._that_stand(self.random["stands"] + self.random["does_not_stand"])

    @property
    def standing(self) -> Share:
        """Share of the random ones that stand among all that people read."""
        return self._that_stand(self.random.total())

    def _that_stand(self, of: int) -> Share:
        right = self.random["stands"]
        return share(right, of), right, of, wilson(right, of)


Answers = Mapping[UnitKey, Sequence[Review]]
ClaimFigures = dict[str, dict[ClaimValue, ReviewFigures]]  # by claim and by what the rules say


def review_figures(
    connection: sqlite3.Connection, tables: ReferenceTables, reviews: Sequence[Review]
) -> ClaimFigures:
    """Return the figures of each claim that was read, by what the rules say of it."""
    answers, rules = answers_by_unit(reviews), without_decisions(tables)
    ids = sorted({review.contract_id for review in reviews if review.contract_id})
    known_claims = [
        claim
        for contract_id in ids
        for claim in claims_of_contract(connection, rules, contract_id).values()
        if claim.was_answered(answers)
    ]
    figures: ClaimFigures = {}
    for name in CLAIM_TAGS:
        read = [claim for claim in known_claims if claim.claim == name]
        settled = {claim.contract_id for claim in read if claim.verdict(answers) is not None}
        for claimed in CLAIM_VALUES:
            about = [claim for claim in read if claim.value == claimed]
            if about:
                passed = _last_place(about, answers, RANDOM_QUEUES[claimed])
                result = _figures(about, answers, passed)
                stored = connection.execute(_NOT_CORRECTED.format(claim=name), (claimed, name))
                result.unread = sum(
                    random_order_key(contract_id, name) <= passed and contract_id not in settled
                    for (contract_id,) in stored
                )
                figures.setdefault(name, {})[claimed] = result
    return figures


def _last_place(about: Sequence[ContractClaim], answers: Answers, queue: str) -> str:
    """Return the last place of the random order at which a claim was read for measuring."""
    ranked = (
        random_order_key(claim.contract_id, claim.claim)
        for claim in about
        if any(
            review.queue == queue for part in claim.parts for review in answers.get(part.key, ())
        )
    )
    return max(ranked, default="")


def _figures(about: Sequence[ContractClaim], answers: Answers, passed: str) -> ReviewFigures:
    result = ReviewFigures()
    for claim in about:
        verdict = claim.verdict(answers)
        if verdict is None:
            result.changed += 1
            continue
        is_drawn = random_order_key(claim.contract_id, claim.claim) <= passed
        (result.random if is_drawn else result.chosen)[verdict.answer] += 1
        if len(claim.reviewers(answers)) > 1:
            result.twice += 1
            result.agree += not verdict.disagrees
    return result


def figures_report(figures: ClaimFigures) -> dict[str, Any]:
    """Return the figures as JSON.

    Shape  {claim: {"yes": {"precision", "precision_of", "precision_interval", *counts},
            "unclear": {"standing", "standing_of", "standing_interval", *counts}}}; the share is
            None and its interval (0, 1) where none was read at random; counts: ``random`` and
            ``chosen`` {answer: n}, ``unread``, ``changed``, ``twice``, ``agree``.
    """
    return {
        name: {claimed: _reported(claimed, figures) for claimed, figures in by_value.items()}
        for name, by_value in figures.items()
    }


def _reported(claimed: ClaimValue, figures: ReviewFigures) -> dict[str, Any]:
    kind = "precision" if claimed == "yes" else "standing"
    value, right, of, interval = getattr(figures, kind)
    return {
        kind: value,
        f"{kind}_of": [right, of],
        f"{kind}_interval": [round(n, 3) for n in interval],
        "random": {answer: figures.random[answer] for answer in ANSWERS},
        "chosen": {answer: figures.chosen[answer] for answer in ANSWERS},
        **{name: getattr(figures, name) for name in ("unread", "changed", "twice", "agree")},
    }


def figure_lines(figures: ClaimFigures) -> Iterator[str]:
    """Yield the figures as lines for a terminal."""
    if not figures:
        yield "no claim was read yet: vigie review opens the desk"
    for name, by_value in figures.items():
        for claimed, claim_figures in by_value.items():
            yield from (
                _precision_lines(name, claim_figures)
                if claimed == "yes"
                else _unclear_lines(name, claim_figures)
            )
            if claim_figures.twice:
                yield (
                    f"    read by two or more: {claim_figures.twice}, of which they agree on"
                    f" {claim_figures.agree}"
                )
            if claim_figures.changed:
                yield (
                    f"    answered about words that have changed: {claim_figures.changed}, to be"
                    " read again"
                )


def _precision_lines(name: str, figures: ReviewFigures) -> Iterator[str]:
    value, right, of, interval = figures.precision
    if of:
        yield (
            f"{name}: of those read at random {right} of {of} stand, precision {value:.2f}"
            f" (95 %: {interval[0]:.2f} to {interval[1]:.2f})"
        )
    else:
        yield f"{name}: none was settled at random, so there is no figure of precision"
    yield (
        f"    at random, not settled: {figures.random['cannot_tell']}; in the random order, not"
        f" read: {figures.unread}"
    )
    yield f"    chosen as new or doubtful (no sample): {_counted(figures.chosen)}"


def _unclear_lines(name: str, figures: ReviewFigures) -> Iterator[str]:
    value, _, of, interval = figures.standing
    label = f"{name}, claims said unclear (not in the precision):"
    if of:
        yield (
            f"{label} of {of} read at random {_counted(figures.random)}; share that stands"
            f" {value:.2f} (95 %: {interval[0]:.2f} to {interval[1]:.2f})"
        )
    else:
        yield f"{label} none was read at random, so there is no figure of how many stand"
    yield f"    in their random order, not read: {figures.unread}"
    yield f"    chosen as doubtful (no sample): {_counted(figures.chosen)}"


def _counted(answers: Mapping[str, int]) -> str:
    stands, falls, open_ = (answers[name] for name in ANSWERS)
    return f"{stands} stand, {falls} do not, {open_} not settled"
