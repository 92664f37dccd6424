"""The map of the comparison: every country once, shares only with enough cases, no outside file."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from lxml import etree, html

from monitor.i18n.routes import page_path
from monitor.i18n.value_formatting import LANGUAGES, _, country, use_language
from monitor.web.charts.tile_map import (
    PLACES,
    beside,
    continents,
    legend,
    shade,
    tile_map,
    tiles_of,
)
from monitor.web.endpoints.static_files import STATIC
from tests.web.support import Get


def row(code: str, part: int, whole: int) -> dict[str, object]:
    share = part / whole if whole >= 20 else None
    return {"key": code, "name": code, "share": share, "counts": {"share": (part, whole)}}


def test_each_country_has_one_place_and_each_place_one_country() -> None:
    codes = Counter(code for places in PLACES.values() for code in places)
    assert set(codes.values()) == {1}
    for places in PLACES.values():
        assert len(set(places.values())) == len(places)
    with use_language("en"):
        assert [code for code in codes if country(code) == code] == []


def test_a_tile_says_share_and_counts_and_of_too_few_the_counts_alone() -> None:
    with use_language("en"):
        tiles = tiles_of(
            [row("FR", 30, 100), row("GB", 3, 4), row("ZZ", 1, 30)], "share", "/?country={}".format
        )
        assert continents(tiles) == ["europe"]
        assert beside(tiles) == ["ZZ"]
        svg = etree.fromstring(str(tile_map("europe", tiles)))
    links = {element.get("href"): element for element in svg.iter("a")}
    assert links["/?country=FR"].get("class") == "shade-4"
    assert links["/?country=FR"].findtext("title") == "FR, 30 of 100 procedures, 30%"
    assert links["/?country=GB"].get("class") == "few"
    assert "%" not in "".join(links["/?country=GB"].itertext())
    assert len(svg.findall("g")) == 1  # what is not known is one shape: the page stays small
    assert len(svg.findall("g/text")) == len(PLACES["europe"]) - 2


def test_shades_and_their_legend_share_their_bounds() -> None:
    with use_language("en"):
        assert len(legend()) == 5
        assert legend()[0].startswith("0%")
    assert [shade(item) for item in (0, 0.049, 0.05, 0.1, 0.39, 0.4, 1)] == [1, 1, 2, 3, 4, 5, 5]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_comparison_of_countries_has_a_map_of_all_its_countries(get: Get, lang: str) -> None:
    path = page_path("compare", lang)
    page = html.fromstring(get(path).text)
    keys = {row["key"] for row in get(f"{path}.json").json()["rows"]}
    drawn = {
        element.get("href").split("country=")[1][:2] for element in page.cssselect("svg.tiles a")
    }
    assert drawn == keys
    assert page.cssselect("svg image, svg use") == []
    with use_language(lang):
        assert _("May not") in page.text_content()
    bodies = html.fromstring(get(f"{path}?buyers=FR-SIREN-200093201").text)
    assert bodies.cssselect("svg.tiles") == []


@pytest.mark.browser
def test_the_words_of_a_map_are_read_on_a_telephone_and_stay_within_their_tiles(
    browser: Any,
) -> None:
    with use_language("fr"):
        rows = [row(code, 40, 40) for code in PLACES["europe"]]
        rows[0] = row(str(rows[0]["key"]), 18, 19)
        drawn = tile_map("europe", tiles_of(rows, "share", str))
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    style = (STATIC / "vigie.css").read_text()
    tab.set_content(f"<style>{style}</style><body class='ours'><main><div class='maps'>{drawn}")
    texts = tab.evaluate(
        "[...document.querySelectorAll('.tiles a text')].map(one => {"
        " const tile = one.parentNode.querySelector('rect').getBoundingClientRect();"
        " const size = one.getScreenCTM().a * parseFloat(getComputedStyle(one).fontSize);"
        " return [size, tile.width - one.getBoundingClientRect().width]})"
    )
    tab.close()
    assert len(texts) == 2 * len(PLACES["europe"])
    assert min(size for size, _room in texts) >= 11
    assert min(room for _size, room in texts) >= 0
