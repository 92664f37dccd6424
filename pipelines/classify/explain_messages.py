"""What ``explain`` says, in French and English, for people who have never seen the tables.

Short names of claims, proofs, roles and clauses -> words.  A name without words is shown as it is:
nothing is hidden because nobody has translated it.
"""

from __future__ import annotations

import re

from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.reference.tables import ReferenceTables

WORDS = {
    "fr": {
        "scope": "Service numérique",
        "because": "car",
        "whole": "Tout l'avis",
        "rest": "Ce qui est dit de l'avis entier, d'aucun lot en particulier",
        "award": "Marché",
        "lot": "lot",
        "supplier": "titulaire",
        "group": "groupe",
        "basis": "preuve",
        "unsourced": "sans source",
        "source": "source",
        "none": "aucun groupe",
        "sum": "somme",
        "yes_from": "oui à partir de",
        "unclear_from": "non dit à partir de",
        "code": "code",
        "digital": "service numérique",
        "cancelled": "ne compte pas",
        "near": "à côté de",
        "rule": "règle",
        "letter": "lettre",
        "nothing": "aucun mot de l'avis ne le dit",
        "nothing_lot": "aucun mot de ce lot ne le dit",
        "nothing_award": "aucun mot de ce marché ne le dit",
        "nothing_whole": "aucun mot sur l'avis entier ne le dit",
        "clues": "des indices seuls ne font jamais un oui",
        "product": "produit",
        "withdrawn": "Affirmation retirée",
        "correction": "Correction humaine",
        "reply": "Réponse de",
        "by": "par",
        "sector": "acheteur du secteur",
        "low": "confiance basse : jamais un oui",
        "other": "autre sens",
        "needs": "ne compte que dans un avis dont un code ou un autre mot dit qu'il est numérique",
    },
    "en": {
        "scope": "Digital service",
        "because": "because",
        "whole": "Whole notice",
        "rest": "What is said of the whole notice, of no lot in particular",
        "award": "Contract",
        "lot": "lot",
        "supplier": "supplier",
        "group": "group",
        "basis": "proof",
        "unsourced": "unsourced",
        "source": "source",
        "none": "no group",
        "sum": "sum",
        "yes_from": "yes from",
        "unclear_from": "not said from",
        "code": "code",
        "digital": "digital service",
        "cancelled": "does not count",
        "near": "beside",
        "rule": "rule",
        "letter": "letter",
        "nothing": "no word of the notice says so",
        "nothing_lot": "no word of this lot says so",
        "nothing_award": "no word of this contract says so",
        "nothing_whole": "no word about the whole notice says so",
        "clues": "clues alone never make a yes",
        "product": "product",
        "withdrawn": "Claim withdrawn",
        "correction": "Human correction",
        "reply": "Reply by",
        "by": "by",
        "sector": "buyer of the sector",
        "low": "low confidence: never a yes",
        "other": "another sense",
        "needs": "counts only in a notice that a code or another word calls digital",
    },
}
NAMES = {
    "fr": {
        "big_tech": "Grande entreprise du numérique",
        "data_outsourcing": "Données confiées",
        "worker_surveillance": "Surveillance de travailleurs",
        "public_surveillance_ai": "Surveillance du public ou IA",
        "public_alternative": "Alternative publique",
        "data_law_exposure": "Droit applicable",
        "yes": "OUI",
        "unclear": "NON DIT DANS L'AVIS",
        "no": "NON",
        "borderline": "À LA LIMITE",
    },
    "en": {
        "big_tech": "Big tech",
        "data_outsourcing": "Data outsourced",
        "worker_surveillance": "Surveillance of workers",
        "public_surveillance_ai": "Surveillance of the public, AI",
        "public_alternative": "Public alternative",
        "data_law_exposure": "Law that reaches the data",
        "yes": "YES",
        "unclear": "NOT SAID IN THE NOTICE",
        "no": "NO",
        "borderline": "BORDERLINE",
    },
}

