"""Judge the claim model on notices that it was not fitted on.

Three ways: folds by register and buyer; one register out at a time; one language out at a time.
The figure of a register that the model has never met is the one that counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Any

import numpy as np

from monitor.quality.feature_matrix import FeatureMatrices
from monitor.quality.fit_model import (
    AIMS,
    calibrate,
    choose_thresholds,
    labels_of,
    out_of_fold_scores,
    probabilities,
)
from monitor.quality.labelled_pool_figures import LabelledPrediction, pool_figures
from monitor.quality.quality_summary import FIGURES
from monitor.quality.training_cases import Case
from pipelines.classify.claim_model_constraints import (
    constrained_answer,
    may_say_no,
    may_say_yes,
)
from pipelines.reference.claim_model_weights import BORDERLINE_FROM, MODEL_CLAIMS, ClaimThresholds

BUYER_FOLDS = 5
MIN_HELD_OUT = 100  # registers or languages with fewer notices are held out together
BINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)

SHOWN = (*FIGURES, "flagged_yes", "flagged_no")  # figures of a cut that are kept
Limits = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class CrossValidationResult:
    """Predictions of a model for notices that it was not fitted on.

    ``ways``         buyers, registers, languages -> figures of each claim on the pool;
                     documents: folds by buyer, of the documents that were read with the rules.
    ``lines``        slope and offset of each claim's calibration; ``limits`` its thresholds.
    ``reliability``  claim -> (from, to, labels yes or no, of these yes) by probability.
    ``chances``      probabilities out of fold by buyer, one row a case, one column a claim.
    """

    ways: dict[str, dict[str, Any]]
    lines: dict[str, tuple[float, float]]
    limits: dict[str, tuple[float, float]]
    reliability: dict[str, list[list[float]]]
    chances: Any


def report_of(judgement: CrossValidationResult) -> dict[str, Any]:
    """Return the figures that are committed: by buyer as the figure of a claim, and all ways."""
    return {
        **{
            claim: _shown(judgement.ways["buyers"][claim])
            for claim in ("digital", "data_outsourcing")
        },
        "ways": {
            way: {
                claim: {
                    "whole": _shown(figures),
                    "at_random": _shown(figures["at_random"]),
                    "french": _shown(figures["by_language"].get("fr", {})),
                }
                for claim, figures in claims.items()
            }
            for way, claims in judgement.ways.items()
        },
        "reliability": judgement.reliability,
    }


def _shown(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {key: figures[key] for key in SHOWN if key in figures}


def folds_by_buyer(cases: Sequence[Case]) -> list[Any]:
    """Split cases evenly into folds; those of one buyer in one register stay together."""
    sizes = Counter(case.buyer for case in cases if not case.is_written)
    filled, fold_of = [0] * BUYER_FOLDS, {}
    for buyer, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold_of[buyer] = filled.index(min(filled))
        filled[fold_of[buyer]] += size
    of_case = np.array([-1 if case.is_written else fold_of[case.buyer] for case in cases])
    return [np.flatnonzero(of_case == fold) for fold in range(BUYER_FOLDS)]


def folds_by(cases: Sequence[Case], key: Callable[[Case], str]) -> list[Any]:
    """Hold out the cases of each key in turn; rare keys together."""
    sizes = Counter(map(key, cases))
    measured = np.array([not case.is_written for case in cases])
    of_case = np.array([key(case) if sizes[key(case)] >= MIN_HELD_OUT else "" for case in cases])
    return [np.flatnonzero((of_case == name) & measured) for name in sorted(set(of_case.tolist()))]


def limits_of(chances: Any, cases: Sequence[Case], rows: Any) -> dict[str, tuple[float, float]]:
    """Choose the thresholds of all claims on some of the cases."""
    limits = {}
    for column, claim in enumerate(MODEL_CLAIMS):
        labels = labels_of(cases, claim)[rows]
        may_be_yes = np.array(
            [
                label != "" and may_say_yes(claim, cases[row].signs, chances[row, column])
                for row, label in zip(rows, labels, strict=True)
            ]
        )
        limits[claim] = choose_thresholds(chances[rows, column], labels, AIMS[claim], may_be_yes)
    return limits


def labelled_prediction(case: Case, chances: Any, limits: Limits) -> LabelledPrediction:
    """Return the answers that probabilities and thresholds give; nothing is said of no service.

    What makes or may make a claim is borderline at least.
    """
    answers = {}
    may_claim = False
    for column, claim in enumerate(MODEL_CLAIMS):
        thresholds = ClaimThresholds(0.0, 1.0, 0.0, *limits[claim])
        by_model = thresholds.answer(chances[column])
        answers[claim] = constrained_answer(claim, by_model, case.signs, chances[column])
        if claim == "data_outsourcing" and case.is_public:
            answers[claim] = "no"
        is_likely = not may_say_no(claim, case.signs) or chances[column] >= BORDERLINE_FROM
        may_claim |= column > 0 and answers[claim] != "no" and is_likely
    if answers["digital"] == "unclear" or (answers["digital"] == "no" and may_claim):
        answers["digital"] = "borderline"
    answers["big_tech"] = case.big_tech
    if answers["digital"] == "no":
        answers = dict.fromkeys(answers, "no")
    return LabelledPrediction(case.row, case.language, case.register, answers)


def cross_validate(columns: FeatureMatrices, cases: Sequence[Case]) -> CrossValidationResult:
    """Return the figures of all three ways, with the calibration, thresholds and reliability."""
    measured = np.array([row for row, case in enumerate(cases) if not case.is_written])
    of_measured = [cases[row] for row in measured]
    folds = folds_by_buyer(cases)
    sums = out_of_fold_scores(columns, cases, folds)
    lines = calibrate(sums[measured], of_measured)
    chances = probabilities(sums, lines)
    by_buyer: list[tuple[Case, LabelledPrediction]] = []
    for held_out in folds:  # thresholds, too, are chosen on the other folds
        limits = limits_of(chances, cases, np.setdiff1d(measured, held_out))
        by_buyer += [
            (cases[row], labelled_prediction(cases[row], chances[row], limits)) for row in held_out
        ]
    limits = limits_of(chances, cases, measured)
    ways = {
        "buyers": pool_figures([prediction for case, prediction in by_buyer if case.is_of_pool]),
        "documents": pool_figures(
            [prediction for case, prediction in by_buyer if not case.is_of_pool]
        ),
    }
    for way, key in (("registers", attrgetter("register")), ("languages", attrgetter("language"))):
        others = probabilities(out_of_fold_scores(columns, cases, folds_by(cases, key)), lines)
        ways[way] = pool_figures(
            [
                labelled_prediction(case, others[row], limits)
                for row, case in enumerate(cases)
                if case.is_of_pool
            ]
        )
    return CrossValidationResult(
        ways, lines, limits, reliability(chances[measured], of_measured), chances
    )


def reliability(chances: Any, cases: Sequence[Case]) -> dict[str, list[list[float]]]:
    """Return for each claim (from, to, labels yes or no, of these yes) by probability."""
    table = {}
    for column, claim in enumerate(MODEL_CLAIMS):
        labels, rows = labels_of(cases, claim), []
        for low, high in pairwise(BINS):
            inside = (chances[:, column] >= low) & (chances[:, column] < high + (high == 1.0))
            yes, no = (int((labels[inside] == label).sum()) for label in ("yes", "no"))
            rows.append([low, high, yes + no, yes])
        table[claim] = rows
    return table
