"""Archives that inflate without end, or to parts without number, are refused in time."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.crawling.bounded_archive_readers import ALWAYS_ALLOWED_MEMBERS
from monitor.crawling.documents_in_files import iter_input_documents
from tests.cli.bad_input_support import eforms, ingest, tarred, zipped

pytestmark = pytest.mark.hostile

XML = eforms().encode()
MEGABYTES = 300  # that each of these inflates to, from less than two
_FILL = b"a" * 1024 * 1024
_HTTP = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n"
    b"Content-Type: application/http; msgtype=response\r\nContent-Length: 400000000\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nX: "
)


def inflating(head: bytes, fill: bytes = _FILL, tail: bytes = b"") -> bytes:
    """A gzip file of so many ``fill`` between a head and a tail."""
    packer = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    pieces = [packer.compress(head), *(packer.compress(fill) for _ in range(MEGABYTES))]
    return b"".join([*pieces, packer.compress(tail), packer.flush()])


def tar_header(kind: bytes, size: int = MEGABYTES * 1024 * 1024, name: str = "a") -> bytes:
    member = tarfile.TarInfo(name)
    member.type, member.size = kind, size
    return member.tobuf(tarfile.GNU_FORMAT)


def zip_that_lies(method: int, packed: bytes) -> bytes:
    """A zip whose directory tells 900 kB of a member, packed by a method."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.xml", packed)
    content, size = out.getvalue(), struct.pack("<I", len(packed))
    content = content.replace(size + size, size + struct.pack("<I", 900_000))
    stored, method_ = struct.pack("<HH", 20, 0), struct.pack("<H", method)
    local, directory = b"PK\3\4" + stored, b"PK\1\2\x14\3" + stored
    assert local + b"\0\0" in content
    assert directory + b"\0\0" in content
    content = content.replace(local + b"\0\0", local + method_)
    return content.replace(directory + b"\0\0", directory + method_)


def lzma_of_a_zip() -> bytes:
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 20}]
    properties = bytes([0x5D]) + struct.pack("<I", 1 << 20)
    packer = lzma.LZMACompressor(lzma.FORMAT_RAW, filters=filters)
    pieces = [packer.compress(bytes(1 << 20)) for _ in range(MEGABYTES)]
    head = struct.pack("<BBH", 9, 4, len(properties)) + properties
    return b"".join([head, *pieces, packer.flush()])


def empty_members() -> bytes:
    folders = tar_header(tarfile.DIRTYPE, 0, "d/") * 2048
    return inflating(b"", folders, bytes(1024))


def holes() -> bytes:
    """A map of holes (pax, sparse 1.0), which stands before the content of a member."""
    fields = b"22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n"
    of_pax = tar_header(tarfile.XHDTYPE, len(fields)) + fields.ljust(512, b"\0")
    return inflating(
        of_pax + tar_header(tarfile.REGTYPE, 8_000_000_000) + b"99999999\n", b"7\n" * (1 << 19)
    )


def zip_of_empty_members(count: int = 300_000) -> bytes:
    """A zip in a gzip file, whose directory names one empty member again and again."""
    local = b"PK\3\4\x14" + bytes(21) + struct.pack("<HH", 1, 0) + b"a"
    entry = b"PK\1\2\x14\0\x14" + bytes(21) + struct.pack("<H", 1) + bytes(16) + b"a"
    sizes = struct.pack("<HHIIH", count & 0xFFFF, count & 0xFFFF, 47 * count, len(local), 0)
    return gzip.compress(local + entry * count + b"PK\5\6" + bytes(4) + sizes)


def many(member: bytes, count: int = 200_000) -> bytes:
    return gzip.compress(member * count)


