"""Compiled releases say of a contract what its page says: who signed, how much, what adds up."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.export.bulk_export import export
from pipelines.model import Amendment, Buyer, Notice, Procedure, replace
from pipelines.store.totals_and_portal_counts import update_portal_counts
from tests.pipelines.store.store_support import (
    BUYER,
    ECONOCOM,
    SCC,
    amends,
    award,
    corrects,
    euros,
    notice,
    stored,
    supplier,
)
from tests.web.test_ocds import packages

Json = dict[str, Any]


def compiled(folder: Path, *notices: Notice) -> list[Json]:
    """The compiled releases of these notices, as the export writes them."""
    with closing(stored(folder / "vigie.db", notices)) as connection, connection:
        update_portal_counts(connection)
    export(folder / "vigie.db", folder / "files", ["ocds"])
    records = [record for one in packages(folder / "files", "records") for record in one["records"]]
    return [record["compiledRelease"] for record in records]


def test_an_amount_repeated_for_several_contracts_may_be_added_once(tmp_path: Path) -> None:
    ranks = tuple(
        award(f"Rank {n}", (who,), lots=("LOT-0001",), value=euros(600), value_kind="exact")
        for n, who in enumerate((SCC, ECONOCOM), 1)
    )
    (release,) = compiled(tmp_path, notice("1-2026", awards=ranks))
    assert [one["value"]["amount"] for one in release["awards"]] == [600, 600]
    assert [one["vigieValueShared"] for one in release["awards"]] == [True, True]
    countable = [one.get("vigieCountableValue") for one in release["awards"]]
    assert countable == [{"amount": 600, "currency": "EUR"}, None]


def test_an_amount_that_cannot_be_right_is_marked(tmp_path: Path) -> None:
    wrong = award(value=euros(1), value_kind="exact")
    (release,) = compiled(tmp_path, notice("1-2026", awards=(wrong,)))
    (made,) = release["awards"]
    assert made["value"]["amount"] == 1
    assert "vigieValuePlausible" not in made
    connection = sqlite3.connect(tmp_path / "vigie.db")
    with closing(connection), connection:
        connection.execute("UPDATE contracts SET value_plausible = 0, value_countable_eur = NULL")
    export(tmp_path / "vigie.db", tmp_path / "files", ["ocds"])
    (package,) = packages(tmp_path / "files")
    (made,) = package["releases"][0]["awards"]
    assert made["vigieValuePlausible"] is False
    assert "vigieCountableValue" not in made


def test_who_works_for_a_supplier_is_no_supplier(tmp_path: Path) -> None:
    helper = supplier("Sous-traitance SARL", "443061841", role="subcontractor")
    signed = award(who=(SCC, helper), value=euros(600))
    (release,) = compiled(tmp_path, notice("1-2026", awards=(signed,)))
    (made,) = release["awards"]
    assert [one["name"] for one in made["suppliers"]] == ["SCC France"]
    assert [one["name"] for one in made["vigieSubcontractors"]] == ["Sous-traitance SARL"]
    roles = {party["name"]: party["roles"] for party in release["parties"]}
    assert roles["SCC France"] == ["supplier"]
    assert roles["Sous-traitance SARL"] == ["subcontractor"]


def test_who_was_replaced_is_no_supplier_of_the_compiled_release(tmp_path: Path) -> None:
    first = notice("1-2026", awards=(award("C-1", (SCC,), contract_number="C-1"),))
    passed_on = notice(
        "2-2026",
        "amendment",
        day=9,
        references=amends("1-2026"),
        awards=(award("C-1", (ECONOCOM,), contract_number="C-1"),),
    )
    (release,) = compiled(tmp_path, first, passed_on)
    names = [one["name"] for one in release["awards"][0]["suppliers"]]
    assert names == ["Econocom Products et Solutions"]


def test_a_modification_follows_what_it_modifies_though_that_was_published_anew(
    tmp_path: Path,
) -> None:
    """France's data of a contract are published anew, on a later day than its modifications."""
    again = notice(
        "1-2026",
        "contract",
        day=20,
        awards=(award("C-1", contract_number="C-1", value=euros(600), value_kind="exact"),),
    )
    modified = notice(
        "1-2026-M1",
        "amendment",
        day=9,
        references=amends("1-2026"),
        awards=(award("C-1", contract_number="C-1", value=euros(900), value_kind="exact"),),
    )
    (release,) = compiled(tmp_path, again, modified)
    assert release["awards"][0]["value"]["amount"] == 900
    assert release["contracts"][0]["value"]["amount"] == 900
    assert release["awards"][0]["vigieCountableValue"]["amount"] == 900


