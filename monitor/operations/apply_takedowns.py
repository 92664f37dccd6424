"""Apply granted objections to the archive and the database.

``vigie crawl``, ``ingest``, ``replay`` and ``retag`` call ``apply_takedowns`` first, and those
that receive documents call it again at their end.  The archive is redacted, what was redacted is
read again with cause ``takedown``, and what no document explains any more is swept out of every
text column.  Done work is remembered (archive: ``objections.json``; database: ``meta``), so a
night without a new objection looks at the new archive files alone; a kill leaves work to do again,
never half a file.
"""

from __future__ import annotations

import fcntl
import json
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from monitor.crawling.archive_reader import document_from_record, merge_archive_files
from monitor.crawling.parse_and_run_stages import parse_document
from monitor.operations.redact_archived_record import record_redactor
from pipelines.errors import Misconfigured
from pipelines.open_store import new_writer as open_writer
from pipelines.privacy.objections import Objections, mask_words, words_pattern
from pipelines.stages import Stages
from pipelines.store.database import get_meta, set_meta
from pipelines.store.notice_snapshot_codec import unpack
from pipelines.store.schema import TABLES
from pipelines.store.writer import Writer
from spiders.archive.locked_files import open_lock
from spiders.archive.reader import archive_files, has_archive
from spiders.archive.records import Damage, portal_of
from spiders.archive.redaction import redact
from spiders.archive.storage import Place, local_folder, open_storage

STATE_FILE = "objections.json"
LOCK_FILE = "objections.lock"
META_KEY = "objections"


def apply_takedowns(connection: sqlite3.Connection, archive: Place, stages: Stages) -> list[str]:
    """Apply every granted objection and return what could not be done, in sentences.

    Raises  Misconfigured when there were objections, and their file is gone.
    """
    objections = stages.objections
    _check_not_lost(connection, archive, objections)
    if not objections.rows:
        return []
    is_changed = get_meta(connection, META_KEY) != objections.digest
    writer = open_writer(connection, None, stages)
    problems: list[str] = []
    if has_archive(archive):
        with _exclusive_lock(archive):
            _redact_archive(connection, archive, stages, writer, problems, is_changed)
    if is_changed:
        sweep_database(connection, stages, writer)
        set_meta(connection, META_KEY, objections.digest)
    return problems


def _check_not_lost(connection: sqlite3.Connection, archive: Place, objections: Objections) -> None:
    """Without their file, every name that was withheld would be published again."""
    if objections.missing is None:
        return
    if get_meta(connection, META_KEY) or (has_archive(archive) and _redaction_state(archive)):
        raise Misconfigured(
            f"{objections.missing} is gone, but objections were granted and applied here: without"
            " it the names would be published again.\n"
            "  Put it back (every backup has a copy), or, if none of them holds any more, make it"
            " anew with its first line alone: who,what,decided,reason"
        )


@contextmanager
def _exclusive_lock(archive: Place) -> Iterator[None]:
    """Hold the archive's redaction lock; leftovers of a killed process are removed."""
    folder = local_folder(archive)
    with open_lock(str(archive)) if folder is None else (folder / LOCK_FILE).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob("*/*.new") if folder is not None else ():
            left.unlink()
        yield


# --- the archive --------------------------------------------------------------------------------


def _redact_archive(
    connection: sqlite3.Connection,
    archive: Place,
    stages: Stages,
    writer: Writer,
    problems: list[str],
    is_changed: bool,
) -> None:
    redacted = _redacted_files(archive, stages.objections.digest)
    changed_files: list[str] = []
    for name in archive_files(archive):
        if name not in redacted:
            try:
                redact(archive, record_redactor(stages.objections, problems), files=[name])
            except Misconfigured as error:  # another crawl writes it: its own end comes back here
                problems.append(str(error))
                continue
        if is_changed or name not in redacted:
            changed_files.append(name)
    _update_rows(connection, archive, changed_files, stages, writer)
    if not redacted.issuperset(changed_files):
        _record_redacted(archive, stages.objections.digest, redacted.union(changed_files))


def _redacted_files(archive: Place, digest: str) -> set[str]:
    """Return the files already redacted under this list of objections."""
    state = _redaction_state(archive)
    return set(state["files"]) if state.get("digest") == digest else set()


