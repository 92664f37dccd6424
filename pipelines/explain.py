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
from pipelines.tables import Correction, Product, Tables
from pipelines.tagging import SCORED, claims, lacks_digital, reckoned, tag
from pipelines.units import Unit, units

WORDS = {
    "fr": {
        "scope": "Service numérique", "because": "parce que", "whole": "Tout l'avis",
        "award": "Marché", "lot": "lot", "supplier": "titulaire", "group": "groupe",
        "basis": "preuve", "unsourced": "sans source", "source": "source", "none": "aucun groupe",
        "sum": "somme", "yes_from": "oui à partir de", "unclear_from": "doute à partir de",
        "code": "code", "digital": "service numérique", "cancelled": "ne compte pas",
        "near": "à côté de", "nothing": "aucun mot de l'avis n'en parle",
        "clues": "des indices seuls ne font jamais un oui", "product": "produit",
        "withdrawn": "Affirmation retirée", "correction": "Correction humaine",
        "reply": "Réponse de", "by": "par",
        "low": "confiance basse : jamais un oui", "other": "autre sens",
        "needs": "ne compte que dans un avis dont un code ou un autre mot dit qu'il est numérique",
    },
    "en": {
        "scope": "Digital service", "because": "because", "whole": "Whole notice",
        "award": "Contract", "lot": "lot", "supplier": "supplier", "group": "group",
        "basis": "proof", "unsourced": "unsourced", "source": "source", "none": "no group",
        "sum": "sum", "yes_from": "yes from", "unclear_from": "unclear from",
        "code": "code", "digital": "digital service", "cancelled": "does not count",
        "near": "beside", "nothing": "no word of the notice speaks of it",
        "clues": "clues alone never make a yes", "product": "product",
        "withdrawn": "Claim withdrawn", "correction": "Human correction",
        "reply": "Reply by", "by": "by",
        "low": "low confidence: never a yes", "other": "another sense",
        "needs": "counts only in a notice that a code or another word calls digital",
    },
}  # fmt: skip
NAMES = {
    "fr": {
        "big_tech": "Grande entreprise du numérique", "data_outsourcing": "Données confiées",
        "worker_surveillance": "Surveillance de travailleurs",
        "public_surveillance_ai": "Surveillance du public ou IA",
        "public_alternative": "Alternative publique", "data_law_exposure": "Droit applicable",
        "yes": "OUI", "unclear": "NON DIT DANS L'AVIS", "no": "NON", "borderline": "À LA LIMITE",
    },
    "en": {
        "big_tech": "Big tech", "data_outsourcing": "Data outsourced",
        "worker_surveillance": "Surveillance of workers",
        "public_surveillance_ai": "Surveillance of the public, AI",
        "public_alternative": "Public alternative",
        "data_law_exposure": "Law that reaches the data",
        "yes": "YES", "unclear": "NOT SAID IN THE NOTICE", "no": "NO",
        "borderline": "BORDERLINE",
    },
}  # fmt: skip


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
        f"{words['scope']}: {names[judged.scope.digital]} {words['because']} {judged.scope.reason}",
    ]
    for one in corrections_of(judged, tables):
        lines.append(_human(one, words))
    for unit in units(judged, heard(judged, tables)):
        lines += ["", _heading(unit, words)]
        lines += _suppliers(unit, tables, words)
        key = unit.award.key if unit.award else None
        mine = [t for t in tagged.tags if t.award == key]
        lines += _big_tech(unit, mine, tables, words, names)
        for name in SCORED:
            lines += _claim(name, unit, judged, mine, tables, language)
        lines += _law(mine, words, names)
    return lines


def _human(one: Correction, words: dict[str, str]) -> str:
    if one.kind == "reply":
        return f"{words['reply']} {one.reply_by} ({one.date}), {one.tag}: “{one.reply}”"
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


def _suppliers(unit: Unit, tables: Tables, words: dict[str, str]) -> Iterator[str]:
    for supplier in unit.award.suppliers if unit.award else ():
        name = supplier.organization.name
        if not supplier.vendors:
            yield f"  {words['supplier']} {name}: {words['none']}"
        for link in supplier.vendors:
            source = f"{words['source']}: {link.source}" if link.source else words["unsourced"]
            yield (
                f"  {words['supplier']} {name}: {words['group']} {tables.groups[link.group].name} "
                f"({words['basis']}: {link.basis} “{link.evidence}”, {link.rule}, "
                f"{link.confidence}, {source})"
            )


def _big_tech(
    unit: Unit, mine: list[Tag], tables: Tables, words: dict[str, str], names: dict[str, str]
) -> Iterator[str]:
    value = claims(mine)["big_tech"]
    yield f"  {names['big_tech']}: {names[value]}"
    for one in vendor_tags(unit, None, tables):
        if one.tag == "vendor":
            low = f" ({words['low']})" if one.confidence == "low" else ""
            yield (
                f"    {'+' if tables.is_big_tech(one.value) else ' '} {one.value}: {one.role} "
                f"“{one.evidence}” [{one.field}, {one.rule}]{low}"
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
        yield f"     0.00 {_said(sign, language)}: {words['cancelled']}, {words['near']} “{why}”"
    for sign in _without_digital(name, unit, notice):
        yield f"     0.00 {_said(sign, language)}: {words['needs']}"
    if not sum_.proofs:
        yield f"    {words['nothing']}"
        return
    if sum_.code:
        yield f"    {sum_.code[1]:+.2f} {words['code']} {sum_.code[0].scheme} {sum_.code[0].id}"
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
    return f"{label}: “{evidence}” [{sign.text.field}, {start}; {rule}]"


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


def _law(mine: list[Tag], words: dict[str, str], names: dict[str, str]) -> Iterator[str]:
    for one in mine:
        if one.tag == "data_law_exposure":
            yield (
                f"  {names['data_law_exposure']}: {one.value} ({one.confidence}) "
                f"{words['because']} “{one.evidence}” [{one.field}, {one.rule}]"
            )
        if one.tag == "clause":
            yield f"    {one.value}: “{one.evidence}” [{one.field}, {one.rule}]"
