"""A small installation, its commands, and a person at the desk over real HTTP."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from monitor.demo.shift_dates import copy_shifted
from tests.forked_commands import ForkedCommand, run

DEMO = Path(__file__).parents[2] / "data" / "demo"
KEYS: dict[str, str] = {}  # of open desks, by address
_FIELD = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">')


def command(folder: Path, *arguments: object) -> tuple[object, ...]:
    settings = folder / "vigie.toml"
    settings.write_text(f'[paths]\nhome = "{folder}"\n', encoding="utf-8")
    return ("--config", settings, *arguments)


def vigie(folder: Path, *arguments: object, status: int = 0) -> str:
    """Run a command on the installation; return what it printed."""
    done = run(*command(folder, *arguments))
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def rows(folder: Path, sql: str, *values: object, name: str = "vigie") -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / f"{name}.db")) as database:
        return database.execute(sql, values).fetchall()


def installation(folder: Path) -> Path:
    """An installation that has read some notices of the demonstration, published lately."""
    documents = copy_shifted(datetime.now(UTC).date(), DEMO, folder / "documents")
    vigie(folder, "ingest", "ted", documents / "ted")
    return folder


@contextmanager
def open_desk(folder: Path) -> Iterator[str]:
    """The address of a desk that runs in a process of its own."""
    process = ForkedCommand(*command(folder, "review", "--port", "0"))
    try:
        text = process.stdout.readline()
        match = re.search(r"(http://127\.0\.0\.1:\d+)/\?key=(\S{32})\n", text)
        assert match, text
        KEYS[match[1]] = match[2]
        yield match[1]
    finally:
        process.terminate()
        assert process.wait(timeout=60) == 0


@dataclass
class Reader:
    """A reviewer with cookies of their own."""

    address: str
    name: str
    opener: OpenerDirector = field(default_factory=lambda: build_opener(HTTPCookieProcessor()))
    page: str = ""

    def begin(self) -> Reader:
        assert self.get(f"/?key={KEYS[self.address]}") == 200
        self.get("/en/reviewer")
        self.post("/en/reviewer", reviewer=self.name)
        return self

    def get(self, path: str, **headers: str) -> int:
        return self._asked(Request(self.address + path, headers=headers))

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> int:
        """Send the fields of the first form of the page that is open, and these."""
        form = self.page.partition("</form>")[0]
        given = dict(_FIELD.findall(form)) | fields
        body = urlencode(given).encode()
        return self._asked(Request(self.address + path, body, headers or {}))

    def answer(self, answer: str, reason: str = "", **fields: str) -> int:
        return self.post("/en/answer", answer=answer, reason=reason, **fields)

    def claim(self) -> tuple[str, str]:
        """Contract and claim on the page that is open."""
        fields = dict(_FIELD.findall(self.page))
        return fields["contract"], fields["claim"]

    def _asked(self, request: Request) -> int:
        try:
            with self.opener.open(request, timeout=120) as answer:
                self.page = answer.read().decode()
                return int(answer.status)
        except HTTPError as error:
            self.page = error.read().decode()
            return error.code
