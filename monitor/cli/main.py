"""The command ``vigie``: its group, and the commands that have no module of their own.

Exit status 0 only if everything that was asked for was done; 1: something failed and is named;
2: wrong use or configuration.  Every command can be killed at any moment and run again.
"""

from __future__ import annotations

import json
import signal
import sqlite3
import sys
from dataclasses import asdict
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from monitor.cli import crawl_and_ingest, reprocess, serve_and_schedule, sharded_replay
from monitor.cli.alerts import alerts, subscribers
from monitor.cli.backup import backup
from monitor.cli.calibrate import calibrate
from monitor.cli.check_portals import check
from monitor.cli.export import export
from monitor.cli.integrity import integrity
from monitor.cli.options import (
    VERBOSITY,
    CommandGroup,
    archive_option,
    cluster_option,
    database_option,
    echo_if_possible,
    echo_json,
    jobs_option,
    json_option,
    open_database,
    quiet_option,
    read_database,
    terminal_text,
    worker_jobs,
)
from monitor.cli.review import review
from monitor.cli.sirene import sirene
from monitor.config import Config, read_config
from monitor.runtime.parent_watchdog import watch_parent_if_named
from pipelines.errors import Misconfigured, VigieError
from pipelines.interface_languages import DEFAULT, LANGUAGES
from spiders.archive.storage import Place


class Vigie(CommandGroup):
    """Click group that prints Vigie's errors as a sentence and sets the exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Misconfigured as error:
            click.echo(f"vigie: {terminal_text(error)}", err=True)
            sys.exit(2)
        except VigieError as error:
            click.echo(f"vigie: {terminal_text(error)}", err=True)
            sys.exit(1)
        except BrokenPipeError:
            raise  # ``vigie schedule | head``: Click ends without a word
        except (sqlite3.OperationalError, OSError) as error:
            click.echo(f"vigie: {terminal_text(explain_error(error))}", err=True)
            sys.exit(1)
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:
                raise  # a statement of ours is wrong, not the file
            click.echo(
                f"vigie: the database is damaged ({error}).\n"
                "  Stop Vigie; put a copy back (docs/deploy/restore.md), or move the file aside and"
                " run vigie replay.",
                err=True,
            )
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo("vigie: stopped; run it again to go on", err=True)
            sys.exit(130)


def explain_error(error: Exception) -> str:
    """Return what an error of the system means and what to do about it."""
    text = ": ".join([str(error), *getattr(error, "__notes__", [])])
    if "disk is full" in text or "No space left" in text:
        return (
            f"the disk is full ({text}). What was stored before is whole; free space, run it again."
        )
    if "File too large" in text or "disk I/O error" in text:
        return (
            f"there is no room to write, or the disk is failing ({text}).\n"
            "  What was stored before is whole; see to the disk or to its quota, run it again."
        )
    if "locked" in text:
        return f"another process is writing the database ({text}). Nothing was lost; run it again."
    if isinstance(error, PermissionError) and error.filename:
        return f"no permission to read or write {error.filename} ({error.strerror}). Who owns it?"
    if "readonly" in text or "Permission denied" in text:
        return (
            f"no permission to write ({text}). Check who owns the folder, or name a file with --db."
        )
    if isinstance(error, FileExistsError | NotADirectoryError) and error.filename:
        return f"{error.filename} is a file, expected a folder: name another."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}. Is the path right, and may you write there?"
    return text


@click.group("vigie", cls=Vigie, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=click.Path(path_type=Path), help="Settings (default: vigie.toml).")
@click.option("-q", "--quiet", is_flag=True, help="Say less: no progress; of logs, warnings.")
@click.option("-v", "--verbose", is_flag=True, help="Say more: every request.")
@click.version_option(package_name="vigie", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, config: Path | None, quiet: bool, verbose: bool) -> None:
    """Watches public tender portals for digital contracts and says who is behind them."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    watch_parent_if_named()
    ctx.meta[VERBOSITY] = verbose - quiet
    ctx.obj = read_config(config)


