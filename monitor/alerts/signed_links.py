"""Create and verify the signed links in mails, each valid for one purpose.

A link holds the handle of a subscription (random, meaningless outside ``private.db``) and, where a
page has to show it, the filter.  The site can therefore check and show everything without opening
``private.db``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

DAY_S = 86_400
# purpose -> seconds that a link is good for, None: as long as the subscription lives
LIFETIMES: dict[str, int | None] = {
    "confirm": 7 * DAY_S,
    "never": 60 * DAY_S,
    "change": 90 * DAY_S,
    "unsubscribe": None,
}


class InvalidLink(Exception):
    """A link with a bad signature or past its lifetime (``expired``); raised by
    ``SignedLinks.read``.
    """

    def __init__(self, expired: bool) -> None:
        super().__init__("expired" if expired else "bad")
        self.expired = expired


class SignedLinks:
    """Create and verify links with the key of this installation; ``clock`` gives Unix seconds."""

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self.key, self.clock = key, clock

        class Signer(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(clock())

        self._signer = Signer

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.key, salt=f"vigie-{purpose}", signer=self._signer)

    def token(self, purpose: str, handle: str, payload: Any = None) -> str:
        """Return the token for a subscription's handle and the settings that its page shows."""
        token = self._serializer(purpose).dumps(
            [handle, payload] if payload is not None else [handle]
        )
        return token if isinstance(token, str) else token.decode()

    def read(self, purpose: str, token: str) -> tuple[str, Any]:
        """Return handle and settings of a token.  Raises  InvalidLink.

        A link of the future holds: it is ours, and the clock that dated it has been set back.
        """
        try:
            payload, signed_at = self._serializer(purpose).loads(
                token[:4000], return_timestamp=True
            )
        except BadData:
            raise InvalidLink(expired=False) from None
        lifetime = LIFETIMES[purpose]
        if lifetime is not None and self.clock() - signed_at.timestamp() > lifetime:
            raise InvalidLink(expired=True)
        return str(payload[0]), payload[1] if len(payload) > 1 else None
