"""The site on a small database written by the real store: pages, questions, links, headers."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from monitor.aggregates.refresh import refresh
from monitor.i18n.datasette_metadata import (
    HIDDEN_TABLES,
    metadata,
    table_descriptions,
    visible_columns,
)
from monitor.i18n.load_canned_queries import canned_queries, load_canned_query
from monitor.runtime.http_server import listen
from monitor.web.app import create_app
from monitor.web.pages import sources
from monitor.web.read_only_pool import ReadPool, ReadSession
from monitor.web.table_pages.row_links import row_url
from pipelines.errors import Misconfigured
from pipelines.model import Buyer, Money, Period, Procedure, Text
from pipelines.store.database_version_check import check
from pipelines.store.schema import TABLES
from pipelines.store.totals_and_portal_counts import update_portal_counts
from pipelines.store.writer import Writer
from tests.pipelines.store.store_support import (
    BUYER,
    MICROSOFT,
    RANK,
    SCC,
    amends,
    award,
    corrects,
    database,
    euros,
    notice,
    organization,
    reading,
    tag,
)
from tests.web.support import asked

LANGUAGES = ("fr", "en")
TODAY = date(2026, 3, 20)
HOSTILE = "<script>alert(1)</script> & <b>licences</b>"
HOSPITAL = Buyer(organization("Assistance Publique – Hôpitaux de Paris", "267500452"))
Get = Callable[..., Any]


def written() -> list[Any]:
    """A direct award and its amendment, a framework, hosting, a hostile title, a correction, …"""
    direct = notice(
        "100001-2026",
        title="Licences Microsoft 365",
        procedure="p1",
        day=2,
        awards=(
            award(
                who=(MICROSOFT,),
                value=euros("1200000.50"),
                value_kind="exact",
                status="active",
                tenders_received=1,
                period=Period(end=date(2026, 12, 31), end_basis="stated"),
            ),
        ),
        tags=(
            tag(key="LOT-0001", role="winner", evidence="MICROSOFT FRANCE"),
            tag("vendor", "microsoft", "LOT-0001", role="winner"),
            tag("data_outsourcing", key="LOT-0001", evidence="en mode SaaS", field="title"),
            tag("data_law_exposure", "non_eu_parent", "LOT-0001"),
        ),
    )
    direct_procedure = Procedure(
        id="p1", method="direct", direct_award_reason="Exclusivité technique <i>alléguée</i>"
    )
    framework = notice(
        "100002-2026",
        title="Accord-cadre de licences",
        procedure="p2",
        day=3,
        buyers=(HOSPITAL,),
        awards=(
            award(
                who=(SCC,),
                maximum=euros(9_000_000),
                value=euros(9_000_000),
                value_kind="ceiling",
                status="active",
                technique="framework",
                period=Period(start=date(2026, 1, 1), end=date(2031, 12, 31), end_basis="stated"),
            ),
        ),
        tags=(
            tag("clause", "reversibility", "LOT-0001", evidence="réversibilité", field="title"),
            tag(key="LOT-0001", role="named_product", evidence="Microsoft", field="title"),
            tag("vendor", "microsoft", "LOT-0001", role="named_product", field="title"),
            tag("worker_surveillance", key="LOT-0001", evidence="pointeuse", field="title"),
        ),
    )
    hosting = notice(
        "100003-2026",
        title="Hébergement du portail famille",
        procedure="p3",
        day=4,
        awards=(award(who=(SCC,), value=Money(Decimal(5000), "CHF", "excluded"), status="active"),),
    )
    hostile = notice(
        "100008-2026",
        title=HOSTILE,
        procedure="p8",
        day=5,
        url="javascript:alert(1)",
        awards=(award(who=(SCC,), status="active"),),
        tags=(tag(key="LOT-0001", evidence=HOSTILE),),
    )
    wrong = notice(
        "100004-2026",
        title="Licences Microsft",
        procedure="p4",
        day=5,
        awards=(award(who=(SCC,), status="active"),),
    )
    grown = notice(
        "100005-2026",
        kind="amendment",
        title="Licences Microsoft 365",
        procedure="p1",
        day=10,
        references=amends("100001-2026"),
        awards=(
            award(who=(MICROSOFT,), value=euros(1_500_000), value_kind="exact", status="active"),
        ),
    )
    intention = notice(
        "100006-2026",
        kind="award_intention",
        title="Intention de conclure",
        procedure="p6",
        day=11,
        awards=(award(who=(SCC,), status="pending"),),
        texts=(Text("direct_award_reason", "urgence", "fr"),),
        tags=(
            tag(
                "public_alternative",
                evidence="logiciel libre",
                rule="libre",
                role="open_source",
                checked_on=date(2026, 11, 20),
            ),
        ),
    )
    right = notice(
        "100007-2026",
        title="Licences Microsoft",
        procedure="p4",
        day=12,
        change="correction",
        references=corrects("100004-2026"),
        awards=(award(who=(SCC,), status="active"),),
    )
    call = notice(
        "100009-2026",
        kind="tender",
        title="Appel pour un logiciel de paie",
        procedure="p9",
        day=12,
        deadline=datetime(2026, 4, 20, 10, tzinfo=UTC),
    )
    direct = type(direct)(**{**_fields(direct), "procedure": direct_procedure})
    return [direct, framework, hosting, hostile, grown, intention, wrong, right, call]


def _fields(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__struct_fields__}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the line leaves it, in a folder whose name a URL would misread."""
    path = tmp_path_factory.mktemp("a b#c?d%e") / "vigie test.db"
    connection = database(path)
    Writer(connection, rank=RANK, at="2026-03-18T04:00:00Z").save([reading(n) for n in written()])
    update_portal_counts(connection)
    refresh(connection)
    connection.execute(
        "INSERT INTO corrections"
        " (id, kind, notice_id, tag, old_value, date, reason, author, source)"
        " VALUES ('c1', 'withdrawn', 'ted:100002-2026', 'big_tech', 'yes', '2026-03-14',"
        " 'Une marque de stylos.', 'CGT', 'avis')"
    )
    connection.commit()
    connection.close()
    return path


