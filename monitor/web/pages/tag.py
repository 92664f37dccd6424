"""Tag page: its meaning, its rules, its measured quality by language, its limits.

Shape  tag: id; book: title and sections of its text (tag_page_sections.Book);
       rules: {id, tag, label, why,
       strength, weight, since, any: {language: phrases}, tagged, untagged}; clauses: the same, on
       the page of data_outsourcing; words_in: the language of the words that are shown, at most
       most_words of a rule; words_languages: all that the rules have; quality: figures of
       quality.json, None: not measured; by_language: {measured: {language: figures}, few:
       {language: labelled yes}}; unread_claims: of claims that nobody had checked, or None;
       examples: latest contracts with it.
Raises  NotFoundError: there is no such tag.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from monitor.i18n.rule_explanations import PAGE_OF, all_rules, weight_of
from monitor.i18n.tag_page_markdown import TAGS, read_tag_page
from monitor.i18n.value_formatting import translated
from monitor.quality import quality_summary
from monitor.web.errors import NotFoundError
from monitor.web.page_data.aggregate_queries import LISTED, freshness, totals
from monitor.web.page_request import PageRequest, code
from pipelines.reference.rules import Rule
from pipelines.store.contract_conditions import IN_FORCE

PARAMS = {"words": code("[a-z]{2}", "de")}  # those of all languages are ten times as long
TABLES = {"rules": "rules", "clauses": "clauses", "contracts": "examples"}
MAX_ROWS = 6
MAX_WORDS = 2  # of a rule, as the page has a hundred; the files to download have all


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page of one tag."""
    tag = request.args["id"]
    page = read_tag_page(tag, request.lang)
    if page is None:
        raise NotFoundError
    rules = [_rule(rule) for rule in _of(tag)]
    quality = quality_summary.read_summary()
    figures = quality["tags"].get(tag) if quality else None
    return {
        "tag": tag,
        "book": asdict(page),
        "rules": [rule for rule in rules if rule["tag"] != "clause"],
        "clauses": [rule for rule in rules if rule["tag"] == "clause"],
        "words_in": request.args["words"] or request.lang,
        "most_words": MAX_WORDS,
        "words_languages": sorted(
            {lang for rule in rules for lang in rule["any"] if len(lang) == 2}
        ),
        "quality": figures,
        "unread_claims": _unread_claims(tag, quality) if quality else None,
        "is_listed": bool(quality and tag in quality["listed"]),
        "exposure": quality["exposure"] if quality and tag == "data_law_exposure" else None,
        "fewest": quality["fewest"] if quality else None,
        "by_language": _cut(figures, quality["fewest"]) if quality and figures else None,
        "total": totals(request.db, "tag", tag),
        "examples": _examples(request, tag),
        "freshness": freshness(request.db),
    }


def _of(tag: str) -> list[Rule]:
    return [rule for rule in all_rules().values() if PAGE_OF.get(rule.tag, rule.tag) == tag]


def _rule(rule: Rule) -> dict[str, Any]:
    words: dict[str, list[str]] = {}
    for language, phrase in rule.any:
        words.setdefault(language, []).append(phrase)
    return {
        "id": rule.id,
        "tag": rule.tag,
        "label": translated(rule.label),
        "why": translated(rule.why),
        "strength": rule.strength,
        "weight": weight_of(f"{rule.tag}/{rule.id}"),
        "since": rule.since.isoformat(),
        "any": dict(sorted(words.items())),
        "tagged": rule.tagged,
        "untagged": rule.untagged,
    }


def _unread_claims(tag: str, quality: dict[str, Any]) -> dict[str, Any] | None:
    """Return the rate of claims that nobody had checked; None where they were too few for one."""
    rate: dict[str, Any] | None = quality["unread_claims"].get(tag)
    return rate if rate and rate["precision_of"][1] >= quality["fewest"] else None


def _cut(figures: Mapping[str, Any], fewest: int) -> dict[str, dict[str, Any]]:
    """Languages with enough labelled yes, and the number of those of the others."""
    by_language = {name: cut for name, cut in figures["by_language"].items() if name != "?"}
    return {
        "measured": {n: cut for n, cut in by_language.items() if cut["recall_of"][1] >= fewest},
        "few": {
            n: cut["recall_of"][1] for n, cut in by_language.items() if cut["recall_of"][1] < fewest
        },
    }


def _examples(request: PageRequest, tag: str) -> list[dict[str, Any]]:
    if tag not in TAGS or tag == "data_law_exposure":
        return []
    return request.db.rows(
        f"SELECT {LISTED} FROM contracts c WHERE c.{tag} = 'yes' AND {IN_FORCE}"
        " ORDER BY c.updated DESC, c.id LIMIT :most",
        most=MAX_ROWS,
    )
