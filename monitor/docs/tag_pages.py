"""docs/tags/*.md: the blocks that are not written by hand, measured quality and rules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pipelines.reference.rules import Rule
from pipelines.reference.tables import ReferenceTables

FOLDER = Path(__file__).parents[2] / "docs" / "tags"
NO_RULES = {"en": "No rule of words.", "fr": "Aucune règle de mots."}
NOT_MEASURED = {
    "en": "Not measured on its own; see `docs/quality.md`.",
    "fr": "Pas de mesure propre ; voir `docs/quality.md`.",
}


def replace_block(text: str, block: str, content: str) -> str:
    """Page -> the same with what stands between ``<!-- block -->`` and its end replaced."""
    pattern = rf"(<!-- {block} -->\n).*?(<!-- /{block} -->)"
    return re.sub(pattern, lambda m: f"{m[1]}{content.rstrip()}\n{m[2]}", text, flags=re.S)


def update_pages(
    report: dict[str, Any], folds: dict[str, Any] | None, tables: ReferenceTables
) -> None:
    """Fills both blocks of every page."""
    for path in sorted(FOLDER.glob("*.md")):
        tag, language, _ = path.name.split(".")
        text = replace_block(path.read_text("utf-8"), "rules", rules_block(tag, language, tables))
        path.write_text(
            replace_block(text, "measured", quality_block(tag, language, report, folds)), "utf-8"
        )


def rules_block(tag: str, language: str, tables: ReferenceTables) -> str:
    """Tag -> its rules by name, with what they weigh and why they are there."""
    wanted = "vendor" if tag == "big_tech" else tag
    lines = [
        f"- `{rule.id}` ({_weight(rule, tables)}): "
        f"{rule.label_fr if language == 'fr' else rule.label_en}"
        for rule in tables.rules
        if rule.tag == wanted
    ]
    return "\n".join(lines) if lines else NO_RULES[language]


def _weight(rule: Rule, tables: ReferenceTables) -> str:
    if rule.strength == "against":
        weight = tables.weights.weight_of(rule)
        return f"{weight:+g}" if weight else "−"
    return f"{tables.weights.weight_of(rule):+g}"


def quality_block(
    tag: str, language: str, report: dict[str, Any], folds: dict[str, Any] | None
) -> str:
    if tag == "data_law_exposure":
        found = report["exposure"]
        return (
            f"Accuracy {found['accuracy_where_both_apply']} "
            f"({found['where_both_apply_of']}), {found['accuracy']} ({found['of']})."
        )
    read = report.get("readings", {}).get(tag)
    if tag not in report["tags"]:
        return _review_line(language, read) if read else NOT_MEASURED[language]
    lines = [_line(tag, language, report["tags"][tag])]
    if folds and tag in folds:
        said = "Hors échantillon :" if language == "fr" else "Out of fold:"
        lines.append(f"{said} {_line(tag, language, folds[tag])}")
    if read:
        lines.append(_review_line(language, read))
    return "\n\n".join(lines)


def _review_line(language: str, read: dict[str, Any]) -> str:
    """What was read by hand of its yes: as it was read, and of what is still said."""
    words = (
        ("Lus un par un : {} oui, dont justes {} ; encore affirmés, dont justes {}.")
        if language == "fr"
        else ("Read one by one: {} yes, right {}; still said, right {}.")
    )
    shares = []
    for kind in ("first", "still"):
        right, of = read[kind]["precision_of"]
        low, high = read[kind]["precision_interval"]
        shares.append(f"{right}/{of} ({low:.2f}–{high:.2f})")
    return words.format(read["read"], *shares)


def _line(tag: str, language: str, found: dict[str, Any]) -> str:
    words = ("précision", "rappel") if language == "fr" else ("precision", "recall")
    out = []
    for word, kind in zip(words, ("precision", "recall"), strict=True):
        right, of = found[f"{kind}_of"]
        low, high = found[f"{kind}_interval"]
        out.append(f"{word} {found[kind]} ({right}/{of}; {low:.2f}–{high:.2f})")
    loose, of = found["unclear_that_came_yes"]
    more = "« non dit » devenus oui" if language == "fr" else "unclear that came yes"
    return f"{', '.join(out)}; {more} {loose}/{of}."
