"""A chart and its table say the same, and nothing in it needs a script, a style or a colour."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree

from monitor.i18n.routes import page_path
from monitor.i18n.value_formatting import use_language
from monitor.web.charts import page_charts
from monitor.web.charts.flow_chart import flow, flow_key
from monitor.web.charts.svg_charts import MAX_LABEL_LENGTH, bars, line
from monitor.web.endpoints.static_files import STATIC
from tests.web.support import Get

ROWS = [
    {"name": "Microsoft", "sum": 300.0},
    {"name": "<b>Atos</b> & Cie", "sum": 100.0},
    {"name": "Axians (VINCI Energies)", "sum": None},
]


def test_each_row_is_a_bar_as_long_as_its_value_with_its_words_beside_it() -> None:
    chart = bars(ROWS, "name", "sum", lambda value: f"{value:.0f} €")
    svg = etree.fromstring(str(chart.svg))
    lengths = [float(r.get("width")) for r in svg.iterfind(".//{*}g[@class='bar']/{*}rect")][::-1]
    assert len(lengths) == 2, "what is not published has no bar"
    assert abs(lengths[0] / lengths[1] - 3) < 0.01
    words = [element.text for element in svg.iter("{*}text")]
    for label, _, expected in chart.rows:
        shown = label if len(label) <= MAX_LABEL_LENGTH else label[: MAX_LABEL_LENGTH - 1] + "…"
        assert shown in words
        assert expected in words or expected == "–"


@pytest.mark.parametrize("shares", [(0.25,), (0.5, 0.25, 0.1)])
def test_a_bar_of_a_share_is_as_long_as_its_part_of_the_whole_line(
    shares: tuple[float, ...],
) -> None:
    def drawn(*values: float) -> list[float]:
        pairs = [(str(at), value) for at, value in enumerate(values)]
        chart = page_charts.draw_chart("compare", "big_tech", pairs, "share", {}).chart
        svg = etree.fromstring(str(chart.svg))
        return [float(r.get("width")) for r in svg.iterfind(".//{*}g[@class='bar']/{*}rect")][::-1]

    (whole, *_) = drawn(1.0, *shares[1:])
    assert drawn(*shares) == pytest.approx([share * whole for share in shares], rel=0.1)


def test_a_chart_holds_nothing_but_shapes_and_words() -> None:
    svg = str(bars(ROWS, "name", "sum", str).svg)
    for word in ("<script", "<style", "style=", "<desc", "<!--", "<b>", "onload"):
        assert word not in svg


def test_no_rows_no_chart() -> None:
    assert bars([], "name", "sum", str).svg == ""


STEPS = [
    {"on": "before", "value": 100.0},
    {"on": "2 Nov modifies", "value": 120.0},
    {"on": "9 Nov modifies", "value": 150.0},
]


def test_amendments_are_a_line_from_zero_up_with_words_at_its_ends() -> None:
    chart = line(STEPS, "on", "value", lambda value: f"{value:.0f} €")
    svg = etree.fromstring(str(chart.svg))
    (path,) = svg.iterfind(".//{*}g[@class='series serie-0 color-0']/{*}path")
    heights = [float(text) for text in re.findall(r"[\d.]+ ([\d.]+)", path.get("d"))]
    assert len(heights) == len(list(svg.iter("{*}circle"))) == 3
    assert abs((heights[0] - heights[2]) / (heights[0] - heights[1]) - 2.5) < 0.01
    words = [element.text for element in svg.iter("{*}text") if element.text]
    assert words == ["before", "9 Nov modifies", "100 €", "150 €"]
    assert [label for _, _, label in chart.rows] == ["100 €", "120 €", "150 €"]
    for word in ("<script", "<style", "style=", "<desc", "<!--"):
        assert word not in str(chart.svg)


def test_one_value_is_no_line() -> None:
    assert line(STEPS[:1], "on", "value", str).svg == ""


NAMES = (
    "COMMUNAUTÉ DE COMMUNES",
    "MMMMMMMMMMMMMMMMMM",
    "Département de la Gironde",
    "Ministère",
    "总务厅总务厅总务厅总务厅总务厅总务厅",
)


@pytest.mark.browser
def test_the_words_of_a_flow_are_read_on_a_telephone_and_none_covers_another(browser: Any) -> None:
    names = {"": "AMAZON WEB SERVICES"}
    for at, name in enumerate(NAMES):
        names |= {f"s{at}": name, f"b{at}": name}
    pairs = [(flow_key(f"s{at}", f"b{at}"), 1.0) for at in range(len(NAMES))]
    with use_language("en"):
        drawn = flow(pairs, names, str).svg
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    style = (STATIC / "vigie.css").read_text()
    figure = f"<figure class='chart'>{drawn}</figure>"
    tab.set_content(f"<style>{style}</style><body class='ours'><main>{figure}</main>")
    boxes = tab.evaluate(
        "[...document.querySelectorAll('text')].map(one => {"
        " const box = one.getBoundingClientRect(), scale = one.getScreenCTM().a;"
        " return [box.left, box.right, box.top, scale * parseFloat(getComputedStyle(one).fontSize)]"
        "})"
    )
    tab.close()
    assert len(boxes) == 1 + 2 * len(NAMES)
    assert min(size for *_box, size in boxes) >= 11
    assert max(right for _left, right, *_ in boxes) <= 360 - 16
    for left, right, top, _size in boxes:
        beside = [box[0] for box in boxes if abs(box[2] - top) < 11 and box[0] > left + 1]
        assert all(right <= start for start in beside)


def test_a_country_of_which_no_share_is_known_has_no_line_in_the_picture() -> None:
    known = {"key": "GB", "name": "United Kingdom", "procedures": 33, "direct_share": 0.45}
    others = [
        {**known, "key": "FR", "direct_share": None},
        {**known, "key": "ES", "procedures": 19},
    ]
    pairs = page_charts.CHARTS["compare"]["direct"].pairs({"rows": [*others, known]})
    assert pairs == [("GB", 0.45)]


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_the_longest_label_of_a_bar_stands_within_the_picture(browser: Any, width: int) -> None:
    rows = [{"name": "Consumentenombudsdienst", "n": 1}, {"name": "MMMM municipio di Roma", "n": 2}]
    style = (STATIC / "vigie.css").read_text("utf-8")
    drawn = bars(rows, "name", "n", str).svg
    tab = browser.new_page(viewport={"width": width, "height": 600})
    tab.set_content(
        f"<style>{style}</style><body class=ours><main><figure class=chart>{drawn}</figure></main>"
    )
    left = tab.evaluate(
        "() => {const edge = document.querySelector('svg').getBoundingClientRect().left;"
        " return Math.min(...[...document.querySelectorAll('svg text')].map("
        "one => one.getBoundingClientRect().left - edge))}"
    )
    tab.close()
    assert left >= 0


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_the_words_at_both_ends_of_a_line_stand_within_the_picture(
    browser: Any, width: int
) -> None:
    rows = [
        {"on": "18/11/2026 award", "value": 100.0},
        {"on": "28/11/2026 amendment", "value": 150.0},
    ]
    style = (STATIC / "vigie.css").read_text("utf-8")
    drawn = line(rows, "on", "value", str).svg
    tab = browser.new_page(viewport={"width": width, "height": 600})
    tab.set_content(
        f"<style>{style}</style><body class=ours><main><figure class=chart>{drawn}</figure></main>"
    )
    (edge, *words), points = tab.evaluate(
        "['svg, svg text', 'svg circle'].map(which => [...document.querySelectorAll(which)]"
        ".filter(one => one.tagName != 'text' || one.textContent)"
        ".map(one => {const box = one.getBoundingClientRect();"
        " return [box.left, box.top, box.right, box.bottom]}))"
    )
    tab.close()
    assert len(words) == 2 * len(rows) == 2 * len(points)
    for left, top, right, bottom in words:
        assert min(left - edge[0], top - edge[1], edge[2] - right, edge[3] - bottom) >= 0
        for a, b, c, d in points:
            assert c <= left or right <= a or d <= top or bottom <= b, "a point covers no word"


def test_every_mark_of_a_picture_that_is_taken_away_is_drawn(get: Get) -> None:
    """A program shows nothing of elements outside of the namespace of SVG."""
    place = page_path("group", "fr", "svg", id="microsoft")
    picture = etree.fromstring(get(f"{place}?chart=countries").content)
    spaces = {etree.QName(element).namespace for element in picture.iter()}
    assert spaces == {"http://www.w3.org/2000/svg"}
    assert len(picture.findall(".//{*}rect")) > 3


def test_a_picture_has_no_marks_of_a_script_and_coordinates_of_a_tenth_of_a_pixel() -> None:
    rows = [{"name": f"name {n}", "sum": 1234.567 * n} for n in range(1, 13)]
    svg = str(bars(rows, "name", "sum", "{:.0f}".format).svg)
    assert len(svg) < 3500
    assert "tooltip" not in svg
    assert not re.search(r"\d\.\d\d", svg)
