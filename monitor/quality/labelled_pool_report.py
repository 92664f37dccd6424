"""Render the figures on the labelled pool as Markdown (a part of docs/quality.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.quality.evaluate import MIN_LABELLED
from monitor.quality.markdown_tables import rate_with_interval, table

HEAD = [
    "claim",
    "precision",
    "recall",
    "unclear said yes",
    "yes or unclear: of the yes",
    "of the no",
]
HEADER = """## On the labelled pool (fitted)

The model learned from these notices, so the figures of claims below are fitted ones: what it says
of them today, not what to expect. Vendor groups follow tables, some of whose rows were added by
reading this pool. Some 10,500 notices of fifty registers in 31 languages
(`data/gold/pool_train.csv`), read under the same guideline; rounds 1 and 4 were drawn at random
within strata, the others because they are hard.
Before the model and these words, the rules alone reached on it: digital 0.93 / 0.69, big_tech
0.95 / 0.75, data_outsourcing 0.85 / 0.44, worker_surveillance 0.85 / 0.52, public_surveillance_ai
0.93 / 0.75, vendor groups 0.92 / 0.81 (precision / recall).
"""


def render_pool(pool: Mapping[str, Any]) -> str:
    """Render what is published about the notices of the pool."""
    claims, groups = pool["claims"], pool["groups"]
    parts = [HEADER, claims_table(claims), _at_random(claims), _french(claims)]
    parts.append(
        f"Vendor groups of a notice: precision {rate_with_interval(groups, 'precision')}, "
        f"recall {rate_with_interval(groups, 'recall')}.\n"
    )
    parts += [_cut(claims, "register"), _cut(claims, "language")]
    return "\n".join(parts)


def claims_table(claims: Mapping[str, Any]) -> str:
    """Return the table of all claims, one a row."""
    return table(HEAD, [[name, *claim_cells(figures)] for name, figures in claims.items()])


def claim_cells(figures: Mapping[str, Any]) -> list[str]:
    return [
        rate_with_interval(figures, "precision"),
        rate_with_interval(figures, "recall"),
        *(_share(*figures[key]) for key in ("unclear_that_came_yes", "flagged_yes", "flagged_no")),
    ]


def _share(part: int, of: int) -> str:
    return f"{part}/{of} ({part / of:.0%})" if of else "–"


def _at_random(claims: Mapping[str, Any]) -> str:
    rows = [[name, *claim_cells(figures["at_random"])] for name, figures in claims.items()]
    return "Of these, the notices drawn at random:\n\n" + table(HEAD, rows)


def _french(claims: Mapping[str, Any]) -> str:
    rows = [
        [name, *claim_cells(figures["by_language"]["fr"])]
        for name, figures in claims.items()
        if "fr" in figures["by_language"]
    ]
    return "Of these, the notices in French:\n\n" + table(HEAD, rows)


def _cut(claims: Mapping[str, Any], kind: str) -> str:
    """Return precision and recall by register or language, where enough is labelled yes."""
    shown = [name for name in claims if name in ("digital", "data_outsourcing", "big_tech")]
    keys = sorted({key for name in shown for key in claims[name][f"by_{kind}"]})
    rows = []
    for key in keys:
        cells = [_pair(claims[name][f"by_{kind}"].get(key)) for name in shown]
        if any(cell != "–" for cell in cells):
            rows.append([key, *cells])
    return (
        f"By {kind}, precision / recall (number of labelled yes); fewer than {MIN_LABELLED} are "
        "not measured:\n\n" + table([kind, *shown], rows)
    )


def _pair(figures: Mapping[str, Any] | None) -> str:
    if figures is None or figures["recall_of"][1] < MIN_LABELLED:
        return "–"
    precision = figures["precision"] if figures["precision"] is not None else 0.0
    return f"{precision:.2f} / {figures['recall']:.2f} ({figures['recall_of'][1]})"
