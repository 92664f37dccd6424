"""Every real document at hand of the portals beyond the demo gives its notices; none is lost."""

from __future__ import annotations

import csv
import importlib
import json
from pathlib import Path

import pytest

from pipelines.model import Notice, Trouble
from spiders.base.portal import PortalSpider

pytestmark = pytest.mark.corpus


def spider(name: str) -> type[PortalSpider]:
    module = importlib.import_module(f"spiders.{name}")
    return next(x for x in vars(module).values() if getattr(x, "name", None) == name)


def read(name: str, path: Path) -> list[Notice]:
    """Document -> its notices; a trouble fails the test with its sentence."""
    results = list(spider(name).read(path.read_bytes(), path.name))
    assert [x.message for x in results if isinstance(x, Trouble)] == [], path.name
    return [x for x in results if isinstance(x, Notice)]


# portal, file -> notices in it
SAMPLES = {
    ("seao", "seao/release-package-sample.json"): 2,
    ("seao", "seao/release-contract-1740136.json"): 1,
    ("simap", "simap/publication-details-award.json"): 1,
    ("decp", "decp/json-2019/croix-it.json"): 5,
    ("decp", "decp/json-2019/croix-modifications.json"): 10 + 16,
    ("decp", "decp/json-2019/consolidated-minef-8.json"): 8 + 2,
    ("decp", "decp/json-2022/emarchespublics-10.json"): 10,
    ("decp", "decp/ods-2022/rennes-6.json"): 6,
    ("decp", "decp/official-examples/marches_concessions.json"): 4 + 4,
    ("decp", "decp/official-examples/marches_avec_modifications.json"): 2 + 2,
    ("decp", "decp/official-examples/concessions_avec_modifications.json"): 2 + 2,
    ("decp", "decp/fixtures/decp_test_2019.json"): 2 + 2,
    ("decp", "decp/fixtures/decp_test_2022.json"): 5 + 12,
    ("decp", "decp/fixtures/002_modification_montant.json"): 1 + 1,
    ("decp", "decp/fixtures/001b_duplicate_supplier.json"): 1,
    ("decp", "decp/fixtures/005_marche_meme_siret_acheteur_titulaire.json"): 1,
}


@pytest.mark.parametrize(("key", "expected"), SAMPLES.items(), ids=lambda x: str(x))
def test_as_many_notices_as_the_document_holds(
    corpus: Path, key: tuple[str, str], expected: int
) -> None:
    notices = read(key[0], corpus / "samples" / key[1])
    assert len({notice.id for notice in notices}) == len(notices) == expected
    assert all(notice.title and notice.buyers for notice in notices)
    # one decp sample has the word "test" where dates of publication were
    assert all(notice.published or notice.awards[0].signed for notice in notices)


def test_decp_reads_every_row_of_the_table_and_every_real_contract(corpus: Path) -> None:
    path = corpus / "samples/decp/tabular/decp-tabulaire-travaux-40.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    notices = read("decp", path)
    assert len(rows) == 40
    assert len(notices) == len({(row["uid"], row["codeCPV"]) for row in rows})
    held = {x.organization.name for notice in notices for x in notice.awards[0].suppliers}
    assert held == {row["titulaire_nom"] for row in rows}
    # twice the same contract in one file is one notice
    for name, records in (
        ("json-2019/croix-negatives.json", 12),
        ("official-examples/Marche.xml", 2),
    ):
        again = read("decp", corpus / "samples/decp" / name)
        assert (len(again), len({notice.id for notice in again})) == (records, records - 1)


def test_no_empty_word_of_decp_is_taken_for_a_value(corpus: Path) -> None:
    for notice in read("decp", corpus / "samples/decp/ods-2022/rennes-6.json"):
        assert "CDL" not in repr(notice)
        assert notice.awards[0].value


def test_seao_joins_a_contract_with_its_award_and_supplier(corpus: Path) -> None:
    (notice,) = read("seao", corpus / "samples/seao/release-contract-1740136.json")
    (award,) = notice.awards
    assert (str(award.decided), award.status) == ("2022-08-23", "terminated")
    assert str(award.value.amount if award.value else None) == "26738.59"
    (supplier,) = award.suppliers
    assert supplier.organization.identifiers[0].id == "1174002437"


def test_simap_reads_a_real_award_and_refuses_lists_by_name(corpus: Path) -> None:
    folder = corpus / "samples" / "simap"
    (notice,) = read("simap", folder / "publication-details-award.json")
    (award,) = notice.awards
    assert (notice.number, str(notice.published)) == ("19474-03", "2026-04-17")
    assert str(award.value.amount if award.value else None) == "2724864.44"
    assert (award.suppliers[0].organization.name, award.tenders_received) == ("SOGECA SA", 4)
    for name in ("project-search-ti.json", "project-search-ti-strada.json"):
        (result,) = spider("simap").read((folder / name).read_bytes(), name)
        assert isinstance(result, Trouble)
        assert result.code == "list_page"


def test_austender_reads_what_is_there_of_a_real_release(corpus: Path) -> None:
    path = corpus / "samples/australia-austender/release_excerpt_CN4026155.json"
    (notice,) = (
        item
        for item in spider("austender").read(path.read_bytes(), path.name)
        if isinstance(item, Notice)
    )
    (award,) = notice.awards
    assert notice.title == "Lectora licenses for eLearning"
    assert (award.key, award.value and str(award.value.amount)) == ("CN4026155", "14487.00")
    assert award.period
    assert (str(award.period.start), str(award.period.end)) == ("2023-12-22", "2026-12-21")


def test_every_real_prozorro_object_is_read_and_no_tax_number_of_a_person(corpus: Path) -> None:
    paths = sorted((corpus / "samples/ua-prozorro").glob("*.json"))
    assert len(paths) == 11
    for path in paths:
        (notice,) = read("prozorro", path)
        data = json.loads(path.read_bytes())
        data = data.get("data", data)
        assert notice.number.startswith(data.get("tenderID") or data["contractID"])
        assert notice.published
        assert notice.main_code
        assert notice.main_code.scheme == "CPV"
        contracted = {contract.get("awardID") for contract in data.get("contracts", ())}
        made = {
            award["id"]
            for award in data.get("awards", ())
            if award["status"] == "active" or award["id"] in contracted
        }
        made = made if "tenderID" in data else {data["awardID"]}
        assert {award.award_id for award in notice.awards} == made, "rejected bids are no awards"
        for award in notice.awards:
            for supplier in award.suppliers:
                numbers = [x.id for x in supplier.organization.identifiers]
                assert not [x for x in numbers if len(x) == 10], path.name
