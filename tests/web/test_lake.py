"""The lake: the rows of the database by portal and year, and only what changed is written again."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from monitor.export.lake import MANIFEST, NO_VALUE, PARTITIONED, export_lake
from pipelines.store.schema import TABLES
from spiders.archive.storage import Folder, open_storage
from tests.object_store import s3_server

NOTEBOOK = Path(__file__).parents[2] / "docs/notebooks/lake.ipynb"


@pytest.fixture(scope="module")
def lake(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of the demonstration's database, as the command writes it."""
    folder = tmp_path_factory.mktemp("lake") / "lake"
    database = shutil.copy(demo_db, folder.parent / "vigie.db")
    ended = CliRunner().invoke(main, ["export", "--lake", str(folder), "--db", str(database)])
    assert ended.exit_code == 0, ended.output
    assert "partitions written" in ended.output
    return folder


def rows_of_lake(lake: Path, table: str) -> list[tuple[Any, ...]]:
    types = {"REAL": "DOUBLE", "INTEGER": "BIGINT", "TEXT": "VARCHAR"}
    columns = ", ".join(
        f'CAST("{name}" AS {types[kind]})' for name, kind, _ in TABLES[table].columns
    )
    return duckdb.sql(f"SELECT {columns} FROM '{lake}/{table}/**/*.parquet'").fetchall()


def _publish_a_contract(database: Path, day: str | None, id: str | None = None) -> tuple[str, str]:
    """Give a contract another day of publication; return its id and portal."""
    with closing(sqlite3.connect(database)) as connection, connection:
        row: tuple[str, str] = connection.execute(
            "SELECT id, portal FROM contracts WHERE id = coalesce(?, id) LIMIT 1", (id,)
        ).fetchone()
        connection.execute("UPDATE contracts SET published = ? WHERE id = ?", (day, row[0]))
    return row


@pytest.mark.parametrize("table", PARTITIONED)
def test_every_row_is_in_the_lake_once(lake: Path, rows: sqlite3.Connection, table: str) -> None:
    names = ", ".join(f"[{name}]" for name in TABLES[table].names)
    stored = [tuple(row) for row in rows.execute(f"SELECT {names} FROM {table}")]
    assert len(stored) > 10
    assert sorted(rows_of_lake(lake, table), key=repr) == sorted(stored, key=repr)


def test_days_are_dates_and_amounts_are_decimals(lake: Path) -> None:
    contracts = duckdb.sql(f"SELECT * FROM '{lake}/contracts/**/*.parquet'")
    types = dict(zip(contracts.columns, map(str, contracts.types), strict=True))
    assert types["published"] == types["end"] == "DATE"
    assert types["value"] == types["value_eur"] == "DECIMAL(28,4)"
    assert types["months"] == "DOUBLE"
    assert types["year"] == "BIGINT"


def test_only_changed_partitions_are_written_and_empty_ones_go(
    demo_db: Path, tmp_path: Path
) -> None:
    database, storage = Path(shutil.copy(demo_db, tmp_path)), Folder(tmp_path / "lake")
    first = export_lake(database, storage)
    assert first.written
    assert not export_lake(database, storage).written
    moved, portal = _publish_a_contract(database, "1999-01-01")
    path = f"contracts/portal={portal}/year={{}}/rows.parquet".format
    second = export_lake(database, storage)
    assert path(1999) in second.written
    assert len(second.written) < len(first.written)
    _publish_a_contract(database, None, moved)
    third = export_lake(database, storage)
    assert path(NO_VALUE) in third.written
    assert path(1999) in third.deleted
    assert not (tmp_path / "lake" / path(1999)).parent.exists()
    manifest = json.loads((tmp_path / "lake" / MANIFEST).read_text("utf-8"))
    assert {*manifest["x-partitions"], MANIFEST} == storage.names()
    assert manifest["sources"]


def test_a_partition_that_was_lost_or_left_half_written_is_written_again(
    demo_db: Path, tmp_path: Path
) -> None:
    storage = Folder(tmp_path / "lake")
    paths = export_lake(demo_db, storage).written
    (tmp_path / "lake" / paths[0]).unlink()
    (tmp_path / "lake" / f"{paths[1]}.part").write_bytes(b"half")
    (tmp_path / "lake" / paths[2]).write_bytes(b"cut short")
    again = export_lake(demo_db, storage)
    assert again.written == [paths[0], paths[2]]
    assert again.deleted == [f"{paths[1]}.part"]


@pytest.mark.parametrize("of", ['{"x-partitions": []}', '{"x-partitions": {"a": 1}}', "[", "[]"])
def test_beside_a_manifest_of_somebody_else_all_is_written(
    demo_db: Path, tmp_path: Path, of: str
) -> None:
    storage = Folder(tmp_path / "lake")
    paths = export_lake(demo_db, storage).written
    (tmp_path / "lake" / "a").touch()
    (tmp_path / "lake" / MANIFEST).write_text(of, "utf-8")
    assert export_lake(demo_db, storage).written == paths


@pytest.mark.parametrize(
    ("arguments", "expected", "status"),
    [
        (["--lake", ""], "--lake is empty", 2),
        (["--lake", "nowhere://bucket/lake"], "is no address of an object store", 2),
        (["--lake", "s3:bucket/lake"], "expected s3://BUCKET/FOLDER", 2),
        (["--lake", "lake", "--only", "csv"], "--only", 2),
        (["--lake", __file__], "is a file, expected a folder", 2),
    ],
)
def test_what_cannot_be_a_lake_is_a_sentence(
    demo_db: Path, tmp_path: Path, arguments: list[str], expected: str, status: int
) -> None:
    database = shutil.copy(demo_db, tmp_path)
    ended = CliRunner().invoke(main, ["export", *arguments, "--db", str(database)])
    assert (ended.exit_code, expected in ended.output) == (status, True), ended.output


def test_the_example_notebook_runs(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    monkeypatch.setenv("VIGIE_LAKE", str(lake))
    names: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert names["by_year"].fetchall()
    assert names["suppliers"].fetchall()


def test_an_object_store_holds_the_same_files_as_a_folder(
    demo_db: Path, lake: Path, tmp_path: Path
) -> None:
    place = "s3://vigie/lake"
    with s3_server("vigie"):
        storage = open_storage(place)
        assert len(export_lake(demo_db, storage).written) == len(Folder(lake).names()) - 1
        assert not export_lake(demo_db, storage).written
        for name in Folder(lake).names() - {MANIFEST}:
            assert storage.read(name) == (lake / name).read_bytes()
        assert storage.sizes() | {MANIFEST: 0} == Folder(lake).sizes() | {MANIFEST: 0}
        database = shutil.copy(demo_db, tmp_path)
        arguments = ["export", "--lake", "s3://nobody/lake", "--db", str(database)]
        ended = CliRunner().invoke(main, arguments)
        assert (ended.exit_code, "bucket does not exist" in ended.output) == (1, True)
