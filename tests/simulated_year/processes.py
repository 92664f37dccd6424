"""What runs beside the nights: the process that crawls, and the site with its one visitor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Worker:
    """The process that crawls; a new one after it was killed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def crawl(self, job: Mapping[str, Any]) -> None:
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.simulated_year.crawler"],
                cwd=ROOT,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        if not self.process.stdout.readline():  # it was killed
            self.process.wait()

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@dataclass
class Site:
    """``vigie web`` on the database of the nights, asked every two seconds by nobody in
    particular, and at the end of each night: how often does not depend on the machine alone."""

    config: Path
    address: str
    failures: list[str] = field(default_factory=list)
    asked: int = 0
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "monitor.cli.main", "--config", str(self.config), "web"]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout is not None
        assert "http://" in self.process.stdout.readline()
        self.ended = threading.Event()
        self.visitor = threading.Thread(target=self._visit)
        self.visitor.start()

    def close(self) -> None:
        if self.process is not None:
            self.ended.set()
            self.visitor.join()
            self.process.terminate()
            self.process.wait(timeout=60)
            self.process = None

    def _visit(self) -> None:
        while not self.ended.wait(2):
            self.visit()

    def visit(self) -> None:
        for path in ("/en/", "/fr/sources", "/vigie/contracts.json?_size=1"):
            self.get(path)

    def get(self, path: str) -> str:
        """A page; what does not answer is noted."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=60) as answer:
                self.asked += 1
                return str(answer.read().decode())
        except OSError as error:
            self.failures.append(f"{path}: {error}")
            return ""
