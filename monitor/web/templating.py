"""Build the Jinja environment: translations, URLs and helper functions for all templates.

Our pages are rendered by an environment of their own, which waits for nothing.  Datasette renders
its own pages by its own; both are given the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from datasette.utils import path_with_replaced_args
from jinja2 import Environment, FileSystemLoader

from monitor.i18n import (
    classification_labels,
    safe_text,
    scope_messages,
    table_filters,
    value_formatting,
)
from monitor.i18n import table_labels as tables
from monitor.i18n.canned_queries import canned_queries
from monitor.i18n.catalogue import pgettext
from monitor.i18n.datasette_metadata import DATABASE_NAME, table_descriptions
from monitor.i18n.routes import BY_NAME, address
from monitor.i18n.rule_explanations import in_words
from monitor.i18n.typography import colon, semicolon
from monitor.web.charts import svg_charts as chart
from monitor.web.charts import tile_map
from monitor.web.citations.sealed_citations import Cited, key_of
from monitor.web.downloads.table_export import from_start, in_language
from monitor.web.endpoints import alerts as alert_pages
from monitor.web.page_data import feed_entries
from monitor.web.page_data.contract_records import direct_reasons, logged, procedure_words
from monitor.web.page_data.dossier_queries import FEWEST_PROCEDURES
from monitor.web.page_data.operator_contact import written_to
from monitor.web.site_state import Site, path_of
from monitor.web.table_pages import cells
from pipelines.reference.loading import load_vendor_groups

FOLDER = Path(__file__).parent / "templates"
# in the order of the menu: name of the page, or where it stands until it has a page of its own
MENU = ("home", "ending", "compare", "alternatives", "questions", "sources", "method", "explore")


# what templates call by the name that it has in Python
_SAID: tuple[Callable[..., Any], ...] = (
    *(value_formatting.localized, value_formatting.in_other_languages, value_formatting.said),
    *(value_formatting.column_word, value_formatting.value_word, value_formatting.has_word),
    *(value_formatting.law_word, value_formatting.licence, value_formatting.terms),
    *(value_formatting.number, value_formatting.money, value_formatting.percent),
    *(value_formatting.day, value_formatting.instant, value_formatting.euros_short),
    *(value_formatting.portal_title, value_formatting.spelled, value_formatting.grouped),
    *(value_formatting.why_listed, value_formatting.language_name),
)
_FACTS: tuple[Callable[..., Any], ...] = (
    *(safe_text.highlighted, safe_text.clipped, safe_text.listed, safe_text.unsigned),
    *(safe_text.spelt, safe_text.safe_address, chart.bars, chart.line),
    *(tables.table_title, tables.page_table_word, tables.told, tables.notice_word),
    *(tables.column_meaning, tables.column_title, tile_map.tile_map, feed_entries.untitled),
    *(direct_reasons, procedure_words, logged, written_to, cells.claim_chips),
    table_filters.lookups,
)


def environment(site: Site) -> Environment:
    """The templates of our pages."""
    env = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)
    env.globals.update(zip=zip, urls=site.urls)
    install(env, site)
    return env


def install(env: Environment, site: Site) -> None:
    """Give an environment what our templates ask for."""
    install_language(env)
    _install_addresses(env, site)
    _install_facts(env)
    _install_rows(env, site.urls)


def install_language(env: Any) -> None:
    """Install ``_()``, ``{% trans %}`` and the words, numbers and dates of Babel."""
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(
        value_formatting.gettext, value_formatting.ngettext, newstyle=True, pgettext=pgettext
    )
    env.policies["ext.i18n.trimmed"] = True
    env.globals |= {one.__name__: one for one in _SAID}
    env.globals.update(
        lang=value_formatting.language,
        colon_mark=colon,
        semicolon_mark=semicolon,
        languages=value_formatting.LANGUAGES,
        language_names=value_formatting.NAMES,
        fewest_procedures=FEWEST_PROCEDURES,
        law_facts=value_formatting.LAW_FACTS,
        country_name=value_formatting.country,
        region_name=value_formatting.region,
        month_word=value_formatting.month,
        euros=lambda value: value_formatting.money(value, cents=False),
        money_words=lambda currency: (
            lambda value: value_formatting.money(value, currency, cents=False)
        ),
    )


def _install_addresses(env: Any, site: Site) -> None:
    def to(name: str, format: str = "", /, **given: object) -> str:
        return site.link(address(name, value_formatting.language(), format, **given))

    def answer_page(request: Any, number: int) -> str:
        path = path_of(request.scope).partition("?")[0]
        chosen = {"_page": number if number > 1 else None}
        return site.link(path_with_replaced_args(request, chosen, path))

    env.globals.update(
        to=to,
        answer_page=answer_page,
        cite_id=lambda page, args, chart: Cited(page, key_of(BY_NAME[page], args), chart).id,
        here=lambda request: site.here(request.scope),
        path_of=lambda request: path_of(request.scope),
        has_page=BY_NAME.__contains__,
        menu=MENU,
        db_name=DATABASE_NAME,
        alerts_link=lambda **given: alert_pages.alert_link(site, given),
        operator=lambda: site.operator,
        sql_allowed=site.visitors_sql,
    )


def _install_facts(env: Any) -> None:
    env.filters["coded"] = tables.coded
    env.filters["value_word"] = value_formatting.value_word
    env.filters["column_word"] = value_formatting.column_word
    env.filters["titled"] = lambda column, table: tables.column_title(table, column)
    env.filters["is_blank"] = lambda shown: str(shown).strip() in ("", "&nbsp;")
    env.globals |= {one.__name__: one for one in _FACTS}
    env.globals.update(
        map_continents=tile_map.continents,
        map_beside=tile_map.beside,
        map_legend=tile_map.legend,
        kind_words=classification_labels.label_with_code,
        doubt_words=scope_messages.doubt_text,
        rule_words=in_words,
        questions=canned_queries(),
        spoken=table_descriptions(),
        most_rows=MOST_ROWS,
        group_names={key: tables.group_word(key) for key in load_vendor_groups()},
    )


MOST_ROWS = 1000  # of an answer of Datasette's
ROWS_A_PAGE = 30  # of an answer: a page stays under 60 kB


def _install_rows(env: Any, urls: Any) -> None:
    """What rows of tables show, and where they lead."""
    env.filters["row_value"] = lambda column, row: cells.cell(row, column)
    env.filters["from_start"] = from_start
    env.filters["in_language"] = in_language
    env.filters["below"] = lambda path: path.removeprefix(urls.path("/"))
    env.globals.update(
        rows_a_page=ROWS_A_PAGE,
        filled_columns=cells.filled_columns,
        offered=table_filters.OFFERED,
        group_chips_of=lambda row: cells.group_chips(urls, cells.cell(row, "vendor_groups")),
        row_url=lambda table, *key: cells.row_url(urls, table, *key),
        row_of=lambda table, row, keys: cells.row_of(urls, table, row, keys),
        page_url=lambda table, key: cells.page_url(urls, table, key),
        country_tiles=lambda rows, share: tile_map.tiles_of(
            rows, share, partial(_of_country, urls)
        ),
    )


def _of_country(urls: Any, code: str) -> str:
    """Address of the table of a country's contracts, each once."""
    return f"{urls.table(DATABASE_NAME, 'contracts')}?country={code}&same_as__isnull=1"
