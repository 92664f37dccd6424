"""Precision of the claims of this installation, from the answers of its reviewers.

Only claims read in the random order (``claims_to_review.draw``) are a sample of all claims; those
chosen because they were new or doubtful are counted apart and give no figure.  A claim chosen for
another reason belongs to the sample if its place in the random order was passed.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from monitor.quality.claims_before_review import (
    ContractClaim,
    UnitKey,
    answers_by_unit,
    claims_of_contract,
    random_order_key,
    without_reviews,
)
from monitor.quality.evaluate import share, wilson
from pipelines.model import CLAIM_TAGS
from pipelines.reference.apply_reviews_to_tags import Review
from pipelines.reference.table_classes import ReferenceTables


@dataclass
class ReviewFigures:
    """What reviewers said of one claim where the rules say ``yes``.

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
    def precision(self) -> tuple[float | None, int, int, tuple[float, float]]:
        """Share of the random ones that stand, counts, and its 95 % Wilson interval."""
        right = self.random["stands"]
        of = right + self.random["does_not_stand"]
        return share(right, of), right, of, wilson(right, of)


def review_figures(
    connection: sqlite3.Connection, tables: ReferenceTables, reviews: Sequence[Review]
) -> dict[str, ReviewFigures]:
    """Return the figures of each claim that was read."""
    answers, rules = answers_by_unit(reviews), without_reviews(tables)
    ids = sorted({one.contract_id for one in reviews if one.contract_id})
    known = [
        claim
        for contract_id in ids
        for claim in claims_of_contract(connection, rules, contract_id).values()
        if claim.value == "yes" and claim.was_answered(answers)
    ]
    figures: dict[str, ReviewFigures] = {}
    for name in CLAIM_TAGS:
        about = [claim for claim in known if claim.claim == name]
        if about:
            figures[name] = _figures(connection, name, about, answers)
    return figures


def _figures(
    connection: sqlite3.Connection,
    name: str,
    about: Sequence[ContractClaim],
    answers: dict[UnitKey, list[Review]],
) -> ReviewFigures:
    result = ReviewFigures()
    drawn = [random_order_key(one.contract_id, name) for one in about if _is_drawn(one, answers)]
    passed = max(drawn, default="")
    settled: set[str] = set()
    for claim in about:
        verdict = claim.verdict(answers)
        if verdict is None:
            result.changed += 1
            continue
        settled.add(claim.contract_id)
        part = (
            result.random if random_order_key(claim.contract_id, name) <= passed else result.chosen
        )
        part[verdict.answer] += 1
        if len(claim.reviewers(answers)) > 1:
            result.twice += 1
            result.agree += not verdict.disagrees
    said = connection.execute(
        f"SELECT id FROM contracts WHERE [{name}] = 'yes' AND same_as IS NULL"
    )
    result.unread = sum(
        random_order_key(contract_id, name) <= passed and contract_id not in settled
        for (contract_id,) in said
    )
    return result


def _is_drawn(claim: ContractClaim, answers: dict[UnitKey, list[Review]]) -> bool:
    return any(one.queue == "random" for part in claim.parts for one in answers.get(part.key, ()))


def figure_lines(figures: dict[str, ReviewFigures]) -> Iterator[str]:
    """Yield the figures as lines for a terminal."""
    if not figures:
        yield "no claim was read yet: vigie review opens the desk"
    for name, one in figures.items():
        value, right, of, interval = one.precision
        if of:
            yield (
                f"{name}: of those read at random {right} of {of} stand, precision {value:.2f}"
                f" (95 %: {interval[0]:.2f} to {interval[1]:.2f})"
            )
        else:
            yield f"{name}: none was settled at random, so there is no figure of precision"
        yield (
            f"    at random, not settled: {one.random['cannot_tell']}; in the random order, not"
            f" read: {one.unread}"
        )
        yield (
            f"    chosen as new or doubtful (no sample): {one.chosen['stands']} stand,"
            f" {one.chosen['does_not_stand']} do not, {one.chosen['cannot_tell']} not settled"
        )
        if one.twice:
            yield f"    read by two or more: {one.twice}, of which they agree on {one.agree}"
        if one.changed:
            yield f"    answered about words that have changed: {one.changed}, to be read again"
