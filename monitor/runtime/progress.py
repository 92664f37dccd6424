"""Show how far long work has come, with rate and time left.

On a terminal one bar (tqdm); elsewhere a line every thirty seconds, so that a log tells that work
goes on; with ``--quiet`` neither.  A thread keeps both alive while nothing is done, and says so
when that lasts: a process that was stopped, or a disk that hangs, looks like slow work.  The same
numbers stand in ``runs`` while a run goes on, for the page of sources and ``vigie health``.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, TextIO

from monitor.runtime.read_run_progress import Position, format_position, format_seconds

if TYPE_CHECKING:
    from monitor.runtime.runs import Run

LINE_S = 30.0
RECORD_S = 5.0
WATCH_S = 0.5
TICK_S = 1.0
STALL_REPORT_S = 600.0  # without a unit done: longer than any unit takes on a slow machine
ERASE_LINE = "\r\x1b[K"  # before what another process writes on the terminal of a bar
_BAR = "  {desc} {percentage:3.0f} % |{bar}| {n:,} of {total:,}{pace}"
_WITHOUT_TOTAL = "  {desc}: {n:,}{pace}, {elapsed}"
_WITHOUT_COUNT = "  {desc}, {elapsed}"


@contextmanager
def report_growth(file: Path, progress: Callable[[int], None]) -> Iterator[None]:
    """Tell by how many bytes a file grows meanwhile, where nothing else says how far it is."""
    ended = Event()

    def watch() -> None:
        largest = 0
        while not ended.wait(WATCH_S):
            try:
                size = file.stat().st_size
            except FileNotFoundError:  # not begun, or renamed as it is whole
                continue
            progress(max(0, size - largest))
            largest = max(largest, size)

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


class Progress:
    """Counts units of work; call it with how many more are done.

    ``what``   the units, in a word: documents, files.
    ``total``  how many there will be; None when nobody knows.
    ``quiet``  show nothing; ``run`` is told nevertheless.
    ``waits_for``  returns what is not done yet, to be named when nothing is done for long.
    """

    def __init__(
        self,
        what: str,
        total: int | None = None,
        *,
        quiet: bool = False,
        run: Run | None = None,
        stream: TextIO | None = None,
        waits_for: Callable[[], str] | None = None,
    ) -> None:
        self.waits_for = waits_for
        self.what, self.total, self.run = what, total, run
        self.stream = stream or sys.stderr
        self.done = 0
        self.started = self.shown = self.moved = time.monotonic()
        self.recorded = self.started - RECORD_S
        self.lines = not quiet and not self.stream.isatty()
        self.bar: Any = None if quiet or self.lines else self._new_bar()
        self.is_paused = False
        self._ended = Event()
        self._ticker = Thread(target=self._tick, daemon=True)

    def _new_bar(self) -> Any:
        from monitor.runtime.progress_bar import ProgressBar  # most runs are watched by nobody

        return ProgressBar(
            desc=self.what,
            total=self.total,
            file=self.stream,
            unit="",
            mininterval=0.2,
            leave=False,
            dynamic_ncols=True,
            initial=self.done,  # not 0 after a phase
            bar_format=self._bar_format(),
        )

    def _bar_format(self) -> str:
        if self.total is not None:
            return _BAR
        return _WITHOUT_TOTAL if self.done else _WITHOUT_COUNT

    def __enter__(self) -> Progress:
        if self.lines or self.bar is not None:
            self._ticker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._ticker.is_alive():
            self._ticker.join()
        if self.bar is not None:
            self.bar.close()

    def _tick(self) -> None:
        """Show time going by, while no unit is done."""
        while not self._ended.wait(TICK_S):
            if self.is_paused:
                continue
            if time.monotonic() - self.moved >= STALL_REPORT_S:
                self._report_stall()
            if self.bar is not None:
                self.bar.refresh()
            elif self.shown + LINE_S <= time.monotonic():
                self._write_line()

    def _report_stall(self) -> None:
        """Say that nothing was done for long, where units are counted."""
        self.moved = time.monotonic()
        if self.total is None and not self.done:
            return
        waiting = f"\n    Still to come: {self.waits_for()}" if self.waits_for else ""
        minutes = format_seconds(round(STALL_REPORT_S))
        self.stream.write(
            f"{ERASE_LINE if self.bar is not None else ''}  ! nothing was done for {minutes}:"
            f" does a process, a disk or a server hang?{waiting}\n"
        )
        self.stream.flush()

    def _write_line(self) -> None:
        self.shown = time.monotonic()
        line = format_position(self.position())
        if self.total is None and not self.done:
            line = f"{self.what}, {format_seconds(round(self.shown - self.started))}"
        self.stream.write(f"  {line}\n")
        self.stream.flush()

    def __call__(self, count: int = 1) -> None:
        """Count units that are done."""
        self.move_to(self.done + count)

    @contextmanager
    def phase(self, text: str) -> Iterator[None]:
        """Show what is done meanwhile, which cannot be counted, and how long it takes."""
        self.is_paused, has_bar = True, self.bar is not None
        if has_bar:
            self.bar.close()
        quiet = not (has_bar or self.lines)
        try:
            with Progress(text, quiet=quiet, stream=self.stream):
                yield
        finally:
            if has_bar:
                self.bar = self._new_bar()
            self.moved = time.monotonic()
            self.is_paused = False

    def expect(self, total: int | None) -> None:
        """Say how many units there will be."""
        self.total = total
        if self.bar is not None:
            self.bar.bar_format = self._bar_format()
            self.bar.total = total
            self.bar.refresh()

    def move_to(self, done: int, total: int | None = None, what: str | None = None) -> None:
        """Say how many units are done in all."""
        if what is not None:
            self.what = what
            if self.bar is not None:
                self.bar.set_description_str(what, refresh=False)
        if total is not None and total != self.total:
            self.expect(total)
        if self.total is not None and done > self.total:  # an archive holds more than one document
            self.expect(None)
        now = time.monotonic()
        more, self.done = done - self.done, done
        if more:
            self.moved = now
        if self.bar is not None:
            self.bar.bar_format = self._bar_format()
            self.bar.update(more)
        if self.lines and now - self.shown >= LINE_S:
            self._write_line()
        if self.run is not None and now - self.recorded >= RECORD_S:
            self.recorded = now
            self._record(self.run)

    def position(self) -> Position:
        """Return what is done, of how many, how fast, and when it will be done."""
        seconds = time.monotonic() - self.started
        rate = self.done / seconds if seconds > 0 else 0.0
        left = (self.total - self.done) / rate if self.total is not None and rate else None
        return Position(
            what=self.what,
            done=self.done,
            total=self.total,
            rate=round(rate, 4),
            left_s=None if left is None else round(left),
            at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )

    def _record(self, run: Run) -> None:
        """Write the numbers to the run's row; they are no reason for it to fail."""
        try:
            run.record_position(self.position())
        except sqlite3.OperationalError:
            return  # another process writes for longer than one waits: the next time
