"""Parse the kind of a release, its method and technique, and what it refers to.

Source  https://standard.open-contracting.org/1.1/en/schema/codelists/ (release tags),
        cabinetoffice/ocds_uk_extension and the notices of Find a Tender (UK1 to UK17).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, get_args

from pipelines.errors import Refused, UnexpectedDocument
from pipelines.model import Change, Kind, Method, Procedure, Reference, Technique
from spiders.parsers.common import proactis_references
from spiders.parsers.ocds.values import clean_text, list_of_objects, mapping

NOTICE_TYPES: dict[str, tuple[Kind, Change]] = {
    "UK1": ("planning", "none"),  # pipeline
    "UK2": ("planning", "none"),  # preliminary market engagement
    "UK3": ("planning", "none"),  # planned procurement
    "UK4": ("tender", "none"),
    "UK5": ("award_intention", "none"),  # transparency, before a direct award
    "UK6": ("award", "none"),  # before signature; starts the standstill
    "UK7": ("contract", "none"),  # contract details
    "UK8": ("contract", "none"),  # payments under a contract
    "UK9": ("contract", "none"),  # performance of a contract
    "UK10": ("amendment", "none"),
    "UK11": ("termination", "none"),
    "UK12": ("tender", "cancellation"),
    "UK13": ("planning", "none"),  # planned dynamic market
    "UK14": ("tender", "none"),  # dynamic market opens
    "UK15": ("award", "none"),  # dynamic market modified: suppliers come and go
    "UK16": ("tender", "cancellation"),  # dynamic market ceases
}
_NO_PROCUREMENT = {"UK17": "a report on how fast a buyer pays its invoices"}
_MARKETS = ("UK13", "UK14", "UK15", "UK16")

TAGS: dict[str, Kind] = {
    "contracttermination": "termination",
    "contractamendment": "amendment",
    "implementation": "contract",
    "implementationupdate": "contract",
    "contract": "contract",
    "contractupdate": "contract",
    "award": "award",
    "awardupdate": "award",
    "awardcancellation": "award",
    "tender": "tender",
    "tenderupdate": "tender",
    "tenderamendment": "tender",
    "tendercancellation": "tender",
    "planning": "planning",
    "planningupdate": "planning",
}
"""OCDS release tag -> kind; of several tags the first of this list decides."""

_STAGES = {"award_intention": "award", "amendment": "contract", "termination": "contract"}
SECTIONS = ("planning", "tender", "awards", "contracts")

_DIRECT = re.compile(
    r"direct award|single tender action|without (?:prior )?(?:publication|competition)"
    r"|contratacion directa|trato directo|adjudicacion directa|negociado sin publicidad"
    r"|inexigibilidad|\bexcepcion\b|ajuste direto|inexigibilidade|\bdispensa\b"
    r"|^23-|affidamento diretto|senza previa|fara publicare|gre a gre|sans publicite"
)
_DIRECT_NAMES = {"reporting", "negotiation", "negotiation.quick"}  # Prozorro
_INTENTION = re.compile(r"\bveat\b|voluntary ex.?ante")
_CALL_OFF = re.compile(
    r"call-?off|from a framework|award under (?:a )?framework|adesione ad? (?:un )?accordo quadro"
    r"|in adesione|al amparo de acuerdo marco"
)


@lru_cache(maxsize=2048)
def folded(text: str) -> str:
    """Lower case, no accents, single spaces."""
    bare = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).lower().split())


def notice_type(release: dict[str, Any]) -> str | None:
    """UK1 … UK17: of the document that is this release, else of the last one that has a type.

    A release lists all notices of its process, in the section of each one's stage.
    """
    found, number = list(_typed(release)), clean_text(release.get("id"))
    own = [type_ for document, type_ in found if clean_text(document.get("id")) == number]
    types = own or [type_ for _, type_ in found]
    return types[-1] if types else None


def numbered(release: dict[str, Any]) -> dict[str, Any]:
    """Add the id of the notice published at the same instant to a release without id.

    Find a Tender leaves it out of some changes (083674-2026); as it is when no document tells.
    """
    if clean_text(release.get("id")):
        return release
    at = clean_text(release.get("date"))
    found = {
        number
        for document, _ in _typed(release)
        if (number := clean_text(document.get("id")))
        and clean_text(document.get("datePublished")) == at
    }
    return {**release, "id": found.pop()} if at and len(found) == 1 else release


def _typed(release: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Documents of the release that are notices, each with its type."""
    for section in SECTIONS:
        for part in list_of_objects(release.get(section)):
            for document in list_of_objects(part.get("documents")):
                if type_ := clean_text(document.get("noticeType")):
                    yield document, type_


