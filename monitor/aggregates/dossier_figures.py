"""SQL that fills the tables behind dossiers: ``spendings``, ``shares`` and ``group_contracts``.

They are refreshed with ``aggregates``.  A dossier page must not sum over its contracts: the largest
buyers and groups have many thousands.

spendings        value of each contract spread over its days.  A contract without a usable first or
                 last day stands whole in the year of its signature, and is counted as such.
shares           buyer_holder   a buyer's contracts by who holds them: ``group:ID`` or ``org:ID``;
                                ``several`` when different holders share one, ``nobody`` when no
                                supplier is named (or "confidential"), ``withheld`` for a private
                                person.  Each contract stands in one row.
                 buyer_group    by group with a role in it; group_buyer: the other way round
                 group_country, country_group    likewise; money in these: what the group signed
                                alone.  As one of several suppliers, as subcontractor or by its
                                product it gets an unknown part
                 group_role     a group's contracts by the role it has in them, group_part by what
                                it gets of them: three facts, which nothing adds up
                 group_own      a group's contracts by supplier that belongs to it
                 buyer_via, group_via    by main supplier outside the group that brings the group's
                                product (``via``: the group, for a buyer)
                 buyer_grown, group_grown    contracts that amendments made dearer, and by how much;
                                not by an estimate (of a concession's turnover, say) nor by an
                                amount that cannot be right
                 buyer_left_out, group_left_out    contracts not in a sum, by reason
                 nobody         all contracts whose notice names no supplier, in one row
                 central        a country's central purchasing bodies
group_contracts  contracts of each group by date
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.privacy.mask_notice import WITHHELD

TABLES = ("spendings", "shares", "group_contracts")
TEMPORARY = ("parts", "holders", "group_parts", "brought")
# signed: the group alone; shared: with others, or as subcontractor; product: sold by others
OTHER_PARTS = ("shared", "product")
MAX_YEARS = 50  # a longer period is an error or "until revoked", so it is not split by year

_DAYS = "julianday(c.end) - julianday(c.start) + 1"
_PERIOD = f"""
c.start IS NOT NULL AND c.end IS NOT NULL AND c.end >= c.start
AND c.start >= '1980' AND c.end < '2120' AND {_DAYS} <= {MAX_YEARS} * 366"""
# One row per contract and year.  Parts of one contract add up to its value.
_PARTS = f"""
CREATE TEMP TABLE parts AS
WITH RECURSIVE years(year) AS (SELECT 1980 UNION ALL SELECT year + 1 FROM years WHERE year < 2119)
SELECT c.id, CAST(y.year AS TEXT) AS year, 0 AS whole,
       c.value * (julianday(min(c.end, y.year || '-12-31'))
                  - julianday(max(c.start, y.year || '-01-01')) + 1) / ({_DAYS}) AS eur
FROM counted c CROSS JOIN years y
  ON y.year BETWEEN CAST(substr(c.start, 1, 4) AS INTEGER) AND CAST(substr(c.end, 1, 4) AS INTEGER)
WHERE c.value IS NOT NULL AND {_PERIOD}
UNION ALL
SELECT c.id, c.year, 1, c.value FROM counted c
WHERE c.value IS NOT NULL AND c.year <> '' AND NOT ({_PERIOD})
"""
# A supplier that a doubtful likeness ties to a group stands for itself; of those without a dossier
# one is a private person, the others' names name nobody ("confidential").
_HOLDERS = f"""
CREATE TEMP TABLE holders AS
SELECT contract_id AS id, CASE WHEN min(holder) = max(holder) THEN min(holder) ELSE 'several' END
       AS holder
FROM (SELECT contract_id,
             CASE WHEN vendor_group <> '' AND coalesce(confidence, '') <> 'low'
                  THEN 'group:' || vendor_group
                  ELSE coalesce('org:' || organization_id,
                                CASE name WHEN '{WITHHELD}' THEN 'withheld' ELSE 'nobody' END)
             END AS holder
      FROM suppliers WHERE role IN ('main', 'member'))
