"""Exceptions that end a request with an error page, or with JSON for programs.

A program that asks for ``.json`` gets JSON whatever the answer is.  An error that nobody foresaw
goes to the log; its words may name files of this machine, and stay there.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.i18n.value_formatting import _


class Refused(Exception):
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


class Unclear(Refused):
    """This cannot be asked; the words say what can (400)."""


class TooLong(Refused):
    """The question took more time than one visitor may have (503)."""

    status = 503


class Missing(Refused):
    """There is no such row; ``old_id`` may have moved (table redirects), else 404."""

    status = 404

    def __init__(self, old_id: str | None = None) -> None:
        super().__init__()
        self.old_id = old_id


def wants_json(path: str) -> bool:
    """Does this address ask for JSON?"""
    return path.partition("?")[0].endswith(".json")


def as_json(refused: Refused) -> dict[str, object]:
    """The body of a refusal, with the keys of Datasette's and words that are never empty."""
    status = refused.status
    default = {
        403: _("This page is not open"),
        404: _("Nothing at this address"),
        500: _("Something went wrong here"),
    }.get(status, _("That takes too long"))
    words = refused.words or default
    return {"ok": False, "error": words, "status": status, "title": refused.title}
