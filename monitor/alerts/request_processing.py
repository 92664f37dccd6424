"""Apply the requests that the site's form spooled to subscriptions; links are verified again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.alerts import request_spool
from monitor.alerts.email_addresses import InvalidAddress, parse_address
from monitor.alerts.signed_links import InvalidLink, SignedLinks
from monitor.alerts.subscription_filters import InvalidFilter, parse_filter
from monitor.alerts.subscriptions import SubscriptionRequest, SubscriptionStore

_MAX_BYTES = 100_000  # bytes; the longest filter that the form takes has 60,000, as escaped


def process_requests(folder: Path, subscribers: SubscriptionStore, now: datetime) -> int:
    """Apply all waiting requests, oldest first, delete their files and return their number.

    A request counts from the moment of its click: contracts that came while it waited are reported,
    and a link that was valid then is valid.  After a kill a request is applied again, which changes
    nothing.
    """
    if not folder.is_dir():
        return 0
    count = 0
    for file in sorted(folder.glob("*.json")):
        # the form refuses these; whoever wrote the file did not use it
        with suppress(ValueError, KeyError, TypeError, InvalidFilter, InvalidAddress, InvalidLink):
            _process(json.loads(file.read_bytes()[:_MAX_BYTES]), subscribers, _clicked(file, now))
        file.unlink()
        count += 1
    return count


def _clicked(file: Path, now: datetime) -> datetime:
    """Return when the request was made; now when its clock was ahead of ours."""
    return min(now, request_spool.spooled_at(file))


def _process(request: Mapping[str, Any], subscribers: SubscriptionStore, now: datetime) -> None:
    action = request["do"]
    if action == "subscribe":
        subscription = SubscriptionRequest(
            parse_address(request["address"]),
            parse_filter(request["filter"]),
            request["language"],
            request["rhythm"],
        )
        subscribers.request(subscription, now)
        return
    handle, _ = SignedLinks(subscribers.key, now.timestamp).read(action, request["token"])
    if action == "confirm":
        subscribers.confirm(handle, now)
    elif action == "change":
        new_filter = parse_filter(request["filter"])
        subscribers.change(handle, new_filter, request["language"], request["rhythm"], now)
    else:
        reason = "refused" if action == "never" else "unsubscribed"
        subscribers.unsubscribe(handle, now, reason)
