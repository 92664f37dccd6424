"""``vigie``: what people type.

Exit status 0 only if everything that was asked for was done; 1: something failed and is named;
2: wrong use or configuration.  Every command can be killed at any moment and run again.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from monitor import cli_sirene, cli_watch
from monitor.cli_alerts import alerts, subscribers
from monitor.cli_check import check
from monitor.cli_options import archive_option, database_option
from monitor.config import Config, read_config
from monitor.following import follow_if_told
from pipelines.errors import Misconfigured, VigieError

DAY = click.DateTime(["%Y-%m-%d"])


class Named(click.Path):
    """A path that was named: an empty one (a variable that is not set) is not the folder here."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if value == "":
            self.fail("a path is empty; is a variable not set? Name a file or folder.", param, ctx)
        return super().convert(value, param, ctx)


class Vigie(click.Group):
    """Turns our own errors into a sentence and an exit status; others keep their traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Misconfigured as error:
            click.echo(f"vigie: {error}", err=True)
            sys.exit(2)
        except VigieError as error:
            click.echo(f"vigie: {error}", err=True)
            sys.exit(1)
        except (sqlite3.OperationalError, OSError) as error:
            click.echo(f"vigie: {told(error)}", err=True)
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo("vigie: stopped; run it again to go on", err=True)
            sys.exit(130)


def told(error: Exception) -> str:
    """What the machine says -> what it means for a person."""
    text = str(error)
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
    if "readonly" in text or "Permission denied" in text:
        return (
            f"no permission to write ({text}). Check who owns data/var, or name a file with --db."
        )
    if isinstance(error, FileExistsError | NotADirectoryError) and error.filename:
        return f"{error.filename} is a file, expected a folder: name another with --archive."
    return text


@click.group("vigie", cls=Vigie, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=click.Path(path_type=Path), help="Settings (default: vigie.toml).")
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """Watches public tender portals for digital contracts and says who is behind them."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    follow_if_told()
    ctx.obj = read_config(config)


@contextmanager
def opened(
    config: Config, db: Path | None, archive: Path | None = None, *, receives: bool = False
) -> Iterator[tuple[sqlite3.Connection, Any]]:
    """Database and stages, ready; closed at the end.

    With ``archive``, granted objections are applied first, and to what was received at the end.
    """
    from monitor.objecting import uphold
    from pipelines.stages import load_stages, prepare

    stages = load_stages(config.path("paths.objections"))
    connection = prepare(db or config.path("paths.database"), stages)
    problems: list[str] = []
    try:
        if archive is not None:
            problems += uphold(connection, archive, stages)
        yield connection, stages
        if archive is not None and receives:
            problems += uphold(connection, archive, stages)
    finally:
        connection.close()
        for problem in dict.fromkeys(problems):
            click.echo(f"  objections: {problem}", err=True)


def finish(run: Any) -> None:
    """Print the summary and leave with the exit status that it deserves."""
    from monitor.runs import summary

    click.echo(summary(run.counts) or "  nothing to do")
    for problem in run.problems[:20]:
        click.echo(f"  ! {problem}", err=True)
    if len(run.problems) > 20:
        click.echo(f"  ! and {len(run.problems) - 20} more", err=True)
    sys.exit(1 if run.problems else 0)


