"""From the archive alone the same database comes back; new rules reach what was left out."""

from __future__ import annotations

import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from monitor.crawling.archive_reader import records_in_order
from monitor.runtime.runs import Run
from pipelines.store.database import connect
from spiders.archive.writer import Archive
from tests.pipelines.store.store_support import VOLATILE, dump, fetch_value, rows, sound

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"
PORTALS = ("ted", "boamp", "find_a_tender", "contracts_finder", "ghana_ppa")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


def vigie(folder: Path, *arguments: object, expect: int = 0, db: str = "vigie.db") -> str:
    """Run a command on the database and archive of a folder; its output."""
    command = [*map(str, arguments), "--db", str(folder / db), "--archive", str(folder / "archive")]
    result = CliRunner().invoke(main, command, catch_exceptions=False)
    assert result.exit_code == expect, result.output
    return result.output


def ingest_demo(folder: Path) -> None:
    for portal in PORTALS:
        vigie(folder, "ingest", portal, DEMO / portal)


def opened(folder: Path, db: str = "vigie.db") -> sqlite3.Connection:
    connection = connect(folder / db)
    sound(connection)
    return connection


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One undisturbed ingest of the demo documents."""
    folder = tmp_path_factory.mktemp("ingested")
    ingest_demo(folder)
    return folder


@pytest.fixture
def copy(ingested: Path, tmp_path: Path) -> Path:
    shutil.copytree(ingested, tmp_path / "copy")
    return tmp_path / "copy"


# Each run of a command has its own row, which names the command.
ONCE = ("runs",)


@pytest.mark.usefixtures("no_network")
def test_a_lost_database_comes_back_from_the_archive_without_a_network(copy: Path) -> None:
    before = dump(opened(copy), leave=ONCE)
    for file in copy.glob("vigie.db*"):
        file.unlink()
    vigie(copy, "replay")
    after = dump(opened(copy), leave=ONCE)
    assert {table: after[table] for table in after if after[table] != before[table]} == {}
    assert len(after["register"]) == 93


def test_only_these_columns_may_differ() -> None:
    assert VOLATILE == {
        "portals": ("state", "last_success", "failures", "message"),
        "documents": ("received", "archive_file", "archive_offset", "url"),
        "receipts": ("id", "source", "run_id", "at"),
        "changes": ("at", "run_id"),
        "health": ("since", "until", "acknowledged", "notified"),
        "runs": ("id", "started", "finished"),
        "windows": ("run_id",),
        "meta": ("value",),
        "search_index": ("content",),
    }


@pytest.mark.usefixtures("no_network")
def test_replay_into_the_same_database_changes_no_row(copy: Path) -> None:
    before = {t: rows(opened(copy), t) for t in dump(opened(copy), leave=ONCE)}
    vigie(copy, "replay")
    assert {t: rows(opened(copy), t) for t in before} == before


def test_the_same_ingest_twice_changes_no_row_but_receipts(copy: Path) -> None:
    left = ("runs", "receipts")
    before = {t: rows(opened(copy), t) for t in dump(opened(copy), leave=left)}
    ingest_demo(copy)
    db = opened(copy)
    assert {t: rows(db, t) for t in before} == before
    assert fetch_value(db, "SELECT count(*) FROM receipts") == 2 * 93
    names = [f.name for f in (copy / "archive").rglob("*.warc.gz")]
    assert len(names) == 5, "nothing was archived a second time"


def test_two_readers_beside_the_writer_give_the_same_database(
    ingested: Path, tmp_path: Path
) -> None:
    for portal in PORTALS:
        vigie(tmp_path, "ingest", portal, DEMO / portal, "--jobs", 2)
    assert dump(opened(tmp_path)) == dump(opened(ingested))


def test_a_name_inside_an_archive_comes_back_whole(tmp_path: Path) -> None:
    packed = shutil.make_archive(str(tmp_path / "avis"), "zip", DEMO, "boamp")
    vigie(tmp_path, "ingest", "boamp", packed)
    vigie(tmp_path, "replay", db="again.db")
    before, after = opened(tmp_path), opened(tmp_path, "again.db")
    assert rows(after, "documents") == rows(before, "documents")
    assert fetch_value(before, "SELECT min(file) FROM documents") == "avis.zip/boamp/26-990101.json"


# --- bodies that come again ---------------------------------------------------------------------

AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def page(title: str) -> bytes:
    text = (DEMO / "contracts_finder" / "sfa-o365.json").read_text()
    assert "Office 365" in text
    return text.replace("Office 365", title).encode()


def test_a_page_that_went_and_came_back_tells_the_same_story_in_a_replay(tmp_path: Path) -> None:
    """A crawl archives each answer; the third one is the first one again."""
    with Archive(tmp_path / "archive", "contracts_finder") as archive:
        for hour, title in enumerate(("Office 365", "Office 365 E3", "Office 365")):
            archive.append(
                page(title),
                url="https://example.org/p",
                media_type="application/json",
                fetched_at=AT + timedelta(hours=hour),
            )
    vigie(tmp_path, "replay")
    db = opened(tmp_path)
    assert fetch_value(db, "SELECT count(*) FROM notices WHERE title LIKE '%E3%'") == 0
    assert fetch_value(db, "SELECT count(*) FROM receipts") == 3
    assert {r[0] for r in db.execute("SELECT DISTINCT cause FROM changes")} == {"notice"}


def archived_over(folder: Path, files: int) -> None:
    for number in range(files):
        with Archive(folder / "archive", "ted") as archive:
            archive.append(b"<a/>", file=f"{number}", fetched_at=AT + timedelta(minutes=number))


@pytest.mark.parametrize(
    ("right", "file", "other", "status"),
    [
        ("ted", "veat_direct_award.xml", "boamp", 1),
        ("contracts_finder", "award_azure_reseller.json", "ocds", 0),
    ],
)
@pytest.mark.parametrize("other_first", [False, True])
def test_bytes_read_as_two_portals_keep_the_notices_of_each_in_every_replay(
    tmp_path: Path, right: str, file: str, other: str, status: int, other_first: bool
) -> None:
    document = ROOT / "tests" / "portals" / right / file
    for portal in (other, right) if other_first else (right, other):
        vigie(tmp_path, "ingest", portal, document, expect=status if portal == other else 0)
    before = rows(opened(tmp_path), "register")
    assert len(before) == 2 - status
    owner = fetch_value(opened(tmp_path), "SELECT portal FROM documents")
    assert owner == (other if other_first and not status else right), "whose reader found notices"
    last = 0 if other_first else status  # of bytes read twice the last reading's troubles are told
    for _ in range(2):
        assert "withdrawn" not in vigie(tmp_path, "replay", expect=last)
        assert rows(opened(tmp_path), "register") == before


def test_documents_come_in_the_order_received_over_files_and_portals(tmp_path: Path) -> None:
    boamp, ted = Archive(tmp_path, "boamp"), Archive(tmp_path, "ted")
    for minute, archive in enumerate((ted, boamp, ted, ted, boamp)):
        archive.append(b"x", file=str(minute), fetched_at=AT + timedelta(minutes=minute))
    boamp.close()
    ted.close()
    with Archive(tmp_path, "ted") as late:
        late.append(b"x", file="5", fetched_at=AT + timedelta(minutes=5))
    run = Run(sqlite3.connect(":memory:"), "replay")
    assert [
        r.file for r in records_in_order(tmp_path, ["boamp", "ted"], run.problems.append)
    ] == list("012345")
    assert run.problems == []


def test_an_archive_of_more_files_than_a_process_may_open_is_replayed(tmp_path: Path) -> None:
    archived_over(tmp_path, 120)
    command = [
        sys.executable,
        "-m",
        "monitor.cli.main",
        "replay",
        "--db",
        str(tmp_path / "vigie.db"),
        "--archive",
        str(tmp_path / "archive"),
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
    )
    assert "Too many open files" not in done.stderr
    assert fetch_value(opened(tmp_path), "SELECT count(*) FROM receipts") == 120


def test_a_damaged_record_is_named_and_the_others_are_replayed(copy: Path) -> None:
    file = next((copy / "archive" / "ted").glob("*.warc.gz"))
    place = fetch_value(
        opened(copy), "SELECT archive_offset FROM documents WHERE file = '990107-2026.xml'"
    )
    with file.open("r+b") as out:
        out.seek(place + 100)
        out.write(b"\0" * 40)
    output = vigie(copy, "replay", expect=1, db="again.db")
    assert f"{file.name} at {place}" in output
    assert fetch_value(opened(copy, "again.db"), "SELECT count(*) FROM register") == 92


def test_there_must_be_an_archive_to_replay(tmp_path: Path) -> None:
    output = vigie(tmp_path, "replay", expect=2)
    assert "there is no archive to replay; crawl or ingest first" in output
