"""What stands where a supplier should and names none is no supplier, on any portal."""

from __future__ import annotations

import pytest

from pipelines.model import Award, Identifier, Notice, Organization, Supplier
from spiders.parsers.common.no_supplier import is_supplier_placeholder, without_placeholders


@pytest.mark.parametrize(
    "name",
    [
        "Leverandør ikkje valgt",
        "À déterminer",
        "N/A",
        "n.v.t.",
        "No award",
        "Déclaré sans suite",
        "KEINE ANGABE",
        "— —",
        "",
    ],
)
def test_a_placeholder_names_no_supplier(name: str) -> None:
    assert is_supplier_placeholder(name)


@pytest.mark.parametrize(
    "name",
    ["Brak Sp. z o.o.", "None Such Ltd", "Confidential", "Multiple suppliers", "Άλφα ΑΕ", "█" * 8],
)
def test_a_name_with_one_in_it_and_what_tells_of_a_supplier_stay(name: str) -> None:
    assert not is_supplier_placeholder(name)


def test_a_placeholder_is_left_out_of_its_award_unless_it_has_a_registry_number() -> None:
    named = Supplier(Organization("Alfa AS"))
    numbered = Supplier(Organization("TBC", "GB", (Identifier("GB-COH", "01234567"),)))
    none = Supplier(Organization("N/A"))
    award = Award(key="1", suppliers=(named, none, numbered))
    notice = Notice(id="x:1", portal="x", number="1", kind="award", awards=(award,))
    assert without_placeholders(notice).awards[0].suppliers == (named, numbered)
