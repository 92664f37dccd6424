"""Names of French firms that are published by their number alone, from the Sirene register.

Pure: what the register answered, and the file that keeps it.
``monitor/crawling/sirene_lookup.py`` asks.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import Misconfigured

COLUMNS = ("siren", "name", "state", "asked")
STATES = ("found", "unknown", "withheld")
_NUMBER = re.compile(r"SIRE[NT] (\d{9})(?:\d{5})?")


@dataclass(frozen=True, slots=True)
class SireneEntry:
    """What the register says of a SIREN.

    ``state``  found; unknown (no such firm); withheld (a natural person, or one that does not want
               to be diffused: never named).  ``name`` is "" unless found.
    """

    siren: str
    name: str
    state: str
    asked: date


def siren_in(name: str) -> str | None:
    """Name of an organisation that is called by its number -> the SIREN; None for other names.

    >>> siren_in("SIRET 38024392300089"), siren_in("TECAN FRANCE")
    ('380243923', None)
    """
    number = _NUMBER.fullmatch(name.strip())
    return number[1] if number else None


def parse_answer(siren: str, body: dict[str, Any], asked: date) -> SireneEntry:
    """Answer of ``/search?q=SIREN`` -> what it says of that SIREN.

    Natural persons (legal category 1…, sole traders) and firms of partial diffusion are withheld.
    """
    firm = next((one for one in body.get("results") or () if one.get("siren") == siren), None)
    if firm is None:
        return SireneEntry(siren, "", "unknown", asked)
    complements = firm.get("complements") or {}
    is_person = str(firm.get("nature_juridique") or "1").startswith("1")
    is_open = firm.get("statut_diffusion", "O") == "O"
    name = str(firm.get("nom_raison_sociale") or firm.get("nom_complet") or "").strip()
    if is_person or complements.get("est_entrepreneur_individuel") or not is_open or not name:
        return SireneEntry(siren, "", "withheld", asked)
    return SireneEntry(siren, name, "found", asked)


def read_sirene_file(path: Path | None) -> dict[str, SireneEntry]:
    """File -> what is known, by SIREN; nothing when there is no file.

    Raises  Misconfigured with file and line of a row that is none of ours.
    """
    if path is None or not path.exists():
        return {}
    entries: dict[str, SireneEntry] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                entry = SireneEntry(
                    row["siren"], row["name"], row["state"], date.fromisoformat(row["asked"])
                )
            except (KeyError, TypeError, ValueError):
                entry = None
            if (
                entry is None
                or entry.state not in STATES
                or not re.fullmatch(r"\d{9}", entry.siren)
            ):
                raise Misconfigured(
                    f"{path}, line {line}: expected {', '.join(COLUMNS)} as `vigie sirene` writes "
                    "them; delete the line, it is asked again"
                )
            entries[entry.siren] = entry
    return entries


def names_by_siren(registered: Iterable[SireneEntry]) -> dict[str, str]:
    """What is known -> SIREN -> name, of those that have one."""
    return {one.siren: one.name for one in registered if one.state == "found"}
