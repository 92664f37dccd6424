"""Pack a body as a record of a WARC file: a gzip member of its own."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from isal import isal_zlib
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from spiders.archive.records import UNKNOWN_TYPE

LEVEL = 1  # of ISA-L: on real TED notices a quarter of zlib's time at its level 1, and 3 % smaller
KEPT = ("content-type", "date", "last-modified", "etag", "content-length")
_BUFFER_KEPT = 1024 * 1024  # to pack the next record in: fresh memory costs as much as copying


class RecordPacker:
    """Packs records, each as bytes that can be appended to a file.  Not shared between threads."""

    def __init__(self, level: int = LEVEL) -> None:
        self._level = level
        self._buffer = io.BytesIO()
        self._writer = _Writer(self._buffer, gzip=False, warc_version="1.1")

    def file_info(self, name: str) -> bytes:
        """Pack the record that begins a file; no two are the same (WARC-Record-ID)."""
        info = {
            "software": "Vigie",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        }
        return self._compress(self._writer.create_warcinfo_record(name, info))

    def response(
        self,
        body: bytes,
        url: str,
        fields: dict[str, str],
        *,
        status: int = 200,
        media_type: str | None,
        headers: Iterable[tuple[str, str]],
    ) -> bytes:
        """Pack what an address gave, with its status line and the headers in ``KEPT``."""
        archived_headers = [(name, value) for name, value in headers if name.lower() in KEPT]
        if media_type and not any(name.lower() == "content-type" for name, _ in archived_headers):
            archived_headers.append(("Content-Type", media_type))
        line = f"{status} {_phrase(status)}"
        http = StatusAndHeaders(line, archived_headers, protocol="HTTP/1.1")
        return self._pack("response", url, body, fields, http=http)

    def slice(self, body: bytes, url: str, fields: dict[str, str], media_type: str | None) -> bytes:
        """Pack a part of what an address gave."""
        kind = media_type or UNKNOWN_TYPE
        return self._pack("resource", url, body, fields, kind=kind)

    def file(self, body: bytes, name: str, fields: dict[str, str], media_type: str | None) -> bytes:
        """Pack what was ingested from a file."""
        kind = media_type or UNKNOWN_TYPE
        return self._pack("resource", "file:" + quote(name), body, fields, kind=kind)

    def _pack(
        self,
        record_type: str,
        uri: str,
        body: bytes,
        fields: dict[str, str],
        http: StatusAndHeaders | None = None,
        kind: str = "",
    ) -> bytes:
        record = self._writer.create_warc_record(
            uri,
            record_type,
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type=kind,
            warc_headers_dict=fields,
            http_headers=http,
        )
        return self._compress(record)

    def _compress(self, record: Any) -> bytes:
        self._buffer.seek(0)
        self._writer.write_record(record)
        end = self._buffer.tell()
        with self._buffer.getbuffer() as plain:
            packed: bytes = isal_zlib.compress(plain[:end], self._level, 16 + zlib.MAX_WBITS)
        if end > _BUFFER_KEPT:
            self._buffer.truncate(0)
        return packed


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio is untyped
    """warcio's writer without its second hashing: the digest is computed before."""

    def ensure_digest(self, record: Any, block: bool = True, payload: bool = True) -> None:
        return


def record_fields(fetched_at: datetime, body: bytes, sha256: str | None = None) -> dict[str, str]:
    """Return the header fields of every record: when it was received, the sha256 of its body."""
    digest = sha256 or hashlib.sha256(body).hexdigest()
    return {"WARC-Date": _instant(fetched_at), "WARC-Payload-Digest": f"sha256:{digest}"}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
