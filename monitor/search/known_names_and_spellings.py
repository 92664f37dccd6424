"""Names that the database knows: vendor groups with their products, acronyms and words of bodies.

Built from the tables of one database and kept until these change.
"""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from monitor.search.phrase_finder import SpanFinder
from monitor.search.synonyms import SHOWN_LANGUAGES, load_concepts
from monitor.search.transliteration import to_latin
from pipelines.reference.phrase_forms import check_phrase
from pipelines.text_folding import fold

_WORD = re.compile(r"[^\W_]+")
_MIN_CORRECTED_LENGTH = 5  # letters; shorter words are near too many others
_MIN_BRAND_LENGTH = 7  # of two words or more, when a letter is wrong
_MIN_KNOWN_LENGTH = 4  # letters; of shorter words it is not known whether names have them
# wrong letters of a word that begins with another letter: "vêtements" is no "elements"
_MAX_DISTANCE_OF_OTHER_INITIAL = 1
_MAX_INITIALS = 16
MAX_OF_ACRONYM = 20
MAX_TITLE_LETTERS = 50_000  # words of titles: some ten megabytes
_PARTS = re.compile(r"\s[-–—|/]\s|[,(){}|;]")
_SMALL_WORDS = """
a af al ale all alla am an and au aux av con cu d da das de degli dei del dell della delle dello den
der des di din do dos du e ed em en es et for fur het i il im in ir ja l la le les na nad no o och
of og on op pa para pentru per por pour pre pro si sull sur te ten ter the til u un und v van ve
vom von voor w we y z za zu zum zur
"""
_JOINERS = frozenset(_SMALL_WORDS.split())


@dataclass(frozen=True)
class GroupName:
    """A name of a vendor group or of its ``product``; None: of the group itself.

    ``ambiguous``  in a notice it means the product only beside other words ("visio").
    """

    group: str
    product: str | None
    ambiguous: bool = False


