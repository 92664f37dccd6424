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
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

import msgspec
from msgspec import Meta

from pipelines.errors import Misconfigured
from spiders.archive.storage import Place, parse_place

ROOT = Path(__file__).parent.parent  # the checkout, or site-packages
FILE = "vigie.toml"
MAX_BYTES = 1_000_000
MAX_SHOWN_LENGTH = 200  # characters of a wrong value
HOME = "VIGIE_HOME"
VAR = "data/var"

# types of settings; the description ends the sentence "is 70000, expected …"
# characters that end a header, a line of a protocol or a path; lines may stand in what pages show
_NO_CONTROLS = r"\A[^\x00-\x1f\x7f]*\Z"
Text = Annotated[str, Meta(pattern=_NO_CONTROLS, description="text in quotes, without line breaks")]
Lines = Annotated[
    str,
    Meta(
        pattern=r"\A(?:[^\x00-\x1f\x7f]|[\r\n\t])*\Z",
        description="text in quotes, without control characters",
    ),
]
LocalPath = Annotated[
    str,
    Meta(
        pattern=r"\A(?!.*://)[^\x00-\x1f\x7f]*\Z", description="a path on this machine, in quotes"
    ),
]
_Name = Annotated[str, Meta(pattern=_NO_CONTROLS)]
Names = Annotated[list[_Name], Meta(description="a list in brackets, of names in quotes")]
Host = Annotated[
    str,
    Meta(
        pattern=r"\A(?=.{1,253}\Z)[^\s/.\x00-\x1f]{1,63}(?:\.[^\s/.\x00-\x1f]{1,63})*\.?\Z",
        description="the name or the number of a machine, in quotes",
    ),
]
Switch = Annotated[bool, Meta(description="true or false")]
Number = Annotated[int, Meta(gt=0, description="a whole number, more than 0")]
# days, weeks, hours or minutes: dates are counted with them, and calendars end
Duration = Annotated[int, Meta(gt=0, le=10_000, description="a whole number from 1 to 10000")]
Port = Annotated[int, Meta(gt=0, le=65535, description="a port up to 65535")]
Hour = Annotated[int, Meta(gt=0, le=23, description="an hour from 1 to 23")]
Time = Annotated[
    str,
    Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description='a time from "00:00" to "23:59"'),
]
_PORT = r"(?:6553[0-5]|655[0-2]\d|65[0-4]\d\d|6[0-4]\d{3}|[1-5]\d{4}|[1-9]\d{0,3})"
_SEGMENT = r"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~-]+"  # of a path; browsers resolve "." and ".."
# A host outside ASCII, a user or a port that is none is refused by every browser or by ourselves.
Url = Annotated[
    str,
    Meta(
        pattern=rf"\A(?:https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::{_PORT})?"
        rf"(?:/{_SEGMENT})*/?)?\Z",
        description='an address that begins with "https://" or "http://", in ASCII (xn--… for a'
        ' host with other letters), without user, "?" or "#", or ""',
    ),
]
# It stands in links, in Location and in the path of a cookie as it is.
UrlPath = Annotated[
    str,
    Meta(
        pattern=rf"\A/?(?:{_SEGMENT}(?:/{_SEGMENT})*/?)?\Z",
        description='a path like "/vigie/", of letters of ASCII, digits and "._~-"',
    ),
]
Zone = Annotated[str, Meta(description="the name of a zone such as Europe/Brussels")]
Security = Annotated[
    Literal["none", "starttls", "tls"], Meta(description='"none", "starttls" or "tls"')
]

