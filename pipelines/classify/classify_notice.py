"""Classify one notice: match keywords, link vendors, decide scope, assign tags.

Everything that a change of rules, model or vendor tables may change in a notice is computed here.
"""

from __future__ import annotations

from typing import NamedTuple

from pipelines.classify.apply_corrections import corrected_scope, corrections_of
from pipelines.classify.assign_tags import assign_tags, first_big_tech_tag
from pipelines.classify.claim_model_evidence import NoticeEvidence, collect_evidence
from pipelines.classify.keyword_matches import NoticeMatches, find_matches
from pipelines.classify.scope import decide_scope
from pipelines.classify.scope_by_model import scope_by_model
from pipelines.classify.tag_targets import TagTarget, tag_targets
from pipelines.classify.vendor_links import link_vendors
from pipelines.model import Notice, Scope, replace
from pipelines.reference.table_classes import ReferenceTables


class Classified(NamedTuple):
    """A classified notice and what it was decided by.

    ``targets``   what is tagged.
    ``evidence``  what the claim model weighed; None when the tables hold no model.
    """

    notice: Notice
    matches: NoticeMatches
    targets: list[TagTarget]
    evidence: NoticeEvidence | None


def classify(notice: Notice, tables: ReferenceTables) -> Notice:
    """Return a normalised notice with ``vendors`` on its suppliers, ``scope`` and ``tags`` set.

    A notice out of scope has no tags.  Pure and idempotent.
    """
    return classify_with_evidence(notice, tables).notice


def classify_with_evidence(notice: Notice, tables: ReferenceTables) -> Classified:
    """Classify a notice and also return its keyword matches and evidence, computed only here."""
    matches = find_matches(notice, tables)
    notice = decide_scope(link_vendors(notice, tables), tables, matches)
    targets = tag_targets(notice, matches)
    if not tables.model.claims:
        return Classified(_tagged(notice, tables, targets), matches, targets, None)
    evidence = collect_evidence(notice, targets, matches, tables)
    if corrected_scope(notice, tables) is None:
        notice = _with_big_tech_reason(notice, scope_by_model(notice, evidence), targets, tables)
    corrected = any(corrections_of(notice, tables))
    if notice.scope is not None and notice.scope.digital == "no" and not corrected:
        return Classified(replace(notice, tags=()), matches, targets, evidence)
    return Classified(_tagged(notice, tables, targets, evidence), matches, targets, evidence)


def _with_big_tech_reason(
    by_rules: Notice, by_model: Notice, targets: list[TagTarget], tables: ReferenceTables
) -> Notice:
    """Give a giant's product as the reason of a scope that the rules did not see."""
    assert by_rules.scope is not None
    assert by_model.scope is not None
    if by_rules.scope.digital != "no" or by_model.scope.digital == "no":
        return by_model
    tag = first_big_tech_tag(by_model, tables, targets)
    if tag is None:
        return by_model
    return replace(by_model, scope=Scope(by_model.scope.digital, f"big tech named: {tag.evidence}"))


def _tagged(
    notice: Notice,
    tables: ReferenceTables,
    targets: list[TagTarget],
    evidence: NoticeEvidence | None = None,
) -> Notice:
    """Assign tags; a big-tech name brings a notice that is not digital into scope by itself."""
    if notice.scope is not None and notice.scope.digital != "no":
        return assign_tags(notice, tables, targets, evidence)
    tag = first_big_tech_tag(notice, tables, targets)
    if tag is None:
        return replace(notice, tags=())
    reason = f"big tech named: {tag.evidence}"
    lifted = replace(notice, scope=Scope("borderline", reason))
    return assign_tags(lifted, tables, targets, evidence)
