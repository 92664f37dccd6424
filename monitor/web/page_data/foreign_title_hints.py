"""Say in the reader's language what a contract is about whose title is in another one.

The words are ours: the label of its code, and of the rules that found something in it.  Nothing is
translated.
"""

from __future__ import annotations

import json
from typing import Any

from monitor.i18n.classification_code_labels import classification_label
from monitor.i18n.rule_explanations import all_rules
from monitor.i18n.value_formatting import translated
from monitor.web.read_only_pool import ReadSession, Row

_MAX_CONCEPTS = 3  # concepts told of one contract
_RULES = """
SELECT DISTINCT t.contract_id, t.rule FROM tags t, json_each(:ids) i
WHERE t.contract_id = i.value AND t.value IN ('yes', 'unclear')
"""


def about_contracts(db: ReadSession, rows: list[Row], lang: str) -> list[dict[str, Any]]:
    """Add ``about`` to rows of contracts: labels in the reader's language, [] for his own."""
    foreign = [row["id"] for row in rows if row["language"] != lang]
    rules: dict[str, list[str]] = {}
    for tag in db.rows(_RULES, ids=json.dumps(foreign)) if foreign else ():
        rules.setdefault(tag["contract_id"], []).append(tag["rule"])
    known = all_rules()
    result = []
    for row in rows:
        labels: dict[str, None] = {}
        if row["language"] != lang:
            label = classification_label(row["main_code"])
            if label:
                labels[label] = None
            for rule in sorted(rules.get(row["id"], ())):
                if rule in known and known[rule].strength == "strong":
                    labels[translated(known[rule].label)] = None
        result.append({**row, "about": list(labels)[:_MAX_CONCEPTS]})
    return result
