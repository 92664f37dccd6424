"""simap.ch (Switzerland, platform of July 2024): publication details -> notices.

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
from typing import Any

from bs4 import BeautifulSoup

from pipelines.errors import Refused, UnexpectedDocument
from pipelines.model import (
    Award,
    Buyer,
    BuyerRole,
    Change,
    Code,
    Kind,
    Lot,
    Method,
    Money,
    Notice,
    Organization,
    Period,
    Procedure,
    Reference,
    Renewal,
    Supplier,
    Text,
    Trouble,
    ValueKind,
)
from spiders.formats.codes import country
from spiders.formats.ocds.values import day, each, mapping, months_of, number, whole, words

ZONE = "Europe/Zurich"
LANGUAGES = ("fr", "de", "it", "en")
KINDS: dict[str, Kind] = {
    "request_for_information": "planning",
    "advance_notice": "planning",
    "tender": "tender",
    "competition": "tender",
    "study_contract": "tender",
    "participant_selection": "tender",
    "selective_offering_phase": "tender",
    "award": "award",
    "direct_award": "award",
    "abandonment": "tender",
    "revocation": "tender",
}
METHODS: dict[str, Method | None] = {
    "open": "open", "selective": "selective", "invitation": "limited", "direct": "direct",
    "no_process": None,
}  # fmt: skip
_TED = re.compile(r"(\d{1,8}-20\d\d)")


def notices(details: Any, portal: str) -> Iterator[Notice | Trouble]:
    """Publication details -> its notice, and a trouble for each type that we do not know.

    Refuses  a search answer (code list_page).
    """
    if isinstance(details, dict) and "projects" in details:
        raise Refused("list_page", "a search answer, not a publication: it only lists projects")
    base = mapping(details.get("base")) if isinstance(details, dict) else {}
    number_ = words(base.get("publicationNumber"))
    type_ = words(base.get("type")) or words(mapping(details).get("type"))
    if not number_ or not type_:
        raise UnexpectedDocument("expected publication details: base has no number or no type")
    yield _notice(details, base, number_, type_, portal)
    process = words(base.get("processType"))
    for field, value, known in (("type", type_, KINDS), ("processType", process, METHODS)):
        if value and value not in known:
            message = f"{field} is {value!r}, expected one of {', '.join(known)}"
            yield Trouble("unexpected", "unknown_word", message, field, number_)


def _notice(
    details: dict[str, Any], base: dict[str, Any], number_: str, type_: str, portal: str
) -> Notice:
    bought = mapping(details.get("procurement"))
    titles = translated("title", base.get("title"))
    found = [*titles, *translated("description", bought.get("orderDescription"))]
    found += translated("renewal", bought.get("canContractBeExtendedNote"))
    found += translated("options", bought.get("optionsNote"))
    first = words(base.get("creationLanguage"))
    spoken = [*([first] if first else []), *(x.language for x in found if x.language)]
    buyers_ = tuple(buyers(mapping(details.get("project-info")), first))
    project = words(base.get("projectId"))
    kind: Kind = "award" if details.get("abandonedLot") else _kind(details, type_)
    return Notice(
        id=f"{portal}:{number_}",
        portal=portal,
        number=number_,
        kind=kind,
        change=_change(details),
        form=type_,
        published=day(base.get("publicationDate"), ZONE),
        languages=tuple(dict.fromkeys(spoken)),
        url=f"https://www.simap.ch/fr/project-detail/{project}" if project else None,
        country=next((x.organization.country for x in buyers_), None),
        procedure=Procedure(
            id=project,
            method=METHODS.get(words(base.get("processType")) or ""),
            method_details=words(base.get("processType")),
        ),
        buyers=buyers_,
        texts=tuple(found),
        codes=tuple(codes(bought, base, first)),
        nature=words(bought.get("orderType")),
        deadline=day(mapping(details.get("dates")).get("offerDeadline"), ZONE),
        lots=tuple(lots(details, first)),
        awards=tuple(awards(details, first)),
        notice_identifier=words(details.get("id")) or words(base.get("id")),
        references=tuple(dict.fromkeys(references(details, project, kind))),
        change_reason=_reason(details, first),
        contacts=tuple(dict.fromkeys(contacts(mapping(details.get("project-info"))))),
    )  # fmt: skip


def _kind(details: dict[str, Any], type_: str) -> Kind:
    """A revocation is of the kind that it takes back."""
    revoked = words(mapping(details.get("revokedPub")).get("pubType"))
    if type_ == "revocation" and revoked:
        type_ = revoked
    if type_ in KINDS:
        return KINDS[type_]
    return "award" if details.get("decision") else "tender"


def _ended(details: dict[str, Any]) -> dict[str, Any]:
    return mapping(details.get("revocation")) or mapping(details.get("abandonment"))


def _change(details: dict[str, Any]) -> Change:
    """A lot given up is a decision on that lot; the rest of its procedure goes on."""
    if _ended(details):
        return "none" if details.get("abandonedLot") else "cancellation"
    corrected = mapping(details.get("correction")).get("correctedPubId")
    return "correction" if corrected else "none"


def said(value: Any, first: str | None = None) -> str | None:
    """Text of several languages -> one: the publication's own, then French, German, Italian."""
    texts = {text.language: text.text for text in translated("", value)}
    return next((texts[x] for x in (first, *LANGUAGES) if x in texts), None)


