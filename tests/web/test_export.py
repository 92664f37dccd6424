"""Everything that is public as files: the same rows in each, of one instant, whole or not there."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from arro3.io import read_parquet
from click.testing import CliRunner

import monitor.export.bulk_export as exporting
from monitor.cli.main import main
from monitor.export.bulk_export import ExportError, export
from monitor.export.datapackage import attribution, find_licence
from monitor.export.parquet_file import WrongType
from monitor.i18n.labels import labels
from monitor.i18n.untrusted_text import escape_formula
from pipelines.errors import Misconfigured
from pipelines.interface_languages import LANGUAGES
from pipelines.reference.load_reference_tables import load_portals
from pipelines.store.database import connect
from pipelines.store.database_version_check import check
from pipelines.store.schema import TABLES

PUBLIC = {name: table for name, table in TABLES.items() if table.public}


@pytest.fixture(scope="session")
def files(demo_db: Path) -> Path:
    """The export that the demo makes of its own database."""
    return demo_db.parent / "export"


def datapackage(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return data


def rows_of_csv(folder: Path, table: str) -> list[list[str]]:
    with zipfile.ZipFile(folder / "csv" / f"{table}.csv.zip") as archive:
        text = archive.read(f"{table}.csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def rows_of_parquet(folder: Path, table: str) -> list[tuple[Any, ...]]:
    actual = read_parquet(folder / "parquet" / f"{table}.parquet").read_all()
    columns = [map(as_stored, actual.column(name).to_pylist()) for name in TABLES[table].names]
    return list(zip(*columns, strict=True))


def as_stored(value: Any) -> Any:
    """A day or an instant as the text that the database has."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value


