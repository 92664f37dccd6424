"""Map closed code lists of TED_EXPORT to the model.

Source  R2.0.8 and R2.0.9 schemas of the Publications Office and 4,214 real notices; the letters of
        document types and procedures are TED's own (search fields TD, PR, NC).
"""

from __future__ import annotations

from pipelines.model import AwardStatus, Kind, Method

KINDS: dict[str, Kind] = {
    "0": "planning",  # prior information without call
    "P": "planning",  # periodic indicative without call
    "Q": "planning",  # qualification system without call
    "B": "planning",  # buyer profile
    "6": "planning",  # general information
    "A": "tender",  # prior information as call
    "M": "tender",  # periodic indicative as call
    "O": "tender",  # qualification system as call
    "3": "tender",
    "4": "tender",  # prequalification
    "5": "tender",  # request for proposals
    "I": "tender",  # call for expressions of interest
    "F": "tender",  # subcontract
    "Y": "tender",  # dynamic purchasing system
    "H": "tender",  # services concession
    "C": "tender",  # works concession
    "E": "tender",  # contracts of a concessionnaire
    "D": "tender",  # design contest
    "7": "award",
    "J": "award",  # concession award
    "R": "award",  # result of a design contest
    "V": "award_intention",
    "K": "amendment",
}
"""Document type TD; 1 and 2 (corrigendum, additional information) do not say of what."""

CORRIGENDA = frozenset({"1", "2"})

FORM_KINDS: dict[str, Kind] = {
    "F01": "planning",
    "F02": "tender",
    "F03": "award",
    "F04": "planning",
    "F05": "tender",
    "F06": "award",
    "F07": "tender",
    "F08": "planning",
    "F12": "tender",
    "F13": "award",
    "F14": "tender",
    "F15": "award_intention",
    "F20": "amendment",
    "F21": "tender",
    "F22": "tender",
    "F23": "tender",
    "F24": "tender",
    "F25": "award",
    "T01": "planning",
    "T02": "award",
    "1": "planning",
    "2": "tender",
    "3": "award",
    "4": "planning",
    "5": "tender",
    "6": "award",
    "7": "tender",
    "8": "planning",
    "9": "tender",
    "10": "tender",
    "11": "tender",
    "12": "tender",
    "13": "award",
    "14": "tender",
    "15": "award_intention",
    "16": "planning",
    "17": "tender",
    "18": "award",
    "19": "tender",
}
"""Where the document type is one that we do not know."""

METHODS: dict[str, Method | None] = {
    "1": "open",
    "2": "selective",
    "3": "selective",  # accelerated restricted
    "4": "selective",  # negotiated with a call
    "6": "selective",  # accelerated negotiated
    "B": "selective",  # competitive with negotiation
    "C": "selective",  # competitive dialogue
    "G": "selective",  # innovation partnership
    "T": "limited",  # negotiated without a call
    "V": "limited",  # award without publication
    "F": "limited",  # concession without notice
    "A": "direct",
    "E": None,  # concession: the buyer shapes its own procedure
    "8": None,
    "9": None,
    "N": None,
    "Z": None,
}
"""Procedure PR; ``limited`` becomes ``direct`` where a ground for a direct award is given."""

NATURES = {"1": "works", "2": "supplies", "4": "services"}

OUTCOMES: dict[str, AwardStatus] = {
    "PROCUREMENT_UNSUCCESSFUL": "unsuccessful",
    "PROCUREMENT_DISCONTINUED": "cancelled",
}

UTILITIES = frozenset({"F06", "F15", "F20", "F22"})
"""Forms where a buyer may keep winner, value and number of tenders to itself (2014/25/EU).

Of 5,466 awarded contracts in 4,214 real notices 289 have no value: all of these four forms.
"""

GROUNDS: dict[str, str] = {
    "D_PROC_OPEN": "unsuitable",
    "D_PROC_RESTRICTED": "unsuitable",
    "D_PROC_COMPETITIVE_DIALOGUE": "unsuitable",
    "D_PROC_NEGOTIATED_PRIOR_CALL_COMPETITION": "unsuitable",
    "D_NO_TENDERS_REQUESTS": "unsuitable",
    "D_ALL_TENDERS": "irregular",
    "D_TECHNICAL": "technical",
    "D_ARTISTIC": "artistic",
    "D_PROTECT_RIGHTS": "exclusive",
    "D_EXCLUSIVE_RIGHT": "exclusive",
    "D_EXTREME_URGENCY": "urgency",
    "D_PERIODS_INCOMPATIBLE": "crisis",
    "D_ADD_DELIVERIES_ORDERED": "additional",
    "D_REPETITION_EXISTING": "repetition",
    "D_CONTRACT_AWARDED_DESIGN_CONTEST": "contest",
    "D_COMMODITY_MARKET": "commodity",
    "D_BARGAIN_PURCHASE": "bargain",
    "D_FROM_WINDING_PROVIDER": "closure",
    "D_FROM_LIQUIDATOR_CREDITOR": "liquidator",
    "D_MANUF_FOR_RESEARCH": "resd",
    "D_PURE_RESEARCH": "resd",
    "D_OTHER_SERVICES": "rd",
    "D_SERVICES_LISTED": "dir81-annexii",
    "D_MARITIME_SERVICES": "dir81-transport",
}
"""Boxes of annex D -> eForms direct-award-justification, as the Publications Office converts them
(github OP-TED/ted-xml-data-converter); D_OUTSIDE_SCOPE has no one meaning and stays as it is."""

OLD_GROUNDS: dict[str, str] = {
    "REASONS_PROVIDED_PARTICULAR_TENDERER_TECHNICAL": "technical",
    "REASONS_PROVIDED_PARTICULAR_TENDERER_ARTISTIC": "artistic",
    "REASONS_PROVIDED_PARTICULAR_TENDERER_EXCLUSIVE_RIGHTS": "exclusive",
    "EXTREME_URGENCY_EVENTS_UNFORESEEABLE": "urgency",
    "PERIOD_FOR_PROCEDURE_INCOMPATIBLE_WITH_CRISIS": "crisis",
    "ADDITIONAL_WORKS": "additional",
    "WORKS_REPETITION_EXISTING_WORKS": "repetition",
    "SERVICE_CONTRACT_AWARDED_SUCCESSFUL_CANDIDATE": "contest",
    "SUPPLIES_QUOTED_PURCHASED_COMMODITY_MARKET": "commodity",
    "PURCHASE_SUPPLIES_ADVANTAGEOUS_TERMS": "bargain",
    "CONTRACT_RESEARCH_DIRECTIVE": "rd",
    "MANUFACTURED_BY_DIRECTIVE": "resd",
    "ONLY_IRREGULAR_INACCEPTABLE_TENDERERS": "irregular",
    "NO_OPEN_RESTRICTED": "unsuitable",
    "NO_TENDERS_RESPONSE": "unsuitable",
    "AIR_MARITIME_TRANSPORT_FOR_ARMED_FORCES_DEPLOYMENT": "dir81-transport",
}
"""Boxes of annex D in R2.0.8, in the same words; a box left empty has a NO_ before its name."""
