"""The whole line over every real document: nothing lost, nobody exposed, facts as published."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from monitor.aggregates.refresh import refresh
from monitor.crawling.ingest_local_documents import Ingest
from monitor.runtime.runs import Run
from pipelines.open_store import open_store
from pipelines.stages import load_stages
from pipelines.store.schema import TABLES
from tests.web.conftest import asker
from tests.web.test_page_sizes import addresses, too_large

pytestmark = pytest.mark.corpus

# portal -> folders of samples whose index names its documents
FOLDERS = {
    "ted": ("ted", "ted-train"),
    "doffin": ("no-doffin",),
    "find_a_tender": ("uk-find-a-tender",),
    "contracts_finder": ("uk-contracts-finder",),
    "public_contracts_scotland": ("uk-public-contracts-scotland",),
    "sell2wales": ("uk-sell2wales",),
    "anac": ("it-appaltipop",),
    "base_pt": ("pt-base",),
    "boamp": ("boamp",),
    "ghana_ppa": ("ghana-ppa",),
}
# Saved pages for people and a third party's extract: no documents of the portal.
NOT_DOCUMENTS = {
    "notice-page.html",
    "fr-award-extract-directive24.json",
    "api-search-two-notices.json",
}
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w.,/-])\+?\(?\d(?:[ ().\-/]{0,3}\d){7,}(?![\w/-]|[.,]\d)")
# Columns that hold identifiers, hashes, dates, amounts or addresses of documents.
NOT_TEXT = re.compile(
    r"(^|_)(id|ids|key|number|sha256|offset|at|url|code|codes|published|start|end|file|version"
    r"|identifier|rule|received|source|establishment|replaces|replaced_by|same_as|framework_id"
    r"|basis|withheld|before|after|digest|created|deadline|decided|signed|updated)$"
)


def documents(corpus: Path, folder: str) -> list[Path]:
    """Files that the folder's index names, the saved pages for people left out."""
    root = corpus / "samples" / folder
    index = root / "index.csv"
    if not index.exists():
        return sorted(root.glob("*.xml"))
    with index.open(encoding="utf-8-sig", newline="") as rows:
        named = [root / row["file"] for row in csv.DictReader(rows) if row.get("file")]
    return [path for path in named if path.is_file() and path.name not in NOT_DOCUMENTS]


@pytest.fixture(scope="module")
def line(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[sqlite3.Connection, dict[str, list[Path]]]]:
    """A database into which every document was ingested, and the files that went in."""
    folder = tmp_path_factory.mktemp("line")
    stages = load_stages()
    connection = open_store(folder / "vigie.db", stages)
    files: dict[str, list[Path]] = {}
    for portal, names in FOLDERS.items():
        files[portal] = [path for name in names for path in documents(corpus, name)]
        with Run(connection, "ingest", portal) as run:
            Ingest(portal, connection, folder / "archive", stages).run(files[portal], run)
    yield connection, files
    connection.close()


def test_no_document_is_lost(line: tuple[sqlite3.Connection, dict[str, list[Path]]]) -> None:
    connection, files = line
    received = dict(
        connection.execute("SELECT portal, count(*) FROM receipts GROUP BY portal").fetchall()
    )
    assert received == {portal: len(paths) for portal, paths in files.items()}


def test_every_document_gives_a_notice(
    line: tuple[sqlite3.Connection, dict[str, list[Path]]],
) -> None:
    connection, _ = line
    silent = connection.execute("SELECT file, error FROM documents WHERE notices = 0").fetchall()
    assert silent == []


def test_what_could_not_be_read_is_named(
    line: tuple[sqlite3.Connection, dict[str, list[Path]]],
) -> None:
    connection, _ = line
    nameless = connection.execute(
        "SELECT count(*) FROM troubles WHERE coalesce(message, '') = '' OR coalesce(code, '') = ''"
    ).fetchone()
    assert nameless == (0,)
    refused = connection.execute("SELECT code, message FROM troubles").fetchall()
    assert refused == []


