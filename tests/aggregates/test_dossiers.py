"""Figures of dossiers: parts of a value by year, who holds what, who brings what, what is out."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from monitor.aggregates.refresh import refresh
from pipelines.model import Organization, Period, Supplier, replace
from pipelines.privacy.mask_notice import WITHHELD
from pipelines.store.database import connect
from pipelines.store.schema import VERSION
from tests.pipelines.store.store_support import (
    ECONOCOM,
    MICROSOFT,
    SCC,
    amends,
    award,
    euros,
    fetch_value,
    notice,
    rows,
    stored,
    tag,
)

BUYER = "FR-SIREN-216201939"


def deal(number: str, value: int | None, *, named: bool = False, **facts: object) -> object:
    """A contract of its own procedure; ``named``: Microsoft's product is in its title."""
    facts.setdefault("who", (SCC,))
    facts.setdefault("status", "active")
    if value is not None:
        facts |= {"value": euros(value), "value_kind": facts.get("value_kind", "exact")}
    tags = (tag("vendor", "microsoft", "LOT-0001", role="named_product", field="title"),)
    return notice(
        f"{number}-2026",
        day=int(number),
        procedure=f"p{number}",
        awards=(award(**facts),),
        tags=tags if named else (),  # type: ignore[arg-type]
    )


@pytest.fixture
def db(tmp_path: Path) -> sqlite3.Connection:
    whole = Period(start=date(2026, 7, 1), end=date(2028, 6, 30), end_basis="stated")
    connection = stored(
        tmp_path / "vigie.db",
        [
            deal("1", 731_000, period=whole),  # type: ignore[list-item]
            deal("2", 500, signed=date(2025, 12, 31), named=True),  # type: ignore[list-item]
            deal("3", 300, who=(MICROSOFT,)),  # type: ignore[list-item]
            deal("4", 200, who=(SCC, ECONOCOM)),  # type: ignore[list-item]
            deal("5", None, who=()),  # type: ignore[list-item]
            deal("6", 900, value_kind="ceiling"),  # type: ignore[list-item]
            deal("7", 10_000, status="cancelled"),  # type: ignore[list-item]
        ],
    )
    refresh(connection)
    return connection


def shares(db: sqlite3.Connection, kind: str) -> dict[str, tuple[int, int, float | None]]:
    cursor = db.execute(
        "SELECT other, contracts, valued, total_eur FROM shares WHERE kind = ?"
        " AND key IN (?, 'microsoft')",
        (kind, BUYER),
    )
    return {other: tuple(figures) for other, *figures in cursor}  # type: ignore[misc]


def test_a_value_is_spread_over_its_days_and_one_without_period_stands_whole_in_its_year(
    db: sqlite3.Connection,
) -> None:
    rows = db.execute(
        "SELECT year, contracts, spread_eur, without_period, whole_eur"
        " FROM spendings WHERE kind = 'buyer' ORDER BY year"
    ).fetchall()
    assert [tuple(row) for row in rows] == [
        ("2025", 1, 0, 1, 500),
        ("2026", 3, 184_000, 2, 500),
        ("2027", 1, 365_000, 0, 0),
        ("2028", 1, 182_000, 0, 0),
    ]


@pytest.mark.parametrize("kind", ["all", "buyer", "country", "group"])
def test_the_parts_of_all_years_add_up_to_the_total(db: sqlite3.Connection, kind: str) -> None:
    parts = "SELECT key, round(sum(spread_eur + whole_eur), 2) FROM spendings WHERE kind = ?"
    whole = "SELECT key, total_eur FROM aggregates WHERE kind = ? AND year = ''"
    by_key = dict(db.execute(f"{parts} GROUP BY key", (kind,)).fetchall())
    assert by_key == dict(db.execute(whole, (kind,)).fetchall())


