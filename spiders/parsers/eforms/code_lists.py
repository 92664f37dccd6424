"""Map closed code lists of eForms to the model: kind of notice, method, outcome of a lot.

Source  github OP-TED/eForms-SDK, codelists notice-subtype, form-type, procurement-procedure-type,
        winner-selection-status, non-award-justification, framework-agreement, dps-usage.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.model import AwardStatus, Kind, Method, Technique
from spiders.parsers.common.code_list_reader import read_code_lists

_LISTS = read_code_lists(Path(__file__).with_suffix(".csv"))

SUBTYPES: dict[str, Kind] = _LISTS["SUBTYPES"]
"""Notice subtype OPP-070.  Norway writes its national forms with an N before the number."""

FORM_TYPES: dict[str, Kind] = _LISTS["FORM_TYPES"]
"""Form type BT-03; ``change`` (SDK before 1.3) says nothing of the notice it changes."""

ROOT_KINDS: dict[str, Kind] = _LISTS["ROOT_KINDS"]

METHODS: dict[str, Method | None] = _LISTS["METHODS"]
"""BT-105; ``limited`` becomes ``direct`` where a ground for a direct award is given."""

OUTCOMES: dict[str, AwardStatus] = _LISTS["OUTCOMES"]

REASONS_WITHOUT_WINNER: dict[str, AwardStatus] = _LISTS["REASONS_WITHOUT_WINNER"]
"""BT-144: what was given up by a decision of the buyer or of a review body is cancelled ("sans
suite"), as in the older forms; without a tender that could win it is unsuccessful."""

TECHNIQUES: dict[str, Technique] = _LISTS["TECHNIQUES"]
"""BT-765 and BT-766, which share one element."""

EXAMPLES: dict[str, str] = _LISTS["EXAMPLES"]
"""Procedure identifiers (BT-04) of the SDK's examples, which senders copied: they identify none."""

CANCELLATIONS = frozenset({"cancel", "cancel-intent"})
"""Reasons of a change (BT-140) that end a notice instead of correcting it."""
