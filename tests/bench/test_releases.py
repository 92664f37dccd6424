"""The mock portal of the bench is crawled page by page, each page once."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from spiders.base.paged_json import ROUND
from tests.bench import releases


@pytest.mark.parametrize("amount", [2_000, 4_000])
def test_no_window_ends_with_a_full_page(tmp_path: Path, amount: int) -> None:
    releases.write(tmp_path, amount)
    windows: Counter[int] = Counter()
    for file in (tmp_path / "find_a_tender").glob("*.json"):
        dates = [release["date"] for release in json.loads(file.read_bytes())["releases"]]
        assert all(date.startswith(f"{releases.DAY:%Y-%m-%d}") for date in dates)
        windows.update(int(date[11:13]) // 6 for date in dates)
    assert sorted(windows) == [0, 1, 2, 3]
    assert sum(windows.values()) == amount
    assert all(number % ROUND for number in windows.values())
