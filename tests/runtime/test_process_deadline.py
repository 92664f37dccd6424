"""A process that is waited for too long is killed, and has ended then."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

from monitor.runtime.process_deadline import killed_after

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_one_that_is_overdue_has_ended_when_the_block_is_left() -> None:
    process = subprocess.Popen(SLEEP)
    with killed_after(process, 0.2) as is_overdue:
        assert is_overdue.wait(timeout=20)
    assert process.returncode == -signal.SIGKILL


def test_one_that_answers_in_time_is_left_alone() -> None:
    process = subprocess.Popen(SLEEP)
    try:
        with killed_after(process, 0.5) as is_overdue:
            pass
        time.sleep(1.0)
        assert not is_overdue.is_set()
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()
