"""``vigie doctor`` says what is wrong and what to do; ``vigie portals`` what is covered."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
from collections import namedtuple
from collections.abc import Container, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from monitor.config import Config
from monitor.health import terminal_source_list
from monitor.operations import doctor
from monitor.runtime import spider_registry
from monitor.runtime.confirmed_clock import confirm_clock
from pipelines.errors import Misconfigured
from pipelines.store.database import connect
from pipelines.store.schema import VERSION
from tests.cli.bad_input_support import eforms, ingest, package, places, release, vigie
from tests.operations.test_faults import small_disk

Usage = namedtuple("Usage", "total used free")


def examined(folder: Path, *options: object) -> Any:
    return vigie(folder, "doctor", "--offline", "--db", folder / "vigie.db", *options)


def lines_of(output: str, what: str) -> str:
    """The finding about one thing, and its advice."""
    match = re.search(rf"^(?:ok  |FAIL) {re.escape(what)}.*(?:\n {{5}}.*)*", output, re.M)
    assert match, output
    return match[0]


def test_a_sound_installation_has_nothing_to_say_against_it(tmp_path: Path) -> None:
    ran = examined(tmp_path)
    assert ran.status == 0
    assert "FAIL" not in ran.output
    for what in (
        "Python",
        "SQLite",
        "full-text search (FTS5)",
        "JSON functions",
        "free disk",
        "folder",
        "reference tables",
        "configuration",
        "database",
    ):
        assert lines_of(ran.output, what).startswith("ok  ")
    assert "does not exist yet" in lines_of(ran.output, "database")
    assert not (tmp_path / "vigie.db").exists()


def old_python(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(doctor, "sys", SimpleNamespace(version_info=(3, 10, 4)))


def old_sqlite(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(doctor.sqlite3, "sqlite_version_info", (3, 34, 0))


def no_space(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(shutil, "disk_usage", lambda _: Usage(9, 8, 1024**3))


def no_right(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(os, "access", lambda *_: False)


def read_only_file(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """As of a copy put back by another user; root, who runs tests, may write all."""
    database, access = folder / "vigie.db", os.access
    connect(database).close()
    patch.setattr(os, "access", lambda path, mode: path != database and access(path, mode))


def wrong_table(patch: pytest.MonkeyPatch, folder: Path) -> None:
    def load(_: Any) -> None:
        raise Misconfigured("reference/: 1 fault in its tables.\n  x.csv, row 2: no")

    patch.setattr("pipelines.stages.load_stages", load)


def newer(patch: pytest.MonkeyPatch, folder: Path) -> None:
    connection = sqlite3.connect(folder / "vigie.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def torn(patch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "vigie.db").write_bytes(b"SQLite format 3\x00" + b"\x07" * 4000)


def foreign(patch: pytest.MonkeyPatch, folder: Path) -> None:
    connection = sqlite3.connect(folder / "vigie.db")
    connection.execute("CREATE TABLE bookmarks (url)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "what", "seen", "advice"),
    [
        (old_python, "Python", "3.10.4", "install Python 3.11 or newer"),
        (old_sqlite, "SQLite", "", "install a Python built with SQLite 3.35 or newer"),
        (no_space, "free disk", "1.0 GB", "free space: 2 GB or more for the archive"),
        (no_right, "folder", "may not be written", "give yourself the right to write there"),
        (read_only_file, "database", "vigie.db: may not be written", "the right to write it"),
        (wrong_table, "reference tables", "x.csv, row 2: no", "correct the row that is named"),
        (newer, "database", f"schema 99, this program knows {VERSION}", "update Vigie"),
        (torn, "database", "", "move it aside and run vigie replay"),
        (foreign, "database", "bookmarks", "name another with --db"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Any, what: str, seen: str, advice: str
) -> None:
    spoil(monkeypatch, tmp_path)
    ran = examined(tmp_path)
    assert ran.status == 1
    finding = lines_of(ran.output, what)
    assert finding.startswith("FAIL")
    assert seen in finding
    assert advice in finding
    assert ran.output.count("FAIL") == 1


def test_on_a_full_disk_nobody_is_told_to_move_the_database_aside(tmp_path: Path) -> None:
    with small_disk(tmp_path, "size=3m") as disk:
        connect(disk / "vigie.db").close()
        with suppress(OSError), (disk / "filler").open("wb", buffering=0) as out:
            while True:
                out.write(bytes(4096))
        output = examined(disk).output
    folder = lines_of(output, "folder")
    assert folder.startswith("FAIL")
    assert "64 KB could not be written there (No space left on device)" in folder
    assert "free space, or see to the disk" in folder
    finding = lines_of(output, "database")
    assert finding.startswith("FAIL")
    assert "the disk is full or failing" in finding
    assert "Free space, or see to the disk; what was stored before is whole" in finding
    assert "move it aside" not in finding


def test_a_disk_without_room_for_another_file_is_a_finding(tmp_path: Path) -> None:
    with small_disk(tmp_path, "size=8m,nr_inodes=4") as disk:
        for number in range(3):
            (disk / str(number)).touch()
        folder = lines_of(examined(disk).output, "folder")
    assert folder.startswith("FAIL")
    assert "64 KB could not be written there (No space left on device)" in folder


def test_a_configuration_without_an_address_of_contact_is_a_finding(tmp_path: Path) -> None:
    file = tmp_path / "vigie.toml"
    file.write_text("[site]\nport = 8002\n")
    ran = vigie(tmp_path, "--config", file, "doctor", "--offline", "--db", tmp_path / "vigie.db")
    assert ran.status == 1
    assert f"{file}: [vigie] contact is empty" in lines_of(ran.output, "configuration")
    assert "give an address under which portals can reach you" in ran.output
    file.write_text('[vigie]\ncontact = "veille@example.org"\n')
    ran = vigie(tmp_path, "--config", file, "doctor", "--offline", "--db", tmp_path / "vigie.db")
    assert ran.status == 0


@pytest.mark.parametrize(
    ("settings", "what", "seen"),
    [
        (
            'portals = ["tedd"]',
            "[crawl] portals",
            "a portal 'tedd'; did you mean ted?",
        ),
        ('terms_read = ["get"]', "[crawl] terms_read", "did you mean gets?"),
        ('[schedule]\nweekly = ["boanp"]', "[schedule] weekly", "did you mean boamp?"),
        ('[vigie]\ncontact = "the union"', "configuration", "[vigie] contact is 'the union'"),
        (
            '[mail]\nenabled = true\nfrom = "vigie"\noperator_address = "a@b.example"\n'
            '[site]\npublic_url = "https://vigie.example/"',
            "mail",
            "[mail] from is 'vigie'",
        ),
        (
            '[mail]\nenabled = true\nfrom = "Vigie vigie@"\noperator_address = "a@b.example"\n'
            '[site]\npublic_url = "https://vigie.example/"',
            "mail",
            "[mail] from is 'Vigie vigie@'",
        ),
        (
            '[mail]\nenabled = true\nfrom = "v@b.example"\n'
            'operator_address = "a@b.example, c@b.example"\n[site]\npublic_url = "https://vigie.example/"',
            "mail",
            "[mail] operator_address is 'a@b.example, c@b.example'",
        ),
    ],
)
def test_settings_that_fit_no_portal_and_addresses_that_are_none_are_findings(
    tmp_path: Path, settings: str, what: str, seen: str
) -> None:
    file = tmp_path / "vigie.toml"
    contact = "" if "contact" in settings else '[vigie]\ncontact = "a@b.example"\n'
    file.write_text(f"{contact}{'' if settings[0] == '[' else '[crawl]'}\n{settings}\n")
    ran = vigie(tmp_path, "--config", file, "doctor", "--offline", "--db", tmp_path / "vigie.db")
    assert (ran.status, ran.output.count("FAIL")) == (1, 1), ran.output
    assert seen in lines_of(ran.output, what)


def test_a_database_in_use_is_examined_and_not_changed(tmp_path: Path) -> None:
    ingest(tmp_path, "ted", {"a.xml": eforms().encode()})
    before = (tmp_path / "vigie.db").read_bytes()
    ran = examined(tmp_path)
    assert ran.status == 0
    assert f"schema {VERSION}, check: ok" in lines_of(ran.output, "database")
    assert (tmp_path / "vigie.db").read_bytes() == before


@pytest.fixture
def loopback() -> Iterator[socket.socket]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        yield server


def test_a_clock_that_jumped_ahead_is_a_finding(tmp_path: Path) -> None:
    ingest(tmp_path, "ted", {"a.xml": eforms().encode()})
    with closing(connect(tmp_path / "vigie.db")) as database:
        assert lines_of(examined(tmp_path).output, "clock").startswith("ok  ")
        confirm_clock(database, datetime.now(UTC) - timedelta(days=730))
    ran = examined(tmp_path)
    assert ran.status == 1
    finding = lines_of(ran.output, "clock")
    assert "nothing confirms a time after" in finding
    assert "vigie health --confirm-clock" in finding


def test_a_portal_whose_port_is_closed_is_a_finding(loopback: socket.socket) -> None:
    port = loopback.getsockname()[1]  # bound and not listening: the connection is refused
    finding = doctor.check_portal_host("ted", f"http://127.0.0.1:{port}/search")
    assert not finding.ok
    assert finding.subject == "portal ted"
    assert finding.observed.startswith("127.0.0.1: ")
    assert "refused" in finding.observed
    assert finding.advice == "check the network, a proxy or a firewall; or try again later"


def test_a_portal_that_listens_is_reachable(loopback: socket.socket) -> None:
    loopback.listen()
    finding = doctor.check_portal_host(
        "ted", f"http://127.0.0.1:{loopback.getsockname()[1]}/search"
    )
    assert (finding.ok, finding.observed) == (True, "127.0.0.1 answers")


def answering(
    monkeypatch: pytest.MonkeyPatch, answers: Container[str], error: OSError
) -> list[str]:
    """Only these hosts accept connections; returns the hosts that are asked."""
    requests: list[str] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        requests.append(address[0])
        if address[0] not in answers:
            raise error
        return socket.socket()

    monkeypatch.setattr(socket, "create_connection", connect)
    return requests


def test_every_portal_with_an_address_is_asked_unless_offline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = ConnectionRefusedError("[Errno 111] Connection refused")
    requests = answering(monkeypatch, {"www.simap.ch"}, refused)
    assert all(f.ok for f in doctor.examine(Config(), tmp_path / "vigie.db", online=False))
    assert requests == []
    ran = vigie(tmp_path, "doctor", "--db", tmp_path / "vigie.db")
    assert ran.status == 1
    assert {"api.ted.europa.eu", "boamp-datadila.opendatasoft.com"} < set(requests)
    assert "FAIL portal ted: api.ted.europa.eu: [Errno 111]" in ran.output
    assert "ok   portal simap: www.simap.ch answers" in ran.output
    unreachable = [host for host in requests if host != "www.simap.ch"]
    assert ran.output.count("check the network, a proxy or a firewall") == len(unreachable)


def test_without_a_network_that_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = answering(
        monkeypatch, (), socket.gaierror(-3, "Temporary failure in name resolution")
    )
    ran = vigie(tmp_path, "doctor", "--db", tmp_path / "vigie.db")
    assert ran.status == 1
    assert ran.output.count("FAIL") == 1
    finding = lines_of(ran.output, "network")
    assert f"none of {len(requests)} portals can be reached" in finding
    assert "its name is not found (Temporary failure in name resolution)" in finding
    assert "vigie doctor --offline" in finding
    assert len(requests) > 20


# --- portals -------------------------------------------------------------------------------------


def row_of(output: str, portal: str) -> str:
    (result,) = [line for line in output.splitlines() if line.split()[0] == portal]
    return result


def test_portals_says_what_is_covered_how_and_how_fresh(tmp_path: Path) -> None:
    ingest(tmp_path, "ted", {"a.xml": eforms().encode()})
    ingest(tmp_path, "ocds", {"b.json": package(release())})
    ran = vigie(tmp_path, "portals", *places(tmp_path)[:2])
    assert ran.status == 0
    read = r"^ted +EU +read from files only +2026-03-09 +1\n    TED, Official Journal"
    assert re.search(read, ran.output, re.M)
    assert re.search(r"^boamp +FR +never crawled +- +0\n    BOAMP", ran.output, re.M)
    assert "2026-03-09" in row_of(ran.output, "ocds:h6vhtk")


def test_portals_tells_what_can_be_read_and_what_is_crawled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [name for name in spider_registry.spider_names() if name != "boamp"]
    monkeypatch.setattr(terminal_source_list, "spider_names", lambda: known)
    monkeypatch.setattr(spider_registry.spider_class("ghana_ppa"), "endpoint", None)
    ran = vigie(tmp_path, "portals", *places(tmp_path)[:2])
    assert "no reader yet" in row_of(ran.output, "boamp")
    assert "documents at hand only" in row_of(ran.output, "ghana_ppa")
    assert "never" in row_of(ran.output, "ted")


def test_portals_works_on_an_installation_that_has_nothing_yet(tmp_path: Path) -> None:
    ran = vigie(tmp_path, "portals", *places(tmp_path)[:2])
    assert ran.status == 0
    assert row_of(ran.output, "ted")
