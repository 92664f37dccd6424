"""Make a chart a picture that stands alone: SVG with its title and source, and PNG of it.

Colours are attributes and no style, so that the picture looks the same wherever it is put.  PNG is
drawn with a font of its own: a server may have none.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import font_roboto
import resvg_py
from lxml import etree

from monitor.web.charts.page_charts import PageChart

SVG = "http://www.w3.org/2000/svg"
WIDTH = 440
MARGIN = 20
TITLE_PX, SOURCE_PX = 15, 10
CHARACTERS = 52  # of a line of the title
PNG_WIDTH = 1200  # pixels, as networks show a card
INK, BAR, LINE = "#1d2733", "#2f6690", "#c3ccd6"
_TEXT = {"fill": INK, "font-size": "13", "font-family": "Roboto, Arial, sans-serif"}
_FLOW = {
    "path": {"fill": "none", "stroke": BAR, "stroke-opacity": "0.45"},
    "rect": {"fill": INK},
    "text": _TEXT
    | {"font-size": "12", "paint-order": "stroke", "stroke": "#ffffff", "stroke-width": "3"},
}


def svg(chart: PageChart, subject: str, source: str) -> bytes:
    """Return the chart as an SVG file."""
    drawing = etree.fromstring(str(chart.chart.svg).encode())
    width, height = (float(part) for part in str(drawing.get("viewBox")).split()[2:])
    title = textwrap.wrap(f"{subject} – {chart.caption}" if subject else chart.caption, CHARACTERS)
    top = MARGIN + len(title) * (TITLE_PX + 5)
    whole = top + height + 2 * MARGIN
    root = etree.Element(
        f"{{{SVG}}}svg",
        {"viewBox": f"0 0 {WIDTH} {whole:g}", "width": f"{WIDTH}", "height": f"{whole:g}"},
        nsmap={None: SVG},  # type: ignore[dict-item] # the stubs know no default
    )
    root.set("role", "img")
    etree.SubElement(root, f"{{{SVG}}}title").text = " ".join((*title, source))
    etree.SubElement(root, f"{{{SVG}}}rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    for at, text in enumerate(title):
        _text(root, MARGIN, MARGIN + at * (TITLE_PX + 5), text, TITLE_PX, "700")
    body = etree.SubElement(
        root, f"{{{SVG}}}g", {"transform": f"translate({(WIDTH - width) / 2:g} {top:g})"}
    )
    body.set("class", drawing.get("class") or "")
    for part in list(drawing):
        body.append(part)
    for element in body.iter():
        _coloured(element)
    etree.strip_attributes(body, "class")
    _text(root, MARGIN, whole - MARGIN / 2, source, SOURCE_PX, "400")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _text(root: etree._Element, x: float, y: float, text: str, size: int, weight: str) -> None:
    attributes = {
        **_TEXT,
        "x": f"{x:g}",
        "y": f"{y:g}",
        "font-size": str(size),
        "font-weight": weight,
    }
    etree.SubElement(root, f"{{{SVG}}}text", attributes).text = text


def _coloured(element: etree._Element) -> None:
    """Give an element of a drawing, by its class, what vigie.css gives it on the page."""
    tag = etree.QName(element).localname
    above = " ".join(element.get("class") or "" for element in element.iterancestors())
    if "flow" in above.split():
        _set(element, _FLOW[tag])
    elif tag == "text":
        _lettered(element, above)
    elif tag == "rect":
        element.set("fill", BAR if "bar" in above.split() else "none")
    elif tag == "circle":
        element.set("fill", BAR)
    elif tag == "path":
        is_series = "series" in above.split()
        colour, width = (BAR, "2.5") if is_series else (LINE, "1")
        _set(element, {"fill": "none", "stroke": colour, "stroke-width": width})


def _set(element: etree._Element, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        element.set(name, value)


def _lettered(element: etree._Element, above: str) -> None:
    _set(element, _TEXT)
    if "line-graph" in above:
        element.set("text-anchor", "middle")
        if "text-overlay" in above:
            element.set("transform", "translate(-16 -37)")
        return
    element.set("dy", "0.35em")
    element.set("text-anchor", "start" if "text-overlay" in above else "end")


def png(picture: bytes) -> bytes:
    """Return an SVG file of ``svg`` as PNG."""
    fonts = [font_roboto.Roboto, font_roboto.RobotoBold]
    image = resvg_py.svg_to_bytes(
        svg_string=picture.decode(),
        width=PNG_WIDTH,
        skip_system_fonts=True,
        font_files=fonts,
        font_family="Roboto",
        sans_serif_family="Roboto",
    )
    return bytes(image)
