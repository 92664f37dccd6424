"""Update the ECB rate table from archived files and convert amounts that lacked a rate.

``vigie crawl ecb`` is a crawl like any other: asked politely, archived before it is read.  Its
files hold no notice; ``gather`` reads what they say into the table beside the objections, where
every reading finds it, and ``settle`` converts what was read before the rate of its day was known.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import takewhile
from pathlib import Path

from monitor.runtime.spider_registry import spider_class
from pipelines.model import Notice, replace
from pipelines.open_store import new_writer as open_writer
from pipelines.reference import ecb_rate_tables
from pipelines.stages import Stages, load_stages
from pipelines.store.notice_snapshot_codec import unpack
from spiders.archive.reader import read as read_archive
from spiders.archive.records import ArchiveDamaged
from spiders.archive.storage import Place

PORTAL = "ecb"
BATCH_NOTICES = 200


def rate_table_path(objections: Path) -> Path:
    """Return the path of the rate table, beside the list of objections."""
    return objections.with_name(ecb_rate_tables.ECB_FILE)


def update_rate_table(connection: sqlite3.Connection, archive: Place, file: Path) -> date | None:
    """Add rates of unread documents to the table and return the first day whose rate is new, or
    None.

    A day names the first document that says what holds; of two that differ, the later holds.
    """
    rates_by_day = ecb_rate_tables.read_rates_by_day(file)
    rates, changed_days = dict(rates_by_day), set()
    for document, body in _unread_documents(
        connection, archive, {sha256 for sha256, _ in rates_by_day.values()}
    ):
        for day, quoted in spider_class(PORTAL).rates(body):
            if day not in rates or rates[day][1] != quoted:
                rates[day] = (document, quoted)
                changed_days.add(day)
    if not changed_days:
        return None
    _write_table(file, rates)
    table = ecb_rate_tables.packaged_rates()
    new = [day for day in changed_days if day in rates_by_day or not _is_packaged(table, day)]
    return date.fromisoformat(min(new)) if new else None


def _is_packaged(table: ecb_rate_tables.EcbRates, day: str) -> bool:
    """Return whether the packaged table has a rate for this day."""
    rate = table.at_or_before("USD", date.fromisoformat(day))
    return rate is not None and rate[0].isoformat() == day


def _unread_documents(
    connection: sqlite3.Connection, archive: Place, read: set[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield documents of the ECB later than the last one in the table, oldest first."""
    rows = connection.execute(
        "SELECT sha256, archive_file, archive_offset FROM documents WHERE portal = ?"
        " AND error IS NULL AND archive_file IS NOT NULL ORDER BY received DESC, rowid DESC",
        (PORTAL,),
    ).fetchall()
    fresh = list(takewhile(lambda row: row[0] not in read, rows))
    for sha256, name, offset in reversed(fresh):
        try:
            yield sha256, read_archive(archive, name, offset).body
        except (ArchiveDamaged, FileNotFoundError):
            continue  # vigie integrity names it


def _write_table(file: Path, rates: ecb_rate_tables.RatesByDay) -> None:
    """Replace the file atomically."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.new")
    new.write_text(ecb_rate_tables.rates_csv(rates), encoding="ascii")
    os.replace(new, file)


def convert_amounts(connection: sqlite3.Connection, stages: Stages, since: date) -> int:
    """Convert notices in other currencies published since a day anew and return how many
    changed.

    Cause ``rate``: no amount as published changes, and nobody is notified.
    """
    writer = open_writer(connection, None, stages)
    ids = connection.execute(
        "SELECT n.id FROM notices n WHERE n.published >= ?1 AND (n.currency <> 'EUR' OR EXISTS"
        " (SELECT 1 FROM contract_notices k JOIN contracts c ON c.id = k.contract_id"
        "  WHERE k.notice_id = n.id AND c.currency <> 'EUR')) ORDER BY n.id",
        (since.isoformat(),),
    ).fetchall()
    changed = 0
    for start in range(0, len(ids), BATCH_NOTICES):
        converted: list[Notice] = []
        for (notice_id,) in ids[start : start + BATCH_NOTICES]:
            row = connection.execute(
                "SELECT notice FROM snapshots WHERE notice_id = ?", (notice_id,)
            ).fetchone()
            if row is not None:
                before = unpack(row[0])
                after = replace(
                    stages.anonymise_and_normalise(before), content_sha256=before.content_sha256
                )
                if after != before:
                    converted.append(stages.classify(after))
        writer.save_reclassified(converted, "rate")
        changed += len(converted)
    return changed


def update_rates_and_amounts(
    connection: sqlite3.Connection, archive: Place, objections: Path
) -> tuple[date | None, int]:
    """Update table and amounts after a crawl of the ECB or a replay; return first new day and
    notices.
    """
    since = update_rate_table(connection, archive, rate_table_path(objections))
    if since is None:
        return None, 0
    return since, convert_amounts(connection, load_stages(objections), since)