def translated(field: str, value: Any) -> list[Text]:
    """``{"de": null, "fr": "<p>…</p>"}`` -> one Text a language that is filled."""
    found = ((code, plain(mapping(value).get(code))) for code in LANGUAGES)
    return [Text(field, text, code) for code, text in found if text]


def plain(value: Any) -> str | None:
    """HTML or text -> text, a line for each block."""
    text = words(value)
    if text and "<" in text:
        lines = BeautifulSoup(text, "lxml").get_text("\n").splitlines()
        text = "\n".join(line for each_ in lines if (line := " ".join(each_.split())))
    return text or None


def buyers(info: dict[str, Any], first: str | None) -> Iterator[Buyer]:
    """The office that buys, and the body it buys for where that is another."""
    seen: set[str] = set()
    roles: tuple[tuple[str, BuyerRole], ...] = (
        ("procOfficeAddress", "buyer"), ("procurementRecipientAddress", "on_behalf_of"),
    )  # fmt: skip
    for name, role in roles:
        address = mapping(info.get(name))
        called = said(address.get("name"), first)
        if called and called not in seen:
            seen.add(called)
            who = Organization(
                called,
                country=country(words(address.get("countryId"))) or "CH",
                city=said(address.get("city"), first),
                region=words(address.get("cantonId")),
            )
            yield Buyer(who, role)


def contacts(info: dict[str, Any]) -> Iterator[str]:
    for address in info.values():
        for text in translated("", mapping(address).get("contactPerson")):
            yield text.text


def codes(bought: dict[str, Any], base: dict[str, Any], first: str | None) -> Iterator[Code]:
    main = mapping(bought.get("cpvCode")) or mapping(base.get("cpvCode"))
    for place, code in enumerate((main, *each(bought.get("additionalCpvCodes")))):
        if id_ := words(code.get("code")):
            yield Code("CPV", id_, said(code.get("label"), first), place == 0)


def lots(details: dict[str, Any], first: str | None) -> Iterator[Lot]:
    """Lots of a call, or the one lot that an award or abandonment is about."""
    one = mapping(details.get("lot")) or mapping(details.get("abandonedLot"))
    for lot in each(details.get("lots")):
        yield _lot(lot, first)
    if one and not details.get("lots"):
        yield _lot(one, first)
    bought = mapping(details.get("procurement"))
    if not one and not details.get("lots") and (period(bought) or renewal(bought, first)):
        yield Lot(id="1", period=period(bought), renewal=renewal(bought, first))


def _lot(lot: dict[str, Any], first: str | None) -> Lot:
    texts = translated("title", lot.get("title") or lot.get("lotTitle"))
    return Lot(
        id=words(lot.get("lotNumber")) or words(lot.get("id")) or "1",
        texts=(*texts, *translated("description", lot.get("orderDescription"))),
        codes=tuple(codes(lot, {}, first)),
        period=period(lot),
        renewal=renewal(lot, first),
    )


