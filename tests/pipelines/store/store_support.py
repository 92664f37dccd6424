"""Notices to write by hand, a fresh database a test, and the whole of it as comparable rows."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from monitor.runtime.confirmed_clock import CONFIRMED_KEY
from pipelines.model import (
    Award,
    Buyer,
    Document,
    Identifier,
    Lot,
    Money,
    Notice,
    Organization,
    ParsedDocument,
    Procedure,
    Reference,
    Scope,
    Supplier,
    Tag,
    Text,
    VendorLink,
    replace,
)
from pipelines.store import count_triggers
from pipelines.store.database import connect, sync_portals, sync_vendor_groups
from pipelines.store.schema import COUNT_TABLES, TABLES
from pipelines.store.writer import Writer

RANK = {"ted": 1, "find_a_tender": 2, "boamp": 3, "contracts_finder": 4, "ghana_ppa": 5}
GROUPS = ("microsoft", "google", "amazon")
AT = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)

# What two databases may differ in though they tell the same story, named one by one.
VOLATILE = {
    "portals": ("state", "last_success", "failures", "message"),
    "documents": ("received", "archive_file", "archive_offset", "url"),
    "receipts": ("id", "source", "run_id", "at"),
    "changes": ("at", "run_id"),
    "runs": ("id", "started", "finished"),
    "windows": ("run_id",),
    "health": ("since", "until", "acknowledged", "notified"),
    "meta": ("value",),
    "search_index": ("content",),  # by rowid: in the order in which contracts came
}


def organization(name: str, siren: str | None = None, country: str = "FR") -> Organization:
    """An organisation as ``normalise`` leaves it: with our id."""
    ids = (Identifier("FR-SIREN", siren),) if siren else ()
    slug = name.casefold().replace(" ", "-")
    own = f"FR-SIREN-{siren}" if siren else f"name:{country}:{slug}"
    return Organization(name, country, ids, id=own)


def supplier(
    name: str, siren: str | None = None, group: str | None = None, role: Any = "main"
) -> Supplier:
    links = (VendorLink(group, "legal_name", f"{group}-1", name),) if group else ()
    return Supplier(organization(name, siren), role, links)


BUYER = organization("Commune de Calais", "216201939")
SCC = supplier("SCC France", "421048190")
MICROSOFT = supplier("Microsoft France", "327733184", "microsoft")
ECONOCOM = supplier("Econocom Products et Solutions", "331408237")


def euros(amount: str | int, on: date = date(2026, 3, 2)) -> Money:
    value = Decimal(amount)
    return Money(value, "EUR", "excluded", value, on, True)


def award(key: str = "LOT-0001", who: tuple[Supplier, ...] = (SCC,), **facts: Any) -> Award:
    facts.setdefault("lots", (key,) if key.startswith("LOT") else ())
    if facts.get("contract_number"):
        facts.setdefault("key_basis", "contract_number")
    return Award(key=key, suppliers=who, **facts)


def notice(
    number: str,
    kind: Any = "award",
    portal: str = "ted",
    day: int = 2,
    procedure: str | None = "f2a4c1de-0b7e-4c58-9d1b-6f0a3c5e8b21",
    **facts: Any,
) -> Notice:
    """A notice in scope, published in March 2026, of one procedure unless told otherwise."""
    texts = (Text("title", facts.pop("title", "Acquisition de licences bureautiques"), "fr"),)
    facts.setdefault("procedure", Procedure(id=procedure, method="open"))
    facts.setdefault("scope", Scope("yes", "CPV 48000000"))
    facts.setdefault("published", date(2026, 3, day))
    facts.setdefault("buyers", (Buyer(BUYER),))
    facts.setdefault("url", f"https://example.org/{portal}/{number}")
    facts.setdefault("country", "FR")
    notice = Notice(
        id=f"{portal}:{number}",
        portal=portal,
        number=number,
        kind=kind,
        languages=("fr",),
        texts=texts + facts.pop("texts", ()),
        **facts,
    )
    digest = hashlib.sha256(msgspec.json.encode(notice)).hexdigest()
    return replace(notice, content_sha256=digest)


def lot(name: str, title: str, description: str | None = None) -> Lot:
    texts = (Text("title", title, "fr"),)
    return Lot(
        id=name, texts=texts + ((Text("description", description, "fr"),) if description else ())
    )


def amends(number: str) -> tuple[Reference, ...]:
    return (Reference("amends", "number", number),)


def corrects(number: str) -> tuple[Reference, ...]:
    return (Reference("replaces", "number", number),)


def tag(name: str = "big_tech", value: str = "yes", key: str | None = None, **facts: Any) -> Tag:
    facts.setdefault("rule", "microsoft-1")
    facts.setdefault("confidence", "high")
    facts.setdefault("evidence", "Microsoft")
    facts.setdefault("field", "supplier")
    return Tag(tag=name, value=value, award=key, **facts)


def document(name: str, portal: str = "ted") -> Document:
    return Document(
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        portal=portal,
        file=name,
        fetched_at=AT,
        archive_file=f"{portal}/2026-11-24-0001.warc.gz",
        offset=0,
        length=1,
        parser_version="1",
        media_type="application/xml",
    )


def reading(*notices: Notice, name: str | None = None) -> ParsedDocument:
    """A body with these notices; its name is theirs unless told otherwise."""
    body = document(name or "+".join(n.content_sha256 or n.id for n in notices), notices[0].portal)
    return ParsedDocument(document=body, notices=tuple(replace(n, document=body) for n in notices))


def database(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    portals = [{"name": name, "rank": place} for name, place in RANK.items()]
    sync_portals(connection, portals)
    sync_vendor_groups(connection, [{"id": name, "name": name.title()} for name in GROUPS])
    return connection


def stored(path: Path, notices: Iterable[Notice]) -> sqlite3.Connection:
    """Notices, each in a body of its own, through the real writer into a fresh file."""
    connection = database(path)
    Writer(connection, rank=RANK).save([reading(n) for n in notices])
    return connection


def rows(connection: sqlite3.Connection, table: str, without: Iterable[str] = ()) -> list[Any]:
    """A table as sorted rows, some columns left out."""
    names = [name for name in TABLES[table].names if name not in set(without)]
    listed = ", ".join(f"[{name}]" for name in names)
    return sorted(connection.execute(f"SELECT {listed} FROM [{table}]").fetchall(), key=repr)


def dump(connection: sqlite3.Connection, leave: Iterable[str] = ()) -> dict[str, list[Any]]:
    """Every table without its volatile columns; receipts as the set of who received what, snapshots
    unpacked.

    With a table that is left out its counts are, too.
    """
    left = {*leave, *(name for name, counts in COUNT_TABLES.items() if counts.of in set(leave))}
    left.add("aggregates_pending")  # work to do, not data
    result = {t: rows(connection, t, VOLATILE.get(t, ())) for t in TABLES if t not in left}
    if "aggregates" in result:  # how many rows a table has, for the tables that count
        apart = {*left, "meta"}  # says what was derived when, and not the same at every instant
        result["aggregates"] = [
            row for row in result["aggregates"] if row[0] != "table" or row[1] not in apart
        ]
    if "meta" in result:  # until when the clock was right: of the runs, as their times are
        result["meta"] = [row for row in result["meta"] if row != (CONFIRMED_KEY,)]
    if "snapshots" in result:  # what they say; how it was compressed is nobody's promise
        result["snapshots"] = [(key, zlib.decompress(body)) for key, body in result["snapshots"]]
    if "receipts" in result:
        result["receipts"] = sorted(set(result["receipts"]))
    return result


def fetch_value(connection: sqlite3.Connection, sql: str, *values: Any) -> Any:
    """The only row of an answer; its only column when it has one."""
    (row,) = connection.execute(sql, values).fetchall()
    return row[0] if len(row) == 1 else row


def contract_ids(connection: sqlite3.Connection) -> list[str]:
    return [r[0] for r in connection.execute("SELECT id FROM contracts ORDER BY id")]


def sound(connection: sqlite3.Connection) -> None:
    """No row points nowhere, no page is torn, and what triggers count is what is there."""
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert fetch_value(connection, "PRAGMA integrity_check") == "ok"
    for name in COUNT_TABLES:
        kept = rows(connection, name)
        connection.execute("SAVEPOINT again")
        count_triggers.recount(connection, name)
        again = rows(connection, name)
        connection.execute("ROLLBACK TO again")
        connection.execute("RELEASE again")
        assert kept == again, name
