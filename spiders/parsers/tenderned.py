"""Parse TenderNed's notices, JSON details or XML (eForms, TED_EXPORT before).

Source  types of a public client, two real details rebuilt by a test's author, one real search row;
        an official example for the XML.
Traps   JSON tells neither winner nor value: a result has no awards there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from pipelines.errors import Refused, UnexpectedDocument
from pipelines.model import (
    Buyer,
    Change,
    Code,
    Kind,
    Method,
    Notice,
    Organization,
    Procedure,
    Reference,
    Text,
    Trouble,
    replace,
)
from spiders.parsers import decoding, eforms, ted_export
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import civil_date, clean_text, mapping
from spiders.parsers.common.list_of_objects import list_of_objects
from spiders.parsers.common.unexpected_json_types import unexpected_types
from spiders.parsers.eforms import ted_copies

ZONE = "Europe/Amsterdam"
PAGE = "https://www.tenderned.nl/aankondigingen/overzicht/{}"
KINDS: dict[str, Kind] = {"AAO": "tender", "AGO": "award"}
# what a type's description says, where its code is not known; the first that fits
WORDS: tuple[tuple[str, Kind], ...] = (
    ("vrijwillige transparantie", "award_intention"),
    ("vooraankondiging", "planning"),
    ("marktconsultatie", "planning"),
    ("wijziging", "amendment"),
    ("gegund", "award"),
    ("aankondiging", "tender"),
    ("rectificatie", "tender"),
)
_LISTS = read_code_lists(Path(__file__).with_suffix(".csv"))
METHODS: tuple[tuple[str, Method], ...] = tuple(_LISTS["METHODS"].items())
_FIELDS = (
    "opdrachtgeverNaam",
    "aanbestedendeDienstNaam",
    "aanbestedingNaam",
    "opdrachtBeschrijving",
    "kenmerk",
    "trefwoord1",
    "trefwoord2",
    "link.href",
    "cpvCodes[].code",
    "publicatieDatum",
    "sluitingsDatum",
)
_ID = re.compile(r"(?<!\d)(\d{5,8})(?!\d)")


def documents(body: bytes) -> Iterator[Any]:
    """Parse XML to its root, or JSON to its object or the objects of its list."""
    if body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        yield decoding.xml_root(body)
        return
    yield from decoding.json_records(body)


def published(item: dict[str, Any]) -> date | None:
    """Civil date of a listed or detailed notice."""
    return civil_date(item.get("publicatieDatum"), ZONE)


def notices(record: Any, source: str, portal: str) -> Iterator[Notice | Trouble]:
    """Refuses  a search answer (code list_page)."""
    if isinstance(record, etree._Element):
        yield from _of_xml(record, source, portal)
        return
    data = mapping(record)
    if "content" in data:
        raise Refused("list_page", "a search answer, not a notice: it only lists notices")
    if not clean_text(data.get("publicatieId")):
        raise UnexpectedDocument(f"expected a notice's details, got {sorted(data)[:6]}")
    yield from _of_json(data, portal)


def _of_xml(root: etree._Element, source: str, portal: str) -> Iterator[Notice | Trouble]:
    """Numbered as the address (or file name) is; a number of the Official Journal is kept."""
    ids = _ID.findall(source.rsplit("/publicaties/", 1)[-1])
    if root.tag in eforms.ROOTS:
        notice, troubles = eforms.read(root, portal, ids[-1] if ids else None)
        yield ted_copies.link_to_ted(
            replace(notice, url=PAGE.format(ids[-1]) if ids else None), root
        )
    elif etree.QName(root).localname == "TED_EXPORT":
        notice, troubles = ted_export.read(root, portal)
        if ids:
            notice = replace(notice, id=f"{portal}:{ids[-1]}", number=ids[-1])
        yield replace(notice, url=PAGE.format(notice.number))
    else:
        raise UnexpectedDocument(f"the root element is {root.tag}, expected eForms or TED_EXPORT")
    yield from troubles


def _coded(value: Any) -> tuple[str | None, str | None]:
    """Return code and words of ``{"code": …, "omschrijving": …}`` or of a plain string."""
    if isinstance(value, dict):
        return clean_text(value.get("code")), clean_text(value.get("omschrijving"))
    return clean_text(value), clean_text(value)


def _of_json(data: dict[str, Any], portal: str) -> Iterator[Notice | Trouble]:
    number = str(clean_text(data["publicatieId"]))
    code, label = _coded(data.get("typePublicatie"))
    folded_label = (label or "").casefold()
    by_words = next((kind for word, kind in WORDS if word in folded_label), None)
    is_corrected = "rectificatie" in folded_label and code not in KINDS
    change: Change = "correction" if is_corrected else "none"
    dossier = clean_text(data.get("kenmerk"))
    kind: Kind = KINDS.get(code or "") or by_words or "tender"
    buyer = clean_text(data.get("opdrachtgeverNaam")) or clean_text(
        data.get("aanbestedendeDienstNaam")
    )
    _, way = _coded(data.get("procedure") or data.get("procedureCode"))
    method = next((m for word, m in METHODS if word in (way or "").casefold()), None)
    nature = _coded(data.get("typeOpdracht") or data.get("typeOpdrachtCode"))
    yield Notice(
        id=f"{portal}:{number}",
        portal=portal,
        number=number,
        kind=kind,
        change=change,
        form=code or label,
        published=published(data),
        languages=("nl",),
        url=clean_text(mapping(data.get("link")).get("href")) or PAGE.format(number),
        country="NL",
        places=tuple(_places(data.get("nutsCodes"))),
        procedure=Procedure(
            id=dossier,
            method=method,
            method_details=way,
        ),
        buyers=(Buyer(Organization(buyer, country="NL")),) if buyer else (),
        texts=tuple(_texts(data)),
        codes=_codes(data),
        nature=nature[1] or nature[0],
        deadline=civil_date(data.get("sluitingsDatum"), ZONE),
        # it names no notice: the latest one of its dossier
        references=(Reference("replaces", "ocid", dossier),)
        if dossier and change == "correction"
        else (),
    )
    if data.get("typePublicatie") is not None and code not in KINDS and by_words is None:
        message = f"typePublicatie is {code!r} ({label}), expected one of {', '.join(KINDS)}"
        yield Trouble("unexpected", "unknown_word", message, "typePublicatie", number)
    yield from unexpected_types(data, _FIELDS, number)


def _texts(data: dict[str, Any]) -> Iterator[Text]:
    keywords = (clean_text(data.get(f"trefwoord{n}")) for n in (1, 2))
    texts = [
        ("title", clean_text(data.get("aanbestedingNaam"))),
        ("description", clean_text(data.get("opdrachtBeschrijving"))),
        ("keywords", ", ".join(word.strip('"') for word in keywords if word)),
    ]
    return (Text(field, text, "nl") for field, text in texts if text)


def _places(value: Any) -> Iterator[str]:
    """NUTS codes, of objects as those of CPV are or bare."""
    values = value if isinstance(value, list) else [value]
    return (code for code, _ in map(_coded, values) if code)


def _codes(data: dict[str, Any]) -> tuple[Code, ...]:
    """CPV, the main one first."""
    codes = [
        Code("CPV", id_, clean_text(item.get("omschrijving")), item.get("isHoofdOpdracht") is True)
        for item in list_of_objects(data.get("cpvCodes"))
        if (id_ := clean_text(item.get("code")))
    ]
    return tuple(sorted(codes, key=lambda code: not code.main))
