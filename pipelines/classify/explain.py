"""Explain in words why each tag of a notice is there or not, including the rules against it.

The notice is classified anew with the rules in force; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.classify.explain_messages import (
    NAMES,
    WORDS,
    code_label,
    is_spoken,
    number,
    quoted,
    scope_reason,
    spoken,
    typeset,
)
from pipelines.classify.keyword_matches import Match
from pipelines.classify.stage import classify_with_matches
from pipelines.classify.tag_targets import TagTarget, tag_targets
from pipelines.classify.tagging import (
    SCORED_TAGS,
    assign_tags,
    claim_values,
    lacks_digital_scope,
    score_claim,
    tags_of_target,
)
from pipelines.classify.vendor_roles import vendor_tags
from pipelines.model import Notice, Tag
from pipelines.reference.corrections import corrections_of
from pipelines.reference.rules import Rule
from pipelines.reference.tables import Correction, Product, ReferenceTables


def explain(notice: Notice, tables: ReferenceTables, language: str = "en") -> list[str]:
    """Return lines that say why each tag of a notice is there or not, whatever tags it has now.

    ``language``  fr or en.
    """
    judged, matches = classify_with_matches(notice, tables)
    # tags of a notice out of scope are not published, and shown here all the same
    tagged = judged if judged.tags else assign_tags(judged, tables, matches)
    words, names = WORDS[language], NAMES[language]
    assert judged.scope is not None
    lines = [
        f"{judged.id}  {judged.title or ''}".rstrip(),
        f"{words['scope']}: {names[judged.scope.digital]}, {words['because']} "
        f"{scope_reason(judged.scope.reason, tables, language)}",
    ]
    for one in corrections_of(judged, tables):
        lines.append(_human(one, language))
    targets = tag_targets(judged, matches)
    for target in targets:
        lines += ["", _heading(target, judged, words)]
        lines += _suppliers(target, tables, language)
        mine = _tags_of(target, tagged, tables)
        lines += _big_tech(target, mine, tables, language)
        for name in SCORED_TAGS:
            silent = words[_silence(target, len(targets) > 1)]
            lines += _claim(name, target, judged, mine, tables, language, silent)
        lines += _law(mine, language)
    return [typeset(line, language) for line in lines]


def _tags_of(target: TagTarget, tagged: Notice, tables: ReferenceTables) -> list[Tag]:
    """Return the tags that a target earned, and those that people decided.

    Lots without an award share the award key None; tags of one lot are not shown for another.
    """
    key = target.award.key if target.award else None
    earned = frozenset(tags_of_target(target, tagged, tables))
    return [
        one
        for one in tagged.tags
        if (one.field == "correction" and one.award in (None, key))
        or (one.award == key and one in earned)
    ]


def _human(one: Correction, language: str) -> str:
    words = WORDS[language]
    if one.kind == "reply":
        said = quoted(one.reply, language)
        return f"{words['reply']} {one.reply_by} ({one.date}), {one.tag}: {said}"
    value = one.new_value or "–"
    if one.kind == "withdrawn":  # what was said stays known, beside what is said now
        value = f"{one.old_value or '–'} → {value}"
        return f"{words['withdrawn']} ({one.author}, {one.date}), {one.tag}: {value}: {one.reason}"
    return f"{words['correction']} ({one.author}, {one.date}), {one.tag} = {value}: {one.reason}"


def _heading(target: TagTarget, notice: Notice, words: dict[str, str]) -> str:
    if target.award is None:
        if target.lot is None:
            return words["rest" if len(notice.lots) > 1 else "whole"]
        return f"{words['lot'].capitalize()} {target.lot}{_lot_title(target.lot, notice)}"
    lots = ", ".join(target.award.lots)
    title = _lot_title(target.award.lots[0], notice) if len(target.award.lots) == 1 else ""
    return f"{words['award']} {target.award.key}" + (
        f" ({words['lot']} {lots}{title})" if lots else ""
    )


def _lot_title(lot: str, notice: Notice) -> str:
    """Return the title of a lot; nothing for a single lot, whose title is the notice's."""
    texts = next((one.texts for one in notice.lots if one.id == lot), ())
    title = next((text.text for text in texts if text.field == "title"), None)
    return f": {title}" if title and len(notice.lots) > 1 else ""


def _silence(target: TagTarget, several: bool) -> str:
    """Return the key of the message that no word supports a claim, for this kind of target."""
    if not several:
        return "nothing"
    if target.award is not None:
        return "nothing_award"
    return "nothing_whole" if target.lot is None else "nothing_lot"


def _suppliers(target: TagTarget, tables: ReferenceTables, language: str) -> Iterator[str]:
    words = WORDS[language]
    for supplier in target.award.suppliers if target.award else ():
        name = supplier.organization.name
        if not supplier.vendors:
            yield f"  {words['supplier']} {name}: {words['none']}"
        for link in supplier.vendors:
            source = words["unsourced"]
            if link.source:
                source = f"{words['source']}: {spoken(link.source, language)}"
            yield (
                f"  {words['supplier']} {name}: {words['group']} {tables.groups[link.group].name} "
                f"({words['basis']}: {spoken(link.basis, language)} "
                f"{quoted(link.evidence, language)}, {words['rule']} {link.rule}, "
                f"{spoken(link.confidence, language)}, {source})"
            )