_RECORD = (
    b"WARC/1.0\r\nWARC-Type: metadata\r\nWARC-Target-URI: http://a.example/\r\n"
    b"Content-Length: 314572800\r\n\r\n"
)
HEADER = "goes on beyond 64 kB"
PARTS = "to a part for each few bytes"
DEFLATE = "a.xml: is packed by method {} of zip, expected 8 (deflate); unpack it first"
WITHOUT_END: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "bzip2 in a zip": (
        "a.zip",
        lambda: zip_that_lies(12, bz2.compress(bytes(MEGABYTES << 20))),
        DEFLATE.format(12),
    ),
    "lzma in a zip": ("a.zip", lambda: zip_that_lies(14, lzma_of_a_zip()), DEFLATE.format(14)),
    "fields of pax": ("a.tar.gz", lambda: inflating(tar_header(tarfile.XHDTYPE)), HEADER),
    "fields of pax for all": ("a.tar.gz", lambda: inflating(tar_header(tarfile.XGLTYPE)), HEADER),
    "a long name": ("a.tar.gz", lambda: inflating(tar_header(tarfile.GNUTYPE_LONGNAME)), HEADER),
    "a long link": ("a.tar.gz", lambda: inflating(tar_header(tarfile.GNUTYPE_LONGLINK)), HEADER),
    "holes": ("a.tar.gz", holes, HEADER),
    "empty members": ("a.tar.gz", empty_members, "refused as a bomb, what follows in it"),
    "folders": ("a.tar.gz", lambda: many(tar_header(tarfile.DIRTYPE, 0, "d/")), PARTS),
    "a record that is passed over": ("a.warc.gz", lambda: inflating(_RECORD), "as a bomb"),
    "a line of a WARC file": ("a.warc.gz", lambda: inflating(b"WARC/1.0\r\nX: "), HEADER),
    "lines of a WARC file": (
        "a.warc.gz",
        lambda: inflating(b"WARC/1.0\r\n", b"X-A: b\r\n" * (1 << 17)),
        HEADER,
    ),
    "a line of HTTP": ("a.warc.gz", lambda: inflating(_HTTP), HEADER),
}


@pytest.mark.parametrize("way", WITHOUT_END)
def test_what_inflates_before_its_size_is_known_takes_no_memory(tmp_path: Path, way: str) -> None:
    name, content, words = WITHOUT_END[way]
    file = tmp_path / name
    file.write_bytes(content())
    assert file.stat().st_size < 4_000_000
    tracemalloc.start()
    try:
        documents = list(iter_input_documents([file]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [document.content for document in documents] == [None]
    assert words in str(documents[0].problem)
    assert peak < 64_000_000


@pytest.mark.parametrize(
    "content",
    [
        many(tar_header(tarfile.REGTYPE, 0)),
        many(tar_header(tarfile.SYMTYPE, 0)),
        many(tar_header(tarfile.REGTYPE, 1) + b"a".ljust(512, b"\0")),
    ],
    ids=["empty files", "links", "files of one byte"],
)
def test_a_small_archive_gives_no_hundreds_of_thousands_of_documents(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "a.tar.gz"
    file.write_bytes(content)
    documents = list(iter_input_documents([file]))
    assert ALWAYS_ALLOWED_MEMBERS < len(documents) < 60_000
    assert PARTS in str(documents[-1].problem)


def test_the_directory_of_a_zip_is_read_only_if_so_many_members_may_come(tmp_path: Path) -> None:
    file = tmp_path / "a.gz"
    file.write_bytes(zip_of_empty_members())
    (refused,) = iter_input_documents([file])
    assert PARTS in str(refused.problem)


def test_a_record_without_an_address_costs_no_other_file(tmp_path: Path) -> None:
    record = b"WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n"
    ran = ingest(tmp_path, "ted", {"a.warc": record, "good.xml": XML})
    assert "in a.warc: is damaged or was cut short (a record has no WARC-Target-URI)" in ran.output
    assert ran.one("SELECT count(*) FROM register") == 1


@pytest.mark.parametrize("pack", ["a.zip", "a.tar.gz"])
def test_notices_that_are_much_alike_are_no_bomb(tmp_path: Path, pack: str) -> None:
    file = tmp_path / pack
    notices = {f"{number:06}.xml": XML for number in range(ALWAYS_ALLOWED_MEMBERS + 2000)}
    file.write_bytes(zipped(notices) if pack == "a.zip" else tarred(notices))
    assert sum(document.content == XML for document in iter_input_documents([file])) == len(notices)


def test_of_a_file_that_grows_no_more_is_read_than_it_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, opened = tmp_path / "a.xml", Path.open
    file.write_bytes(b"<a/>")

    def growing(path: Path, mode: str = "r") -> Any:
        with opened(path, "r+b") as more:
            more.truncate(1_000_000)
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", growing)
    (document,) = iter_input_documents([file])
    assert document.content == b"<a/>"
