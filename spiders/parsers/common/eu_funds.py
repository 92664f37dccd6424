"""What a notice says of money from the Union: its programme, its project and its own words."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.model import Text

EU_FUNDS = "eu-funds"
"""The code of eForms for "yes" (BT-60), kept where nothing else is said."""


def eu_funds_text(parts: Iterator[str | None], language: str | None) -> Text | None:
    """Join what is said, each part that has a letter or digit once; None where nothing is."""
    words = dict.fromkeys(part for part in parts if part and any(map(str.isalnum, part)))
    return Text("eu_funds", " · ".join(words), language) if words else None