@pytest.fixture(scope="session")
def get(small: Path) -> Get:
    """Address -> answer of the site on that database."""
    return _asker(small)


def _asker(path: Path, **options: Any) -> Get:
    app = create_app(path, today=lambda: TODAY, **options)

    def ask(address: str, **headers: str) -> Any:
        return _run(asked(app, address, **headers))

    ask.urls = app.state.site.urls  # type: ignore[attr-defined]
    return ask


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def _row(get: Get, table: str, key: str) -> str:
    return row_url(get.urls, table, key)  # type: ignore[attr-defined]


def text_of(answer: Any) -> str:
    """What a reader sees: tags out, entities in, blanks as one, apostrophes as one types them."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split()).replace("’", "'")


def test_the_home_page_says_how_much_there_is_and_up_to_when(get: Get) -> None:
    page = text_of(get("/fr/"))
    for fact in ("6 contrats numériques", "3 avec un géant", "12 mars 2026", "1 500 000"):
        assert fact in page.replace("\u202f", " ")


def test_figures_never_made_are_said_to_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    Writer(database(path), rank=RANK).save([reading(notice("100001-2026"))])
    assert "n'ont pas encore été calculés" in text_of(_asker(path)("/fr/"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", list(canned_queries()))
def test_every_question_answers_and_says_how_to_read_it(get: Get, name: str, lang: str) -> None:
    answer = get(f"/vigie/{name}", cookie=f"vigie_lang={lang}")
    assert answer.status_code == 200
    query = canned_queries()[name]
    for expected in (query.title[lang], query.read[lang]):
        assert " ".join(expected.split()).replace("’", "'") in text_of(answer)
    other = "fr" if lang == "en" else "en"
    assert " ".join(query.read[other].split()).replace("’", "'") not in text_of(answer)


# question with its parameters -> the fact it exists for, and one that must not be there
FACTS = [
    ("who-buys-from?group=Microsoft", "Commune de Calais", "Hébergement"),
    ("who-buys-from", "1\u202f500\u202f000\u00a0€", "9\u202f000\u202f000"),
    ("my-employer?employer=hopitaux", "Accord-cadre de licences", "Hébergement"),
    ('my-employer?employer="hop', "Rien dans ces sources", "Traceback"),
    ("ending-soon?months=12", "2026-12-31", "Hébergement"),
    ("ending-soon?months=2", "Rien dans ces sources", "2026-12-31"),
    ("ending-soon?months=douze&country=fr", "Rien dans ces sources", "Traceback"),
    ("without-competition", "Exclusivité technique <i>alléguée</i>", "Hébergement"),
    ("why?contract=ted:100001-2026/LOT-0001", "en mode SaaS", "pointeuse"),
    ("why?contract=ted:100006-2026", "logiciel libre", "SaaS"),
    ("data-under-foreign-law", "Licences Microsoft 365", "Hébergement"),
    ("resellers?group=microsoft", "SCC France", "Microsoft France"),
    ("this-week", "Hébergement du portail famille", "Traceback"),
    ("last-moment", "Intention de conclure", "Hébergement"),
    ("last-moment?days=1", "Rien dans ces sources", "Intention de conclure</a>"),
    ("grown", ">25</td>", "Hébergement"),
    ("watched-at-work", "pointeuse", "Hébergement"),
    ("alternatives", "logiciel libre", "Hébergement"),
    ("sources", "2026-03-12", "Traceback"),
    ("who-is-behind?group=microsoft", "Microsoft France", "SCC France"),
    ("by-year?employer=calais", "1\u202f500\u202f000\u00a0€", "Assistance"),
    ('by-year?employer="calais', "Commune de Calais", "Traceback"),
    ("depends-on?employer=calais", "1\u202f500\u202f000\u00a0€", ">100</td>"),
    ("bodies-like-mine?word=commune", "Commune de Calais", "Assistance"),
    ("bodies-like-mine", "Assistance Publique", "Commune"),
    ("groups-of-a-country?country=fr", "1\u202f500\u202f000\u00a0€", "9\u202f000\u202f000"),
    ("largest", "Licences Microsoft 365", "Accord-cadre"),
    ("largest?year=2025", "Rien dans ces sources", "Traceback"),
    ("values-withheld", "Commune de Calais", "Assistance"),
    ("open-calls", "Appel pour un logiciel de paie", "Hébergement"),
    ("open-calls?country=DE", "Rien dans ces sources", "Traceback"),
    ("borderline", "Rien dans ces sources", "Hébergement"),
    ("product?product=MICROSOFT", "Accord-cadre de licences", "Hébergement"),
    ("product?product=%", "Rien dans ces sources", "Traceback"),
    ("clauses?clause=revers", "réversibilité", "Hébergement"),
    ("corrected", "Une marque de stylos.", "Traceback"),
    ("long", "Accord-cadre de licences", "Licences Microsoft 365"),
    ("long?years=7", "Rien dans ces sources", "Traceback"),
]


@pytest.mark.parametrize(("query", "fact", "absent"), FACTS)
def test_a_question_contains_the_fact_it_exists_for(
    get: Get, query: str, fact: str, absent: str
) -> None:
    answer = get(f"/vigie/{query}")
    body = unescape(answer.text.split("<tbody>")[-1].split("La question en SQL")[0])
    assert answer.status_code == 200
    assert fact in body
    assert absent not in body


def test_there_are_twenty_questions_and_the_page_asks_each_with_its_fields(get: Get) -> None:
    assert len(canned_queries()) >= 20
    for lang in ("fr", "en"):
        page = get(f"/{lang}/questions").text
        for name, query in canned_queries().items():
            assert unescape(page).count(query.title[lang]) >= 2  # heading, and name of its button
            assert query.read[lang] in unescape(page)
            form = page.partition(f'action="/vigie/{name}"')[2].partition("</form>")[0]
            assert re.findall(r'name="(\w+)"', form) == list(query.params)
            assert all(label[lang] in unescape(form) for label in query.params.values())


LARGE = (
    "contracts",
    "notices",
    "changes",
    "suppliers",
    "tags",
    "texts",
    "organizations",
    "buyers",
    "contract_notices",
    "register",
    "lots",
)


@pytest.mark.parametrize("name", list(canned_queries()))
def test_no_question_reads_a_large_table_from_end_to_end(small: Path, name: str) -> None:
    sql = canned_queries()[name].sql
    named = re.findall(rf"\b(?:FROM|JOIN) ({'|'.join(LARGE)})\b(?: AS)?(?: (\w+))?", sql)
    aliases = {alias for _, alias in named if alias.islower()} | {table for table, _ in named}
    connection = sqlite3.connect(small)
    connection.create_function("today", 0, str)
    connection.create_function("escape_fts", 1, str)
    plan = connection.execute(
        f"EXPLAIN QUERY PLAN {sql}", dict.fromkeys(canned_queries()[name].params)
    )
    scans = [step[3] for step in plan if step[3].startswith("SCAN")]
    whole = [text for text in scans if text.split()[1] in aliases and "INDEX" not in text]
    assert whole == []


def test_a_ceiling_is_in_no_sum_and_the_page_says_what_is_left_out(get: Get) -> None:
    rows = get("/vigie/who-buys-from.json?_shape=objects").json()["rows"]
    assert [(r["buyer"], r["total_eur"], r["contracts_without_value"]) for r in rows] == [
        ("Commune de Calais", 1_500_000.0, 0),
        ("Assistance Publique – Hôpitaux de Paris", None, 1),
    ]


@pytest.mark.parametrize("search", ["hebergement", "Hébergement", "HEBERGEMENT famille"])
def test_search_needs_no_accents(get: Get, search: str) -> None:
    rows = get(f"/vigie/contracts.json?_shape=objects&_search={search}").json()["rows"]
    assert [row["title"] for row in rows] == ["Hébergement du portail famille"]


@pytest.mark.parametrize(
    "page",
    [
        "/vigie/notices",
        "/vigie/notices?_all=1",
        "/vigie/register",
        "/vigie/texts",
        "/vigie/procedures",
        "/vigie/notices/ted~3A100008-2026",
        "/vigie/changes",
        "/vigie/why",
        "/vigie/contracts",
        "/vigie/contracts/ted~3A100008-2026~2FLOT-0001",
        "/vigie/tags",
        "/fr/",
        "/fr/contrat/ted~3A100008-2026~2FLOT-0001",
    ],
)
def test_a_script_in_a_title_is_inert(get: Get, page: str) -> None:
    answer = get(page)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<b>licences</b>" not in answer.text
    assert 'href="javascript:' not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/vigie/who-buys-from?group=<script>alert(1)</script>",
        "/vigie/contracts?_search=<script>alert(1)</script>",
        "/vigie/contracts?country=<script>alert(1)</script>",
        "/<script>alert(1)</script>",
    ],
)
def test_a_script_in_an_address_is_inert(get: Get, address: str) -> None:
    assert "<script>alert" not in get(address).text


def test_a_contract_shows_each_tag_with_its_words_and_the_official_notice(get: Get) -> None:
    answer = get(_row(get, "contracts", "ted:100001-2026/LOT-0001"))
    page = text_of(answer)
    for fact in ("en mode SaaS", "MICROSOFT FRANCE", "avenant", "Calais"):
        assert fact in page
    assert 'href="https://example.org/ted/' in answer.text


def test_evidence_about_the_whole_notice_is_shown_as_such(get: Get) -> None:
    page = text_of(get("/vigie/notices/ted~3A100006-2026"))
    assert "Dit de tout l'avis" in page
    assert "<mark>logiciel libre</mark>" in get("/vigie/notices/ted~3A100006-2026").text


def test_a_replaced_notice_says_which_one_took_its_place(get: Get) -> None:
    answer = get("/vigie/notices/ted~3A100004-2026")
    assert "ne vaut plus" in answer.text
    assert f'href="{_row(get, "notices", "ted:100007-2026")}"' in answer.text


def test_rows_link_to_the_rows_they_name(get: Get) -> None:
    page = get("/vigie/contracts").text
    assert 'href="/fr/acheteur/FR-SIREN-216201939"' in page
    assert 'href="/fr/groupe/microsoft">Microsoft</a>' in page
    assert 'href="/fr/contrat/ted~3A100001-2026~2FLOT-0001"' in page
    assert BUYER.name in page


def test_contracts_of_a_group_are_counted_and_chosen(get: Get) -> None:
    answer = get("/vigie/contracts.json?_shape=objects&_group=microsoft").json()
    assert sorted(row["title"] for row in answer["rows"]) == [
        "Accord-cadre de licences",
        "Licences Microsoft 365",
    ]
    facet = answer["facet_results"]["vendor_groups"]["results"]
    assert [(r["value"], r["label"], r["count"], r["selected"]) for r in facet] == [
        ("microsoft", "Microsoft", 2, True)
    ]
    assert get("/vigie/contracts.json?_shape=objects&_group=nobody").json()["rows"] == []
    assert get("/vigie/contracts?_group=microsoft&_group='+OR+1=1").status_code == 200


def test_an_id_that_moved_leads_to_its_row(small: Path, tmp_path: Path) -> None:
    path = tmp_path / "moved.db"
    source, target = sqlite3.connect(small), sqlite3.connect(path)
    source.backup(target)
    target.execute("INSERT INTO redirects VALUES ('ted:1-2026/X', 'ted:100001-2026/LOT-0001')")
    target.commit()
    get = _asker(path)
    answer = get(_row(get, "contracts", "ted:1-2026/X") + ".json?_shape=array")
    assert answer.status_code == 302
    assert get(answer.headers["location"]).json()[0]["id"] == "ted:100001-2026/LOT-0001"
    assert get(_row(get, "contracts", "ted:2-2026/X")).status_code == 404


@pytest.mark.parametrize("table", [name for name, table in TABLES.items() if table.public])
def test_every_public_table_has_a_page_and_a_place_on_the_list(get: Get, table: str) -> None:
    assert get(f"/vigie/{table}").status_code == 200
    assert f'href="/vigie/{table}"' in get("/vigie").text


@pytest.mark.parametrize("table", sorted({*HIDDEN_TABLES} - {"sqlite_sequence"}))
def test_internal_tables_are_neither_listed_nor_shown(get: Get, table: str) -> None:
    assert get(f"/vigie/{table}").status_code == (403 if table in TABLES else 404)
    assert f"/vigie/{table}" not in get("/vigie").text + get("/fr/").text
    hidden = {table["name"]: table["hidden"] for table in get("/vigie.json").json()["tables"]}
    assert hidden.get(table, True)


def test_full_text_tables_are_hidden(get: Get) -> None:
    tables = get("/vigie.json").json()["tables"]
    shown = {table["name"] for table in tables if not table["hidden"]}
    assert shown == {name for name, table in TABLES.items() if table.public}


@pytest.mark.parametrize("address", ["/vigie.db", "/vigie/snapshots.json"])
def test_the_file_itself_and_inner_tables_are_refused(get: Get, address: str) -> None:
    assert get(address).status_code in (403, 404)


@pytest.mark.parametrize(
    "address",
    [
        "/vigie?sql=select+1",
        "/vigie.json?sql=select+1",
        "/vigie/contracts?_where=1=1",
    ],
)
def test_sql_of_visitors_is_refused_where_it_is_switched_off(small: Path, address: str) -> None:
    assert _asker(small, visitors_sql=False)(address).status_code == 403


@pytest.mark.parametrize("page", ["databases", "databases.json", "threads.json", "actor.json"])
def test_pages_about_the_machine_are_not_public(get: Get, small: Path, page: str) -> None:
    answer = get(f"/-/{page}")
    assert answer.status_code == 404
    assert str(small.parent) not in answer.text


@pytest.mark.parametrize(
    "page",
    [
        "/fr/",
        "/vigie",
        "/vigie/contracts",
        "/vigie/sources",
        "/nothing",
        "/vigie/notices/ted~3A100001-2026",
    ],
)
def test_pages_load_nothing_from_elsewhere_and_run_no_script_of_their_own(
    get: Get, page: str
) -> None:
    answer = get(page)
    loaded = re.findall(r"<(?:link|script|img|iframe)[^>]*?(?:href|src)=\"([^\"]*)", answer.text)
    assert loaded
    assert all(text.startswith(("/", "http://vigie.test/")) for text in loaded)
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("prefix", ["/watch/", "watch", "/watch"])
def test_behind_a_proxy_every_address_has_the_prefix(small: Path, prefix: str) -> None:
    get = _asker(small, base_url=prefix)
    page = get("/fr/").text + get("/vigie/contracts").text + get("/vigie/who-buys-from").text
    ours: list[str] = re.findall(r'(?:href|action)="(/[^"]*)"', page)
    assert ours
    assert all(text.startswith("/watch/") for text in ours)


def test_every_table_and_column_has_words_in_both_languages() -> None:
    public = {name for name, table in TABLES.items() if table.public}
    assert set(table_descriptions()["tables"]) == public
    for name in public:
        shown = {column for lang in LANGUAGES for column in visible_columns(name, lang)}
        assert shown <= {*TABLES[name].names, "claims"}
    tables = metadata()["databases"]["vigie"]["tables"]
    for name, table in TABLES.items():
        if table.public:
            assert set(tables[name]["columns"]) == set(table.names)
            description = table_descriptions()["tables"][name]
            assert all(
                description[what][lang] for what in ("title", "description") for lang in LANGUAGES
            )


def test_facets_and_sort_orders_have_an_index() -> None:
    for name, table in metadata()["databases"]["vigie"]["tables"].items():
        if name not in TABLES or not TABLES[name].public:
            continue
        first = {columns[0] for columns in TABLES[name].indexes} | {TABLES[name].pk[0]}
        wanted = [facet for facet in table["facets"] if isinstance(facet, str)]
        big = name in ("contracts", "notices", "tags", "register", "changes", "documents")
        assert not big or set(wanted) - first <= ACCEPTED.get(name, set())


# Few values of a small or narrow table: counted without an index of their own.
ACCEPTED = {"tags": {"value", "confidence"}, "changes": {"cause"}}


def test_a_question_without_words_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "01-x.sql"
    head = "theme: money\ntitle: a\nread: b\n"
    for text, complaint in (
        ("SELECT 1", "no /* comment */"),
        ("/*\ntitle: a\n*/\nSELECT 1", "says nothing for read"),
        (f"/*\n{head}params: {{x: {{list: y}}}}\n*/\nSELECT :x", "says nothing for params.x"),
        (f"/*\n{head.replace('money', 'love')}*/\nSELECT 1", "its theme is 'love', expected"),
        (f"/*\n{head}*/\nSELECT :country", "asks for ['country']"),
        (f"/*\n{head}params: {{group: {{label: a}}}}\n*/\nSELECT 1", "names ['group']"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(Misconfigured, match=re.escape(complaint)):
            load_canned_query(file)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda p: None, "there is no database yet"),
        (lambda p: p.write_text("not a database, but a longer text " * 40), "not a database"),
        (
            lambda p: sqlite3.connect(p).executescript("CREATE TABLE t (a)"),
            "not a database of Vigie",
        ),
        (
            lambda p: sqlite3.connect(p).executescript(
                "PRAGMA user_version = 99; CREATE TABLE t (a)"
            ),
            "written by a newer Vigie",
        ),
        (lambda p: p.mkdir(), "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_shown_is_named_with_what_to_do(
    tmp_path: Path, make: Callable[[Path], Any], sentence: str
) -> None:
    path = tmp_path / "vigie.db"
    make(path)
    with pytest.raises(Misconfigured, match=sentence):
        check(path)


def test_the_site_cannot_write(small: Path) -> None:
    with (
        create_app(small).state.site.pool.session() as db,
        pytest.raises(sqlite3.OperationalError, match=r"readonly|attempt to write"),
    ):
        db.rows("DELETE FROM notices")


def test_a_crawl_writes_while_pages_are_read(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    connection = database(path)
    writer = Writer(connection, rank=RANK)
    writer.save([reading(notice("100001-2026"))])
    get = _asker(path)
    assert "1 ligne " in text_of(get("/vigie/notices"))
    connection.execute("BEGIN IMMEDIATE")
    assert get("/vigie/notices").status_code == 200
    connection.execute("COMMIT")
    writer.save([reading(notice("100002-2026", procedure="p2"))])
    assert "2 lignes" in text_of(get("/vigie/notices"))


def test_the_end_of_a_page_does_not_wait_for_the_browser_to_confirm_its_beginning() -> None:
    with (
        listen("127.0.0.1", 0) as listening,
        socket.create_connection(listening.getsockname()),
        listening.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Misconfigured, match=f"port {port} of 127.0.0.1 cannot be used"):
            listen("127.0.0.1", port)
    with pytest.raises(Misconfigured, match="no such address"):
        listen("no.such.host.invalid", 8001)
    with pytest.raises(Misconfigured, match="1 to 65535"):
        listen("127.0.0.1", 70_000)


def test_what_a_page_loads_first_takes_nothing_of_the_time_of_its_session(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, session, asking, loads = sources._spiders, ReadPool.session, [], []

    @contextmanager
    def counted(pool: ReadPool) -> Iterator[ReadSession]:
        with session(pool) as db:
            asking.append(db)
            yield db
            asking.remove(db)

    def load() -> Any:
        loads.append(len(asking))
        return real()

    monkeypatch.setattr(sources, "_spiders", load)
    monkeypatch.setattr(ReadPool, "session", counted)
    assert get("/en/sources").status_code == 200
    assert loads[0] == 0, "spiders are loaded while the time of a session runs"
    assert 1 in loads  # so what is asserted could be seen


def test_nothing_is_said_to_be_up_to_date_that_nobody_has_read_for_weeks(demo_db: Path) -> None:
    """As where the schedule stopped: the last judgement of every source was that all was well."""

    def states(days: int) -> dict[str, str]:
        application = create_app(demo_db, today=lambda: read_on + timedelta(days=days))
        page = asyncio.run(asked(application, "/fr/sources"))
        summaries = re.findall(r"<summary><b>(.*?)</b>.*?, ([^,<]+)</summary>", page.text)
        assert len(summaries) == 5
        return dict(summaries)

    with closing(sqlite3.connect(demo_db)) as database:
        (last,) = database.execute("SELECT min(last_success) FROM portals").fetchone()
    read_on = date.fromisoformat(last[:10])
    assert set(states(15).values()) == {"à jour"}
    assert set(states(17).values()) == {"pas lue récemment"}


def test_every_page_names_the_sources_that_nobody_has_read_for_weeks(demo_db: Path) -> None:
    """One site whose day goes on while nothing is written: what it keeps ends with the day."""
    with closing(sqlite3.connect(demo_db)) as database:
        (last,) = database.execute("SELECT max(last_success) FROM portals").fetchone()
    day = date.fromisoformat(last[:10])
    application = create_app(demo_db, today=lambda: day)

    def has_warning(path: str) -> bool:
        return "Not read for more than two weeks: " in asyncio.run(asked(application, path)).text

    paths = ("/en/", "/en/compare", "/en/download")
    assert not any(map(has_warning, paths))
    day += timedelta(days=17)
    assert all(map(has_warning, paths))
