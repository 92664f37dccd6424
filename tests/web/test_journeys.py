"""The tasks for which the site is made, by finger and by keyboard, without a script.

Each ends at most four clicks from the first page; the alert is in tests/alerts/test_journey.py.
"""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dateutil.relativedelta import relativedelta
from icalendar import Calendar

from tests.web.reading_aids import Finger, Keys
from tests.web.support import TODAY

pytestmark = pytest.mark.browser
MAX_CLICKS = 4
LILLE = "Métropole Européenne de Lille"


@pytest.fixture(params=[Finger, Keys], ids=["finger", "keys"])
def reader(request: pytest.FixtureRequest, server: str, browser: Any) -> Iterator[Finger]:
    """Somebody who has just come to the first page, with a French browser."""
    way = request.param
    context = browser.new_context(
        viewport=way.viewport, locale="fr-FR", java_script_enabled=False, accept_downloads=True
    )
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    tab.goto(server)
    yield way(tab)
    context.close()


def text(reader: Finger) -> str:
    """Of the page, apostrophes as one types them, blanks as one."""
    return " ".join(reader.tab.inner_text("main").split()).replace("’", "'")


def test_find_my_employer_and_its_big_tech_contracts(reader: Finger) -> None:
    reader.fill("Un organisme public, une entreprise, un mot", "mel")
    reader.choose("Chercher")
    reader.choose(LILLE)
    assert "Qui détient ces contrats" in text(reader)
    reader.choose("Renouvellement des licences Microsoft 365 et services associés")
    assert "Titulaire COMPUTACENTER FRANCE" in text(reader)
    assert "Computacenter Royaume-Uni, revendeur titulaire" in text(reader)
    assert reader.clicks <= MAX_CLICKS


def test_understand_why_a_contract_is_tagged(reader: Finger) -> None:
    reader.fill("Un organisme public, une entreprise, un mot", "microsoft 365")
    reader.choose("Chercher")
    reader.choose("Licences Microsoft 365")
    reader.choose("Géant du numérique")
    marked = [item.inner_text() for item in reader.tab.locator("#why ~ article mark").all()]
    assert any("Microsoft" in words for words in marked)
    for summary in reader.tab.locator("#why ~ article summary").all():
        summary.press("Enter")
    assert "Règle : le nom « Microsoft Ireland Operations Limited »" in text(reader)
    official = reader.tab.locator("#why ~ article a.official").first.get_attribute("href")
    assert urlsplit(official or "").scheme == "https"
    assert reader.clicks <= MAX_CLICKS
    reader.choose("Méthode")
    assert "Chaque signalement garde les mots, leur place et la règle" in text(reader)


def test_see_what_ends_in_a_year_and_put_it_into_my_calendar(
    reader: Finger, rows: sqlite3.Connection
) -> None:
    reader.choose("Échéances")
    reader.pick("Dans combien de mois", "12")
    reader.choose("Montrer")
    assert parse_qs(urlsplit(reader.tab.url).query)["months"] == ["12"]
    calendar = Calendar.from_ical(reader.save("Les mettre dans mon agenda (.ics)"))
    events = [e for e in calendar.walk("VEVENT") if str(e["summary"]).startswith("Fin\u00a0:")]
    ends = sorted(event["dtstart"].dt for event in events)
    known = rows.execute(
        'SELECT DISTINCT "end", procedure_id FROM contracts WHERE "end" BETWEEN ? AND ?'
        " AND same_as IS NULL"
        " AND status NOT IN ('cancelled', 'unsuccessful', 'terminated') ORDER BY 1",
        (TODAY.isoformat(), (TODAY + relativedelta(months=13)).isoformat()),
    ).fetchall()
    assert reader.clicks <= MAX_CLICKS
    # a month more than the page has: the reminder of twelve months is still to come
    assert ends == [date.fromisoformat(row[0]) for row in known] != []


CHART = "Dépense par année (montant étalé sur la durée du contrat)"


def test_take_a_chart_and_a_sentence_for_an_article(reader: Finger) -> None:
    reader.choose("Microsoft", 1)  # the first is an example of a search
    assert "Dépense par année" in text(reader)
    picture = reader.save(f"SVG ({CHART})")  # whose it is, a voice says and no eye sees
    assert b"<svg" in picture[:100]
    assert b"Microsoft" in picture
    reader.choose(f"citer ou intégrer ({CHART})")
    sentence = reader.tab.locator(".quote").first.inner_text()
    assert "Microsoft" in sentence
    assert "Vigie" in sentence
    assert reader.tab.url in sentence  # the address that keeps these figures
    assert reader.clicks <= MAX_CLICKS


def french(file: bytes) -> list[dict[str, str]]:
    """Rows of a CSV as a spreadsheet in French reads it."""
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))


def test_get_a_csv_of_a_filtered_table(reader: Finger, rows: sqlite3.Connection) -> None:
    reader.choose("Explorer")
    reader.choose("Contrats")
    reader.choose("Ghana")  # counted beside the table
    actual = french(reader.save("CSV"))
    (contracts,) = rows.execute("SELECT count(*) FROM contracts WHERE country = 'GH'").fetchone()
    assert len(actual) == contracts > 0
    assert {row["Pays"] for row in actual} == {"Ghana"}


def test_get_a_csv_of_a_list_that_was_chosen(reader: Finger) -> None:
    reader.choose("Échéances")
    reader.pick("Pays", "Ghana")
    reader.pick("Dans combien de mois", "36")
    reader.choose("Montrer")
    actual = french(reader.save("contrats"))
    assert actual
    assert {row["Pays"] for row in actual} == {"Ghana"}
    assert all(row["Fin"] >= TODAY.isoformat() for row in actual)


def test_switch_the_language_and_come_back(reader: Finger) -> None:
    reader.choose("Échéances")
    french = reader.tab.url
    reader.choose("English")
    assert reader.tab.url != french
    assert reader.tab.inner_text("h1") == "What ends soon"
    assert reader.tab.get_attribute("html", "lang") == "en"
    reader.choose("Explore")  # a page of Datasette, whose address says no language
    assert reader.tab.get_attribute("html", "lang") == "en"
    reader.choose("Français")
    assert reader.tab.get_attribute("html", "lang") == "fr"
    reader.tab.go_back()
    reader.tab.go_back()
    reader.choose("Français")
    assert reader.tab.url == french
    assert reader.tab.inner_text("h1") == "Ce qui se termine bientôt"
