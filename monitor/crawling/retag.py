"""Classify all notices again after rules or vendor tables changed.

Published notices are classified from their snapshots.  Of notices out of scope the register keeps
title, suppliers and codes: if these would now be in scope, or if a person corrected the notice, its
document is parsed again from the archive.  Descriptions, lots and registry numbers of suppliers are
not in the register: if a table that uses them changed, all such documents are parsed again.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from monitor.crawling.parallel_parsing import parse_document
from monitor.crawling.replay import document_from_record
from monitor.runtime.runs import Run
from pipelines.model import (
    Award,
    Code,
    Notice,
    Organization,
    ParsedDocument,
    Supplier,
    Text,
)
from pipelines.reference.loading import REFERENCE_FOLDER, table_versions
from pipelines.stages import (
    Stages,
    record_reviews_version,
    record_table_versions,
    rules_version,
)
from pipelines.stages import new_writer as open_writer
from pipelines.store.database import get_meta
from pipelines.store.notice_codec import unpack
from pipelines.store.writer import Writer
from spiders.archive import ArchiveDamaged
from spiders.archive import read as read_archive

BATCH = 200
EXAMPLES = 10
# Files of data/reference that affect no classification, or only by what the register holds.  All
# others are matched against words or numbers that are only in the documents.
REGISTER_SUFFICES = frozenset(
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
        "surname_endings.csv",
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
class TagChanges:
    """Count the changes of tags that a retag made, by (tag, from, to), with a few examples."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    def add(self, notice: Notice, before: dict[str, str], after: dict[str, str]) -> None:
        for name in sorted(before.keys() | after.keys()):
            was, now = before.get(name, "no"), after.get(name, "no")
            if was == now:
                continue
            key = (name, was, now)
            self.counts[key] += 1
            shown = self.examples.setdefault(key, [])
            if len(shown) < EXAMPLES:
                shown.append(f"{notice.id} {notice.title or ''}"[:100])


def tag_values(notice: Notice) -> dict[str, str]:
    """Return the value of each tag of a notice, and of each vendor group."""
    values: dict[str, str] = {"digital": notice.scope.digital if notice.scope else "no"}
    for tag in notice.tags:
        name = f"vendor {tag.value}" if tag.tag == "vendor" else tag.tag
        value = "yes" if tag.tag == "vendor" else tag.value
        if values.get(name) != "yes":
            values[name] = value
    return values


class OutOfScopeRow(NamedTuple):
    """A row of ``register`` for a notice out of scope, with its ``register_suppliers``."""

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
) -> TagChanges:
    """Classify everything again; ``run.counts``: entered, left, moved, reread (documents).

    ``folder`` holds the tables of ``stages``: which of them changed since the last retag decides
    how many documents are parsed again.
    """
    retagger = Retagger(connection, archive, stages, run, open_writer(connection, run.id, stages))
    everything = bool(changed_tables(connection, folder) - REGISTER_SUFFICES)
    retagger.retag_published()
    retagger.retag_out_of_scope(everything)
    record_table_versions(connection, folder)
    record_reviews_version(connection, stages)
    run.counts.update(retagger.writer.counts)
    run.counts["moved"] = sum(retagger.changes.counts.values())
    return retagger.changes


def changed_tables(connection: sqlite3.Connection, folder: Path) -> set[str]:
    """Return the tables that changed since the last retag; all if none was recorded."""
    now = table_versions(folder)
    stored = get_meta(connection, "tables")
    if stored is None:
        is_same = get_meta(connection, "rules_version") == rules_version(folder)
        return set() if is_same else set(now)
    before: dict[str, str] = json.loads(stored)
    return {name for name in now.keys() | before.keys() if now.get(name) != before.get(name)}


def retag_reviewed(
    connection: sqlite3.Connection, archive: Path, stages: Stages, run: Run
) -> TagChanges:
    """Classify the published notices that reviewers answered about; counts as in ``retag``."""
    retagger = Retagger(connection, archive, stages, run, open_writer(connection, run.id, stages))
    ids = sorted(stages.tables.reviews_by_notice)
    for start in range(0, len(ids), BATCH):
        rows = connection.execute(
            "SELECT notice_id, notice FROM snapshots"
            " WHERE notice_id IN (SELECT value FROM json_each(?)) ORDER BY notice_id",
            (json.dumps(ids[start : start + BATCH]),),
        ).fetchall()
        retagger.retag_batch(stored for _, stored in rows)
    record_reviews_version(connection, stages)
    run.counts.update(retagger.writer.counts)
    run.counts["moved"] = sum(retagger.changes.counts.values())
    return retagger.changes


def decided_tags(notice: Notice) -> set[tuple[str, str | None, str, date]]:
    """Return what people decided of a notice: tag, award, value, day."""
    return {
        (tag.tag, tag.award, tag.value, tag.checked_on)
        for tag in notice.tags
        if tag.checked_on is not None
    }


