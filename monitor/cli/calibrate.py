"""Run ``vigie calibrate``: fit the claim model to the labels, judge it, write its files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.options import database_option, open_database
from monitor.config import Config
from pipelines.errors import Misconfigured

if TYPE_CHECKING:
    from monitor.quality.training_cases import Case


@click.command()
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    envvar="VIGIE_CORPUS",
    help="Folder holding gold/ with the texts of the labels (default: VIGIE_CORPUS).",
)
@click.option("--write", is_flag=True, help="Write data/reference/model and the figures.")
@click.option(
    "--with-reviews", is_flag=True, help="Learn from what reviewers answered, too (vigie review)."
)
@database_option
@click.pass_obj
def calibrate(
    config: Config, corpus: Path | None, write: bool, with_reviews: bool, db: Path | None
) -> None:
    """Fit the claim model to the labelled pool and measure it on what it has not seen."""
    if corpus is None:
        raise Misconfigured("calibration needs the texts of the labels: set VIGIE_CORPUS")
    try:
        import sklearn  # noqa: F401
    except ImportError:
        raise Misconfigured(
            "calibration needs scikit-learn: pip install -r requirements-dev.txt"
        ) from None
    reviewed = read_reviewed_cases(config, db) if with_reviews else []
    if with_reviews:
        click.echo(f"  {len(reviewed):,} contracts with answers of reviewers, learned from only")
    run_calibration(corpus, write, click.echo, reviewed)


def read_reviewed_cases(config: Config, db: Path | None) -> list[Case]:
    """Return the contracts that reviewers answered about, as cases to learn from."""
    from monitor.quality.labels_from_reviews import reviewed_labels
    from monitor.quality.training_cases import case_of, stages_without_model
    from pipelines.store.reviews_db import read_reviews, reviews_path

    reviews = read_reviews(reviews_path(config.path("paths.objections")))
    tables = stages_without_model().tables
    with open_database(config, db) as (connection, stages):
        labelled = list(reviewed_labels(connection, stages.tables, reviews))
    return [case_of(labelled, tables) for labelled in labelled]


def run_calibration(
    corpus: Path, write: bool, echo: Callable[[str], None], reviewed: Sequence[Case] = ()
) -> None:
    """Fit, print the figures on what was not fitted, and write if asked.

    ``reviewed``  further cases, learned from and never measured: they were not drawn by lot.
    """
    from monitor.quality.cross_validation import cross_validate, report_of
    from monitor.quality.feature_matrix import build_feature_matrices
    from monitor.quality.fit_model import fit_all, write_model
    from monitor.quality.labelled_notices import FOLDER
    from monitor.quality.training_cases import read_cases
    from pipelines.reference.load_reference_tables import REFERENCE_FOLDER

    cases = [*read_cases(corpus), *reviewed]
    columns = build_feature_matrices(cases)
    result = cross_validate(columns, cases)
    for way, claims in result.ways.items():
        for name, figures in claims.items():
            echo(f"  out of fold by {way:10} {name:22} {_rates(figures)}")
    if write:
        write_model(
            REFERENCE_FOLDER / "model", fit_all(columns, cases), result.lines, result.limits
        )
        report = json.dumps(report_of(result), indent=1)
        (FOLDER / "out_of_fold.json").write_text(report + "\n", "utf-8")


def _rates(figures: dict[str, Any]) -> str:
    return "precision {} {}  recall {} {}  unclear said yes {}".format(
        figures["precision"],
        figures["precision_of"],
        figures["recall"],
        figures["recall_of"],
        figures["unclear_that_came_yes"],
    )
