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
    for correction in corrections_of(notice, tables):
        if correction.tag == "digital" and correction.kind != "reply":
            return Scope(_SCOPES[correction.new_value], f"{correction.rule}: {correction.reason}")
    return None


def apply_corrections(notice: Notice, tables: ReferenceTables) -> Notice:
    """Return the notice with the tags that people decided."""
    for correction in corrections_of(notice, tables):
        if correction.kind in ("claim", "withdrawn") and correction.tag != "digital":
            notice = replace(notice, tags=_apply_correction(notice.tags, correction))
    return notice


def _apply_correction(tags: tuple[Tag, ...], correction: Correction) -> tuple[Tag, ...]:
    """Replace the tags that a correction is about."""
    kept = [tag for tag in tags if not _is_replaced(tag, correction)]
    if correction.tag == "data_outsourcing" and correction.new_value == "no":
        kept = [t for t in kept if not (t.tag in OUTSOURCING_DETAILS and _is_about(t, correction))]
    value = correction.new_value or ("no" if correction.tag != "vendor" else "")
    if value and value != "not_applicable":
        kept.append(
            Tag(
                tag=correction.tag,
                value=value,
                rule=correction.rule,
                confidence="high",
                evidence=correction.reason,
                field="correction",
                role=correction.role,
                award=correction.award,
            )
        )
    return tuple(kept)


def _is_replaced(tag: Tag, correction: Correction) -> bool:
    """Whether a correction replaces this tag."""
    if tag.tag != correction.tag or not _is_about(tag, correction):
        return False
    return correction.tag != "vendor" or tag.value == correction.old_value


def _is_about(tag: Tag, correction: Correction) -> bool:
    """Whether a tag is about the award of a correction; without award, about any."""
    return correction.award is None or tag.award == correction.award