def period(part: dict[str, Any]) -> Period | None:
    """Contract period (else that of the execution) as two dates or a number of days."""
    for name in ("contract", "execution"):
        dates = mapping(part.get(f"{name}Period")).get("dateRange")
        start, end = (day(x, ZONE) for x in dates) if _is_pair(dates) else (None, None)
        if start or end:
            return Period(start, end, None, "stated" if end else "unknown")
        if months := months_of(part.get(f"{name}Days")):
            return Period(None, None, months)
    return None


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def renewal(part: dict[str, Any], first: str | None) -> Renewal | None:
    if words(part.get("canContractBeExtended")) != "yes":
        return None
    return Renewal(description=said(part.get("canContractBeExtendedNote"), first))


def awards(details: dict[str, Any], first: str | None) -> Iterator[Award]:
    """One award for each winner: each has a price of its own; a lot given up is one cancelled."""
    lot = mapping(details.get("lot")) or mapping(details.get("abandonedLot"))
    of = (words(lot.get("lotNumber")) or words(lot.get("id")) or "1",) if lot else ()
    decision = mapping(details.get("decision"))
    if details.get("abandonedLot"):
        yield Award(key="+".join(of), lots=of, status="cancelled")
    range_, lower, upper = mapping(decision.get("totalPriceRange")), None, None
    if mapping(range_.get("range")):
        ends = mapping(range_["range"])
        lower, upper = money(range_, ends.get("from")), money(range_, ends.get("to"))
    bought = mapping(details.get("procurement"))
    for vendor in each(decision.get("vendors")):
        supplier = winner(vendor)
        price = mapping(vendor.get("price"))
        value = money(price, price.get("price"))
        hidden = words(decision.get("totalPriceSelection")) == _HIDDEN
        kind: ValueKind | None = "exact" if value else "range" if upper else None
        # simap's own id of the winner: a name in a key would outlive the privacy stage
        yield Award(
            key="+".join([*of, words(vendor.get("vendorId")) or "winner"]),
            lots=of,
            status="active",
            decided=day(decision.get("awardDecisionDate"), ZONE),
            value=value,
            value_kind="undisclosed" if hidden and not kind else kind,
            minimum=lower,
            maximum=upper,
            tenders_received=whole(decision.get("numberOfSubmissions")),
            suppliers=(supplier,) if supplier else (),
            period=period(bought),
            renewal=renewal(bought, first),
        )


_HIDDEN = "no_specification_according_to_ppa_law"


def money(part: dict[str, Any], amount: Any) -> Money | None:
    """``vatType`` names the rate that applies, not whether the price holds it: unknown."""
    found = number(amount)
    currency = (words(part.get("currency")) or "").upper() or None
    return Money(found, currency) if found is not None else None


def winner(vendor: dict[str, Any]) -> Supplier | None:
    address, name = mapping(vendor.get("vendorAddress")), words(vendor.get("vendorName"))
    if not name:
        return None
    city = address.get("city")
    who = Organization(
        name,
        country=country(words(address.get("countryId"))),
        city=words(city) or said(city),
        region=words(address.get("cantonId")),
    )
    return Supplier(who)


def references(details: dict[str, Any], project: str | None, kind: Kind) -> Iterator[Reference]:
    """What it corrects, takes back or follows, and its number on TED."""
    corrected = words(mapping(details.get("correction")).get("correctedPubId"))
    if corrected:
        yield Reference("replaces", "notice_identifier", corrected)
    revoked = words(mapping(details.get("revokedPub")).get("publicationNumber"))
    if revoked:
        yield Reference("replaces", "number", revoked)
    elif _ended(details) and not details.get("abandonedLot") and project:
        yield Reference("replaces", "ocid", project)
    earlier = words(mapping(details.get("referencingPub")).get("publicationNumber"))
    if earlier:
        yield Reference("follows", "number", earlier)
    found = _TED.search(words(mapping(details.get("ted")).get("url")) or "")
    if found:
        yield Reference("same", "ted", found[1].lstrip("0"))


def _reason(details: dict[str, Any], first: str | None) -> str | None:
    """Why it was corrected, given up or taken back."""
    ended, correction = _ended(details), mapping(details.get("correction"))
    listed = ended.get("reasons")
    coded = [x for x in map(words, listed) if x] if isinstance(listed, list) else []
    names = ("reason", "otherReason", "remarks")
    told = [said(ended.get(name), first) for name in names] + [said(correction.get("remarks"))]
    return "\n".join([*coded, *filter(None, told)]) or None
