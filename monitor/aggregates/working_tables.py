"""SQL that makes the temporary tables from which all figures are made.

counted, borderline    one narrow row per contract: reading the wide table once is most of the work
group_parts            groups of the counted contracts, and what each gets of them
dealings               their main suppliers that belong to a group or bring its product
parts                  their values by calendar year

They are made of all contracts, of some, or of what the last figures were made of
(``counted_contracts`` and the two tables beside it); what follows is the same SQL.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.aggregates.alternative_examples import service_kind_sql
from pipelines.privacy.mask_notice import WITHHELD
from pipelines.store.schema import TABLES

TEMPORARY = ("holders", "counted", "borderline", "group_parts", "dealings", "parts")
REMEMBERED = ("counted_contracts", "counted_groups", "counted_suppliers")
MAX_YEARS = 50  # a longer period is an error or "until revoked", so it is not split by year

# A supplier that a doubtful likeness ties to a group stands for itself; of those without a dossier
# one is a private person, the others' names name nobody ("confidential").
_HOLDERS = f"""
CREATE TEMP TABLE holders AS
SELECT contract_id AS id, CASE WHEN min(holder) = max(holder) THEN min(holder) ELSE 'several' END
       AS holder
FROM (SELECT s.contract_id,
             CASE WHEN s.vendor_group <> '' AND coalesce(s.confidence, '') <> 'low'
                  THEN 'group:' || s.vendor_group
                  ELSE coalesce('org:' || s.organization_id,
                                CASE s.name WHEN '{WITHHELD}' THEN 'withheld' ELSE 'nobody' END)
             END AS holder
      FROM {{suppliers}} WHERE s.role IN ('main', 'member'))
GROUP BY contract_id
"""
_REASON = """
CASE WHEN c.value_countable_eur IS NOT NULL THEN NULL
     WHEN c.value_plausible = 0 THEN 'implausible'
     WHEN c.value_shared = 1 THEN 'shared'
     WHEN c.value_eur IS NULL AND c.value IS NOT NULL THEN 'no_rate'
     WHEN c.value_kind IN ('ceiling', 'estimate', 'obligation', 'range') THEN c.value_kind
     WHEN c.technique IN ('framework', 'dynamic_purchasing') THEN 'framework'
     WHEN c.value_eur IS NULL THEN 'undisclosed'
     ELSE 'not_active' END"""
_DEARER = """
c.amendments > 0 AND c.value_eur > c.initial_value_eur
AND c.value_plausible = 1 AND c.value_kind <> 'estimate'"""
_COUNTED = f"""
SELECT c.id, c.procedure_id, c.buyer_id, c.country, c.published,
       {service_kind_sql("c.main_code")} AS code,
       coalesce(substr(coalesce(c.signed, c.decided, c.published), 1, 4), '') AS year,
       CAST(round(c.value_countable_eur * 100) AS INTEGER) AS cents, c.method, c.amendments,
       c.big_tech, c.data_outsourcing, c.worker_surveillance, c.public_surveillance_ai,
       c.public_alternative, c.data_law_exposure, coalesce(c.start, c.signed, c.decided) AS start,
       c."end", {_REASON} AS reason,
       CASE WHEN {_DEARER}
            THEN CAST(round((c.value_eur - c.initial_value_eur) * 100) AS INTEGER) END
       AS grown_cents,
       coalesce(h.holder, 'nobody') AS holder, {{borderline}} AS borderline
FROM {{contracts}} LEFT JOIN temp.holders h ON h.id = c.id
WHERE c.same_as IS NULL AND coalesce(c.status, '') NOT IN ('cancelled', 'unsuccessful')
"""
_PART = """
CASE WHEN g.role IN ('winner', 'reseller_winner') AND c.holder = 'group:' || g.vendor_group
     THEN 'signed'
     WHEN g.role IN ('winner', 'reseller_winner', 'consortium_member', 'subcontractor')
     THEN 'shared'
     ELSE 'product' END"""
_GROUP_PARTS = f"""
CREATE TEMP TABLE group_parts AS
SELECT g.contract_id, g.vendor_group, g.role, {_PART} AS part FROM {{groups}}
"""
_OWN = """
CREATE TEMP TABLE dealings AS
SELECT DISTINCT s.contract_id, 'own' AS kind, s.vendor_group, s.organization_id
FROM {suppliers} JOIN temp.counted c ON c.id = s.contract_id
WHERE s.vendor_group <> '' AND s.role = 'main'
"""
_BROUGHT = f"""
INSERT INTO temp.dealings
SELECT DISTINCT g.contract_id, 'brings', g.vendor_group, s.organization_id
FROM temp.group_parts g JOIN suppliers s ON s.contract_id = g.contract_id AND s.role = 'main'
WHERE NOT EXISTS (SELECT 1 FROM suppliers o
                  WHERE o.contract_id = g.contract_id AND o.vendor_group = g.vendor_group)
  AND (s.organization_id IS NOT NULL OR s.name = '{WITHHELD}')
