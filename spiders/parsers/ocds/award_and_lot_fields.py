"""Parse terms of awards and lots: codes, renewals, amendments, tenders received."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from pipelines.model import Amendment, Code, Kind, Money, Procedure, Renewal, Vat
from spiders.parsers.common.json_values import (
    civil_date,
    clean_text,
    integer,
    mapping,
    parse_number,
    strings,
)
from spiders.parsers.common.list_of_objects import list_of_objects
from spiders.parsers.ocds.parties import Parties
from spiders.parsers.ocds.values import money, period

_NO_LOT = frozenset[str]()
_MEASURES = ("bids", "validBids", "finalStageBids")


BidCounts = dict[frozenset[str], set[int]]


class Context(NamedTuple):
    """Values of the release that each award reads.

    ``lots``        lots of the tender by id.
    ``bid_counts``  numbers of bids by the lots that they are of, for each measure.
    """

    release: dict[str, Any]
    tender: dict[str, Any]
    parties: Parties
    procedure: Procedure
    kind: Kind
    form: str | None
    zone: str | None
    currency: str | None
    vat: Vat
    lots: dict[str, dict[str, Any]]
    bid_counts: tuple[BidCounts, ...]

    def money(self, value: Any) -> Money | None:
        return money(value, self.currency, self.vat)

    def positive_money(self, value: Any) -> Money | None:
        """An estimate or a maximum, where 0 stands for "not known"."""
        result = self.money(value)
        return result if result and result.amount else None


def lots_of(part: dict[str, Any]) -> tuple[str, ...]:
    many = part.get("relatedLots")
    lot_ids = strings(many) if isinstance(many, list) else ()
    lot_id = clean_text(part.get("relatedLot"))
    return lot_ids or ((lot_id,) if lot_id else ())


def codes(part: dict[str, Any], *, main: bool = False) -> Iterator[Code]:
    """Classifications of a tender, award or contract and of its items, in the order published."""
    for item in chain((part,), list_of_objects(part.get("items"))):
        first = item.get("classification")
        for value in chain(
            list_of_objects(first), list_of_objects(item.get("additionalClassifications"))
        ):
            if id_ := clean_text(value.get("id")):
                scheme = clean_text(value.get("scheme")) or clean_text(value.get("schema")) or ""
                yield Code(scheme, id_, _label(value, scheme, id_), main)
                main = False


def _label(value: dict[str, Any], scheme: str, id_: str) -> str | None:
    label = clean_text(value.get("description"))
    return label if label not in (scheme, id_) else None


def lots_by_id(tender: dict[str, Any]) -> dict[str, dict[str, Any]]:
    lots: dict[str, dict[str, Any]] = {}
    for lot in list_of_objects(tender.get("lots")):
        if id_ := clean_text(lot.get("id")):
            lots.setdefault(id_, lot)
    return lots


def bid_counts(release: dict[str, Any]) -> tuple[BidCounts, ...]:
    """Read the statistics once for all awards: there may be thousands of both."""
    by_measure: dict[str, BidCounts] = {measure: {} for measure in _MEASURES}
    for item in list_of_objects(mapping(release.get("bids")).get("statistics")):
        counts, count = (
            by_measure.get(clean_text(item.get("measure")) or ""),
            integer(item.get("value")),
        )
        if counts is not None and count is not None:
            counts.setdefault(frozenset(lots_of(item)), set()).add(count)
    return tuple(by_measure.values())


def renewal(part: dict[str, Any], zone: str | None) -> Renewal | None:
    """Parse the options to renew of a lot, award or contract; None when it says there are none."""
    stated = mapping(part.get("renewal"))
    spans = (mapping(part.get("period")), mapping(part.get("contractPeriod")))
    until = next((end for x in spans if (end := civil_date(x.get("maxExtentDate"), zone))), None)
    if not stated:  # of most nothing is stated, and most of the time went into finding that out
        is_said = until or part.get("hasRenewal") is True
        return Renewal(until=until) if is_said else None
    each_span = period(stated.get("period"), zone)
    renewal = Renewal(
        maximum=integer(stated.get("maximumRenewals"), below=1000),
        months=each_span.months if each_span else None,
        until=until,
        description=clean_text(stated.get("description")),
    )
    return renewal if renewal != Renewal() or part.get("hasRenewal") is True else None


def tenders_received(here: Context, lots: tuple[str, ...], alone: bool) -> int | None:
    """Bids on the award's lots; None where statistics cannot be told apart or are of other lots."""
    for counts in here.bid_counts:
        bid_count = counts.get(frozenset(lots))
        if bid_count is None and (alone or counts.keys() == {_NO_LOT}):
            bid_count = counts.get(_NO_LOT)
        if bid_count is None and alone and not lots and len(counts) == 1:
            (bid_count,) = counts.values()
        if bid_count and len(bid_count) == 1:
            return next(iter(bid_count))
    return integer(here.tender.get("numberOfTenderers")) if alone else None


def amendments(
    award: dict[str, Any], contract: dict[str, Any], here: Context
) -> Iterator[Amendment]:
    parts = (
        award.get("amendment"),  # OCDS 1.0
        award.get("amendments"),
        contract.get("amendment"),
        contract.get("amendments"),
        contract.get("proposedAmendments"),
    )
    changes = [
        (change, here.money(change.get("value")) or _bare(change.get("amendedValue"), here))
        for change in chain.from_iterable(map(list_of_objects, parts))
    ]
    # each changes what the one before it left; the first what the contract was worth until then
    last = here.money(contract.get("value"))
    if last in [after for _, after in changes]:
        last = None
    for change, after in changes:
        before = _bare(change.get("originalValue"), here)
        if after:
            before = before or (last if last != after else None)
            last = after
        reasons = [
            clean_text(x.get("description"))
            for x in list_of_objects(change.get("rationaleClassifications"))
        ]
        reasons.append(clean_text(change.get("rationale")))
        amendment = Amendment(
            id=clean_text(change.get("id")),
            date=civil_date(change.get("date"), here.zone),
            reason="\n".join(reason for reason in reasons if reason) or None,
            description=clean_text(change.get("description")),
            value_before=before,
            value_after=after,
        )
        if amendment != Amendment():
            yield amendment


def _bare(value: Any, here: Context) -> Money | None:
    """Convert an amount without currency (AusTender) to Money in the portal's currency."""
    amount = None if isinstance(value, dict) else parse_number(value)
    return Money(amount, here.currency, here.vat) if amount is not None else here.money(value)
