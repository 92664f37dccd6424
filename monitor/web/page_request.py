"""One request to a page: its parameters, checked, and the read session that answers it.

A page declares its parameters as ``PARAMS = {"country": code("[A-Z]{2}"), …}``.  What a visitor
writes otherwise raises ``BadRequest`` with a sentence: an answer 400 that says what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from monitor.i18n.value_formatting import _
from monitor.web.errors import BadRequest
from monitor.web.read_only_pool import ReadSession
from monitor.web.site_state import Site

Reader = Callable[[str], Any]
MAX_PARAMETER_LENGTH = 200  # characters of a parameter
# what social networks and newsletters append to a link; it says nothing to us
APPENDED = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_\w+|mtm_\w+|pk_\w+")


def free_text(longest: int = MAX_PARAMETER_LENGTH) -> Reader:
    """Free text: blanks as one, control characters out."""

    def read(value: str) -> str:
        if len(value) > longest:
            raise BadRequest(
                _("It has %(seen)s characters; at most %(most)s can be read.")
                % {"seen": len(value), "most": longest}
            )
        cleaned = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in value)
        return " ".join(cleaned.split())

    return read


def code(pattern: str, example: str) -> Reader:
    """A short code, like a country (``[A-Z]{2}``) or a group."""
    whole = re.compile(pattern)

    def read(value: str) -> str:
        if len(value) > MAX_PARAMETER_LENGTH or not whole.fullmatch(value):
            raise BadRequest(_("It should look like %(example)s.") % {"example": example})
        return value

    return read


def choice(*options: str) -> Reader:
    """One of a few words."""

    def read(value: str) -> str:
        if value not in options:
            raise BadRequest(_("It can be: %(options)s.") % {"options": ", ".join(options)})
        return value

    return read


def integer(least: int, most: int) -> Reader:
    """A whole number, ends included."""

    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise BadRequest(
                _("It should be a whole number from %(least)s to %(most)s.")
                % {"least": least, "most": most}
            )
        return int(value)

    return read


# Readers that several pages share.
COUNTRY = code("[A-Z]{2}", "FR")
GROUP = code("[a-z0-9][a-z0-9_-]{0,60}", "microsoft")
PAGE = integer(1, 1000)


def read(params: Mapping[str, Reader], values: Mapping[str, list[str]]) -> dict[str, Any]:
    """Parse the declared parameters of a query string; those not given or empty are None.

    Raises  BadRequest: a parameter that the page does not have, one given twice, one not readable.
    """
    for name in values:
        if name not in params and not APPENDED.fullmatch(name):
            raise unknown(name, params)
    result: dict[str, Any] = {}
    for name, reader in params.items():
        value, *more = values.get(name) or [""]
        if more:
            twice = _("The parameter “%(name)s” is given more than once.")
            raise BadRequest(twice % {"name": name})
        with naming(name):
            result[name] = reader(value) if value.strip() else None
    return result


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Say which parameter it is that cannot be read.  Raises  BadRequest."""
    try:
        yield
    except BadRequest as error:
        message = _("The parameter “%(name)s” cannot be read.") % {"name": name[:40]}
        raise BadRequest(f"{message} {error}") from None


def unknown(name: str, known: Iterable[str]) -> BadRequest:
    """The refusal of a parameter that a page does not have."""
    return BadRequest(
        _("This page knows no parameter “%(name)s”.  It knows: %(known)s.")
        % {"name": name[:40], "known": ", ".join(known) or _("none")}
    )


@dataclass(frozen=True)
class PageRequest:
    """One request to a page: ``args`` holds parts of the path and every declared parameter.

    format  what is asked for: html, json, csv, ics, atom; a file may hold more rows than a page
    home    address of the site from outside, without a slash at its end: for feeds and calendars
    """

    db: ReadSession
    args: Mapping[str, Any]
    lang: str
    today: date
    site: Site
    format: str = "html"
    home: str = ""

    def place(self, path: str) -> str:
        """An address on this site, from its host on, for JSON and CSV."""
        return urlsplit(self.home).path + path
