"""An amount that its notice calls the most is a ceiling, in whatever language it says so."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.model import Award, Lot, Money, Notice, Text, replace
from pipelines.normalise.normalise_notice import normalise
from pipelines.reference.normalisation_tables import load_normalisation_tables
from tests.pipelines.notices import award_notice

MOST = [
    "The maximum value for the initial 4 year period is up to \r\n£60,000,000 (sixty million)",
    "Up to 60 000 000,00 GBP.",
    "Accord-cadre plafonné à 60 000 000 euros HT",
    "Montant maximum : 60 000 000 € HT",
    "Der Höchstwert beträgt 60.000.000,00 EUR",
    "por un importe máximo de 60.000.000 €",
    "importo massimo 60'000'000",
    "maksymalna wartość 60000000 zł",
]
EXACT = [
    "The contract value is £60,000,000.",
    "maximum value £160,000,000",
    "maximum of 60,000,000.50",
    "hasta el 31 de diciembre de 2026, por importe de 60.000.000 €",
    "jusqu'au 31/12/2026 pour 60 000 000 €",
    "für bis zu 12 Monate 60.000.000 EUR",
    "A maximum of 60 people. The value is 60,000,000",
    "A maximum of 60 people, the value of what was signed with the winner in the end is 60,000,000",
    "",
]


def _text(words: str) -> Text:
    return Text("description", words, "en")


def kind(words: str, amount: str = "60000000", lots: tuple[Lot, ...] = ()) -> str | None:
    tables = load_normalisation_tables()
    award = Award(
        key="1",
        lots=("1",) if lots else (),
        value=Money(Decimal(amount), "GBP"),
        value_kind="exact",
    )
    notice: Notice = replace(
        award_notice("Services", "en", "GB"), awards=(award,), lots=lots, texts=(_text(words),)
    )
    once = normalise(notice, tables)
    assert normalise(once, tables) == once
    (normalised,) = once.awards
    assert (normalised.maximum is not None) == (normalised.value_kind == "ceiling")
    return normalised.value_kind


@pytest.mark.parametrize("words", MOST)
def test_an_amount_that_is_called_the_most_is_a_ceiling(words: str) -> None:
    assert kind(words) == "ceiling"


@pytest.mark.parametrize("words", EXACT)
def test_any_other_amount_stays_exact(words: str) -> None:
    assert kind(words) == "exact"


def test_a_short_number_is_that_of_anything() -> None:
    assert kind("up to 500 users", "500") == "exact"


def test_words_of_another_lot_are_not_about_it() -> None:
    own, other = (Lot(id=id_, texts=(_text(MOST[0]),)) for id_ in "12")
    assert kind("", lots=(own,)) == "ceiling"
    assert kind("", lots=(replace(own, texts=()), other)) == "exact"
