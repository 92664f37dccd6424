"""What a contract was worth before a modification of TED's older forms."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.model import Notice
from spiders.ted import TedSpider

BODY = Path("tests/portals/ted/ted_export_f20_value_raised.xml").read_text("utf-8")
BEFORE = '<VAL_TOTAL_BEFORE CURRENCY="EUR">{}</VAL_TOTAL_BEFORE>'


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("14202000.00", True),  # after an earlier modification
        ("10800000.00", True),
        ("9000000.00", True),  # less had been bought
        ("1420200.00", False),  # 118331-2022: 284,541.62 of 2,845,341.62, and then 7,432,246
    ],
)
def test_a_value_before_the_modification_that_lost_a_digit_is_none(before: str, kept: bool) -> None:
    stated = BEFORE.format("14202000.00")
    assert stated in BODY
    body = BODY.replace(stated, BEFORE.format(before)).encode()
    (notice,) = TedSpider.read(body, "1-2026.xml")
    assert isinstance(notice, Notice)
    ((amendment,),) = (award.amendments for award in notice.awards)
    assert amendment.value_after
    assert amendment.value_after.amount == Decimal(19_368_000)
    assert (amendment.value_before is not None) is kept


DATES = "<DATE_START>2013-09-16</DATE_START>"
SENT = "<DATE_DISPATCH_NOTICE>2017-02-02</DATE_DISPATCH_NOTICE>"


@pytest.mark.parametrize(
    ("signed", "start", "kept"),
    [
        ("2013-09-02", DATES, True),
        ("2013-10-16", DATES, True),  # signed a month after the first day
        ("2016-12-02", DATES, False),  # 44340-2017
        ("2016-12-02", "", True),
        ("2017-02-02", "", False),  # 71397-2020
        ("2017-01-25", "", False),
    ],
)
def test_the_day_of_a_modification_is_not_that_of_the_contract(
    signed: str, start: str, kept: bool
) -> None:
    stated = "<DATE_CONCLUSION_CONTRACT>2016-12-02</DATE_CONCLUSION_CONTRACT>"
    assert stated in BODY
    assert DATES in BODY
    assert SENT in BODY
    body = BODY.replace(stated, stated.replace("2016-12-02", signed)).replace(DATES, start)
    (notice,) = TedSpider.read(body.encode(), "1-2026.xml")
    assert isinstance(notice, Notice)
    assert [award.signed is not None for award in notice.awards] == [kept]
