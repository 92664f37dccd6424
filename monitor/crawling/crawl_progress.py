"""Show how far a crawl has come, by what its child process has stored."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from monitor.runtime.progress import Progress
from monitor.runtime.runs import Run

_RECEIVED = "SELECT count(*) FROM receipts WHERE run_id = ?"
_REPORTED = "SELECT count(*) FROM windows WHERE portal = ? AND run_id = ? AND received IS NOT NULL"


class CrawlProgress:
    """Looks at the rows that the child writes.

    How many documents a portal will give is known of windows that are through alone: the others are
    reckoned to hold as many.
    """

    def __init__(
        self, connection: sqlite3.Connection, run: Run, windows: int, *, quiet: bool
    ) -> None:
        self.connection, self.run, self.windows = connection, run, windows
        self.progress = Progress(self._words(0), quiet=quiet, run=run)

    def __enter__(self) -> CrawlProgress:
        self.progress.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.__exit__()

    def update(self) -> None:
        """Look how far the child is; a file that is locked is looked at later."""
        with suppress(sqlite3.OperationalError):
            (received,) = self.connection.execute(_RECEIVED, (self.run.id,)).fetchone()
            (through,) = self.connection.execute(
                _REPORTED, (self.run.portal, self.run.id)
            ).fetchone()
            total = received * self.windows // through if through and received else None
            self.progress.move_to(received, total, self._words(through))

    def _words(self, through: int) -> str:
        window = min(through + 1, self.windows)
        return f"documents, window {window} of {self.windows}"
