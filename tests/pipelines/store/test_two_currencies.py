"""A country changes its currency while a contract runs (Croatia 2023, Bulgaria 2026)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from pipelines.model import Money, replace
from tests.pipelines.store.store_support import SCC, amends, award, fetch_value, notice, stored

KUNA = Money(
    Decimal(7_534_500), "HRK", eur=Decimal(1_000_000), rate_date=date(2022, 6, 1), plausible=True
)
EURO = Money(
    Decimal(1_200_000), "EUR", eur=Decimal(1_200_000), rate_date=date(2026, 1, 9), plausible=True
)
COLUMNS = "value, currency, maximum, ceiling_eur, value_eur, rate_date, initial_value_eur"


def row(tmp_path: Path, second: Money) -> object:
    signed = notice(
        "1-2026", awards=(award("1", (SCC,), value=KUNA, maximum=KUNA, value_kind="ceiling"),)
    )
    changed = replace(
        notice("2-2026", day=9, awards=(award("1", (SCC,), value=second, value_kind="ceiling"),)),
        kind="amendment",
        references=amends("1-2026"),
    )
    db = stored(tmp_path / "v.db", [signed, changed])
    return fetch_value(db, f"SELECT {COLUMNS} FROM contracts")


def test_amounts_of_two_currencies_are_not_shown_in_one(tmp_path: Path) -> None:
    expected = (1_200_000.0, "EUR", None, None, 1_200_000.0, "2026-01-09", 1_000_000.0)
    assert row(tmp_path, EURO) == expected


def test_the_latest_value_has_the_rate_of_the_first_in_the_same_currency(tmp_path: Path) -> None:
    later = replace(KUNA, eur=Decimal(900_000), rate_date=date(2026, 1, 9))
    expected = (7_534_500.0, "HRK", 7_534_500.0, 1e6, 1e6, "2022-06-01", 1e6)
    assert row(tmp_path, later) == expected
