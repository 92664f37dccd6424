"""Parse the notice type, kind and change of a release.

Source  https://standard.open-contracting.org/1.1/en/schema/codelists/ (release tags),
        cabinetoffice/ocds_uk_extension and the notices of Find a Tender (UK1 to UK17).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.errors import Refused, UnexpectedDocument
from pipelines.model import Change, Kind
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import clean_text, folded, mapping
from spiders.parsers.common.list_of_objects import list_of_objects

_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
NOTICE_TYPES: dict[str, tuple[Kind, Change]] = {
    code: (kind, _LISTS["CHANGES"].get(code, "none"))
    for code, kind in _LISTS["NOTICE_TYPES"].items()
}
_NO_PROCUREMENT = {"UK17": "a report on how fast a buyer pays its invoices"}

TAGS: dict[str, Kind] = _LISTS["TAGS"]
"""OCDS release tag -> kind; of several tags the first of this list decides."""

_STAGES = {"award_intention": "award", "amendment": "contract", "termination": "contract"}
_STANDING, _ENDED = ("active", "pending"), ("cancelled", "terminated")
_AMENDED = ("amendment", "amendments", "proposedAmendments")
SECTIONS = ("planning", "tender", "awards", "contracts")

_INTENTION = re.compile(r"\bveat\b|voluntary ex.?ante")


def notice_type(release: dict[str, Any]) -> str | None:
    """UK1 … UK17: of the document that is this release, else of the last one that has a type.

    A release lists all notices of its process, in the section of each one's stage.
    """
    release_types, number = list(_typed(release)), clean_text(release.get("id"))
    own = [type_ for document, type_ in release_types if clean_text(document.get("id")) == number]
    types = own or [type_ for _, type_ in release_types]
    return types[-1] if types else None


def add_missing_id(release: dict[str, Any]) -> dict[str, Any]:
    """Add the id of the notice published at the same instant to a release without id.

    Find a Tender leaves it out of some changes (083674-2026); as it is when no document tells.
    """
    if clean_text(release.get("id")):
        return release
    at = clean_text(release.get("date"))
    numbers = {
        number
        for document, _ in _typed(release)
        if (number := clean_text(document.get("id")))
        and clean_text(document.get("datePublished")) == at
    }
    return {**release, "id": numbers.pop()} if at and len(numbers) == 1 else release


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
    kind, change = NOTICE_TYPES.get(type_ or "") or (_kind_of_all(release, lower), "none")
    details = folded(
        clean_text(mapping(release.get("tender")).get("procurementMethodDetails")) or ""
    )
    if kind in ("award", "contract") and _INTENTION.search(details):
        kind = "award_intention"
    stage = _STAGES.get(kind, kind)
    if f"{stage}cancellation" in lower or _is_given_up(release, kind):
        of_some = kind == "award" and _is_of_some(release, "awards")
        change = "correction" if of_some else "cancellation"
    elif change == "none" and stage not in lower and kind != "termination":
        updates = {f"{stage}update"} | ({"tenderamendment"} if stage == "tender" else set())
        change = "correction" if updates & lower else "none"
    return kind, change


def _kind_of_all(release: dict[str, Any], tags: set[str]) -> Kind:
    """The kind by the tags, unless it holds of some contracts of the release alone.

    A tag speaks of the release, which may restate all contracts of its process: that one of them
    ended or was amended is said of no other.
    """
    kind = _kind(release, tags)
    contracts = list_of_objects(release.get("contracts"))
    amended = [any(contract.get(part) for part in _AMENDED) for contract in contracts]
    if kind == "termination" and _is_of_some(release, "contracts"):
        return "contract"
    return "contract" if kind == "amendment" and any(amended) and not all(amended) else kind


def _is_of_some(release: dict[str, Any], section: str) -> bool:
    """Whether some awards or contracts of the release have come to their end, and others not."""
    states = {
        (clean_text(x.get("status")) or "").lower() for x in list_of_objects(release.get(section))
    }
    return not states.isdisjoint(_STANDING) and not states.isdisjoint(_ENDED)


def _is_given_up(release: dict[str, Any], kind: Kind) -> bool:
    """Whether the call itself says so, without a tag: compiled releases have none that would."""
    tender = mapping(release.get("tender"))
    states = (clean_text(tender.get(name)) or "" for name in ("status", "finalStatus"))
    return kind in ("planning", "tender") and any(
        state.lower() in ("cancelled", "withdrawn") for state in states
    )


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
