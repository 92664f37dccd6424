"""Build the Jinja environment: translations, URLs and helper functions for all templates.

Our pages are rendered by an environment of their own, which waits for nothing.  Datasette renders
its own pages by its own; both are given the same.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from monitor.i18n import table_labels, value_formatting
from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.jinja_i18n import install_words
from monitor.i18n.routes import BY_NAME, page_path
from monitor.web.charts import tile_map
from monitor.web.citations.signed_citation_urls import Cited, key_of
from monitor.web.endpoints import alerts as alert_pages
from monitor.web.page_data import contract_derived_values
from monitor.web.page_data.dossier_queries import MIN_PROCEDURES
from monitor.web.page_data.operator_contact import written_to
from monitor.web.site_state import Site, path_of
from monitor.web.table_pages import cells
from monitor.web.table_pages.template_functions import install_rows

FOLDER = Path(__file__).parent / "templates"
# pages in the order of the menu
MENU = ("home", "ending", "compare", "alternatives", "questions", "sources", "method", "explore")
# templates call them by their names in Python
_FUNCTIONS: tuple[Callable[..., Any], ...] = (
    *(tile_map.tile_map, table_labels.untitled, cells.claim_chips),
    *(contract_derived_values.direct_reasons, contract_derived_values.notice_kind),
    *(contract_derived_values.procedure_words, contract_derived_values.logged, written_to),
)
MAX_ROWS = 1000  # of an answer of Datasette's


def environment(site: Site) -> Environment:
    """The templates of our pages."""
    env = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)
    env.globals.update(zip=zip, urls=site.urls)
    install(env, site)
    return env


def install(env: Environment, site: Site) -> None:
    """Give an environment what our templates ask for."""
    env.auto_reload = False  # it looks at the files of fifteen templates for each page
    install_words(env)
    install_rows(env, site)
    _install_addresses(env, site)
    env.globals |= {function.__name__: function for function in _FUNCTIONS}
    env.globals.update(
        map_continents=tile_map.continents,
        map_beside=tile_map.beside,
        map_legend=tile_map.legend,
        fewest_procedures=MIN_PROCEDURES,
        most_rows=MAX_ROWS,
    )


def _install_addresses(env: Any, site: Site) -> None:
    def to(name: str, format: str = "", /, **given: object) -> str:
        return site.link(page_path(name, value_formatting.language(), format, **given))

    env.globals.update(
        to=to,
        cite_id=lambda page, args, chart: Cited(page, key_of(BY_NAME[page], args), chart).id,
        here=lambda request: alert_pages.shared_address(site, request.scope),
        path_of=lambda request: path_of(request.scope),
        has_page=BY_NAME.__contains__,
        menu=MENU,
        db_name=DATABASE_NAME,
        alerts_link=lambda **given: alert_pages.alert_link(site, given),
        operator=lambda: site.operator,
        sql_allowed=site.visitors_sql,
    )
