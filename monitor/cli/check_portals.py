"""The command ``vigie check``: compare live portals with what their spiders expect."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from monitor.cli.options import (
    DAY,
    complete_portals,
    database_option,
    database_path,
    echo_json,
    json_option,
)
from monitor.config import Config
from pipelines.errors import Misconfigured
from spiders.archive.storage import local_folder


@click.command()
@click.argument("portals", nargs=-1, required=True, shell_complete=complete_portals)
@click.option("--day", type=DAY, help="A past day to ask for (default: three days ago).")
@click.option(
    "--requests",
    "most",
    type=click.IntRange(1, 50),
    default=8,
    show_default=True,
    help="How many requests at most, robots.txt aside.",
)
@click.option("--mock", hidden=True, help="As of vigie crawl.")
@click.option("--pace", type=float, default=1.0, hidden=True, help="As of vigie crawl.")
@click.option(
    "--samples",
    type=click.Path(path_type=Path),
    help="Where the sample is kept (default: checks, beside the archive).",
)
@json_option
@database_option
@click.pass_obj
def check(
    config: Config,
    portals: tuple[str, ...],
    day: datetime | None,
    most: int,
    mock: str | None,
    pace: float,
    samples: Path | None,
    as_json: bool,
    db: Path | None,
) -> None:
    """Ask live portals a few questions: does reality match what their spiders believe?"""
    from monitor.crawling.live_check import check_portal as run
    from monitor.crawling.live_check import previous_coverage
    from monitor.crawling.live_check_evaluation import evaluate_check, format_report
    from monitor.crawling.unverified_assumptions import open_assumptions
    from monitor.docs.generate_pages import portal_description
    from pipelines.reference.expected_field_coverage import expected_coverage
    from pipelines.reference.load_reference_tables import load_portals as load_portals

    try:
        endpoints = json.loads(mock) if mock else {}
    except ValueError as error:
        raise Misconfigured(f"--mock is no JSON ({error})") from None
    beside = local_folder(config.archive) or config.path("paths.database")
    folder = (samples or beside.parent / "checks").absolute()
    database = database_path(config, db)
    has_contradiction = False
    reports: dict[str, list[dict[str, str]]] = {}
    for portal in portals:
        result = run(
            portal,
            folder=folder,
            contact=config["vigie.contact"],
            max_requests=most,
            day=day.date() if day else None,
            endpoints=endpoints,
            pace=pace,
            terms_read=config["crawl.terms_read"],
        )
        expected = previous_coverage(database, portal) or expected_coverage(portal)
        lines = evaluate_check(result, load_portals().get(portal), expected)
        has_contradiction = has_contradiction or any(line.answer == "no" for line in lines)
        traps = portal_description(portal)[1]["Traps"]
        report_text = list(format_report(result, lines, traps, mock=portal in endpoints))
        shown_lines = [] if portal in endpoints else lines
        assumptions = list(open_assumptions(portal, shown_lines, result.today))
        report_text += [text for assumption in assumptions for text in assumption.as_lines()]
        (result.sample / "report.txt").write_text("\n".join([*report_text, ""]), encoding="utf-8")
        reports[portal] = [asdict(line) for line in (*lines, *assumptions)]
        if not as_json:
            click.echo("\n".join(report_text))
    if as_json:
        echo_json(reports)
    sys.exit(1 if has_contradiction else 0)
