"""Other ways: which contracts and notices are examples, by way and kind of code."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from monitor.aggregates.alternative_examples import service_kind, service_kind_sql
from monitor.aggregates.refresh import refresh
from monitor.i18n.classification_code_labels import classification_label
from monitor.i18n.routes import page_path
from monitor.i18n.value_formatting import use_language
from pipelines.model import Code
from pipelines.store.database import connect
from pipelines.store.schema import VERSION
from tests.pipelines.store.store_support import (
    award,
    fetch_value,
    notice,
    replace,
    rows,
    stored,
    supplier,
    tag,
)
from tests.web.conftest import asker
from tests.web.support import Get, seen

SOFTWARE = (Code("CPV", "48000000", main=True),)
READ_ON = date(2026, 11, 20)
ADVICE = (Code("CPV", "72224000", main=True),)


def statement(role: str, key: str | None = None, **facts: object) -> Any:
    """A notice's own words about another way."""
    rule = f"public_alternative/{role}"
    facts = {"rule": rule, "field": "title", "role": role, "checked_on": READ_ON} | facts
    return tag("public_alternative", facts.pop("value", "yes"), key, **facts)  # type: ignore[arg-type]


def found(number: str, **facts: Any) -> Any:
    facts.setdefault("awards", (award(status="active"),))
    return notice(f"{number}-2026", procedure=f"p{number}", **facts)


@pytest.fixture
def db(tmp_path: Path) -> sqlite3.Connection:
    local = replace(award(who=(supplier("OVH", "424761419"),), status="active"))
    outsourced = tag("data_outsourcing", "yes", "LOT-0001", rule="data_outsourcing/saas")
    law = tag("data_law_exposure", "domestic", "LOT-0001", rule="vendor_identifiers.csv:9")
    seat = tag("data_law_exposure", "domestic", "LOT-0001", rule="seat", confidence="low")
    giant = tag("big_tech", "yes", "LOT-0001", rule="vendor_identifiers.csv:9")
    connection = stored(
        tmp_path / "vigie.db",
        [
            found(
                "1",
                title="Moodle",
                codes=ADVICE,
                tags=(statement("open_source", "LOT-0001", evidence="Moodle"),),
            ),
            found(
                "2",
                kind="tender",
                awards=(),
                title="Retour en régie",
                codes=ADVICE,
                tags=(statement("in_house", evidence="Retour en régie"),),
            ),
            found("3", codes=SOFTWARE, awards=(local,), tags=(outsourced, law)),
            found(
                "4", codes=SOFTWARE, tags=(statement("open_source", "LOT-0001", value="unclear"),)
            ),
            found(
                "5", codes=SOFTWARE, tags=(statement("open_source", "LOT-0001", confidence="low"),)
            ),
            found(
                "6",
                codes=SOFTWARE,
                awards=(award(status="cancelled"),),
                tags=(statement("open_source", "LOT-0001"),),
            ),
            found("7", codes=SOFTWARE, awards=(local,), tags=(outsourced, seat)),
            found("8", codes=SOFTWARE, awards=(local,), tags=(outsourced, law, giant)),
            found("9", tags=(statement("open_source", "LOT-0001", checked_on=None),)),
        ],
    )
    refresh(connection)
    return connection


def test_what_a_person_confirmed_is_an_example_by_its_way_and_kind_of_code(
    db: sqlite3.Connection,
) -> None:
    listed = db.execute(
        "SELECT way, notice_id, contract_id, code FROM alternative_examples ORDER BY way"
    )
    assert [tuple(row) for row in listed] == [
        ("in_house", "ted:2-2026", "", "CPV 722"),
        ("local_law", "", "ted:3-2026/LOT-0001", "CPV 480"),
        ("open_source", "ted:1-2026", "ted:1-2026/LOT-0001", "CPV 722"),
    ]


def test_a_way_of_the_whole_notice_is_left_to_its_contract_that_says_it_itself(
    tmp_path: Path,
) -> None:
    both = (statement("open_source", "LOT-0001"), statement("open_source"))
    connection = stored(tmp_path / "vigie.db", [found("1", tags=both)])
    refresh(connection)
    examples = fetch_value(connection, "SELECT group_concat(contract_id) FROM alternative_examples")
    assert examples == "ted:1-2026/LOT-0001"


