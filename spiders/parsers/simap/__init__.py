"""Parse publication details of simap.ch (Switzerland, platform of July 2024).

Shape   ``base`` (number, dates, titles), ``project-info`` (addresses), ``procurement`` and ``lots``
        (what is bought), then by type ``dates``, ``decision``, ``abandonment`` or ``revocation``.
        Texts are objects of four languages, HTML where they describe.
Source  the service's own OpenAPI file, https://www.simap.ch/api/specifications/simap.yaml (names
        and meanings), and one real award (19474-03).
Skips   contact persons (kept for privacy alone), telephones, e-mail addresses, streets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.errors import Refused, UnexpectedDocument
from pipelines.model import Change, Kind, Method, Notice, Procedure, Reference, Trouble
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import civil_date, clean_text, mapping
from spiders.parsers.common.unexpected_json_types import unexpected_types
from spiders.parsers.simap.lots_and_awards import awards, lots
from spiders.parsers.simap.texts_buyers_and_codes import (
    ZONE,
    buyers,
    codes,
    contacts,
    preferred_text,
    translated,
)

_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
KINDS: dict[str, Kind] = _LISTS["KINDS"]
METHODS: dict[str, Method | None] = _LISTS["METHODS"]
_FIELDS = (
    "base.title.*",
    "base.publicationDate",
    "base.projectId",
    "base.processType",
    "project-info.procOfficeAddress.name.*",
    "project-info.procOfficeAddress.city.*",
    "project-info.procurementRecipientAddress.name.*",
    "procurement.orderDescription.*",
    "procurement.canContractBeExtendedNote.*",
    "procurement.optionsNote.*",
    "procurement.orderType",
    "procurement.cpvCode.code",
    "procurement.additionalCpvCodes[].code",
    "lots[].lotNumber",
    "lots[].title.*",
    "lots[].orderDescription.*",
    "lot.lotNumber",
    "lot.lotTitle.*",
    "abandonedLot.lotNumber",
    "dates.offerDeadline",
    "decision.awardDecisionDate",
    "decision.vendors[].vendorName",
    "decision.vendors[].vendorAddress.countryId",
    "decision.vendors[].price.price",
    "decision.awardDecisionJustification.*",
    "abandonment.reason.*",
    "revocation.reason.*",
    "correction.correctedPubId",
)
_TED = re.compile(r"(\d{1,8}-20\d\d)")


def notices(details: Any, portal: str) -> Iterator[Notice | Trouble]:
    """Parse publication details, with a trouble for each unknown type.

    Refuses  a search answer (code list_page).
    """
    if isinstance(details, dict) and "projects" in details:
        raise Refused("list_page", "a search answer, not a publication: it only lists projects")
    base = mapping(details.get("base")) if isinstance(details, dict) else {}
    number_ = clean_text(base.get("publicationNumber"))
    type_ = clean_text(base.get("type")) or clean_text(mapping(details).get("type"))
    if not number_ or not type_:
        raise UnexpectedDocument("expected publication details: base has no number or no type")
    yield _notice(details, base, number_, type_, portal)
    process = clean_text(base.get("processType"))
    for field, value, table in (("type", type_, KINDS), ("processType", process, METHODS)):
        if value and value not in table:
            message = f"{field} is {value!r}, expected one of {', '.join(table)}"
            yield Trouble("unexpected", "unknown_word", message, field, number_)
    yield from unexpected_types(details, _FIELDS, number_)


def _notice(
    details: dict[str, Any], base: dict[str, Any], number_: str, type_: str, portal: str
) -> Notice:
    process = clean_text(base.get("processType"))
    method = METHODS.get(process or "")
    # of a direct award its justification tells why there was no competition (BöB/LMP, article 21)
    why = mapping(details.get("decision")).get("awardDecisionJustification")
    why = why if method == "direct" else None
    bought = mapping(details.get("procurement"))
    titles = translated("title", base.get("title"))
    texts = [*titles, *translated("description", bought.get("orderDescription"))]
    texts += translated("renewal", bought.get("canContractBeExtendedNote"))
    texts += translated("options", bought.get("optionsNote"))
    texts += translated("direct_award_reason", why)
    first = clean_text(base.get("creationLanguage"))
    languages = [*([first] if first else []), *(x.language for x in texts if x.language)]
    buyers_ = tuple(buyers(mapping(details.get("project-info")), first))
    project = clean_text(base.get("projectId"))
    kind: Kind = "award" if details.get("abandonedLot") else _kind(details, type_)
    return Notice(
        id=f"{portal}:{number_}",
        portal=portal,
        number=number_,
        kind=kind,
        change=_change(details),
        form=type_,
        published=civil_date(base.get("publicationDate"), ZONE),
        languages=tuple(dict.fromkeys(languages)),
        url=f"https://www.simap.ch/fr/project-detail/{project}" if project else None,
        country=next((x.organization.country for x in buyers_), None),
        procedure=Procedure(
            id=project,
            method=method,
            method_details=process,
            direct_award_reason=preferred_text(why, first),
        ),
        buyers=buyers_,
        texts=tuple(texts),
        codes=tuple(codes(bought, base, first)),
        nature=clean_text(bought.get("orderType")),
        deadline=civil_date(mapping(details.get("dates")).get("offerDeadline"), ZONE),
        lots=tuple(lots(details, first)),
        awards=tuple(awards(details, first)),
        notice_identifier=clean_text(details.get("id")) or clean_text(base.get("id")),
        references=tuple(dict.fromkeys(references(details, project, kind))),
        change_reason=_reason(details, first),
        contacts=tuple(dict.fromkeys(contacts(mapping(details.get("project-info"))))),
    )


def _kind(details: dict[str, Any], type_: str) -> Kind:
    """A revocation is of the kind that it takes back."""
    if type_ == "revocation":
        type_ = clean_text(_revoked(details).get("pubType")) or type_
    if type_ in KINDS:
        return KINDS[type_]
    return "award" if details.get("decision") else "tender"


def _revoked(details: dict[str, Any]) -> dict[str, Any]:
    """The publication that a revocation takes back: the OpenAPI file requires ``revokedPub``, and
    describes it as ``referencingPub``, which other types have for the one that they follow."""
    revoked = mapping(details.get("revokedPub"))
    return revoked or (mapping(details.get("referencingPub")) if details.get("revocation") else {})


def _ended(details: dict[str, Any]) -> dict[str, Any]:
    return mapping(details.get("revocation")) or mapping(details.get("abandonment"))


def _change(details: dict[str, Any]) -> Change:
    """A lot given up is a decision on that lot; the rest of its procedure goes on."""
    if _ended(details):
        return "none" if details.get("abandonedLot") else "cancellation"
    corrected = mapping(details.get("correction")).get("correctedPubId")
    return "correction" if corrected else "none"


def references(details: dict[str, Any], project: str | None, kind: Kind) -> Iterator[Reference]:
    """Return what the notice corrects, withdraws or follows, and its number on TED."""
    corrected = clean_text(mapping(details.get("correction")).get("correctedPubId"))
    if corrected:
        yield Reference("replaces", "notice_identifier", corrected)
    revoked = clean_text(_revoked(details).get("publicationNumber"))
    if revoked:
        yield Reference("replaces", "number", revoked)
    elif _ended(details) and not details.get("abandonedLot") and project:
        yield Reference("replaces", "ocid", project)
    earlier = clean_text(mapping(details.get("referencingPub")).get("publicationNumber"))
    if earlier and earlier != revoked:
        yield Reference("follows", "number", earlier)
    match = _TED.search(clean_text(mapping(details.get("ted")).get("url")) or "")
    if match:
        yield Reference("same", "ted", match[1].lstrip("0"))


def before(details: dict[str, Any]) -> Iterator[str]:
    """UUIDs of the publications that one names as earlier ones of its project."""
    earlier = (
        mapping(details.get("correction")).get("correctedPubId"),
        mapping(details.get("revokedPub")).get("publicationId"),
        mapping(details.get("referencingPub")).get("publicationId"),
    )
    yield from dict.fromkeys(filter(None, map(clean_text, earlier)))


def _reason(details: dict[str, Any], first: str | None) -> str | None:
    """Return the reason why a notice was corrected, abandoned or withdrawn."""
    ended, correction = _ended(details), mapping(details.get("correction"))
    listed = ended.get("reasons")
    coded = [x for x in map(clean_text, listed) if x] if isinstance(listed, list) else []
    names = ("reason", "otherReason", "remarks")
    reasons = [preferred_text(ended.get(name), first) for name in names] + [
        preferred_text(correction.get("remarks"))
    ]
    return "\n".join([*coded, *filter(None, reasons)]) or None
