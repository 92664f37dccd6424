"""Read the fields that all BOAMP records have: number, dates, kind, links, descriptors.

``gestion`` and ``donnees`` are JSON inside strings (or objects already, when made from XML).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from pipelines.errors import BrokenDocument, Refused, UnexpectedDocument
from pipelines.model import Change, Code, Kind, Method, Reference
from spiders.parsers.boamp import json_tree
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import as_list

_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
KINDS: dict[str, Kind] = _LISTS["KINDS"]
CHANGES: dict[str, Change] = {"RECTIFICATIF": "correction", "ANNULATION": "cancellation"}
STATES = ("INITIAL", "MODIFICATION", *CHANGES)
METHODS: dict[str, Method] = _LISTS[
    "METHODS"
]  # PROCEDURE_ADAPTE, NEGOCIE and AUTRE do not tell who could tender
PROCEDURES = _LISTS["PROCEDURES"]  # as the site names them where no column does
_NUMBER = re.compile(r"^\d{2}-\d{1,7}$")
_CONTACTS = ("CORRESPONDANT", "CONTACT", "correspondant", "correspondantPRM")


def unpacked(record: dict[str, Any], field: str) -> dict[str, Any]:
    """Decode ``gestion`` or ``donnees``; empty when the record does not have it."""
    value = record.get(field)
    if isinstance(value, str) and value.strip():
        try:
            value = msgspec.json.decode(value)
        except msgspec.DecodeError as error:
            number = record.get("idweb")
            raise BrokenDocument(
                "json_broken", f"boamp {number}: {field} is no JSON: {error}"
            ) from None
    return value if isinstance(value, dict) else {}


def departements(record: dict[str, Any], gestion: dict[str, Any]) -> tuple[str, ...]:
    """Return the départements of the work, else of publication, as ISO 3166-2 codes."""
    candidates = (
        record.get("code_departement_prestation"),
        record.get("code_departement"),
        json_tree.dig(gestion, "INDEXATION", "DEP_PUBLICATION"),
    )
    codes = next((listed for candidate in candidates if (listed := as_list(candidate or None))), [])
    return tuple(dict.fromkeys(f"FR-{code:0>2}" for code in map(str, codes) if code.strip()))


def kind_and_change(
    record: dict[str, Any], gestion: dict[str, Any], donnees: dict[str, Any], awards: bool
) -> tuple[Kind, Change]:
    """Convert ``nature`` and ``etat`` to notice type and change.

    A correction or cancellation is of the kind of the notice it is about: as the record states it,
    else an award when it states awards, else a call, which nearly all of them correct.
    Raises  UnexpectedDocument naming a nature or state that is not in the tables here.
    """
    kinds = json_tree.dig(gestion, "REFERENCE", "TYPE_AVIS")
    nature = json_tree.text(record, "nature") or json_tree.choice(kinds, "NATURE")
    state = json_tree.text(record, "etat") or json_tree.choice(kinds, "STATUT") or "INITIAL"
    if state not in STATES:
        raise _unknown(record, "etat", state, STATES)
    change = CHANGES.get(nature or "") or CHANGES.get(state) or "none"
    if nature in CHANGES:
        return _corrected(gestion, donnees) or ("award" if awards else "tender"), change
    if nature is None:
        return _without_nature(record), change
    if nature == "AUTRE":
        raise Refused(
            "not_a_notice", f"boamp {record.get('idweb')}: nature is AUTRE, no call or award"
        )
    if nature not in KINDS:
        raise _unknown(record, "nature", nature, (*KINDS, *CHANGES))
    if state == "MODIFICATION":
        return "amendment", change
    return KINDS[nature], change


def _unknown(
    record: dict[str, Any], field: str, value: str, expected: tuple[str, ...]
) -> UnexpectedDocument:
    return UnexpectedDocument(
        f"boamp {record.get('idweb')}: {field} is {value!r}, expected one of {', '.join(expected)}."
        " A new one? Add it in spiders/parsers/boamp/common_fields.py, with a fixture in "
        "tests/portals/boamp/"
    )


def _corrected(*sources: dict[str, Any]) -> Kind | None:
    for earlier in json_tree.find_values(list(sources), "ANNONCE_ANTERIEUR"):
        nature = json_tree.choice(earlier, "REFERENCE", "TYPE_AVIS", "NATURE")
        if nature in KINDS:
            return KINDS[nature]
    return None


def _without_nature(record: dict[str, Any]) -> Kind:
    """Records asked with few columns: a closing date makes a call, holders make an award."""
    if record.get("titulaire"):
        return "award"
    if record.get("datelimitereponse"):
        return "tender"
    raise UnexpectedDocument(
        f"boamp {record.get('idweb')}: neither nature, closing date nor holder, "
        "so its kind is unknown"
    )


def deadline(record: dict[str, Any], gestion: dict[str, Any], stated: str | None) -> date | None:
    """Closing day in Paris.

    ``gestion`` writes Paris hours; the column repeats them stamped ``+00:00`` (seen: 12:00 in
    both), or moved to the zone that was asked for: taken back to UTC, it shows the hours written.
    Were they UTC after all, only closing times from midnight to two would be a day early.
    """
    column = json_tree.text(record, "datelimitereponse")
    return (
        json_tree.civil_date(json_tree.text(gestion, "INDEXATION", "DATE_LIMITE_REPONSE"))
        or json_tree.civil_date(stated)
        or (_written_day(column) if column else None)
    )


def _written_day(stamp: str) -> date | None:
    try:
        return datetime.fromisoformat(stamp).astimezone(UTC).date()
    except ValueError:
        return json_tree.civil_date(stamp)


def descriptors(record: dict[str, Any]) -> tuple[Code, ...]:
    """BOAMP's own subject words, chosen by the buyer."""
    codes = as_list(record.get("descripteur_code") or record.get("dc"))
    labels = as_list(record.get("descripteur_libelle"))
    labels = labels if len(labels) == len(codes) else [None] * len(codes)
    return tuple(
        Code("BOAMP-DC", str(code), label if isinstance(label, str) else None)
        for code, label in zip(codes, labels, strict=True)
        if code
    )


