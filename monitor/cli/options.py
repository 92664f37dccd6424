"""Shared options and helpers of commands: open the database, count workers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from monitor.config import Config
from spiders.archive.storage import Place, absolute_place, parse_place

VERBOSITY = "vigie.verbosity"  # key of a context's meta
MAX_SENTENCE_LENGTH = 200  # characters of a command's first sentence in ``--help`` of its group


class CommandGroup(click.Group):
    """Click group whose help has the first sentence of each command whole."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first sentence of each command whole; Click cuts it at the end of a line."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        rows = [
            (name, command.get_short_help_str(limit=MAX_SENTENCE_LENGTH))
            for name, command in commands.items()
            if command is not None and not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def database_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option ``--db`` to a command."""
    text = "Database (default: vigie.db in data/var, or in VIGIE_HOME)."
    return click.option("--db", type=NonEmptyPath(path_type=Path), help=text)(command)


def archive_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option ``--archive`` to a command."""
    text = (
        "Folder of the raw archive (default: archive in data/var, or in VIGIE_HOME), or address of"
        " an object store."
    )
    return click.option("--archive", type=PlaceType(path_type=Path), help=text)(command)


def jobs_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option ``--jobs`` to a command."""
    text = "Processes that read beside the one that writes (default: as many as help here)."
    return click.option("--jobs", type=click.IntRange(1, 64), help=text)(command)


def cluster_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option ``--cluster`` to a command."""
    text = "Dask scheduler whose workers read instead (docs/scale.md)."
    return click.option("--cluster", metavar="tcp://HOST:PORT", envvar="VIGIE_CLUSTER", help=text)(
        command
    )


def quiet_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option ``--quiet`` to a command; ``vigie -q`` sets it, too."""
    text = "Do not show how far the work has come; results and problems are shown."

    def given(context: click.Context, _: click.Parameter, value: bool) -> bool:
        return value or verbosity(context) < 0

    return click.option("-q", "--quiet", is_flag=True, callback=given, help=text)(command)


def verbose_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option ``--verbose`` to a command; ``vigie -v`` sets it, too."""

    def given(context: click.Context, _: click.Parameter, value: bool) -> bool:
        return value or verbosity(context) > 0

    text = "Say every request."
    return click.option("-v", "--verbose", is_flag=True, callback=given, help=text)(command)


def verbosity(context: click.Context) -> int:
    """Return how much is to be said: more than usual above 0, less below."""
    return int(context.meta.get(VERBOSITY, 0))


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option ``--json`` to a command."""
    return click.option("--json", "as_json", is_flag=True, help="For programs.")(command)


def echo_json(value: Any) -> None:
    """Print a value as JSON; days and instants in ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_iso))


def echo_if_possible(text: str) -> None:
    """Print what nothing depends on: a full disk, a closed pipe or one that nobody reads below a
    log stops no site.
    """
    from monitor.runtime.background_output import STDOUT, background_output

    background_output(STDOUT).write(f"{text}\n")


def terminal_text(text: object) -> str:
    """Return a text as it may be printed: names of files and texts of portals write on no terminal,
    and turn the direction of nothing.
    """
    from monitor.i18n.control_characters import strip_control_characters

    return strip_control_characters(str(text))


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not for JSON")


