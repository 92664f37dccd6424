"""The command ``vigie review``: the desk where people say whether claims stand, and its answers."""

from __future__ import annotations

import secrets
import sys
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from monitor.cli.options import CommandGroup, archive_option, database_option, open_database
from monitor.config import Config
from pipelines.errors import Misconfigured
from spiders.archive.storage import Place


@click.group(cls=CommandGroup, invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback address.")
@click.option("--port", type=int, default=8002, show_default=True, help="Port; 0: any free one.")
@database_option
@archive_option
@click.pass_context
def review(
    context: click.Context, host: str, port: int, db: Path | None, archive: Place | None
) -> None:
    """Open the review desk on this machine: people say whether claims stand."""
    config: Config = context.obj
    context.obj = (config, db)
    if context.invoked_subcommand is not None:
        return
    from monitor.quality.claims_before_review import without_reviews
    from monitor.review.app import check_loopback, review_app
    from monitor.review.desk_key import PARAMETER
    from monitor.review.desk_state import Desk
    from monitor.review.queue import Queue
    from monitor.runtime.http_server import run
    from pipelines.store.reviews_db import connect, reviews_path

    check_loopback(host)
    database = db or config.path("paths.database")
    if not database.exists():
        raise Misconfigured(f"{database}: there is no database yet; crawl or ingest first")
    with open_database(config, db) as (_, stages):
        rules = without_reviews(stages.tables)
    reviews = reviews_path(config.path("paths.objections"))
    connect(reviews).close()
    zone = ZoneInfo(config["vigie.timezone"])
    desk = Desk(
        database,
        reviews,
        archive or config.archive,
        Queue(rules),
        lambda: datetime.now(zone).date(),
    )
    key = secrets.token_urlsafe(24)
    run(
        review_app(desk, key),
        host,
        port,
        lambda address: click.echo(f"The review desk is at {address}?{PARAMETER}={key}"),
    )


@review.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export_reviews(config_and_db: tuple[Config, Path | None], file: Path) -> None:
    """Write all answers to FILE (CSV, with the reviewers' names: not for publication)."""
    from monitor.quality.reviews_csv import write_reviews
    from pipelines.store.reviews_db import read_reviews, reviews_path

    config, _ = config_and_db
    reviews = read_reviews(reviews_path(config.path("paths.objections")))
    count = write_reviews(file, reviews)
    click.echo(f"  {count:,} answers are in {file}; it names reviewers, so only you may read it")


@review.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def import_reviews(config_and_db: tuple[Config, Path | None], file: Path) -> None:
    """Add the answers of a FILE that export wrote; rows that are wrong are named."""
    from monitor.quality.reviews_csv import parse_reviews
    from monitor.review.desk_state import without_personal_data
    from pipelines.store.reviews_db import add_reviews, connect, reviews_path

    config, _ = config_and_db
    reviews, problems = parse_reviews(file)
    reviews = [replace(review, reason=without_personal_data(review.reason)) for review in reviews]
    with closing(connect(reviews_path(config.path("paths.objections")))) as connection:
        added = add_reviews(connection, reviews)
    click.echo(f"  {added:,} answers are new, {len(reviews) - added:,} were there already")
    for problem in problems:
        click.echo(f"  ! {problem}", err=True)
    sys.exit(1 if problems else 0)


@review.command("corrections")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--author", help="Who decided, for readers (default: the operator).")
@click.pass_obj
def write_corrections(
    config_and_db: tuple[Config, Path | None], file: Path, author: str | None
) -> None:
    """Write settled answers to FILE as rows for data/reference/corrections.csv."""
    from monitor.quality import corrections_from_reviews
    from pipelines.store.reviews_db import read_reviews, reviews_path

    config, db = config_and_db
    who = author or config["vigie.operator"]
    if not who:
        raise Misconfigured("a correction says who decided: give --author, or set vigie.operator")
    reviews = read_reviews(reviews_path(config.path("paths.objections")))
    with open_database(config, db) as (connection, stages):
        judged = corrections_from_reviews.judged_claims(connection, stages.tables, reviews)
        rows = corrections_from_reviews.correction_rows(judged, who)
        count = corrections_from_reviews.write_corrections(file, rows)
    click.echo(f"  {count:,} rows are in {file}; append them to data/reference/corrections.csv")
