"""A contract for which several tenders came was not awarded without competition."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.model import Method, Procedure, replace
from tests.pipelines.store.store_support import SCC, award, fetch_value, notice, stored


@pytest.mark.parametrize(
    ("method", "tenders", "expected"),
    [
        ("direct", 10, "limited"),  # 160640-2021
        ("direct", 1, "direct"),
        ("direct", None, "direct"),
        ("open", 10, "open"),
        (None, 10, None),
    ],
)
def test_an_award_for_which_several_tenders_came_is_not_without_competition(
    tmp_path: Path, method: Method | None, tenders: int | None, expected: str | None
) -> None:
    result = replace(
        notice("1-2026", awards=(award("1", (SCC,), tenders_received=tenders),)),
        procedure=Procedure(id="p", method=method),
    )
    db = stored(tmp_path / "v.db", [result])
    assert fetch_value(db, "SELECT method FROM contracts") == expected
