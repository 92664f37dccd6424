"""Convert Prozorro's own objects (tenders and contracts) to OCDS releases.

The objects are OCDS in all but their frame, so they are read as releases: one for each stage that a
tender has reached, numbered ``tenderID/stage``, and one for each contract with its changes.
Source  ProzorroUKR/openprocurement.api docs/source, and eleven real objects of 2018 to 2024.
Skips   identifiers of sole traders, which are their tax numbers; contact points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.errors import UnexpectedDocument
from pipelines.model import Notice, Text, Trouble, replace
from spiders.parsers import ocds
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import clean_text, map_objects, mapping
from spiders.parsers.common.list_of_objects import list_of_objects
from spiders.parsers.common.unexpected_json_types import unexpected_types

_LISTS = read_code_lists(Path(__file__).with_suffix(".csv"))
STAGES = _LISTS["STAGES"]
TECHNIQUES = {"closeFrameworkAgreementUA": {"hasFrameworkAgreement": True}}
PREFIX = "ocds-be6bcu"  # as registered for Prozorro (from general knowledge)
_PERSON = re.compile(r"\s*(?:ФОП|Фізична особа|Фізична особа-підприємець|Підприємець)\b", re.I)
# numbers of persons that are no tax numbers: of a passport, of an identity card
_PERSON_NUMBER = re.compile(r"[А-ЯҐЄІЇA-Z]{2}\d{6}|\d{9}", re.I)
_CPV = re.compile(r"(\d{8})(?:-\d)?")
_FIELDS = (  # those of which a release is made; what it holds as it was is looked at there
    "procuringEntity.name",
    "buyer.name",
    "buyers[].name",
    "suppliers[].name",
    "awards[].suppliers[].name",
    "contracts[].suppliers[].name",
    "items[].classification.id",
)
_TEST = "[ТЕСТУВАННЯ]"
PROFILE: dict[str, Any] = {
    "zone": "Europe/Kyiv",
    "country": "UA",
    "language": "uk",
    "currency": "UAH",
    "number": lambda release: release["id"],
    "page": lambda release: f"https://prozorro.gov.ua/tender/{release['tender']['id']}",
}


def notices(record: Any, portal: str) -> Iterator[Notice | Trouble]:
    """Parse ``{"data": object}`` or the object itself; test publications are marked."""
    data = mapping(mapping(record).get("data")) or mapping(record)
    if clean_text(data.get("tenderID")):
        release, stage = of_tender(data), clean_text(data.get("status"))
    elif clean_text(data.get("contractID")):
        release, stage = of_contract(data), None
    else:
        raise UnexpectedDocument(f"expected a tender or a contract, got {sorted(data)[:6]}")
    test = data.get("mode") == "test" or _TEST in (clean_text(data.get("title")) or "")
    for result in ocds.notices(release, portal, **PROFILE):
        if isinstance(result, Notice):
            english = ((x, clean_text(data.get(f"{x}_en"))) for x in ("title", "description"))
            more = tuple(Text(field, text, "en") for field, text in english if text)
            result = replace(result, test=test, texts=result.texts + more)
        yield result
    if stage and stage not in STAGES:
        message = f"status is {stage!r}, expected one of {', '.join(STAGES)}"
        yield Trouble("unexpected", "unknown_word", message, "status", release["id"])
    yield from unexpected_types(data, _FIELDS, release["id"])


def of_tender(data: dict[str, Any]) -> dict[str, Any]:
    """Convert a tender to the release of the stage it is in."""
    number, who = str(clean_text(data["tenderID"])), mapping(data.get("procuringEntity"))
    tag = STAGES.get(clean_text(data.get("status")) or "", "tender")
    stage = "cancelled" if tag == "tenderCancellation" else tag
    copied = (
        "title",
        "description",
        "value",
        "procurementMethod",
        "mainProcurementCategory",
        "lots",
        "tenderPeriod",
    )
    tender = {name: data.get(name) for name in copied}
    reason = clean_text(data.get("causeDescription")) or clean_text(data.get("cause"))
    given_up = _given_up(data)
    return {
        "ocid": f"{PREFIX}-{number}",
        "id": f"{number}/{stage}",
        "date": clean_text(data.get("date")) or data.get("dateModified"),
        "tag": [tag],
        "parties": parties(who, data),
        "buyer": _party(who),
        "tender": {
            **tender,
            "id": number,
            "procurementMethodDetails": data.get("procurementMethodType"),
            "techniques": TECHNIQUES.get(clean_text(data.get("procurementMethodType")) or ""),
            "procurementMethodRationale": reason,
            "items": items(data),
            "amendments": _cancellations(data),
        },
        "bids": {"statistics": list(_counts(data))},
        "awards": [
            *(_cancelled_if(award["id"] in given_up, award) for award in _awards(data)),
            *_without_winner(data),
        ],
        "contracts": [
            _cancelled_if(contract["awardID"] in given_up, contract)
            for contract in map_objects(data.get("contracts"), _contract)
        ],
    }


def of_contract(data: dict[str, Any]) -> dict[str, Any]:
    """Convert a contract to a release; its number is the tender's and one part.

    Contracts of 2023 and later name a ``buyer``, earlier ones the procuring entity.  A change is
    pending until both have signed it, and may be cancelled.
    """
    id_ = str(clean_text(data["contractID"]))
    who = mapping(data.get("procuringEntity")) or mapping(data.get("buyer"))
    number = id_.rpartition("-")[0] or id_
    changes = [
        {"id": item.get("id"), "date": item.get("dateSigned"), "rationale": item.get("rationale")}
        for item in list_of_objects(data.get("changes"))
        if clean_text(item.get("status")) not in ("pending", "cancelled")
    ]
    ended = clean_text(data.get("status")) == "terminated"
    tag = "contractAmendment" if changes else "contract"
    title = next(
        (clean_text(item.get("description")) for item in list_of_objects(data.get("items"))), None
    )
    return {
        "ocid": f"{PREFIX}-{number}",
        "id": id_,
        "date": clean_text(data.get("dateModified")) or data.get("date"),
        "tag": ["contractTermination" if ended else tag],
        "parties": parties(who, {"awards": [data]}),
        "buyer": _party(who),
        "tender": {"id": number, "title": title, "items": items(data)},
        "awards": [{"id": data.get("awardID"), "suppliers": _suppliers(data)}],
        "contracts": [{**_contract(data), "amendments": changes}],
    }


def parties(who: dict[str, Any], data: dict[str, Any]) -> list[dict[str, Any]]:
    """All bodies of a tender, with their contact points for the privacy stage.

    ``buyers`` are those for whom a central purchasing body buys (UA-2022-10-04-011233-a)."""
    buyers = list(list_of_objects(data.get("buyers")))
    central = bool(buyers) and clean_text(who.get("kind")) == "central"
    role = "centralPurchasingBody" if central else "buyer"
    result = [{**_party(who), **_persons(who), "roles": [role]}]
    with_contract = _awards_with_contract(data)
    for award in (*list_of_objects(data.get("awards")), *list_of_objects(data.get("contracts"))):
        roles = ["supplier" if _is_decided(award, with_contract) else "tenderer"]
        for supplier in list_of_objects(award.get("suppliers")):
            result.append({**_party(supplier), **_persons(supplier), "roles": roles})
    for buyer in buyers:
        if clean_text(buyer.get("name")) != clean_text(who.get("name")):
            result.append({**_party(buyer), **_persons(buyer), "roles": ["buyer"]})
    return result


def _persons(body: dict[str, Any]) -> dict[str, Any]:
    names = ("contactPoint", "additionalContactPoints", "signerInfo")
    return {name: body.get(name) for name in names}


def _party(body: dict[str, Any]) -> dict[str, Any]:
    """Convert a body to a party; a sole trader is marked and loses the number, a person's.

    Whoever has that of an identity document loses it alone: it may be a slip of a firm's.
    """
    identifier, name = mapping(body.get("identifier")), clean_text(body.get("name")) or ""
    number = clean_text(identifier.get("id")) or ""
    is_person = bool(_PERSON.match(name)) or bool(re.fullmatch(r"\d{10}", number))
    is_national = (clean_text(identifier.get("scheme")) or "").startswith("UA-")
    is_hidden = is_person or (is_national and _PERSON_NUMBER.fullmatch(number) is not None)
    return {
        "name": body.get("name"),
        "identifier": {} if is_hidden else identifier,
        "address": body.get("address"),
        "details": {"naturalPerson": True} if is_person else {},
    }


def _suppliers(part: dict[str, Any]) -> list[dict[str, Any]]:
    return [_party(supplier) for supplier in list_of_objects(part.get("suppliers"))]


def _awards_with_contract(data: dict[str, Any]) -> set[str | None]:
    """Return the ids of the awards that a contract of the tender follows."""
    return {
        clean_text(contract.get("awardID")) for contract in list_of_objects(data.get("contracts"))
    }


def _is_decided(award: dict[str, Any], with_contract: set[str | None]) -> bool:
    """Whether an award, or a contract, was made: it is in force, or had a contract before it was
    cancelled.  Prozorro also has an "award" for each bid that is examined or was rejected, whose
    title is the reason; that bidder is no supplier."""
    return (
        clean_text(award.get("status")) == "active"
        or clean_text(award.get("contractID")) is not None
        or clean_text(award.get("id")) in with_contract
    )


def _awards(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the awards that were made."""
    with_contract = _awards_with_contract(data)
    for award in list_of_objects(data.get("awards")):
        if _is_decided(award, with_contract):
            lot = clean_text(award.get("lotID"))
            copied = {name: award.get(name) for name in ("id", "status", "date", "value")}
            yield {**copied, "relatedLots": [lot] if lot else [], "suppliers": _suppliers(award)}


