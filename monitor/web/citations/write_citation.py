"""Write the citation of figures of a day, with the address that keeps them."""

from __future__ import annotations

from monitor.i18n.routes import page_path
from monitor.web.charts.page_charts import PageChart, PageData
from monitor.web.citations import citation_formats
from monitor.web.citations.signed_citation_urls import (
    APART,
    NEWEST,
    Cited,
    Figures,
    dated_address,
    serialize_figures,
)
from monitor.web.page_request import PageRequest

MAX_FIGURES_LENGTH = 6000  # characters: many servers refuse an address of more than 8,000


def write_citation(
    request: PageRequest,
    cited: Cited,
    live: PageData | None,
    figures: Figures,
    day: str,
    chart: PageChart | None = None,
    renamed: bool = False,
) -> citation_formats.Citation:
    """Write the citation of figures of a day, with the address that keeps them.

    ``renamed``: the contract has other names since; no sentence says that these had the figures.
    """
    if request.site.seal_key is not None and len(serialize_figures(figures)) <= MAX_FIGURES_LENGTH:
        path, dated = dated_address(request.site.seal_key, request.lang, cited, day, figures), True
    else:
        path, dated = page_path("cite", request.lang, id=cited.id), False
    return citation_formats.build_citation(
        cited,
        citation_formats.subject_of(cited.page, live, cited.key),
        [pair for pair in figures if pair[0] not in APART],
        chart.caption if chart else "",
        day,
        str(dict(figures).get(NEWEST) or "") or None,
        request.home + path,
        dated,
        live["contract"] if live and cited.page == "contract" and not renamed else None,
    )
