"""Mock BOAMP: the records and exports of one data set of an Opendatasoft domain (Explore 2.1).

Source  the Explore API's reference and recorded answers: pages of at most 100, offset + limit at
        most 10,000, errors with ``error_code`` and ``message``, quota headers, 429 past the quota.
        The quota of this domain is not published: 5,000 a day and 30 in 10 seconds are our guess.
        A parameter that the API does not know (``start``) is ignored without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from monitor.demo.portals.boolean_query import (
    QuerySyntax,
    Reader,
    Record,
    Test,
    compared,
    parse_expression,
)
from monitor.demo.portals.mock_portal import MockPortal
from monitor.demo.portals.rate_limits import Limit

DATASET = "/api/explore/v2.1/catalog/datasets/boamp"
QUOTA = 5000
MAX_LIMIT, MAX_REACH = 100, 10_000
TOKEN = re.compile(
    r"""date'[^']*'|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|>=|<=|!=|<>|[=<>(),]|[\w.\-]+"""
)
OPERATORS = ("=", "!=", "<>", ">=", "<=", ">", "<")


class Boamp(MockPortal):
    """``dataset`` is the address of the data set; another one is another portal."""

    name = "boamp"
    dataset: ClassVar[str] = DATASET
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("quota of a day", QUOTA, 86_400, "X-RateLimit headers", paths=f"{DATASET}.*"),
        Limit("30 in 10 seconds", 30, 10, "our own measure", paths=f"{DATASET}.*"),
    )
    disallow: ClassVar[tuple[str, ...]] = ("/explore/dataset/",)

    def routes(self) -> Sequence[Route]:
        return (
            Route(f"{self.dataset}/records", self.records),
            Route(f"{self.dataset}/exports/{{form}}", self.exports),
        )

    def page_headers(self) -> dict[str, str]:
        left = max(0, QUOTA - len(self.meters[0].seen))
        return {
            "X-RateLimit-Limit": str(QUOTA),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": f"{self.clock.today()} 00:00:00+00:00",
        }

    def too_many(self, limit: Limit, wait_s: float) -> Response:
        refusal = super().too_many(limit, wait_s)
        body = {
            "errorcode": 10002,
            "error": "Too many requests on the domain. Please contact the domain administrator.",
            "call_limit": limit.requests,
        }
        return JSONResponse(body, 429, {"Retry-After": refusal.headers["Retry-After"]})

    async def records(self, request: Request) -> Response:
        params = request.query_params
        try:
            limit = number(params.get("limit", "10"), "limit", -1, MAX_LIMIT)
            offset = number(params.get("offset", "0"), "offset", 0, MAX_REACH)
            if offset + max(limit, 0) > MAX_REACH:
                raise InvalidParameter(
                    f"Invalid value for offset API parameter: {offset} + {limit} was found but "
                    f"offset + limit <= {MAX_REACH} is expected."
                )
            matches = self.found(request)
        except InvalidParameter as error:
            return refused("InvalidRESTParameterError", str(error))
        except QuerySyntax as error:
            return refused("ODSQLError", f"ODSQL query is malformed: {error} at {error.at}")
        size = MAX_LIMIT if limit == -1 else limit
        return answer({"total_count": len(matches), "results": matches[offset : offset + size]})

    async def exports(self, request: Request) -> Response:
        """Every record at once, as ``json`` or ``jsonl``; no ceiling while ``offset`` is 0."""
        form = request.path_params["form"]
        try:
            matches = self.found(request)
        except InvalidParameter as error:
            return refused("InvalidRESTParameterError", str(error))
        except QuerySyntax as error:
            return refused("ODSQLError", f"ODSQL query is malformed: {error} at {error.at}")
        if form == "jsonl":
            lines = [json.dumps(each, ensure_ascii=False) for each in matches]
            return PlainTextResponse("".join(f"{line}\n" for line in lines))
        return answer(matches)

    def stock(self) -> list[dict[str, Any]]:
        return load_records(self.folder)

    def found(self, request: Request) -> list[dict[str, Any]]:
        """Records that the request asks for, in its order, with the fields it selects."""
        params = request.query_params
        records = self.stock()
        names = list(dict.fromkeys(name for record in records for name in record))
        for clause in filter(None, params.getlist("where")):
            test = compile_where(clause, names)
            records = [record for record in records if test(record)]
        for refine in params.getlist("refine"):
            name, _, value = refine.partition(":")
            wanted = value.strip('"')
            records = [record for record in records if wanted in values(record, name)]
        records = ordered(records, params.get("order_by", ""), names)
        chosen = [name.strip() for name in params.get("select", "*").split(",")]
        if chosen == ["*"]:
            return records
        return [{name: record.get(name) for name in chosen} for record in records]


