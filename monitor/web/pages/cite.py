"""Citation page: how to cite a page or chart, and an address that keeps the figures of a day.

Shape  page, key, chart: what is cited; on, newest: days of its figures; dated: are they kept?
       figures: list of {name, value, label, words}
       today_figures: {name: value} as they are now, None where it is gone
       renamed: has the contract another subject, buyer or supplier since?
       citation: title, sentence, chicago, bibtex, address; unit, names: of a chart
       embed: address of the chart for other sites; freshness: aggregate_queries.freshness
Raises  NotFoundError: nothing of that name; BadRequest: figures that this installation did not
        write.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from monitor.i18n.routes import page_path
from monitor.i18n.value_formatting import _
from monitor.web.charts import page_charts
from monitor.web.charts.flow_chart import BETWEEN, START
from monitor.web.charts.page_charts import PageChart
from monitor.web.citations import citation_formats
from monitor.web.citations.signed_citation_urls import (
    APART,
    NAMED,
    NEWEST,
    QUERIED,
    UNIT,
    Cited,
    Figures,
    figures_of,
    figures_of_chart,
    is_sealed,
    mark_of_names,
    parse,
    parse_figures,
)
from monitor.web.citations.write_citation import MAX_FIGURES_LENGTH, write_citation
from monitor.web.errors import BadRequest, NotFoundError
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_request import PageRequest, code, free_text
from monitor.web.page_request import read as read_parameters

PARAMS = {
    "on": code("[0-9]{4}-[0-9]{2}-[0-9]{2}", "2026-11-13"),
    "figures": free_text(MAX_FIGURES_LENGTH),
    "seal": code("[0-9a-f]{20}", "0123456789abcdef0123"),
}
TABLES = {"figures": "figures"}


def data(request: PageRequest) -> dict[str, Any]:
    """The citation, of today or of the day in the address."""
    cited = parse(request.args["id"])
    if cited is None:
        raise NotFoundError
    live = _live(request, cited)
    now = current_figures(cited, live) if live else None
    mark = mark_of_names(request.site.seal_key, cited.page, live) if live else []
    if request.args["seal"] or request.args["figures"]:
        day, figures = _sealed(request, cited)
    elif now:
        newest = freshness(request.db)["newest"]
        day, figures = request.today.isoformat(), [*now, *mark, (NEWEST, newest)]
    else:
        raise NotFoundError
    pairs = [pair for pair in figures if pair[0] not in APART]
    unit, newest, named = (dict(figures).get(name) for name in (UNIT, NEWEST, NAMED))
    renamed = bool(named and mark and dict(mark)[NAMED] != named)
    names = _names(request, cited, pairs)
    chart = _chart(cited, pairs, str(unit or ""), names)
    result = {
        "page": cited.page,
        "key": cited.key,
        "chart": cited.chart,
        "on": day,
        "newest": newest,
        "dated": bool(request.args["seal"]),
        "figures": _rows(cited, pairs, chart),
        "today_figures": dict(pair for pair in now if pair[0] != UNIT) if now is not None else None,
        "renamed": renamed,
        "unit": unit,
        "names": names,
        "live": _live_address(request, cited),
        "freshness": freshness(request.db),
    }
    citation = write_citation(request, cited, live, figures, day, chart, renamed)
    embed = _embed(request, cited, citation) if chart else None
    return {**result, "citation": asdict(citation), "embed": embed}


def _embed(request: PageRequest, cited: Cited, citation: citation_formats.Citation) -> str:
    """Address of the cited chart for other sites, with the figures of its day."""
    query = citation.address.partition("?")[2]
    path = request.home + page_path("cite", request.lang, "embed", id=cited.id)
    return f"{path}?{query}" if query else path


def _live(request: PageRequest, cited: Cited) -> dict[str, Any] | None:
    """The data of the cited page as they are now; None where it is gone."""
    module = import_module(cited.route.place)
    params = getattr(module, "PARAMS", {})
    query = parse_qs(cited.key) if cited.page in QUERIED else {}
    args = dict.fromkeys(cited.route.parts, cited.key) | read_parameters(params, query)
    try:
        page_data: dict[str, Any] = module.data(replace(request, args=args, format="json"))
    except NotFoundError as missing:
        moved = request.db.find_redirect(missing.old_id)
        return _live(request, replace(cited, key=moved)) if moved else None
    return None if page_data.get("contract", page_data) is None else page_data


def current_figures(cited: Cited, live: dict[str, Any]) -> Figures:
    """Return the figures of a page or chart as they are now."""
    if not cited.chart:
        return figures_of(cited.page, live)
    chart = page_charts.charts_of(cited.page, live).get(cited.chart)
    return figures_of_chart(chart) if chart else []


def _sealed(request: PageRequest, cited: Cited) -> tuple[str, Figures]:
    day, figures, seal = (request.args[name] or "" for name in ("on", "figures", "seal"))
    key = request.site.seal_key
    if key is None or not is_sealed(key, cited, day, figures, seal):
        raise BadRequest(_("This address was changed: Vigie did not write these figures."))
    date.fromisoformat(day)
    return day, parse_figures(figures)


def _names(request: PageRequest, cited: Cited, figures: Figures) -> dict[str, str]:
    """Names of bodies that are compared, or between which products flow."""
    keys = {key for key, _value in figures} if cited.page == "compare" else set()
    names: dict[str, str | None] = {}
    if (cited.page, cited.chart) == ("group", "flows"):
        keys = {id for key, _value in figures for id in key.split(BETWEEN)}
        names[START] = request.db.value(
            "SELECT name FROM vendor_groups WHERE id = :id", id=cited.key
        )
    for key in keys - {START}:
        names[key] = request.db.value("SELECT name FROM organizations WHERE id = :id", id=key)
    return {key: name for key, name in names.items() if name}


def _chart(cited: Cited, figures: Figures, unit: str, names: dict[str, str]) -> PageChart | None:
    if not cited.chart:
        return None
    pairs = [(name, None if isinstance(value, str) else value) for name, value in figures]
    return page_charts.draw_chart(cited.page, cited.chart, pairs, unit, names)


def _rows(cited: Cited, figures: Figures, chart: PageChart | None) -> list[dict[str, Any]]:
    if chart:
        labelled = [(label, text) for label, _value, text in chart.chart.rows]
    else:
        labelled = citation_formats.facts(figures)
        figures = [pair for pair in figures if pair[0] not in citation_formats.BESIDE]
    return [
        {"name": name, "value": value, "label": label, "words": text}
        for (name, value), (label, text) in zip(figures, labelled, strict=True)
    ]


def _live_address(request: PageRequest, cited: Cited) -> str:
    path = page_path(cited.page, request.lang, **dict.fromkeys(cited.route.parts, cited.key))
    return request.place(path) + (f"?{cited.key}" if cited.page in QUERIED and cited.key else "")


def charts(data: dict[str, Any]) -> dict[str, PageChart]:
    """The cited chart, drawn of the cited figures."""
    cited = Cited(data["page"], data["key"], data["chart"])
    pairs = [(figure["name"], figure["value"]) for figure in data["figures"]]
    chart = _chart(cited, pairs, str(data["unit"] or ""), data["names"])
    return {chart.name: chart} if chart else {}
