"""Numbers of firms that hold letters, as Brazil gives them since July 2026."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.model import Notice
from spiders.pncp import PncpSpider


def contract(**parts: Any) -> Notice:
    record = {
        "numeroControlePNCP": "12ABC34501DE35-2-000041/2026",
        "orgaoEntidade": {"cnpj": "12ABC34501DE35", "razaoSocial": "Município de Exemplo"},
        "objetoContrato": "Licenças de software",
        "nomeRazaoSocialFornecedor": "Exemplo Nuvem",
        **parts,
    }
    (notice,) = PncpSpider.read(json.dumps({"data": [record]}).encode(), "contratos.json")
    assert isinstance(notice, Notice)
    return notice


@pytest.mark.parametrize(
    ("number", "read", "person"),
    [
        ("12.ABC.345/01DE-35", ["12ABC34501DE35"], None),
        ("12abc34501de35", ["12ABC34501DE35"], None),
        ("00.000.000/0001-91", ["00000000000191"], None),
        ("123.456.789-09", [], True),
        ("1A2B3C45678901", ["1A2B3C45678901"], None),  # eleven digits, and no person's number
    ],
)
def test_a_number_with_letters_is_a_firms(
    number: str, read: list[str], person: bool | None
) -> None:
    notice = contract(niFornecedor=number)
    ((supplier,),) = (award.suppliers for award in notice.awards)
    assert [x.id for x in supplier.organization.identifiers] == read
    assert supplier.organization.natural_person is person
    assert notice.url == "https://pncp.gov.br/app/contratos/12ABC34501DE35/2026/000041"


@pytest.mark.parametrize(
    ("way", "dispute", "method"),
    [(8, 5, "direct"), (8, 4, None), (8, None, "direct"), (9, 5, "direct"), (6, 1, "open")],
)
def test_a_dispensa_for_which_rivals_bid_is_not_without_competition(
    way: int, dispute: int | None, method: str | None
) -> None:
    record = {
        "numeroControlePNCP": "00394460000141-1-000041/2026",
        "orgaoEntidade": {"cnpj": "00394460000141", "razaoSocial": "Município de Exemplo"},
        "objetoCompra": "Licenças de software",
        "modalidadeId": way,
        "modalidadeNome": "Dispensa",
        "modoDisputaId": dispute,
        "modoDisputaNome": "Dispensa Com Disputa",
    }
    (notice,) = PncpSpider.read(json.dumps({"data": [record]}).encode(), "contratacoes.json")
    assert isinstance(notice, Notice)
    assert (notice.procedure.method, notice.procedure.method_details) == (method, "Dispensa")
