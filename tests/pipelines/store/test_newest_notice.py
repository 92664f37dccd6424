"""The newest notice of a portal is none that is dated beyond a year ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipelines.store.totals_and_portal_counts import update_portal_counts
from tests.pipelines.store.store_support import fetch_value, notice, stored


def newest(tmp_path: Path, *days: date, run: str | None = None) -> str | None:
    notices = [notice(f"{n}-2026", published=day) for n, day in enumerate(days)]
    db = stored(tmp_path / "v.db", notices)
    if run is not None:
        db.execute(
            "INSERT INTO runs (id, command, portal, started, state) VALUES ('x', 'crawl', 'ted', ?,"
            " 'ok')",
            (run,),
        )
    update_portal_counts(db)
    result: str | None = fetch_value(db, "SELECT newest_notice FROM portals WHERE name = 'ted'")
    return result


def test_a_date_beyond_a_year_ahead_is_not_the_newest_notice(tmp_path: Path) -> None:
    assert newest(tmp_path, date(2026, 3, 2), date(2099, 1, 1)) == "2026-03-02"


def test_a_portal_with_such_dates_alone_has_none_and_one_of_next_month_counts(
    tmp_path: Path,
) -> None:
    soon = datetime.now(UTC).date() + timedelta(days=30)
    (tmp_path / "a").mkdir()
    assert newest(tmp_path / "a", date(2099, 1, 1)) is None
    assert newest(tmp_path, soon) == soon.isoformat()


def test_a_run_by_a_clock_that_was_ahead_lets_no_such_date_count(tmp_path: Path) -> None:
    actual = newest(tmp_path, date(2026, 3, 2), date(2098, 1, 1), run="2099-01-01T03:30:00Z")
    assert actual == "2026-03-02"


def test_files_of_a_publisher_that_came_under_another_name_have_the_day_of_that_run(
    tmp_path: Path,
) -> None:
    """`vigie ingest ocds` reads publishers that no table knows: its run is of none of them."""
    typed = datetime.now(UTC).date() + timedelta(days=22)
    notices = [
        notice(f"{n}-2026", portal="ocds:zzzz00", published=day)
        for n, day in enumerate((date(2026, 3, 2), typed))
    ]
    db = stored(tmp_path / "v.db", notices)
    db.execute(
        "INSERT INTO runs (id, command, portal, started, state) VALUES ('x', 'ingest', 'ocds', ?,"
        " 'ok')",
        (datetime.now(UTC).isoformat(),),
    )
    update_portal_counts(db)
    found = fetch_value(db, "SELECT newest_notice FROM portals WHERE name = 'ocds:zzzz00'")
    assert found == "2026-03-02"
