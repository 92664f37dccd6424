"""Explain why a stored notice has or lacks each tag (``vigie explain``)."""

from __future__ import annotations

import sqlite3

from monitor.crawling.archive_reader import document_from_record
from monitor.crawling.parse_and_run_stages import parse_document
from monitor.i18n.catalogue import use_language
from monitor.i18n.explain_messages import explanation_lines
from pipelines.classify.explain import explain
from pipelines.errors import Misconfigured
from pipelines.model import Notice
from pipelines.stages import Stages
from pipelines.store.notice_snapshot_codec import unpack
from spiders.archive.reader import read as read_archive
from spiders.archive.storage import Place


def explain_stored_notice(
    connection: sqlite3.Connection, stages: Stages, archive: Place, notice_id: str, language: str
) -> list[str]:
    """Return the explanation of a notice, by ``portal:number`` or a contract's id.

    A notice out of scope is parsed again from the archive.
    Raises  Misconfigured when it was never received.
    """
    notice = _stored_notice(connection, notice_id) or _notice_out_of_scope(
        connection, stages, archive, notice_id
    )
    if notice is None:
        raise Misconfigured(
            f"no notice {notice_id!r} was received. Write it as portal:number, for instance "
            "ted:123456-2024; `vigie portals` lists the portals."
        )
    with use_language(language):
        return explanation_lines(explain(notice, stages.tables), stages.tables)


def _stored_notice(connection: sqlite3.Connection, notice_id: str) -> Notice | None:
    row = connection.execute(
        "SELECT notice FROM snapshots WHERE notice_id IN (?, (SELECT notice_id FROM"
        " contract_notices WHERE contract_id = ? ORDER BY notice_id DESC LIMIT 1))",
        (notice_id, notice_id),
    ).fetchone()
    return unpack(row[0]) if row else None


def _notice_out_of_scope(
    connection: sqlite3.Connection, stages: Stages, archive: Place, notice_id: str
) -> Notice | None:
    row = connection.execute(
        "SELECT d.archive_file, d.archive_offset FROM register r JOIN documents d"
        " ON d.sha256 = r.document_sha256 WHERE r.notice_id = ?",
        (notice_id,),
    ).fetchone()
    if row is None or row[0] is None:
        return None
    record = read_archive(archive, row[0], row[1])
    reading = stages.run(parse_document(record.portal, document_from_record(record), record.body))
    return next((notice for notice in reading.notices if notice.id == notice_id), None)
