"""``vigie evaluate``: gold files through the whole line, figures printed, pages written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from monitor.docs import tag_pages
from monitor.quality import measured
from monitor.quality.evaluate import (
    FEWEST,
    LISTED,
    MEASURED,
    below,
    evaluate,
    floors_of,
    read_floors,
)
from monitor.quality.gold import FOLDER, gold_files, read_gold
from monitor.quality.readings import readings, unread
from monitor.quality.report import markdown
from pipelines.stages import load_stages

FLOORS = FOLDER / "floors.json"
FOLDS = FOLDER / "out_of_fold.json"


def run(
    files: list[Path],
    corpus: Path | None,
    json_file: Path | None,
    markdown_file: Path | None,
    errors: bool,
    record_floors: bool,
    echo: Callable[[str], None],
) -> int:
    """Measures and prints; returns the exit status: 1 below a floor or when a row is not scored.

    Floors hold for the committed gold files alone.
    """
    stages = load_stages(None)
    gold = read_gold(files or gold_files(), stages, corpus)
    report = evaluate(gold, stages.tables)
    report["readings"] = readings()
    for (file, stage), count in sorted(gold.entered.items()):
        echo(f"  {count:>5,}  rows of {file}: {stage}")
    _say_figures(report, echo)
    if errors:
        for one in (*report["errors"], *report["surveillance"]):
            echo("  {tag} {label} -> {answer} {key} | {evidence} | {title} | {note}".format(**one))
        for line in report["names"]["errors"]:
            echo(f"  names {line}")
    if json_file:
        json_file.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    folds = json.loads(FOLDS.read_text("utf-8")) if FOLDS.exists() else {}
    if markdown_file:
        markdown_file.write_text(markdown(report, folds), "utf-8")
        if not files and not gold.unscored:
            tag_pages.write(report, folds, stages.tables)
            found = measured.summary(report, folds, MEASURED, LISTED, FEWEST)
            measured.write(found, markdown_file.with_suffix(".json"))
    if record_floors:
        FLOORS.write_text(json.dumps(floors_of(report, folds), indent=1) + "\n", "utf-8")
    for line in unread(report["readings"], gold.labelled):
        echo(f"  not read by hand yet: {line} (data/gold/surveillance_read.csv)")
    failures = [f"not scored: {one}" for one in gold.unscored[:20]]
    if len(gold.unscored) > 20:
        failures.append(f"and {len(gold.unscored) - 20} more not scored")
    if not files and not gold.unscored:
        failures += below(report, read_floors())
    for one in failures:
        echo(f"  ! {one}")
    return 1 if failures else 0


def _say_figures(report: dict[str, Any], echo: Callable[[str], None]) -> None:
    for name in (*MEASURED, "worker_surveillance", "public_surveillance_ai"):
        found = report["tags"][name]
        for file, cut in (("all", found), *found["by_file"].items()):
            if cut["recall_of"][1]:
                echo(
                    f"  {name:22} {file:20} {_line(cut)}  unclear that came yes "
                    + "{}/{}".format(*cut["unclear_that_came_yes"])
                )
    if report["names"]["recall_of"][1]:
        echo(f"  {'supplier names':43} {_line(report['names'])}")
    for tag, read in report["readings"].items():
        echo(
            f"  read by hand: {tag:22} {read['read']} yes, {_line(read['first'], 'precision')}; "
            f"still said {_line(read['still'], 'precision')}"
        )
    found = report["exposure"]
    echo(
        f"  data_law_exposure      accuracy {found['accuracy']} of {found['of']}, where both apply "
        f"{found['accuracy_where_both_apply']} of {found['where_both_apply_of']}"
    )


def _line(found: dict[str, Any], *kinds: str) -> str:
    out = []
    for kind in kinds or ("precision", "recall"):
        right, of = found[f"{kind}_of"]
        low, high = found[f"{kind}_interval"]
        value = f"{found[kind]:.3f}" if of else "  –  "
        out.append(f"{kind} {value} ({right}/{of}; {low:.2f}–{high:.2f})")
    return "  ".join(out)
