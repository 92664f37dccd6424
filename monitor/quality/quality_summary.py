"""Reduce the report of ``vigie evaluate`` to the figures that the site shows (quality.json).

Shape  measured, listed: names of tags; fewest: labelled yes below which nothing is called measured;
       entered: [{file, stage, rows}]; tags: {tag: {precision, precision_of: [right, of],
       precision_interval, recall, …, unclear_that_came_yes, out_of_fold (or absent),
       unseen_register (of registers left out one at a time, or absent),
       by_language, by_portal: {name: the same}}}; names: likewise; exposure: {accuracy, of, …};
       unread_claims: {claim, or "all": {precision, precision_of, precision_interval}}, of those
       that nobody had checked, read against their documents.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pipelines.reference.data_folder import MEASURED

FILE = MEASURED / "quality.json"
FIGURES = (
    "precision",
    "precision_of",
    "precision_interval",
    "recall",
    "recall_of",
    "recall_interval",
    "unclear_that_came_yes",
)
CUTS = ("by_language", "by_portal")
EXPOSURE = ("accuracy", "of", "accuracy_where_both_apply", "where_both_apply_of")


def summarize(
    report: Mapping[str, Any],
    folds: Mapping[str, Any] | None,
    measured: tuple[str, ...],
    listed: tuple[str, ...],
    fewest: int,
) -> dict[str, Any]:
    """Return the content of quality.json from a report and the figures out of fold."""
    tags = {}
    for name in (*measured, *listed):
        scores = report["tags"][name]
        tags[name] = _figures(scores) | {
            cut: {key: _figures(part) for key, part in sorted(scores[cut].items())} for cut in CUTS
        }
        if folds and name in folds:
            tags[name]["out_of_fold"] = _figures(folds[name])
        unseen = (folds or {}).get("ways", {}).get("registers", {}).get(name)
        if unseen:
            tags[name]["unseen_register"] = _figures(unseen["whole"])
    return {
        "measured": list(measured),
        "listed": list(listed),
        "fewest": fewest,
        "entered": [dict(entry) for entry in report["entered"]],
        "tags": tags,
        "names": _figures(report["names"]),
        "exposure": {key: report["exposure"][key] for key in EXPOSURE},
        "unread_claims": report["unread_claims"],
    }


def _figures(scores: Mapping[str, Any]) -> dict[str, Any]:
    return {key: scores[key] for key in FIGURES if key in scores}


def write_summary(figures: Mapping[str, Any]) -> None:
    """Write the figures that the site shows."""
    FILE.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")


@lru_cache(maxsize=1)
def read_summary() -> dict[str, Any] | None:
    """Return the published figures; None if quality was never measured."""
    if not FILE.exists():
        return None
    figures: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return figures
