"""What nobody has verified is printed portal by portal, with the row to paste once it is."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from monitor.crawling.live_check_evaluation import ExpectationResult
from monitor.crawling.unverified_assumptions import (
    Assumption,
    format_row,
    load_assumptions,
    open_assumptions,
)
from monitor.runtime.spider_registry import spider_names
from pipelines.errors import Misconfigured

DAY = date(2026, 11, 28)
CAP = Assumption("a", "PageSize is capped at 50, in silence.", "paging", "recorded answers", "")
PAGING = ExpectationResult("pages follow each other to an end", "yes", "2 pages")


def printed(*lines: ExpectationResult, assumption: Assumption = CAP, portal: str = "a") -> str:
    assumptions = open_assumptions(portal, lines, DAY, [assumption])
    return "\n".join(line for assumption in assumptions for line in assumption.as_lines())


def test_every_assumption_is_of_a_portal_that_is_read() -> None:
    assumptions = load_assumptions()
    assert {assumption.portal for assumption in assumptions} <= set(spider_names())
    assert len({(assumption.portal, assumption.assumption) for assumption in assumptions}) == len(
        assumptions
    )


def test_a_assumption_that_the_check_shows_is_answered_by_a_row_to_paste() -> None:
    output = printed(PAGING)
    assert "believed, yes: PageSize is capped at 50" in output
    row = next(csv.reader(io.StringIO(output.splitlines()[1].strip())))
    assert row == ["a", CAP.assumption, "paging", "recorded answers", "yes 2026-11-28"]


def test_one_that_it_cannot_show_is_left_to_a_person() -> None:
    assert "once you looked" in printed()
    open_line = ExpectationResult(PAGING.expectation, "open", "one page was all")
    assert "(one page was all) Paste, with yes or no, once you looked" in printed(open_line)


def test_an_answered_assumption_and_one_of_another_portal_are_not_printed() -> None:
    answered = Assumption("a", "x", "", "y", "yes 2026-11-01")
    assert printed(PAGING, assumption=answered) == ""
    assert printed(PAGING, portal="b") == ""


def test_a_row_shown_by_nothing_known_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "unverified_assumptions.csv"
    file.write_text(
        f"portal,assumption,shown_by,source,answer\n{format_row(CAP, '')}\nb,c,luck,d,\n"
    )
    with pytest.raises(Misconfigured, match="luck"):
        load_assumptions(file)
