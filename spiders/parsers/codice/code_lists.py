"""Map closed code lists of CODICE to the model: method, technique, nature, outcome.

Source  the genericode lists named in ``@listURI``: SyndicationContractCode 2.08,
        SyndicationTenderingProcessCode 2.07, ContractingSystemTypeCode 2.08, TenderResultCode 2.09
        (their meanings as OpenPLACSP prints them).
"""

from __future__ import annotations

from pipelines.model import AwardStatus, Method, Technique

METHODS: dict[str, Method | None] = {
    "1": "open",
    "2": "selective",
    "3": "limited",
    "4": "selective",
    "5": "selective",
    "6": "direct",
    "7": None,
    "8": "open",
    "9": "open",
    "10": "selective",
    "11": None,
    "12": None,
    "13": "selective",
    "100": None,
    "999": None,
}

PROCEDURES = {
    "1": "Abierto",
    "2": "Restringido",
    "3": "Negociado sin publicidad",
    "4": "Negociado con publicidad",
    "5": "Diálogo competitivo",
    "6": "Contrato menor",
    "7": "Derivado de acuerdo marco",
    "8": "Concurso de proyectos",
    "9": "Abierto simplificado",
    "10": "Asociación para la innovación",
    "11": "Derivado de asociación para la innovación",
    "12": "Basado en un sistema dinámico de adquisición",
    "13": "Licitación con negociación",
    "100": "Normas internas",
    "999": "Otros",
}

TECHNIQUES: dict[str, Technique] = {
    "0": "none",
    "1": "framework",
    "2": "dynamic_purchasing",
    "3": "call_off",
    "4": "call_off",
}

NATURES = {"1": "supplies", "2": "services", "3": "works", "22": "services", "32": "works"}

OUTCOMES: dict[str, AwardStatus] = {
    "1": "pending",
    "2": "active",
    "3": "unsuccessful",
    "4": "cancelled",
    "5": "cancelled",
    "6": "unsuccessful",
    "7": "unsuccessful",
    "8": "active",
    "9": "active",
    "10": "pending",
}
"""3, 6 and 7 deserted, 4 withdrawn, 5 renounced, 8 awarded, 9 signed, 10 best tender so far."""
