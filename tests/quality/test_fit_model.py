"""Fitting the claim model: what tells labels apart weighs more, and what thresholds are chosen."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from monitor.quality.feature_matrix import LEAST_TELLING, telling_factors
from monitor.quality.fit_model import Aim, choose_thresholds

CHANCES = np.array([0.9, 0.8, 0.7, 0.6, 0.3, 0.2])
LABELS = np.array(["yes", "no", "yes", "yes", "yes", "no"])
EVERY = np.ones(6, bool)


def test_a_column_that_stands_with_one_label_alone_is_multiplied_by_more() -> None:
    columns = sparse.csr_matrix([[1, 1], [1, 1], [0, 1], [0, 1], [1, 1]])
    labels = np.array(["yes", "yes", "no", "no", "unclear"])
    telling, common = telling_factors(columns, labels)
    assert telling > common >= LEAST_TELLING
    assert (telling + common) / 2 == pytest.approx(1.0)


def test_a_threshold_is_the_lowest_likely_one_that_reaches_the_precision() -> None:
    assert choose_thresholds(CHANCES, LABELS, Aim(0.7, 1.0, 0.5), EVERY) == (0.5, 0.3)
    assert choose_thresholds(CHANCES, LABELS, Aim(0.7, 1.0, 0.5, likely=0.0), EVERY)[0] == 0.3
    assert choose_thresholds(CHANCES, LABELS, Aim(1.0, 1.0, 0.5), EVERY)[0] == 0.9


def test_what_may_not_be_yes_neither_helps_nor_harms_a_threshold_of_yes() -> None:
    may_be_yes = np.array([True, False, True, True, True, True])
    assert choose_thresholds(CHANCES, LABELS, Aim(1.0, 1.0, 0.5), may_be_yes)[0] == 0.5
