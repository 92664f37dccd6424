"""Bad input through the command line: what a person is told, what stays, what the status says.

Whatever comes, the command ends without a traceback, the body lies in the archive, a receipt and a
named trouble stand in the database, and the other documents of the same run are stored.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor.crawling.documents_in_files import iter_input_documents
from pipelines.reference import table_cache
from pipelines.store.schema import VERSION
from tests.cli.bad_input_support import (
    HTML,
    Content,
    Ran,
    eforms,
    ingest,
    package,
    places,
    release,
    tarred,
    vigie,
    with_award,
    zipped,
)
from tests.forked_commands import ForkedCommand

pytestmark = pytest.mark.hostile

ROOT = Path(__file__).parents[2]
PORTALS = Path(__file__).parents[1] / "portals"
XML = eforms().encode()
JSON = package(release())
BOAMP = (PORTALS / "boamp" / "mapa_award.json").read_bytes()
PAGE = (PORTALS / "ghana_ppa" / "10066.html").read_bytes()
GOOD = {
    "ted": ("good.xml", eforms("990599-2026").encode()),
    "boamp": ("good.json", BOAMP),
    "find_a_tender": ("good.json", package(release("990699-2026"))),
    "ghana_ppa": ("10066.html", PAGE),
    "ocds": ("good.json", package(release("990699-2026"))),
}
OLD_FORM = (PORTALS / "ted" / "ted_export_f14_deadline.xml").read_bytes()
BOMB = XML.replace(
    b"<ContractAwardNotice",
    b'<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;&x;&x;&x;">]>\n<ContractAwardNotice',
    1,
).replace(b"Acquisition", b"&y;")
EXTERNAL = XML.replace(
    b"<ContractAwardNotice",
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<ContractAwardNotice',
    1,
).replace(b"Acquisition", b"&x;")


# --- documents that cannot be read ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("portal", "body", "code", "words"),
    [
        (
            "ted",
            XML[: len(XML) // 2],
            "xml_broken",
            "the XML breaks off in line 37: it has no </ContractAwardNotice> at its end; "
            "it was cut short, get it again",
        ),
        (
            "ted",
            XML.replace(b"</cac:PartyName>", b"", 1),
            "xml_broken",
            "the XML cannot be read: Opening and ending tag mismatch",
        ),
        (
            "find_a_tender",
            JSON[: len(JSON) // 2],
            "json_broken",
            "the JSON breaks off after 564 characters, before what it opened is closed; "
            "it was cut short, get it again",
        ),
        ("boamp", BOAMP[: len(BOAMP) // 2], "json_broken", "the JSON breaks off after"),
        (
            "boamp",
            BOAMP.replace(b'"donnees": "{', b'"donnees": "{{', 1),
            "json_broken",
            "donnees is no JSON",
        ),
        (
            "ghana_ppa",
            PAGE[: len(PAGE) // 3],
            "page_broken",
            f"the page breaks off after {len(PAGE) // 3:,} characters: it has no </html>; "
            "it was cut short, get it again",
        ),
        ("ghana_ppa", PAGE[: len(PAGE) // 3] + b"</html>", "unexpected", "has no contract fields"),
        ("ted", b"", "empty", "the body is empty, expected XML"),
        ("find_a_tender", b" \r\n", "empty", "the body is empty, expected JSON"),
        ("ghana_ppa", b"\xef\xbb\xbf", "empty", "the body is empty, expected a web page"),
        ("ted", HTML, "html_instead", "a web page came where XML was expected"),
        ("boamp", HTML, "html_instead", "a web page came where XML was expected"),
        (
            "find_a_tender",
            HTML,
            "html_instead",
            "a web page came where JSON was expected: it begins '<!DOCTYPE html> <html>",
        ),
        (
            "ocds",
            XML,
            "html_instead",
            "XML came where JSON was expected: it begins '<?xml version=",
        ),
        ("ghana_ppa", HTML, "unexpected", "('Request Rejected'), expected 'Contract Details'"),
        (
            "ted",
            b"file,id,name\n1,2,3\n",
            "xml_broken",
            "this is no XML: it begins 'file,id,name 1,2,3', expected '<'",
        ),
        (
            "find_a_tender",
            b"file,id,name\n",
            "json_broken",
            "this is no JSON: it begins 'file,id,name', expected { or [",
        ),
        ("ted", b"%PDF-1.7 x", "binary", "a PDF file came where XML was expected"),
        (
            "ted",
            b'<rss version="2.0"><channel/></rss>',
            "unexpected",
            "the root element is rss, expected an eForms notice or TED_EXPORT",
        ),
        ("boamp", b"<rss/>", "unexpected", "root element is 'rss' without GESTION"),
        (
            "ocds",
            b'{"error": "no"}',
            "unexpected",
            "expected an OCDS package or release, got an object with 'error'",
        ),
        ("find_a_tender", b"null", "unexpected", "expected an OCDS package or release, got null"),
        (
            "boamp",
            b'{"error_code": "X", "message": "stop"}',
            "unexpected",
            "the API answered with an error: X: stop",
        ),
        ("ted", BOMB, "xml_entities", "the XML declares entities, which we never expand"),
        ("ted", EXTERNAL, "xml_entities", "the XML declares entities, which we never expand"),
        ("ted", b"<a>" * 5000, "too_deep", "the XML is nested too deeply"),
        ("ocds", b"[" * 99_999, "too_deep", "the JSON is nested too deeply"),
    ],
)
def test_a_document_that_cannot_be_read_is_kept_and_named_and_the_others_are_stored(
    tmp_path: Path, portal: str, body: bytes, code: str, words: str
) -> None:
    name, good = GOOD[portal]
    ran = ingest(tmp_path, portal, {"a_bad": body, name: good})
    assert ran.status == 1
    ((document, stored_code, message),) = ran.troubles
    assert (document, stored_code) == ("a_bad", code)
    assert words in message
    assert f"! 1 × {code} in a_bad: {message}" in ran.output
    assert sorted(ran.archived) == sorted([body, good])
    assert ran.rows("SELECT source FROM receipts ORDER BY id") == sorted(["a_bad", name])
    assert ran.one("SELECT count(*) FROM register") == 1
    assert ran.one("SELECT state, message FROM runs")[0] == "degraded"


def test_an_unknown_form_is_stored_by_its_coded_data_and_named(tmp_path: Path) -> None:
    body = OLD_FORM.replace(b"F14_2014", b"F99_2031").replace(b'FORM="F14"', b'FORM="F99"')
    ran = ingest(tmp_path, "ted", {"a.xml": body})
    assert ran.status == 1
    assert "the form is F99, expected one of F01" in ran.output
    assert ran.one("SELECT count(*) FROM register WHERE published IS NOT NULL") == 1
    assert ran.archived == [body]


def test_each_fault_is_told_once_with_its_number_and_three_documents(tmp_path: Path) -> None:
    ran = ingest(tmp_path, "ted", {f"{n}.xml": XML[: 900 + n] for n in range(5)} | {"z.xml": b""})
    lines = [line for line in ran.output.splitlines() if line.startswith("  ! ")]
    assert lines[0] == "  ! 1 × empty in z.xml: the body is empty, expected XML"
    assert lines[1].startswith("  ! 5 × xml_broken in 0.xml, 1.xml, 2.xml and 2 more: the XML")
    assert len(lines) == 2


def test_a_complaint_publishes_no_address_and_no_number_of_a_person(tmp_path: Path) -> None:
    body = b"nom,adresse de la personne,inventee.dupont@example.org"
    ran = ingest(tmp_path, "ted", {"a.csv": body, "b.csv": b"tel 01 42 34 56 78, bureau"})
    assert ran.status == 1
    assert "nom,adresse" in ran.output
    text = ran.output + repr(ran.troubles) + repr(ran.rows("SELECT error FROM documents"))
    assert "inventee" not in text
    assert "42 34" not in text


def test_what_could_not_be_read_is_named_again_by_replay(tmp_path: Path) -> None:
    ingest(tmp_path, "ted", {"a.xml": XML[:500], "b.xml": XML})
    ran = vigie(tmp_path, "replay", *places(tmp_path))
    assert ran.status == 1
    assert "1 × xml_broken in a.xml: the XML breaks off" in ran.output


# --- archives and large files --------------------------------------------------------------------

SECOND = eforms("990502-2026").encode()
THIRD = eforms("990503-2026").encode()


def packed(levels: int, pack: Any, suffix: str) -> bytes:
    """A notice in so many archives."""
    actual = pack({"notice.xml": XML})
    for level in range(levels - 1):
        actual = pack({f"level{level}{suffix}": actual})
    return bytes(actual)


DEEP = "archives within archives beyond 3 levels; unpack the outer ones"
LINKS = {
    "a.xml": XML,
    "link.xml": (tarfile.SYMTYPE, "/etc/passwd"),
    "hard.xml": (tarfile.LNKTYPE, "../../etc/passwd"),
    "dev": (tarfile.CHRTYPE, ""),
}
BROKEN_ZIP = bytearray(zipped({"a.xml": XML, "b.xml": SECOND}))
BROKEN_ZIP[200:204] = b"\x01\x02\x03\x04"
ENCRYPTED_ZIP = bytearray(zipped({"a.xml": XML}))
ENCRYPTED_ZIP[6] |= 1  # the flag stands before the member and in the archive's directory
ENCRYPTED_ZIP[ENCRYPTED_ZIP.index(b"PK\x01\x02") + 8] |= 1
BROKEN_PLAIN_TAR = tarred({"a.xml": XML, "b.xml": SECOND}, "w")[: len(XML) + 3000]


@pytest.mark.parametrize(
    ("name", "content", "troubles", "numbers"),
    [
        (
            "a.xml.gz",
            gzip.compress(b" " * 80_000_000),
            [
                (
                    "a.xml.gz",
                    "archive_bomb",
                    "inflates to more than 200 times its size, or to a part for each few"
                    " bytes, which no notice does; refused as a bomb",
                )
            ],
            [],
        ),
        (
            "a.zip",
            zipped({"bomb.xml": b" " * 30_000_000, "good.xml": XML}),
            [("a.zip/bomb.xml", "archive_bomb", "inflates to more than 200 times its size")],
            ["990501-2026"],
        ),
        (
            "a.zip",
            zipped({f"{n:03}.xml": b" " * 1_000_000 for n in range(90)}),
            [
                ("a.zip/000.xml", "empty", "the body is empty, expected XML"),
                ("a.zip", "archive_bomb", "refused as a bomb, what follows in it was not read"),
            ],
            [],
        ),
        (
            "a.tar.gz",
            tarred({"a.xml": XML, "bomb.xml": b" " * 80_000_000}),
            [("a.tar.gz", "archive_bomb", "refused as a bomb, what follows in it was not read")],
            ["990501-2026"],
        ),
        (
            "a.zip",
            zipped({"../../up.xml": XML, "/etc/root.xml": SECOND, "..\\..\\c.xml": THIRD}),
            [],
            ["990501-2026", "990502-2026", "990503-2026"],
        ),
        (
            "a.tar.gz",
            tarred({"../../up.xml": XML, "/etc/root.xml": SECOND}),
            [],
            ["990501-2026", "990502-2026"],
        ),
        (
            "a.tar.gz",
            tarred(LINKS),
            [
                (f"a.tar.gz/{name}", "link", "a link or device, expected a file; left out")
                for name in ("link.xml", "hard.xml", "dev")
            ],
            ["990501-2026"],
        ),
        ("a.zip", packed(4, zipped, ".zip"), [], ["990501-2026"]),
        (
            "a.zip",
            packed(5, zipped, ".zip"),
            [("a.zip/level3.zip/level2.zip/level1.zip/level0.zip", "too_deep", DEEP)],
            [],
        ),
        ("a.tar.gz", packed(4, tarred, ".tar.gz"), [], ["990501-2026"]),
        (
            "a.tar.gz",
            packed(6, tarred, ".tar.gz"),
            [
                (
                    "a.tar.gz/level4.tar.gz/level3.tar.gz/level2.tar.gz/level1.tar.gz",
                    "too_deep",
                    DEEP,
                )
            ],
            [],
        ),
        (
            "a.xml.gz",
            gzip.compress(XML)[:-40],
            [("a.xml.gz", "unreadable_file", "is damaged or was cut short (")],
            [],
        ),
        (
            "a.zip",
            bytes(BROKEN_ZIP),
            [("a.zip/a.xml", "unreadable_file", "this part of the archive is damaged (")],
            ["990502-2026"],
        ),
        (
            "a.zip",
            zipped({"a.xml": XML})[:-30],
            [("a.zip", "unreadable_file", "is damaged or was cut short (File is not a zip")],
            [],
        ),
        (
            "a.zip",
            bytes(ENCRYPTED_ZIP),
            [("a.zip/a.xml", "encrypted", "is encrypted; unpack it with its password first")],
            [],
        ),
        (
            "a.tar",
            BROKEN_PLAIN_TAR,
            [("a.tar", "unreadable_file", "the 1 before this place were read; get it again")],
            ["990501-2026"],
        ),
        ("a.zip", zipped({}), [("a.zip", "empty", "an archive without a document in it")], []),
        (
            "a.7z",
            b"7z\xbc\xaf\x27\x1c rest",
            [("a.7z", "binary", "unpack it, or pack it as zip or tar.gz")],
            [],
        ),
    ],
)
def test_an_archive_costs_only_its_bad_part(
    tmp_path: Path, name: str, content: bytes, troubles: list[Any], numbers: list[str]
) -> None:
    ran = ingest(tmp_path, "ted", {name: content, "good.xml": eforms("990599-2026").encode()})
    assert ran.status == (1 if troubles else 0)
    named = [trouble for trouble in ran.troubles if "000.xml" in trouble[0]] or ran.troubles
    named = named + [t for t in ran.troubles if t[1] == "archive_bomb" and t not in named]
    assert [actual[:2] for actual in named] == [expected[:2] for expected in troubles]
    for (_, _, message), (_, code, words) in zip(named, troubles, strict=True):
        assert words in message
        assert f"× {code} in " in ran.output
    stored = ran.rows("SELECT notice_id FROM register ORDER BY 1")
    assert stored == [f"ted:{number}" for number in [*numbers, "990599-2026"]]


def test_a_warc_that_was_cut_gives_its_whole_records_and_names_its_end(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    ingest(first, "ted", {"a.xml": XML, "b.xml": SECOND})
    (archive,) = (first / "archive" / "ted").glob("*.warc.gz")
    ran = ingest(tmp_path, "ted", {"a.warc.gz": archive.read_bytes()[:-200]})
    assert ran.status == 1
    assert ran.rows("SELECT notice_id FROM register") == ["ted:990501-2026"]
    ((name, code, message),) = ran.troubles
    assert (name, code) == ("a.warc.gz", "unreadable_file")
    assert "the 1 before this place were read; get it again" in message


def test_a_warc_whose_lengths_are_wrong_is_named(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    ingest(first, "ted", {"a.xml": XML, "b.xml": SECOND})
    (archive,) = (first / "archive" / "ted").glob("*.warc.gz")
    plain = gzip.decompress(archive.read_bytes())
    length = f"Content-Length: {len(XML)}".encode()
    assert length in plain
    ran = ingest(tmp_path, "ted", {"a.warc": plain.replace(length, b"Content-Length: 2000", 1)})
    assert ran.status == 1
    assert [trouble[:2] for trouble in ran.troubles] == [
        ("a.warc/file:a.xml", "xml_broken"),
        ("a.warc", "unreadable_file"),
    ]
    assert "in a.warc: is damaged or was cut short (" in ran.output


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_a_path_in_an_archive_leads_nowhere(tmp_path: Path, name: str) -> None:
    pack = zipped if name == "a.zip" else tarred
    below = tmp_path / "one" / "two"
    below.mkdir(parents=True)
    ingest(below, "ted", {name: pack({"../../../up.xml": XML, str(tmp_path / "abs.xml"): SECOND})})
    assert list(tmp_path.rglob("up.xml")) + list(tmp_path.rglob("abs.xml")) == []


def sparse(path: Path) -> None:
    """500 MB that take no place on the disk."""
    with path.open("wb") as file:
        file.write(b'<?xml version="1.0"?><a>')
        file.truncate(500 * 1024 * 1024)


# VmHWM is of this program alone; ru_maxrss would start at what the tests' own process holds.
PEAK = """
import re, sys
from pathlib import Path
from monitor.cli.main import main
from pipelines.reference import table_cache
table_cache.FOLDER = Path(sys.argv.pop(1))
try:
    main()
