"""Object, replay, gone: from tables, full text, snapshots, the file and the archive."""

from __future__ import annotations

import csv
import gzip
import json
import re
import shutil
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from pipelines.errors import Misconfigured
from pipelines.privacy.objections import load_objections, mask_body, mask_words
from pipelines.store.database import connect
from pipelines.store.schema import TABLES
from spiders.archive import reader, redaction
from tests.pipelines.store.store_support import dump, fetch_value, rows, sound

DEMO = Path(__file__).parents[2] / "data" / "demo"
PORTALS = ("ted", "boamp", "find_a_tender", "contracts_finder", "ghana_ppa")
HIDDEN = (
    "Geronimo Data Systems Africa Ltd",  # an HTML page
    "Solirius Ltd",  # JSON of two portals
    "ROIRET Energies",  # JSON in a string of JSON
    "Atos Luxembourg PSF S.A.",  # eForms
    "ΑΚΤΙΒ ΚΟΜΠΙΟΥΤΕΡ ΣΥΣΤΕΜΣ ΑΝΩΝΥΜΗ ΕΤΑΙΡΕΙΑ",
)


def granted(folder: Path, *objected: tuple[str, str]) -> None:
    """Write objections.csv, and the settings that name it."""
    with (folder / "objections.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(("who", "what", "decided", "reason"))
        out.writerows((who, what, "2026-11-20", "test") for who, what in objected)
    (folder / "vigie.toml").write_text(f"[paths]\nobjections = '{folder}/objections.csv'\n")


def vigie(folder: Path, *arguments: object, expect: int = 0, db: str = "vigie.db") -> str:
    if not (folder / "vigie.toml").exists():
        granted(folder)
    command = [
        "--config",
        folder / "vigie.toml",
        *arguments,
        "--db",
        folder / db,
        "--archive",
        folder / "archive",
    ]
    result = CliRunner().invoke(main, [str(part) for part in command], catch_exceptions=False)
    assert result.exit_code == expect, result.output
    return result.output


def opened(folder: Path, db: str = "vigie.db") -> sqlite3.Connection:
    connection = connect(folder / db)
    sound(connection)
    return connection


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ingested")
    page(folder / "page.json")
    for portal in PORTALS:
        vigie(folder, "ingest", portal, DEMO / portal)
    vigie(folder, "ingest", "contracts_finder", folder / "page.json")
    return folder


@pytest.fixture
def copy(ingested: Path, tmp_path: Path) -> Path:
    shutil.copytree(ingested, tmp_path / "copy")
    granted(tmp_path / "copy")
    return tmp_path / "copy"


def renumbered(file: Path, number: int) -> dict[str, Any]:
    """A release of the demo under another number."""
    text = file.read_text()
    own = json.loads(text)["releases"][0]["id"]
    changed: dict[str, Any] = json.loads(text.replace(own, f"{own[:-6]}{number:06d}"))
    release: dict[str, Any] = changed["releases"][0]
    return release


NAMES = ("cps-dynatrace.json", "merton-parking.json", "nhs-resolution-avd.json", "sfa-o365.json")


def page(path: Path) -> list[str]:
    """A search page with four releases; the ids of their notices."""
    whole = json.loads((DEMO / "contracts_finder" / NAMES[0]).read_text())
    whole["releases"] = [
        renumbered(DEMO / "contracts_finder" / name, 991000 + n) for n, name in enumerate(NAMES)
    ]
    path.write_text(json.dumps(whole, indent=1))
    return [f"contracts_finder:{release['id']}" for release in whole["releases"]]


def everything_said(connection: sqlite3.Connection) -> str:
    """Every text of every table, full-text vocabularies and snapshots included."""
    actual = []
    for name in TABLES:
        for row in connection.execute(f"SELECT * FROM [{name}]"):
            actual += [part for part in row if isinstance(part, str)]
            actual += [spelt(name, part) for part in row if isinstance(part, bytes)]
        if TABLES[name].full_text:
            connection.execute(
                f"CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, {name}_fts, row)"
            )
            actual += [row[0] for row in connection.execute("SELECT term FROM temp.v")]
            connection.execute("DROP TABLE temp.v")
    return "\n".join(actual)


def spelt(table: str, part: bytes) -> str:
    """The words in a blob: a snapshot is packed, what the search holds is not."""
    if table == "search_index":
        return part.decode("utf-8", "replace")
    return zlib.decompress(part).decode()


def differing(item: dict[str, list[Any]], other: dict[str, list[Any]]) -> dict[str, Any]:
    """Table -> rows that only one of two databases has."""
    return {
        table: (
            sorted(set(item[table]) - set(other[table]), key=repr),
            sorted(set(other[table]) - set(item[table]), key=repr),
        )
        for table in item
        if item[table] != other[table]
    }


def archived(folder: Path) -> bytes:
    return b"".join(gzip.decompress(f.read_bytes()) for f in folder.rglob("*.warc.gz"))


def gone(folder: Path, who: str, db: str = "vigie.db") -> None:
    """The words are in no column, no byte of the file, and no byte of the archive."""
    with closing(opened(folder, db)) as connection:  # its -wal goes when the last one is closed
        text = everything_said(connection).casefold()
    assert who.casefold() not in text
    slug = re.sub(r"\W+", "-", who.casefold()).strip("-")
    assert slug not in text
    raw = b"".join(f.read_bytes() for f in folder.glob(f"{db}*"))
    assert who.encode() not in raw
    assert mask_body(archived(folder), (who,)) == archived(folder)


def test_the_test_would_see_what_is_there(copy: Path) -> None:
    for who in HIDDEN:
        with pytest.raises(AssertionError):
            gone(copy, who)
        assert mask_body(archived(copy), (who,)) != archived(copy)


def test_hidden_words_are_gone_from_everything_and_stay_gone_in_a_replay(copy: Path) -> None:
    before = rows(opened(copy), "register")
    granted(copy, *((who, "everywhere") for who in HIDDEN))
    vigie(copy, "retag")
    for who in HIDDEN:
        gone(copy, who)
    vigie(copy, "replay", db="again.db")
    for who in HIDDEN:
        gone(copy, who, "again.db")
    now, again = (
        dump(opened(copy, db), leave=("runs", "changes")) for db in ("vigie.db", "again.db")
    )
    assert differing(now, again) == {}
    assert [row[0] for row in now["register"]] == [row[0] for row in before], "no notice is lost"
    masked = fetch_value(opened(copy), "SELECT suppliers FROM notices WHERE id = 'ghana_ppa:90009'")
    assert masked == "█" * len(HIDDEN[0])


def test_the_log_forgets_the_words_and_calls_the_cause_a_takedown(copy: Path) -> None:
    granted(copy, (HIDDEN[1], "everywhere"))
    vigie(copy, "retag")
    cursor = opened(copy).execute("SELECT DISTINCT cause FROM changes WHERE field = 'suppliers'")
    assert cursor.fetchall() == [("takedown",)]


def test_a_withdrawn_notice_goes_with_its_document(copy: Path) -> None:
    granted(copy, ("", "ted:990205-2026"))
    vigie(copy, "retag")
    gone(copy, "Alnet Oy")
    db = opened(copy)
    assert fetch_value(db, "SELECT count(*) FROM register WHERE notice_id = 'ted:990205-2026'") == 0
    assert fetch_value(db, "SELECT count(*) FROM documents WHERE file = '990205-2026.xml'") == 0
    kinds = db.execute(
        "SELECT DISTINCT kind, cause FROM changes WHERE notice_id = ? AND kind = 'withdrawn'",
        ("ted:990205-2026",),
    )
    assert kinds.fetchall() == [("withdrawn", "takedown")]
    vigie(copy, "replay", db="again.db")
    left = ("runs", "changes")
    assert dump(opened(copy, "again.db"), left) == dump(db, left)


def test_of_a_page_one_notice_goes_and_the_others_stay_as_they_were(copy: Path) -> None:
    ids = page(copy / "page.json")
    others = "SELECT * FROM notices WHERE id IN (?, ?, ?) ORDER BY id"
    before = opened(copy).execute(others, (ids[0], ids[1], ids[3])).fetchall()
    granted(copy, ("", ids[2]))
    assert "objections:" not in vigie(copy, "retag")
    db = opened(copy)
    assert (
        ids[2] not in everything_said(db).replace("redirects", "")
        or fetch_value(db, "SELECT count(*) FROM register WHERE notice_id = ?", ids[2]) == 0
    )
    assert ids[2].encode().rpartition(b":")[2] not in archived(copy)
    assert db.execute(others, (ids[0], ids[1], ids[3])).fetchall() == before
    vigie(copy, "replay", db="again.db")
    left = ("runs", "changes")
    now, again = dump(db, left), dump(opened(copy, "again.db"), left)
    assert differing(now, again) == {}


def test_words_of_one_notice_are_hidden_in_that_notice_alone(copy: Path) -> None:
    ids = page(copy / "page.json")
    title = fetch_value(opened(copy), "SELECT title FROM notices WHERE id = ?", ids[3])
    granted(copy, (title, ids[3]))
    vigie(copy, "retag")
    vigie(copy, "replay", db="again.db")
    for name in ("vigie.db", "again.db"):
        either = (title, "█" * len(title))
        cursor = opened(copy, name).execute(
            "SELECT id, title FROM notices WHERE title IN (?, ?)", either
        )
        actual = dict(cursor.fetchall())
        assert actual.pop(ids[3]) == "█" * len(title)
        assert set(actual.values()) == {title}, "the same words elsewhere stay"


def test_what_is_received_again_is_hidden_again(copy: Path) -> None:
    granted(copy, (HIDDEN[1], "everywhere"), ("", "ted:990205-2026"))
    vigie(copy, "retag")
    before = dump(opened(copy), leave=("runs", "receipts", "changes"))
    output = vigie(copy, "ingest", "ted", DEMO / "ted" / "990205-2026.xml")
    assert "left out: an objection was granted" in output
    vigie(copy, "ingest", "contracts_finder", DEMO / "contracts_finder")
    gone(copy, HIDDEN[1])
    gone(copy, "Alnet Oy")
    after = dump(opened(copy), leave=("runs", "receipts", "changes"))
    assert differing(after, before) == {}


def test_a_new_document_with_the_words_is_hidden_at_the_end_of_its_own_run(tmp_path: Path) -> None:
    granted(tmp_path, *((who, "everywhere") for who in HIDDEN))
    for portal in PORTALS:
        vigie(tmp_path, "ingest", portal, DEMO / portal, *(("--jobs", 2) * (portal == "boamp")))
    for who in HIDDEN:
        gone(tmp_path, who)
    assert fetch_value(opened(tmp_path), "SELECT count(*) FROM register") == 93


def test_words_of_our_own_tables_are_hidden_whenever_they_are_read_anew(copy: Path) -> None:
    known = "Atos Luxembourg PSF S.A.", "Métropole européenne de Lille"
    granted(copy, *((who, "everywhere") for who in known))
    vigie(copy, "retag")
    vigie(copy, "ingest", "boamp", DEMO / "boamp")  # reads the tables again
    for who in known:
        gone(copy, who)


def test_every_record_is_found_at_the_place_that_its_row_says(copy: Path) -> None:
    granted(copy, *((who, "everywhere") for who in HIDDEN), ("", "ted:990205-2026"))
    vigie(copy, "retag")
    places = opened(copy).execute("SELECT sha256, archive_file, archive_offset FROM documents")
    for sha256, file, offset in places.fetchall():
        assert reader.read(copy / "archive", file, offset).sha256 == sha256


def test_a_database_from_a_backup_is_brought_up_to_the_objections(copy: Path) -> None:
    shutil.copy(copy / "vigie.db", copy / "backup.db")
    granted(copy, *((who, "everywhere") for who in HIDDEN), ("", "ted:990205-2026"))
    vigie(copy, "retag")
    vigie(copy, "retag", db="backup.db")
    for who in (*HIDDEN, "Alnet Oy"):
        gone(copy, who, "backup.db")
    left = ("runs", "changes")
    assert dump(opened(copy, "backup.db"), left) == dump(opened(copy), left)


@pytest.mark.parametrize("lost", ["", "vigie.db"], ids=["the list", "the database, too"])
def test_a_list_that_is_lost_stops_all_that_would_publish_the_names_again(
    copy: Path, lost: str
) -> None:
    granted(copy, (HIDDEN[1], "everywhere"))
    vigie(copy, "retag")
    (copy / "objections.csv").unlink()
    if lost:
        (copy / lost).unlink()
    for command in (["retag"], ["replay"], ["ingest", "contracts_finder", copy / "page.json"]):
        said = vigie(copy, *command, expect=2)
        assert "objections.csv is gone, but objections were granted and applied here" in said
        assert "Traceback" not in said
    granted(copy)  # none of them holds any more
    vigie(copy, "retag")


def test_without_its_archive_a_database_still_forgets(copy: Path) -> None:
    shutil.rmtree(copy / "archive")
    (copy / "archive").mkdir()
    with closing(sqlite3.connect(copy / "vigie.db")) as database, database:
        database.execute(  # as if a rule had learnt since what this notice is about
            "UPDATE register SET title = 'Logiciel de paie en mode SaaS' WHERE notice_id ="
            " (SELECT notice_id FROM register WHERE scope = 'no' ORDER BY notice_id LIMIT 1)"
        )
    granted(copy, *((who, "everywhere") for who in HIDDEN), ("", "ted:990205-2026"))
    output = vigie(
        copy, "retag", expect=1
    )  # that notice would have to be read again, and cannot be
    assert "is not in the archive" in output
    for who in (*HIDDEN, "Alnet Oy"):
        gone(copy, who)


def test_a_night_without_new_objections_looks_at_new_files_alone(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted(copy, (HIDDEN[0], "everywhere"))
    vigie(copy, "retag")
    requests: list[list[str]] = []
    real = redaction.redact

    def seen(folder: Path, edit: Any, files: list[str]) -> Any:
        requests.append(files)
        return real(folder, edit, files=files)

    monkeypatch.setattr("monitor.operations.apply_takedowns.redact", seen)
    vigie(copy, "ingest", "ted", DEMO / "ted")
    assert requests == []
    vigie(copy, "ingest", "boamp", DEMO / "ted" / "990101-2026.xml", expect=1)
    assert [len(files) for files in requests] == [1]


# --- words and bytes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "<n>Jérôme O’Neill-Exemple</n>",
        "<n>J&eacute;r&#244;me&nbsp;O&#x2019;Neill-Exemple</n>",
        "<n>JÉRÔME\n  O’NEILL-EXEMPLE</n>",
        r'{"n": "J\u00e9r\u00F4me\nO\u2019Neill-Exemple"}',
        r'{"n": "{\"m\": \"J\\u00e9r\\u00f4me O\\u2019Neill-Exemple\"}"}',
        "<n>Je\u0301ro\u0302me O’Neill-Exemple</n>",
    ],
)
def test_words_are_found_behind_case_breaks_and_escapes(source: str) -> None:
    who = "Jérôme O’Neill-Exemple"
    after = mask_body(source.encode(), (who,)).decode()
    assert "█" * len(who) in after
    assert "xemple" not in after
    if source.startswith("{"):
        assert json.loads(after)


