"""Report unknown codes, invalid dates and invalid amounts of a release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pipelines.model import AwardStatus, Method, Trouble
from spiders.parsers.common.json_values import clean_text, is_day, mapping, parse_number, strings
from spiders.parsers.common.list_of_objects import list_of_objects
from spiders.parsers.common.unexpected_json_types import unexpected_types
from spiders.parsers.ocds.notice_kind import NOTICE_TYPES, TAGS

STATUSES = get_args(AwardStatus)
_LISTS: dict[str, tuple[str, ...]] = {
    "tag": (*TAGS, "compiled"),
    "noticeType": tuple(NOTICE_TYPES),
    "procurementMethod": get_args(Method),
    "awards.status": STATUSES,
    "contracts.status": STATUSES,
}

_FIELDS = (
    "buyer[].name",
    "parties[].name",
    "tender.title",
    "tender.description",
    "tender.value.amount",
    "tender.lots[].title",
    "tender.lots[].description",
    "tender.items[].description",
    "tender.procuringEntity[].name",
    *(f"{part}[].{name}" for part in ("awards", "contracts") for name in ("title", "description")),
    *(f"{part}[].suppliers[].name" for part in ("awards", "contracts")),
    *(f"{part}[].value.amount" for part in ("awards", "contracts")),
)


def unreadable_values(release: dict[str, Any], type_: str | None, own: str) -> Iterator[Trouble]:
    """Return a trouble for each unknown code, invalid date and invalid amount of a release.

    The notice is read all the same: by its tags when the type is new, without the status or
    method that we cannot name.
    """
    stated = [("noticeType", type_), *(("tag", tag.lower()) for tag in strings(release.get("tag")))]
    tender = mapping(release.get("tender"))
    stated.append(
        ("procurementMethod", (clean_text(tender.get("procurementMethod")) or "").lower())
    )
    for section in ("awards", "contracts"):
        for part in list_of_objects(release.get(section)):
            stated.append((f"{section}.status", (clean_text(part.get("status")) or "").lower()))
    for field, value in dict.fromkeys(stated):
        if value and value not in _LISTS[field]:
            message = f"{field} is {value!r}, expected one of {', '.join(_LISTS[field])}"
            yield Trouble("unexpected", "unknown_word", message, field, own)
    yield from unexpected_types(release, _FIELDS, own)
    for field, value in dict.fromkeys(_dates(release)):
        if not is_day(value):
            message = f"{field} is {value[:40]!r}, expected a date such as 2026-03-02"
            yield Trouble("unexpected", "unknown_date", message, field, own)
    for field, value in dict.fromkeys(_amounts(release)):
        if parse_number(value) is None:
            message = f"{field} is {value[:40]!r}, expected a number below 10^24"
            yield Trouble("unexpected", "unknown_amount", message, field, own)


def _dates(release: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Dates with something in them that become columns; a trouble names the field."""
    tender = mapping(release.get("tender"))
    dates = [("date", release.get("date"))]
    dates.append(("tenderPeriod.endDate", mapping(tender.get("tenderPeriod")).get("endDate")))
    dates += _ends("tender.contractPeriod", tender.get("contractPeriod"))
    for lot in list_of_objects(tender.get("lots")):
        dates += _ends("lots.contractPeriod", lot.get("contractPeriod"))
    for section, field, period in (
        ("awards", "date", "contractPeriod"),
        ("contracts", "dateSigned", "period"),
    ):
        for part in list_of_objects(release.get(section)):
            dates.append((f"{section}.{field}", part.get(field)))
            dates += _ends(f"{section}.{period}", part.get(period))
    yield from ((field, text) for field, value in dates if (text := clean_text(value)))


def _ends(field: str, period: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(period, dict):
        for name in ("startDate", "endDate", "maxExtentDate"):
            yield f"{field}.{name}", period.get(name)


def _amounts(release: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Amounts written as text; what JSON reads as a number is one."""
    tender = mapping(release.get("tender"))
    parts = [("tender", tender), *(("lots", lot) for lot in list_of_objects(tender.get("lots")))]
    for section in ("awards", "contracts"):
        parts += [(section, part) for part in list_of_objects(release.get(section))]
    for section, part in parts:
        value = mapping(part.get("value")).get("amount")
        if isinstance(value, str) and clean_text(value):
            yield f"{section}.value.amount", value
