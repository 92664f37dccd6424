"""SQL that visitors write: each limit met by the attack that it is there for."""

from __future__ import annotations

import asyncio
import os
import queue
import resource
import signal
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest

from monitor.i18n.routes import BUILT
from monitor.web import visitor_sql_pool, visitor_sql_worker
from monitor.web.app import create_app
from monitor.web.datasette_mount import SETTINGS
from monitor.web.errors import HttpError
from monitor.web.middleware.request_limits import ANSWER_S, Lane, visitor_of
from monitor.web.query_timeout import WALL_CLOCK_FACTOR
from monitor.web.read_only_pool import LIMIT_MS, SESSION_MS
from monitor.web.visitor_sql_pool import GRACE_S, INTERRUPTED, PROCESSES, START_S, SqlPool
from monitor.web.visitor_sql_worker import (
    HEAP_BYTES,
    LIMITS,
    RESULT_BYTES,
    SqlQuery,
    SqlResult,
    execute_query,
    harden,
)
from pipelines.store.read_only import read_only_uri
from pipelines.store.schema import TABLES
from tests.web import half_answer
from tests.web.conftest import asker
from tests.web.support import TODAY, Get, seen

SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def ask(get: Get, sql: str, **more: str) -> Any:
    return get("/vigie.json?" + urlencode({"sql": sql, "_shape": "objects", **more}))


def error_of(answer: Any) -> str:
    assert answer.status_code == 400, answer.text[:300]
    data: str = answer.json()["error"]
    return data


def test_a_question_is_answered_with_its_parameters_and_search(get: Get) -> None:
    assert ask(get, "select 1 + :n as two", n="1").json()["rows"] == [{"two": 2}]
    actual = ask(
        get,
        "select c.id from contracts_fts f join contracts c on c.rowid = f.rowid"
        " where contracts_fts match 'microsoft' order by rank limit 3",
    )
    assert len(actual.json()["rows"]) == 3
    joined = ask(get, "select c.*, n.* from contracts c join notices n on n.id = c.notice_id")
    assert joined.status_code == 200
    assert ask(get, "select today() as t").json()["rows"] == [{"t": TODAY.isoformat()}]
    assert ask(get, "select j.value from contracts c, json_each(c.vendor_groups) j").is_success


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_of_a_question_has_an_editor_and_says_its_limits(get: Get, lang: str) -> None:
    page = get("/vigie?sql=select+title+from+contracts+limit+2", cookie=f"vigie_lang={lang}")
    assert page.status_code == 200
    assert '<textarea id="sql" name="sql"' in page.text
    assert "<script" not in page.text
    assert ("une seconde" if lang == "fr" else "one second") in seen(page.text)


def test_a_question_that_never_ends_is_stopped_by_time(get: Get) -> None:
    assert error_of(ask(get, SLOW)) == "SQL Interrupted"
    # a visitor cannot lengthen it, and a word instead of a number is no error of ours
    assert error_of(ask(get, SLOW, _timelimit="999999")) == "SQL Interrupted"
    assert ask(get, "select 1 as a", _timelimit="abc").status_code == 200


def test_the_words_about_time_are_those_of_the_setting() -> None:
    assert LIMIT_MS == 1000
    assert SETTINGS["sql_time_limit_ms"] == 4 * LIMIT_MS, "on the wall, on a busy machine"


@pytest.mark.parametrize(
    "sql",
    [
        "select length(hex(zeroblob(300000000)))",
        "select replace(hex(zeroblob(90000)), '0', 'xxxxxxxx')",
        "select group_concat(title || title || title) from contracts, tags",
    ],
)
def test_one_huge_value_is_refused_before_it_is_made(get: Get, sql: str) -> None:
    assert error_of(ask(get, sql)) in ("string or blob too big", "SQL Interrupted")


def test_a_huge_text_of_printf_is_an_error_or_nothing(get: Get) -> None:
    answer = ask(get, "select printf('%.*c', 100000000, 'x') as x")
    if answer.status_code == 200:  # SQLite since 3.46 answers NULL
        assert answer.json()["rows"] == [{"x": None}]
    else:
        assert error_of(answer) == "string or blob too big"


