"""Read contracts and notices from ``vigie.db`` as plain dictionaries for filters and digests.

Shape  id, what (contract, notice), title, notice_title, buyer, buyer_id, country, region,
       suppliers, groups [{id, name, tier}], value, maximum, currency, vat (of a contract),
       value_kind, value_plausible, value_shared, value_eur, initial_value_eur, start, end,
       end_basis, status, method, portal, published, updated, deadline, kind, url, the claims
       (yes, unclear, no), verified [claims; of a contract], notice_id, same_as, scope_reason;
       ``why`` [{tag, value, role, evidence, field, group}] when asked for;
       ``bodies`` {id: all names} of those that buy, also together or through another one: for
       filters, in no digest (``facts_text``).
Units  amounts as published; value_eur in euros; days are ISO text.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from monitor.i18n.rule_explanations import is_clue
from pipelines.model import CLAIM_TAGS
from pipelines.store.contract_conditions import BUYER_NAME
from pipelines.store.database import as_dicts

_CLAIM_COLUMNS = ", ".join(f"c.{name}" for name in CLAIM_TAGS)
CONTRACTS_SQL = (
    f"SELECT c.id, 'contract' AS what, c.title, n.title AS notice_title, {BUYER_NAME} AS buyer,"
    " c.buyer_id, c.country, c.region, c.suppliers, c.value, c.maximum, c.currency, c.vat,"
    " c.value_kind, c.value_plausible, c.value_shared, c.value_eur, c.initial_value_eur,"
    " c.start, c.end, c.end_basis, c.status, c.method, c.portal, c.published, c.updated,"
    " c.decided, c.signed,"
    f" n.kind, n.deadline, c.url, c.same_as, c.notice_id, c.amendments, c.verified, c.digital,"
    f" c.scope_reason, {_CLAIM_COLUMNS}"
    " FROM contracts c LEFT JOIN notices n ON n.id = c.notice_id"
    " WHERE c.id IN (SELECT value FROM json_each(?))"
)
NOTICES_SQL = (
    f"SELECT c.id, 'notice' AS what, c.title, NULL AS notice_title, {BUYER_NAME} AS buyer,"
    " c.buyer_id, c.country, c.region, c.suppliers, c.value, c.currency,"
    " c.value_basis AS value_kind, c.value_eur, c.state AS status, c.method, c.portal, c.published,"
    " c.published AS updated, c.kind, c.deadline, c.url, c.change, c.state,"
    " c.notice_identifier, c.notice_version, c.procedure_id, c.replaces,"
    f" c.id AS notice_id, c.vendor_groups, c.digital, c.scope_reason, {_CLAIM_COLUMNS}"
    " FROM notices c WHERE c.id IN (SELECT value FROM json_each(?))"
)
GROUPS_SQL = (
    "SELECT g.contract_id, v.id, v.name, v.tier, g.role FROM contract_groups g"
    " JOIN vendor_groups v ON v.id = g.vendor_group"
    " WHERE g.contract_id IN (SELECT value FROM json_each(?))"
    " AND coalesce(g.confidence, '') <> 'low'"
    " ORDER BY g.contract_id, v.name"
)
# a central purchasing body is named in thousands of notices of others
_BODIES_SQL = (
    "SELECT x.id, b.organization_id FROM ({}) x JOIN buyers b ON b.notice_id = x.notice_id"
    " WHERE b.role <> 'central_purchasing' AND b.organization_id IS NOT NULL"
)
CONTRACT_BODIES_SQL = _BODIES_SQL.format(
    "SELECT k.contract_id AS id, k.notice_id FROM contract_notices k"
    " JOIN notices n ON n.id = k.notice_id AND n.state <> 'replaced'"
    " WHERE k.contract_id IN (SELECT value FROM json_each(?))"
)
NOTICE_BODIES_SQL = _BODIES_SQL.format("SELECT value AS id, value AS notice_id FROM json_each(?)")
BODY_NAMES_SQL = (
    "SELECT id, name FROM organizations WHERE id IN (SELECT value FROM json_each(?1))"
    " UNION SELECT id, acronym FROM organizations WHERE id IN (SELECT value FROM json_each(?1))"
    " UNION SELECT organization_id, name FROM organization_names"
    " WHERE organization_id IN (SELECT value FROM json_each(?1))"
)
EVIDENCE_SQL = (
    'SELECT t.tag, t.value, t.role, t.evidence, t.field, t.rule, v.name AS "group" FROM tags t'
    " LEFT JOIN vendor_groups v ON t.tag = 'vendor' AND v.id = t.value"
    " WHERE ({}) AND t.confidence <> 'low' AND t.value NOT IN ('no', 'unclear')"
    # follows from the supplier and the product: no reason to notify
    " AND t.tag NOT IN ('data_law_exposure', 'product_law', 'supplier_law')"
    " AND coalesce(t.evidence, '') <> ''"
    " ORDER BY t.tag, instr('high medium', t.confidence), t.id LIMIT 60"
)
# The plus keeps SQLite from reading the tags of all notices without a contract.
CONTRACT_EVIDENCE_SQL = EVIDENCE_SQL.format(
    "t.contract_id = ?1 OR (+t.contract_id IS NULL AND t.notice_id IN"
    " (SELECT notice_id FROM contract_notices WHERE contract_id = ?1))"
)
NOTICE_EVIDENCE_SQL = EVIDENCE_SQL.format("t.notice_id = ?1")
Facts = dict[str, Any]


def contract_facts(public: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Facts]:
    """Return the facts of existing contracts by id, with their vendor groups."""
    listed = json.dumps(sorted(set(ids)))
    facts = {row["id"]: row for row in as_dicts(public.execute(CONTRACTS_SQL, (listed,)))}
    for row in facts.values():
        row["groups"] = []
        row["verified"] = json.loads(row["verified"] or "[]")
    for contract_id, group, name, tier, role in public.execute(GROUPS_SQL, (listed,)):
        if contract_id in facts:
            group_facts = {"id": group, "name": name, "tier": tier, "role": role}
            facts[contract_id]["groups"].append(group_facts)
    _add_bodies(public, facts, CONTRACT_BODIES_SQL)
    return facts


def initial_value(row: Mapping[str, Any]) -> float | None:
    """Return the first value of a contract that was modified, in its currency; None: not known.

    Modifications keep the rate of the contract, so it is exact.
    """
    start, now, value = (row[name] for name in ("initial_value_eur", "value_eur", "value"))
    if not row["amendments"] or start is None or not now or value is None:
        return None
    return float(round(start * value / now, 2))


def _add_bodies(public: sqlite3.Connection, facts: dict[str, Facts], sql: str) -> None:
    """Add the bodies that buy, each with all its names."""
    pairs = public.execute(sql, (json.dumps(sorted(facts)),)).fetchall()
    bodies = json.dumps(sorted({body for _, body in pairs}))
    names: dict[str, list[str]] = {}
    for body, name in public.execute(BODY_NAMES_SQL, (bodies,)):
        names.setdefault(body, []).extend(filter(None, [name]))
    for row in facts.values():
        row["bodies"] = {}
    for id_, body in pairs:
        facts[id_]["bodies"][body] = names.get(body, [])


def notice_facts(public: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Facts]:
    """Return the facts of existing notices by id, with the vendor groups of their contracts."""
    listed = json.dumps(sorted(set(ids)))
    facts = {row["id"]: row for row in as_dicts(public.execute(NOTICES_SQL, (listed,)))}
    _add_bodies(public, facts, NOTICE_BODIES_SQL)
    groups = vendor_groups(public)
    for row in facts.values():
        of_notice = json.loads(row.pop("vendor_groups") or "[]")
        row["groups"] = [groups[group] for group in of_notice if group in groups]
    return facts


def vendor_groups(public: sqlite3.Connection) -> dict[str, Facts]:
    """Return all vendor groups by id."""
    rows = public.execute("SELECT id, name, tier FROM vendor_groups")
    return {group: {"id": group, "name": name, "tier": tier} for group, name, tier in rows}


def tag_evidence(public: sqlite3.Connection, row: Facts) -> list[Facts]:
    """Return the evidence for a row's tags, of each the strongest first.

    Words that alone would prove nothing ("licences") come after those that do ("SAP Cloud").
    """
    sql = CONTRACT_EVIDENCE_SQL if row["what"] == "contract" else NOTICE_EVIDENCE_SQL
    reasons = sorted(
        as_dicts(public.execute(sql, (row["id"],))),
        key=lambda reason: (reason["tag"], is_clue(reason["rule"])),
    )
    return [{name: value for name, value in reason.items() if name != "rule"} for reason in reasons]


def facts_with_evidence(public: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Facts]:
    """Return facts and evidence of existing contracts or notices by id."""
    contract_ids = set(ids)
    facts = contract_facts(public, contract_ids)
    facts |= notice_facts(public, contract_ids - set(facts))
    for row in facts.values():
        row["why"] = tag_evidence(public, row)
    return facts


def facts_text(facts: Facts) -> str:
    """Return as JSON what is kept of facts: all but the names by which filters find them."""
    return json.dumps(without_bodies(facts), ensure_ascii=False)


def without_bodies(facts: Facts) -> Facts:
    """Return facts without the names by which filters find them."""
    return {name: value for name, value in facts.items() if name != "bodies"}