class InvalidParameter(ValueError):
    """A REST parameter is out of its range."""


def load_records(folder: Path) -> list[dict[str, Any]]:
    """Load the records of a folder of recorded answers, by ``idweb``."""
    paths = sorted(folder.glob("*.json"))
    return list(_stored(tuple((path, path.stat().st_mtime_ns) for path in paths)))


@lru_cache(maxsize=4)
def _stored(files: tuple[tuple[Path, int], ...]) -> list[dict[str, Any]]:
    """Files with their time of change, so that a changed folder is read again."""
    records: dict[str, dict[str, Any]] = {}
    for path, _ in files:
        for record in json.loads(path.read_text(encoding="utf-8"))["results"]:
            records.setdefault(record["idweb"], record)
    return [records[key] for key in sorted(records)]


def values(record: Record, name: str) -> list[str]:
    value = record.get(name)
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def number(text: str, name: str, low: int, high: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise InvalidParameter(
            f"Invalid value for {name} API parameter: {text} was found but "
            f"{low} <= {name} <= {high} is expected."
        )
    return value


def compile_where(clause: str, names: Sequence[str]) -> Test:
    """Compile an ODSQL ``where`` clause to a predicate over records.  Raises QuerySyntax."""
    reader = Reader(clause, TOKEN)

    def comparison(reader: Reader) -> Test:
        at, name = reader.at(), reader.take()
        if name.lower() == "search":
            reader.expect("(")
            wanted = literal(reader).casefold()
            reader.expect(")")
            return lambda record: wanted in " ".join(map(str, record.values())).casefold()
        if names and name not in names:
            raise QuerySyntax(f"unknown field {name!r}", at)
        if reader.takes("IN"):
            reader.expect("(")
            options = {literal(reader)}
            while reader.takes(","):
                options.add(literal(reader))
            reader.expect(")")
            return lambda record: any(value in options for value in values(record, name))
        operator = reader.take()
        if operator not in OPERATORS:
            raise QuerySyntax(f"unknown operator {operator!r}", reader.at())
        wanted = literal(reader)
        return lambda record: any(compared(operator, v, wanted) for v in values(record, name))

    test = parse_expression(reader, comparison)
    if reader.peek():
        raise QuerySyntax(f"unexpected {reader.peek()!r}", reader.at())
    return test


def literal(reader: Reader) -> str:
    token = reader.take().removeprefix("date")
    return token[1:-1] if token[:1] in "'\"" else token


def ordered(
    records: list[dict[str, Any]], order_by: str, names: Sequence[str]
) -> list[dict[str, Any]]:
    for part in reversed([part.split() for part in order_by.split(",") if part.strip()]):
        if names and part[0] not in names:
            raise QuerySyntax(f"unknown field {part[0]!r} in order_by", 0)
        down = len(part) > 1 and part[1].lower() == "desc"
        records = sorted(records, key=lambda each: str(each.get(part[0])), reverse=down)
    return records


def refused(code: str, message: str) -> Response:
    return JSONResponse({"error_code": code, "message": message}, 400)


def answer(value: Any) -> Response:
    text = json.dumps(value, ensure_ascii=False)
    return Response(text, media_type="application/json; charset=utf-8")
