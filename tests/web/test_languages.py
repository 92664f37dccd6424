"""One language a page: no entry of another one, no word of it, no name of ours left as it is."""

from __future__ import annotations

import re
import sqlite3
from functools import cache

import lxml.html
import pytest

from monitor.i18n.routes import BUILT, BY_NAME, Route, page_path
from monitor.i18n.rule_explanations import all_rules
from monitor.i18n.table_labels import coded, display_value
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
    sorted_by_country,
    use_language,
)
from pipelines.interface_languages import SOURCE, TRANSLATED
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
LINKS = ("/notices/", *(BY_NAME["buyer"].path(lang).replace("<id>", "") for lang in LANGUAGES))
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
# short words that the other languages do not have, and names do not hold
SHORT = {
    "fr": "les des une est sont avec dans pour qui aucun",
    "en": "the which with from were this that there are is",
    "es": "los las una según ningún para cuando desde",
}
ALIKE = ("{n} modification", "{n} modifications")  # entries that are words of another language
BORROWED = {"es": {"les"}}  # words of another language that this one has, too
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")


def _foreign(lang: str) -> re.Pattern[str]:
    words = {
        part for other, short_form in SHORT.items() if other != lang for part in short_form.split()
    }
    return re.compile(rf"\b({'|'.join(sorted(words - BORROWED.get(lang, set())))})\b")


WORDS = {lang: _foreign(lang) for lang in LANGUAGES}  # of the others
OURS = re.compile(r"\b[a-z]+_[a-z_]+\b")  # a name of a column or value that nobody put in words


def place(name: str, lang: str, rows: sqlite3.Connection) -> str:
    route = next((route for route in BUILT if route.name == name), None)
    return example_address(route, lang, rows) if route else state_address(name, lang)


def own_words(html: str) -> str:
    """What a page says itself, blanks as one."""
    page = lxml.html.fromstring(html)
    for element in page.xpath(OF_OTHERS):
        if element.getparent() is not None:
            element.drop_tree()
    return " ".join(" ".join(page.itertext()).split())


@cache
def said_in(lang: str) -> frozenset[str]:
    """All that the catalogue of a language says."""
    actual: set[str] = set()
    for message in read_catalogue(po_file(TRANSLATED[0] if lang == SOURCE else lang)):
        message_text = message.id if lang == SOURCE else message.string
        actual |= set(message_text) if isinstance(message_text, tuple) else {message_text}
    return frozenset(actual)


@cache
def _entries(lang: str) -> tuple[tuple[str, ...], ...]:
    """What the catalogues of other languages say and this one does not, cut where it is filled
    in."""
    others = frozenset().union(*(said_in(other) for other in LANGUAGES if other != lang))
    own = "\n".join(said_in(lang)).lower()
    cut = (
        tuple(PLACE.split(" ".join(words.split())))
        for words in sorted(others - said_in(lang) - {*ALIKE})
        if len(PLACE.sub("", words)) >= 12
    )
    return tuple(parts for parts in cut if not all(part.lower() in own for part in parts))


def foreign_entries(text: str, lang: str) -> list[str]:
    """Entries of catalogues of other languages that stand in a text of this one."""
    result = []
    for parts in _entries(lang):
        if all(part in text for part in parts):  # quicker than the pattern
            pattern = ".{1,80}".join(map(re.escape, parts))
            result += [pattern] if re.search(pattern, text) else []
    return result


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_holds_no_entry_and_no_word_of_another_language(
    get: Get, rows: sqlite3.Connection, name: str, lang: str
) -> None:
    words = own_words(get(place(name, lang, rows)).text)
    assert len(words) > 400
    assert foreign_entries(words, lang) == []
    assert WORDS[lang].findall(words) == []
    assert set(OURS.findall(words)) == set()


def test_a_string_in_the_wrong_language_is_found() -> None:
    page = "<body><main><p>Everything that ends soon</p><p>Rien which</p><p>seen_in_data</p></main>"
    words = own_words(page)
    assert foreign_entries(words, "fr") == foreign_entries(words, "es")
    assert foreign_entries(words, "fr") == ["Everything\\ that\\ ends\\ soon"]
    assert foreign_entries(words, "en") == []
    assert WORDS["fr"].findall(words) == WORDS["es"].findall(words) == ["that", "which"]
    assert WORDS["en"].findall("según los avisos") == ["según", "los"]
    assert OURS.findall(words) == ["seen_in_data"]


def test_every_language_has_short_words_by_which_it_is_known() -> None:
    assert SHORT.keys() == LANGUAGES.keys()


@pytest.mark.parametrize("rule", all_rules().values(), ids=all_rules())
def test_every_rule_says_its_reason_in_every_language(rule: Rule) -> None:
    assert len(set(rule.why.values())) == len(LANGUAGES)
    for lang, text in rule.why.items():
        assert text.endswith(".")
        assert WORDS[lang].findall(text) == []


@pytest.mark.parametrize(
    ("currency", "fr", "en", "es"),
    [
        ("EUR", "12\u202f000\u00a0€", "€12,000", "12.000\u00a0€"),
        ("GBP", "12\u202f000\u00a0£", "£12,000", "12.000\u00a0£"),
        ("SEK", "12\u202f000\u00a0SEK", "SEK\u00a012,000", "12.000\u00a0SEK"),
    ],
)
def test_a_currency_in_letters_stands_apart_from_its_figures(
    currency: str, fr: str, en: str, es: str
) -> None:
    for lang, shown, whole, cents in (
        ("fr", fr, "000", "000,00"),
        ("en", en, "000", "000.00"),
        ("es", es, "000", "000,00"),
    ):
        with use_language(lang):
            assert money(12_000, currency, cents=False) == shown
            assert money(12_000, currency) == shown.replace(whole, cents)


