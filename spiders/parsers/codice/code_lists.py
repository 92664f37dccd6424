"""Map closed code lists of CODICE to the model: method, technique, nature, outcome.

Source  the genericode lists named in ``@listURI``: SyndicationContractCode 2.08,
        SyndicationTenderingProcessCode 2.07, ContractingSystemTypeCode 2.08, TenderResultCode 2.09
        (their meanings as OpenPLACSP prints them).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.model import AwardStatus, Method, Technique
from spiders.parsers.common.code_list_reader import read_code_lists

_LISTS = read_code_lists(Path(__file__).with_suffix(".csv"))

METHODS: dict[str, Method | None] = _LISTS["METHODS"]

PROCEDURES = _LISTS["PROCEDURES"]

TECHNIQUES: dict[str, Technique] = _LISTS["TECHNIQUES"]

NATURES = {
    "1": "supplies",
    "2": "services",
    "3": "works",
    "21": "services",  # public services run by a contractor, the name of 22 until 2018
    "22": "services",
    "31": "works",  # likewise of 32
    "32": "works",
}

OUTCOMES: dict[str, AwardStatus] = _LISTS["OUTCOMES"]
"""3, 6 and 7 deserted, 4 withdrawn, 5 renounced, 8 awarded, 9 signed, 10 best tender so far, 11 an
assignment to a body of the buyer's own, signed."""
