"""Six weeks over HTTP: who must be told is told, the keeper hears of each outage in its night, and
the site answers throughout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from monitor import crawl
from monitor.practice.serve import running
from tests.alerts.smtp import Postbox, free_port, listening
from tests.alerts.support import House
from tests.watch_year.nights import Nights, Site, Worker, stock
from tests.watch_year.table import Told, expected, table
from tests.watch_year.year import _mondays, difference

pytestmark = pytest.mark.slow
FIRST, LAST = date(2026, 2, 20), date(2026, 4, 6)


@pytest.fixture
def box() -> Iterator[Postbox]:
    with listening() as found:
        yield found


def test_six_weeks_of_nights_are_told_as_the_table_says(
    tmp_path: Path, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    house = House(tmp_path, box.port, settings={"site.public_url": f"{address}/"})
    config = tmp_path / "vigie.toml"
    config.write_text(f'[paths]\ndatabase = "{tmp_path}/vigie.db"\n[site]\nport = {port}\n')
    portals, site, worker = stock(tmp_path / "portals"), Site(config, address), Worker()
    events = table(FIRST.year, "nights.csv")
    with running(portals) as addresses, closing(worker), closing(site):
        nights = Nights(house, box, portals, addresses, worker, site, events)
        monkeypatch.setattr(crawl, "_child", nights.child)
        for night in nights.play(FIRST, LAST):
            wanted = expected(events, [*nights.turns, *_mondays(night)])
            so_far: Told = Counter({one: n for one, n in wanted.items() if one[0] <= night})
            wrong = difference(nights.told, so_far)
            assert wrong == "", f"{night}\n{wrong}"
        pages = {link.replace(address, "") for link in nights.links}
        assert all("Microsoft" in site.get(page) for page in pages)
    assert site.failures == []
    assert site.asked > 100
    assert len(pages) > 12
