"""Keep the rows that full-text queries found, as long as the database does not change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from monitor.search.column_store import ContractColumns, Numbers

MAX_BYTES = 64_000_000  # or more: what is found of a word grows with what there is
BYTES_A_CONTRACT = 80
QueryKey = tuple[str, ...]
Ask = Callable[[Sequence[QueryKey], int, int], Sequence[Numbers]]  # from one rowid to another


class RowidCache:
    """Answers by table and query; those asked longest ago go first."""

    def __init__(self, most_bytes: int = MAX_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._kept: OrderedDict[QueryKey, Numbers] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self, keys: Sequence[QueryKey], ask: Callable[[Sequence[QueryKey]], Sequence[Numbers]]
    ) -> list[Numbers]:
        """Return the answers that were kept; ask for the others, all at once, and keep them."""
        cached: dict[QueryKey, Numbers] = {}
        with self._lock:
            for key in keys:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    cached[key] = self._kept[key]
        missing = [key for key in dict.fromkeys(keys) if key not in cached]
        if missing:
            cached.update(zip(missing, ask(missing), strict=True))
            self._keep({key: cached[key] for key in missing})
        return [cached[key] for key in keys]

    def _keep(self, answers: Mapping[QueryKey, Numbers]) -> None:
        with self._lock:
            for key, rowids in answers.items():
                if key not in self._kept:
                    self._kept[key] = rowids
                    self._bytes += rowids.nbytes
            while self._bytes > self._most and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= oldest.nbytes


@dataclass
class IncrementalRowidCache:
    """Full-text answers in two parts: about rows stored earlier, and about rows that came since.

    While a crawl stores batch after batch, only the new rows are queried again.

    ``last``    by table, the last rowid of the rows stored earlier; no table: there are none.
    ``stored``  answers of these; ``since``: of later rows.
    """

    last: Mapping[str, int] = field(default_factory=dict)
    stored: RowidCache = field(default_factory=RowidCache)
    since: RowidCache = field(default_factory=RowidCache)

    @classmethod
    def until(cls, columns: ContractColumns | None) -> IncrementalRowidCache:
        """Return a cache whose ``stored`` answers are about the rows in these columns (None: no
        rows), large enough for the words of many queries.
        """
        if columns is None:
            return cls()
        sizes = {
            "contracts": columns.size,
            "notices": columns.notice_size,
            "organizations": columns.body_size,
        }
        most = max(MAX_BYTES, BYTES_A_CONTRACT * columns.size)
        return cls({table: size - 1 for table, size in sizes.items()}, RowidCache(most))

    def renewed(self) -> IncrementalRowidCache:
        """Return the answers that still hold when rows came."""
        return IncrementalRowidCache(self.last, self.stored)

    def get(
        self,
        table: str,
        keys: Sequence[QueryKey],
        end: int,
        ask: Ask,
    ) -> list[Numbers]:
        """Return the rowids of a table, up to ``end``, that are the answer to each key.

        ``ask``  answers keys for the rows from one rowid to another.
        """
        last = min(self.last.get(table, -1), end)
        old = self.stored.get(keys, lambda some: ask(some, 0, last)) if last >= 0 else None
        if old is not None and last == end:
            return old
        new = self.since.get(keys, lambda some: ask(some, last + 1, end))
        return new if old is None else [np.concatenate(pair) for pair in zip(old, new, strict=True)]
