"""Contract: who buys what from whom, the group behind, the value, the notices, each tag's words.

Shape  contract: the row; suppliers: each with its group, basis and source; notices: oldest first,
       with role and state; tags: claims with ``text``, the published text around the words, None
       when it is not at hand; same: contracts of other portals that are this one.
Raises  Missing: no such contract; its id may have moved.
"""

from __future__ import annotations

from typing import Any

from monitor.site.asking import Ask, Db, Missing, Row

_SUPPLIERS = """
SELECT s.organization_id, s.name, s.role, s.country, s.vendor_group, s.basis, s.rule, s.evidence,
       s.confidence, g.name AS group_name, g.tier, g.hq_country, g.regime, g.source AS group_source,
       g.checked_on
FROM suppliers s LEFT JOIN vendor_groups g ON g.id = s.vendor_group
WHERE s.contract_id = :id ORDER BY s.role <> 'main', s.name, s.vendor_group
"""
_NOTICES = """
SELECT k.notice_id, k.role, k.published, k.value, k.currency, n.kind, n.change, n.state,
       n.replaced_by, n.url, n.title
FROM contract_notices k JOIN notices n ON n.id = k.notice_id
WHERE k.contract_id = :id ORDER BY k.published, k.notice_id, k.role
"""
# The text is the one that holds the words, of the same notice, field, lot and language.
_TAGS = """
SELECT t.tag, t.value, t.role, t.confidence, t.rule, t.field, t.lot, t.language, t.evidence,
       t.notice_id, t.contract_id, g.name AS group_name, n.url, n.published,
       (SELECT x.text FROM texts x
        WHERE x.notice_id = t.notice_id AND x.field = t.field
          AND x.lot = coalesce(t.lot, '') AND (t.language IS NULL OR x.language = t.language)
          AND instr(x.text, t.evidence) > 0
        ORDER BY x.place LIMIT 1) AS text
FROM tags t
LEFT JOIN vendor_groups g ON t.tag = 'vendor' AND g.id = t.value
LEFT JOIN notices n ON n.id = t.notice_id
WHERE t.contract_id = :id OR (t.contract_id IS NULL AND t.notice_id IN
      (SELECT notice_id FROM contract_notices WHERE contract_id = :id))
ORDER BY t.contract_id IS NULL, t.tag, t.value = 'yes' DESC,
         instr('high medium low', t.confidence), t.id
LIMIT 200
"""


async def data(ask: Ask) -> dict[str, Any]:
    """Everything on the page of one contract."""
    db, key = ask.db, ask.args["id"]
    contract = await db.row("SELECT * FROM contracts WHERE id = :id", id=key)
    if contract is None:
        raise Missing(key)
    return {
        "contract": contract,
        "suppliers": await db.rows(_SUPPLIERS, id=key),
        "notices": await db.rows(_NOTICES, id=key),
        "tags": await db.rows(_TAGS, id=key),
        "same": await _same(db, contract),
    }


async def _same(db: Db, contract: Row) -> list[Row]:
    main = contract["same_as"] or contract["id"]
    return await db.rows(
        "SELECT id, portal, title FROM contracts WHERE (same_as = :main OR id = :main)"
        " AND id <> :id ORDER BY id", main=main, id=contract["id"],
    )  # fmt: skip
