"""Human judgements of data/reference/corrections.csv: they win over rules and are shown as such.

A corrected claim carries the rule ``corrections.csv:ID``, the reason as its evidence and the field
``correction``; a claim that was taken back stays visible with the value ``no``.
"""

from __future__ import annotations

from pipelines.model import Notice, Scope, ScopeAnswer, Tag, replace
from pipelines.reference.tables import Correction, ReferenceTables

_SCOPES: dict[str, ScopeAnswer] = {"yes": "yes", "borderline": "borderline", "no": "no"}
# Tags that only mean something beside data_outsourcing.
_OUTSOURCING_DETAILS = frozenset({"data_law_exposure", "clause"})


def corrections_of(notice: Notice, tables: ReferenceTables) -> tuple[Correction, ...]:
    """The corrections and replies about a notice, in the order of the file."""
    return tables.corrections_by_notice.get((notice.portal, notice.number), ())


def corrected_scope(notice: Notice, tables: ReferenceTables) -> Scope | None:
    """The scope that a person decided, None when nobody did."""
    for one in corrections_of(notice, tables):
        if one.tag == "digital" and one.kind != "reply":
            return Scope(_SCOPES[one.new_value], f"{one.rule}: {one.reason}")
    return None


def apply_corrections(notice: Notice, tables: ReferenceTables) -> Notice:
    """Notice with tags -> the same with the claims that people decided."""
    for one in corrections_of(notice, tables):
        if one.kind in ("claim", "withdrawn") and one.tag != "digital":
            notice = replace(notice, tags=_apply_correction(notice.tags, one))
    return notice


def _apply_correction(tags: tuple[Tag, ...], one: Correction) -> tuple[Tag, ...]:
    kept = [tag for tag in tags if not _is_replaced(tag, one)]
    if one.tag == "data_outsourcing" and one.new_value == "no":
        kept = [t for t in kept if not (t.tag in _OUTSOURCING_DETAILS and _is_about(t, one))]
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
    if tag.tag != one.tag or not _is_about(tag, one):
        return False
    return one.tag != "vendor" or tag.value == one.old_value


def _is_about(tag: Tag, one: Correction) -> bool:
    """A correction without award is about the whole notice and all its awards."""
    return one.award is None or tag.award == one.award
