"""The list of claims that were read against their documents: its rows and its figures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from monitor.quality.claim_audit_report import FILE, read_audit, read_samples, render_audit
from pipelines.errors import Misconfigured


def test_the_list_is_whole_and_its_page_says_each_sample_apart() -> None:
    rows = read_audit()
    sizes = list(Counter(row["sample"] for row in rows).values())
    later = [
        100,
        200,
        100,
        200,
        200,
        120,
        80,
        *(100,) * 6,
        200,
        200,
        100,
        100,
        96,
        99,
        100,
        100,
        200,
    ]
    assert sizes == [200, 100, 100, 200, 94, *(200,) * 8, *later]
    claims = [(row["claim"], row["notice"], row["contract"], row["sample"]) for row in rows]
    assert len(set(claims)) == len(claims)
    page = render_audit(rows)
    assert [sample["sample"] for sample in read_samples()] == list(
        Counter(row["sample"] for row in rows)
    )
    stand = sum(row["verdict"] == "stands" for row in rows if row["sample"].startswith("first"))
    assert f"| first (seed 20261128) | documents |  | {stand}/200 " in page


def test_what_to_expect_is_counted_from_unread_samples_alone() -> None:
    unread = {row["sample"] for row in read_samples() if row["unread"] == "yes"}
    rows = [row for row in read_audit() if row["sample"] in unread]
    stand = sum(row["verdict"] == "stands" for row in rows)
    assert f"| all | {stand}/{len(rows)} " in render_audit(read_audit())


def test_a_sample_of_which_nobody_says_whether_it_was_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "samples.csv"
    path.write_text("sample,drawn_from,unread,note\nfirst,documents,perhaps,\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"samples\.csv:2: drawn_from or unread"):
        read_samples(path)


@pytest.mark.parametrize(("expected", "mistake"), [("stands", "holds"), ("yes\n", "perhaps\n")])
def test_a_broken_row_is_named(tmp_path: Path, expected: str, mistake: str) -> None:
    path = tmp_path / "claim_audit.csv"
    path.write_text(FILE.read_text("utf-8").replace(expected, mistake, 1), "utf-8")
    with pytest.raises(Misconfigured, match=r"claim_audit\.csv:\d+: verdict or still_said"):
        read_audit(path)
