"""The archive: what was received can be read back by anyone, also after a kill or an objection."""

from __future__ import annotations

import errno
import gc
import gzip
import os
import signal
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipelines.errors import Misconfigured
from spiders.archive import reader, redaction
from spiders.archive.records import ArchiveDamaged, Damage, RecordLocation
from spiders.archive.storage import StorageError
from spiders.archive.writer import Archive

WHEN = datetime(2026, 11, 24, 5, 30, 1, 250000, tzinfo=UTC)
URL = "https://ted.europa.eu/en/notice/534032-2026/xml"
BODIES = [f"<notice n='{n}'>{'Lieferung von Lizenzen ' * 40}</notice>".encode() for n in range(6)]


def filled(folder: Path, portal: str = "ted") -> list[RecordLocation]:
    with Archive(folder, portal) as target:
        return [
            target.append(body, url=f"{URL}?{n}", fetched_at=WHEN, media_type="application/xml")
            for n, body in enumerate(BODIES)
        ]


def only_file(folder: Path) -> Path:
    (path,) = folder.glob("*/*.warc.gz")
    return path


def test_what_was_appended_is_read_back_with_its_origin(tmp_path: Path) -> None:
    headers = [("Content-Type", "Application/XML; charset=utf-8"), ("ETag", '"7"')]
    with Archive(tmp_path, "ted") as target:
        stored = target.append(BODIES[0], url=URL, fetched_at=WHEN, headers=headers)
        actual = reader.read(tmp_path, stored.archive_file, stored.offset)
    assert (actual.body, actual.url, actual.file, actual.fetched_at) == (BODIES[0], URL, None, WHEN)
    assert (actual.media_type, actual.headers["ETag"]) == ("application/xml", '"7"')
    assert actual[-3:] == stored[:3]
    assert actual.sha256 == stored.sha256
    assert (actual.portal, actual.role) == ("ted", "document")


def test_what_reads_a_record_is_gone_with_it(tmp_path: Path) -> None:
    stored = filled(tmp_path)
    gc.collect()
    gc.disable()  # as good as in workers, where it seldom runs
    try:
        for location in stored:
            reader.read(tmp_path, location.archive_file, location.offset)
        left = [item for item in gc.get_objects() if isinstance(item, ArchiveIterator)]
    finally:
        gc.enable()
    assert left == []


@pytest.mark.parametrize("media_type", ["application/json", None])
def test_an_ingested_file_keeps_its_name_and_has_no_url(
    tmp_path: Path, media_type: str | None
) -> None:
    name = "avis n° 26/104233.json"
    with Archive(tmp_path, "boamp") as target:
        stored = target.append(b"{}", file=name, fetched_at=WHEN, media_type=media_type)
    actual = reader.read(tmp_path, stored.archive_file, stored.offset)
    assert (actual.file, actual.url, actual.media_type, actual.body) == (
        name,
        None,
        media_type,
        b"{}",
    )


