"""Keep the rows that full-text queries found, as long as the database does not change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from monitor.search.contract_columns import Numbers

MOST_BYTES = 64_000_000  # or more: what is found of a word grows with what there is
BYTES_A_CONTRACT = 80


class RowidCache:
    """Answers by table and queries; those asked longest ago go first."""

    @classmethod
    def for_contracts(cls, count: int) -> RowidCache:
        """Return a cache that is large enough for the words of many queries."""
        return cls(max(MOST_BYTES, BYTES_A_CONTRACT * count))

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._kept: OrderedDict[tuple[str, ...], Numbers] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...], ask: Callable[[], Numbers]) -> Numbers:
        """Return the answer that was kept, or ask for it and keep it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = ask()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = found
                self._bytes += found.nbytes
            while self._bytes > self._most and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= oldest.nbytes
        return found
