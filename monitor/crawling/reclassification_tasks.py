"""Judge notices again by their snapshots or documents; pure of the database, run in workers too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from monitor.crawling.archive_reader import document_from_record
from monitor.crawling.parse_and_run_stages import parse_document
from pipelines.model import Award, Code, Notice, Organization, Supplier, Text
from pipelines.normalise.normalise_notice import recompute_period_ends
from pipelines.stages import Stages
from pipelines.store.notice_snapshot_codec import unpack
from spiders.archive.reader import read as read_archive
from spiders.archive.records import ArchiveDamaged
from spiders.archive.storage import Place


class OutOfScopeRow(NamedTuple):
    """A row of ``register`` for a notice out of scope, with its ``register_suppliers``."""

    document_sha256: str
    notice_id: str
    portal: str
    published: str | None
    title: str | None
    suppliers: str | None
    codes: str | None


class Reclassified(msgspec.Struct):
    """A notice that was classified again, and the values of its tags before."""

    notice: Notice
    before: dict[str, str]
    is_decision: bool  # by people


class Reread(msgspec.Struct):
    """A document that was read again: its notices, or why it cannot be read."""

    notices: list[Notice]
    problem: str | None = None


class OutOfScopeDocument(NamedTuple):
    """A document with notices out of scope, and where it lies in the archive."""

    archive: Place
    file: str
    offset: int
    rows: list[OutOfScopeRow]
    always: bool  # read again, whatever the register says


def tag_values(notice: Notice) -> dict[str, str]:
    """Return the value of each tag of a notice, and of each vendor group."""
    values: dict[str, str] = {"digital": notice.scope.digital if notice.scope else "no"}
    for tag in notice.tags:
        name = f"vendor {tag.value}" if tag.tag == "vendor" else tag.tag
        value = "yes" if tag.tag == "vendor" else tag.value
        if values.get(name) != "yes":
            values[name] = value
    return values


def decided_tags(notice: Notice) -> set[tuple[str, str | None, str, date]]:
    """Return what people decided of a notice: tag, award, value, day."""
    return {
        (tag.tag, tag.award, tag.value, tag.checked_on)
        for tag in notice.tags
        if tag.checked_on is not None
    }


def reclassify(stages: Stages, snapshots: Sequence[bytes]) -> list[Reclassified | None]:
    """Classify notices by their snapshots; None for those that stay as they are."""
    return [
        None if reclassified.notice == before else reclassified
        for before, reclassified in _reclassified(stages, snapshots)
    ]


def reclassify_all(stages: Stages, snapshots: Sequence[bytes]) -> list[Reclassified | None]:
    """Classify notices by their snapshots, with those that stay as they are."""
    return [reclassified for _, reclassified in _reclassified(stages, snapshots)]


def _reclassified(
    stages: Stages, snapshots: Sequence[bytes]
) -> Iterator[tuple[Notice, Reclassified]]:
    """Yield each notice as it was, and classified again."""
    for stored in snapshots:
        before = unpack(stored)
        after = stages.classify(recompute_period_ends(stages.withhold_again(before)))
        decided = decided_tags(after) != decided_tags(before)
        yield before, Reclassified(after, tag_values(before), decided)


def reread(stages: Stages, documents: Sequence[OutOfScopeDocument]) -> list[Reread | None]:
    """Parse documents again whose notices may be in scope now; None for the others."""
    return [
        _reread(stages, document)
        if document.always or any(may_enter_scope(row, stages) for row in document.rows)
        else None
        for document in documents
    ]


def _reread(stages: Stages, document: OutOfScopeDocument) -> Reread:
    """Return the notices that were out of scope and no longer are."""
    try:
        record = read_archive(document.archive, document.file, document.offset)
    except ArchiveDamaged as error:
        return Reread([], str(error))
    parsed = stages.run(parse_document(record.portal, document_from_record(record), record.body))
    ids = {row.notice_id for row in document.rows}
    return Reread([n for n in parsed.notices if n.id in ids and tag_values(n)["digital"] != "no"])


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