# section.key -> (type, default).  Documented in vigie.example.toml.
KEYS: dict[str, tuple[Any, Any]] = {
    "vigie.contact": (Text, ""),
    "vigie.operator": (Lines, ""),
    "vigie.timezone": (Zone, "Europe/Paris"),
    "paths.home": (LocalPath, ""),
    "paths.database": (LocalPath, "data/var/vigie.db"),
    "paths.archive": (Text, "data/var/archive"),
    "paths.objections": (LocalPath, "data/var/objections.csv"),
    "paths.private": (LocalPath, "data/var/private.db"),
    "crawl.portals": (Names, []),
    "crawl.terms_read": (Names, []),
    "crawl.first_days": (Duration, 7),
    "crawl.timeout_minutes": (Duration, 240),
    "schedule.crawl_at": (Time, "03:30"),
    "schedule.spread_minutes": (Duration, 60),
    "schedule.weekly": (Names, []),
    "schedule.parallel": (Number, 2),
    "schedule.retry_minutes": (Duration, 15),
    "schedule.pause_after": (Number, 10),
    "schedule.pause_hours": (Duration, 72),
    "schedule.alerts_minutes": (Duration, 30),
    "schedule.integrity_at": (Time, "06:30"),
    "health.least_free_mb": (Number, 1000),
    "backup.folder": (LocalPath, "data/var/backups"),
    "backup.private_folder": (LocalPath, ""),
    "backup.archive": (Switch, True),
    "backup.at": (Time, "05:30"),
    "backup.keep_days": (Duration, 7),
    "backup.keep_weeks": (Duration, 4),
    "export.folder": (LocalPath, "data/var/export"),
    "export.at": (Time, "06:00"),
    "ingest.jobs": (Number, 16),
    "rates.enabled": (Switch, True),
    "sirene.enabled": (Switch, False),
    "sirene.most": (Number, 1000),
    "site.host": (Text, "127.0.0.1"),
    "site.port": (Port, 8001),
    "site.base_url": (UrlPath, "/"),
    "site.public_url": (Url, ""),
    "site.sql": (Switch, True),
    "site.content_security_policy": (Names, []),
    "mail.enabled": (Switch, False),
    "mail.from": (Text, ""),
    "mail.operator_address": (Text, ""),
    "mail.host": (Host, "localhost"),
    "mail.port": (Port, 25),
    "mail.security": (Security, "none"),
    "mail.user": (Text, ""),
    "alerts.horizon_days": (Duration, 60),
    "alerts.recognised_days": (Duration, 365),
    "alerts.digest_hour": (Hour, 7),
    "alerts.items": (Number, 40),
    "alerts.silent_days": (Duration, 3),
}