def test_brackets_within_brackets_end(get: Get) -> None:
    for depth in (120, 4_900):
        answer = ask(get, "select " + "(" * depth + "1" + ")" * depth + " as x")
        if answer.status_code == 200:  # SQLite since 3.46 has a stack that grows
            assert answer.json()["rows"] == [{"x": 1}]
        else:
            assert error_of(answer) in ("parser stack overflow", 'near "(": syntax error')


def test_the_slowest_function_on_the_longest_values_comes_back(get: Get) -> None:
    half = LIMITS[sqlite3.SQLITE_LIMIT_LENGTH] // 2 - 10
    sql = f"select instr(zeroblob({2 * half}), zeroblob({half}) || x'01') as found"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    answer = ask(get, sql)
    if answer.status_code == 200:
        assert answer.json()["rows"] == [{"found": 0}]
    else:  # on a busy machine its second is over before the call is
        assert error_of(answer) == "SQL Interrupted"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 5  # one call, uninterrupted


def test_rows_are_cut_at_a_thousand_and_the_answer_says_so(get: Get) -> None:
    numbers = SLOW.replace("count(*)", "i").replace("FROM n)", "FROM n WHERE i < 5000)")
    for answer in (ask(get, numbers), ask(get, numbers, _size="max")):
        assert len(answer.json()["rows"]) == 1000
        assert answer.json()["truncated"] is True


def test_rows_that_weigh_too_much_together_are_refused(get: Get) -> None:
    sql = SLOW.replace("count(*)", "printf('%.*c', 100000, 'x') AS x, i")
    assert error_of(ask(get, sql)).startswith("the answer holds more than 5 MB")
    few = RESULT_BYTES // 100_000
    answer = ask(get, f"{sql} LIMIT {few}").json()
    assert len(answer["rows"]) == few
    assert answer["truncated"] is False


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select " + "+".join(["1"] * 200), "Expression tree is too large"),
        ("select " + "abs(" * 150 + "1" + ")" * 150, ""),
        ("select " + "not " * 300 + "1", ""),
        ("select '" + "x" * 10_100 + "'", "query string is too large"),
        (" union all ".join(["select 1"] * 40), "too many terms in compound SELECT"),
        ("select " + ",".join(["1"] * 300), "too many columns in result set"),
        ("select max(" + ",".join(["1"] * 60) + ")", "too many arguments on function max"),
        ("select * from contracts where title like '" + "%a" * 200 + "'", "pattern too complex"),
        ("select * from " + ",".join(f"contracts c{n}" for n in range(70)), ""),
    ],
)
def test_a_question_too_large_to_think_about_is_refused(get: Get, sql: str, expected: str) -> None:
    assert expected in error_of(ask(get, sql))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="children are read from /proc")
def test_a_process_killed_from_outside_costs_its_own_question_only(demo_db: Path) -> None:
    """As the kernel does where memory ends: the kill is met in the middle of a question."""
    get = asker(demo_db)
    earlier = sql_processes()
    with ThreadPoolExecutor(1) as beside:
        slow = beside.submit(ask, get, SLOW)
        while not (begun := sql_processes() - earlier):
            time.sleep(0.01)
            assert not slow.done(), "the question ended before its process was seen"
        for item in begun:
            os.kill(item, signal.SIGKILL)
        assert error_of(slow.result()) == "out of memory"
    assert get("/fr/").status_code == 200
    assert ask(get, "select 1 as a").json()["rows"] == [{"a": 1}]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="children are read from /proc")
def test_a_process_that_answers_no_more_is_killed_in_time(demo_db: Path) -> None:
    pool, earlier = SqlPool(read_only_uri(demo_db)), sql_processes()
    query, answers = SqlQuery("select 1", [], 10, None, ""), queue.SimpleQueue[SqlResult]()
    with closing(pool):
        for _ in range(PROCESSES):
            assert pool.ask(query).rows == [[1]]
        stopped = sql_processes() - earlier
        for item in stopped:
            os.kill(item, signal.SIGSTOP)
        threading.Thread(target=lambda: answers.put(pool.ask(query)), daemon=True).start()
        assert answers.get(timeout=20).error == INTERRUPTED
        assert len(stopped - sql_processes()) == 1
        assert pool.ask(SqlQuery("select 2", [], 10, None, "")).error == INTERRUPTED  # the other
        assert pool.ask(query).rows == [[1]], "a new one"