def _given_up(data: dict[str, Any]) -> set[str | None]:
    """Ids of awards that came to nothing, since their lot or the tender was cancelled before a
    contract was in force; Prozorro leaves award and contract as they were
    (UA-2019-12-26-000379-b)."""
    lots = {
        clean_text(lot.get("id"))
        for lot in list_of_objects(data.get("lots"))
        if clean_text(lot.get("status")) == "cancelled"
    }
    whole = clean_text(data.get("status")) == "cancelled"
    concluded = {
        clean_text(contract.get("awardID"))
        for contract in list_of_objects(data.get("contracts"))
        if clean_text(contract.get("status")) in ("active", "terminated")
    }
    return {
        clean_text(award.get("id"))
        for award in list_of_objects(data.get("awards"))
        if whole or clean_text(award.get("lotID")) in lots
    } - concluded


def _cancelled_if(is_given_up: bool, part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "status": "cancelled"} if is_given_up else part


def _without_winner(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An award that says so for each lot, or for the whole tender, that found no winner."""
    lots = list(list_of_objects(data.get("lots")))
    for part in lots or [data]:
        if clean_text(part.get("status")) == "unsuccessful":
            name = clean_text(part.get("id"))
            yield {"id": name, "status": "unsuccessful", "relatedLots": [name] if lots else []}


def _contract(contract: dict[str, Any]) -> dict[str, Any]:
    """A cancelled contract has no value: Prozorro sets it to 0.  ``pending.winner-signing`` awaits
    a signature."""
    copied = ("status", "awardID", "dateSigned", "period")
    value = mapping(contract.get("value"))
    state = clean_text(contract.get("status")) or ""
    return {
        **{name: contract.get(name) for name in copied},
        "status": "pending" if state.startswith("pending.") else contract.get("status"),
        "id": clean_text(contract.get("contractID")) or contract.get("id"),
        "value": value if value.get("amount") else None,
        "suppliers": _suppliers(contract),
    }


def items(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Items with their codes: ДК021 is the Ukrainian edition of CPV, with a check digit."""
    return [
        {
            "relatedLot": item.get("relatedLot"),
            "classification": _code(mapping(item.get("classification"))),
            "additionalClassifications": list(
                list_of_objects(item.get("additionalClassifications"))
            ),
        }
        for item in list_of_objects(data.get("items"))
    ]


def _code(code: dict[str, Any]) -> dict[str, Any]:
    match = _CPV.fullmatch(clean_text(code.get("id")) or "")
    return {**code, "scheme": "CPV", "id": match[1]} if match else code


def _counts(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Bids that stand, for each lot; none are published before they are opened."""
    standing = [
        bid
        for bid in list_of_objects(data.get("bids"))
        if clean_text(bid.get("status")) == "active"
    ]
    lots = [clean_text(lot.get("id")) for lot in list_of_objects(data.get("lots"))]
    for lot in lots:
        count = sum(
            any(
                clean_text(value.get("relatedLot")) == lot
                for value in list_of_objects(bid.get("lotValues"))
            )
            for bid in standing
        )
        yield {"measure": "bids", "value": count or None, "relatedLot": lot}
    if standing and not lots:
        yield {"measure": "bids", "value": len(standing)}


def _cancellations(data: dict[str, Any]) -> list[dict[str, Any]]:
    active = [
        x
        for x in list_of_objects(data.get("cancellations"))
        if clean_text(x.get("status")) == "active"
    ]
    return [{"rationale": cancellation.get("reason")} for cancellation in active]
