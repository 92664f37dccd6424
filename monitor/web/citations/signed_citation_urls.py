"""Cite what a page says: its figures of a day, sealed into an address that keeps them.

The address holds the figures themselves, and a seal by the key of this installation, so that nobody
can write others under it.  Names are not in it: they are looked up, and stay withheld where they
must; of those of a contract a mark is, by which it is seen that they are others since.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from datasette.utils import tilde_decode, tilde_encode

from monitor.alerts.signing_key import load_signing_key
from monitor.i18n.routes import BY_NAME, Route, page_path
from monitor.web.charts.page_charts import CHARTS, PageChart

Value = str | float | int | None
Figures = Sequence[tuple[str, Value]]
SEAL_LENGTH = 20  # hex digits
# pages whose figures are cited -> names of their figures, in the order of the sentence
_OF_A_DOSSIER = (
    "contracts",
    "total_eur",
    "valued",
    "procedures",
    "direct_procedures",
    "method_known_procedures",
    "amended",
)
_OF_A_CONTRACT = (
    *("value", "currency", "vat", "value_kind", "value_plausible", "value_shared"),
    *("maximum", "value_eur", "signed", "end", "amendments", "status"),
)
NEWEST = "newest"  # latest notice when the figures were made
UNIT = "unit"  # of a chart's values
NAMED = "named"  # mark of the names of a contract
APART = (NEWEST, UNIT, NAMED)  # what is sealed with figures and is none
_NAMES = ("title", "buyer", "suppliers")


@dataclass(frozen=True)
class Cited:
    """A page or, with ``chart``, one of its charts; ``key`` says of which body, group, filter."""

    page: str
    key: str
    chart: str = ""

    @property
    def id(self) -> str:
        what = f"{self.page}.{self.chart}" if self.chart else self.page
        return f"{what}:{self.key}" if self.key else what

    @property
    def route(self) -> Route:
        return BY_NAME[self.page]


def seal_key_of(db: Path) -> bytes | None:
    """Return the key of an installation, created when missing; None where none can be kept."""
    try:
        return load_signing_key(db.with_name("citations"))
    except OSError:
        return None


def parse(id: str) -> Cited | None:
    """Return what an id of ``Cited`` names; None where no page or chart has that name."""
    what, _, key = id.partition(":")
    page, _, chart = what.partition(".")
    if page not in CITED or (chart and chart not in CHARTS.get(page, {})):
        return None
    if bool(BY_NAME[page].parts) is not bool(key) and page not in QUERIED:
        return None
    return Cited(page, key, chart)


CITED = ("home", "contract", "buyer", "group", "compare", "search")
QUERIED = ("compare", "search")  # their key is what was chosen, as a query
_NOT_CHOSEN = ("add", "page", "sort")  # parameters that change no figure


def key_of(route: Route, args: Mapping[str, Any]) -> str:
    """Return the id of the page's thing, or its choice as a query."""
    if route.parts:
        return str(args[route.parts[0]])
    cited_parameters = {
        name: value for name, value in args.items() if value is not None and name not in _NOT_CHOSEN
    }
    return urlencode(cited_parameters) if route.name in QUERIED else ""


def figures_of(page: str, data: Mapping[str, Any]) -> Figures:
    """Return the figures of a page that are cited; empty when it has none."""
    if page in ("buyer", "group"):
        total = data["sums"]["total"] or {}
        return [(name, total[name]) for name in _OF_A_DOSSIER if total.get(name) is not None]
    if page == "contract":
        row = data["contract"] or {}
        return [(name, row[name]) for name in _OF_A_CONTRACT if _is_cited(name, row)]
    if page == "search":
        return [("contracts", data["found"])] if data["found"] else []
    if page == "compare":
        procedures = sum(row["procedures"] for row in data["rows"])
        return [("procedures", procedures)] if procedures else []
    if page == "home":
        return [
            (figure["name"], figure["total"])
            for figure in data["figures"]
            if figure["total"] is not None
        ]
    return []


def _is_cited(name: str, row: Mapping[str, Any]) -> bool:
    """Whether a column of a contract is sealed: a doubt where there is one, the most that it may be
    where no value is published."""
    usual = {"vat": "unknown", "value_plausible": 1, "value_shared": 0}.get(name)
    is_said = name != "maximum" or row.get("value") is None
    return is_said and row.get(name) not in (None, usual)


def mark_of_names(key: bytes | None, page: str, data: Mapping[str, Any]) -> Figures:
    """Return the mark of the names of a contract, which tells nobody what they are."""
    row = data["contract"] if page == "contract" else None
    if key is None or not row:
        return []
    text = "\n".join(str(row[name] or "") for name in _NAMES)
    return [(NAMED, hmac.new(key, b"named\n" + text.encode(), hashlib.sha256).hexdigest()[:8])]


def figures_of_chart(chart: PageChart) -> Figures:
    return [(UNIT, chart.unit), *chart.pairs]


def serialize_figures(figures: Figures) -> str:
    """Write figures as one parameter: ``name:value``, separated by commas."""
    return ",".join(f"{tilde_encode(name)}:{_written(value)}" for name, value in figures)


def _written(value: Value) -> str:
    if value is None:
        return ""
    return tilde_encode(f"t{value}") if isinstance(value, str) else f"{value!r}"


def parse_figures(text: str) -> Figures:
    """Return the figures that ``serialize_figures`` wrote.  Raises  ValueError: it did not."""
    result: list[tuple[str, Value]] = []
    for part in text.split(","):
        name, colon, value = part.partition(":")
        if not colon:
            raise ValueError(part)
        result.append((str(tilde_decode(name)), _read(value)))
    return result


def _read(value: str) -> Value:
    if not value:
        return None
    if value.startswith("t"):
        return str(tilde_decode(value))[1:]
    return float(value) if "." in value or "e" in value else int(value)


def seal(key: bytes, cited: Cited, day: str, figures: str) -> str:
    """Return the seal of figures of a day."""
    text = "\n".join((cited.id, day, figures))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:SEAL_LENGTH]


def dated_address(key: bytes, lang: str, cited: Cited, day: str, figures: Figures) -> str:
    """Return the path under which the figures of a day stand for ever."""
    text = serialize_figures(figures)
    query = urlencode({"on": day, "figures": text, "seal": seal(key, cited, day, text)}, safe=":,~")
    return f"{page_path('cite', lang, id=cited.id)}?{query}"


def is_sealed(key: bytes, cited: Cited, day: str, figures: str, given: str) -> bool:
    return hmac.compare_digest(seal(key, cited, day, figures), given)
