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
from typing import NamedTuple

TABLES = ("spendings", "shares", "group_contracts")
# signed: the group alone; shared: with others, or as subcontractor; product: sold by others
OTHER_PARTS = ("shared", "product")

# contracts of each group; with the money of those alone that the group signed, and with all
_OF_GROUPS = """(
SELECT g.vendor_group, g.role, g.part, o.id, o.procedure_id, o.buyer_id, o.country, o.published,
       o."end", o.year, o.method, o.amendments, o.big_tech, o.data_outsourcing, {cents} AS cents,
       o.reason, o.grown_cents
FROM group_parts g JOIN counted o ON o.id = g.contract_id)"""
OF_GROUPS = _OF_GROUPS.format(cents="iif(g.part = 'signed', o.cents, NULL)")
OF_GROUPS_WHOLE = _OF_GROUPS.format(cents="o.cents")

_PROCEDURES = "count(DISTINCT c.procedure_id)"
_SUMS = f"count(*), count(c.cents), sum(c.cents) / 100.0, {_PROCEDURES}"
_IN_GROUP = f"{OF_GROUPS} c"
GROWN_KINDS = ("buyer_grown", "group_grown")  # kinds with an amount, though none is valued
_GROWN = f"count(*), 0, sum(c.grown_cents) / 100.0, {_PROCEDURES}"
_DEARER = "c.grown_cents IS NOT NULL"
_DEALINGS = (
    "(SELECT * FROM dealings WHERE kind = '{kind}') s JOIN counted c ON c.id = s.contract_id"
)
_WITH_BUYER = "WHERE c.buyer_id IS NOT NULL"


class _Share(NamedTuple):
    """SQL of one kind of rows in ``shares``; ``source`` is where they come from."""

    kind: str
    key: str
    other: str
    source: str
    via: str = "''"
    sums: str = _SUMS


_GROUP = "c.vendor_group"
_SHARES = (
    _Share("buyer_holder", "c.buyer_id", "c.holder", f"counted c {_WITH_BUYER}"),
    _Share("buyer_group", "c.buyer_id", _GROUP, f"{_IN_GROUP} {_WITH_BUYER}"),
    _Share("group_buyer", _GROUP, "c.buyer_id", f"{_IN_GROUP} {_WITH_BUYER}"),
    _Share("group_country", _GROUP, "c.country", f"{_IN_GROUP} WHERE c.country IS NOT NULL"),
    _Share("country_group", "c.country", _GROUP, f"{_IN_GROUP} WHERE c.country IS NOT NULL"),
    _Share("group_role", _GROUP, "coalesce(c.role, '')", f"{OF_GROUPS_WHOLE} c"),
    _Share("group_part", _GROUP, "c.part", f"{OF_GROUPS_WHOLE} c"),
    _Share("group_own", "s.vendor_group", "s.organization_id", _DEALINGS.format(kind="own")),
    _Share("group_via", "s.vendor_group", "s.organization_id", _DEALINGS.format(kind="brings")),
    _Share(
        "buyer_via",
        "c.buyer_id",
        "s.organization_id",
        f"{_DEALINGS.format(kind='brings')} {_WITH_BUYER}",
        via="s.vendor_group",
    ),
    _Share(
        "buyer_grown", "c.buyer_id", "c.id", f"counted c {_WITH_BUYER} AND {_DEARER}", sums=_GROWN
    ),
    _Share(
        "group_grown",
        _GROUP,
        "c.id",
        f"{_IN_GROUP} WHERE c.part = 'signed' AND {_DEARER}",
        sums=_GROWN,
    ),
    _Share(
        "buyer_left_out", "c.buyer_id", "c.reason", f"counted c {_WITH_BUYER} AND c.cents IS NULL"
    ),
    _Share(
        "group_left_out",
        _GROUP,
        "CASE WHEN c.part = 'signed' THEN c.reason ELSE 'part_' || c.part END",
        f"{_IN_GROUP} WHERE c.cents IS NULL",
    ),
    _Share("nobody", "''", "'nobody'", "counted c WHERE c.holder = 'nobody'"),
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


_CENTRAL = """
INSERT INTO {into}
SELECT 'central', b.country, b.organization_id, '', coalesce(a.contracts, 0),
       coalesce(a.valued, 0), a.total_eur, coalesce(a.procedures, 0)
FROM (SELECT DISTINCT country, organization_id FROM {buyers} WHERE role = 'central_purchasing'
      AND country IS NOT NULL AND organization_id IS NOT NULL) b
LEFT JOIN {aggregates} a ON a.kind = 'buyer' AND a.key = b.organization_id AND a.year = ''
"""


def fill_statements() -> Iterator[str]:
    """Yield SQL that fills ``fresh_`` copies of the three tables from the sources."""
    for kind, key, source in _SPENDINGS:
        yield (
            f"INSERT INTO temp.fresh_spendings SELECT '{kind}', {key}, p.year, count(*),"
            " total(p.cents * (1 - p.whole)) / 100.0, sum(p.whole),"
            f" total(p.cents * p.whole) / 100.0 FROM parts p {source} GROUP BY {key}, p.year"
        )
    for kind, key, other, source, via, sums in _SHARES:
        yield (
            f"INSERT INTO temp.fresh_shares SELECT '{kind}', {key}, {other}, {via}, {sums}"
            f" FROM {source} GROUP BY {key}, {other}, {via}"
        )
    yield (
        "INSERT INTO temp.fresh_group_contracts SELECT c.vendor_group, c.id, c.published, c.end"
        f" FROM {_IN_GROUP}"
    )


def central_statements(everything: bool) -> Iterator[str]:
    """Yield SQL for the rows of central purchasing bodies, whose sums are those of buyers.

    They are made last: of all bodies into ``fresh_shares``, or again of those that are marked and
    those whose sums moved.
    """
    if everything:
        yield _CENTRAL.format(
            into="temp.fresh_shares", buyers="buyers", aggregates="temp.fresh_aggregates"
        )
        return
    yield (
        "CREATE TEMP TABLE central AS"
        " SELECT id FROM temp.marks WHERE kind = 'central' UNION SELECT other FROM main.shares"
        " WHERE kind = 'central' AND other IN (SELECT key FROM temp.moved_aggregates"
        " WHERE kind = 'buyer')"
    )
    yield (
        "DELETE FROM main.shares WHERE kind = 'central' AND other IN (SELECT id FROM temp.central)"
    )
    buyers = "temp.central k CROSS JOIN main.buyers ON organization_id = k.id"
    yield _CENTRAL.format(into="main.shares", buyers=buyers, aggregates="main.aggregates")
