"""Texts of a notice that say what part of a contract is left to subcontractors."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.model import Money, Text


def subcontracting_texts(percent: str | None, money: Money | None) -> Iterator[Text]:
    """Yield the share and the value left to others; a value of 0 stands for "not known"."""
    if percent:
        yield Text("subcontracting", f"{percent}\u00a0%")
    if money and money.amount:
        yield Text("subcontracting", f"{money.amount:f}\u00a0{money.currency or ''}".strip())