def complete_portals(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[str]:
    """Return the names of portals that begin with what was typed, for shell completion."""
    from pipelines.reference.load_reference_tables import load_portals

    return [name for name in load_portals() if name.startswith(incomplete)]


def worker_jobs(config: Config, jobs: int | None) -> int:
    """Return how many worker processes a command starts: ``jobs``, or without it as many as this
    machine makes use of, at most ``[ingest] jobs``.
    """
    from monitor.crawling.parallel_processing import recommended_worker_count

    return jobs or min(config["ingest.jobs"], recommended_worker_count())


class NonEmptyPath(click.Path):
    """A path on this machine; an unset shell variable is not the current folder."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if value == "":
            self.fail("a path is empty; is a variable not set? Name a file or folder.", param, ctx)
        if "://" in str(value):
            self.fail(f"{value!r} is an address; name a path on this machine.", param, ctx)
        return super().convert(value, param, ctx)


class Day(click.DateTime):
    """A day, written 2026-03-31."""

    name = "day"

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "YYYY-MM-DD"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            moment: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day. Write it like 2026-03-31.", param, ctx)
        return moment


DAY = Day()


class PlaceType(NonEmptyPath):
    """A folder, absolute since crawlers run in another one, or an address with ``://``."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, str) and isinstance(location := parse_place(value), str):
            return location
        return Path(super().convert(value, param, ctx)).absolute()


def database_path(config: Config, db: Path | None) -> Path:
    """Return the database of ``--db``, else of the settings."""
    return (db or config.path("paths.database")).absolute()


def archive_place(config: Config, archive: Place | None) -> Place:
    """Return the raw archive of ``--archive``, else of the settings."""
    return absolute_place(archive or config.archive)


@contextmanager
def read_database(config: Config, db: Path | None) -> Iterator[tuple[sqlite3.Connection, Any]]:
    """Open the database for reading alone and load the stages; close it at the end.

    One that is not there yet, or not of this version, is made so first, as it is for a crawl.
    """
    from pipelines.stages import load_stages
    from pipelines.store.database_version_check import is_current_file
    from pipelines.store.read_only import connect_read_only

    path = db or config.path("paths.database")
    if not is_current_file(path):
        with open_database(config, db):
            pass
    with closing(connect_read_only(path, may_be_immutable=True, timeout=10)) as connection:
        yield connection, load_stages(config.path("paths.objections"))


@contextmanager
def open_crawl_database(
    config: Config, db: Path | None, archive: Place
) -> Iterator[sqlite3.Connection]:
    """Open the database for a command that only starts crawls; close it at the end.

    The process of each crawl loads the reference tables, this one does not.  Granted objections are
    applied first, and to what was received at the end.
    """
    from monitor.runtime.short_lived_process import run_in_short_lived_process
    from pipelines.privacy.objections import load_objections
    from pipelines.store.database import connect

    path, objections = database_path(config, db), config.path("paths.objections")
    problems = run_in_short_lived_process(_update_database, path, archive, objections)
    try:
        with closing(connect(path)) as connection:
            yield connection
        if load_objections(objections).rows:
            problems += run_in_short_lived_process(_update_database, path, archive, objections)
    finally:
        _print_objection_problems(problems)


def _update_database(path: Path, archive: Place, objections: Path) -> list[str]:
    """Update the rows of the reference tables, apply objections; return what was not done."""
    from monitor.operations.apply_takedowns import apply_takedowns
    from pipelines.open_store import open_store
    from pipelines.stages import load_stages

    stages = load_stages(objections)
    with closing(open_store(path, stages)) as connection:
        return apply_takedowns(connection, archive, stages)


def _print_objection_problems(problems: list[str]) -> None:
    for problem in dict.fromkeys(problems):
        click.echo(f"  objections: {problem}", err=True)


@contextmanager
def open_database(
    config: Config, db: Path | None, archive: Place | None = None, *, receives: bool = False
) -> Iterator[tuple[sqlite3.Connection, Any]]:
    """Open the database and load the stages; close it at the end.

    With ``archive``, granted objections are applied first, and to what was received at the end.
    """
    from monitor.operations.apply_takedowns import apply_takedowns
    from pipelines.open_store import open_store
    from pipelines.stages import load_stages

    stages = load_stages(config.path("paths.objections"))
    connection = open_store(db or config.path("paths.database"), stages)
    problems: list[str] = []
    try:
        if archive is not None:
            problems += apply_takedowns(connection, archive, stages)
        yield connection, stages
        if archive is not None and receives:
            problems += apply_takedowns(connection, archive, stages)
    finally:
        connection.close()
        _print_objection_problems(problems)
