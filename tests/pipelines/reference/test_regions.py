"""Regions of NUTS codes."""

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


def test_each_code_stands_once_and_leads_to_a_region_with_the_same_name() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert codes == sorted(set(codes))
    for code, region in regions().items():
        assert regions()[region.code] == region, code
