"""Entities of FollowTheMoney say what the tables say, and name no private person."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor.export.ftm_entities import PATH, write_entities

REFERENCES = {
    "Contract": ("authority",),
    "ContractAward": ("contract", "supplier"),
    "UnknownLink": ("subject", "object"),
}


@pytest.fixture(scope="module")
def entities(demo_db: Path) -> list[dict[str, Any]]:
    with gzip.open(demo_db.parent / "export" / PATH, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_what_an_entity_refers_to_is_there(entities: list[dict[str, Any]]) -> None:
    ids = {entity["id"] for entity in entities}
    assert len(ids) == len(entities)
    for entity in entities:
        for name in REFERENCES.get(entity["schema"], ()):
            for target in entity["properties"].get(name, ()):
                assert target in ids, entity


def test_entities_are_those_of_the_tables(
    entities: list[dict[str, Any]], rows: sqlite3.Connection
) -> None:
    counts = {
        "Contract": "SELECT count(*) FROM contracts WHERE same_as IS NULL",
        "Organization": "SELECT count(*) FROM vendor_groups",
        "ContractAward": "SELECT count(*) FROM (SELECT DISTINCT contract_id, organization_id FROM"
        " suppliers s JOIN contracts c ON c.id = s.contract_id WHERE c.same_as IS NULL"
        " AND organization_id IS NOT NULL)",
    }
    for schema, sql in counts.items():
        (expected,) = rows.execute(sql).fetchone()
        assert sum(entity["schema"] == schema for entity in entities) == expected > 0, schema
    exact = (
        "SELECT count(*) FROM contracts WHERE same_as IS NULL AND value_kind = 'exact'"
        " AND value IS NOT NULL AND value_plausible AND NOT value_shared"
        " AND coalesce(technique, '') NOT IN ('framework', 'dynamic_purchasing')"
        " AND status IN ('active', 'terminated')"
    )
    (expected,) = rows.execute(exact).fetchone()
    actual = [
        entity
        for entity in entities
        if entity["schema"] == "Contract" and "amount" in entity["properties"]
    ]
    assert len(actual) == expected


@pytest.mark.parametrize(
    ("change", "of_contract", "of_award"),
    [
        ("status = 'active'", True, True),
        ("status = 'terminated'", True, True),
        ("status = 'pending'", False, False),
        ("status = 'cancelled'", False, False),
        ("status = NULL", False, False),
        ("value_plausible = 0", False, False),
        ("value_shared = 1", False, False),
        ("value_kind = 'estimate'", False, False),
        ("technique = 'dynamic_purchasing'", False, False),
    ],
)
def test_nobody_is_said_to_have_received_what_is_not_known_to_be_paid(
    demo_db: Path, tmp_path: Path, change: str, of_contract: bool, of_award: bool
) -> None:
    with closing(sqlite3.connect(demo_db)) as source, closing(sqlite3.connect(":memory:")) as copy:
        source.backup(copy)
        copy.execute(
            "DELETE FROM suppliers WHERE rowid NOT IN"
            " (SELECT min(rowid) FROM suppliers WHERE role = 'main' GROUP BY contract_id)"
        )
        copy.execute(
            "UPDATE contracts SET status = 'active', value_kind = 'exact', value = 9, technique ="
            " NULL, value_plausible = 1, value_shared = 0"
        )
        copy.execute(f"UPDATE contracts SET {change}")
        assert _with_amount(copy, tmp_path / "one") == (of_contract, of_award)
        copy.execute(
            "INSERT INTO suppliers (contract_id, name) SELECT contract_id, 'B' FROM suppliers"
        )
        copy.execute("UPDATE suppliers SET role = 'main'")
        assert _with_amount(copy, tmp_path / "two") == (of_contract, False), "two share it"


def _with_amount(copy: sqlite3.Connection, folder: Path) -> tuple[bool, bool]:
    """Whether any contract and any award has an amount."""
    folder.mkdir()
    write_entities(copy, folder)
    with gzip.open(folder / PATH, "rt", encoding="utf-8") as file:
        found = [json.loads(line) for line in file]
    priced = {entity["schema"] for entity in found if "amount" in entity["properties"]}
    return "Contract" in priced, "ContractAward" in priced


def test_who_is_a_private_person_is_no_entity(demo_db: Path, tmp_path: Path) -> None:
    """A supplier without an id is one, or has no name that is one."""
    with closing(sqlite3.connect(demo_db)) as source, closing(sqlite3.connect(":memory:")) as copy:
        source.backup(copy)
        copy.execute(
            "UPDATE suppliers SET organization_id = NULL, name = 'Dominique Exemple'"
            " WHERE rowid = (SELECT min(rowid) FROM suppliers)"
        )
        write_entities(copy, tmp_path)
    text = gzip.decompress((tmp_path / PATH).read_bytes()).decode()
    assert "ContractAward" in text
    assert "Dominique Exemple" not in text
    assert '"Person"' not in text


def test_the_library_of_the_format_reads_every_entity(entities: list[dict[str, Any]]) -> None:
    reason = (
        "followthemoney is not installed (it needs ICU): its schemata did not check the entities"
    )
    model = pytest.importorskip("followthemoney", reason=reason).model
    for entity in entities:
        schema = model.get(entity["schema"])
        schema.validate(entity)
        read = model.get_proxy(entity, cleaned=False)
        for name, values in entity["properties"].items():
            assert name in schema.properties, (entity["schema"], name)
            assert read.get(name), (entity["schema"], name, values)
