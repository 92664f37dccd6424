"""The calendar: what ends, how we know it, and a file that a calendar reads."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from icalendar import Calendar, Event
from lxml import html

from monitor.aggregates.refresh import refresh
from monitor.i18n.routes import page_path
from monitor.web.page_data import list_filters
from monitor.web.pages import ending
from tests.web.conftest import asker
from tests.web.support import TODAY, Get, seen
from tests.web.test_dossiers import changed

_RUNNING = (
    " same_as IS NULL AND coalesce(status, '') NOT IN ('cancelled', 'unsuccessful', 'terminated')"
    " AND digital <> 'borderline'"
)


def _ends(rows: sqlite3.Connection, months: int = 12, more: str = "") -> list[tuple[str, str]]:
    cursor = rows.execute(
        f"SELECT id, [end] FROM contracts WHERE [end] >= ? AND [end] <= ? AND {_RUNNING} {more}"
        " ORDER BY [end], id",
        (TODAY.isoformat(), (TODAY + relativedelta(months=months)).isoformat()),
    )
    return [tuple(row) for row in cursor]


def _calendar(get: Get, query: str = "") -> Calendar:
    answer = get(f"/en/ending-soon.ics{query}")
    assert answer.status_code == 200, seen(answer.text)
    assert answer.headers["content-type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def _events(get: Get, query: str = "", summary: str = "Ends: ") -> dict[str, Event]:
    return {
        str(event["uid"]): event
        for event in _calendar(get, query).walk("VEVENT")
        if str(event["summary"]).startswith(summary)
    }


def test_what_appears_in_the_calendar_still_has_its_first_reminder(get: Get) -> None:
    new = [e for e in _events(get).values() if e["dtstart"].dt > TODAY + relativedelta(months=12)]
    assert new
    for event in new:
        rings = [
            event["dtstart"].dt + component["trigger"].dt for component in event.walk("VALARM")
        ]
        assert min(rings) == event["dtstart"].dt - relativedelta(months=12) > TODAY


def test_the_page_lists_what_ends_in_12_months_the_next_first(
    get: Get, rows: sqlite3.Connection
) -> None:
    data = get("/fr/bientot-finis.json").json()
    assert [(row["id"], row["end"]) for row in data["rows"]] == _ends(rows)
    assert data["total"] == len(data["rows"]) > 0
    assert (data["first_day"], data["last_day"]) == ("2026-11-13", "2027-11-13")


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        ("country=GB", "AND country = 'GB'"),
        ("tag=big_tech", "AND big_tech = 'yes'"),
        (
            "group=microsoft",
            "AND id IN (SELECT contract_id FROM contract_groups WHERE vendor_group = 'microsoft')",
        ),
        ("country=GB&tag=big_tech", "AND country = 'GB' AND big_tech = 'yes'"),
    ],
)
def test_a_filter_leaves_what_answers_it(
    get: Get, rows: sqlite3.Connection, query: str, condition: str
) -> None:
    assert _ends(rows, months=24, more=condition)
    for suffix, months in ((".json?", 12), (".json?months=24&", 24)):
        actual = get(f"/fr/bientot-finis{suffix}{query}").json()["rows"]
        expected = _ends(rows, months, condition)
        assert [(row["id"], row["end"]) for row in actual] == expected


def test_a_body_is_found_by_a_word_of_its_name_and_by_its_id(
    get: Get, rows: sqlite3.Connection
) -> None:
    (buyer,) = rows.execute(
        f"SELECT buyer_id FROM contracts WHERE [end] > '2026-11-13' AND {_RUNNING}"
        " AND buyer_id IS NOT NULL ORDER BY buyer_id LIMIT 1"
    ).fetchone()
    expected = _ends(rows, more=f"AND buyer_id = '{buyer}'")
    by_id = get("/fr/bientot-finis.json?buyer=" + buyer).json()
    assert [(row["id"], row["end"]) for row in by_id["rows"]] == expected
    name = by_id["chosen"]["buyers"][0]["name"]
    by_name = get(f"/fr/bientot-finis.json?buyer={name}").json()
    assert set(expected) <= {(row["id"], row["end"]) for row in by_name["rows"]}


@pytest.mark.parametrize("chosen", ["BE-BCE_KBO-0243405860", "ombudsdienst telecommunicatie"])
def test_what_a_body_buys_with_another_is_in_its_calendar_and_its_feed(
    demo_db: Path, tmp_path: Path, chosen: str
) -> None:
    path = _copy(
        demo_db,
        tmp_path,
        "UPDATE contracts SET [end] = '2027-03-01' WHERE buyer LIKE '%voor telecommunicatie%'",
    )
    with sqlite3.connect(path) as rows:
        expected = _ends(rows, more="AND buyer LIKE '%voor telecommunicatie%'")
    assert len(expected) == 3
    get = asker(path)
    data = get(f"/en/ending-soon.json?buyer={chosen}").json()
    assert [(row["id"], row["end"]) for row in data["rows"]] == expected
    assert [buyer["id"] for buyer in data["chosen"]["buyers"]] == ["BE-BCE_KBO-0243405860"]
    assert len(_events(get, f"?buyer={chosen}")) == 1  # of one procedure, on the same day
    feed = get(f"/en/feeds.json?buyer={chosen}").json()["rows"]
    assert {row["id"] for row in feed} == {id_ for id_, _ in expected}


def test_a_body_that_only_calls_for_tenders_is_found_with_its_calls(
    get: Get, rows: sqlite3.Connection
) -> None:
    id_, name, call = rows.execute(
        "SELECT o.id, o.name, n.id FROM notices n JOIN organizations o ON o.id = n.buyer_id"
        " WHERE n.kind = 'tender' AND n.deadline > '2026-11-13' AND n.digital = 'yes'"
        " AND NOT EXISTS (SELECT 1 FROM contracts c WHERE c.buyer_id = o.id) ORDER BY n.id LIMIT 1"
    ).fetchone()
    for chosen in (id_, name):
        data = get(f"/en/ending-soon.json?buyer={chosen}").json()
        assert id_ in [buyer["id"] for buyer in data["chosen"]["buyers"]]
        assert call in [row["id"] for row in data["calls"]]


@pytest.mark.parametrize(
    ("chosen", "body"),
    [
        ("EDF SA", "FR-SIREN-552081317"),  # as it is published; the register has EDF
        ("552 081 317", "FR-SIREN-552081317"),
        ("20009320100016", "FR-SIREN-200093201"),
    ],
)
def test_a_body_is_found_by_its_number_and_by_a_name_in_its_contracts(
    get: Get, chosen: str, body: str
) -> None:
    for page in ("ending-soon", "feeds"):
        buyers = get(f"/en/{page}.json?buyer={chosen}").json()["chosen"]["buyers"]
        assert [buyer["id"] for buyer in buyers] == [body]
    found = get(f"/en/compare.json?add={chosen}").json()["found"]
    assert [row["id"] for row in found] == [body]


def test_a_country_with_calls_alone_can_be_chosen_and_no_number_of_other_contracts_is_shown(
    demo_db: Path, tmp_path: Path
) -> None:
    """Of the demo's countries only Estonia has none but calls, and that one was cancelled."""
    uncancelled = "UPDATE notices SET [change] = 'none' WHERE [change] = 'cancellation'"
    get = asker(changed(demo_db, tmp_path, uncancelled))
    page = html.fromstring(get("/en/ending-soon").text)
    shown = {option.get("value"): option.text for option in page.iterfind(".//option")}
    assert (shown["EE"], shown["FR"], shown["microsoft"]) == ("Estonia", "France", "Microsoft")
    data = get("/en/ending-soon.json?country=EE").json()
    assert data["calls"]
    assert not data["rows"]


