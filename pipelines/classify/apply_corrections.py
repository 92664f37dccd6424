"""Apply human corrections of data/reference/corrections.csv, which take precedence over rules.

A corrected claim has the rule ``corrections.csv:ID``, the reason as evidence and the field
``correction``.  A withdrawn claim stays visible with the value ``no``.
"""

from __future__ import annotations

from pipelines.model import Notice, Scope, ScopeAnswer, Tag, replace
from pipelines.reference.apply_reviews_to_tags import OUTSOURCING_DETAILS
from pipelines.reference.table_classes import Correction, ReferenceTables

_SCOPES: dict[str, ScopeAnswer] = {"yes": "yes", "borderline": "borderline", "no": "no"}


def corrections_of(notice: Notice, tables: ReferenceTables) -> tuple[Correction, ...]:
    """Return the corrections and replies about a notice, in the order of the file."""
    return tables.corrections_by_notice.get((notice.portal, notice.number), ())


def corrected_scope(notice: Notice, tables: ReferenceTables) -> Scope | None:
    """Return the scope that a person decided, or None."""
    for one in corrections_of(notice, tables):
        if one.tag == "digital" and one.kind != "reply":
            return Scope(_SCOPES[one.new_value], f"{one.rule}: {one.reason}")
    return None


def apply_corrections(notice: Notice, tables: ReferenceTables) -> Notice:
    """Return the notice with the tags that people decided."""
    for one in corrections_of(notice, tables):
        if one.kind in ("claim", "withdrawn") and one.tag != "digital":
            notice = replace(notice, tags=_apply_correction(notice.tags, one))
    return notice


def _apply_correction(tags: tuple[Tag, ...], one: Correction) -> tuple[Tag, ...]:
    """Replace the tags that a correction is about."""
    kept = [tag for tag in tags if not _is_replaced(tag, one)]
    if one.tag == "data_outsourcing" and one.new_value == "no":
        kept = [t for t in kept if not (t.tag in OUTSOURCING_DETAILS and _is_about(t, one))]
    value = one.new_value or ("no" if one.tag != "vendor" else "")
    if value and value != "not_applicable":
        kept.append(
            Tag(
                tag=one.tag,
                value=value,
                rule=one.rule,
                confidence="high",
                evidence=one.reason,
                field="correction",
                role=one.role,
                award=one.award,
            )
        )
    return tuple(kept)


def _is_replaced(tag: Tag, one: Correction) -> bool:
    """Whether a correction replaces this tag."""
    if tag.tag != one.tag or not _is_about(tag, one):
        return False
    return one.tag != "vendor" or tag.value == one.old_value


def _is_about(tag: Tag, one: Correction) -> bool:
    """Whether a tag is about the award of a correction; without award, about any."""
    return one.award is None or tag.award == one.award
