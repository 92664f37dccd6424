"""Set the security headers of every response, such as the content security policy, and let programs
of other sites read the public data.

What people read is also freed of control characters and of marks that turn the direction of what
follows: a published name must not make an amount read backwards.  JSON and CSV keep them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines.errors import Misconfigured

POLICY: Mapping[str, Sequence[str]] = {
    "default-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "object-src": ("'none'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
    "frame-ancestors": ("'none'",),
}
# what may be widened: where a browser may load from
FETCHED = ("script-src", "style-src", "img-src", "font-src", "connect-src", "media-src")
_SOURCE = re.compile(r"[!-+\--:<-~]+")  # visible ASCII without comma and semicolon
EMBEDDED = ".embed"  # end of the address of a chart alone, without form or menu
READ_BY_PEOPLE = ("text/html", "text/calendar", "application/atom+xml")
CORS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Link, Content-Disposition, Content-Range",
}
PREFLIGHT = Response(
    status_code=204,
    headers={
        "access-control-allow-methods": "GET, HEAD",
        "access-control-allow-headers": "If-None-Match, If-Range, Range",
        "access-control-max-age": "86400",
    },
)
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))  # not tab and ends of lines
# U+200E-200F, 202A-202E; 2066-2069; 061C in UTF-8.  What each begins with is found as it stands;
# one expression for all would be tried at every byte of a page, in seven times the time
_TURNING = (
    re.compile(rb"\xe2\x80[\x8e\x8f\xaa-\xae]"),
    re.compile(rb"\xe2\x81[\xa6-\xa9]"),
    re.compile(rb"\xd8\x9c"),
)


def policy(more: Sequence[str] = ()) -> str:
    """The content security policy, widened by lines like ``script-src https://example.org``.

    Raises  Misconfigured: a directive that may not be widened, or no source.
    """
    directives = {name: list(sources) for name, sources in POLICY.items()}
    for line in more:
        name, *sources = line.split()
        if name not in FETCHED or not sources or not all(map(_SOURCE.fullmatch, sources)):
            raise Misconfigured(
                f"site.content_security_policy: {line!r} cannot be added.\n"
                f"  Write one of {', '.join(FETCHED)} and the sources to add, like"
                " 'script-src https://example.org'."
            )
        directives.setdefault(name, ["'self'"]).extend(sources)
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())


class SecurityHeaders:
    """``cross_origin``: what is no page may be read by programs of other sites (CORS)."""

    def __init__(self, app: ASGIApp, policy: str, cross_origin: bool = False) -> None:
        self.app, self.policy, self.cross_origin = app, policy, cross_origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_read, tail = False, b""

        async def with_headers(message: Message) -> None:
            nonlocal is_read, tail
            if message["type"] == "http.response.start":
                given = [(name.lower(), value) for name, value in message.get("headers", ())]
                headers = MutableHeaders(raw=given)  # which knows names in small letters
                kind = headers.get("content-type", "")
                is_read = kind.startswith(READ_BY_PEOPLE)
                if is_read:  # its length may change
                    del headers["content-length"]
                if self.cross_origin and not kind.startswith("text/html"):  # no form, either
                    headers.update(CORS)
                policy = self.policy
                if message["status"] == 200 and scope["path"].endswith(EMBEDDED):
                    policy = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
                headers.append("content-security-policy", policy)  # what an answer forbids stays
                headers["referrer-policy"] = "same-origin"
                headers["x-content-type-options"] = "nosniff"
                message = {**message, "headers": headers.raw}
            elif is_read:
                body = (tail + message.get("body", b"")).translate(None, _CONTROLS)
                for marks in _TURNING:
                    body = marks.sub(b"", body)
                # a mark of three bytes may stand in two pieces
                body, tail = (body[:-2], body[-2:]) if message.get("more_body") else (body, b"")
                message = {**message, "body": body}
            await send(message)

        asks_before = self.cross_origin and scope.get("method") == "OPTIONS"
        asks_before = asks_before and "access-control-request-method" in Headers(scope=scope)
        await (PREFLIGHT if asks_before else self.app)(scope, receive, with_headers)
