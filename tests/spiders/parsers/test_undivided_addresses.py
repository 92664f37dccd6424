"""The country of an address that is written in one piece."""

from __future__ import annotations

import pytest

from spiders.parsers.ocds.undivided_addresses import address_country, with_countries


@pytest.mark.parametrize(
    ("line", "country"),
    [
        ("Invented House, 21 Example Quay, Dublin, Dublin 2, Ireland", "IE"),
        ("1 Example Road\r\nKanata\r\nOntario\r\nCanada\r\nK2K 2MB", "CA"),
        ("Example Road, Rolling Meadows, IL60008 USA", "US"),
        ("EXAMPLE HOUSE\nLONDON\nWC1B 4AD\nGB", "GB"),
        ("Example Lodge, Helsby, Cheshire, England, WA6 0AR", "GB"),
        ("1 Example Gardens \r\nLondon \r\nSW11 7BW UK", "GB"),
        ("10 Example Close Corby NN18 8NE", "GB"),
        ("PL6 5QZ", "GB"),
        ("1 Example Street, St Helier, JE2 3AB", "JE"),
        ("1 Example Street, Belfast, Northern Ireland", "GB"),
        ("Leicester", None),
        ("1 Example St, Boston, MA 02109", None),  # MA is Morocco, too
        ("1 Example St, Atlanta, Georgia", None),
        ("1 Example St, Oakville, ON, L6H 5R7", None),
        ("Peru, 1 Example Street, Springfield, Illinois", None),
        ("England, Ireland", None),
        ("N/A", None),
        ("", None),
    ],
)
def test_a_country_is_the_one_that_an_address_names_or_that_of_its_postcode(
    line: str, country: str | None
) -> None:
    assert address_country(line) == country


def test_a_country_that_stands_in_a_field_of_its_own_is_kept() -> None:
    address = {"streetAddress": "1 Example Road, Dublin, Ireland", "countryName": "England"}
    release = {"parties": [{"address": dict(address)}, {"name": "without one"}]}
    assert with_countries(release)["parties"][0]["address"] == address
    assert with_countries(None) is None