def kind_and_change(
    release: dict[str, Any], tags: tuple[str, ...], type_: str | None
) -> tuple[Kind, Change]:
    """Determine notice type and change by the notice type, else the tags, else the content.

    Raises  Refused for UK17, which is about no procurement; UnexpectedDocument when neither tags
            nor content tell.
    """
    if type_ in _NO_PROCUREMENT:
        raise Refused("not_a_procurement", f"{type_} is {_NO_PROCUREMENT[type_ or '']}")
    lower = {tag.lower() for tag in tags}
    kind, change = NOTICE_TYPES.get(type_ or "") or (_kind(release, lower), "none")
    details = folded(
        clean_text(mapping(release.get("tender")).get("procurementMethodDetails")) or ""
    )
    if kind in ("award", "contract") and _INTENTION.search(details):
        kind = "award_intention"
    stage = _STAGES.get(kind, kind)
    if f"{stage}cancellation" in lower:
        change = "cancellation"
    elif change == "none" and stage not in lower and kind != "termination":
        updates = {f"{stage}update"} | ({"tenderamendment"} if stage == "tender" else set())
        change = "correction" if updates & lower else "none"
    return kind, change


def _kind(release: dict[str, Any], tags: set[str]) -> Kind:
    for tag, kind in TAGS.items():
        if tag in tags:
            return kind
    by_content: tuple[tuple[str, Kind], ...] = (
        ("contracts", "contract"),
        ("awards", "award"),
        ("tender", "tender"),
        ("planning", "planning"),
    )
    for section, kind in by_content:
        if release.get(section):
            return kind
    raise UnexpectedDocument(
        f"release {release.get('id')!r} of {release.get('ocid')!r}: tags {sorted(tags)} are unknown"
        " and it has neither planning, tender, awards nor contracts"
    )


def is_direct(details: str | None) -> bool:
    """Whether the portal's own words for the method mean an award without competition."""
    name = folded(details or "")
    return name in _DIRECT_NAMES or bool(_DIRECT.search(name))


def _method(tender: dict[str, Any], type_: str | None) -> Method | None:
    """``procurementMethod``; direct where the portal's words, or the reason given, say so."""
    stated = (clean_text(tender.get("procurementMethod")) or "").lower()
    if type_ == "UK5" or stated == "direct" or is_direct(_details(tender)):
        return "direct"
    if stated in ("", "limited") and is_direct(
        clean_text(tender.get("procurementMethodRationale"))
    ):
        return "direct"
    return next((method for method in get_args(Method) if method == stated), None)


def _details(tender: dict[str, Any]) -> str | None:
    """``"Other - "`` (Contracts Finder) says nothing."""
    details = clean_text(tender.get("procurementMethodDetails"))
    return details if details and details.rstrip(" -").lower() != "other" else None


def technique(part: dict[str, Any], details: str | None = None) -> Technique | None:
    """Parse the ``techniques`` of a tender or lot; None when nothing is said."""
    techniques = mapping(part.get("techniques"))
    if details and _CALL_OFF.search(folded(details)):
        return "call_off"
    if techniques.get("hasDynamicPurchasingSystem") is True:
        return "dynamic_purchasing"
    if techniques.get("hasFrameworkAgreement") is True or techniques.get("frameworkAgreement"):
        return "framework"
    return "none" if techniques.get("hasFrameworkAgreement") is False else None


def procedure(
    release: dict[str, Any], ocid: str | None, type_: str | None, references: list[Reference]
) -> Procedure:
    tender = mapping(release.get("tender"))
    used = technique(tender, _details(tender))
    lots = {technique(lot) for lot in list_of_objects(tender.get("lots"))} - {None, "none"}
    if used in (None, "none") and len(lots) == 1:
        (used,) = lots
    framework = next((x.id for x in references if x.relation == "framework"), None)
    if type_ in _MARKETS:
        used = "dynamic_purchasing"
    elif framework and used in (None, "none"):
        used = "call_off"
    return Procedure(
        id=ocid,
        other_ids=proactis_references.proactis_identifiers(
            clean_text(tender.get("description")), clean_text(release.get("description"))
        ),
        method=_method(tender, type_),
        method_details=_details(tender),
        direct_award_reason=_rationale(tender),
        technique=used,
        framework_id=framework,
    )


def _rationale(tender: dict[str, Any]) -> str | None:
    reasons = [
        clean_text(item.get("description")) or clean_text(item.get("id"))
        for item in list_of_objects(tender.get("procurementMethodRationaleClassifications"))
    ]
    reasons.append(clean_text(tender.get("procurementMethodRationale")))
    return "\n".join(dict.fromkeys(reason for reason in reasons if reason)) or None
