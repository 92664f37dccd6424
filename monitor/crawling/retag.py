"""Rules or vendor tables changed: judge everything again, what is published and what was left out.

Published notices are judged from their snapshots.  Of those left out the register keeps title,
suppliers and codes: when these would now be judged otherwise, or when a person decided about the
notice, its document is read again from the archive.  Words of descriptions and lots, and numbers of
suppliers, are in no register: when a table that looks at them has changed, the documents of all
notices left out are read again.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from monitor.crawling.parallel_parsing import read
from monitor.crawling.replay import document_of
from monitor.runtime.runs import Run
from pipelines.classify.scope import scope_of_register_row
from pipelines.model import Notice, ParsedDocument
from pipelines.reference.loading import REFERENCE_FOLDER, table_versions
from pipelines.stages import Stages, record_table_versions, rules_version
from pipelines.stages import new_writer as open_writer
from pipelines.store.database import get_meta
from pipelines.store.notice_snapshots import unpack
from pipelines.store.writer import Writer
from spiders.archive import ArchiveDamaged
from spiders.archive import read as read_archive

BATCH = 200
EXAMPLES = 10
# Files of data/reference whose change the register alone can tell, or that judge nothing.  All
# others look at words or numbers that are only in the documents.
REGISTER_TELLS = frozenset(
    (
        "README.md",
        "buyers.csv",
        "classification_codes.csv",
        "corrections.csv",
        "cpv.csv",
        "exchange_rates.csv",
        "given_names.csv",
        "name_words.csv",
        "ocds_portals.yml",
        "person_words.csv",
        "portals.csv",
        "vendor_aliases.csv",
        "rules/clauses.yml",
        "coverage.yml",
        "licences.csv",
        "questions.yml",
        "records_requests.yml",
        "thresholds.yml",
    )
)


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


def told(notice: Notice) -> dict[str, str]:
    """Notice -> what scope and tags say of it, one value a tag (groups for vendors)."""
    found: dict[str, str] = {"digital": notice.scope.digital if notice.scope else "no"}
    for tag in notice.tags:
        name = f"vendor {tag.value}" if tag.tag == "vendor" else tag.tag
        value = "yes" if tag.tag == "vendor" else tag.value
        if found.get(name) != "yes":
            found[name] = value
    return found


class LeftOut(NamedTuple):
    """A register row of a notice out of scope."""

    document_sha256: str
    notice_id: str
    portal: str
    published: str | None
    title: str | None
    suppliers: str | None
    codes: str | None


def retag(
    connection: sqlite3.Connection,
    archive: Path,
    stages: Stages,
    run: Run,
    folder: Path = REFERENCE_FOLDER,
) -> Moves:
    """Judge everything again; ``run.counts``: entered, left, moved, reread (documents).

    ``folder`` is where the tables of ``stages`` lie: what changed there since the last retag says
    how much must be read again.
    """
    again = Retag(connection, archive, stages, run, open_writer(connection, run.id, stages))
    everything = bool(changed_tables(connection, folder) - REGISTER_TELLS)
    again.published()
    again.left_out(everything)
    record_table_versions(connection, folder)
    run.counts.update(again.writer.counts)
    run.counts["moved"] = sum(again.moves.counts.values())
    return again.moves


def changed_tables(connection: sqlite3.Connection, folder: Path) -> set[str]:
    """Files of the folder that are not as they were at the last retag; all when nobody knows."""
    now = table_versions(folder)
    stored = get_meta(connection, "tables")
    if stored is None:
        is_same = get_meta(connection, "rules_version") == rules_version(folder)
        return set() if is_same else set(now)
    before: dict[str, str] = json.loads(stored)
    return {name for name in now.keys() | before.keys() if now.get(name) != before.get(name)}


@dataclass
class Retag:
    """One retag of an open database."""

    connection: sqlite3.Connection
    archive: Path
    stages: Stages
    run: Run
    writer: Writer
    moves: Moves = field(default_factory=Moves)

    def published(self) -> None:
        """Judge the published notices; those that are no longer in scope leave."""
        last = ""
        while batch := self.connection.execute(
            "SELECT notice_id, notice FROM snapshots WHERE notice_id > ? ORDER BY notice_id"
            " LIMIT ?",
            (last, BATCH),
        ).fetchall():
            last = batch[-1][0]
            changed: list[Notice] = []
            for _, stored in batch:
                before = unpack(stored)
                after = self.stages.classify(before)
                if after == before:
                    continue
                changed.append(after)
                self.moves.note(before, told(before), told(after))
                self.run.counts["left"] += told(after)["digital"] == "no"
            self.writer.save_reclassified(changed)

    def left_out(self, everything: bool) -> None:
        """Read again the documents of left-out notices that may enter, or of all of them."""
        for sha256, rows in self._documents():
            if everything or any(may_enter(row, self.stages) for row in rows):
                self._enter(sha256, {row.notice_id for row in rows})

    def _documents(self) -> Iterator[tuple[str, list[LeftOut]]]:
        """Documents with notices that were left out, and the register rows of these."""
        last = ""
        while shas := [
            sha256
            for (sha256,) in self.connection.execute(
                "SELECT DISTINCT document_sha256 FROM register WHERE scope = 'no'"
                " AND document_sha256 > ? ORDER BY document_sha256 LIMIT ?",
                (last, BATCH),
            )
        ]:
            found: dict[str, list[LeftOut]] = {sha256: [] for sha256 in shas}
            for row in map(
                LeftOut._make,
                self.connection.execute(
                    f"SELECT {', '.join(LeftOut._fields)} FROM register WHERE scope = 'no'"
                    " AND document_sha256 > ? AND document_sha256 <= ? ORDER BY notice_id",
                    (last, shas[-1]),
                ).fetchall(),
            ):
                found[row.document_sha256].append(row)
            last = shas[-1]
            yield from found.items()

    def _enter(self, sha256: str, ids: set[str]) -> None:
        reading = self._reread(sha256)
        if reading is None:
            return
        self.run.counts["reread"] += 1
        entered = [n for n in reading.notices if n.id in ids and told(n)["digital"] != "no"]
        for notice in entered:
            self.moves.note(notice, {}, told(notice))
        self.run.counts["entered"] += len(entered)
        self.writer.save_reclassified(entered)

    def _reread(self, sha256: str) -> ParsedDocument | None:
        file, offset = self.connection.execute(
            "SELECT archive_file, archive_offset FROM documents WHERE sha256 = ?", (sha256,)
        ).fetchone()
        try:
            record = read_archive(self.archive, file, offset)
        except ArchiveDamaged as error:
            self.run.problems.append(str(error))
            return None
        return self.stages.run(read(record.portal, document_of(record), record.body))


def may_enter(row: LeftOut, stages: Stages) -> bool:
    """Whether what the register keeps would now be judged otherwise, or a person did so."""
    number = row.notice_id.removeprefix(f"{row.portal}:")
    if (row.portal, number) in stages.tables.corrections_by_notice:
        return True
    names = tuple(row.suppliers.split(" | ")) if row.suppliers else ()
    on = date.fromisoformat(row.published) if row.published else None
    return (
        scope_of_register_row(row.title, names, pairs(row.codes), stages.tables, on).digital != "no"
    )


def pairs(codes: str | None) -> list[tuple[str, str]]:
    """Codes of a register row -> (scheme, code)."""
    found: list[tuple[str, str]] = []
    for code in (codes or "").split():
        scheme, _, number = code.partition(":")
        found.append((scheme, number))
    return found
