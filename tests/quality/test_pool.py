"""The labelled pool: facts become notices, and what is measured of them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from monitor.quality.labelled_notices import POOL_FILES, gold_files, read_gold
from monitor.quality.labelled_pool import notice_of_facts
from monitor.quality.labelled_pool_figures import (
    LabelledPrediction,
    pool_figures,
    published_predictions,
    scores,
)
from monitor.quality.labelled_pool_report import render_pool
from pipelines.reference.data_folder import read_csv
from pipelines.stages import load_stages

FACT: dict[str, Any] = {
    "id": "fr-decp:7",
    "language": "fr",
    "country": "FR",
    "date": "2024-03-11",
    "buyer": "Ville de Nantes",
    "title": "Hébergement et infogérance du site de la ville",
    "description": "",
    "lots": ["Lot unique"],
    "codes": ["CPV 72415000", "CATEGORY Information and communication"],
    "suppliers": ["OVH SAS"],
}
LABELS = {
    "id": "fr-decp:7",
    "round": "1",
    "digital": "yes",
    "big_tech": "no",
    "data_outsourcing": "yes",
    "worker_surveillance": "no",
    "public_surveillance_ai": "no",
    "groups": "ovh:winner",
}


def written(folder: Path, facts: list[dict[str, Any]]) -> Path:
    path = folder / "pool_other.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, list(LABELS))
        rows.writeheader()
        rows.writerow(LABELS)
    lines = "".join(json.dumps(fact) + "\n" for fact in facts)
    path.with_suffix(".jsonl").write_text(lines, "utf-8")
    return path


def test_facts_become_a_notice_with_its_codes_lots_and_suppliers() -> None:
    notice = notice_of_facts(FACT)
    assert (notice.id, notice.portal, notice.number) == ("fr-decp:7", "fr-decp", "7")
    assert [(c.scheme, c.id, c.main) for c in notice.codes] == [
        ("CPV", "72415000", True),
        ("CATEGORY", "Information and communication", False),
    ]
    assert notice.lots[0].texts[0].text == "Lot unique"
    assert notice.awards[0].suppliers[0].organization.name == "OVH SAS"
    without = notice_of_facts({**FACT, "date": None, "buyer": None, "suppliers": [], "codes": []})
    assert (without.awards, without.buyers, without.codes, without.published) == ((), (), (), None)


def test_a_pool_is_measured_by_claim_register_and_language(tmp_path: Path) -> None:
    gold = read_gold([written(tmp_path, [FACT])], load_stages(None), None)
    assert gold.unscored == []
    figures = pool_figures(published_predictions(gold.labelled))
    assert figures["data_outsourcing"]["recall_of"] == [1, 1]
    assert figures["data_outsourcing"]["by_register"]["fr-decp"]["recall_of"] == [1, 1]
    assert figures["digital"]["at_random"]["recall_of"] == [1, 1]


def test_a_row_without_its_texts_is_named_and_not_scored(tmp_path: Path) -> None:
    gold = read_gold([written(tmp_path, [])], load_stages(None), None)
    assert gold.labelled == []
    assert "fr-decp:7: its texts are needed" in gold.unscored[0]


@pytest.mark.parametrize(
    ("label", "answer", "counted"),
    [
        ("yes", "unclear", ([1, 1], [0, 0])),
        ("yes", "no", ([0, 1], [0, 0])),
        ("no", "unclear", ([0, 0], [1, 1])),
        ("no", "yes", ([0, 0], [1, 1])),
        ("unclear", "yes", ([0, 0], [0, 0])),
    ],
)
def test_what_is_flagged_is_yes_or_unclear(
    label: str, answer: str, counted: tuple[list[int], list[int]]
) -> None:
    prediction = LabelledPrediction(
        {"data_outsourcing": label, "round": "1"}, "fr", "r", {"data_outsourcing": answer}
    )
    figures = scores("data_outsourcing", [prediction])
    assert (figures["flagged_yes"], figures["flagged_no"]) == counted


def test_the_committed_labels_are_complete_and_no_gold_file_of_the_rules() -> None:
    (path,) = POOL_FILES
    rows = list(read_csv(path))
    assert len({row["id"] for row in rows}) == len(rows) > 10_000
    assert {row["data_outsourcing"] for row in rows} == {"yes", "unclear", "no"}
    assert path not in gold_files()


def test_the_page_says_each_claim() -> None:
    prediction = LabelledPrediction(
        LABELS, "fr", "fr-decp", {name: LABELS[name] for name in LABELS}
    )
    groups = {"precision_of": [0, 0], "recall_of": [0, 0]}
    page = render_pool({"claims": pool_figures([prediction]), "groups": groups})
    assert "| data_outsourcing | 1.00 (1/1; 0.21–1.00) |" in page
