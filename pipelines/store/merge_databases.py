"""Merge databases of one portal each (shards) into a new one, as if one run had received all of it.

Procedures never cross portals, so most rows are copied as they are.  What portals share is told by
the order in which documents were received: names of organisations (the first one stays), documents
received by two portals, and the order of the log.  Which contracts of different portals are one is
found at the end, once, and logged there.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pipelines.errors import VigieError
from pipelines.store.change_log import ChangeLog
from pipelines.store.database import get_meta
from pipelines.store.organization_writer import OrganizationWriter
from pipelines.store.procedure_rebuild import ProcedureRebuild
from pipelines.store.schema import TABLES
from pipelines.store.transaction import transaction
from pipelines.store.write_buffer import WriteBuffer
from pipelines.store.writer import DOCUMENT_PLACE

# Tables of which no two shards have the same row.
COPIED = (
    "runs",
    "procedures",
    "notices",
    "contracts",
    "contract_notices",
    "lots",
    "texts",
    "suppliers",
    "contract_groups",
    "buyers",
    "tags",
    "links",
    "redirects",
    "register",
    "register_suppliers",
    "snapshots",
    "family_keys",
    "cluster_keys",
)
# Tables whose rows are collected from all shards first, and written in the order received.
ORDERED = ("documents", "troubles", "organizations", "organization_names", "changes")
SAME_VERSIONS = ("schema_version", "rules_version", "reviews_version", "objections")
_POSITION = "documents.received, documents.archive_file, documents.archive_offset"
# table -> its rows as ``one``, with the document by whose place they are ordered
_SOURCES = {
    "documents": "shard.documents AS one JOIN shard.documents ON documents.rowid = one.rowid",
    "troubles": "shard.troubles AS one JOIN shard.documents ON sha256 = one.document_sha256",
    "organizations": (
        "shard.organizations AS one LEFT JOIN shard.documents ON documents.sha256 ="
        " (SELECT register.document_sha256 FROM shard.organization_names AS names"
        " JOIN shard.register USING (notice_id) WHERE names.organization_id = one.id"
        " ORDER BY names.rowid LIMIT 1)"
    ),
    "organization_names": (
        "shard.organization_names AS one LEFT JOIN shard.register USING (notice_id)"
        " LEFT JOIN shard.documents ON documents.sha256 = register.document_sha256"
    ),
    "changes": (
        "shard.changes AS one LEFT JOIN shard.documents ON documents.sha256 = one.document_sha256"
    ),
}
ORDER = "order_at, order_file, order_place, order_row"
LINKED_AT_ONCE = 1_000  # contracts


class MergeError(VigieError):
    """Shards do not fit together.  Raised by ``merge_databases``; nothing is kept of the merge."""


def merge_databases(
    connection: sqlite3.Connection,
    shards: Sequence[Path],
    rank: Mapping[str, int],
    run_id: str,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Copy all shards into a new database; ``progress`` is called ``steps_of_merge`` times.

    ``rank``  portal -> rank when a representative is chosen; lowest first.
    """
    connection.execute("PRAGMA temp_store = FILE")  # the log of millions of contracts
    for table in ORDERED:
        names = ", ".join(f"[{name}]" for name in TABLES[table].names)
        connection.execute(
            f"CREATE TEMP TABLE from_{table} AS SELECT {names}, '' AS order_at, '' AS order_file,"
            f" 0 AS order_place, 0 AS order_row FROM main.[{table}] WHERE false"
        )
    for shard in shards:
        _copy_shard(connection, shard, progress)
    with transaction(connection):
        _write_documents(connection)
        progress(1)
        for table in ("organizations", "organization_names", "changes"):
            _write_in_order(connection, table)
            progress(1)
        _link_contracts(connection, rank, run_id)
        progress(1)
    for table in ORDERED:
        connection.execute(f"DROP TABLE temp.from_{table}")


def steps_of_merge(shards: int) -> int:
    """Return how many tables are written: those of each shard, and the shared ones."""
    return shards * (len(COPIED) + len(_SOURCES)) + 5


def check_shard(connection: sqlite3.Connection, shard: Path) -> None:
    """Raise MergeError if a shard was made by another version, other rules or objections."""
    try:
        source = sqlite3.connect(f"{shard.absolute().as_uri()}?mode=ro", uri=True)
        try:
            versions = {key: get_meta(source, key) for key in SAME_VERSIONS}
        finally:
            source.close()
    except sqlite3.DatabaseError as error:
        raise MergeError(f"{shard} is no database of Vigie, or it is damaged ({error})") from None
    for key, value in versions.items():
        expected = get_meta(connection, key)
        if value != expected:
            raise MergeError(
                f"{shard}: its {key} is {value or 'not set'}, expected {expected or 'none'}.\n"
                "  It was made by another version, with other rules or objections:"
                " make it anew with vigie replay --shards."
            )


