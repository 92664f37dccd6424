"""The command ``vigie export``: write all public data as files."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from monitor.cli.options import NonEmptyPath, database_option, database_path, quiet_option
from monitor.cli.run_summary import exit_with_problems
from monitor.config import Config
from pipelines.errors import Misconfigured

FORMATS = ("csv", "parquet", "sqlite", "ocds", "ftm")


@click.command()
@click.argument("folder", type=NonEmptyPath(path_type=Path), required=False)
@click.option("--only", type=click.Choice(FORMATS), multiple=True, help="Leave the others out.")
@click.option(
    "--lake",
    metavar="DIR|s3://…",
    help="Instead: Parquet by portal and year there; only what changed is written.",
)
@quiet_option
@database_option
@click.pass_obj
def export(
    config: Config,
    folder: Path | None,
    only: tuple[str, ...],
    lake: str | None,
    quiet: bool,
    db: Path | None,
) -> None:
    """Write CSV, Parquet, SQLite, OCDS and FollowTheMoney to FOLDER (default: [export] folder)."""
    database = database_path(config, db)
    if lake is not None:
        if folder is not None or only:
            raise Misconfigured("--lake goes with no FOLDER and no --only: export these by itself")
        if not lake:
            raise Misconfigured("--lake is empty; is a variable not set? Name a folder or address.")
        _require_database(database)
        _export_lake(database, lake, quiet)
        return
    if folder is None and not config["export.folder"]:
        raise Misconfigured("name a folder, or set [export] folder in vigie.toml")
    _require_database(database)
    target = (folder or config.path("export.folder")).absolute()
    _export_files(config, database, target, only or FORMATS, quiet)


def _require_database(database: Path) -> None:
    if not database.exists():
        raise Misconfigured(f"{database}: there is no database yet, so nothing to export")


def _export_files(
    config: Config, database: Path, target: Path, formats: tuple[str, ...], quiet: bool
) -> None:
    from monitor.alerts.message_builder import site_url
    from monitor.export.bulk_export import count_rows_to_write, export
    from monitor.runtime.lease import hold_lease
    from monitor.runtime.progress import Progress
    from monitor.runtime.runs import Run
    from pipelines.store.database import connect

    with (
        hold_lease(database, "export", "an export"),  # one removes what another was making
        closing(connect(database)) as connection,
        Run(connection, "export", quiet=quiet) as run,
        Progress("rows", count_rows_to_write(connection, formats), quiet=quiet, run=run) as step,
    ):
        result = export(database, target, formats, address=site_url(config), progress=step)
        run.problems += result.problems
    size = sum(file.bytes for file in result.files)
    click.echo(f"  {target}: {len(result.files)} files, {size / 1e6:,.1f} MB")
    exit_with_problems(result.problems)


def _export_lake(database: Path, place: str, quiet: bool) -> None:
    from monitor.export.lake import export_lake
    from monitor.runtime.progress import Progress
    from monitor.runtime.runs import Run
    from pipelines.store.database import connect
    from spiders.archive.storage import open_storage, parse_place

    storage = open_storage(parse_place(place))
    with (
        closing(connect(database)) as connection,
        Run(connection, "export", quiet=quiet) as run,
        Progress("partitions", quiet=quiet, run=run) as step,
    ):
        result = export_lake(database, storage, step.move_to)
    click.echo(
        f"  {place}: {len(result.written)} partitions written ({result.bytes / 1e6:,.1f} MB),"
        f" {len(result.unchanged)} unchanged, {len(result.deleted)} deleted"
    )
