"""The command ``vigie backup``: copy what is kept, and check a copy."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import (
    NonEmptyPath,
    archive_option,
    archive_place,
    database_option,
    database_path,
    quiet_option,
)
from monitor.config import Config
from pipelines.errors import Misconfigured
from spiders.archive.storage import Place, local_folder

if TYPE_CHECKING:
    from monitor.operations.backup import BackupResult, BackupSources

MB = 1_000_000


@click.command()
@click.argument("folder", required=False, type=NonEmptyPath(path_type=Path))
@click.argument("target", required=False, type=NonEmptyPath(path_type=Path))
@click.option(
    "--verify",
    is_flag=True,
    help="Check the copy FOLDER, and the archive beside it, instead of making one.",
)
@click.option(
    "--unseal", is_flag=True, help="Open the private copy FOLDER, into the folder TARGET."
)
@quiet_option
@database_option
@archive_option
@click.pass_obj
def backup(
    config: Config,
    folder: Path | None,
    target: Path | None,
    verify: bool,
    unseal: bool,
    quiet: bool,
    db: Path | None,
    archive: Place | None,
) -> None:
    """Copy everything to FOLDER (default: [backup] folder), check it, drop old copies."""
    from monitor.operations.backup import BackupSources

    if verify or unseal:
        _check_copy(folder, target, unseal, quiet)
        return
    if target is not None:
        raise Misconfigured(f"what is {target} for? A second folder goes with --unseal only.")
    if folder is None and not config["backup.folder"]:
        raise Misconfigured("name a folder, or set [backup] folder in vigie.toml")
    database = database_path(config, db)
    if not database.exists():
        raise Misconfigured(f"{database}: there is no database yet, so nothing to copy")
    archive_location = archive_place(config, archive)
    sources = BackupSources(
        database,
        local_folder(archive_location),
        config.path("paths.objections"),
        config.path("paths.private"),
        config.file,
    )
    result = _copy(folder or config.path("backup.folder"), sources, config, quiet)
    if result.is_partial:
        click.echo("  the copy is not whole: what it lacks is named below")
    for path in result.folders:
        click.echo(f"  {path}: {'' if result.is_partial else 'whole and '}checked")
    click.echo(
        f"  {result.archived_files:,} archive files copied,"
        f" {result.dropped_copies} old copies dropped"
    )
    if config["backup.archive"] and sources.archive is None:
        click.echo(
            f"  the archive at {archive_location} is not copied: have its object store keep a copy"
        )
    for problem in result.problems:
        click.echo(f"  ! {problem}", err=True)
    sys.exit(1 if result.problems else 0)


def _copy(destination: Path, sources: BackupSources, config: Config, quiet: bool) -> BackupResult:
    """Make the copy as a run of its own, and show how far it is."""
    from monitor.operations.backup import bytes_to_copy, make_backup
    from monitor.runtime.confirmed_clock import clock_doubt
    from monitor.runtime.lease import hold_lease
    from monitor.runtime.progress import Progress
    from monitor.runtime.runs import Run
    from pipelines.store.database import connect

    is_archived = config["backup.archive"]
    total = bytes_to_copy(sources, archive=is_archived)
    copied = 0
    with (
        hold_lease(sources.database, "backup", "a backup"),  # one removes what another was making
        closing(connect(sources.database)) as connection,
        Run(connection, "backup", quiet=quiet) as run,
        Progress("MB", total // MB, quiet=quiet, run=run) as step,
    ):

        def count(more: int) -> None:
            nonlocal copied
            copied += more
            step.move_to(copied // MB, max(total, copied) // MB)  # it grows meanwhile

        now = datetime.now(UTC)
        result = make_backup(
            destination,
            sources,
            config,
            now,
            archive=is_archived,
            clock_doubt=clock_doubt(connection, now),
            progress=count,
            checking=lambda: step.phase("checking the copy"),
        )
        run.problems += result.problems
    return result


def _check_copy(folder: Path | None, target: Path | None, is_sealed: bool, quiet: bool) -> None:
    from monitor.operations.backup import copies_in, verify_backup
    from monitor.operations.backup_encryption import KEY_VARIABLE, decrypt_folder
    from monitor.runtime.progress import Progress

    if folder is None or (is_sealed and target is None):
        raise Misconfigured("name the folder of a copy; for --unseal, where to put it as well")
    if copies := copies_in(folder):
        raise Misconfigured(
            f"{folder} is no copy, it holds {len(copies)}: name one; the newest is {copies[-1]}"
        )
    with Progress("checking the copy", quiet=quiet):
        verify_backup(folder)
    click.echo(f"  {folder} is whole")
    if not is_sealed:
        with Progress("checking the archive", quiet=quiet):
            _check_archive_copy(folder.absolute().parent / "archive")
    if is_sealed and target is not None:
        secret = os.environ.get(KEY_VARIABLE)
        if not secret:
            raise Misconfigured(
                f"{KEY_VARIABLE} is not set: it holds the phrase that the copy was sealed with"
            )
        for file in decrypt_folder(folder, target, secret):
            click.echo(f"  {file}")


def _check_archive_copy(folder: Path) -> None:
    """Read the archive that lies beside a copy."""
    from monitor.operations.archive_mirror import verify_archive
    from monitor.operations.backup import VerificationFailed

    if not folder.is_dir():  # of subscribers, or [backup] archive = false
        return
    check = verify_archive(folder)
    if check.problems:
        raise VerificationFailed("\n  ".join(check.problems))
    click.echo(f"  {folder} is whole: {check.files:,} files, {check.records:,} records read")
