"""Mock ECB: two files of reference rates, made from a small table that a test may extend.

Protocol  GET /stats/eurofxref/eurofxref-hist-90d.xml and /stats/eurofxref/eurofxref-hist.zip.
Facts     the form of both files as published (namespaces, apostrophes, the comma at each line's
          end); currencies other than those given get a made up rate, which never moves.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.demo.portals.rate_limits import Clock
from tests.mock_portals.staged_portal import StagedPortal

_OTHERS = (
    "JPY CZK DKK HUF PLN RON SEK CHF ISK NOK TRY AUD BRL CAD CNY HKD IDR ILS INR KRW MXN MYR NZD"
    " PHP SGD THB ZAR"
)
OTHERS = tuple(_OTHERS.split())
RECENT = timedelta(days=90)
PLACE = "/stats/eurofxref/eurofxref-hist"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"'
    ' xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">'
    "<gesmes:subject>Reference rates</gesmes:subject>"
    "<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender><Cube>"
)


class Ecb(StagedPortal):
    """``days``: day -> currency -> units for one euro; the newest day is that of today."""

    name = "ecb"

    def __init__(self, folder: Path, clock: Clock | None = None, pace: float = 1.0) -> None:
        super().__init__(folder, clock, pace)
        self.days: dict[date, Mapping[str, str]] = {}
        self.asked: list[str] = []

    def routes(self) -> Sequence[Route]:
        return [Route(f"{PLACE}-90d.xml", self._recent), Route(f"{PLACE}.zip", self._all)]

    def _quoted(self, day: date) -> dict[str, str]:
        made = {name: f"{index + 2}.5" for index, name in enumerate(OTHERS)}
        return {"USD": "1.1", "GBP": "0.85", **made, **self.days[day]}

    async def _recent(self, request: Request) -> Response:
        self.asked.append("90d")
        newest = max(self.days)
        cubes = []
        for day in sorted(self.days, reverse=True):
            if day > newest - RECENT:
                quoted = "".join(
                    f'<Cube currency="{name}" rate="{units}"/>'
                    for name, units in self._quoted(day).items()
                )
                cubes.append(f'<Cube time="{day}">{quoted}</Cube>')
        return Response(HEAD + "".join(cubes) + "</Cube></gesmes:Envelope>", media_type="text/xml")

    async def _all(self, request: Request) -> Response:
        self.asked.append("zip")
        names = ["USD", "GBP", "HRK", *OTHERS]
        lines = [f"Date,{','.join(names)},"]
        for day in sorted(self.days, reverse=True):
            quoted = self._quoted(day)
            lines.append(f"{day},{','.join(quoted.get(name, 'N/A') for name in names)},")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("eurofxref-hist.csv", "\n".join(lines) + "\n")
        return Response(packed.getvalue(), media_type="application/zip")
