"""Apply granted objections to the facts stored in ``private.db``.

``monitor.operations.apply_takedowns`` sweeps ``vigie.db``; the facts of pending and sent
notifications lie here.  Done once for each state of the list of objections, also after ``vigie.db``
was rebuilt and has no row of the takedown in its log.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from monitor.alerts.repair_rows import stored_facts
from pipelines.privacy.objections import Objections, mask_words
from pipelines.store.database import get_meta, set_meta

APPLIED_KEY = "objections"  # key of meta: the list that was applied last
ID_FIELDS = (
    "id",
    "notice_id",
    "same_as",
    "buyer_id",
)  # rows are found by them; vigie.db keeps them, too


def redact_stored_facts(private: sqlite3.Connection, objections: Objections) -> int:
    """Redact stored facts in the caller's transaction and return how many changed."""
    if not objections.rows or get_meta(private, APPLIED_KEY) == objections.digest:
        return 0
    changed = 0
    stored = private.execute("SELECT id, facts FROM events WHERE facts IS NOT NULL").fetchall()
    for event, text in stored:
        facts = stored_facts(text)  # what cannot be read may hold anybody's words
        redacted = None if facts is None else _redacted(facts, objections)
        redacted_text = None if redacted is None else json.dumps(redacted, ensure_ascii=False)
        if redacted_text != text:
            private.execute("UPDATE events SET facts = ? WHERE id = ?", (redacted_text, event))
            changed += 1
    set_meta(private, APPLIED_KEY, objections.digest)
    return changed


def _redacted(facts: dict[str, Any], objections: Objections) -> dict[str, Any] | None:
    """Return facts with objected words masked, or None when their notice was withdrawn."""
    notice = str(facts.get("notice_id") or str(facts.get("id") or "").partition("/")[0])
    if notice in objections.withdrawn_notices:
        return None
    if facts.get("section") == "bulletin":
        parts = {name: _part(part, objections) for name, part in facts["parts"].items()}
        return facts | {"parts": parts}
    words = objections.words_everywhere + objections.words_by_notice.get(notice, ())
    return {
        name: value if name in ID_FIELDS else _mask_value(value, words)
        for name, value in facts.items()
    }


def _part(part: dict[str, Any], objections: Objections) -> dict[str, Any]:
    """Return a part of a bulletin with each of its contracts redacted."""
    rows = (_redacted(row, objections) for row in part["rows"])
    return part | {"rows": [row for row in rows if row is not None]}


def _mask_value(value: Any, words: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        for who in words:
            value = mask_words(value, who)
        return value
    if isinstance(value, dict):
        return {name: _mask_value(item, words) for name, item in value.items()}
    return [_mask_value(item, words) for item in value] if isinstance(value, list) else value
