"""The command ``vigie export``: write all public data as files."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from monitor.cli.options import database_option
from monitor.config import Config
from pipelines.errors import Misconfigured

FORMATS = ("csv", "parquet", "sqlite", "ocds", "ftm")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--only", type=click.Choice(FORMATS), multiple=True, help="Leave the others out.")
@database_option
@click.pass_obj
def export(config: Config, folder: Path | None, only: tuple[str, ...], db: Path | None) -> None:
    """Write CSV, Parquet, SQLite, OCDS and FollowTheMoney to FOLDER (default: [export] folder)."""
    from monitor.alerts.message_builder import site_url
    from monitor.export.bulk_export import export
    from monitor.runtime.runs import Run
    from pipelines.store.database import connect

    if folder is None and not config["export.folder"]:
        raise Misconfigured("name a folder, or set [export] folder in vigie.toml")
    target = (folder or config.path("export.folder")).absolute()
    database = (db or config.path("paths.database")).absolute()
    if not database.exists():
        raise Misconfigured(f"{database}: there is no database yet, so nothing to export")
    with closing(connect(database)) as connection, Run(connection, "export") as run:
        result = export(
            database, target, only or FORMATS, address=site_url(config), echo=click.echo
        )
        run.problems += result.problems
    size = sum(one.bytes for one in result.files)
    click.echo(f"  {target}: {len(result.files)} files, {size / 1e6:,.1f} MB")
    for problem in result.problems[:20]:
        click.echo(f"  ! {problem}", err=True)
    sys.exit(1 if result.problems else 0)
