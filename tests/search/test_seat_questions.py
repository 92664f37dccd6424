"""Queries that ask where a supplier or maker has its head office, and those that only look so."""

from __future__ import annotations

import pytest

from monitor.search.questions import find_questions
from monitor.search.seat_questions import SEAT_WORDS_FILE, find_seat_question
from monitor.search.synonyms import NATIONALITIES_FILE
from pipelines.reference.data_folder import read_csv

ALL_LANGUAGES = {"en", "fr", "es", "de", "it", "nl", "pt", "pl"}


@pytest.mark.parametrize(
    ("query", "words", "seat"),
    [
        ("US companies", "", "US"),
        ("American firms", "", "US"),
        ("companies from the US", "", "US"),
        ("UK firms in Leeds", "in Leeds", "GB"),
        ("Chinese surveillance cameras", "surveillance cameras", "CN"),
        ("logiciels américains", "logiciels", "US"),
        ("entreprises américaines à Lyon", "à Lyon", "US"),
        ("caméras de surveillance chinoises", "caméras de surveillance", "CN"),
        ("cámaras chinas", "cámaras", "CN"),
        ("amerikanische Software an Schulen", "Software an Schulen", "US"),
        ("Firmen aus den USA", "", "US"),
        ("telecamere cinesi", "telecamere", "CN"),
        ("Amerikaanse software gemeente", "software gemeente", "US"),
        ("empresas europeias", "", "EU"),
        ("oprogramowanie amerykańskie", "oprogramowanie", "US"),
        ("israelische Überwachungssoftware", "Überwachungssoftware", "IL"),
        ("Chinese bewakingscamera's", "bewakingscamera's", "CN"),
        ("non-European cloud", "cloud", "non-EU"),
        ("prestataires étrangers", "", "foreign"),
        ("ausländische Anbieter", "", "foreign"),
        ("aziende straniere", "", "foreign"),
    ],
)
def test_an_adjective_beside_a_firm_or_product_is_its_makers(
    query: str, words: str, seat: str
) -> None:
    """They were read as the country of the buyer."""
    assert find_seat_question(query) == (words, seat, None)


@pytest.mark.parametrize(
    ("query", "words", "seat"),
    [
        ("data outside Europe", "", None),
        ("données hors d'Europe", "", None),
        ("données de santé hébergées hors de l'UE", "de santé", None),
        ("datos fuera de Europa", "", None),
        ("Daten außerhalb der EU", "", None),
        ("dati fuori dall'Europa", "", None),
        ("Kundendaten im Ausland", "Kundendaten", None),
        ("nos données aux États-Unis", "", "US"),
        ("servers in other countries", "", None),
        ("serveurs dans d'autres pays", "", None),
        ("Server in anderen Ländern", "", None),
        ("server in altri paesi", "", None),
        ("servidores en otros países", "", None),
        ("Cloud Act Toulouse", "Toulouse", "US"),
    ],
)
def test_data_elsewhere_are_those_that_another_law_reaches(
    query: str, words: str, seat: str | None
) -> None:
    assert find_seat_question(query) == (words, seat, "non_eu_parent")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "logiciels des hôpitaux français",
        "UK police drones",
        "UK software",
        "software German schools",
        "Deutsche Telekom",
        "Deutsche Bahn Kameras",
        "American University",
        "schools in the US",
        "Métropole européenne de Lille logiciels",
        "outside Europe",
    ],
)
def test_a_country_of_the_buyer_stays_one(query: str) -> None:
    assert find_seat_question(query) is None


def test_what_two_questions_share_is_asked_once() -> None:
    found = find_questions("les plus gros fournisseurs américains à Lyon")
    assert (found.meant and found.meant.value) == "groups-of-a-country"
    assert (found.seat and found.seat.seat) == "US"
    assert found.words.split() == ["les", "à", "Lyon"]
    for query in ("largest American suppliers", "größte amerikanische Lieferanten"):
        found = find_questions(query)
        assert (found.meant and found.meant.value, found.words) == ("groups-of-a-country", "")
    assert not find_questions("marchés les plus chers avec des entreprises françaises").words


def test_words_and_countries_have_all_languages() -> None:
    languages: dict[tuple[str, str], set[str]] = {}
    for row in read_csv(SEAT_WORDS_FILE):
        value = row["value"] if row["kind"] in ("abroad", "law") else ""
        languages.setdefault((row["kind"], value), set()).add(row["language"])
    assert all(each == ALL_LANGUAGES for each in languages.values())
    for row in read_csv(NATIONALITIES_FILE):
        assert all(row[language] for language in ALL_LANGUAGES), row["country"]


@pytest.mark.parametrize("query", ["data " * 500, "US " * 500, "firms data outside " * 150])
def test_a_long_query_is_read(query: str) -> None:
    find_seat_question(query)
