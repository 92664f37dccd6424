"""The bulletin of a week: what stands in it, that it stays, its feed."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from lxml import etree, html

from monitor.alerts.iso_week import Week
from monitor.i18n.routes import page_path
from tests.web.conftest import asker
from tests.web.support import TODAY, Get, seen
from tests.web.test_dossiers import changed

WEEK = "2026-W46"
DAYS = ("2026-11-09", "2026-11-15")


def test_a_week_begins_on_monday_and_its_year_is_that_of_its_thursday() -> None:
    assert str(Week.of(TODAY)) == WEEK
    assert str(Week.of(date(2027, 1, 1))) == "2026-W53"
    assert (Week.parse("2026-W53"), Week.parse("2026-W54")) == (Week(date(2026, 12, 28)), None)
    assert Week.parse("2026-46") is None
    assert str(Week.of(TODAY).later(-46)) == "2025-W52"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_contract_of_the_week_stands_in_one_part(
    get: Get, rows: sqlite3.Connection, lang: str
) -> None:
    page = html.fromstring(get(page_path("week", lang, week=WEEK)).text)
    actual = get(page_path("week", lang, "json", week=WEEK)).json()
    parts = {name: {row["id"] for row in actual[name]["rows"]} for name in PARTS}
    assert sum(map(len, parts.values())) == len(set().union(*parts.values())) > 10
    for name, condition in PARTS.items():
        known = rows.execute(
            f"SELECT id FROM contracts c WHERE {condition} AND published BETWEEN ? AND ?"
            " AND same_as IS NULL AND status NOT IN ('cancelled', 'unsuccessful')"
            " AND digital = 'yes'",
            DAYS,
        ).fetchall()
        assert actual[name]["total"] == len(known) > 0
        assert parts[name] <= {row[0] for row in known}
    links = {element.get("href") for element in page.cssselect("a.contract")}
    assert {page_path("contract", lang, id=item) for item in parts["surveillance"]} <= links


PARTS = {
    "surveillance": "(worker_surveillance = 'yes' OR public_surveillance_ai = 'yes')",
    "big_tech": "big_tech = 'yes' AND worker_surveillance IS NOT 'yes'"
    " AND public_surveillance_ai IS NOT 'yes'",
    "handed": "data_outsourcing = 'yes' AND big_tech IS NOT 'yes'"
    " AND worker_surveillance IS NOT 'yes' AND public_surveillance_ai IS NOT 'yes'",
}


def with_sources(
    demo_db: Path,
    folder: Path,
    *states: tuple[str, str, str | None, str],
    runs: Mapping[str, tuple[str, str]] | None = None,
) -> Path:
    """A copy of the database whose log of states, and last runs, are these alone.

    ``states``  portal, first day, day after the last (None: it lasts), state.
    ``runs``    portal -> its state, the day of its last success; "*" for all that are not named.
    """

    def moment(day: str | None) -> str:
        return f"'{day}T04:00:00Z'" if day else "NULL"

    log = [
        f"('{portal}', {moment(since)}, {moment(until)}, '{state}')"
        for portal, since, until, state in states
    ]
    insert = "INSERT INTO health (subject, since, until, state) VALUES " + ", ".join(log)
    updates = [
        f"UPDATE portals SET state = '{state}', last_success = '{last}T04:00:00Z'"
        + ("" if portal == "*" else f" WHERE name = '{portal}'")
        for portal, (state, last) in (runs or {}).items()
    ]
    return changed(demo_db, folder, "DELETE FROM health", *([insert] if log else []), *updates)


def silent_sources(target: Path, week: str) -> list[tuple[str, str]]:
    data = asker(target)(page_path("week", "fr", "json", week=week)).json()["silent"]
    return [(source["name"], source["state"]) for source in data]


def test_a_week_names_the_sources_that_were_silent_in_it_and_no_later_ones(
    demo_db: Path, tmp_path: Path
) -> None:
    target = with_sources(
        demo_db,
        tmp_path,
        ("ted", "2026-11-10", "2026-11-11", "blind"),
        ("boamp", "2026-11-02", "2026-11-03", "failed"),
        ("find_a_tender", "2026-11-01", None, "ok"),
    )
    shown = seen(asker(target)(page_path("week", "fr", week=WEEK)).text)
    silent = shown.partition("Sources muettes")[2].partition("Semaine d'avant")[0]
    assert "TED" in silent
    assert "BOAMP" not in silent
    assert "Find a Tender" not in silent


def test_a_source_whose_last_run_failed_is_silent_since_without_an_operator_too(
    demo_db: Path, tmp_path: Path
) -> None:
    """Crawls that cron starts have no log of states: the bulletin knew of no silent source."""
    runs = {
        "*": ("ok", "2026-11-15"),
        "boamp": ("failed", "2026-11-08"),
        "ted": ("ok", "2026-10-20"),
    }
    target = with_sources(demo_db, tmp_path, runs=runs)
    assert {name for name, _ in silent_sources(target, WEEK)} == {"boamp", "ted"}
    assert {name for name, _ in silent_sources(target, "2026-W44")} == {"ted"}


def test_a_silent_source_is_named_once_with_its_last_state(demo_db: Path, tmp_path: Path) -> None:
    """Two states in a week; or one, and no run for weeks since it was well again."""
    target = with_sources(
        demo_db,
        tmp_path,
        ("boamp", "2026-11-09", "2026-11-11", "degraded"),
        ("boamp", "2026-11-11", "2026-11-12", "blind"),
        ("ted", "2026-10-19", "2026-10-21", "degraded"),
        ("ted", "2026-10-21", None, "ok"),
        runs={"*": ("ok", "2026-11-15"), "ted": ("ok", "2026-10-21")},
    )
    assert silent_sources(target, WEEK) == [("boamp", "blind"), ("ted", "not_lately")]
    assert silent_sources(target, "2026-W43") == [("ted", "not_lately")]


def test_a_week_of_which_no_notice_was_read_is_not_a_week_without_contracts(
    demo_db: Path, tmp_path: Path
) -> None:
    target = tmp_path / "vigie.db"
    with closing(sqlite3.connect(demo_db)) as source, closing(sqlite3.connect(target)) as made:
        source.backup(made)
        made.execute("UPDATE portals SET newest_notice = '2026-05-01'")
        made.execute("DELETE FROM aggregates WHERE kind = 'day'")
        made.commit()
    shown = seen(asker(target)("/fr/semaine/2026-W45").text)
    assert "Aucun avis de cette semaine n'a été lu" in shown
    assert "Avis jusqu'au 1er mai 2026." in shown
    assert "Contrats numériques publiés" not in shown
    assert "aucune source n'a été muette" not in shown


def test_only_of_ends_to_come_it_is_said_that_now_is_the_time(get: Get) -> None:
    now = "The time to ask for another choice is now."
    shown = seen(get(page_path("week", "en", week=WEEK)).text)
    assert "Ends in six months" in shown
    assert now in shown
    shown = seen(get(page_path("week", "en", week="2019-W10")).text)
    assert "Ended six months later" in shown
    assert now not in shown


def test_a_week_that_has_not_begun_or_is_none_is_not_there(get: Get) -> None:
    for week in ("2026-W47", "2026-W60", "now"):
        assert get(page_path("week", "en", week=week)).status_code == 404
    old = get(page_path("week", "fr", week="2020-W10"))  # long before all that was read
    assert "Aucun avis de cette semaine n'a été lu" in seen(old.text)
    for words in ("Contrats numériques publiés", "Avis jusqu'au", "de ce genre", "Sources muettes"):
        assert words not in seen(old.text).partition("Ce qu'on ne peut pas voir")[0]
    assert get(page_path("week", "fr", "json", week="2020-W10")).json()["read"] is False
    assert get("/en/semaine/2026-W46").headers["location"].endswith("/en/week/2026-W46")


def test_the_feed_has_an_entry_for_each_week_that_is_over(get: Get) -> None:
    feed = etree.fromstring(get(page_path("weeks", "fr", "atom")).content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    (entry,) = feed.xpath("a:entry", namespaces=names)
    (title,) = entry.xpath("a:title/text()", namespaces=names)
    assert title == "Semaine 45, du 2\u00a0novembre 2026 au 8\u00a0novembre 2026"
    assert entry.xpath("a:link/@href", namespaces=names)[0].endswith("/fr/semaine/2026-W45")
    (actual,) = entry.xpath("a:content/text()", namespaces=names)
    assert "Contrats numériques : 35" in seen(actual)


def test_the_feed_says_of_a_week_after_the_last_that_was_read_that_it_was_not(
    demo_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = date(2026, 11, 30)  # the notices end on the thirteenth: weeks 46, 47, 48 are over
    get = asker(demo_db, today=lambda: later)
    feed = etree.fromstring(get(page_path("weeks", "fr", "atom")).content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    actual = {
        entry.xpath("string(a:title)", namespaces=names).partition(",")[0]: seen(
            entry.xpath("string(a:content)", namespaces=names)
        )
        for entry in feed.xpath("a:entry", namespaces=names)
    }
    assert list(actual) == ["Semaine 48", "Semaine 47", "Semaine 46", "Semaine 45"]
    for week, words in actual.items():
        is_read = week in ("Semaine 45", "Semaine 46")
        assert ("Aucun avis de cette semaine n'a été lu" in words) is not is_read
        assert ("Contrats numériques" in words) is is_read
    page = seen(get(page_path("weeks", "fr")).text)
    assert "Semaine 49" in page
    assert "Contrats numériques publiés : 0" not in page


def test_all_of_a_part_comes_as_a_table(get: Get) -> None:
    place = page_path("week", "en", "csv", week=WEEK, table="handed")
    result = list(csv.DictReader(io.StringIO(get(place).content.decode("utf-8-sig"))))
    actual = get(page_path("week", "en", "json", week=WEEK)).json()
    assert len(result) == actual["handed"]["total"]


def test_home_leads_to_the_bulletin_of_this_week(get: Get) -> None:
    links = html.fromstring(get("/fr/").text).cssselect("ul.ways a")
    assert page_path("week", "fr", week=WEEK) in {element.get("href") for element in links}
