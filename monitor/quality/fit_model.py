"""Fit the claim model to labels, calibrate its probabilities and choose the thresholds.

One logistic regression a claim; unclear and borderline labels count as "not yes" with a weight of
their own.  Probabilities are calibrated, and thresholds chosen, on answers out of fold.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from monitor.quality.feature_matrix import (
    FeatureMatrices,
    column_factors,
    normalized_matrix,
    select_parts,
    telling_factors,
)
from monitor.quality.training_cases import Case
from pipelines.reference.claim_model_weights import (
    HEADERS,
    MODEL_CLAIMS,
    NEEDS_RULES,
)

DOUBT_WEIGHT = 0.5  # of a label that is neither yes nor no, where a calibration is fitted
# Weights nearer to nothing are written as nothing; those of parts are divided by the root of their
# number in a text, so they are the smaller the more there is.
MIN_WEIGHTS = {"sign": 0.01, "title": 0.05, "text": 0.1}


@dataclass(frozen=True, slots=True)
class ThresholdTargets:
    """Targets that the thresholds are chosen to meet.

    ``precision``     of yes, over labels yes and no; ``unclear`` at most so many labels that are
                      neither may come out yes.
    ``recall``        yes begins at the highest probability that finds so many of the labels yes, or
                      at the lowest that is precise enough where none does.
    ``flagged_no``    at most so many labels no may come out unclear or yes.
    ``likely``        probability below which nothing is yes, however precise.
    ``possible``      probability below which nothing is unclear, however few are flagged: a notice
                      is not suspected of surveillance because a model finds it one in fifty.
    """

    precision: float
    unclear: float
    flagged_no: float
    likely: float = 0.5
    possible: float = 0.0
    recall: float = 1.0


AIMS = {
    "digital": ThresholdTargets(0.963, 0.5, 0.10, likely=0.0, recall=0.969),
    "data_outsourcing": ThresholdTargets(0.92, 0.06, 0.105),
    "worker_surveillance": ThresholdTargets(0.88, 0.06, 0.005, possible=0.05),
    "public_surveillance_ai": ThresholdTargets(0.93, 0.25, 0.01, possible=0.05),
}


class Hyperparameters(NamedTuple):
    """Regularisation of a claim: of a sign against a whole text, and of all weights.

    With few cases words say what happened to stand there, signs what was meant.

    ``doubt``   weight of a label that is neither yes nor no.
    ``copies``  weight of the copies of cases that lack ``WHAT_COPIES_LACK``.
    """

    sign: float
    weights: float
    doubt: float = DOUBT_WEIGHT
    copies: float = 0.0


# Beginnings of signs that a register without codes, or with other makers, does not have: copies of
# the cases teach what the words say alone.  For digital only: words alone hand over no data.
SIGNS_OF_A_REGISTER = (
    "code",
    "main code",
    "supplier group",
    "supplier tier",
    "product of",
    "rules:",
    "concept: digital/it_maker",
)

# Beginnings of signs that a register with another list of codes does not have, though the table of
# codes says what its codes mean: copies of the cases teach how much that says by itself.
SIGNS_OF_A_LIST_OF_CODES = ("code: ", "main code: ")
WHAT_COPIES_LACK = (SIGNS_OF_A_REGISTER, SIGNS_OF_A_LIST_OF_CODES)

# Beginnings of signs that say what is no digital service: whether somebody is watched, they do not
# tell.  With few cases they would say what else happened to stand there (cleaning, a high voltage).
SIGNS_OF_NO_SERVICE = ("rule: digital/", "concept: digital/", "concept in title: digital/")

FREEDOMS = {
    "digital": Hyperparameters(0.8, 2.0, 0.25, copies=0.5),
    "data_outsourcing": Hyperparameters(0.3, 2.0, 1.0),
    "worker_surveillance": Hyperparameters(1.2, 0.5),
    "public_surveillance_ai": Hyperparameters(0.4, 2.0),
}


@dataclass(frozen=True, slots=True)
class FittedModel:
    """Weights of all columns as they are written, one row a claim, and intercepts."""

    columns: FeatureMatrices
    weights: Any
    intercepts: Any


def labels_of(cases: Sequence[Case], claim: str) -> Any:
    """Return the labels of a claim; "" where its words do not decide."""
    owned = claim == "data_outsourcing"
    return np.array(["" if owned and case.is_public else case.row[claim] for case in cases])


def label_weights(labels: Any, doubt: float = DOUBT_WEIGHT) -> Any:
    """Return the weight of each label in a fit: none where the label is not known."""
    return np.select([np.isin(labels, ("yes", "no")), labels == ""], [1.0, 0.0], doubt)


def fit(columns: FeatureMatrices, cases: Sequence[Case], rows: Any) -> FittedModel:
    """Fit all claims to some of the cases; parts of words are selected on these alone."""
    chosen = select_parts(columns, cases, rows)
    rows_matrix = normalized_matrix(chosen)[rows]
    stands = (rows_matrix > 0).astype(np.float32)
    ones = np.ones((len(rows), 1), np.float32)  # the intercept is held back as all weights
    plain = sparse.hstack([rows_matrix, ones], format="csr", dtype=np.float32)
    copies = [_copies_without(plain, chosen, beginnings) for beginnings in WHAT_COPIES_LACK]
    says_no_service = np.array([_says_no_service(sign) for sign in chosen.names["sign"]], bool)
    weights, intercepts = [], []
    for claim in MODEL_CLAIMS:
        freedom, labels = FREEDOMS[claim], labels_of(cases, claim)[rows]
        telling = telling_factors(stands, labels)
        factors = np.append(column_factors(chosen, freedom.sign) * telling, 1.0)
        if claim in NEEDS_RULES:
            factors[: len(says_no_service)][says_no_service] = 0.0
        is_yes, of_labels = labels == "yes", label_weights(labels, freedom.doubt)
        matrix = plain.copy()
        if freedom.copies:
            matrix = sparse.vstack([plain, *(bare for bare, _ in copies)], format="csr")
            kept = [of_labels[changed] * freedom.copies for _, changed in copies]
            of_labels = np.concatenate([of_labels, *kept])
            is_yes = np.concatenate([is_yes, *(is_yes[changed] for _, changed in copies)])
        matrix.data *= factors.astype(np.float32)[matrix.indices]
        model = LogisticRegression(C=freedom.weights, fit_intercept=False, max_iter=300, tol=1e-5)
        model.fit(matrix, is_yes, of_labels)
        of_columns = model.coef_[0] * factors
        weights.append(of_columns[:-1])
        intercepts.append(of_columns[-1])
    return FittedModel(chosen, np.array(weights), np.array(intercepts))


def _says_no_service(sign: str) -> bool:
    is_of_rule = sign.startswith("rule: ")  # whose sign does not say on which side it stands
    return sign.startswith(SIGNS_OF_NO_SERVICE) and (is_of_rule or sign.endswith(" against"))


def _copies_without(
    plain: Any, columns: FeatureMatrices, beginnings: tuple[str, ...]
) -> tuple[Any, Any]:
    """Return copies of the cases with signs that begin so, without these; and of which cases."""
    kept = np.ones(plain.shape[1], np.float32)
    signs = [not sign.startswith(beginnings) for sign in columns.names["sign"]]
    kept[: len(signs)] = signs  # signs are the first columns
    changed = np.flatnonzero(plain @ (1 - kept))
    bare = (plain[changed] @ sparse.diags(kept)).tocsr().astype(np.float32)
    bare.eliminate_zeros()
    return bare, changed


def fit_all(columns: FeatureMatrices, cases: Sequence[Case]) -> FittedModel:
    """Fit all claims to all cases."""
    return fit(columns, cases, np.arange(len(cases)))


def decision_scores(fitted: FittedModel, rows: Any) -> Any:
    """Return the sums of weights of some cases, one column a claim."""
    return normalized_matrix(fitted.columns)[rows] @ fitted.weights.T + fitted.intercepts


def out_of_fold_scores(
    columns: FeatureMatrices, cases: Sequence[Case], folds: Sequence[Any]
) -> Any:
    """Return the sum of weights of each case by a model that has seen nothing of its fold.

    ``folds``  the cases of each fold; cases of none stay without an answer (not a number).
    """
    sums = np.full((len(cases), len(MODEL_CLAIMS)), np.nan)
    everything = np.arange(len(cases))
    for held_out in folds:
        training_rows = np.setdiff1d(everything, held_out)
        sums[held_out] = decision_scores(fit(columns, cases, training_rows), held_out)
    return sums


def calibrate(sums: Any, cases: Sequence[Case]) -> dict[str, tuple[float, float]]:
    """Return slope and offset for each claim, fitted to sums out of fold."""
    calibrated = {}
    for column, claim in enumerate(MODEL_CLAIMS):
        labels = labels_of(cases, claim)
        line = LogisticRegression(C=1e6).fit(
            sums[:, [column]], labels == "yes", label_weights(labels)
        )
        calibrated[claim] = (float(line.coef_[0, 0]), float(line.intercept_[0]))
    return calibrated


def probabilities(sums: Any, lines: Mapping[str, tuple[float, float]]) -> Any:
    """Return the calibrated probabilities of sums."""
    slopes, offsets = np.array([lines[claim] for claim in MODEL_CLAIMS]).T
    return 1 / (1 + np.exp(-np.clip(sums * slopes + offsets, -30, 30)))


def choose_thresholds(
    chances: Any, labels: Any, aim: ThresholdTargets, may_be_yes: Any
) -> tuple[float, float]:
    """Return the probabilities from which a claim is yes, and unclear, within an aim.

    ``may_be_yes``  of each case, whether its answer may be yes at all.
    """
    order = np.argsort(-chances)
    ranked, sorted_labels, allowed = chances[order], labels[order], may_be_yes[order]
    yes, no = (np.cumsum((sorted_labels == label) & allowed) for label in ("yes", "no"))
    is_doubtful = ~np.isin(sorted_labels, ("yes", "no"))
    precise = yes / np.maximum(1, yes + no) >= aim.precision
    precise &= np.cumsum(is_doubtful & allowed) <= aim.unclear * max(1, is_doubtful.sum())
    candidates = np.flatnonzero(precise & allowed)
    found = yes[candidates] >= aim.recall * (sorted_labels == "yes").sum()
    chosen = candidates[found][:1] if found.any() else candidates[-1:]
    yes_from = max(aim.likely, float(ranked[chosen[0]])) if len(chosen) else 1.0
    no = np.cumsum(sorted_labels == "no")
    flagged = np.flatnonzero(no <= aim.flagged_no * max(1, no[-1]))
    unclear_from = max(aim.possible, float(ranked[flagged[-1]])) if len(flagged) else 1.0
    return yes_from, min(unclear_from, yes_from)


def write_model(
    folder: Path,
    fitted: FittedModel,
    lines: Mapping[str, tuple[float, float]],
    limits: Mapping[str, tuple[float, float]],
) -> None:
    """Write the three files of a model, heaviest signs first."""
    claims = [
        [claim, *(f"{number:.4f}" for number in (intercept, *lines[claim], *limits[claim]))]
        for claim, intercept in zip(MODEL_CLAIMS, fitted.intercepts, strict=True)
    ]
    signs: list[list[str]] = []
    parts: list[list[str]] = []
    column = 0
    for place, names in fitted.columns.names.items():
        for name in names:
            weights = fitted.weights[:, column]
            column += 1
            if np.max(np.abs(weights)) < MIN_WEIGHTS[place]:
                continue
            cells = [f"{w:.2f}".rstrip("0") if abs(w) >= 0.01 else "" for w in weights]
            (signs if place == "sign" else parts).append(
                [name, *cells] if place == "sign" else [place, name, *cells]
            )
    signs.sort(key=lambda row: -max(abs(float(cell or 0)) for cell in row[1:]))
    for (file, header), rows in zip(HEADERS.items(), (claims, signs, sorted(parts)), strict=True):
        _write(folder / file, header.split(","), rows)


def _write(path: Path, head: list[str], rows: list[list[str]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
