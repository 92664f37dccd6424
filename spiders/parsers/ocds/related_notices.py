"""Parse the other notices and procedures that a release names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.model import Change, Reference
from spiders.parsers.common.json_values import clean_text, strings
from spiders.parsers.common.list_of_objects import list_of_objects
from spiders.parsers.ocds.notice_kind import SECTIONS

_JOURNAL = re.compile(r"(\d{4})/S (\d{3})-(\d{6})")
_EARLIER = {
    "planning",
    "prior",
    "parent",
    "replacementprocess",
    "renewalprocess",
    "unsuccessfulprocess",
}


def references(
    release: dict[str, Any], ocid: str | None, change: Change, type_: str | None
) -> Iterator[Reference]:
    """Related processes, and the notice that an update or cancellation takes the place of.

    OCDS names the process, not the notice, that an update replaces: where the release lists an
    earlier notice of its own type that one is meant, else the earlier notices of its kind in this
    process (scheme ``ocid``).
    """
    for related in list_of_objects(release.get("relatedProcesses")):
        identifier = clean_text(related.get("identifier")) or clean_text(related.get("uri"))
        relationship = {value.lower() for value in strings(related.get("relationship"))}
        if identifier and "framework" in relationship:
            yield Reference("framework", *_where(clean_text(related.get("scheme")), identifier))
        elif identifier and relationship & _EARLIER:
            yield Reference("follows", *_where(clean_text(related.get("scheme")), identifier))
    if change != "none":
        earlier = [] if change == "cancellation" else list(_earlier(release, type_))
        if earlier:
            yield Reference("replaces", "number", earlier[-1])
        elif ocid:
            yield Reference("replaces", "ocid", ocid)


def _where(scheme: str | None, identifier: str) -> tuple[str, str]:
    """Tell numbers of TED from ``S 000``, Find a Tender's spelling of its own."""
    match = _JOURNAL.fullmatch(identifier)
    if not match:
        return (scheme or "").lower() if scheme == "ocid" else scheme or "", identifier
    year, issue, serial = match.groups()
    return "find_a_tender" if issue == "000" else "ted", f"{serial}-{year}"


def _earlier(release: dict[str, Any], type_: str | None) -> Iterator[str]:
    for section in SECTIONS:
        for part in list_of_objects(release.get(section)):
            for document in list_of_objects(part.get("documents")):
                number = clean_text(document.get("id"))
                same = type_ and clean_text(document.get("noticeType")) == type_
                if same and number and number != clean_text(release.get("id")):
                    yield number
