"""Table of page routes by language: match a path to its page, and build a page's path.

``<id>`` in a path stands for an id, tilde-encoded as Datasette does (``ted~3A1-2026~2FLOT-0001``).
The same page is ``/fr/contrat/…`` and ``/en/contract/…``; the word of another language redirects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.util import find_spec
from urllib.parse import quote_plus

from datasette.utils import tilde_decode, tilde_encode

from monitor.i18n.catalogue import NC_, translate_into_all_languages

PACKAGE = "monitor.web.pages"


@dataclass(frozen=True)
class Route:
    """A page: its name, module and template are the same word unless ``module`` says otherwise.

    ``english``  its address in English; the catalogues have the others, by the context "address".
    """

    name: str
    english: str
    module: str = ""
    formats: tuple[str, ...] = field(default=("json",))

    @property
    def place(self) -> str:
        return f"{PACKAGE}.{self.module or self.name}"

    def path(self, lang: str) -> str:
        return self._paths[lang]

    @cached_property
    def _paths(self) -> dict[str, str]:
        return translate_into_all_languages(self.english, "address")

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Names of the ids in the path."""
        return tuple(re.findall(r"<(\w+)>", self.english))

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        formats = "|".join(self.formats)
        return {
            lang: re.compile(
                re.sub(r"<(\w+)>", r"(?P<\1>[^/.]+)", re.escape(path))
                + rf"(?:{'' if path else 'index'}\.(?P<format>{formats}))?"
            )
            for lang, path in self._paths.items()
        }

    def match(self, path: str, lang: str) -> dict[str, str] | None:
        """Match a path below ``/fr/``: its ids and ``format``, or None when it is another
        page's."""
        match = self._patterns[lang].fullmatch(path)
        if match is None:
            return None
        parts = {name: value for name, value in match.groupdict().items() if value is not None}
        return {name: tilde_decode(value) for name, value in parts.items()}


DATA = ("json", "csv", "xlsx")  # of a page with tables: ``TABLES`` in its module

PICTURES = ("svg", "png", "embed")  # of a page with charts: ``monitor.web.charts.page_charts``

# name (= template, = module in pages/ unless it says otherwise), address in English
ROUTES = (
    Route("home", "", formats=(*DATA, *PICTURES)),
    Route("search", "search", formats=DATA),
    Route("contract", "contract/<id>", formats=(*DATA, *PICTURES)),
    Route("buyer", "buyer/<id>", formats=(*DATA, *PICTURES)),
    Route("group", "group/<id>", formats=(*DATA, *PICTURES)),
    Route("ending", "ending-soon", formats=(*DATA, "ics")),
    Route("weeks", "week", formats=(*DATA, "atom")),
    Route("week", "week/<week>", formats=DATA),
    Route("compare", "compare", formats=(*DATA, *PICTURES)),
    Route("alternatives", "alternatives", formats=DATA),
    Route("questions", "questions", formats=DATA),
    Route("sources", "sources", formats=DATA),
    Route("method", "method", formats=DATA),
    Route("tag", "tag/<id>", formats=DATA),
    Route("explore", "explore", module="data_dictionary", formats=DATA),
    Route("feeds", "feeds", formats=(*DATA, "atom")),
    Route("download", "data", formats=DATA),
    Route("legal", "legal", formats=DATA),
    Route("reply", "right-of-reply", formats=DATA),
    Route("api", "api", module="api_documentation", formats=DATA),
    Route("cite", "cite/<id>", formats=(*DATA, *PICTURES)),
)


# of the forms of alerts, which are no page of the table
ALERT_SLUGS = translate_into_all_languages(NC_("address", "alerts"), "address")


def available_routes() -> tuple[Route, ...]:
    """Routes whose module is there: nothing links to a page that does not exist."""
    return tuple(route for route in ROUTES if find_spec(route.place) is not None)


BUILT = available_routes()
BY_NAME = {route.name: route for route in BUILT}


def translatable_messages() -> Iterator[tuple[str, str]]:
    """Context and English words of every address but that of the first page, which is empty."""
    return (("address", route.english) for route in ROUTES if route.english)


def match_path(path: str, lang: str) -> tuple[Route, dict[str, str]] | None:
    """Match a path below ``/fr/`` or ``/en/`` to its page and ids."""
    for route in BUILT:
        match = route.match(path, lang)
        if match is not None:
            return route, match
    return None


def page_path(name: str, lang: str, format: str = "", /, **given: object) -> str:
    """Build the path of a page by name: ``page_path("contract", "fr", id=…)``; others: query.

    Raises  KeyError: there is no such page, or an id is missing.
    """
    route = BY_NAME[name]
    parts = {part: tilde_encode(str(given.pop(part))) for part in route.parts}
    path = route.path(lang)
    if parts:
        path = re.sub(r"<(\w+)>", lambda match: parts[match[1]], path)
    if format:
        path = f"{path or 'index'}.{format}"
    return f"/{lang}/{path}{query_string(given)}"


def query_string(parameters: Mapping[str, object]) -> str:
    """Build a query string from parameters, without those that are None."""
    filled = {name: value for name, value in parameters.items() if value is not None}
    pairs = (f"{_quoted(name)}={_quoted(str(value))}" for name, value in filled.items())
    return "?" + "&".join(pairs) if filled else ""


# a list with its filters has a hundred addresses, in which the same words stand
_quoted = lru_cache(maxsize=4096)(quote_plus)
