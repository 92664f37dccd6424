"""Update the generated blocks of the tag pages: their rules and their measured quality."""

from __future__ import annotations

import re
from typing import Any

from monitor.i18n.catalogue import _, language, use_language
from pipelines.interface_languages import text_in
from pipelines.reference.data_folder import MEASURED
from pipelines.reference.rules import Rule
from pipelines.reference.table_classes import ReferenceTables

FOLDER = MEASURED / "tags"


def replace_block(text: str, block: str, content: str) -> str:
    """Return the page with the content of ``<!-- block -->`` replaced."""
    pattern = rf"(<!-- {block} -->\n).*?(<!-- /{block} -->)"
    return re.sub(pattern, lambda m: f"{m[1]}{content.rstrip()}\n{m[2]}", text, flags=re.S)


def update_pages(
    report: dict[str, Any], folds: dict[str, Any] | None, tables: ReferenceTables
) -> None:
    """Update both blocks of every page."""
    for path in sorted(FOLDER.glob("*.md")):
        tag, lang, _suffix = path.name.split(".")
        with use_language(lang):
            text = replace_block(path.read_text("utf-8"), "rules", rules_block(tag, tables))
            text = replace_block(text, "measured", quality_block(tag, report, folds))
        path.write_text(text, "utf-8")


def rules_block(tag: str, tables: ReferenceTables) -> str:
    """Return the list of a tag's rules, each with its weight and label."""
    tag_of_rules = "vendor" if tag == "big_tech" else tag
    lines = [
        f"- `{rule.id}` ({_weight(rule, tables)}): {text_in(rule.label, language())}"
        for rule in tables.rules
        if rule.tag == tag_of_rules
    ]
    return "\n".join(lines) if lines else _("No rule of words.")


def _weight(rule: Rule, tables: ReferenceTables) -> str:
    if rule.strength == "against":
        weight = tables.weights.weight_of(rule)
        return f"{weight:+g}" if weight else "−"
    return f"{tables.weights.weight_of(rule):+g}"


def quality_block(tag: str, report: dict[str, Any], folds: dict[str, Any] | None) -> str:
    """Return the measured quality of a tag, in the language of the page."""
    if tag == "data_law_exposure":
        figures = report["exposure"]
        return (
            f"Accuracy {figures['accuracy_where_both_apply']} "
            f"({figures['where_both_apply_of']}), {figures['accuracy']} ({figures['of']})."
        )
    review = report.get("readings", {}).get(tag)
    if tag not in report["tags"]:
        return (
            _review_line(review) if review else _("Not measured on its own; see `docs/quality.md`.")
        )
    lines = [_line(report["tags"][tag])]
    if folds and tag in folds:
        prefix = _("Out of fold:")
        lines.append(f"{prefix} {_line(folds[tag])}")
    if review:
        lines.append(_review_line(review))
    return "\n\n".join(lines)


def _review_line(review: dict[str, Any]) -> str:
    """Return the precision found by reviews by hand, as reviewed and of tags still given."""
    text = _("Read one by one: {} yes, right {}; still said, right {}.")
    shares = []
    for kind in ("first", "still"):
        right, of = review[kind]["precision_of"]
        low, high = review[kind]["precision_interval"]
        shares.append(f"{right}/{of} ({low:.2f}–{high:.2f})")
    return text.format(review["read"], *shares)


def _line(figures: dict[str, Any]) -> str:
    words = (_("precision"), _("recall"))
    parts = []
    for word, kind in zip(words, ("precision", "recall"), strict=True):
        right, of = figures[f"{kind}_of"]
        low, high = figures[f"{kind}_interval"]
        parts.append(f"{word} {figures[kind]} ({right}/{of}; {low:.2f}–{high:.2f})")
    loose, of = figures["unclear_that_came_yes"]
    unclear = _("unclear that came yes")
    return f"{', '.join(parts)}; {unclear} {loose}/{of}."