def _big_tech(
    target: TagTarget, mine: list[Tag], tables: ReferenceTables, language: str
) -> Iterator[str]:
    words, names = WORDS[language], NAMES[language]
    value = claim_values(mine)["big_tech"]
    yield f"  {names['big_tech']}: {names[value]}"
    for one in vendor_tags(target, None, tables):
        if one.tag == "vendor":
            low = f" ({words['low']})" if one.confidence == "low" else ""
            yield (
                f"    {'+' if tables.is_big_tech(one.value) else ' '} "
                f"{tables.groups[one.value].name}: {spoken(one.role or '', language)} "
                f"{quoted(one.evidence, language)} [{spoken(one.field, language)}, "
                f"{words['rule']} {one.rule}]{low}"
            )


def _claim(
    name: str,
    target: TagTarget,
    notice: Notice,
    mine: list[Tag],
    tables: ReferenceTables,
    language: str,
    silent: str,
) -> Iterator[str]:
    words, names = WORDS[language], NAMES[language]
    sum_ = score_claim(name, target, notice, tables)
    value, zero = claim_values(mine)[name], number(0, language)
    yield f"  {names[name]}: {names[value]}"
    for one in mine:
        if one.tag == name and one.field == "correction":
            yield f"    = {words['correction']} {one.rule}: {one.evidence}"
    for weight, match in sorted(sum_.parts, key=lambda part: -part[0]):
        yield f"    {number(weight, language, '+')} {_said(match, language)}"
    for match in _cancelled(name, target):
        against = match.cancelled_by
        assert against is not None
        why = against.label_fr if language == "fr" else against.label_en
        if isinstance(match.owner, Rule) and against.id == match.owner.id:
            why = words["other"]
        beside = quoted(why, language)
        shown = _said(match, language)
        yield f"     {zero} {shown}: {words['cancelled']}, {words['near']} {beside}"
    for match in _without_digital(name, target, notice):
        yield f"     {zero} {_said(match, language)}: {words['needs']}"
    if not sum_.evidence:
        yield f"    {silent}"
        return
    if sum_.code:
        code, weight = sum_.code
        label = code_label(code.id, language) if code.scheme == "CPV" else ""
        yield f"    {number(weight, language, '+')} {words['code']} {code.scheme} {code.id}{label}"
    if sum_.sector:
        sector, weight = sum_.sector
        yield f"    {number(weight, language, '+')} {words['sector']} {spoken(sector, language)}"
    if sum_.scope:
        yield f"    {number(sum_.scope, language, '+')} {words['digital']}"
    note = f"; {words['clues']}" if sum_.total >= sum_.yes_from and sum_.value != "yes" else ""
    yield (
        f"    = {words['sum']} {number(sum_.total, language)} ({words['unclear_from']} "
        f"{number(sum_.unclear_from, language)}, {words['yes_from']} "
        f"{number(sum_.yes_from, language)}){note}"
    )


def _said(match: Match, language: str) -> str:
    """Describe a match: label, words, field, position and rule."""
    evidence, start = match.evidence()
    if isinstance(match.owner, Product):
        # "=" and "*" belong to the syntax of phrases
        label, rule = match.owner.name.strip("=*"), f"products.csv:{match.owner.row}"
    else:
        label = match.owner.label_fr if language == "fr" else match.owner.label_en
        rule = f"{match.owner.tag}/{match.owner.id}"
    words = WORDS[language]
    return (
        f"{label}: {quoted(evidence, language)} [{spoken(match.text.field, language)}, "
        f"{words['letter']} {start + 1}; {words['rule']} {rule}]"
    )


def _cancelled(name: str, target: TagTarget) -> list[Match]:
    """Return the cancelled matches of a claim, one for each rule."""
    out: dict[str, Match] = {}
    for match in target.matches:
        if (
            isinstance(match.owner, Rule)
            and match.owner.tag == name
            and match.cancelled_by is not None
        ):
            out.setdefault(match.owner.id, match)
    return list(out.values())


def _without_digital(name: str, target: TagTarget, notice: Notice) -> list[Match]:
    """Return matches that count in digital notices only, one for each rule."""
    out: dict[str, Match] = {}
    for match in target.matches:
        owner = match.owner
        if isinstance(owner, Rule) and owner.tag == name and lacks_digital_scope(match, notice):
            out.setdefault(owner.id, match)
    return [match for match in out.values() if match.cancelled_by is None]


def _law(mine: list[Tag], language: str) -> Iterator[str]:
    words, names = WORDS[language], NAMES[language]
    for one in mine:
        if one.tag == "data_law_exposure":
            yield (
                f"  {names['data_law_exposure']}: {spoken(one.value, language)}"
                f"{_how_sure(one, language)}, {words['because']} {_law_proof(one, language)}"
            )
        if one.tag == "clause":
            yield (
                f"    {spoken(one.value, language)}: {quoted(one.evidence, language)} "
                f"[{spoken(one.field, language)}, {words['rule']} {one.rule}]"
            )


def _how_sure(one: Tag, language: str) -> str:
    """Return the confidence of a jurisdiction in brackets; nothing when it is unknown."""
    return "" if one.value == "unknown" else f" ({spoken(one.confidence, language)})"


def _law_proof(one: Tag, language: str) -> str:
    """Return the evidence of a jurisdiction: in words, or the row of the table."""
    evidence = quoted(one.evidence, language) if one.evidence else ""
    if is_spoken(one.rule):
        return spoken(one.rule, language) + (f": {evidence}" if evidence else "")
    row = f"[{spoken(one.field, language)}, {WORDS[language]['rule']} {one.rule}]"
    return f"{evidence} {row}".strip()
