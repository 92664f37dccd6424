"""The weights by which claims are decided: data/reference/model/, fitted by ``vigie calibrate``.

One logistic regression a claim over named signs (concepts of the word lists, codes, products,
groups, form of the notice) and parts of words.  A sum of weights becomes a probability, and the
probability one of three answers.

  claims.csv  claim, intercept, slope and offset of its calibration, and the probabilities from
              which it is ``yes`` and ``unclear`` (``borderline`` for digital).
  signs.csv   sign, then one weight for each claim.
  parts.csv   place (title or text), part of a word or run of words, weights.  ``_`` stands for the
              edge of a word.  A part counts once for each different word that holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import exp
from pathlib import Path
from typing import NamedTuple, TypeVar

from pipelines.reference.automaton import Automaton
from pipelines.reference.data_folder import REFERENCE, read_csv

MODEL_CLAIMS = ("digital", "data_outsourcing", "worker_surveillance", "public_surveillance_ai")
# Claims that accuse: the model makes a yes of them only where the rules say yes or doubt.
NEEDS_RULES = ("worker_surveillance", "public_surveillance_ai")
BORDERLINE_FROM = 0.1  # probability of a claim from which a notice is borderline at least
PLACES = ("title", "text")
FILES = ("claims.csv", "signs.csv", "parts.csv")
COLUMNS = (
    ("claim", "intercept", "slope", "offset", "yes_from", "unclear_from"),
    ("sign", *MODEL_CLAIMS),
    ("place", "part", *MODEL_CLAIMS),
)
HEADERS = {file: ",".join(columns) for file, columns in zip(FILES, COLUMNS, strict=True)}
PIECE_LENGTHS = (3, 4, 5, 6)  # letters of a part of a word, its edges included
MAX_RUN_LENGTH = 3  # words of a run
MAX_CACHED_WORDS = 100_000
MAX_CACHED_OF_CLAIM = 20_000  # words of one claim
PACKED_UNITS = 10_000  # a weight is counted in ten thousandths; the files hold hundredths
MAX_WEIGHT = 1000
PACKED_BITS = 40  # room for the sum of one weight: fifty million


def _read_purchase_words() -> dict[str, list[str]]:
    """Read purchase_words.csv: words that say how something is bought, never what, by kind."""
    by_kind: dict[str, list[str]] = {}
    for row in read_csv(REFERENCE / "purchase_words.csv"):
        by_kind.setdefault(row["kind"], []).append(row["word"])
    return by_kind


_PURCHASE_WORDS = _read_purchase_words()
# They weigh nothing: the registers that were labelled first hold mostly computing, and their forms
# would speak for it.
WORDS_OF_FORM = frozenset(_PURCHASE_WORDS["form"])
SAYING_NOTHING = WORDS_OF_FORM | frozenset(_PURCHASE_WORDS["joining"])
ACT_BEGINNINGS = tuple(_PURCHASE_WORDS["act"])  # of words for doing it or putting it in place

Row = TypeVar("Row")
Weights = tuple[float, ...]  # in the order of ``MODEL_CLAIMS``
NO_WEIGHTS: Weights = (0.0,) * len(MODEL_CLAIMS)


@dataclass(frozen=True, slots=True)
class ClaimThresholds:
    """Thresholds by which a sum of weights becomes an answer: see ``claims.csv``."""

    intercept: float
    slope: float
    offset: float
    yes_from: float
    unclear_from: float

    def answer(self, probability: float) -> str:
        """Return yes, unclear or no."""
        if probability >= self.yes_from:
            return "yes"
        return "unclear" if probability >= self.unclear_from else "no"

    def probability(self, total: float) -> float:
        """Return the calibrated probability of a sum of weights, intercept included."""
        logit = self.slope * total + self.offset
        return 1 / (1 + exp(-max(-30.0, min(30.0, logit))))


_SHIFTS = tuple(PACKED_BITS * index for index in range(len(MODEL_CLAIMS)))
_MASK, _HALF = (1 << PACKED_BITS) - 1, 1 << PACKED_BITS - 1
_ALL_HALVES = sum(_HALF << shift for shift in _SHIFTS)


def pack(count: int, weights: Weights) -> int:
    """Put a count and weights side by side in one whole number, so that one sum adds them all."""
    packed = count
    for weight in reversed(weights):
        packed = (packed << PACKED_BITS) + round(weight * PACKED_UNITS)
    return packed


def unpack(packed: int) -> tuple[int, Weights]:
    """Return count and weights of a sum of packed numbers."""
    packed += _ALL_HALVES  # no weight is negative then, and none borrows from its neighbour
    weights = [((packed >> shift & _MASK) - _HALF) / PACKED_UNITS for shift in _SHIFTS]
    return packed >> PACKED_BITS * len(_SHIFTS), tuple(weights)


def unpack_one(packed: int, claim: int) -> float:
    """Return the weight for one claim, by its place in ``MODEL_CLAIMS``."""
    shift = PACKED_BITS * claim
    low = ((packed + (1 << shift >> 1)) >> shift) & ((1 << PACKED_BITS) - 1)
    return (low - (1 << PACKED_BITS) if low >> (PACKED_BITS - 1) else low) / PACKED_UNITS


class WordCache(dict[str, int]):
    """Cache by word: number of its weighted parts, and their packed sums for each claim.

    Filled as it is asked; 0 for words of which no part is known.
    """

    def __init__(self, parts: dict[str, Weights]) -> None:
        super().__init__()
        self._packed = [pack(1, weights) for weights in parts.values()]
        # parts of a word are letters in it: all known ones are found in one pass
        self._automaton = Automaton(list(parts))

    def __missing__(self, word: str) -> int:
        if len(self) >= MAX_CACHED_WORDS:
            self.clear()
        matches = () if word in WORDS_OF_FORM else self._automaton.find(f"_{word}_")
        self[word] = result = sum([self._packed[part] for part in {match[0] for match in matches}])
        return result


class ClaimWords(dict[str, float]):
    """Cache by word: weights of its parts for one claim."""

    def __init__(self, words: WordCache, claim: int) -> None:
        super().__init__()
        self._words = words
        self._claim = claim

    def __missing__(self, word: str) -> float:
        if len(self) >= MAX_CACHED_OF_CLAIM:
            self.clear()
        packed = self._words[word]
        self[word] = weight = unpack_one(packed, self._claim) if packed else 0.0
        return weight


class FoundRun(NamedTuple):
    """A run of words in a text: its number among the runs, and its start in the folded text."""

    run: int
    start: int


class RunFinder:
    """Finds runs of words in one pass over a folded text.

    ``words``  those of each run, by its number.
    """

    def __init__(self, runs: dict[tuple[str, ...], Weights]) -> None:
        self.words = list(runs)
        self._packed = [pack(1, weights) for weights in runs.values()]
        self._automaton = Automaton([f" {' '.join(run)} " for run in runs])

    def __call__(self, text: str) -> list[FoundRun]:
        """Return the runs in a folded text, wherever they stand, in their order."""
        matches = self._automaton.find(f" {text} ")
        return [FoundRun(run, start) for run, start, _ in matches]

    def packed_sum(self, runs: Iterable[FoundRun]) -> int:
        """Return the packed sum of runs, each counted once; 0 for none."""
        return sum([self._packed[run] for run in {run.run for run in runs}])


@dataclass(frozen=True, slots=True, eq=False)
class PlaceWeights:
    """The weights of one place: of parts of words, and of runs of words by these words.

    ``find_runs``  finds the runs in a text, and sums them as ``words`` does the parts of words.
    ``of_claims``  what words weigh for each claim, in the order of ``MODEL_CLAIMS``.
    """

    parts: dict[str, Weights] = field(default_factory=dict)
    runs: dict[tuple[str, ...], Weights] = field(default_factory=dict)
    find_runs: RunFinder = field(init=False)
    words: WordCache = field(init=False)
    of_claims: tuple[ClaimWords, ...] = field(init=False)

    def __post_init__(self) -> None:
        words = WordCache(self.parts)
        of_claims = tuple(ClaimWords(words, claim) for claim in range(len(MODEL_CLAIMS)))
        object.__setattr__(self, "find_runs", RunFinder(self.runs))
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "of_claims", of_claims)


@dataclass(frozen=True, slots=True, eq=False)
class ClaimModel:
    """The fitted weights; without claims, the rules alone decide."""

    claims: dict[str, ClaimThresholds] = field(default_factory=dict)
    signs: dict[str, Weights] = field(default_factory=dict)
    places: dict[str, PlaceWeights] = field(default_factory=dict)
    packed_signs: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        packed = {sign: pack(1, weights) for sign, weights in self.signs.items()}
        object.__setattr__(self, "packed_signs", packed)

    def sum_of_signs(self, signs: Iterable[str]) -> Weights:
        """Add the weights of signs, claim by claim; unknown ones weigh nothing."""
        return unpack(sum(filter(None, map(self.packed_signs.get, signs))))[1]


def pieces(word: str) -> set[str]:
    """Return a word and its parts, none of a word of form; ``_`` is an edge of the word."""
    if word in WORDS_OF_FORM:
        return set()
    edged = f"_{word}_"
    result = {edged}
    for length in PIECE_LENGTHS:
        result.update(edged[at : at + length] for at in range(len(edged) - length + 1))
    return result


def is_of_form(run: Iterable[str]) -> bool:
    """Whether a run of words says nothing of what is bought."""
    return all(word in SAYING_NOTHING for word in run)


def run_name(words: Iterable[str]) -> str:
    """Return the name of a run of words in ``parts.csv``."""
    return f"_{'_'.join(words)}_"


def add(many: Iterable[Weights]) -> Weights:
    """Add weights claim by claim."""
    return tuple(map(sum, zip(*many, strict=True))) or NO_WEIGHTS


def build_model(
    claims: dict[str, ClaimThresholds],
    signs: dict[str, Weights],
    parts: Iterable[tuple[str, str, Weights]],
) -> ClaimModel:
    """Build a model; ``parts`` are place, part or run, and weights."""
    words: dict[str, dict[str, Weights]] = {place: {} for place in PLACES}
    runs: dict[str, dict[tuple[str, ...], Weights]] = {place: {} for place in PLACES}
    for place, part, weights in parts:
        if "_" in part[1:-1]:
            runs[place][tuple(part[1:-1].split("_"))] = weights
        else:
            words[place][part] = weights
    places = {place: PlaceWeights(words[place], runs[place]) for place in PLACES}
    return ClaimModel(claims, signs, places)


def load_model(folder: Path, complaints: list[str]) -> ClaimModel:
    """Load the model of a folder; problems go to ``complaints``.

    No folder is no model: the rules alone decide.
    """
    if not folder.is_dir():
        return ClaimModel()
    try:
        claims = dict(_rows(folder / FILES[0], _claim))
        signs = dict(_rows(folder / FILES[1], _sign))
        model = build_model(claims, signs, _rows(folder / FILES[2], _part))
    except (OSError, ValueError) as error:
        complaints.append(
            f"model/{error}. Correct it, restore its files, or fit them again with"
            " `vigie calibrate`."
        )
        return ClaimModel()
    missing = [name for name in MODEL_CLAIMS if name not in claims]
    if missing:
        complaints.append(f"model/{FILES[0]}: {missing[0]} is missing: restore the file.")
    return model


def _rows(path: Path, read: Callable[[list[str]], Row]) -> Iterator[Row]:
    """Read the rows of a file below its header; no cell holds a comma or a quote.

    Raises  ValueError with file and line.
    """
    header, *lines = path.read_text("utf-8-sig").splitlines() or [""]
    if header != HEADERS[path.name] or not lines:
        raise ValueError(f"{path.name}:1: expected {HEADERS[path.name]!r}, and rows below")
    for number, line in enumerate(lines, 2):
        try:
            if line.strip():
                yield read(line.split(","))
        except (ValueError, TypeError, LookupError) as error:
            raise ValueError(f"{path.name}:{number}: {error}") from None


def _claim(cells: list[str]) -> tuple[str, ClaimThresholds]:
    name, *numbers = cells
    if len(numbers) != 5 or name not in MODEL_CLAIMS:
        raise ValueError(f"expected a claim and five numbers, not {','.join(cells)!r}")
    limits = ClaimThresholds(*map(_number, numbers))
    if not 0 <= limits.unclear_from <= limits.yes_from <= 1:
        raise ValueError("expected 0 <= unclear_from <= yes_from <= 1")
    return name, limits


def _sign(cells: list[str]) -> tuple[str, Weights]:
    return cells[0], _weights(cells[1:])


def _part(cells: list[str]) -> tuple[str, str, Weights]:
    place, part, *weights = cells
    if place not in PLACES:
        raise ValueError(f"place is {place!r}, expected {' or '.join(PLACES)}")
    return place, part, _weights(weights)


def _weights(cells: list[str]) -> Weights:
    if len(cells) != len(MODEL_CLAIMS):
        raise ValueError(f"expected a weight for each of {', '.join(MODEL_CLAIMS)}: {cells}")
    return tuple([_number(cell) if cell else 0.0 for cell in cells])


def _number(cell: str) -> float:
    """Return a weight; larger ones would not fit into the sums (``pack``)."""
    number = float(cell)
    if not abs(number) <= MAX_WEIGHT:  # nan is not either
        raise ValueError(f"{cell!r} is no weight: expected a number up to {MAX_WEIGHT}")
    return number
