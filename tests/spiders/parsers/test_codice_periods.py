"""When a contract of PLACSP begins and ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipelines.model import Notice, Period
from spiders.placsp import PlacspSpider
from tests.spiders.portal_support import PORTALS

_FEED = "licitacionesPerfilesContratanteCompleto3.atom"
_LENGTH = '<cac:PlannedPeriod><cbc:DurationMeasure unitCode="MON">12</cbc:DurationMeasure>'
_DAYS = "<cac:PlannedPeriod><cbc:StartDate>{}</cbc:StartDate><cbc:EndDate>{}</cbc:EndDate>"


@pytest.mark.parametrize(
    ("planned", "period"),
    [
        (_LENGTH, Period(date(2021, 6, 1), months=Decimal(12))),
        (
            _DAYS.format("2021-05-01", "2022-04-30"),
            Period(date(2021, 6, 1), date(2022, 4, 30), end_basis="stated"),
        ),
        (_DAYS.format("2020-05-01", "2021-04-30"), Period(date(2021, 6, 1))),
        ("<cac:PlannedPeriod>", Period(date(2021, 6, 1))),
    ],
    ids=["a length", "planned days", "a plan that was over", "no plan"],
)
def test_a_contract_begins_on_the_day_on_which_it_enters_into_force(
    planned: str, period: Period
) -> None:
    feed = (PORTALS / "placsp" / _FEED).read_text(encoding="utf-8")
    assert feed.count(_LENGTH) == 1
    notices = PlacspSpider.read(feed.replace(_LENGTH, planned).encode(), _FEED)
    awards = [award for notice in notices if isinstance(notice, Notice) for award in notice.awards]
    assert [award.period for award in awards if award.key == "54000011"] == [period]
