"""What the reference tables say is in the published database: proofs with sources, corrections."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.i18n.load_canned_queries import canned_queries
from pipelines.open_store import open_store
from pipelines.privacy.objections import Objections
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER, load_tables
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.stages import Stages
from tests.crawling.test_retag import DEMO_TED, vigie

WITHDRAWN = {
    "id": "2026-11-a",
    "kind": "withdrawn",
    "portal": "ted",
    "number": "990101-2026",
    "tag": "data_outsourcing",
    "old_value": "yes",
    "new_value": "no",
    "author": "the operator",
    "date": "2026-11-20",
    "reason": "the body hosts it itself",
    "source": "contract, page 4",
}
REPLY = {
    "id": "2026-11-b",
    "kind": "reply",
    "portal": "ted",
    "number": "990101-2026",
    "tag": "big_tech",
    "author": "the operator",
    "date": "2026-11-21",
    "reason": "asked by the firm",
    "source": "letter of 18 November 2026",
    "reply_by": "Example SAS",
    "reply": "Only licences are resold.",
}


@pytest.fixture
def stages(tmp_path: Path) -> Stages:
    """Stages with a table of corrections of their own."""
    folder = Path(shutil.copytree(REFERENCE_FOLDER, tmp_path / "reference"))
    with (folder / "corrections.csv").open("r+", encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
        file.seek(0, 2)
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writerows([WITHDRAWN, REPLY])
    return Stages(load_tables(folder), load_normalisation_tables(), Objections())


def columns_of(
    connection: sqlite3.Connection, sql: str, *values: object
) -> list[tuple[object, ...]]:
    return connection.execute(sql, values).fetchall()


def test_a_withdrawn_claim_keeps_its_old_value_reason_and_date(
    tmp_path: Path, stages: Stages
) -> None:
    with closing(open_store(tmp_path / "vigie.db", stages)) as db:
        assert columns_of(
            db,
            "SELECT notice_id, tag, old_value, new_value, date, reason FROM corrections"
            " WHERE kind = 'withdrawn'",
        ) == [
            (
                "ted:990101-2026",
                "data_outsourcing",
                "yes",
                "no",
                "2026-11-20",
                "the body hosts it itself",
            )
        ]


def test_a_reply_stands_beside_the_claim_with_its_author(tmp_path: Path, stages: Stages) -> None:
    with closing(open_store(tmp_path / "vigie.db", stages)) as db:
        assert columns_of(
            db, "SELECT tag, reply_by, reply, new_value FROM corrections WHERE kind = 'reply'"
        ) == [("big_tech", "Example SAS", "Only licences are resold.", None)]


def test_a_row_that_left_the_table_leaves_the_database(tmp_path: Path, stages: Stages) -> None:
    open_store(tmp_path / "vigie.db", stages).close()
    committed = Stages(load_tables(), load_normalisation_tables(), Objections())
    with closing(open_store(tmp_path / "vigie.db", committed)) as db:
        assert columns_of(db, "SELECT id FROM corrections") == []


def test_equal_tables_write_nothing(tmp_path: Path, stages: Stages) -> None:
    open_store(tmp_path / "vigie.db", stages).close()
    with closing(open_store(tmp_path / "vigie.db", stages)) as db:
        # what sync_references writes would count here; the rows of portals and groups do
        known = len(stages.tables.portals) + len(stages.tables.groups)
        assert db.total_changes <= known


def test_every_link_of_a_supplier_to_a_group_has_its_proof(tmp_path: Path) -> None:
    vigie(tmp_path, "ingest", "ted", DEMO_TED)
    with closing(sqlite3.connect(tmp_path / "vigie.db")) as db:
        links = columns_of(
            db,
            "SELECT s.name, s.vendor_group, p.vendor_group, p.confidence FROM suppliers s"
            " LEFT JOIN vendor_proofs p ON p.rule = s.rule WHERE s.vendor_group <> ''",
        )
        assert len(links) > 5
        assert [link for link in links if link[1] != link[2]] == []


def test_the_question_who_is_behind_tells_proof_and_source(tmp_path: Path) -> None:
    vigie(tmp_path, "ingest", "ted", DEMO_TED)
    sql = canned_queries()["who-is-behind"].sql
    with closing(sqlite3.connect(tmp_path / "vigie.db")) as db:
        db.row_factory = sqlite3.Row
        rows = db.execute(sql, {"group": ""}).fetchall()
        by_group = {row["vendor_group"] for row in rows}
        item = next(row for row in rows if row["vendor_group"] == "microsoft")
        assert len(by_group) > 3
        assert item["basis"] in ("legal_name", "alias", "identifier")
        assert item["rule"].startswith("vendor_")
        assert {row["vendor_group"] for row in db.execute(sql, {"group": "microsoft"})} == {
            "microsoft"
        }


def test_a_database_of_before_gets_both_tables(tmp_path: Path) -> None:
    stages = Stages(load_tables(), load_normalisation_tables(), Objections())
    with closing(open_store(tmp_path / "vigie.db", stages)) as db:
        db.executescript(
            "DROP TABLE vendor_proofs; DROP TABLE corrections; PRAGMA user_version = 4;"
        )
    with closing(open_store(tmp_path / "vigie.db", stages)) as db:
        (proofs,) = db.execute("SELECT count(*) FROM vendor_proofs").fetchone()
        assert proofs == len(stages.tables.aliases) + len(stages.tables.products) + len(
            stages.tables.identifiers
        )
