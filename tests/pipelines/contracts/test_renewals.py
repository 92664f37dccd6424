"""The last day of a contract if all of its options to renew are used."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.model import Period, Renewal, replace
from tests.pipelines.store.store_support import award, fetch_value, notice, stored

TWO_YEARS = Renewal(maximum=2, months=Decimal(12))


def period(end: str) -> Period:
    return Period(start=date(2024, 1, 1), end=date.fromisoformat(end), end_basis="stated")


@pytest.mark.parametrize(
    ("renewal", "moved", "expected"),
    [
        (TWO_YEARS, None, "2027-12-31"),
        (TWO_YEARS, "2026-12-31", "2027-12-31"),  # one of the two is used
        (TWO_YEARS, "2029-06-30", "2029-06-30"),  # beyond them all
        (Renewal(until=date(2027, 12, 31)), "2026-12-31", "2027-12-31"),
        (Renewal(until=date(2027, 12, 31)), "2029-06-30", "2029-06-30"),
    ],
)
def test_options_count_from_the_day_before_a_modification_moved_it(
    tmp_path: Path, renewal: Renewal, moved: str | None, expected: str
) -> None:
    made = award("C1", contract_number="C1", period=period("2025-12-31"), renewal=renewal)
    notices = [notice("1-2026", awards=(made,))]
    if moved:
        changed = replace(made, period=period(moved))
        notices.append(notice("2-2026", kind="amendment", day=9, awards=(changed,)))
    db = stored(tmp_path / "v.db", notices)
    assert fetch_value(db, "SELECT count(*) FROM contracts") == 1
    assert fetch_value(db, "SELECT end_with_renewals FROM contracts") == expected
