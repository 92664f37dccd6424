"""Spreadsheets open in the programs that people have, and hold what the pages say, cell by cell."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sqlite3
import subprocess
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from monitor.i18n.labels import labels
from monitor.i18n.routes import BUILT, Route, page_path
from monitor.i18n.table_labels import page_table_label
from monitor.i18n.value_formatting import LANGUAGES, use_language
from monitor.web.downloads.page_export import rows_at
from monitor.web.downloads.sheet_columns import columns_of, flatten_row
from monitor.web.downloads.sheet_writers import (
    SHEET_NAME_LENGTH,
    About,
    Sheet,
    csv_text,
    localized_csv,
    xlsx,
)
from monitor.web.pages import ending, search
from tests.web.support import Get, example_address, seen

PAGES = [route for route in BUILT if "xlsx" in route.formats]
WITH_TABLES = [route for route in PAGES if getattr(import_module(route.place), "TABLES", {})]
HOSTILE = ("=1+1", "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3", '=HYPERLINK("http://x.example")')


def book(body: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(body))


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("route", WITH_TABLES, ids=lambda route: route.name)
def test_the_tables_of_every_page_are_sheets_with_titles_and_without_json(
    get: Get, rows: sqlite3.Connection, route: Route, lang: str
) -> None:
    answer = get(example_address(route, lang, rows, "xlsx"))
    assert answer.status_code == 200
    assert re.search(
        r'filename="vigie-[\w.-]+-2026-11-13\.xlsx"', answer.headers["content-disposition"]
    )
    actual = book(answer.content)
    (*sheets, about) = actual.worksheets
    data = get(example_address(route, lang, rows, "json")).json()
    shown = 0
    for place in import_module(route.place).TABLES.values():
        there: Any = data
        for key in place.split("."):
            there = there[key] if there else None
        shown += bool(there)
    assert len(sheets) == shown
    assert "http://vigie.test" in str(cells(about))
    assert {"fr": "« non » veut dire que rien", "en": "“no” means that nothing"}[lang] in seen(
        str(cells(about))
    ).replace("\\xa0", " ")
    for sheet in sheets:
        titles = [cell.value for cell in sheet[1]]
        assert len(set(titles)) == len(titles), sheet.title
    for sheet in sheets:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
        titles, *lines = cells(sheet)
        assert lines
        assert None not in titles
        for title in titles:
            assert not re.search(r"[a-z]_[a-z]", str(title)), (
                f"{title}: give it a word in labels.yml"
            )
        for value in (value for line in lines for value in line):
            assert not isinstance(value, str) or not re.match(r'\[[\["{\]]|\{"', value), value


def test_a_table_of_a_page_has_words() -> None:
    names = {name for route in WITH_TABLES for name in import_module(route.place).TABLES}
    assert names <= labels()["page_tables"].keys()
    for lang in LANGUAGES:
        with use_language(lang):
            cut = [name for name in names if len(page_table_label(name)) > SHEET_NAME_LENGTH]
        assert not cut, f"{lang}: a sheet would be called by half a word"


def test_a_ranking_begins_with_whom_it_ranks_and_has_no_column_of_nobody(get: Get) -> None:
    sheets = book(get(page_path("group", "fr", "xlsx", id="microsoft")).content)
    for name in ("organismes publics", "pays", "rôles", "ses sociétés"):
        titles = [cell.value for cell in sheets[name][1]]
        assert titles[0] == "Nom", name
        assert "Groupe dont le produit est nommé" not in titles, name


@pytest.mark.parametrize("route", WITH_TABLES, ids=lambda route: route.name)
def test_every_column_of_a_page_has_words(get: Get, rows: sqlite3.Connection, route: Route) -> None:
    data = get(example_address(route, "fr", rows, "json")).json()
    for place in import_module(route.place).TABLES.values():
        flattened = [flatten_row(row) for row in rows_at(data, place) or ()]
        for column in columns_of(flattened):
            parts = column.name.split(".")  # of an object, or of a year
            assert any(part in labels()["columns"] for part in parts), f"{place}: {column.name}"
            values = {type(row.get(column.name)) for row in flattened}
            assert column.kind != "date" or values <= {str, type(None)}, f"{place}: {column.name}"


def test_what_a_group_gets_and_its_roles_are_said_in_words(get: Get) -> None:
    sheets = book(get(page_path("group", "fr", "xlsx", id="microsoft")).content)
    lines = [str(value) for sheet in sheets for line in cells(sheet) for value in line]
    assert "Signé par le groupe seul" in lines
    assert "produit nommé" in lines
    assert not {"signed", "shared", "product", "named_product"} & set(lines)


def test_how_many_a_body_signed_is_a_number_and_no_day(get: Get) -> None:
    sheet = book(get(page_path("search", "fr", "xlsx", q="Microsoft")).content)["titulaires"]
    titles, *lines = cells(sheet)
    signed = [line[titles.index("Contrats signés")] for line in lines]
    assert signed
    assert all(type(item) is int and item > 0 for item in signed)
    data = get(page_path("search", "fr", "json", q="Microsoft")).json()
    assert [supplier["contracts_signed"] for supplier in data["suppliers"]] == signed
    assert not any("signed" in buyer for buyer in data["buyers"] + data["suppliers"])


def test_a_cell_has_the_words_that_the_page_of_its_table_has(get: Get) -> None:
    (sheet, _about) = book(get("/vigie/runs.xlsx?_language=en").content).worksheets
    titles, *lines = cells(sheet)
    assert {line[titles.index("State")] for line in lines} == {"ended well"}


def test_numbers_are_numbers_and_days_are_days(get: Get, rows: sqlite3.Connection) -> None:
    actual = book(get("/vigie/contracts.xlsx?country=FR&_language=en").content)
    titles, *lines = cells(actual.worksheets[0])
    real = rows.execute(
        "SELECT id, value_eur, published, vendor_groups FROM contracts WHERE country = 'FR'"
    ).fetchall()
    by_id = {
        line[titles.index("Identifier")]: dict(zip(titles, line, strict=True)) for line in lines
    }
    assert len(by_id) == len(real) > 5
    for item in real:
        line = by_id[item["id"]]
        assert line["Value in €"] == item["value_eur"]
        assert isinstance(line["Published"], datetime)
        assert line["Published"].date() == date.fromisoformat(item["published"])
    (cell,) = (c for c in actual.worksheets[0][2] if c.column == titles.index("Value in €") + 1)
    assert cell.number_format == "#,##0.00"
    head = actual.worksheets[0]["A1"]
    assert head.font.bold
    assert head.fill.fgColor.rgb == "FF1F3A5F"


def french(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def test_csv_in_french_is_what_french_spreadsheets_read(get: Get, rows: sqlite3.Connection) -> None:
    titles, *lines = french(get("/vigie/contracts.csv?_language=fr").text)
    assert {"Objet", "Acheteur", "Montant en €", "Publié", "Géant du numérique"} <= set(titles)
    real = dict(rows.execute("SELECT id, value_eur FROM contracts").fetchall())
    assert len(lines) == len(real)
    index, key = titles.index("Montant en €"), titles.index("Identifiant")
    for line in lines:
        assert len(line) == len(titles)
        amount = line[index]
        assert "." not in amount
        assert (float(amount.replace(",", ".")) if amount else None) == real[line[key]]
    assert any("," in line[index] for line in lines)
    assert {line[titles.index("Géant du numérique")] for line in lines} <= {
        "oui",
        "non",
        "à vérifier",
        "",
    }


def test_csv_in_english_keeps_names_and_values(get: Get) -> None:
    english = list(csv.DictReader(io.StringIO(get("/en/group/microsoft.csv").text[1:])))
    assert {"value_eur", "vendor_groups", "group_roles"} <= set(english[0])
    assert any(item["vendor_groups"] == "microsoft" for item in english)
    assert any(item["group_roles"].startswith("microsoft=") for item in english)


def test_no_cell_is_a_formula() -> None:
    rows = [{"title": text, "name": text, "value": -1.5} for text in HOSTILE]
    (sheet, _about) = book(xlsx([Sheet("x", rows)], About([("a", "=1+1")]))).worksheets
    for row in sheet.iter_rows(min_row=2):
        assert [cell.data_type for cell in row] == ["s", "s", "n"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == list(HOSTILE)
    with use_language("fr"):
        for line in french("\ufeff" + localized_csv(rows))[1:]:
            assert line[0].startswith("'")
            assert line[2] == "-1,5"


def test_what_is_no_single_value_is_joined_or_has_columns_of_its_own() -> None:
    with use_language("en"):
        row = flatten_row(
            {
                "vendor_groups": '["microsoft", "oracle"]',
                "title": '["this is how the portal writes it"]',
                "counts": {"big_tech_share": [3, 14]},
                "covers": {"fr": "tout", "en": "all"},
                "listed": {"deep": {"er": [1]}},
                "rows_of": [{"a": 1}],
            }
        )
    assert row == {
        "vendor_groups": "Microsoft | Oracle",
        "title": '["this is how the portal writes it"]',
        "counts.big_tech_share": "3 of 14",
        "covers": "all",
    }
    with use_language("fr"):
        (_, _, share, _) = columns_of([row])
    assert (share.title, share.kind) == ("Part avec un géant du numérique", "text")


@pytest.mark.parametrize(("lang", "expected"), [("fr", "paie | badgeuse"), ("en", "payroll")])
def test_several_words_in_each_language_are_joined_in_the_readers(lang: str, expected: str) -> None:
    with use_language(lang):
        assert flatten_row({"any": {"fr": ["paie", "badgeuse"], "en": ["payroll"]}}) == {
            "any": expected
        }


@pytest.mark.parametrize("name", ["ending", "search", "group", "buyer", "alternatives", "reply"])
def test_a_list_is_taken_away_whole_from_any_of_its_pages(
    get: Get, rows: sqlite3.Connection, name: str
) -> None:
    route = next(one for one in BUILT if one.name == name)
    page = get(example_address(route, "en", rows) + "?page=2").text
    (formats,) = re.findall(r'<p class="formats">(.*?)</p>', page, re.DOTALL)
    links = re.findall(r'href="([^"]+)"', formats)
    assert any(".csv" in link for link in links)
    assert [link for link in links if "page=2" in link and ".json" not in link] == []


@pytest.mark.parametrize("where", ["ending-soon", "search"])
def test_a_file_that_is_cut_says_so(get: Get, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    whole = get(f"/en/{where}.csv")
    assert "content-disposition" not in whole.headers
    for page in (ending, search):
        monkeypatch.setitem(page.SIZES, "csv", 3)
    monkeypatch.setattr(ending, "IN_A_FILE", 3)
    cut = get(f"/en/{where}.csv?")  # another address: answers are kept
    assert "-2026-11-13-first-" in cut.headers["content-disposition"]
    assert cut.text.count("\n") < whole.text.count("\n")
    workbook = get(f"/en/{where}.xlsx?")
    assert "-2026-11-13-first-rows.xlsx" in workbook.headers["content-disposition"]
    about = str(cells(book(workbook.content).worksheets[-1]))
    assert "only the first 3 rows are in this file" in about


def test_the_page_of_a_table_leads_to_both(get: Get) -> None:
    page = get("/vigie/contracts?country=FR", accept_language="fr").text
    assert '/vigie/contracts.csv?country=FR&amp;_language=fr"' in page
    assert '/vigie/contracts.xlsx?country=FR"' in page
    english = get("/vigie/contracts?country=FR", accept_language="en").text
    assert '/vigie/contracts.csv?country=FR"' in english


@pytest.fixture(scope="module")
def libreoffice() -> str:
    result = shutil.which("soffice")
    if result is None:
        pytest.skip("LibreOffice is not installed: only openpyxl opened the spreadsheets")
    return result


def opened(program: str, file: Path, *filters: str) -> list[list[Any]]:
    """The first sheet of a file as LibreOffice reads it, and writes it again."""
    made = file.parent / "made"
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = [program, profile, "--headless", *filters, "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(made), str(file)], check=True, capture_output=True, timeout=600
    )
    return cells(openpyxl.load_workbook(made / f"{file.stem}.xlsx").worksheets[0])


def test_libreoffice_opens_the_workbook(get: Get, libreoffice: str, tmp_path: Path) -> None:
    file = tmp_path / "contracts.xlsx"
    file.write_bytes(get("/vigie/contracts.xlsx?country=FR&_language=en").content)
    assert opened(libreoffice, file) == cells(book(file.read_bytes()).worksheets[0])


def test_libreoffice_reads_numbers_and_days_in_french_csv(
    get: Get, libreoffice: str, tmp_path: Path
) -> None:
    file = tmp_path / "contrats.csv"
    file.write_bytes(get("/vigie/contracts.csv?_language=fr").content)
    # semicolon, quotes, UTF-8, French
    how = "--infilter=Text - txt - csv (StarCalc):59,34,76,1,,1036,false,true"
    titles, *lines = opened(libreoffice, file, how)
    expected, *real = french(file.read_text("utf-8"))
    assert titles == expected
    amount, published = titles.index("Montant en €"), titles.index("Publié")
    for line, written in zip(lines, real, strict=True):
        text = written[amount].replace(",", ".")
        assert line[amount] == (float(text) if text else None)
        day = written[published]
        assert line[published] == (datetime.fromisoformat(day) if day else None)


@pytest.mark.parametrize("separator", ["44", "59", "44/59"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_libreoffice_finds_no_formula_whatever_parts_its_cells(
    libreoffice: str, tmp_path: Path, lang: str, separator: str
) -> None:
    texts = (f"Lot{mark}{text}{mark}" for mark in (",", ";", ", ", "\n") for text in HOSTILE)
    rows = [{"title": text, "n": 1} for text in (*HOSTILE, *texts, 'Lot,"=1+1",', 'Lot;"=1+1";')]
    file = tmp_path / "lots.csv"
    with use_language(lang):
        file.write_text(csv_text(rows), "utf-8")
    # with "evaluate formulas", which a person may choose; dates and numbers are found, too
    how = f"--infilter=Text - txt - csv (StarCalc):{separator},34,76,1,,1033,false,true"
    lines = opened(libreoffice, file, f"{how},false,false,false,-1,true")
    assert len(lines) > len(rows)
    assert [cell for line in lines for cell in line if str(cell).startswith("=")] == []


def test_the_group_whose_product_a_reseller_sells_is_not_said_to_sell(get: Get) -> None:
    answer = get("/fr/acheteur/FR-SIREN-200093201.csv?table=resellers")
    (titles, row) = csv.reader(answer.text.removeprefix("\ufeff").splitlines(), delimiter=";")
    named = dict(zip(titles, row, strict=True))
    assert named["Groupe dont le produit est nommé"] == "Microsoft"
    assert named["Nom"] == "COMPUTACENTER FRANCE"
