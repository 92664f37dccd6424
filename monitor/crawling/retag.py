"""Classify all notices again after rules or vendor tables changed.

Published notices are classified from their snapshots.  Of notices out of scope the register keeps
title, suppliers and codes: if these would now be in scope, or if a person corrected the notice, its
document is parsed again from the archive.  Descriptions, lots and registry numbers of suppliers are
not in the register: if a table that uses them changed, all such documents are parsed again.

``content_sha256`` stays what the last reading of the document made it, also where persons are
withheld or ends counted that were not then: it is the hash of what was read, which a snapshot does
not keep.  The next reading of that document sets it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from monitor.crawling.parallel_processing import Workers, process_in_order
from monitor.crawling.reclassification_tasks import (
    OutOfScopeDocument,
    OutOfScopeRow,
    Reclassified,
    Reread,
    reclassify,
    reclassify_all,
    reread,
    tag_values,
)
from monitor.runtime.runs import Run
from pipelines.model import Notice
from pipelines.open_store import new_writer as open_writer
from pipelines.open_store import record_reviews_version, record_table_versions
from pipelines.reference.load_reference_tables import (
    REFERENCE_FOLDER,
    rules_version,
    table_versions,
)
from pipelines.stages import Stages
from pipelines.store.database import get_meta, set_meta
from pipelines.store.schema import ROWS_VERSION
from pipelines.store.writer import Writer
from spiders.archive.storage import Place

BATCH = 200
EXAMPLES = 10
# Files of data/reference that affect no classification, or only by what the register holds.  All
# others are matched against words or numbers that are only in the documents.
REGISTER_SUFFICES = frozenset(
    (
        "README.md",
        "buyer_name_words.csv",
        "buyers.csv",
        "classification_codes.csv",
        "contact_words.csv",
        "corrections.csv",
        "country_names.csv",
        "cpv.csv",
        "exchange_rates.csv",
        "given_names.csv",
        "name_words.csv",
        "ocds_portals.yml",
        "person_words.csv",
        "phone_countries.csv",
        "portals.csv",
        "rare_given_names.csv",
        "surname_endings.csv",
        "surnames.csv",
        "vendor_aliases.csv",
        "rules/clauses.yml",
        "coverage.yml",
        "licences.csv",
        "questions.yml",
        "regions.csv",
        "register_aliases.csv",
        "records_requests.yml",
        "thresholds.yml",
        "usaspending_searches.csv",
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
            examples = self.examples.setdefault(key, [])
            if len(examples) < EXAMPLES:
                examples.append(f"{notice.id} {notice.title or ''}"[:100])


def retag(
    connection: sqlite3.Connection,
    archive: Place,
    stages: Stages,
    run: Run,
    folder: Path = REFERENCE_FOLDER,
    *,
    jobs: int = 0,
    objections: Path | None = None,
    cluster: Workers | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> TagChanges:
    """Classify everything again; ``run.counts``: entered, left, moved, reread (documents).

    ``folder`` holds the tables of ``stages``: which of them changed since the last retag decides
    how many documents are parsed again.
    """
    writer = open_writer(connection, run.id, stages)
    retagger = Retagger(
        connection, archive, stages, run, writer, jobs, objections, progress, cluster=cluster
    )
    retagger.all_rows = get_meta(connection, "rows_version") != ROWS_VERSION
    everything = any(
        name not in REGISTER_SUFFICES and not name.startswith("search_")
        for name in changed_tables(connection, folder)
    )
    retagger.retag_published()
    retagger.retag_out_of_scope(everything)
    record_table_versions(connection, folder)
    set_meta(connection, "rows_version", ROWS_VERSION)
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
    connection: sqlite3.Connection, archive: Place, stages: Stages, run: Run
) -> TagChanges:
    """Classify the published notices that reviewers answered about; counts as in ``retag``."""
    retagger = Retagger(connection, archive, stages, run, open_writer(connection, run.id, stages))
    ids = sorted(stages.tables.reviews_by_notice)
    rows = (
        connection.execute(
            "SELECT notice_id, notice FROM snapshots"
            " WHERE notice_id IN (SELECT value FROM json_each(?)) ORDER BY notice_id",
            (json.dumps(ids[start : start + BATCH]),),
        ).fetchall()
        for start in range(0, len(ids), BATCH)
    )
    retagger.retag_published([stored for _, stored in rows] for rows in rows)
    record_reviews_version(connection, stages)
    run.counts.update(retagger.writer.counts)
    run.counts["moved"] = sum(retagger.changes.counts.values())
    return retagger.changes


@dataclass
class Retagger:
    """A retag of an open database; ``jobs`` worker processes judge beside the one that writes.

    ``all_rows``  also rows of notices whose tags stay are made again: an older version made them.
    """

    connection: sqlite3.Connection
    archive: Place
    stages: Stages
    run: Run
    writer: Writer
    jobs: int = 0
    objections: Path | None = None
    progress: Callable[[int], None] = lambda _: None
    all_rows: bool = False
    changes: TagChanges = field(default_factory=TagChanges)
    cluster: Workers | None = None

    def retag_published(self, batches: Iterator[list[bytes]] | None = None) -> None:
        """Classify published notices (all, or batches of snapshots); some leave the scope.

        What people decided has the cause ``human``.
        """
        for judged in process_in_order(
            reclassify_all if self.all_rows else reclassify,
            self.stages,
            batches if batches is not None else self._snapshots(),
            list[Reclassified | None],
            self.jobs,
            objections=self.objections,
            cluster=self.cluster,
            here_first=1,
        ):
            changed: dict[str, list[Notice]] = {"retag": [], "human": []}
            for reclassified in filter(None, judged):
                after = tag_values(reclassified.notice)
                changed["human" if reclassified.is_decision else "retag"].append(
                    reclassified.notice
                )
                self.changes.add(reclassified.notice, reclassified.before, after)
                self.run.counts["left"] += after["digital"] == "no"
            for cause, notices in changed.items():
                self.writer.save_reclassified(notices, cause)
            self.progress(len(judged))

    def _snapshots(self) -> Iterator[list[bytes]]:
        last = ""
        while batch := self.connection.execute(
            "SELECT notice_id, notice FROM snapshots WHERE notice_id > ? ORDER BY notice_id"
            " LIMIT ?",
            (last, BATCH),
        ).fetchall():
            last = batch[-1][0]
            yield [stored for _, stored in batch]

    def retag_out_of_scope(self, everything: bool) -> None:
        """Parse again the documents of notices that may enter the scope, or of all out of scope."""
        for chunk in process_in_order(
            reread,
            self.stages,
            self._documents(everything),
            list[Reread | None],
            self.jobs,
            objections=self.objections,
            cluster=self.cluster,
            here_first=1,
        ):
            for result in filter(None, chunk):
                self._add(result)
            self.progress(len(chunk))

    def _documents(self, always: bool) -> Iterator[list[OutOfScopeDocument]]:
        """Yield documents with notices out of scope, and the register rows of these."""
        last = ""
        while places := self.connection.execute(
            "SELECT sha256, archive_file, archive_offset FROM documents WHERE sha256 IN"
            " (SELECT DISTINCT document_sha256 FROM register WHERE scope = 'no'"
            " AND document_sha256 > ? ORDER BY document_sha256 LIMIT ?) ORDER BY sha256",
            (last, BATCH),
        ).fetchall():
            rows: dict[str, list[OutOfScopeRow]] = {sha256: [] for sha256, _, _ in places}
            for row in map(
                OutOfScopeRow._make,
                self.connection.execute(
                    "SELECT document_sha256, notice_id, portal, published, title,"
                    " register_suppliers.suppliers, codes"
                    " FROM register LEFT JOIN register_suppliers USING (notice_id)"
                    " WHERE scope = 'no' AND document_sha256 > ? AND document_sha256 <= ?"
                    " ORDER BY notice_id",
                    (last, places[-1][0]),
                ).fetchall(),
            ):
                rows[row.document_sha256].append(row)
            last = places[-1][0]
            yield [
                OutOfScopeDocument(self.archive, file, offset, rows[sha256], always)
                for sha256, file, offset in places
            ]

    def _add(self, reread: Reread) -> None:
        """Store the notices that entered the scope."""
        if reread.problem is not None:
            self.run.problems.append(reread.problem)
            return
        self.run.counts["reread"] += 1
        for notice in reread.notices:
            self.changes.add(notice, {}, tag_values(notice))
        self.run.counts["entered"] += len(reread.notices)
        self.writer.save_reclassified(reread.notices)