GROUP BY contract_id
"""
_GROUP_PARTS = """
CREATE TEMP TABLE group_parts AS
SELECT g.contract_id, g.vendor_group, g.role,
       CASE WHEN g.role IN ('winner', 'reseller_winner')
                 AND h.holder = 'group:' || g.vendor_group THEN 'signed'
            WHEN g.role IN ('winner', 'reseller_winner', 'consortium_member', 'subcontractor')
                 THEN 'shared'
            ELSE 'product' END AS part
FROM contract_groups g LEFT JOIN holders h ON h.id = g.contract_id
"""
# contracts of each group; with the money of those alone that the group signed, and with all
_OF_GROUPS = """(
SELECT g.vendor_group, g.role, g.part, o.id, o.procedure_id, o.buyer_id, o.country, o.published,
       o."end", o.year, o.method, o.amendments, o.big_tech, o.data_outsourcing, {value} AS value,
       o.published_value, o.value_eur, o.initial_value_eur, o.value_kind, o.value_plausible,
       o.value_shared, o.technique
FROM group_parts g JOIN counted o ON o.id = g.contract_id)"""
OF_GROUPS = _OF_GROUPS.format(value="iif(g.part = 'signed', o.value, NULL)")
OF_GROUPS_WHOLE = _OF_GROUPS.format(value="o.value")
_BROUGHT_IN = f"""
CREATE TEMP TABLE brought AS
SELECT DISTINCT g.contract_id AS id, g.vendor_group, s.organization_id
FROM contract_groups g JOIN suppliers s ON s.contract_id = g.contract_id AND s.role = 'main'
WHERE NOT EXISTS (SELECT 1 FROM suppliers o
                  WHERE o.contract_id = g.contract_id AND o.vendor_group = g.vendor_group)
  AND (s.organization_id IS NOT NULL OR s.name = '{WITHHELD}')
"""
_REASON = """
CASE WHEN c.value_plausible = 0 THEN 'implausible'
     WHEN c.value_shared = 1 THEN 'shared'
     WHEN c.value_eur IS NULL AND c.published_value IS NOT NULL THEN 'no_rate'
     WHEN c.value_kind IN ('ceiling', 'estimate', 'obligation', 'range') THEN c.value_kind
     WHEN c.technique IN ('framework', 'dynamic_purchasing') THEN 'framework'
     WHEN c.value_eur IS NULL THEN 'undisclosed'
     ELSE 'not_active' END"""

_PROCEDURES = "count(DISTINCT c.procedure_id)"
_SUMS = f"count(*), count(c.value), round(sum(c.value), 2), {_PROCEDURES}"
_IN_GROUP = f"{OF_GROUPS} c"
_GROWN = f"count(*), 0, round(sum(c.value_eur - c.initial_value_eur), 2), {_PROCEDURES}"
_DEARER = (
    "c.amendments > 0 AND c.value_eur > c.initial_value_eur"
    " AND c.value_plausible = 1 AND c.value_kind <> 'estimate'"
)
_PURCHASING = """
(SELECT DISTINCT country, organization_id FROM buyers
 WHERE role = 'central_purchasing' AND country IS NOT NULL) b
