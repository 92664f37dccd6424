"""Writes to a database as a crawl does: batches of new notices, at the end the figures.

    python -m tests.bench.writing FILE SECONDS NOTICES_A_BATCH

Prints a line when the first batch is stored; at the end the number of batches and how many times
the figures were made.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

from monitor.aggregates.refresh import refresh
from pipelines.model import Notice
from pipelines.store.database import connect
from pipelines.store.writer import Writer
from tests.pipelines.store.store_support import (
    RANK,
    SCC,
    award,
    euros,
    notice,
    reading,
    replace,
    tag,
)


def made(number: int, today: date) -> Notice:
    """A notice of today with one contract, like those that a night brings."""
    value = award(who=(SCC,), value=euros(10_000 + number), value_kind="exact", status="active")
    claim = tag("data_outsourcing", key="LOT-0001", evidence="Maintenance")
    title = f"Maintenance des postes de travail, lot {number}"
    example = notice(
        f"{900_000_000 + number}-2026", procedure=f"own-{number}", awards=(value,), title=title
    )
    return replace(example, published=today, tags=(claim,))


def main(path: Path, seconds: float, size: int) -> None:
    connection = connect(path)
    writer = Writer(connection, rank=RANK)
    first = connection.execute("SELECT coalesce(max(rowid), 0) FROM changes").fetchone()[0]
    today, end = date.today(), time.monotonic() + seconds
    batches = 0
    while time.monotonic() < end:
        start = first + batches * size
        writer.save([reading(made(start + index, today)) for index in range(size)])
        batches += 1
        if batches == 1:
            sys.stdout.write("writing\n")
            sys.stdout.flush()
        time.sleep(0.2)  # a portal is asked politely: between two pages nothing is written
    refresh(connection)
    connection.close()
    sys.stdout.write(f"{batches} 1\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
