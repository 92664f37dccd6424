"""Write the answers of reviewers to a CSV file, and read such a file row by row."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path

from pipelines.errors import Misconfigured
from pipelines.model import CLAIM_TAGS
from pipelines.reference.apply_reviews_to_tags import ANSWERS, Review
from pipelines.store.change_log import utc_now

COLUMNS = tuple(field.name for field in fields(Review))
OPTIONAL = ("award", "reason", "contract_id")
QUEUES = ("newest", "doubtful", "random", "random_unclear", "second", "asked")
_NOTICE = re.compile(r"[a-z0-9_]+(?::[^\s:]+)*:\S+")
_WORDS = re.compile(r"[0-9a-f]{20}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def write_reviews(path: Path, reviews: Iterable[Review]) -> int:
    """Write answers to a file that its owner alone may read; return their number."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(handle, 0o600)
    rows = [{name: value or "" for name, value in asdict(review).items()} for review in reviews]
    with open(handle, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def parse_reviews(path: Path) -> tuple[list[Review], list[str]]:
    """Return the answers of a file, and a sentence with file and line for each row refused.

    Raises  Misconfigured when it cannot be read or has no such columns.
    """
    reviews: list[Review] = []
    problems: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise Misconfigured(
                    f"{path}:1: no column {', '.join(missing)}; expected {', '.join(COLUMNS)}"
                )
            line = 1
            for row in reader:
                first, line = line + 1, reader.line_num
                problem = _problem(row)
                if problem:
                    problems.append(f"{path}:{first}: {problem}")
                else:
                    reviews.append(_review(row))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Misconfigured(f"{path}: cannot be read ({error})") from None
    return reviews, problems


def _review(row: dict[str, str]) -> Review:
    values = {name: row[name].strip() for name in COLUMNS}
    return Review(**{**values, "contract_id": values["contract_id"] or None})  # type: ignore[arg-type]


def _problem(row: dict[str, str | None]) -> str | None:
    """Return what is wrong with a row; None when nothing is."""
    if None in row or None in row.values():
        return f"expected {len(COLUMNS)} cells"
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    empty = [name for name in COLUMNS if not cells[name] and name not in OPTIONAL]
    if empty:
        return f"{', '.join(empty)} is empty"
    allowed: Sequence[tuple[str, Sequence[str]]] = (
        ("claim", CLAIM_TAGS),
        ("answer", ANSWERS),
        ("queue", QUEUES),
    )
    for name, values in allowed:
        if cells[name] not in values:
            return f"{name} is {cells[name]!r}, expected {', '.join(values)}"
    for name, shape, expected in (
        ("notice_id", _NOTICE, "portal:number"),
        ("words", _WORDS, "20 hexadecimal digits"),
        ("at", _INSTANT, "a UTC instant like 2026-11-20T09:00:00Z"),
    ):
        if not shape.fullmatch(cells[name]):
            return f"{name} is {cells[name]!r}, expected {expected}"
    try:
        datetime.fromisoformat(cells["at"])
    except ValueError:
        return f"at is {cells['at']!r}, which is no day of the calendar"
    if cells["at"] > utc_now():
        return f"at is {cells['at']!r}, which lies in the future"
    if cells["answer"] != "stands" and not cells["reason"]:
        return f"reason is empty, and the answer is {cells['answer']}"
    return None
