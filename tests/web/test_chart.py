"""A chart and its table say the same, and nothing in it needs a script, a style or a colour."""

from __future__ import annotations

import re

from lxml import etree

from monitor.web.charts.svg_charts import LONGEST_LABEL, bars, line

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
    words = [one.text for one in svg.iter("{*}text")]
    for label, _, said in chart.rows:
        shown = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
        assert shown in words
        assert said in words or said == "–"


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
    heights = [float(one) for one in re.findall(r"[\d.]+ ([\d.]+)", path.get("d"))]
    assert len(heights) == len(list(svg.iter("{*}circle"))) == 3
    assert abs((heights[0] - heights[2]) / (heights[0] - heights[1]) - 2.5) < 0.01
    words = [one.text for one in svg.iter("{*}text") if one.text]
    assert words == ["before", "9 Nov modifies", "100 €", "150 €"]
    assert [said for _, _, said in chart.rows] == ["100 €", "120 €", "150 €"]
    for word in ("<script", "<style", "style=", "<desc", "<!--"):
        assert word not in str(chart.svg)


def test_one_value_is_no_line() -> None:
    assert line(STEPS[:1], "on", "value", str).svg == ""
