"""A chart and its table say the same, and nothing in it needs a script, a style or a colour."""

from __future__ import annotations

from lxml import etree

from monitor.site.chart import LONGEST_LABEL, bars

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
