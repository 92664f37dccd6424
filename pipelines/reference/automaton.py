"""Find many words in one pass over a text."""

from __future__ import annotations

from threading import Lock

from ahocorasick_rs import AhoCorasick, Implementation

_BUILDING = Lock()  # two pages of the site may search for the first time at once


class Automaton:
    """An Aho-Corasick automaton, built from its keys when the first text is searched.

    It is pickled as its keys.
    """

    def __init__(self, keys: list[str]) -> None:
        self._keys = keys
        self._built: AhoCorasick | None = None

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return all matches, overlapping ones too: index of the key, start and end."""
        built = self._built or self._build()
        return built.find_matches_as_indexes(text, overlapping=True)

    def _build(self) -> AhoCorasick:
        with _BUILDING:
            if self._built is None:
                self._built = AhoCorasick(self._keys, implementation=Implementation.ContiguousNFA)
            return self._built

    def __getstate__(self) -> list[str]:
        return self._keys

    def __setstate__(self, keys: list[str]) -> None:
        self._keys = keys
        self._built = None
