"""Kinds of Dutch notices by what the portal calls them."""

from __future__ import annotations

import json

import pytest

from pipelines.model import Notice, Reference
from spiders.tenderned import TendernedSpider


def notice(name: str) -> Notice:
    detail = {
        "publicatieId": 441638,
        "kenmerk": 576629,
        "typePublicatie": {"code": "XYZ", "omschrijving": name},
    }
    (result,) = TendernedSpider.read(json.dumps(detail).encode(), "441638.json")
    assert isinstance(result, Notice)
    return result


@pytest.mark.parametrize(
    ("name", "kind", "change"),
    [
        ("Rectificatie", "tender", "correction"),
        ("Rectificatie van een aankondiging van een opdracht", "tender", "correction"),
        ("Rectificatie aankondiging gegunde opdracht", "award", "correction"),
        ("Rectificatie vooraankondiging", "planning", "correction"),
        ("Aankondiging gegunde opdracht", "award", "none"),
        ("Marktconsultatie", "planning", "none"),
    ],
)
def test_a_rectification_is_of_the_kind_that_it_corrects(name: str, kind: str, change: str) -> None:
    read = notice(name)
    assert (read.kind, read.change) == (kind, change)
    replaced = (Reference("replaces", "ocid", "576629"),)
    assert read.references == (replaced if change == "correction" else ())