def _redaction_state(archive: Place) -> dict[str, Any]:
    """Return what was redacted and under which list; empty when nothing was, or it is broken."""
    try:
        state: dict[str, Any] = json.loads(open_storage(archive).read(STATE_FILE) or b"{}")
    except ValueError:
        return {}
    return state


def _record_redacted(archive: Place, digest: str, files: set[str]) -> None:
    state = json.dumps({"digest": digest, "files": sorted(files)})
    open_storage(archive).write(STATE_FILE, state.encode())


def _update_rows(
    connection: sqlite3.Connection, archive: Place, names: list[str], stages: Stages, writer: Writer
) -> None:
    """Update rows after redaction, in the order received: record offsets, redacted and removed
    documents.
    """
    damages: list[Damage] = []
    updated: dict[str, set[str]] = {name: set() for name in names}
    for record in merge_archive_files(archive, names, damages.append, role=None):
        document, name = document_from_record(record), record.archive_file
        if record.sha256 not in updated[name]:
            connection.execute(
                "UPDATE documents SET archive_offset = ? WHERE sha256 = ? AND archive_file = ?"
                " AND archive_offset <> ?",
                (record.offset, record.sha256, name, record.offset),
            )
        updated[name].add(record.sha256)
        if record.redacted and record.role == "document" and writer.was_received(document):
            reading = stages.run(parse_document(record.portal, document, record.body))
            writer.save([reading], "takedown")
    for name in set(names) - {damage.archive_file for damage in damages}:
        for (sha256,) in connection.execute(
            "SELECT sha256 FROM documents WHERE archive_file = ?", (name,)
        ).fetchall():
            if sha256 not in updated[name]:
                writer.drop_document(sha256, portal_of(name))


# --- the database -------------------------------------------------------------------------------


def sweep_database(connection: sqlite3.Connection, stages: Stages, writer: Writer) -> None:
    """Remove what the archive no longer explains: withdrawn notices, snapshots, words in any
    column.
    """
    for notice_id in stages.objections.withdrawn_notices:
        writer.take_down(notice_id)
    _reclassify_snapshots(connection, stages, writer)
    words = stages.objections.words_everywhere
    if words:
        _mask_columns(connection, words)
    _full_text(connection, "optimize")
    connection.execute("VACUUM")  # what was deleted leaves the file, too
    _full_text(connection, "rebuild")  # VACUUM may number rows anew, and the index holds numbers
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _full_text(connection: sqlite3.Connection, order: str) -> None:
    for name, table in TABLES.items():
        if table.full_text:
            connection.execute(f"INSERT INTO [{name}_fts] ([{name}_fts]) VALUES ('{order}')")


def _reclassify_snapshots(connection: sqlite3.Connection, stages: Stages, writer: Writer) -> None:
    """Redact notices whose document can no longer be read again."""
    objections = stages.objections
    for (notice_id,) in connection.execute("SELECT notice_id FROM snapshots").fetchall():
        (stored,) = connection.execute(
            "SELECT notice FROM snapshots WHERE notice_id = ?", (notice_id,)
        ).fetchone()
        words = objections.words_everywhere + objections.words_by_notice.get(notice_id, ())
        text = zlib.decompress(stored).decode()
        if any(words_pattern(who).search(text) for who in words):
            writer.save_reclassified(
                [stages.classify(stages.anonymise_and_normalise(unpack(stored)))], "takedown"
            )


def _mask_columns(connection: sqlite3.Connection, words: tuple[str, ...]) -> None:
    """Mask the words in every text column of every table, change log and addresses included."""
    joined = re.compile("|".join(words_pattern(who).pattern for who in words), re.I)

    def matches(text: object) -> bool:
        return isinstance(text, str) and joined.search(text) is not None

    def masked(text: str) -> str:
        for who in words:
            text = mask_words(text, who)
        return text

    connection.create_function("vigie_said", 1, matches, deterministic=True)
    connection.create_function("vigie_masked", 1, masked, deterministic=True)
    connection.execute("BEGIN IMMEDIATE")
    for name, table in TABLES.items():
        for column, kind, _ in table.columns:
            if kind == "TEXT":
                connection.execute(
                    f"UPDATE OR REPLACE [{name}] SET [{column}] = vigie_masked([{column}])"
                    f" WHERE vigie_said([{column}])"
                )
    connection.execute("COMMIT")
