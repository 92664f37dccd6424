"""Toronto Bids: a crawl of its mock portal, and the traps and refusals that are its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.docs.generate_pages import portal_description
from pipelines.model import Notice
from spiders.parsers.toronto import first_sentence
from spiders.toronto import TorontoSpider
from tests.demo.demo_all import run
from tests.mock_portals.toronto import Toronto
from tests.spiders.mock_portal_contents import windows
from tests.spiders.portal_support import Case, crossings, ids, problems


def case() -> Case:
    """Windows are those that the goldens were published in."""
    return Case(Toronto, windows("toronto"))


def test_a_crawl_gives_every_notice_and_crosses_no_limit(tmp_path: Path) -> None:
    with case().running() as (base, _):
        crawl = case().crawled(base, tmp_path)
        seen = crossings(base)
    assert crawl.reason == "finished", crawl.log[-3000:]
    assert problems(crawl) == []
    assert len(case().published()) >= 3, "three documents, with goldens"
    assert ids(crawl) == case().published()
    assert seen["crossings"] == 0, seen


def test_a_server_error_is_asked_again_and_loses_nothing(tmp_path: Path) -> None:
    with case().running(fail_next=1) as (base, _):
        crawl = case().crawled(base, tmp_path)
    assert (crawl.reason, ids(crawl)) == ("finished", case().published()), crawl.log[-3000:]


def test_all_that_it_holds_is_stored(tmp_path: Path) -> None:
    lines: list[str] = []
    assert run(tmp_path, ["toronto"], lines.append) == 0, lines


def test_somebody_has_looked_at_the_portal() -> None:
    title, sections = portal_description("toronto")
    guesses = [part for part in (title, *sections.values()) if "ot looked at yet" in part]
    assert guesses == [], "say what you have seen, and what nobody has"


def test_a_table_under_another_id_ends_the_crawl_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Toronto, "documents", lambda *_: [])
    with case().running() as (base, _):
        crawl = case().crawled(base, tmp_path)
    assert crawl.reason == "blocked"
    assert "answered 404" in crawl.stats["vigie/blocked"]


def test_a_number_above_all_contracts_is_told_and_not_repeated(tmp_path: Path) -> None:
    with case().running() as (base, _):
        crawl = case().crawled(base, tmp_path)
    messages = [item["message"] for each in crawl.readings for item in each.get("troubles", ())]
    assert any("telephone numbers were seen" in message for message in messages)
    assert "4165550100" not in str(crawl.readings)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Masonry at the R.C. Harris Plant. Work starts now.", "Masonry at the R.C. Harris Plant."),
        (
            "Repairs on St. Clair Ave. West, No. 5. Details below.",
            "Repairs on St. Clair Ave. West, No. 5.",
        ),
        ("Parts (incl. labour). Then more", "Parts (incl. labour)."),
        ("Phase I. Design of the bridge", "Phase I. Design of the bridge"),
        ("One line\nand another", "One line"),
    ],
)
def test_a_title_does_not_end_at_an_abbreviation(text: str, title: str) -> None:
    assert first_sentence(text) == title


@pytest.mark.parametrize(
    "name",
    ["n/a", "N/A.", "N.A.", "None", "Not applicable", "TBD", "T.B.A.", "To be determined", "--"],
)
def test_words_for_nobody_name_no_supplier(name: str) -> None:
    row = {"_id": 1, "Document Number": "17", "Successful Supplier": name}
    (notice,) = TorontoSpider.read(json.dumps({"result": {"records": [row]}}).encode(), "")
    assert isinstance(notice, Notice)
    assert notice.awards[0].suppliers == ()


def test_a_call_without_a_number_is_read_and_a_supplier_that_is_nobody_is_none(
    tmp_path: Path,
) -> None:
    with case().running() as (base, _):
        crawl = case().crawled(base, tmp_path)
    notices = [item for each in crawl.readings for item in each.get("notices", ())]
    (call,) = [notice for notice in notices if notice["number"].startswith("unnumbered-")]
    assert call["procedure"] == {"method_details": "Request for Expressions of Interest"}
    (award,) = next(x["awards"] for x in notices if x["number"] == "1720170009/award")
    assert (award.get("suppliers"), award.get("status")) == (None, None)


@pytest.mark.parametrize(
    ("type_", "kind"), [("RFI", "planning"), ("RFP", "tender"), ("REOI", "tender")]
)
def test_a_request_for_information_is_no_call_yet(type_: str, kind: str) -> None:
    row = {
        "_id": 1,
        "Document Number": "17",
        "RFx (Solicitation) Type": type_,
        "Submission Deadline": "2026-08-13",
    }
    (notice,) = TorontoSpider.read(json.dumps({"result": {"records": [row]}}).encode(), "")
    assert isinstance(notice, Notice)
    assert notice.kind == kind


def test_what_one_supplier_s_row_says_of_the_work_is_said_of_all() -> None:
    rows = [
        {"_id": n, "Document Number": "17", "Successful Supplier": f"Sample {n} Inc.", **more}
        for n, more in enumerate(({}, {"Solicitation Document Description": "Parking app."}, {}))
    ]
    (notice,) = TorontoSpider.read(json.dumps({"result": {"records": rows}}).encode(), "")
    assert isinstance(notice, Notice)
    assert (notice.title, len(notice.awards)) == ("Parking app.", 3)
