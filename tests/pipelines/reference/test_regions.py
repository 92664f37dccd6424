"""Regions by the codes and names that portals give."""

from __future__ import annotations

import csv

import pytest

from pipelines.reference.regions import FILE, region_of, regions


@pytest.mark.parametrize(
    ("nuts", "region"),
    [
        ("FRE11", "FRE"),
        ("FRE", "FRE"),
        ("fr301", "FRE"),  # of 2013
        ("FR101", "FR1"),
        ("DEA23", "DEA"),
        ("ITC4C", "ITC4"),
        ("UKI32", "UKI"),
        ("PL127", "PL9"),
        ("FRY10", "FRY1"),
        ("NL310", "NL35"),  # of 2021
        ("FR-2A", "FRM"),
        ("PL-12", "PL21"),  # number of the voivodeship, not NUTS
        ("CA-QC", "CA-QC"),
        ("FR", None),  # the country alone
        ("FRZZZ", None),  # nowhere in particular
        ("ITC", None),  # larger than a region
        ("FRE111", None),
        ("Ontario", None),
        ("", None),
        (None, None),
    ],
)
def test_a_code_lies_in_the_region_of_today(nuts: str | None, region: str | None) -> None:
    assert region_of(nuts) == region


@pytest.mark.parametrize(
    ("published", "country", "region"),
    [
        ("QC", "CA", "CA-QC"),
        ("Québec", "CA", "CA-QC"),
        ("TI", "CH", "CH07"),
        ("East of England", "GB", "UKH"),
        ("Yorkshire and the Humber", "GB", "UKE"),
        ("England", "GB", None),
        ("BE", "BE", None),
        ("BE", "CH", "CH02"),
        ("VIRGINIA", "US", "US-VA"),
        ("Distrito Capital de Bogotá", "CO", "CO-DC"),
        ("Ontario", "US", None),
    ],
)
def test_a_name_or_short_code_is_that_of_its_country(
    published: str, country: str, region: str | None
) -> None:
    assert region_of(published, country) == region


def test_a_region_has_the_name_that_its_readers_know() -> None:
    names = [regions()["DE2"].name_in(language) for language in ("en", "fr", "es", "de")]
    assert names == ["Bavaria", "Bavière", "Baviera", "Bayern"]


def test_each_code_stands_once_and_leads_to_a_region_with_the_same_name() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert codes == sorted(set(codes))
    for code, region in regions().items():
        assert regions()[region.code] == region, code
