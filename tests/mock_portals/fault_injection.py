"""A mock portal that fails: an ASGI wrapper that spoils the answers of the portal inside.

It knows no portal: it sees requests and answers.  robots.txt and the control pages stay as they
are.  ``FAULTS`` names each fault and what it does; "once" means the first time that a request is
made, whatever the request, so that listing, page, document and file all meet it.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Protocol

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

PAGE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Later</body></html>"
TOTALS = re.compile(
    rb'("(?:total|total_count|totalNoticeCount|numHitsTotal|count|hitCount|totalElements|'
    rb'totalRegistros|total_items)"\s*:\s*"?)(\d+)'
)
LINKS = re.compile(rb'("(?:next|nextCursor|next_page_url|uri|iterationNextToken)"\s*:\s*)"([^"]+)"')
# what tells the pages of a question apart, in an address or in posted JSON
PAGING = re.compile(
    r"(?:[?&]|\")(?:page|pagina|pageNumber|p|offset|skip|start|_start|cursor|lastItem|searchAfter|"
    r"iterationNextToken|code|again|token)(?:=|\"\s*:\s*)[^&,}\s]*",
    re.I,
)
HANG_S = 30.0  # longer than any client of a test waits


@dataclass(frozen=True)
class Answer:
    """What the portal inside said, whole."""

    status: int
    headers: dict[str, str]
    body: bytes
    claimed: int | None = None  # length told, where it is not that of the body

    def with_status(self, status: int, body: bytes, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Answer(status, {"content-type": "text/plain", **named}, body)


@dataclass
class Seen:
    """A request and how often it, and any request, came before; ``path`` is all of it but what
    tells its page."""

    path: str
    times: int
    number: int
    firsts: dict[str, Answer] = field(default_factory=dict)


Spoil = Callable[[Answer, Seen], Answer]


def once(spoil: Spoil) -> Spoil:
    return lambda answer, seen: spoil(answer, seen) if seen.times == 0 else answer


def _refused(answer: Answer, seen: Seen) -> Answer:
    return answer.with_status(403, b"Forbidden")


def _refused_later(answer: Answer, seen: Seen) -> Answer:
    return _refused(answer, seen) if seen.number >= 2 else answer


def _too_many(answer: Answer, seen: Seen) -> Answer:
    return answer.with_status(429, b"Too Many Requests")


def _too_many_for_a_second(answer: Answer, seen: Seen) -> Answer:
    return answer.with_status(429, b"Too Many Requests", retry_after="1")


def _by_a_wrong_clock(answer: Answer, seen: Seen) -> Answer:
    """Two hours fast: "in one second", told as an instant of that clock."""
    now = datetime.now(UTC) + timedelta(hours=2)
    wait = format_datetime(now + timedelta(seconds=1), usegmt=True)
    return answer.with_status(
        429, b"Too Many Requests", retry_after=wait, date=format_datetime(now, usegmt=True)
    )


def _failed(status: int) -> Spoil:
    return lambda answer, seen: answer.with_status(status, b"staged failure")


def _cut_on_the_wire(answer: Answer, seen: Seen) -> Answer:
    return replace(answer, body=answer.body[: len(answer.body) // 2], claimed=len(answer.body))


def _cut_at_the_source(answer: Answer, seen: Seen) -> Answer:
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def _broken(answer: Answer, seen: Seen) -> Answer:
    """Text that is no longer JSON, XML or anything; a ZIP with wrong bytes inside."""
    body, half = answer.body, len(answer.body) // 2
    hurt = b'"x"}]<&\x00' if body[:2] != b"PK" else b"\xff" * 64
    return replace(answer, body=body[:half] + hurt + body[half + len(hurt) :])


def _web_page(answer: Answer, seen: Seen) -> Answer:
    return Answer(200, {"content-type": "text/html"}, PAGE)


def _empty(answer: Answer, seen: Seen) -> Answer:
    return replace(answer, body=b"")


def _same_page(answer: Answer, seen: Seen) -> Answer:
    """Whatever page is asked of a question: what it said first."""
    return seen.firsts.setdefault(seen.path, answer) if answer.status == 200 else answer


def _endless(answer: Answer, seen: Seen) -> Answer:
    """The first page again and again, each with an address of its own for the next."""
    first = _same_page(answer, seen)
    mark = b"&again=%d" % seen.number

    def led_on(match: re.Match[bytes]) -> bytes:
        more = mark if b"?" in match[2] else b"?" + mark[1:]
        return match[1] + b'"' + match[2] + (more if b"/" in match[2] else b"") + b'"'

    return replace(first, body=LINKS.sub(led_on, first.body))


def _rows_gone(answer: Answer, seen: Seen) -> Answer:
    """A page as it should be, total and links included, but without its rows."""
    if answer.status != 200:
        return answer
    for marks, empty in ROWS:
        if answer.body.lstrip()[:1] in marks:
            return replace(answer, body=empty(answer.body))
    return answer


def _rows_gone_later(answer: Answer, seen: Seen) -> Answer:
    first = _same_page(answer, seen)
    return answer if first.body == answer.body else _rows_gone(answer, seen)


def _error_beside_nothing(answer: Answer, seen: Seen) -> Answer:
    """A JSON page as it should be, but without its rows and with an error, all under status 200."""
    empty = _rows_gone(answer, seen)
    if empty is answer or empty.body[:1] != b"{":
        return answer
    return replace(empty, body=b'{"error": "maintenance", ' + empty.body[1:])


def _without_lists(body: bytes) -> bytes:
    """JSON with its outermost lists empty."""
    try:
        value = json.loads(body)
    except ValueError:
        return body

    def emptied(part: Any, depth: int) -> Any:
        if isinstance(part, list):
            return []
        if isinstance(part, dict) and depth:
            return {name: emptied(each, depth - 1) for name, each in part.items()}
        return part

    return json.dumps(emptied(value, 3)).encode()


def _without_entries(body: bytes) -> bytes:
    return ENTRIES.sub(b"", body)


ENTRIES = re.compile(rb"<(entry|item|a|at:deleted-entry)\b.*?</\1>", re.S)
ROWS = ((b"{[", _without_lists), (b"<", _without_entries))


def _total_lies(answer: Answer, seen: Seen) -> Answer:
    return replace(answer, body=TOTALS.sub(lambda x: x[1] + b"%d" % (int(x[2]) + 1), answer.body))


def _is_text(answer: Answer) -> bool:
    return answer.body[:2] not in (b"PK", b"\x1f\x8b") and answer.status == 200


def _byte_order_mark(answer: Answer, seen: Seen) -> Answer:
    return replace(answer, body=b"\xef\xbb\xbf" + answer.body) if _is_text(answer) else answer


def _wrong_charset(answer: Answer, seen: Seen) -> Answer:
    """Windows-1252 that says it is UTF-8; where the words do not fit in, UTF-16 that says so."""
    if not _is_text(answer):
        return answer
    try:
        text = answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return answer
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if "json" in kind:
        text = _spelled_out(text)
    try:
        body = text.encode("cp1252")
    except UnicodeEncodeError:
        body = text.encode("utf-16")
    headers = {**answer.headers, "content-type": f"{kind}; charset=utf-8"}
    return replace(answer, body=body, headers=headers)


def _spelled_out(text: str) -> str:
    """JSON text with its letters as themselves, not as escapes."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