def test_what_publishes_no_end_is_counted_and_said(get: Get, rows: sqlite3.Connection) -> None:
    (unknown,) = rows.execute(
        f"SELECT count(*) FROM contracts WHERE [end] IS NULL AND {_RUNNING}"
    ).fetchone()
    assert f"{unknown} others publish no end" in seen(get("/en/ending-soon").text)


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        ("", ""),
        ("country=BE", "AND country = 'BE'"),
        (
            "group=microsoft&tag=big_tech",
            "AND big_tech = 'yes' AND id IN"
            " (SELECT contract_id FROM contract_groups WHERE vendor_group = 'microsoft')",
        ),
    ],
)
@pytest.mark.parametrize("rare", [5000, 0])
def test_what_publishes_no_end_is_one_click_away_with_what_was_chosen(
    get: Get,
    rows: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    condition: str,
    rare: int,
) -> None:
    monkeypatch.setattr(list_filters, "RARE", rare)
    page = html.fromstring(get(f"/fr/bientot-finis?{query}&months=6").text)
    (link,) = page.xpath("//p[@class='rows']//a")
    cursor = rows.execute(
        f"SELECT id FROM contracts WHERE [end] IS NULL AND {_RUNNING} {condition}"
        " ORDER BY published DESC, id"
    )
    ids = [id_ for (id_,) in cursor]
    assert ids
    listed = get(link.get("href").replace("bientot-finis", "bientot-finis.json")).json()
    assert [row["id"] for row in listed["rows"]] == ids
    assert (listed["total"], listed["calls"], listed["objections"]) == (len(ids), [], [])
    shown = get(link.get("href")).text
    assert f"{len(ids)} contrats ne publient pas de fin" in seen(shown)
    assert "Appels d’offres ouverts" not in seen(shown)
    assert html.fromstring(shown).xpath("//input[@name='end']/@value") == ["unpublished"]


