"""``yes`` read by hand, one by one, in documents of all samples: data/gold/*_read.csv.

Labels say what a notice is; a reading says whether what Vigie claimed of it holds.  It finds what
labels cannot: wrong claims in kinds of notices that nobody had labelled.  ``still_said`` is "no"
for a claim that rules written since no longer make.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from monitor.quality.evaluate import LISTED_TAGS, published_answers, share, wilson
from monitor.quality.labelled_notices import FOLDER, CsvRow, LabelledNotice, read_rows
from pipelines.errors import Misconfigured

REVIEW_COLUMNS = (
    "tag",
    "notice",
    "title",
    "rule",
    "evidence",
    "judgement",
    "reason",
    "read_on",
    "still_said",
)
JUDGEMENTS = ("right", "wrong", "not settled")


def review_figures(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """Tag -> its figures as first read, and over what is still said; with all wrong claims."""
    by_tag: dict[str, list[CsvRow]] = {}
    for path in sorted(folder.glob("*_read.csv")):
        for number, row in enumerate(read_rows(path), 2):
            _check(path, number, row)
            by_tag.setdefault(row["tag"], []).append(row)
    return {tag: _figures(found) for tag, found in sorted(by_tag.items())}


def unreviewed(found: dict[str, dict[str, Any]], labelled: Iterable[LabelledNotice]) -> list[str]:
    """Surveillance claimed of a labelled notice that the lists do not hold: to be read."""
    out = []
    for one in labelled:
        said = published_answers(one)
        out += [
            f"{tag} {one.notice.id}"
            for tag in LISTED_TAGS
            if said[tag] == "yes" and one.notice.id not in found.get(tag, {}).get("said", ())
        ]
    return sorted(set(out))


def _check(path: Path, number: int, row: CsvRow) -> None:
    missing = [name for name in REVIEW_COLUMNS if not row.get(name) and name != "title"]
    if missing:
        raise Misconfigured(f"{path}:{number}: no {', '.join(missing)}")
    for name, known in (("judgement", JUDGEMENTS), ("still_said", ("yes", "no"))):
        if row[name] not in known:
            raise Misconfigured(
                f"{path}:{number}: {name} is {row[name]!r}, expected {', '.join(known)}"
            )


def _figures(found: list[CsvRow]) -> dict[str, Any]:
    return {
        "read": len(found),
        "said": sorted(row["notice"] for row in found if row["still_said"] == "yes"),
        "first": _precision(found),
        "still": _precision([row for row in found if row["still_said"] == "yes"]),
        "wrong": sorted(
            (row for row in found if row["judgement"] == "wrong"),
            key=lambda row: (row["still_said"] == "no", row["reason"], row["notice"]),
        ),
    }


def _precision(found: list[CsvRow]) -> dict[str, Any]:
    """Right ones among those that are right or wrong; the others are counted beside them."""
    counts = Counter(row["judgement"] for row in found)
    right, of = counts["right"], counts["right"] + counts["wrong"]
    return {
        "precision": share(right, of),
        "precision_of": [right, of],
        "precision_interval": [round(n, 3) for n in wilson(right, of)],
        "not_settled": counts["not settled"],
    }
