"""An archive in an object store: the database is that of a folder, and each refusal a sentence."""

from __future__ import annotations

import gzip
import json
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from pipelines.errors import Misconfigured
from pipelines.store.database import connect
from spiders.archive import storage
from spiders.archive.reader import records
from spiders.archive.redaction import redact
from spiders.archive.storage import (
    ObjectStore,
    StorageError,
    local_folder,
    open_storage,
    parse_place,
)
from spiders.archive.writer import Archive
from tests.bench import releases
from tests.bench.running import mock_portals
from tests.object_store import s3_server
from tests.pipelines.store.store_support import dump

DEMO = sorted((Path(__file__).parents[2] / "data" / "demo" / "ted").iterdir())[:8]
APART = ["meta", "receipts", "runs"]
HIDDEN = "Geotechnology"


@pytest.fixture(scope="module")
def s3() -> Iterator[None]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with s3_server("vigie"):
        yield


@pytest.fixture(scope="module")
def stored(s3: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """An archive in the object store, and the database that an ingest made with it."""
    place, database = "s3://vigie/stored", tmp_path_factory.mktemp("stored") / "vigie.db"
    vigie("ingest", "ted", *DEMO, "--db", database, "--archive", place)
    return place, database


def vigie(*arguments: object, expect: int = 0) -> str:
    ended = CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)
    assert ended.exit_code == expect, ended.output
    return ended.output


def tables(database: Path) -> dict[str, list[Any]]:
    """Rows of all tables, but for the names of archive files."""
    with closing(connect(database)) as connection:
        connection.execute("BEGIN")
        connection.execute("UPDATE documents SET archive_file = portal")
        result = dump(connection, APART)
        connection.execute("ROLLBACK")
        return result


def test_an_archive_in_an_object_store_gives_the_database_of_one_in_a_folder(
    stored: tuple[str, Path], tmp_path: Path
) -> None:
    place, database = stored
    vigie("ingest", "ted", *DEMO, "--db", tmp_path / "folder.db", "--archive", tmp_path / "archive")
    vigie("replay", "--db", tmp_path / "again.db", "--archive", place, "--jobs", 1)
    expected = tables(tmp_path / "folder.db")
    assert len(expected["notices"]) > 5
    assert tables(tmp_path / "again.db") == expected
    with closing(connect(database)) as connection:
        (name,) = connection.execute("SELECT notice_id FROM register LIMIT 1").fetchone()
    assert vigie("explain", name, "--db", database, "--archive", place)


def test_documents_are_ingested_from_an_object_store(
    stored: tuple[str, Path], tmp_path: Path
) -> None:
    documents = open_storage("s3://vigie/documents")
    documents.write(f"{DEMO[1].name}.gz", gzip.compress(DEMO[1].read_bytes()))
    for path in DEMO[2:]:
        documents.write(f"sub/{path.name}", path.read_bytes())
    text = f"s3://vigie/{DEMO[0].name}"
    open_storage(text).write("", DEMO[0].read_bytes())
    database = tmp_path / "vigie.db"
    vigie(
        *("ingest", "ted", text, "s3://vigie/documents"),
        *("--db", database, "--archive", tmp_path / "archive"),
    )
    assert tables(database)["notices"] == tables(stored[1])["notices"]
    output = vigie("ingest", "ted", "s3://vigie/none", "--db", database, expect=2)
    assert "s3://vigie/none: there is no file" in output


def test_an_objection_is_applied_in_the_object_store(
    stored: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path))
    place, database = "s3://vigie/redacted", tmp_path / "vigie.db"
    vigie("ingest", "ted", *DEMO, "--archive", place)
    before = open_storage(place).names()
    assert HIDDEN.encode() in _unpacked(place)
    (tmp_path / "objections.csv").write_text(
        f"who,what,decided,reason\n{HIDDEN},everywhere,2026-11-20,test\n", "utf-8"
    )
    vigie("retag", "--archive", place)
    assert open_storage(place).names() == before | {"objections.json"}
    assert HIDDEN.encode() not in _unpacked(place)
    assert "are whole" in vigie("integrity", "--db", database, "--archive", place)


