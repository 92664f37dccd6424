"""A run of alerts that kills itself at a step, for a process of its own."""

from __future__ import annotations

import os
import signal
from datetime import datetime
from pathlib import Path

from tests.alerts.support import Installation


def run_killed_at(step: str, place: int, folder: Path, port: int, now: datetime) -> None:
    """Run alerts; at the ``place``-th time after the first that a step is met, die of it."""
    left = place

    def fault(name: str) -> None:
        nonlocal left
        if name == step:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    Installation(folder, port, now).run_alerts(fault=fault)
