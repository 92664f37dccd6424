"""The home page: its figures lead to what they count, and nothing is claimed that was not done."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from lxml import html

from monitor.i18n.value_formatting import LANGUAGES
from tests.web.conftest import asker
from tests.web.support import Get, seen
from tests.web.test_dossiers import changed


def test_each_figure_leads_to_as_many_contracts_as_it_says(get: Get) -> None:
    each_figure_leads_to_what_it_counts(get)


def test_contracts_whose_outcome_nobody_published_are_counted_and_listed(
    demo_db: Path, tmp_path: Path
) -> None:
    ask = asker(
        changed(
            demo_db,
            tmp_path,
            "UPDATE contracts SET status = NULL WHERE country = 'GB' AND status = 'active'",
            "UPDATE contracts SET status = 'cancelled' WHERE country = 'FR' AND big_tech = 'yes'",
        )
    )
    each_figure_leads_to_what_it_counts(ask)
    figures = ask("/en/index.json").json()["figures"]
    (big_tech,) = [figure["total"] for figure in figures if figure["name"] == "big_tech"]
    page = html.fromstring(ask("/en/tag/big_tech").text)
    (every,) = page.xpath("//a[. = 'All contracts with this tag']/@href")
    assert f"{big_tech} rows" in seen(ask(every, cookie="vigie_lang=en").text)
    words = "Sans doublons, ni annulés, infructueux ou cas limites"
    assert words in seen(ask(every, cookie="vigie_lang=fr").text)


def each_figure_leads_to_what_it_counts(get: Get) -> None:
    page = html.fromstring(get("/en/").text)
    figures = page.cssselect("ul.figures p a")
    assert len(figures) == 6
    for element in figures:
        place = urlsplit(element.get("href"))
        query = [*parse_qsl(place.query), ("_size", "0")]
        answer = get(f"{place.path}.json?{urlencode(query)}").json()
        assert answer["filtered_table_rows_count"] == int(element.cssselect("b")[0].text), (
            element.text_content()
        )


@pytest.mark.parametrize(
    ("lang", "workers", "public"),
    [
        ("fr", "de surveillance du personnel", "de surveillance du public"),
        ("en", "for watching workers", "for watching the public"),
    ],
)
def test_surveillance_stands_beside_the_other_figures(
    get: Get, lang: str, workers: str, public: str
) -> None:
    (figures,) = html.fromstring(get(f"/{lang}/").text).cssselect("ul.figures")
    assert workers in figures.text_content()
    assert public in figures.text_content()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_span_without_contracts_makes_no_trend_and_no_crawl_is_claimed(
    demo_db: Path, tmp_path: Path, lang: str
) -> None:
    target = changed(
        demo_db,
        tmp_path,
        "UPDATE contracts SET published = '2020-01-01'",
        "DELETE FROM meta WHERE key = 'aggregates_made_of'",
    )
    shown = seen(asker(target)(f"/{lang}/").text)
    assert "30 derniers jours" not in shown
    assert "last 30 days" not in shown
    assert "Chaque nuit" not in shown
    assert "very night" not in shown


def test_the_sums_of_years_add_up_to_those_of_all_years(demo_db: Path, tmp_path: Path) -> None:
    ask = asker(
        changed(
            demo_db,
            tmp_path,
            "UPDATE contracts SET signed = (2001 + rowid % 12) || '-02-03'",
            "UPDATE contracts SET signed = NULL, decided = NULL, published = NULL"
            " WHERE value_countable_eur > 1000000",
        )
    )
    data = ask("/fr/index.json").json()
    whole = {group["key"]: group["total_eur"] for group in data["groups"]}
    for year in data["years"]:
        parts = [*year["years"].values(), year["other_years_eur"]]
        assert sum(part or 0 for part in parts) == pytest.approx(whole[year["key"]])
    assert any(year["other_years_eur"] for year in data["years"])
    shown = seen(ask("/fr/").text)
    assert "autres années, ou sans date" in shown
    assert "Dernier avis trouvé dans chaque pays" in shown


def test_the_files_of_the_first_page_have_all_groups(get: Get, rows: sqlite3.Connection) -> None:
    (count,) = rows.execute(
        "SELECT count(*) FROM aggregates WHERE kind = 'group' AND year = ''"
    ).fetchone()
    assert count > 10
    for table in ("groups", "years"):
        assert len(get(f"/fr/index.csv?table={table}").text.splitlines()) == 1 + count
    (link,) = html.fromstring(get("/fr/").text).xpath("//main//a[@href='/fr/index.csv'][@rel]")[:1]
    assert link.text == f"Tous les {count} (CSV)"


def test_a_country_says_the_day_of_its_own_newest_notice(
    get: Get, rows: sqlite3.Connection
) -> None:
    newest = dict(rows.execute("SELECT country, max(published) FROM notices GROUP BY country"))
    assert len(set(newest.values())) > 1
    data = get("/en/index.json").json()["countries"]
    assert {country["country"]: country["newest"] for country in data} == {
        country["country"]: newest[country["country"]] for country in data
    }
    lines = html.fromstring(get("/en/").text).cssselect("ul.countries li")
    assert len(lines) == len(data) > 3
    assert "table" not in {item.tag for item in lines[0].getparent().getparent()}


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/en/", "Ending within a year with big tech"),
        ("/fr/", "Ce qui se termine d’ici un an chez les géants du numérique"),
    ],
)
def test_the_list_of_ends_says_that_it_is_of_big_tech(get: Get, path: str, heading: str) -> None:
    ending = get(f"{path}index.json").json()["ending"]
    assert {row["big_tech"] for row in ending} == {"yes"}
    assert heading in [element.text for element in html.fromstring(get(path).text).iter("h2")]


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "in the last seven days"), ("fr", "Ces sept derniers jours")]
)
def test_seven_days_are_not_called_the_week_whose_page_counts_from_its_monday(
    get: Get, lang: str, words: str
) -> None:
    (section,) = html.fromstring(get(f"/{lang}/").text).cssselect("section[aria-labelledby=new]")
    assert words in section.cssselect("h2")[0].text
    assert "this week" not in section.text_content()
    assert "ette semaine" not in section.text_content()
    every = section.xpath("p/a/@href")
    assert every == ["/vigie/contracts?_counted=1&big_tech=yes"]  # eight are shown, however many