def test_a_list_without_ends_is_read_by_day_and_has_no_calendar(
    get: Get, rows: sqlite3.Connection
) -> None:
    sql = ending._WITHOUT_END.format(what="c.rowid", choice="", by=ending._BY_DAY)
    plan = [row[3] for row in rows.execute(f"EXPLAIN QUERY PLAN {sql} LIMIT 1001")]
    assert "idx_contracts_published" in plan[0]
    file = get("/en/ending-soon.ics")
    assert get("/en/ending-soon.ics?end=unpublished").text == file.text
    assert "vigie.ics" not in get("/en/ending-soon?end=unpublished").text


def test_an_empty_choice_says_what_to_do(get: Get) -> None:
    page = seen(get("/en/ending-soon?country=GR&group=microsoft").text)
    assert "No contract with a published end in this time was found" in page
    assert "Take more months" in page
    assert "No public body named “zzz qqq”" in seen(get("/en/ending-soon?buyer=zzz qqq").text)


def test_the_basis_of_a_date_and_the_renewals_are_said(demo_db: Path, tmp_path: Path) -> None:
    get = asker(
        _copy(
            demo_db,
            tmp_path,
            "UPDATE contracts SET end_with_renewals = '2030-06-30',"
            " end_basis = 'from_duration' WHERE [end] > '2026-11-13'",
        )
    )
    page = seen(get("/en/ending-soon").text)
    assert "(calculated from its length) · until 30 June 2030 if it is renewed each time" in page
    described = [str(event["description"]) for event in _events(get).values()]
    assert all("30\u00a0June 2030" in words and "from its length" in words for words in described)


def test_a_calendar_reads_the_file_and_finds_each_last_day(
    get: Get, rows: sqlite3.Connection
) -> None:
    events = _events(get)
    procedure = dict(rows.execute("SELECT id, procedure_id FROM contracts").fetchall())
    once = {(procedure[key], end) for key, end in _ends(rows, months=13)}
    assert sorted(e["dtstart"].dt.isoformat() for e in events.values()) == sorted(
        end for _, end in once
    )
    for event in events.values():
        assert isinstance(event["dtstart"].dt, date)
        assert (event["dtend"].dt - event["dtstart"].dt).days == 1
        assert event["transp"] == "TRANSPARENT"
        assert get(str(event["url"]).removeprefix("http://vigie.test")).status_code == 200


def test_an_event_keeps_its_name_when_its_contract_moves_and_its_end_changes(
    demo_db: Path, tmp_path: Path, rows: sqlite3.Connection
) -> None:
    ((old, _), *_rest) = _ends(rows)
    moved = asker(
        _copy(
            demo_db,
            tmp_path,
            f"UPDATE contracts SET id = 'moved:1/1', [end] = '2027-02-03',"
            f" title = 'x' WHERE id = '{old}';"
            f" INSERT INTO redirects VALUES ('{old}', 'moved:1/1')",
        )
    )
    before, after = _events(asker(demo_db)), _events(moved)
    assert set(before) == set(after)
    (event_uid,) = [uid for uid, event in after.items() if "moved" in event["url"]]
    assert after[event_uid]["dtstart"].dt == date(2027, 2, 3)


@pytest.mark.parametrize(
    "title",
    [
        "a\r\nEND:VEVENT\r\nBEGIN:VALARM",
        "virgule, point; deux\\points:",
        "é" * 300,
        "\u202egnirps",
        "nul\x00 et cloche\x07",
    ],
)
def test_a_title_cannot_break_the_file(demo_db: Path, tmp_path: Path, title: str) -> None:
    path = _copy(demo_db, tmp_path, "")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE contracts SET title = ?", (title,))
    connection.commit()
    answer = asker(path)("/fr/bientot-finis.ics")
    whole, plain = (
        Calendar.from_ical(item.content)
        for item in (answer, asker(demo_db)("/fr/bientot-finis.ics"))
    )
    for part in ("VEVENT", "VALARM"):
        assert len(whole.walk(part)) == len(plain.walk(part)) > 0
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert b"\x00" not in answer.content


