"""Fold texts for comparison, and map spans of folded text back to the text as published.

All comparisons (phrases, names, search keys) use this one folding: accents, case, ß, ligatures and
typographic variants go, and everything that is not a letter or digit becomes one space.  A word in
letters of two alphabets that look alike is written in one.  Published words are never changed, and
the folded form is never shown.
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
# Ranges of characters inside words that do not separate them and are not seen: soft hyphen, zero
# width, marks of direction, selectors of a variation, tags (Default_Ignorable of Unicode).
_INVISIBLE_RANGES = (
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x180B, 0x180E),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xE0000, 0xE0FFF),
)
_INVISIBLE = frozenset(
    chr(point) for first, last in _INVISIBLE_RANGES for point in range(first, last + 1)
)
MAX_CACHED_LENGTH = 20_000

_INVISIBLE_PATTERN = re.compile(
    f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _INVISIBLE_RANGES)}]"
)
# Letters that look alike, small or as capitals, as they are folded.  People mix them in one word
# (COMSEC with a Russian M, технiчнi with a Latin i), by accident or to be found by nobody.
_LOOK_ALIKE = (
    (
        re.compile("[а-\u052f]+"),
        str.maketrans("abcehikmoptxy", "авсенікмортху"),
        str.maketrans("авсеһніјкморѕтху", "abcehhijkmopstxy"),
    ),
    (
        re.compile("[α-ω]+"),
        str.maketrans("abehikmnoptxyz", "αβεηικμνορτχυζ"),
        str.maketrans("αβεηικμνορτχυζ", "abehikmnoptxyz"),
    ),
)
_MIXED = re.compile(r"[a-z](?:[\u0370-\u052f]|(?<=[\u0370-\u052f].))")
_LATIN_LETTER = re.compile("[a-z]")
_UNIT = re.compile("[0-9]*μ[a-z]{1,2}")  # 3 μm
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
    if folded is None:
        folded = " ".join(text.translate(_FOLDING_TABLE).split())
    return folded if folded.isascii() else _unmix_alphabets(folded)


def _unmix_alphabets(folded: str) -> str:
    """Write each word of a folded text in one alphabet; no word becomes longer or shorter."""
    if not _MIXED.search(folded):
        return folded
    words = folded.split(" ")
    return " ".join(_in_one_alphabet(word) if _MIXED.search(word) else word for word in words)


def _in_one_alphabet(word: str) -> str:
    """Return a mixed word in the alphabet of most of its letters; as it is if it cannot be."""
    if _UNIT.fullmatch(word):
        return word
    foreign = "".join(letter for letter in word if not letter.isascii())
    for alphabet, from_latin, to_latin in _LOOK_ALIKE:
        if alphabet.fullmatch(foreign):
            latin, other = word.translate(to_latin), word.translate(from_latin)
            is_other = not _LATIN_LETTER.search(other)
            if latin.isascii() and (2 * len(foreign) <= len(word) or not is_other):
                return latin
            return other if is_other else word
    return word


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
    return _unmix_alphabets("".join(out)), places


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
