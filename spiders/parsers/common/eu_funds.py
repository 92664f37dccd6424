"""What a notice says of money from the Union: its programme, its project and its own words."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.model import Text
from spiders.parsers.common.no_supplier import is_supplier_placeholder

EU_FUNDS = "eu-funds"
"""The code of eForms for "yes" (BT-60), kept where nothing else is said."""


def eu_funds_text(parts: Iterable[str | None], language: str | None) -> Text | None:
    """Join what is said, each part once; None where nothing is, or "not applicable"."""
    words = dict.fromkeys(part for part in parts if part and not is_supplier_placeholder(part))
    return Text("eu_funds", " · ".join(words), language) if words else None
