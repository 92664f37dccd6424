"""Parse the procedure of a release: its method, technique and framework.

Source  https://standard.open-contracting.org/1.1/en/schema/codelists/ (release tags),
        cabinetoffice/ocds_uk_extension and the notices of Find a Tender (UK1 to UK17).
"""

from __future__ import annotations

import json
import re
from typing import Any, get_args

from pipelines.model import Method, Procedure, Reference, Technique
from spiders.parsers.common import proactis_references
from spiders.parsers.common.award_without_call import method_by_grounds
from spiders.parsers.common.json_values import clean_text, folded, mapping
from spiders.parsers.common.list_of_objects import list_of_objects

_METHODS: dict[str, Method] = {method: method for method in get_args(Method)}
_MARKETS = ("UK13", "UK14", "UK15", "UK16")

_DIRECT = re.compile(
    r"direct award|single tender action|without (?:prior )?competition"
    r"|contratacion directa|trato directo|adjudicacion directa"
    r"|inexigibilidad|\bexcepcion\b|ajuste direto|inexigibilidade|\bdispensa\b"
    r"|^23-|affidamento diretto|gre a gre|sans publicite ni mise en concurrence"
)
# negotiated without a call, with several in many countries
_NO_CALL = re.compile(
    r"without (?:prior )?publication|negociado sin publicidad|senza previa|fara publicare"
    r"|sans publicite"
)
_DIRECT_NAMES = {"reporting", "negotiation", "negotiation.quick"}  # Prozorro
_CALL_OFF = re.compile(
    r"call-?off|from a framework|award under (?:a )?framework|adesione ad? (?:un )?accordo quadro"
    r"|further competition|mini[- ]?competition"
    r"|in adesione|al amparo de acuerdo marco|^closeframeworkagreementselectionua$"
    r"|^competitiveordering"  # Prozorro: among those that a purchasing system has admitted
)


def is_direct(details: str | None) -> bool:
    """Whether the portal's own words for the method mean an award without competition; not those
    for an order under a framework, for which its suppliers had to compete (Consip)."""
    name = folded(details or "")
    return name in _DIRECT_NAMES or bool(_DIRECT.search(name) and not _CALL_OFF.search(name))


def _method(tender: dict[str, Any], type_: str | None) -> Method | None:
    """``procurementMethod``; direct where the portal's words, or the reason given, say so.

    What several tendered for is limited, whatever it is called (Italian "affidamento diretto" for
    which three had been asked).
    """
    method = _stated_method(tender, type_)
    if method != "direct":
        return method
    tenderers = {json.dumps(x, sort_keys=True) for x in list_of_objects(tender.get("tenderers"))}
    return "limited" if len(tenderers) > 1 else "direct"


def _stated_method(tender: dict[str, Any], type_: str | None) -> Method | None:
    stated = (clean_text(tender.get("procurementMethod")) or "").lower()
    details = folded(_details(tender) or "")
    if type_ == "UK5" or is_direct(details):
        return "direct"
    if stated == "direct":
        return None if _CALL_OFF.search(details) else "direct"
    if stated in ("", "limited") and is_direct(
        clean_text(tender.get("procurementMethodRationale"))
    ):
        return "direct"
    if _NO_CALL.search(details):
        classes = list_of_objects(tender.get("procurementMethodRationaleClassifications"))
        grounds = [ground for item in classes if (ground := clean_text(item.get("id")))]
        return method_by_grounds(grounds) if grounds else "limited"
    return _METHODS.get(stated)


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
