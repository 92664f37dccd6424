"""Render how the claim model does on what it was not fitted on (a part of docs/quality.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.quality.labelled_pool_report import HEAD, claim_cells
from monitor.quality.markdown_tables import table

HEADER = """## Out of fold (`vigie calibrate`)

The claim model is fitted on some labelled notices and measured on others: five folds by register
and buyer, then one register out at a time, then one language out at a time (those with fewer than
a hundred notices together). Thresholds and calibration of the first are chosen on the other folds;
the other two use those of the whole pool. Words of rules are the same in all folds, and some grew
by reading errors of this very pool, so these figures still flatter, those of
surveillance most; the figure of a register that the model has never met is the one that counts.
"""
WAYS = {
    "buyers": "Folds by register and buyer",
    "registers": "One register out at a time",
    "languages": "One language out at a time",
    "documents": "Folds by register and buyer, on the documents that were read with the rules",
}
BAR = 20  # signs of a full bar


def render_folds(folds: Mapping[str, Any]) -> str:
    """Render the figures of ``data/gold/out_of_fold.json``."""
    parts = [HEADER]
    for way, name in WAYS.items():
        claims = folds.get("ways", {}).get(way)
        if not claims:
            continue
        for part, says in (
            ("whole", ""),
            ("at_random", ", drawn at random"),
            ("french", ", French"),
        ):
            rows = [
                [claim, *claim_cells(cut[part])] for claim, cut in claims.items() if cut.get(part)
            ]
            if rows and any(row[1] != "–" for row in rows):
                parts.append(f"### {name}{says}\n\n{table(HEAD, rows)}")
    return "\n".join([*parts, _reliability(folds.get("reliability", {}))])


def _reliability(tables: Mapping[str, Any]) -> str:
    """Render how often claims hold by the probability that was said."""
    text = (
        "### Do probabilities hold?\n\nOf notices labelled yes or no, by the probability that the"
        " model gave out of fold: a claim said with 0.9 should hold nine times in ten.\n"
    )
    for claim, rows in tables.items():
        cells = [
            [f"{low:g}–{high:g}", of, yes, f"{yes / of:.2f}", "▇" * round(BAR * yes / of)]
            for low, high, of, yes in rows
            if of
        ]
        head = ["probability", "labelled yes or no", "of these yes", "share", ""]
        text += f"\n{claim}:\n\n{table(head, cells)}"
    return text