def _dates_ahead(answer: Answer, seen: Seen) -> Answer:
    """Every instant by a clock that is two hours fast, in the data as in the answer's head."""
    if not _is_text(answer):
        return answer

    def ahead(match: re.Match[bytes]) -> bytes:
        at = datetime.fromisoformat(match["at"].decode()) + timedelta(hours=2)
        return match["name"] + at.isoformat().encode()

    now = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    headers = {**answer.headers, "date": now}
    return replace(answer, body=INSTANTS.sub(ahead, answer.body), headers=headers)


def _other_names(answer: Answer, seen: Seen) -> Answer:
    """A new version of the portal: everything is there, and goes by other names."""
    if not _is_text(answer):
        return answer
    head = answer.body.lstrip()[:1]
    if head == b"<":
        body = NAMES.sub(rb"\1new-\2", answer.body)
    elif head in b"{[":
        body = _renamed(answer.body)
    else:
        first, line, rest = answer.body.partition(b"\n")
        body = re.sub(rb"\b(\w)", rb"new_\1", first) + line + rest
    return replace(answer, body=body)


def _renamed(body: bytes) -> bytes:
    """JSON (or a line of JSON each) with other keys in its first two levels."""

    def other(part: Any, depth: int) -> Any:
        if isinstance(part, list):
            return [other(item, depth) for item in part]
        if isinstance(part, dict) and depth:
            return {f"new_{name}": other(value, depth - 1) for name, value in part.items()}
        return part

    text = body.decode("utf-8", "replace")
    try:
        return json.dumps(other(json.loads(text), 2)).encode()
    except ValueError:
        lines = (line for line in text.splitlines() if line.strip())
        return b"\n".join(json.dumps(other(json.loads(line), 2)).encode() for line in lines)