@dataclass
class Retagger:
    """A retag of an open database."""

    connection: sqlite3.Connection
    archive: Path
    stages: Stages
    run: Run
    writer: Writer
    changes: TagChanges = field(default_factory=TagChanges)

    def retag_published(self) -> None:
        """Classify the published notices; remove those that are no longer in scope."""
        last = ""
        while batch := self.connection.execute(
            "SELECT notice_id, notice FROM snapshots WHERE notice_id > ? ORDER BY notice_id"
            " LIMIT ?",
            (last, BATCH),
        ).fetchall():
            last = batch[-1][0]
            self.retag_batch(stored for _, stored in batch)

    def retag_batch(self, snapshots: Iterable[bytes]) -> None:
        """Classify notices by their snapshots; what people decided has the cause ``human``."""
        changed: dict[str, list[Notice]] = {"retag": [], "human": []}
        for stored in snapshots:
            before = unpack(stored)
            after = self.stages.classify(before)
            if after == before:
                continue
            cause = "retag" if decided_tags(after) == decided_tags(before) else "human"
            changed[cause].append(after)
            self.changes.add(before, tag_values(before), tag_values(after))
            self.run.counts["left"] += tag_values(after)["digital"] == "no"
        for cause, notices in changed.items():
            self.writer.save_reclassified(notices, cause)

    def retag_out_of_scope(self, everything: bool) -> None:
        """Parse again the documents of notices that may enter the scope, or of all out of scope."""
        for sha256, rows in self._documents():
            if everything or any(may_enter_scope(row, self.stages) for row in rows):
                self._reread_and_add(sha256, {row.notice_id for row in rows})

    def _documents(self) -> Iterator[tuple[str, list[OutOfScopeRow]]]:
        """Yield documents with notices out of scope, and the register rows of these."""
        last = ""
        while shas := [
            sha256
            for (sha256,) in self.connection.execute(
                "SELECT DISTINCT document_sha256 FROM register WHERE scope = 'no'"
                " AND document_sha256 > ? ORDER BY document_sha256 LIMIT ?",
                (last, BATCH),
            )
        ]:
            rows_by_document: dict[str, list[OutOfScopeRow]] = {sha256: [] for sha256 in shas}
            for row in map(
                OutOfScopeRow._make,
                self.connection.execute(
                    "SELECT document_sha256, notice_id, portal, published, title,"
                    " register_suppliers.suppliers, codes"
                    " FROM register LEFT JOIN register_suppliers USING (notice_id)"
                    " WHERE scope = 'no' AND document_sha256 > ? AND document_sha256 <= ?"
                    " ORDER BY notice_id",
                    (last, shas[-1]),
                ).fetchall(),
            ):
                rows_by_document[row.document_sha256].append(row)
            last = shas[-1]
            yield from rows_by_document.items()

    def _reread_and_add(self, sha256: str, ids: set[str]) -> None:
        reading = self._reread(sha256)
        if reading is None:
            return
        self.run.counts["reread"] += 1
        entered = [n for n in reading.notices if n.id in ids and tag_values(n)["digital"] != "no"]
        for notice in entered:
            self.changes.add(notice, {}, tag_values(notice))
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
        return self.stages.run(
            parse_document(record.portal, document_from_record(record), record.body)
        )


def may_enter_scope(row: OutOfScopeRow, stages: Stages) -> bool:
    """Return whether a notice would be in scope by its register row, or was corrected by hand."""
    number = row.notice_id.removeprefix(f"{row.portal}:")
    if (row.portal, number) in stages.tables.corrections_by_notice:
        return True
    names = tuple(row.suppliers.split(" | ")) if row.suppliers else ()
    on = date.fromisoformat(row.published) if row.published else None
    scope = stages.classify(_notice_of_row(row, names, on)).scope
    return scope is not None and scope.digital != "no"


def _notice_of_row(row: OutOfScopeRow, names: tuple[str, ...], on: date | None) -> Notice:
    """Build a notice of the few fields that the register keeps."""
    suppliers = tuple(Supplier(Organization(name)) for name in names)
    codes = enumerate(parse_codes(row.codes))
    return Notice(
        id=row.notice_id,
        portal=row.portal,
        number=row.notice_id.removeprefix(f"{row.portal}:"),
        kind="award",
        published=on,
        codes=tuple(Code(scheme, code, main=n == 0) for n, (scheme, code) in codes),
        texts=(Text("title", row.title),) if row.title else (),
        awards=(Award(key="1", suppliers=suppliers),) if suppliers else (),
    )


def parse_codes(codes: str | None) -> list[tuple[str, str]]:
    """Split the codes of a register row into (scheme, code)."""
    pairs: list[tuple[str, str]] = []
    for code in (codes or "").split():
        scheme, _, number = code.partition(":")
        pairs.append((scheme, number))
    return pairs
