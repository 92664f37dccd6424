"""A lock that threads get in the order in which they asked for it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class FairLock:
    """Handed to the thread that has waited longest.

    A lock or semaphore of ``threading`` goes to whoever comes by before the thread that was woken
    runs again, which then waits anew, behind all others.
    """

    def __init__(self) -> None:
        self._change = threading.Lock()
        self._is_held = False
        self._waiting: deque[threading.Lock] = deque()

    @contextmanager
    def turn(self, patience_s: float) -> Iterator[None]:
        """Run the body alone, or without the lock when others hold it too long."""
        is_mine = self.acquire(patience_s)
        try:
            yield
        finally:
            if is_mine:
                self.release()

    def acquire(self, timeout: float) -> bool:
        """Return whether it was got within ``timeout`` seconds."""
        with self._change:
            if not self._is_held:
                self._is_held = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=timeout):
            return True
        with self._change:
            if turn not in self._waiting:  # handed over at the last moment
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        with self._change:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_held = False
