"""Alerts: what changed since the last time -> who is told -> outbox -> mail server.

``run`` does all of it and may be called at any time, any number of times: what was told is never
told twice.  ``keeper`` puts one mail to the keeper into the outbox.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from monitor.alerts import outbox, private
from monitor.alerts.messages import builder
from monitor.config import Config

Clock = Callable[[], datetime]


@dataclass
class Summary:
    """What a run did.  ``counts``: events, queued, composed, sent, refused, deferred, dropped,
    given_up, waiting.  ``problems``: sentences for the keeper, without a name or an address."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def told(self) -> str:
        """Counts -> the lines that end the command."""
        return "\n".join(
            f"  {self.counts[name]:>9,}  {words}" for name, words in _TOLD if self.counts[name]
        )


_TOLD = (
    ("requests", "requests of the form taken up"),
    ("events", "things that happened"), ("queued", "items for subscribers"),
    ("composed", "messages written"), ("sent", "sent"), ("dropped", "dropped: held no more"),
    ("deferred", "tried again later"), ("refused", "addresses refused, subscription paused"),
    ("given_up", "given up"), ("waiting", "waiting"),
)  # fmt: skip


def _now() -> datetime:
    return datetime.now(UTC)


def keeper(config: Config, subject: str, text: str, key: str, clock: Clock = _now) -> bool:
    """One mail to the keeper into the outbox; ``key`` names the occasion: the same key, no second
    mail.  True when it is new.  It is sent by the next ``run``."""
    with closing(private.connect(config.path("paths.private"))) as connection:
        return (
            outbox.put(connection, "keeper", clock(), _domain(config), once=f"keeper:{key}",
                       subject=subject, body=text) is not None
        )  # fmt: skip


def _domain(config: Config) -> str:
    """What stands behind the @ of a Message-ID."""
    return str(config["mail.from"]).rpartition("@")[2].rstrip("> ") or "vigie.invalid"


def run(
    config: Config, *, db: Path | None = None, clock: Clock = _now,
    fault: Callable[[str], None] = lambda step: None,
) -> Summary:  # fmt: skip
    """Take what the form handed over, match what changed, write messages, send what is due.

    Raises  private.Busy when another run is at work, Misconfigured when mail is on without sender.
    """
    summary = Summary()
    path = config.path("paths.private")
    with private.alone(path), closing(private.connect(path)) as connection:
        outbox.recover(connection)
        if config["mail.enabled"]:
            done = outbox.send_all(
                connection, config, builder(connection, config), clock,
                lambda row, problem: None, fault,
            )  # fmt: skip
            summary.counts.update(done.counts)
            summary.problems += done.problems
    return summary
