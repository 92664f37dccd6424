"""Rules or vendor tables changed: judge everything again, what is published and what was left out.

Published notices are judged from their snapshots.  Of those left out, the register tells which may
change sides; their documents are read again from the archive.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from monitor.ingest import read
from monitor.replay import document_of
from monitor.runs import Run
from pipelines.model import Notice, Reading, Tag
from pipelines.scope import scope_of
from pipelines.stages import Stages, rules_version
from pipelines.stages import writer as open_writer
from pipelines.store.database import set_meta
from pipelines.store.snapshots import unpack
from pipelines.store.write import Writer
from spiders.archive import ArchiveDamaged
from spiders.archive import read as read_archive

BATCH = 200
EXAMPLES = 10


@dataclass
class Moves:
    """What a retag moved: (tag, from, to) -> how many, with a few examples."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    def note(self, notice: Notice, before: dict[str, str], after: dict[str, str]) -> None:
        for name in sorted(before.keys() | after.keys()):
            was, now = before.get(name, "no"), after.get(name, "no")
            if was == now:
                continue
            key = (name, was, now)
            self.counts[key] += 1
            shown = self.examples.setdefault(key, [])
            if len(shown) < EXAMPLES:
                shown.append(f"{notice.id} {notice.title or ''}"[:100])


def told(tags: tuple[Tag, ...]) -> dict[str, str]:
    """Tags -> what they say, one value a tag (groups for vendors)."""
    found: dict[str, str] = {}
    for tag in tags:
        name = f"vendor {tag.value}" if tag.tag == "vendor" else tag.tag
        value = "yes" if tag.tag == "vendor" else tag.value
        if found.get(name) != "yes":
            found[name] = value
    return found


def retag(connection: sqlite3.Connection, archive: Path, stages: Stages, run: Run) -> Moves:
    """Judge everything again; ``run.counts``: entered, left, moved."""
    moves = Moves()
    writer = open_writer(connection, run.id, stages)
    _published(connection, writer, stages, run, moves)
    _left_out(connection, writer, stages, archive, run)
    set_meta(connection, "rules_version", rules_version())
    run.counts.update(writer.counts)
    return moves


def _published(
    connection: sqlite3.Connection, writer: Writer, stages: Stages, run: Run, moves: Moves
) -> None:
    for ids in _batches(connection, "SELECT notice_id FROM snapshots ORDER BY notice_id"):
        changed: list[Notice] = []
        for notice_id in ids:
            (stored,) = connection.execute(
                "SELECT notice FROM snapshots WHERE notice_id = ?", (notice_id,)
            ).fetchone()
            before = unpack(stored)
            after = stages.judge(before)
            if after == before:
                continue
            changed.append(after)
            moves.note(before, told(before.tags), told(after.tags))
            if after.scope is not None and after.scope.digital == "no":
                run.counts["left"] += 1
        writer.rejudge(changed)
    run.counts["moved"] = sum(moves.counts.values())


def _batches(connection: sqlite3.Connection, sql: str) -> Iterator[list[str]]:
    ids = [row[0] for row in connection.execute(sql)]
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _left_out(
    connection: sqlite3.Connection, writer: Writer, stages: Stages, archive: Path, run: Run
) -> None:
    """Notices out of scope whose register row would now be judged otherwise: read them again."""
    wanted: dict[str, list[str]] = {}
    for notice_id, title, suppliers, codes, sha256 in connection.execute(
        "SELECT notice_id, title, suppliers, codes, document_sha256 FROM register"
        " WHERE scope = 'no' ORDER BY notice_id"
    ):
        names = tuple(suppliers.split(" | ")) if suppliers else ()
        if scope_of(title, names, pairs(codes), stages.tables).digital != "no":
            wanted.setdefault(sha256, []).append(notice_id)
    for sha256, ids in wanted.items():
        reading = _reread(connection, archive, stages, sha256, run)
        if reading is None:
            continue
        entered = [
            n for n in reading.notices if n.id in ids and n.scope and n.scope.digital != "no"
        ]
        run.counts["entered"] += len(entered)
        writer.rejudge(entered)


def pairs(codes: str | None) -> list[tuple[str, str]]:
    """Codes of a register row -> (scheme, code)."""
    found: list[tuple[str, str]] = []
    for code in (codes or "").split():
        scheme, _, number = code.partition(":")
        found.append((scheme, number))
    return found


def _reread(
    connection: sqlite3.Connection, archive: Path, stages: Stages, sha256: str, run: Run
) -> Reading | None:
    file, offset = connection.execute(
        "SELECT archive_file, archive_offset FROM documents WHERE sha256 = ?", (sha256,)
    ).fetchone()
    try:
        record = read_archive(archive, file, offset)
    except ArchiveDamaged as error:
        run.problems.append(str(error))
        return None
    return stages.run(read(record.portal, document_of(record), record.body))
