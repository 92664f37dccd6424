"""``make demo-all`` says yes only of a portal whose every notice came, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.store.database import connect
from tests.demo.demo_all import differences, run
from tests.spiders.mock_portal_contents import held

NAMES = ["doffin", "ocds:malta"]  # pages, and one file


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, list[str]]:
    folder = tmp_path_factory.mktemp("demo-all")
    lines: list[str] = []
    return folder, run(folder, NAMES, lines.append), lines


def test_portals_that_gave_what_they_hold_pass(crawled: tuple[Path, int, list[str]]) -> None:
    _, wrong, output = crawled
    assert wrong == 0, output
    assert [line.split()[0] for line in output[:2]] == NAMES
    assert all("as the mock portal holds them" in line for line in output[:2])


def test_a_notice_less_or_more_or_a_complaint_is_told(crawled: tuple[Path, int, list[str]]) -> None:
    folder, _, _ = crawled
    first, *_ = sorted(held("doffin"))
    with connect(folder / "vigie.db") as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("UPDATE register SET notice_id = 'doffin:made-up' WHERE notice_id = ?", (first,))
    assert differences(folder, "doffin") == f"missing ['{first}'], too many ['doffin:made-up']"
    assert differences(folder, "ocds:malta") is None
