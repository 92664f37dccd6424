"""Mock tenders.ppa.gov.gh: list pages of contracts, and one page a contract.

Contract pages are served as they lie in the folder, ``NUMBER.html``.  List pages are made here with
the marks that public scrapers of the portal read: ``.list-wrap``, ``.list-title a``,
``.list-agency``, ``.list-date``, and numbered ``.page-item`` links.  No limit is documented; one
request a second on average over half a minute is what we allow ourselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from monitor.demo.portals.mock_portal import MockPortal, base_url
from monitor.demo.portals.rate_limits import Limit

PAGE_SIZE = 10
FIELD = re.compile(r"<dl><dt>([^<]*):</dt><dd>(.*?)</dd></dl>", re.S)
KINDS = {"1": "Open Tender", "2": "Restricted Tender", "3": "Single Sourced"}
SHELL = """<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en-US" lang="en-US">
<head>
    <meta charset="utf-8">
    <title>PPA Ghana</title>
</head>
<body class="header-sticky">
    <section class="main-content bg-sidebar sidebar-left mr-b-50">
        <div class="container">
            <div class="col-md-9">
                <h3 class="title">Contracts</h3>
                <div class="content">
{rows}
                </div>
                <ul class="pagination" role="navigation">
{pages}
                </ul>
            </div>
        </div>
    </section>
</body>
</html>
"""
ROW = """                    <div class="list-wrap">
                        <div class="list-title"><a href="{address}">{title}</a></div>
                        <div class="list-agency">{agency}</div>
                        <div class="list-desc">{text}</div>
                        <div class="list-date">{day}</div>
                    </div>"""


class GhanaPpa(MockPortal):
    name = "ghana_ppa"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("30 in 30 seconds", 30, 30, "our own measure", paths="/contracts.*"),
    )
    disallow: ClassVar[tuple[str, ...]] = ("/admin",)

    def routes(self) -> Sequence[Route]:
        return (Route("/contracts", self.contracts), Route("/contracts/{number}", self.contract))

    async def contracts(self, request: Request) -> Response:
        """Serve a list page by ``page`` (from 1) and ``type``; past the end, a page without
        rows."""
        kind = KINDS.get(request.query_params.get("type", ""))
        numbers = sorted((int(path.stem) for path in self.folder.glob("*.html")), reverse=True)
        facts = [(number, self.facts(number)) for number in numbers]
        rows = [(n, f) for n, f in facts if kind is None or f.get("Contract Type") == kind]
        text = request.query_params.get("page", "1")
        page = int(text) if text.isdigit() and text != "0" else 1
        last = max(1, -(-len(rows) // PAGE_SIZE))
        here = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        base = base_url(request)
        return HTMLResponse(
            SHELL.format(
                rows="\n".join(_row(base, number, fields) for number, fields in here),
                pages=_pages(base, page, last),
            )
        )

    async def contract(self, request: Request) -> Response:
        path = self.folder / f"{request.path_params['number']}.html"
        if not request.path_params["number"].isdigit() or not path.is_file():
            return self.not_found()
        return HTMLResponse(path.read_bytes())

    def facts(self, number: int) -> dict[str, str]:
        """Read the labels and values of a contract page."""
        page = (self.folder / f"{number}.html").read_text(encoding="utf-8")
        return {label: unescape(value.strip()) for label, value in FIELD.findall(page)}


def _row(base: str, number: int, facts: dict[str, str]) -> str:
    text = facts.get("Tender Description", "")
    return ROW.format(
        address=f"{base}/contracts/{number}",
        title=escape(text.partition("\n")[0] or facts.get("Tender Package No", "")),
        agency=f"Agency: {escape(facts.get('Awarding Agency', ''))}",
        text=escape(text),
        day=f"Contract Date: {escape(facts.get('Contract Date', ''))}",
    )


def _pages(base: str, page: int, last: int) -> str:
    """Numbered links with a first arrow and a last arrow, as the portal's paginator writes them."""
    arrows = [("‹", page - 1), *((str(n), n) for n in range(1, last + 1)), ("›", page + 1)]
    return "\n".join(
        f'                    <li class="page-item"><a class="page-link"'
        f' href="{base}/contracts?page={number}">{label}</a></li>'
        if 1 <= number <= last and number != page
        else f'                    <li class="page-item disabled">'
        f'<span class="page-link">{label}</span></li>'
        for label, number in arrows
    )
