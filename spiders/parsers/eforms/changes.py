"""Parse what a notice says of earlier ones: corrections, cancellations, modifications.

A result notice without ``efac:Changes`` replaces nothing: it is a tranche.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from pipelines.model import Amendment, Change, Reference, Relation, Text
from spiders.parsers.eforms import xml_paths
from spiders.parsers.eforms.code_lists import CANCELLATIONS
from spiders.parsers.eforms.parse_state import ParseState
from spiders.parsers.eforms.xml_paths import Element, Steps, compile_path

CHANGES = compile_path("$E/efac:Changes")
MODIFICATION = compile_path("$E/efac:ContractModification")
CONTRACT = compile_path("efbc:ModifiedContractIdentifier")
SECTIONS = (
    compile_path("efac:Change/efac:ChangedSection/efbc:ChangedSectionIdentifier"),
    compile_path("efac:Change/efbc:ChangedSectionIdentifier"),  # SDK 1.0 to 1.6
)
REASON = compile_path("efac:ChangeReason/cbc:ReasonCode")
REASON_TEXT = compile_path("efac:ChangeReason/efbc:ReasonDescription")
CHANGE_TEXT = compile_path("efac:Change/efbc:ChangeDescription")
_PREVIOUS = "cac:TenderingProcess/cac:NoticeDocumentReference/cbc:ID"
PREVIOUS = compile_path(_PREVIOUS)
NAMING: tuple[tuple[Relation, Steps], ...] = (
    ("replaces", compile_path("$E/efac:Changes/efbc:ChangedNoticeIdentifier")),
    ("amends", compile_path("$E/efac:ContractModification/efbc:ChangedNoticeIdentifier")),
    ("follows", PREVIOUS),
    ("follows", compile_path(f"cac:ProcurementProjectLot/{_PREVIOUS}")),
)
"""BT-758, BT-1501n, then OPP-090 and BT-125: earlier notices of the same procedure."""

_UUID = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-(\d{1,2}))?", re.I)
_TED = re.compile(r"0*(\d{1,7})-((?:19|20)\d\d)")
_OJS = re.compile(r"((?:19|20)\d\d)/S\s*\d{1,3}-0*(\d{1,7})")
_DOFFIN = re.compile(r"(?:19|20)\d\d-\d{4,7}")


def publication_number(text: str | None) -> str | None:
    """Parse ``00675564-2023`` or ``2023/S 193-601506`` to ``675564-2023``; None for ``n.a.``."""
    if not text:
        return None
    if match := _TED.fullmatch(text):
        return f"{match[1]}-{match[2]}"
    if match := _OJS.fullmatch(text):
        return f"{match[2]}-{match[1]}"
    return None


def reference(relation: Relation, text: str, portal: str) -> Reference:
    """Parse the reference to another notice; unknown spellings are kept with scheme ""."""
    if match := _UUID.fullmatch(text):
        version = f"-{int(match[2]):02d}" if match[2] else ""
        return Reference(relation, "notice_identifier", match[1].lower() + version)
    if portal == "doffin" and _DOFFIN.fullmatch(text):
        return Reference(relation, "number", text)
    if number := publication_number(text):
        return Reference(relation, "number" if portal == "ted" else "ted", number)
    return Reference(relation, "", text)


def references(doc: ParseState, portal: str) -> Iterator[Reference]:
    """Return what this notice replaces, amends and follows, in this order, each once."""
    result: dict[Reference, None] = {}
    for relation, path in NAMING:
        for text in xml_paths.texts_at(doc.root, path):
            result[reference(relation, text, portal)] = None
    yield from result


def change(doc: ParseState) -> tuple[Change, str | None]:
    """Return the change of a notice (correction or cancellation), and the code of its reason."""
    element = xml_paths.find_first(doc.root, CHANGES)
    if element is None:
        return "none", None
    reasons = xml_paths.texts_at(element, REASON)
    kind: Change = "cancellation" if CANCELLATIONS.intersection(reasons) else "correction"
    return kind, ", ".join(dict.fromkeys(reasons)) or None


def texts(doc: ParseState) -> Iterator[Text]:
    """The words of a change or of a modification: its reasons, then what changes.

    Why a contract is modified is apart: it tells what another supplier would need, too."""
    for block, why in ((CHANGES, "change"), (MODIFICATION, "change_reason")):
        for element in xml_paths.find_all(doc.root, block):
            for field, path in ((why, REASON_TEXT), ("change", CHANGE_TEXT)):
                yield from xml_paths.texts(field, xml_paths.find_all(element, path), doc.language)


class Modification(msgspec.Struct, frozen=True):
    """An amendment with the contracts it may be about and the one it names (BT-1501c).

    Half of them name their contract only as the changed section (BT-1501p).
    """

    about: frozenset[str]
    named: str | None
    amendment: Amendment


def modifications(doc: ParseState) -> list[Modification]:
    """All ``efac:ContractModification`` of the notice."""
    return [
        Modification(
            frozenset(
                name for path in (CONTRACT, *SECTIONS) for name in xml_paths.texts_at(element, path)
            ),
            xml_paths.text_at(element, CONTRACT),
            amendment(element, doc),
        )
        for element in xml_paths.find_all(doc.root, MODIFICATION)
    ]


def amendment(element: Element, doc: ParseState) -> Amendment:
    """Parse ``efac:ContractModification``: its reason (code BT-200) and texts (BT-201, BT-202)."""
    in_language = [
        xml_paths.in_language(xml_paths.find_all(element, path), doc.language)
        for path in (REASON_TEXT, CHANGE_TEXT)
    ]
    return Amendment(
        reason=xml_paths.text_at(element, REASON),
        description="\n".join(filter(None, in_language)) or None,
    )
