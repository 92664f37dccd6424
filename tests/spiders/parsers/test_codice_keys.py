"""Keys of PLACSP's contracts do not depend on the order of the results."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Any

import pytest

from pipelines.model import Award, Identifier, Money, Organization, Supplier
from spiders.parsers.codice.unique_award_keys import with_unique_keys
from spiders.placsp import PlacspSpider
from tests.spiders.portal_support import PORTALS


def award(key: str, lot: str | None, who: str, nif: str | None = None, amount: int = 1) -> Award:
    known = (Identifier("ES-NIF", nif),) if nif else ()
    return Award(
        key=key,
        lots=(lot,) if lot else (),
        value=Money(amount, "EUR"),  # type: ignore[arg-type]
        suppliers=(Supplier(Organization(who, identifiers=known)),),
    )


@pytest.mark.parametrize(
    ("awards", "keys"),
    [
        ([award("2021/7", "1", "A"), award("2021/8", "2", "B")], {"2021/7", "2021/8"}),
        ([award("EXP", "1", "A"), award("EXP", "2", "A")], {"EXP+1", "EXP+2"}),
        ([award("1", "1", "Uno SL", "B1"), award("1", "1", "Dos SL")], {"1+B1", "1+dos sl"}),
        ([award("1", None, "A", amount=5), award("1", None, "A", amount=7)], {"1+a+5", "1+a+7"}),
    ],
)
def test_awards_of_one_number_are_told_apart_in_any_order(
    awards: list[Award], keys: set[str]
) -> None:
    """Regional feeds repeat the file's number for each lot."""
    actual = {
        frozenset(
            (award.key, repr(award.lots), repr(award.suppliers), repr(award.value))
            for award in documentation
        )
        for order in permutations(awards)
        if (documentation := with_unique_keys(order))
    }
    assert len(actual) == 1, "the same key for the same award, whatever the order"
    assert {key for key, *_ in next(iter(actual))} == keys


def test_a_regional_feed_gives_the_same_contracts_when_its_results_come_in_another_order() -> None:
    """The file's number stands on both lots, which went to one firm."""
    feed = (PORTALS / "placsp" / "PlataformasAgregadasSinMenores.atom").read_bytes()
    results = re.findall(rb" *<cac:TenderResult>.*?</cac:TenderResult>\n", feed, re.DOTALL)
    assert len(results) == 2
    turned = feed.replace(b"".join(results), b"".join(reversed(results)))
    assert turned != feed
    item, other = (
        {a.key: (a.lots, a.value) for notice in read(body) for a in notice.awards}
        for body in (feed, turned)
    )
    assert item == other
    assert set(item) == {"PSCP-2021-57+1", "PSCP-2021-57+2"}


def read(body: bytes) -> list[Any]:
    return list(PlacspSpider.read(body, "PlataformasAgregadasSinMenores.atom"))
