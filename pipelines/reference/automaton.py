"""Find many words in one pass over a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from operator import itemgetter
from threading import Lock

from ahocorasick_rs import AhoCorasick, Implementation

START_WORDS = 2  # of a key, by which all keys that begin so are found
MIN_CONTINUED = 4  # keys of one start; fewer are searched as they are
FIRST_LETTERS = 4  # by which the continuations of a start are found
_BUILDING = Lock()  # two pages of the site may search for the first time at once
_END_AND_START = itemgetter(2, 1)

KeyMatch = tuple[int, int, int]  # number of a key, start and end


class Automaton:
    """An Aho-Corasick automaton, built from its keys when the first text is searched.

    It holds, and is pickled as, its keys in one text: as strings they take three times as much.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = "\n".join(keys)
        self._built: AhoCorasick | None = None

    def keys(self) -> list[str]:
        """Return the keys in the order of their numbers."""
        return self._keys.split("\n") if self._keys else []

    def find(self, text: str) -> list[KeyMatch]:
        """Return all matches, overlapping ones too, by their end and then by their start."""
        built = self._built or self._build()
        return built.find_matches_as_indexes(text, overlapping=True)

    def _build(self) -> AhoCorasick:
        with _BUILDING:
            if self._built is None:
                self._built = AhoCorasick(self.keys(), implementation=Implementation.ContiguousNFA)
            return self._built

    def __getstate__(self) -> str:
        return self._keys

    def __setstate__(self, keys: str) -> None:
        self._keys = keys
        self._built = None


class PhraseAutomaton:
    """An automaton for keys of several words, of which many begin alike.

    It searches the first two words of those, and compares what follows where a text holds them:
    the brackets of phrases make a hundred thousand keys, and an automaton for all of them takes
    60 MB while it is built.

    ``keys``  each begins with a blank.  They are numbered in the order of ``keys()``.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        by_start: dict[str, list[str]] = {}
        for key in keys:
            words = key.split(" ", START_WORDS + 1)
            start = key if len(words) < START_WORDS + 2 else " ".join(words[:-1]) + " "
            by_start.setdefault(start, []).append(key)
        starts = [start for start, many in by_start.items() if len(many) >= MIN_CONTINUED]
        self._continued = ContinuedStarts(
            [[key[len(start) :] for key in by_start.pop(start)] for start in starts],
        )
        whole = [key for many in by_start.values() for key in many]
        self._whole = len(whole)
        self._words = Automaton([*whole, *starts])

    def keys(self) -> Iterator[str]:
        """Yield the keys in the order of their numbers."""
        words = self._words.keys()
        yield from words[: self._whole]
        for start, texts in zip(words[self._whole :], self._continued.texts, strict=True):
            yield from (start + text for text in texts.split("\n"))

    def find(self, text: str) -> list[KeyMatch]:
        """Return all matches, overlapping ones too, by their end and then by their start."""
        matches = self._words.find(text)
        whole = self._whole
        found = [match for match in matches if match[0] < whole]
        if len(found) < len(matches):
            continued = [
                (whole + key, start, end + len(rest))
                for number, start, end in matches
                if number >= whole
                for rest, key in self._continued[number - whole][text[end : end + FIRST_LETTERS]]
                if text.startswith(rest, end)
            ]
            if continued:
                found += continued
                found.sort(key=_END_AND_START)
        return found


class ContinuedStarts(dict[int, "Continuations"]):
    """What follows each start, by its number: unpacked when a text holds the start.

    ``texts``  the continuations of each start, in one text.
    """

    def __init__(self, continuations: list[list[str]]) -> None:
        super().__init__()
        self.texts = ["\n".join(many) for many in continuations]
        ends = accumulate(map(len, continuations))
        self._first = [0, *ends]

    def __missing__(self, start: int) -> Continuations:
        texts = self.texts[start].split("\n")
        self[start] = unpacked = Continuations(texts, self._first[start])
        return unpacked


class Continuations(dict[str, list[tuple[str, int]]]):
    """What follows one start, each with the number of its key, by its first letters."""

    def __init__(self, texts: Iterable[str], first: int) -> None:
        super().__init__()
        self._short: list[tuple[str, int]] = []
        for number, text in enumerate(texts, first):
            if len(text) < FIRST_LETTERS:
                self._short.append((text, number))
            else:
                self.setdefault(text[:FIRST_LETTERS], []).append((text, number))
        for letters, found in self.items():
            found += [one for one in self._short if letters.startswith(one[0])]

    def __missing__(self, letters: str) -> list[tuple[str, int]]:
        return self._short
