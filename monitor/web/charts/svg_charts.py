"""Draw charts as SVG, each with the table of the same figures.

pygal draws; its script and style are taken out, so that our stylesheet colours it, in light, dark
and print, and nothing inline is left for the Content-Security-Policy to forbid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pygal
from lxml import etree
from markupsafe import Markup
from pygal.style import Style

from monitor.i18n.untrusted_text import clipped

ROW_PX = 34
LINE_PX = 150
MAX_LABEL_LENGTH = 20  # characters; the table has the whole name
MAX_END_LABEL_LENGTH = 24  # of the labels at both ends of a line: a day and what a notice is
WIDTH = 400  # small, so that words are still read when a telephone shows it
LABEL_PX = 10  # pygal leaves room for labels as if they were monospaced; vigie.css draws 13 to 15
SIGN_PX = 8  # of the largest of these, a sign of a value
END_SIGN_PX = 9.5  # a sign of a label below an end of a line, where digits and m are many
KEPT = 256  # pictures, some kilobytes each
_DRAWN = frozenset(("svg", "g", "rect", "text", "path", "circle", "line"))
_XLINK = ' xmlns:xlink="http://www.w3.org/1999/xlink"'
_TOOLTIPS = "tooltip-overlay"
_OF_THE_SCRIPT = frozenset(("reactive", "tooltip-trigger"))
_DECIMALS = re.compile(r"-?\d+\.\d+")

# of every drawing of pygal: no script, no style, no legend, a value beside each mark
_PLAIN: dict[str, Any] = {
    "js": (),
    "css": (),
    "disable_xml_declaration": True,
    "no_prefix": True,
    "show_legend": False,
    "print_values": True,
    "print_values_position": "top",
    "show_y_guides": False,
    "width": WIDTH,
}
ChartRows = tuple[tuple[str, float | None, str], ...]


@dataclass(frozen=True)
class Chart:
    """``rows``: (label, value, value in words); None is not published and has no bar.  The picture
    may say a value in shorter words than the table."""

    svg: Markup
    rows: ChartRows


def bars(
    rows: Iterable[Mapping[str, Any]],
    label: str,
    value: str,
    say: Callable[[float], str],
    short: Callable[[float], str] | None = None,
    whole: float | None = None,
) -> Chart:
    """Draw one bar for each row, from top to bottom, with its value beside it.

    label, value  keys of the rows
    say           value -> words ("1 234 567 €"); short: for the picture ("1,2 M€")
    whole         value of a bar over the full width; None: that of the largest row
    """
    bar_rows = tuple(
        (str(row[label]), row[value], "–" if row[value] is None else say(row[value]))
        for row in rows
    )
    return Chart(_drawn(_shortened(bar_rows, short), whole), bar_rows)


def line(
    rows: Iterable[Mapping[str, Any]],
    label: str,
    value: str,
    say: Callable[[float], str],
    short: Callable[[float], str] | None = None,
) -> Chart:
    """Draw a line over all values, from zero up, with labels at both ends; the others are
    points, with their values in the table."""
    point_rows = tuple((str(row[label]), row[value], say(row[value])) for row in rows)
    return Chart(
        _traced(_shortened(point_rows, short)) if len(point_rows) > 1 else Markup(""), point_rows
    )


def _shortened(rows: ChartRows, short: Callable[[float], str] | None) -> ChartRows:
    """Rows with the words that stand in the picture."""
    if short is None:
        return rows
    return tuple(
        (label, value, text if value is None else short(value)) for label, value, text in rows
    )


# Drawing takes a third of the time of a page: the same figures are drawn once.
@lru_cache(maxsize=KEPT)
def _traced(rows: ChartRows) -> Markup:
    ends = (0, len(rows) - 1)
    labels = [
        clipped(row[0], MAX_END_LABEL_LENGTH) if at in ends else "" for at, row in enumerate(rows)
    ]
    aside = (
        max(max(SIGN_PX * len(rows[end][2]), END_SIGN_PX * len(labels[end])) for end in ends) / 2
    )
    plot = pygal.Line(
        **_PLAIN,
        show_y_labels=False,
        show_x_guides=False,
        include_x_axis=True,
        height=LINE_PX,
        margin=4,
        margin_left=aside,
        margin_right=aside,
        margin_top=24,
        margin_bottom=8,
        dots_size=5,
        truncate_label=-1,
        style=Style(label_font_size=LABEL_PX, major_label_font_size=LABEL_PX),
    )
    plot.x_labels = labels
    plot.add(
        "",
        [
            {"value": value, "formatter": _saying(text if at in ends else "")}
            for at, (_label, value, text) in enumerate(rows)
        ],
    )
    return Markup(_clean(plot.render_tree()))


@lru_cache(maxsize=KEPT)
def _drawn(rows: ChartRows, whole: float | None) -> Markup:
    if not rows:
        return Markup("")
    longest = max(len(clipped(label, MAX_LABEL_LENGTH)) for label, _, _ in rows)
    widest = max(len(text) if value is not None else 1 for _, value, text in rows)
    plot = pygal.HorizontalBar(
        **_PLAIN,
        show_x_labels=False,
        height=ROW_PX * len(rows) + 10,
        margin=4,
        spacing=4,
        margin_left=8 + 4 * longest,
        margin_right=10 + SIGN_PX * widest,
        range=None if whole is None else (0, whole),
        style=Style(label_font_size=LABEL_PX, major_label_font_size=LABEL_PX),
    )
    drawn = rows[::-1]  # pygal draws from the bottom
    plot.x_labels = [clipped(label, MAX_LABEL_LENGTH) for label, _, _ in drawn]
    plot.add("", [{"value": value, "formatter": _saying(text)} for _, value, text in drawn])
    return Markup(_clean(plot.render_tree()))


def _saying(text: str) -> Callable[[float], str]:
    return lambda _: text


def _clean(tree: Any) -> str:
    """Remove all but the drawing from an SVG: scripts, styles, comments, hidden text, events, and
    what weighs and is not seen: a picture of twelve bars is a third smaller."""
    for element in list(tree.iter()):
        parent, classes = element.getparent(), element.attrib.pop("class", "").split()
        is_drawn = str(element.tag).rpartition("}")[2] in _DRAWN and _TOOLTIPS not in classes
        if not is_drawn and parent is not None:
            parent.remove(element)
            continue
        _shorten(element, classes)
    for name in ("id", "width", "height"):
        tree.attrib.pop(name, None)
    tree.set("aria-hidden", "true")  # the table below says the same
    tree.set("focusable", "false")
    return etree.tostring(tree, encoding="unicode").replace(_XLINK, "", 1)


def _shorten(element: Any, classes: list[str]) -> None:
    """Leave out what changes nothing on a screen, and round coordinates to a tenth of a pixel."""
    for name in ("style", "text-anchor"):  # the stylesheet says where a value stands
        element.attrib.pop(name, None)
    for name, value in list(element.attrib.items()):
        if name in ("rx", "ry") and float(value) == 0:
            del element.attrib[name]
        else:
            element.set(name, _DECIMALS.sub(lambda number: f"{float(number[0]):.1f}", value))
    kept = " ".join(name for name in classes if name not in _OF_THE_SCRIPT)
    if kept:
        element.set("class", kept)
