"""``vigie portals``: how many sources, and of each its country, language, access, terms, state."""

from __future__ import annotations

import re

import pytest

from monitor.health.terminal_source_list import PUBLISHER_PREFIX, crawlable_sources, source_lines
from monitor.i18n.catalogue import use_language
from monitor.i18n.coverage_notes import load_coverage_notes
from monitor.i18n.value_formatting import country
from monitor.runtime.spider_registry import spider_class, spider_names
from pipelines.reference.load_reference_tables import load_portals

LISTED = load_portals()
KEYED = ("doffin", "dncp")
TERMS = re.compile(r"^(?:read \d{4}-\d\d-\d\d: .+|not read(?:[;:] .+)?)$")


def rows() -> list[dict[str, object]]:
    never = {"state": "never", "newest_notice": None, "notices_received": 0}
    return [
        {"name": name, "country": own.country, "title_en": own.title["en"], **never}
        for name, own in LISTED.items()
    ]


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYED:
        monkeypatch.delenv(spider_class(name).key_variable, raising=False)


def test_there_are_as_many_sources_as_promised() -> None:
    crawled = crawlable_sources(LISTED)
    publishers = [name for name in crawled if name.startswith(PUBLISHER_PREFIX)]
    assert (len(crawled) >= 55, len(publishers) >= 30) == (True, True)
    assert len(crawled) - len(publishers) >= 20
    assert f"\n{len(crawled)} sources can be crawled" in "\n".join(source_lines(rows(), LISTED))


def test_the_list_fits_a_terminal_of_80_columns_and_names_its_columns() -> None:
    lines = list(source_lines(rows(), LISTED))
    wide = [line for line in lines if len(line) > 80 and len(line.split()) > 1]
    assert wide == []
    assert lines[0].split() == ["name", "state", "newest", "received"]


def test_a_source_that_wants_a_key_is_listed_off_and_does_not_count_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = "\n".join(source_lines(rows(), LISTED))
    for name in KEYED:
        assert re.search(rf"^{name} .* off: no key ", lines, re.M)
        assert name not in crawlable_sources(LISTED)
        monkeypatch.setenv(spider_class(name).key_variable, "ours")
        assert name in crawlable_sources(LISTED)


@pytest.mark.parametrize("name", [name for name, own in LISTED.items() if own.state == "off"])
def test_a_source_that_is_off_does_not_count(name: str) -> None:
    assert name not in crawlable_sources(LISTED)
    assert re.search(rf"^{name} .* off ", "\n".join(source_lines(rows(), LISTED)), re.M)


@pytest.mark.parametrize("name", LISTED)
def test_a_source_says_where_what_how_and_on_what_terms(name: str) -> None:
    own = LISTED[name]
    assert all((own.access, own.licence, own.state))
    assert (bool(own.country and own.languages)) or name in ("ocds", "ecb")
    assert TERMS.match(own.terms) or name == "ocds", "read DATE: what they allow; or not read"


def test_every_source_that_is_crawled_is_listed() -> None:
    crawled = {name for name in spider_names() if getattr(spider_class(name), "endpoint", None)}
    assert crawled <= set(LISTED)


@pytest.mark.parametrize("name", [name for name in LISTED if ":" not in name])
def test_readers_are_told_what_a_source_holds_and_lacks(name: str) -> None:
    """In every language of the site; of a publisher of OCDS, its row tells."""
    if name in ("ocds", "ecb"):  # files of anybody; rates
        return
    coverage = load_coverage_notes().portals.get(name)
    assert coverage, "say it in data/reference/coverage.yml"
    assert all(coverage.holds.values())
    assert all(coverage.lacks.values())
    assert coverage.unsure or LISTED[name].state != "unverified"


@pytest.mark.parametrize("lang", ["fr", "en", "es"])
def test_a_country_is_spelled_alike_in_the_name_of_a_source_and_alone(lang: str) -> None:
    """Both stand one below the other on the page of sources."""

    def alone(code: str, spoken: str) -> str:
        with use_language(spoken):
            return f"({country(code)})"

    other = [
        own.title[lang]
        for own in LISTED.values()
        if own.country and alone(own.country, "en") in own.title["en"]
        if alone(own.country, lang) not in own.title[lang]
    ]
    assert other == []
