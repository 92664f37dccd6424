"""Run ``vigie evaluate``: score the gold files, print the figures, write the pages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from monitor.crawling.dask_processing import open_cluster
from monitor.docs import tag_page_blocks
from monitor.quality import precision_from_reviews as answers
from monitor.quality import quality_summary
from monitor.quality.claim_audit_report import read_audit, unread_rates
from monitor.quality.evaluate import (
    LISTED_TAGS,
    MEASURED_TAGS,
    MIN_LABELLED,
    below_floors,
    evaluate,
    new_floors,
    read_floors,
)
from monitor.quality.evaluate_person_names import PERSON_RATES, measure_person_names
from monitor.quality.evaluation_report import render_markdown
from monitor.quality.labelled_notices import (
    FOLDER,
    POOL_FILES,
    GoldData,
    gold_files,
    read_gold,
)
from monitor.quality.labelled_pool_figures import group_figures, pool_figures, published_predictions
from monitor.quality.precision_from_gold_reviews import review_figures, unreviewed
from monitor.runtime.progress import Progress
from pipelines.errors import Misconfigured
from pipelines.stages import Stages, load_stages
from pipelines.store.reviews_db import read_reviews, reviews_path

FLOORS_FILE = FOLDER / "floors.json"
FOLDS_FILE = FOLDER / "out_of_fold.json"
MAX_NAMED = 20  # rows that were not scored
_WHOLE = "it is written when all rows are scored (VIGIE_CORPUS=FOLDER, or --fetch FOLDER)"


def run_evaluation(
    files: list[Path],
    corpus: Path | None,
    json_file: Path | None,
    markdown_file: Path | None,
    errors: bool,
    record_floors: bool,
    echo: Callable[[str], None],
    quiet: bool = False,
    *,
    jobs: int = 0,
    cluster: str | None = None,
) -> int:
    """Score, print and write; return 1 below a floor or if a row is not scored, else 0.

    Floors hold for the committed gold files alone.
    """
    if not files and not FOLDER.is_dir():
        raise Misconfigured(
            f"{FOLDER}: the labelled notices are not there. Run it in a checkout of Vigie,"
            " or name gold files with --gold FILE."
        )
    stages = load_stages(None)
    with open_cluster(cluster, stages, None) as workers:

        def read(files: list[Path]) -> GoldData:
            with Progress("labelled notices", quiet=quiet) as step:
                return read_gold(files, stages, corpus, step.move_to, jobs=jobs, cluster=workers)

        gold = read(files or gold_files())
        pool = read(list(POOL_FILES)) if corpus and not files else None
    report, wrong_persons = _build_report(gold, pool, corpus, stages)
    folds = json.loads(FOLDS_FILE.read_text("utf-8")) if FOLDS_FILE.exists() else {}
    are_all_scored = not files and not gold.unscored
    _print_report(report, gold, echo)
    if errors:
        _print_errors(report, wrong_persons, echo)
    if json_file:
        json_file.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    failures = _not_scored(gold)
    if gold.unscored and not files:  # figures of a part would stand there as those of the whole
        kept = [path for path in (markdown_file, record_floors and FLOORS_FILE) if path]
        failures += [f"{path} is left as it was: {_WHOLE}" for path in kept]
        markdown_file, record_floors = None, False
    if markdown_file:
        markdown_file.write_text(render_markdown(report, folds), "utf-8")
        if are_all_scored:
            _update_published(report, folds, stages)
    if record_floors:
        FLOORS_FILE.write_text(json.dumps(new_floors(report, folds), indent=1) + "\n", "utf-8")
    for line in unreviewed(report["readings"], gold.labelled):
        echo(f"  not read by hand yet: {line} (data/gold/surveillance_read.csv)")
    if are_all_scored:
        failures += below_floors(report, read_floors())
    for failure in failures:
        echo(f"  ! {failure}")
    return 1 if failures else 0


def _build_report(
    gold: GoldData, pool: GoldData | None, corpus: Path | None, stages: Stages
) -> tuple[dict[str, Any], list[str]]:
    """Return the figures of the gold files, and the person names that were classified wrongly."""
    report = evaluate(gold, stages.tables)
    report["readings"] = review_figures()
    report["audit"] = read_audit()
    report["unread_claims"] = unread_rates(report["audit"])
    report["pool"] = measure_pool(pool) if pool and not pool.unscored else None
    persons, wrong_persons = (corpus and measure_person_names(corpus)) or (None, [])
    report["persons"] = persons
    return report, wrong_persons


def _print_report(report: dict[str, Any], gold: GoldData, echo: Callable[[str], None]) -> None:
    for (file, stage), count in sorted(gold.entered.items()):
        echo(f"  {count:>5,}  rows of {file}: {stage}")
    _print_figures(report, echo)
    if report["pool"]:
        _print_pool(report["pool"], echo)


def _update_published(report: dict[str, Any], folds: dict[str, Any], stages: Stages) -> None:
    """Write the pages of the tags and the figures that the site shows."""
    tag_page_blocks.update_pages(report, folds, stages.tables)
    summary = quality_summary.summarize(report, folds, MEASURED_TAGS, LISTED_TAGS, MIN_LABELLED)
    quality_summary.write_summary(summary)


def _not_scored(gold: GoldData) -> list[str]:
    """Name the first rows that were not scored, and count the others."""
    lines = [f"not scored: {rule}" for rule in gold.unscored[:MAX_NAMED]]
    more = len(gold.unscored) - MAX_NAMED
    return [*lines, f"and {more} more not scored"] if more > 0 else lines


def measure_pool(pool: GoldData) -> dict[str, Any]:
    """Measure what is published about the labelled pool."""
    judged = published_predictions(pool.labelled)
    return {"claims": pool_figures(judged), "groups": group_figures(pool.labelled)}


def _print_pool(pool: dict[str, Any], echo: Callable[[str], None]) -> None:
    for name, whole in pool["claims"].items():
        for part, figures in (
            ("pool", whole),
            ("pool at random", whole["at_random"]),
            ("pool in French", whole["by_language"]["fr"]),
        ):
            flagged = "yes or unclear of the yes {}/{}, of the no {}/{}".format(
                *figures["flagged_yes"], *figures["flagged_no"]
            )
            echo(f"  {name:22} {part:20} {_format_rates(figures)}  {flagged}")
    echo(f"  {'vendor groups':22} {'pool':20} {_format_rates(pool['groups'])}")


def evaluate_reviews(
    connection: sqlite3.Connection,
    stages: Stages,
    objections: Path,
    json_file: Path | None,
    echo: Callable[[str], None],
) -> None:
    """Print, and write, what the reviewers of this installation found of its claims."""
    reviews = read_reviews(reviews_path(objections))
    figures = answers.review_figures(connection, stages.tables, reviews)
    if json_file:
        report = answers.figures_report(figures)
        json_file.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for line in answers.figure_lines(figures):
        echo(f"  {line}")


def _print_figures(report: dict[str, Any], echo: Callable[[str], None]) -> None:
    for name in (*MEASURED_TAGS, "worker_surveillance", "public_surveillance_ai"):
        figures = report["tags"][name]
        for file, cut in (("all", figures), *figures["by_file"].items()):
            if cut["recall_of"][1]:
                echo(
                    f"  {name:22} {file:20} {_format_rates(cut)}  unclear that came yes "
                    + "{}/{}".format(*cut["unclear_that_came_yes"])
                )
    if report["names"]["recall_of"][1]:
        echo(f"  {'supplier names':43} {_format_rates(report['names'])}")
    for kind, what in PERSON_RATES.items() if report["persons"] else ():
        figures = report["persons"][kind]
        low, high = figures["interval"]
        echo(
            f"  {what:43} {figures['share']:.3f} ({figures['of'][0]}/{figures['of'][1]};"
            f" {low:.3f}–{high:.3f})"
        )
    for tag, review in report["readings"].items():
        first, still = (_format_rates(review[kind], "precision") for kind in ("first", "still"))
        echo(f"  read by hand: {tag:22} {review['read']} yes, {first}; still said {still}")
    law = report["exposure"]
    echo(
        f"  data_law_exposure      accuracy {law['accuracy']} of {law['of']}, where both apply "
        f"{law['accuracy_where_both_apply']} of {law['where_both_apply_of']}"
    )


def _print_errors(
    report: dict[str, Any], wrong_persons: list[str], echo: Callable[[str], None]
) -> None:
    for case in (*report["errors"], *report["surveillance"]):
        echo("  {tag} {label} -> {answer} {key} | {evidence} | {title} | {note}".format(**case))
    for line in report["names"]["errors"]:
        echo(f"  names {line}")
    for line in wrong_persons:
        echo(f"  persons {line}")


def _format_rates(figures: dict[str, Any], *kinds: str) -> str:
    parts = []
    for kind in kinds or ("precision", "recall"):
        right, of = figures[f"{kind}_of"]
        low, high = figures[f"{kind}_interval"]
        value = f"{figures[kind]:.3f}" if of else "  –  "
        parts.append(f"{kind} {value} ({right}/{of}; {low:.2f}–{high:.2f})")
    return "  ".join(parts)
