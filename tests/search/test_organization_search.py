"""A body is found by its acronym, and stands before those that are found otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.aggregates.refresh import refresh
from monitor.i18n.routes import page_path
from monitor.search import synonyms
from pipelines.model import Buyer
from tests.pipelines.store.store_support import award, notice, organization, stored
from tests.web.conftest import asker

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
