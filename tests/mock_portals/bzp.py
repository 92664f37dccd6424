"""Mock e-Zamówienia: notices of one type between two instants, oldest first, without pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.json_listings import stock
from tests.mock_portals.staged_portal import StagedPortal

TYPES = (
    "ContractNotice",
    "TenderResultNotice",
    "ContractPerformingNotice",
    "NoticeUpdateNotice",
    "AgreementUpdateNotice",
    "SmallContractNotice",
    "AgreementIntentionNotice",
    "ConcessionNotice",
    "CompetitionNotice",
    "CompetitionResultNotice",
    "ContractNoticeEU",
    "ContractAwardNoticeEU",
)


class Bzp(StagedPortal):
    """ezamowienia.gov.pl: ``PageNumber`` is taken and ignored, 501 rows are refused.

    Source  reports of public clients of 2026, measured: 403 for quick calls, the same call is
            answered after a pause; errors as ASP.NET's validation writes them.
    """

    name = "bzp"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("10 in 15 seconds", 10, 15, "measured by a client", status=403, paths="/mo-board/.*"),
    )
    page_size = 500

    def routes(self) -> Sequence[Route]:
        return (Route("/mo-board/api/v1/notice", self.search),)

    def rows(self) -> list[dict[str, Any]]:
        bodies = (json.loads(path.read_bytes()) for path in stock(self.folder).values())
        rows = [row for body in bodies for row in body]
        return sorted(rows, key=lambda row: str(row["publicationDate"]))

    async def search(self, request: Request) -> Response:
        params = request.query_params
        size, type_ = params.get("PageSize", ""), params.get("NoticeType", "")
        wrong = {}
        if not size.isdigit() or not 1 <= int(size) <= 500:
            wrong["PageSize"] = ["Wartość musi być z zakresu od 1 do 500."]
        if type_ not in TYPES:
            wrong["NoticeType"] = [f"Wartość '{type_}' jest nieprawidłowa."]
        since = _instant(params.get("PublicationDateFrom"))
        until = _instant(params.get("PublicationDateTo"))
        if since is None or until is None:
            wrong["PublicationDateFrom"] = ["Pole jest wymagane."]
        if wrong or since is None or until is None:
            return JSONResponse({"title": "Błąd walidacji", "status": 400, "errors": wrong}, 400)
        rows = [
            row
            for row in self.rows()
            if row["noticeType"] == type_
            and since <= datetime.fromisoformat(row["publicationDate"]) <= until
        ]
        shown = rows[: min(int(size), self.page_size)]
        return JSONResponse(shown[::-1] if self.switches.repeat_page else shown)


def _instant(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None
