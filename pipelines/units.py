"""A notice -> the units that are judged: each award with its own lots, codes and words.

Words of the whole notice belong to an award only when the notice has one lot, or when the words
around them name the lot or the supplier; what is left belongs to the whole notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from pipelines.matching import fold
from pipelines.model import Award, Code, Lot, Notice, Text
from pipelines.signs import Sign, read_texts, signs
from pipelines.tables import Tables

_LOT_WORD = re.compile(
    r"\b(?:lots?|lotto|lotti|lotes?|lose?|perceel|percelen|czesc|czesci|delkontrakt|del|osa|cast|"
    r"casti|parcela|lotul|sklop|grupa|dalis|resz)(?: (?:n|no|nr|numero))? 0*(\d{1,3})\b"
)
_NUMBER = re.compile(r"(\d+)\D*$")


@dataclass
class Unit:
    """What is judged together: an award with its lots, a lot without award, or the notice."""

    award: Award | None = None
    lot: str | None = None
    signs: list[Sign] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)


def units(notice: Notice, tables: Tables) -> list[Unit]:
    """Notice -> its units: one an award, one a lot without award, one for what is left."""
    on = notice.published
    whole = [s for t in read_texts(notice, notice.texts) for s in signs(t, None, on, tables)]
    of_lot = {lot.id: _lot_signs(notice, lot, on, tables) for lot in notice.lots}
    if len(notice.lots) <= 1:
        shared = whole + [sign for many in of_lot.values() for sign in many]
        codes = [*notice.codes, *(code for lot in notice.lots for code in lot.codes)]
        if not notice.awards:
            return [Unit(None, None, shared, codes)]
        return [
            Unit(award, None, shared + _award_signs(award, on, tables), [*codes, *award.codes])
            for award in notice.awards
        ]
    return _many_lots(notice, whole, of_lot, on, tables)


def _many_lots(
    notice: Notice,
    whole: list[Sign],
    of_lot: dict[str, list[Sign]],
    on: date | None,
    tables: Tables,
) -> list[Unit]:
    lots = {lot.id: lot for lot in notice.lots}
    out = []
    left = list(whole)
    awarded: set[str] = set()
    for award in notice.awards:
        awarded.update(award.lots)
        named = [sign for sign in whole if _names(sign, award)]
        left = [sign for sign in left if sign not in named]
        own = [sign for lot in award.lots for sign in of_lot.get(lot, ())]
        codes = [*award.codes, *(c for lot in award.lots if lot in lots for c in lots[lot].codes)]
        out.append(
            Unit(
                award,
                award.lots[0] if len(award.lots) == 1 else None,
                own + named + _award_signs(award, on, tables),
                codes,
            )
        )
    out += [
        Unit(None, lot, of_lot[lot], list(lots[lot].codes)) for lot in lots if lot not in awarded
    ]
    out.append(Unit(None, None, left, list(notice.codes)))
    return out


def _lot_signs(notice: Notice, lot: Lot, on: date | None, tables: Tables) -> list[Sign]:
    return [s for text in read_texts(notice, lot.texts) for s in signs(text, lot.id, on, tables)]


def _award_signs(award: Award, on: date | None, tables: Tables) -> list[Sign]:
    lot = award.lots[0] if len(award.lots) == 1 else None
    out: list[Sign] = []
    if award.title:
        out += signs(Text("contract_title", award.title), lot, on, tables)
    if award.description:
        out += signs(Text("contract_description", award.description), lot, on, tables)
    return out


def _names(sign: Sign, award: Award) -> bool:
    """Whether the words around a sign of the whole notice name this award's lot or supplier."""
    around = sign.found.folded[max(0, sign.hit.start - 120) : sign.hit.end + 120]
    numbers = {m.group(1).lstrip("0") for lot in award.lots if (m := _NUMBER.search(lot))}
    before = sign.found.folded[max(0, sign.hit.start - 120) : sign.hit.start]
    spoken = _LOT_WORD.findall(before)
    if spoken:
        return spoken[-1].lstrip("0") in numbers
    for supplier in award.suppliers:
        name = fold(supplier.organization.name)
        if len(name) > 5 and name in around:
            return True
    return False
