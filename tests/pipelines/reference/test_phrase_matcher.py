"""The phrase language, and that the ways to skip a comparison skip no match."""

from __future__ import annotations

import gc
import random
import re
import weakref

import pytest

from pipelines.reference.phrase_forms import (
    check_phrase,
    search_patterns,
    tail_of,
    words_with_stars,
)
from pipelines.reference.phrase_matcher import MIN_INDEXED_FORMS, PhraseMatcher
from pipelines.text_folding import fold


def found(phrase: str, text: str) -> list[str]:
    scanned = PhraseMatcher([(phrase, 0)]).scan(text)
    return [scanned.published_words(hit.start, hit.end)[0] for hit in scanned.hits]


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("data centre", "Two Data-Centres, one data  centre", ["data  centre"]),
        ("héberg*", "HEBERGEMENT et hébergé", ["HEBERGEMENT", "hébergé"]),
        ("host* of data", "hosting of data, hosts data", ["hosting of data"]),
        ("hire of * scanners", "hire of three scanners", ["hire of three scanners"]),
        ("hire of * scanners", "hire of scanners, hire of an A0 scanners", ["hire of scanners"]),
        ("hire of (* |)scanner*", "hire of A0 scanners", ["hire of A0 scanners"]),
        ("pos *terminal*", "POS-Zahlterminals, posterminal", ["POS-Zahlterminals", "posterminal"]),
        ("=POS * till", "pos the till, POS the till", ["POS the till"]),
        ("the (new |)portal", "the portal, the new portal", ["the portal", "the new portal"]),
        ("supplier* * its cloud", "suppliers in its cloud", ["suppliers in its cloud"]),
        ("supplier* * its cloud", "suppliers its cloud", []),
        ("=IT", "what it is: IT", ["IT"]),
        ("=Azure", "azure sky, AZURE, Azure", ["AZURE", "Azure"]),
    ],
)
def test_a_phrase_finds_its_forms(phrase: str, text: str, words: list[str]) -> None:
    assert found(phrase, text) == words


@pytest.mark.parametrize("phrase", ["(a|b", "a|b)", "", "* data"])
def test_a_broken_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|begin"):
        check_phrase(phrase)


PLACES = ("server", "cloud", "data centre", "data room", "computing centre")
GAPS = [
    f"(firm|supplier)* {'* ' * gap}(in|on) (its |our |)({'|'.join(PLACES)})*" for gap in (0, 1, 2)
]
WORDS = ("firm", "suppliers", "in", "on", "its", "our", "data", "centres", "cloud", "room", "keeps")


def check_against_each_form(phrases: list[str], words: tuple[str, ...]) -> int:
    """Compare with each form searched by itself in sentences of these words; return the hits."""
    matcher = PhraseMatcher([(phrase, owner) for owner, phrase in enumerate(phrases)])
    forms = [
        (pattern, owner)
        for owner, phrase in enumerate(phrases)
        for pattern in search_patterns(phrase)
    ]
    assert len(forms) > 2 * MIN_INDEXED_FORMS
    dice, hits = random.Random(7), 0
    for _ in range(5000):
        text = " ".join(dice.choices(words, k=9))
        expected = {
            (owner, match.start())
            for form, owner in forms
            for match in re.finditer(f"(?={form.key}{tail_of(form.rest)})", f" {fold(text)} ")
        }
        hits += len(expected)
        assert {(hit.owner, hit.start) for hit in matcher.scan(text).hits} == expected, text
    return hits


def test_one_expression_for_many_forms_skips_none_of_them() -> None:
    assert check_against_each_form(GAPS, WORDS) > 300


def test_what_follows_a_word_is_found_however_long_and_however_many_go_on_alike() -> None:
    nexts = ("a", "of", "on", "ona*", "on board", "on b*", "ondes", "onde*", "* a", "* on board*")
    words = (*"abcdefghijklmnopqrstuv", *(f"onb{letter}" for letter in "abcdefghij"))
    phrases = [f"gps* {word}" for word in (*nexts, *words)]
    heard = ("gps", "gpsen", "a", "of", "on", "onam", "board", "boards", "ondes", "q", "onbc", "zz")
    assert check_against_each_form(phrases, heard) > 3000


def test_a_matcher_is_freed_with_its_last_use_and_without_the_collector() -> None:
    """Else each table that is read anew would leave two hundred megabytes behind."""
    matcher = PhraseMatcher([("data centre", 0)])
    assert matcher.scan("one data centre").hits
    phrases = weakref.ref(matcher.phrases)
    gc.disable()
    try:
        del matcher
        assert phrases() is None
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("words", "text", "is_matched"),
    [
        ("Stadtwerk* GmbH", "stadtwerke gmbh", True),
        ("Stadtwerk* GmbH", "stadtwerkegmbh", False),
        ("transport for *", "transport for london", True),
        ("transport for *", "transport forum", False),
        ("linna*valitsus", "linnavalitsus", True),
        ("agence & co*", "agence conseil", True),
        ("hôpita*", "hopitaux", True),
    ],
)
def test_a_star_stands_for_letters_of_its_own_word(words: str, text: str, is_matched: bool) -> None:
    assert bool(re.fullmatch(words_with_stars(words), text)) is is_matched
