"""Texts of a notice that say what part of a contract is left to subcontractors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from pipelines.model import Money, Text, replace

Lot = TypeVar("Lot")


def subcontracting_texts(percent: str | None, money: Money | None) -> Iterator[Text]:
    """Yield the share and the value left to others; a value of 0 stands for "not known"."""
    if percent:
        yield Text("subcontracting", f"{percent}\u00a0%")
    if money and money.amount:
        yield Text("subcontracting", f"{money.amount:f}\u00a0{money.currency or ''}".strip())


def by_lot(
    stated: Iterable[tuple[Lot, str | None, tuple[Text, ...]]],
) -> Iterator[tuple[Lot, Text]]:
    """Yield the texts of contracts, which are kept with their lot: (lot, number, texts) each.

    Where contracts of one lot say different things, the number of its contract stands before each
    text (R 2927 of 27956-2022 leaves 20 % to others, its twenty neighbours nothing); a text of a
    contract without a number is then left out, since it would be said of them all.
    """
    contracts: dict[Lot, list[tuple[str | None, tuple[Text, ...]]]] = {}
    for lot, number, texts in stated:
        contracts.setdefault(lot, []).append((number, texts))
    for lot, listed in contracts.items():
        if len({texts for _, texts in listed}) == 1:
            yield from ((lot, text) for text in listed[0][1])
            continue
        for number, texts in listed:
            if number:
                yield from ((lot, replace(text, text=f"{number}: {text.text}")) for text in texts)
