"""Read the language of phrases: what a phrase with brackets and stars searches in texts.

A phrase is words.  ``*`` after a word: any ending (``héberg*``); alone: any word, and where it is
the first of a phrase, any ending of the word before it, too.  ``(a|b)``: one or the other,
``(the |)``: optional.  A leading ``=``: capital letters as written (``=IT`` is not "it"; ``=Azure``
also matches in a line of capitals).
Accents, case and punctuation are ignored: texts and phrases go through ``text_folding.fold``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import NamedTuple

from pipelines.text_folding import fold_uncached, folding_table

MAX_FORMS = 400  # for one phrase; more is a mistake in its brackets
ANY_ENDING = "[^ ]{0,30}"
_BRACKET = re.compile(r"\(([^()]*)\)")
_BRACKET_SIGN = re.compile(r"[()|]")
_BLANKS = re.compile("  +")
_FOLDED_BUT_SIGNS = folding_table(kept="()|*")


class SearchPattern(NamedTuple):
    """One form of a phrase as it is searched in a folded text.

    ``key``       what the automaton searches: the words before the first ``*``.
    ``rest``      what follows the key, with ``*`` for any ending; "" when nothing must.
    ``capitals``  the first word as it must be published; None when case does not matter.
    """

    key: str
    rest: str
    capitals: str | None


def tail_of(rest: str) -> str:
    """Return the expression for what follows a key; "" when nothing must."""
    if not rest:
        return ""
    ending = "" if rest.endswith("*") else "(?= |$)"
    return ANY_ENDING.join(map(re.escape, rest.split("*"))) + ending


def follows_of(rest: str) -> str:
    """Return the letters with which a rest goes on after the word that the key begins.

    They are compared first because most texts differ here; "" when they are not fixed.
    """
    if rest.startswith(" "):
        return " "
    fixed = rest[1:].partition("*")[0]
    return fixed if fixed.startswith(" ") else ""


def words_with_stars(words: str) -> str:
    """Return the expression for words in a folded text; ``*`` in a word: any letters of it."""
    written = (word for word in words.split() if fold_uncached(word) or "*" in word)
    return " ".join(
        ANY_ENDING.join(re.escape(fold_uncached(part)) for part in word.split("*"))
        for word in written
    )


def expand_brackets(phrase: str) -> list[str]:
    """Return every form of a phrase with brackets.  Raises  ValueError: unbalanced."""
    pieces = _BRACKET.split(phrase)
    if len(pieces) > 1 and not any(_BRACKET_SIGN.search(piece) for piece in pieces[::2]):
        choices = [[piece] if n % 2 == 0 else piece.split("|") for n, piece in enumerate(pieces)]
        return _limited("".join(form) for form in product(*choices))
    return _expand_nested(phrase)


def _expand_nested(phrase: str) -> list[str]:
    """Expand nested brackets.  Raises  ValueError when one is missing."""
    opened = phrase.find("(")
    if opened < 0:
        if _BRACKET_SIGN.search(phrase):
            raise ValueError("a bracket is not opened")
        return [phrase]
    depth, parts, begin = 0, [], opened + 1
    for index in range(opened, len(phrase)):
        letter = phrase[index]
        if letter == "(":
            depth += 1
        elif letter in "|)" and depth == 1:
            parts.append(phrase[begin:index])
            begin = index + 1
        if letter == ")":
            depth -= 1
            if depth == 0:
                break
    else:
        raise ValueError("a bracket is not closed")
    inner = [form for part in parts for form in expand_brackets(part)]
    rests = expand_brackets(phrase[index + 1 :])
    return _limited(phrase[:opened] + alternative + rest for alternative in inner for rest in rests)


def _limited(forms_found: Iterable[str]) -> list[str]:
    """Return the forms.  Raises  ValueError when there are more than ``MAX_FORMS``."""
    limited = list(islice(forms_found, MAX_FORMS + 1))
    if len(limited) > MAX_FORMS:
        raise ValueError(f"its brackets make more than {MAX_FORMS} forms")
    return limited


def search_patterns(phrase: str) -> Iterator[SearchPattern]:
    """Yield the search patterns of a phrase.  Raises  ValueError with the reason.

    Its letters are folded before its brackets are expanded: the forms share most of them.
    """
    for form, capitals in _forms(phrase):
        first, star, rest = form.partition("*")
        text = " ".join(first.split())
        if not text:
            raise ValueError("a phrase must begin with letters or digits")
        is_word = not star or first[-1] == " "
        if not rest.strip(" *"):
            yield SearchPattern(f" {text} " if is_word else f" {text}", "", capitals)
            continue
        rest = "*" + (_BLANKS.sub(" ", rest) if "  " in rest else rest)
        yield SearchPattern(f" {text}", rest, capitals)
        if is_word:  # alone: any word, or any beginning of the next one
            yield SearchPattern(f" {text}", f" {rest}", capitals)


def _forms(phrase: str) -> Iterable[tuple[str, str | None]]:
    """Return the folded forms of a phrase, each with its capitals.  Raises  ValueError."""
    forms = expand_brackets(phrase.lstrip("=").translate(_FOLDED_BUT_SIGNS))
    if not phrase.startswith("="):
        return [(form, None) for form in forms]
    written = expand_brackets(phrase.lstrip("="))
    firsts = [words.split(" ")[0].split("-")[0].rstrip("*") for words in written]
    return zip(forms, firsts, strict=True)


def check_phrase(phrase: str) -> None:
    """Check that a phrase can be searched.  Raises  ValueError with the reason."""
    for form, _ in _forms(phrase):
        if not form.partition("*")[0].strip():
            raise ValueError("a phrase must begin with letters or digits")