@dataclass
class KnownNames:
    """Everything that a word of a query may mean besides itself.

    ``groups``    finds names and products of vendor groups.
    ``words``     folded word -> how many bodies and firms have it in their name.
    ``letters``   folded word -> its spellings with letters that SQLite does not fold (ł, ø, ß),
                  or in Greek and Cyrillic; of names, concepts and titles.
    ``initials``  of each organisation: its rowid, and the initials of its name and of its parts.
    ``brands``    names of groups and products without blanks -> as they are written.
    ``compounds`` stem of a part -> words of titles that hold it, but at the beginning.
    """

    groups: SpanFinder[GroupName]
    words: Mapping[str, int]
    letters: Mapping[str, tuple[str, ...]]
    initials: InitialsText
    group_words: frozenset[str]
    brands: Mapping[str, str] = field(default_factory=dict)
    compounds: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def _lettered(self) -> list[str]:
        return sorted(self.letters)

    def spelt_from(self, stem: str, longest: int) -> list[str]:
        """Return the spellings of words that begin so, of at most ``longest`` letters."""
        result: list[str] = []
        for folded in self._lettered[bisect_left(self._lettered, stem) :]:
            if not folded.startswith(stem):
                break
            if len(folded) <= longest:
                result += self.letters[folded]
        return result

    def has(self, folded: str) -> bool:
        """Return whether names have the word; of short ones it is not known."""
        return len(folded) < _MIN_KNOWN_LENGTH or folded in self.words

    def is_group(self, folded: str) -> bool:
        """Return whether a word is the name or a product of a vendor group."""
        return bool(self.groups.spans([folded]))

    def near_brand(self, joined: str) -> str | None:
        """Return the brand that was probably meant by words written as one; None: none is near."""
        if len(joined) < _MIN_BRAND_LENGTH:
            return None
        best = process.extractOne(
            joined, self.brands.keys(), scorer=OSA.distance, score_cutoff=_most_wrong(joined)
        )
        return self.brands[best[0]] if best and best[0][:1] == joined[:1] else None

    def corrected(self, folded: str) -> str | None:
        """Return the known word that was probably meant; None when none is near."""
        if len(folded) < _MIN_KNOWN_LENGTH or not folded.isalpha() or folded in self.words:
            return None
        if len(folded) < _MIN_CORRECTED_LENGTH:
            return self._short_corrected(folded)
        most = _most_wrong(folded)
        candidates = process.extract(
            folded, self.words.keys(), scorer=OSA.distance, score_cutoff=most, limit=20
        )
        if not candidates and len(folded) > _MIN_CORRECTED_LENGTH:
            candidates = self._otherwise_doubled(folded)
        equally_near = [
            (
                distance,
                word[:1] != folded[:1],
                word not in self.group_words,
                -self.words[word],
                word,
            )
            for word, distance, _ in candidates
            if distance <= _MAX_DISTANCE_OF_OTHER_INITIAL or word[:1] == folded[:1]
            if len(folded) > _MIN_CORRECTED_LENGTH
            or word in self.group_words
            or _DOUBLED.sub(r"\1", word) == _DOUBLED.sub(r"\1", folded)
        ]
        return min(equally_near)[-1] if equally_near else None

    def _short_corrected(self, folded: str) -> str | None:
        """Return the most frequent word with one letter doubled: "Esen" of Essen."""
        doubled = {
            folded[: index + 1] + folded[index:]
            for index in range(1, len(folded))  # no word begins with a letter twice
            if folded[index] != folded[index - 1]
        }
        known = [(-self.words[word], word) for word in doubled if word in self.words]
        return min(known)[1] if known else None

    def _otherwise_doubled(self, folded: str) -> list[tuple[str, int, int]]:
        """Return the words with another letter doubled, with their distance: "Vitell" of Vittel."""
        single = _DOUBLED.sub(r"\1", folded)
        if single == folded:
            return []
        two_wrong = process.extract(
            folded, self.words.keys(), scorer=OSA.distance, score_cutoff=2, limit=None
        )
        return [
            (word, distance, index)
            for word, distance, index in two_wrong
            if _DOUBLED.sub(r"\1", word) == single
        ]

    def of_acronym(self, acronym: str) -> list[int]:
        """Return organisations whose name has these initials, the nearest first, at most 20."""
        rowids: dict[int, None] = {}
        for part in (f"\n{acronym}\n", f"\n{acronym}", f"{acronym}\n"):  # whole, begun, ended
            position = -1
            while len(rowids) < MAX_OF_ACRONYM:
                position = self.initials.text.find(part, position + 1)
                if position < 0:
                    break
                line = bisect_right(self.initials.starts, position + part.startswith("\n")) - 1
                rowids[self.initials.rowids[line]] = None
        return list(rowids)


@dataclass
class InitialsText:
    """Initials of names in lines, so that one search of a text finds them among a hundred thousand.

    ``rowids``  the organisation of each line; ``starts``: where the line begins.
    """

    text: str
    rowids: list[int]
    starts: list[int]

    @classmethod
    def of(cls, lines: list[tuple[int, str]]) -> InitialsText:
        """Build from organisations with their initials."""
        lengths = accumulate((len(line) + 1 for _, line in lines), initial=1)
        text = "".join(f"\n{line}" for _, line in lines) + "\n"
        return cls(text, [rowid for rowid, _ in lines], list(lengths)[:-1])


@dataclass
class BodyNames:
    """Words and acronyms of names of organisations and of titles; a part of ``KnownNames``.

    ``last``  rowid of the last organisation that was read; ``rows``: how many were.
    ``compounds`` and ``title_letters`` of titles, where the index was stored.
    """

    words: dict[str, int]
    letters: dict[str, list[str]]
    initials: list[list[Any]]  # rowid, initials
    last: int = 0
    rows: int = 0
    compounds: dict[str, list[str]] = field(default_factory=dict)
    title_letters: dict[str, list[str]] = field(default_factory=dict)


