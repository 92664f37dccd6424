"""Prepare the rows of notices where they are read, so that the writer has little left to do.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.contracts.compiled_procedure import compile_procedure
from pipelines.model import Document, Notice, ParsedDocument, PreparedRows, replace
from pipelines.store import contract_rows, cross_portal_duplicates, notice_rows
from pipelines.store.database import KnownBuyerRow
from pipelines.store.notice_snapshot_codec import pack
from pipelines.store.procedure_keys import family_keys, procedure_ids
from pipelines.store.procedure_rebuild import in_scope
from pipelines.store.serializers import RowsByTable


def prepare(parsed: ParsedDocument, known_buyers: Mapping[str, KnownBuyerRow]) -> ParsedDocument:
    """Reduce the notices of a document to what the writer looks at, and add prepared rows.

    ``known_buyers``  rows of known buyers by organisation id.
    """
    sha256 = parsed.document.sha256
    return replace(
        parsed,
        notices=tuple(map(_without_content, parsed.notices)),
        register=tuple(notice_rows.register_row(notice, sha256) for notice in parsed.notices),
        prepared=tuple(
            prepare_rows(notice, known_buyers) if in_scope(notice) else None
            for notice in parsed.notices
        ),
    )


def _without_content(notice: Notice) -> Notice:
    """Return a notice with nothing but what the writer decides by."""
    document = notice.document
    return Notice(
        id=notice.id,
        portal=notice.portal,
        number=notice.number,
        kind=notice.kind,
        change=notice.change,
        published=notice.published,
        scope=notice.scope,
        document=document and Document(sha256=document.sha256, portal=document.portal),
        content_sha256=notice.content_sha256,
    )


def prepare_rows(notice: Notice, known_buyers: Mapping[str, KnownBuyerRow]) -> PreparedRows:
    """Return the rows of a notice in scope as they are if it is alone in its procedure."""
    procedure = compile_procedure([notice])
    contracts = contract_rows.contracts_by_id(procedure)
    procedure_id = procedure_ids([notice])[notice.id]
    state = procedure.notice_states[notice.id]
    organizations, names = notice_rows.organization_rows(notice, known_buyers)
    rows: RowsByTable = {
        "procedures": [notice_rows.procedure_row(procedure_id, [notice])],
        "organizations": organizations,
        "organization_names": names,
        "notices": [notice_rows.notice_row(notice, state, procedure_id)],
        **notice_rows.notice_child_rows(notice, state),
        "tags": notice_rows.notice_tags(notice),
        "contracts": [],
    }
    for contract in contracts.values():
        rows["contracts"].append(contract_rows.contract_row(contract, procedure_id))
        for table, children in contract_rows.contract_child_rows(contract).items():
            rows.setdefault(table, []).extend(children)
    return PreparedRows(
        snapshot=pack(notice),
        family_keys=family_key_rows(notice),
        # a key that two contracts of one portal share proves nothing
        cluster_keys=[
            (key, contract_id)
            for contract_id, contract in contracts.items()
            for key in sorted(cross_portal_duplicates.cluster_keys(contract))
        ],
        contracts=list(contracts),
        rows=rows,
    )


def family_key_rows(notice: Notice) -> list[tuple[str, str]]:
    """Return the family keys of a notice as rows of ``family_keys``."""
    return [(key, notice.id) for key in sorted(family_keys(notice))]
