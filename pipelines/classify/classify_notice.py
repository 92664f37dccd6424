"""Classify one notice: match keywords, link vendors, decide scope, assign tags.

Everything that a change of rules or vendor tables may change in a notice is computed here.
"""

from __future__ import annotations

from pipelines.classify.keyword_matches import NoticeMatches, find_matches
from pipelines.classify.scope import decide_scope
from pipelines.classify.tagging import assign_tags, first_big_tech_tag
from pipelines.classify.vendor_links import link_vendors
from pipelines.model import Notice, Scope, replace
from pipelines.reference.tables import ReferenceTables


def classify(notice: Notice, tables: ReferenceTables) -> Notice:
    """Return a normalised notice with ``vendors`` on its suppliers, ``scope`` and ``tags`` set.

    A notice tagged big tech is in scope (borderline at least) even when neither its codes nor its
    title are digital.  A notice out of scope has no tags.  Pure and idempotent.
    """
    return classify_with_matches(notice, tables)[0]


def classify_with_matches(notice: Notice, tables: ReferenceTables) -> tuple[Notice, NoticeMatches]:
    """Classify a notice and also return its keyword matches, which are computed only here."""
    matches = find_matches(notice, tables)
    return _classified(notice, tables, matches), matches


def _classified(notice: Notice, tables: ReferenceTables, matches: NoticeMatches) -> Notice:
    """Link vendors, decide scope and assign tags with matches found before."""
    notice = decide_scope(link_vendors(notice, tables), tables, matches)
    if notice.scope is not None and notice.scope.digital != "no":
        return assign_tags(notice, tables, matches)
    tag = first_big_tech_tag(notice, tables, matches)
    if tag is None:
        return replace(notice, tags=())
    reason = f"big tech named: {tag.evidence}"
    return assign_tags(replace(notice, scope=Scope("borderline", reason)), tables, matches)
