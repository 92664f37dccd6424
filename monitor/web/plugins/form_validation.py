"""What is posted, looked at before Datasette's check of forms reads it.

That check reads all of a body, however long, and answers 500 to a form in parts, to one that is not
UTF-8 and to a token with accents.  Forms of this site are short and of one kind; only a mail
program that unsubscribes may send its form in parts (RFC 8058).

A token is of the start of this server: after a restart, a form that was open is refused.  That is
said on a page, and not in the bare words of the check.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import asgi_csrf
from datasette import hookimpl

from monitor.i18n.translation import _
from monitor.web.plugins.errors import refusal

App = Callable[[Any, Any, Any], Awaitable[None]]
LONGEST = 20_000  # bytes of a form
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"
TOKEN = "csrftoken"  # is compared with ours, which only ASCII can be


class Mismatch(Exception):
    """Raised in the place of Datasette's bare refusal: the form's token is not the visitor's."""


async def _mismatch(*_: Any) -> None:
    raise Mismatch


asgi_csrf.default_send_csrf_failed = _mismatch


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    def wrap(app: App) -> App:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http" or scope["method"] != "POST":
                await app(scope, receive, send)
                return
            told = await _looked_at(scope, receive)
            if isinstance(told, bytes):
                try:
                    headers = _readable(scope["headers"])
                    await app({**scope, "headers": headers}, _again(told, receive), send)
                    return
                except Mismatch:
                    told = (
                        403,
                        _(
                            "This form was opened too long ago, or elsewhere.  Open its page"
                            " again and send it from there."
                        ),
                    )
            status, words = told
            await (await refusal(datasette, scope["path"], status, words)).asgi_send(send)

        return answer

    return wrap


async def _looked_at(scope: Any, receive: Any) -> bytes | tuple[int, str]:
    """The body, or why it is not read: status and words."""
    kind = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
    kind = kind.partition(";")[0].strip().lower()
    leaving = "/alerts/unsubscribe/" in scope["path"]
    if kind not in ("", FORM) and not (leaving and kind == PARTS):
        return 415, _("This site takes forms of its own pages only.")
    body = await _body(receive)
    if body is None:
        return 413, _("That is too long: at most %(most)s bytes can be read.") % {"most": LONGEST}
    if not leaving and not _is_text(body):
        return 400, _("The form cannot be read: it is not UTF-8.")
    return body


def _is_text(body: bytes) -> bool:
    """UTF-8, and a token that can be compared."""
    try:
        given = parse_qs(body.decode())
    except (UnicodeDecodeError, ValueError):
        return False
    return all(token.isascii() for token in given.get(TOKEN, ()))


async def _body(receive: Any) -> bytes | None:
    """All of it; None as soon as it is too long."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":  # who asked has gone
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LONGEST:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)


def _again(body: bytes, receive: Any) -> Callable[[], Awaitable[Any]]:
    told = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Any:
        return told.pop() if told else await receive()

    return again


def _readable(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    named = f"x-{TOKEN}".encode()
    return [one for one in headers if one[0].lower() != named or one[1].isascii()]
