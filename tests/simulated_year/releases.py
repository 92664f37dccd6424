"""An event of the table -> an OCDS release as the two British portals write it.

The facts of a body and of Microsoft's British company are public; the contracts are invented.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

BUYER = {"id": "GB-PPON-PDTL-7248-GWZW", "name": "Harrogate Town Council"}
MICROSOFT = ("Microsoft Limited", "01624297")
PLAIN = ("Fairford Stationery Limited", "09999111")
TAGS = {
    "award": "award",
    "call": "tender",
    "correction": "awardUpdate",
    "cancellation": "awardCancellation",
    "amendment": "contractAmendment",
    "call_correction": "tenderUpdate",
    "unreadable": "award",
    "back_fill": "award",
}


def release(
    portal: str,
    number: int,
    what: str,
    key: str,
    published: date,
    *,
    is_big: bool,
    value: int = 120_000,
    deadline: str | None = None,
    ends: str | None = None,
) -> dict[str, Any]:
    """One publication of one of the portals; the same key is the same process on both."""
    seed = int.from_bytes(key.encode()[-4:], "big")
    ocid = f"ocds-h6vhtk-{seed:08x}" if key else f"ocds-h6vhtk-f{number:07x}"
    result: dict[str, Any] = {
        "ocid": ocid,
        "id": _number(portal, number, published),
        "tag": [TAGS[what]],
        "date": f"{published}T00:30:00Z",
        "initiationType": "tender",
        "buyer": BUYER,
        "parties": [
            {
                **BUYER,
                "identifier": {"scheme": "GB-PPON", "id": "PDTL-7248-GWZW"},
                "address": {"country": "GB", "countryName": "United Kingdom"},
                "roles": ["buyer"],
            }
        ],
        "tender": _tender(ocid, key, deadline),
    }
    if not what.startswith("call"):
        name, company = MICROSOFT if is_big else PLAIN
        who = {"id": f"GB-COH-{company}", "name": name}
        result["parties"].append(
            {
                **who,
                "identifier": {"scheme": "GB-COH", "id": company, "legalName": name},
                "address": {"country": "GB"},
                "roles": ["supplier"],
            }
        )
        result["awards"] = [
            {
                "id": "1",
                "title": f"Contract {key}",
                "status": "active",
                "relatedLots": ["1"],
                "date": f"{published}T00:00:00Z",
                "suppliers": [who],
                "value": {"amount": value, "currency": "GBP"},
            }
        ]
        if ends:
            span = {"startDate": f"{published}T00:00:00Z", "endDate": f"{ends}T23:59:59Z"}
            result["awards"][0]["contractPeriod"] = span
    return result


def _number(portal: str, number: int, published: date) -> str:
    if portal == "find_a_tender":
        return f"{number:06}-{published.year}"
    return f"3c2f0f3e-1111-4111-8111-{number:012x}-{number}"


def _tender(ocid: str, key: str, deadline: str | None) -> dict[str, Any]:
    cpv = {"scheme": "CPV", "id": "48000000" if key else "09323000", "description": "-"}
    result: dict[str, Any] = {
        "id": ocid,
        "title": f"Contract {key or 'of no interest'}",
        "status": "complete",
        "description": "Software licences" if key else "District heating",
        "classification": cpv,
        "procurementMethod": "open",
        "mainProcurementCategory": "goods",
        "lots": [{"id": "1", "title": f"Contract {key}"}],
        "items": [{"id": "1", "relatedLot": "1", "additionalClassifications": [cpv]}],
    }
    if deadline:
        result["tenderPeriod"] = {"endDate": f"{deadline}T12:00:00Z"}
    return result


def shelve(folder: Path, name: str, releases: list[dict[str, Any]]) -> None:
    """Releases -> a package in the mock portal's folder: published from now on."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"version": "1.1", "publisher": {"name": "Practice"}, "releases": releases})
    (folder / f"{name}.json").write_text(text, encoding="utf-8")
