"""Read and validate ``vigie.toml``; errors name the key and its line.

The environment holds secrets, VIGIE_HOME and VIGIE_CORPUS only.  ``vigie.example.toml`` documents
every key; a test compares it with ``KEYS``.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from pipelines.errors import Misconfigured

ROOT = Path(__file__).parent.parent  # the checkout, or site-packages
FILE = "vigie.toml"
HOME = "VIGIE_HOME"
VAR = "data/var"

# section.key -> (type, default).  Documented in vigie.example.toml.
KEYS: dict[str, tuple[type, Any]] = {
    "vigie.contact": (str, ""),
    "vigie.operator": (str, ""),
    "vigie.timezone": (str, "Europe/Paris"),
    "paths.home": (str, ""),
    "paths.database": (str, "data/var/vigie.db"),
    "paths.archive": (str, "data/var/archive"),
    "paths.objections": (str, "data/var/objections.csv"),
    "paths.private": (str, "data/var/private.db"),
    "crawl.portals": (list, []),
    "crawl.terms_read": (list, []),
    "crawl.first_days": (int, 7),
    "crawl.timeout_minutes": (int, 240),
    "schedule.crawl_at": (str, "03:30"),
    "schedule.spread_minutes": (int, 60),
    "schedule.weekly": (list, []),
    "schedule.parallel": (int, 2),
    "schedule.retry_minutes": (int, 15),
    "schedule.pause_after": (int, 10),
    "schedule.pause_hours": (int, 72),
    "schedule.alerts_minutes": (int, 30),
    "schedule.integrity_at": (str, "06:30"),
    "health.least_free_mb": (int, 1000),
    "backup.folder": (str, "data/var/backups"),
    "backup.private_folder": (str, ""),
    "backup.archive": (bool, True),
    "backup.at": (str, "05:30"),
    "backup.keep_days": (int, 7),
    "backup.keep_weeks": (int, 4),
    "export.folder": (str, "data/var/export"),
    "export.at": (str, "06:00"),
    "ingest.jobs": (int, 16),
    "rates.enabled": (bool, True),
    "sirene.enabled": (bool, False),
    "sirene.most": (int, 1000),
    "site.host": (str, "127.0.0.1"),
    "site.port": (int, 8001),
    "site.base_url": (str, "/"),
    "site.public_url": (str, ""),
    "site.sql": (bool, True),
    "site.content_security_policy": (list, []),
    "mail.enabled": (bool, False),
    "mail.from": (str, ""),
    "mail.keeper": (str, ""),
    "mail.host": (str, "localhost"),
    "mail.port": (int, 25),
    "mail.security": (str, "none"),
    "mail.user": (str, ""),
    "alerts.horizon_days": (int, 60),
    "alerts.recognised_days": (int, 365),
    "alerts.digest_hour": (int, 7),
    "alerts.items": (int, 40),
    "alerts.silent_days": (int, 3),
}


@dataclass(frozen=True)
class Config:
    """The settings of this installation, by ``section.key``."""

    values: Mapping[str, Any] = field(default_factory=lambda: {k: d for k, (_, d) in KEYS.items()})
    file: Path | None = None
    base: Path = field(default_factory=lambda: base_folder())

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    @property
    def home(self) -> Path:
        """Where this installation keeps its data (VIGIE_HOME, ``paths.home``, data/var)."""
        named = os.environ.get(HOME) or str(self.values["paths.home"])
        return self.base / (named or VAR)

    def path(self, key: str) -> Path:
        """Return a path of the configuration; those that are not set lie in ``home``."""
        value, default = str(self.values[key]), str(KEYS[key][1])
        if value == default and value.startswith(f"{VAR}/"):
            return self.home / value.removeprefix(f"{VAR}/")
        return self.base / value


def base_folder(file: Path | None = None) -> Path:
    """Return where relative paths begin: VIGIE_HOME, else the checkout, else the settings' folder.

    An installed wheel without settings keeps its data below the current folder.
    """
    if home := os.environ.get(HOME):
        return Path(home).absolute()
    if (ROOT / "pyproject.toml").is_file():
        return ROOT
    return file.absolute().parent if file is not None else Path.cwd()


def read_config(file: Path | None = None) -> Config:
    """Read the settings from a file (default: ``vigie.toml`` in ``base_folder``, if it is there).

    Raises  Misconfigured with file and line for unknown keys, wrong types and bad syntax.
    """
    path = file or base_folder() / FILE
    if not path.exists():
        if file is not None:
            raise Misconfigured(f"{file}: there is no such file; copy vigie.example.toml to it")
        return Config()
    try:
        text = path.read_text(encoding="utf-8")
        sections = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{path}: not UTF-8 text: {error}; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{path}: not valid TOML: {error}") from None
    values = {key: default for key, (_, default) in KEYS.items()}
    for section, content in sections.items():
        if not isinstance(content, dict):
            raise Misconfigured(_error_message(path, text, section, "stands outside a [section]"))
        for key, value in content.items():
            values[f"{section}.{key}"] = _validated(path, text, f"{section}.{key}", value)
    return Config(values, path, base_folder(path))


def _validated(path: Path, text: str, name: str, value: Any) -> Any:
    if name not in KEYS:
        section = name.partition(".")[0]
        known = [key for key in KEYS if key.startswith(f"{section}.")] or list(KEYS)
        raise Misconfigured(
            _error_message(path, text, name, f"is not a setting; known: {', '.join(known)}")
        )
    kind, default = KEYS[name]
    if (problem := _expected_instead(name, kind, value)) is not None:
        description = f"is {value!r}, expected {problem} (default {default!r})"
        raise Misconfigured(_error_message(path, text, name, description))
    return value


_TIMES = ("schedule.crawl_at", "schedule.integrity_at", "backup.at", "export.at")
_EXPECTED = {
    str: "text in quotes",
    int: "a whole number",
    list: "a list in brackets",
    bool: "true or false",
}


def _expected_instead(name: str, kind: type, value: Any) -> str | None:
    """Return what a valid value would be; None if the value is valid."""
    right = type(value) is kind  # true is an int to isinstance
    if not right:
        return _EXPECTED[kind]
    if kind is int and value <= 0:
        return "more than 0"
    if kind is list and not all(isinstance(each, str) for each in value):
        return "a list of names in quotes"
    if name in ("site.port", "mail.port") and value > 65535:
        return "a port up to 65535"
    if name == "alerts.digest_hour" and value > 23:
        return "an hour from 1 to 23"
    if name in _TIMES and not _is_time(value):
        return 'a time from "00:00" to "23:59"'
    if name == "mail.security" and value not in ("none", "starttls", "tls"):
        return '"none", "starttls" or "tls"'
    if name == "vigie.timezone" and value not in available_timezones():
        return "the name of a zone such as Europe/Brussels"
    return None


def _is_time(text: str) -> bool:
    try:
        return time.fromisoformat(text).tzinfo is None
    except ValueError:
        return False


def _error_message(path: Path, text: str, name: str, what: str) -> str:
    """Return an error message that names the line of ``section.key`` or of a bare key."""
    section, dot, key = name.rpartition(".")
    here = not dot
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\s*[\"']?([^\]\"']+?)[\"']?\s*\]", line):
            here = header[1] == section
        elif here and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return f"{path}, line {number}: {key} {what}"
    return f"{path}: {key} {what}"
