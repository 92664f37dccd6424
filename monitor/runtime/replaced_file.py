"""End a process that reads a file when another one takes its place.

SQLite goes on reading the file that it opened, whose name is gone: after a copy was put back, a
site would show the old rows for as long as it runs, and nothing would say so.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from pathlib import Path

CHECK_INTERVAL_S = 5.0
log = logging.getLogger("vigie.web")


def end_when_replaced(path: Path) -> threading.Event:
    """Send SIGTERM to this process once another file has this path; the event says that it was so.

    A file that is gone is awaited: somebody is about to put another one there.
    """
    first, replaced = _identity(path), threading.Event()

    def watch() -> None:
        while True:
            time.sleep(CHECK_INTERVAL_S)
            now = _identity(path)
            if now is not None and now != first:
                replaced.set()
                log.error(
                    "%s was replaced by another file: the site ends, to be started again", path
                )
                os.kill(os.getpid(), signal.SIGTERM)
                return

    threading.Thread(target=watch, name="replaced file", daemon=True).start()
    return replaced


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
