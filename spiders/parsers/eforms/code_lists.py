"""Map closed code lists of eForms to the model: kind of notice, method, outcome of a lot.

Source  github OP-TED/eForms-SDK, codelists notice-subtype, form-type, procurement-procedure-type,
        winner-selection-status, framework-agreement, dps-usage.
"""

from __future__ import annotations

from pipelines.model import AwardStatus, Kind, Method, Technique

_RANGES: tuple[tuple[int, int, Kind], ...] = (
    (1, 9, "planning"),
    (10, 24, "tender"),
    (25, 28, "award_intention"),
    (29, 37, "award"),
    (38, 40, "amendment"),
)
_OTHERS: dict[str, Kind] = {
    "T01": "planning",
    "T02": "award",
    "CEI": "tender",
    "E1": "planning",
    "E2": "planning",
    "E3": "tender",
    "E4": "award",
    "E5": "termination",
    "E6": "amendment",
}
SUBTYPES: dict[str, Kind] = _OTHERS | {
    str(number): kind for low, high, kind in _RANGES for number in range(low, high + 1)
}
"""Notice subtype OPP-070.  Norway writes its national forms with an N before the number."""

FORM_TYPES: dict[str, Kind] = {
    "planning": "planning",
    "consultation": "planning",
    "competition": "tender",
    "dir-awa-pre": "award_intention",
    "result": "award",
    "cont-modif": "amendment",
    "completion": "termination",
}
"""Form type BT-03; ``change`` (SDK before 1.3) says nothing of the notice it changes."""

ROOT_KINDS: dict[str, Kind] = {
    "PriorInformationNotice": "planning",
    "ContractNotice": "tender",
    "ContractAwardNotice": "award",
}

METHODS: dict[str, Method | None] = {
    "open": "open",
    "restricted": "selective",
    "neg-w-call": "selective",
    "comp-dial": "selective",
    "comp-tend": "selective",
    "innovation": "selective",
    "oth-mult": "selective",
    "neg-wo-call": "limited",
    "oth-single": None,
    "exp-int-rail": None,
}
"""BT-105; ``limited`` becomes ``direct`` where a ground for a direct award is given."""

OUTCOMES: dict[str, AwardStatus] = {
    "selec-w": "active",
    "clos-nw": "unsuccessful",
    "open-nw": "pending",
}

TECHNIQUES: dict[str, Technique] = {
    "none": "none",
    "fa-wo-rc": "framework",
    "fa-w-rc": "framework",
    "fa-mix": "framework",
    "dps-list": "dynamic_purchasing",
    "dps-nlist": "dynamic_purchasing",
}
"""BT-765 and BT-766, which share one element."""

CANCELLATIONS = frozenset({"cancel", "cancel-intent"})
"""Reasons of a change (BT-140) that end a notice instead of correcting it."""
