"""Fold texts for comparison, and map spans of folded text back to the text as published.

All comparisons (phrases, names, search keys) use this one folding: accents, case, ß, ligatures and
typographic variants go, and everything that is not a letter or digit becomes one space.  Published
words are never changed, and the folded form is never shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# NFKD does not decompose these; people type the letters on the right instead.
_LETTERS = {
    "ß": "ss",
    "ẞ": "ss",
    "æ": "ae",
    "Æ": "ae",
    "œ": "oe",
    "Œ": "oe",
    "ø": "o",
    "Ø": "o",
    "đ": "d",
    "Đ": "d",
    "ð": "d",
    "Ð": "d",
    "þ": "th",
    "Þ": "th",
    "ł": "l",
    "Ł": "l",
    "ħ": "h",
    "Ħ": "h",
    "ı": "i",
    "ŋ": "n",
    "Ŋ": "n",
    "ς": "σ",
    "ә": "ә",
}
# Characters inside words that do not separate them (soft hyphen, zero-width characters).
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
MAX_CACHED_LENGTH = 20_000

_INVISIBLE_PATTERN = re.compile(f"[{''.join(sorted(_INVISIBLE))}]")
_ASCII = bytes(range(128))
MAX_DISTINCT_LETTERS = 12  # to replace one by one; more are translated in one go


def _fold_character(character: str) -> str:
    """Fold one character; "" for one that is removed."""
    if character in _LETTERS:
        return _LETTERS[character]
    if character in _INVISIBLE:
        return ""
    out = []
    for part in unicodedata.normalize("NFKD", character):
        if unicodedata.combining(part):
            continue
        out.append(_LETTERS.get(part) or (part.casefold() if part.isalnum() else " "))
    return "".join(out)


class _FoldingTable(dict[int, str]):
    """Table for ``str.translate``, filled on demand (twice as fast as NFKD on the text)."""

    def __missing__(self, point: int) -> str:
        self[point] = value = _fold_character(chr(point))
        return value


_FOLDING_TABLE = _FoldingTable()


def folding_table(kept: str) -> dict[int, str]:
    """Return a table for ``str.translate`` that folds all characters but some.

    Blanks stay as many as there are: ``fold`` joins words by one.
    """
    return _FoldingTable({ord(character): character for character in kept})


class _Alphabet:
    """Characters with one byte each, folded as bytes: ten times as fast as looking them up.

    ``letters``  characters whose folded form is one of them.
    ``others``   the other ones: ½, №.
    """

    def __init__(self, codec: str) -> None:
        self.codec = codec
        table, letters, others = bytearray(b" " * 256), set(), set()
        for number in range(256):
            character = bytes((number,)).decode(codec, "ignore")
            folded = _FOLDING_TABLE[ord(character)] if character else " "
            encoded = folded.encode(codec, "replace")
            if len(encoded) == 1 and encoded.decode(codec) == folded:
                table[number] = encoded[0]
                letters.add(character)
            else:
                others.add(character)
        self.table, self.letters, self.others = bytes(table), letters, others

    def fold(self, text: str) -> str | None:
        """Fold a text without ``others``; None for one with other letters."""
        try:
            encoded = text.encode(self.codec)
        except UnicodeEncodeError:
            return None
        return b" ".join(encoded.translate(self.table).split()).decode(self.codec)


_LATIN = _Alphabet("latin-1")
_CYRILLIC, _GREEK = _Alphabet("cp1251"), _Alphabet("cp1253")


def fold(text: str) -> str:
    """Return lower-case words without accents, joined by single spaces.

    >>> fold("Straße de l’Œuvre, n° 3 – ÉTÉ")
    'strasse de l oeuvre n 3 ete'
    """
    return _fold_cached(text) if len(text) < MAX_CACHED_LENGTH else fold_uncached(text)


def fold_uncached(text: str) -> str:
    """Fold without caching, for words that occur once, such as those of reference tables."""
    if text.isascii():
        if text.isalpha():  # one plain word
            return text.lower()
        return b" ".join(text.encode().translate(_LATIN.table).split()).decode()
    spelt = text.encode("utf-8", "surrogatepass")
    folded = (
        _fold_latin(text, spelt) if 2 * len(spelt) < 3 * len(text) else _fold_other_alphabets(text)
    )
    return " ".join(text.translate(_FOLDING_TABLE).split()) if folded is None else folded


def _fold_latin(text: str, spelt: bytes) -> str | None:
    """Fold a text of mostly ASCII letters; None when it has many others.

    ``spelt``  the text in UTF-8.
    """
    letters = set(spelt.translate(None, delete=_ASCII).decode("utf-8", "surrogatepass"))
    letters -= _LATIN.letters
    if len(letters) > MAX_DISTINCT_LETTERS:
        return None
    for letter in letters:
        text = text.replace(letter, _FOLDING_TABLE[ord(letter)])
    return _LATIN.fold(text)


def _fold_other_alphabets(text: str) -> str | None:
    """Fold a text of Cyrillic or Greek letters; None when it has others."""
    for alphabet in (_CYRILLIC, _GREEK):
        plain = text
        for letter in alphabet.others:
            plain = plain.replace(letter, _FOLDING_TABLE[ord(letter)])
        folded = alphabet.fold(plain)
        if folded is not None:
            return folded
    return None


# Privacy, scope and tagging fold the same texts in turn.
_fold_cached = lru_cache(maxsize=512)(fold_uncached)


def strip_invisible(text: str) -> str:
    """Remove soft hyphens and zero-width characters, which do not separate words."""
    return text if text.isascii() else _INVISIBLE_PATTERN.sub("", text)


def fold_map(text: str) -> tuple[str, list[int]]:
    """Fold a text and return, for each folded character, its position in the original.

    The list has one entry more than the folded form: the end of the original.  Ten times slower
    than ``fold``; for texts with a hit only.
    """
    out: list[str] = []
    places: list[int] = []
    for index, character in enumerate(text):
        for part in _FOLDING_TABLE[ord(character)]:
            if part == " ":
                if out and out[-1] != " ":
                    out.append(" ")
                    places.append(index)
            else:
                out.append(part)
                places.append(index)
    if out and out[-1] == " ":
        out.pop()
        places.pop()
    places.append(places[-1] + 1 if places else 0)
    return "".join(out), places


_INITIALS = re.compile(r"(?<!\S)\w(?: \w)+(?!\S)")


def join_initials(folded: str) -> str:
    """Join single letters of a folded text that follow each other: S.p.A. becomes spa.

    >>> join_initials("atac s p a")
    'atac spa'
    """
    return _INITIALS.sub(lambda match: match[0].replace(" ", ""), folded)


@lru_cache(maxsize=8192)
def slug(text: str) -> str:
    """Return the folded words joined by hyphens; "" when there are none.

    Letters of other alphabets are kept, so a Greek name has a slug too.
    """
    return fold(text).replace(" ", "-")
