"""Mock GETS: lists of open and of awarded tenders, and a page each, as web pages.

Pages of tenders are served as they lie in the folder, ``ID.html``; lists are made here with the
marks of two rows that were quoted publicly.  Nothing is documented; five seconds is what we allow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.json_listings import stock
from tests.mock_portals.staged_portal import StagedPortal

SHELL = """<!DOCTYPE html>
<html lang="en"><head><title>GETS | Tenders</title></head><body><div id="yui-main">
<p>{first} - {last} of {total}</p>
<table id="treetbl"><tbody>
{rows}
</tbody></table>
{after}
</div></body></html>
"""
ROW = """<tr id="tender-{id}" class="tender blueRow">
 <td><a href="{agency}/ExternalTenderDetails.htm?id={id}">{id}</a></td>
 <td><a href="x">[None]</a></td><td><a href="x">{title}</a></td>
 <td><a href="x"><abbr title="{type}">{short}</abbr></a></td>
 <td>{closes}</td><td>{buyer}</td></tr>"""
CELL = re.compile(r'<td class="label-cell">([^<]*)</td>\s*<td[^>]*>(.*?)</td>', re.S)


class Gets(StagedPortal):
    name = "gets"
    limits: ClassVar[tuple[Limit, ...]] = (Limit("one in 4 seconds", 1, 4, "our own measure"),)
    page_size = 25

    def routes(self) -> Sequence[Route]:
        return (
            Route("/ExternalIndex.htm", self.open),
            Route("/{agency}/ExternalTenderDetails.htm", self.detail),
            Route("/ExternalAwardedTenderList.htm", self.awarded),
        )

    def pages(self) -> dict[str, str]:
        """RFx id -> page, the newest first."""
        pages = {k: p.read_text("utf-8") for k, p in stock(self.folder, "html").items()}
        return {key: pages[key] for key in sorted(pages, reverse=True) if key.isdigit()}

    async def open(self, request: Request) -> Response:
        return self._list(request, is_done=False)

    async def awarded(self, request: Request) -> Response:
        return self._list(request, is_done=True)

    def _list(self, request: Request, *, is_done: bool) -> Response:
        matches = {
            k: x for k, x in self.pages().items() if ("This tender has been" in x) == is_done
        }
        page = int(request.query_params.get("page", 1))
        start = 0 if self.switches.repeat_page else (page - 1) * self.page_size
        shown = dict(list(matches.items())[start : start + self.page_size])
        more = start + self.page_size < len(matches)
        after = f'<a id="next-active" href="?page={page + 1}&amp;orderBy=date">Next</a>'
        total = len(matches) + self.switches.total_off_by
        body = SHELL.format(
            first=start + 1,
            last=start + len(shown),
            total=total,
            after=after if more else "",
            rows="\n".join(_row(key, text) for key, text in shown.items()),
        )
        return HTMLResponse(body)

    async def detail(self, request: Request) -> Response:
        pages = self.pages().get(request.query_params.get("id", ""))
        return HTMLResponse(pages) if pages else self.not_found()


def _row(key: str, page: str) -> str:
    cells = {label.strip(" :"): value.strip() for label, value in CELL.findall(page)}
    title = re.search(r"<title>GETS \| (.*?) - ", page)
    type_ = cells.get("Tender Type", "")
    short = "".join(word[0] for word in type_.split() if word[0].isupper())
    return ROW.format(
        id=key,
        agency="PRA",
        title=cells.get("Tender Name", ""),
        type=type_,
        short=short,
        closes=cells.get("Close Date", ""),
        buyer=title[1] if title else "",
    )
