"""Assign tags to each award of a notice, with the words that prove them.

An award is tagged by its own suppliers, lots, codes and texts.  Matches in texts of the whole
notice count for it only when the notice has one lot or the words around them name its lot or
supplier; otherwise the tag is about the whole notice (``Tag.award`` is None).

The rules judge first (``rule_scores``); the claim model weighs what they found and decides.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.classify.apply_corrections import apply_corrections
from pipelines.classify.camera_places import mark_unstated_camera_places
from pipelines.classify.claim_model_evidence import NoticeEvidence, TargetEvidence
from pipelines.classify.claim_tags import clause_tags, make_claim_tags
from pipelines.classify.data_law_exposure import jurisdiction_tags
from pipelines.classify.public_ownership import (
    is_supplied_by_public_bodies,
    public_cooperation,
)
from pipelines.classify.rule_scores import SCORED_TAGS
from pipelines.classify.scope_of_each_award import JudgedTarget, award_scope_tags
from pipelines.classify.tag_targets import TagTarget
from pipelines.classify.vendor_roles import products_in_use, vendor_tags
from pipelines.classify.words_against import with_words_against
from pipelines.model import CLAIM_TAGS, Answer, Notice, Tag, replace
from pipelines.reference.apply_reviews_to_tags import apply_reviews
from pipelines.reference.claim_model_weights import MODEL_CLAIMS
from pipelines.reference.confirmed_alternatives import apply_confirmed_alternatives
from pipelines.reference.table_classes import Product, ReferenceTables


def assign_tags(
    notice: Notice,
    tables: ReferenceTables,
    targets: list[TagTarget],
    evidence: NoticeEvidence | None = None,
) -> Notice:
    """Return the notice with ``tags`` set, reviews and human corrections applied.

    Expects  suppliers with ``vendors``, and ``scope``.

    ``targets``   what is tagged (``tag_targets``).
    ``evidence``  what the claim model weighs; None to let the rules alone decide.
    """
    tags: list[Tag] = []
    weighed = evidence.targets if evidence else [None] * len(targets)
    judged: list[JudgedTarget] = []
    for target, target_evidence in zip(targets, weighed, strict=True):
        target_tags = tags_of_target(target, notice, tables, target_evidence)
        if target.award is None and target.lot is None:  # the whole notice comes last
            target_tags = _without_doubts_of(target_tags, {tag.tag for tag in tags})
        tags += target_tags
        if target_evidence is not None:
            judged.append(JudgedTarget(target, target_tags, target_evidence))
    tags += award_scope_tags(notice, judged)
    notice = replace(notice, tags=tuple(dict.fromkeys(tags)))
    notice = apply_confirmed_alternatives(notice, tables.confirmed_alternatives)
    decided = apply_corrections(apply_reviews(notice, tables.reviews_by_notice), tables)
    return _with_law_as_decided(decided, notice.tags, targets, tables)


def _with_law_as_decided(
    notice: Notice, by_rules: tuple[Tag, ...], targets: list[TagTarget], tables: ReferenceTables
) -> Notice:
    """Say whose law applies anew where a person settled, or doubted, that data are handed over."""
    for target in targets if notice.tags != by_rules else ():
        if target.award is None:
            continue
        key = target.award.key
        is_handed_over = _is_handed_over(notice.tags, key)
        if is_handed_over == _is_handed_over(by_rules, key):
            continue
        products = products_in_use(target)
        law = jurisdiction_tags(target.award, key, products, notice, tables, is_handed_over)
        notice = replace(notice, tags=_with_exposure(notice.tags, law[-1]))
    return notice


def _is_handed_over(tags: Iterable[Tag], key: str) -> bool:
    """Whether data are known to leave the buyer; a correction may speak of all awards."""
    claims = [tag for tag in tags if (tag.tag, tag.value) == ("data_outsourcing", "yes")]
    return any(t.award == key or (t.award is None and t.field == "correction") for t in claims)


def _with_exposure(tags: Iterable[Tag], exposure: Tag) -> tuple[Tag, ...]:
    """Replace the exposure of an award, unless a correction says it."""
    return tuple(
        exposure
        if (tag.tag, tag.award) == (exposure.tag, exposure.award) and tag.field != "correction"
        else tag
        for tag in tags
    )


def _without_doubts_of(tags: Iterable[Tag], certain: set[str]) -> list[Tag]:
    """Leave out what the whole notice may mean where an award or a lot says or doubts it."""
    return [tag for tag in tags if tag.value != "unclear" or tag.tag not in certain]


def first_big_tech_tag(
    notice: Notice, tables: ReferenceTables, targets: list[TagTarget]
) -> Tag | None:
    """Return the first big_tech tag of value yes that the notice would get, or None."""
    tags = [
        tag
        for target in targets
        for tag in vendor_tags(target, target.award.key if target.award else None, tables)
    ]
    corrected = apply_corrections(replace(notice, tags=tuple(tags)), tables)
    return next((t for t in corrected.tags if t.tag == "big_tech" and t.value == "yes"), None)


def claim_values(tags: Iterable[Tag], award: str | None = None) -> dict[str, Answer]:
    """Reduce tags to yes, unclear or no for each of ``CLAIM_TAGS``.

    ``award``  key of the award to consider; None considers all tags.
    A tag of low confidence counts as unclear at most.
    """
    values: dict[str, Answer] = dict.fromkeys(CLAIM_TAGS, "no")
    for tag in tags:
        if tag.tag not in values or (award is not None and tag.award != award):
            continue
        if tag.value == "yes" and tag.confidence != "low":
            values[tag.tag] = "yes"
        elif tag.value in ("yes", "unclear") and values[tag.tag] == "no":
            values[tag.tag] = "unclear"
    return values


def _reads_content_only(target: TagTarget) -> bool:
    """Whether all products named are content, such as legal databases: it is read, not kept."""
    owners = [match.owner for match in target.matches if match.cancelled_by is None]
    products = [owner for owner in owners if isinstance(owner, Product)]
    return bool(products) and all(product.category == "content" for product in products)


def tags_of_target(
    target: TagTarget,
    notice: Notice,
    tables: ReferenceTables,
    evidence: TargetEvidence | None = None,
) -> list[Tag]:
    """Return all tags of one target, before human corrections."""
    key = target.award.key if target.award else None
    tags = vendor_tags(target, key, tables)
    answers: dict[str, Answer] = {}
    claims = target.matches_by_claim
    for name in SCORED_TAGS:
        weighed = evidence if name in MODEL_CLAIMS else None
        if name not in claims and weighed is None:  # the usual case, not scored
            continue
        claim_tags = make_claim_tags(name, target, notice, key, tables, weighed)
        if claim_tags and name == "data_outsourcing":
            shared = public_cooperation(target.award, key)
            if shared or (target.award is None and is_supplied_by_public_bodies(notice)):
                tags += shared
                continue
            if claim_tags[0].value == "unclear" and _reads_content_only(target):
                continue
        if name == "public_surveillance_ai":
            places = tables.camera_places
            claim_tags = mark_unstated_camera_places(claim_tags, target, notice, places)
        if claim_tags:
            answers[name] = "yes" if claim_tags[0].value == "yes" else "unclear"
            tags += with_words_against(
                claim_tags, name, target, weighed, notice.buyers, tables.phrase_owners
            )
    if answers.get("data_outsourcing"):
        is_handed_over = answers["data_outsourcing"] == "yes"
        products = products_in_use(target)
        tags += jurisdiction_tags(target.award, key, products, notice, tables, is_handed_over)
        tags += clause_tags(target, key)
    return tags
