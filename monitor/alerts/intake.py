"""Requests that the site's form handed over -> subscriptions.  A link is checked here again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.alerts.addresses import BadAddress, address_of
from monitor.alerts.filters import BadFilter, parsed
from monitor.alerts.links import BadLink, Links
from monitor.alerts.subscriptions import Subscribers, Wish

_LONGEST = 20_000  # bytes


def take_up(where: Path, subscribers: Subscribers, now: datetime) -> int:
    """All requests that wait, oldest first -> how many; each file goes when it is done.

    Killed in between, a request is done again: doing one twice is doing it once.
    """
    if not where.is_dir():
        return 0
    done = 0
    for file in sorted(where.glob("*.json")):
        # the form refuses these; whoever wrote the file did not use it
        with suppress(ValueError, KeyError, TypeError, BadFilter, BadAddress, BadLink):
            _do(json.loads(file.read_bytes()[:_LONGEST]), subscribers, now)
        file.unlink()
        done += 1
    return done


def _do(request: Mapping[str, Any], subscribers: Subscribers, now: datetime) -> None:
    what = request["do"]
    if what == "subscribe":
        wish = Wish(
            address_of(request["address"]),
            parsed(request["filter"]),
            request["language"],
            request["rhythm"],
        )
        subscribers.ask(wish, now)
        return
    handle, _ = Links(subscribers.key, now.timestamp).read(what, request["token"])
    if what == "confirm":
        subscribers.confirm(handle, now)
    elif what == "change":
        wanted = parsed(request["filter"])
        subscribers.change(handle, wanted, request["language"], request["rhythm"], now)
    else:
        reason = "refused" if what == "never" else "unsubscribed"
        subscribers.leave(handle, now, reason)
