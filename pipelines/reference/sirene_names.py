"""Names of French companies that notices identify by number only, from the Sirene register.

Parses the register's answers and reads the file that keeps them;
``monitor/crawling/sirene_lookup.py`` sends the requests.
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
    """The register's entry for a SIREN.

    ``state``  found; unknown (no such company); withheld (a natural person, or a company that opted
               out of publication: never named).
    ``name``   "" unless found.
    ``asked``  day of the request.
    """

    siren: str
    name: str
    state: str
    asked: date


def siren_in(name: str) -> str | None:
    """Return the SIREN in a name that consists of a number; None for other names.

    >>> siren_in("SIRET 38024392300089"), siren_in("TECAN FRANCE")
    ('380243923', None)
    """
    number = _NUMBER.fullmatch(name.strip())
    return number[1] if number else None


def parse_answer(siren: str, body: dict[str, Any], checked_on: date) -> SireneEntry:
    """Parse the answer to ``/search?q=SIREN``.

    Natural persons (legal category 1…, sole traders) and companies of partial publication are
    withheld.
    """
    firm = next(
        (result for result in body.get("results") or () if result.get("siren") == siren), None
    )
    if firm is None:
        return SireneEntry(siren, "", "unknown", checked_on)
    complements = firm.get("complements") or {}
    is_person = str(firm.get("nature_juridique") or "1").startswith("1")
    is_open = firm.get("statut_diffusion", "O") == "O"
    name = str(firm.get("nom_raison_sociale") or firm.get("nom_complet") or "").strip()
    if is_person or complements.get("est_entrepreneur_individuel") or not is_open or not name:
        return SireneEntry(siren, "", "withheld", checked_on)
    return SireneEntry(siren, name, "found", checked_on)


def read_sirene_file(path: Path | None) -> dict[str, SireneEntry]:
    """Read the kept answers by SIREN; empty when there is no file.

    Raises  Misconfigured with file and line of an invalid row.
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
    """Return the name of each company that was found, by SIREN."""
    return {entry.siren: entry.name for entry in registered if entry.state == "found"}
