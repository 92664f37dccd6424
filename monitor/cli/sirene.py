"""The command ``vigie sirene``: look up names of French firms by number."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from monitor.cli.options import database_option
from monitor.config import Config
from pipelines.errors import Misconfigured


@click.command()
@click.option("--mock", hidden=True, help="Address of a mock register on this machine.")
@database_option
@click.pass_obj
def sirene(config: Config, mock: str | None, db: Path | None) -> None:
    """Look up names of French firms that portals publish by number alone (off by default)."""
    from monitor.crawling.sirene_lookup import ANSWERS_FILE, checked_endpoint, look_up_names
    from monitor.runtime.runs import Run
    from pipelines.store.database import connect

    if not config["sirene.enabled"]:
        raise Misconfigured(
            "sirene.enabled is false, so nobody is asked; write enabled = true under [sirene] in "
            "vigie.toml to let recherche-entreprises.api.gouv.fr be asked"
        )
    endpoint = checked_endpoint(mock)
    file = config.path("paths.objections").with_name(ANSWERS_FILE)
    agent = import_module("spiders.http.user_agent").user_agent(config["vigie.contact"])
    database = db or config.path("paths.database")
    with closing(connect(database)) as connection, Run(connection, "sirene") as run:
        look_up_names(
            connection,
            file,
            agent,
            config["sirene.most"],
            datetime.now(UTC).date(),
            run,
            endpoint=endpoint,
        )
    click.echo(
        f"  {run.counts['asked']:,} numbers asked, {run.counts['found']:,} names found, "
        f"{run.counts['waiting']:,} still to ask"
    )
    if run.counts["found"]:
        click.echo("  `vigie retag` applies them to what is in the database")
    for problem in run.problems:
        click.echo(f"  ! {problem}", err=True)
    sys.exit(1 if run.problems else 0)
