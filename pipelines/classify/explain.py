"""Explain why each tag of a notice is there or not, including the rules against it.

The notice is classified anew with the rules in force; nothing here decides anything, and nothing
is said in words: ``monitor.i18n.explain_messages`` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipelines.classify.apply_corrections import corrections_of
from pipelines.classify.assign_tags import assign_tags, claim_values, tags_of_target
from pipelines.classify.claim_model_evidence import TargetEvidence
from pipelines.classify.classify_notice import classify_with_evidence
from pipelines.classify.keyword_matches_in_text import Match
from pipelines.classify.rule_scores import (
    SCORED_TAGS,
    ClaimScore,
    lacks_digital_scope,
    score_claim,
)
from pipelines.classify.tag_targets import TagTarget, cancelled_matches
from pipelines.classify.vendor_roles import vendor_tags
from pipelines.model import Notice, Tag
from pipelines.reference.claim_model_weights import MODEL_CLAIMS
from pipelines.reference.rules import Rule
from pipelines.reference.table_classes import Correction, ReferenceTables

Subject = Literal["notice", "rest", "lot", "award"]
DECIDED_FIELDS = ("correction", "review")  # of tags by which people decided


@dataclass(frozen=True)
class ClaimExplanation:
    """One claim about one target.

    ``decided``        tags by which people decided it: corrections, and one of a review.
    ``cancelled``      matches that words beside them cancelled, one for each rule.
    ``needs_digital``  matches that count in digital notices only, while this is none.
    ``weighed``        what the claim model weighs; None where the rules alone decide.
    """

    name: str
    value: str
    decided: tuple[Tag, ...]
    score: ClaimScore
    cancelled: tuple[Match, ...]
    needs_digital: tuple[Match, ...]
    weighed: TargetEvidence | None = None


@dataclass(frozen=True)
class TargetExplanation:
    """One award, lot or notice with its tags and claims.

    ``subject``  what it is; "rest" is what is said of a notice of several lots as a whole.
    ``is_only``  whether the notice has no other target.
    ``tags``     tags that it earned, and what people decided of it.
    ``values``   claim -> value.
    ``vendors``  tags of vendor groups, whether they are published or not.
    """

    target: TagTarget
    subject: Subject
    is_only: bool
    tags: tuple[Tag, ...]
    values: Mapping[str, str]
    vendors: tuple[Tag, ...]
    claims: tuple[ClaimExplanation, ...]


@dataclass(frozen=True)
class Explanation:
    """A notice, classified with the rules as they stand, and why.

    ``whole``  what the claim model weighs for the scope; None when the tables hold no model.
    """

    notice: Notice
    corrections: tuple[Correction, ...]
    targets: tuple[TargetExplanation, ...]
    whole: TargetEvidence | None = None


def explain(notice: Notice, tables: ReferenceTables) -> Explanation:
    """Explain a notice, whatever its state of tags."""
    judged, _, targets, evidence = classify_with_evidence(notice, tables)
    # tags of a notice out of scope are not published, and shown here all the same
    tagged = judged if judged.tags else assign_tags(judged, tables, targets, evidence)
    weighed = evidence.targets if evidence else [None] * len(targets)
    return Explanation(
        judged,
        tuple(corrections_of(judged, tables)),
        tuple(
            _explain_target(target, judged, tagged, tables, evidence, len(targets) == 1)
            for target, evidence in zip(targets, weighed, strict=True)
        ),
        evidence.whole if evidence else None,
    )


def _explain_target(
    target: TagTarget,
    judged: Notice,
    tagged: Notice,
    tables: ReferenceTables,
    weighed: TargetEvidence | None,
    is_only: bool,
) -> TargetExplanation:
    tags = _tags_of(target, tagged, tables, weighed)
    values = claim_values(tags)
    return TargetExplanation(
        target,
        _subject(target, judged),
        is_only,
        tuple(tags),
        values,
        tuple(tag for tag in vendor_tags(target, None, tables) if tag.tag == "vendor"),
        tuple(
            ClaimExplanation(
                name,
                values[name],
                _decided(name, tags),
                score_claim(name, target, judged, tables),
                cancelled_matches(target, name),
                _without_digital(name, target, judged),
                weighed if name in MODEL_CLAIMS else None,
            )
            for name in SCORED_TAGS
        ),
    )


def _decided(name: str, tags: list[Tag]) -> tuple[Tag, ...]:
    """Return the corrections of a claim, and one tag of its review: that with the reason if any."""
    about = [tag for tag in tags if tag.tag == name]
    checked = [tag for tag in about if tag.checked_on is not None]
    checked.sort(key=lambda tag: tag.field not in DECIDED_FIELDS)
    return (*(tag for tag in about if tag.field == "correction"), *checked[:1])


def _subject(target: TagTarget, notice: Notice) -> Subject:
    if target.award is not None:
        return "award"
    if target.lot is not None:
        return "lot"
    return "rest" if len(notice.lots) > 1 else "notice"


def _tags_of(
    target: TagTarget, tagged: Notice, tables: ReferenceTables, weighed: TargetEvidence | None
) -> list[Tag]:
    """Return the tags that a target earned, and those that people decided.

    Lots without an award share the award key None; tags of one lot are not shown for another.
    """
    key = target.award.key if target.award else None
    earned = frozenset(tags_of_target(target, tagged, tables, weighed))
    return [
        tag
        for tag in tagged.tags
        if (tag.field in DECIDED_FIELDS and tag.award in (None, key))
        or (tag.award == key and (tag in earned or tag.checked_on is not None))
    ]


def _without_digital(name: str, target: TagTarget, notice: Notice) -> tuple[Match, ...]:
    """Return matches that count in digital notices only, one for each rule."""
    out: dict[str, Match] = {}
    for match in target.matches:
        owner = match.owner
        if isinstance(owner, Rule) and owner.tag == name and lacks_digital_scope(match, notice):
            out.setdefault(owner.id, match)
    return tuple(match for match in out.values() if match.cancelled_by is None)
