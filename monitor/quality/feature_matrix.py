"""Turn cases into the columns of the claim model: signs, and parts of words in titles and texts.

Needs scikit-learn (a development requirement): only fitting does, not running.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.feature_selection import chi2

from monitor.quality.training_cases import Case
from pipelines.reference.claim_model_weights import (
    MAX_RUN_LENGTH,
    MODEL_CLAIMS,
    is_of_form,
    pieces,
    run_name,
)
from pipelines.reference.person_words import load_person_words

MIN_CASES = {"sign": 3, "title": 8, "text": 8}
MIN_FACTOR = 0.3  # factor of a column that tells nothing of a claim
MIN_BUYERS = 3  # what one or two buyers alone write says who they are, not what they buy
# Parts kept for each claim, by how far they are from chance (chi square); more add nothing, and
# parts of fewer cases take from those of many.
KEPT_PARTS = {
    "title": dict(zip(MODEL_CLAIMS, (21000, 24000, 3600, 3600), strict=True)),
    "text": dict(zip(MODEL_CLAIMS, (36000, 42000, 6600, 6600), strict=True)),
}


@dataclass(frozen=True, slots=True)
class FeatureMatrices:
    """The cases as a matrix for each place: sign, title, text; ``names`` of their columns."""

    matrices: dict[str, Any]
    names: dict[str, Any]


def build_feature_matrices(cases: Sequence[Case]) -> FeatureMatrices:
    """Count what stands in the cases and drop what few cases or buyers hold."""
    read = {
        "sign": (list, [case.signs for case in cases]),
        "title": (parts_of_words, [case.title for case in cases]),
        "text": (parts_of_words, [case.text for case in cases]),
    }
    _, buyers = np.unique([case.buyer for case in cases], return_inverse=True)
    ones = np.ones(len(cases), np.float32)
    by_buyer = sparse.csr_matrix((ones, (buyers, np.arange(len(cases)))))
    matrices, names = {}, {}
    for place, (analyse, documents) in read.items():
        counter = CountVectorizer(analyzer=analyse, dtype=np.float32, min_df=MIN_CASES[place])
        counts = counter.fit_transform(documents).tocsr()
        of_buyers = by_buyer @ counts
        of_buyers.data[:] = 1
        is_kept = np.asarray(of_buyers.sum(axis=0)).ravel() >= MIN_BUYERS
        features = counter.get_feature_names_out()
        if place != "sign":
            is_kept &= np.array([not _holds_a_name(part) for part in features], bool)
        matrices[place], names[place] = counts[:, is_kept].tocsr(), features[is_kept]
    return FeatureMatrices(matrices, names)


def parts_of_words(folded: str) -> list[str]:
    """Return the parts of each different word, and the different runs of words."""
    texts = [text.split() for text in folded.split("\n")]
    parts = [part for word in {w for words in texts for w in words} for part in pieces(word)]
    runs = {
        run_name(words[at : at + length])
        for words in texts
        for length in range(2, MAX_RUN_LENGTH + 1)
        for at in range(len(words) - length + 1)
        if not is_of_form(words[at : at + length])
    }
    return parts + list(runs)


def _holds_a_name(part: str) -> bool:
    """Whether a whole word of a part is a given name: no name of a person becomes a weight."""
    if not (part.startswith("_") and part.endswith("_")):
        return False
    given_names = load_person_words().given
    return any(word in given_names for word in part.strip("_").split("_"))


def select_parts(columns: FeatureMatrices, cases: Sequence[Case], rows: Any) -> FeatureMatrices:
    """Keep the parts that tell labels apart best on some of the cases; signs are all kept."""
    matrices, names = {"sign": columns.matrices["sign"]}, {"sign": columns.names["sign"]}
    for place, numbers in KEPT_PARTS.items():
        kept: set[int] = set()
        for claim, number in numbers.items():
            labels = np.array([cases[row].row[claim] for row in rows])
            settled = np.isin(labels, ("yes", "no"))
            scores, _ = chi2(columns.matrices[place][rows[settled]], labels[settled] == "yes")
            kept.update(np.argsort(-np.nan_to_num(scores))[:number].tolist())
        chosen = np.array(sorted(kept))
        matrices[place] = columns.matrices[place][:, chosen]
        names[place] = columns.names[place][chosen]
    return FeatureMatrices(matrices, names)


def normalized_matrix(columns: FeatureMatrices) -> Any:
    """Return the matrix that weights are multiplied with, as ``TargetEvidence`` does.

    A part is divided by the root of the number of parts of its place.
    """
    blocks = []
    for place, counts in columns.matrices.items():
        if place == "sign":
            blocks.append(counts)
        else:
            roots = np.sqrt(np.maximum(1, np.asarray(counts.sum(axis=1)).ravel()))
            blocks.append(sparse.diags((1 / roots).astype(np.float32)) @ counts)
    return sparse.hstack(blocks).tocsr()


def column_factors(columns: FeatureMatrices, sign_scale: float) -> Any:
    """Return by what each column is multiplied before it is fitted: a part by its rarity.

    ``sign_scale``  of a sign against a whole text: how freely the fit may use it.
    """
    return np.concatenate(
        [
            np.full(counts.shape[1], sign_scale) if place == "sign" else _rarity(counts) / 4
            for place, counts in columns.matrices.items()
        ]
    )


def telling_factors(stands: Any, labels: Any) -> Any:
    """Return by what each column is multiplied for a claim: more where it tells yes from no.

    The distance is the logarithm of how much oftener, against all columns, the column stands with
    one label than with the other (as in NB-SVM, Wang and Manning 2012); the mean factor is one.

    ``stands``  one where a column stands in a case, nothing elsewhere.
    """
    with_yes, with_no = (
        stands.T @ (labels == label).astype(np.float32) + 1 for label in ("yes", "no")
    )
    distance = np.abs(np.log(with_yes / with_yes.sum()) - np.log(with_no / with_no.sum()))
    return MIN_FACTOR + (1 - MIN_FACTOR) * distance / distance.mean()


def _rarity(counts: Any) -> Any:
    cases_with = np.asarray((counts > 0).sum(axis=0)).ravel()
    return np.log((1 + counts.shape[0]) / (1 + cases_with)) + 1
