"""Both rates of the privacy stage, on labels that hold hashes instead of names."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from monitor.quality.evaluate_person_names import measure_person_names
from monitor.quality.evaluation_report import render_persons

# label, name (invented), country; the third and the fourth are judged wrongly
ROWS = [
    ("person", "Jeanne Exemple", "FR"),
    ("firm", "Exemple Informatique SAS", "FR"),
    ("person", "Exempl", "FR"),
    ("firm", "Jean Exemple Conseil", "FR"),
    ("unclear", "Exemple", "FR"),
    ("public", "Not in the corpus", "FR"),
]


def corpus_with(tmp_path: Path) -> Path:
    lines = ["name_sha256,country,source,label"]
    lines += [
        f"{hashlib.sha256(name.encode()).hexdigest()},{country},x,{label}"
        for label, name, country in ROWS
    ]
    for folder in ("gold", "samples"):
        (tmp_path / folder).mkdir()
    (tmp_path / "gold" / "persons.csv").write_text("\n".join(lines), "utf-8")
    pool = [{"suppliers": ["Jeanne  Exemple"]}, {"suppliers": ["Exempl", "Exemple"]}]
    (tmp_path / "gold" / "pool_train.jsonl").write_text("\n".join(map(json.dumps, pool)), "utf-8")
    (tmp_path / "samples" / "a.xml").write_text("<a><b>Exemple Informatique SAS</b></a>", "utf-8")
    (tmp_path / "samples" / "b.csv").write_text("x\n1;Jean Exemple Conseil; Other\n", "utf-8")
    return tmp_path


def test_both_rates_are_counted_and_no_name_of_a_person_is_in_the_report(tmp_path: Path) -> None:
    measured = measure_person_names(corpus_with(tmp_path))
    assert measured is not None
    report, wrong = measured
    assert report["persons_published"]["of"] == [1, 2]
    assert report["organisations_withheld"]["of"] == [1, 2]
    assert report["not_found"] == 1
    assert wrong == ["firm FR: Jean Exemple Conseil", "person FR: Exempl"]
    assert "Exempl" not in render_persons(report)
    assert "| persons whose name is published | 1/2 | 50.0% |" in render_persons(report)


def test_without_labels_nothing_is_measured(tmp_path: Path) -> None:
    assert measure_person_names(tmp_path) is None


@pytest.mark.corpus
def test_of_the_labelled_names_few_persons_are_published_and_few_firms_withheld(
    corpus: Path,
) -> None:
    measured = measure_person_names(corpus)
    assert measured is not None
    report, _ = measured
    assert report["not_found"] <= 1
    assert report["persons_published"]["of"][1] == 60
    assert report["persons_published"]["share"] <= 0.02
    assert report["organisations_withheld"]["share"] <= 0.01
