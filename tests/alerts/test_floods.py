"""A portal that publishes ten years at once: what is over is no news, also where no day says so."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.model import Period
from tests.alerts.smtp import Postbox
from tests.alerts.support import Installation, microsoft_award, plain_award
from tests.pipelines.store.store_support import notice


@pytest.fixture
def ready(installation: Installation) -> Installation:
    installation.crawl(plain_award())
    installation.run_alerts()
    installation.subscribe(kinds=["award", "tender"], words=["bureautiques"])
    return installation.advance(days=1)


@pytest.mark.parametrize(("end", "told"), [(date(2019, 5, 31), 0), (date(2027, 5, 31), 1)])
def test_a_contract_without_a_day_of_publication_that_ended_years_ago_is_no_news(
    ready: Installation, box: Postbox, end: date, told: int
) -> None:
    ready.crawl(
        *(
            microsoft_award(
                f"{n}-2015", procedure=f"old {n}", published=None, period=Period(end=end)
            )
            for n in range(2, 60)
        )
    )
    ready.run_alerts()
    assert len(box.raw) == told


@pytest.mark.parametrize(("deadline", "told"), [(date(2019, 5, 31), 0), (date(2026, 3, 20), 1)])
def test_a_call_without_a_day_of_publication_that_closed_years_ago_is_no_news(
    ready: Installation, box: Postbox, deadline: date, told: int
) -> None:
    ready.crawl(
        *(
            notice(f"{n}-2015", "tender", procedure=f"o{n}", published=None, deadline=deadline)
            for n in range(2, 9)
        )
    )
    ready.run_alerts()
    assert len(box.raw) == told
