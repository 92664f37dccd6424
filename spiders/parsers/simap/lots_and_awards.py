"""Parse lots, periods and decisions of simap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.model import (
    Award,
    Lot,
    Money,
    Organization,
    Period,
    Renewal,
    Supplier,
    ValueKind,
)
from spiders.parsers.common.iso_codes import country
from spiders.parsers.common.json_values import (
    civil_date,
    clean_text,
    integer,
    mapping,
    months_of,
    parse_number,
)
from spiders.parsers.common.list_of_objects import list_of_objects
from spiders.parsers.simap.texts_buyers_and_codes import ZONE, codes, preferred_text, translated


def lots(details: dict[str, Any], first: str | None) -> Iterator[Lot]:
    """Lots of a call, or the one lot that an award or abandonment is about."""
    details_of_lot = mapping(details.get("lot")) or mapping(details.get("abandonedLot"))
    for lot in list_of_objects(details.get("lots")):
        yield _lot(lot, first)
    if details_of_lot and not details.get("lots"):
        yield _lot(details_of_lot, first)
    bought = mapping(details.get("procurement"))
    if (
        not details_of_lot
        and not details.get("lots")
        and (period(bought) or renewal(bought, first))
    ):
        yield Lot(id="1", period=period(bought), renewal=renewal(bought, first))


def _lot(lot: dict[str, Any], first: str | None) -> Lot:
    texts = translated("title", lot.get("title") or lot.get("lotTitle"))
    return Lot(
        id=clean_text(lot.get("lotNumber")) or clean_text(lot.get("id")) or "1",
        texts=(*texts, *translated("description", lot.get("orderDescription"))),
        codes=tuple(codes(lot, {}, first)),
        period=period(lot),
        renewal=renewal(lot, first),
    )


def period(part: dict[str, Any]) -> Period | None:
    """Contract period (else that of the execution) as two dates or a number of days."""
    for name in ("contract", "execution"):
        dates = mapping(part.get(f"{name}Period")).get("dateRange")
        first, last = dates if isinstance(dates, list) and len(dates) == 2 else (None, None)
        start, end = civil_date(first, ZONE), civil_date(last, ZONE)
        if start or end:
            return Period(start, end, None, "stated" if end else "unknown")
        if months := months_of(part.get(f"{name}Days")):
            return Period(None, None, months)
    return None


def renewal(part: dict[str, Any], first: str | None) -> Renewal | None:
    if clean_text(part.get("canContractBeExtended")) != "yes":
        return None
    return Renewal(description=preferred_text(part.get("canContractBeExtendedNote"), first))


def awards(details: dict[str, Any], first: str | None) -> Iterator[Award]:
    """One award for each winner: each has a price of its own; a lot given up is one cancelled."""
    lot = mapping(details.get("lot")) or mapping(details.get("abandonedLot"))
    of = (clean_text(lot.get("lotNumber")) or clean_text(lot.get("id")) or "1",) if lot else ()
    decision = mapping(details.get("decision"))
    if details.get("abandonedLot"):
        yield Award(key="+".join(of), lots=of, status="cancelled")
    range_, lower, upper = mapping(decision.get("totalPriceRange")), None, None
    if mapping(range_.get("range")):
        ends = mapping(range_["range"])
        lower, upper = money(range_, ends.get("from")), money(range_, ends.get("to"))
    bought = mapping(details.get("procurement"))
    for vendor in list_of_objects(decision.get("vendors")):
        supplier = winner(vendor)
        price = mapping(vendor.get("price"))
        value = money(price, price.get("price"))
        hidden = clean_text(decision.get("totalPriceSelection")) == _HIDDEN
        kind: ValueKind | None = "exact" if value else "range" if upper else None
        # simap's own id of the winner: a name in a key would outlive the privacy stage
        yield Award(
            key="+".join([*of, clean_text(vendor.get("vendorId")) or "winner"]),
            lots=of,
            status="active",
            decided=civil_date(decision.get("awardDecisionDate"), ZONE),
            value=value,
            value_kind="undisclosed" if hidden and not kind else kind,
            minimum=lower,
            maximum=upper,
            tenders_received=integer(decision.get("numberOfSubmissions")),
            suppliers=(supplier,) if supplier else (),
            period=period(bought),
            renewal=renewal(bought, first),
        )


_HIDDEN = "no_specification_according_to_ppa_law"


def money(part: dict[str, Any], amount: Any) -> Money | None:
    """``vatType`` names the rate that applies, not whether the price holds it: unknown."""
    number = parse_number(amount)
    currency = (clean_text(part.get("currency")) or "").upper() or None
    return Money(number, currency) if number is not None else None


def winner(vendor: dict[str, Any]) -> Supplier | None:
    address, name = mapping(vendor.get("vendorAddress")), clean_text(vendor.get("vendorName"))
    if not name:
        return None
    city = address.get("city")
    who = Organization(
        name,
        country=country(clean_text(address.get("countryId"))),
        city=clean_text(city) or preferred_text(city),
        region=clean_text(address.get("cantonId")),
    )
    return Supplier(who)
