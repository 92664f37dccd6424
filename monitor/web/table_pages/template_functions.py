"""Give templates what rows of tables show, and where they lead."""

from __future__ import annotations

from functools import partial
from typing import Any

from monitor.i18n import table_filters
from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.routes import query_string
from monitor.i18n.value_formatting import AMOUNT_COLUMNS
from monitor.web.charts import tile_map
from monitor.web.downloads.table_export import from_start, in_language
from monitor.web.page_data.aggregate_queries import COUNTED
from monitor.web.site_state import Site, path_of
from monitor.web.table_pages import cells, row_links

ROWS_A_PAGE = 30  # of an answer: a page stays under 60 kB


def install_rows(env: Any, site: Site) -> None:
    """Install the functions with which templates render rows of tables and their links."""
    urls = site.urls

    def answer_page(request: Any, number: int) -> str:
        path = path_of(request.scope).partition("?")[0]
        parameters = {name: request.args[name] for name in request.args}
        return site.link(
            path + query_string(parameters | {"_page": number if number > 1 else None})
        )

    env.filters["row_value"] = lambda column, row: row_links.cell_value(row, column)
    env.filters["from_start"] = from_start
    env.filters["in_language"] = in_language
    env.filters["below"] = lambda path: path.removeprefix(urls.path("/"))
    env.globals.update(
        answer_page=answer_page,
        rows_a_page=ROWS_A_PAGE,
        filled_columns=cells.filled_columns,
        offered=table_filters.OFFERED,
        amounts_of=lambda row: {name: row_links.cell_value(row, name) for name in AMOUNT_COLUMNS},
        group_chips_of=lambda row: cells.group_chips(
            urls, row_links.cell_value(row, "vendor_groups")
        ),
        row_url=lambda table, *key: row_links.row_url(urls, table, *key),
        row_of=lambda table, row, keys: row_links.row_of(urls, table, row, keys),
        page_url=lambda table, key: row_links.page_url(urls, table, key),
        country_tiles=lambda rows, share: tile_map.tiles_of(
            rows, share, partial(_of_country, urls)
        ),
    )


def _of_country(urls: Any, code: str) -> str:
    """Address of the table of a country's contracts that figures count."""
    return f"{urls.table(DATABASE_NAME, 'contracts')}?country={code}&{COUNTED}=1"
