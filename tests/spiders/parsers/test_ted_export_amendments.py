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
