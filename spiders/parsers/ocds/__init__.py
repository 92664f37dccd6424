"""Parse releases of the Open Contracting Data Standard 1.1 (and 1.0).

One release is one notice.  Portals differ in what they take as their number, their zone and where
their human page is; those are the arguments of ``notices``, and the standard's words are read the
same way for all.

Source  https://standard.open-contracting.org/1.1/en/ with the EU profile (lots, techniques, bid
        statistics) and cabinetoffice/ocds_uk_extension (notice types, gross amounts).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from pipelines.errors import UnexpectedDocument
from pipelines.model import Code, Lot, Notice, Text, Trouble, Vat
from spiders.parsers.common import contact_names
from spiders.parsers.common.amendment_texts import amendment_texts
from spiders.parsers.common.iso_codes import language as language_code
from spiders.parsers.common.json_values import civil_date, clean_text, mapping, strings
from spiders.parsers.common.list_of_objects import list_of_objects
from spiders.parsers.decoding import json_type_name
from spiders.parsers.ocds.award_and_lot_fields import (
    Context,
    bid_counts,
    codes,
    lots_by_id,
    lots_of,
    renewal,
)
from spiders.parsers.ocds.awards import awards, value_of_all
from spiders.parsers.ocds.notice_kind import add_missing_id, kind_and_change, notice_type
from spiders.parsers.ocds.packages import (
    LATEST_RELEASE,
    from_json,
    from_lines,
    from_slice,
    releases,
)
from spiders.parsers.ocds.parties import Parties, buyers, region_of_address
from spiders.parsers.ocds.procedure import procedure, technique
from spiders.parsers.ocds.related_notices import references
from spiders.parsers.ocds.unreadable_values import unreadable_values
from spiders.parsers.ocds.values import period

__all__ = [
    "Profile",
    "add_missing_id",
    "from_json",
    "from_lines",
    "from_slice",
    "listed_page",
    "notices",
    "own_or_page_number",
    "release_number",
    "releases",
    "same_number",
]


def same_number(release: dict[str, Any]) -> str | None:
    """``ocid/release id``: release ids need be unique within their process only."""
    parts = (
        clean_text(release.get("ocid")),
        clean_text(release.get("id")) or clean_text(release.get("date")),
    )
    return "/".join(part for part in parts if part) or None


def listed_page(release: dict[str, Any]) -> str | None:
    """Address of the notice's page, where a document of the release says so."""
    return clean_text(_page_document(release).get("url"))


def _page_document(release: dict[str, Any]) -> dict[str, Any]:
    for section in ("contracts", "awards", "tender", "planning"):
        for part in list_of_objects(release.get(section)):
            for document in list_of_objects(part.get("documents")):
                kind, url = (
                    clean_text(document.get("documentType")) or "",
                    clean_text(document.get("url")),
                )
                if kind.endswith("Notice") and url and url.startswith(("http://", "https://")):
                    return document
    return {}


def release_number(release: dict[str, Any]) -> str | None:
    """Release id; without one, as ``same_number``."""
    return str(release.get("id") or "") or same_number(release)


def own_or_page_number(release: dict[str, Any]) -> str | None:
    """Release id; without one, ocid and the id of the document that is the notice's page."""
    if id_ := clean_text(release.get("id")):
        return id_
    page = _page_document(release)
    parts = (
        clean_text(release.get("ocid")),
        clean_text(page.get("id")) or clean_text(release.get("date")),
    )
    return "/".join(part for part in parts if part) or None


def release_date(release: dict[str, Any]) -> Any:
    """Date of a release; of a compiled one, that of the latest release that its record links."""
    return release.get(LATEST_RELEASE) or release.get("date")


class Profile(NamedTuple):
    """Options of a portal.

    ``zone``       its civil time, as in the IANA database; None: dates as written.
    ``currency``   of amounts that name none; None where the portal promises none.
    ``country``    of buyers whose address names none.
    ``vat``        what ``amount`` means.
    ``number``     release -> the portal's number of the notice.
    ``page``       release -> address of its human page, or None.
    ``published``  release -> instant or date of publication as written.
    """

    zone: str | None = None
    currency: str | None = None
    country: str | None = None
    language: str | None = None
    vat: Vat = "unknown"
    number: Callable[[dict[str, Any]], str | None] = same_number
    page: Callable[[dict[str, Any]], str | None] = listed_page
    published: Callable[[dict[str, Any]], Any] = release_date


