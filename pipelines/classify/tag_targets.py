"""Divide a notice into the targets that are tagged: awards, lots without award, the whole notice.

Matches in texts of the whole notice count for an award only when the notice has one lot, or when
the words around them name the award's lot or supplier.  The others count for the whole notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from pipelines.classify.keyword_matches import NoticeMatches
from pipelines.classify.keyword_matches_in_text import Match
from pipelines.model import Award, Code, Notice
from pipelines.reference.rules import Rule
from pipelines.text_folding import fold

_LOT_NUMBERS = re.compile(
    r"\b(?:lots?|lotto|lotti|lotes?|lose?|perceel|percelen|czesc|czesci|zadanie|delkontrakt|del|"
    r"deler|delaftale|anbudsomrade|osa|osat|osa alue|cast|casti|parcela|lotul|loturile|sklopa?|"
    r"grupa|grupe|dalis|dalys|dala|dalas|resz|τμημα|τμηματα|лот|лотове|позиция|позиции)"
    r"(?: (?:n|no|nr|nos|nrs|numero|numeros|c))?"
    r"((?: 0*\d{1,3}\b(?: (?:et|and|und|en|y|e|i|och|og|ja|a|si|και|и|та|ir|un|da))?(?= \d|\b))+)"
)
_NUMBER_BEFORE_LOT = re.compile(r"\b(\d{1,3}) resz\b")  # Hungarian puts the number first
_NUMBER = re.compile(r"(\d+)\D*$")


@dataclass
class TagTarget:
    """Unit that is tagged: an award with its lots, a lot without award, or the whole notice.

    ``award``    None for a lot without award and for the whole notice.
    ``lot``      id of the lot when there is exactly one.
    ``matches``  keyword matches that count for the target; ``codes`` its classification codes.
    """

    award: Award | None = None
    lot: str | None = None
    matches: list[Match] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)

    @cached_property
    def matches_by_claim(self) -> dict[str, list[Match]]:
        """The matches by the claim that they may contribute to, in their order."""
        result: dict[str, list[Match]] = {}
        for match in self.matches:
            owner = match.owner
            claim = owner.tag if isinstance(owner, Rule) else "data_outsourcing"
            result.setdefault(claim, []).append(match)
        return result


def cancelled_matches(target: TagTarget, claim: str) -> tuple[Match, ...]:
    """Return the matches of a claim's rules that words beside them cancel, one for each rule."""
    cancelled: dict[str, Match] = {}
    for match in target.matches:
        owner = match.owner
        if isinstance(owner, Rule) and owner.tag == claim and match.cancelled_by is not None:
            cancelled.setdefault(owner.id, match)
    return tuple(cancelled.values())


def tag_targets(notice: Notice, matches: NoticeMatches) -> list[TagTarget]:
    """Return the targets: each award, each lot without award, and the whole notice.

    A notice with at most one lot has no target of its own when it has awards.
    """
    if len(notice.lots) <= 1:
        shared = matches.in_notice + [match for _, many in matches.in_lots for match in many]
        codes = [*notice.codes, *(code for lot in notice.lots for code in lot.codes)]
        if not notice.awards:
            return [TagTarget(None, None, shared, codes)]
        return [
            TagTarget(award, None, shared + own_matches, [*codes, *award.codes])
            for award, own_matches in zip(notice.awards, matches.in_awards, strict=True)
        ]
    return _targets_of_lots(notice, matches)


def _targets_of_lots(notice: Notice, matches: NoticeMatches) -> list[TagTarget]:
    """Return the targets of a notice that has several lots."""
    lots = {lot.id: lot for lot in notice.lots}
    of_lot = dict(matches.in_lots)
    targets = []
    unassigned = [(match, _context_of(match)) for match in matches.in_notice]
    notice_matches = list(unassigned)
    awarded: set[str] = set()
    for award, award_matches in zip(notice.awards, matches.in_awards, strict=True):
        awarded.update(award.lots)
        names = _award_names(award)
        referring = [match for match, around in notice_matches if _refers_to(around, names)]
        assigned = set(map(id, referring))
        unassigned = [match for match in unassigned if id(match[0]) not in assigned]
        lot_matches = [match for lot in award.lots for match in of_lot.get(lot, ())]
        codes = [*award.codes, *(c for lot in award.lots if lot in lots for c in lots[lot].codes)]
        targets.append(
            TagTarget(
                award,
                award.lots[0] if len(award.lots) == 1 else None,
                lot_matches + referring + award_matches,
                codes,
            )
        )
    targets += [
        TagTarget(None, lot, of_lot[lot], list(lots[lot].codes))
        for lot in lots
        if lot not in awarded
    ]
    targets.append(TagTarget(None, None, [match for match, _ in unassigned], list(notice.codes)))
    return targets


@dataclass(frozen=True, slots=True)
class _AwardNames:
    """References to an award in a text: its lot numbers and the folded names of its suppliers."""

    lots: frozenset[str]
    suppliers: tuple[str, ...]


def _award_names(award: Award) -> _AwardNames:
    """Return the lot numbers and supplier names of an award."""
    names = (fold(supplier.organization.name) for supplier in award.suppliers)
    return _AwardNames(
        frozenset(m.group(1).lstrip("0") for lot in award.lots if (m := _NUMBER.search(lot))),
        tuple(name for name in names if len(name) > 5),
    )


@dataclass(frozen=True, slots=True)
class _Context:
    """The words around a match; ``lots`` are the lot numbers just before it, None for none."""

    lots: frozenset[str] | None
    words: str


def _context_of(match: Match) -> _Context:
    """Return the context of a match: 120 letters on each side."""
    start = max(0, match.hit.start - 120)
    before = match.scanned.folded[start : match.hit.start]
    lot_numbers = _LOT_NUMBERS.findall(before) or _NUMBER_BEFORE_LOT.findall(before)
    numbers = (
        (number.lstrip("0") for number in re.findall(r"\d+", lot_numbers[-1]))
        if lot_numbers
        else ()
    )
    text = match.scanned.folded[start : match.hit.end + 120]
    return _Context(frozenset(numbers) if lot_numbers else None, text)


def _refers_to(context: _Context, names: _AwardNames) -> bool:
    """Whether the context of a match names this award's lot or supplier."""
    if context.lots is not None:
        return not context.lots.isdisjoint(names.lots)
    return any(name in context.words for name in names.suppliers)
