"""Parse eForms-DE, the German form of eForms: EU notices, and national ones.

Source  github OP-TED/eForms-SDK for what both share; the tables of one day of real notices for the
        national words (``de-open``, eight-digit identifiers).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from pipelines.errors import Refused, UnexpectedDocument
from pipelines.model import Method, Notice, Trouble, replace
from spiders.parsers import decoding, eforms
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.eforms import ted_copies

PAGE = "https://www.oeffentlichevergabe.de/ui/de/search/details?noticeId={}"
_LISTS = read_code_lists(Path(__file__).with_suffix(".csv"))
NATIONAL: dict[str, Method] = _LISTS["NATIONAL"]
_TABLE = b"noticeIdentifier,noticeVersion"


def documents(body: bytes) -> Iterator[etree._Element]:
    """Parse the root of an XML.  Refuses  a table of the portal's CSV export, by name."""
    if body.removeprefix(b"\xef\xbb\xbf").startswith(_TABLE):
        raise Refused(
            "table",
            "one table of a CSV export, which does not say who won what: get that day as "
            "format=eforms.zip",
        )
    yield decoding.xml_root(body)


def notices(root: etree._Element, portal: str) -> Iterator[Notice | Trouble]:
    """Parse the root element of an eForms notice, numbered by identifier and version.

    Raises  UnexpectedDocument for a notice without identifier.
    """
    notice, troubles = eforms.read(root, portal, "by identifier")
    if not notice.notice_identifier:
        raise UnexpectedDocument("the notice has no identifier (cbc:ID)")
    parts = (notice.notice_identifier, notice.notice_version)
    number = "-".join(part for part in parts if part)
    stated = notice.procedure.method_details or ""
    method = NATIONAL.get(stated)
    procedure = replace(notice.procedure, method=method or notice.procedure.method)
    patched = replace(
        notice,
        id=f"{portal}:{number}",
        number=number,
        url=PAGE.format(notice.notice_identifier),
        procedure=procedure,
    )
    yield ted_copies.link_to_ted(patched, root)
    for trouble in troubles:
        if not (method and f"{stated!r}" in trouble.message):
            yield replace(trouble, number=number)
