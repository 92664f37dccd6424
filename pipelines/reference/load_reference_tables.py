"""Load and check data/reference/, once for each process, or as compiled before (``table_cache``).

People correct these files: what is wrong in all of them is told at once (``csv_table_reader``).
Raises  Misconfigured.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pipelines.reference import data_folder
from pipelines.reference.ambiguous_acronyms import read_ambiguous_acronyms
from pipelines.reference.camera_places import read_camera_places
from pipelines.reference.claim_model_weights import load_model
from pipelines.reference.confirmed_alternatives import read_confirmed_alternatives
from pipelines.reference.correction_table import corrections_by_notice, read_corrections
from pipelines.reference.csv_table_reader import TableFolder
from pipelines.reference.phrase_forms import words_with_stars
from pipelines.reference.phrase_matcher import PhraseMatcher
from pipelines.reference.portal_tables import read_portals
from pipelines.reference.product_tables import read_products
from pipelines.reference.public_or_private_suppliers import OwnershipTable, read_ownership
from pipelines.reference.rules import Rule, load_rules, load_weights
from pipelines.reference.table_cache import cached
from pipelines.reference.table_classes import (
    CodeEntry,
    PhraseOwner,
    Portal,
    Product,
    ReferenceTables,
    VendorGroup,
)
from pipelines.reference.vendor_index import VendorIndex
from pipelines.reference.vendor_tables import (
    read_aliases,
    read_groups,
    read_identifiers,
    read_lookalikes,
)
from pipelines.text_folding import fold_uncached

REFERENCE_FOLDER = data_folder.REFERENCE
BUYER_SECTORS = ("health", "police", "transport", "education")
NAME_WORD_KINDS = (
    "legal_form",
    "place",
    "generic",
    "branch",
    "role",
    "joiner",
    "other_trade",
    "family",
    "placeholder",
    "no_supplier",
)
_CODED_CLAIMS = ("data_outsourcing", "worker_surveillance", "public_surveillance_ai")


@lru_cache(maxsize=4)
def load_tables(folder: Path = REFERENCE_FOLDER) -> ReferenceTables:
    """Load all tables of a folder, checked and compiled; cached."""
    if folder == REFERENCE_FOLDER:
        return cached("tables", lambda: _compile_tables(folder))
    return _compile_tables(folder)


def _compile_tables(folder: Path) -> ReferenceTables:
    """Read and check all tables of a folder, and compile their phrases."""
    files = TableFolder(folder)
    groups = read_groups(files)
    aliases = read_aliases(files, groups)
    products = read_products(files, groups)
    rules = load_rules(folder / "rules", files.complaints)
    weights = load_weights(folder / "rules" / "weights.yml", files.complaints)
    model = load_model(folder / "model", files.complaints)
    lookalikes = read_lookalikes(files, groups, aliases)
    identifiers = read_identifiers(files, groups)
    name_words = _read_name_words(files)
    sectors = _read_sectors(files)
    ownership = read_ownership(files, groups)
    alternatives = read_confirmed_alternatives(files)
    acronyms = read_ambiguous_acronyms(files)
    camera_places = read_camera_places(files)
    codes = _read_codes(files)
    portals = read_portals(files)
    corrections = read_corrections(files, groups)
    files.checked(weights)
    assert weights is not None  # else there is a complaint
    owners, entries = _phrase_owners(rules, products)
    return ReferenceTables(
        groups,
        aliases,
        identifiers,
        lookalikes,
        products,
        codes,
        rules,
        weights,
        portals,
        corrections,
        VendorIndex(aliases, name_words),
        _compile_phrases(tuple(entries)),
        owners,
        model,
        corrections_by_notice(corrections),
        {
            fold_uncached(correction.supplier): correction
            for correction in corrections
            if correction.kind == "supplier"
        },
        sector_patterns=sectors,
        ownership=ownership,
        confirmed_alternatives=alternatives,
        ambiguous_acronyms=acronyms,
        camera_places=camera_places,
    )


@lru_cache(maxsize=1)  # a folder with another correction has the same phrases
def _compile_phrases(entries: tuple[tuple[str, int], ...]) -> PhraseMatcher:
    return PhraseMatcher(entries)


@lru_cache(maxsize=1)
def load_packaged_rules() -> tuple[Rule, ...]:
    """Load only the rules.  Raises  Misconfigured."""
    return cached("rules", _read_packaged_rules)


def _read_packaged_rules() -> tuple[Rule, ...]:
    files = TableFolder(REFERENCE_FOLDER)
    return files.checked(load_rules(REFERENCE_FOLDER / "rules", files.complaints))


@lru_cache(maxsize=1)
def load_portals() -> dict[str, Portal]:
    """Load only the portals, by name; the other tables take memory.  Raises  Misconfigured."""
    files = TableFolder(REFERENCE_FOLDER)
    return files.checked(read_portals(files))


@lru_cache(maxsize=1)
def load_vendor_groups() -> dict[str, VendorGroup]:
    """Load only the vendor groups, by id.  Raises  Misconfigured."""
    files = TableFolder(REFERENCE_FOLDER)
    return files.checked(read_groups(files))


@lru_cache(maxsize=1)
def load_ownership() -> OwnershipTable:
    """Load only the table of who owns suppliers.  Raises  Misconfigured."""
    files = TableFolder(REFERENCE_FOLDER)
    return files.checked(read_ownership(files, read_groups(files)))


def table_versions(folder: Path = REFERENCE_FOLDER) -> dict[str, str]:
    """Return a hash of each file in the folder by its relative path."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rules_version(folder: Path = REFERENCE_FOLDER) -> str:
    """Hash the reference tables and rules; when the hash changes, ``vigie retag`` has work."""
    digest = sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _read_codes(files: TableFolder) -> dict[str, dict[str, CodeEntry]]:
    codes: dict[str, dict[str, CodeEntry]] = {}
    columns = "scheme code label digital domain " + " ".join(_CODED_CLAIMS)
    for row in files.rows("classification_codes.csv", columns):
        row.check("digital", ("yes", "weak", "no"))
        for claim in _CODED_CLAIMS:
            row.check(claim, ("strong", "weak", "none"))
        of_scheme = codes.setdefault(row["scheme"], {})
        if row["code"] in of_scheme:
            row.complain("code", "twice: keep one row")
        of_scheme[row["code"]] = CodeEntry(
            row["label"],
            row["digital"] != "no",
            row["domain"],
            {claim: row[claim] for claim in _CODED_CLAIMS},
            row["digital"] == "weak",
        )
    return codes


