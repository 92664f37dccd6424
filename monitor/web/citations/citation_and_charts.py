"""Make what a page offers to take away: its citation, its charts as SVG, PNG and page to embed."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from starlette.responses import HTMLResponse, Response

from monitor.i18n.routes import Route, page_path
from monitor.i18n.value_formatting import day
from monitor.web.charts import chart_images as pictures
from monitor.web.charts.page_charts import PageChart, PageData, charts_of, source_words
from monitor.web.citations.citation_formats import Citation, subject_of
from monitor.web.citations.signed_citation_urls import (
    CITED,
    NEWEST,
    Cited,
    figures_of,
    key_of,
    mark_of_names,
)
from monitor.web.citations.write_citation import write_citation
from monitor.web.errors import NotFoundError
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_request import PageRequest
from monitor.web.site_state import Site


def citation(request: PageRequest, route: Route, data: PageData) -> Citation | None:
    """Return the citation of a page with its figures of today; None where it has none."""
    figures = figures_of(route.name, data) if route.name in CITED else []
    if not figures:
        return None
    mark = mark_of_names(request.site.seal_key, route.name, data)
    figures = [*figures, *mark, (NEWEST, freshness(request.db)["newest"])]
    cited = Cited(route.name, key_of(route, request.args))
    return write_citation(request, cited, data, figures, request.today.isoformat())


def charts(module: ModuleType, route: Route, data: PageData) -> dict[str, PageChart]:
    """Return the charts of a page by name."""
    charts_by_name: dict[str, PageChart] = (
        module.charts(data) if hasattr(module, "charts") else charts_of(route.name, data)
    )
    return charts_by_name


def chosen(charts: Mapping[str, PageChart], name: str) -> PageChart:
    """Return the chart of that name, or the first.  Raises  NotFoundError: there is none."""
    chart = charts.get(name) if name else next(iter(charts.values()), None)
    if chart is None:
        raise NotFoundError
    return chart


def chart_response(
    site: Site, request: PageRequest, route: Route, data: PageData, chart: PageChart, format: str
) -> Response:
    """Return a chart as ``svg``, ``png`` or ``embed``, a page that other sites may frame."""
    page, key = (data["page"], data["key"]) if route.name == "cite" else (route.name, "")
    key = key or key_of(route, request.args)
    subject = data["citation"]["title"].partition(" – ")[0] if route.name == "cite" else ""
    subject = subject or (subject_of(page, data, key) if route.parts else "")
    until = day(data["on"] if route.name == "cite" else request.today)
    if format == "embed":
        live = request.home + page_path(route.name, request.lang, **_given(request.args))
        values = {"drawn": chart, "subject": subject, "source": source_words(until), "live": live}
        return HTMLResponse(site.render("site/embed.html", **values))
    svg = pictures.svg(chart, subject, source_words(until))
    if format == "svg":
        return Response(svg, media_type="image/svg+xml")
    return Response(pictures.png(svg), media_type="image/png")


def _given(args: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in args.items() if value is not None}