def test_a_process_that_stops_amid_an_answer_is_killed_in_time(
    demo_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, answers = SqlQuery("select 1", [], 10, None, ""), queue.SimpleQueue[SqlResult]()
    monkeypatch.setattr(visitor_sql_pool, "START_S", 5.0)
    with closing(SqlPool(read_only_uri(demo_db))) as pool:
        with monkeypatch.context() as stopping:
            stopping.setattr(visitor_sql_pool, "visitor_sql_worker", half_answer)
            for _ in range(PROCESSES):
                threading.Thread(target=lambda: answers.put(pool.ask(query)), daemon=True).start()
            for _ in range(PROCESSES):
                assert answers.get(timeout=20).error == INTERRUPTED
        monkeypatch.undo()
        assert pool.ask(query).rows == [[1]], "a new one"


def sql_processes() -> set[int]:
    """Processes of ours that execute what visitors wrote."""
    ours = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    children = {int(part) for path in ours for part in path.read_text().split()}
    name = visitor_sql_worker.__name__.encode()
    return {child for child in children if name in Path(f"/proc/{child}/cmdline").read_bytes()}


def test_names_that_double_each_other_end_without_taking_the_machine(get: Get) -> None:
    steps = [f"t{n} as (select a.x from t{n - 1} a, t{n - 1} b)" for n in range(1, 25)]
    sql = "with t0 as (select 1 as x), " + ", ".join(steps) + " select count(*) from t24"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    error_of(ask(get, sql))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < 1.5 * HEAP_BYTES
    assert ask(get, "select 1 as a").status_code == 200


def test_a_sort_of_what_does_not_fit_is_refused_and_writes_no_file(get: Get) -> None:
    sql = SLOW.replace("count(*)", "printf('%.*c', 190000, 'x') || i AS x") + " ORDER BY x"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert error_of(ask(get, sql)) in (
        "out of memory",
        "SQL Interrupted",
        "database or disk is full",
    )
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < 1.5 * HEAP_BYTES


@pytest.mark.parametrize(
    "sql",
    [
        "attach database '/tmp/stolen.db' as x",
        "pragma database_list",
        "vacuum into '/tmp/x.db'",
        "delete from contracts",
        "insert into contracts (id) values (1)",
        "drop table contracts",
        "create table x (a)",
        "reindex",
        "begin",
        "select 1; attach database ':memory:' as x",
        "select 1; select 2",
        "explain pragma database_list",
        "with x as (select 1) delete from tags",
        "select * from pragma_database_list",
        'select * from "PRAGMA_database_list"',
        "select * from pragma_table_info('contracts')",
        "select load_extension('x')",
        "select sqlite_log(1, 'x')",
        "/* */ attach database ':memory:' as x",
        "explain attach database ':memory:' as x",
        "select * from dbstat",
        "select readfile('/etc/passwd')",
        "select edit('a')",
        "select * from temp.sqlite_master",
        "\u00a0attach database ':memory:' as x",
        "select 1 where 1 in (pragma database_list)",
        "select '\x00'; attach database ':memory:' as x",
        "select \ud83d",
    ],
)
def test_what_is_no_reading_of_public_tables_is_refused(get: Get, sql: str) -> None:
    answer = get("/vigie.json?sql=" + quote(sql, errors="surrogatepass"))
    assert answer.status_code in (400, 403)


def test_a_refused_question_is_not_called_a_wrong_address(get: Get) -> None:
    page = get("/vigie?sql=attach+1", cookie="vigie_lang=en").text
    assert "<h1>This question cannot be asked</h1>" in page


@pytest.mark.parametrize(
    "table",
    [
        *(name for name, table in TABLES.items() if not table.public),
        "_sqlite_migrations",
    ],
)
def test_a_name_of_the_questions_own_hides_no_other(get: Get, table: str) -> None:
    own = "with {} as (select 7 as a) select count(*) as n from {}"
    assert ask(get, own.format("mine", "mine")).json()["rows"] == [{"n": 1}]
    assert ask(get, own.format(table, f"main.{table}")).status_code == 400
    assert ask(get, own.format("mine", table)).status_code == 400


@pytest.mark.parametrize(
    "table",
    [
        *(name for name, table in TABLES.items() if not table.public),
        "_sqlite_migrations",
        "dbstat",
        "sqlite_dbpage",
        "sqlite_stmt",
    ],
)
def test_tables_that_are_not_public_cannot_be_read_by_any_name(get: Get, table: str) -> None:
    for name in (table, f'"{table.upper()}"', f"main.{table}", f"(select * from {table})"):
        error = error_of(ask(get, f"select count(*) from {name}"))
        assert "prohibited" in error or "not authorized" in error, error


def test_sqlite_itself_refuses_what_gets_past_the_look_at_the_text(
    demo_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # SQLite's ceiling is of the whole process, which runs other tests after this one
    monkeypatch.setattr("monitor.web.visitor_sql_worker.HEAP_BYTES", 0)
    connection = sqlite3.connect(demo_db)
    harden(connection)
    for sql in (
        "ATTACH ':memory:' AS x",
        "PRAGMA database_list",
        "DELETE FROM contracts",
        "CREATE TEMP TABLE x (a)",
        "BEGIN",
        "SELECT * FROM snapshots",
        "PRAGMA hard_heap_limit = 0",
        "DETACH main",
        "VACUUM",
    ):
        with pytest.raises(sqlite3.DatabaseError):
            connection.execute(sql).fetchall()


@pytest.mark.parametrize(
    "address",
    [
        "/vigie?sql={}",
        "/vigie.json?sql={}",
        "/vigie.csv?sql={}",
        "/vigie.json?%73ql={}",
        "/vigie.json?sql=&sql={}",
    ],
)
def test_no_way_of_writing_the_address_gets_around_the_limits(get: Get, address: str) -> None:
    answer = get(address.format(quote("select count(*) as n from snapshots")))
    if answer.status_code == 200:
        assert "n\r\n" not in answer.text
        assert '"rows"' not in answer.text or not answer.json().get("rows")


def test_a_condition_in_sql_on_a_table_is_refused(get: Get) -> None:
    assert get("/vigie/contracts?_where=1=1").status_code == 403
    assert get("/vigie/contracts.json?%5fwhere=1=1").status_code == 403


def test_one_question_a_visitor_and_a_short_queue() -> None:
    async def story() -> None:
        gate = Lane(at_once=1, waiting=1, of_one=1, limit_s=5)
        order: list[str] = []
        first = gate.place("a")
        await first.__aenter__()
        with pytest.raises(HttpError) as own:
            async with gate.place("a"):
                pass
        assert own.value.status == 429

        async def second() -> None:
            async with gate.place("b"):
                order.append("b")

        waiting = asyncio.create_task(second())
        await asyncio.sleep(0)
        with pytest.raises(HttpError) as full:
            async with gate.place("c"):
                pass
        assert full.value.status == 503
        assert order == []
        await first.__aexit__(None, None, None)
        await waiting
        assert order == ["b"]
        async with gate.place("a"), _none():
            pass

    asyncio.run(story())


class _none:
    async def __aenter__(self) -> None: ...
    async def __aexit__(self, *error: object) -> None: ...


def test_an_answer_has_far_more_time_than_its_questions() -> None:
    """A form took more than fifteen seconds where twenty others wanted a processor."""
    assert ANSWER_S >= 4 * SESSION_MS / 1000
    assert ANSWER_S >= START_S + LIMIT_MS / 1000 * WALL_CLOCK_FACTOR + GRACE_S


def test_who_waits_too_long_or_goes_away_leaves_no_hole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.web.middleware.request_limits.QUEUE_TIMEOUT_S", 0.01)

    async def story() -> None:
        gate = Lane(at_once=1, waiting=2, of_one=1, limit_s=5)
        async with gate.place("a"):
            with pytest.raises(HttpError):
                async with gate.place("b"):
                    pass
            gone = asyncio.create_task(gate.place("c").__aenter__())
            await asyncio.sleep(0)
            gone.cancel()
            with pytest.raises(asyncio.CancelledError):
                await gone
        for visitor in "abc":
            async with gate.place(visitor):
                pass

    asyncio.run(story())


def test_a_flood_of_slow_questions_leaves_the_pages_and_says_429_or_503(demo_db: Path) -> None:
    app = create_app(demo_db, today=lambda: TODAY)

    async def story() -> tuple[list[Any], list[Any]]:
        slow = "/vigie.json?" + urlencode({"sql": SLOW})
        clients = [
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app, client=(f"10.0.0.{n}", 1)),
                base_url="http://vigie.test",
            )
            for n in range(14)
        ]
        requests = [asyncio.create_task(clients[0].get(slow))]
        await asyncio.sleep(0.2)
        requests += [asyncio.create_task(client.get(slow)) for client in clients[1:]]
        requests.append(asyncio.create_task(clients[0].get(slow)))  # a second one of the first
        await asyncio.sleep(0.2)
        pages = [await clients[13].get(path) for path in ("/fr/", "/vigie/contracts", "/en/feeds")]
        answers = await asyncio.gather(*requests)
        for client in clients:
            await client.aclose()
        return pages, list(answers)

    pages, answers = asyncio.run(story())
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"] == "1"
    refused = [answer for answer in answers if answer.status_code == 503]
    assert refused
    assert all(response.headers["retry-after"] for response in refused)
    assert {answer.status_code for answer in answers} == {400, 429, 503}
    app.state.site.pool.close()