def test_countries_stand_in_the_order_of_the_readers_alphabet() -> None:
    rows = [{"country": code} for code in ("ZM", "EC", "ES", "DE", "US", "EE")]
    with use_language("fr"):
        assert [row["country"] for row in sorted_by_country(rows, "country")] == [
            "DE",
            "EC",
            "ES",
            "EE",
            "US",
            "ZM",
        ]
    with use_language("en"):
        assert [row["country"] for row in sorted_by_country(rows, "country")] == [
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
    actual = [fold(element.text_content()) for element in page.cssselect(chosen)]
    assert len(actual) > 5
    assert actual == sorted(actual)


@pytest.mark.parametrize(
    ("lang", "eighth", "half"),
    [("fr", "13\u202f%", "3\u00a0€"), ("en", "13%", "€3"), ("es", "13\u00a0%", "3\u00a0€")],
)
def test_halves_are_rounded_up_as_a_reader_reckons_them(lang: str, eighth: str, half: str) -> None:
    with use_language(lang):
        assert percent(1 / 8) == eighth
        assert money(2.5, cents=False) == half
        assert number(0.25, 1) in ("0,3", "0.3")


@pytest.mark.parametrize(
    ("lang", "date", "long", "medium"),
    [
        ("fr", "2026-11-24", "24\u00a0novembre 2026", "24\u00a0nov. 2026"),
        ("fr", "2026-04-01", "1er\u00a0avril 2026", "1er\u00a0avr. 2026"),
        ("en", "2026-11-24", "24\u00a0November 2026", "24\u00a0Nov 2026"),
        ("es", "2026-11-24", "24\u00a0de noviembre de 2026", "24\u00a0nov 2026"),
        ("es", "2026-04-01", "1\u00a0de abril de 2026", "1\u00a0abr 2026"),
    ],
)
def test_the_number_of_a_day_stays_with_its_month(
    lang: str, date: str, long: str, medium: str
) -> None:
    with use_language(lang):
        assert day(date) == long
        assert day(date, "medium") == medium
        assert instant(f"{date}T05:30:00").startswith(medium)


def test_french_sums_and_days_do_not_break() -> None:
    text = typeset("depuis le 24 février 2025 et le 1er mai, 12 000 £ et 30 € ; 15 mars-pêcheurs")
    assert "24\u00a0février" in text
    assert "1er\u00a0mai" in text
    assert "12\u202f000\u00a0£ et 30\u00a0€\u202f;" in text


def test_a_name_of_ours_is_code_as_a_whole() -> None:
    words = "comme contracts.vendor_groups, et vendor_groups.id ; fini. value_eur"
    assert coded(words).count("<code>") == 3
    assert "<code>contracts.vendor_groups</code>" in coded(words)


@pytest.mark.parametrize(
    ("lang", "group", "named"),
    [
        ("fr", "Groupe", "l'avis le nomme"),
        ("en", "Group", "named by the notice"),
        ("es", "Grupo", "nombrado en el anuncio"),
    ],
)
def test_what_a_facet_offers_is_said_as_in_the_cells(lang: str, group: str, named: str) -> None:
    with use_language(lang):
        assert display_value("tag", "vendor") == group
        assert display_value("basis", "named by it").replace("’", "'") == named


@pytest.mark.parametrize("route", BUILT, ids=lambda route: route.name)
def test_french_of_ours_has_its_blanks_before_high_signs(
    get: Get, rows: sqlite3.Connection, route: Route
) -> None:
    words = own_words(get(example_address(route, "fr", rows)).text)
    assert len(words) > 200
    assert re.findall(r".{30}[\w)»][;:?!](?=\s).{20}", words) == []


def test_a_title_in_another_language_than_the_page_says_which(
    get: Get, rows: sqlite3.Connection
) -> None:
    """For voices that read pages aloud; a title in the language of the page needs no attribute."""
    cursor = rows.execute(
        "SELECT c.id, n.language FROM contracts c JOIN notices n ON n.id = c.notice_id"
        " WHERE c.title IS NOT NULL AND n.language IS NOT NULL AND c.same_as IS NULL"
        " GROUP BY n.language"
    ).fetchall()
    assert len(cursor) > 4
    for key, language in cursor:
        page = lxml.html.fromstring(get(page_path("contract", "fr", id=key)).text)
        (heading,) = page.xpath("//main//h1")
        assert heading.get("lang") == (None if language == "fr" else language)


LISTS = ("home", "buyer", "group", "ending", "tag", "alternatives", "search")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_titles_in_lists_say_their_language(get: Get, rows: sqlite3.Connection, lang: str) -> None:
    languages = {
        page_path("contract", lang, id=key): language
        for key, language in rows.execute(
            "SELECT c.id, n.language FROM contracts c JOIN notices n ON n.id = c.notice_id"
            " WHERE c.title <> ''"
        )
    }
    said = set()
    for name in LISTS:
        page = lxml.html.fromstring(get(example_address(BY_NAME[name], lang, rows)).text)
        for link in page.xpath("//ul[@class='contracts']//a[@class='contract']"):
            language = languages.get(link.get("href"))
            if language is not None:
                assert link.get("lang") == (None if language == lang else language), name
                said |= {name} if language != lang else set()
    assert said >= {"home", "group", "ending", "tag"}
