"""Split files too large for memory into slices that end between two records.

A slice is what the portal sent: put end to end, the slices of a file are the file.  Each is small
enough to be archived, read, replayed and redacted like any other document.  JSON is cut at the
objects of its outermost arrays (``{"releases": [{…}, {…}]}``, ``{"marches": {"marche": […]}}``);
lines and CSV at line ends, the latter outside quotes, and each of its slices with the line of
column names before it, without which it says nothing.  Nothing is decoded here.

Raises  BrokenDocument: json_broken (no JSON, cut short), too_large (one record above
        ``MAX_RECORD_BYTES``), charset (UTF-16, UTF-32).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from pipelines.errors import BrokenDocument
from spiders.parsers import decoding

RECORDS = 100  # of a slice, unless it has ``SIZE`` bytes sooner
SIZE = 1024 * 1024
BLOCK = 1024 * 1024  # read at once
MAX_RECORD_BYTES = decoding.MAX_BODY
SEPARATORS = b" \t\r\n,"
_BRACE, _BRACKET, _QUOTE = b'{["'
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("?)|[{}\[\]]', re.S)


class Slice(NamedTuple):
    """Bytes ``start`` to ``end`` of a file (end not included); ``records`` 0: what stands between
    records (the head of a package, the names of a CSV's columns, the closing brackets).  ``head``:
    what must stand before it for it to be read."""

    start: int
    end: int
    body: bytes
    records: int
    head: bytes = b""


_WIDE = (b"\xff\xfe", b"\xfe\xff")  # byte order marks of UTF-16 and UTF-32


class _Window:
    """The part of the file that is in memory: from the last cut to what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.start, self.data = source, 0, bytearray()

    def more(self) -> bool:
        """Reads a block.

        Raises  BrokenDocument when a record does not end within ``MAX_RECORD_BYTES`` bytes.
        """
        if len(self.data) > MAX_RECORD_BYTES:
            where = f"from byte {self.start:,} on"
            limit = f"{MAX_RECORD_BYTES // 1024 // 1024} MB"
            raise BrokenDocument(
                "too_large", f"one record {where} has more than {limit}, the limit"
            )
        block = self.source.read(BLOCK)
        if not self.data and not self.start and block.startswith(_WIDE):
            message = "the file is UTF-16 or UTF-32; large files are cut as UTF-8 or Latin-1 alone"
            raise BrokenDocument("charset", message)
        self.data += block
        return bool(block)

    def cut(self, length: int, records: int) -> Slice:
        body = bytes(self.data[:length])
        result = Slice(self.start, self.start + length, body, records)
        del self.data[:length]
        self.start += length
        return result


def json_slices(source: IO[bytes]) -> Iterator[Slice]:
    """Split a JSON file.  One cut short yields its whole records, then raises."""
    return _JsonCutter(_Window(source)).slices()


class _JsonCutter:
    """Walks strings and brackets alone.  Outside records the open brackets are kept; inside one,
    only how many are open."""

    def __init__(self, window: _Window) -> None:
        self.window = window
        self.open = bytearray()
        self.depth = 0  # within a record
        self.records = 0  # since the last cut
        self.at = 0  # where to go on in the window
        self.ended = 0  # where the last whole record ends

    def slices(self) -> Iterator[Slice]:
        has_started = False
        while self.window.more():
            while (cut := self._next()) is not None:
                yield cut
            has_started = has_started or bool(self.open or self.window.start)
            if not has_started and len(self.window.data) >= BLOCK:
                break
        if self.records:
            yield self.window.cut(self.ended, self.records)
        rest = bytes(self.window.data)
        if self.open or self.depth:
            raise BrokenDocument(
                "json_broken",
                f"the JSON breaks off after {self.window.start + len(rest):,} bytes, before what "
                "it opened is closed; it was cut short, get it again",
            )
        if not self.window.start:
            decoding.json_value(rest)  # says what came instead; a small sound value has no records
        if rest:
            yield self.window.cut(len(rest), 0)

    def _next(self) -> Slice | None:
        """The next slice that is whole in the window; None when more must be read."""
        slice_ = self._end_of_slice()  # nothing may hold the window while it is cut
        if slice_ is None:
            return None
        length, records = slice_
        self.at -= length
        if records:
            self.records = self.ended = 0
        return self.window.cut(length, records)

    def _end_of_slice(self) -> tuple[int, int] | None:
        """Length and records of the next slice; leaves off before a string that goes on."""
        data = self.window.data
        for match in _TOKEN.finditer(data, self.at):
            byte, self.at = data[match.start()], match.end()
            if byte == _QUOTE:
                if not match[1]:
                    self.at = match.start()
                    return None
            elif not self.depth:
                if (length := self._outside(byte, match.start())) is not None:
                    self.at = match.start()
                    return length, self.records
            elif byte in b"{[":
                self.depth += 1
            else:
                self.depth -= 1
                if not self.depth and self._is_full(match.end()):
                    return self.ended, self.records
        self.at = len(data)
        return None

    def _is_full(self, end: int) -> bool:
        """A record ends here: whether the slice does, too."""
        self.ended, self.records = end, self.records + 1
        return self.records >= RECORDS or end >= SIZE

    def _outside(self, byte: int, position: int) -> int | None:
        """A bracket outside records; the length of what must be cut off before it, if any."""
        if byte in b"{[":
            if byte == _BRACE and self.open.endswith(b"[") and self.open.count(b"[") == 1:
                if not self.records and bytes(self.window.data[:position]).strip(SEPARATORS):
                    return position
                self.depth = 1
            else:
                self.open.append(byte)
            return None
        if self.records:
            return self.ended
        if not self.open or self.open[-1] != (_BRACE if byte == ord("}") else _BRACKET):
            raise BrokenDocument(
                "json_broken",
                f"the JSON closes at byte {self.window.start + position:,} what it did not open",
            )
        self.open.pop()
        return None


def whole_file(source: IO[bytes]) -> Iterator[Slice]:
    """Return a file or archive member that is one document as a single slice."""
    body = source.read(MAX_RECORD_BYTES + 1)
    if len(body) > MAX_RECORD_BYTES:
        raise BrokenDocument(
            "too_large", f"a file of more than {MAX_RECORD_BYTES // 1024 // 1024} MB"
        )
    yield Slice(0, len(body), body, 1)


def line_slices(source: IO[bytes]) -> Iterator[Slice]:
    """Split a file with one record per line."""
    yield from _lines(_Window(source), quoted=False)


def csv_slices(source: IO[bytes]) -> Iterator[Slice]:
    """Split a CSV file: the header line, then slices of rows.  Quoted cells may hold line ends."""
    window = _Window(source)
    end = -1
    while end < 0:
        more = window.more()
        end = _line_end(window.data, 0)
        if not more:
            break
    if not window.data.strip():
        return
    names = window.cut(end + 1 if end >= 0 else len(window.data), 0)
    yield names
    for line in _lines(window, quoted=True):
        yield line._replace(head=names.body)


def _line_end(data: bytearray, start: int) -> int:
    """Place of the first line end from ``start`` on that no quotes hold; -1 when there is none."""
    end = data.find(b"\n", start)
    while end >= 0 and data.count(b'"', start, end) % 2:
        end = data.find(b"\n", end + 1)
    return end


def _lines(window: _Window, quoted: bool) -> Iterator[Slice]:
    """Yield whole lines, up to ``SIZE`` bytes and ``RECORDS`` of them at a time."""
    is_more = True
    while is_more:
        is_more = window.more()
        while (taken := _take(window.data, quoted, is_more)) is not None:
            yield window.cut(*taken)
    if window.data:
        yield window.cut(len(window.data), int(bool(window.data.strip())))


def _take(data: bytearray, quoted: bool, is_more: bool) -> tuple[int, int] | None:
    """Return length and number of lines to take from the window; None when more must be read."""
    end, records = 0, 0
    while records < RECORDS and end < SIZE:
        line_end = _line_end(data, end) if quoted else data.find(b"\n", end)
        if line_end < 0:
            break
        records += bool(data[end:line_end].strip())
        end = line_end + 1
    full = records >= RECORDS or end >= SIZE
    return (end, records) if full or (end and not is_more) else None


def records_of(body: bytes) -> bytes:
    """Return the content of a slice of a JSON file (or of a whole value) as one JSON array."""
    return b"[" + body.removeprefix(b"\xef\xbb\xbf").strip(SEPARATORS) + b"]"
