"""(h) What a night costs when a million contracts are there already: the same notices, twice.

The drawn database is that of the site (``million.py``), with ``--work`` drawn once.  Each time
other notices come, since a notice that is known costs nothing.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from tests.bench import documents, million
from tests.bench.measures import Row
from tests.bench.running import Ran, vigie

MAX_COST_RATIO = 1.3  # times what it costs in an empty database


def growth(work: Path, amount: int, contracts: int) -> Iterator[Row]:
    """``vigie ingest ted`` into an empty database and into a full one, both with figures made."""
    full = work / f"{contracts}.db"
    million.write(full, contracts, date.today(), say=lambda _: None)
    _ingested(work, full, 50)  # makes what a newer version of Vigie makes of all contracts
    empty = _ingested(work, work / "empty" / "vigie.db", amount)
    shutil.rmtree(work / "empty")
    there = _ingested(work, full, amount)
    yield Row(f"{amount:,} notices into an empty database", _told(empty))
    yield Row(f"  into one of {contracts:,} contracts", _told(there))
    for name, ratio in (
        ("wall time", there.seconds / empty.seconds),
        ("processor time", there.cpu_s / empty.cpu_s),
    ):
        yield Row(
            f"  times, {name}", f"{ratio:.2f}", f"at most {MAX_COST_RATIO}", ratio <= MAX_COST_RATIO
        )


def _told(ran: Ran) -> str:
    return f"{ran.seconds:.1f} s, {ran.cpu_s:.1f} s of processor"


def _ingested(work: Path, database: Path, amount: int) -> Ran:
    folder, archive = work / "night", work / "archive"
    documents.write(folder, amount, first_copy=_received(database))
    try:
        return vigie("ingest", "ted", folder, "--db", database, "--archive", archive)
    finally:
        shutil.rmtree(folder)
        shutil.rmtree(archive, ignore_errors=True)


def _received(database: Path) -> int:
    """Return how many documents came so far: a number that no copy of a notice has yet."""
    if not database.exists():
        return 1
    with closing(sqlite3.connect(database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM receipts").fetchone()
    return int(count) + 1