def _unpacked(place: str) -> bytes:
    storage = open_storage(place)
    return b"".join(
        gzip.decompress(storage.read(name) or b"")
        for name in storage.names()
        if name.endswith(".warc.gz")
    )


def test_a_file_is_not_redacted_while_a_crawl_writes_to_its_portal(s3: None) -> None:
    place = "s3://vigie/written"
    with Archive(place, "ted") as archive:
        archive.append(b"one", file="one.xml", fetched_at=datetime.now(UTC))
        assert list(records(place)) == []
        archive.sync()
        (first,) = records(place)
        archive.append(b"two", file="two.xml", fetched_at=datetime.now(UTC))
        with pytest.raises(Misconfigured, match="is being written to"):
            redact(place, [first.sha256])
    assert len(list(records(place))) == 2
    redact(place, [first.sha256])
    assert [record.body for record in records(place)] == [b"two"]


def test_an_object_that_lacks_its_end_or_is_gone_is_named(
    stored: tuple[str, Path], tmp_path: Path
) -> None:
    place, database = stored
    (name,) = open_storage(place).names()
    content = open_storage(place).read(name) or b""
    cut = "s3://vigie/cut"
    open_storage(cut).write(name, content[:-100])
    output = vigie("replay", "--db", tmp_path / "cut.db", "--archive", cut, expect=1)
    assert f"{name} at " in output
    assert "cannot be read" in output
    whole = tables(database)
    assert len(tables(tmp_path / "cut.db")["documents"]) == len(whole["documents"]) - 1
    open_storage(cut).write(name, b"")
    output = vigie("replay", "--db", tmp_path / "cut.db", "--archive", cut, expect=1)
    assert f"{name} at 0: the file is empty" in output
    open_storage(cut).write(name, content)
    vigie("replay", "--db", tmp_path / "cut.db", "--archive", cut)
    open_storage(cut).delete(name)
    output = vigie("integrity", "--db", database, "--archive", cut, expect=1)
    assert f"1 files are missing: {name}" in output


@pytest.mark.parametrize(
    ("place", "expected", "status"),
    [
        ("s3:vigie/archive", "is no address, expected s3://BUCKET/FOLDER", 2),
        ("nowhere://vigie/archive", "is no address of an object store", 2),
        ("github://vigie/archive", "is no address of an object store", 2),
        ("s3://", "names nothing, expected s3://BUCKET/FOLDER", 2),
        ("file://archive/of/vigie", "expected file:///FOLDER", 2),
        ("file://archive", "expected file:///FOLDER", 2),
        ("s3://vigie/empty", "there is no archive to replay", 2),
        ("s3://nobody/archive", "The specified bucket does not exist", 1),
    ],
)
def test_a_place_without_an_archive_is_a_sentence(
    s3: None, tmp_path: Path, place: str, expected: str, status: int
) -> None:
    output = vigie("replay", "--db", tmp_path / "new.db", "--archive", place, expect=status)
    assert expected in output
    assert output.count("\n") <= 3


