"""One language a page: no entry of the other one, no word of it, no name of ours left as it is."""

from __future__ import annotations

import re
import sqlite3
from functools import lru_cache

import lxml.html
import pytest

from monitor.i18n.routes import BUILT
from monitor.i18n.rule_explanations import all_rules
from monitor.i18n.table_labels import coded, told
from monitor.i18n.typography import typeset
from monitor.i18n.value_formatting import (
    LANGUAGES,
    day,
    grouped,
    instant,
    money,
    number,
    percent,
    po_file,
    read_catalogue,
    speaking,
    spelled,
)
from pipelines.reference.rules import Rule
from pipelines.text_folding import fold
from tests.web.support import STATES, Get, example_address, state_address

NAMES = [*(route.name for route in BUILT), *STATES]
# what others wrote: quotations, names and titles as published, codes
CLASSES = (
    "contracts",
    "suppliers",
    "found-names",
    "story",
    "dictionary",
    "records",
    "names",
    "chip",
    "rules",
    "on-paper",
    "quote",  # a citation: titles, names and figures in its address
)
ELEMENTS = ("q", "blockquote", "textarea", "code", "em", "datalist", "svg", "title", "script")
LINKS = ("/buyer/", "/acheteur/", "/notices/")
OF_OTHERS = " | ".join(
    (
        "//body//*[@lang]",
        "//main//th[@scope='row']",
        "//main//select//option",
        "//body[contains(@class, 'page-contract') or contains(@class, 'page-buyer')]//main//h1",
        "//body[contains(@class, 'page-contract')]//p[@class='lead']",
        *(f"//{name}" for name in ELEMENTS),
        *(f"//*[contains(concat(' ', @class, ' '), ' {name} ')]" for name in CLASSES),
        *(f"//a[contains(@href, '{part}')]" for part in LINKS),
    )
)
# short words that the other language does not have, and names do not hold
WORDS = {
    "fr": re.compile(r"\b(the|which|with|from|were|this|that|there|are|is)\b"),
    "en": re.compile(r"\b(les|des|une|est|sont|avec|dans|pour|qui|aucun)\b"),
}
# words of both languages
ALIKE = ("surveillance", "modification", "{n} modification", "{n} modifications")
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")
OURS = re.compile(r"\b[a-z]+_[a-z_]+\b")  # a name of a column or value that nobody put in words


def place(name: str, lang: str, rows: sqlite3.Connection) -> str:
    route = next((one for one in BUILT if one.name == name), None)
    return example_address(route, lang, rows) if route else state_address(name, lang)


def own_words(html: str) -> str:
    """What a page says itself, blanks as one."""
    page = lxml.html.fromstring(html)
    for element in page.xpath(OF_OTHERS):
        if element.getparent() is not None:
            element.drop_tree()
    return " ".join(" ".join(page.itertext()).split())


@lru_cache(maxsize=4)
def entries(lang: str) -> tuple[re.Pattern[str], ...]:
    """Catalogue entries that say something else in the other language, as they are filled in."""
    found = []
    for message in read_catalogue(po_file("fr")):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        for english, french in zip(ids, said, strict=False):
            words = english if lang == "en" else french
            if english == french or words in ALIKE or len(PLACE.sub("", words)) < 12:
                continue
            parts = PLACE.split(" ".join(words.split()))
            found.append(re.compile(".{1,80}".join(map(re.escape, parts))))
    return tuple(found)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_holds_no_entry_and_no_word_of_the_other_language(
    get: Get, rows: sqlite3.Connection, name: str, lang: str
) -> None:
    words = own_words(get(place(name, lang, rows)).text)
    assert len(words) > 400
    other = "en" if lang == "fr" else "fr"
    assert [one.pattern for one in entries(other) if one.search(words)] == []
    assert WORDS[lang].findall(words) == []
    assert set(OURS.findall(words)) == set()


def test_a_string_in_the_wrong_language_is_found() -> None:
    page = "<body><main><p>Everything that ends soon</p><p>Rien which</p><p>seen_in_data</p></main>"
    words = own_words(page)
    assert any(one.search(words) for one in entries("en"))
    assert WORDS["fr"].findall(words)
    assert OURS.findall(words) == ["seen_in_data"]


@pytest.mark.parametrize("rule", all_rules().values(), ids=all_rules())
def test_every_rule_says_its_reason_in_both_languages(rule: Rule) -> None:
    assert rule.why["fr"] != rule.why["en"]
    for lang, text in (("fr", rule.why["fr"]), ("en", rule.why["en"])):
        assert text.endswith(".")
        assert WORDS[lang].findall(text) == []


