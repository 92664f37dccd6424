"""Mock services of national portals that list in JSON: PNCP, DNCP, TenderNed."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.json_listings import stock
from tests.mock_portals.staged_portal import StagedPortal


class Pncp(StagedPortal):
    """pncp.gov.br: contracts by day of publication or change, and calls by day and way of buying.

    Source  the official manual of the consultation API (422 beyond 365 days, 400 without a
            parameter it must have, 204 when nothing is found); recorded answers: 429 after 6 to 25
            requests a minute, over after 60 seconds; 500 contracts or 50 calls a page.
    """

    name = "pncp"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("6 in 60 seconds", 6, 60, "recorded answers", paths="/api/.*", silence_s=60),
    )
    page_size = 500
    largest: ClassVar[dict[str, int]] = {"contratos": 500, "contratacoes": 50}
    root = "/api/consulta/v1"

    def too_many(self, limit: Limit, wait_s: float) -> Response:
        return _complaint(limit.status, "Too Many Requests")  # it does not say for how long

    def routes(self) -> Sequence[Route]:
        return (
            Route(f"{self.root}/contratos", self.contracts),
            Route(f"{self.root}/contratos/atualizacao", self.contracts),
            Route(f"{self.root}/contratacoes/publicacao", self.calls),
            Route(f"{self.root}/contratacoes/atualizacao", self.calls),
        )

    def records(self, part: str) -> list[dict[str, Any]]:
        """Contracts (part 2 of a control number) or calls (part 1), by publication."""
        bodies = (json.loads(path.read_bytes()) for path in stock(self.folder).values())
        matches = [item for body in bodies for item in body["data"]]
        kept = [match for match in matches if match["numeroControlePNCP"].split("-")[1] == part]
        return sorted(kept, key=lambda item: str(item["dataPublicacaoPncp"]))

    async def contracts(self, request: Request) -> Response:
        return self._page(request, self.records("2"))

    async def calls(self, request: Request) -> Response:
        way = request.query_params.get("codigoModalidadeContratacao", "")
        if not way.isdigit():
            return _complaint(400, "Required parameter 'codigoModalidadeContratacao'")
        return self._page(
            request, [record for record in self.records("1") if record["modalidadeId"] == int(way)]
        )

    def _page(self, request: Request, records: list[dict[str, Any]]) -> Response:
        params = request.query_params
        since, until = params.get("dataInicial", ""), params.get("dataFinal", "")
        number = params.get("pagina", "")
        if not all(re.fullmatch(r"\d{8}", day) for day in (since, until)) or not number.isdigit():
            return _complaint(400, "Data inválida")
        if int(until[:4]) - int(since[:4]) > 1:
            return _complaint(422, "Período inicial e final maior que 365 dias")
        changed = request.url.path.endswith("/atualizacao")
        field = "dataAtualizacao" if changed else "dataPublicacaoPncp"
        matches = [x for x in records if since <= _digits(x.get(field) or "") <= until]
        wanted, part = int(params.get("tamanhoPagina", 50)), request.url.path.split("/")[4]
        if wanted > self.largest[part]:
            return _complaint(400, "Tamanho de página inválido")
        size = min(wanted, self.page_size)
        start = 0 if self.switches.repeat_page else (int(number) - 1) * size
        page = matches[start : start + size]
        if not page:
            return Response(status_code=204)
        pages = -(-len(matches) // size)
        return JSONResponse(
            {
                "data": page,
                "totalRegistros": len(matches) + self.switches.total_off_by,
                "totalPaginas": pages,
                "numeroPagina": int(number),
                "paginasRestantes": pages - int(number),
                "empty": False,
            }
        )


def _digits(moment: str) -> str:
    return moment[:10].replace("-", "")


def _complaint(status: int, message: str) -> Response:
    return JSONResponse({"message": message, "status": str(status)}, status)


class Dncp(StagedPortal):
    """contrataciones.gov.py: a token for a key, a search of processes, a record of each.

    Source  kingfisher-collect paraguay_dncp_base.py: 401 without a token or after 15 minutes, pages
            counted in ``pagination``.  ``expire_tokens`` makes each token good for three requests.
    """

    name = "dncp"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("20 in 10 seconds", 20, 10, "our own measure", paths="/datos/.*"),
    )
    page_size = 100
    lives_s = 15 * 60.0
    key = "mock"
    root = "/datos/api/v3/doc"

    def routes(self) -> Sequence[Route]:
        return (
            Route(f"{self.root}/oauth/token", self.token, methods=["POST"]),
            Route(f"{self.root}/search/processes", self.search),
            Route(f"{self.root}/ocds/record/{{ocid}}", self.record),
        )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.tokens: dict[str, tuple[float, int]] = {}  # when it was given, how often used

    async def token(self, request: Request) -> Response:
        body = await request.json()
        if body.get("request_token") != self.key:
            return JSONResponse({"message": "invalid request_token"}, 401)
        given = f"token-{len(self.tokens) + 1}"
        self.tokens[given] = (self.clock.seconds(), 0)
        return JSONResponse({"access_token": given})

    def refused(self, request: Request) -> Response | None:
        """401 for a token that is none of ours, or no longer."""
        given = request.headers.get("Authorization", "")
        at, uses = self.tokens.get(given, (float("-inf"), 0))
        self.tokens.update({given: (at, uses + 1)} if given in self.tokens else {})
        is_old = self.clock.seconds() - at > self.lives_s
        if is_old or (self.switches.expire_tokens and uses >= 3):
            return JSONResponse({"message": "Token expirado"}, 401)
        return None

    def records(self) -> list[dict[str, Any]]:
        """Record packages, by the day of their last release."""
        bodies = [json.loads(path.read_bytes()) for path in stock(self.folder).values()]
        return sorted(bodies, key=_last)

    async def search(self, request: Request) -> Response:
        if refused := self.refused(request):
            return refused
        params = request.query_params
        since, until = params.get("fecha_desde", ""), params.get("fecha_hasta", "")
        if params.get("tipo_fecha") not in ("fecha_release", "publicacion_llamado") or not since:
            return JSONResponse({"message": "tipo_fecha"}, 422)
        records = [
            record for record in self.records() if since[:10] <= _last(record)[:10] < until[:10]
        ]
        size = min(int(params.get("items_per_page", 10)), self.page_size)
        page = int(params.get("page", 1))
        start = 0 if self.switches.repeat_page else (page - 1) * size
        shown = [body["records"][0] for body in records[start : start + size]]
        items = [{"ocid": item["ocid"], "releases": [{"url": "", "tag": []}]} for item in shown]
        pages = -(-len(records) // size)
        paging = {"current_page": page, "total_pages": pages, "total_items": len(records)}
        return JSONResponse({"records": items, "pagination": paging})

    async def record(self, request: Request) -> Response:
        if refused := self.refused(request):
            return refused
        for body in self.records():
            if body["records"][0]["ocid"] == request.path_params["ocid"]:
                return JSONResponse(body)
        return JSONResponse({"message": "No encontrado"}, 404)


def _last(body: dict[str, Any]) -> str:
    record = body["records"][0]
    dated = [record["compiledRelease"]] if record.get("compiledRelease") else record["releases"]
    return max(str(item["date"]) for item in dated)


class TenderNed(StagedPortal):
    """tenderned.nl: notices by day in pages from 0, details as JSON, XML for who has a password.

    Source  three public clients and an official example; 503 happens, no limit is documented;
            recorded answers: page 99 is the last that is given.
    """

    name = "tenderned"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("20 in 10 seconds", 20, 10, "our own measure", paths="/papi/.*"),
    )
    page_size = 100
    login = ("mock", "password")
    root = "/papi/tenderned-rs-tns/v2/publicaties"
    filters = True  # False: the days asked for are not looked at
    last_page = 99

    def routes(self) -> Sequence[Route]:
        return (
            Route(self.root, self.search),
            Route(f"{self.root}/{{id}}", self.detail),
            Route(f"{self.root}/{{id}}/public-xml", self.public_xml),
        )

    def details(self) -> dict[str, dict[str, Any]]:
        bodies = (json.loads(path.read_bytes()) for path in stock(self.folder).values())
        matches = {str(body["publicatieId"]): body for body in bodies if "publicatieId" in body}
        return dict(sorted(matches.items(), reverse=True))

    async def search(self, request: Request) -> Response:
        params = request.query_params
        since, until = params.get("publicatieDatumVanaf", ""), params.get("publicatieDatumTot", "9")
        matches = [
            {**item, "publicatieId": id_}
            for id_, item in self.details().items()
            if not self.filters or since <= item["publicatieDatum"] <= until
        ]
        page, size = int(params.get("page", 0)), min(int(params.get("size", 20)), self.page_size)
        if page > self.last_page:
            return JSONResponse({"status": 400, "detail": "page"}, 400)
        start = 0 if self.switches.repeat_page else page * size
        kept = ("publicatieId", "publicatieDatum", "aanbestedingNaam", "typePublicatie")
        shown = [{name: match[name] for name in kept} for match in matches[start : start + size]]
        total = len(matches) + self.switches.total_off_by
        paging = {"totalElements": total, "totalPages": -(-len(matches) // size), "size": size}
        return JSONResponse({"content": shown, "number": page, **paging})

    async def detail(self, request: Request) -> Response:
        details = self.details().get(request.path_params["id"])
        return JSONResponse(details) if details else JSONResponse({"status": 404}, 404)

    async def public_xml(self, request: Request) -> Response:
        login = base64.b64encode(":".join(self.login).encode()).decode()
        if request.headers.get("Authorization") != f"Basic {login}":
            return JSONResponse({"status": 401}, 401, {"WWW-Authenticate": "Basic"})
        path = self.folder / f"{request.path_params['id']}_public.xml"
        if not path.is_file():
            return JSONResponse({"status": 404}, 404)
        return Response(path.read_bytes(), media_type="application/xml")