def texts(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """(table, column, text) of every text that a reader may see, and of the snapshots."""
    for table, spec in TABLES.items():
        for column, kind, _ in spec.columns:
            if kind != "TEXT" or NOT_TEXT.search(column):
                continue
            for (value,) in connection.execute(
                f"SELECT DISTINCT [{column}] FROM [{table}] WHERE [{column}] IS NOT NULL"
            ):
                yield table, column, value
    for (packed,) in connection.execute("SELECT notice FROM snapshots"):
        yield "snapshots", "notice", zlib.decompress(packed).decode()


def test_no_email_address_of_the_samples_is_in_any_column(
    line: tuple[sqlite3.Connection, dict[str, list[Path]]],
) -> None:
    connection, _ = line
    actual = {
        (table, column, match)
        for table, column, text in texts(connection)
        for match in EMAIL.findall(text)
    }
    assert actual == set()


def test_no_telephone_is_in_a_text_column(
    line: tuple[sqlite3.Connection, dict[str, list[Path]]],
) -> None:
    connection, files = line
    published = published_phones(files)
    actual = {
        (table, column, match)
        for table, column, text in texts(connection)
        if table != "snapshots"
        for match in PHONE.findall(text)
        if any(phone.endswith(re.sub(r"\D", "", match)[-8:]) for phone in published)
    }
    assert actual == set()


def published_phones(files: dict[str, list[Path]]) -> set[str]:
    """Digits of every telephone or fax element of the XML documents."""
    result: set[str] = set()
    for portal in ("ted", "doffin"):
        for path in files[portal]:
            for element in etree.parse(str(path)).getroot().iter("{*}*"):
                name = etree.QName(element).localname
                if name in ("Telephone", "Telefax", "PHONE", "FAX") and element.text:
                    digits = re.sub(r"\D", "", element.text)
                    if len(digits) >= 8 and len(set(digits[-8:])) > 2:  # 00 000 000 is no number
                        result.add(digits)
    return result


DEPARTMENTS = {"Procurement and Travel"}  # stands where a person should; read


def contact_names(path: Path) -> tuple[set[str], set[str]]:
    """XML document -> names in contact elements, names of its organisations."""
    root = etree.parse(str(path)).getroot()
    contacts: set[str] = set()
    organisations: set[str] = set()
    for element in root.iter("{*}*"):
        name = etree.QName(element).localname
        text = " ".join(" ".join(element.itertext()).split())
        parent = element.getparent()
        above = etree.QName(parent).localname if parent is not None else ""
        if name in ("CONTACT_POINT", "ATTENTION", "MEMBER_NAME") or (
            name == "Name" and above == "Contact"
        ):
            contacts.add(text)
        elif name in ("OFFICIALNAME", "AA_NAME") or (name == "Name" and above == "PartyName"):
            organisations.add(text)
    persons = contacts - DEPARTMENTS
    return {name for name in persons if len(name) >= 5 and " " in name}, organisations


def said_of(connection: sqlite3.Connection, file: str) -> str:
    """All that the database says of the notices of one document."""
    actual: list[str] = []
    for (notice_id,) in connection.execute(
        "SELECT notice_id FROM register r JOIN documents d ON d.sha256 = r.document_sha256"
        " WHERE d.file = ?",
        (file,),
    ).fetchall():
        for sql in (
            "SELECT title || ' ' || coalesce(suppliers, '') FROM register WHERE notice_id = ?",
            "SELECT suppliers FROM register_suppliers WHERE notice_id = ?",
            "SELECT text FROM texts WHERE notice_id = ?",
            "SELECT name FROM buyers WHERE notice_id = ?",
            "SELECT evidence FROM tags WHERE notice_id = ?",
            "SELECT c.title || ' ' || coalesce(c.suppliers, '') FROM contracts c"
            " JOIN contract_notices n ON n.contract_id = c.id WHERE n.notice_id = ?",
        ):
            actual += [text or "" for (text,) in connection.execute(sql, (notice_id,))]
        for (packed,) in connection.execute(
            "SELECT notice FROM snapshots WHERE notice_id = ?", (notice_id,)
        ):
            actual.append(zlib.decompress(packed).decode())
    return "\n".join(actual).casefold()


def test_no_contact_person_of_a_document_is_in_what_we_say_of_it(
    line: tuple[sqlite3.Connection, dict[str, list[Path]]],
) -> None:
    connection, files = line
    exposed: list[tuple[str, str]] = []
    for portal in ("ted", "doffin"):
        for path in files[portal]:
            contacts, organisations = contact_names(path)
            known = " ".join(organisations).casefold()
            wanted = {n for n in contacts if n.casefold() not in known}
            text = said_of(connection, path.name) if wanted else ""
            exposed += [(path.name, name) for name in sorted(wanted) if name.casefold() in text]
    assert exposed == []


def test_ocds_contact_points_are_in_no_column(
    line: tuple[sqlite3.Connection, dict[str, list[Path]]],
) -> None:
    connection, files = line
    everything = "\n".join(text for _, _, text in texts(connection)).casefold()
    exposed = []
    for portal in ("find_a_tender", "contracts_finder", "public_contracts_scotland", "sell2wales"):
        for path in files[portal]:
            text = path.read_text("utf-8", "replace")
            for block in re.findall(r'"contactPoint"\s*:\s*(\{[^{}]*\})', text):
                try:
                    name = json.loads(block).get("name") or ""
                except json.JSONDecodeError:
                    continue
                if len(name) > 5 and name.casefold() in everything:
                    exposed.append((path.name, name))
    assert exposed == []


def test_no_page_of_the_samples_is_larger_than_60_kb(
    line: tuple[sqlite3.Connection, dict[str, list[Path]]],
) -> None:
    connection, _files = line
    refresh(connection)
    (path,) = [row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main"]
    places = addresses(connection, "fr")
    actual, count = too_large(asker(Path(path)), places)
    assert count > 400
    assert actual == {}