@main.command()
@json_option
@database_option
@click.pass_obj
def portals(config: Config, as_json: bool, db: Path | None) -> None:
    """List the portals: what they cover, whether they are crawled, how fresh they are."""
    from monitor.health.terminal_source_list import source_facts, source_lines
    from pipelines.store.totals_and_portal_counts import portal_rows

    with read_database(config, db) as (connection, stages):
        rows, listed = portal_rows(connection), stages.tables.portals
        if as_json:
            echo_json(source_facts(rows, listed))
            return
        for line in source_lines(rows, listed):
            click.echo(line)


@main.command()
@click.option("--host", help="Address to listen on (default: 127.0.0.1).")
@click.option("--port", type=int, help="Port (default: 8001).")
@database_option
@click.pass_obj
def web(config: Config, host: str | None, port: int | None, db: Path | None) -> None:
    """Serve the site alone: no crawl, no alert."""
    from monitor.alerts.subscription_forms import request_spooler
    from monitor.web.page_data.operator_contact import Operator
    from monitor.web.serve_site import serve

    path = db or config.path("paths.database")
    code = serve(
        path,
        host or config["site.host"],
        config["site.port"] if port is None else port,
        lambda address: echo_if_possible(f"Vigie is at {address}"),
        base_url=config["site.base_url"],
        public_url=config["site.public_url"],
        timezone=config["vigie.timezone"],
        request_spooler=request_spooler(config),
        operator=Operator(config["vigie.operator"], config["vigie.contact"]),
        visitors_sql=config["site.sql"],
        content_security_policy=config["site.content_security_policy"],
        export=_export_folder(config, path),
    )
    sys.exit(code)


