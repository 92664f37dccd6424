"""Requests that the site's form handed over -> subscriptions.  A link is checked here again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.alerts.email_addresses import InvalidAddress, parse_address
from monitor.alerts.filters import InvalidFilter, parse_filter
from monitor.alerts.signed_links import InvalidLink, SignedLinks
from monitor.alerts.subscriptions import SubscriptionRequest, SubscriptionStore

_MAX_BYTES = 20_000  # bytes


def process_requests(where: Path, subscribers: SubscriptionStore, now: datetime) -> int:
    """All requests that wait, oldest first -> how many; each file goes when it is done.

    Killed in between, a request is done again: doing one twice is doing it once.
    """
    if not where.is_dir():
        return 0
    done = 0
    for file in sorted(where.glob("*.json")):
        # the form refuses these; whoever wrote the file did not use it
        with suppress(ValueError, KeyError, TypeError, InvalidFilter, InvalidAddress, InvalidLink):
            _process(json.loads(file.read_bytes()[:_MAX_BYTES]), subscribers, now)
        file.unlink()
        done += 1
    return done


def _process(request: Mapping[str, Any], subscribers: SubscriptionStore, now: datetime) -> None:
    what = request["do"]
    if what == "subscribe":
        wish = SubscriptionRequest(
            parse_address(request["address"]),
            parse_filter(request["filter"]),
            request["language"],
            request["rhythm"],
        )
        subscribers.ask(wish, now)
        return
    handle, _ = SignedLinks(subscribers.key, now.timestamp).read(what, request["token"])
    if what == "confirm":
        subscribers.confirm(handle, now)
    elif what == "change":
        wanted = parse_filter(request["filter"])
        subscribers.change(handle, wanted, request["language"], request["rhythm"], now)
    else:
        reason = "refused" if what == "never" else "unsubscribed"
        subscribers.leave(handle, now, reason)