def _read_sectors(files: TableFolder) -> tuple[tuple[str, re.Pattern[str]], ...]:
    words_by_sector: dict[str, list[str]] = {}
    for row in files.rows("buyer_sectors.csv", "sector language words"):
        row.check("sector", BUYER_SECTORS)
        words_by_sector.setdefault(row["sector"], []).append(words_with_stars(row["words"]))
    return tuple(
        (sector, re.compile(rf"(?<!\S)(?:{'|'.join(words)})(?!\S)"))
        for sector, words in words_by_sector.items()
    )


def _read_name_words(files: TableFolder) -> dict[str, str]:
    kinds_by_words = {}
    for row in files.rows("name_words.csv", "words kind"):
        row.check("kind", NAME_WORD_KINDS)
        kinds_by_words[fold_uncached(row["words"])] = row["kind"]
    return kinds_by_words


def _phrase_owners(
    found_rules: tuple[Rule, ...], products: tuple[Product, ...]
) -> tuple[tuple[PhraseOwner, ...], list[tuple[str, int]]]:
    """Return the owner of each hit number, and all phrases with their owner's number."""
    owners: list[PhraseOwner] = []
    numbers: dict[tuple[str, str | None, bool], int] = {}
    entries: list[tuple[str, int]] = []
    for rule in found_rules:
        for phrases, is_exclusion in ((rule.any, False), (rule.none, True)):
            for language, phrase in phrases:
                key = (rule.id + rule.tag, language, is_exclusion)
                if key not in numbers:
                    numbers[key] = len(owners)
                    owners.append(PhraseOwner(rule, language, is_exclusion))
                entries.append((phrase, numbers[key]))
    for product in products:
        for phrase in product.wordings or (product.name,):
            entries.append((phrase, len(owners)))
        owners.append(PhraseOwner(product, None, is_exclusion=False))
    return tuple(owners), entries
