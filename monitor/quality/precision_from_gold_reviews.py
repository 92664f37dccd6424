"""Precision of tags by reviews made by hand of every ``yes``: data/gold/*_read.csv.

A label says what a notice is; a review says whether a tag that Vigie gave it is right.  Reviews
find wrong tags in kinds of notices that were never labelled.  ``still_said`` is "no" for a tag that
rules written since no longer give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from monitor.quality.evaluate import LISTED_TAGS, published_answers, share, wilson
from monitor.quality.labelled_notices import FOLDER, CsvRow, LabelledNotice
from pipelines.errors import Misconfigured
from pipelines.reference.data_folder import read_csv

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
    """Return each tag's figures, as first reviewed and of those still given; list the wrong."""
    by_tag: dict[str, list[CsvRow]] = {}
    for path in sorted(folder.glob("*_read.csv")):
        for number, row in enumerate(read_csv(path), 2):
            _check(path, number, row)
            by_tag.setdefault(row["tag"], []).append(row)
    return {tag: _figures(rows) for tag, rows in sorted(by_tag.items())}


def unreviewed(reviews: dict[str, dict[str, Any]], labelled: Iterable[LabelledNotice]) -> list[str]:
    """List surveillance tags of labelled notices that were not reviewed yet."""
    claims = []
    for example in labelled:
        answers = published_answers(example)
        claims += [
            f"{tag} {example.notice.id}"
            for tag in LISTED_TAGS
            if answers[tag] == "yes"
            and example.notice.id not in reviews.get(tag, {}).get("said", ())
        ]
    return sorted(set(claims))


def _check(path: Path, number: int, row: CsvRow) -> None:
    missing = [name for name in REVIEW_COLUMNS if not row.get(name) and name != "title"]
    if missing:
        raise Misconfigured(f"{path}:{number}: no {', '.join(missing)}")
    for name, allowed in (("judgement", JUDGEMENTS), ("still_said", ("yes", "no"))):
        if row[name] not in allowed:
            raise Misconfigured(
                f"{path}:{number}: {name} is {row[name]!r}, expected {', '.join(allowed)}"
            )


def _figures(reviews: list[CsvRow]) -> dict[str, Any]:
    return {
        "read": len(reviews),
        "said": sorted(row["notice"] for row in reviews if row["still_said"] == "yes"),
        "first": _precision(reviews),
        "still": _precision([row for row in reviews if row["still_said"] == "yes"]),
        "wrong": sorted(
            (row for row in reviews if row["judgement"] == "wrong"),
            key=lambda row: (row["still_said"] == "no", row["reason"], row["notice"]),
        ),
    }


def _precision(reviews: list[CsvRow]) -> dict[str, Any]:
    """Return the share of right ones among right and wrong; count the unsettled separately."""
    counts = Counter(row["judgement"] for row in reviews)
    right, of = counts["right"], counts["right"] + counts["wrong"]
    return {
        "precision": share(right, of),
        "precision_of": [right, of],
        "precision_interval": [round(n, 3) for n in wilson(right, of)],
        "not_settled": counts["not settled"],
    }
