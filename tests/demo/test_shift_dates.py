"""The demonstration's documents on another day: all dates moved alike, all else as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from monitor.demo.portals.server import DEMO_DATA, PORTALS
from monitor.demo.shift_dates import (
    FILLERS,
    WRITTEN_FOR,
    copy_shifted,
    publication_span,
    shift_dates,
)
from monitor.runtime.spider_registry import spider_class
from pipelines.model import Notice

LEAP, YEAR_END, NEXT = date(2028, 2, 29), date(2026, 12, 31), date(2027, 12, 19)
DATE_LIKE = re.compile(
    r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)|\d\d/\d\d/\d\d|[a-z], 20\d\d\b|>202\d[01]\d[0-3]\d<"
)


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        (
            "<cbc:IssueDate>2026-11-02+01:00</cbc:IssueDate>",
            "<cbc:IssueDate>2026-12-02+01:00</cbc:IssueDate>",
        ),
        ('"date": "2026-12-02T22:10:19Z"', '"date": "2027-01-01T22:10:19Z"'),
        (r"{\"cbc:EndDate\": \"2028-01-30+01:00\"}", r"{\"cbc:EndDate\": \"2028-02-29+01:00\"}"),
        ("<cbc:AwardDate>2000-01-01Z</cbc:AwardDate>", None),
        ("<DATE_PUB>20261102</DATE_PUB>", "<DATE_PUB>20261202</DATE_PUB>"),
        ("<NATIONALID>20261102</NATIONALID>", "<NATIONALID>20261102</NATIONALID>"),
        ("Date d'attribution : 26/10/26", "Date d'attribution : 25/11/26"),
        ("au lieu de 01/12/2026, lire 11/12/2026.", "au lieu de 31/12/2026, lire 10/01/2027."),
        ("<dd>03rd November, 2026</dd>", "<dd>03rd December, 2026</dd>"),
        ("<dd>12th October, 2026</dd>", "<dd>11th November, 2026</dd>"),
        ("<dd>22nd December, 2027</dd>", "<dd>21st January, 2028</dd>"),
        ("GNPC/PROC/SS/PPA/02/2019/01, 2026-MEL-0398, 300/2026/00195, l’anno 2027", None),
        ("e59008b-399c-5610-9b0e-d47ccf4fbd8b 990101-2026 211/2026", None),
    ],
)
def test_a_date_moves_in_the_way_it_is_written(written: str, moved: str | None) -> None:
    assert shift_dates(written, 30) == (moved or written)


def test_on_the_day_they_were_written_for_nothing_changes(tmp_path: Path) -> None:
    copy_shifted(WRITTEN_FOR, DEMO_DATA, tmp_path)
    for path in documents(DEMO_DATA):
        assert (tmp_path / path.relative_to(DEMO_DATA)).read_bytes() == path.read_bytes()


def test_no_way_of_writing_a_date_is_forgotten() -> None:
    """Whatever looks like a date, numbers of notices and contracts apart, differs after a move."""
    for path in documents(DEMO_DATA):
        text = path.read_text("utf-8")
        still = [match[0] for match in DATE_LIKE.finditer(text) if match[0] not in FILLERS]
        # 27,394 days: no day, month or year of the documents stays
        moved = DATE_LIKE.findall(shift_dates(text, 27_394))
        assert not set(still) & set(moved), path.name


@pytest.mark.parametrize("day", [LEAP, YEAR_END, NEXT])
def test_readers_find_the_same_notices_with_all_dates_moved_alike(
    tmp_path: Path, day: date
) -> None:
    moved = read(copy_shifted(day, DEMO_DATA, tmp_path))
    days = timedelta(days=(day - WRITTEN_FOR).days)
    assert moved.keys() == as_written().keys()
    for key, notice in as_written().items():
        assert facts(moved[key]) == later(facts(notice), days), key
    published = [notice.published for notice in moved.values() if notice.published]
    assert (min(published), max(published)) == publication_span(day)
    assert max(published) == day - timedelta(days=1)


def documents(folder: Path) -> Iterator[Path]:
    for kind in PORTALS:
        yield from sorted((folder / kind.name).iterdir())


def read(folder: Path) -> dict[tuple[str, str], Notice]:
    result = {}
    for path in documents(folder):
        for notice in spider_class(path.parent.name).read(path.read_bytes(), path.name):
            assert isinstance(notice, Notice), f"{path.name}: {notice}"
            result[notice.portal, notice.number] = notice
    return result


@cache
def as_written() -> dict[tuple[str, str], Notice]:
    return read(DEMO_DATA)


def facts(notice: Notice) -> dict[str, Any]:
    result: dict[str, Any] = msgspec.to_builtins(notice, builtin_types=(date, datetime))
    return result


def later(value: Any, days: timedelta) -> Any:
    """The same with every date of it moved, in texts too."""
    if isinstance(value, date | datetime):
        return value + days
    if isinstance(value, str):
        return shift_dates(value, days.days)
    if isinstance(value, dict):
        return {key: later(each, days) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(later(each, days) for each in value)
    return value
