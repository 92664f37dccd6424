"""Find the CPV codes that words name: by the codes of a concept, or by the Union's own labels.

A contract has its code whatever its language: "maintenance de logiciels" is the label of 72267000.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from monitor.search.query_words import stop_words
from monitor.search.word_endings import stem
from pipelines.interface_languages import LANGUAGES
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.text_folding import fold_uncached

CODES_FILE = REFERENCE / "search_codes.csv"
_MIN_DIGITS = 4  # of a code before its noughts; fewer are a whole trade
_MORE_WORDS = 1  # that a label may have besides two or more that were asked
_MAX_LABELS = 4  # with another word; "software management" begins a dozen


@dataclass(frozen=True)
class LabelledCodes:
    """Labels of the CPV as stems of their words: ``labels`` [(stems, code)], ``by_stem`` their
    numbers in it."""

    labels: tuple[tuple[frozenset[str], str], ...]
    by_stem: dict[str, frozenset[int]]


@lru_cache(maxsize=1)
def load_labelled_codes() -> LabelledCodes:
    """Load the labels of all codes but those of a whole trade, once a process."""
    labels: list[tuple[frozenset[str], str]] = []
    known_words: dict[str, frozenset[str]] = {}  # a word stands in many labels
    by_stem: defaultdict[str, set[int]] = defaultdict(set)
    for code, cpv_code in load_normalisation_tables().cpv.items():
        if len(code_prefix(code)) < _MIN_DIGITS:
            continue
        for stems in {_label(cpv_code.labels[language], known_words) for language in LANGUAGES}:
            for word_stem in stems:
                by_stem[word_stem].add(len(labels))
            labels.append((stems, code_prefix(code)))
    return LabelledCodes(
        tuple(labels), {word_stem: frozenset(indexes) for word_stem, indexes in by_stem.items()}
    )


@lru_cache(maxsize=512)
def labelled_codes(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the beginnings of the codes whose label has these words (folded) and no other; those
    of a few labels with one more, where two or more words are asked and no label is the same.

    >>> "72267" in labelled_codes(("maintenance", "logiciel"))
    True
    """
    labelled, stems = load_labelled_codes(), _stems(words)
    if not stems:
        return ()
    numbers = frozenset.intersection(
        *(labelled.by_stem.get(word_stem, frozenset()) for word_stem in stems)
    )
    for most in (len(stems), len(stems) + _MORE_WORDS if len(stems) > 1 else 0):
        codes = {
            code
            for labels, code in map(labelled.labels.__getitem__, numbers)
            if len(labels) <= most
        }
        if codes:
            return tuple(sorted(codes)) if most == len(stems) or len(codes) <= _MAX_LABELS else ()
    return ()


@lru_cache(maxsize=1)
def codes_of_concepts() -> dict[str, tuple[str, ...]]:
    """Return the beginnings of the codes that are of one concept alone, by its id."""
    return {row["concept"]: tuple(row["codes"].split()) for row in read_csv(CODES_FILE)}


def code_prefix(code: str) -> str:
    """Return the digits of a code that its narrower codes begin with, too.

    >>> beginning("72267000"), beginning("72000000")
    ('72267', '72')
    """
    return code[:2] + code[2:].rstrip("0")


def _label(label: str, known_words: dict[str, frozenset[str]]) -> frozenset[str]:
    for word in label.split():
        if word not in known_words:
            known_words[word] = _stems(fold_uncached(word).split())
    return frozenset().union(*map(known_words.__getitem__, label.split()))


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) or word for word in words if word not in _left_out())


@lru_cache(maxsize=1)
def _left_out() -> frozenset[str]:
    return stop_words() | stop_words("label")
