"""Translate words by the Union's labels of codes: words that stand in the labels of the same codes.

The label of 33182100 is "Defibrillator", "Défibrillateur", "Desfibrilador" and "Defibrillatoren".
German has a table of its own (``GERMAN_FILE``): no page shows these labels.  The words that most
labels have are known in the other languages of notices, too (``WORDS_FILE``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, permutations
from pathlib import Path

from monitor.search.compound_words import all_parts
from monitor.search.query_words import stop_words
from monitor.search.word_endings import stem
from pipelines.interface_languages import LANGUAGES
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.reference.table_cache import cached
from pipelines.text_folding import fold_uncached

GERMAN_FILE = REFERENCE / "search_labels.csv"
WORDS_FILE = REFERENCE / "search_words.csv"
_MIN_SIMILARITY = 0.5  # Dice: twice the labels that have both words, by those that have one
_SHARE_OF_BEST = 0.8  # of how alike the nearest word is
_MAX_WORDS = 2  # by which one word is translated in a language; more are not alike, but beside it
_MIN_LENGTH = 3  # letters of a word
_MIN_COGNATE_LENGTH = 7  # letters of a beginning that two words share
_MIN_PART_LENGTH = 5  # letters of a part of a compound
_MAX_CODES = 30  # that a word stands for; one of more labels says little

Counts = defaultdict[str, Counter[str]]


@dataclass(frozen=True)
class LabelWords:
    """Translations and codes of words from the CPV labels, by the stem of each word.

    ``translations``  stems of words in other languages.
    ``codes``         beginnings of the codes in whose labels it stands.
    """

    translations: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def load_label_words() -> LabelWords:
    """Return what the labels of all codes say in all languages; learned in a second or two."""
    return cached("label_words", _learn_from_labels, code=Path(__file__).parent.glob("*.py"))


def _learn_from_labels() -> LabelWords:
    labels_of = list(_labels())
    known_words = _parts_of_compounds(labels["de"] for _, labels in labels_of if "de" in labels)
    languages = (*LANGUAGES, "de")
    pairs = {pair: Counts(Counter) for pair in permutations(languages, 2)}
    alone = {language: Counter[str]() for language in languages}
    codes: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for code, labels in labels_of:
        stems = {
            language: _stems(labels[language].split(), known_words)
            for language in languages
            if language in labels
        }
        for language, words in stems.items():
            alone[language].update(words)
            for word in words:
                codes[word][code] = None
        for (first, second), counts in pairs.items():
            for word in stems.get(first, ()):
                counts[word].update(stems.get(second, ()))
    translations: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for (first, second), counts in pairs.items():
        for word, others in counts.items():
            nearest = _nearest(alone[first][word], others, alone[second])
            translations[word].update(
                dict.fromkeys(label_word for label_word in nearest if label_word != word)
            )
    return LabelWords(
        {word: tuple(many) for word, many in translations.items()},
        {word: tuple(many) for word, many in codes.items() if len(many) <= _MAX_CODES},
    )


def is_translated(folded: str) -> bool:
    """Return whether some label has the word, in any of its forms, or it is an ordinary one."""
    return (stem(folded) or folded) in load_label_words().translations or is_ordinary_word(folded)


@lru_cache(maxsize=512)
def nearest_label_words(folded: str, plain: bool = True) -> tuple[str, ...]:
    """Return the stem of a word where labels have it; else, of a longer word that is no name
    (``plain``), the nearest stem of labels that begins as two thirds of it: "hydroelectric" of
    "hydroelectricity"."""
    label_words, begun = load_label_words(), stem(folded) or folded
    if begun in label_words.translations:
        return (begun,)
    least = max(_MIN_COGNATE_LENGTH, -(-2 * len(begun) // 3))
    if not plain or len(begun) < least:
        return ()
    candidates = [
        translation
        for translation in label_words.translations
        if translation.startswith(begun[:least])
    ]
    return tuple(sorted(candidates, key=lambda word: (abs(len(word) - len(begun)), word))[:1])


@lru_cache(maxsize=1)
def _words_of_languages() -> dict[str, tuple[str, ...]]:
    """Return beginnings of words in all other languages by the stem of each of them."""
    languages: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in read_csv(WORDS_FILE):
        words = row["words"].split()
        for word in (row["word"], *words):
            languages[stem(fold_uncached(word)) or fold_uncached(word)].update(dict.fromkeys(words))
    return {word: tuple(many) for word, many in languages.items()}


def is_ordinary_word(folded: str) -> bool:
    """Return whether a word is one of those that are known in all languages of notices."""
    return (stem(folded) or folded) in _words_of_languages()


@lru_cache(maxsize=512)
def translations(folded: str, plain: bool = True) -> tuple[str, ...]:
    """Return the beginnings of a word that labels have, and of what it is in other languages."""
    label_words, others = load_label_words(), _words_of_languages()
    nearest = nearest_label_words(folded, plain)
    of_labels = [
        translation for word in nearest for translation in (word, *label_words.translations[word])
    ]
    of_words = (
        others.get(word, ()) for word in dict.fromkeys((stem(folded) or folded, *of_labels))
    )
    return tuple(dict.fromkeys((*of_labels, *chain.from_iterable(of_words))))


def codes_by_label(folded: str, plain: bool = True) -> tuple[str, ...]:
    """Return the beginnings of the codes that have a word in their label."""
    label_words = load_label_words()
    nearest = nearest_label_words(folded, plain)
    return tuple(code for word in nearest for code in label_words.codes.get(word, ()))


def _labels() -> Iterable[tuple[str, Mapping[str, str]]]:
    """Yield codes, as the digits that narrower codes begin with, too, and labels by language."""
    german = {row["code"]: row["de"] for row in read_csv(GERMAN_FILE)}
    for code, cpv_code in load_normalisation_tables().cpv.items():
        also = {"de": german[code]} if code in german else {}
        yield code[:2] + code[2:].rstrip("0"), {**cpv_code.labels, **also}


def _parts_of_compounds(labels: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the stems of German words and of the words that they are made of."""
    words = {word for label in labels for word in label.split()}
    folded = {word: fold_uncached(word).split() for word in words}
    whole = {
        label_word
        for many in folded.values()
        for label_word in many
        if len(label_word) >= _MIN_PART_LENGTH
    }
    stems: dict[str, frozenset[str]] = {}
    for word, many in folded.items():
        parts = {
            part for label_word in many for part in (label_word, *all_parts(label_word, whole))
        }
        long_parts = parts - stop_words()
        stems[word] = frozenset(
            stem(part) or part for part in long_parts if len(part) >= _MIN_LENGTH
        )
    return stems


def _nearest(times: int, others: Counter[str], alone: Counter[str]) -> list[str]:
    """Return the words that share most labels with a word that ``times`` labels have."""
    alike = {other: 2 * both / (times + alone[other]) for other, both in others.items()}
    best = max(_MIN_SIMILARITY, *alike.values(), 0.0)
    best_words = [other for other, share in alike.items() if share >= _SHARE_OF_BEST * best]
    return best_words if len(best_words) <= _MAX_WORDS else []


def _stems(words: Iterable[str], stems: dict[str, frozenset[str]]) -> frozenset[str]:
    for word in words:
        if word not in stems:
            folded = [part for part in fold_uncached(word).split() if part not in stop_words()]
            stems[word] = frozenset(
                stem(label_word) or label_word
                for label_word in folded
                if len(label_word) >= _MIN_LENGTH
            )
    return frozenset().union(*map(stems.__getitem__, words))
