"""What stands in the place of a text, an object or a list is named, and the rest is kept."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.model import Notice, Trouble
from spiders.parsers import (
    austender,
    boamp,
    bzp,
    decp,
    dncp,
    ocds,
    pncp,
    prozorro,
    secop2,
    simap,
    south_africa_etenders,
    tenderned,
    toronto,
    usaspending,
)
from spiders.parsers.base_pt import yearly_files
from spiders.parsers.common.unexpected_json_types import unexpected_types

UK: dict[str, Any] = {
    "zone": "Europe/London",
    "country": "GB",
    "language": "en",
    "page": lambda _: "",
}
ODD = ["see the annex"]
SECOP = {"id_contrato": "CO1.PCCNTR.1", "objeto_del_contrato": "Servidores"}
PNCP = {"numeroControlePNCP": "00000000000191-2-000028/2026", "objetoContrato": "Servidores"}
SIMAP = {"base": {"publicationNumber": "1-01", "type": "award", "title": {"de": "Server"}}}
TENDERNED = {"publicatieId": "300001", "aanbestedingNaam": "Servers"}
BZP = {"noticeNumber": "2026/BZP 00000001", "noticeType": "TenderResultNotice"}
BOAMP = {"idweb": "26-1", "nature": "ATTRIBUTION", "objet": "Serveurs", "titulaire": ["Alfa"]}
TENDER = {"ocid": "ocds-b5fd17-1", "id": "1", "tag": ["tender"], "tender": {"title": "Servers"}}
PROZORRO = {"tenderID": "UA-2026-01-01-000001-a", "id": "1", "title": "Сервери"}
DECP = {"id": "1", "acheteur": {"id": "21750001600019"}, "objet": "Serveurs"}
SPENT = {"generated_unique_award_id": "CONT_AWD_1_1_-NONE-_-NONE-", "description": "SERVERS"}
BASE = {"idcontrato": "1", "objectoContrato": "Servidores"}
TORONTO = toronto.DocumentRows(toronto.AWARD, "1", ({toronto.AWARD: ODD, "Division": "IT"},))

CASES = [
    (
        yearly_files.notices,
        ({**BASE, "adjudicatarios": [{"nome": "Alfa"}]}, "base_pt"),
        "adjudicatarios",
    ),
    (secop2.notices, ({**SECOP, "proveedor_adjudicado": ODD}, "x"), "proveedor_adjudicado"),
    (secop2.notices, ({**SECOP, "nombre_entidad": {"es": "Alcaldía"}}, "x"), "nombre_entidad"),
    (pncp.notices, ({**PNCP, "orgaoEntidade": "Banco"}, "x"), "orgaoEntidade"),
    (
        pncp.notices,
        ({**PNCP, "nomeRazaoSocialFornecedor": [{"nome": "Alfa"}]}, "x"),
        "nomeRazaoSocialFornecedor",
    ),
    (simap.notices, ({**SIMAP, "decision": {"vendors": ["Alfa AG"]}}, "x"), "decision.vendors"),
    (
        simap.notices,
        ({**SIMAP, "project-info": {"procOfficeAddress": {"name": "Stadt"}}}, "x"),
        "project-info.procOfficeAddress.name",
    ),
    (tenderned.notices, ({**TENDERNED, "opdrachtgeverNaam": ODD}, "", "x"), "opdrachtgeverNaam"),
    (bzp.notices, ({**BZP, "organizationName": {"pl": "Gmina"}}, "x"), "organizationName"),
    (bzp.notices, ({**BZP, "contractors": "Alfa"}, "x"), "contractors"),
    (boamp.notices, ({**BOAMP, "nomacheteur": {"nom": "Ville"}},), "nomacheteur"),
    (boamp.notices, ({**BOAMP, "titulaire": [{"nom": "Alfa"}]},), "titulaire"),
    (
        boamp.notices,
        ({**BOAMP, "donnees": {"IDENTITE": {"DENOMINATION": {"P": "Ville"}}}},),
        "IDENTITE.DENOMINATION",
    ),
    (toronto.notices, (TORONTO, "x"), toronto.AWARD),
    (decp.notices, ({**DECP, "objet": ODD}, "x"), "objet"),
    (decp.notices, ({**DECP, "titulaires": "Alfa SAS"}, "x"), "titulaires"),
    (decp.notices, ({**DECP, "acheteur": "Ville de Paris"}, "x"), "acheteur"),
    (usaspending.notices, ({**SPENT, "recipient": "ALFA INC"}, "x"), "recipient"),
    (prozorro.notices, ({**PROZORRO, "awards": [{"suppliers": ODD}]}, "x"), "awards.suppliers"),
    (prozorro.notices, ({**PROZORRO, "procuringEntity": "Рада"}, "x"), "procuringEntity"),
]


@pytest.mark.parametrize(("read", "arguments", "field"), CASES)
def test_a_field_of_another_shape_is_named_and_the_notice_is_kept(
    read: Any, arguments: tuple[Any, ...], field: str
) -> None:
    actual = list(read(*arguments))
    assert sum(isinstance(item, Notice) for item in actual) == 1
    assert {item.record for item in actual if named(item)} == {field}


@pytest.mark.parametrize("field", ["awards", "contracts"])
def test_what_an_adapter_of_ocds_changes_is_still_looked_at(field: str) -> None:
    release = {**TENDER, field: ODD}
    for results in (
        dncp.notices(release, "x"),
        south_africa_etenders.notices(release, "x"),
        ocds.notices(austender.normalise_release(release), "x", **UK),
    ):
        assert [result.code for result in results if isinstance(result, Trouble)] == [
            "unknown_shape"
        ]


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"tender": {"title": ODD}}, "tender.title"),
        ({"buyer": {"name": {"en": "Lancaster"}}}, "buyer.name"),
        ({"awards": [{"id": "1", "suppliers": [{"name": ODD}]}]}, "awards.suppliers.name"),
    ],
)
def test_a_text_of_ocds_that_is_a_list_or_an_object_is_named(
    part: dict[str, Any], field: str
) -> None:
    results = ocds.notices({**TENDER, **part}, "x", **UK)
    assert [notice.record for notice in results if named(notice)] == [field]


def named(item: Any) -> bool:
    return isinstance(item, Trouble) and item.code == "unknown_shape"


def test_a_text_of_decp_beside_a_buyer_that_is_read_is_no_trouble() -> None:
    flat = {"id": "1", "acheteur.id": "21750001600019", "objet": "Serveurs"}
    results = list(decp.notices({**flat, "autoriteConcedante": "test"}, "x"))
    assert [type(notice) for notice in results] == [Notice]


def test_the_trouble_says_what_was_seen_and_what_was_expected_but_no_name() -> None:
    record = {"a": {"b": "Jan Kowalski"}, "c": [{"d": ["x"]}, {"d": ["y"]}], "e": {"fr": ["z"]}}
    troubles = list(unexpected_types(record, ("a.b.c", "c[].d", "e.*"), "7"))
    assert [trouble.message for trouble in troubles] == [
        "a.b is a text, expected an object",
        "c.d is a list, expected a text or a number",
        "e is a list, expected a text or a number",
    ]
    assert {trouble.number for trouble in troubles} == {"7"}


@pytest.mark.parametrize("value", [None, "", [], {}, 0, 1.5, "Alfa", {"#text": "Alfa"}])
def test_what_is_empty_and_what_is_a_text_or_number_is_fine(value: Any) -> None:
    assert list(unexpected_types({"a": value}, ("a",), "7")) == []


def test_a_list_written_as_an_object_and_one_object_alone_are_lists() -> None:
    for value in ({"1": {"b": "x"}, "2": {"b": "y"}}, {"b": "x"}, [{"b": "x"}]):
        assert list(unexpected_types({"a": value}, ("a[].b",), "7")) == []


@pytest.mark.parametrize(
    ("paths", "record", "field"),
    [
        (("a[].b",), {"a": {"1": {"b": ["x"]}}}, "a.b"),
        (("a[].b",), {"a": [{"b": "x"}, {"b": ["x"]}]}, "a.b"),
        (("a[].b[].c",), {"a": {"b": {"1": {"c": True}}}}, "a.b.c"),
        (("a", "a.b"), {"a": {"b": "x"}}, "a"),
        (("a[]", "a.b"), {"a": ["x"]}, "a"),
        (("a.*", "a.b.c"), {"a": {"b": {"c": "x"}}}, "a"),
    ],
)
def test_what_one_of_several_paths_does_not_expect_is_named(
    paths: tuple[str, ...], record: dict[str, Any], field: str
) -> None:
    assert [trouble.record for trouble in unexpected_types(record, paths, "7")] == [field]
