"""What the search says of each word: that it was used and how, or that it was not."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from monitor.i18n.routes import page_path
from monitor.search.query_words import MAX_WORDS
from tests.web.support import Get, seen


def readings(get: Get, query: str, **given: Any) -> dict[str, dict[str, Any]]:
    """Query -> how each of its words was used."""
    page = get(page_path("search", "en", "json", q=query, **given)).json()
    return {reading["words"]: reading for reading in page["readings"]}


@pytest.mark.parametrize(
    ("query", "missing", "label"),
    [
        ("Gesichtserkennung Microsoft", "Gesichtserkennung", "Face recognition"),
        ("paie reconnaissance faciale", "reconnaissance faciale", "Face recognition"),
        ("payroll facial recognition", "facial recognition", "Face recognition"),
        ("paghe riconoscimento facciale", "riconoscimento facciale", "Face recognition"),
        ("nóminas reconocimiento facial", "reconocimiento facial", "Face recognition"),
    ],
)
def test_a_concept_that_no_contract_has_is_said_not_to_be_used(
    get: Get, query: str, missing: str, label: str
) -> None:
    """It looked as if all words had been used."""
    reading = readings(get, query)[missing]
    assert (reading["label"], reading["contracts"]) == (label, 0)
    page = html.fromstring(get(page_path("search", "en", q=query)).text)
    (told,) = page.cssselect("details.readings[open]")
    (line,) = [item for item in told.cssselect("li") if missing in item.text_content()]
    assert "not used; by itself: no contract, 1 call" in line.text_content()
    (link,) = line.cssselect("a")  # says by itself of which word, to who goes from link to link
    assert link.text_content() == f"no contract, 1 call “{missing}”"


def test_where_nothing_is_found_each_word_is_said_to_be_there_or_not(get: Get) -> None:
    page = seen(get(page_path("search", "en", q="Palantir police")).text)
    assert "“Palantir”: required; by itself: nothing found" in page


@pytest.mark.parametrize(
    ("query", "uses"),
    [
        ("logiciel de paie", {"logiciel": "general", "de": "small", "paie": "required"}),
        ("software di paghe", {"software": "general", "di": "small", "paghe": "required"}),
        ("Software für Kameras", {"Software": "general", "für": "small", "Kameras": "required"}),
        ("alternatives to Microsoft", {"alternatives to": "required", "Microsoft": "other_way"}),
        ("Kameras ohne Ausschreibung", {"Kameras": "required", "ohne Ausschreibung": "filter"}),
        ("caméras sans appel d’offres", {"caméras": "required", "sans appel d’offres": "filter"}),
        ("cameras ending 2027", {"cameras": "required", "ending 2027": "filter"}),
        ("Microsoft zemblaqux", {"Microsoft": "required", "zemblaqux": "left_out"}),
    ],
)
def test_it_is_said_of_every_word_how_it_was_used(
    get: Get, query: str, uses: dict[str, str]
) -> None:
    assert {words: reading["use"] for words, reading in readings(get, query).items()} == uses


@pytest.mark.parametrize("query", ["Microsoft Copilot", "Dynamics 365"])
def test_contracts_of_a_maker_are_told_from_those_that_name_the_product(
    get: Get, query: str
) -> None:
    """None named it, and all contracts of its maker stood there as if they did."""
    (reading,) = readings(get, query).values()
    assert reading["contracts"] > reading["naming"] == 0
    page = seen(get(page_path("search", "en", q=query)).text)
    assert "of which 0 have the words; the others are of their maker, Microsoft" in page


def test_what_is_beyond_the_longest_query_is_said_not_to_be_read(get: Get) -> None:
    query = " ".join(["paie", *"bcdefghijklmnopqrstuvwxyz"[: MAX_WORDS - 1], "caméras"])
    assert readings(get, query)["caméras"]["use"] == "unread"
    assert "“caméras”: not used, as the question is too long" in seen(
        get(page_path("search", "en", q=query)).text
    )


@pytest.mark.parametrize(
    "query",
    ["paie hôpital", "logiciel de paie", "Microsoft Schule", "telecamere comune", "licences cloud"],
)
@pytest.mark.parametrize("exact", ["yes", None])
def test_a_word_finds_by_itself_what_its_link_lists(get: Get, query: str, exact: str) -> None:
    page = html.fromstring(get(page_path("search", "en", q=query, exact=exact)).text)
    counts = {
        reading["searched"]: reading["contracts"]
        for reading in readings(get, query, exact=exact).values()
        if reading["contracts"]
    }
    links = page.cssselect("details.readings a")
    assert len(links) >= len(counts) > 0
    for link in links:
        (word,) = parse_qs(urlsplit(link.get("href")).query)["q"]
        listed = get(page_path("search", "en", "json", q=word, exact=exact)).json()
        assert listed["found"] == counts.get(word, 0)


def test_what_only_the_filters_hide_is_said_to_be_there(get: Get) -> None:
    everything = get(page_path("search", "en", "json", q="Microsoft")).json()["found"]
    page = get(page_path("search", "en", q="Microsoft", year="1999")).text
    assert f"Without the filters, {everything} contracts have all these words." in seen(page)


def test_one_word_that_is_found_needs_no_explanation(get: Get) -> None:
    assert "How each word was used" not in get(page_path("search", "en", q="Microsoft")).text
