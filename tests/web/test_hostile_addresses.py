"""Random addresses: never a 500, never a text of theirs that is obeyed."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest

from monitor.i18n.load_canned_queries import canned_queries
from monitor.i18n.routes import BUILT
from monitor.search.translate_by_cpv_labels import load_label_words
from monitor.web.app import create_app
from pipelines.store.schema import TABLES
from tests.hostile import Tried, fuzz_factor
from tests.web.support import TODAY, Get

pytestmark = pytest.mark.hostile
REQUEST_COUNT = 1_500 * fuzz_factor()
MARK = "<xss a=\"'>&"
NASTY = (
    MARK,
    "'",
    '"',
    "';--",
    "' OR 1=1 --",
    "1; DROP TABLE contracts",
    "javascript:alert(1)",
    "\x00",
    "\ud800",
    "%",
    "%%%",
    "\u202e",
    "{}",
    "[",
    '["a"',
    "[" * 500,
    "²",
    "-1",
    "0",
    "1e999",
    "nan",
    "9" * 400,
    "a" * 5000,
    "../../etc/passwd",
    "..%2f..%2f",
    "null",
    "None",
    "true",
    "$null,x",
    "a,b,c,d",
    "~00",
    "~",
    "~ZZ",
    "💣",
    "İ",
    "ﬁ",
    "\r\nSet-Cookie: x=y",
    "__proto__",
    "*",
    "NEAR(",
    '"a',
    "a OR b",
    "^x",
    "max",
    "",
    " ",
    "microsoft",
    "FR",
    "yes",
    "2026-01-01",
    "10",
)
SPECIAL = (
    "_search",
    "_search_title",
    "_searchmode",
    "_sort",
    "_sort_desc",
    "_sort_by_desc",
    "_size",
    "_next",
    "_facet",
    "_facet_size",
    "_facet_array",
    "_facet_date",
    "_group",
    "_col",
    "_nocol",
    "_shape",
    "_labels",
    "_label",
    "_all",
    "_nl",
    "_json",
    "_json_infinity",
    "_nocount",
    "_nofacet",
    "_ttl",
    "_stream",
    "_dl",
    "_header",
    "_blob_column",
    "_blob_hash",
    "_where",
    "_timelimit",
    "_through",
    "_fts_table",
    "_fts_pk",
    "_trace",
    "_extra",
    "_filter_column",
    "_filter_op",
    "_filter_value",
    "_filter_column_1",
    "_filter_op_1",
    "_filter_value_1",
    "sql",
    "_hide_sql",
    "_show_sql",
    "_timelimit",
    "utm_source",
    "next",
    "table",
    "page",
    "before",
)
LOOKUPS = (
    "exact",
    "not",
    "contains",
    "gt",
    "gte",
    "in",
    "notin",
    "arraycontains",
    "date",
    "isnull",
    "like",
    "glob",
    "nothing",
    "isblank",
)
TOKENS = (
    "select",
    "from",
    "contracts",
    "where",
    "union",
    "(",
    ")",
    "*",
    ",",
    "1",
    "'",
    '"',
    "--",
    "title",
    ":p",
    "json_each",
    "with",
    "x",
    "as",
    "limit",
    "group by",
    "order by",
    "null",
    "contracts_fts",
    "match",
    "pragma",
    "attach",
    ";",
    "/*",
    "*/",
    "||",
    "case",
    "end",
)
# as other programs of the same host set them, and as no program should
COOKIES = (b"a/b=c; vigie_lang=en", b"{a}=b", b"path=x", b"ds_csrftoken=\xc3\xa9", b'x="a; b/c=1"')
KINDS = (b"multipart/form-data", b"multipart/form-data; boundary=", b"application/json", b"\xff")
BODIES = (b"", b"a=b", b"a=%C3%A9", b"\xff", b"--x\r\n", b"a=" + b"b" * 30_000)
FORMATS = ("", ".json", ".csv", ".atom", ".ics", ".blob", ".jsono", ".xml", ".", ".json.json")


class Guess:
    """One random address after the other; the same ones every time."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def value(self) -> str:
        return self.chance.choice(NASTY)

    def escaped(self, text: str) -> str:
        return quote(text, safe=self.chance.choice(("", "/:,~")), errors="surrogatepass")

    def path(self) -> str:
        chance = self.chance
        kind = chance.choice((0, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 5, 7, 7))
        kind = 6 if chance.random() < 0.02 else kind
        if kind == 0:
            return "/" + quote_from_bytes(chance.randbytes(chance.randrange(1, 40)))
        if kind == 1:
            route = chance.choice(BUILT)
            lang = chance.choice(("fr", "en", "de"))
            filled = re.sub(
                r"<\w+>",
                lambda _: self.escaped(self.value()),
                route.path(lang if lang != "de" else "fr"),
            )
            return f"/{lang}/{filled}{chance.choice(FORMATS)}"
        if kind in (2, 3):
            format = chance.choice(FORMATS) if kind == 3 else chance.choice(("", ".json"))
            return f"/vigie/{chance.choice(('contracts', 'notices', *TABLES))}{format}"
        if kind == 4:
            keys = ",".join(self.escaped(self.value()) for _ in range(chance.randrange(1, 4)))
            return f"/vigie/{chance.choice(list(TABLES))}/{keys}{chance.choice(FORMATS)}"
        if kind == 5:
            return f"/vigie/{chance.choice(list(canned_queries()))}{chance.choice(FORMATS)}"
        if kind == 6:
            return f"/vigie{chance.choice(FORMATS)}"
        parts = (
            "vigie",
            "fr",
            "-",
            "static",
            "..",
            "//",
            "alerts",
            "language",
            "versions",
            "",
            "export",
            "csv",
            "datapackage.json",
        )
        return "/" + "/".join(
            chance.choice((*parts, self.escaped(self.value())))
            for _ in range(chance.randrange(1, 5))
        )

    def query(self) -> str:
        chance = self.chance
        pairs = []
        for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 8))):
            table = TABLES[chance.choice(("contracts", "notices", "tags"))]
            column = chance.choice((*table.names, self.value()))
            name = chance.choice(
                (
                    chance.choice(SPECIAL),
                    column,
                    f"{column}__{chance.choice(LOOKUPS)}",
                    chance.choice(
                        ("country", "group", "buyer", "tag", "q", "months", self.value())
                    ),
                )
            )
            value = self.value()
            if name in ("_sort", "_sort_desc", "_facet", "_col") and chance.random() < 0.7:
                value = chance.choice(table.names)
            if name == "sql":
                value = " ".join(chance.choices(TOKENS, k=chance.randrange(1, 12)))
            pairs.append(f"{self.escaped(name)}={self.escaped(value)}")
        return "&".join(pairs)

    def headers(self) -> list[tuple[bytes, bytes]]:
        chance = self.chance
        headers = {b"host": b"vigie.test"}
        for name in (b"cookie", b"accept-language", b"accept", b"host", b"x-forwarded-host"):
            if chance.random() < 0.15:
                headers[name] = chance.randbytes(chance.randrange(0, 60))
        if chance.random() < 0.2:
            headers[b"cookie"] = b"vigie_lang=" + self.value().encode("utf-8", "replace")
        if chance.random() < 0.1:
            headers[b"cookie"] = chance.choice(COOKIES)
        if chance.random() < 0.1:
            headers[b"content-type"] = chance.choice(KINDS)
        return list(headers.items())


