"""Content of the buyer's form, whichever of the two schemas it is written in."""

from __future__ import annotations

import msgspec

from pipelines.model import Award, Buyer, Code, Lot, Money, Organization, Technique, Text, replace
from spiders.parsers.ted_export.parse_state import ParseState
from spiders.parsers.ted_export.xml_tree import Node


class ParsedForm(msgspec.Struct, frozen=True):
    """The parts of one form.

    ``grounds`` are those of a direct award; ``previous`` and ``corrects`` numbers of other notices
    as written; ``sections`` those that a corrigendum changes; ``ends`` what it says to be over
    (a dynamic purchasing system, a prior information notice); ``reference`` the buyer's own number.
    """

    buyers: tuple[Buyer, ...] = ()
    texts: tuple[Text, ...] = ()
    main_code: str | None = None
    nature: str | None = None
    lots: tuple[Lot, ...] = ()
    awards: tuple[Award, ...] = ()
    value: Money | None = None
    maximum: Money | None = None
    result_value: Money | None = None
    technique: Technique | None = None
    grounds: tuple[str, ...] = ()
    previous: tuple[str | None, ...] = ()
    corrects: tuple[str | None, ...] = ()
    sections: tuple[str, ...] = ()
    ends: str | None = None
    reference: str | None = None


def text(name: str, text: str | None, language: str | None) -> list[Text]:
    """One text, or none when nothing is said."""
    return [Text(name, text, language)] if text else []


def cpv(nodes: list[Node], main: bool = False) -> tuple[Code, ...]:
    """Parse CPV_MAIN and CPV_ADDITIONAL elements to codes, each once."""
    codes = dict.fromkeys(node.value("CPV_CODE", attribute="CODE") for node in nodes)
    return tuple(Code("CPV", code, main=main) for code in codes if code)


def with_unique_lot_ids(lots: list[Lot]) -> tuple[Lot, ...]:
    """Lots with ids that are unique in the notice: a repeated or missing number gets its place."""
    seen: set[str] = set()
    result = []
    for index, lot in enumerate(lots, 1):
        lot_id = lot.id or str(index)
        while lot_id in seen:
            lot_id = f"{lot_id}#{index}"
        seen.add(lot_id)
        result.append(lot if lot.id == lot_id else replace(lot, id=lot_id))
    return tuple(result)


def named(organization: Organization, doc: ParseState, what: str) -> Organization | None:
    """An organisation with a name, or a complaint."""
    if organization.name:
        return organization
    doc.add_trouble("organization", f"a {what} without a name")
    return None
