"""Take words or whole bodies out of the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO

from spiders.archive.locked_files import atomic_replace, lock_out_writers
from spiders.archive.packer import RecordPacker, record_fields
from spiders.archive.reader import archive_files, records_of_file
from spiders.archive.records import Record, RecordLocation
from spiders.archive.storage import Place, open_storage

Moves = dict[tuple[str, int], RecordLocation | None]
_SAME = b"(untouched)"  # told by identity: bodies that stay are not kept in memory


def redact(
    folder: Place,
    edit: Callable[[Record], bytes | None] | Iterable[str],
    *,
    files: Sequence[str] | None = None,
) -> Moves:
    """Take words or whole bodies out of the archive, for an objection that was granted.

    ``edit``   body to keep in its place (the same body: untouched), or None to drop the record;
               or the sha256 of the bodies to drop.  Listings are shown to it as well.
    ``files``  archive files to look at; all when not given.
    Returns    for every record of a rewritten file: (file, old offset) -> new place, None if gone.
    Raises     Misconfigured when a crawl is writing to the file: run it again afterwards.
    """
    change = edit if callable(edit) else _without(frozenset(edit))
    moves: Moves = {}
    for name in archive_files(folder) if files is None else files:
        moves |= _redact_file(folder, name, change)
    return moves


def _without(gone: frozenset[str]) -> Callable[[Record], bytes | None]:
    return lambda record: None if record.sha256 in gone else record.body


def _redact_file(folder: Place, name: str, change: Callable[[Record], bytes | None]) -> Moves:
    with open_storage(folder).open(name) as source, lock_out_writers(folder, name, source):
        plan = [
            (member, after) if after != member.body else (member._replace(body=b""), _SAME)
            for member in records_of_file(source, name)
            if isinstance(member, Record)
            for after in (change(member),)
        ]
        if all(after is _SAME for _, after in plan):
            return {}
        return _rewrite(folder, name, source, plan)


def _rewrite(
    folder: Place, name: str, source: IO[bytes], plan: list[tuple[Record, bytes | None]]
) -> Moves:
    """Untouched records are copied byte by byte; the new file replaces the old one at once.

    It begins with a record of its own: it is never the beginning of the file that it replaces, by
    which a backup knows a redaction from a file that was cut off.
    """
    moves: Moves = {}
    packer = RecordPacker()
    with atomic_replace(folder, name) as out:
        out.write(packer.file_info(Path(name).name))
        for record, after in plan:
            source.seek(record.offset)
            member = source.read(record.length)
            if after is None:
                moves[name, record.offset] = None
                continue
            if after is not _SAME:
                member = _repacked(packer, record, after)
            moves[name, record.offset] = RecordLocation(
                name, out.tell(), len(member), record.sha256
            )
            out.write(member)
    return moves


def _repacked(packer: RecordPacker, record: Record, body: bytes) -> bytes:
    """A record with another body, marked as redacted; its length header follows the new body.

    The digest of the body as received stays its name: rows of the database go on pointing to it.
    """
    fields = record_fields(record.fetched_at, body) | {
        "Vigie-Original-Digest": f"sha256:{record.sha256}",
        "Vigie-Redacted": "an objection was granted",
    }
    if record.role != "document":
        fields["Vigie-Role"] = record.role
    if record.url is None:
        return packer.file(body, record.file or "", fields, record.media_type)
    if "#" in record.url:  # a slice; no address that was asked has a fragment
        return packer.slice(body, record.url, fields, record.media_type)
    headers = [(k, value) for k, value in record.headers.items() if k.lower() != "content-length"]
    return packer.response(body, record.url, fields, media_type=record.media_type, headers=headers)
