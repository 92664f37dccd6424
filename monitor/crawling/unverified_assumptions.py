"""Assumptions about portals that nobody has verified live.

One is one row of ``data/reference/unverified_assumptions.csv``.  ``vigie check`` prints those of a
portal without an answer, with what it saw and the row as a maintainer may paste it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from monitor.crawling.live_check_evaluation import ExpectationResult
from pipelines.errors import Misconfigured
from pipelines.reference.data_folder import read_csv
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER

ASSUMPTIONS_FILE = REFERENCE_FOLDER / "unverified_assumptions.csv"
# what of a check shows an assumption -> how the line of that expectation begins
SHOWN_BY = {
    "": None,
    "paging": "pages follow each other to an end",
    "total": "the portal's own total",
    "filter": "the portal filters by the dates asked for",
    "codes": "a code stands for its subtree",
    "titles": "titles",
    "values": "values of contracts",
}


class Assumption(msgspec.Struct, frozen=True):
    """One row: ``shown_by`` names what of a check shows it, ``answer`` is "yes DAY" or "no DAY"."""

    portal: str
    assumption: str
    shown_by: str
    source: str
    answer: str


@cache
def load_assumptions(file: Path = ASSUMPTIONS_FILE) -> tuple[Assumption, ...]:
    """Load the table.  Raises  Misconfigured for a row that cannot be read."""
    try:
        assumptions = tuple(msgspec.convert(row, Assumption) for row in read_csv(file))
    except msgspec.ValidationError as error:
        raise Misconfigured(f"{file.name}: {error}") from None
    if unknown := sorted({assumption.shown_by for assumption in assumptions} - set(SHOWN_BY)):
        raise Misconfigured(f"{file.name}: shown_by is {unknown}, expected {sorted(SHOWN_BY)}")
    return assumptions


@dataclass(frozen=True)
class OpenAssumption(ExpectationResult):
    """An assumption that nobody has verified: what the check says of it, and ``row`` of the table
    to paste once a person agrees (``yes DAY`` stands in it while the answer is "open")."""

    source: str
    row: str

    def as_lines(self) -> Iterator[str]:
        """The assumption as a report prints it."""
        observed = f" ({self.observed})" if self.observed else ""
        if self.answer == "open":
            line = f"  believed, not verified: {self.expectation} [{self.source}]{observed}"
            yield f"{line} Paste, with yes or no, once you looked:"
        else:
            line = f"  believed, {self.answer}: {self.expectation}{observed}"
            yield f"{line} Paste, once you agree:"
        yield f"    {self.row}"


def open_assumptions(
    portal: str,
    lines: Sequence[ExpectationResult],
    today: date,
    assumptions: Iterable[Assumption] | None = None,
) -> Iterator[OpenAssumption]:
    """Yield each assumption of the portal that nobody has verified, with what a check answers."""
    for assumption in load_assumptions() if assumptions is None else assumptions:
        if assumption.portal != portal or assumption.answer:
            continue
        start = SHOWN_BY[assumption.shown_by]
        line = next((x for x in lines if start and x.expectation.startswith(start)), None)
        answer, observed = (line.answer, line.observed) if line else ("open", "")
        row = format_row(assumption, f"{'yes' if answer == 'open' else answer} {today}")
        yield OpenAssumption(assumption.assumption, answer, observed, assumption.source, row)


def format_row(assumption: Assumption, answer: str) -> str:
    """Return the row of the table with this answer."""
    out = io.StringIO()
    row = (assumption.portal, assumption.assumption, assumption.shown_by, assumption.source, answer)
    csv.writer(out, lineterminator="").writerow(row)
    return out.getvalue()
