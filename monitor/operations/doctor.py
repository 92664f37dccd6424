"""Diagnose an installation and say what to do about each problem."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from monitor.alerts.apprise_channels import is_channel
from monitor.alerts.email_addresses import is_header_address
from monitor.alerts.run import last_run
from monitor.config import Config
from monitor.health.explain_database_error import explain_database_error
from monitor.runtime.confirmed_clock import clock_doubt
from monitor.runtime.spider_registry import spider_class, spider_names
from pipelines.errors import Misconfigured
from pipelines.store.read_only import connect_read_only
from pipelines.store.schema import VERSION

MIN_PYTHON = (3, 11)
MIN_SQLITE = (3, 35, 0)
MIN_FREE_GB = 2
PROBE_KB = 64
CONNECTIONS = 8  # at once, each to another host


@dataclass(frozen=True)
class Finding:
    """One thing examined: ``subject``, whether it is ``ok``, what was ``observed``, what to do."""

    subject: str
    ok: bool
    observed: str
    advice: str = ""


def examine(config: Config, database: Path, online: bool) -> Iterator[Finding]:
    """Yield findings about the installation; nothing of it is changed, and no portal is asked for
    data.
    """
    yield check_python(sys.version_info[:3])
    yield from check_sqlite()
    yield check_free_space(database)
    yield check_writable(database)
    yield check_reference_tables(config)
    yield check_configuration(config)
    yield from check_portal_names(config)
    if config["mail.enabled"]:
        yield check_mail(config)
        yield from check_alerts(config)
    yield check_database(database)
    yield from check_clock(database, datetime.now(UTC))
    if online:
        yield from check_portal_hosts()


def check_python(version: tuple[int, ...]) -> Finding:
    text = ".".join(map(str, version))
    return Finding("Python", version[:2] >= MIN_PYTHON, text, "install Python 3.11 or newer")


def check_sqlite() -> Iterator[Finding]:
    version = sqlite3.sqlite_version_info
    yield Finding(
        "SQLite",
        version >= MIN_SQLITE,
        sqlite3.sqlite_version,
        "install a Python built with SQLite 3.35 or newer",
    )
    connection = sqlite3.connect(":memory:")
    for name, sql in (
        ("full-text search (FTS5)", "CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61')"),
        ("JSON functions", "SELECT json_array_length('[1]')"),
    ):
        try:
            connection.execute(sql)
            yield Finding(name, True, "there")
        except sqlite3.OperationalError as error:
            yield Finding(name, False, str(error), "install a Python whose SQLite has it")
    connection.close()


def _nearest_existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


def check_free_space(database: Path) -> Finding:
    free = shutil.disk_usage(_nearest_existing(database.absolute().parent)).free / 1024**3
    return Finding(
        "free disk",
        free >= MIN_FREE_GB,
        f"{free:.1f} GB",
        f"free space: {MIN_FREE_GB} GB or more for the archive",
    )


def check_writable(database: Path) -> Finding:
    """Check that the folder of the database takes some bytes: a full disk grants the right, too."""
    folder = _nearest_existing(database.absolute().parent)
    subject = f"folder {folder}"
    if not os.access(folder, os.W_OK):
        advice = "give yourself the right to write there, or --db"
        return Finding(subject, False, "may not be written", advice)
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(PROBE_KB * 1024))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        observed = f"{PROBE_KB} KB could not be written there ({error.strerror})"
        return Finding(subject, False, observed, "free space, or see to the disk")
    return Finding(subject, True, f"may be written: {PROBE_KB} KB were, and deleted again")


def check_reference_tables(config: Config) -> Finding:
    from pipelines.reference.csv_table_reader import TableFolder
    from pipelines.reference.data_folder import REFERENCE
    from pipelines.stages import load_stages

    files = TableFolder(REFERENCE)
    try:
        for table in sorted(REFERENCE.glob("*.csv")):  # spiders and the search have their own
            for _ in files.dicts(table.name):
                pass
        files.checked(None)
        stages = load_stages(config.path("paths.objections"))
    except Misconfigured as error:
        return Finding("reference tables", False, str(error), "correct the row that is named")
    groups = len(stages.tables.groups)
    return Finding(
        "reference tables", True, f"{groups} vendor groups, {len(stages.tables.rules)} rules"
    )


def check_configuration(config: Config) -> Finding:
    if config.file is None:
        return Finding("configuration", True, "no vigie.toml, defaults hold")
    if not config["vigie.contact"]:
        return Finding(
            "configuration",
            False,
            f"{config.file}: [vigie] contact is empty",
            "give an address under which portals can reach you",
        )
    if not any(sign in config["vigie.contact"] for sign in ("@", "://")):
        return Finding(
            "configuration",
            False,
            f"{config.file}: [vigie] contact is {config['vigie.contact']!r}",
            "give an e-mail address, or the address of a page",
        )
    return Finding("configuration", True, str(config.file))


def check_portal_names(config: Config) -> Iterator[Finding]:
    """Check that lists of portals name portals: a misspelt one is never crawled."""
    for section, key in (("crawl", "portals"), ("crawl", "terms_read"), ("schedule", "weekly")):
        for name in config[f"{section}.{key}"]:
            try:
                spider_class(name)
            except Misconfigured as error:
                observed = str(error).partition("\n")[0]
                yield Finding(f"[{section}] {key}", False, observed, "vigie portals lists them all")


def check_mail(config: Config) -> Finding:
    """Check that mails can be answered and their links followed; the mail server is not asked."""
    empty = [
        f"[{part}] {name}"
        for part, name in (("mail", "from"), ("mail", "operator_address"), ("site", "public_url"))
        if not config[f"{part}.{name}"]
    ]
    if empty:
        are = "is" if len(empty) == 1 else "are"
        return Finding(
            "mail",
            False,
            f"mail is on, and {', '.join(empty)} {are} empty",
            "fill in what is empty, or [mail] enabled = false: see docs/alerts.md",
        )
    for name in ("from", "operator_address"):
        address = config[f"mail.{name}"]
        if not is_header_address(address) and not (
            name == "operator_address" and is_channel(address)
        ):
            return Finding(
                "mail", False, f"[mail] {name} is {address!r}", "give one e-mail address"
            )
    return Finding(
        "mail",
        True,
        f"{config['mail.host']}:{config['mail.port']}, links begin with"
        f" {config['site.public_url']}",
    )


def check_alerts(config: Config) -> Iterator[Finding]:
    """Check that the last run of alerts had no problem; none is said where alerts never ran."""
    try:
        last = last_run(config)
    except (Misconfigured, sqlite3.DatabaseError) as error:
        observed, _, advice = str(error).partition("\n")
        yield Finding("alerts", False, observed, advice.strip() or "see docs/operating.md")
        return
    if last.checked_at is not None or last.problem is not None:
        problem = last.problem
        observed = f"last run {last.checked_at}" if problem is None else str(problem)
        yield Finding("alerts", problem is None, observed, "see docs/alerts.md, or the log")


def check_database(database: Path) -> Finding:
    if not database.exists():
        return Finding("database", True, f"{database} does not exist yet")
    try:
        with closing(connect_read_only(database)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (sound,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        observed, _, advice = explain_database_error(database, error).partition("\n")
        return Finding("database", False, observed, advice.strip())
    if version > VERSION:
        return Finding(
            "database",
            False,
            f"schema {version}, this program knows {VERSION}",
            "update Vigie: the file was written by a newer version",
        )
    if names and "_sqlite_migrations" not in names:
        return Finding(
            "database",
            False,
            f"{database}: a database of another program, with {', '.join(sorted(names)[:5])}",
            "name another with --db",
        )
    beside = [database.with_name(f"{database.name}{end}") for end in ("", "-wal", "-shm")]
    locked = [file for file in beside if file.exists() and not os.access(file, os.W_OK)]
    if locked:
        observed = f"{', '.join(map(str, locked))}: may not be written; nothing can be crawled"
        return Finding("database", False, observed, "give yourself the right to write it")
    return Finding(
        "database",
        sound == "ok",
        f"schema {version}, check: {sound}",
        "move it aside and run vigie replay",
    )


def check_clock(database: Path, now: datetime) -> Iterator[Finding]:
    """Check that the clock did not jump ahead; a database that cannot be read says so itself."""
    try:
        with closing(connect_read_only(database)) as db:
            doubt = clock_doubt(db, now)
    except sqlite3.DatabaseError:
        return
    observed, _, advice = str(doubt or f"{now:%Y-%m-%d %H:%M} UTC").partition("\n")
    yield Finding("clock", doubt is None, observed, advice.strip())


def check_portal_hosts() -> list[Finding]:
    """Check the hosts of all portals; when none answers, that is one finding about the network."""
    endpoints = {
        name: endpoint
        for name in spider_names()
        if not name.startswith("ocds:")  # fifty publishers all over the world
        and (endpoint := getattr(spider_class(name), "endpoint", None))
    }
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        findings = list(pool.map(check_portal_host, endpoints, endpoints.values()))
    if any(finding.ok for finding in findings):
        return findings
    return [
        Finding(
            "network",
            False,
            f"none of {len(findings)} portals can be reached, such as {findings[0].observed}",
            f"{findings[0].advice}; vigie doctor --offline leaves the portals out",
        )
    ]


def check_portal_host(name: str, endpoint: str) -> Finding:
    """Check that the portal's host accepts connections; nothing is requested."""
    parts = urlsplit(endpoint)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as error:
        return Finding(
            f"portal {name}",
            False,
            f"{host}: {_connection_error(error)}",
            "check the network, a proxy or a firewall; or try again later",
        )
    return Finding(f"portal {name}", True, f"{host} answers")


def _connection_error(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return f"its name is not found ({error.strerror})"
    return str(error)
