"""An award that repeats the estimate, beside a lower total of its result, is an estimate."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.model import Award, Money, replace
from pipelines.normalise.normalise_notice import normalise
from pipelines.reference.normalisation_tables import load_normalisation_tables
from tests.pipelines.notices import award_notice


def _money(amount: str | None, currency: str = "EUR") -> Money | None:
    return Money(Decimal(amount), currency) if amount else None


@pytest.mark.parametrize(
    ("estimate", "total", "awards", "kind"),
    [
        ("1839124.29", "1242436.13", 1, "estimate"),  # 653871-2024
        ("1839124.29", "1839124.29", 1, "exact"),
        ("1839124.29", None, 1, "exact"),
        ("2000000", "1242436.13", 1, "exact"),
        (None, "1242436.13", 1, "exact"),
        ("1839124.29", "1", 1, "exact"),  # a placeholder, no total
        ("1839124.29", "1242436.13", 2, "exact"),
    ],
)
def test_an_award_that_repeats_the_estimate_is_believed_unless_the_result_is_less(
    estimate: str | None, total: str | None, awards: int, kind: str
) -> None:
    notice = replace(
        award_notice("Pantallas", "es", "ES"),
        value=_money(estimate),
        result_value=_money(total),
        awards=tuple(
            Award(key=str(n), value=_money("1839124.29"), value_kind="exact") for n in range(awards)
        ),
    )
    once = normalise(notice, load_normalisation_tables())
    assert normalise(once, load_normalisation_tables()) == once
    assert {award.value_kind for award in once.awards} == {kind}


def test_totals_in_another_currency_say_nothing() -> None:
    notice = replace(
        award_notice("Pantallas", "es", "ES"),
        value=_money("1839124.29"),
        result_value=_money("1242436.13", "USD"),
        awards=(Award(key="1", value=_money("1839124.29"), value_kind="exact"),),
    )
    assert normalise(notice, load_normalisation_tables()).awards[0].value_kind == "exact"
