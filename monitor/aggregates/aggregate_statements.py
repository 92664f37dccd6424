"""SQL that fills the table ``aggregates`` from ``counted``, ``borderline`` and ``group_parts``.

A new figure is a row of ``FIGURE_KINDS``, or a column of the table and of ``_FIGURES``.  A sum may
be taken apart again, a number of different buyers may not: ``buyer_statements`` tells which buyers
each figure counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.aggregates import dossier_figures
from pipelines.store.schema import COUNT_TABLES
from pipelines.store.schema import TABLES as ALL_TABLES

# What a procedure is said to be if one of its contracts is: a framework with twelve winners is one.
_PROCEDURE_FLAGS = {
    "valued_procedures": "cents IS NOT NULL",
    "big_tech_procedures": "big_tech = 'yes'",
    "data_procedures": "data_outsourcing = 'yes'",
    "method_known_procedures": "method IS NOT NULL",
    "direct_procedures": "method = 'direct'",
    "amended_procedures": "amendments > 0",
}
_PROCEDURE = ", ".join(
    f"coalesce(max({condition}), 0) AS {name}" for name, condition in _PROCEDURE_FLAGS.items()
)
_PROCEDURES = ", ".join(("count(*)", *(f"sum({name})" for name in _PROCEDURE_FLAGS)))
_TAKEN_OVER = ", ".join(f"{name} = p.{name}" for name in ("procedures", *_PROCEDURE_FLAGS))
PREPARE = (
    "CREATE TEMP TABLE by_procedure (kind, key, year, procedures,"
    f" {', '.join(_PROCEDURE_FLAGS)}, PRIMARY KEY (kind, key, year)) WITHOUT ROWID"
)
BUYERS = "CREATE TEMP TABLE {name} (kind, key, year, buyer_id)"
_FIGURES = """
count(*), count(cents), sum(cents) / 100.0, count(DISTINCT buyer_id),
coalesce(sum(big_tech = 'yes'), 0), coalesce(sum(data_outsourcing = 'yes'), 0),
count(method), coalesce(sum(method = 'direct'), 0), coalesce(sum(amendments > 0), 0),
0, 0, 0, 0, 0, 0, 0
"""
_TAGS = (
    "big_tech",
    "data_outsourcing",
    "worker_surveillance",
    "public_surveillance_ai",
    "public_alternative",
)
_OF_GROUPS = dossier_figures.OF_GROUPS
# kind, key, from where, and whether by year as well
FIGURE_KINDS = (
    ("all", "''", "counted", True),
    ("buyer", "buyer_id", "counted WHERE buyer_id IS NOT NULL", True),
    ("country", "country", "counted WHERE country IS NOT NULL", True),
    # every contract in which the group has a role; money: what it signed alone
    ("group", "vendor_group", _OF_GROUPS, True),
    ("group_signed", "vendor_group", f"{_OF_GROUPS} WHERE part = 'signed'", True),
    *(
        (
            f"group_{part}",
            "vendor_group",
            f"{dossier_figures.OF_GROUPS_WHOLE} WHERE part = '{part}'",
            True,
        )
        for part in dossier_figures.OTHER_PARTS
    ),
    # the same over all groups, each contract once: what a ranking of groups is made of
    ("grouped", "''", f"(SELECT * FROM {_OF_GROUPS} WHERE part = 'signed' GROUP BY id)", True),
    *(("tag", f"'{tag}'", f"counted WHERE {tag} = 'yes'", True) for tag in _TAGS),
    ("code", "code", "counted WHERE code IS NOT NULL", False),
    ("day", "published", "counted WHERE published IS NOT NULL", False),
)
# those that no figure counts, since one word or code alone made them digital
_BORDERLINE = """
INSERT INTO temp.fresh_aggregates
SELECT 'borderline', '', '', count(*), 0, NULL, count(DISTINCT buyer_id),
       0, 0, 0, 0, 0, count(DISTINCT procedure_id), 0, 0, 0, 0, 0, 0
FROM temp.borderline
"""


def fill_statements() -> Iterator[str]:
    """Yield SQL that fills ``temp.fresh_aggregates`` after ``PREPARE``."""
    for kind, key, source, yearly in FIGURE_KINDS:
        for year in ("''", "year") if yearly else ("''",):
            nothing = "" if year == "''" else "HAVING year <> ''"
            yield (
                f"INSERT INTO temp.fresh_aggregates SELECT '{kind}', {key}, {year}, {_FIGURES}"
                f" FROM {source} GROUP BY {key}, {year} {nothing}"
            )
            if yearly:
                yield (
                    f"INSERT INTO temp.by_procedure SELECT '{kind}', key, year, {_PROCEDURES} FROM"
                    f" (SELECT {key} AS key, {year} AS year, {_PROCEDURE} FROM {source}"
                    f" GROUP BY {key}, {year}, procedure_id {nothing}) GROUP BY key, year"
                )
    yield (
        f"UPDATE temp.fresh_aggregates AS f SET {_TAKEN_OVER} FROM temp.by_procedure p"
        " WHERE p.kind = f.kind AND p.key = f.key AND p.year = f.year"
    )
    yield _BORDERLINE


def buyer_statements(into: str) -> Iterator[str]:
    """Yield SQL that lists in a temporary table which buyers each figure counts."""
    yield BUYERS.format(name=into)
    for kind, key, source, yearly in FIGURE_KINDS:
        sql = f"SELECT {key} AS key, year, buyer_id FROM {source}"
        yield (
            f"INSERT INTO temp.{into} SELECT DISTINCT '{kind}', key, '', buyer_id FROM ({sql})"
            " WHERE buyer_id IS NOT NULL"
        )
        if yearly:
            yield (
                f"INSERT INTO temp.{into} SELECT DISTINCT '{kind}', key, year, buyer_id"
                f" FROM ({sql}) WHERE buyer_id IS NOT NULL AND year <> ''"
            )
    yield (
        f"INSERT INTO temp.{into} SELECT DISTINCT 'borderline', '', '', buyer_id"
        " FROM temp.borderline WHERE buyer_id IS NOT NULL"
    )


def table_statements() -> Iterator[str]:
    """Yield SQL that counts the rows of each public table, in the column of contracts."""
    yield "DELETE FROM main.aggregates WHERE kind = 'table'"
    for name, table in ALL_TABLES.items():
        if table.public:
            counts_table = next(
                (n for n, t in COUNT_TABLES.items() if t.of == name and not t.only), None
            )
            number = (
                f"sum(rows) FROM main.[{counts_table}]"
                if counts_table
                else f"count(*) FROM main.[{name}]"
            )
            yield (
                "INSERT INTO main.aggregates SELECT 'table', "
                f"'{name}', '', coalesce((SELECT {number}), 0),"
                " 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"
            )
