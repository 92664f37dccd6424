"""An installation of alerts in a folder: settings, a database, a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.alerts import Summary, run
from monitor.config import KEYS, Config

START = datetime(2026, 3, 2, 5, 30, tzinfo=UTC)


@dataclass
class House:
    """``folder`` holds vigie.db and private.db; ``now`` is what alerts believe."""

    folder: Path
    port: int
    now: datetime = START
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def config(self) -> Config:
        values = {key: default for key, (_, default) in KEYS.items()}
        values |= {
            "paths.database": str(self.folder / "vigie.db"),
            "paths.private": str(self.folder / "private.db"),
            "mail.enabled": True, "mail.from": "Vigie <vigie@example.org>",
            "mail.keeper": "keeper@example.org", "mail.host": "127.0.0.1", "mail.port": self.port,
            "site.public_url": "https://vigie.example.org/",
        }  # fmt: skip
        return Config(values | self.settings)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def alerts(self, **options: Any) -> Summary:
        return run(self.config, clock=lambda: self.now, **options)
