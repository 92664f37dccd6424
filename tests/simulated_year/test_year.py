"""The year of ``events.csv``: each notification is sent once, on the night that the table says.

Here four months of it, with what is killed, lost and unreadable in them; the whole year is ``make
soak``.  And it must fail when one of the things that keep it right is taken away.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from monitor.alerts import run as alerts_run
from monitor.alerts.change_log_cursor import record_cursor
from monitor.alerts.event_matching import EventMatcher
from monitor.runtime.spider_registry import spider_class
from pipelines.store import cross_portal_duplicates
from pipelines.store.database import get_meta, set_meta
from tests.alerts.smtp import Postbox, listening
from tests.simulated_year.table import PORTALS, expected, table
from tests.simulated_year.year import run

pytestmark = pytest.mark.slow
YEAR = 2026
CURSOR = ("generation", "seq", "seq_row")


@pytest.fixture
def box() -> Iterator[Postbox]:
    with listening() as postbox:
        yield postbox


def test_in_four_months_everybody_is_told_what_the_table_says_once(
    tmp_path: Path, box: Postbox
) -> None:
    end = date(YEAR, 4, 30)
    wrong, notified = run(tmp_path, box, year=YEAR, until=end)
    assert wrong == ""
    weekly = [*sorted({item[0] for item in notified if item[1] == "wim"}), date.max]
    wanted = expected(table(date(YEAR, 1, 1)), weekly)
    assert notified.total() == sum(n for item, n in wanted.items() if item[0] <= end) > 30


def without_links(patch: pytest.MonkeyPatch) -> None:
    """The same contract on two portals is two contracts."""
    patch.setattr(cross_portal_duplicates, "cluster_keys", lambda contract: set())


def with_the_cursor_ahead(patch: pytest.MonkeyPatch) -> None:
    """The cursor moves in a transaction of its own, before what it stands for is written."""
    real = alerts_run._match

    def ahead(connection: Any, config: Any, db: Path, *rest: Any) -> None:
        before = EventMatcher._match_changes

        def look(watch: EventMatcher) -> None:
            for name, value in last.items():
                set_meta(connection, name, value)
            before(watch)

        last = {name: get_meta(connection, name) or "" for name in CURSOR}
        with pytest.MonkeyPatch.context() as inner, closing(sqlite3.connect(db)) as public:
            inner.setattr(EventMatcher, "_match_changes", look)
            (top,) = public.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()
            record_cursor(public, connection, top)
            real(connection, config, db, *rest)

    patch.setattr(alerts_run, "_match", ahead)


def without_overlap(patch: pytest.MonkeyPatch) -> None:
    """A crawl starts where the last one ended."""
    for portal in PORTALS:
        declared = spider_class(portal)
        patch.setattr(declared, "window", replace(declared.window, overlap_days=0))  # type: ignore[attr-defined]


def without_horizon(patch: pytest.MonkeyPatch) -> None:
    """Whatever is stored is news, however old."""
    patch.setattr(EventMatcher, "_is_recent", lambda self, thing: True)


def without_memory(patch: pytest.MonkeyPatch) -> None:
    """Who was notified is not remembered over a rebuild."""
    real = EventMatcher._match_changes

    def look(watch: EventMatcher) -> None:
        known = get_meta(watch.private, "generation")
        (today,) = watch.public.execute(
            "SELECT value FROM meta WHERE key = 'generation'"
        ).fetchone()
        if known is not None and known != today:
            watch.private.execute("DELETE FROM notifications")
            watch.private.execute("DELETE FROM events")
        real(watch)

    patch.setattr(EventMatcher, "_match_changes", look)


@pytest.mark.parametrize(
    ("broken", "by"),
    [
        (without_links, date(YEAR, 1, 31)),
        (without_overlap, date(YEAR, 1, 31)),
        (without_horizon, date(YEAR, 3, 31)),
        (without_memory, date(YEAR, 3, 31)),
        (with_the_cursor_ahead, date(YEAR, 4, 30)),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_the_year_fails_without_what_keeps_it_right(
    tmp_path: Path, box: Postbox, monkeypatch: pytest.MonkeyPatch, broken: Any, by: date
) -> None:
    broken(monkeypatch)
    in_child = partial(broken, pytest.MonkeyPatch())
    wrong, _ = run(tmp_path, box, year=YEAR, kills=0, until=by, before_kill=in_child)
    assert "sent" in wrong
