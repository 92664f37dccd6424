"""Write buyers, suppliers, groups and contracts as FollowTheMoney entities, one JSON object a line.

Source   https://followthemoney.tech/explorer/: PublicBody, Company, LegalEntity, Organization,
         Contract, ContractAward; a group behind a supplier is an UnknownLink, as no registry says
         what it is
Amounts  exact ones alone that can be right, of contracts that are known to be concluded and were
         not cancelled; of an award only where one supplier has all of it: the format has no place
         for the doubt, and nobody is said to have received what a framework may bring, what is
         only intended, or what several share
Persons  who is a private person has no id in our tables, and is not here
Memory   one row at a time
"""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
import pycountry

from monitor.export.exported_files import ExportedFile, describe_file
from pipelines.privacy.mask_notice import WITHHELD
from pipelines.store.database import as_dicts

PATH = "ftm/entities.ftm.json.gz"
Entity = dict[str, Any]
_ORGANIZATIONS = """
SELECT o.id, o.name, o.country, o.scheme, o.number, o.acronym, o.parent_id,
       EXISTS (SELECT 1 FROM buyers b WHERE b.organization_id = o.id) AS buys,
       EXISTS (SELECT 1 FROM suppliers s WHERE s.organization_id = o.id) AS sells
FROM organizations o
"""
_GROUPS = "SELECT id, name, hq_country, source FROM vendor_groups"
_EXACT = """
(c.value_kind = 'exact' AND coalesce(c.value_plausible, 1) AND NOT coalesce(c.value_shared, 0)
 AND coalesce(c.technique, '') NOT IN ('framework', 'dynamic_purchasing')
 AND coalesce(c.status, '') IN ('active', 'terminated'))"""
_CONTRACTS = f"""
SELECT c.id, c.title, c.buyer_id, c.country, c.status, c.method, c.signed, c.published, c.value,
       c.currency, c.value_eur, c.main_code, c.url, c.notice_id, c.procedure_id, {_EXACT} AS exact,
       n.language, p.title_en AS publisher
FROM contracts c LEFT JOIN notices n ON n.id = c.notice_id LEFT JOIN portals p ON p.name = c.portal
WHERE c.same_as IS NULL
"""
_AWARDS = f"""
SELECT s.contract_id, s.organization_id, min(s.role) AS role, c.value, c.currency, c.value_eur,
       c.signed, c.decided, c.published, c.start, c.end, c.url, c.main_code,
       {_EXACT} AND min(s.role) <> 'subcontractor'
       AND (SELECT count(DISTINCT w.name) FROM suppliers w
            WHERE w.contract_id = c.id AND w.role <> 'subcontractor') = 1 AS exact
FROM suppliers s JOIN contracts c ON c.id = s.contract_id
WHERE s.organization_id IS NOT NULL AND c.same_as IS NULL
GROUP BY s.contract_id, s.organization_id
"""
_LINKS = """
SELECT organization_id, vendor_group, min(basis) AS basis, min(evidence) AS evidence,
       min(confidence) AS confidence
FROM suppliers WHERE organization_id IS NOT NULL AND vendor_group <> ''
GROUP BY organization_id, vendor_group
"""


def write_entities(connection: sqlite3.Connection, folder: Path) -> list[ExportedFile]:
    """Write all entities to one file; whatever an entity refers to is in it."""
    (folder / "ftm").mkdir()
    count = 0
    with gzip.GzipFile(folder / PATH, "wb", mtime=0) as file:  # the same rows make the same file
        for entity in _entities(connection):
            file.write(msgspec.json.encode(entity) + b"\n")
            count += 1
    return [describe_file(folder, PATH, "ftm", None, count)]


def _entities(connection: sqlite3.Connection) -> Iterator[Entity]:
    for row in as_dicts(connection.execute(_GROUPS)):
        yield _entity(
            "Organization",
            _id("group", row["id"]),
            name=row["name"],
            country=_country(row["hq_country"]),
            sourceUrl=_address(row["source"]),
        )
    for row in as_dicts(connection.execute(_ORGANIZATIONS)):
        if row["buys"] or row["sells"]:
            yield _organization(row)
    for row in as_dicts(connection.execute(_CONTRACTS)):
        yield _contract(row)
    for row in as_dicts(connection.execute(_AWARDS)):
        yield _award(row)
    for row in as_dicts(connection.execute(_LINKS)):
        yield _entity(
            "UnknownLink",
            _id("link", f"{row['organization_id']}/{row['vendor_group']}"),
            subject=_id("organization", row["organization_id"]),
            object=_id("group", row["vendor_group"]),
            role="group behind the supplier",
            summary=f"{row['basis']}: {row['evidence']} (confidence: {row['confidence']})",
        )


def _organization(row: dict[str, Any]) -> Entity:
    kind = "PublicBody" if row["buys"] else "Company" if row["number"] else "LegalEntity"
    return _entity(
        kind,
        _id("organization", row["id"]),
        name=row["name"],
        country=_country(row["country"]),
        registrationNumber=row["number"],
        classification=row["scheme"],
        abbreviation=row["acronym"] if kind != "LegalEntity" else None,
    )


def _contract(row: dict[str, Any]) -> Entity:
    return _entity(
        "Contract",
        _id("contract", row["id"]),
        name=row["title"],
        title=row["title"],
        authority=_id("organization", row["buyer_id"]) if row["buyer_id"] else None,
        country=_country(row["country"]),
        **_amounts(row),
        contractDate=row["signed"],
        status=row["status"],
        method=row["method"],
        classification=row["main_code"],
        language=_language(row["language"]),
        noticeId=row["notice_id"],
        procedureNumber=row["procedure_id"],
        publisher=row["publisher"],
        sourceUrl=_address(row["url"]),
        modifiedAt=row["published"],
    )


def _award(row: dict[str, Any]) -> Entity:
    return _entity(
        "ContractAward",
        _id("award", f"{row['contract_id']}/{row['organization_id']}"),
        contract=_id("contract", row["contract_id"]),
        supplier=_id("organization", row["organization_id"]),
        role=row["role"],
        recordId=row["contract_id"],
        **_amounts(row),
        date=row["signed"] or row["decided"] or row["published"],
        startDate=row["start"],
        endDate=row["end"],
        cpvCode=row["main_code"],
        sourceUrl=_address(row["url"]),
    )


def _amounts(row: dict[str, Any]) -> Entity:
    """An exact amount; a ceiling or an estimate is nobody's income."""
    if not row["exact"] or row["value"] is None:
        return {}
    return {
        "amount": f"{row['value']:.2f}",
        "currency": row["currency"],
        "amountEur": None if row["value_eur"] is None else f"{row['value_eur']:.2f}",
    }


def _entity(schema: str, id: str, **properties: str | None) -> Entity:
    kept = {
        name: [value.replace(WITHHELD, "a private person")]
        for name, value in properties.items()
        if value
    }
    return {"id": id, "schema": schema, "properties": kept}


def _id(kind: str, key: str) -> str:
    """Return the id of an entity, in the signs that the format allows; ours is a property."""
    return f"vigie-{uuid5(NAMESPACE_URL, f'vigie:{kind}:{key}')}"


def _language(code: str | None) -> str | None:
    """Return the three letters of ISO 639-3, which the format needs."""
    language = pycountry.languages.get(alpha_2=code) if code else None
    return str(language.alpha_3) if language else None


def _country(code: str | None) -> str | None:
    return code.lower() if code else None


def _address(address: str | None) -> str | None:
    return address if address and address.startswith(("http://", "https://")) else None