def stored(connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    listed = ", ".join(f"[{name}]" for name in TABLES[table].names)
    return [tuple(row) for row in connection.execute(f"SELECT {listed} FROM {table}")]


def as_cell(value: Any, is_list: bool = False, is_object: bool = False) -> str:
    if is_list and value is not None:
        value = " | ".join(json.loads(value))
    if is_object and value is not None:
        value = " | ".join(named_values(json.loads(value)))
    return "" if value is None else str(escape_formula(value))


def named_values(values: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from named_values(value, f"{name}.")
        else:
            parts = value if isinstance(value, list) else [value]
            yield f"{before}{name}: {', '.join(map(str, parts))}"


@pytest.mark.parametrize("table", PUBLIC)
def test_every_row_is_in_csv_parquet_and_the_whole_file(
    files: Path, rows: sqlite3.Connection, table: str
) -> None:
    real = [row for row in stored(rows, table) if table != "runs" or row[1] != "export"]
    head, *cells = rows_of_csv(files, table)
    assert head == list(TABLES[table].names)
    lists = [name in TABLES[table].array_columns for name in head]
    objects = [name in TABLES[table].object_columns for name in head]
    assert cells == [list(map(as_cell, row, lists, objects)) for row in real]
    if table != "meta":  # whose values are whatever a key needs
        assert not [cell for row in cells for cell in row if cell.startswith(('["', '{"'))]
    assert rows_of_parquet(files, table) == real
    with closing(sqlite3.connect(files / "vigie.db")) as whole:
        assert sorted(stored(whole, table), key=repr) == sorted(real, key=repr)


def test_the_whole_file_has_full_text_and_nothing_of_ours_alone(files: Path) -> None:
    with closing(sqlite3.connect(files / "vigie.db")) as whole:
        assert whole.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert whole.execute("PRAGMA foreign_key_check").fetchall() == []
        names = {
            name for (name,) in whole.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        ours = {name for name in names if not name.startswith("sqlite_") and "_fts" not in name}
        assert ours == set(PUBLIC)
        (actual,) = whole.execute(
            "SELECT count(*) FROM contracts_fts WHERE contracts_fts MATCH 'microsoft'"
        ).fetchone()
        assert actual > 3


def test_the_package_names_every_file_with_its_size_hash_and_columns(files: Path) -> None:
    package = datapackage(files)
    resources = {resource["path"]: resource for resource in package["resources"]}
    there = {file.relative_to(files).as_posix() for file in files.rglob("*") if file.is_file()}
    assert there == {*resources, "datapackage.json", "README.txt"}
    names = [resource["name"] for resource in package["resources"]]
    assert len(names) == len(set(names))
    for path, item in resources.items():
        body = (files / path).read_bytes()
        assert item["bytes"] == len(body)
        assert item["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        assert not set(item["name"]) - set("abcdefghijklmnopqrstuvwxyz0123456789._-")
    for table in PUBLIC:
        schema = resources[f"csv/{table}.csv.zip"]["schema"]
        assert [field["name"] for field in schema["fields"]] == list(TABLES[table].names)
        assert all(f["description"] and f["x-description-fr"] for f in schema["fields"])
        for key in schema["foreignKeys"]:
            assert key["reference"]["resource"] in names
    assert package["created"].endswith("Z")


def test_a_day_is_declared_as_a_day_and_is_one(files: Path) -> None:
    forms = {"date": r"\d{4}-\d\d-\d\d", "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"}
    declared = Counter[str]()
    with closing(sqlite3.connect(files / "vigie.db")) as db:
        for table in PUBLIC:
            (item,) = [
                r for r in datapackage(files)["resources"] if r["path"] == f"csv/{table}.csv.zip"
            ]
            for field in item["schema"]["fields"]:
                if field["type"] not in forms:
                    continue
                declared[field["type"]] += 1
                rows = db.execute(f"SELECT DISTINCT [{field['name']}] FROM [{table}]").fetchall()
                wrong = [v for (v,) in rows if v and not re.fullmatch(forms[field["type"]], v)]
                assert wrong == [], (table, field["name"])
    assert declared["date"] > 15
    assert declared["datetime"] > 4


def test_the_file_taken_away_is_no_site_and_says_so(files: Path) -> None:
    """It lacks the figures: pages that sum answered 500."""
    with pytest.raises(Misconfigured, match="made to be taken away"):
        check(files / "vigie.db")


def test_each_source_carries_its_licence_and_how_to_name_it(
    files: Path, rows: sqlite3.Connection
) -> None:
    package, readme = datapackage(files), (files / "README.txt").read_text("utf-8")
    read = [
        tuple(row)
        for row in rows.execute("SELECT name, licence, url FROM portals WHERE notices_received > 0")
    ]
    assert {(s["x-name"], s["x-licence"], s["path"]) for s in package["sources"]} == set(read)
    for source in package["sources"]:
        assert source["x-attribution"] in readme
        assert source["x-attribution-fr"] in readme
        assert source["path"] in source["x-attribution"]
        french = labels()["values"].get(source["x-licence"], {}).get("fr", source["x-licence"])
        assert french in source["x-attribution-fr"]
    assert "value_countable_eur" in readme
    assert "Open Government Licence 3.0" in [license_["title"] for license_ in package["licenses"]]


@pytest.mark.parametrize(
    ("lang", "query"),
    [
        ("en", "Name simap.ch as the source"),
        ("fr", "Nommer simap.ch comme source"),
        ("es", "Citar simap.ch como fuente"),
    ],
)
def test_the_notice_that_simap_asks_for_goes_with_what_is_taken_from_it(
    lang: str, query: str
) -> None:
    portal = load_portals()["simap"]
    source = {"name": portal.name, "url": portal.url, "licence": portal.licence, "newest": None}
    titles = {f"title_{lang}": "simap" for lang in LANGUAGES}
    assert query in attribution(source | titles, lang)


def test_a_licence_that_is_stated_has_its_page_or_is_said_to_have_none() -> None:
    without = {
        portal.licence for portal in load_portals().values() if find_licence(portal.licence) is None
    }
    assert without <= {
        "not stated",
        "as stated in each package",
        "free reuse with the source",
        "public domain (parts restricted)",
        "reuse of public sector information",
        "Licencia de Datos Abiertos de Uruguay (from general knowledge)",
    }
    unknown = {
        "name": "x",
        "title_en": "X",
        "title_fr": "X",
        "url": "https://x.example",
        "licence": None,
        "newest": None,
    }
    assert attribution(unknown, "en") == ("X (https://x.example); licence: not stated.")
    assert attribution({**unknown, "url": None}, "fr") == "X\u202f; licence\u00a0: non indiquée."
    french = {**unknown, "licence": "Licence Ouverte 2.0 (Etalab)", "newest": "2026-11-13"}
    assert attribution(french, "fr") == (
        "X (https://x.example), avis jusqu’au 13\u00a0novembre 2026\u202f; licence\u00a0:"
        " Licence ouverte 2.0 (Etalab)."
        " Nommer la source et la date de sa dernière mise à jour."
    )


def test_codes_have_their_labels_in_every_language(files: Path) -> None:
    actual = {row[0]: row[1:] for row in rows_of_csv(files, "cpv")}
    said_of_it = dict(zip(LANGUAGES, actual["CPV 72000000"], strict=True))
    assert said_of_it["fr"].startswith("Services de technologies de l")
    assert said_of_it["en"].startswith("IT services")
    assert said_of_it["es"].startswith("Servicios TI")
    assert len(actual) > 9_000


@pytest.fixture
def copy(demo_db: Path, tmp_path: Path) -> Path:
    target = tmp_path / "vigie.db"
    with closing(sqlite3.connect(demo_db)) as source, closing(sqlite3.connect(target)) as made:
        source.backup(made)
    connect(target).close()  # WAL again, as the line leaves it
    return target


def test_all_files_are_of_one_instant_while_others_write(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = exporting.write_table

    def disturbed(*arguments: Any) -> Any:
        with closing(sqlite3.connect(copy)) as other:
            other.execute("DELETE FROM tags WHERE rowid = (SELECT min(rowid) FROM tags)")
            other.execute("UPDATE contracts SET title = 'written meanwhile'")
            other.commit()
        return real(*arguments)

    with closing(sqlite3.connect(copy)) as before:
        (tags,) = before.execute("SELECT count(*) FROM tags").fetchone()
    monkeypatch.setattr(exporting, "write_table", disturbed)
    folder = tmp_path / "out"
    export(copy, folder)
    assert len(rows_of_csv(folder, "tags")) - 1 == len(rows_of_parquet(folder, "tags")) == tags
    with closing(sqlite3.connect(folder / "vigie.db")) as whole:
        assert whole.execute("SELECT count(*) FROM tags").fetchone() == (tags,)
    title = TABLES["contracts"].names.index("title")
    assert "written meanwhile" not in {row[title] for row in rows_of_csv(folder, "contracts")}
    with closing(sqlite3.connect(copy)) as after:
        assert after.execute("SELECT count(*) FROM tags").fetchone()[0] < tags


def test_a_folder_may_be_named_from_where_one_is(
    demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export(demo_db, Path("taken"), ("sqlite",))
    assert (tmp_path / "taken" / "vigie.db").stat().st_size > 0


def test_what_fails_leaves_the_files_of_before(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    export(copy, folder, ["csv"])
    before = datapackage(folder)

    def broken(*_: Any) -> Any:
        raise OSError("No space left on device")

    monkeypatch.setattr(exporting, "write_packages", broken)
    with pytest.raises(OSError, match="No space"):
        export(copy, folder)
    assert datapackage(folder) == before
    monkeypatch.undo()
    (tmp_path / ".out.making").mkdir()  # of a process that was killed
    (tmp_path / ".out.making" / "half").write_text("x")
    export(copy, folder, ["csv"])
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_same_rows_make_the_same_files(copy: Path, tmp_path: Path) -> None:
    made = [export(copy, tmp_path / name, ["csv", "parquet", "ocds"]) for name in ("a", "b")]
    first, second = ({file.path: file.sha256 for file in each.files} for each in made)
    assert first == second


def test_a_folder_with_other_files_is_left_alone(copy: Path, tmp_path: Path) -> None:
    other = tmp_path / "mine"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work")
    with pytest.raises(Misconfigured, match="it holds other files"):
        export(copy, other)
    assert (other / "thesis.txt").read_text() == "years of work"
    with pytest.raises(Misconfigured, match="expected a folder"):
        export(copy, other / "thesis.txt")


def test_too_little_room_is_said_before_anything_is_written(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))  # type: ignore[attr-defined]
    with pytest.raises(ExportError, match="0 MB are free"):
        export(copy, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_value_of_the_wrong_type_is_named(copy: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(copy)) as other:
        other.execute("UPDATE contracts SET value = 'a lot' WHERE rowid = 1")
        other.commit()
    with pytest.raises(WrongType, match=r"contracts.value: it holds a value that is not number"):
        export(copy, tmp_path / "out")


def test_a_day_that_is_none_is_named_and_does_not_become_a_blank(
    copy: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(copy)) as other:
        other.execute("UPDATE contracts SET signed = '2026-02-32' WHERE rowid = 1")
        other.commit()
    with pytest.raises(WrongType, match=r"contracts.signed: .*'2026-02-32' is no date"):
        export(copy, tmp_path / "out", ["parquet"])


def test_duckdb_reads_days_as_days_and_instants_as_instants(
    files: Path, rows: sqlite3.Connection
) -> None:
    folder = files / "parquet"
    with duckdb.connect() as database:
        columns = database.execute(
            f"DESCRIBE SELECT * FROM '{folder}/contracts.parquet'"
        ).fetchall()
        kinds = {row[0]: row[1] for row in columns}
        assert {kinds[name] for name in ("published", "signed", "start", "end")} == {"DATE"}
        assert (kinds["value"], kinds["amendments"], kinds["title"]) == (
            "DOUBLE",
            "BIGINT",
            "VARCHAR",
        )
        ((kind,),) = database.execute(
            f"SELECT DISTINCT typeof(\"at\") FROM '{folder}/changes.parquet'"
        ).fetchall()
        assert kind == "TIMESTAMP WITH TIME ZONE"
        by_year = database.execute(
            f"SELECT year(published), count(*) FROM '{folder}/contracts.parquet' GROUP BY 1"
        ).fetchall()
        for table in PUBLIC:
            (count,) = database.execute(
                f"SELECT count(*) FROM '{folder}/{table}.parquet'"
            ).fetchone() or (None,)
            assert count == len(rows_of_parquet(files, table))
    counted = "SELECT CAST(substr(published, 1, 4) AS INTEGER), count(*) FROM contracts GROUP BY 1"
    assert set(by_year) == {tuple(row) for row in rows.execute(counted)}


def test_the_command_makes_the_same_and_says_what_it_made(copy: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["export", str(tmp_path / "out"), "--db", str(copy)])
    assert done.exit_code == 0, done.output
    paths = {resource["path"] for resource in datapackage(tmp_path / "out")["resources"]}
    assert {
        "vigie.db",
        "csv/contracts.csv.zip",
        "parquet/contracts.parquet",
        "ocds/ted.zip",
        "ocds/extension/extension.json",
    } <= paths
    with closing(sqlite3.connect(copy)) as database:
        run = database.execute("SELECT state FROM runs WHERE command = 'export'").fetchall()
    assert run == [("ok",)]
    again = CliRunner().invoke(
        main, ["export", str(tmp_path / "out"), "--only", "csv", "--db", str(copy)]
    )
    assert again.exit_code == 0
    assert {resource["format"] for resource in datapackage(tmp_path / "out")["resources"]} == {
        "csv"
    }
    none = CliRunner().invoke(
        main, ["export", str(tmp_path / "x"), "--db", str(tmp_path / "no.db")]
    )
    assert none.exit_code == 2
    assert "there is no database yet" in none.output


@pytest.fixture
def unreadable(copy: Path) -> Path:
    with closing(sqlite3.connect(copy)) as other:
        other.execute("UPDATE snapshots SET notice = x'00' WHERE rowid = 1")
        other.commit()
    return copy


def test_a_notice_that_cannot_be_read_is_named_and_the_others_are_there(
    unreadable: Path, tmp_path: Path
) -> None:
    done = CliRunner().invoke(
        main, ["export", str(tmp_path / "out"), "--only", "ocds", "--db", str(unreadable)]
    )
    assert done.exit_code == 1
    assert "its snapshot cannot be read" in done.output
    releases = sum(
        resource["x-rows"]
        for resource in datapackage(tmp_path / "out")["resources"]
        if resource["format"] == "ocds"
    )
    with closing(sqlite3.connect(unreadable)) as database:
        (notices,) = database.execute("SELECT count(*) FROM notices").fetchone()
    assert releases == notices - 1
