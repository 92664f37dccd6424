"""Vendors, scope and tags in their order: all that a change of rules may change in a notice."""

from __future__ import annotations

from pipelines.classify.keyword_matches import heard
from pipelines.classify.scope import scope
from pipelines.classify.tagging import big_tech_named, tag
from pipelines.classify.vendors import vendors
from pipelines.model import Notice, Scope, replace
from pipelines.reference.tables import Tables


def judge(notice: Notice, tables: Tables) -> Notice:
    """Notice after normalise -> same notice with vendors, scope and tags.

    What is tagged big tech is published, also when neither its codes nor its title say that it is
    digital.  A notice out of scope has no tags.
    """
    words = heard(notice, tables)
    notice = scope(vendors(notice, tables), tables, words)
    if notice.scope is not None and notice.scope.digital != "no":
        return tag(notice, tables, words)
    named = big_tech_named(notice, tables, words)
    if named is None:
        return replace(notice, tags=())
    reason = f"big tech named: {named.evidence}"
    return tag(replace(notice, scope=Scope("borderline", reason)), tables, words)