NAMES = re.compile(rb"(class=\"|href=\"|</?(?:\w+:)?)(\w)")

# under the name of a date: numbers of notices may hold an instant, too
INSTANTS = re.compile(
    rb"(?P<name>(?:\"\w*(?:date|datum|fecha|data|modified|signed|published)\w*\"\s*:\s*\"|<updated>))"
    rb"(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)",
    re.I,
)

FAULTS: dict[str, Spoil] = {
    "429 that says how long, once": once(_too_many_for_a_second),
    "429 that does not say, once": once(_too_many),
    "429 by a clock that is two hours fast, once": once(_by_a_wrong_clock),
    "403 for good": _refused,
    "403 from the third request on": _refused_later,
    "500, once": once(_failed(500)),
    "502, once": once(_failed(502)),
    "503 for good": _failed(503),
    "no answer, twice": lambda answer, seen: answer,  # ``Faulty`` hangs
    "no answer for good": lambda answer, seen: answer,
    "cut on the wire, once": once(_cut_on_the_wire),
    "cut at the source": _cut_at_the_source,
    "broken data": _broken,
    "a web page, once": once(_web_page),
    "a web page for good": _web_page,
    "an empty answer, once": once(_empty),
    "an empty answer for good": _empty,
    "the same page again": _same_page,
    "links without end": _endless,
    "an empty page after the first": _rows_gone_later,
    "an empty page for good": _rows_gone,
    "an error beside an empty list": _error_beside_nothing,
    "a total that lies": _total_lies,
    "a new shape": _other_names,
    "dates by a fast clock": _dates_ahead,
    "a byte order mark": _byte_order_mark,
    "a wrong charset": _wrong_charset,
}


HANGS = {"no answer, twice": 2, "no answer for good": 1_000_000}  # requests without an answer


class Served(Protocol):
    name: Any

    def app(self) -> Any: ...


@dataclass
class Faulty:
    """A mock portal with one fault; stands where the portal stood.

    ``changed``  how many answers the fault has spoiled so far.
    """

    portal: Served
    fault: str
    changed: int = 0

    @property
    def name(self) -> str:
        return str(self.portal.name)

    def app(self) -> App:
        """The portal's application behind the fault."""
        inner: App = self.portal.app()
        came: Counter[tuple[str, bytes]] = Counter()
        firsts: dict[str, Answer] = {}

        async def answer(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
            path = scope.get("path", "")
            if (
                scope["type"] != "http"
                or path == "/robots.txt"
                or path.startswith("/-/mock-portal")
            ):
                await inner(scope, receive, send)
                return
            body = await _body(receive)
            key = (f"{scope['method']} {path}?{scope['query_string'].decode()}", body)
            question = f"{key[0]} {body.decode('utf-8', 'replace')}"
            seen = Seen(PAGING.sub("", question), came[key], came.total(), firsts)
            came[key] += 1
            if seen.number < HANGS.get(self.fault, 0):
                self.changed += 1
                await asyncio.sleep(HANG_S)
            answer = await _heard(inner, scope, body)
            faulty = FAULTS[self.fault](answer, seen)
            self.changed += faulty != answer
            await _tell(faulty, send)

        return answer


async def _body(receive: Receive) -> bytes:
    result, more = b"", True
    while more:
        message = await receive()
        result += message.get("body", b"")
        more = bool(message.get("more_body"))
    return result


async def _heard(inner: App, scope: MutableMapping[str, Any], body: bytes) -> Answer:
    """The portal's own answer to a request whose body was read already."""
    response: dict[str, Any] = {"body": b""}

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            response["status"] = message["status"]
            response["headers"] = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in message["headers"]
            }
        else:
            response["body"] += message.get("body", b"")

    await inner(scope, receive, send)
    headers = {k: v for k, v in response["headers"].items() if k != "content-length"}
    return Answer(response["status"], headers, response["body"])


async def _tell(answer: Answer, send: Send) -> None:
    length = answer.claimed if answer.claimed is not None else len(answer.body)
    headers = {**answer.headers, "content-length": str(length)}
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
    await send({"type": "http.response.body", "body": answer.body})