# name -> French, English
_SAID = {
    "identifier": ("numéro d'immatriculation", "registry number"),
    "legal_name": ("raison sociale", "legal name"),
    "alias": ("nom d'usage", "trade name"),
    "former_name": ("ancien nom", "former name"),
    "near_miss": ("nom presque identique", "nearly the same name"),
    "correction": ("jugement humain", "human judgement"),
    "high": ("confiance forte", "high confidence"),
    "medium": ("confiance moyenne", "medium confidence"),
    "low": ("confiance basse", "low confidence"),
    "winner": ("titulaire", "winner"),
    "consortium_member": ("membre du groupement", "member of the consortium"),
    "subcontractor": ("sous-traitant", "subcontractor"),
    "reseller_winner": ("revendeur titulaire", "reseller that won"),
    "named_product": ("produit nommé", "named product"),
    "named_manufacturer": ("fabricant du matériel", "maker of the machines"),
    "incumbent": ("produit en place", "product in use"),
    "brand_only_equivalent": (
        "marque citée « ou équivalent » : ne compte pas",
        "brand named “or equivalent”: does not count",
    ),
    "title": ("titre", "title"),
    "description": ("description", "description"),
    "contract_title": ("titre du marché", "title of the contract"),
    "contract_description": ("description du marché", "description of the contract"),
    "supplier": ("titulaire", "supplier"),
    "conditions": ("conditions", "conditions"),
    "direct_award_reason": (
        "motif d'une attribution directe",
        "reason for awarding without competition",
    ),
    "framework_reason": ("motif de l'accord-cadre", "reason for the framework"),
    "procedure": ("procédure", "procedure"),
    "renewal": ("reconduction", "renewal"),
    "options": ("options", "options"),
    "subcontracting": ("sous-traitance", "subcontracting"),
    "change": ("modification", "change"),
    "non_eu_parent": ("maison mère hors de l'UE", "parent company outside the EU"),
    "eu_only": ("UE seulement", "EU only"),
    "domestic": ("du pays de l'acheteur", "of the buyer's country"),
    "hybrid": ("mixte", "mixed"),
    "unknown": ("inconnu", "unknown"),
    "health": ("santé", "health"),
    "police": ("police et justice", "police and justice"),
    "transport": ("transports", "transport"),
    "education": ("enseignement", "education"),
    "location_eu": ("clause : données dans l'UE", "clause: data in the EU"),
    "location_national": ("clause : données dans le pays", "clause: data in the country"),
    "sovereign_certification": ("clause : certification exigée", "clause: certification asked for"),
    "subprocessing": ("clause : sous-traitance des données", "clause: sub-processing"),
    "transfer": ("clause : transfert hors de l'UE", "clause: transfer outside the EU"),
    "exit": ("clause : réversibilité", "clause: exit"),
    "seat": ("siège du titulaire dans l'avis", "seat of the supplier in the notice"),
    "seat-unknown": ("siège du titulaire non publié", "seat of the supplier not published"),
    "no-winner": ("titulaire non publié", "winner not published"),
    # sources of registry numbers, as vendor_identifiers.csv has them
    "named with this number in published notices": (
        "nommé avec ce numéro dans des avis publiés",
        "named with this number in published notices",
    ),
    "named with this number in public data": (
        "nommé avec ce numéro dans des données publiques",
        "named with this number in public data",
    ),
    "named with this number in a published test file": (
        "nommé avec ce numéro dans un fichier d'essai publié",
        "named with this number in a published test file",
    ),
}
# beginnings and ends of the reasons of pipelines/classify/scope.py
_REASONS = (
    (
        r"^no code, word or vendor speaks of a digital service$",
        "aucun code, mot ou groupe ne parle d'un service numérique",
    ),
    (r"^big tech named: ", "grande entreprise du numérique nommée : "),
    (r"^product named: ", "produit nommé : "),
    (r"^further code ", "autre code "),
    (r"^dealer in computing ", "revendeur informatique "),
    (r", and no code or word$", ", sans code ni mot"),
    (r"^vendor (\S+): ", r"groupe \1 : "),
    (r"^code (\S+ \S+) alone$", r"code \1 seul"),
    (r", but ", ", mais "),
    (r"(^|, |mais )(?:contract_)?title: ", r"\1titre : "),
    (r"(^|, |mais )(?:contract_)?description: ", r"\1description : "),
)


def spoken(name: str, language: str) -> str:
    """Short name of a proof, role, field, clause or law -> its words, or itself."""
    said = _SAID.get(name)
    return name if said is None else said[language != "fr"]


def is_spoken(name: str) -> bool:
    """Whether there are words for a short name."""
    return name in _SAID


def number(value: float, language: str, sign: str = "") -> str:
    """A sum or weight with two decimals; French has a comma.  ``sign``: "+" to show it always."""
    text = format(value, f"{sign}.2f")
    return text.replace(".", ",") if language == "fr" else text


def reason(english: str, language: str) -> str:
    """Reason of a scope, as it is stored -> in that language."""
    if language == "fr":
        for pattern, french in _REASONS:
            english = re.sub(pattern, french, english)
    return english


def scope_reason(english: str, tables: ReferenceTables, language: str) -> str:
    """The reason of a scope with the labels of the codes, rules and groups that it names."""
    fr = language == "fr"
    labels = {
        rule.id: rule.label_fr if fr else rule.label_en
        for rule in tables.rules
        if rule.tag == "digital"
    }
    said = reason(english, language)
    said = re.sub(r"\(([a-z-]+)\)", lambda m: f"({labels.get(m[1], m[1])})", said)
    said = re.sub(
        r"(?<=vendor |groupe )([\w-]+)(?=\s?:)",
        lambda m: tables.groups[m[1]].name if m[1] in tables.groups else m[1],
        said,
    )
    return re.sub(r"\bCPV (\d{8})\b", lambda m: m[0] + code_label(m[1], language), said)


def code_label(code: str, language: str) -> str:
    """The Union's label of a CPV code, in brackets; nothing when it has none."""
    known = load_normalisation_tables().cpv.get(code)
    return f" ({known.labels[language]})" if known else ""


def quoted(words: str, language: str) -> str:
    return f"«\u00a0{words}\u00a0»" if language == "fr" else f"“{words}”"


def typeset(line: str, language: str) -> str:
    """A line -> with the spaces that French wants before double signs."""
    if language != "fr":
        return line
    return re.sub(r"(?<=[\w».)]) ?([:;])(?= )", "\u00a0\\1", line)
