"""Amounts of Colombia's SECOP II as the portal writes them."""

from __future__ import annotations

import json

import pytest

from pipelines.model import Notice
from spiders.secop2 import Secop2Spider


@pytest.mark.parametrize(
    ("written", "pesos"),
    [
        ("2539633", 2_539_633),
        ("$ 3.859.891.710,00", 3_859_891_710),
        ("$ 500.000", 500_000),
        ("$1.500.000", 1_500_000),
        ("$ 950,5", 950.5),
        ("$ 0", None),
        ("No Definido", None),
    ],
)
def test_points_part_thousands_of_pesos(written: str, pesos: float | None) -> None:
    row = {"id_contrato": "CO1.PCCNTR.1", "valor_del_contrato": written}
    (notice,) = (
        x for x in Secop2Spider.read(json.dumps([row]).encode(), "x") if isinstance(x, Notice)
    )
    (award,) = notice.awards
    assert (award.value and award.value.amount) == pesos
