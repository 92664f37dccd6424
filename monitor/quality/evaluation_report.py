"""Render the report of ``vigie evaluate`` as Markdown (docs/quality.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from monitor.quality.claim_audit_report import render_audit
from monitor.quality.cross_validation_report import render_folds
from monitor.quality.evaluate import LISTED_TAGS, MEASURED_TAGS, MIN_LABELLED
from monitor.quality.evaluate_person_names import PERSON_RATES
from monitor.quality.labelled_notices import FOLDER
from monitor.quality.labelled_pool_report import render_pool
from monitor.quality.markdown_tables import rate_with_interval, table

COMMON_ERRORS_FILE = FOLDER / "errors_in_common.md"  # written by hand after reading the errors
HEADER = """# How good are the tags?

Output of `vigie evaluate` on the labelled notices of `data/gold/`; do not edit. Precision: of what
Vigie says, how much is right. Recall: of what is there, how much Vigie says. Both are of `yes` over
notices labelled yes or no, with 95 % intervals (Wilson). Labels and definitions:
`data/measured/tags/`.

These notices were read while the rules were written, and the claim model has learned from them, so
these figures are fitted ones. What to expect of notices that nobody has read stands below, under
"Out of fold".
"""


def render_markdown(report: dict[str, Any], folds: dict[str, Any] | None = None) -> str:
    """Return the page; ``folds`` are the figures out of fold."""
    parts = [HEADER, _inputs(report), _summary(report)]
    if folds:
        parts.append(render_folds(folds))
    if report.get("pool"):
        parts.append(render_pool(report["pool"]))
    if report.get("audit"):
        parts.append(render_audit(report["audit"]))
    if report.get("readings"):
        parts.append(_hand_reviews(report["readings"]))
    if report.get("persons"):
        parts.append(render_persons(report["persons"]))
    parts.append("## What the errors have in common\n\n" + COMMON_ERRORS_FILE.read_text("utf-8"))
    parts += [_breakdowns(report), _tiers(report), _names(report), _exposure(report)]
    parts += [_surveillance(report), _errors(report)]
    return "\n".join(parts).rstrip() + "\n"


def render_persons(rates: dict[str, Any]) -> str:
    """Render how often the privacy stage is wrong, on both sides."""
    rows = [
        [
            what,
            "{}/{}".format(*rates[kind]["of"]),
            f"{rates[kind]['share']:.1%}",
            "{:.1%}–{:.1%}".format(*rates[kind]["interval"]),
        ]
        for kind, what in PERSON_RATES.items()
    ]
    return (
        "## Persons and firms\n\nOn supplier names labelled by reading (`gold/persons.csv` of the"
        " corpus, by hash), judged from name and country alone. Aims: at most 2 % and 1 %. The"
        " rules were written with these names at hand; on others, expect more.\n\n"
        + table(["", "names", "share", "95 % interval"], rows)
    )


def _inputs(report: dict[str, Any]) -> str:
    rows = [[entry["file"], entry["stage"], entry["rows"]] for entry in report["entered"]]
    text = "## What was measured\n\n" + table(["file", "entered at", "rows"], rows)
    if report["unscored"]:
        text += "\n**Not scored:**\n\n" + "".join(f"- {rule}\n" for rule in report["unscored"][:50])
    return text


def _summary(report: dict[str, Any]) -> str:
    rows = []
    for name in MEASURED_TAGS:
        scores = report["tags"][name]
        unclear_yes, of = scores["unclear_that_came_yes"]
        share = f"{unclear_yes}/{of} ({unclear_yes / of:.0%})" if of else "–"
        rows.append([name, *_rates(scores), scores["f1"], share])
    rows.append(["supplier → group", *_rates(report["names"]), "", ""])
    head = ["tag", "precision", "recall", "F1", "unclear that came yes"]
    text = "## Summary\n\n" + table(head, rows) + "\nConfusion (label → answer):\n\n"
    for name in MEASURED_TAGS:
        pairs = ", ".join(f"{k} {n}" for k, n in report["tags"][name]["confusion"].items())
        text += f"- {name}: {pairs}\n"
    return text


def _rates(scores: Mapping[str, Any]) -> list[str]:
    return [rate_with_interval(scores, kind) for kind in ("precision", "recall")]


HAND_REVIEW_HEADER = """## Read by hand

