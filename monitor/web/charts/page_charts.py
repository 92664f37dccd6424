"""Charts of pages by name: what each shows, drawn for the page, for a picture, or as it was cited.

A chart is made of pairs (key, value).  The key outlives what it is called: a year, a country, the
id of a group or body; its name is looked up when the chart is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.i18n.catalogue import N_
from monitor.i18n.table_labels import group_label
from monitor.i18n.value_formatting import (
    country,
    euros_short,
    gettext,
    money,
    number,
    percent,
)
from monitor.web.charts.flow_chart import START, flow, flow_key
from monitor.web.charts.svg_charts import Chart, bars, line
from monitor.web.page_data.dossier_queries import MIN_PROCEDURES

PageData = Mapping[str, Any]
Pair = tuple[str, float | None]
LAST_YEARS = 12
MAX_BARS = 12


@dataclass(frozen=True)
class ChartSpec:
    """``first``, ``second``: what keys and values are; ``unit``: of values, a key of ``UNITS``."""

    caption: str
    first: str
    second: str
    pairs: Callable[[PageData], Sequence[Pair]]
    unit: str = "EUR"
    draw: Callable[..., Chart] = bars  # or ``line``, or ``flow``


@dataclass(frozen=True)
class PageChart:
    """A chart that is drawn, with the words around it."""

    name: str
    chart: Chart
    caption: str
    first: str
    second: str
    pairs: Sequence[Pair]
    unit: str


def _euros(value: float) -> str:
    return money(value, cents=False)


UNITS: Mapping[str, tuple[Callable[[float], str], Callable[[float], str] | None]] = {
    "EUR": (_euros, euros_short),
    "share": (percent, None),
    "count": (number, None),
}
WHOLES = {"share": 1.0}  # a bar that fills its line says "all", however few bars there are


def _years(data: PageData) -> list[Pair]:
    """The last years without a gap: a year of which nothing is known has its place, and no bar."""
    euros = {
        int(year["year"]): year["eur_in_year"]
        for year in data["sums"]["years"]
        if year["eur_in_year"] is not None
    }
    if not euros:
        return []
    known = sorted(euros)
    while len(known) > 1 and known[-1] - known[-2] >= LAST_YEARS:
        known.pop()  # a typing error, far ahead of all others, would leave no other year
    first = next(year for year in known if year > known[-1] - LAST_YEARS)
    return [(str(year), euros.get(year)) for year in range(first, known[-1] + 1)]


def _groups(data: PageData) -> list[Pair]:
    return [(group["key"], group["total_eur"]) for group in data["groups"]]


def _countries(data: PageData) -> list[Pair]:
    return [(country["other"], country["contracts"]) for country in data["countries"]]


def _flows(data: PageData) -> list[Pair]:
    rows = data["flows"]
    return [(flow_key(row["supplier_id"], row["buyer_id"]), row["contracts"]) for row in rows]


def _steps(data: PageData) -> list[Pair]:
    steps = data.get("steps") or ()
    return [(step["label"], step["value"]) for step in steps] if len(steps) > 1 else []


def _compared(name: str) -> Callable[[PageData], list[Pair]]:
    """The largest first; a share is shown of those with enough procedures alone."""

    def pairs(data: PageData) -> list[Pair]:
        rows = data["rows"]
        if name == "procedures":
            rows = sorted(rows, key=lambda row: -row[name])
        if name == "total_eur":
            rows = sorted(rows, key=lambda row: -(row[name] or 0))
        if name.endswith("_share"):
            rows = [row for row in rows if row["procedures"] >= MIN_PROCEDURES]
        rows = [row for row in rows if row[name] is not None]  # no bar of what is not published
        return [(row["key"], row[name]) for row in rows[:MAX_BARS]]

    return pairs


_YEARS = ChartSpec(
    N_("Spending by year (each value spread over the length of its contract)"),
    N_("Year"),
    N_("Euros"),
    _years,
)
CHARTS: Mapping[str, Mapping[str, ChartSpec]] = {
    "home": {
        "groups": ChartSpec(
            N_("Sum of the exact values of contracts that a group signed alone, all years"),
            N_("Group"),
            N_("Euros"),
            _groups,
        )
    },
    "buyer": {"years": _YEARS},
    "group": {
        "years": _YEARS,
        "countries": ChartSpec(
            N_("Contracts found, by country of the buyer"),
            N_("Country"),
            N_("Contracts"),
            _countries,
            "count",
        ),
        "flows": ChartSpec(
            N_("From the group to public bodies, through who sells its products"),
            N_("Supplier that sells → public body"),
            N_("Contracts"),
            _flows,
            "count",
            flow,
        ),
    },
    "compare": {
        "procedures": ChartSpec(
            N_("Procedures found"),
            N_("Compared"),
            N_("Procedures"),
            _compared("procedures"),
            "count",
        ),
        "big_tech": ChartSpec(
            N_("Share of the procedures found in which a big tech group has a role"),
            N_("Compared"),
            N_("Share"),
            _compared("big_tech_share"),
            "share",
        ),
        "direct": ChartSpec(
            N_("Share without competition, where the procedure is published"),
            N_("Compared"),
            N_("Share"),
            _compared("direct_share"),
            "share",
        ),
        "euros": ChartSpec(
            N_("Exact values added up"), N_("Compared"), N_("Euros"), _compared("total_eur")
        ),
    },
    "contract": {
        "value": ChartSpec(
            N_("From the first value to the current one"),
            N_("Notice"),
            N_("Value as published"),
            _steps,
            draw=line,
        )
    },
}


def names_of(data: PageData) -> dict[str, str]:
    """Return the names of keys that the data of a page have: of bodies, suppliers and groups."""
    rows = data.get("rows") or ()
    names = {row["key"]: row["name"] for row in rows if isinstance(row, Mapping) and row.get("key")}
    for entry in data.get("flows") or ():
        names |= {entry[f"{kind}_id"]: entry[kind] for kind in ("supplier", "buyer") if entry[kind]}
    group = data.get("group")
    return names | ({START: group["name"]} if group else {})


def charts_of(page: str, data: PageData) -> dict[str, PageChart]:
    """Return the charts of a page that have something to show."""
    if data.get("contract", data) is None:  # withdrawn
        return {}
    result = {}
    for name, spec in CHARTS.get(page, {}).items():
        pairs = spec.pairs(data)
        if pairs:
            unit = (data.get("contract") or {}).get("currency") if page == "contract" else spec.unit
            result[name] = draw_chart(page, name, pairs, unit or "", names_of(data))
    return result


def draw_chart(
    page: str, name: str, pairs: Sequence[Pair], unit: str, names: Mapping[str, str]
) -> PageChart:
    """Draw the chart of a page from pairs, whatever day they are of."""
    spec = CHARTS[page][name]
    say, short = UNITS.get(unit, (lambda value: money(value, unit, cents=False), None))
    if spec.draw is flow:
        chart = flow(pairs, names, say)
    else:
        rows = [{"label": _label(page, name, key, names), "value": value} for key, value in pairs]
        if spec.draw is line:  # it has room for whole amounts
            chart = line(rows, "label", "value", say)
        else:
            chart = bars(rows, "label", "value", say, short, WHOLES.get(unit))
    words = (gettext(spec.caption), gettext(spec.first), gettext(spec.second))
    return PageChart(name, chart, *words, pairs, unit)


def _label(page: str, name: str, key: str, names: Mapping[str, str]) -> str:
    if page == "home":
        return group_label(key)
    if name == "countries" or (page == "compare" and len(key) == 2):
        return country(key)
    return names.get(key, key)


def source_words(day: str) -> str:
    """The line below a picture."""
    return gettext("Source: Vigie, figures as of %(day)s") % {"day": day}
