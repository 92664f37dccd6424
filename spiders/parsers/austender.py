"""Adapt AusTender's OCDS releases to what other publishers write.

Source  field dictionary and extension schema of the portal's API, two public probe notes of 2026.
"""

from __future__ import annotations

import re
from typing import Any

from spiders.parsers.common.json_values import clean_text, map_objects, mapping
from spiders.parsers.common.list_of_objects import list_of_objects

# why a tender was limited: of the tender by the field dictionary, of the contract by the schema
_REASONS = ("limitedTenderReason", "exemption", "LtReason", "Exemption")
_NUMBER = re.compile(r"(CN\d+)(?:-A\d+)?(?:-([0-9a-f]{32}))?")


def notice_url(release: Any) -> str | None:
    """Address of the notice: the award id is its number and the 32 digits of its page."""
    for award in list_of_objects(mapping(release).get("awards")):
        match = _NUMBER.fullmatch(clean_text(award.get("id")) or "")
        if match and (hex_ := match[2]):
            guid = "-".join((hex_[:8], hex_[8:12], hex_[12:16], hex_[16:20], hex_[20:]))
            return f"https://www.tenders.gov.au/Cn/Show/{guid}"
    return None


def normalise_release(release: Any) -> Any:
    """Add the object as title, and one number for all of a contract's amendments.

    ``dateSigned`` is the instant of publication and is left out, as the date of an award is that
    repeats it; why a tender was limited stands where OCDS has it.  What is no release comes back
    as it is.
    """
    if not isinstance(release, dict) or "ocid" not in release:
        return release
    contracts, tender = list_of_objects(release.get("contracts")), mapping(release.get("tender"))
    title = next(
        (text for contract in contracts if (text := clean_text(contract.get("description")))), None
    )
    stamps = (release.get("date"), *(contract.get("dateSigned") for contract in contracts))
    published = {stamp for stamp in map(clean_text, stamps) if stamp}
    reasons = (clean_text(part.get(name)) for part in (tender, *contracts) for name in _REASONS)
    return {
        **release,
        "tender": {
            **tender,
            "title": title,
            "procurementMethodRationale": next(filter(None, reasons), None),
        },
        "awards": map_objects(release.get("awards"), lambda award: _award(award, published)),
        "contracts": map_objects(release.get("contracts"), _contract),
    }


def _award(award: dict[str, Any], published: set[str]) -> dict[str, Any]:
    """An award dated to the second as its notice was published is not known to be of that day."""
    is_stamp = clean_text(award.get("date")) in published
    return {**award, "id": _base(award.get("id")), "date": None if is_stamp else award.get("date")}


def _contract(contract: dict[str, Any]) -> dict[str, Any]:
    ids = {"id": _base(contract.get("id")), "awardID": _base(contract.get("awardID"))}
    return {**contract, **ids, "dateSigned": None}


def _base(id_: Any) -> Any:
    """CN4026155, CN4026155-A1 and CN4026155-A1-(32 digits) are one contract."""
    match = _NUMBER.fullmatch(clean_text(id_) or "")
    return match[1] if match else id_