Every `yes` of the two surveillance tags and of public_alternative in all samples; of
data_outsourcing, big_tech and vendor (suppliers on no list of names) those of samples that hold no
label, of big_tech a hundred drawn by lot.
The lists are `data/gold/*_read.csv`, with the words and the judgement. "As read" counts every
claim; what was found wrong was then mended by rules for its whole class, so "still said" flatters.
"""


def _hand_reviews(reviews: dict[str, Any]) -> str:
    rows, wrong = [], []
    for tag, counts in reviews.items():
        first, still = counts["first"], counts["still"]
        rows.append(
            [
                tag,
                counts["read"],
                rate_with_interval(first, "precision"),
                first["not_settled"],
                rate_with_interval(still, "precision"),
            ]
        )
        wrong += [
            [tag, row["still_said"], row["notice"], row["title"], row["evidence"], row["reason"]]
            for row in counts["wrong"]
        ]
    head = ["tag", "yes read", "right, as read", "not settled", "right, of those still said"]
    text = f"{HAND_REVIEW_HEADER}\n{table(head, rows)}\nFound wrong:\n\n"
    return text + table(["tag", "still said", "notice", "title", "evidence", "why"], wrong)


def _breakdowns(report: dict[str, Any]) -> str:
    text = "## By file, language and portal\n"
    for name in MEASURED_TAGS:
        text += f"\n### {name}\n\n"
        rows, too_few = [], []
        for kind in ("file", "language", "portal"):
            for value, scores in report["tags"][name][f"by_{kind}"].items():
                if scores["recall_of"][1] < MIN_LABELLED:
                    too_few.append(f"{value} ({scores['recall_of'][1]} yes)")
                    continue
                rows.append([kind, value, *_rates(scores)])
        text += table(["", "", "precision", "recall"], rows)
        text += f"\nNot measured (fewer than {MIN_LABELLED} labelled yes): {', '.join(too_few)}.\n"
    return text


def _tiers(report: dict[str, Any]) -> str:
    vendors = report["vendors"]
    rows = [[tier, *_rates(counts)] for tier, counts in vendors["by_tier"].items()]
    roles = vendors["roles"]
    return (
        "## Vendor groups in notices, by tier\n\n"
        + table(["tier", "precision", "recall"], rows)
        + f"\nRoles of groups found: {roles.get('same', 0)} as labelled, "
        f"{roles.get('other', 0)} other.\n"
    )


def _names(report: dict[str, Any]) -> str:
    names = report["names"]
    rows = [[tier, *_rates(counts)] for tier, counts in names["by_tier"].items()]
    silent = ", ".join(f"{k} {n}" for k, n in names["names_without_group"].items())
    text = "## Supplier names\n\n" + table(["tier", "precision", "recall"], rows)
    text += f"\nMacro recall over {names['groups']} groups: {names['macro_recall']}. "
    text += f"Names of no group: {silent}.\n\n"
    return text + "".join(f"- {error}\n" for error in names["errors"])


def _exposure(report: dict[str, Any]) -> str:
    exposure = report["exposure"]
    rows = [
        [*pair.split(" -> "), n]
        for pair, n in sorted(exposure["confusion"].items())
        if pair != "not_applicable -> not_applicable"
    ]
    return (
        f"## data_law_exposure\n\nAccuracy {exposure['accuracy']} of {exposure['of']}; "
        f"where label and answer both apply {exposure['accuracy_where_both_apply']} of "
        f"{exposure['where_both_apply_of']}.\n\n" + table(["label", "answer", "rows"], rows)
    )


def _surveillance(report: dict[str, Any]) -> str:
    text = (
        "## Surveillance: every labelled case\n\nToo few for a rate. Every `yes` of all "
        "samples was read: see above.\n"
    )
    for name in LISTED_TAGS:
        text += _cases(report["surveillance"], name)
    return text


def _errors(report: dict[str, Any]) -> str:
    text = "## Every error\n"
    for name in MEASURED_TAGS:
        text += _cases(report["errors"], name)
    return text


def _cases(cases: Iterable[Mapping[str, Any]], tag: str) -> str:
    """Table of the wrong cases of one tag, under its name."""
    rows = [
        [case["label"], case["answer"], case["key"], case["title"], case["evidence"], case["note"]]
        for case in cases
        if case["tag"] == tag
    ]
    head = ["label", "answer", "notice", "title", "evidence", "note"]
    return f"\n### {tag}\n\n" + table(head, rows)
