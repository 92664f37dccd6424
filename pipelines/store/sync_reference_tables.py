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
    local = [(found, id_) for id_, name in numbered if (found := name_of_number(name))]
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
    for (scheme, number), one in tables.identifiers.items():
        named = (one.group, "identifier", one.name or None, scheme, number)
        place = (None, None, None, None, one.source, one.confidence)
        yield (f"vendor_identifiers.csv:{one.row}", *named, *place)
    for alias in tables.aliases:
        shared = (alias.group, alias.kind, alias.alias, None, None)
        yield (f"vendor_aliases.csv:{alias.row}", *shared, alias.match, *_place(alias))
    for product in tables.products:
        shared = (product.group, "product", product.name, None, None)
        match = "title" if product.titles_only else "any"
        yield (f"products.csv:{product.row}", *shared, match, *_place(product))


def _place(one: Alias | Product) -> SqlRow:
    """Where and when a name of the tables counts, and who says so."""
    context = " | ".join(one.context) or None
    return (context, iso_date(one.since), iso_date(one.until), one.source, one.confidence)


def _correction_rows(tables: ReferenceTables) -> Iterator[SqlRow]:
    for one in tables.corrections:
        notice = f"{one.portal}:{one.number}" if one.portal and one.number else None
        changed = (one.supplier, one.tag, one.old_value, one.new_value)
        yield (
            *(one.id, one.kind, notice, one.award, *(value or None for value in changed)),
            *(one.role, one.author, one.date, one.reason, one.source),
            *(one.reply_by or None, one.reply or None),
        )
