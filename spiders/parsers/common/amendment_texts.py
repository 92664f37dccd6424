"""Texts of a notice that say what its modifications change."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.model import Award, Text


def amendment_texts(awards: Iterable[Award], language: str | None) -> tuple[Text, ...]:
    """Reasons and descriptions of the amendments of a notice, each once."""
    amendments = (amendment for award in awards for amendment in award.amendments)
    statements = (text for each in amendments for text in (each.reason, each.description) if text)
    return tuple(dict.fromkeys(Text("change", text, language) for text in statements))
