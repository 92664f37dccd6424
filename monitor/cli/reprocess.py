"""The commands ``vigie replay`` and ``vigie retag``: process again what was received before.

The work itself is in the modules of these names in ``monitor.crawling``.
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from monitor.cli.options import (
    NonEmptyPath,
    archive_option,
    cluster_option,
    complete_portals,
    database_option,
    jobs_option,
    open_database,
    quiet_option,
    worker_jobs,
)
from monitor.cli.run_summary import (
    apply_new_rates,
    exit_with_summary,
    print_totals,
    unreadable_documents,
)
from monitor.cli.shards import replay_shards
from monitor.config import Config
from pipelines.errors import Misconfigured

_OF_PORTALS = (
    "d.archive_file IS NOT NULL AND (? = '[]' OR d.portal IN (SELECT value FROM json_each(?)))"
)


@click.command()
@click.argument("portals", nargs=-1, shell_complete=complete_portals)
@click.option(
    "--shards",
    type=NonEmptyPath(path_type=Path, file_okay=False),
    help="Instead: write a database a portal into this folder, several at once (vigie merge).",
)
@jobs_option
@cluster_option
@quiet_option
@database_option
@archive_option
@click.pass_obj
def replay(
    config: Config,
    portals: tuple[str, ...],
    shards: Path | None,
    jobs: int | None,
    cluster: str | None,
    quiet: bool,
    db: Path | None,
    archive: Path | None,
) -> None:
    """Read the raw archive again: after a reader changed, or to rebuild a lost database."""
    from monitor.crawling.cluster import open_cluster
    from monitor.crawling.progress_totals import documents_to_replay
    from monitor.crawling.replay import replay
    from monitor.crawling.retag import retag_reviewed
    from monitor.runtime.progress import Progress
    from monitor.runtime.runs import Run

    folder = archive or config.path("paths.archive")
    if shards is not None:
        if db is not None:
            raise Misconfigured("--shards writes a database a portal: leave out --db")
        replay_shards(config, portals, shards, folder, max(1, worker_jobs(config, jobs)), quiet)
    with open_database(config, db, folder) as (connection, stages):
        with (
            open_cluster(cluster, stages, config.path("paths.objections")) as workers,
            Run(connection, "replay") as run,
            Progress("documents", quiet=quiet, run=run) as step,
        ):
            step.expect(documents_to_replay(connection, portals))
            replay(
                connection,
                folder,
                stages,
                list(portals),
                run,
                step,
                jobs=worker_jobs(config, jobs),
                objections=config.path("paths.objections"),
                cluster=workers,
            )
            retag_reviewed(connection, folder, stages, run)
            chosen = json.dumps(portals)
            run.problems += unreadable_documents(connection, _OF_PORTALS, chosen, chosen)
        apply_new_rates(connection, folder, config)
        print_totals(connection)
    exit_with_summary(run)


@click.command()
@click.option("--reviewed", is_flag=True, help="Only what reviewers answered about (vigie review).")
@jobs_option
@cluster_option
@quiet_option
@database_option
@archive_option
@click.pass_obj
def retag(
    config: Config,
    reviewed: bool,
    jobs: int | None,
    cluster: str | None,
    quiet: bool,
    db: Path | None,
    archive: Path | None,
) -> None:
    """Judge everything again after a rule or a vendor table changed, or claims were reviewed."""
    from monitor.crawling.cluster import open_cluster
    from monitor.crawling.progress_totals import notices_and_documents_to_judge
    from monitor.crawling.retag import retag, retag_reviewed
    from monitor.runtime.progress import Progress
    from monitor.runtime.runs import Run

    folder = archive or config.path("paths.archive")
    with open_database(config, db, folder) as (connection, stages):
        with (
            open_cluster(cluster, stages, config.path("paths.objections")) as workers,
            Run(connection, "retag") as run,
            Progress("notices and documents", quiet=quiet, run=run) as step,
        ):
            if reviewed:
                moves = retag_reviewed(connection, folder, stages, run)
            else:
                step.expect(notices_and_documents_to_judge(connection))
                moves = retag(
                    connection,
                    folder,
                    stages,
                    run,
                    jobs=worker_jobs(config, jobs),
                    objections=config.path("paths.objections"),
                    cluster=workers,
                    progress=step,
                )
        for (tag, was, now), count in sorted(moves.counts.items()):
            click.echo(f"  {tag}: {was} -> {now}: {count:,}")
            for example in moves.examples[tag, was, now]:
                click.echo(f"      {example}")
        print_totals(connection)
    exit_with_summary(run)


@click.command("refresh")
@database_option
@click.pass_obj
def refresh_figures(config: Config, db: Path | None) -> None:
    """Make the figures of the site and the index of its search again, if rows changed since.

    Every command that writes does so at its end, and vigie serve after an upgrade.
    """
    from monitor.aggregates.refresh import refresh
    from pipelines.store.database import connect

    with closing(connect((db or config.path("paths.database")).absolute())) as connection:
        refresh(connection)
    click.echo("  figures and search index are up to date")


COMMANDS = (replay, retag, refresh_figures)
