"""Collect the words of a notice that speak against a claim, which are shown beside its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipelines.classify.claim_model_evidence import TargetEvidence, WeighedWords
from pipelines.classify.keyword_matches_in_text import Match
from pipelines.classify.tag_targets import TagTarget, cancelled_matches
from pipelines.model import Buyer, Tag, replace
from pipelines.text_folding import fold

MAX_WORDS = 4  # shown of one claim


class _Span(NamedTuple):
    """Words as published, and where they stand."""

    field: str
    lot: str | None
    start: int
    words: str

    def overlaps(self, other: _Span) -> bool:
        if (self.field, self.lot) != (other.field, other.lot):
            return False
        end, its_end = self.start + len(self.words), other.start + len(other.words)
        return self.start < its_end and other.start < end


def with_words_against(
    tags: list[Tag],
    claim: str,
    target: TagTarget,
    evidence: TargetEvidence | None,
    buyers: Iterable[Buyer] = (),
) -> list[Tag]:
    """Return the tags of a claim with ``words_against``.

    First words that weigh against the claim, the heaviest first, then words of the claim that
    others beside them take away.  What the tags quote as evidence is not held against it; a title
    that is quoted because nothing names the claim is no evidence.  Words that weigh next to nothing
    ("with", a town, "EUR 412") are not held against it either: a reader takes each for a reason.

    ``evidence``  what the claim model weighs; None where the rules alone decide.
    ``buyers``    whose names are no reason: "of the City of Toronto".
    """
    proofs = [
        _Span(tag.field, tag.lot, tag.start, tag.evidence)
        for tag in tags
        if tag.start is not None and tag.role != "title"
    ]
    heavy = evidence.weighed_against(claim) if evidence is not None else []
    cancelled = cancelled_matches(target, claim)
    if heavy:
        names = {word for buyer in buyers for word in fold(buyer.organization.name).split()}
        heavy = [words for words in heavy if not names.issuperset(words.folded().split())]
    spans: list[_Span] = []
    for span in [*_weighed_against(heavy, proofs), *_cancelled(cancelled, proofs)]:
        if not any(span.overlaps(other) or span.words == other.words for other in spans):
            spans.append(span)
    words = tuple(span.words for span in spans[:MAX_WORDS])
    return [replace(tag, words_against=words) for tag in tags] if words else tags


def _weighed_against(weighed: list[WeighedWords], proofs: list[_Span]) -> Iterator[_Span]:
    """Yield words that weigh against a claim, with those around them, unless they prove it, too."""
    for text_evidence in weighed:
        if not text_evidence.names_a_thing():
            continue
        text, lot = text_evidence.read.text, text_evidence.read.lot
        first, last = text_evidence.read.scanned.published_span(
            text_evidence.start, text_evidence.end
        )
        alone = _Span(text.field, lot, first, text.text[first:last])
        is_number = alone.words.isdecimal()  # the year of a contract is no reason
        if not is_number and not any(alone.overlaps(proof) for proof in proofs):
            label, start = text_evidence.published()
            yield _Span(text.field, lot, start, label)


def _cancelled(matches: Iterable[Match], proofs: list[_Span]) -> Iterator[_Span]:
    """Yield words that others beside them take away, unless they prove the claim, too."""
    for match in matches:
        text, start = match.evidence()
        span = _Span(match.text.field, match.lot, start, text)
        if not any(span.overlaps(proof) for proof in proofs):
            yield span
