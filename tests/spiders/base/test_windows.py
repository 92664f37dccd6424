"""Windows: no moment is asked twice, none is left out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import Misconfigured
from spiders.base.date_windows import DateWindow, Span

DAYS = DateWindow(field="date", first="2016-01-01", step_days=1, zone="Europe/Brussels")
FORTNIGHTS = DateWindow(field="date", step_days=15, zone="Europe/London")
HOURS = DateWindow(field="updated", step_hours=6, zone="Europe/London", overlap_days=1)

MONTHS = DateWindow(field="dateFrom", step_months=1, zone="Europe/London", overlap_days=31)

kinds = st.sampled_from([DAYS, FORTNIGHTS, HOURS, MONTHS])
dates = st.dates(date(2015, 1, 1), date(2030, 1, 1))
moments = st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)


def covers(spans: list[Span], start: date, end: date) -> bool:
    """Whether windows follow each other without gap or overlap from start to end."""
    edges = [start, *(edge for span in spans for edge in (span.start, span.end)), end]
    return all(edges[n] == edges[n + 1] for n in range(0, len(edges), 2))


@given(kinds, dates, st.integers(1, 60))
def test_windows_cover_a_span_exactly(window: DateWindow, start: date, days: int) -> None:
    end = start + timedelta(days=days)
    spans = window.cut(start, end)
    whole = window.span(f"{start}/{end}")
    assert covers(spans, whole.start, whole.end)
    assert all(span.start < span.end for span in spans)


@given(moments, st.integers(1, 300_000))
def test_hour_windows_cover_any_seconds(start: datetime, seconds: int) -> None:
    end = start + timedelta(seconds=seconds)
    spans = HOURS.cut(start, end)
    assert covers(spans, start, end)
    assert all(span.end - span.start <= timedelta(hours=6) for span in spans)


@given(kinds, dates, st.integers(1, 40))
def test_a_window_split_in_two_covers_the_same(window: DateWindow, start: date, days: int) -> None:
    for span in window.cut(start, start + timedelta(days=days)):
        halves = window.split(span)
        if halves:
            assert covers(list(halves), span.start, span.end)
            assert all(half.start < half.end for half in halves)


@given(moments)
def test_splitting_comes_to_an_end(start: datetime) -> None:
    span, count = Span(start, start + timedelta(hours=6)), 0
    while halves := HOURS.split(span):
        span, count = halves[0], count + 1
    assert count <= 9


@given(kinds, dates, st.integers(1, 30))
def test_an_id_names_its_window(window: DateWindow, start: date, days: int) -> None:
    for span in window.cut(start, start + timedelta(days=days)):
        assert window.span(span.id) == span


@given(dates, st.integers(1, 30), st.integers(0, 20))
def test_overlapping_crawls_name_the_same_windows(start: date, days: int, shift: int) -> None:
    end = start + timedelta(days=days + shift + 15)
    first = {span.id for span in FORTNIGHTS.cut(start, end)}
    later = FORTNIGHTS.cut(start + timedelta(days=shift), end)
    assert {span.id for span in later[1:]} <= first


@given(dates)
def test_a_day_has_its_own_length_on_the_sundays_of_the_clock_change(day: date) -> None:
    (span,) = DAYS.cut(day, day + timedelta(days=1))
    start, end = (edge.astimezone(UTC) for edge in DAYS.bounds(span))
    assert (end - start) in {timedelta(hours=hours) for hours in (23, 24, 25)}


def test_an_instant_belongs_to_the_civil_day_of_the_portal() -> None:
    late = datetime(2022, 2, 6, 23, 0, tzinfo=UTC)  # midnight of the 7th in Brussels
    assert DAYS.cut(late, late + timedelta(days=1))[0].id == "2022-02-07/2022-02-08"


def test_hour_windows_are_written_in_utc() -> None:
    ids = [span.id for span in HOURS.cut(date(2026, 7, 1), date(2026, 7, 2))]
    assert ids[0] == "2026-06-30T23:00:00Z/2026-07-01T00:00:00Z"
    assert ids[1] == "2026-07-01T00:00:00Z/2026-07-01T06:00:00Z"


def test_the_running_window_is_asked_too() -> None:
    now = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert DAYS.now_end(now) == date(2026, 11, 26)
    assert HOURS.now_end(now) == datetime(2026, 11, 25, tzinfo=UTC)


def test_the_next_crawl_goes_back_but_not_before_the_portal_existed() -> None:
    assert DAYS.since(date(2026, 11, 20)) == date(2026, 11, 18)
    assert DAYS.since(date(2016, 1, 2)) == date(2016, 1, 1)
    closed = datetime(2026, 11, 20, 6, tzinfo=ZoneInfo("UTC"))
    assert HOURS.since(closed) == datetime(2026, 11, 19, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "2026-11-24", "2026-11-25/2026-11-24", "2026-11-24/2026-11-24", "heute/morgen"]
)
def test_a_window_that_is_none_is_refused_with_the_form_expected(text: str) -> None:
    with pytest.raises(Misconfigured, match="expected START/END"):
        DAYS.span(text)


def test_an_hour_without_zone_is_refused() -> None:
    with pytest.raises(Misconfigured):
        HOURS.span("2026-11-24T06:00:00/2026-11-24T12:00:00")


def test_a_window_is_days_hours_or_months_long() -> None:
    with pytest.raises(Misconfigured, match="step_days, step_hours or step_months"):
        DateWindow(field="date", step_days=1, step_hours=6)


@given(dates, st.integers(1, 800))
def test_a_month_window_lies_in_one_month(start: date, days: int) -> None:
    for span in MONTHS.cut(start, start + timedelta(days=days)):
        assert (span.start.year, span.start.month) == (span.last_day.year, span.last_day.month)


def test_the_running_month_and_the_one_before_are_asked_each_night() -> None:
    end = MONTHS.now_end(datetime(2026, 11, 25, 3, tzinfo=UTC))
    spans = MONTHS.cut(MONTHS.since(end), end)
    assert [f"{span.start:%m-%Y}" for span in spans] == ["10-2026", "11-2026"]
