"""Rows, pages and facets of a table are those of the database, to the row."""

from __future__ import annotations

import ast
import asyncio
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from datasette.database import QueryInterrupted
from lxml import html

from monitor.config import ROOT
from monitor.i18n.table_labels import display_value
from monitor.i18n.value_formatting import use_language
from monitor.web import datasette_mount, query_timeout
from monitor.web.app import create_app
from monitor.web.query_timeout import query_time_limit
from monitor.web.table_pages import facet_count_queries
from tests.web.support import TODAY, Get, seen

FOUND = "contracts.rowid IN (SELECT rowid FROM contracts_fts WHERE {} MATCH 'microsoft')"
COUNTED = (
    "same_as IS NULL AND coalesce(status, '') NOT IN ('cancelled', 'unsuccessful')"
    " AND digital = 'yes'"
)
# filters of an address -> the same as SQL
FILTERS = {
    "": "1",
    "country=FR": "country = 'FR'",
    "country=FR&big_tech=yes": "country = 'FR' AND big_tech = 'yes'",
    "country__in=FR,BE&method__not=open": "country IN ('FR', 'BE') AND method != 'open'",
    "same_as__isnull=1": "same_as IS NULL",
    "same_as__notnull=1": "same_as IS NOT NULL",
    "_counted=1": COUNTED,
    "_counted=1&country=GB&_group=microsoft": f"{COUNTED} AND country = 'GB'"
    " AND vendor_groups LIKE '%\"microsoft\"%'",
    "end__isnull=1&status=active": "[end] IS NULL AND status = 'active'",
    "_group=microsoft": "vendor_groups LIKE '%\"microsoft\"%'",
    "_group=microsoft&country=FR": "vendor_groups LIKE '%\"microsoft\"%' AND country = 'FR'",
    "_group=microsoft&_group=scc": "vendor_groups LIKE '%\"microsoft\"%' AND"
    " vendor_groups LIKE '%\"scc\"%'",
    "_group=nobody": "0",
    "country__contains=F": "country LIKE '%F%'",
    "status__notblank=1": "status IS NOT NULL AND status != ''",
    "value_eur__gte=100000&country=FR": "value_eur >= 100000 AND country = 'FR'",
    "tenders_received=1": "tenders_received = 1",
    "country=": "country = ''",
    "end__gte=2027&big_tech=no": "[end] >= '2027' AND big_tech = 'no'",
    "portal=ted&technique=framework": "portal = 'ted' AND technique = 'framework'",
    "portal=ted&_group=microsoft": "portal = 'ted' AND vendor_groups LIKE '%\"microsoft\"%'",
    "published__gte=2026": "published >= '2026'",
    "_search=microsoft": FOUND.format("contracts_fts"),
    "_search=microsoft&country=FR": f"{FOUND.format('contracts_fts')} AND country = 'FR'",
    "_search_title=microsoft&portal=ted": f"{FOUND.format('title')} AND portal = 'ted'",
    "_search=nothingofthekind": "0",
}
# what docs.datasette.io names: hooks, facets and filters of plugins, internals for plugins, tests
DOCUMENTED = {
    "datasette.NotFound",
    "datasette.app.Datasette",
    "datasette.database.Database",
    "datasette.database.QueryInterrupted",
    "datasette.database.Results",
    "datasette.facets.Facet",
    "datasette.filters.FilterArguments",
    "datasette.hookimpl",
    "datasette.plugins.pm",
    "datasette.utils.tilde_decode",
    "datasette.utils.tilde_encode",
}
# two choices at once, of which the number is asked for
PAIRS = (
    "status=active&country=GB",
    "country=IT&method=direct&big_tech=yes",
    "country=FR&data_outsourcing=yes",
    "country=FR&public_surveillance_ai=yes",
    "country=FR&value_eur__gte=1000000",
    "country=FR&_group=microsoft",
    "portal=boamp&big_tech=yes",
    "same_as__isnull=1&big_tech=yes",
)
ORDERS = ("", "_sort=end", "_sort_desc=value_eur", "_sort=country", "_sort_desc=title")
FACETS = ("country", "method", "big_tech", "status", "technique")