@pytest.mark.parametrize("code", ["CPV 72224000", "CPV 48000000", "UNSPSC 43231500", "K12 7", None])
def test_sql_and_python_know_the_same_kinds_of_code(code: str | None) -> None:
    sql = f"SELECT {service_kind_sql('x')} FROM (SELECT ? AS x)"
    assert sqlite3.connect(":memory:").execute(sql, (code,)).fetchone()[0] == service_kind(code)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("CPV 722", "Services de programmation et de conseil en logiciels"),
        ("CPV 480", "Logiciels et systèmes d’information"),
        ("CPV 72224000", "Services de conseil en gestion de projet"),
        ("CPV 999", None),
        ("UNSPSC 4323", "logiciels"),
        ("UNSPSC 9999", None),
        ("", None),
    ],
)
def test_a_kind_of_code_has_the_words_of_the_unions_list(code: str, words: str | None) -> None:
    with use_language("fr"):
        assert classification_label(code) == words


def test_the_page_shows_examples_with_their_words_and_what_is_not_published(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    get = asker(tmp_path / "vigie.db")
    page = get(page_path("alternatives", "fr")).text
    assert "<q>Moodle</q>" in page
    assert "Ces organismes publics l'ont fait" in seen(page)
    assert "Vérifié par une personne le 20 novembre 2026" in seen(page)
    assert "Retour en régie" in seen(page)
    assert "n'est donc presque jamais publié" in seen(page)
    one_kind = seen(get(page_path("alternatives", "fr", code="CPV 480")).text)
    assert "droit local" not in one_kind, "a private firm under local law is no alternative"
    asked_for = page_path("alternatives", "fr", code="CPV 480", way="local_law")
    assert "Chez un fournisseur soumis au droit local 1" in seen(get(asked_for).text)
    assert "Moodle" not in one_kind
    assert "De ce genre, 5 contrats ont été trouvés, dont 1 avec un géant" in one_kind


def test_a_contract_leads_to_examples_of_its_own_kind(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    get = asker(tmp_path / "vigie.db")
    page = get(page_path("contract", "fr", id="ted:3-2026/LOT-0001")).text
    there = page_path("alternatives", "fr", code="CPV 480")
    assert "1 exemple a été trouvé pour le même genre de service" not in seen(page)
    assert "Aucun exemple du même genre de service n'a encore été trouvé" in seen(page)
    assert get(there).status_code == 200
    page = seen(get(page_path("contract", "fr", id="ted:1-2026/LOT-0001")).text)
    assert "2 exemples ont été trouvés pour le même genre de service" in page
    assert "en régie, entre organismes publics ou avec un logiciel libre" in page, (
        "the page it leads to shows no others"
    )


def test_contracts_that_rules_mark_and_nobody_confirmed_are_not_unfound(get: Get) -> None:
    page = get(page_path("alternatives", "en"))
    marked = get(page_path("alternatives", "en", "json")).json()["marked"]
    (every,) = html.fromstring(page.text).xpath("//a[. = 'All contracts with this tag']/@href")
    assert marked > 1
    assert f"Our rules mark {marked} contracts as public alternatives" in seen(page.text)
    listed = get(f"{every.replace('?', '.json?')}&_size=0").json()
    assert listed["filtered_table_rows_count"] == marked


def test_a_choice_without_example_says_what_to_do(get: Get) -> None:
    page = seen(get(page_path("alternatives", "en", way="in_house", country="FI")).text)
    assert "No example was found for this choice. Read: 5 sources, up to 13 November" in page
    assert "choose all kinds or all countries" in page
    assert get(page_path("alternatives", "en", code="%")).status_code == 400


def test_where_nothing_was_chosen_no_choice_is_said_to_be_empty(get: Get) -> None:
    page = seen(get(page_path("alternatives", "en")).text)
    assert "No example that a person confirmed was found yet. Read: 5 sources" in page
    assert "this choice" not in page
    assert "choose all kinds" not in page
    assert "These public bodies have found one" not in page


def test_a_file_of_schema_5_gets_the_table_and_its_rows_with_the_next_figures(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    before = rows(db, "alternative_examples")
    db.execute("DROP TABLE alternative_examples")
    db.execute("DELETE FROM _sqlite_migrations WHERE name >= 'm006'")
    db.execute("DELETE FROM meta WHERE key = 'aggregates_made_of'")
    db.execute("PRAGMA user_version = 5")
    db.commit()
    db.close()
    again = connect(tmp_path / "vigie.db")
    assert fetch_value(again, "PRAGMA user_version") == VERSION
    assert refresh(again)
    assert before
    assert rows(again, "alternative_examples") == before