"""
_DAYS = "julianday(c.end) - julianday(c.start) + 1"
_PERIOD = f"""
c.start IS NOT NULL AND c.end IS NOT NULL AND c.end >= c.start
AND c.start >= '1980' AND c.end < '2120' AND {_DAYS} <= {MAX_YEARS} * 366"""
# One row per contract and year.  Parts of one contract add up to its value, to the cent: each is
# what is due by its last day, less what was due before its first.
_PARTS = f"""
CREATE TEMP TABLE parts AS
WITH RECURSIVE years(year) AS (SELECT 1980 UNION ALL SELECT year + 1 FROM years WHERE year < 2119)
SELECT c.id, CAST(y.year AS TEXT) AS year, 0 AS whole,
       CAST(round(c.cents * (julianday(min(c.end, y.year || '-12-31')) - julianday(c.start) + 1)
                  / ({_DAYS})) AS INTEGER)
       - CAST(round(c.cents * (julianday(max(c.start, y.year || '-01-01')) - julianday(c.start))
                    / ({_DAYS})) AS INTEGER) AS cents
FROM temp.counted c CROSS JOIN years y
  ON y.year BETWEEN CAST(substr(c.start, 1, 4) AS INTEGER) AND CAST(substr(c.end, 1, 4) AS INTEGER)
WHERE c.cents IS NOT NULL AND {_PERIOD}
UNION ALL
SELECT c.id, c.year, 1, c.cents FROM temp.counted c
WHERE c.cents IS NOT NULL AND c.year <> '' AND NOT ({_PERIOD})
"""
_INDEXES = (
    "CREATE UNIQUE INDEX temp.counted_id ON counted (id)",
    "CREATE INDEX temp.parts_id ON parts (id)",
)


def from_contracts(chosen: bool = False) -> Iterator[str]:
    """Yield SQL that makes the tables of all contracts, or of those in ``temp.chosen``.

    For chosen contracts CROSS JOIN fixes the join order.  By itself SQLite would read all tags or
    suppliers of a kind, at a cost that grows with the database and not with what changed.
    """
    first = "temp.chosen k CROSS JOIN" if chosen else ""
    of_contract = "ON s.contract_id = k.id" if chosen else ""
    suppliers = f"{first} suppliers s {of_contract}"
    contracts = f"{first} contracts c {'ON c.id = k.id' if chosen else ''}"
    groups = (
        "temp.counted c CROSS JOIN contract_groups g ON g.contract_id = c.id"
        if chosen
        else "contract_groups g JOIN temp.counted c ON c.id = g.contract_id"
    )
    yield _HOLDERS.format(suppliers=suppliers)
    yield "CREATE INDEX temp.holders_id ON holders (id)"
    rows = _COUNTED.format(contracts=contracts, borderline=0)
    yield f"CREATE TEMP TABLE counted AS {rows} AND coalesce(c.digital, 'yes') <> 'borderline'"
    rows = _COUNTED.format(contracts=contracts, borderline=1)
    yield f"CREATE TEMP TABLE borderline AS {rows} AND c.digital = 'borderline'"
    yield _INDEXES[0]
    yield _GROUP_PARTS.format(groups=groups)
    yield _OWN.format(suppliers=suppliers)
    yield _BROUGHT
    yield _PARTS
    yield _INDEXES[1]


def from_remembered(which: str) -> Iterator[str]:
    """Yield SQL that makes the tables of what the last figures were made of.

    ``which``  condition on ``counted_contracts``.
    """
    for name, condition in (("counted", "NOT borderline"), ("borderline", "borderline")):
        yield (
            f"CREATE TEMP TABLE {name} AS SELECT * FROM main.counted_contracts"
            f" WHERE {which} AND {condition}"
        )
    yield _INDEXES[0]
    for name, table in (("group_parts", "counted_groups"), ("dealings", "counted_suppliers")):
        yield (
            f"CREATE TEMP TABLE {name} AS SELECT g.* FROM temp.counted c"
            f" CROSS JOIN main.{table} g ON g.contract_id = c.id"
        )
    yield _PARTS
    yield _INDEXES[1]


def remember(everything: bool = False) -> Iterator[str]:
    """Yield SQL that keeps what the figures are made of now, in the place of ``temp.outdated``."""
    for name in REMEMBERED:
        key = TABLES[name].names[0]
        where = "" if everything else f" WHERE {key} IN (SELECT id FROM temp.outdated)"
        yield f"DELETE FROM main.{name}{where}"
    for name in ("counted", "borderline"):
        yield f"INSERT INTO main.counted_contracts SELECT * FROM temp.{name}"
    yield "INSERT INTO main.counted_groups SELECT * FROM temp.group_parts"
    yield "INSERT INTO main.counted_suppliers SELECT * FROM temp.dealings"
