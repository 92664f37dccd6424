"""The command ``vigie integrity``: read database and archive whole."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from monitor.cli.options import (
    archive_option,
    archive_place,
    database_option,
    database_path,
    quiet_option,
)
from monitor.config import Config
from spiders.archive.storage import Place


@click.command()
@database_option
@archive_option
@quiet_option
@click.pass_obj
def integrity(config: Config, db: Path | None, archive: Place | None, quiet: bool) -> None:
    """Read database and archive whole; exit status 1 when they are not as they were written."""
    from monitor.operations.integrity import check_integrity
    from monitor.runtime.progress import Progress
    from monitor.runtime.runs import Run
    from pipelines.store.database import connect

    with closing(connect(database_path(config, db))) as connection:
        with Run(connection, "integrity") as run:
            # not told to the run: a damaged database may refuse to be written to
            with Progress("documents", quiet=quiet) as progress:
                report = check_integrity(connection, archive_place(config, archive), progress)
            click.echo(f"  {report}")
            # at once: a damaged database may refuse to record the run
            for problem in report.problems:
                click.echo(f"  ! {problem}", err=True)
            run.problems += report.problems
            run.failure = "error" if run.problems else None
        for problem in run.problems[len(report.problems) :]:
            click.echo(f"  ! {problem}", err=True)
    if not run.problems:
        click.echo("  database and archive are whole")
    sys.exit(1 if run.problems else 0)