def title_letters(written: Mapping[str, str]) -> dict[str, list[str]]:
    """Return words of titles (``read_title_words``) that full text does not find by their folded
    form, by that form: it keeps the accents of Greek, й, ł and ø.  Of a million titles the most
    frequent; short ones may be another word ("før" is no "for").
    """
    result: dict[str, list[str]] = {}
    for term, folded in written.items():
        if len(result) < MAX_TITLE_LETTERS and len(folded) >= _MIN_KNOWN_LENGTH and term != folded:
            result.setdefault(folded, []).append(term)
    return result


def read_body_names(
    connection: sqlite3.Connection, old_names: BodyNames | None = None, most: int = -1
) -> BodyNames:
    """Read the names of organisations that came since ``old_names``; ``most``: a limit, or -1."""
    cursor = connection.cursor()
    cursor.row_factory = None
    (rows,) = cursor.execute(
        "SELECT count(*) FROM organizations WHERE rowid <= ?", (old_names.last if old_names else 0,)
    ).fetchone()
    if old_names is None or rows != old_names.rows:  # words of names that are gone may not stay
        old_names, rows = BodyNames({}, {}, []), 0
    words = Counter(old_names.words)
    letters = defaultdict(set, {initial: set(many) for initial, many in old_names.letters.items()})
    lines, last = list(old_names.initials), old_names.last
    for rowid, name, acronym, names in cursor.execute(_ORGANIZATIONS, (old_names.last, most)):
        name_words = _WORD.findall(f"{name or ''} {names or ''}")
        words.update({form for word in name_words for form in (fold(word), *to_latin(word))})
        _note_letters(name_words, letters)
        short = [fold(acronym or "").replace(" ", ""), *initials(name or "")]
        lines += [[rowid, acronym] for acronym in short if acronym]
        last, rows = rowid, rows + 1
    long_words = {word: count for word, count in words.items() if len(word) > 3 and word.isalpha()}
    spelt = {initial: sorted(many) for initial, many in letters.items()}
    return BodyNames(
        long_words, spelt, lines, last, rows, old_names.compounds, old_names.title_letters
    )


_ORGANIZATIONS = """
SELECT o.rowid, o.name, o.acronym,
       (SELECT group_concat(n.name, ' ') FROM organization_names n WHERE n.organization_id = o.id)
FROM organizations o WHERE o.rowid > ? ORDER BY o.rowid LIMIT ?
"""


def read_names(connection: sqlite3.Connection, bodies: BodyNames | None = None) -> KnownNames:
    """Return the names of a database: those of organisations, of vendor groups and of concepts."""
    cursor = connection.cursor()
    cursor.row_factory = None
    bodies = bodies or read_body_names(connection)
    groups = list(_group_entries(cursor))
    words = Counter(bodies.words)
    letters = defaultdict(set, {initial: set(many) for initial, many in bodies.letters.items()})
    for folded, terms in bodies.title_letters.items():
        letters[folded].update(terms)
    group_words = {word for phrase, _ in groups for word in fold(phrase).split()}
    words.update(group_words)
    for concept in load_concepts().by_id.values():
        for language, phrase in concept.by_language:
            phrase_words = _WORD.findall(phrase)
            # "Strava" is no misspelt "správa": words that few readers type are not meant
            if not language or language in SHOWN_LANGUAGES:
                words.update(fold(word) for word in phrase_words)
            _note_letters(phrase_words, letters)
    return KnownNames(
        SpanFinder(groups),
        {word: count for word, count in words.items() if len(word) > 3 and word.isalpha()},
        {initial: tuple(sorted(many)) for initial, many in letters.items()},
        InitialsText.of([(rowid, line) for rowid, line in bodies.initials]),
        frozenset(group_words),
        _brands(phrase for phrase, _ in groups),
        bodies.compounds,
    )