# older names of settings, still read
RENAMED_KEYS = {"mail.keeper": "mail.operator_address"}


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
        """Folder with the data of this installation (VIGIE_HOME, ``paths.home`` or data/var)."""
        folder = os.environ.get(HOME) or str(self.values["paths.home"])
        return self.base / (folder or VAR)

    def command_options(self) -> list[str]:
        """Return what ``vigie`` is started with, in any folder, to have these settings."""
        return ["--config", str(self.file.absolute())] if self.file is not None else []

    @property
    def archive(self) -> Place:
        """Location of the raw archive: a folder, or an address of an object store."""
        location = parse_place(str(self.values["paths.archive"]))
        return self.path("paths.archive") if isinstance(location, Path) else location

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
        text = _read_text(path)
        sections = tomllib.loads(text)
    except OSError as error:
        raise Misconfigured(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{path}: not UTF-8 text: {error}; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(
            f"{path}: not valid TOML: {error}.\n"
            "  Text and times stand in quotes, lists in brackets."
        ) from None
    except RecursionError:
        raise Misconfigured(f"{path}: lists in lists without end, which no setting is") from None
    except ValueError:  # Python reads no longer number
        raise Misconfigured(
            f"{path}: a number of thousands of digits, which no setting is"
        ) from None
    values = {key: default for key, (_, default) in KEYS.items()}
    for section, content in sections.items():
        if not isinstance(content, dict):
            is_double = isinstance(content, list) and f"[[{section}]]" in text
            wrong = "stands in double brackets" if is_double else "stands outside a [section]"
            raise Misconfigured(_error_message(path, text, section, wrong))
        for key, value in content.items():
            name = _today_name(path, text, f"{section}.{key}", content)
            values[name] = _validated(path, text, f"{section}.{key}", name, value)
    config = Config(values, path, base_folder(path))
    _require_apart(config, path, text)
    return config


def _read_text(path: Path) -> str:
    """Return what a file of settings says; a device or a pipe may go on without end.

    Raises  OSError, UnicodeDecodeError, Misconfigured: it is too long.
    """
    with path.open("rb") as source:
        content = source.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Misconfigured(
            f"{path}: has more than {MAX_BYTES // 1_000_000} MB, which no settings have;"
            " is this the file?"
        )
    return content.decode("utf-8-sig").replace("\r\n", "\n")  # of Windows, with its mark


def _require_apart(config: Config, path: Path, text: str) -> None:
    """Raise  Misconfigured if two settings name one file: each would write over the other's."""
    names: dict[Path, str] = {}
    for name in ("paths.database", "paths.objections", "paths.private"):
        place = config.path(name).resolve()
        if place in names:
            wrong = f"is the file of {names[place]}: name another"
            raise Misconfigured(_error_message(path, text, name, wrong))
        names[place] = name


def _today_name(path: Path, text: str, name: str, section: Mapping[str, Any]) -> str:
    """Return the name that a setting has today, by whichever it is set.

    Raises  Misconfigured: it is set by both.
    """
    today = RENAMED_KEYS.get(name, name)
    key = today.partition(".")[2]
    if today != name and key in section:
        wrong = f"is the older name of {key}, which is set, too: delete this line"
        raise Misconfigured(_error_message(path, text, name, wrong))
    return today


def _validated(path: Path, text: str, name: str, today: str, value: Any) -> Any:
    """Return a value of a file of settings.

    ``name``   as the file writes it
    ``today``  the setting's name today
    Raises  Misconfigured: there is no such setting, or the value is none of its kind.
    """
    if today not in KEYS:
        section = name.partition(".")[0]
        keys = [key for key in KEYS if key.startswith(f"{section}.")]
        sections = dict.fromkeys(f"[{key.partition('.')[0]}]" for key in KEYS)
        hint = f"known: {', '.join(keys or sections)}"
        if not keys:
            hint = f"there is no section [{_shown_name(section)}]; {hint}"
        raise Misconfigured(_error_message(path, text, name, f"is not a setting; {hint}"))
    kind, default = KEYS[today]
    if _is_valid(value, kind):
        return value
    expected = kind.__metadata__[-1].description
    # a time or day of TOML has no quotes, as it was written
    shown_value = f"{value}" if isinstance(value, date | datetime | time) else _repr(value)
    description = f"is {shown_value}, expected {expected} (default {default!r})"
    raise Misconfigured(_error_message(path, text, name, description))


def _repr(value: Any) -> str:
    """Return a value as Python writes it, not too long."""
    try:
        written = repr(value)
    except ValueError:
        return "a number of thousands of digits"  # 0x…
    return written if len(written) <= MAX_SHOWN_LENGTH else written[:MAX_SHOWN_LENGTH] + "…"


def _shown_name(name: str) -> str:
    """Return a key as it is, one that would write on the terminal as Python writes it."""
    return name if name.isprintable() and len(name) <= MAX_SHOWN_LENGTH else _repr(name)


def _is_valid(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return kind is not Zone or value in available_timezones()


def _error_message(path: Path, text: str, name: str, what: str) -> str:
    """Return an error message that names the line of ``section.key`` or of a bare key."""
    section, dot, key = name.rpartition(".")
    shown = _shown_name(key)
    bare = rf"[\"']?{re.escape(key)}[\"']?\s*="
    dotted = rf"[\"']?{re.escape(section)}[\"']?\s*(?:\.\s*{bare}|=\s*\{{.*{bare})"
    here, is_top = not dot, True
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[+\s*[\"']?([^\]\"']+?)[\"']?\s*\]", line):
            here, is_top = header[1] == section, False
            is_found = not dot and header[1] == key  # [[section]]
        else:
            is_found = re.match(rf"\s*(?:{bare if here else dotted})", line) and (here or is_top)
        if is_found:
            return f"{path}, line {number}: {shown} {what}"
    return f"{path}: {shown} {what}"
