"""Tell search engines which pages there are: sitemaps of at most ``IN_A_MAP`` things each.

Source  https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.i18n.routes import BUILT, page_path
from monitor.i18n.value_formatting import LANGUAGES
from monitor.web.errors import NotFoundError
from monitor.web.read_only_pool import ReadSession
from monitor.web.site_state import site_of

IN_A_MAP = 10_000  # things, each with a page in every language
XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
# page -> its last row, and its rows between two: id, day of the last change
_LAST = {
    "contract": "SELECT max(rowid) FROM contracts",
    "buyer": "SELECT max(rowid) FROM organizations",
    "group": "SELECT max(rowid) FROM vendor_groups",
}
_ROWS = {
    "contract": "SELECT id, updated AS day FROM contracts"
    " WHERE rowid > :first AND rowid <= :last AND same_as IS NULL",
    "buyer": "SELECT o.id, NULL AS day FROM organizations o JOIN aggregates a"
    " ON a.kind = 'buyer' AND a.key = o.id AND a.year = ''"
    " WHERE o.rowid > :first AND o.rowid <= :last",
    "group": "SELECT g.id, NULL AS day FROM vendor_groups g JOIN aggregates a"
    " ON a.kind = 'group' AND a.key = g.id AND a.year = ''"
    " WHERE g.rowid > :first AND g.rowid <= :last",
}


def routes() -> list[Route]:
    return [
        Route("/robots.txt", robots),
        Route("/sitemap.xml", index),
        Route("/sitemap-pages.xml", pages),
        Route("/sitemap-{page}-{number:int}.xml", things),
    ]


def robots(request: Request) -> Response:
    """Everything may be read; endless combinations of filters need not be."""
    return PlainTextResponse(
        "User-agent: *\nDisallow: /*?*_facet\nDisallow: /*?*_sort\nCrawl-delay: 2\n"
        f"Sitemap: {site_of(request.scope).home(request.scope)}/sitemap.xml\n"
    )


def index(request: Request) -> Response:
    """/sitemap.xml: the addresses of all other maps."""
    home = site_of(request.scope).home(request.scope)
    with site_of(request.scope).pool.session() as db:
        places = [f"{home}/sitemap-pages.xml"]
        for page in _LAST:
            places += [
                f"{home}/sitemap-{page}-{number}.xml" for number in range(1, _maps(db, page) + 1)
            ]
    return _xml("sitemapindex", "sitemap", ((url, None) for url in places))


def pages(request: Request) -> Response:
    """/sitemap-pages.xml: pages that there are one of."""
    home = site_of(request.scope).home(request.scope)
    names = [route.name for route in BUILT if not route.parts and route.name != "search"]
    return _xml(
        "urlset",
        "url",
        ((home + page_path(name, lang), None) for name in names for lang in LANGUAGES),
    )


def things(request: Request) -> Response:
    """/sitemap-contract-1.xml: the first contracts.  Raises  NotFoundError."""
    page, number = request.path_params["page"], request.path_params["number"]
    home = site_of(request.scope).home(request.scope)
    with site_of(request.scope).pool.session() as db:
        if page not in _ROWS or not 1 <= number <= _maps(db, page):
            raise NotFoundError
        last = number * IN_A_MAP
        rows = db.rows(_ROWS[page], first=last - IN_A_MAP, last=last)
    urls = (
        (home + page_path(page, lang, id=row["id"]), row["day"])
        for row in rows
        for lang in LANGUAGES
    )
    return _xml("urlset", "url", urls)


def _maps(db: ReadSession, page: str) -> int:
    return -(-int(db.value(_LAST[page]) or 0) // IN_A_MAP)


def _xml(root: str, each: str, places: Iterator[tuple[str, str | None]]) -> Response:
    document = etree.Element(f"{{{XMLNS}}}{root}", nsmap={None: XMLNS})  # type: ignore[dict-item] # the stubs know no default
    for url, day in places:
        element = etree.SubElement(document, f"{{{XMLNS}}}{each}")
        etree.SubElement(element, f"{{{XMLNS}}}loc").text = url
        if day:
            etree.SubElement(element, f"{{{XMLNS}}}lastmod").text = day
    body = etree.tostring(document, xml_declaration=True, encoding="utf-8")
    return Response(body, media_type="application/xml")
