"""Fitting the claim model: what tells labels apart weighs more, and what thresholds are chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from monitor.quality.cross_validation import labelled_prediction
from monitor.quality.feature_matrix import MIN_FACTOR, FeatureMatrices, telling_factors
from monitor.quality.fit_model import ThresholdTargets, choose_thresholds, fit, labels_of
from monitor.quality.training_cases import Case
from pipelines.reference.claim_model_weights import MODEL_CLAIMS

CHANCES = np.array([0.9, 0.8, 0.7, 0.6, 0.3, 0.2])
LABELS = np.array(["yes", "no", "yes", "yes", "yes", "no"])
EVERY = np.ones(6, bool)


def test_a_column_that_stands_with_one_label_alone_is_multiplied_by_more() -> None:
    columns = sparse.csr_matrix([[1, 1], [1, 1], [0, 1], [0, 1], [1, 1]])
    labels = np.array(["yes", "yes", "no", "no", "unclear"])
    telling, common = telling_factors(columns, labels)
    assert telling > common >= MIN_FACTOR
    assert (telling + common) / 2 == pytest.approx(1.0)


def test_a_threshold_is_the_lowest_likely_one_that_reaches_the_precision() -> None:
    assert choose_thresholds(CHANCES, LABELS, ThresholdTargets(0.7, 1.0, 0.5), EVERY) == (0.5, 0.3)
    assert (
        choose_thresholds(CHANCES, LABELS, ThresholdTargets(0.7, 1.0, 0.5, likely=0.0), EVERY)[0]
        == 0.3
    )
    assert choose_thresholds(CHANCES, LABELS, ThresholdTargets(1.0, 1.0, 0.5), EVERY)[0] == 0.9


def test_a_threshold_is_the_highest_one_that_reaches_precision_and_recall() -> None:
    half = ThresholdTargets(0.7, 1.0, 0.5, likely=0.0, recall=0.5)
    assert choose_thresholds(CHANCES, LABELS, half, EVERY)[0] == 0.6
    of_allowed = np.array([True, True, True, False, True, True])  # the recall is of all labels yes
    assert choose_thresholds(CHANCES, LABELS, replace(half, precision=0.6), of_allowed)[0] == 0.7
    never = ThresholdTargets(1.0, 1.0, 0.5, likely=0.0, recall=0.5)  # precise at 0.9 alone
    assert choose_thresholds(CHANCES, LABELS, never, EVERY)[0] == 0.9


def test_what_may_not_be_yes_neither_helps_nor_harms_a_threshold_of_yes() -> None:
    may_be_yes = np.array([True, False, True, True, True, True])
    assert choose_thresholds(CHANCES, LABELS, ThresholdTargets(1.0, 1.0, 0.5), may_be_yes)[0] == 0.5


@pytest.mark.parametrize("is_public", [True, False])
def test_what_public_bodies_supply_is_not_handed_over_and_teaches_no_words(is_public: bool) -> None:
    row = dict.fromkeys(MODEL_CLAIMS, "yes") | {"data_outsourcing": "no"}
    signs = ("concept: data_outsourcing/hosting strong",)
    case = Case("a", row, "pool_train.csv", "b", "fr", "c", signs, "", "", "no", is_public)
    sure = np.ones(len(MODEL_CLAIMS))
    answers = labelled_prediction(case, sure, dict.fromkeys(MODEL_CLAIMS, (0.5, 0.1))).answers
    assert answers["data_outsourcing"] == ("no" if is_public else "yes")
    assert answers["digital"] == "yes"
    assert labels_of([case], "data_outsourcing")[0] == ("" if is_public else "no")
    assert labels_of([case], "digital")[0] == "yes"


def weights_of_signs(*signs: str) -> dict[str, Any]:
    """Fit to six cases labelled yes that have all of the signs, and six labelled no with none."""
    found = np.repeat([[1.0] * len(signs), [0.0] * len(signs)], 6, axis=0).astype(np.float32)
    ones = sparse.csr_matrix(np.ones((12, 1), np.float32))
    names = {"sign": np.array(signs), "title": np.array(["_a_"]), "text": np.array(["_a_"])}
    columns = FeatureMatrices(
        {"sign": sparse.csr_matrix(found), "title": ones, "text": ones}, names
    )
    labels = [dict.fromkeys(MODEL_CLAIMS, label) for label in ["yes"] * 6 + ["no"] * 6]
    cases = [
        Case(str(n), row, "pool_train.csv", "b", "fr", "c", (), "", "", "no")
        for n, row in enumerate(labels)
    ]
    return dict(zip(MODEL_CLAIMS, fit(columns, cases, np.arange(12)).weights, strict=True))


def test_of_what_is_digital_words_teach_more_than_the_codes_beside_them() -> None:
    weights = weights_of_signs("code digital", "concept: digital/software strong")
    code, word = weights["digital"][:2]
    assert word > code * 1.2 > 0
    code, word = weights["data_outsourcing"][:2]
    assert word == pytest.approx(code, rel=0.01)


def test_what_a_code_means_teaches_more_than_the_number_that_stands_for_it() -> None:
    weights = weights_of_signs("code digital", "code: CPV 72", "main code: CPV 72")
    meaning, *numbers = weights["digital"][:3]
    assert meaning > max(numbers) * 1.2 > 0
    meaning, *numbers = weights["data_outsourcing"][:3]
    assert meaning == pytest.approx(max(numbers), rel=0.01)


def test_what_is_no_digital_service_says_nothing_of_who_is_watched() -> None:
    weights = weights_of_signs(
        "concept: digital/content against",
        "concept in title: digital/content against",
        "concept: digital/software strong",
        "rule: digital/some-rule",
        "concept: worker_surveillance/time_attendance against",
    )
    for claim in ("worker_surveillance", "public_surveillance_ai"):
        assert [bool(weight) for weight in weights[claim][:5]] == [False, False, True, False, True]
    assert all(weights["digital"][:5])