def _brands(phrases: Iterable[str]) -> dict[str, str]:
    """Return names by their letters alone; of two that differ by blanks the first."""
    result: dict[str, str] = {}
    for phrase in phrases:
        folded = fold(phrase)
        joined = folded.replace(" ", "")
        if joined.isalpha() and len(joined) > _MIN_CORRECTED_LENGTH and not _SIGNS & set(phrase):
            result.setdefault(joined, folded)
    return result


def _group_entries(cursor: sqlite3.Cursor) -> Iterable[tuple[str, GroupName]]:
    for id_, name in cursor.execute("SELECT id, name FROM vendor_groups").fetchall():
        for part in re.split(r"\s+/\s+|\(|\)", f"{name}"):
            if fold(part):
                yield fold(part), GroupName(id_, None)
    for id_, name, kind, context in cursor.execute(
        "SELECT vendor_group, name, kind, context FROM vendor_proofs WHERE kind <> 'identifier'"
    ).fetchall():
        phrase = name if kind == "product" else fold(name)
        try:
            check_phrase(phrase)
        except ValueError:
            continue
        if kind == "product":
            yield phrase, GroupName(id_, name, context is not None)
        else:
            yield phrase, GroupName(id_, None)


def _note_letters(new_words: Iterable[str], letters: dict[str, set[str]]) -> None:
    """Remember words with letters that full text does not fold, under their folded form."""
    for word in new_words:
        if not word.isascii():
            latin = to_latin(word)
            if latin or any(letter in _UNFOLDED for letter in word):
                for form in (fold(word), *latin):
                    letters[form].add(word.lower())


def _most_wrong(folded: str) -> int:
    """Return how many letters of a word may be wrong."""
    return 1 if len(folded) < _LONG else 2


_DOUBLED = re.compile(r"(.)\1")
# "Rechenzentrum" is "RZ" in the name of a German body, "Bundesverwaltungsamt" "BVA"
_BODY_ENDS = """
amt anstalt gericht hochschule kasse klinikum ministerium schule verband verbund vereinigung
verkehr versicherung werke zentral zentrale zentrum
"""
_COMPOUND_ENDS = tuple(_BODY_ENDS.split())
_COMPOUND_BODY = re.compile(
    r"(bundes|landes|landschafts|kreis|stadt|daten|zweck)?(\w{3,}?)"
    rf"({'|'.join(_COMPOUND_ENDS)})"
)
_LONG = 9  # letters of a word of which two may be wrong
_SIGNS = frozenset("(|)*=")  # of phrases with several forms
_UNFOLDED = frozenset("łŁøØđĐæÆœŒßðþıħŋ")


def _parts_of_body_word(folded: str) -> list[str]:
    """Return the parts of a German compound of which an acronym has a letter each; the word itself
    where it is none."""
    match = _COMPOUND_BODY.fullmatch(folded) if folded.endswith(_COMPOUND_ENDS) else None
    return [part for part in match.groups() if part] if match else [folded]


def initials(name: str) -> list[str]:
    """Return the initials of a name and of its parts ("X – office Y"), with and without "de".

    >>> initials("Société des Transports Intercommunaux de Bruxelles")
    ['stib', 'sdtidb']
    >>> initials("Kommunales Rechenzentrum Niederrhein")
    ['krn', 'krzn']
    """
    acronyms: dict[str, None] = {}
    parts = [part for part in _PARTS.split(name) if part]
    for part in (name, *parts) if len(parts) > 1 else (name,):
        words = fold(part).split()
        kept_words = [word for word in words if word not in _JOINERS]
        apart = [part for word in kept_words for part in _parts_of_body_word(word)]
        for name_words in (kept_words, words, apart if apart != kept_words else ()):
            if len(name_words) > 2:
                acronyms["".join(word[0] for word in name_words)[:_MAX_INITIALS]] = None
    return list(acronyms)