LEFT JOIN counted c ON c.buyer_id = b.organization_id"""
# kind, key, other, via, from where, sums
_SHARES = (
    (
        "buyer_holder",
        "c.buyer_id",
        "coalesce(h.holder, 'nobody')",
        "''",
        "counted c LEFT JOIN holders h ON h.id = c.id WHERE c.buyer_id IS NOT NULL",
        _SUMS,
    ),
    (
        "buyer_group",
        "c.buyer_id",
        "c.vendor_group",
        "''",
        f"{_IN_GROUP} WHERE c.buyer_id IS NOT NULL",
        _SUMS,
    ),
    (
        "group_buyer",
        "c.vendor_group",
        "c.buyer_id",
        "''",
        f"{_IN_GROUP} WHERE c.buyer_id IS NOT NULL",
        _SUMS,
    ),
    (
        "group_country",
        "c.vendor_group",
        "c.country",
        "''",
        f"{_IN_GROUP} WHERE c.country IS NOT NULL",
        _SUMS,
    ),
    (
        "country_group",
        "c.country",
        "c.vendor_group",
        "''",
        f"{_IN_GROUP} WHERE c.country IS NOT NULL",
        _SUMS,
    ),
    (
        "group_role",
        "c.vendor_group",
        "coalesce(c.role, '')",
        "''",
        f"{OF_GROUPS_WHOLE} c",
        _SUMS,
    ),
    ("group_part", "c.vendor_group", "c.part", "''", f"{OF_GROUPS_WHOLE} c", _SUMS),
    (
        "group_own",
        "s.vendor_group",
        "s.organization_id",
        "''",
        "(SELECT DISTINCT contract_id, organization_id, vendor_group FROM suppliers"
        " WHERE vendor_group <> '' AND role = 'main') s JOIN counted c ON c.id = s.contract_id",
        _SUMS,
    ),
    (
        "group_via",
        "b.vendor_group",
        "b.organization_id",
        "''",
        "brought b JOIN counted c ON c.id = b.id",
        _SUMS,
    ),
    (
        "buyer_via",
        "c.buyer_id",
        "b.organization_id",
        "b.vendor_group",
        "brought b JOIN counted c ON c.id = b.id WHERE c.buyer_id IS NOT NULL",
        _SUMS,
    ),
    (
        "buyer_grown",
        "c.buyer_id",
        "c.id",
        "''",
        f"counted c WHERE c.buyer_id IS NOT NULL AND {_DEARER}",
        _GROWN,
    ),
    (
        "group_grown",
        "c.vendor_group",
        "c.id",
        "''",
        f"{_IN_GROUP} WHERE c.part = 'signed' AND {_DEARER}",
        _GROWN,
    ),
    (
        "buyer_left_out",
        "c.buyer_id",
        _REASON,
        "''",
        "counted c WHERE c.buyer_id IS NOT NULL AND c.value IS NULL",
        _SUMS,
    ),
    (
        "group_left_out",
        "c.vendor_group",
        f"CASE WHEN c.part = 'signed' THEN {_REASON} ELSE 'part_' || c.part END",
        "''",
        f"{_IN_GROUP} WHERE c.value IS NULL",
        _SUMS,
    ),
    (
        "nobody",
        "''",
        "'nobody'",
        "''",
        "counted c LEFT JOIN holders h ON h.id = c.id"
        " WHERE coalesce(h.holder, 'nobody') = 'nobody'",
        _SUMS,
    ),
    (
        "central",
        "b.country",
        "b.organization_id",
        "''",
        _PURCHASING,
        f"count(c.id), count(c.value), round(sum(c.value), 2), {_PROCEDURES}",
    ),
)
# kind, key, join that gives it
_SPENDINGS = (
    ("all", "''", ""),
    ("buyer", "c.buyer_id", "JOIN counted c ON c.id = p.id WHERE c.buyer_id IS NOT NULL"),
    ("country", "c.country", "JOIN counted c ON c.id = p.id WHERE c.country IS NOT NULL"),
    (
        "group",
        "g.vendor_group",
        "JOIN group_parts g ON g.contract_id = p.id WHERE g.part = 'signed'",
    ),
)


# run on ``counted`` before anything is locked
PREPARE_STATEMENTS = (
    "CREATE UNIQUE INDEX temp.counted_id ON counted (id)",
    _PARTS,
    _HOLDERS,
    "CREATE INDEX temp.holders_id ON holders (id)",
    _GROUP_PARTS,
    _BROUGHT_IN,
)


def fill_statements() -> Iterator[str]:
    """Yield SQL that fills ``fresh_`` copies of the three tables after ``PREPARE_STATEMENTS``."""
    for kind, key, source in _SPENDINGS:
        yield (
            f"INSERT INTO temp.fresh_spendings SELECT '{kind}', {key}, p.year, count(*),"
            " round(total(p.eur * (1 - p.whole)), 2), sum(p.whole),"
            f" round(total(p.eur * p.whole), 2) FROM parts p {source} GROUP BY {key}, p.year"
        )
    for kind, key, other, via, source, sums in _SHARES:
        yield (
            f"INSERT INTO temp.fresh_shares SELECT '{kind}', {key}, {other}, {via}, {sums}"
            f" FROM {source} GROUP BY {key}, {other}, {via}"
        )
    yield (
        "INSERT INTO temp.fresh_group_contracts SELECT c.vendor_group, c.id, c.published, c.end"
        f" FROM {_IN_GROUP}"
    )