@given(st.binary(max_size=3000))
def test_any_body_survives(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    folder = tmp_path_factory.mktemp("archive")
    with Archive(folder, "ted") as target:
        stored = target.append(body, url=URL, fetched_at=WHEN)
    assert reader.read(folder, stored.archive_file, stored.offset).body == body


def test_a_plain_warc_reader_verifies_the_file(tmp_path: Path) -> None:
    filled(tmp_path)
    with only_file(tmp_path).open("rb") as source:
        seen = []
        for record in ArchiveIterator(source, check_digests="raise"):
            seen.append((record.rec_type, record.content_stream().read()))
    assert [kind for kind, _ in seen] == ["warcinfo"] + ["response"] * 6
    assert [body for kind, body in seen if kind == "response"] == BODIES


def test_cookies_and_keys_are_never_written(tmp_path: Path) -> None:
    headers = [("Set-Cookie", "session=s3cret"), ("Authorization", "Bearer s3cret"), ("Date", "x")]
    with Archive(tmp_path, "ted") as target:
        target.append(b"<a/>", url=URL, fetched_at=WHEN, headers=headers)
    assert b"s3cret" not in gzip.decompress(only_file(tmp_path).read_bytes())


def test_only_the_owner_can_read_the_archive(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    filled(folder)
    modes = [
        stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "ted", only_file(folder))
    ]
    assert modes == [0o700, 0o700, 0o600]


def test_a_listing_is_kept_but_not_replayed(tmp_path: Path) -> None:
    with Archive(tmp_path, "ted") as target:
        target.append(b"[]", url=URL, fetched_at=WHEN, role="listing")
        target.append(b"<a/>", url=URL, fetched_at=WHEN)
    assert [record.body for record in reader.records(tmp_path)] == [b"<a/>"]
    assert [record.role for record in reader.records(tmp_path, role=None)] == [
        "listing",
        "document",
    ]


def test_records_come_in_the_order_written_and_by_portal(tmp_path: Path) -> None:
    filled(tmp_path, "ted")
    filled(tmp_path, "boamp")
    filled(tmp_path, "ted")
    assert [record.body for record in reader.records(tmp_path, "ted")] == BODIES * 2
    assert len(list(reader.records(tmp_path))) == 18


def test_a_file_ends_with_its_day_and_when_it_is_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spiders.archive.writer.ROLL_AT", 3_000)
    with Archive(tmp_path, "ted") as target:
        for at in (WHEN, WHEN, WHEN + timedelta(days=1)):
            target.append(os.urandom(4_000), url=URL, fetched_at=at)
    names = [record.archive_file for record in reader.records(tmp_path)]
    assert names == [
        f"ted/{name}.warc.gz" for name in ("2026-11-24-0001", "2026-11-24-0002", "2026-11-25-0001")
    ]


@pytest.mark.parametrize("cut", [1, 7, 30, 200, 320])
def test_a_torn_tail_loses_only_the_torn_record_and_is_told(tmp_path: Path, cut: int) -> None:
    last = filled(tmp_path)[-1]
    with only_file(tmp_path).open("r+b") as file:
        file.truncate(last.offset + min(cut, last.length - 1))
    actual: list[Damage] = []
    assert [record.body for record in reader.records(tmp_path, damaged=actual.append)] == BODIES[
        :-1
    ]
    assert [(damage.offset, damage.tail) for damage in actual] == [(last.offset, True)]
    with pytest.raises(ArchiveDamaged, match="offset"):
        reader.read(tmp_path, last.archive_file, last.offset)


def test_a_damaged_record_in_the_middle_hides_only_itself(tmp_path: Path) -> None:
    third = filled(tmp_path)[2]
    with only_file(tmp_path).open("r+b") as file:
        file.seek(third.offset + third.length // 2)
        file.write(b"\0" * 20)
    actual: list[Damage] = []
    bodies = [record.body for record in reader.records(tmp_path, damaged=actual.append)]
    assert bodies == BODIES[:2] + BODIES[3:]
    assert [damage.tail for damage in actual] == [False]


def test_damaged_bytes_are_not_told_to_a_terminal(tmp_path: Path) -> None:
    third = filled(tmp_path)[2]
    with only_file(tmp_path).open("r+b") as file:
        file.seek(third.offset)
        file.write(gzip.compress(b"\x1b[31m" + bytes(range(256)), mtime=0)[: third.length])
    actual: list[Damage] = []
    assert len(list(reader.records(tmp_path, damaged=actual.append))) == len(BODIES) - 1
    assert all(damage.reason.isprintable() and len(damage.reason) < 200 for damage in actual)
    assert any("\ufffd[31m" in damage.reason for damage in actual)


@pytest.mark.parametrize("text", [b"text " * 2_000, b"x", b"\x1b[31m" * 9])
def test_a_file_of_something_else_is_told(tmp_path: Path, text: bytes) -> None:
    filled(tmp_path)
    only_file(tmp_path).write_bytes(text)
    actual: list[Damage] = []
    assert not list(reader.records(tmp_path, damaged=actual.append))
    assert "no gzip is there" in actual[0].reason


def test_work_goes_on_after_a_torn_tail_in_a_new_file(tmp_path: Path) -> None:
    last = filled(tmp_path)[-1]
    with only_file(tmp_path).open("r+b") as file:
        file.truncate(last.offset + 9)
    filled(tmp_path)
    assert [record.body for record in reader.records(tmp_path)] == BODIES[:-1] + BODIES


WRITER = """
import sys
from datetime import UTC, datetime
from spiders.archive.writer import Archive
target = Archive(sys.argv[1], "ted")
for n in range(int(sys.argv[2])):
    body = (sys.argv[3] + str(n)).encode() * 900
    stored = target.append(body, url="https://ted.europa.eu/", fetched_at=datetime.now(UTC))
    print(stored.archive_file, stored.offset, stored.sha256, flush=True)
"""


def writer(folder: Path, count: int, mark: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), str(count), mark]
    root = Path(__file__).parents[3]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(root)}
    )


