"""What nobody has verified is printed portal by portal, with the row to paste once it is."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from monitor.crawling.live_check_evaluation import ExpectationResult
from monitor.crawling.unverified_assumptions import Belief, format_row, load_beliefs, open_beliefs
from monitor.runtime.spider_registry import spider_names
from pipelines.errors import Misconfigured

DAY = date(2026, 11, 28)
CAP = Belief("a", "PageSize is capped at 50, in silence.", "paging", "recorded answers", "")
PAGING = ExpectationResult("pages follow each other to an end", "yes", "2 pages")


def printed(*lines: ExpectationResult, belief: Belief = CAP, portal: str = "a") -> str:
    beliefs = open_beliefs(portal, lines, DAY, [belief])
    return "\n".join(line for belief in beliefs for line in belief.as_lines())


def test_every_belief_is_of_a_portal_that_is_read() -> None:
    beliefs = load_beliefs()
    assert {belief.portal for belief in beliefs} <= set(spider_names())
    assert len({(belief.portal, belief.belief) for belief in beliefs}) == len(beliefs)


def test_a_belief_that_the_check_shows_is_answered_by_a_row_to_paste() -> None:
    output = printed(PAGING)
    assert "believed, yes: PageSize is capped at 50" in output
    row = next(csv.reader(io.StringIO(output.splitlines()[1].strip())))
    assert row == ["a", CAP.belief, "paging", "recorded answers", "yes 2026-11-28"]


def test_one_that_it_cannot_show_is_left_to_a_person() -> None:
    assert "once you looked" in printed()
    open_line = ExpectationResult(PAGING.expectation, "open", "one page was all")
    assert "(one page was all) Paste, with yes or no, once you looked" in printed(open_line)


def test_an_answered_belief_and_one_of_another_portal_are_not_printed() -> None:
    answered = Belief("a", "x", "", "y", "yes 2026-11-01")
    assert printed(PAGING, belief=answered) == ""
    assert printed(PAGING, portal="b") == ""


def test_a_row_shown_by_nothing_known_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "beliefs.csv"
    file.write_text(f"portal,belief,shown_by,source,answer\n{format_row(CAP, '')}\nb,c,luck,d,\n")
    with pytest.raises(Misconfigured, match="luck"):
        load_beliefs(file)
