"""Shared state of a running site: database pool, date, templates, base URL, operator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from monitor.alerts.subscription_forms import RequestSpooler
from monitor.web.page_data.operator_contact import Operator
from monitor.web.read_only_pool import ReadPool

ASKED = "vigie.asked"  # path and query of a request, where Datasette is asked otherwise


@dataclass
class Site:
    """``base_url`` begins and ends with a slash; ``today`` is the day of "this week" and "ends in";
    ``request_spooler`` takes what the form of alerts hands over; ``exports`` is the folder of the
    files of ``vigie export``; ``seal_key`` is that of citations, None where none can be kept;
    ``render`` makes a page of a template; ``error_frames``: error pages of (language,
    status, whether its address is one of our pages)."""

    pool: ReadPool
    today: Callable[[], date]
    base_url: str = "/"
    request_spooler: RequestSpooler | None = None
    operator: Operator = field(default_factory=Operator)
    exports: Path | None = None
    visitors_sql: bool = True
    seal_key: bytes | None = None
    urls: Any = None  # those of the mounted Datasette
    render: Callable[..., str] = lambda *_, **__: ""
    error_frames: dict[tuple[str, int, bool], tuple[str, str]] = field(default_factory=dict)

    def origin(self, scope: Mapping[str, Any]) -> str:
        """Scheme and host as this visitor reached them."""
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1") or "localhost"
        return f"{scope.get('scheme') or 'http'}://{host}"

    def home(self, scope: Mapping[str, Any]) -> str:
        """Address of the site from outside, without a slash at its end."""
        return (self.origin(scope) + self.base_url).rstrip("/")

    def here(self, scope: Mapping[str, Any]) -> str:
        """Address of the page that was asked for, as the reader sees it."""
        return self.home(scope) + path_of(scope)

    def link(self, address: str) -> str:
        """Address below the host of one of our pages, with the prefix."""
        return self.base_url + address.lstrip("/")


def path_of(scope: Mapping[str, Any]) -> str:
    """Path and query of a request, below the prefix, as they were written."""
    if ASKED in scope:
        return str(scope[ASKED])
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def site_of(scope: Mapping[str, Any]) -> Site:
    """The site that answers this request."""
    site: Site = scope["app"].state.site
    return site
