"""Write tables and rates with their intervals in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]) + "\n"


def _cell(value: Any) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def rate_with_interval(scores: Mapping[str, Any], kind: str) -> str:
    """Format a rate as ``0.91 (40/44; 0.79–0.97)``."""
    right, of = scores[f"{kind}_of"]
    if not of:
        return "–"
    low, high = scores[f"{kind}_interval"]
    return f"{scores[kind]:.2f} ({right}/{of}; {low:.2f}–{high:.2f})"