@main.command()
@click.argument("portals", nargs=-1)
@click.option("--since", type=DAY, help="First day to ask for.")
@click.option("--until", type=DAY, help="Last day to ask for (with --since).")
@click.option("--whole", is_flag=True, help="The files of a portal's whole history (decp).")
@click.option("--verbose", is_flag=True, help="Say every request.")
@click.option("--practice", hidden=True, help="JSON: portal -> practice address (loopback).")
@click.option("--pace", type=float, default=1.0, hidden=True)
@database_option
@archive_option
@click.pass_obj
def crawl(
    config: Config, portals: tuple[str, ...], since: datetime | None, until: datetime | None,
    whole: bool, verbose: bool, practice: str | None, pace: float, db: Path | None,
    archive: Path | None,
) -> None:  # fmt: skip
    """Ask portals for new notices and store them (default: all enabled portals)."""
    from monitor.crawl import Order, crawl_alone, portal_choice
    from monitor.lease import Busy
    from monitor.schedule import RATES

    if until is not None and since is None:
        raise Misconfigured("--until needs --since")
    if whole and (since or not portals):
        raise Misconfigured("--whole needs the name of a portal, and no --since")
    if since and until and since > until:
        raise Misconfigured(f"--since {since:%Y-%m-%d} is after --until {until:%Y-%m-%d}")
    if since and since.date() > datetime.now().date():
        raise Misconfigured(
            f"--since {since:%Y-%m-%d} is in the future, expected a day that is past"
        )
    try:
        endpoints = json.loads(practice) if practice else {}
    except ValueError as error:
        raise Misconfigured(f"--practice is no JSON ({error})") from None
    order = Order(
        database=(db or config.path("paths.database")).absolute(),
        archive=(archive or config.path("paths.archive")).absolute(),
        objections=config.path("paths.objections"), contact=config["vigie.contact"],
        since=_day(since), until=_day(until), first_days=config["crawl.first_days"],
        timeout_s=60 * config["crawl.timeout_minutes"], endpoints=endpoints, pace=pace,
        verbose=verbose, whole=whole, terms_read=tuple(config["crawl.terms_read"]),
    )  # fmt: skip
    with opened(config, db, order.archive, receives=True) as (connection, stages):
        enabled = [name for name, portal in stages.tables.portals.items() if portal.enabled]
        wanted = list(portals) or list(endpoints)
        rates = [RATES] if config["rates.enabled"] and since is None else []
        chosen = portal_choice(wanted, list(config["crawl.portals"]), enabled, rates)
        if away := [name for name in chosen if practice and name not in endpoints]:
            raise Misconfigured(f"--practice names no address for {', '.join(away)}")
        failures: list[str] = []
        for portal in chosen:
            try:
                failures += crawl_alone(connection, portal, order, click.echo)
            except Busy as error:
                failures.append(f"{portal}: {error}")
            if portal == RATES:
                _rates(connection, order.archive, config)
        _figures(connection)
    for problem in failures:
        click.echo(f"  ! {problem}", err=True)
    sys.exit(1 if failures else 0)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment is not None else None


def _rates(connection: sqlite3.Connection, archive: Path, config: Config) -> None:
    from monitor.rates import bring_up_to_date

    since, changed = bring_up_to_date(connection, archive, config.path("paths.objections"))
    if since is not None:
        click.echo(f"  rates since {since} are new; {changed:,} notices converted anew")


def _figures(connection: sqlite3.Connection) -> None:
    from pipelines.store.read import aggregates, freshen_portals

    freshen_portals(connection)
    figures = aggregates(connection)
    click.echo(
        f"  {figures['notices']:,} notices in scope of {figures['received']:,} received, "
        f"{figures['contracts']:,} contracts, {figures['big_tech']:,} with big tech"
    )


@main.command()
@click.argument("portal")
@click.argument("paths", nargs=-1, required=True, type=Named(path_type=Path))
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes that read beside the one that writes."
)
@database_option
@archive_option
@click.pass_obj
def ingest(
    config: Config, portal: str, paths: tuple[Path, ...], jobs: int | None, db: Path | None,
    archive: Path | None,
) -> None:  # fmt: skip
    """Store documents of PORTAL that you have: files, folders, zip, tar.gz, WARC."""
    from monitor.ingest import Ingest
    from monitor.runs import Run

    folder = archive or config.path("paths.archive")
    ready = opened(config, db, folder, receives=True)
    with ready as (connection, stages), progress("documents") as step:
        with Run(connection, "ingest", portal) as run:
            Ingest(
                portal, connection, folder, stages,
                config.path("paths.objections"), jobs or config["ingest.jobs"], step,
            ).run(list(paths), run)  # fmt: skip
            run.problems += _refusals(connection, _OF_RUN, run.id)
        _figures(connection)
    finish(run)