async def answer(app: Any, guess: Guess) -> tuple[str, int, bytes, dict[bytes, bytes]]:
    path, query = guess.path(), guess.query()
    method = guess.chance.choice(
        ["GET"] * 30 + ["HEAD", "POST", "POST", "OPTIONS", "PROPFIND", "DATA"]
    )
    raw = path.encode("ascii", "replace")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": re.sub(r"%([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), path),
        "raw_path": raw,
        "query_string": query.encode("ascii", "replace"),
        "headers": guess.headers(),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    sent: list[Any] = []

    body = guess.chance.choice(BODIES) if method == "POST" else b""
    messages: list[Any] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        if not messages:
            await asyncio.Event().wait()  # as of a visitor who stays: a file is sent meanwhile
        return messages.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = next(item for item in sent if item["type"] == "http.response.start")
    body = b"".join(item.get("body", b"") for item in sent if item["type"] == "http.response.body")
    headers = {name.lower(): value for name, value in start["headers"]}
    return f"{method} {path}?{query}", start["status"], body, headers


def wrong_with(path: str, status: int, body: bytes, headers: dict[bytes, bytes]) -> str | None:
    """What must never be, or None."""
    if status >= 500:
        return f"{status} {path}"
    if headers.get(b"content-type", b"").startswith(b"text/html") and b"<xss" in body:
        return f"unescaped: {path}"
    if any(b"\n" in value or b"\r" in value for value in headers.values()):
        return f"a header of its own: {path}"
    place = headers.get(b"location", b"/")
    if place.startswith((b"//", b"/\\")) or b":" in place.partition(b"?")[0].partition(b"/")[0]:
        return f"leads elsewhere, to {place!r}: {path}"
    if b"Traceback (most" in body:
        return f"a trace: {path}"
    return None


