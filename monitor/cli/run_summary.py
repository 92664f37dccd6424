"""Print what a run of a command did: its counts, its problems and what the database holds now."""

from __future__ import annotations

import sqlite3
import sys
from typing import Any, NoReturn

import click

from monitor.config import Config
from spiders.archive.storage import Place


def exit_with_summary(run: Any) -> NoReturn:
    """Print the summary of a run and exit with 1 if it has problems."""
    from monitor.runtime.runs import format_counts

    click.echo(format_counts(run.counts) or "  nothing to do")
    exit_with_problems(run.problems)


def exit_with_problems(problems: list[str]) -> NoReturn:
    """Print the first problems and exit with 1 if there are any."""
    for problem in problems[:20]:
        click.echo(f"  ! {problem}", err=True)
    if len(problems) > 20:
        click.echo(f"  ! and {len(problems) - 20} more", err=True)
    sys.exit(1 if problems else 0)


def apply_new_rates(connection: sqlite3.Connection, archive: Place, config: Config) -> None:
    """Update the rate table from the archive and convert the amounts that lacked a rate."""
    from monitor.operations.apply_archived_exchange_rates import update_rates_and_amounts

    since, changed = update_rates_and_amounts(connection, archive, config.path("paths.objections"))
    if since is not None:
        click.echo(f"  rates since {since} are new; {changed:,} notices converted anew")


def print_totals(connection: sqlite3.Connection) -> None:
    """Print how many notices and contracts the database holds now."""
    from pipelines.store.totals_and_portal_counts import database_totals, update_portal_counts

    update_portal_counts(connection)
    figures = database_totals(connection)
    click.echo(
        f"  {figures['notices']:,} notices in scope of {figures['received']:,} received, "
        f"{figures['contracts']:,} contracts, {figures['big_tech']:,} with big tech"
    )


def unreadable_documents(connection: sqlite3.Connection, where: str, *values: object) -> list[str]:
    """Summarise what could not be read: each code with count, three documents and a message."""
    by_code: dict[str, list[tuple[str, str]]] = {}
    for code, source, message in connection.execute(
        "SELECT t.code, coalesce(d.file, d.url, ''), t.message FROM troubles t"
        f" JOIN documents d ON d.sha256 = t.document_sha256 WHERE {where}"
        " AND t.code <> 'objection' ORDER BY t.code, 2, t.place",
        values,
    ):
        by_code.setdefault(code, []).append((source, message))
    return [_format_troubles(code, troubles) for code, troubles in by_code.items()]


def _format_troubles(code: str, troubles: list[tuple[str, str]]) -> str:
    # whoever named a file or a member of an archive writes on no terminal
    troubles = [(_one_line(source), _one_line(message)) for source, message in troubles]
    names = list(dict.fromkeys(source for source, _ in troubles))
    names_text = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    message = troubles[0][1].removeprefix(f"{names[0]}: ")
    return f"{len(troubles)} × {code} in {names_text}: {message}"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
