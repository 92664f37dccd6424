"""The labelled notices: figures may not fall below what was reached (needs VIGIE_CORPUS)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.reference import load
from tests import gold_score

# precision and recall of yes on notices_dev.csv; the rules were tuned on these very notices
FLOOR = {"digital": (0.90, 0.90), "big_tech": (0.93, 0.88), "data_outsourcing": (0.75, 0.60)}


@pytest.mark.corpus
def test_the_development_notices_are_scored_above_the_floor(corpus: Path) -> None:
    pairs = list(gold_score.notices(corpus, "notices_dev.csv"))
    assert len(pairs) >= 400, "labelled notices were not found by the readers"
    scores = gold_score.scored(iter(pairs), load())
    for name, (precision, recall) in FLOOR.items():
        got = [float(n) for n in re.findall(r"(?:precision|recall) (\d\.\d\d)", str(scores[name]))]
        assert got[0] >= precision, f"{name}: {scores[name]}"
        assert got[1] >= recall, f"{name}: {scores[name]}"


@pytest.mark.corpus
def test_the_development_names_are_scored_above_the_floor(corpus: Path) -> None:
    got = re.findall(r"(?:precision|recall) (\d\.\d+)", gold_score.names(corpus, load()))
    assert float(got[0]) >= 0.98
    assert float(got[1]) >= 0.93
