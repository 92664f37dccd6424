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
    complete_portals,
    database_option,
    database_path,
    worker_jobs,
)
from monitor.cli.processing_setup import ProcessingOptions, processing_options, start_processing
from monitor.cli.run_summary import (
    apply_new_rates,
    exit_with_summary,
    unreadable_documents,
)
from monitor.cli.sharded_replay import replay_shards
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
@processing_options
@click.pass_obj
def replay(
    config: Config, portals: tuple[str, ...], shards: Path | None, options: ProcessingOptions
) -> None:
    """Read the raw archive again: after a reader changed, or to rebuild a lost database."""
    from monitor.crawling.replay import replay
    from monitor.crawling.retag import retag_reviewed
    from monitor.crawling.workload_counts import count_documents_to_replay

    if shards is not None:
        if options.db is not None or options.cluster is not None:
            raise Misconfigured(
                "--shards writes a database a portal on this machine: leave out --db, --cluster"
                " and VIGIE_CLUSTER"
            )
        folder = options.archive or config.archive
        jobs = max(1, worker_jobs(config, options.jobs))
        replay_shards(config, portals, shards, folder, jobs, options.quiet)
    with start_processing(config, options, "replay", "documents") as run:
        expected_count = count_documents_to_replay(run.connection, portals)
        run.progress.expect(expected_count)
        replay(
            run.connection,
            run.archive,
            run.stages,
            list(portals),
            run.run,
            run.progress,
            expect=run.progress.expect if expected_count is None else None,
            **run.workers,
        )
        retag_reviewed(run.connection, run.archive, run.stages, run.run)
        chosen = json.dumps(portals)
        run.run.problems += unreadable_documents(run.connection, _OF_PORTALS, chosen, chosen)
        apply_new_rates(run.connection, run.archive, config)
    exit_with_summary(run.run)


@click.command()
@click.option("--reviewed", is_flag=True, help="Only what reviewers answered about (vigie review).")
@processing_options
@click.pass_obj
def retag(config: Config, reviewed: bool, options: ProcessingOptions) -> None:
    """Judge everything again after a rule or a vendor table changed, or claims were reviewed."""
    from monitor.crawling.retag import retag, retag_reviewed
    from monitor.crawling.workload_counts import count_notices_and_documents_to_retag

    with start_processing(config, options, "retag", "notices and documents") as run:
        if reviewed:
            moves = retag_reviewed(run.connection, run.archive, run.stages, run.run)
        else:
            run.progress.expect(count_notices_and_documents_to_retag(run.connection))
            moves = retag(
                run.connection,
                run.archive,
                run.stages,
                run.run,
                progress=run.progress,
                **run.workers,
            )
        for (tag, was, now), count in sorted(moves.counts.items()):
            click.echo(f"  {tag}: {was} -> {now}: {count:,}")
            for example in moves.examples[tag, was, now]:
                click.echo(f"      {example}")
    exit_with_summary(run.run)


@click.command("refresh")
@database_option
@click.pass_obj
def refresh_figures(config: Config, db: Path | None) -> None:
    """Make the figures of the site and the index of its search again, if rows changed since.

    Every command that writes does so at its end, and vigie serve after an upgrade.
    """
    from monitor.aggregates.refresh import refresh
    from pipelines.store.database import connect

    with closing(connect(database_path(config, db))) as connection:
        refresh(connection)
    click.echo("  figures and search index are up to date")


COMMANDS = (replay, retag, refresh_figures)