@pytest.mark.parametrize("query", FILTERS)
def test_rows_and_their_number_are_those_of_the_table(
    get: Get, rows: sqlite3.Connection, query: str
) -> None:
    real = {row[0] for row in rows.execute(f"SELECT id FROM contracts WHERE {FILTERS[query]}")}
    for order in ORDERS:
        data = get(f"/vigie/contracts.json?_shape=objects&_size=max&{query}&{order}").json()
        assert {row["id"] for row in data["rows"]} == real
        assert data["filtered_table_rows_count"] == len(real)


@pytest.mark.parametrize("query", PAIRS)
def test_two_choices_are_counted_without_reading_rows(
    get: Get, rows: sqlite3.Connection, query: str
) -> None:
    """Of a million contracts, half a second less."""
    listed = get(f"/vigie/contracts.json?_size=1&_sort=id&{query}").json()["query"]
    where = listed["sql"].partition(" where ")[2].partition(" order by ")[0]
    counted = f"EXPLAIN QUERY PLAN SELECT count(*) FROM contracts WHERE {where}"
    plan = [step[3] for step in rows.execute(counted, listed["params"])]
    assert plan[0].startswith("SEARCH contracts USING COVERING INDEX"), plan


@pytest.mark.parametrize("order", ORDERS)
def test_pages_follow_each_other_without_a_gap(
    get: Get, rows: sqlite3.Connection, order: str
) -> None:
    ids: list[str] = []
    address: str | None = f"/vigie/contracts.json?_shape=objects&_size=7&country=FR&{order}"
    while address:
        data = get(address).json()
        ids += [row["id"] for row in data["rows"]]
        address = data["next_url"]
    real = [row[0] for row in rows.execute("SELECT id FROM contracts WHERE country = 'FR'")]
    assert sorted(ids) == sorted(real)


