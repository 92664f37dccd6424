"""Collect what the claim model weighs about a tag target, and say which words weighed how much.

A word that stands several times counts once, where it stands first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pipelines.classify.claim_model_constraints import constrained_answer
from pipelines.classify.claim_model_features import (
    code_signs,
    combined_signs,
    form_signs,
    is_number,
    match_signs,
    rule_answer_signs,
    supplier_signs,
)
from pipelines.classify.claim_model_sums import MAX_WORDS, PlaceSum, TextSums
from pipelines.classify.keyword_matches import NoticeMatches
from pipelines.classify.keyword_matches_in_text import TITLE_FIELDS, SearchedText
from pipelines.classify.rule_scores import (
    SCORED_TAGS,
    ClaimScore,
    score_claim,
    sectors_of_name,
)
from pipelines.classify.tag_targets import TagTarget
from pipelines.classify.weighed_words import (
    ReadText,
    WeighedWords,
    quoted_runs,
    read_texts,
    single_word,
)
from pipelines.model import Award, Notice, Text
from pipelines.reference.claim_model_weights import (
    MODEL_CLAIMS,
    ClaimModel,
    Weights,
    add,
)
from pipelines.reference.table_classes import ReferenceTables

MIN_QUOTED_WEIGHT = 0.3  # weight of words that are worth a quotation, in logits


class Total(NamedTuple):
    """A sum of weights with its probability and the answer that follows."""

    weight: float
    probability: float
    answer: str


@dataclass(frozen=True, eq=False)
class TargetEvidence:
    """The signs and texts of a target, weighed by a model.

    ``sums``    what words of texts weigh by the model; shared by the targets of a notice.
    ``scores``  sums of the rules, of the claims for which they found a word.
    """

    sums: TextSums
    signs: frozenset[str]
    texts: tuple[ReadText, ...]
    scores: dict[str, ClaimScore] = field(default_factory=dict)

    @property
    def model(self) -> ClaimModel:
        """The model by which the target is weighed."""
        return self.sums.model

    @cached_property
    def _places(self) -> dict[str, PlaceSum]:
        """Weights of the words of titles, and of all texts."""
        titles = [read.scanned for read in self.texts if read.is_title]
        places = {"title": titles, "text": [read.scanned for read in self.texts]}
        return {place: self.sums.sum_of_place(place, texts) for place, texts in places.items()}

    @cached_property
    def _sums(self) -> Weights:
        """The sum of all weights for each claim."""
        intercepts = tuple(self.model.claims[name].intercept for name in MODEL_CLAIMS)
        weighed = [intercepts, self.model.sum_of_signs(self.signs)]
        for place in self._places.values():
            weighed.append(tuple([weight / place.root for weight in place.weights]))
        return add(weighed)

    def total(self, claim: str) -> Total:
        """Return the sum of weights for a claim, its probability and answer."""
        limits = self.model.claims[claim]
        weight = self._sums[MODEL_CLAIMS.index(claim)]
        probability = limits.probability(weight)
        answer = constrained_answer(claim, limits.answer(probability), self.signs, probability)
        if claim == "digital" and answer == "unclear":
            answer = "borderline"
        return Total(weight, probability, answer)

    def weighed_signs(self, claim: str) -> list[tuple[float, str]]:
        """Return the signs that weigh something for a claim, heaviest first."""
        column = MODEL_CLAIMS.index(claim)
        weighed = ((self.model.signs[s][column], s) for s in self.signs if s in self.model.signs)
        return sorted(
            (sign for sign in weighed if sign[0]), key=lambda sign: (-abs(sign[0]), sign[1])
        )

    def weighed_words(self, claim: str) -> list[WeighedWords]:
        """Return the words that weigh something for a claim, heaviest first.

        Neighbours that speak for the claim are quoted together.
        """
        texts = [
            text
            for read, by_word in self._weighed_texts(claim)
            for text in quoted_runs(read, by_word)
        ]
        return sorted(texts, key=lambda text: -abs(text.weight))

    def weighed_against(self, claim: str) -> list[WeighedWords]:
        """Return the words that speak against a claim loud enough to be quoted, heaviest first."""
        texts = [
            single_word(weight, read, number)
            for read, by_word in self._weighed_texts(claim)
            for number, weight in by_word.items()
            if weight <= -MIN_QUOTED_WEIGHT
        ]
        return sorted(texts, key=lambda text: text.weight)

    def heaviest_against(self, claim: str) -> WeighedWords | None:
        """Return the first of ``weighed_words`` that speaks against a claim; None for none."""
        least, position = 0.0, None
        for read, by_word in self._weighed_texts(claim):
            weight = min(by_word.values(), default=0.0)
            if weight < least:
                least, position = weight, (read, min(at for at in by_word if by_word[at] == weight))
        if position is None:
            return None
        return single_word(least, *position)

    def _weighed_texts(self, claim: str) -> Iterator[tuple[ReadText, dict[int, float]]]:
        """Yield each text, titles first, with what its words weigh, by their number.

        A word counts where it stands first.
        """
        column, seen = MODEL_CLAIMS.index(claim), set[str]()
        for read in sorted(self.texts, key=lambda read: not read.is_title):
            if seen.issuperset(read.words):  # lots repeat texts
                continue
            yield read, self._weights_of(read, seen, column)
            seen.update(read.words)

    def _weights_of(self, read: ReadText, before: set[str], column: int) -> dict[int, float]:
        """Return what the words of a text that did not stand before weigh, by their number.

        A word weighs by itself, and its share of each run that begins where it stands first.
        """
        by_word: defaultdict[int, float] = defaultdict(float)
        for place in ("title", "text") if read.is_title else ("text",):
            known, root = self.model.places[place], self._places[place].root
            words = read.words[: MAX_WORDS[place]]
            # the first place of a word overwrites later ones
            first = dict(zip(reversed(words), range(len(words) - 1, -1, -1), strict=True))
            weights = known.of_claims[column]
            new = first.keys() - before
            for word in new:
                if weight := weights[word]:
                    by_word[first[word]] += weight / root
            for run, start in self.sums.runs_in(place, read.scanned):
                run_words = known.find_runs.words[run]
                weight = known.runs[run_words][column]
                if not weight or run_words[0] not in new:
                    continue
                number = first[run_words[0]]
                if number == read.scanned.folded.count(" ", 0, start):
                    for at in range(number, number + len(run_words)):
                        by_word[at] += weight / (root * len(run_words))
        return dict(sorted(by_word.items()))

    def quotations(self, claim: str) -> list[WeighedWords]:
        """Return the words that speak for a claim loud enough to be quoted, heaviest first.

        Words that say how something is bought, not what, tell a reader nothing.
        """
        weighed = self.weighed_words(claim)
        return [
            text for text in weighed if text.weight >= MIN_QUOTED_WEIGHT and text.names_a_thing()
        ]


@dataclass(frozen=True, eq=False)
class NoticeEvidence:
    """The evidence about a notice as a whole, and about each of its targets in their order."""

    whole: TargetEvidence
    targets: tuple[TargetEvidence, ...]


def collect_evidence(
    notice: Notice, targets: list[TagTarget], matches: NoticeMatches, tables: ReferenceTables
) -> NoticeEvidence:
    """Collect the signs and texts of a notice that the rules have judged.

    Expects  suppliers with ``vendors``, and ``scope`` as the rules decide it.
    """
    shared = read_texts(matches.texts.in_notice, None)
    of_lot = {
        lot.id: read_texts(texts, lot.id)
        for lot, texts in zip(notice.lots, matches.texts.in_lots, strict=True)
    }
    awarded = [target for target in targets if target.award]
    of_award = {
        id(target): read_texts(texts, target.lot)
        for target, texts in zip(awarded, matches.texts.in_awards, strict=True)
    }
    common = _common_signs(notice, tables)
    sums = TextSums(tables.model)
    sole = len(targets) == 1

    def evidence_of(target: TagTarget) -> TargetEvidence:
        award_texts = of_award.get(id(target), [])
        texts = _texts_of_target(target, notice, shared, of_lot, award_texts)
        awards = (target.award,) if target.award else ()
        return _evidence(common, texts, target, awards, notice, tables, sums)

    if sole:
        only = evidence_of(targets[0])
        return NoticeEvidence(only, (only,))
    everything = [*matches.in_notice, *(m for _, many in matches.in_lots for m in many)]
    everything += [match for many in matches.in_awards for match in many]
    codes = [*notice.codes, *(code for lot in notice.lots for code in lot.codes)]
    codes += [code for award in notice.awards for code in award.codes]
    texts = [*shared, *(read for many in of_lot.values() for read in many)]
    texts += [read for many in of_award.values() for read in many]
    union = TagTarget(None, None, everything, codes)
    return NoticeEvidence(
        _evidence(common, texts, union, notice.awards, notice, tables, sums),
        tuple(evidence_of(target) for target in targets),
    )


def _texts_of_target(
    target: TagTarget,
    notice: Notice,
    shared: list[ReadText],
    of_lot: dict[str, list[ReadText]],
    award_texts: list[ReadText],
) -> list[ReadText]:
    """Return the texts of a target: of a lot among several, its own and the notice's title."""
    if len(notice.lots) <= 1:
        return [*shared, *(read for many in of_lot.values() for read in many), *award_texts]
    lots = target.award.lots if target.award else (target.lot,) if target.lot else ()
    if not lots:
        return [*shared, *award_texts]
    titles = [read for read in shared if read.text.field in TITLE_FIELDS]
    return [*(read for lot in lots for read in of_lot.get(lot, ())), *award_texts, *titles]


