"""Judge each award of a notice with several lots by its own lot, codes and words.

A notice of works with one lot of software is published for that lot's contract; the contracts of
its other lots stay in the register.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pipelines.classify.claim_model_evidence import TargetEvidence
from pipelines.classify.claim_tags import has_a_word, title_tag
from pipelines.classify.keyword_matches_in_text import TITLE_FIELDS
from pipelines.classify.tag_targets import TagTarget
from pipelines.classify.weighed_words import ReadText
from pipelines.model import CLAIM_TAGS, Notice, Tag, Text
from pipelines.reference.scanned_text import ScannedText

_TRAINING = "concept in title: digital/training against"
_AGAINST = "concept in title: digital/content against"  # news, toner, toys
_OWN_CODE = re.compile(r"code (?:weakly )?digital$")
_OWN_WORD = re.compile(r"concept: (?!vendor/).* (?:strong|weak)\b|product: |supplier tier: ")
NO_HITS = ScannedText("", "", [])


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
    awarded = [target for target in judged if target.target.award is not None]
    answers = [_answer(target) for target in awarded]
    if all(answer == "no" for answer in answers):
        return []
    return [_scope_tag(target, answer) for target, answer in zip(awarded, answers, strict=True)]


def _answer(target: JudgedTarget) -> str:
    """Return the scope of a target: borderline at least where a claim is made of it.

    A lot of training that is hardly digital is none.  One that is digital by the notice alone, not
    by its own code and words (bags and cleaners among the lots of a purchase of computers), is
    borderline.
    """
    answer = target.evidence.total("digital").answer
    if answer == "yes" and not is_digital_itself(target.evidence):
        answer = "borderline"
    if answer == "borderline" and _TRAINING in target.evidence.signs:
        answer = "no"
    claimed = any(tag.tag in CLAIM_TAGS and tag.value in ("yes", "unclear") for tag in target.tags)
    return "borderline" if answer == "no" and claimed else answer


def is_digital_itself(evidence: TargetEvidence) -> bool:
    """Return whether a code, a word, a product or a supplier of the target itself is digital.

    A code does not speak against a title that says toner.  Where there is no code, and so little is
    said, the notice speaks for the target.
    """
    signs = evidence.signs
    by_code = _AGAINST not in signs and any(map(_OWN_CODE.match, signs))
    return by_code or "codes: 0" in signs or any(map(_OWN_WORD.match, signs))


def _scope_tag(target: JudgedTarget, answer: str) -> Tag:
    """Build the tag with the title of the target's own lot; without one, its code, else its key.

    A title of digits says nothing.
    """
    award = target.target.award
    assert award is not None
    titles = [
        read
        for read in target.evidence.texts
        if read.text.field in TITLE_FIELDS and has_a_word(read.text.text)
    ]
    code = next((f"{code.scheme} {code.id}" for code in target.target.codes), None)
    nameless = Text("main_code", code) if code else Text("title", award.key)
    read = next(
        (each for each in titles if each.lot is not None),
        titles[0] if titles else ReadText(nameless, target.target.lot, NO_HITS, []),
    )
    total = target.evidence.total("digital")._replace(answer=answer)
    return title_tag("digital", total, award.key, read)
