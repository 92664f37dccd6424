"""Replay one database a portal (``vigie replay --shards``) and merge them (``vigie merge``)."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import click
import msgspec

from monitor.cli.options import (
    NonEmptyPath,
    archive_option,
    database_option,
    database_path,
    open_database,
    quiet_option,
)
from monitor.cli.run_summary import (
    apply_new_rates,
    exit_with_problems,
    print_totals,
    unreadable_documents,
)
from monitor.config import Config
from monitor.runtime.read_run_progress import read_runs_in_progress
from pipelines.errors import Misconfigured
from pipelines.store.read_only import connect_read_only
from spiders.archive.storage import Place

if TYPE_CHECKING:
    from pipelines.stages import Stages


MB = 1_000_000
LOOK_S = 1.0  # between looks at how far the shards are
LOG_S = 120.0  # to wait for who reads a database that is complete


class Shard(NamedTuple):
    """A database to be made from the archived documents of a portal, or of all OCDS publishers."""

    portals: list[str]
    path: Path
    archive: Place
    objections: Path
    size: int  # bytes of the archive


class ShardResult(NamedTuple):
    """Counts of the replay of a shard, and its problems as sentences."""

    name: str
    counts: dict[str, int]
    problems: list[str]


def replay_shards(
    config: Config, portals: Sequence[str], folder: Path, archive: Place, jobs: int, quiet: bool
) -> NoReturn:
    """Write one database a portal into a folder, ``jobs`` at a time."""
    from monitor.crawling.parallel_processing import WorkerLost, local_workers
    from monitor.runtime.progress import Progress
    from monitor.runtime.runs import format_counts
    from pipelines.stages import load_stages

    objections = config.path("paths.objections")
    shards = _shards(archive, portals, folder, objections)
    folder.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    problems: list[str] = []
    total = sum(shard.size for shard in shards)
    going_on: dict[Future[bytes], Shard] = {}
    try:
        with (
            Progress(
                "MB of the archive",
                total // MB,
                quiet=quiet,
                waits_for=lambda: ", ".join(sorted(shard.path.stem for shard in going_on.values())),
            ) as step,
            local_workers(load_stages(objections), jobs, objections) as workers,
        ):
            going_on.update((workers.submit(replay_shard, shard), shard) for shard in shards)
            while going_on:
                for future in wait(going_on, LOOK_S, FIRST_COMPLETED).done:
                    result = msgspec.msgpack.decode(workers.result(future), type=ShardResult)
                    del going_on[future]
                    counts.update(result.counts)
                    problems += [f"{result.name}: {problem}" for problem in result.problems]
                left = sum(shard.size * (1 - share_done(shard)) for shard in going_on.values())
                step.move_to(int(total - left) // MB)
    except WorkerLost:
        missing = sorted(name for shard in going_on.values() for name in shard.portals)
        raise WorkerLost(
            "a process that made a database was killed; had the machine memory enough?\n"
            f"  Not made: {', '.join(missing)}.  The others are complete: name these portals, and"
            " --jobs 1 needs less memory."
        ) from None
    finally:
        for shard in going_on.values():
            _delete_unfinished(shard.path)
    click.echo(format_counts(counts) or "  nothing to do")
    created = format_databases(len(shards))
    click.echo(f"  {created} in {folder}: vigie merge {folder} makes one of all")
    exit_with_problems(problems)


def format_databases(number: int) -> str:
    return "1 database" if number == 1 else f"{number} databases"


def share_done(shard: Shard) -> float:
    """Return how far the replay of a shard is, by the row of its run."""
    with suppress(sqlite3.Error), closing(connect_read_only(_unfinished(shard.path))) as connection:
        for run in read_runs_in_progress(connection):
            return min(1.0, run.position.done / run.position.total) if run.position.total else 0.0
    return 0.0


def _shards(archive: Place, portals: Sequence[str], folder: Path, objections: Path) -> list[Shard]:
    """List the shards to make, those of the most bytes first: they take longest."""
    from monitor.crawling.archive_reader import files_of
    from monitor.runtime.spider_registry import spider_class, spider_names
    from spiders.archive.reader import require_archive
    from spiders.archive.records import portal_of
    from spiders.archive.storage import open_storage

    require_archive(archive)
    storage = open_storage(archive)
    for portal in portals:
        spider_class(portal)
    # files at hand of any publisher may lie under ``ocds``: publishers share one database
    families: dict[str, list[str]] = {}
    sizes: Counter[str] = Counter()
    for name in files_of(archive, portals or spider_names()):
        portal = portal_of(name)
        family = portal.partition(":")[0]
        if portal not in families.setdefault(family, []):
            families[family].append(portal)
        sizes[family] += storage.size(name)
    return [
        Shard(families[family], folder / f"{family}.db", archive, objections, size)
        for family, size in sizes.most_common()
    ]


def replay_shard(stages: Stages, shard: Shard) -> ShardResult:
    """Replay into a new database, which stands in the place of the shard once it is complete."""
    from monitor.crawling.replay import replay
    from monitor.crawling.retag import retag_reviewed
    from monitor.operations.apply_takedowns import apply_takedowns
    from monitor.runtime.progress import Progress
    from monitor.runtime.runs import Run
    from pipelines.open_store import open_store

    with _completed(shard.path) as path, closing(open_store(path, stages)) as connection:
        problems = apply_takedowns(connection, shard.archive, stages)
        with Run(connection, "replay") as run:
            step = Progress("documents", quiet=True, run=run)
            replay(connection, shard.archive, stages, shard.portals, run, step, expect=step.expect)
            retag_reviewed(connection, shard.archive, stages, run)
            run.problems += unreadable_documents(connection, "d.archive_file IS NOT NULL")
    return ShardResult(shard.path.stem, dict(run.counts), [*problems, *run.problems])


def _unfinished(database: Path) -> Path:
    return database.with_name(f"{database.name}.part")


@contextmanager
def _completed(database: Path) -> Iterator[Path]:
    """Yield a path for a new database, which gets its name when all is done, or goes."""
    unfinished = _unfinished(database)
    _delete_unfinished(database)  # of a process that was killed
    try:
        yield unfinished
        _write_log_back(unfinished)
        unfinished.replace(database)
    finally:
        _delete_unfinished(database)


def _delete_unfinished(database: Path) -> None:
    unfinished = _unfinished(database)
    for end in ("", "-journal", "-wal", "-shm"):
        unfinished.with_name(unfinished.name + end).unlink(missing_ok=True)


def _write_log_back(database: Path) -> None:
    """Write the write-ahead log of a database into its file.

    Closing the connection is not enough: a reader that is connected at that moment keeps the log,
    and its content would be lost when the database is renamed.

    Raises  Misconfigured when another program reads the database.
    """
    with closing(sqlite3.connect(database, timeout=LOG_S, isolation_level=None)) as connection:
        (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise Misconfigured(f"{database} is being read by another program: close it, and try again")


@click.command()
@click.argument("folder", type=NonEmptyPath(path_type=Path, exists=True, file_okay=False))
@quiet_option
@database_option
@archive_option
@click.pass_obj
def merge(
    config: Config, folder: Path, quiet: bool, db: Path | None, archive: Place | None
) -> None:
    """Make one new database of those that vigie replay --shards wrote to FOLDER."""
    from monitor.runtime.progress import Progress
    from monitor.runtime.runs import Run
    from pipelines.open_store import portal_ranks
    from pipelines.store.merge_databases import check_shard, merge_databases, steps_of_merge

    target = database_path(config, db)
    shards = sorted(folder.glob("*.db"))
    if not shards:
        raise Misconfigured(f"{folder}: no database (*.db) is there; vigie replay --shards first")
    if target.exists():
        raise Misconfigured(f"{target} is there already; a merge makes a new one: --db")
    archive_location = archive or config.archive
    with (
        _completed(target) as path,
        open_database(config, path, archive_location) as (connection, stages),
    ):
        for shard in shards:
            check_shard(connection, shard)
        with (
            Run(connection, "merge", quiet=quiet) as run,
            Progress("tables", steps_of_merge(len(shards)), quiet=quiet, run=run) as step,
        ):
            merge_databases(connection, shards, portal_ranks(stages), run.id, step)
        apply_new_rates(connection, archive_location, config)
        print_totals(connection)
    click.echo(f"  {target}: made of {format_databases(len(shards))}")


COMMANDS = (merge,)
