"""Which pages there are, with an example of each; what a reader sees of an answer."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from typing import Any

import httpx
from lxml import html
from lxml.html import HtmlElement

from monitor.i18n.routes import BUILT, Route, match_path, page_path

TODAY = date(2026, 11, 13)  # the last day on which a notice of the demo was published
Get = Callable[..., Any]

# Page with an id in its address -> SQL of an example; a new page adds its own.
EXAMPLES = {
    "contract": "SELECT contract_id FROM tags WHERE tag = 'big_tech' AND contract_id IS NOT NULL"
    " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
    "buyer": "SELECT key FROM aggregates WHERE kind = 'buyer' AND year = ''"
    " ORDER BY contracts DESC, key LIMIT 1",
    "group": "SELECT key FROM aggregates WHERE kind = 'group' AND year = ''"
    " ORDER BY contracts DESC, key LIMIT 1",
    "tag": "SELECT 'big_tech'",
    "cite": "SELECT 'group.years:microsoft'",
    "week": "SELECT '2026-W46'",
}


def example(route: Route, rows: sqlite3.Connection) -> dict[str, str]:
    """Ids of an example of this page in the demo's database."""
    return {part: rows.execute(EXAMPLES[route.name]).fetchone()[0] for part in route.parts}


# The markup of a page is the same in every language: what looks at it alone takes these two.  What
# a page says is looked at in all of them (test_languages, test_explore, test_contract_height).
RENDERED = ("fr", "en")


def pages() -> Iterator[tuple[Route, str]]:
    """Every page that is built, in two languages."""
    for route in BUILT:
        for lang in RENDERED:
            yield route, lang


def example_address(route: Route, lang: str, rows: sqlite3.Connection, format: str = "") -> str:
    return page_path(route.name, lang, format, **example(route, rows))


def all_pages(get: Get, place: str, lang: str) -> Iterator[HtmlElement]:
    """A page of a table and those that follow it."""
    following: str | None = place
    while following:
        shown = html.fromstring(get(following, cookie=f"vigie_lang={lang}").text)
        yield shown
        following = next(iter(shown.xpath("//p[@class='next']/a/@href")), None)


def seen(page: str) -> str:
    """What a reader sees: tags out, entities in, blanks as one, apostrophes as one types them."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split()).replace("’", "'")


# Pages of Datasette as a reader meets them, in any language.
EXPLORED = {
    "tables": "/vigie",
    "contracts": "/vigie/contracts",
    "chosen": "/vigie/contracts?big_tech=yes&country=FR&value_eur__gte=1000&_group=microsoft",
    "search": "/vigie/contracts?_search=microsoft",
    "nothing": "/vigie/contracts?country=XX",
    "all columns": "/vigie/notices?_all=1&_size=5",
    "contract": "/vigie/contracts/ted~3A990109-2026~2FC5T2110960",
    "notice": "/vigie/notices/ted~3A990109-2026",
    "body": "/vigie/organizations/FR-SIREN-200093201",
    "group": "/vigie/vendor_groups/microsoft",
    "tags": "/vigie/tags",
    "question": "/vigie/who-buys-from?group=microsoft",
    "no answer": "/vigie/who-buys-from?group=nobody",
    "sql": "/vigie?sql=select+title+from+contracts+limit+3",
    "wrong sql": "/vigie?sql=select+nothing+from+nowhere",
    "refused sql": "/vigie?sql=attach+1",
    "slow sql": "/vigie?sql=with+recursive+a(x)+as+(select+1+union+all+select+x%2B1+from+a)"
    "+select+max(x)+from+a",
    "no table": "/vigie/nothing",
    "no column": "/vigie/contracts?nothing=1",
    "empty table": "/vigie/corrections",
    "all tags": "/vigie/tags?_all=1&_size=5",
    "supplier": "/vigie/suppliers?_size=5&_all=1",
    "source": "/vigie/portals/ted",
    "links": "/vigie/links",
    "changes": "/vigie/changes?_size=5",
    "runs": "/vigie/runs",
    "question on sources": "/vigie/sources",
    "question why": "/vigie/why?contract=boamp%3A26-990103%2F2026-MEL-0398",
    "not open": "/vigie/snapshots",
}


async def asked(application: Any, address: str, method: str = "GET", **headers: str) -> Any:
    """Answer of an application, without a server; redirects are not followed."""
    asgi = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=asgi, base_url="http://vigie.test") as client:
        return await client.request(method, address, headers=headers)


# What a page looks like when something is missing or chosen: address below /en/.
STATES = {
    "nothing found": "search?q=zzzzz",
    "found": "search?q=microsoft",
    "nothing ends": "ending-soon?country=LU&months=1",
    "several bodies meant": "ending-soon?buyer=council",
    "no example": "alternatives?way=in_house&country=LU",
    "bodies compared": "compare?buyers=FR-SIREN-200093201|FR-SIREN-552081317&add=orne",
    "no such page": "nothing",
    "no such contract": "contract/ted~3A1-1999~2Fx",
    "refused": "ending-soon?months=twelve",
}


def state_address(name: str, lang: str) -> str:
    path, mark, chosen = STATES[name].partition("?")
    actual = match_path(path, "en")
    place = page_path(actual[0].name, lang, **actual[1]) if actual else f"/{lang}/{path}"
    return f"{place}{mark}{chosen}"
