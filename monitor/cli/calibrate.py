"""Run ``vigie calibrate``: fit the claim model to the labels, judge it, write its files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from monitor.config import Config
from pipelines.errors import Misconfigured


@click.command()
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    envvar="VIGIE_CORPUS",
    help="Folder holding gold/ with the texts of the labels (default: VIGIE_CORPUS).",
)
@click.option("--write", is_flag=True, help="Write data/gold/claim_model and the figures.")
@click.pass_obj
def calibrate(config: Config, corpus: Path | None, write: bool) -> None:
    """Fit the claim model to the labelled pool and measure it on what it has not seen."""
    if corpus is None:
        raise Misconfigured("calibration needs the texts of the labels: set VIGIE_CORPUS")
    try:
        import sklearn  # noqa: F401
    except ImportError:
        raise Misconfigured(
            "calibration needs scikit-learn: pip install -r requirements-dev.txt"
        ) from None
    run_calibration(corpus, write, click.echo)


def run_calibration(corpus: Path, write: bool, echo: Callable[[str], None]) -> None:
    """Fit, print the figures on what was not fitted, and write if asked."""
    from monitor.quality.fit_model import fit_all, write_model
    from monitor.quality.labelled_notices import FOLDER
    from monitor.quality.model_cases import read_cases
    from monitor.quality.model_folds import judge_three_ways, report_of
    from monitor.quality.model_matrix import make_columns

    cases = read_cases(corpus)
    columns = make_columns(cases)
    found = judge_three_ways(columns, cases)
    for way, claims in found.ways.items():
        for name, figures in claims.items():
            echo(f"  out of fold by {way:10} {name:22} {_rates(figures)}")
    if write:
        write_model(FOLDER / "claim_model", fit_all(columns, cases), found.lines, found.limits)
        report = json.dumps(report_of(found), indent=1)
        (FOLDER / "out_of_fold.json").write_text(report + "\n", "utf-8")


def _rates(figures: dict[str, Any]) -> str:
    return "precision {} {}  recall {} {}  unclear said yes {}".format(
        figures["precision"],
        figures["precision_of"],
        figures["recall"],
        figures["recall_of"],
        figures["unclear_that_came_yes"],
    )