def _copy_shard(
    connection: sqlite3.Connection, shard: Path, progress: Callable[[int], None]
) -> None:
    """Copy the rows that are only in this shard, and collect the others."""
    connection.execute("ATTACH ? AS shard", (str(shard),))
    try:
        with transaction(connection):
            for table in COPIED:
                names = ", ".join(f"[{name}]" for name in TABLES[table].names)
                connection.execute(
                    f"INSERT INTO main.[{table}] ({names}) SELECT {names} FROM shard.[{table}]"
                    " ORDER BY rowid"
                )
                progress(1)
            connection.execute(
                "INSERT INTO main.receipts (sha256, portal, source, run_id, at)"
                " SELECT sha256, portal, source, run_id, at FROM shard.receipts ORDER BY id"
            )
            connection.execute("INSERT OR IGNORE INTO main.portals SELECT * FROM shard.portals")
            for table, source in _SOURCES.items():
                connection.execute(
                    f"INSERT INTO temp.from_{table} SELECT one.*, {_POSITION}, one.rowid"
                    f" FROM {source}"
                )
                progress(1)
    except sqlite3.IntegrityError as error:
        raise MergeError(
            f"{shard} holds rows that another shard has, too ({error}).\n"
            "  Is it in the folder twice? vigie replay --shards writes one database a portal."
        ) from None
    finally:
        connection.execute("DETACH shard")


def _in_order(table: str) -> str:
    """Return SQL of the collected rows of a table in the order received."""
    names = ", ".join(f"[{name}]" for name in TABLES[table].names)
    names = names.replace("[seq]", "NULL")
    return f"SELECT {names} FROM temp.from_{table} ORDER BY order_at IS NULL, {ORDER}"


def _write_in_order(connection: sqlite3.Connection, table: str) -> None:
    """Write collected rows; of those with one key the first one stays."""
    connection.execute(f"INSERT OR IGNORE INTO main.[{table}] {_in_order(table)}")


def _write_documents(connection: sqlite3.Connection) -> None:
    """Write documents and troubles.

    Bytes that two portals received are of the first whose reader found a notice in them, and what
    was read last holds.
    """
    _write_in_order(connection, "documents")
    connection.execute("CREATE INDEX temp.by_sha256 ON from_documents (sha256)")
    connection.execute(
        f"UPDATE main.documents SET ({DOCUMENT_PLACE}) = (SELECT {DOCUMENT_PLACE}"
        " FROM temp.from_documents AS found WHERE found.sha256 = documents.sha256 AND found.notices"
        f" ORDER BY {ORDER} LIMIT 1)"
        " WHERE NOT notices AND sha256 IN (SELECT sha256 FROM temp.from_documents WHERE notices)"
    )
    connection.execute(
        "UPDATE main.documents SET (parser_version, notices, error) ="
        " (SELECT parser_version, notices, error FROM temp.from_documents AS last"
        " WHERE last.sha256 = documents.sha256"
        f" ORDER BY {ORDER.replace(',', ' DESC,')} DESC LIMIT 1)"
        " WHERE sha256 IN (SELECT sha256 FROM temp.from_documents GROUP BY sha256"
        " HAVING count(*) > 1)"
    )
    connection.execute(
        "DELETE FROM temp.from_troubles AS one WHERE EXISTS (SELECT 1 FROM temp.from_documents"
        " AS last WHERE last.sha256 = one.document_sha256 AND (last.order_at, last.order_file,"
        " last.order_place) > (one.order_at, one.order_file, one.order_place))"
    )
    _write_in_order(connection, "troubles")


def _link_contracts(connection: sqlite3.Connection, rank: Mapping[str, int], run_id: str) -> None:
    """Choose the representatives of contracts that several portals published."""
    buffer = WriteBuffer(connection)
    log = ChangeLog(buffer, run_id, None, Counter())
    procedures = ProcedureRebuild(connection, log, OrganizationWriter(connection, buffer, {}), rank)
    sharing = [
        member
        for (member,) in connection.execute(
            "SELECT DISTINCT member_id FROM cluster_keys WHERE key IN"
            " (SELECT key FROM cluster_keys GROUP BY key HAVING count(*) > 1) ORDER BY member_id"
        )
    ]
    for start in range(0, len(sharing), LINKED_AT_ONCE):
        procedures.update_representatives(set(sharing[start : start + LINKED_AT_ONCE]), None)
    buffer.flush()
