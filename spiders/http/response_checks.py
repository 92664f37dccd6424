"""Recognise responses that are not the data requested: robot checks, web pages, delays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response

_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
MAX_HEADER_SHOWN = 80  # characters
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.I | re.S)
_WALLS = re.compile(
    rb"_Incapsula_|awsWafCookieDomainList|cf-chl-|challenge-platform|Pardon Our Interruption"
    rb"|<title[^>]*>\s*(?:Just a moment|Attention Required|Access Denied|Human Verification)",
    re.I,
)


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Parse Retry-After (seconds or an HTTP date) as seconds from now; None when unreadable."""
    text = (header or "").strip()
    if re.fullmatch("[0-9]+", text):  # str.isdigit() takes ², too, which is no number
        return float(text)
    at = parsed_date(text)
    return None if at is None else max(0.0, (at - now).total_seconds())


def clock_of(header: str | None) -> datetime:
    """Return the portal's own clock from the Date header, by which it tells instants; else ours."""
    return parsed_date(header) or datetime.now(UTC)


def parsed_date(header: str | None) -> datetime | None:
    """Parse a date of HTTP; None when it is none.

    A zone of twenty digits is an OverflowError of Python.
    """
    try:
        at = parsedate_to_datetime(header or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def why_unreachable(host: str | None, exception: Exception) -> str:
    """Say why a portal does not answer at all."""
    if isinstance(exception, CannotResolveHostError):
        return f"the name {host} is not found: no network, no DNS, or the portal moved"
    return f"{type(exception).__name__}: {exception}"


def challenge(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Return the text of a robot check, or None.  The crawl stops: asking again would be rude.

    Source  TED answers 202, empty, with ``x-amzn-waf-action: challenge``.
    """
    for name in ("x-amzn-waf-action", "cf-mitigated"):
        if action := headers.get(name):  # it stands in logs, mails and on the page of sources
            shown = action if action.isascii() and action.isprintable() else repr(action)
            return f"a robot check ({name}: {shown[:MAX_HEADER_SHOWN]})"
    if _HTML.match(body[:2048]) and _WALLS.search(body[:65536]):
        return f"a robot check ({_title(body)})"
    if status == 202:
        return "'accepted, not served' (HTTP 202)"
    return None


def nothing_served(status: int, body: bytes, expects: str | None) -> str | None:
    """Return what came instead of data (nothing, a web page), or None.  Worth a second try."""
    if status != 200:
        return None
    if not body.strip():
        return "an empty answer (HTTP 200)"
    if expects not in (None, "html") and _HTML.match(body[:2048]):
        return f"a web page ({_title(body)}) where {(expects or '').upper()} was expected"
    return None


def _title(body: bytes) -> str:
    match = _TITLE.search(body[:65536])
    text = " ".join(match[1].decode("utf-8", "replace").split())[:80] if match else ""
    return repr(text) if text else "without a title"


def lowercase_headers(response: Response) -> dict[str, str]:
    """Response headers with lower-case names, the last value of each."""
    return {
        name.decode("latin-1").lower(): values[-1].decode("latin-1")
        for name, values in response.headers.items()
        if values
    }
