"""Words of closed lists that we do not know: read around, and named beside the notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pipelines.model import AwardStatus, Method, Trouble
from spiders.formats.ocds.procedure import NOTICE_TYPES, TAGS
from spiders.formats.ocds.values import each, mapping, strings, words

STATUSES = get_args(AwardStatus)
_LISTS: dict[str, tuple[str, ...]] = {
    "tag": (*TAGS, "compiled"),
    "noticeType": tuple(NOTICE_TYPES),
    "procurementMethod": get_args(Method),
    "awards.status": STATUSES,
    "contracts.status": STATUSES,
}


def unknown(release: dict[str, Any], type_: str | None, number: str) -> Iterator[Trouble]:
    """Release -> one trouble for each word that stands in none of our lists.

    The notice is read all the same: by its tags when the type is new, without the status or
    method that we cannot name.
    """
    stated = [("noticeType", type_), *(("tag", tag.lower()) for tag in strings(release.get("tag")))]
    tender = mapping(release.get("tender"))
    stated.append(("procurementMethod", (words(tender.get("procurementMethod")) or "").lower()))
    for section in ("awards", "contracts"):
        for part in each(release.get(section)):
            stated.append((f"{section}.status", (words(part.get("status")) or "").lower()))
    for field, value in dict.fromkeys(stated):
        if value and value not in _LISTS[field]:
            message = f"{field} is {value!r}, expected one of {', '.join(_LISTS[field])}"
            yield Trouble("unexpected", "unknown_word", message, field, number)
