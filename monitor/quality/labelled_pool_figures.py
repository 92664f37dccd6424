"""Precision and recall on the labelled pool, whole and by round, language and register.

The same figures are computed of what is published and of what a model says of notices that it was
not fitted on: both come in as one ``LabelledPrediction`` a notice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from monitor.quality.evaluate import TAGS, UNCOUNTED_ROLES, Score, pair_rates, published_answers
from monitor.quality.labelled_notices import CsvRow, LabelledNotice, labelled_groups
from pipelines.store.serializers import vendor_group_roles

DRAWN_AT_RANDOM = frozenset({"1", "4"})  # rounds; the others were chosen because they are hard
CUTS = ("language", "register")


@dataclass(frozen=True, slots=True)
class LabelledPrediction:
    """The labels of a notice and an answer to each claim.

    ``row``  its labels; ``language`` and ``register`` are what the figures are cut by.
    """

    row: CsvRow
    language: str
    register: str
    answers: dict[str, str]

    @property
    def at_random(self) -> bool:
        """Whether the notice was drawn at random within strata."""
        return self.row.get("round") in DRAWN_AT_RANDOM


def published_predictions(labelled: Iterable[LabelledNotice]) -> list[LabelledPrediction]:
    """Return what is published about each labelled notice."""
    return [
        LabelledPrediction(
            labelled.row, labelled.language, labelled.portal, published_answers(labelled)
        )
        for labelled in labelled
    ]


def pool_figures(judged: list[LabelledPrediction]) -> dict[str, Any]:
    """Return the figures of each claim: all notices, those drawn at random, French, and cuts."""
    return {name: _figures_of_claim(name, judged) for name in TAGS}


def _figures_of_claim(name: str, judged: list[LabelledPrediction]) -> dict[str, Any]:
    cuts = defaultdict[tuple[str, str], list[LabelledPrediction]](list)
    for prediction in judged:
        cuts["language", prediction.language].append(prediction)
        cuts["register", prediction.register].append(prediction)
    return {
        **scores(name, judged),
        "at_random": scores(name, [prediction for prediction in judged if prediction.at_random]),
        **{
            f"by_{kind}": {
                key: scores(name, part) for (cut, key), part in sorted(cuts.items()) if cut == kind
            }
            for kind in CUTS
        },
    }


def scores(name: str, judged: Iterable[LabelledPrediction]) -> dict[str, Any]:
    """Score one claim; beside precision and recall, how much is flagged (yes or unclear)."""
    score = Score()
    for prediction in judged:
        score.counts[prediction.row[name], prediction.answers[name]] += 1
    labelled_no = sum(n for (label, _), n in score.counts.items() if label == "no")
    flagged = {
        value: sum(n for (label, got), n in score.counts.items() if label == value != got != "no")
        + (score.counts["yes", "yes"] if value == "yes" else 0)
        for value in ("yes", "no")
    }
    return {
        **score.as_dict(),
        "flagged_yes": [flagged["yes"], score.labelled],
        "flagged_no": [flagged["no"], labelled_no],
    }


def group_figures(labelled: Iterable[LabelledNotice]) -> dict[str, Any]:
    """Score (notice, vendor group) pairs that have a role which counts."""
    counts = Counter[str]()
    for prediction in labelled:
        winners = [s for award in prediction.notice.awards for s in award.suppliers]
        groups = set(vendor_group_roles(prediction.notice.tags, winners))
        expected = {
            group for group, role in labelled_groups(prediction) if role not in UNCOUNTED_ROLES
        }
        counts.update(
            right=len(groups & expected),
            false=len(groups - expected),
            missed=len(expected - groups),
        )
    return pair_rates(counts)
