"""Answers become labels of one contract each, and say nothing of claims that nobody read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from monitor.quality.claims_before_review import claims_of_contract
from monitor.quality.labels_from_reviews import reviewed_labels
from pipelines.reference.apply_reviews_to_tags import Review
from pipelines.reference.load_reference_tables import load_tables
from tests.review.support import installation

RULES = load_tables()
ONE_LOT_OF_THIRTY = "ted:990117-2026/AL_4557/07"


def test_an_answer_is_a_label_of_its_contract_and_claim_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(installation(tmp_path) / "vigie.db")) as db:
        (part,) = claims_of_contract(db, RULES, ONE_LOT_OF_THIRTY)["big_tech"].parts
        at = "2026-11-20T09:00:00Z"
        given = [
            Review(
                *part.key,
                part.words,
                "does_not_stand",
                "no",
                "lea",
                at,
                "random",
                ONE_LOT_OF_THIRTY,
            ),
            Review(*part.key, "0" * 20, "stands", "", "sam", at, "random", ONE_LOT_OF_THIRTY),
        ]
        (label,) = reviewed_labels(db, RULES, given)
    assert label.row["big_tech"] == "no"
    assert label.row["data_outsourcing"] == ""
    assert [award.key for award in label.notice.awards] == [part.award]
    assert [lot.id for lot in label.notice.lots] == ["LOT-0007"]
    assert "lea" not in str(label.row.values())
