"""A table's page asked another way than Datasette does says the same, to the row."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.database import QueryInterrupted

from monitor.web import table_queries
from monitor.web.plugins import facets
from monitor.web.query_timeout import within
from monitor.web.server import fetched
from pipelines.store.schema import TABLES
from tests.site.conftest import asker
from tests.site.support import Get, seen

FOUND = "contracts.rowid IN (SELECT rowid FROM contracts_fts WHERE {} MATCH 'microsoft')"
# filters of an address -> the same as SQL
FILTERS = {
    "": "1",
    "country=FR": "country = 'FR'",
    "country=FR&big_tech=yes": "country = 'FR' AND big_tech = 'yes'",
    "country__in=FR,BE&method__not=open": "country IN ('FR', 'BE') AND method != 'open'",
    "same_as__isnull=1": "same_as IS NULL",
    "same_as__notnull=1": "same_as IS NOT NULL",
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
ORDERS = ("", "_sort=end", "_sort_desc=value_eur", "_sort=country", "_sort_desc=title")
FACETS = ("country", "method", "big_tech", "status", "technique")


@pytest.mark.parametrize("asked", FILTERS)
def test_rows_and_their_number_are_those_of_the_table(
    get: Get, rows: sqlite3.Connection, asked: str
) -> None:
    real = {row[0] for row in rows.execute(f"SELECT id FROM contracts WHERE {FILTERS[asked]}")}
    for order in ORDERS:
        found = get(f"/vigie/contracts.json?_shape=objects&_size=max&{asked}&{order}").json()
        assert {row["id"] for row in found["rows"]} == real
        assert found["filtered_table_rows_count"] == len(real)


@pytest.mark.parametrize("order", ORDERS)
def test_pages_follow_each_other_without_a_gap(
    get: Get, rows: sqlite3.Connection, order: str
) -> None:
    ids: list[str] = []
    address: str | None = f"/vigie/contracts.json?_shape=objects&_size=7&country=FR&{order}"
    while address:
        found = get(address).json()
        ids += [row["id"] for row in found["rows"]]
        address = found["next_url"]
    real = [row[0] for row in rows.execute("SELECT id FROM contracts WHERE country = 'FR'")]
    assert sorted(ids) == sorted(real)


@pytest.mark.parametrize("asked", FILTERS)
def test_facets_count_the_rows_of_the_table(get: Get, rows: sqlite3.Connection, asked: str) -> None:
    more = "&".join(f"_facet={column}" for column in FACETS)
    found = get(f"/vigie/contracts.json?_size=1&_facet_size=max&{asked}&{more}").json()
    assert found["facets_timed_out"] == [] if "facets_timed_out" in found else True
    for column in FACETS:
        real = Counter(
            row[0]
            for row in rows.execute(
                f"SELECT {column} FROM contracts WHERE {FILTERS[asked]} AND {column} IS NOT NULL"
            )
        )
        told = found["facet_results"][column]["results"]
        assert {one["value"]: one["count"] for one in told} == real
    groups = Counter(
        row[0]
        for row in rows.execute(
            "SELECT j.value FROM contracts, json_each(vendor_groups) j"
            f" WHERE {FILTERS[asked].replace('country', 'contracts.country')}"
        )
    )
    told = found["facet_results"]["vendor_groups"]["results"]
    assert {one["value"]: one["count"] for one in told} == groups


@pytest.mark.parametrize("more", ["", "tenders_received"])
def test_rows_without_a_value_are_in_the_facets_of_the_others(
    get: Get, rows: sqlite3.Connection, more: str
) -> None:
    """Counted from the rows themselves: of texts alone, and with a column of numbers."""
    asked = "&".join(f"_facet={one}" for one in ("method", "technique", "status", more) if one)
    found = get(f"/vigie/contracts.json?_size=1&_facet_size=max&digital=yes&{asked}").json()
    for column in filter(None, ("method", "technique", "status", more)):
        real = Counter(
            row[0]
            for row in rows.execute(
                f"SELECT {column} FROM contracts WHERE digital = 'yes' AND {column} IS NOT NULL"
            )
        )
        told = found["facet_results"][column]["results"]
        assert {one["value"]: one["count"] for one in told} == real
        assert len(real) > 1


def test_a_selected_value_of_a_facet_leads_out_of_it(get: Get) -> None:
    found = get("/vigie/contracts.json?_size=1&country=FR&_group=microsoft").json()
    (france,) = found["facet_results"]["country"]["results"]
    assert france["selected"]
    assert "country=" not in france["toggle_url"]
    (group,) = [
        one
        for one in found["facet_results"]["vendor_groups"]["results"]
        if one["value"] == "microsoft"
    ]
    assert group["label"] == "Microsoft"
    assert group["selected"]
    assert "_group=" not in group["toggle_url"]
    assert "country=FR" in group["toggle_url"]


def test_a_facet_without_time_says_so(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "/vigie/contracts?published__gte=2000-01-01"
    assert "timed-out" not in get(address).text
    monkeypatch.setattr(facets, "MANY", -1)
    found = get(address, cookie="vigie_lang=fr")
    assert found.status_code == 200
    assert 'class="notice timed-out"' in found.text
    assert "Trop de lignes pour compter" in seen(found.text)


@pytest.mark.parametrize(
    ("sql", "better"),
    [
        ('select count(*) from contracts where "country" = :p0 ', "contract_facet_counts"),
        ("select count(*) from contracts ", "contract_facet_counts"),
        ('select count(*) from contracts where "same_as" is null ', "contract_counts"),
        (
            "select count(*) from contracts where id IN (SELECT contract_id FROM contract_groups"
            " WHERE vendor_group = :group_0) ",
            "contract_group_counts",
        ),
        ('select count(*) from notices where "kind" = :p0 ', "notice_counts"),
        # a filter of groups alone knows nothing of contracts without one
        ('select count(*) from contracts where "vendor_groups" = :p0 ', None),
        ('select count(*) from contracts where "same_as" = :p0 ', None),
        ('select count(*) from contracts where "title" = :p0 ', None),
        (
            "select count(*) from contracts where rowid in (select rowid from contracts_fts where"
            " contracts_fts match escape_fts(:search)) ",
            None,
        ),
        ("select count(*) from [contracts]", None),
    ],
)
def test_a_count_is_answered_from_counts_that_know_all_its_columns(
    sql: str, better: str | None
) -> None:
    found = table_queries.counted(sql, {"p0": "x", "group_0": "microsoft"})
    assert (found is None) == (better is None)
    assert better is None or f"FROM [{better}]" in str(found)
    quoted = table_queries.counted(sql, {"p0": "x", "group_0": 'a","b'})
    assert quoted is None or "instr" not in quoted


def test_rows_are_read_along_the_index_of_the_rarest_value() -> None:
    many = {"FR": 300_000, "IE": 10}

    async def execute(sql: str, params: dict[str, Any]) -> Any:
        return SimpleNamespace(rows=[[many.get(params["value"], 500)]])

    async def index(where: str, by: str) -> str | None:
        asked = table_queries.rows(f"select id from contracts where {where} order by {by} limit 51")
        assert asked is not None
        return await table_queries.index_of(execute, asked, {"p0": "FR", "p1": "yes", "p2": "IE"})

    def read(where: str, by: str) -> str:
        return asyncio.run(index(where, by)) or ""

    both = '"country" = :p0 and "big_tech" = :p1'
    assert "idx_contracts_big_tech_updated " in read(both, "updated desc")
    rare = both.replace(":p0", ":p2")
    assert "idx_contracts_country_updated " in read(rare, "updated desc")
    assert "idx_contracts_value_eur_id " in read(both, "value_eur desc")
    assert "sqlite_autoindex_contracts_1 " in read(both, "id")
    assert read(both, "title") == ""


@pytest.mark.parametrize(
    ("after", "bound"),
    [
        (
            "(updated < :p1 or updated is null or (updated = :p1 and ((id > :p0))))",
            "(updated <= :p1) and (updated < :p1 or (updated = :p1 and ((id > :p0))))",
        ),
        (
            "([end] > :p2 or ([end] = :p2 and ((id > :p1))))",
            "([end] >= :p2) and ([end] > :p2 or ([end] = :p2 and ((id > :p1))))",
        ),
        ("(updated is null and ((id > :p0)))", None),
        ('"updated" = :p0', None),
    ],
)
def test_a_later_page_begins_at_its_first_row(after: str, bound: str | None) -> None:
    asked = table_queries.rows(
        f"select id from contracts where {after} order by updated desc, id limit 51"
    )
    assert asked is not None
    found = asked.bounded
    assert (found.where.strip() if found else None) == (f"where {bound}" if bound else None)


def test_every_index_that_may_be_named_can_be_read(rows: sqlite3.Connection) -> None:
    for name, table in TABLES.items():
        for columns in (table.pk, *table.indexes):
            way = table_queries.along(name, columns)
            plan = rows.execute(
                f"EXPLAIN QUERY PLAN SELECT * FROM {name} {way} ORDER BY [{columns[0]}]"
            )
            assert "USE TEMP B-TREE" not in " ".join(row[3] for row in plan), way


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What SQLite is asked, in order."""
    found: list[str] = []
    real = table_queries.answer

    async def noted(execute: Any, sql: str, params: Any = None, **options: Any) -> Any:
        async def heard(one: str, *more: Any, **others: Any) -> Any:
            found.append(one)
            return await execute(one, *more, **others)

        return await real(heard, sql, params, **options)

    monkeypatch.setattr(table_queries, "answer", noted)
    return found


