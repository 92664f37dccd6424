"""Judge each award of a notice with several lots by its own lot, codes and words.

A notice of works with one lot of software is published for that lot's contract; the contracts of
its other lots stay in the register.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pipelines.classify.claim_evidence import TargetEvidence
from pipelines.classify.claim_tags import WORDS_RULE
from pipelines.classify.tag_targets import TagTarget
from pipelines.model import CLAIM_TAGS, Notice, Tag

LONGEST = 200  # characters of a title that are quoted


class JudgedTarget(NamedTuple):
    """A target with its tags and what the claim model weighed about it."""

    target: TagTarget
    tags: list[Tag]
    evidence: TargetEvidence


def award_scope_tags(notice: Notice, judged: Iterable[JudgedTarget]) -> list[Tag]:
    """Return a tag ``digital`` (yes, borderline, no) for each award, with the title of its lot.

    None at all where every award would be left out: then the notice is published for what it says
    as a whole.
    """
    if len(notice.lots) <= 1 or notice.scope is None:
        return []
    awarded = [one for one in judged if one.target.award is not None]
    answers = [_answer(one) for one in awarded]
    if all(answer == "no" for answer in answers):
        return []
    return [_scope_tag(one, answer) for one, answer in zip(awarded, answers, strict=True)]


def _answer(one: JudgedTarget) -> str:
    """Return the scope of a target: borderline at least where a claim is made of it."""
    answer = one.evidence.total("digital").answer
    claimed = any(tag.tag in CLAIM_TAGS and tag.value in ("yes", "unclear") for tag in one.tags)
    return "borderline" if answer == "no" and claimed else answer


def _scope_tag(one: JudgedTarget, answer: str) -> Tag:
    """Build the tag; the title of its own lot is what there is to read."""
    award = one.target.award
    assert award is not None
    titles = [read for read in one.evidence.texts if read.is_title]
    read = next((each for each in titles if each.lot is not None), titles[0] if titles else None)
    return Tag(
        tag="digital",
        value=answer,
        rule=WORDS_RULE,
        confidence="medium",
        evidence=read.text.text[:LONGEST] if read else award.key,
        field=read.text.field if read else "title",
        award=award.key,
        lot=read.lot if read else one.target.lot,
        language=read.text.language if read else None,
        start=0 if read else None,
        probability=round(one.evidence.total("digital").probability, 3),
    )