def test_two_processes_at_once_write_readable_files(tmp_path: Path) -> None:
    both = [writer(tmp_path, 200, mark) for mark in ("a", "b")]
    output = [line.split() for process in both for line in process.communicate()[0].splitlines()]
    assert len(output) == 400
    for name, offset, sha256 in output:
        assert reader.read(tmp_path, name, int(offset)).sha256 == sha256


def test_what_was_acknowledged_before_a_kill_is_there(tmp_path: Path) -> None:
    process = writer(tmp_path, 1_000_000, "k")
    assert process.stdout
    process.stdout.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    lines = process.communicate()[0].splitlines(True)
    actual = [line.split() for line in lines if line.endswith("\n")]
    kept = {record.sha256 for record in reader.records(tmp_path)}
    assert actual
    assert {sha256 for _, _, sha256 in actual} <= kept


def test_a_full_disk_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write

    def full(handle: int, data: bytes) -> int:
        if len(data) > 50:
            return real(handle, bytes(data[:50]))
        raise OSError(errno.ENOSPC, "No space left on device")

    with Archive(tmp_path, "ted") as target:
        target.append(BODIES[0], url=URL, fetched_at=WHEN)
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full)
            with pytest.raises(StorageError, match="No space left on device"):
                target.append(os.urandom(4000), url=URL, fetched_at=WHEN)
        target.append(BODIES[1], url=URL, fetched_at=WHEN)
    actual: list[Damage] = []
    assert [r.body for r in reader.records(tmp_path, damaged=actual.append)] == BODIES[:2]
    assert actual == []


def test_a_redacted_body_is_gone_and_the_others_are_found_at_their_new_places(
    tmp_path: Path,
) -> None:
    stored = filled(tmp_path)
    moves = redaction.redact(tmp_path, {stored[2].sha256})
    assert b"n='2'" not in gzip.decompress(only_file(tmp_path).read_bytes())
    assert moves[stored[2].archive_file, stored[2].offset] is None
    for n in (0, 1, 3, 4, 5):
        new = moves[stored[n].archive_file, stored[n].offset]
        assert new
        assert reader.read(tmp_path, new.archive_file, new.offset).body == BODIES[n]
    assert stat.S_IMODE(only_file(tmp_path).stat().st_mode) == 0o600


def test_words_can_be_taken_out_of_a_page_that_stays(tmp_path: Path) -> None:
    stored = filled(tmp_path)
    moves = redaction.redact(tmp_path, lambda record: record.body.replace(b"n='4'", b"n='*'"))
    new = moves[stored[4].archive_file, stored[4].offset]
    assert new
    actual = reader.read(tmp_path, new.archive_file, new.offset)
    assert (actual.sha256, actual.redacted) == (stored[4].sha256, True)
    assert (actual.body, actual.url) == (BODIES[4].replace(b"n='4'", b"n='*'"), f"{URL}?4")
    assert b"n='4'" not in gzip.decompress(only_file(tmp_path).read_bytes())


def test_redacting_nothing_changes_nothing(tmp_path: Path) -> None:
    filled(tmp_path)
    before = only_file(tmp_path).read_bytes()
    assert redaction.redact(tmp_path, {"0" * 64}) == {}
    assert only_file(tmp_path).read_bytes() == before


def test_a_file_being_written_is_not_redacted(tmp_path: Path) -> None:
    with Archive(tmp_path, "ted") as target:
        stored = target.append(BODIES[0], url=URL, fetched_at=WHEN)
        with pytest.raises(Misconfigured, match="is being written"):
            redaction.redact(tmp_path, {stored.sha256})


def test_a_portal_name_cannot_leave_the_archive_folder(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        Archive(tmp_path, "../ted")
