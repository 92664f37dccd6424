"""Parse South Africa's eTenders: OCDS releases, and rows of the site's list.

A row is read as the release of its call.  Source  forty real rows of September 2025; for releases
the projections of three public clients of 2026.
Skips   contact persons, who take questions: their names are for the privacy stage alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.errors import UnexpectedDocument
from pipelines.model import Identifier, Notice, Trouble, replace
from spiders.parsers import decoding, ocds
from spiders.parsers.common.json_values import clean_text, map_objects, mapping, parse_number
from spiders.parsers.common.list_of_objects import list_of_objects

PREFIX = "ocds-9t57fa"
SCHEME = "ZAETENDERS"  # the portal's own list of categories; its rows are told in data/reference
_OPEN = re.compile(r"\bopen\b", re.I)
_ENDED = {"cancelled", "withdrawn"}
# other categories ("Supplies: General") tell nothing of what is bought, and codes outweigh words
_SPEAKING = re.compile(r"computer|information|telecommunication", re.I)
PROFILE: dict[str, Any] = {
    "zone": "Africa/Johannesburg",
    "country": "ZA",
    "language": "en",
    "currency": "ZAR",
    "page": lambda _: None,  # the portal has none of its own for a tender
}


def records(body: bytes) -> Iterator[Any]:
    """Split a release package, or an answer of the site's list, into releases or rows."""
    value = decoding.json_value(body)
    is_list = isinstance(value, dict) and isinstance(value.get("data"), list)
    yield from value["data"] if is_list else ocds.releases(value)


def notices(record: Any, portal: str) -> Iterator[Notice | Trouble]:
    """Parse a release or row, with the body's own reference beside the portal's number."""
    if not isinstance(record, dict):
        raise UnexpectedDocument(
            f"expected a release or a row, got {decoding.json_type_name(record)}"
        )
    release = release_from_row(record) if "tender_No" in record else normalise_release(record)
    reference = clean_text(mapping(release.get("tender")).get("reference"))
    for result in ocds.notices(release, portal, **PROFILE):
        if isinstance(result, Notice) and reference:
            ids = (Identifier("ZA-TENDER", reference),)
            result = replace(result, procedure=replace(result.procedure, other_ids=ids))
        yield result


def normalise_release(release: dict[str, Any]) -> dict[str, Any]:
    """Normalise a release: its subject as title, its category as a code, without zeros."""
    tender = mapping(release.get("tender"))
    subject = clean_text(tender.get("description"))
    category = clean_text(tender.get("category"))
    person = mapping(tender.get("contactPerson"))
    status = (clean_text(tender.get("status")) or "").lower()
    return {
        **release,
        "tag": ["tenderCancellation"] if status in _ENDED else release.get("tag"),
        "parties": [
            *map_objects(release.get("parties"), dict),
            {"contactPoint": {"name": person.get("name")}},
        ],
        "tender": {
            **tender,
            "reference": tender.get("title") if subject else None,
            "title": subject or tender.get("title"),
            "description": None if subject else tender.get("description"),
            "value": _told(tender.get("value")),
            "mainProcurementCategory": tender.get("mainProcurementCategory") or category,
            "items": [
                *list_of_objects(tender.get("items")),
                *_category(category),
                {"deliveryAddresses": [{"region": tender.get("province")}]},
            ],
        },
        **{
            section: map_objects(release.get(section), _without_zero)
            for section in ("awards", "contracts")
        },
    }


def release_from_row(row: dict[str, Any]) -> dict[str, Any]:
    """Convert a row of the site's list to the release of its call."""
    number_, buyer = clean_text(row.get("id")), row.get("organ_of_State")
    if not number_:
        raise UnexpectedDocument(f"a listed tender has no id: {row!r:.80}")
    type_, status = clean_text(row.get("type")), (clean_text(row.get("status")) or "").lower()
    return {
        "ocid": f"{PREFIX}-{number_}",
        "id": "list",
        "date": row.get("date_Published"),
        "tag": ["tenderCancellation" if row.get("cancelled") or status in _ENDED else "tender"],
        "buyer": {"name": buyer},
        "parties": [
            {"name": buyer, "roles": ["buyer"], "address": {"region": row.get("province")}},
            {"contactPoint": {"name": row.get("contactPerson")}},
        ],
        "tender": {
            "id": number_,
            "reference": row.get("tender_No"),
            "title": row.get("description"),
            "description": _conditions(row),
            "procurementMethod": "open" if _OPEN.search(type_ or "") else None,
            "procurementMethodDetails": type_,
            "tenderPeriod": {"endDate": row.get("closing_Date")},
            "mainProcurementCategory": row.get("category"),
            "items": _category(clean_text(row.get("category"))),
        },
    }


def _conditions(row: dict[str, Any]) -> str | None:
    text = clean_text(row.get("conditions"))
    return text if text and text.lower() not in ("n/a", "none") else None


def _category(name: str | None) -> list[dict[str, Any]]:
    is_one = name and _SPEAKING.search(name)
    return [{"classification": {"scheme": SCHEME, "id": name}}] if is_one else []


def _without_zero(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "value": _told(part.get("value"))}


def _told(value: Any) -> Any:
    """0 stands for a value that is not told."""
    return value if parse_number(mapping(value).get("amount")) else None
