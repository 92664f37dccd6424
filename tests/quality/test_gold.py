"""Labelled notices, names and records: figures may not fall below data/gold/floors.json."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import evaluate as command
from monitor.quality.evaluate import (
    below_floors,
    evaluate,
    floor_figures,
    new_floors,
    read_floors,
    wilson,
)
from monitor.quality.evaluation_report import render_markdown
from monitor.quality.labelled_notices import FOLDER, GoldData, gold_files, read_gold
from monitor.quality.precision_from_gold_reviews import REVIEW_COLUMNS, review_figures, unreviewed
from pipelines.errors import Misconfigured
from pipelines.stages import load_stages


@pytest.fixture(scope="module")
def stages() -> Any:
    return load_stages(None)


@pytest.fixture(scope="module")
def gold(corpus: Path, stages: Any) -> GoldData:
    return read_gold(gold_files(), stages, corpus)


@pytest.fixture(scope="module")
def report(gold: GoldData, stages: Any) -> dict[str, Any]:
    return evaluate(gold, stages.tables)


@pytest.mark.corpus
def test_every_gold_row_is_scored(report: dict[str, Any]) -> None:
    assert report["unscored"] == []
    assert sum(item["rows"] for item in report["entered"]) >= 1900


@pytest.mark.corpus
def test_no_figure_is_below_its_floor(report: dict[str, Any]) -> None:
    assert below_floors(report, read_floors()) == []


@pytest.mark.corpus
def test_every_surveillance_claim_of_a_labelled_notice_was_read_by_hand(gold: GoldData) -> None:
    assert unreviewed(review_figures(), gold.labelled) == []


@pytest.mark.corpus
def test_a_floor_of_fitted_weights_is_what_they_reach_out_of_fold(report: dict[str, Any]) -> None:
    folds = {"data_outsourcing": {"precision_interval": [0.5, 0.9], "recall_interval": [0.4, 0.8]}}
    floors = new_floors(report, folds)
    assert (floors["data_outsourcing precision"], floors["data_outsourcing recall"]) == (0.5, 0.4)
    assert floors["digital recall"] == report["tags"]["digital"]["recall_interval"][0]


@pytest.mark.corpus
def test_the_page_lists_every_error_with_its_notice(report: dict[str, Any]) -> None:
    page = render_markdown(report)
    assert report["errors"]
    assert all(error["key"] in page for error in report["errors"])


def test_without_the_corpus_names_and_records_are_measured_and_the_rest_is_named(
    stages: Any,
) -> None:
    gold = read_gold(gold_files(), stages, None)
    assert len(gold.unscored) == 910
    assert "set VIGIE_CORPUS" in gold.unscored[0]
    figures = floor_figures(evaluate(gold, stages.tables))
    floors = read_floors()
    for name in ("names precision", "names recall"):
        assert figures[name] >= floors[name]


def test_figures_of_a_part_of_the_labels_replace_no_published_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, floors = tmp_path / "quality.md", tmp_path / "floors.json"
    page.write_text("figures of the whole")
    floors.write_text("{}")
    monkeypatch.setattr(command, "FLOORS_FILE", floors)
    lines: list[str] = []
    assert command.run_evaluation([], None, None, page, False, True, lines.append, True) == 1
    assert (page.read_text(), floors.read_text()) == ("figures of the whole", "{}")
    assert f"  ! {page} is left as it was: it is written when all rows are scored" in str(lines)


def test_a_key_that_is_not_in_its_document_is_not_scored(stages: Any, tmp_path: Path) -> None:
    (tmp_path / "samples" / "py-dncp").mkdir(parents=True)
    body = '{"ocid": "ocds-03ad3f-1", "id": "1", "tag": ["award"], "date": "2018-03-21"}'
    (tmp_path / "samples" / "py-dncp" / "1.json").write_text(body, "utf-8")
    gold_file = tmp_path / "other.csv"
    with gold_file.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["key", "file", "digital"])
        writer.writerow(["py-dncp:ocds-03ad3f-2", "py-dncp/1.json", "no"])
    gold = read_gold([gold_file], stages, tmp_path)
    assert gold.labelled == []
    assert "holds no notice of this number" in gold.unscored[0]


@pytest.mark.parametrize("row", ["A firm,", "A firm,microsoft,yes,"])
def test_a_label_with_a_cell_too_few_or_too_many_is_refused(
    stages: Any, tmp_path: Path, row: str
) -> None:
    file = tmp_path / "names.csv"
    file.write_text(f"name,group_id,certain\n{row}\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"names\.csv, row 2, .*more or fewer cells"):
        read_gold([file], stages, None)


def test_every_committed_key_has_one_notice() -> None:
    with (FOLDER / "keys.csv").open(encoding="utf-8", newline="") as file:
        keys = [row["key"] for row in csv.DictReader(file)]
    assert len(keys) == len(set(keys)) == 840


def test_the_interval_of_no_trials_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(90, 100)
    assert 0.82 < low < 0.84
    assert 0.94 < high < 0.95


def listed(folder: Path, *rows: dict[str, str]) -> Path:
    with (folder / "one_read.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, REVIEW_COLUMNS)
        writer.writeheader()
        writer.writerows([dict.fromkeys(REVIEW_COLUMNS, "x") | row for row in rows])
    return folder


def test_claims_read_by_hand_give_a_precision_as_read_and_of_what_is_still_said(
    tmp_path: Path,
) -> None:
    item = {"tag": "data_outsourcing", "still_said": "yes", "judgement": "right"}
    wrong = item | {"judgement": "wrong", "still_said": "no", "notice": "ted:1-2026"}
    figures = review_figures(
        listed(tmp_path, item, item, wrong, item | {"judgement": "not settled"})
    )
    read = figures["data_outsourcing"]
    assert (read["read"], read["first"]["precision_of"], read["still"]["precision_of"]) == (
        4,
        [2, 3],
        [2, 2],
    )
    assert read["first"]["not_settled"] == 1
    assert [row["notice"] for row in read["wrong"]] == ["ted:1-2026"]


def test_a_judgement_that_nobody_knows_names_its_line(tmp_path: Path) -> None:
    row = {"tag": "digital", "still_said": "yes", "judgement": "maybe"}
    with pytest.raises(
        Misconfigured, match=r"one_read.csv:2: judgement is 'maybe', expected right"
    ):
        review_figures(listed(tmp_path, row))