def test_a_page_in_latin_1_gets_blots_that_it_can_write() -> None:
    body = '<?xml version="1.0" encoding="ISO-8859-1"?><n>Jérôme Exemple, né à Nîmes</n>'
    after = mask_body(body.encode("latin-1"), ("Jérôme Exemple",))
    assert after.decode("latin-1").count("&#9608;") == len("Jérôme Exemple")
    assert after.endswith("né à Nîmes</n>".encode("latin-1"))


def test_a_body_without_the_words_keeps_every_byte() -> None:
    body = bytes(range(256))
    assert mask_body(body, ("Jérôme Exemple",)) is body


def test_a_masked_text_keeps_its_neighbours() -> None:
    assert mask_words("Lot de Jean  EXEMPLE, Nîmes", "Jean Exemple") == f"Lot de {'█' * 12}, Nîmes"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (("Jo", "everywhere", "2026-11-20"), "line 2, column who: 'Jo' is too short"),
        (("Jean", "", "2026-11-20"), "line 2, column what: empty"),
        (("Jean", "ted:1-2026", "hier"), "line 2, column decided: 'hier' is no date"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: tuple[str, ...], complaint: str) -> None:
    path = tmp_path / "objections.csv"
    path.write_text("who,what,decided,reason\n" + ",".join(row) + ",\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match=re.escape(complaint)):
        load_objections(path)


def test_a_row_with_more_cells_than_columns_is_refused_and_none_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "objections.csv"
    head = "who,what,decided,reason\n\nJean Exemple,everywhere,2026-11-20\n"
    path.write_text(head + '"Doe, Ann",ted:1-2026,2026-11-20,"by mail, phone"\n')
    assert [row.who for row in load_objections(path).rows] == ["Jean Exemple", "Doe, Ann"]
    path.write_text(head + "Ann Doe,ted:1-2026,2026-11-20,by mail, phone\n")
    complaint = f"{path}, line 4: 5 cells; expected 4 as in the first line"
    with pytest.raises(Misconfigured, match=re.escape(complaint)):
        load_objections(path)
