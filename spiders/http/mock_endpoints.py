"""Addresses of mock portals, the only ones that may be crawled with shorter pauses."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from scrapy.settings import BaseSettings

from pipelines.errors import Misconfigured


def is_loopback(host: str | None) -> bool:
    """Return whether a host name without port can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def checked_pace(pace: float, addresses: Iterable[str]) -> float:
    """The factor of all delays, or Misconfigured when it would hurry a real portal."""
    away = sorted({urlsplit(address).hostname or "" for address in addresses})
    away = [host for host in away if not is_loopback(host)]
    if pace < 0:
        raise Misconfigured(f"VIGIE_PACE is {pace:g}, expected 0 or more")
    if pace != 1 and away:
        raise Misconfigured(
            f"VIGIE_PACE is {pace:g}, but {', '.join(away)} is not on this machine. "
            "Only mock portals may be hurried; leave it at 1."
        )
    return pace


def mock_portal_base(settings: BaseSettings, portal: str) -> str | None:
    """The address that stands in for a portal's hosts, from VIGIE_ENDPOINTS."""
    endpoints = settings.get("VIGIE_ENDPOINTS") or "{}"
    try:
        bases = json.loads(endpoints) if isinstance(endpoints, str) else endpoints
        base = bases.get(portal)
    except (ValueError, AttributeError):
        raise Misconfigured(
            f"VIGIE_ENDPOINTS is {endpoints!r}, expected {{portal: address}}"
        ) from None
    return str(base).rstrip("/") if base else None


def rebase_url(url: str, base: str | None, hosts: Iterable[str]) -> str:
    """Move a URL of a declared host to the same path below the mock portal's base URL."""
    if base is None or urlsplit(url).netloc not in hosts:
        return url
    parts, stand_in = urlsplit(url), urlsplit(base)
    path = stand_in.path + parts.path
    return urlunsplit((stand_in.scheme, stand_in.netloc, path, parts.query, ""))
