"""Map closed code lists of TED_EXPORT to the model.

Source  R2.0.8 and R2.0.9 schemas of the Publications Office and 4,214 real notices; the letters of
        document types and procedures are TED's own (search fields TD, PR, NC).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.model import AwardStatus, Kind, Method
from spiders.parsers.common.code_list_reader import read_code_lists

_LISTS = read_code_lists(Path(__file__).with_suffix(".csv"))

KINDS: dict[str, Kind] = _LISTS["KINDS"]
"""Document type TD; 1 and 2 (corrigendum, additional information) do not say of what."""

CORRIGENDA = frozenset({"1", "2"})

FORM_KINDS: dict[str, Kind] = _LISTS["FORM_KINDS"]
"""Where the document type is one that we do not know."""

METHODS: dict[str, Method | None] = _LISTS["METHODS"]
"""Procedure PR; ``limited`` becomes what the grounds say, where they are given."""

NATURES = {"1": "works", "2": "supplies", "4": "services"}

OUTCOMES: dict[str, AwardStatus] = {
    "PROCUREMENT_UNSUCCESSFUL": "unsuccessful",
    "PROCUREMENT_DISCONTINUED": "cancelled",
}

UTILITIES = frozenset({"F06", "F15", "F20", "F22"})
"""Forms where a buyer may keep winner, value and number of tenders to itself (2014/25/EU).

Of 5,466 awarded contracts in 4,214 real notices 289 have no value: all of these four forms.
"""

GROUNDS: dict[str, str] = _LISTS["GROUNDS"]
"""Boxes of annex D -> eForms direct-award-justification, as the Publications Office converts them
(github OP-TED/ted-xml-data-converter); D_OUTSIDE_SCOPE has no one meaning and stays as it is."""

OLD_GROUNDS: dict[str, str] = _LISTS["OLD_GROUNDS"]
"""Boxes of annex D in R2.0.8, in the same words; a box left empty has a NO_ before its name."""
