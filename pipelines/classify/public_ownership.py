"""Decide whether a supplier is public or private, with the row or words that say so.

What a public body hands to a public body or its company is public-public cooperation, no
outsourcing to a private party.  Not so for a listed company, whoever holds its majority, nor for a
body that buys for others: who holds the data is then not said.
"""

from __future__ import annotations

from functools import lru_cache

from pipelines.model import Award, Notice, Ownership, Supplier, Tag
from pipelines.reference.public_or_private_suppliers import OwnershipRow
from pipelines.reference.table_classes import ReferenceTables
from pipelines.text_folding import fold

PUBLIC_PARTIES = ("authority", "operator")  # kinds of public suppliers that are no private party
COOPERATION = "public_cooperation"  # role of the tag that says so
_NO_COUNTRY = ("EU", "")


def supplier_ownership(
    supplier: Supplier, tables: ReferenceTables, buyer_country: str | None = None
) -> Ownership | None:
    """Return who owns a supplier: by its number, its group, else by its name; None: unknown.

    A supplier of a known vendor group is private unless the table says otherwise.
    """
    organization = supplier.organization
    if organization.natural_person:
        return None
    for identifier in organization.identifiers:
        scheme, number = identifier.scheme, identifier.id
        row = tables.ownership.by_number("FR-SIREN" if scheme == "FR-SIRET" else scheme, number)
        if row is not None:
            return _by_row(row, f"{scheme} {number}")
    links = [link for link in supplier.vendors if link.confidence != "low"]
    for link in links:
        if link.group in tables.ownership.groups:
            return _by_row(tables.ownership.groups[link.group], link.evidence)
    row_of_name = _row_of_name(organization.name, organization.country or buyer_country, tables)
    if row_of_name is not None:
        return _by_row(*row_of_name)
    if links:
        return Ownership("private", None, links[0].rule, links[0].evidence)
    return None


def public_cooperation(award: Award | None, key: str | None) -> list[Tag]:
    """Return tags that data stay with public bodies; none unless all suppliers are such.

    Expects  suppliers with ``ownership`` (``vendor_links.link_vendors``).

    ``key``  key of the award, written into the tags.
    """
    suppliers = award.suppliers if award is not None else ()
    tags = []
    for supplier in suppliers:
        owner = supplier.ownership
        if owner is None or owner.value != "public" or owner.kind not in PUBLIC_PARTIES:
            return []
        tags.append(
            Tag(
                tag="data_outsourcing",
                value="no",
                rule=owner.rule,
                confidence="medium",
                evidence=supplier.organization.name,
                field="supplier",
                role=COOPERATION,
                award=key,
            )
        )
    return tags


def _by_row(row: OwnershipRow, evidence: str) -> Ownership | None:
    """Return what a row says; a row may also say that the owner is not known."""
    if row.ownership == "unknown":
        return None
    return Ownership(row.ownership, row.kind or None, row.rule, evidence)


@lru_cache(maxsize=4096)
def _row_of_name(
    name: str, country: str | None, tables: ReferenceTables
) -> tuple[OwnershipRow, str] | None:
    """Return the row that a name matches, and its words."""
    folded = fold(name)
    return tables.ownership.by_name(
        folded,
        None if country in _NO_COUNTRY else country,
        has_legal_form=tables.vendor_index.has_legal_form(folded),
    )


def is_supplied_by_public_bodies(notice: Notice) -> bool:
    """Whether all suppliers of all awards are public bodies that may hold the buyer's data."""
    return bool(notice.awards) and all(
        public_cooperation(award, award.key) for award in notice.awards
    )
