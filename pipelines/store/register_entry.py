"""Reduce a notice to what its row in the register holds."""

from __future__ import annotations

from pipelines.model import Award, Document, Notice, Organization, Supplier, Text


def register_entry(notice: Notice) -> Notice:
    """Return a notice with nothing but what its row in ``register`` is made of."""
    title, document = notice.title, notice.document
    suppliers = tuple(
        Supplier(Organization(s.organization.name)) for a in notice.awards for s in a.suppliers
    )
    return Notice(
        id=notice.id,
        portal=notice.portal,
        number=notice.number,
        kind=notice.kind,
        change=notice.change,
        published=notice.published,
        texts=() if title is None else (Text("title", title),),
        codes=(*notice.codes, *(code for lot in notice.lots for code in lot.codes)),
        awards=(Award(key="1", suppliers=suppliers),) if suppliers else (),
        scope=notice.scope,
        document=document and Document(sha256=document.sha256, portal=document.portal),
        content_sha256=notice.content_sha256,
    )
