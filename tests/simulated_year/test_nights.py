"""Six weeks over HTTP: each notification is sent, the operator hears of each outage in its night,
the site answers throughout.  The year of it is ``make soak``."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.alerts.smtp import Postbox, listening
from tests.simulated_year.over_http import FIRST, LONG, SHORT, diced, play
from tests.simulated_year.table import table

pytestmark = pytest.mark.slow


@pytest.fixture
def box() -> Iterator[Postbox]:
    with listening() as postbox:
        yield postbox


def test_six_weeks_of_nights_are_told_as_the_table_says(tmp_path: Path, box: Postbox) -> None:
    played = play(tmp_path, box, SHORT)
    assert played.wrong == ""
    assert played.failures == []
    assert played.asked > 100
    assert played.pages > 12


def test_the_year_kills_crawls_on_nights_of_its_own(tmp_path: Path) -> None:
    events = table(FIRST, "nights.csv")
    more = diced(events, random.Random(1), LONG)
    killed = [event.night for event in more if event.what == "crawl_killed"]
    assert len(killed) > 5
    assert len({event.night for event in events if event.night > SHORT}) > 60
    assert all(b - a >= timedelta(days=5) for a, b in pairwise(killed))