@pytest.mark.parametrize("numbers", [("2-2026", "1-2026"), ("1-2026", "2-2026")])
def test_a_correction_of_the_same_day_holds_whatever_its_number(
    tmp_path: Path, numbers: tuple[str, str]
) -> None:
    wrong, right = numbers
    key = {"contract_number": "C-1", "value_kind": "exact"}
    notices = [
        notice(wrong, awards=(award("C-1", value=euros(25_000), **key),)),
        notice(
            right,
            change="correction",
            references=corrects(wrong),
            awards=(award("C-1", value=euros(20_550), **key),),
        ),
    ]
    for name, order in (("a", notices), ("b", notices[::-1])):
        (tmp_path / name).mkdir()
        (release,) = compiled(tmp_path / name, *order)
        assert release["awards"][0]["value"]["amount"] == 20_550


def test_what_a_modification_alone_says_is_the_amount(tmp_path: Path) -> None:
    change = Amendment(date=date(2026, 3, 2), value_before=euros(600), value_after=euros(900))
    modified = award("C-1", contract_number="C-1", amendments=(change,))
    (release,) = compiled(tmp_path, notice("1-2026", "amendment", awards=(modified,)))
    assert release["contracts"][0]["value"]["amount"] == 900


def test_one_of_several_tenders_was_not_without_competition(tmp_path: Path) -> None:
    direct = Procedure(id="ocds-1", method="direct")
    several = award(tenders_received=10, value=euros(600))
    told = replace(notice("1-2026", awards=(several,)), procedure=direct)
    (release,) = compiled(tmp_path, told)
    assert release["tender"]["procurementMethod"] == "limited"


def test_compiled_releases_say_of_each_contract_of_the_demo_what_the_tables_say(
    demo_db: Path, rows: sqlite3.Connection
) -> None:
    awards = {
        one["id"]: one
        for package in packages(demo_db.parent / "export", "records")
        for record in package["records"]
        for one in record["compiledRelease"].get("awards", ())
    }
    added = 0.0
    for row in rows.execute("SELECT * FROM contracts"):
        made = awards[row["id"]]
        assert made.get("vigieValueKind") == row["value_kind"]
        assert made.get("vigieSameAs") == row["same_as"]
        assert made.get("vigieValueShared", False) == bool(row["value_shared"])
        countable = made.get("vigieCountableValue", {}).get("amount")
        assert countable == row["value_countable_eur"]
        added += countable or 0
        status = {"terminated": "active"}.get(row["status"], row["status"])
        assert made.get("status") == status
    assert any("vigieSameAs" in one for one in awards.values())
    sums = rows.execute("SELECT sum(value_countable_eur) FROM contracts").fetchone()
    assert added == pytest.approx(sums[0])
    assert added > 0


def test_a_buyer_published_by_its_number_alone_is_named_as_on_the_page(tmp_path: Path) -> None:
    alone = replace(BUYER, name="SIRET 21620193900014")
    first, second = compiled(
        tmp_path,
        notice("1-2026", awards=(award(),)),
        notice("2-2026", procedure="2", buyers=(Buyer(alone),), awards=(award(),)),
    )
    assert first["buyer"]["name"] == second["buyer"]["name"] == BUYER.name
    (party,) = [one for one in second["parties"] if "buyer" in one["roles"]]
    assert party["name"] == party["identifier"]["legalName"] == BUYER.name