def test_more_than_a_thousand_are_not_counted_and_the_file_says_that_it_is_cut(
    demo_db: Path, tmp_path: Path
) -> None:
    names = "".join(f", {c}" for c in ("title", "status", "end_basis", "country"))
    get = asker(
        _copy(
            demo_db,
            tmp_path,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            f" WHERE i < 1200) INSERT INTO contracts (id, [end]{names}) SELECT 'x:' || i || '/1',"
            " '2027-01-01', 'one of many', 'active', 'stated', 'FR' FROM n",
        )
    )
    assert "More than 1,000 contracts end" in seen(get("/en/ending-soon").text)
    assert len(_events(get, "?country=FR")) == 1000
    assert "Only the next 1000 are in this file" in get("/en/ending-soon.ics").text.replace(
        "\r\n ", ""
    )
    assert get("/en/ending-soon?page=3").status_code == 200
    assert "holds the next 1,000 contracts, calls and last days to object" in seen(
        get("/en/ending-soon").text
    )


@pytest.mark.parametrize(
    "others",
    [
        "INSERT INTO notices (id, portal, kind, state, digital, deadline) SELECT 'ted:x' || value,"
        " 'ted', 'tender', 'current', 'yes', '2027-01-01' FROM json_each('{numbers}')",
        "INSERT INTO contracts (id, status, country, published, updated) SELECT 'x:' || value,"
        " 'pending', 'FR', '2026-11-10', '2026-11-10' FROM json_each('{numbers}')",
    ],
)
def test_the_file_says_that_calls_or_last_days_to_object_are_cut(
    demo_db: Path, tmp_path: Path, others: str
) -> None:
    cut = "Only the next 1000 are in this file"
    assert cut not in str(_calendar(asker(demo_db))["description"])
    path = _copy(demo_db, tmp_path, others.format(numbers=list(range(1001))))
    assert cut in str(_calendar(asker(path))["description"])
    data = asker(path)("/en/ending-soon.json").json()
    assert [data["more_calls"], data["more_objections"]].count(True) == 1


@pytest.mark.parametrize(
    "address", ["https://portal.test/1\r\nATTENDEE:mailto:x", "javascript:alert(1)", "\x07"]
)
def test_the_address_of_a_call_cannot_break_the_file(
    demo_db: Path, tmp_path: Path, address: str
) -> None:
    path = _copy(demo_db, tmp_path, "")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE notices SET url = ? WHERE kind = 'tender'", (address,))
    connection.commit()
    connection.close()
    calls = _events(asker(path), summary="Deadline for tenders: ")
    assert calls
    for event in calls.values():
        assert str(event["url"]).startswith("http://vigie.test/en/ending-soon?")
        assert "mailto" not in event["description"]
        assert "javascript" not in event["description"]


def test_the_stamp_of_an_entry_is_the_latest_change_of_any_of_its_contracts(
    demo_db: Path, tmp_path: Path
) -> None:
    together = (
        "UPDATE contracts SET procedure_id = 'p', [end] = '2027-05-05', status = 'active',"
        " digital = 'yes', same_as = NULL WHERE id IN (SELECT id FROM contracts ORDER BY id"
        " LIMIT 3);"
    )
    joined = (
        "INSERT INTO changes (at, kind, cause, contract_id, field) SELECT '2100-01-01T00:00:00Z',"
        " 'changed', 'notice', id, 'end' FROM (SELECT id FROM contracts ORDER BY id LIMIT 3)"
        " ORDER BY id DESC LIMIT 1"
    )
    path = _copy(demo_db, tmp_path, together + joined)
    stamps = [event["dtstamp"].dt.year for event in _events(asker(path)).values()]
    assert stamps.count(2100) == 1


def test_reminders_come_12_6_and_3_months_before_the_end_unless_that_day_is_past(
    demo_db: Path, tmp_path: Path
) -> None:
    path = _copy(
        demo_db,
        tmp_path,
        "UPDATE contracts SET [end] = '2027-10-29', big_tech = 'yes', worker_surveillance = 'yes'"
        " WHERE id = (SELECT id FROM contracts WHERE [end] > '2026-11-13' AND digital = 'yes'"
        " AND same_as IS NULL ORDER BY id LIMIT 1)",
    )
    (event,) = [
        event
        for event in _events(asker(path)).values()
        if event["dtstart"].dt == date(2027, 10, 29)
    ]
    alarms = {
        str(component["description"]): component["trigger"].dt for component in event.walk("VALARM")
    }
    assert {words: date(2027, 10, 29) + before for words, before in alarms.items()} == {
        "Ends in 6 months": date(2027, 4, 29),
        "Ends in 3 months": date(2027, 7, 29),
    }  # twelve months before was in October: a reminder would ring at once
    assert "Tags: Big tech" in str(event["description"])
    assert "Worker surveillance" in str(event["description"])


