"""Codes and lots of Paraguay's older releases."""

from __future__ import annotations

import json
from typing import Any

from pipelines.model import Notice
from spiders.dncp import DncpSpider

CATALOGUE = (
    "Catálogo de productos, bienes y servicios de la Dirección Nacional de Contrataciones Públicas"
    " del Paraguay"
)


def notice(**parts: Any) -> Notice:
    release = {"ocid": "ocds-03ad3f-1", "id": "1", "date": "2012-01-02", "language": "es", **parts}
    (result,) = DncpSpider.read(json.dumps({"releases": [release]}).encode(), "release.json")
    assert isinstance(result, Notice)
    return result


def item(code: str, scheme: str = "scheme") -> dict[str, Any]:
    description = f"{CATALOGUE} Nivel 5, basado en UNSPSC"
    return {"classification": {scheme: CATALOGUE, "description": description, "id": code}}


def test_codes_of_the_catalogue_are_codes_of_unspsc_each_once_and_the_first_is_main() -> None:
    items = [item("43231512-001"), item("81112006-002", "schema"), item("43231512-009")]
    codes = notice(tag=["tender"], tender={"id": "1", "items": items}).codes
    assert [(code.scheme, code.id, code.label, code.main) for code in codes] == [
        ("UNSPSC", "43231512", None, True),
        ("UNSPSC", "81112006", None, False),
    ]


def test_a_contract_is_on_the_lots_that_it_holds() -> None:
    lots = [{"id": "nYZl%3D", "title": "Lote 1"}, {"id": "mMjj%3D", "title": "Lote 2"}]
    contracts = [
        {"id": f"1-{n}", "awardID": "a", "lots": [{**lot, "items": ["x"]}]}
        for n, lot in enumerate(lots)
    ]
    read = notice(
        tag=["contract"], tender={"lots": lots}, awards=[{"id": "a"}], contracts=contracts
    )
    assert [award.lots for award in read.awards] == [("nYZl%3D",), ("mMjj%3D",)]
