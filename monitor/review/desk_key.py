"""Answer only whoever opened the address that the command printed: it ends with a key.

Loopback is open to everybody with an account on the machine, and documents as they were received
may name private persons.
"""

from __future__ import annotations

import hashlib
import hmac

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.i18n.value_formatting import _
from monitor.web.errors import HttpError

PARAMETER = "key"
OPEN = ("/static/", "/desk/")  # style sheets and scripts, of the page that refuses, too


class DeskKey:
    """Raises  HttpError (403) without the key in a cookie, or in the address, which sets it."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self.app, self._key = app, key.encode()
        # cookies know no port: each desk has its own
        self._cookie = f"vigie_desk_{hashlib.sha256(self._key).hexdigest()[:8]}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if scope["path"].startswith(OPEN) or self._is_key(request.cookies.get(self._cookie)):
            await self.app(scope, receive, send)
            return
        if not self._is_key(request.query_params.get(PARAMETER)):
            raise HttpError(
                _(
                    "This review desk opens at the whole address that vigie review printed: it ends"
                    " with a key, another one each time."
                ),
                403,
            )
        answer = RedirectResponse(request.url.path, 303, {"Cache-Control": "no-store"})
        answer.set_cookie(self._cookie, self._key.decode(), httponly=True, samesite="lax")
        await answer(scope, receive, send)

    def _is_key(self, given: str | None) -> bool:
        return hmac.compare_digest((given or "").encode(), self._key)
