"""Apply the answers of the review desk to the tags of a notice.

A reviewer answers for one claim about one award (or about the whole notice) and for the words that
stood as its evidence: an answer whose words have changed since is kept and not applied.  Reviewers
who disagree make the claim ``unclear``.  Corrections (``pipelines.classify.apply_corrections``) are
applied afterwards and take precedence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from pipelines.model import CLAIM_TAGS, Notice, Tag, replace

ReviewAnswer = Literal["stands", "does_not_stand", "cannot_tell"]
ANSWERS: tuple[ReviewAnswer, ...] = get_args(ReviewAnswer)
FIELD = RULE = "review"  # of a tag that a review made
DISAGREE = "reviewers_disagree"  # role of that tag
# Tags that are dropped together with data_outsourcing.
OUTSOURCING_DETAILS = frozenset({"data_law_exposure", "product_law", "supplier_law", "clause"})


@dataclass(frozen=True, slots=True)
class Review:
    """One answer of one reviewer: a row of the table ``reviews``.

    ``award``     key of the award in the notice; '' for the whole notice.
    ``words``     ``words_hash`` of the evidence that was judged.
    ``reviewer``  alias, never published.
    ``at``        UTC text with Z.
    ``queue``     why the claim was asked: newest, doubtful, random, random_unclear, second, asked.
    """

    notice_id: str
    award: str
    claim: str
    words: str
    answer: ReviewAnswer
    reason: str
    reviewer: str
    at: str
    queue: str = "asked"
    contract_id: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The combined answer of the reviewers of one claim.

    ``day``        of the latest answer.
    ``disagrees``  they gave different answers; ``answer`` is then cannot_tell.
    """

    answer: ReviewAnswer
    day: date
    reason: str
    reviewers: int
    disagrees: bool = False


def select_claim_tags(tags: Iterable[Tag], claim: str, award: str | None) -> list[Tag]:
    """Return the tags that make a claim about an award: those of value yes or unclear."""
    return [
        tag
        for tag in tags
        if tag.tag == claim and tag.award == award and tag.value in ("yes", "unclear")
    ]


def words_hash(tags: Iterable[Tag]) -> str:
    """Hash the evidence of one claim: its words and where they stand, in any order.

    Rules, weights and the answer are left out: an answer is about words.
    """
    words = sorted({(tag.field, tag.lot or "", tag.evidence) for tag in tags})
    return hashlib.sha256(repr(words).encode()).hexdigest()[:20]


def verdict_of(reviews: Iterable[Review], text: str) -> Verdict | None:
    """Combine the latest answer of each reviewer about these words; None when nobody answered."""
    latest: dict[str, Review] = {}
    for review in sorted(reviews, key=lambda review: review.at):
        if review.words == text:
            latest[review.reviewer] = review
    if not latest:
        return None
    verdicts = list(latest.values())
    disagrees = len({review.answer for review in verdicts}) > 1
    reasons = dict.fromkeys(review.reason for review in verdicts if review.reason)
    return Verdict(
        "cannot_tell" if disagrees else verdicts[0].answer,
        max(date.fromisoformat(review.at[:10]) for review in verdicts),
        " / ".join(reasons),
        len(verdicts),
        disagrees,
    )


def reviews_version(reviews: Iterable[Review]) -> str:
    """Hash a set of answers; when the hash changes, ``vigie retag --reviewed`` has work."""
    rows = sorted((r.notice_id, r.award, r.claim, r.words, r.reviewer, r.at) for r in reviews)
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16] if rows else ""


def reviews_by_notice(reviews: Iterable[Review]) -> dict[str, tuple[Review, ...]]:
    """Group reviews by notice id, in their order."""
    grouped: dict[str, list[Review]] = {}
    for review in reviews:
        grouped.setdefault(review.notice_id, []).append(review)
    return {notice_id: tuple(reviews) for notice_id, reviews in grouped.items()}


def apply_reviews(notice: Notice, reviews_by_notice: Mapping[str, Sequence[Review]]) -> Notice:
    """Return the notice with the tags that its reviewers decided."""
    reviews = reviews_by_notice.get(notice.id, ())
    tags = notice.tags
    for award, claim in dict.fromkeys((review.award, review.claim) for review in reviews):
        about = [review for review in reviews if (review.award, review.claim) == (award, claim)]
        judged = select_claim_tags(tags, claim, award or None)
        verdict = verdict_of(about, words_hash(judged)) if judged else None
        if verdict is not None:
            tags = _decided(tags, claim, award or None, verdict)
    return replace(notice, tags=tags) if tags is not notice.tags else notice


def _decided(
    tags: tuple[Tag, ...], claim: str, award: str | None, verdict: Verdict
) -> tuple[Tag, ...]:
    """Return the tags with one claim as its reviewers decided it."""
    if verdict.answer == "does_not_stand":
        gone = {claim, *(OUTSOURCING_DETAILS if claim == "data_outsourcing" else ())}
        kept = [tag for tag in tags if not (tag.tag in gone and tag.award == award)]
        return (*kept, _review_tag(claim, "no", award, verdict))
    value = "yes" if verdict.answer == "stands" else "unclear"
    judged = set(select_claim_tags(tags, claim, award))
    decided = [
        replace(
            tag,
            value=value,
            confidence="high" if value == "yes" else tag.confidence,
            checked_on=verdict.day,
        )
        if tag in judged
        else tag
        for tag in tags
    ]
    if value == "unclear":
        decided.append(_review_tag(claim, value, award, verdict))
    return tuple(decided)


def _review_tag(claim: str, value: str, award: str | None, verdict: Verdict) -> Tag:
    """Return the tag that holds the reviewers' reason."""
    return Tag(
        tag=claim,
        value=value,
        rule=RULE,
        confidence="high",
        evidence=verdict.reason,
        field=FIELD,
        role=DISAGREE if verdict.disagrees else None,
        award=award,
        checked_on=verdict.day,
    )


def verified_claims(tags: Iterable[Tag]) -> list[str]:
    """Return the claims that a person read and that stand, in the order of ``CLAIM_TAGS``."""
    verified = {tag.tag for tag in tags if tag.value == "yes" and tag.checked_on is not None}
    return [claim for claim in CLAIM_TAGS if claim in verified]
