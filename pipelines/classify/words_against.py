"""Collect the words of a notice that speak against a claim, which are shown beside its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from pipelines.classify.claim_model_evidence import TargetEvidence
from pipelines.classify.keyword_matches_in_text import Match
from pipelines.classify.tag_targets import TagTarget, cancelled_matches
from pipelines.classify.weighed_words import CONTEXT_WORDS, WeighedWords
from pipelines.model import Buyer, Tag, replace
from pipelines.reference.scanned_text import PhraseHit
from pipelines.reference.table_classes import PhraseOwner
from pipelines.text_folding import fold

MAX_WORDS = 4  # shown of one claim
MAX_GAP = 60  # letters between words and those that cancel them, if quoted as one passage
# words quoted before and after those that weigh against a claim, the first that hold no proof of it
_CONTEXTS = ((CONTEXT_WORDS, CONTEXT_WORDS), (CONTEXT_WORDS, 0), (0, CONTEXT_WORDS), (0, 0))


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
    buyers: Iterable[Buyer],
    phrase_owners: Sequence[PhraseOwner],
) -> list[Tag]:
    """Return the tags of a claim with ``words_against``.

    First words that weigh against the claim, the heaviest first, then words of the claim with those
    that cancel them.  What the tags quote as evidence is not held against it; a title that is
    quoted because nothing names the claim is no evidence.  Words that weigh next to nothing
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
    of_rules = _cancelled(cancelled, proofs, phrase_owners)
    for span in [*_weighed_against(heavy, proofs), *of_rules]:
        if not any(span.overlaps(other) or span.words == other.words for other in spans):
            spans.append(span)
    words = tuple(span.words for span in spans[:MAX_WORDS])
    return [replace(tag, words_against=words) for tag in tags] if words else tags


def _weighed_against(weighed: list[WeighedWords], proofs: list[_Span]) -> Iterator[_Span]:
    """Yield words that weigh against a claim, with those around them, unless they prove it, too.

    Of "hosted payment software and services", of which "hosted" is the proof, "software and
    services".
    """
    for words in weighed:
        is_number = words.folded().isdecimal()  # the year of a contract is no reason
        if is_number or not words.names_a_thing():
            continue
        for before, after in _CONTEXTS:
            published, start = words.published(before, after)
            span = _Span(words.read.text.field, words.read.lot, start, published)
            if not any(span.overlaps(proof) for proof in proofs):
                yield span
                break


def _cancelled(
    matches: Iterable[Match], proofs: list[_Span], phrase_owners: Sequence[PhraseOwner]
) -> Iterator[_Span]:
    """Yield words of a claim with those that cancel them ("SaaS or on-premise").

    What is no word of the claim by its own rule says nothing against it: a "technical
    questionnaire" is no survey.
    """
    for match in matches:
        by = match.cancelled_by
        if by is match.owner:
            continue
        cancelling = [hit for hit in match.scanned.hits if phrase_owners[hit.owner].entry is by]
        nearest = min(cancelling, key=partial(_gap, match.hit), default=None)
        if nearest is None or _gap(match.hit, nearest) > MAX_GAP:  # they may be in another text
            continue
        start, end = min(match.hit.start, nearest.start), max(match.hit.end, nearest.end)
        words, at = match.scanned.published_words(start, end)
        span = _Span(match.text.field, match.lot, at, words)
        if not any(span.overlaps(proof) for proof in proofs):
            yield span


def _gap(one: PhraseHit, other: PhraseHit) -> int:
    """Return the letters between two phrases of a text; less than none where they overlap."""
    return max(one.start - other.end, other.start - one.end)
