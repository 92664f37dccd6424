"""The list of claims that were read against their documents: its rows and its figures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from monitor.quality.claim_audit_report import FILE, read_audit, render_audit
from pipelines.errors import Misconfigured


def test_the_list_is_whole_and_its_page_says_each_sample_apart() -> None:
    rows = read_audit()
    sizes = list(Counter(row["sample"] for row in rows).values())
    later = [100, 200, 100, 200, 200, 120, 80, 100, 100, 100, 100, 100]
    assert sizes == [200, 100, 100, 200, 94, *(200,) * 8, *later]
    claims = [(row["claim"], row["notice"], row["contract"], row["sample"]) for row in rows]
    assert len(set(claims)) == len(claims)
    page = render_audit(rows)
    assert page.count("### Sample: ") == 25
    stand = sum(row["verdict"] == "stands" for row in rows if row["sample"].startswith("first"))
    assert f"| all | {stand}/200 " in page


@pytest.mark.parametrize(("expected", "mistake"), [("stands", "holds"), ("yes\n", "perhaps\n")])
def test_a_broken_row_is_named(tmp_path: Path, expected: str, mistake: str) -> None:
    path = tmp_path / "claim_audit.csv"
    path.write_text(FILE.read_text("utf-8").replace(expected, mistake, 1), "utf-8")
    with pytest.raises(Misconfigured, match=r"claim_audit\.csv:\d+: verdict or still_said"):
        read_audit(path)
