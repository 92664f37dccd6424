"""Assign buyers to dossiers: one id for each public body, however documents spell it.

A dossier is named by a valid registry number, else by the entry of ``data/reference/buyers.csv``
for the name or acronym, else by ``name:CC:slug`` of the name without what clerks add to it
(articles, "Ville de" for "Commune de", acronyms in brackets, purchasing departments, addressees).

Two different bodies never share a dossier: words that tell bodies apart (CCAS, ministry,
university, department number) are kept, and in doubt two spellings stay two dossiers.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.model import Buyer, BuyerRole, Organization, replace
from pipelines.reference import registry_numbers
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.reference.normalisation_tables import NormalisationTables
from pipelines.text_folding import fold, slug

# The purchasing department after a comma, dash or colon.
_DEPARTMENT = re.compile(
    r"\s*(?:[,:/|]|\s[–—-])\s*(?:(?:la|le|les|l['’]|the|het|die)\s*)?(?:[^,:|]{0,60}?\b)?(?:vergabestelle|vergabe\w*|einkauf\w*|beschaffung\w*|fachbereich|sachgebiet|ordnungsamt|hauptamt"
    r"|service (?:des |de la )?(?:march[ée]s|commande|achats|juridique)\w*.*|service commun"
    r"|service juridique commun|commande publique|direction (?:des |de la )?(?:achats|commande"
    r"|march[ée]s)\w*.*|cellule (?:des )?march[ée]s"
    r"|procurement|purchasing|commercial team|contracting|contrataci[oó]n|ufficio (?:gare"
    r"|acquisti|contratti)|provveditorato|inkoop|indk[øo]b|inköp|hankinta\w*|zam[oó]wie[nń] "
    r"publicznych|sekretariat|kancelaria)\b.*$",
    re.I | re.S,
)
_ADDRESSEE = re.compile(
    r"\s*(?:[,;:]|\s[–—-])?\s*(?:à l['’]attention|a l['’]attention|z\. ?hd|for the attention"
    r"|attn|contact ?:|m\. le (?:maire|pr[ée]sident)|mme la (?:maire|pr[ée]sidente)).*$",
    re.I | re.S,
)
_BRACKETS = re.compile(
    r"\s*\((?:en abr[ée]g[ée] )?[\"„“']?(?:[A-ZÀ-Þ][\w&.\-/]{1,14}|[A-Z0-9 ]{2,14})[\"“”']?\)\s*$"
)


def with_dossier_id(buyer: Buyer, tables: NormalisationTables) -> Buyer:
    """Return the buyer with ``organization.id``, and role central_purchasing if it is known as one.

    Expects  organisation with country and checked identifiers (``normalise``).
    """
    id_ = dossier_id(buyer.organization, tables)
    known_buyer = tables.buyers.get(id_ or "")
    role: BuyerRole = buyer.role
    if known_buyer and known_buyer.role == "central_purchasing" and buyer.role == "buyer":
        role = "central_purchasing"
    return replace(buyer, role=role, organization=replace(buyer.organization, id=id_))


def dossier_id(organization: Organization, tables: NormalisationTables) -> str | None:
    """Return the dossier id of an organisation; None for a name without letters.

    An earlier or second registry number listed in buyers.csv leads to the same dossier.
    """
    for identifier in organization.identifiers:
        if registry_numbers.is_organization_id(identifier):
            id_ = f"{identifier.scheme}-{identifier.id}"
            return tables.buyer_identifiers.get(id_, id_)
    country = organization.country or "XX"
    key = name_key(organization.name, country)
    if not key:
        return None
    known_names = _known_names(tables)
    eu_key = ("EU", name_key(organization.name, "EU"))
    return (
        known_names.get((country, key)) or known_names.get(eu_key) or f"name:{country}:{slug(key)}"
    )


@lru_cache(maxsize=8192)
def name_key(name: str, country: str) -> str:
    """Return the folded name without what does not tell bodies of this country apart."""
    text = _without_additions(name)
    for sign, word in _name_words("sign", country).items():
        text = text.replace(sign, f" {word} ")
    label = f" {fold(text)} "
    for short, long in _name_words("abbreviation", country).items():
        label = label.replace(f" {short} ", f" {long} ")
    tokens = _with_initials_joined(label.split())
    while len(tokens) > 1 and tokens[-1] in _name_words("legal_form", ""):
        tokens.pop()
    articles = " ".join(_name_words("article", country)).split()
    while len(tokens) > 1 and tokens[0] in articles:
        tokens.pop(0)
    rest = " ".join(tokens)
    for long, short in _name_words("body", country).items():
        if rest == long or rest.startswith(long + " "):
            rest = short + rest[len(long) :]
            break
    kept = [token for token in rest.split() if token not in articles]
    return " ".join(kept or rest.split())


@lru_cache(maxsize=8)  # asked for as a name of its country, then of the EU
def _without_additions(name: str) -> str:
    """Return the name without addressee, purchasing department and acronym in brackets."""
    text = _ADDRESSEE.sub("", name) or name
    text = _DEPARTMENT.sub("", text) or text
    return _BRACKETS.sub("", text) or text


def _name_words(kind: str, country: str) -> dict[str, str]:
    """Return the words of a kind in names of a country, folded, with what stands for them."""
    return _all_name_words().get((kind, country), {})


@lru_cache(maxsize=1)
def _all_name_words() -> dict[tuple[str, str], dict[str, str]]:
    """Return buyer_name_words.csv by kind and country, the longest bodies first."""
    result: dict[tuple[str, str], dict[str, str]] = {}
    rows = read_csv(REFERENCE / "buyer_name_words.csv")
    for row in sorted(rows, key=lambda row: -len(row["words"]) if row["kind"] == "body" else 0):
        result.setdefault((row["kind"], row["country"]), {})[row["words"]] = row["replacement"]
    return result


def _with_initials_joined(tokens: list[str]) -> list[str]:
    """Join single letters at the start (H M Revenue) or end (Electrica S.A.) of a name.

    Between words single letters may be articles and are kept.
    """
    first = last = 0
    while first < len(tokens) and len(tokens[first]) == 1:
        first += 1
    while last < len(tokens) - first and len(tokens[-1 - last]) == 1:
        last += 1
    end = len(tokens) - last
    return [
        *(["".join(tokens[:first])] if first else []),
        *tokens[first:end],
        *(["".join(tokens[end:])] if last else []),
    ]


@lru_cache(maxsize=4)
def _known_names(tables: NormalisationTables) -> dict[tuple[str, str], str]:
    """Map (country, name key) to dossier id; keys of two dossiers are left out."""
    index: dict[tuple[str, str], str] = {}
    twice = set()
    for (country, name), id_ in tables.buyer_names.items():
        key = (country, name_key(name, country))
        if index.setdefault(key, id_) != id_:
            twice.add(key)
    return {key: id_ for key, id_ in index.items() if key not in twice}