def _common_signs(notice: Notice, tables: ReferenceTables) -> set[str]:
    """Return the signs that all targets of a notice share."""
    return {
        f"buyer: {sector}"
        for buyer in notice.buyers
        for sector in sectors_of_name(buyer.organization.name, tables)
    }


def _evidence(
    common: set[str],
    texts: list[ReadText],
    target: TagTarget,
    awards: Iterable[Award],
    notice: Notice,
    tables: ReferenceTables,
    sums: TextSums,
) -> TargetEvidence:
    assert notice.scope is not None
    texts = list({id(read): read for read in texts}.values())
    text = " ".join(code.id for code in target.codes if not is_number(code.id))
    if text:
        texts += read_texts(
            [SearchedText(Text("code", text), tables.matcher.scan(text))], target.lot
        )
    claims = target.matches_by_claim
    scores = {
        name: score_claim(name, target, notice, tables) for name in SCORED_TAGS if name in claims
    }
    answers = {name: (score.value, score.total) for name, score in scores.items() if score.parts}
    title = next((read.scanned.folded for read in texts if read.is_title), "")
    bodies = (read.scanned.folded for read in texts if read.text.field not in TITLE_FIELDS)
    length = sum(map(len, bodies))
    signs = common | match_signs(target.matches) | code_signs(target.codes, tables)
    signs |= supplier_signs(awards, tables) | set(form_signs(title, length))
    signs |= rule_answer_signs(notice.scope.digital, notice.scope.reason, answers)
    signs |= combined_signs(signs)
    return TargetEvidence(sums, frozenset(signs), tuple(texts), scores)
