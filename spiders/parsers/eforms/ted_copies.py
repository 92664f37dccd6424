"""Link national copies of notices to their publication number on TED."""

from __future__ import annotations

from lxml import etree

from pipelines.model import Identifier, Notice, Reference, replace
from spiders.parsers import eforms


def link_to_ted(notice: Notice, root: etree._Element) -> Notice:
    """Add the number on TED to a notice, where its eForms document is stamped with it."""
    number = eforms.number_of(root)
    if not number:
        return notice
    other_ids = (*notice.procedure.other_ids, Identifier("ted", number))
    return replace(
        notice,
        procedure=replace(notice.procedure, other_ids=other_ids),
        references=(*notice.references, Reference("same", "ted", number)),
    )
