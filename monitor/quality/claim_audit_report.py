"""Figures of the audit of published claims: data/measured/claim_audit.csv.

Claims were drawn by lot over all samples and read against their documents, severely, as the lawyer
of the firm named would.  A sample after which rules were mended is seen data; the unread ones say
what to expect.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from monitor.quality.evaluate import share, wilson
from monitor.quality.labelled_notices import CsvRow
from monitor.quality.markdown_tables import table
from pipelines.errors import Misconfigured
from pipelines.reference.data_folder import DATA, read_csv

FILE = DATA / "measured" / "claim_audit.csv"
COLUMNS = ("sample", "claim", "notice", "contract", "verdict", "reason", "still_said")
VERDICTS = ("stands", "does not stand", "cannot be told")
SAMPLES = DATA / "measured" / "claim_audit_samples.csv"
INTRODUCTION = FILE.with_suffix(".md")
FIGURES = ("stand", "do not", "cannot be told", "still said: stand")


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


def read_samples(path: Path = SAMPLES) -> list[CsvRow]:
    """Read what each sample was drawn from, whether its claims were unread, and notes on it.

    Raises  Misconfigured with the row of a mistake.
    """
    rows = list(read_csv(path))
    for number, row in enumerate(rows, 2):
        if not row.get("drawn_from") or row.get("unread") not in ("yes", "no"):
            raise Misconfigured(f"{path}:{number}: drawn_from or unread is missing or not known")
    return rows


def render_audit(rows: list[CsvRow]) -> str:
    """Render a line for each sample, the unread ones by claim, and what did not stand."""
    samples = read_samples()
    unread = {sample["sample"] for sample in samples if sample["unread"] == "yes"}
    sections = [
        INTRODUCTION.read_text("utf-8"),
        "### The samples\n\n" + _samples_table(samples, rows),
        "### The unread samples, by claim\n\n"
        + _claims_table([row for row in rows if row["sample"] in unread]),
        "### Notes on the samples\n\n"
        + "".join(f"- **{s['sample']}**: {s['note']}\n" for s in samples if s["note"]),
        "### Why claims did not stand, or could not be told\n\n" + _reasons_table(rows),
    ]
    return "\n".join(sections)


def unread_rates(rows: list[CsvRow]) -> dict[str, dict[str, Any]]:
    """Return how many claims of the unread samples stand, by claim, and of "all".

    Shape  {claim: {precision, precision_of: [standing, of], precision_interval}}.
    """
    unread = {sample["sample"] for sample in read_samples() if sample["unread"] == "yes"}
    verdicts: dict[str, list[bool]] = {}
    for row in rows:
        if row["sample"] in unread:
            for name in (row["claim"], "all"):
                verdicts.setdefault(name, []).append(row["verdict"] == "stands")
    return {
        name: {
            "precision": share(sum(standing), len(standing)),
            "precision_of": [sum(standing), len(standing)],
            "precision_interval": [
                round(bound, 3) for bound in wilson(sum(standing), len(standing))
            ],
        }
        for name, standing in sorted(verdicts.items())
    }


def _samples_table(samples: list[CsvRow], rows: list[CsvRow]) -> str:
    lines = []
    for sample in samples:
        name, *figures = _line(
            sample["sample"], [row for row in rows if row["sample"] == sample["sample"]]
        )
        kind = "unread" if sample["unread"] == "yes" else ""
        lines.append([name, sample["drawn_from"], kind, *figures])
    return table(["sample", "drawn from", "", *FIGURES], lines)


def _claims_table(rows: list[CsvRow]) -> str:
    claims = sorted({row["claim"] for row in rows})
    lines = [_line(claim, [row for row in rows if row["claim"] == claim]) for claim in claims]
    return table(["claim", *FIGURES], [*lines, _line("all", rows)])


def _reasons_table(rows: list[CsvRow]) -> str:
    reasons = Counter(
        (row["claim"], row["reason"], row["still_said"])
        for row in rows
        if row["verdict"] != "stands"
    )
    return table(
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
