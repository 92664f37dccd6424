"""Figures of the audit of published claims: data/measured/claim_audit.csv.

Claims were drawn by lot over all samples and read against their documents, severely, as the lawyer
of the firm named would.  A sample after which rules were mended is seen data; the one drawn next
says what to expect.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from monitor.quality.evaluate import share, wilson
from monitor.quality.labelled_notices import CsvRow
from monitor.quality.markdown_tables import table
from pipelines.errors import Misconfigured
from pipelines.reference.data_folder import DATA, read_csv

FILE = DATA / "measured" / "claim_audit.csv"
COLUMNS = ("sample", "claim", "notice", "contract", "verdict", "reason", "still_said")
VERDICTS = ("stands", "does not stand", "cannot be told")
INTRODUCTION = FILE.with_suffix(".md")  # what was drawn, read and mended, sample by sample


def read_audit(path: Path = FILE) -> list[CsvRow]:
    """Read the verdicts.

    Raises  Misconfigured with the row of a mistake.
    """
    rows = list(read_csv(path))
    for number, row in enumerate(rows, 2):
        missing = [name for name in COLUMNS if not row.get(name) and name != "contract"]
        if missing or row["verdict"] not in VERDICTS or row["still_said"] not in ("yes", "no"):
            wrong = ", ".join(missing) or "verdict or still_said"
            raise Misconfigured(f"{path}:{number}: {wrong} is missing or not known")
    return rows


def render_audit(rows: list[CsvRow]) -> str:
    """Render a table of each sample by claim, and what did not stand in the last one."""
    text = INTRODUCTION.read_text("utf-8")
    for sample in dict.fromkeys(row["sample"] for row in rows):
        mine = [row for row in rows if row["sample"] == sample]
        lines = [
            _line(claim, [row for row in mine if row["claim"] == claim])
            for claim in dict.fromkeys(row["claim"] for row in mine)
        ]
        head = ["claim", "stand", "do not", "cannot be told", "still said: stand"]
        text += f"\n### Sample: {sample}\n\n"
        text += table(head, [*lines, _line("all", mine)])
    reasons = Counter(
        (row["claim"], row["reason"], row["still_said"])
        for row in rows
        if row["verdict"] != "stands"
    )
    text += "\nWhy they did not stand, or could not be told:\n\n"
    return text + table(
        ["claim", "why", "claims", "still said"],
        [[claim, reason, n, standing] for (claim, reason, standing), n in sorted(reasons.items())],
    )


def _line(name: str, rows: list[CsvRow]) -> list[object]:
    counts = Counter(row["verdict"] for row in rows)
    standing = [row for row in rows if row["still_said"] == "yes"]
    stand = sum(row["verdict"] == "stands" for row in standing)
    low, high = wilson(counts["stands"], len(rows))
    return [
        name,
        f"{counts['stands']}/{len(rows)} ({low:.2f}–{high:.2f})",
        counts["does not stand"],
        counts["cannot be told"],
        f"{stand}/{len(standing)} ({share(stand, len(standing))})",
    ]
