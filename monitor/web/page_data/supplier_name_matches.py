"""Say of a contract that a word stands in the name of its supplier, where the title lacks it.

"drones" finds what the firm "Drones SARL" sells, which need not be drones.
"""

from __future__ import annotations

from typing import Any

from monitor.search.interpreted_query import Subject
from monitor.search.word_endings import stem
from monitor.web.read_only_pool import Row
from pipelines.text_folding import fold


def with_supplier_name_words(rows: list[Row], subjects: list[Subject]) -> list[dict[str, Any]]:
    """Add ``in_supplier``: the words of the query that the names of suppliers alone have.

    Names of groups, places and bodies are asked for as names: nothing is said of them.
    """
    asked = [s for s in subjects if not (s.groups or s.is_in_names)]
    result = []
    for row in rows:
        title, names = fold(row["title"] or "").split(), fold(row["suppliers"] or "").split()
        found = [
            subject.text
            for subject in asked
            if all(_has(names, word.folded) for word in subject.words)
            and not any(_has(title, stem(word.folded) or word.folded) for word in subject.words)
        ]
        result.append({**row, "in_supplier": found})
    return result


def _has(words: list[str], begun: str) -> bool:
    return any(word.startswith(begun) for word in words)
