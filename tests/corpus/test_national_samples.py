"""Every real document at hand of the national portals gives its notices; none is lost."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.model import Trouble
from tests.corpus.test_wider_samples import read, spider

pytestmark = pytest.mark.corpus


def test_a_real_record_of_dncp_gives_seven_contracts_and_exposes_no_person(corpus: Path) -> None:
    (notice,) = read("dncp", corpus / "samples/py-dncp/155220.json")
    assert (notice.number.split("/")[0], len(notice.awards)) == ("ocds-03ad3f-155220", 7)
    numbers = {award.contract_number for award in notice.awards}
    assert {"LP-28001-10-53723", "LP-28001-10-53724"} < numbers
    persons = [
        supplier.organization
        for award in notice.awards
        for supplier in award.suppliers
        if supplier.organization.natural_person
    ]
    assert [organization.identifiers for organization in persons] == [()]
    # old ids are made of the supplier's name: none of the person's is left in any id
    slug = persons[0].name.lower().replace(" ", "-")
    assert slug not in repr(notice).lower()


def test_real_calls_of_pncp_are_read_though_cut_to_some_fields(corpus: Path) -> None:
    notices = read("pncp", corpus / "samples/br-pncp/contratacoes.json")
    assert [notice.number for notice in notices] == [
        "46395000000139-1-000028/2026",
        "42498733000148-1-000127/2026",
        "27142058000126-1-000034/2026",
    ]
    assert all(notice.title and notice.buyers and notice.value for notice in notices)
    assert [str(x.result_value and x.result_value.amount) for x in notices] == [
        "4652499.96",
        "85452.38",
        "None",
    ]


def test_tables_made_of_german_notices_are_refused_by_name(corpus: Path) -> None:
    paths = (corpus / "samples" / "de-oeffentlichevergabe").glob("*.csv")
    actual = {
        path.name: trouble
        for path in paths
        if path.name != "index.csv"
        for trouble in spider("oeffentlichevergabe").read(path.read_bytes(), path.name)
    }
    assert len(actual) == 19
    summary = actual.pop("_notices.csv")  # the sample maker's own
    assert isinstance(summary, Trouble)
    assert summary.kind == "broken"
    assert {getattr(item, "code", None) for item in actual.values()} == {"table"}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_each_row_of_openplacsps_calls_is_as_it_stands_there(corpus: Path) -> None:
    path = corpus / "samples/es-placsp/licitaciones.csv"
    rows, notices = rows_of(path), read("placsp", path)
    assert len(rows) == 30
    for row, notice in zip(rows, notices, strict=True):
        assert notice.procedure.id == row["Identificador"]
        assert notice.title == row["Objeto del Contrato"].strip()
        assert str(notice.published) == row["Fecha actualización"][:10]
        assert notice.buyers[0].organization.name == row["Órgano de Contratación"].strip()
        assert [code.id for code in notice.codes] == row["CPV"].rstrip(";").split(";")
        assert notice.value
        assert notice.value.amount == Decimal(row["Valor estimado del contrato"])


def test_each_row_of_openplacsps_results_is_a_winner(corpus: Path) -> None:
    path = corpus / "samples/es-placsp/resultados.csv"
    rows, notices = rows_of(path), read("placsp", path)
    winners = [
        (notice.procedure.id, winner.organization.name, str(award.decided), award.value)
        for notice in notices
        for award in notice.awards
        for winner in award.suppliers
    ]
    assert len(notices) == 21
    for row, (file_, name, decided, value) in zip(rows, winners, strict=True):
        assert file_ == row["Identificador"]
        assert name == row["Adjudicatario licitación/lote"].strip()
        assert decided == row["Fecha del acuerdo licitación/lote"][:10]
        amount = Decimal(row["Importe adjudicación sin impuestos licitación/lote"])
        assert (value.amount if value else 0) == amount
    kinds = {
        notice.procedure.id: {award.value_kind for award in notice.awards} for notice in notices
    }
    assert kinds["6842707"] == {"ceiling"}  # a framework's three winners share its amount
    assert kinds["6117193"] == {"exact"}


def test_details_of_tenderned_are_read_and_a_search_row_is_refused(corpus: Path) -> None:
    folder = corpus / "samples" / "nl-tenderned"
    notices = read("tenderned", folder / "details.json")
    assert [notice.number for notice in notices] == ["407531", "419614"]
    assert [notice.main_code.id for notice in notices if notice.main_code] == [
        "30230000-0",
        "72212500-4",
    ]
    assert all(notice.title and notice.buyers and notice.description for notice in notices)
    (row,) = spider("tenderned").read((folder / "search-row.json").read_bytes(), "search-row.json")
    assert isinstance(row, Trouble)
    assert row.code == "list_page"


def test_rows_of_bzp_are_read_though_their_html_was_cut(corpus: Path) -> None:
    notices = read("bzp", corpus / "samples/pl-bzp/notices.json")
    assert [notice.number for notice in notices] == ["2026/BZP 00122714/01", "2026/BZP 00438129/01"]
    assert [str(notice.published) for notice in notices] == ["2026-02-23", "2026-09-15"]
    assert notices[0].procedure.id == "ocds-148610-01c5f998-f6da-48a3-92d1-08fab3cd5508"
    assert all(
        notice.title and notice.buyers and notice.main_code and notice.deadline
        for notice in notices
    )
