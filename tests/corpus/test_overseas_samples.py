"""Every real document at hand of the national portals outside Europe; each fact is compared with
the plain bytes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from pipelines.model import Trouble
from tests.corpus.test_wider_samples import read, spider
from tests.spiders.portal_support import PORTALS

pytestmark = pytest.mark.corpus


def test_every_row_of_south_africas_list_is_a_call(corpus: Path) -> None:
    path = corpus / "samples/south-africa-etenders/advertised_page.json"
    rows = json.loads(path.read_bytes())["data"]
    notices = read("south_africa_etenders", path)
    assert len(rows) == len(notices) == 40
    for row, notice in zip(rows, notices, strict=True):
        assert notice.number == f"ocds-9t57fa-{row['id']}/list"
        assert notice.title == row["description"].strip()
        assert str(notice.published) == row["date_Published"][:10]
        assert str(notice.deadline) == row["closing_Date"][:10]
        assert [b.organization.name for b in notice.buyers] == [row["organ_of_State"]]
        assert notice.procedure.other_ids[0].id == row["tender_No"].strip()
    assert sum(bool(notice.codes) for notice in notices) == 5


def test_every_row_of_canadas_disclosure_says_what_its_cells_say(corpus: Path) -> None:
    path = corpus / "samples/canada-proactive-disclosure/real-rows-a.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    notices = read("canada_disclosure", path)
    assert len(rows) == len(notices) == 10
    for row, notice in zip(rows, notices, strict=True):
        (award,) = notice.awards
        assert notice.number == f"{row['owner_org']}/{row['reference_number']}"
        assert notice.kind == ("amendment" if row["instrument_type"] == "A" else "contract")
        assert [text.text for text in notice.texts[:2]] == [
            row["description_en"],
            row["description_fr"],
        ]
        assert [x.organization.name for x in award.suppliers] == [row["vendor_name"].strip()]
        assert award.value
        assert str(award.value.amount) == row["contract_value"]
        assert award.period
        dates = (str(award.signed), str(award.period.start), str(award.period.end))
        assert dates == (row["contract_date"], row["contract_period_start"], row["delivery_date"])
        # a call-up of a standing offer, with a low value as the only reason
        is_call_up = row["procurement_id"] == "700265221"
        is_direct = row["solicitation_procedure"] == "TN" and not is_call_up
        is_direct |= "sole-sourced" in row["comments_en"]
        assert (notice.procedure.method == "direct") == is_direct
        assert row["buyer_name"] == "NA" or row["buyer_name"] not in repr(notice)
    both = ("contracts-contracts_en.csv", "contracts-contracts_fr.csv")
    (example,) = read("canada_disclosure", path.with_name(both[0]))
    assert read("canada_disclosure", path.with_name(both[1])) == [example]
    assert example.number == "C-2017-2018-Q1-00170"


def test_the_header_of_canadas_calls_is_known_and_a_third_partys_projection_refused(
    corpus: Path,
) -> None:
    folder = corpus / "samples/canada-canadabuys"
    assert read("canadabuys", folder / "tender_csv_header.csv") == []
    names = (folder / "tender_csv_header.csv").read_text("utf-8-sig").strip()
    fixture = PORTALS / "canadabuys" / "call_notices.csv"
    assert fixture.read_text("utf-8-sig").splitlines()[0] == names
    path = folder / "tender_pages_projected.json"
    (result,) = spider("canadabuys").read(path.read_bytes(), path.name)
    assert isinstance(result, Trouble)
    assert result.code == "no_columns"


def test_the_rows_of_gets_are_a_list_that_is_refused_by_name(corpus: Path) -> None:
    path = corpus / "samples/new-zealand-gets/list_rows.html"
    page = b"<!DOCTYPE html><html><body>" + path.read_bytes() + b"</body></html>"
    for body in (page, path.read_bytes()):
        (result,) = spider("gets").read(body, path.name)
        assert isinstance(result, Trouble)
        assert result.code == "list_page"


USA = {  # file -> notices in it
    "awards_contract.json": 1,
    "awards_search_results_contracts.json": 5,
    "awards_transactions.json": 3,
    "spending_by_award_contracts.json": 2,
    "spending_by_award_flock.json": 2,
}


@pytest.mark.parametrize(("name", "expected"), USA.items())
def test_every_real_answer_of_usaspending_is_read(corpus: Path, name: str, expected: int) -> None:
    path = corpus / "samples/usa-usaspending" / name
    value = json.loads(path.read_bytes())
    rows = value.get("results", [value])
    notices = read("usaspending", path)
    assert len(rows) == len(notices) == expected
    for row, notice in zip(rows, notices, strict=True):
        (award,) = notice.awards
        ids = ("generated_unique_award_id", "generated_internal_id", "id")
        assert notice.number == next(row[x] for x in ids if x in row)
        amount = row.get("Award Amount", row.get("total_obligation"))
        assert (float(award.value.amount) if award.value else None) == amount
        winner = row.get("Recipient Name", row.get("recipient", {}).get("recipient_name"))
        assert [x.organization.name for x in award.suppliers] == ([winner] if winner else [])
        description = (row.get("Description") or row.get("description") or "").strip()
        assert (notice.description or notice.title or "") == description
