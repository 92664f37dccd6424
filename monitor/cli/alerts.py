"""The commands ``vigie alerts`` and ``vigie subscribers``."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.options import CommandGroup, database_option, terminal_text
from monitor.config import Config
from pipelines.errors import Misconfigured
from pipelines.interface_languages import DEFAULT, LANGUAGES

if TYPE_CHECKING:
    from monitor.alerts.subscriptions import SubscriptionStore

KINDS = "award, direct_award, award_intention, tender, amendment, ends, bulletin"


@click.command()
@database_option
@click.option("--tend", is_flag=True, help="Only the form's requests and what is due to be sent.")
@click.pass_obj
def alerts(config: Config, db: Path | None, tend: bool) -> None:
    """Tell subscribers what is new: match, write to the outbox, send what is due."""
    from monitor.alerts.run import EXIT_HELD, flush_outbox, run_alerts

    report = flush_outbox(config, db=db) if tend else run_alerts(config, db=db)
    click.echo(report.to_text() or ("  nothing was done" if report.held else "  nothing to do"))
    for problem in [*report.problems, *([report.held] if report.held else [])]:
        click.echo(f"  ! {problem}", err=True)
    sys.exit(1 if report.problems else EXIT_HELD if report.held else 0)


@click.group(cls=CommandGroup)
def subscribers() -> None:
    """People who are told: list, add, remove, resume; mails that came back."""


@contextmanager
def _open_subscribers(config: Config) -> Iterator[tuple[sqlite3.Connection, SubscriptionStore]]:
    from monitor.alerts import private_db, signing_key
    from monitor.alerts.message_builder import message_id_domain
    from monitor.alerts.subscriptions import SubscriptionStore

    path = config.path("paths.private")
    with closing(private_db.connect(path)) as connection:
        yield (
            connection,
            SubscriptionStore(
                connection, signing_key.load_signing_key(path), message_id_domain(config)
            ),
        )


@subscribers.command("list")
@click.option(
    "--addresses", is_flag=True, help="Show addresses: mind who looks over your shoulder."
)
@click.pass_obj
def listing(config: Config, addresses: bool) -> None:
    """Every subscription: state, rhythm, filter, mails sent."""
    from monitor.alerts.subscriptions import list_subscriptions

    with _open_subscribers(config) as (connection, _):
        subscriptions = list(list_subscriptions(connection))
        if not subscriptions:
            click.echo("nobody is subscribed yet")
        for row in subscriptions:
            who = f"  {row['address']}" if addresses else ""
            why = f" ({row['reason']})" if row["reason"] else ""
            line = f"{row['id']:6} {row['state']:8}{why} {row['language']} {row['rhythm']:8}"
            # a stranger typed the words of the filter
            click.echo(terminal_text(f"{line} {row['sent']:5} sent  {row['filter']}{who}"))


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a filter to a command."""
    many: dict[str, Any] = {"multiple": True}
    for name, field, text in (
        ("--kind", "kinds", f"One of {KINDS} (default: award)."),
        ("--tag", "tags", "A claim such as big_tech."),
        ("--group", "groups", "Vendor group, its id."),
        ("--tier", "tiers", "Tier of groups: gafam, big_tech, …"),
        ("--country", "countries", "Two letters."),
        ("--region", "regions", "Code or name of a region: FRE, Hauts-de-France."),
        ("--buyer", "buyers", "Id, or words of the name."),
        ("--word", "words", "Word of the subject, the buyer or the supplier."),
        ("--verified", "verified", "yes: only claims that a person checked."),
        ("--months", "months", "With --kind ends: 12, 6 or 3."),
    ):
        command = click.option(name, field, help=text, **many)(command)
    return click.option("--least-value", type=int, default=0, help="Euros.")(command)


def _check_names(options: dict[str, Any]) -> None:
    """Reject unknown groups and tiers: a misspelt one would silently match nothing.

    Raises  Misconfigured naming it, and the most similar name.
    """
    from pipelines.reference.load_reference_tables import load_vendor_groups

    groups_by_id = load_vendor_groups()
    ids, tiers = sorted(groups_by_id), sorted({group.tier for group in groups_by_id.values()})
    for option, names, valid_names in (
        ("--group", options["groups"], ids),
        ("--tier", options["tiers"], tiers),
    ):
        for name in names:
            if name not in valid_names:
                similar = get_close_matches(name.lower(), valid_names, 1)
                hint = f"; did you mean {similar[0]}?" if similar else ""
                raise Misconfigured(
                    f"{option} {name}: there is none of this name{hint}\n"
                    "  They stand in data/reference/vendor_groups.csv, group_id and tier."
                )


@subscribers.command()
@click.argument("address")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=DEFAULT, show_default=True)
@click.option(
    "--rhythm",
    type=click.Choice(["at_once", "daily", "weekly"]),
    default="daily",
    show_default=True,
)
@filter_options
@click.pass_obj
def add(config: Config, /, address: str, language: str, rhythm: str, **asked: Any) -> None:
    """Add somebody who asked you to, or channel:NAME; without a filter: new contracts with big
    tech."""
    from monitor.alerts import apprise_channels
    from monitor.alerts.email_addresses import parse_address
    from monitor.alerts.message_builder import missing_public_url
    from monitor.alerts.subscription_filters import DEFAULT_FILTER, build_filter
    from monitor.alerts.subscriptions import SubscriptionRequest

    _check_names(asked)
    filter_values = {name: value for name, value in asked.items() if value}
    filter_ = build_filter(filter_values) if filter_values else DEFAULT_FILTER
    is_channel = apprise_channels.is_channel(address)
    if not is_channel and (lacks := missing_public_url(config)):
        raise Misconfigured(lacks)
    who = apprise_channels.validate_channel(address) if is_channel else parse_address(address)
    with _open_subscribers(config) as (_, people):
        number = people.add(SubscriptionRequest(who, filter_, language, rhythm), datetime.now(UTC))
    if number is None:
        click.echo(
            "not added: the address has this subscription, or left by its own wish", err=True
        )
        sys.exit(1)
    click.echo(f"subscription {number}: {filter_.text()}")


@subscribers.command()
@click.argument("address")
@click.pass_obj
def remove(config: Config, address: str) -> None:
    """Delete all that is known of an address, at its owner's wish."""
    with _open_subscribers(config) as (connection, people):
        gone = people.erase_address(address.strip(), datetime.now(UTC))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    click.echo(f"{gone} subscription(s) deleted")
    sys.exit(0 if gone else 1)


@subscribers.command()
@click.argument("number", type=int)
@click.pass_obj
def resume(config: Config, number: int) -> None:
    """Send to a paused subscription again, from now on."""
    with _open_subscribers(config) as (_, people):
        is_resumed = people.resume(number, datetime.now(UTC))
    click.echo("resumed" if is_resumed else f"{number}: there is no such paused subscription")
    sys.exit(0 if is_resumed else 1)


@subscribers.command()
@click.pass_obj
def bounce(config: Config) -> None:
    """Read a mail that came back on standard input (for your mail server) and pause its address."""
    from monitor.alerts.bounces import pause_bounced
    from monitor.alerts.run import EXIT_HELD

    mail = sys.stdin.buffer.read()
    try:
        with _open_subscribers(config) as (connection, people):
            paused = pause_bounced(connection, people, mail)
    except sqlite3.OperationalError as error:  # the mail server keeps the mail and tries again
        click.echo(f"vigie: private.db cannot be written now ({error})", err=True)
        sys.exit(EXIT_HELD)
    click.echo(f"{paused} subscription(s) paused")
