"""What reviewers answered is learned from, and measured by nobody."""

from __future__ import annotations

from pathlib import Path

from monitor.cli.calibrate import read_reviewed_cases
from monitor.config import read_config
from tests.review.support import Reader, installation, open_desk


def test_answers_become_cases_that_are_learned_from_and_not_measured(tmp_path: Path) -> None:
    folder = installation(tmp_path)
    with open_desk(folder) as address:
        lea = Reader(address, "lea").begin()
        lea.get("/en/?claim=data_outsourcing")
        lea.answer("does_not_stand", "the body runs it itself")
    cases = read_reviewed_cases(read_config(folder / "vigie.toml"), None)
    assert cases
    assert {case.row["data_outsourcing"] for case in cases} == {"no"}
    assert {case.row["worker_surveillance"] for case in cases} == {""}
    assert all(case.is_written and case.text for case in cases)
