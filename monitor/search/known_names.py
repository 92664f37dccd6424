"""Names that the database knows: vendor groups with their products, acronyms and words of bodies.

Built from the tables of one database and kept until these change.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from monitor.search.synonyms import load_concepts
from monitor.search.word_spans import SpanFinder
from pipelines.reference.phrase_matcher import check_phrase
from pipelines.text_folding import fold

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_CORRECTED = 5  # letters; shorter words are near too many others
_MOST_INITIALS = 16
MOST_OF_ACRONYM = 20
_PARTS = re.compile(r"\s[-–—|/]\s|[,(){}|;]")
_SMALL_WORDS = """
a al and aux av da das de degli dei del della delle den der des di do dos du e en et fur la le les
nad of och og the und van von y za na i w we l d
"""
_JOINERS = frozenset(_SMALL_WORDS.split())


@dataclass(frozen=True)
class GroupName:
    """What names a group: ``product`` None for a name of the group itself."""

    group: str
    product: str | None


@dataclass
class KnownNames:
    """Everything that a word of a query may mean besides itself.

    ``groups``    finds names and products of vendor groups.
    ``words``     folded word -> how many bodies and firms have it in their name.
    ``letters``   folded word -> its spellings with letters that SQLite does not fold (ł, ø, ß).
    ``initials``  of each organisation: its rowid, and the initials of its name and of its parts.
    """

    groups: SpanFinder[GroupName]
    words: Mapping[str, int]
    letters: Mapping[str, tuple[str, ...]]
    initials: list[tuple[int, list[str]]]
    group_words: frozenset[str]

    def corrected(self, folded: str) -> str | None:
        """Return the known word that was probably meant; None when none is near."""
        if len(folded) < _SHORTEST_CORRECTED or not folded.isalpha() or folded in self.words:
            return None
        most = 1 if len(folded) < 9 else 2
        found = process.extract(
            folded, self.words.keys(), scorer=OSA.distance, score_cutoff=most, limit=20
        )
        near = [
            (
                distance,
                word[:1] != folded[:1],
                word not in self.group_words,
                -self.words[word],
                word,
            )
            for word, distance, _ in found
            if len(folded) > _SHORTEST_CORRECTED or word in self.group_words
        ]
        return min(near)[-1] if near else None

    def of_acronym(self, acronym: str) -> list[int]:
        """Return organisations whose name has these initials, the nearest first, at most 20."""
        ranked = [
            (rank, rowid)
            for rowid, found in self.initials
            if (rank := min((_rank(one, acronym, n) for n, one in enumerate(found)), default=9)) < 9
        ]
        ranked.sort()
        return [rowid for _, rowid in ranked[:MOST_OF_ACRONYM]]


@dataclass
class BodyNames:
    """What names of organisations give: see ``KnownNames``, of which it is a part."""

    words: dict[str, int]
    letters: dict[str, list[str]]
    initials: list[tuple[int, list[str]]]


def read_body_names(connection: sqlite3.Connection, most: int = -1) -> BodyNames:
    """Read the names of organisations; ``most``: rows that are read, -1 for all."""
    cursor = connection.cursor()
    cursor.row_factory = None
    words: Counter[str] = Counter()
    letters: dict[str, set[str]] = defaultdict(set)
    initials_found: list[tuple[int, list[str]]] = []
    for rowid, name, acronym in cursor.execute(
        "SELECT rowid, name, acronym FROM organizations LIMIT ?", (most,)
    ):
        found = _WORD.findall(name or "")
        words.update({fold(word) for word in found})
        _note_letters(found, letters)
        short = [fold(acronym or "").replace(" ", ""), *initials(name or "")]
        if any(short):
            initials_found.append((rowid, [one for one in short if one]))
    for (name,) in cursor.execute("SELECT name FROM organization_names LIMIT ?", (most,)):
        words.update({fold(word) for word in _WORD.findall(name or "")})
    kept = {word: count for word, count in words.items() if len(word) > 3 and word.isalpha()}
    return BodyNames(kept, {one: sorted(many) for one, many in letters.items()}, initials_found)


def read_names(connection: sqlite3.Connection, bodies: BodyNames | None = None) -> KnownNames:
    """Return the names of a database: those of organisations, of vendor groups and of concepts."""
    cursor = connection.cursor()
    cursor.row_factory = None
    bodies = bodies or read_body_names(connection)
    groups = list(_group_entries(cursor))
    words = Counter(bodies.words)
    letters = defaultdict(set, {one: set(many) for one, many in bodies.letters.items()})
    group_words = {word for phrase, _ in groups for word in fold(phrase).split()}
    words.update(group_words)
    for concept in load_concepts().by_id.values():
        for phrase in concept.phrases:
            found = _WORD.findall(phrase)
            words.update(fold(word) for word in found)
            _note_letters(found, letters)
    return KnownNames(
        SpanFinder(groups),
        {word: count for word, count in words.items() if len(word) > 3 and word.isalpha()},
        {one: tuple(sorted(many)) for one, many in letters.items()},
        bodies.initials,
        frozenset(group_words),
    )


def _group_entries(cursor: sqlite3.Cursor) -> Iterable[tuple[str, GroupName]]:
    for id_, name in cursor.execute("SELECT id, name FROM vendor_groups").fetchall():
        for part in re.split(r"\s+/\s+|\(|\)", f"{name}"):
            if fold(part):
                yield fold(part), GroupName(id_, None)
    for id_, name, kind in cursor.execute(
        "SELECT vendor_group, name, kind FROM vendor_proofs WHERE kind <> 'identifier'"
    ).fetchall():
        phrase = name if kind == "product" else fold(name)
        try:
            check_phrase(phrase)
        except ValueError:
            continue
        yield phrase, GroupName(id_, name if kind == "product" else None)


def _note_letters(found: Iterable[str], letters: dict[str, set[str]]) -> None:
    """Remember words with letters that full text does not fold, under their folded form."""
    for word in found:
        if not word.isascii() and any(letter in _UNFOLDED for letter in word):
            letters[fold(word)].add(word.lower())


_UNFOLDED = frozenset("łŁøØđĐæÆœŒßðþıħŋ")


def initials(name: str) -> list[str]:
    """Return the initials of a name and of its parts ("X – office Y"), with and without "de".

    >>> initials("Société des Transports Intercommunaux de Bruxelles")
    ['stib', 'sdtidb']
    """
    found: dict[str, None] = {}
    parts = [part for part in _PARTS.split(name) if part]
    for part in (name, *parts) if len(parts) > 1 else (name,):
        words = fold(part).split()
        for kept in ([word for word in words if word not in _JOINERS], words):
            if len(kept) > 2:
                found["".join(word[0] for word in kept)[:_MOST_INITIALS]] = None
    return list(found)


def _rank(initials_of_name: str, acronym: str, variant: int) -> int:
    """Return how well initials answer an acronym; 9 for not at all."""
    if initials_of_name == acronym:
        return 0 if variant < 2 else 1
    if initials_of_name.startswith(acronym) and len(acronym) > 2:
        return 2
    if initials_of_name.endswith(acronym) and len(acronym) > 2:
        return 3
    return 9