def test_a_bucket_that_refuses_leaves_nothing_stored_and_the_next_run_goes_on(
    s3: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "vigie.db"
    output = vigie("ingest", "ted", *DEMO, "--db", database, "--archive", "s3://nobody/a", expect=1)
    assert "does the bucket exist, may these keys" in output
    assert tables(database)["documents"] == []
    vigie("ingest", "ted", *DEMO, "--db", database, "--archive", "s3://vigie/a")
    assert tables(database)["documents"]


def test_a_store_that_accepts_and_never_answers_is_told_after_four_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not after the dozens of waits that its SDK and s3fs make together."""
    monkeypatch.setattr(storage, "ANSWER_S", 0.5)
    requests = []

    def accept_all(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                requests.append(server.accept())

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=accept_all, args=(server,), daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "key")
        output = vigie(
            "replay", "--db", tmp_path / "new.db", "--archive", "s3://silent/a", expect=1
        )
        server.shutdown(socket.SHUT_RDWR)
    assert "Read timeout" in output
    assert len(requests) == 4
    for connection, _ in requests:
        connection.close()


@pytest.mark.parametrize("name", ["write", "writing", "read", "read_range", "names", "sizes"])
def test_a_store_that_takes_no_upload_or_drips_its_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Each byte within the time for which S3 may be silent: the answer would last for hours."""
    from s3fs import S3FileSystem  # type: ignore[import-untyped]

    for limit in ("TIMEOUT_S", "LIST_TIMEOUT_S", "ANSWER_S"):
        monkeypatch.setattr(storage, limit, 2.0)
    S3FileSystem.clear_instance_cache()  # of another server
    errors: list[StorageError] = []

    def drip(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            method = connection.recv(4)
            while method == b"PUT " and connection.recv(65536):  # taken, and never answered
                pass
            ended = b": " if method == b"HEAD" else b": \r\n\r\n"
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nX-Slow" + ended)
            while True:
                connection.sendall(b" ")
                sleep(0.2)

    def accept_all(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                Thread(target=drip, args=server.accept()[:1], daemon=True).start()

    def ask() -> None:
        storage = ObjectStore("s3://dripping/a")
        operations: dict[str, Callable[[], object]] = {
            "write": lambda: storage.write("one", b"x" * 1000),
            "writing": lambda: _write_file(storage),
            "read": lambda: storage.read("one"),
            "read_range": lambda: storage.read_range("one", 0, 5000),
            "names": storage.names,
            "sizes": storage.sizes,
        }
        try:
            operations[name]()
        except StorageError as error:
            errors.append(error)

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=accept_all, args=(server,), daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
        for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(key, "key")
        asking = Thread(target=ask, daemon=True)
        asking.start()
        asking.join(timeout=30)
        server.shutdown(socket.SHUT_RDWR)
    assert not asking.is_alive(), "it waits for ever"
    assert "had not ended after 2 seconds" in str(errors[0])


def _write_file(storage: ObjectStore) -> None:
    with storage.writing("one") as path:
        path.write_bytes(b"x" * 1000)


def test_a_crawl_into_a_missing_bucket_ends_with_a_sentence_and_no_traceback(
    s3: None, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    database, day = tmp_path / "vigie.db", f"{releases.DAY:%Y-%m-%d}"
    releases.write(tmp_path / "portal", 3 * releases.PAGE)
    with mock_portals(tmp_path / "portal") as addresses:
        portal = ["find_a_tender", "--since", day, "--until", day, "--pace", "0"]
        of_mock = ["--mock", json.dumps({"find_a_tender": addresses["find_a_tender"]})]
        where = ["--db", database, "--archive", "s3://nobody/a"]
        output = vigie("crawl", *portal, *of_mock, *where, expect=1)
    assert "does the bucket exist, may these keys" in output
    assert "Traceback" not in capfd.readouterr().err
    assert tables(database)["documents"] == []


def test_an_object_that_is_replaced_while_it_is_read_is_no_damage(s3: None) -> None:
    storage = open_storage("s3://vigie/replaced")
    storage.write("ted/one.warc.gz", b"x" * 1000)
    with storage.open("ted/one.warc.gz", 100) as opened:
        opened.read(100)
        storage.write("ted/one.warc.gz", b"x" * 150)
        with pytest.raises(StorageError):
            opened.read()


def test_a_file_address_is_a_folder_of_this_machine(tmp_path: Path) -> None:
    assert local_folder(parse_place(tmp_path.as_uri())) == tmp_path
    assert local_folder(parse_place(f"file://localhost{tmp_path}")) == tmp_path
    assert local_folder(parse_place("s3://vigie/archive")) is None