def notices(release: Any, portal: str, **profile: Any) -> Iterator[Notice | Trouble]:
    """Parse an OCDS release into one notice, and a trouble for each unknown code.

    Raises  UnexpectedDocument: no release, or one of no known kind; Refused: about no procurement.
    """
    if isinstance(release, UnexpectedDocument):
        raise release
    if not isinstance(release, dict):
        raise UnexpectedDocument(
            f"{portal}: expected an OCDS release, got {json_type_name(release)}"
        )
    type_ = notice_type(release)
    notice = _notice(release, portal, Profile(**profile), type_)
    yield notice
    yield from unreadable_values(release, type_, notice.number)


def _notice(release: dict[str, Any], portal: str, profile: Profile, type_: str | None) -> Notice:
    number = profile.number(release)
    if not number:
        raise UnexpectedDocument(
            f"{portal}: a release has neither ocid nor id; its keys are {sorted(release)[:8]}"
        )
    tender, ocid = mapping(release.get("tender")), clean_text(release.get("ocid"))
    tags = strings(release.get("tag"))
    kind, change = kind_and_change(release, tags, type_)
    linked = list(references(release, ocid, change, type_))
    method = procedure(release, ocid, type_, linked)
    parties = Parties(release)
    here = Context(
        release,
        tender,
        parties,
        method,
        kind,
        type_,
        profile.zone,
        profile.currency,
        profile.vat,
        lots_by_id(tender),
        bid_counts(release),
    )
    language = _language(release) or profile.language
    who = buyers(release, parties, profile.country)
    ceiling = method.technique in ("framework", "dynamic_purchasing")
    estimate = here.positive_money(tender.get("value")) or here.positive_money(_budget(release))
    framework = mapping(mapping(tender.get("techniques")).get("frameworkAgreement"))
    made = awards(here)
    texts = (
        *_texts(release, tender, method.direct_award_reason, language),
        *amendment_texts(made, language),
    )
    return Notice(
        id=f"{portal}:{number}",
        portal=portal,
        number=number,
        kind=kind,
        change=change,
        form=type_ or ", ".join(tags) or None,
        published=civil_date(profile.published(release), profile.zone),
        languages=(language,) if language else (),
        url=profile.page(release),
        country=who[0].organization.country if who else None,
        places=_places(tender),
        procedure=method,
        buyers=who,
        contacts=contact_names.of_ocds(release),
        texts=texts,
        codes=_all_codes(release, tender),
        nature=_nature(release, tender),
        value=estimate,
        maximum=here.positive_money(framework.get("value")) or (estimate if ceiling else None),
        result_value=value_of_all(here),
        deadline=_deadline(tender, profile.zone),
        lots=tuple(_lots(tender, here, language)),
        awards=made,
        references=tuple(dict.fromkeys(linked)),
        change_reason=_change_reason(tender) if change != "none" else None,
    )


def _language(release: dict[str, Any]) -> str | None:
    """``es``, or ``es-CO`` and ``en_GB`` (BCP 47), whose regions make no other language here."""
    return language_code(re.split("[-_]", clean_text(release.get("language")) or "")[0])


def _places(tender: dict[str, Any]) -> tuple[str, ...]:
    """Regions to which the items are delivered."""
    addresses = (
        address
        for item in list_of_objects(tender.get("items"))
        for part in ("deliveryAddresses", "deliveryAddress")
        for address in list_of_objects(item.get(part))
    )
    regions = map(region_of_address, addresses)
    return tuple(dict.fromkeys(filter(None, regions)))


def _budget(release: dict[str, Any]) -> Any:
    return mapping(mapping(release.get("planning")).get("budget")).get("amount")


