"""(d) Peak memory while giants are crawled: a package, a CSV, a ZIP with a bomb inside."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.measures import Row
from tests.bench.running import ROOT, Ran, run

LIMIT_MB = 400
CONTACT = "https://example.org/bench"


def streams(work: Path, scale: float) -> Iterator[Row]:
    """Peak memory of all processes while giants are crawled from mock portals."""
    month = ("--since", "2024-03-01", "--until", "2024-03-31")
    with giants(work, scale) as at:
        ran, database = crawled(work, "anac", at["anac"], *month)
        yield _row(f"a package of {1024 * scale:,.0f} MB", ran, database)
        ran, database = crawled(work, "canada_disclosure", at["canada_disclosure"])
        yield _row(f"a CSV of {2048 * scale:,.0f} MB", ran, database)
        ran, database = crawled(work, "ocds:georgia", at["ocds:georgia"])
        bombs = refused(database)
        yield _row(f"a ZIP of {500 * scale:,.0f} MB with a bomb inside", ran, database)
        yield Row("  the bomb", "refused" if bombs else "opened", "refused", bombs == 1)


def _row(what: str, ran: Ran, database: Path) -> Row:
    records = stored(database)
    seen = f"{ran.peak_mb:.0f} MB, {records:,} records, {ran.seconds:.0f} s"
    shutil.rmtree(database.parent)
    return Row(what, seen, f"under {LIMIT_MB} MB", ran.peak_mb < LIMIT_MB and records > 0)


@contextmanager
def giants(work: Path, scale: float) -> Iterator[dict[str, str]]:
    """The mock giants in a process of their own, portal -> address."""
    folder = work / "giants"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.bench.big_portals", str(folder), str(scale)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())
    finally:
        server.terminate()
        server.wait(timeout=20)
        shutil.rmtree(folder)


def crawled(work: Path, portal: str, address: str, *more: str) -> tuple[Ran, Path]:
    """``vigie crawl`` of one giant, watched, and where its database lies."""
    store = work / portal.replace(":", "-")
    output_file, config = store.with_suffix(".txt"), work / "vigie.toml"
    config.write_text(f'[vigie]\ncontact = "{CONTACT}"\n', encoding="utf-8")
    script = '"$@" > "$0" 2>&1; true'  # a refused bomb is exit status 1, and meant
    command = [
        "sh",
        "-c",
        script,
        str(output_file),
        sys.executable,
        "-m",
        "monitor.cli.main",
        "--config",
        str(config),
        "crawl",
        portal,
        *more,
        "--pace",
        "0",
        "--mock",
        json.dumps({portal: address}),
        "--db",
        str(store / "vigie.db"),
        "--archive",
        str(store / "archive"),
    ]
    ran = run(command, watch=True)
    return ran, store / "vigie.db"


def stored(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        return int(connection.execute("SELECT count(*) FROM register").fetchone()[0])


def refused(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        cursor = connection.execute("SELECT count(*) FROM troubles WHERE code = 'archive_bomb'")
        return int(cursor.fetchone()[0])