def test_random_addresses_are_answered_and_never_obeyed(demo_db: Path, tried: Tried) -> None:
    tried(requests=REQUEST_COUNT)
    load_label_words()  # a second of processor, which vigie serve takes before the first reader
    app = create_app(demo_db, today=lambda: TODAY)
    statuses: Counter[int] = Counter()

    async def story() -> list[str]:
        actual = []
        guess = Guess(20261113)
        for _ in range(REQUEST_COUNT):
            path, status, body, headers = await answer(app, guess)
            statuses[status] += 1
            actual.append(wrong_with(path, status, body, headers))
        return [text for text in actual if text]

    assert asyncio.run(story()) == []
    assert statuses[200] > REQUEST_COUNT / 20  # it does reach the pages
    assert statuses[400] > REQUEST_COUNT / 10


def test_random_addresses_behind_a_prefix_are_answered_and_never_obeyed(
    demo_db: Path, tried: Tried
) -> None:
    tried(requests=REQUEST_COUNT // 10)
    app = create_app(demo_db, today=lambda: TODAY, base_url="/vigie/")

    async def story() -> list[str]:
        guess = Guess(20261114)
        problems = [wrong_with(*await answer(app, guess)) for _ in range(REQUEST_COUNT // 10)]
        return [problem for problem in problems if problem]

    assert asyncio.run(story()) == []


# what a reader may ask of a table, each with an answer that it takes
FINE = (
    "_labels=on",
    "_labels=off",
    "_shape=objects",
    "_shape=array",
    "_shape=arrayfirst",
    "_nl=on",
    "_col=title",
    "_col=url&_col=buyer",
    "_nocol=title",
    "_nocol=id",
    "_size=1",
    "_size=max",
    "_facet=country",
    "_facet_size=3",
    "_sort=published",
    "_sort_desc=published",
    "_search=a",
    "_all=1",
    "_json=title",
    "_header=off",
    "_dl=1",
    "_nofacet=1",
    "_nocount=1",
    "_ttl=0",
    "_group=microsoft",
    "_stream=on",
    "_next=0",
    "_json_infinity=1",
)


@pytest.mark.parametrize("format", ["", ".json", ".csv", ".atom"])
@pytest.mark.parametrize("table", ["contracts", "notices"])
def test_what_may_be_asked_of_a_table_may_be_asked_together(
    get: Get, table: str, format: str
) -> None:
    for index, text in enumerate(FINE):
        for other in ("_labels=on", FINE[(index * 7 + 3) % len(FINE)]):
            path = f"/vigie/{table}{format}?{text}&{other}"
            assert get(path).status_code in (200, 302, 400), path


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (500, b"", {}),
        (200, b"<xss a", {b"content-type": b"text/html"}),
        (302, b"", {b"location": b"//evil.example/"}),
        (302, b"", {b"location": b"http://evil/"}),
        (200, b"", {b"x": b"a\r\nset-cookie: b"}),
    ],
)
def test_what_must_never_be_is_seen(status: int, body: bytes, headers: dict[bytes, bytes]) -> None:
    assert wrong_with("GET /", status, body, headers)
    assert wrong_with("GET /", 200, b"fine", {b"location": b"/fr/"}) is None
