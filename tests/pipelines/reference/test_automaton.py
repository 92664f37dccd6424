"""Keys that begin alike are searched by how they begin: no match is lost, added or moved."""

from __future__ import annotations

import pickle
import random
from itertools import product

from pipelines.reference.automaton import MIN_CONTINUED, Automaton, PhraseAutomaton

WORDS = ("a", "of", "it", "data", "datas", "dates", "database", "hosting", "hostings", "é")
BEGINNINGS = (*WORDS[:4], "hosting of", "data of the", "a a")
ENDINGS = ("", " ", " a", " a ", " of ", " data", " data ", " datas ", " data of ", " it of data ")
KEYS = sorted({f" {one}{two}" for one, two in product(BEGINNINGS, ENDINGS)})


def test_continued_starts_find_what_an_automaton_of_all_keys_finds_in_its_order() -> None:
    whole, shared = Automaton(KEYS), PhraseAutomaton(KEYS)
    numbers = dict(enumerate(shared.keys()))
    assert sorted(numbers.values()) == KEYS
    read = pickle.loads(pickle.dumps(shared))
    dice, found = random.Random(7), 0
    for _ in range(3000):
        text = f" {' '.join(dice.choices((*WORDS, 'the'), k=dice.randrange(12)))} "
        expected = [(KEYS[key], start, end) for key, start, end in whole.find(text)]
        for automaton in (shared, read):
            matches = automaton.find(text)
            assert [(numbers[key], start, end) for key, start, end in matches] == expected, text
        found += len(expected)
    assert found > 10_000


def test_keys_that_begin_alike_are_one_word_of_the_automaton() -> None:
    many = [f" hosting of {letter * 9} " for letter in "abcdefgh"]
    few = [f" hire of {letter} " for letter in "abcdefgh"[: MIN_CONTINUED - 1]]
    automaton = PhraseAutomaton([*many, *few, " cloud "])
    assert automaton._words.keys() == [*few, " cloud ", " hosting of "]
    assert sorted(automaton.keys()) == sorted([*many, *few, " cloud "])


def test_an_automaton_without_keys_finds_nothing() -> None:
    assert Automaton([]).find(" data ") == []
    assert PhraseAutomaton([]).find(" data ") == []