@pytest.mark.parametrize(
    ("client", "visitor"),
    [
        (("192.0.2.1", 5), "192.0.2.1"),
        (("2001:db8::1", 5), "2001:db8::/64"),
        (("2001:db8::ffff:1", 6), "2001:db8::/64"),
        (None, "unknown"),
        (("nonsense", 1), "unknown"),
    ],
)
def test_a_visitor_is_an_address_or_a_household(client: Any, visitor: str) -> None:
    assert visitor_of(client) == visitor


def test_switched_off_the_site_is_whole(demo_db: Path) -> None:
    get = asker(demo_db, visitors_sql=False)
    for address in (
        "/vigie?sql=select+1",
        "/vigie.json?sql=select+1",
        "/vigie.csv?sql=select+1",
        "/vigie/contracts?_where=1=1",
    ):
        assert get(address).status_code == 403
    ours = [f"/fr/{route.path('fr')}" for route in BUILT if not route.parts]
    for address in (
        *ours,
        "/vigie",
        "/vigie/my-employer",
        "/vigie/contracts?_search=microsoft",
        "/vigie/contracts.csv?country=FR",
        "/fr/flux.atom",
        "/fr/bientot-finis.ics",
    ):
        assert get(address).status_code == 200, address
    assert "<textarea" not in get("/vigie").text + get("/vigie/my-employer").text


