"""Keys by which the notices of one procedure on one portal are connected, and procedure ids."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.model import Notice


def family_keys(notice: Notice) -> set[str]:
    """Return the keys that connect a notice with others of its procedure on this portal.

    A call that follows a planning notice shares nothing with the other calls that follow it.
    """
    portal = notice.portal
    keys = {f"{portal}|number|{notice.number}"}
    if notice.procedure.id:
        keys.add(f"{portal}|procedure|{notice.procedure.id}")
    if notice.notice_identifier:
        keys.add(_identifier_key(portal, notice.notice_identifier, notice.notice_version))
    for reference in notice.references:
        if reference.relation not in ("replaces", "amends", "follows"):
            continue
        if reference.relation == "follows" and notice.kind in ("planning", "tender"):
            continue
        if reference.scheme == "notice_identifier":
            identifier, _, version = reference.id.rpartition("-")
            if len(version) <= 3 and identifier:
                keys.add(_identifier_key(portal, identifier, version))
            else:
                keys.add(f"{portal}|identifier|{reference.id}")
        elif reference.scheme in ("number", portal):
            keys.add(f"{portal}|number|{reference.id}")
        elif reference.scheme == "eforms-procedure":
            keys.add(f"{portal}|procedure|{reference.id}")
    return keys


def _identifier_key(portal: str, identifier: str, version: str | None) -> str:
    return f"{portal}|identifier|{identifier}-{(version or '').lstrip('0')}"


def procedure_ids(ordered: Sequence[Notice]) -> dict[str, str]:
    """Return the procedure id of each of the connected notices.

    Its own, else that of another one, else the earliest number that the notices name.
    """
    portal = ordered[0].portal
    ids = list(dict.fromkeys(n.procedure.id for n in ordered if n.procedure.id))
    if ids:
        fallback = ids[0]
    else:
        numbers = {n.number for n in ordered}
        for notice in ordered:
            numbers.update(
                r.id
                for r in notice.references
                if r.scheme == "number"
                and r.relation in ("replaces", "amends", "follows")
                and not (r.relation == "follows" and notice.kind in ("planning", "tender"))
            )
        fallback = min(numbers, key=_number_order)
    return {n.id: f"{portal}:{n.procedure.id or fallback}" for n in ordered}


def _number_order(number: str) -> tuple[str, int, str]:
    """Sort key of publication numbers ``serial-year``: year, then serial; others as text."""
    serial, _, year = number.rpartition("-")
    if serial.isdigit() and len(year) == 4 and year.isdigit():
        return year, int(serial), number
    return "0", 0, number
