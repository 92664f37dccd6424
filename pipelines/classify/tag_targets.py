"""A notice -> the units that are judged: each award with its own lots, codes and words.

Words of the whole notice belong to an award only when the notice has one lot, or when the words
around them name the lot or the supplier; what is left belongs to the whole notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.classify.keyword_matches import Heard, Sign
from pipelines.model import Award, Code, Notice
from pipelines.text_folding import fold

_LOT_WORD = re.compile(
    r"\b(?:lots?|lotto|lotti|lotes?|lose?|perceel|percelen|czesc|czesci|zadanie|delkontrakt|del|"
    r"deler|delaftale|anbudsomrade|osa|osat|osa alue|cast|casti|parcela|lotul|loturile|sklopa?|"
    r"grupa|grupe|dalis|dalys|dala|dalas|resz|τμημα|τμηματα|лот|лотове|позиция|позиции)"
    r"(?: (?:n|no|nr|nos|nrs|numero|numeros|c))?"
    r"((?: 0*\d{1,3}\b(?: (?:et|and|und|en|y|e|i|och|og|ja|a|si|και|и|та|ir|un|da))?(?= \d|\b))+)"
)
_BEFORE_PART = re.compile(r"\b(\d{1,3}) resz\b")  # Hungarian puts the number first
_NUMBER = re.compile(r"(\d+)\D*$")


@dataclass
class Unit:
    """What is judged together: an award with its lots, a lot without award, or the notice."""

    award: Award | None = None
    lot: str | None = None
    signs: list[Sign] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)


def units(notice: Notice, words: Heard) -> list[Unit]:
    """Notice and its signs -> units: one an award, one a lot without award, one for the rest."""
    if len(notice.lots) <= 1:
        shared = words.whole + [sign for _, many in words.lots for sign in many]
        codes = [*notice.codes, *(code for lot in notice.lots for code in lot.codes)]
        if not notice.awards:
            return [Unit(None, None, shared, codes)]
        return [
            Unit(award, None, shared + own, [*codes, *award.codes])
            for award, own in zip(notice.awards, words.awards, strict=True)
        ]
    return _many_lots(notice, words)


def _many_lots(notice: Notice, words: Heard) -> list[Unit]:
    lots = {lot.id: lot for lot in notice.lots}
    of_lot = dict(words.lots)
    out = []
    left = [(sign, _said_around(sign)) for sign in words.whole]
    whole = list(left)
    awarded: set[str] = set()
    for award, of_award in zip(notice.awards, words.awards, strict=True):
        awarded.update(award.lots)
        called = _called(award)
        named = [sign for sign, around in whole if _names(around, called)]
        taken = set(map(id, named))
        left = [one for one in left if id(one[0]) not in taken]
        own = [sign for lot in award.lots for sign in of_lot.get(lot, ())]
        codes = [*award.codes, *(c for lot in award.lots if lot in lots for c in lots[lot].codes)]
        out.append(
            Unit(
                award,
                award.lots[0] if len(award.lots) == 1 else None,
                own + named + of_award,
                codes,
            )
        )
    out += [
        Unit(None, lot, of_lot[lot], list(lots[lot].codes)) for lot in lots if lot not in awarded
    ]
    out.append(Unit(None, None, [sign for sign, _ in left], list(notice.codes)))
    return out


@dataclass(frozen=True, slots=True)
class _Called:
    """How words may name an award: the numbers of its lots, the folded names of its suppliers."""

    lots: frozenset[str]
    suppliers: tuple[str, ...]


def _called(award: Award) -> _Called:
    names = (fold(supplier.organization.name) for supplier in award.suppliers)
    return _Called(
        frozenset(m.group(1).lstrip("0") for lot in award.lots if (m := _NUMBER.search(lot))),
        tuple(name for name in names if len(name) > 5),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """Words around a sign: the numbers of the lots they speak of (None: of none), and the words."""

    lots: frozenset[str] | None
    words: str


def _said_around(sign: Sign) -> _Around:
    start = max(0, sign.hit.start - 120)
    before = sign.found.folded[start : sign.hit.start]
    spoken = _LOT_WORD.findall(before) or _BEFORE_PART.findall(before)
    numbers = (number.lstrip("0") for number in re.findall(r"\d+", spoken[-1])) if spoken else ()
    around = sign.found.folded[start : sign.hit.end + 120]
    return _Around(frozenset(numbers) if spoken else None, around)


def _names(around: _Around, award: _Called) -> bool:
    """Whether the words around a sign of the whole notice name this award's lot or supplier."""
    if around.lots is not None:
        return not around.lots.isdisjoint(award.lots)
    return any(name in around.words for name in award.suppliers)