_OF_RUN = "t.document_sha256 IN (SELECT sha256 FROM receipts WHERE run_id = ?)"
_ARCHIVED = (
    "d.archive_file IS NOT NULL AND (? = '[]' OR d.portal IN (SELECT value FROM json_each(?)))"
)


def _refusals(connection: sqlite3.Connection, where: str, *values: object) -> list[str]:
    """What could not be read: each code with its number, three documents, one message."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code, source, message in connection.execute(
        "SELECT t.code, coalesce(d.file, d.url, ''), t.message FROM troubles t"
        f" JOIN documents d ON d.sha256 = t.document_sha256 WHERE {where}"
        " AND t.code <> 'objection' ORDER BY t.code, 2, t.place",
        values,
    ):
        found.setdefault(code, []).append((source, message))
    return [_told_of(code, troubles) for code, troubles in found.items()]


def _told_of(code: str, troubles: list[tuple[str, str]]) -> str:
    names = list(dict.fromkeys(source for source, _ in troubles))
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    message = troubles[0][1].removeprefix(f"{names[0]}: ")
    return f"{len(troubles)} × {code} in {shown}: {message}"


@main.command()
@click.argument("portals", nargs=-1)
@database_option
@archive_option
@click.pass_obj
def replay(config: Config, portals: tuple[str, ...], db: Path | None, archive: Path | None) -> None:
    """Read the raw archive again: after a reader changed, or to rebuild a lost database."""
    from monitor.replay import replay
    from monitor.runs import Run

    folder = archive or config.path("paths.archive")
    with opened(config, db, folder) as (connection, stages), progress("documents") as step:
        with Run(connection, "replay") as run:
            replay(connection, folder, stages, list(portals), run, step)
            chosen = json.dumps(portals)
            run.problems += _refusals(connection, _ARCHIVED, chosen, chosen)
        _rates(connection, folder, config)
        _figures(connection)
    finish(run)


@main.command()
@database_option
@archive_option
@click.pass_obj
def retag(config: Config, db: Path | None, archive: Path | None) -> None:
    """Judge everything again after a rule or a vendor table changed."""
    from monitor.retag import retag
    from monitor.runs import Run

    folder = archive or config.path("paths.archive")
    with opened(config, db, folder) as (connection, stages):
        with Run(connection, "retag") as run:
            moves = retag(connection, folder, stages, run)
        for (tag, was, now), count in sorted(moves.counts.items()):
            click.echo(f"  {tag}: {was} -> {now}: {count:,}")
            for example in moves.examples[tag, was, now]:
                click.echo(f"      {example}")
        _figures(connection)
    finish(run)


@main.command()
@database_option
@click.pass_obj
def portals(config: Config, db: Path | None) -> None:
    """List the portals: what they cover, whether they are crawled, how fresh they are."""
    from monitor.sources import source_lines
    from pipelines.store.read import freshen_portals, portal_rows

    with opened(config, db) as (connection, stages):
        freshen_portals(connection)
        for line in source_lines(portal_rows(connection), stages.tables.portals):
            click.echo(line)


@main.command()
@click.option("--host", help="Address to listen on (default: 127.0.0.1).")
@click.option("--port", type=int, help="Port (default: 8001).")
@database_option
@click.pass_obj
def web(config: Config, host: str | None, port: int | None, db: Path | None) -> None:
    """Serve the site."""
    from monitor.alerts.forms import desk_of
    from monitor.site.operator import Operator
    from monitor.web import serve

    path = db or config.path("paths.database")
    code = serve(
        path, host or config["site.host"], config["site.port"] if port is None else port,
        config["site.base_url"], lambda address: click.echo(f"Vigie is at {address}"),
        timezone=config["vigie.timezone"], desk=desk_of(config),
        operator=Operator(config["vigie.operator"], config["vigie.contact"]),
        visitors_sql=config["site.sql"],
    )  # fmt: skip
    sys.exit(code)


@main.command()
@click.option("--port", type=int, default=8001, show_default=True, help="Port of the site.")
@click.option("--no-serve", is_flag=True, help="Crawl and print the findings, then stop.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the demo keeps its files.")
def demo(port: int, no_serve: bool, folder: Path | None) -> None:
    """Crawl practice portals on this machine and show the result: no internet needed."""
    from monitor.demo import demo

    sys.exit(demo(port=port, serve=not no_serve, folder=folder, say=click.echo))


@main.command()
@click.option("--offline", is_flag=True, help="Do not ask whether portals can be reached.")
@database_option
@click.pass_obj
def doctor(config: Config, offline: bool, db: Path | None) -> None:
    """Check this installation and say what to do about what is wrong."""
    from monitor.doctor import examine

    failed = 0
    for finding in examine(config, db or config.path("paths.database"), online=not offline):
        seen = finding.seen.replace("\n", "\n     ")
        click.echo(f"{'ok  ' if finding.ok else 'FAIL'} {finding.what}: {seen}")
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
    help="A gold file (default: all of tests/gold).",
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
@click.option("--record-floors", is_flag=True, help="Record the figures as tests/gold/floors.json.")
@click.option(
    "--fetch",
    "folder",
    type=click.Path(path_type=Path),
    help="Without samples: ask the portals for the documents, by number, into this folder.",
)
@click.option("--practice", hidden=True, help="Address of a practice portal on this machine.")
@click.pass_obj
def evaluate(
    config: Config, named: tuple[Path, ...], more: tuple[Path, ...], corpus: Path | None,
    json_file: Path | None, markdown_file: Path | None, errors: bool, record_floors: bool,
    folder: Path | None, practice: str | None,
) -> None:  # fmt: skip
    """Measure scope, vendors and tags on labelled notices; fails below the recorded floors."""
    from monitor.evaluate_command import run

    files = [*named, *more]
    if folder is not None:
        from monitor.gold import gold_files
        from monitor.gold_documents import fetch

        agent = import_module("spiders.politeness").user_agent(config["vigie.contact"])
        done = fetch(files or gold_files(), folder, agent, click.echo, base=practice)
        click.echo(f"  {done:,} documents fetched into {folder / 'samples'}")
        corpus = folder
    sys.exit(run(files, corpus, json_file, markdown_file, errors, record_floors, click.echo))


@main.command()
@click.argument("notice")
@click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@database_option
@archive_option
@click.pass_obj
def explain(config: Config, notice: str, lang: str, db: Path | None, archive: Path | None) -> None:
    """Say why each tag of NOTICE (portal:number) is or is not there."""
    from monitor.explaining import explained

    with opened(config, db) as (connection, stages):
        folder = archive or config.path("paths.archive")
        for line in explained(connection, stages, folder, notice, lang):
            click.echo(line)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int], None]]:
    """A counter on a terminal, a line now and then elsewhere."""
    done = 0
    shown = 0
    terminal = sys.stderr.isatty() and "NO_COLOR" not in os.environ

    def step(count: int) -> None:
        nonlocal done, shown
        done += count
        if terminal:
            click.echo(f"\r  {done:,} {what}", nl=False, err=True)
        elif done - shown >= 5000:
            shown = done
            click.echo(f"  {done:,} {what}", err=True)

    try:
        yield step
    finally:
        if terminal and done:
            click.echo("", err=True)


for command in cli_watch.COMMANDS:
    main.add_command(command)
main.add_command(cli_sirene.sirene)
main.add_command(check)
main.add_command(alerts)
main.add_command(subscribers)

if __name__ == "__main__":
    main()
