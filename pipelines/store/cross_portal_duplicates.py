"""Recognise contracts of different portals that are one contract, by shared ids only.

Two contracts are the same when their notices share a procedure id, a TED number or an ocid *and*
they agree on lot and suppliers, or on the contract number; or when one eForms notice was published
on both; or when buyer's registry number, country, year and a distinctive contract number agree.  A
key that two contracts of one portal share proves nothing.  In doubt they are not linked: a contract
counted twice is noticed, a wrong merge is not.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.contracts.compiled_contract import CompiledContract, supplier_key
from pipelines.model import Notice
from pipelines.store.connected_components import connected_components, connected_members

_UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.I)
_OCID_UUID = re.compile(rf"^ocds-[a-z0-9]{{6}}-({_UUID.pattern[1:-1]})$", re.I)
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
NAMED_PORTALS = ("ted", "find_a_tender")  # portals whose notice numbers others name
_DISTINCTIVE_NUMBER = re.compile(r"(?=(?:.*\d){4}).{6,}")


@dataclass(frozen=True, slots=True)
class Representative:
    """The representative of a contract's cluster, before and after the choice.

    None: the contract has no other representative.  ``basis`` is the shared key.
    """

    contract_id: str
    before: str | None
    after: str | None
    basis: str | None


def cluster_keys(contract: CompiledContract) -> set[str]:
    """Return the keys by which a contract can be recognised on another portal."""
    lots = ",".join(sorted(_lot_number(lot) for lot in contract.lots))
    if lots in ("0", "1") and all(len(m.notice.lots) <= 1 for m in contract.mentions):
        lots = ""  # the only lot: other portals state none
    main = [s for s in contract.suppliers if s.role != "subcontractor"]
    ids = ",".join(sorted({supplier_key(s) for s in main}))
    names = ",".join(sorted({_plain_text(s.organization.name) for s in main}))
    keys: set[str] = set()
    for shared in sorted({key for m in contract.mentions for key in shared_ids(m.notice)}):
        if contract.contract_number:
            keys.add(f"{shared}|number:{_plain_text(contract.contract_number)}")
        if main:
            keys.add(f"{shared}|lots:{lots}|ids:{ids}")
            keys.add(f"{shared}|lots:{lots}|names:{names}")
    for mention in contract.mentions:
        identifier = mention.notice.notice_identifier or ""
        if mention.award is not None and _UUID.match(identifier):  # also of lots without a winner
            published = f"{identifier.lower()}-{mention.notice.notice_version or ''}"
            keys.add(f"notice:{published}|award:{mention.award.key}")
    keys |= _buyer_keys(contract)
    return keys


def shared_ids(notice: Notice) -> set[str]:
    """Return the ids of a notice's procedure that mean the same on every portal."""
    ids: set[str] = set()
    ids |= _procedure_keys(notice.procedure.id or "")
    if notice.portal in NAMED_PORTALS:
        ids.add(f"{notice.portal}:{notice.number}")
    pairs = [(i.scheme, i.id) for i in notice.procedure.other_ids]
    pairs += [(r.scheme, r.id) for r in notice.references if r.relation in ("same", "follows")]
    for scheme, value in pairs:
        if scheme in (*NAMED_PORTALS, "proactis"):
            ids.add(f"{scheme}:{value}")
        elif scheme == "ocid":
            ids |= _procedure_keys(value)
        elif scheme == "eforms-procedure":
            ids.add(f"procedure:{value.lower()}")
    return ids


def _procedure_keys(id_: str) -> set[str]:
    """Return the keys of a procedure id; a UUID is the same inside an ocid."""
    if not id_.lower().startswith("ocds-"):
        return {f"procedure:{id_.lower()}"} if _UUID.match(id_) else set()
    match = _OCID_UUID.match(id_)
    return {f"ocid:{id_}", *({f"procedure:{match[1].lower()}"} if match else ())}


def _buyer_keys(contract: CompiledContract) -> set[str]:
    """Return the keys made of buyer, country, year and contract number."""
    notice = contract.latest
    number = _plain_text(contract.contract_number or "")
    day = contract.signed or contract.decided or notice.published
    if not number or not _DISTINCTIVE_NUMBER.match(number) or day is None or not notice.country:
        return set()
    return {
        f"buyer:{b.organization.id}|{notice.country}|{day.year}|number:{number}"
        for b in contract.buyers
        if b.organization.id and not b.organization.id.startswith("name:")
    }


def _lot_number(lot: str) -> str:
    digits = re.findall(r"\d+", lot)
    return digits[-1].lstrip("0") or "0" if digits else _plain_text(lot)


def _plain_text(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", unicodedata.normalize("NFKD", text).casefold())


def choose_representatives(
    connection: sqlite3.Connection, changed: Iterable[str], rank: Mapping[str, int]
) -> list[Representative]:
    """Choose the representative of each cluster of changed contracts; writes nothing."""
    affected = connected_members(connection, "cluster_keys", changed)
    stored: dict[str, tuple[str, str | None]] = {}
    pairs: dict[str, list[str]] = {}
    for member in sorted(affected):
        row = connection.execute(
            "SELECT portal, same_as FROM contracts WHERE id = ?", (member,)
        ).fetchone()
        if row is None:
            continue
        stored[member] = (row[0], row[1])
        for (key,) in connection.execute(
            "SELECT key FROM cluster_keys WHERE member_id = ?", (member,)
        ).fetchall():
            pairs.setdefault(key, []).append(member)
    distinctive = {
        key: members
        for key, members in pairs.items()
        if len({stored[m][0] for m in members}) == len(members)
    }
    representative: dict[str, tuple[str, str]] = {}
    for cluster in connected_components(
        (key, m) for key, members in distinctive.items() for m in members
    ):
        _elect(cluster, stored, distinctive, rank, representative)
    return [
        Representative(member, before, *(representative.get(member) or (None, None)))
        for member, (_, before) in stored.items()
    ]


def _elect(
    cluster: set[str],
    stored: Mapping[str, tuple[str, str | None]],
    distinctive: Mapping[str, list[str]],
    rank: Mapping[str, int],
    representative: dict[str, tuple[str, str]],
) -> None:
    """Choose the representative of a cluster: by portal rank, then id, never by arrival."""
    portals = [stored[member][0] for member in cluster]
    if len(cluster) < 2 or len(set(portals)) < len(portals):
        return
    first, *others = sorted(cluster, key=lambda m: (rank.get(stored[m][0], 10_000), m))
    for member in others:
        shared = sorted(
            key for key, members in distinctive.items() if member in members and len(members) > 1
        )
        representative[member] = (first, shared[0] if shared else "")