def test_contracts_of_one_procedure_that_end_together_are_one_entry(
    demo_db: Path, tmp_path: Path
) -> None:
    path = _copy(
        demo_db,
        tmp_path,
        "UPDATE contracts SET procedure_id = 'p', [end] = '2027-05-05', status = 'active',"
        " digital = 'yes', same_as = NULL WHERE id IN (SELECT id FROM contracts ORDER BY id"
        " LIMIT 3)",
    )
    get = asker(path)
    (event,) = [event for event in _events(get).values() if event["dtstart"].dt == date(2027, 5, 5)]
    assert "+ 2 other contracts" in str(event["summary"])
    assert str(event["description"]).count("/en/contract/") == 3
    told = str(event["description"]).split("\n\n")
    assert [part.count("Supplier: ") for part in told] == [1, 1, 1], "each its own, with its amount"
    assert len({part.partition("\n")[0] for part in told}) > 1, "under its own subject"
    assert "2 other contracts of this procedure" in seen(get("/en/ending-soon").text)


def test_open_calls_and_last_days_to_object_are_in_page_and_file(
    get: Get, rows: sqlite3.Connection
) -> None:
    open_calls = rows.execute(
        "SELECT DISTINCT procedure_id, deadline FROM notices WHERE kind = 'tender'"
        " AND state = 'current' AND [change] <> 'cancellation' AND digital = 'yes'"
        " AND deadline BETWEEN ? AND ?",
        (TODAY.isoformat(), (TODAY + relativedelta(months=12)).isoformat()),
    ).fetchall()
    events = _events(get, summary="Deadline for tenders: ")
    days = sorted(event["dtstart"].dt.isoformat() for event in events.values())
    assert days == sorted(row[1] for row in open_calls) != []
    objections = _events(get, summary="Last day to object: ")
    assert objections
    assert all(event["dtstart"].dt >= TODAY for event in objections.values())
    page = seen(get("/en/ending-soon").text)
    assert "Open calls for tenders" in page
    assert "Last day to object" in page
    assert not _events(get, "?group=microsoft", "Deadline for tenders: "), "a call has no winner"


def test_as_many_calls_are_listed_as_are_said_and_the_file_has_all(
    demo_db: Path, tmp_path: Path
) -> None:
    calls = (
        "INSERT INTO notices (id, portal, kind, state, digital, deadline, procedure_id, title)"
        " SELECT 'ted:x' || value, 'ted', 'tender', 'current', 'yes',"
        " date('2026-12-01', value || ' days'), 'ted:p' || (value % 250), 'A call'"
        f" FROM json_each('{list(range(1, 261))}')"
    )
    get = asker(_copy(demo_db, tmp_path, calls))
    page = get("/en/ending-soon").text
    shown = page.partition('id="calls"')[2].partition("</section>")[0]
    assert shown.count("<li>") == 30
    assert "20 more calls" in shown
    (file,) = html.fromstring(shown).xpath("//p/a[contains(., 'Later deadlines')]/@href")
    listed = [row["deadline"] for row in csv.DictReader(get(file).text.splitlines())]
    actual = get("/en/ending-soon.json").json()["calls"]
    assert [call["deadline"] for call in actual] == sorted(call["deadline"] for call in actual)
    assert len(listed) == len(actual) >= 250


@pytest.mark.parametrize(
    "choice", ["", " AND +c.country = 'FR'", " AND +c.data_outsourcing = 'yes'"]
)
def test_awards_announced_years_ago_are_not_read(rows: sqlite3.Connection, choice: str) -> None:
    sql = "EXPLAIN QUERY PLAN " + ending._ANNOUNCED.format(by=ending._BY_STATUS, choice=choice)
    plan = [row[3] for row in rows.execute(sql, {"since": "2026-10-13", "most": 1})]
    assert "(status=? AND updated>?)" in plan[0]
    (earlier,) = rows.execute("SELECT count(*) FROM contracts WHERE updated < published").fetchone()
    assert earlier == 0


def test_the_button_carries_the_choice(get: Get) -> None:
    page = get("/fr/bientot-finis?country=GB&months=12&page=1").text
    there = page_path("ending", "fr", "ics", country="GB", months=12)
    assert f'href="{there.replace("&", "&amp;")}"' in page


def _copy(demo_db: Path, tmp_path: Path, sql: str) -> Path:
    path = tmp_path / "copy.db"
    shutil.copy(demo_db, path)
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.commit()
    refresh(connection)
    connection.close()
    return path
