"""What is believed of portals and nobody has verified live: ``data/reference/beliefs.csv``.

One row a belief.  ``vigie check`` prints those of a portal without an answer, with what it saw and
the row as a maintainer may paste it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from monitor.crawling.live_check_evaluation import ExpectationResult
from pipelines.errors import Misconfigured
from pipelines.reference.loading import REFERENCE_FOLDER

BELIEFS_FILE = REFERENCE_FOLDER / "beliefs.csv"
# what of a check shows a belief -> how the line of that expectation begins
SHOWN_BY = {
    "": None,
    "paging": "pages follow each other to an end",
    "total": "the portal's own total",
    "filter": "the portal filters by the dates asked for",
    "codes": "a code stands for its subtree",
    "titles": "titles",
    "values": "values of contracts",
}


class Belief(msgspec.Struct, frozen=True):
    """One row: ``shown_by`` names what of a check shows it, ``answer`` is "yes DAY" or "no DAY"."""

    portal: str
    belief: str
    shown_by: str
    source: str
    answer: str


@cache
def load_beliefs(file: Path = BELIEFS_FILE) -> tuple[Belief, ...]:
    """Load the table.  Raises  Misconfigured for a row that cannot be read."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    try:
        found = tuple(msgspec.convert(row, Belief) for row in rows)
    except msgspec.ValidationError as error:
        raise Misconfigured(f"{file.name}: {error}") from None
    if unknown := sorted({one.shown_by for one in found} - set(SHOWN_BY)):
        raise Misconfigured(f"{file.name}: shown_by is {unknown}, expected {sorted(SHOWN_BY)}")
    return found


def belief_lines(
    portal: str,
    lines: Sequence[ExpectationResult],
    today: date,
    beliefs: Iterable[Belief] | None = None,
) -> Iterator[str]:
    """Format each belief of the portal that nobody has verified, and its row once answered."""
    for one in load_beliefs() if beliefs is None else beliefs:
        if one.portal != portal or one.answer:
            continue
        start = SHOWN_BY[one.shown_by]
        line = next((x for x in lines if start and x.expectation.startswith(start)), None)
        if line is None or line.answer == "open":
            seen = f" ({line.observed})" if line else ""
            told = f"  believed, not verified: {one.belief} [{one.source}]{seen}"
            yield f"{told} Paste, with yes or no, once you looked:"
            yield f"    {pasted(one, f'yes {today}')}"
            continue
        yield f"  believed, {line.answer}: {one.belief} ({line.observed}) Paste, once you agree:"
        yield f"    {pasted(one, f'{line.answer} {today}')}"


def pasted(belief: Belief, answer: str) -> str:
    """Return the row of the table with this answer."""
    out = io.StringIO()
    row = (belief.portal, belief.belief, belief.shown_by, belief.source, answer)
    csv.writer(out, lineterminator="").writerow(row)
    return out.getvalue()