def _export_folder(config: Config, database: Path) -> Path | None:
    """Return the folder of the files that the site of a database offers; those of another one
    lie beside it, or nowhere: the settings name the files of their own database.
    """
    if database.absolute() != config.path("paths.database").absolute():
        return database.absolute().parent / "export"
    return config.path("export.folder") if config["export.folder"] else None


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default="metadata.json")
@click.option("--name", default="vigie", show_default=True, help="Database file without its .db.")
def metadata(file: Path, name: str) -> None:
    """Write metadata with which plain Datasette shows a database of Vigie.

    datasette vigie.db --metadata metadata.json
    """
    from monitor.i18n.metadata_for_plain_datasette import plain_metadata

    text = json.dumps(plain_metadata(name), ensure_ascii=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")
    click.echo(f"{file} is written: datasette {name}.db --metadata {file}")


@main.command()
@click.option("--port", type=int, default=8001, show_default=True, help="Port of the site.")
@click.option("--no-serve", is_flag=True, help="Crawl and print the findings, then stop.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the demo keeps its files.")
@click.option(
    "--db", type=click.Path(path_type=Path), help="Database (default: vigie.db in that folder)."
)
@click.pass_obj
def demo(config: Config, port: int, no_serve: bool, folder: Path | None, db: Path | None) -> None:
    """Crawl mock portals on this machine and show the result: no internet needed."""
    from monitor.demo.run_demo import run_demo

    timezone = config["vigie.timezone"]
    real = [config.path(key) for key in ("paths.database", "paths.archive", "export.folder")]
    ended = run_demo(
        day=datetime.now(ZoneInfo(timezone)).date(),
        port=port,
        serve=not no_serve,
        folder=folder,
        echo=click.echo,
        database=db,
        real_places=real,
        timezone=timezone,
    )
    sys.exit(ended)


@main.command()
@click.option("--offline", is_flag=True, help="Do not ask whether portals can be reached.")
@json_option
@database_option
@click.pass_obj
def doctor(config: Config, offline: bool, as_json: bool, db: Path | None) -> None:
    """Check this installation and say what to do about what is wrong."""
    from monitor.operations.doctor import examine

    findings = examine(config, db or config.path("paths.database"), online=not offline)
    if as_json:
        checks = [asdict(finding) for finding in findings]
        echo_json(checks)
        sys.exit(0 if all(check["ok"] for check in checks) else 1)
    failed = 0
    for finding in findings:
        observed = finding.observed.replace("\n", "\n     ")
        click.echo(f"{'ok  ' if finding.ok else 'FAIL'} {finding.subject}: {observed}")
        if not finding.ok:
            failed += 1
            click.echo(f"     {finding.advice}")
    sys.exit(1 if failed else 0)


@main.command()
@click.option(
    "--gold",
    "named",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A gold file (default: all of data/gold).",
)
@click.argument("more", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    envvar="VIGIE_CORPUS",
    help="Folder holding samples/ (default: VIGIE_CORPUS).",
)
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the report here.")
@click.option(
    "--markdown",
    "markdown_file",
    type=click.Path(path_type=Path),
    help="Write the page here (docs/quality.md).",
)
@click.option("--errors", is_flag=True, help="Print every error with its evidence.")
@click.option("--record-floors", is_flag=True, help="Record the figures as data/gold/floors.json.")
@click.option(
    "--fetch",
    "folder",
    type=click.Path(path_type=Path),
    help="Without samples: ask the portals for the documents, by number, into this folder.",
)
@click.option("--mock", hidden=True, help="Address of a mock portal on this machine.")
@click.option(
    "--reviews",
    is_flag=True,
    help="Instead: the precision of this installation's claims, by what its reviewers answered.",
)
@click.option(
    "--db", type=click.Path(path_type=Path), help="Database, for --reviews (labels need none)."
)
@jobs_option
@cluster_option
@quiet_option
@click.pass_obj
def evaluate(
    config: Config,
    named: tuple[Path, ...],
    more: tuple[Path, ...],
    corpus: Path | None,
    json_file: Path | None,
    markdown_file: Path | None,
    errors: bool,
    record_floors: bool,
    folder: Path | None,
    mock: str | None,
    reviews: bool,
    db: Path | None,
    jobs: int | None,
    cluster: str | None,
    quiet: bool,
) -> None:
    """Measure scope, vendors and tags on labelled notices; fails below the recorded floors."""
    from monitor.cli.evaluate import evaluate_reviews, run_evaluation

    if reviews:
        with open_database(config, db) as (connection, stages):
            objections = config.path("paths.objections")
            evaluate_reviews(connection, stages, objections, json_file, click.echo)
        return
    files = [*named, *more]
    if folder is not None:
        from monitor.quality.fetch_labelled_documents import fetch_documents
        from monitor.quality.labelled_notices import gold_files

        agent = import_module("spiders.http.user_agent").user_agent(config["vigie.contact"])
        count = fetch_documents(files or gold_files(), folder, agent, click.echo, base=mock)
        click.echo(f"  {count:,} documents fetched into {folder / 'samples'}")
        corpus = folder
    sys.exit(
        run_evaluation(
            files,
            corpus,
            json_file,
            markdown_file,
            errors,
            record_floors,
            click.echo,
            quiet,
            jobs=worker_jobs(config, jobs),
            cluster=cluster,
        )
    )


@main.command()
@click.argument("notice")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default=DEFAULT, show_default=True)
@database_option
@archive_option
@click.pass_obj
def explain(config: Config, notice: str, lang: str, db: Path | None, archive: Place | None) -> None:
    """Say why each tag of NOTICE (portal:number) is or is not there."""
    from monitor.quality.explain_notice import explain_stored_notice

    with read_database(config, db) as (connection, stages):
        folder = archive or config.archive
        for line in explain_stored_notice(connection, stages, folder, notice, lang):
            click.echo(terminal_text(line))


for family in (crawl_and_ingest, reprocess, sharded_replay, serve_and_schedule):
    for command in family.COMMANDS:
        main.add_command(command)
main.add_command(backup)
main.add_command(integrity)
main.add_command(calibrate)
main.add_command(sirene)
main.add_command(export)
main.add_command(check)
main.add_command(review)
main.add_command(alerts)
main.add_command(subscribers)

if __name__ == "__main__":
    main()