def references(
    record: dict[str, Any],
    gestion: dict[str, Any],
    donnees: dict[str, Any],
    change: Change,
    targets: tuple[str, ...],
) -> tuple[Reference, ...]:
    """Earlier notices that the record names.

    A correction or cancellation replaces the notice that its form names; else the only notice it
    is linked to.  When several are linked and none is named, it replaces none of them.
    """
    number = str(record.get("idweb"))
    earlier = [n for n in dict.fromkeys(targets) if _earlier(n, number)]
    linked = [n for n in dict.fromkeys(_linked(record, gestion)) if n != number]
    replaced = (earlier or [n for n in linked if _earlier(n, number)]) if change != "none" else []
    replaced = replaced if len(replaced) == 1 else []
    others = [n for n in dict.fromkeys([*earlier, *linked]) if n not in replaced]
    return (
        *(Reference("replaces", "number", n) for n in replaced),
        *(Reference("follows", "number", n) for n in others),
        *(Reference("follows", "ted", n) for n in dict.fromkeys(_ted(gestion, donnees))),
    )


def contacts(donnees: dict[str, Any]) -> tuple[str, ...]:
    """Names of clerks and of who represents the buyer, for the privacy stage alone."""
    persons = json_tree.find_values(donnees, *_CONTACTS)
    names = map(json_tree.person_name, persons)
    return tuple(dict.fromkeys(" ".join(name.split()) for name in names if name))


def _linked(record: dict[str, Any], gestion: dict[str, Any]) -> Iterator[str]:
    for value in as_list(record.get("annonce_lie")):
        yield from (part for part in re.split(r"[\s,;]+", str(value)) if _NUMBER.match(part))
    for earlier in (gestion, unpacked(record, "annonces_anterieures")):
        for block in json_tree.find_values(earlier, "ANNONCE_ANTERIEUR", "annonceAnterieure"):
            if number := json_tree.text(block, "REFERENCE", "IDWEB"):
                yield number


def _ted(*sources: dict[str, Any]) -> Iterator[str]:
    """Numbers in the EU journal of the earlier notices, as TED writes them: ``252708-2016``."""
    for source in sources:
        for issue in json_tree.find_values(source, "PUBLICATION_JOUE"):
            year, number = json_tree.text(issue, "ANNEE"), json_tree.text(issue, "NUM_ANNONCE")
            if year and number and number.isdecimal():
                yield f"{int(number)}-{year}"


def _earlier(other: str, number: str) -> bool:
    """Whether a number was given out before another: ``24-999`` before ``24-1000``, ``25-1``."""
    if not (_NUMBER.match(other) and _NUMBER.match(number)):
        return bool(other) and other != number
    a, b = (tuple(map(int, n.split("-"))) for n in (other, number))
    return a < b
