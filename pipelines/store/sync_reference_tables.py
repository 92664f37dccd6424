"""Copy evidence of vendor groups and corrections from the reference tables into the database.

They are files of this installation, not news: rows that left the files leave the database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pipelines.reference.french_local_bodies import name_of_number
from pipelines.reference.tables import ReferenceTables
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
    for (scheme, number), identifier in tables.identifiers.items():
        yield (
            f"vendor_identifiers.csv:{identifier.row}",
            identifier.group,
            "identifier",
            identifier.name or None,
            scheme,
            number,
            None,
            None,
            None,
            None,
            identifier.source,
            identifier.confidence,
        )
    for alias in tables.aliases:
        yield (
            f"vendor_aliases.csv:{alias.row}",
            alias.group,
            alias.kind,
            alias.alias,
            None,
            None,
            alias.match,
            _joined(alias.context),
            iso_date(alias.since),
            iso_date(alias.until),
            alias.source,
            alias.confidence,
        )
    for product in tables.products:
        yield (
            f"products.csv:{product.row}",
            product.group,
            "product",
            product.name,
            None,
            None,
            "title" if product.titles_only else "any",
            _joined(product.context),
            iso_date(product.since),
            iso_date(product.until),
            product.source,
            product.confidence,
        )


def _correction_rows(tables: ReferenceTables) -> Iterator[SqlRow]:
    for one in tables.corrections:
        notice = f"{one.portal}:{one.number}" if one.portal and one.number else None
        yield (
            one.id,
            one.kind,
            notice,
            one.award,
            one.supplier or None,
            one.tag or None,
            one.old_value or None,
            one.new_value or None,
            one.role,
            one.author,
            one.date,
            one.reason,
            one.source,
            one.reply_by or None,
            one.reply or None,
        )


def _joined(words: tuple[str, ...]) -> str | None:
    return " | ".join(words) or None
