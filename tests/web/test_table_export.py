"""What one takes away from a table or an answer: all of its rows, inert; feeds of any filter."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from monitor.i18n.load_canned_queries import canned_queries
from monitor.i18n.untrusted_text import escape_formula
from monitor.web.downloads import table_export
from pipelines.store.schema import TABLES
from tests.web.conftest import asker
from tests.web.support import Get, seen

ATOM = "{http://www.w3.org/2005/Atom}"
PUBLIC = [name for name, table in TABLES.items() if table.public]


def read(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(answer.text[1:])))


@pytest.mark.parametrize("table", PUBLIC)
def test_every_row_and_column_of_a_table_is_in_its_csv(
    get: Get, rows: sqlite3.Connection, table: str
) -> None:
    actual = read(get(f"/vigie/{table}.csv"))
    (count,) = rows.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert len(actual) == count
    assert not actual or list(actual[0]) == list(TABLES[table].names)


def test_a_csv_goes_beyond_the_pages_and_keeps_filter_and_order(
    get: Get, rows: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read(get("/vigie/contracts.csv?country=FR&_sort_desc=value_eur"))
    # pages of seven rows: the same file, made of many
    monkeypatch.setattr(table_export, "SIZE", "7")
    paged = read(get("/vigie/contracts.csv?country=FR&_sort_desc=value_eur"))
    assert paged == whole
    real_ids = [
        row[0]
        for row in rows.execute(
            "SELECT id FROM contracts WHERE country = 'FR' ORDER BY value_eur DESC, id"
        )
    ]
    assert [row["id"] for row in whole] == real_ids
    assert len(real_ids) > 14


def test_more_rows_than_a_file_may_hold_are_refused_not_cut(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_export, "MAX_CSV_ROWS", 3)
    assert len(read(get("/vigie/contracts.csv?country=XX"))) == 0
    assert len(read(get("/vigie/contracts.csv"))) > 3  # one page is whole anyway
    monkeypatch.setattr(
        table_export,
        "_refuse_too_many",
        lambda data, most, real=table_export._refuse_too_many: real({**data, "next": "x"}, most),
    )
    monkeypatch.setattr(table_export, "MAX_XLSX_ROWS", 3)
    assert get("/vigie/contracts.xlsx").status_code == 400
    assert get("/vigie/contracts.xlsx?country=XX").status_code == 200
    answer = get("/vigie/contracts.csv", cookie="vigie_lang=fr")
    assert answer.status_code == 400
    assert "plus de lignes qu'un fichier d'ici" in seen(answer.text)


@pytest.fixture(scope="module")
def hostile(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Get:
    path = tmp_path_factory.mktemp("hostile") / "vigie.db"
    source, target = sqlite3.connect(demo_db), sqlite3.connect(path)
    source.backup(target)
    target.execute(
        "UPDATE contracts SET title = '=HYPERLINK(\"http://x\";\"y\")', buyer = '@SUM(A1)',"
        " suppliers = '-1+1' || char(10) || 'b\"c,d'"
    )
    target.execute(
        "UPDATE notices SET title = '<script>alert(1)</script>' || char(8238) || 'x' || char(1)"
    )
    target.commit()
    target.close()
    return asker(path)


@pytest.mark.parametrize(
    "address",
    [
        "/vigie/contracts.csv",
        "/vigie/this-week.csv",
        "/vigie.csv?sql=select+title,+buyer,+suppliers+from+contracts",
        "/vigie.csv?sql=select+title+as+%22%3DHYPERLINK(A1)%22,+buyer+as+%22%2B1%22+from+contracts",
    ],
)
def test_no_cell_is_obeyed_by_a_spreadsheet(hostile: Get, address: str) -> None:
    actual = read(hostile(address))
    assert actual
    for row in actual:
        for value in (*row, *row.values()):
            assert not value.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("name", list(canned_queries()))
def test_the_answer_to_a_question_is_a_csv(get: Get, name: str) -> None:
    actual = read(get(f"/vigie/{name}.csv"))
    shown = get(f"/vigie/{name}.json?_shape=objects").json()["rows"]
    assert len(actual) == len(shown)


def test_an_answer_that_is_cut_says_so_in_its_name(get: Get) -> None:
    many = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 1500) SELECT i FROM n"
    )
    answer = get("/vigie.csv?sql=" + many.replace(" ", "+").replace("+1", "%2B1"))
    assert len(read(answer)) == 1000
    assert 'filename="vigie-answer-first-1000.csv"' in answer.headers["content-disposition"]
    whole = get("/vigie.csv?sql=select+1+as+a")
    assert 'filename="vigie-answer.csv"' in whole.headers["content-disposition"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/vigie.csv", 404),
        ("/vigie.csv?sql=select+nothing", 400),
        ("/vigie/nothing.csv", 404),
        ("/vigie.csv?sql=delete+from+contracts", 400),
        ("/vigie/snapshots.csv", 403),
        ("/vigie/contracts.csv?nothing=1", 400),
    ],
)
def test_what_is_no_table_gives_no_csv(get: Get, address: str, status: int) -> None:
    answer = get(address)
    assert answer.status_code == status
    assert not answer.headers["content-type"].startswith("text/csv")


def feed(answer: Any) -> ElementTree.Element:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.text)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?country=FR",
        "?big_tech=yes&_group=microsoft",
        "?_search=licences",
        "?country=XX",
        "?value_eur__gte=100000&_sort_desc=value_eur",
    ],
)
def test_a_feed_of_any_filter_has_the_rows_of_its_page(get: Get, query: str) -> None:
    element = feed(get(f"/vigie/contracts.atom{query}"))
    rows = get(f"/vigie/contracts.json{query}" + ("&" if query else "?") + "_shape=array").json()
    entries = element.findall(f"{ATOM}entry")
    assert len(entries) == len(rows)
    for entry, row in zip(entries, rows, strict=True):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        address = str(link.get("href"))
        assert get(address.removeprefix("http://vigie.test")).status_code == 200
        assert (row["title"] or row["id"])[:30] in str(entry.findtext(f"{ATOM}title"))
        assert str(entry.findtext(f"{ATOM}updated")).startswith(row["updated"] or "1970")


def test_an_entry_is_the_same_in_every_feed(get: Get) -> None:
    ours = feed(get("/fr/flux.atom"))
    theirs = feed(get("/vigie/contracts.atom?_size=max"))
    ids = {entry.findtext(f"{ATOM}id") for entry in theirs.findall(f"{ATOM}entry")}
    assert {entry.findtext(f"{ATOM}id") for entry in ours.findall(f"{ATOM}entry")} <= ids


def test_a_choice_is_taken_away_whole_from_any_of_its_pages(get: Get) -> None:
    page = get("/vigie/contracts?_size=20", accept_language="en").text
    (further,) = re.findall(r'<p class="next"><a href="([^"]+)"', page)
    address = unescape(further).removeprefix("http://vigie.test")
    second = get(address, accept_language="en").text
    (formats,) = re.findall(r'<p class="formats">(.*?)</p>', second, re.DOTALL)
    links = [unescape(text) for text in re.findall(r'href="(/vigie/[^"]+)"', formats)]
    assert len(links) == 4
    assert not [link for link in links if "_next" in link]
    whole = len(read(get("/vigie/contracts.csv")))
    (csv_link,) = [link for link in links if ".csv" in link]
    asked_for = f"{csv_link}{'&' if '?' in csv_link else '?'}_next=20"
    assert len(read(get(csv_link))) == len(read(get(asked_for))) == whole > 50


def test_a_group_that_signed_nothing_has_its_role_in_every_feed(get: Get) -> None:
    ours, theirs = ("/fr/flux.atom?group=microsoft", "/vigie/contracts.atom?_group=microsoft")
    for address in (ours, theirs):
        text = " ".join(feed(get(address, accept_language="fr")).itertext())
        assert "Microsoft (produit nommé)" in text


def test_a_feed_of_notices_is_inert_and_well_formed(hostile: Get) -> None:
    element = feed(hostile("/vigie/notices.atom"))
    (title, *_others) = [
        element.findtext(f"{ATOM}title") for element in element.findall(f"{ATOM}entry")
    ]
    assert str(title).startswith("<script>alert(1)</script>x")


def test_the_page_leads_to_its_feed_and_its_file(get: Get) -> None:
    html = get("/vigie/contracts?country=FR", accept_language="en").text
    assert 'type="application/atom+xml"' in html
    assert '/vigie/contracts.csv?country=FR"' in html
    assert "/vigie/contracts.atom?country=FR" in html
    assert ".atom" not in get("/vigie/tags").text.partition("<main")[2].partition("</main>")[0]
    for address in (
        "/vigie/tags.atom",
        "/vigie/contracts.atom?_col=id",
        "/vigie.atom?sql=select+1",
    ):
        assert get(address).status_code in (400, 404)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "'  =1+1"),
        ("＝1+1", "'＝1+1"),
        ("\n=1", "'\n'=1"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("Lot 1;=HYPERLINK(1)", "Lot 1;'=HYPERLINK(1)"),
        ("Lot 1\n=cmd", "Lot 1\n'=cmd"),
        ("Lot 1; @SUM(1)", "Lot 1;' @SUM(1)"),
        ("Lot 1,=cmd|' /C calc'!A0,", "Lot 1,'=cmd|' /C calc'!A0,"),
        ("Lot 1, -2+cmd|x", "Lot 1,' -2+cmd|x"),
        ('Lot 1;"=1+1";', 'Lot 1;\'"=1+1";'),
        ("maintenance, -hébergement, +support (3 ans)",) * 2,
        ("Objet :\n- licences ;\n- support", "Objet :\n- licences ;\n- support"),
        ("a - b = c", "a - b = c"),
        ("Marché n° 26-12 ; lot +", "Marché n° 26-12 ; lot +"),
        (None, None),
        (-12.5, -12.5),
    ],
)
def test_a_cell_is_no_formula_also_where_semicolons_part_cells(text: Any, safe: Any) -> None:
    assert escape_formula(text) == safe


@pytest.mark.parametrize("table", ["contracts", "notices"])
def test_a_feed_with_labels_says_the_same_and_one_without_its_columns_is_refused(
    get: Get, table: str
) -> None:
    plain = get(f"/vigie/{table}.atom?_size=5")
    labelled = get(f"/vigie/{table}.atom?_size=5&_labels=on")
    assert labelled.status_code == 200
    entries = [
        ElementTree.fromstring(item.text).findall(f"{ATOM}entry") for item in (plain, labelled)
    ]
    actual = [[ElementTree.tostring(entry) for entry in each] for each in entries]
    assert actual[0] == actual[1]
    for columns in ("_col=title&_col=buyer&_col=url", "_nocol=vendor_groups", "_nocol=country"):
        assert get(f"/vigie/{table}.atom?{columns}").status_code == 400