@pytest.mark.parametrize(
    "sql",
    [
        "select '" + "[" * 9000 + "' as vendor_groups",
        "select '{\"a\": 1}' as vendor_groups",
        "select 9e999 as value_eur, 'javascript:alert(1)' as url, '<script>' as title",
        "select x'00ff' as title, null as url, 1 as contract_id",
        "select 1 as id, 1 as id",
        "select 'http://x<script>alert(1)</script>' as url",
        "select '\u202ebad' as \"<b>\"",
    ],
)
def test_whatever_a_question_answers_is_shown_inert(get: Get, sql: str) -> None:
    answer = get("/vigie?sql=" + quote(sql))
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert 'href="javascript:' not in answer.text
    assert "<b>" not in answer.text.split("<tbody>")[0].split("<thead>")[-1]


def test_a_question_on_a_busy_machine_has_its_processor_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.create_function("wait", 1, lambda s: time.sleep(s) or 1)

    def asked(sql: str) -> SqlResult:
        return execute_query(connection, SqlQuery(sql, [], 100, None, "2026-11-28"))

    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + {} FROM n) SELECT max(i) FROM n"
    )
    with monkeypatch.context() as patch:
        patch.setattr(visitor_sql_worker, "WALL_CLOCK_FACTOR", 600)
        assert asked("SELECT wait(0.3)").rows == [[1]]
    assert asked(endless.format("1")).error == INTERRUPTED
    assert asked(endless.format("wait(0.001)")).error == INTERRUPTED