def test_a_page_of_a_large_table_is_not_sorted_for_its_order(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless an index leads to its rows: SQLite would sort a million for the first fifty."""

    def sql(address: str) -> str:
        return str(get(address).json()["query"]["sql"])

    assert "updated is null" in sql("/vigie/contracts.json?_size=1")
    monkeypatch.setattr(datasette_mount, "SMALL", 0)
    assert "updated is null" not in sql("/vigie/contracts.json?_size=1")
    assert "updated is null" in sql("/vigie/contracts.json?_size=1&country=FR")


@pytest.mark.parametrize("query", FILTERS)
def test_facets_count_the_rows_of_the_table(get: Get, rows: sqlite3.Connection, query: str) -> None:
    more = "&".join(f"_facet={column}" for column in FACETS)
    data = get(f"/vigie/contracts.json?_size=1&_facet_size=max&{query}&{more}").json()
    assert data["facets_timed_out"] == [] if "facets_timed_out" in data else True
    for column in FACETS:
        real = Counter(
            row[0]
            for row in rows.execute(
                f"SELECT {column} FROM contracts WHERE {FILTERS[query]} AND {column} IS NOT NULL"
            )
        )
        results = data["facet_results"][column]["results"]
        assert {result["value"]: result["count"] for result in results} == real
    groups = Counter(
        row[0]
        for row in rows.execute(
            "SELECT j.value FROM contracts, json_each(vendor_groups) j"
            f" WHERE {FILTERS[query].replace('country', 'contracts.country')}"
        )
    )
    results = data["facet_results"]["vendor_groups"]["results"]
    assert {result["value"]: result["count"] for result in results} == groups


@pytest.mark.parametrize("more", ["", "tenders_received"])
def test_rows_without_a_value_are_in_the_facets_of_the_others(
    get: Get, rows: sqlite3.Connection, more: str
) -> None:
    """Counted from the rows themselves: of texts alone, and with a column of numbers."""
    path = "&".join(f"_facet={text}" for text in ("method", "technique", "status", more) if text)
    data = get(f"/vigie/contracts.json?_size=1&_facet_size=max&digital=yes&{path}").json()
    for column in filter(None, ("method", "technique", "status", more)):
        real = Counter(
            row[0]
            for row in rows.execute(
                f"SELECT {column} FROM contracts WHERE digital = 'yes' AND {column} IS NOT NULL"
            )
        )
        results = data["facet_results"][column]["results"]
        assert {result["value"]: result["count"] for result in results} == real
        assert len(real) > 1


def test_values_of_tags_are_answers_groups_and_countries_in_words(get: Get) -> None:
    for tag, words in (("product_law", "États-Unis"), ("vendor", "Microsoft"), ("big_tech", "oui")):
        page = get(f"/vigie/tags?_facet=value&tag={tag}&_language=fr")
        (facet,) = html.fromstring(page.text).cssselect("#facet-value")
        assert words in facet.text_content()
    with use_language("fr"):  # so do spreadsheets and sentences about filters
        assert display_value("value", "US") == "États-Unis"
        assert display_value("value", "150") == "150", "an amount, and no code of a continent"


def test_a_selected_value_of_a_facet_leads_out_of_it(get: Get) -> None:
    data = get("/vigie/contracts.json?_size=1&country=FR&_group=microsoft").json()
    (france,) = data["facet_results"]["country"]["results"]
    assert france["selected"]
    assert "country=" not in france["toggle_url"]
    (group,) = [
        result
        for result in data["facet_results"]["vendor_groups"]["results"]
        if result["value"] == "microsoft"
    ]
    assert group["label"] == "Microsoft"
    assert group["selected"]
    assert "_group=" not in group["toggle_url"]
    assert "country=FR" in group["toggle_url"]


def test_a_facet_without_time_says_so(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "/vigie/contracts?published__gte=2000-01-01"
    assert "timed-out" not in get(address).text
    monkeypatch.setattr(facet_count_queries, "MAX_ROWS", -1)
    actual = get(address, cookie="vigie_lang=fr")
    assert actual.status_code == 200
    assert 'class="notice timed-out"' in actual.text
    assert "Trop de lignes pour compter" in seen(actual.text)


@pytest.mark.parametrize(
    ("query", "columns", "counts"),
    [
        ("country=FR", ["big_tech"], "contract_facet_counts"),
        ("", ["country", "method"], "contract_facet_counts"),
        ("same_as__isnull=1", ["country"], "contract_counts"),
        ("_counted=1&country=FR", ["country", "method"], "contract_counts"),
        ("_group=microsoft", ["country"], "contract_group_counts"),
        # a filter of groups alone knows nothing of contracts without one
        ("same_as=x", ["country"], None),
        ("title=x", ["country"], None),
        ("country=FR", ["title"], None),
    ],
)
def test_facets_are_read_from_counts_that_know_all_their_columns(
    query: str, columns: list[str], counts: str | None
) -> None:
    choice = facet_count_queries.choice_of(query)
    assert choice is not None
    assert facet_count_queries.counts_for("contracts", columns, choice) == counts


@pytest.mark.parametrize(
    ("columns", "query", "tables"),
    [
        (
            ["country", "vendor_groups", "method"],
            "country=FR",
            ["[contract_facet_counts]", "[contract_group_counts]"],
        ),
        (["country", "vendor_groups", "method"], "_search=x", ["(the rows)"]),
        (["country", "vendor_groups", "method"], "portal=boamp", ["(the rows)"]),
        ([], "", []),
    ],
)
def test_rows_that_no_counts_know_are_read_once_for_all_facets(
    columns: list[str], query: str, tables: list[str]
) -> None:
    queries = facet_count_queries.facet_queries(
        "contracts", columns, query, 10, ("the rows", {}, 7)
    )
    assert queries is not None
    for (sql, _params), table in zip(queries, tables, strict=True):
        assert f" rows FROM {table}" in sql


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("published__gte=2020-01-01", facet_count_queries.MAX_ROWS),
        ("_search=x&country=FR", facet_count_queries.MAX_FULL_TEXT_ROWS),
    ],
)
def test_rows_are_read_for_facets_while_there_is_time(query: str, most: int) -> None:
    def asked(number: int | None) -> bool:
        rows = ("the rows", {}, number)
        return bool(facet_count_queries.facet_queries("contracts", ["country"], query, 10, rows))

    assert asked(most)
    assert not asked(most + 1)
    assert not asked(None)


@pytest.mark.parametrize(
    "query", ["_search=x", "value_eur__gte=1", '_group=a","b', "title__like=x"]
)
def test_other_conditions_are_left_to_the_rows(query: str) -> None:
    assert facet_count_queries.choice_of(query) is None


def test_an_endless_question_ends_and_the_next_one_is_answered(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "x.db")
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    for _ in range(3):
        with (
            pytest.raises(sqlite3.OperationalError, match="interrupted"),
            query_time_limit(connection, 20),
        ):
            connection.execute(endless)
        with query_time_limit(connection, 20):
            assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_waiting_is_no_processor_time_and_ends_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.create_function("wait", 1, lambda s: time.sleep(s) or 1)
    with monkeypatch.context() as patch:
        patch.setattr(query_timeout, "WALL_CLOCK_FACTOR", 600)
        with query_time_limit(connection, 100):
            assert connection.execute("SELECT wait(0.3)").fetchall() == [(1,)]
    for limits in ((100, None), (60_000, 100.0)):
        with (
            pytest.raises(sqlite3.OperationalError, match="interrupted"),
            query_time_limit(connection, *limits),
        ):
            connection.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + wait(0.05) FROM n)"
                " SELECT max(i) FROM n"
            )


def test_a_busy_machine_makes_a_table_late_and_not_empty(demo_db: Path) -> None:
    """Datasette looks at the clock on the wall, which goes on while others have the processor."""

    def late() -> date:
        time.sleep(1.5)
        return TODAY

    database = create_app(demo_db, today=late).state.explorer.datasette.get_database("vigie")
    counting = (
        "WITH RECURSIVE n(i) AS (SELECT today() > '' UNION ALL SELECT i + 1 FROM n WHERE i < {})"
        " SELECT max(i) FROM n"
    )
    assert asyncio.run(database.execute(counting.format(5_000))).single_value() == 5_000
    endless = counting.format(10**9).replace("today()", "'x'")
    with pytest.raises(QueryInterrupted):
        asyncio.run(database.execute(endless, custom_time_limit=50))


def test_many_limits_at_once_stop_only_what_they_are_of(tmp_path: Path) -> None:
    ends: list[bool] = []

    def ask(limit_ms: int) -> None:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        short = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
            " SELECT max(i) FROM n"
        )
        with query_time_limit(connection, limit_ms):
            try:
                connection.execute(short).fetchall()
                time.sleep(0.05)  # the limit passes while nothing of it runs
                ends.append(True)
            except sqlite3.OperationalError:
                ends.append(False)
        assert connection.execute("SELECT 1").fetchall() == [(1,)]

    threads = [threading.Thread(target=ask, args=(limit,)) for limit in [60_000] * 12 + [1] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends.count(True) >= 12


def test_nothing_is_imported_that_datasette_does_not_document() -> None:
    """What it does not document may go in its next version."""
    imported = {
        name if module is None else f"{module}.{name}"
        for folder in ("monitor", "pipelines", "spiders")
        for path in (ROOT / folder).rglob("*.py")
        for module, name in _imported(ast.parse(path.read_text("utf-8")))
        if (module or name).partition(".")[0] == "datasette"
    }
    assert "datasette.hookimpl" in imported
    assert imported <= DOCUMENTED


def _imported(tree: ast.Module) -> Iterator[tuple[str | None, str]]:
    """Module (None: ``import name``) and name of each import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((None, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module, alias.name) for alias in node.names)


def test_a_comparison_that_leaves_out_what_is_not_published_says_so(
    get: Get, rows: sqlite3.Connection
) -> None:
    (unpublished,) = rows.execute(
        "SELECT count(*) FROM contracts WHERE main_code IS NULL"
    ).fetchone()
    assert unpublished > 0
    count = "filtered_table_rows_count"
    whole = get("/vigie/contracts.json?_size=0").json()[count]
    for query in ("main_code__not=CPV 1", "main_code__notin=CPV 1,CPV 2", "main_code__notlike=x"):
        data = get(f"/vigie/contracts.json?{query}&_size=0").json()[count]
        assert whole - data == unpublished
        page = seen(get(f"/vigie/contracts?{query}", accept_language="fr").text)
        assert "(là où c'est publié)" in page
    page = seen(get("/vigie/contracts?main_code=CPV 1", accept_language="fr").text)
    assert "là où c'est publié" not in page
