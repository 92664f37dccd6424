"""What people read holds no mark that turns the direction of what follows, wherever it stands."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from monitor.web.middleware.security_headers import SecurityHeaders

TURNING = [
    *"\u061c\u200e\u200f",
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
]
CONTROLS = [chr(number) for number in (*range(0x20), 0x7F) if chr(number) not in "\t\n\r"]
# their first bytes are those of marks, or they end a line
KEPT = "\t\r\n\u061b\u061d\u200d\u2010\u2019\u2029\u202f\u2065\u206a\u2080é…€"


def sent(kind: str, pieces: list[bytes]) -> bytes:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", kind.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for index, piece in enumerate(pieces):
            more = index + 1 < len(pieces)
            await send({"type": "http.response.body", "body": piece, "more_body": more})

    actual: list[bytes] = []

    async def keep(message: Message) -> None:
        actual.append(message.get("body", b""))

    async def nothing() -> Any:
        return {}

    scope = {"type": "http", "method": "GET", "path": "/fr/", "headers": []}
    asyncio.run(SecurityHeaders(app, "default-src 'self'")(scope, nothing, keep))
    return b"".join(actual)


@pytest.mark.parametrize("mark", [*TURNING, *CONTROLS], ids=ascii)
def test_a_mark_goes_wherever_an_answer_is_cut_and_all_else_stays(mark: str) -> None:
    whole = f"a{mark}{KEPT}{mark}{mark}b".encode()
    for cut in range(len(whole) + 1):
        assert sent("text/html", [whole[:cut], whole[cut:]]) == f"a{KEPT}b".encode()
    assert sent("application/json", [whole]) == whole