def _texts(
    release: dict[str, Any], tender: dict[str, Any], reason: str | None, language: str | None
) -> Iterator[Text]:
    """Words of the whole notice; its title is the tender's, else the release's or an award's, or
    that of the first thing bought where no text says anything."""
    parts = [*list_of_objects(release.get("awards")), *list_of_objects(release.get("contracts"))]
    titles = (clean_text(part.get("title")) for part in (tender, release, *parts))
    subcontracts = chain.from_iterable(
        list_of_objects(mapping(part.get("subcontracting")).get("subcontracts")) for part in parts
    )
    texts = [
        ("title", next((title for title in titles if title), None) or _first_item(tender, parts)),
        ("description", clean_text(tender.get("description"))),
        ("direct_award_reason", reason),
        ("renewal", clean_text(mapping(tender.get("renewal")).get("description"))),
        ("options", clean_text(mapping(tender.get("options")).get("description"))),
        ("additional_information", clean_text(release.get("description"))),
        *(
            ("contract_title", clean_text(part.get("title")))
            for part in list_of_objects(release.get("contracts"))
        ),
        *(("subcontracting", clean_text(part.get("description"))) for part in subcontracts),
    ]
    yield from dict.fromkeys(Text(field, text, language) for field, text in texts if text)


def _first_item(tender: dict[str, Any], parts: list[dict[str, Any]]) -> str | None:
    if clean_text(tender.get("description")):
        return None
    items = chain.from_iterable(list_of_objects(x.get("items")) for x in (tender, *parts))
    return next((text for item in items if (text := clean_text(item.get("description")))), None)


def _all_codes(release: dict[str, Any], tender: dict[str, Any]) -> tuple[Code, ...]:
    """Codes of tender, awards and contracts, each once; the first is the main one.

    Find a Tender's new forms have no main code, and after the tender only awards have items.
    """
    seen: dict[tuple[str, str], Code] = {}
    parts = (
        tender,
        *list_of_objects(release.get("awards")),
        *list_of_objects(release.get("contracts")),
    )
    for code in chain.from_iterable(codes(part, main=part is tender) for part in parts):
        seen.setdefault((code.scheme, code.id), code)
    unique_codes = list(seen.values())
    if unique_codes and not unique_codes[0].main:
        unique_codes[0] = Code(
            unique_codes[0].scheme, unique_codes[0].id, unique_codes[0].label, True
        )
    return tuple(unique_codes)


def _nature(release: dict[str, Any], tender: dict[str, Any]) -> str | None:
    parts = (tender, *list_of_objects(release.get("awards")))
    return next(
        (x for part in parts if (x := clean_text(part.get("mainProcurementCategory")))), None
    )


def _deadline(tender: dict[str, Any], zone: str | None) -> Any:
    end = mapping(tender.get("tenderPeriod")).get("endDate")
    return civil_date(end, zone) or civil_date(tender.get("expressionOfInterestDeadline"), zone)


def _change_reason(tender: dict[str, Any]) -> str | None:
    reasons = [
        clean_text(change.get("rationale")) or clean_text(change.get("description"))
        for change in list_of_objects(tender.get("amendments"))
    ]
    return "\n".join(reason for reason in reasons if reason) or None


def _lots(tender: dict[str, Any], here: Context, language: str | None) -> Iterator[Lot]:
    items: dict[str, dict[Code, None]] = {}
    for item in list_of_objects(tender.get("items")):
        for related in lots_of(item):
            items.setdefault(related, {}).update(dict.fromkeys(codes(item)))
    for index, lot in enumerate(list_of_objects(tender.get("lots")), start=1):
        id_ = clean_text(lot.get("id")) or str(index)
        value = here.positive_money(lot.get("value"))
        used = technique(lot) or here.procedure.technique
        yield Lot(
            id=id_,
            texts=tuple(_lot_texts(lot, language)),
            codes=tuple(items.get(id_, ())),
            value=value,
            maximum=value if used in ("framework", "dynamic_purchasing") else None,
            period=period(lot.get("contractPeriod"), here.zone),
            renewal=renewal(lot, here.zone),
            technique=used,
        )


def _lot_texts(lot: dict[str, Any], language: str | None) -> Iterator[Text]:
    texts = (
        ("title", clean_text(lot.get("title"))),
        ("description", clean_text(lot.get("description"))),
        ("renewal", clean_text(mapping(lot.get("renewal")).get("description"))),
        ("options", clean_text(mapping(lot.get("options")).get("description"))),
    )
    return (Text(field, text, language) for field, text in texts if text)