def test_each_contract_has_one_holder_a_group_a_supplier_several_or_nobody(
    db: sqlite3.Connection,
) -> None:
    assert shares(db, "buyer_holder") == {
        "org:FR-SIREN-421048190": (3, 2, 731_500),
        "group:microsoft": (1, 1, 300),
        "several": (1, 1, 200),
        "nobody": (1, 0, None),
    }
    contracts = fetch_value(db, "SELECT sum(contracts) FROM shares WHERE kind = 'buyer_holder'")
    assert contracts == fetch_value(
        db, "SELECT contracts FROM aggregates WHERE kind='buyer' AND year=''"
    )


def test_a_name_that_names_nobody_holds_nothing_and_is_no_private_person(tmp_path: Path) -> None:
    unnamed = [Supplier(Organization(name, country="FR")) for name in ("Confidentiel", WITHHELD)]
    db = stored(
        tmp_path / "vigie.db",
        [
            deal(str(number), 100, who=(who,), named=True)  # type: ignore[list-item]
            for number, who in enumerate(unnamed, 1)
        ],
    )
    refresh(db)
    assert {other: row[0] for other, row in shares(db, "buyer_holder").items()} == {
        "nobody": 1,
        "withheld": 1,
    }
    assert sum(row[0] for row in shares(db, "group_via").values()) == 1


def test_a_reseller_is_who_signs_for_a_group_that_does_not(db: sqlite3.Connection) -> None:
    assert shares(db, "group_via") == {"FR-SIREN-421048190": (1, 1, 500)}
    assert shares(db, "buyer_via") == {"FR-SIREN-421048190": (1, 1, 500)}
    assert shares(db, "group_own") == {"FR-SIREN-327733184": (1, 1, 300)}
    # what others sold of its products is no money of the group
    assert shares(db, "buyer_group") == {"microsoft": (2, 1, 300)}
    assert shares(db, "group_part") == {"product": (1, 1, 500), "signed": (1, 1, 300)}
    assert shares(db, "group_role") == {"named_product": (1, 1, 500), "winner": (1, 1, 300)}


def test_what_is_not_in_a_sum_has_its_reason(db: sqlite3.Connection) -> None:
    assert shares(db, "buyer_left_out") == {
        "ceiling": (1, 0, None),
        "undisclosed": (1, 0, None),
    }


@pytest.mark.parametrize(
    ("kind", "after", "grown"),
    [
        ("exact", 900, {"ted:11-2026/LOT-0001": (1, 0, 400.0)}),
        ("exact", 400, {}),
        ("estimate", 900, {}),
        ("exact", 900_000_000_000, {}),
    ],
)
def test_what_amendments_made_dearer_is_no_estimate_and_can_be_right(
    tmp_path: Path, kind: str, after: int, grown: dict[str, tuple[int, int, float]]
) -> None:
    """More turnover than was thought makes a concession no dearer."""
    first = deal("11", 500, value_kind=kind)
    second = notice(
        "12-2026",
        "amendment",
        day=12,
        procedure="p11",
        references=amends("11-2026"),
        awards=(
            award(
                value=replace(euros(after), plausible=after < 10**9),
                value_kind=kind,
                status="active",
            ),
        ),
    )
    db = stored(tmp_path / "vigie.db", [first, second])  # type: ignore[list-item]
    refresh(db)
    assert shares(db, "buyer_grown") == grown


def test_the_list_of_a_group_has_its_contracts_by_date(db: sqlite3.Connection) -> None:
    actual = fetch_value(
        db, "SELECT group_concat(published) FROM group_contracts ORDER BY published"
    )
    assert actual == "2026-03-02,2026-03-03"


def test_a_file_of_schema_3_gets_the_tables_and_keeps_its_rows(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    before = rows(db, "shares")
    for table in ("spendings", "shares", "group_contracts"):
        db.execute(f"DROP TABLE {table}")
    db.execute("DROP INDEX idx_contracts_buyer_id_published")
    db.execute("DELETE FROM _sqlite_migrations WHERE name >= 'm004'")
    db.execute("DELETE FROM meta WHERE key = 'aggregates_made_of'")
    db.execute("PRAGMA user_version = 3")
    db.commit()
    db.close()
    again = connect(tmp_path / "vigie.db")
    assert fetch_value(again, "PRAGMA user_version") == VERSION
    assert refresh(again)
    assert rows(again, "shares") == before
