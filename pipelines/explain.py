"""Why each tag of a notice is or is not there, in words, with the rules that pulled the other way.

Judged anew with the rules as they stand; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.corrections import corrections_of
from pipelines.judging import judge
from pipelines.model import Notice, Tag
from pipelines.roles import vendor_tags
from pipelines.rules import Rule
from pipelines.signs import Sign, heard
from pipelines.spoken import NAMES, WORDS, quoted, reason, spoken, typeset
from pipelines.tables import Correction, Product, Tables
from pipelines.tagging import SCORED, claims, lacks_digital, reckoned, tag
from pipelines.units import Unit, units


def explain(notice: Notice, tables: Tables, language: str = "en") -> list[str]:
    """Notice (any state of tags) -> lines that say why each tag is or is not there.

    ``language``: fr or en.
    """
    judged = judge(notice, tables)
    # tags of a notice out of scope are not published, and shown here all the same
    tagged = judged if judged.tags else tag(judged, tables)
    words, names = WORDS[language], NAMES[language]
    assert judged.scope is not None
    lines = [
        f"{judged.id}  {judged.title or ''}".rstrip(),
        f"{words['scope']}: {names[judged.scope.digital]}, {words['because']} "
        f"{reason(judged.scope.reason, language)}",
    ]
    for one in corrections_of(judged, tables):
        lines.append(_human(one, language))
    for unit in units(judged, heard(judged, tables)):
        lines += ["", _heading(unit, words)]
        lines += _suppliers(unit, tables, language)
        key = unit.award.key if unit.award else None
        mine = [t for t in tagged.tags if t.award == key]
        lines += _big_tech(unit, mine, tables, language)
        for name in SCORED:
            lines += _claim(name, unit, judged, mine, tables, language)
        lines += _law(mine, language)
    return [typeset(line, language) for line in lines]


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


def _heading(unit: Unit, words: dict[str, str]) -> str:
    if unit.award is None:
        return words["whole"] if unit.lot is None else f"{words['lot']} {unit.lot}"
    lots = ", ".join(unit.award.lots)
    return f"{words['award']} {unit.award.key}" + (f" ({words['lot']} {lots})" if lots else "")


def _suppliers(unit: Unit, tables: Tables, language: str) -> Iterator[str]:
    words = WORDS[language]
    for supplier in unit.award.suppliers if unit.award else ():
        name = supplier.organization.name
        if not supplier.vendors:
            yield f"  {words['supplier']} {name}: {words['none']}"
        for link in supplier.vendors:
            source = f"{words['source']}: {link.source}" if link.source else words["unsourced"]
            yield (
                f"  {words['supplier']} {name}: {words['group']} {tables.groups[link.group].name} "
                f"({words['basis']}: {spoken(link.basis, language)} "
                f"{quoted(link.evidence, language)}, {words['rule']} {link.rule}, "
                f"{spoken(link.confidence, language)}, {source})"
            )


def _big_tech(unit: Unit, mine: list[Tag], tables: Tables, language: str) -> Iterator[str]:
    words, names = WORDS[language], NAMES[language]
    value = claims(mine)["big_tech"]
    yield f"  {names['big_tech']}: {names[value]}"
    for one in vendor_tags(unit, None, tables):
        if one.tag == "vendor":
            low = f" ({words['low']})" if one.confidence == "low" else ""
            yield (
                f"    {'+' if tables.is_big_tech(one.value) else ' '} "
                f"{tables.groups[one.value].name}: {spoken(one.role or '', language)} "
                f"{quoted(one.evidence, language)} [{spoken(one.field, language)}, "
                f"{words['rule']} {one.rule}]{low}"
            )


def _claim(
    name: str, unit: Unit, notice: Notice, mine: list[Tag], tables: Tables, language: str
) -> Iterator[str]:
    words, names = WORDS[language], NAMES[language]
    sum_ = reckoned(name, unit, notice, tables)
    value = claims(mine)[name]
    yield f"  {names[name]}: {names[value]}"
    for one in mine:
        if one.tag == name and one.field == "correction":
            yield f"    = {words['correction']} {one.rule}: {one.evidence}"
    for weight, sign in sorted(sum_.parts, key=lambda part: -part[0]):
        yield f"    {weight:+.2f} {_said(sign, language)}"
    for sign in _cancelled(name, unit):
        against = sign.against
        assert against is not None
        why = against.label_fr if language == "fr" else against.label_en
        if isinstance(sign.owner, Rule) and against.id == sign.owner.id:
            why = words["other"]
        beside = quoted(why, language)
        yield f"     0.00 {_said(sign, language)}: {words['cancelled']}, {words['near']} {beside}"
    for sign in _without_digital(name, unit, notice):
        yield f"     0.00 {_said(sign, language)}: {words['needs']}"
    if not sum_.proofs:
        yield f"    {words['nothing']}"
        return
    if sum_.code:
        yield f"    {sum_.code[1]:+.2f} {words['code']} {sum_.code[0].scheme} {sum_.code[0].id}"
    if sum_.sector:
        yield f"    {sum_.sector[1]:+.2f} {words['sector']} {spoken(sum_.sector[0], language)}"
    if sum_.scope:
        yield f"    {sum_.scope:+.2f} {words['digital']}"
    note = f"; {words['clues']}" if sum_.total >= sum_.yes_from and sum_.value != "yes" else ""
    yield (
        f"    = {words['sum']} {sum_.total:.2f} ({words['unclear_from']} {sum_.unclear_from}, "
        f"{words['yes_from']} {sum_.yes_from}){note}"
    )


def _said(sign: Sign, language: str) -> str:
    """What a sign says, its words and where they stand."""
    evidence, start = sign.evidence()
    if isinstance(sign.owner, Product):
        label, rule = sign.owner.name, f"products.csv:{sign.owner.row}"
    else:
        label = sign.owner.label_fr if language == "fr" else sign.owner.label_en
        rule = f"{sign.owner.tag}/{sign.owner.id}"
    words = WORDS[language]
    return (
        f"{label}: {quoted(evidence, language)} [{spoken(sign.text.field, language)}, "
        f"{words['letter']} {start + 1}; {words['rule']} {rule}]"
    )


def _cancelled(name: str, unit: Unit) -> list[Sign]:
    """Signs of a claim that a word beside them took away, one a rule."""
    out: dict[str, Sign] = {}
    for sign in unit.signs:
        if isinstance(sign.owner, Rule) and sign.owner.tag == name and sign.against is not None:
            out.setdefault(sign.owner.id, sign)
    return list(out.values())


def _without_digital(name: str, unit: Unit, notice: Notice) -> list[Sign]:
    """Signs of a claim that count in digital notices only, and this is none; one a rule."""
    out: dict[str, Sign] = {}
    for sign in unit.signs:
        owner = sign.owner
        if isinstance(owner, Rule) and owner.tag == name and lacks_digital(sign, notice):
            out.setdefault(owner.id, sign)
    return [sign for sign in out.values() if sign.against is None]


def _law(mine: list[Tag], language: str) -> Iterator[str]:
    words, names = WORDS[language], NAMES[language]
    for one in mine:
        if one.tag == "data_law_exposure":
            proof = quoted(one.evidence, language) + " " if one.evidence else ""
            yield (
                f"  {names['data_law_exposure']}: {spoken(one.value, language)} "
                f"({spoken(one.confidence, language)}), {words['because']} {proof}"
                f"[{spoken(one.field, language)}, {words['rule']} {spoken(one.rule, language)}]"
            )
        if one.tag == "clause":
            yield (
                f"    {spoken(one.value, language)}: {quoted(one.evidence, language)} "
                f"[{spoken(one.field, language)}, {words['rule']} {one.rule}]"
            )
