"""Parse an address block of either schema; its contact data are never looked at."""

from __future__ import annotations

from pipelines.model import Identifier, Organization
from spiders.parsers.common import iso_codes
from spiders.parsers.ted_export.xml_tree import Node


def organisation(node: Node) -> Organization:
    """ADDRESS_… of R2.0.9, or CONTACT_DATA… of R2.0.8 with its ORGANISATION inside.

    ``name`` is "" when there is none; the caller says what that means.
    """
    inside = node.first("ORGANISATION")
    parent = inside if inside is not None else node
    name = parent.line("OFFICIALNAME")
    if name is None and inside is not None and not inside.has("OFFICIALNAME"):
        name = inside.line()
    number = parent.line("NATIONALID")
    return Organization(
        name=name or "",
        country=iso_codes.country(node.value("COUNTRY")),
        identifiers=(Identifier("", number),) if number else (),
        city=node.line("TOWN"),
        region=node.value("NUTS", attribute="CODE"),
    )
