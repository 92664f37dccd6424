"""Sum what the words of texts weigh, once for all tag targets of a notice, which share texts.

The weight of a part of a word is divided by the root of the number of parts found in its place, so
that a title of five words and a description of three pages speak equally loud.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from math import sqrt
from typing import NamedTuple

from pipelines.reference.claim_model_weights import ClaimModel, FoundRun, Weights, unpack
from pipelines.reference.scanned_text import ScannedText

# Words read of one text; some registers put the whole description into the title.
MAX_WORDS = {"title": 40, "text": 3000}


class PlaceSum(NamedTuple):
    """The root of the number of parts of a place, and the sum of their weights."""

    root: float
    weights: Weights


class TextSums:
    """Weights of the texts of a notice by a model."""

    def __init__(self, model: ClaimModel) -> None:
        self.model = model
        self._sums: dict[tuple[object, ...], PlaceSum] = {}
        self._runs: dict[tuple[str, int], list[FoundRun]] = {}

    def sum_of_place(self, place: str, texts: Iterable[ScannedText]) -> PlaceSum:
        """Add what the different words and runs of texts weigh in a place, each once."""
        different = {id(text): text for text in texts}  # lots often have the same text
        key = (place, *different)
        if key not in self._sums:
            self._sums[key] = self._sum(place, list(different.values()))
        return self._sums[key]

    def _sum(self, place: str, texts: list[ScannedText]) -> PlaceSum:
        known, limit = self.model.places[place], MAX_WORDS[place]
        words = set(chain.from_iterable([text.words[:limit] for text in texts]))
        packed = sum(map(known.words.__getitem__, words))
        runs = chain.from_iterable([self.runs_in(place, text) for text in texts])
        number, weights = unpack(packed + known.find_runs.packed_sum(runs))
        return PlaceSum(sqrt(max(1, number)), weights)

    def runs_in(self, place: str, text: ScannedText) -> list[FoundRun]:
        """Return the runs of words in a text that weigh something in a place."""
        key = (place, id(text))
        if key not in self._runs:
            label = text.first_words(MAX_WORDS[place])
            self._runs[key] = self.model.places[place].find_runs(label)
        return self._runs[key]