finally:
    peak = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]
    print("peak", int(peak) // 1024, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "kept", [table_cache.FOLDER, Path("/dev/null/nowhere")], ids=["kept", "not kept"]
)
def test_a_file_of_500_mb_is_refused_with_the_limit_and_bounded_memory(
    tmp_path: Path, kept: Path
) -> None:
    """Whether the tables were compiled before (decision 0026) or cannot be kept."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    sparse(inbox / "big.xml")
    (inbox / "good.xml").write_bytes(XML)
    command = [sys.executable, "-c", PEAK, kept, "ingest", "ted", inbox, *places(tmp_path)]
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert (
        "! 1 × too_large in big.xml: has 500 MB, the limit for one document is 64 MB; it was not "
        "read and stays where it is. Split it"
    ) in done.stderr
    assert "Traceback" not in done.stderr
    assert int(re.findall(r"peak (\d+)", done.stderr)[0]) < 260
    ran = Ran(done.returncode, done.stdout, tmp_path)
    assert ran.one("SELECT count(*) FROM register") == 1
    assert ran.one("SELECT count(*) FROM receipts") == 2


def link_to(target: Path) -> Any:
    return lambda path: path.symlink_to(target)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (link_to(Path("/nowhere/at/all")), "is a link that leads nowhere"),
        (link_to(Path("/usr")), "is a link to a folder, which is not followed: name that folder"),
        (os.mkfifo, "is neither a file nor a folder, expected a document"),
    ],
)
def test_what_is_no_file_is_named(tmp_path: Path, made: Content, words: str) -> None:
    ran = ingest(tmp_path, "ted", {"a": made, "good.xml": XML})
    assert ran.status == 1
    assert f"! 1 × no_file in a: {words}" in ran.output
    assert ran.one("SELECT count(*) FROM register") == 1


def test_a_link_of_a_folder_is_followed_within_it_alone(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the password is xyzzy")
    given = {"a.xml": link_to(secret), "b.xml": link_to(Path("good.xml")), "good.xml": XML}
    ran = ingest(tmp_path, "ted", given)
    assert ran.status == 1
    assert (
        "! 1 × no_file in a.xml: is a link out of the folder, which is not followed" in ran.output
    )
    assert "xyzzy" not in ran.output + repr(ran.troubles)
    assert ran.one("SELECT count(*) FROM register") == 1
    (tmp_path / "named.xml").symlink_to(tmp_path / "secret")
    (named,) = iter_input_documents([tmp_path / "named.xml"])
    assert named.content == secret.read_bytes()


def test_the_name_of_a_member_writes_on_no_terminal(tmp_path: Path) -> None:
    name = "a\x1b]0;title\x07\n  ! 0 problems\u202e\x9b31m.xml"
    ran = ingest(tmp_path, "ted", {"a.zip": zipped({name: b"<a/>"})})
    assert "in a.zip/a ]0;title ! 0 problems 31m.xml: the root element is a" in ran.output


def test_a_link_into_a_closed_folder_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xml").symlink_to(tmp_path / "closed" / "a.xml")
    (tmp_path / "good.xml").write_bytes(XML)
    look = Path.is_file

    def closed(path: Path) -> bool:
        if path.is_symlink():
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(Path, "is_file", closed)  # root, as whom tests may run, may look anywhere
    documents = list(iter_input_documents([tmp_path]))
    assert [(document.name, document.content is None) for document in documents] == [
        ("a.xml", True),
        ("good.xml", False),
    ]
    assert "you may not look where it leads: give yourself the right to" in str(
        documents[0].problem
    )


@pytest.mark.parametrize("own", ["vigie.db", "private.db", "private.key", "citations.key"])
@pytest.mark.parametrize("named", ["file", "folder", "folder above"])
def test_files_of_the_installation_are_no_documents_of_a_portal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: str, named: str
) -> None:
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path))
    (tmp_path / own).write_bytes(b"" if own == "vigie.db" else b"0123456789abcdef")
    path = {"file": tmp_path / own, "folder": tmp_path, "folder above": tmp_path.parent}[named]
    ran = vigie(tmp_path, "ingest", "ted", path, *places(tmp_path))
    assert ran.status == 2
    assert f"{path}: {own} of this installation is there" in ran.output
    assert "name the documents, or a folder that holds nothing else" in ran.output
    assert "0123" not in ran.output
    assert not (tmp_path / "archive").exists()


@pytest.mark.parametrize("named", ["file", "folder"])
def test_the_settings_are_no_document_of_a_portal(tmp_path: Path, named: str) -> None:
    settings = tmp_path / "own" / "my settings.toml"
    settings.parent.mkdir()
    settings.write_text('[vigie]\ncontact = "somebody@example.org"\n')
    path = {"file": settings, "folder": tmp_path}[named]
    ran = vigie(tmp_path, "--config", settings, "ingest", "ted", path, *places(tmp_path / "var"))
    assert ran.status == 2
    assert f"{path}: my settings.toml of this installation is there" in ran.output
    assert "somebody" not in ran.output


@pytest.mark.parametrize(
    "command", [["portals"], ["portals", "--json"], ["explain", "ted:990501-2026"]]
)
def test_what_only_reads_answers_while_another_process_writes(
    tmp_path: Path, command: list[str]
) -> None:
    assert ingest(tmp_path, "ted", {"a.xml": XML}).status == 0
    database = tmp_path / "vigie.db"
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        ran = vigie(tmp_path, *command, "--db", database)
    assert (ran.status, time.monotonic() - began < 15) == (0, True), ran.output
    assert "ted" in ran.output


def test_a_document_in_which_nothing_stands_is_counted_as_such(tmp_path: Path) -> None:
    ran = ingest(tmp_path, "ocds", {"a.json": b'{"releases": []}'})
    assert ran.status == 0
    assert re.search(r"1  documents read\n +1  of these without a notice in them", ran.output)


@pytest.mark.parametrize(
    ("portal", "body", "words"),
    [
        ("decp", b"<error>maintenance</error>", "the root element is error, expected marches"),
        ("decp", b"<marches><contrat/></marches>", "an element of marches is contrat, expected"),
        ("ocds", b'{"releases": [], "error": "maintenance"}', "got an object with 'releases'"),
        ("ocds", b'{"records": null, "errors": [1]}', "got an object with 'records', 'errors'"),
        ("ocds", b'{"uri": "u", "release": [{"ocid": "x"}]}', "an object with 'uri', 'release'"),
    ],
)
def test_a_complaint_instead_of_contracts_is_no_day_without_any(
    tmp_path: Path, portal: str, body: bytes, words: str
) -> None:
    ran = ingest(tmp_path, portal, {"a": body})
    assert ran.status == 1
    assert [trouble[:2] for trouble in ran.troubles] == [("a", "unexpected")]
    assert words in ran.output


TABLE = (PORTALS / "decp" / "tabular_rows.csv").read_bytes()


@pytest.mark.parametrize(
    ("body", "code", "words", "notices"),
    [
        (TABLE[:-40], "unexpected", "cells, the header", 2),
        (TABLE + b'2024X,"Licences', "csv_broken", "it breaks off inside quotes", 3),
        (TABLE.partition(b"\n")[2], "no_columns", "the table has no column acheteur_id, id", 0),
    ],
)
def test_a_table_of_decp_that_was_cut_is_named(
    tmp_path: Path, body: bytes, code: str, words: str, notices: int
) -> None:
    ran = ingest(tmp_path, "decp", {"a.csv": body})
    assert ran.status == 1
    assert [trouble[:2] for trouble in ran.troubles] == [("a.csv", code)]
    assert words in ran.output
    assert ran.one("SELECT count(*) FROM register") == notices


def test_a_fault_is_told_alike_by_several_processes(tmp_path: Path) -> None:
    files: dict[str, Content] = {"a.xml": XML[:900], "b.xml": sparse, "c.xml": XML}
    ran = ingest(tmp_path, "ted", files, "--jobs", 2)
    assert ran.status == 1
    assert [trouble[:2] for trouble in ran.troubles] == [
        ("a.xml", "xml_broken"),
        ("b.xml", "too_large"),
    ]
    assert ran.one("SELECT count(*) FROM register") == 1


# --- charsets ------------------------------------------------------------------------------------

CAFE = eforms(title="Téléservice de l'été, 5 €")


@pytest.mark.parametrize(
    ("portal", "body", "title"),
    [
        ("ted", CAFE.encode("cp1252"), "Téléservice de l'été, 5 €"),
        ("ted", CAFE.replace("UTF-8", "ISO-8859-1").encode("cp1252", "replace"), None),
        ("ted", CAFE.replace("UTF-8", "UTF-99").encode(), "Téléservice de l'été, 5 €"),
        ("ted", CAFE.encode("utf-16"), "Téléservice de l'été, 5 €"),
        ("ted", b"\xef\xbb\xbf" + CAFE.encode(), "Téléservice de l'été, 5 €"),
        ("ted", b"\n\n" + CAFE.encode(), "Téléservice de l'été, 5 €"),
        ("ted", eforms(title="a\x0bb &#x1F;c").encode(), "a b c"),
        (
            "find_a_tender",
            b"\xef\xbb\xbf" + package(release(tender={"title": "Café de l'été"})),
            "Café de l'été",
        ),
        (
            "find_a_tender",
            package(release(tender={"title": "@"})).replace(b"@", "Café".encode("latin-1")),
            "Café",
        ),
        (
            "find_a_tender",
            package(release(tender={"title": "Café"})).decode().encode("utf-16"),
            "Café",
        ),
        (
            "find_a_tender",
            package(release(tender={"title": "@"})).replace(b"@", b"one\x00two\x1f\tthree"),
            "one two \tthree",
        ),
        (
            "find_a_tender",
            package(release(tender={"title": "@"})).replace(b"@", b"\\ud800 half"),
            "\ufffd half",
        ),
    ],
)
def test_a_wrong_charset_costs_no_notice(
    tmp_path: Path, portal: str, body: bytes, title: str | None
) -> None:
    ran = ingest(tmp_path, portal, {"a": body})
    assert (ran.status, ran.troubles) == (0, [])
    actual = ran.one("SELECT title FROM register")
    assert "T" in actual if title is None else re.sub(" +", " ", actual) == title
    assert ran.archived == [body]


# --- amounts, dates, countries, codes ------------------------------------------------------------


def bare(amount: str) -> bytes:
    """A release whose amount is written as it stands, whether JSON allows it or not."""
    text = package(with_award(value={"amount": "@", "currency": "EUR"}))
    return text.replace(b'"@"', amount.encode())


def quoted(amount: str) -> bytes:
    return package(with_award(value={"amount": amount, "currency": "EUR"}))


NOT_A_NUMBER = "expected a number below 10^24"


@pytest.mark.parametrize(
    ("portal", "body", "value", "counted", "expected"),
    [
        ("find_a_tender", bare("1e9999"), None, None, None),
        ("find_a_tender", bare(" 000"), None, None, None),
        ("find_a_tender", bare("12 345.67"), 12345.67, 12345.67, None),
        ("find_a_tender", quoted("12.345,67"), 12345.67, 12345.67, None),
        ("find_a_tender", quoted("12,345.67"), 12345.67, 12345.67, None),
        ("find_a_tender", quoted("about 12k"), None, None, NOT_A_NUMBER),
        ("find_a_tender", bare("-12345.67"), -12345.67, None, None),
        ("find_a_tender", bare("1000000000000000"), 1e15, None, None),
        ("find_a_tender", bare("0"), 0.0, None, None),
        ("ted", eforms(amount="1e9999").encode(), None, None, NOT_A_NUMBER),
        ("ted", eforms(amount="12.345,67").encode(), None, None, NOT_A_NUMBER),
        ("ted", eforms(amount="9" * 400).encode(), None, None, NOT_A_NUMBER),
        ("ted", eforms(amount=" 000 ").encode(), 0.0, None, None),
        ("ted", eforms(amount="-1").encode(), None, None, None),
        ("ted", eforms(amount="1000000000000000").encode(), 1e15, None, None),
        ("ted", eforms(amount="").encode(), None, None, None),
    ],
)
def test_a_strange_amount_is_kept_as_published_or_unknown_and_never_counted(
    tmp_path: Path,
    portal: str,
    body: bytes,
    value: float | None,
    counted: float | None,
    expected: str | None,
) -> None:
    ran = ingest(tmp_path, portal, {"a": body})
    assert ran.one("SELECT value, value_countable_eur FROM contracts") == (value, counted)
    assert ran.status == (1 if expected else 0)
    if expected:
        assert "! 1 × unknown_amount in a: " in ran.output
        assert expected in ran.output


@pytest.mark.parametrize(
    ("portal", "written", "day", "expected"),
    [
        ("ted", "2026-03-02+01:00", "2026-03-02", False),
        ("ted", "2026-03-02", "2026-03-02", False),
        ("ted", "2026-03-02Z", "2026-03-02", False),
        ("ted", "0001-01-01", None, False),
        ("ted", "2000-01-01+01:00", None, False),
        ("ted", "31/02/2024", None, True),
        ("ted", "2024-02-31", None, True),
        ("find_a_tender", "2026-03-02", "2026-03-02", False),
        ("find_a_tender", "2026-03-01T23:30:00Z", "2026-03-01", False),
        ("find_a_tender", "2025-07-01T23:30:00Z", "2025-07-02", False),
        ("find_a_tender", "2025-07-01T23:30:00", "2025-07-01", False),
        ("find_a_tender", "2025-07-02T00:00:00+02:00", "2025-07-01", False),
        ("find_a_tender", "0001-01-01T00:00:00Z", None, False),
        ("find_a_tender", "2024-02-31", None, True),
        ("find_a_tender", "31/02/2024", None, True),
    ],
)
def test_a_strange_date_is_the_civil_day_or_unknown(
    tmp_path: Path, portal: str, written: str, day: str | None, expected: bool
) -> None:
    body = eforms(signed=written).encode() if portal == "ted" else package(with_award(date=written))
    ran = ingest(tmp_path, portal, {"a": body})
    column = "signed" if portal == "ted" else "decided"
    assert ran.one(f"SELECT {column} FROM contracts") == day
    assert ran.status == (1 if expected else 0)
    if expected:
        assert "! 1 × unknown_date in a: " in ran.output
        assert f"is '{written}', expected a date" in ran.output


@pytest.mark.parametrize(
    ("portal", "written", "country"),
    [
        ("ted", "UK", "GB"),
        ("ted", "GBR", "GB"),
        ("ted", "EL", "GR"),
        ("ted", "GR", "GR"),
        ("ted", "1A", "XK"),
        ("ted", "1A0", "XK"),
        ("ted", "XX", None),
        ("ted", "", None),
        ("ocds", "UK", "GB"),
        ("ocds", "GR", "GR"),
        ("ocds", "1A", "XK"),
        ("ocds", "zz", None),
    ],
)
def test_countries_are_iso_or_unknown(
    tmp_path: Path, portal: str, written: str, country: str | None
) -> None:
    parties = [{"id": "B", "name": "Δήμος", "roles": ["buyer"], "address": {"country": written}}]
    body = (
        eforms(country=written).encode()
        if portal == "ted"
        else package(release(parties=parties, buyer={"id": "B"}))
    )
    ran = ingest(tmp_path, portal, {"a": body})
    assert ran.status == 0
    assert ran.one("SELECT country FROM notices") == country


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("48000000", "48000000"),
        ("48000000-8", "48000000"),
        (" 48000000 ", "48000000"),
        ("48000000-1", "48000000-1"),
    ],
)
def test_a_code_has_eight_digits_and_a_wrong_check_digit_shows(
    tmp_path: Path, written: str, code: str
) -> None:
    ran = ingest(tmp_path, "ted", {"a.xml": eforms(cpv=written).encode()})
    assert ran.status == 0
    assert ran.one("SELECT main_code FROM notices") == f"CPV {code}"


# --- histories -----------------------------------------------------------------------------------


def test_one_number_with_two_contents_is_counted_as_a_conflict_and_both_are_kept(
    tmp_path: Path,
) -> None:
    bodies = [eforms(amount=amount).encode() for amount in ("80000.00", "88000.00")]
    ran = ingest(tmp_path, "ted", dict(zip(("a.xml", "b.xml"), bodies, strict=True)))
    assert "1  same number, other content (the later one holds)" in ran.output
    assert ran.one("SELECT value FROM contracts") == 88_000.0
    assert ran.archived == bodies
    assert ran.one("SELECT count(*) FROM receipts") == 2
    assert ran.one(
        "SELECT before, after FROM changes WHERE contract_id IS NOT NULL AND field = 'value'"
    ) == ("80000.0", "88000.0")


def test_the_same_notice_twice_in_one_document_is_stored_once(tmp_path: Path) -> None:
    ran = ingest(tmp_path, "find_a_tender", {"a.json": package(release(), release())})
    assert ran.status == 0
    assert ran.one("SELECT count(*) FROM register") == 1


@pytest.mark.parametrize("names", [("a.xml", "b.xml"), ("b.xml", "a.xml")])
def test_a_correction_replaces_what_it_corrects_also_when_it_comes_first(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    first = eforms("990501-2026", identifier="dd05b5ef-fd94-5457-8115-000000990501")
    correction = eforms(
        "990511-2026",
        published="2026-03-20+01:00",
        amount="88000.00",
        changes="dd05b5ef-fd94-5457-8115-000000990501-01",
    )
    bodies = (first.encode(), correction.encode())
    ran = ingest(tmp_path, "ted", dict(zip(names, bodies, strict=True)))
    assert ran.status == 0
    assert ran.rows("SELECT number, state FROM notices ORDER BY 1") == [
        ("990501-2026", "replaced"),
        ("990511-2026", "current"),
    ]
    assert ran.one("SELECT value FROM contracts") == 88_000.0


def test_two_result_tranches_of_one_procedure_replace_nothing(tmp_path: Path) -> None:
    second = eforms("990502-2026", lot="LOT-0002", amount="5000", published="2026-04-09+02:00")
    ran = ingest(tmp_path, "ted", {"a.xml": second.encode(), "b.xml": XML})
    assert ran.status == 0
    assert ran.rows("SELECT DISTINCT state FROM notices") == ["current"]
    assert ran.rows("SELECT value FROM contracts ORDER BY 1") == [5_000.0, 80_000.0]


def uk(number: str, form: str, day: str, **facts: Any) -> bytes:
    """A notice of the Procurement Act about one process."""
    page = {
        "id": number,
        "noticeType": form,
        "documentType": "awardNotice",
        "url": f"https://www.find-tender.service.gov.uk/Notice/{number}",
    }
    award = release()["awards"][0] | {"documents": [page]} | facts.pop("award", {})
    return package(release(number, date=f"{day}T10:00:00Z", awards=[award], **facts))


def test_uk6_uk7_and_uk10_tell_of_one_contract(tmp_path: Path) -> None:
    signed = {
        "id": "1",
        "awardID": "1",
        "dateSigned": "2026-03-17T00:00:00Z",
        "status": "active",
        "value": {"amount": 60000, "currency": "GBP"},
    }
    raised = signed | {
        "value": {"amount": 66000, "currency": "GBP"},
        "amendments": [{"id": "1", "description": "More users", "date": "2026-10-01T00:00:00Z"}],
    }
    later = {"date": None, "value": None}
    ran = ingest(
        tmp_path,
        "find_a_tender",
        {
            "a.json": uk("990601-2026", "UK6", "2026-03-09", award={"status": "pending"}),
            "b.json": uk(
                "990602-2026",
                "UK7",
                "2026-03-18",
                tag=["awardUpdate", "contract"],
                contracts=[signed],
                award=later,
            ),
            "c.json": uk(
                "990603-2026",
                "UK10",
                "2026-10-02",
                tag=["contractAmendment"],
                contracts=[raised],
                award=later,
            ),
        },
    )
    assert ran.status == 0
    assert ran.one("SELECT id, signed, status, value, amendments FROM contracts") == (
        "find_a_tender:990601-2026/1",
        "2026-03-17",
        "active",
        66_000.0,
        1,
    )
    assert ran.one("SELECT count(*) FROM notices") == 3


# --- hostile text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> Microsoft",
        '"><img src=x onerror=alert(1)> Microsoft',
        '=HYPERLINK("http://evil.invalid";"Microsoft")',
        "+cmd|' /C calc'!A0 Microsoft",
        "'; DROP TABLE notices; -- Microsoft",
        "{{ 7 * 7 }} {% raw %} Microsoft",
        "\u202etfosorciM\u202c Microsoft \U0001f600",
    ],
)
@pytest.mark.parametrize("portal", ["ted", "find_a_tender"])
def test_hostile_text_survives_as_text(tmp_path: Path, portal: str, text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body = (
        eforms(title=escaped).encode()
        if portal == "ted"
        else package(release(tender=release()["tender"] | {"title": text}))
    )
    ran = ingest(tmp_path, portal, {"a": body})
    assert ran.status == 0
    assert ran.one("SELECT title FROM contracts") == text
    assert ran.one("SELECT count(*) FROM notices") == 1


def test_what_writes_on_a_terminal_is_no_text(tmp_path: Path) -> None:
    hostile = "Microsoft\x00\x1b]0;x\x07\x9b31m\u202e cloud"
    body = package(release(tender=release()["tender"] | {"title": hostile}))
    ran = ingest(tmp_path, "find_a_tender", {"a": body})
    assert ran.rows("SELECT title FROM contracts") == ["Microsoft  ]0;x ›31m\u202e cloud"]
    told = vigie(tmp_path, "explain", "find_a_tender:990601-2026", *places(tmp_path))
    assert "Microsoft  ]0;x ›31m cloud" in told.output
    told = vigie(tmp_path, "ingest", "ted", tmp_path / "a\x9b31m\u202e", *places(tmp_path))
    assert "a31m: there is no such file" in told.output


def test_line_breaks_in_names_are_blanks_in_the_database(tmp_path: Path) -> None:
    names = {"buyer": "Commune\n de\r\n\tCalais", "supplier": "SCC\n\n   France"}
    ran = ingest(tmp_path, "ted", {"a.xml": eforms(**names).encode()})
    assert ran.one("SELECT buyer, suppliers FROM contracts") == ("Commune de Calais", "SCC France")
    assert ran.status == 0
    parties = [{"id": "B", "name": "NHS\nResolution", "roles": ["buyer"]}]
    award = {"suppliers": [{"id": "S", "name": "Bytes\r\nLimited"}]}
    other = with_award(**award) | {"parties": parties, "buyer": {"id": "B"}}
    ran = ingest(tmp_path, "ocds", {"a.xml": package(other)})
    assert ran.status == 0
    assert ran.one("SELECT buyer, suppliers FROM contracts WHERE portal LIKE 'ocds%'") == (
        "NHS Resolution",
        "Bytes Limited",
    )


# --- the database and the reference tables -------------------------------------------------------


def test_two_processes_that_write_one_database_lose_nothing(tmp_path: Path) -> None:
    left, right = tmp_path / "left", tmp_path / "right"
    for folder in (left, right):
        folder.mkdir()
    for n in range(150):
        number = f"99{n:04d}-2026"
        (left / f"{n}.xml").write_text(eforms(number, lot=f"LOT-{n:04d}"))
        (right / f"{n}.json").write_bytes(package(release(number, ocid=f"ocds-h6vhtk-{n:06x}")))
    running = [
        ForkedCommand("ingest", portal, folder, *places(tmp_path))
        for portal, folder in (("ted", left), ("find_a_tender", right))
    ]
    output = [process.communicate(timeout=600) for process in running]
    assert [process.returncode for process in running] == [0, 0], output
    ran = Ran(0, "", tmp_path)
    assert ran.rows("SELECT portal, count(*) FROM register GROUP BY 1 ORDER BY 1") == [
        ("find_a_tender", 150),
        ("ted", 150),
    ]
    assert ran.one("SELECT count(*) FROM receipts") == 300
    assert len(ran.archived) == 300
    assert ran.one("PRAGMA integrity_check") == "ok"


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (
            newer,
            f"it has schema 99, this program knows up to {VERSION}.\n  It was written by a"
            " newer Vigie: update this one",
        ),
        (foreign, "it is a database of another program, with the tables bookmarks"),
        (
            lambda path: path.write_text("no database at all " * 99),
            "this file is not a database, or it is damaged",
        ),
        (Path.mkdir, "the database cannot be opened for writing"),
    ],
)
@pytest.mark.parametrize("command", ["ingest", "replay", "retag", "portals"])
def test_a_database_that_is_not_ours_is_refused_untouched(
    tmp_path: Path, made: Any, words: str, command: str
) -> None:
    path = tmp_path / "vigie.db"
    made(path)
    before = path.read_bytes() if path.is_file() else b""
    (tmp_path / "a.xml").write_bytes(XML)
    arguments = {"ingest": ("ted", tmp_path / "a.xml")}.get(command, ())
    options = places(tmp_path) if command != "portals" else places(tmp_path)[:2]
    ran = vigie(tmp_path, command, *arguments, *options)
    assert ran.status == 2
    assert ran.output.startswith(f"vigie: {path}: {words}")
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert not (tmp_path / "archive").exists()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as a checkout of its own, whose reference tables a test may spoil."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("monitor", "pipelines", "spiders", "scrapy.cfg"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (
            "vendor_aliases.csv",
            "\nalphabet,Google LLC,",
            "\nalphabett,Google LLC,",
            "vendor_aliases.csv, row 2, group_id: 'alphabett': no such group: add it to "
            "vendor_groups.csv or correct it",
        ),
        (
            "vendor_aliases.csv",
            "Google LLC,legal_entity,exact",
            "Google LLC,legal_entity,exakt",
            "vendor_aliases.csv, row 2, match: 'exakt': expected literal, exact, start",
        ),
        (
            "vendor_aliases.csv",
            "\nalphabet,Google LLC,",
            "\nalphabet,",
            "vendor_aliases.csv, row 2, (row): '': it has more or fewer cells than the header",
        ),
        (
            "vendor_groups.csv",
            "group_id,",
            "group,",
            "vendor_groups.csv, row 1, group_id: '': the column is missing: add it",
        ),
        (
            "portals.csv",
            ",10,yes,ready",
            ",ten,yes,ready",
            "portals.csv, row 2, order: 'ten': expected a whole number",
        ),
        (
            "exchange_rates.csv",
            "ALL,2012-01-01,138.994",
            "ALL,2012-13-01,138.994",
            "exchange_rates.csv, row 2, from: '2012-13-01': expected a date like 2023-11-22",
        ),
        (
            "buyers.csv",
            ",main,central_purchasing,",
            ",chief,central_purchasing,",
            "buyers.csv, row 2, kind: 'chief': expected main",
        ),
        ("rules/digital.yml", "- rule:", "- rul\udce9:", "rules/digital.yml: not valid YAML"),
        ("rules/digital.yml", "- rule:", "- rule: [", "rules/digital.yml: not valid YAML"),
        (
            "cpv.csv",
            "code,check_digit",
            "code,check",
            "cpv.csv, row 1, check_digit: '': the column is missing: add it",
        ),
        (
            "vendor_aliases.csv",
            "Google LLC",
            "Goo\udce9gle LLC",
            "vendor_aliases.csv, row 2, (row): '': is no UTF-8 (",
        ),
        (
            "cpv.csv",
            "Agricultural,",
            "Agricultural\udce9,",
            "cpv.csv, row 2, (row): '': is no UTF-8 (",
        ),
        (
            "vendor_aliases.csv",
            "\nalphabet,Google LLC",
            '\n"alphabet,Google LLC',
            "vendor_aliases.csv, row 2, (row): '': cannot be read (',' expected after '\"'): look"
            " for a quotation mark that stands alone",
        ),
        (
            "vendor_aliases.csv",
            "\nalphabet,Google LLC,",
            "\nalphabet,#REF!,",
            "vendor_aliases.csv, row 2, (row): '#REF!': is no text: write what it stands for",
        ),
        (
            "vendor_aliases.csv",
            "\nalphabet,Google LLC,",
            "\nalphabet,=CONCAT(A1;B1),",
            "vendor_aliases.csv, row 2, (row): '=CONCAT(': is no text",
        ),
        (
            "vendor_aliases.csv",
            "\nalphabet,Google LLC,",
            "\nalphabet,\0Google LLC,",
            "vendor_aliases.csv, row 2, (row): '\\x00': is no text",
        ),
    ],
)
def test_a_wrong_row_of_a_reference_table_stops_every_command_before_it_does_anything(
    checkout: Path, tmp_path: Path, file: str, old: str, new: str, words: str
) -> None:
    shutil.rmtree(checkout / "data", ignore_errors=True)
    shutil.copytree(ROOT / "data" / "reference", checkout / "data" / "reference")
    table = checkout / "data" / "reference" / file
    spoiled = table.read_text(encoding="utf-8").replace(old, new, 1)
    table.write_bytes(spoiled.encode("utf-8", "surrogateescape"))
    (tmp_path / "a.xml").write_bytes(XML)
    command = [sys.executable, "-m", "monitor.cli.main", "ingest", "ted", tmp_path / "a.xml"]
    done = subprocess.run(
        [*map(str, command), *map(str, places(tmp_path))],
        cwd=checkout,
        text=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(checkout)},
    )
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "vigie.db").exists()


# --- slips of the command line -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ingest", "TED", "@a.xml"], "there is no reader for a portal 'TED'; did you mean ted?"),
        (["ingest", "nope", "@a.xml"], "there is no reader for a portal 'nope'\n  Known: anac,"),
        (["ingest", "ted", "@missing.xml"], "missing.xml: there is no such file or folder"),
        (["ingest", "ted", "@a.xml", "@missing.xml"], "missing.xml: there is no such file"),
        (["ingest", "ted", "@empty"], "the folder holds no file, expected documents or archives"),
        (["ingest", "ted", ""], "a path is empty; is a variable not set? Name a file or folder."),
        (
            ["replay", "--shards", "s3://a/b"],
            "'s3://a/b' is an address; name a path on",
        ),
        (["retag", "--db", "s3://a/b.db"], "'s3://a/b.db' is an address; name a path on this"),
        (["export", "s3://a/b"], "'s3://a/b' is an address; name a path on"),
        (["backup", "s3://a/b"], "'s3://a/b' is an address; name a path on"),
        (["export", ""], "a path is empty; is a variable not set?"),
        (["retag", "--db", ""], "a path is empty; is a variable not set?"),
        (["ingest", "ted"], "Missing argument 'PATHS...'"),
        (["ingest", "ted", "@a.xml", "--dbb", "x"], "No such option '--dbb'. Did you mean '--db'"),
        (["ingest", "ted", "@a.xml", "--jobs", "0"], "0 is not in the range 1<=x<=64"),
        (["replay", "--archive", "@nowhere"], "there is no archive to replay; crawl or ingest"),
        (["crawl", "nope"], "there is no reader for a portal 'nope'"),
        (["crawl", "ocds"], "it has no endpoint. Documents at hand go through\n  vigie ingest"),
        (["crawl", "ted", "--since", "31/02/2024"], "'31/02/2024' is no day. Write it like"),
        (["crawl", "ted"], "[vigie] contact is not set, so portals could not reach"),
        (["crawl", "ted", "--since", "2098-01-01"], "--since 2098-01-01 is in the future"),
        (["crawl", "ted", "--until", "2024-01-01"], "--until needs --since"),
        (
            ["crawl", "ted", "--since", "2024-02-01", "--until", "2024-01-01"],
            "--since 2024-02-01 is after --until 2024-01-01",
        ),
        (["crawl", "ted", "--mock", "{x"], "--mock is no JSON"),
        (["--config", "@none.toml", "portals"], "there is no such file; copy vigie.example.toml"),
        (["watch"], "No such command 'watch'"),
        ([], "Usage: vigie [OPTIONS] COMMAND"),
    ],
)
def test_a_slip_of_the_command_line_is_answered_and_nothing_is_done(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "a.xml").write_bytes(XML)
    (tmp_path / "empty").mkdir()
    given = [str(tmp_path / a[1:]) if a.startswith("@") else a for a in arguments]
    if given and given[0] in ("ingest", "crawl", "replay"):
        given += ["--db", str(tmp_path / "vigie.db")]
        given += [] if "--archive" in given else ["--archive", str(tmp_path / "archive")]
    ran = vigie(tmp_path, *given)
    assert ran.status == 2
    assert words in ran.output
    assert not (tmp_path / "archive").exists()


def test_a_file_where_the_archive_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file")
    ran = ingest(tmp_path, "ted", {"a.xml": XML})
    assert ran.status == 1
    assert f"{tmp_path / 'archive'} is a file, expected a folder" in ran.output


def test_the_documents_written_for_these_tests_are_sound(tmp_path: Path) -> None:
    ran = ingest(tmp_path, "ted", {"a.xml": XML})
    assert ran.one("SELECT id, value, signed, country, buyer, suppliers FROM contracts") == (
        "ted:990501-2026/2026-MS-LOT-0001",
        80_000.0,
        "2026-03-02",
        "FR",
        "Commune de Calais",
        "SCC France",
    )
    assert json.loads(JSON)["releases"][0]["id"] == "990601-2026"