def _reading_rows(asked: list[str]) -> list[str]:
    """Those that read contracts to count them."""
    return [sql for sql in asked if re.search(r"count\(\*\).* from contracts ", sql, re.I | re.S)]


@pytest.mark.parametrize(
    ("choice", "alone"),
    [
        ("_search=microsoft&country=FR", 0),
        ("portal=ted&value_eur__gte=1000", 0),
        ("_search=microsoft", 0),
        ("published__gte=2000", 0),  # an index has the number
        ("portal=ted&_group=microsoft", 1),  # nobody knows how many rows would be read
    ],
)
def test_rows_are_read_once_for_their_number_and_their_facets(
    demo_db: Path, asked: list[str], choice: str, alone: int
) -> None:
    assert asker(demo_db)(f"/vigie/contracts.json?{choice}").status_code == 200
    read = _reading_rows(asked)
    assert len(read) == 1 + alone
    assert "json_array" in read[-1]
    del asked[:]
    assert asker(demo_db)(f"/vigie/contracts.json?{choice}&_nofacet=1").status_code == 200
    assert not any("json_array" in sql for sql in asked)


def test_facets_that_had_no_time_beside_the_number_are_not_tried_again(
    demo_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    real = table_queries.answer

    async def slow(execute: Any, sql: str, params: Any = None, **options: Any) -> Any:
        async def heard(one: str, *more: Any, **others: Any) -> Any:
            if "json_array" in one:
                tried.append(one)
                raise QueryInterrupted(None, one, None)
            return await execute(one, *more, **others)

        return await real(heard, sql, params, **options)

    monkeypatch.setattr(table_queries, "answer", slow)
    get = asker(demo_db)
    whole = get("/vigie/contracts?_search=microsoft&country=FR&_nofacet=1").text
    found = get("/vigie/contracts?_search=microsoft&country=FR").text
    assert 'class="notice timed-out"' in found
    assert len(tried) == 1
    rows = re.compile(r'<p class="rows"><b>[^<]+</b>')
    assert rows.findall(found) == rows.findall(whole) != []


def test_what_datasette_asks_is_recognised(demo_db: Path, asked: list[str]) -> None:
    """Another version of Datasette may write its SQL differently: then this fails, not a reader."""
    query = urlencode({"country": "FR", "_group": "microsoft"})
    assert asker(demo_db)(f"/vigie/contracts?{query}").status_code == 200
    assert any("INDEXED BY idx_contracts_country_updated" in sql for sql in asked)
    assert any("sum(rows), 0) FROM [contract_group_counts]" in sql for sql in asked)
    assert not any("count(*)" in sql for sql in asked)


def test_an_endless_question_ends_and_the_next_one_is_answered(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "x.db")
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    for _ in range(3):
        with pytest.raises(QueryInterrupted):
            fetched(connection, endless, None, None, 20)
        assert fetched(connection, "SELECT 1", None, None, 20).rows == [(1,)]


def test_many_limits_at_once_stop_only_what_they_are_of(tmp_path: Path) -> None:
    ends: list[bool] = []

    def ask(limit_ms: int) -> None:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        short = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
            " SELECT max(i) FROM n"
        )
        with within(connection, limit_ms):
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
