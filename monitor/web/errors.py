"""Exceptions that end a request with an error page, or with JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping


class HttpError(Exception):
    """Ends a request with a status and a sentence; ``words`` may be empty where the status says it
    all.  302: the row has another address now, its header ``location``."""

    status = 400

    def __init__(
        self,
        words: str = "",
        status: int | None = None,
        title: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(words)
        self.words, self.title, self.headers = words, title, dict(headers or {})
        self.status = status or self.status


class BadRequest(HttpError):
    """This cannot be asked; the words say what can (400)."""


class QueryTimeoutError(HttpError):
    """The question took more time than one visitor may have (503)."""

    status = 503


class NotFoundError(HttpError):
    """Nothing stands there (404), or a row whose ``old_id`` may have moved (table redirects)."""

    status = 404

    def __init__(self, old_id: str | None = None) -> None:
        super().__init__()
        self.old_id = old_id
