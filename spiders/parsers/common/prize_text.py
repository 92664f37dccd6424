"""Text of a prize of a design contest, which is no amount of the contract that its winner may get.

50,000 euros for the plan of a data centre (287682-2021).
"""

from __future__ import annotations

from pipelines.model import Money, Text


def prize_text(prize: Money) -> Text:
    return Text("prize", f"{prize.amount:f}\u00a0{prize.currency or ''}".strip())
