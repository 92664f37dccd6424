"""Log what the commands of the schedule write, line by line, with time, job and level."""

from __future__ import annotations

import logging
import re
import subprocess
import threading
from collections import deque

LINES_KEPT = 5  # of what a command wrote, to say why it ended
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"  # the name is that of the job
# as Scrapy writes its lines: 2026-11-28 03:30:00 [boamp] ERROR: …
_LOG_LINE = re.compile(r"\S+ \S+ \[[\w.:]+\] (DEBUG|INFO|WARNING|ERROR|CRITICAL): (.*)")


def split_level(line: str) -> tuple[int, str]:
    """Split a line that a command wrote into log level and text.

    Log lines carry a level; ``! …`` is a warning, ``vigie: …`` the error that ended the command.
    """
    if match := _LOG_LINE.fullmatch(line):
        return logging.getLevelNamesMapping()[match[1]], match[2]
    if line.startswith("vigie: "):
        return logging.ERROR, line.removeprefix("vigie: ")
    if line.lstrip().startswith("! "):
        return logging.WARNING, line.lstrip().removeprefix("! ")
    return logging.INFO, line


def log_output(
    job: str, process: subprocess.Popen[bytes], last_lines: deque[str] | None = None
) -> threading.Thread:
    """Log each line that a process writes, in a thread that ends with its output.

    ``last_lines`` gets the lines, too; it keeps what it has room for.
    """
    reader = threading.Thread(
        target=_log_lines, args=(job, process, last_lines), name=job, daemon=True
    )
    reader.start()
    return reader


def _log_lines(job: str, process: subprocess.Popen[bytes], last_lines: deque[str] | None) -> None:
    log = logging.getLogger(job)
    assert process.stdout is not None
    with process.stdout as output:
        for line in output:
            text = line.decode("utf-8", "replace").rstrip()
            if text:
                log.log(*split_level(text))
                if last_lines is not None:
                    last_lines.append(text)
