"""Options and set-up shared by ingest, replay and retag."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from monitor.cli.options import (
    archive_option,
    cluster_option,
    database_option,
    jobs_option,
    open_database,
    quiet_option,
    worker_jobs,
)
from monitor.cli.run_summary import print_totals
from monitor.config import Config
from spiders.archive.storage import Place


@dataclass(frozen=True)
class ProcessingOptions:
    """The options of a command that reads documents."""

    jobs: int | None
    cluster: str | None
    quiet: bool
    db: Path | None
    archive: Place | None


@dataclass(frozen=True)
class ProcessingRun:
    """A run that goes on, with what it reads into and by which processes."""

    connection: sqlite3.Connection
    archive: Place
    stages: Any
    run: Any
    progress: Any
    jobs: int
    objections: Path
    cluster: Any

    @property
    def workers(self) -> dict[str, Any]:
        """Return the arguments that say which processes read: workers here, or a cluster."""
        return {"jobs": self.jobs, "objections": self.objections, "cluster": self.cluster}


def processing_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of ``ProcessingOptions`` to a command, which gets them as ``options``."""

    @wraps(command)
    def collected(
        *arguments: Any,
        jobs: int | None,
        cluster: str | None,
        quiet: bool,
        db: Path | None,
        archive: Place | None,
        **others: Any,
    ) -> None:
        options = ProcessingOptions(jobs, cluster, quiet, db, archive)
        command(*arguments, options=options, **others)

    result: Callable[..., None] = collected
    for add in (archive_option, database_option, quiet_option, cluster_option, jobs_option):
        result = add(result)
    return result


@contextmanager
def start_processing(
    config: Config,
    options: ProcessingOptions,
    command: str,
    units: str,
    *,
    portal: str | None = None,
    receives: bool = False,
) -> Iterator[ProcessingRun]:
    """Open database and workers, begin a run with its progress; print the totals at the end."""
    from monitor.crawling.dask_processing import open_cluster
    from monitor.runtime.progress import Progress
    from monitor.runtime.runs import Run

    archive = options.archive or config.archive
    objections = config.path("paths.objections")
    jobs = worker_jobs(config, options.jobs)
    with open_database(config, options.db, archive, receives=receives) as (connection, stages):
        with (
            open_cluster(options.cluster, stages, objections) as cluster,
            Run(connection, command, portal, quiet=options.quiet) as run,
            Progress(units, quiet=options.quiet, run=run) as step,
        ):
            yield ProcessingRun(connection, archive, stages, run, step, jobs, objections, cluster)
        print_totals(connection)
