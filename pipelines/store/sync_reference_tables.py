"""Copy evidence of vendor groups and corrections from the reference tables into the database.

They are files of this installation, not news: rows that left the files leave the database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pipelines.reference.french_local_bodies import name_of_number
from pipelines.reference.table_classes import Alias, Product, ReferenceTables
from pipelines.store.schema import TABLES
from pipelines.store.serializers import SqlRow, iso_date


def sync_reference_tables(
    connection: sqlite3.Connection, tables: ReferenceTables, hide: Callable[[Any], Any]
) -> None:
    """Update ``vendor_proofs`` and ``corrections``; equal rows write nothing.

    ``hide``  masks words that an objection was granted against: the files still hold them.
    """
    _replace_rows(connection, "vendor_proofs", hide(sorted(_vendor_proof_rows(tables))))
    _replace_rows(connection, "corrections", hide(sorted(_correction_rows(tables))))


def sync_register_names(connection: sqlite3.Connection, names: Mapping[str, str]) -> None:
    """Replace numbers used as names in ``organizations`` by the names of the Sirene register, and
    of the table of communes.

    ``organization_names`` keeps what was published.
    """
    numbered = connection.execute(
        "SELECT id, name FROM organizations WHERE name >= 'SIRE' AND name < 'SIRF'"
    ).fetchall()
    local = [(number, id_) for id_, name in numbered if (number := name_of_number(name))]
    connection.executemany("UPDATE organizations SET name = ? WHERE id = ?", local)
    connection.executemany(
        "UPDATE organizations SET name = ? WHERE id = ? AND name GLOB 'SIRE[NT] [0-9]*'",
        [(name, f"FR-SIREN-{siren}") for siren, name in names.items()],
    )


def _replace_rows(connection: sqlite3.Connection, table: str, rows: Sequence[SqlRow]) -> None:
    """Replace all rows of a table when they differ."""
    names = TABLES[table].names
    columns = ", ".join(f"[{name}]" for name in names)
    stored = connection.execute(f"SELECT {columns} FROM [{table}] ORDER BY 1").fetchall()
    if stored == [tuple(row) for row in rows]:
        return
    connection.execute(f"DELETE FROM [{table}]")
    marks = ", ".join("?" * len(names))
    connection.executemany(f"INSERT INTO [{table}] ({columns}) VALUES ({marks})", rows)


def _vendor_proof_rows(tables: ReferenceTables) -> Iterator[SqlRow]:
    """Columns: id, group, kind, name, scheme, number, match, context, since, until, source,
    confidence."""
    for (scheme, number), identifier in tables.identifiers.items():
        columns = (identifier.group, "identifier", identifier.name or None, scheme, number)
        unset_columns = (None, None, None, None, identifier.source, identifier.confidence)
        yield (f"vendor_identifiers.csv:{identifier.row}", *columns, *unset_columns)
    for alias in tables.aliases:
        shared = (alias.group, alias.kind, alias.alias, None, None)
        yield (f"vendor_aliases.csv:{alias.row}", *shared, alias.match, *_place(alias))
    for product in tables.products:
        shared = (product.group, "product", product.name, None, None)
        match = "title" if product.titles_only else "any"
        yield (f"products.csv:{product.row}", *shared, match, *_place(product))


def _place(entry: Alias | Product) -> SqlRow:
    """Return the scope, period and source of a name of the tables."""
    context = " | ".join(entry.context) or None
    return (context, iso_date(entry.since), iso_date(entry.until), entry.source, entry.confidence)


def _correction_rows(tables: ReferenceTables) -> Iterator[SqlRow]:
    for correction in tables.corrections:
        notice = (
            f"{correction.portal}:{correction.number}"
            if correction.portal and correction.number
            else None
        )
        changed = (correction.supplier, correction.tag, correction.old_value, correction.new_value)
        yield (
            *(
                correction.id,
                correction.kind,
                notice,
                correction.award,
                *(value or None for value in changed),
            ),
            *(
                correction.role,
                correction.author,
                correction.date,
                correction.reason,
                correction.source,
            ),
            *(correction.reply_by or None, correction.reply or None),
        )
