"""Find many words in one pass over a text."""

from __future__ import annotations

from ahocorasick_rs import AhoCorasick, Implementation


class Automaton:
    """An Aho-Corasick automaton, built from its keys when the first text is searched.

    Until then it can be pickled.
    """

    def __init__(self, keys: list[str]) -> None:
        self._keys = keys
        self._built: AhoCorasick | None = None

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return all matches, overlapping ones too: index of the key, start and end."""
        if self._built is None:
            self._built = AhoCorasick(self._keys, implementation=Implementation.ContiguousNFA)
            self._keys = []  # tens of megabytes
        return self._built.find_matches_as_indexes(text, overlapping=True)

    def __getstate__(self) -> list[str]:
        if self._built is not None:
            raise TypeError("an automaton that has searched a text cannot be pickled")
        return self._keys

    def __setstate__(self, keys: list[str]) -> None:
        self._keys = keys
        self._built = None
