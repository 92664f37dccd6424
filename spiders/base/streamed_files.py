"""Stream large files to disk and parse them slice by slice, each archived by itself.

A portal declares ``cuts`` (how its files are cut: ``decoding.record_splitter``), ``largest_file``
and ``members`` (pattern of the names wanted in an archive; None for all).  Its ``reads`` takes a
slice.
Archive   each slice (of a zip: of a member) is a record of its own, named ``ADDRESS#bytes=0-1000``
          or ``ADDRESS#NAME&bytes=…``, with ``head=0-80&`` where the names of a CSV's columns stand
          before it; a ``manifest`` record tells the sha256 and size of the whole.
Again     a file read whole is known by its ``ETag`` or ``Last-Modified``; the next crawl asks for
          it only if it has changed (304).  Setting VIGIE_KNOWN, as for other base spiders.
Memory    one slice, whatever the file has.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, ClassVar
from urllib.parse import quote, unquote

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from pipelines.errors import BrokenDocument, UnexpectedDocument
from pipelines.model import Document, ParsedDocument, Trouble
from spiders.archive.records import media_type_of
from spiders.base.compressed_files import Member, members
from spiders.base.paging import error_in_empty_answer
from spiders.base.window_tally import WindowTally
from spiders.base.windowed import WindowedSpider
from spiders.http.response_checks import lowercase_headers
from spiders.http.streaming import META, SILENCE_S, DownloadTarget, open_download_target
from spiders.parsers import decoding
from spiders.parsers.decoding.record_splitter import Slice, json_slices

GIGABYTE = 1024 * 1024 * 1024
RESERVE = GIGABYTE  # free on the disk when a file lies there: archive and database grow, too
MAX_ERROR_BYTES = 64_000  # bytes of a file that holds an error in the place of records
_VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


class StreamedFilesSpider(WindowedSpider):
    """Add streamed files to a base spider that knows which to ask for and calls ``stream_file``."""

    cuts: ClassVar[staticmethod[[IO[bytes]], Iterator[Slice]]] = staticmethod(json_slices)
    largest_file: ClassVar[int] = 4 * GIGABYTE  # on the wire, and unpacked
    members: ClassVar[re.Pattern[str] | None] = None
    serves_as: str = "json"
    may_be_empty: ClassVar[bool] = False  # whether a file without a record is a quiet day
    silence_s: ClassVar[float] = SILENCE_S  # after which a download is given up and asked again

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        self.folder = self.work_folder(settings) / self.archive.folder_name / "streams"
        self.silence = settings.getfloat("VIGIE_SILENCE_S", self.silence_s)
        largest = settings.getint("VIGIE_LARGEST_FILE")
        self.biggest = min(self.largest_file, largest) if largest else self.largest_file
        self.reserve = settings.getint("VIGIE_FREE_MB", RESERVE // 1024 // 1024) * 1024 * 1024
        path = settings.get("VIGIE_KNOWN")
        lines = Path(path).read_text(encoding="utf-8").split() if path else []
        self.validators = dict(line.split("#", 1) for line in lines if "#" in line)

    async def stream_file(self, url: str, tally: WindowTally) -> AsyncIterator[ParsedDocument]:
        """Stream a file: a reading for each slice, then one for the whole; ``tally`` is kept.

        What is wrong with the file becomes a problem of the window; the other files are read.
        """
        with open_download_target(self.folder, self.biggest, self.reserve) as into:
            try:
                response = await self.fetch(self._asked(url, into), self.serves_as)
            except BrokenDocument as error:
                tally.problems.append(str(error))
                return
            tally.pages += 1
            if response.status == 304:
                tally.received, tally.known = tally.received + 1, tally.known + 1
                self.count("known")
                return
            before, received = len(tally.problems), tally.received
            for reading in self._slices(response, into, tally):
                yield reading
            is_read = len(tally.problems) == before
            if is_read and tally.received == received and not self.may_be_empty:
                tally.problems.append(f"{response.url} holds no record, some were expected")
            if len(tally.problems) == before:
                yield self._whole(response, into, tally)

    def _asked(self, url: str, into: DownloadTarget) -> Request:
        headers = {"Accept-Encoding": "gzip"}
        name, _, value = self.validators.get(self.address(url), "").partition("=")
        if name in _VALIDATORS:
            headers[_VALIDATORS[name]] = unquote(value)
        meta = {META: into, "download_timeout": self.silence}
        return Request(url, headers=headers, meta=meta)

    def _slices(
        self, response: Response, into: DownloadTarget, tally: WindowTally
    ) -> Iterator[ParsedDocument]:
        file_members = members(into.file, into.size, self.largest_file, self.members)
        for member in self.in_order(file_members):
            member_url = f"{response.url}#" + (f"{quote(member.name)}&" if member.name else "")
            try:
                if member.problem:
                    raise member.problem
                yield from self._member(member, member_url, response, tally)
            except BrokenDocument as error:
                tally.problems.append(f"{response.url}: {error}")
                yield self._refused(member_url, error, tally)

    def in_order(self, members: Iterator[Member]) -> Iterable[Member]:
        """Members in the order to read them: as they lie there, unless a portal knows better."""
        return members

    def _member(
        self, member: Member, member_url: str, response: Response, tally: WindowTally
    ) -> Iterator[ParsedDocument]:
        envelope, is_empty = b"", True
        with member.open() as source:
            for part in self.cuts(source):
                role = "document" if part.records else "listing"
                head = f"head=0-{len(part.head)}&" if part.head else ""
                name = f"{member_url}{head}bytes={part.start}-{part.end}"
                body = part.head + part.body
                document = self._archived(body, name, response, role)
                if not part.records:
                    envelope = (envelope + body)[:MAX_ERROR_BYTES]
                    continue
                is_empty = False
                parsed = self.parse_document(document, body, tally.window, tally.pages)
                # a record that says nothing leaves the window open: it would be lost in silence
                tally.received += max(part.records, len(parsed.notices) + len(parsed.troubles))
                yield parsed
        if is_empty and (server_error := _complaint(envelope)):
            raise BrokenDocument(
                "portal_error", f"the file has no records and complains: {server_error}"
            )

    def _archived(self, body: bytes, url: str, response: Response, role: str) -> Document:
        now = datetime.now(UTC)
        kind = media_type_of(lowercase_headers(response).get("content-type"))
        location = self.archive.append(
            body, url=url, fetched_at=now, media_type=kind, role=role, is_part=True
        )
        self.count(f"{role}s")
        return Document(
            sha256=location.sha256,
            portal=self.name,
            media_type=kind,
            url=url,
            fetched_at=now,
            archive_file=location.archive_file,
            offset=location.offset,
            length=len(body),
            parser_version=self.parser_version,
        )

    def _refused(
        self, member_url: str, error: BrokenDocument, tally: WindowTally
    ) -> ParsedDocument:
        """A member that was not read, as a row that says so."""
        digest = sha256(f"unopened:{member_url}{error}".encode()).hexdigest()
        document = Document(
            sha256=digest,
            portal=self.name,
            url=member_url.rstrip("#&"),
            fetched_at=datetime.now(UTC),
            parser_version=self.parser_version,
        )
        trouble = Trouble("broken", error.code, str(error))
        return ParsedDocument(document=document, troubles=(trouble,), window=tally.window)

    def _whole(
        self, response: Response, into: DownloadTarget, tally: WindowTally
    ) -> ParsedDocument:
        """The file as a whole: its manifest archived, and what makes it known the next time."""
        headers, now = lowercase_headers(response), datetime.now(UTC)
        summary = {
            "url": response.url,
            "size": into.size,
            "sha256": into.sha256,
            "headers": {name: headers[name] for name in _VALIDATORS if name in headers},
        }
        name = f"{into.sha256}.manifest.json"
        body = json.dumps(summary, indent=1).encode()
        self.archive.append(
            body, file=name, fetched_at=now, media_type="application/json", role="manifest"
        )
        mark = next((f"{x}={quote(headers[x])}" for x in _VALIDATORS if x in headers), "")
        document = Document(
            sha256=into.sha256,
            portal=self.name,
            url=f"{response.url}#{mark}".rstrip("#"),
            media_type=media_type_of(headers.get("content-type")),
            fetched_at=now,
            length=into.size,
            parser_version=self.parser_version,
        )
        return ParsedDocument(document=document, window=tally.window, page=tally.pages)


def _complaint(body: bytes) -> str | None:
    """Return the error message of a file without a record; None where it is no JSON object."""
    try:
        value = decoding.json_value(body)
    except UnexpectedDocument:
        return None
    return error_in_empty_answer(value.get) if isinstance(value, dict) else None