@pytest.mark.parametrize(
    ("currency", "fr", "en"),
    [
        ("EUR", "12\u202f000\u00a0€", "€12,000"),
        ("GBP", "12\u202f000\u00a0£", "£12,000"),
        ("SEK", "12\u202f000\u00a0SEK", "SEK\u00a012,000"),
    ],
)
def test_a_currency_in_letters_stands_apart_from_its_figures(
    currency: str, fr: str, en: str
) -> None:
    for lang, shown, whole, cents in (("fr", fr, "000", "000,00"), ("en", en, "000", "000.00")):
        with speaking(lang):
            assert money(12_000, currency, cents=False) == shown
            assert money(12_000, currency) == shown.replace(whole, cents)


def test_countries_stand_in_the_order_of_the_readers_alphabet() -> None:
    rows = [{"country": code} for code in ("ZM", "EC", "ES", "DE", "US", "EE")]
    with speaking("fr"):
        assert [row["country"] for row in spelled(rows, "country")] == [
            "DE",
            "EC",
            "ES",
            "EE",
            "US",
            "ZM",
        ]
    with speaking("en"):
        assert [row["country"] for row in spelled(rows, "country")] == [
            "EC",
            "EE",
            "DE",
            "ES",
            "US",
            "ZM",
        ]
    two = [{"place": "Zambie", "n": 1}, {"place": "Équateur", "n": 2}, {"place": "Zambie", "n": 3}]
    assert grouped(two, "place") == [("Équateur", [two[1]]), ("Zambie", [two[0], two[2]])]


@pytest.mark.parametrize("name", ["ending", "alternatives", "feeds", "sources"])
def test_a_page_lists_countries_in_that_order(
    get: Get, rows: sqlite3.Connection, name: str
) -> None:
    page = lxml.html.fromstring(get(place(name, "fr", rows)).text)
    chosen = {
        "feeds": ".feeds a[href*='country=']",
        "sources": ".unread dt",
    }.get(name, "select[name=country] option:not([value=''])")
    found = [fold(one.text_content()) for one in page.cssselect(chosen)]
    assert len(found) > 5
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("lang", "eighth", "half"), [("fr", "13\u202f%", "3\u00a0€"), ("en", "13%", "€3")]
)
def test_halves_are_rounded_up_as_a_reader_reckons_them(lang: str, eighth: str, half: str) -> None:
    with speaking(lang):
        assert percent(1 / 8) == eighth
        assert money(2.5, cents=False) == half
        assert number(0.25, 1) in ("0,3", "0.3")


@pytest.mark.parametrize(
    ("lang", "date", "long", "medium"),
    [
        ("fr", "2026-11-24", "24\u00a0novembre 2026", "24\u00a0nov. 2026"),
        ("fr", "2026-04-01", "1er\u00a0avril 2026", "1er\u00a0avr. 2026"),
        ("en", "2026-11-24", "24\u00a0November 2026", "24\u00a0Nov 2026"),
    ],
)
def test_the_number_of_a_day_stays_with_its_month(
    lang: str, date: str, long: str, medium: str
) -> None:
    with speaking(lang):
        assert day(date) == long
        assert day(date, "medium") == medium
        assert instant(f"{date}T05:30:00").startswith(medium)


def test_french_sums_and_days_do_not_break() -> None:
    said = typeset("depuis le 24 février 2025 et le 1er mai, 12 000 £ et 30 € ; 15 mars-pêcheurs")
    assert "24\u00a0février" in said
    assert "1er\u00a0mai" in said
    assert "12\u202f000\u00a0£ et 30\u00a0€\u202f;" in said


def test_a_name_of_ours_is_code_as_a_whole() -> None:
    words = "comme contracts.vendor_groups, et vendor_groups.id ; fini. value_eur"
    assert coded(words).count("<code>") == 3
    assert "<code>contracts.vendor_groups</code>" in coded(words)


@pytest.mark.parametrize(
    ("lang", "group", "named"),
    [("fr", "groupe", "l'avis le nomme"), ("en", "vendor", "named by the notice")],
)
def test_what_a_facet_offers_is_said_as_in_the_cells(lang: str, group: str, named: str) -> None:
    with speaking(lang):
        assert told("tag", "vendor") == group
        assert told("basis", "named by it").replace("’", "'") == named
