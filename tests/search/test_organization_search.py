"""A body is found by its acronym, before those that are found otherwise, and by its number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.aggregates.refresh import refresh
from monitor.i18n.routes import page_path
from monitor.search import synonyms
from pipelines.model import Buyer, Procedure, replace
from tests.pipelines.store.store_support import ECONOCOM, award, notice, organization, stored
from tests.web.conftest import asker
from tests.web.support import Get

MEANT = "Bureau of Quaint Revenue"
BUYERS = {  # contracts of each, in the order in which they are shown
    MEANT: 1,
    "ZQRT Pensions": 3,  # has the word
    "Zeta Quarry Rail Transport": 2,  # has the initials
    "Office of Ships": 4,  # bought with another, whose name is the acronym
}


@pytest.fixture
def acronyms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    table = tmp_path / "acronyms.csv"
    table.write_text(f"acronym,names\nZQRT,{MEANT}; Quaint Revenue Office\n", encoding="utf-8")
    monkeypatch.setattr(synonyms, "ACRONYMS_FILE", table)
    for known in (synonyms.load_concepts, synonyms.concept_queries):
        known.cache_clear()
    yield
    for known in (synonyms.load_concepts, synonyms.concept_queries):
        known.cache_clear()


@pytest.mark.usefixtures("acronyms")
def test_the_body_of_an_acronym_stands_before_those_found_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    written = []
    for index, (name, contracts) in enumerate(BUYERS.items()):
        buyers = [Buyer(organization(name, country="GB"))]
        if name == "Office of Ships":
            buyers.append(Buyer(organization("ZQRT", country="GB")))
        for number in range(contracts):
            id_ = f"{100000 + 10 * index + number}-2021"
            facts = {"procedure": f"procedure {id_}", "buyers": tuple(buyers), "country": "GB"}
            written.append(notice(id_, awards=(award(),), **facts))
    with stored(path, written) as connection:
        refresh(connection)
    ask = asker(path)
    for query in ("ZQRT", "zqrt"):
        actual = ask(page_path("search", "en", "json", q=query)).json()["buyers"]
        assert [buyer["name"] for buyer in actual] == ["ZQRT", *BUYERS]


def _numbered(tmp_path: Path) -> Get:
    """A site where a body buys, alone and under two names, and from a firm; each has its number."""
    path = tmp_path / "vigie.db"
    calais = (Buyer(organization("Commune de Calais", "216201939")),)
    renamed = (Buyer(organization("VILLE DE CALAIS", "216201939")),)
    other = (Buyer(organization("Port Boulogne Calais", "552100554")),)
    written = [
        notice("100001-2026", awards=(award("2026-CAL-0398"),), buyers=calais),
        notice("100002-2026", awards=(award("77/2026/B"),), buyers=renamed),
        notice("100003-2026", awards=(award(who=(ECONOCOM,)),), buyers=other),
    ]
    written = [replace(each, procedure=Procedure(id=each.number)) for each in written]
    with stored(path, written) as connection:
        refresh(connection)
    return asker(path)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("216201939", {"100001", "100002"}),
        ("216 201 939", {"100001", "100002"}),
        ("216\u202f201\u202f939\u202f00016", {"100001", "100002"}),  # of an establishment of it
        ("21620193900016", {"100001", "100002"}),
        ("FR-SIREN-216201939", {"100001", "100002"}),
        ("552100554 licences", {"100003"}),
        ("331 408 237", {"100003"}),  # of the firm that signed
        ("2026-CAL-0398", {"100001"}),
        ("2026-cal-0398", {"100001"}),
        ("77/2026/B", {"100002"}),
        ("2026-CAL-03", set()),
        ("216201938", set()),
    ],
)
def test_a_body_a_firm_or_a_contract_is_found_by_its_number(
    tmp_path: Path, query: str, found: set[str]
) -> None:
    data = _numbered(tmp_path)(page_path("search", "en", "json", q=query)).json()
    assert {row["id"].partition("-")[0].partition(":")[2] for row in data["contracts"]} == found


def test_the_number_of_a_body_shows_the_body_and_that_of_a_firm_the_firm(tmp_path: Path) -> None:
    get = _numbered(tmp_path)
    of_body = get(page_path("search", "en", "json", q="216 201 939")).json()
    assert [row["id"] for row in of_body["buyers"]] == ["FR-SIREN-216201939"]
    assert of_body["buyers"][0]["contracts"] == 2
    of_firm = get(page_path("search", "en", "json", q="331408237")).json()
    assert [row["id"] for row in of_firm["suppliers"]] == ["FR-SIREN-331408237"]
