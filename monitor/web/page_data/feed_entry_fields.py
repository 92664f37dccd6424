"""Permanent ids, titles and facts of contracts, for calendars and feeds.

What a programme remembers of an entry is its id.  It is made of the first id under which the
contract was known, so that an id that moved makes no second entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from monitor.i18n.routes import BY_NAME, page_path
from monitor.i18n.table_labels import untitled
from monitor.i18n.typography import colon
from monitor.i18n.untrusted_text import clipped, json_texts, name_list, roles_of_non_suppliers
from monitor.i18n.value_formatting import (
    _,
    column_label,
    day,
    language,
    published_amount,
    value_label,
)
from monitor.web.read_only_pool import ReadSession, Row

NEWS = ("notice", "correction", "link", "human", "takedown")  # causes that a reader is told


def permanent_uuid(kind: str, first_id: str) -> UUID:
    """The same for the same thing in every calendar and feed, in every language, for ever."""
    return uuid5(NAMESPACE_URL, f"vigie:{kind}:{first_id}")


def first_ids(db: ReadSession, ids: Iterable[str]) -> dict[str, str]:
    """Return the first id under which each contract was known, where it has changed."""
    rows = db.rows(
        "SELECT new_id, old_id FROM redirects WHERE new_id IN (SELECT value FROM json_each(:ids))"
        " ORDER BY rowid DESC",
        ids=json.dumps(list(ids)),
    )
    return {row["new_id"]: row["old_id"] for row in rows}  # the lowest rowid stays


def roles_of(db: ReadSession, ids: Iterable[str]) -> dict[str, str]:
    """Return a contract's vendor groups and their roles as JSON (``aggregate_queries.LISTED``)."""
    rows = db.rows(
        "SELECT contract_id, json_group_object(vendor_group, role) AS roles FROM contract_groups"
        " WHERE contract_id IN (SELECT value FROM json_each(:ids)) GROUP BY contract_id",
        ids=json.dumps(list(ids)),
    )
    return {row["contract_id"]: row["roles"] for row in rows}


def last_changed_at(db: ReadSession, ids: Iterable[str]) -> dict[str, str]:
    """Return the UTC instant of the last change of a contract that came from its notices."""
    causes = ", ".join(f"'{cause}'" for cause in NEWS)
    rows = db.rows(
        "SELECT contract_id, max(at) AS at FROM changes"
        f" WHERE contract_id IN (SELECT value FROM json_each(:ids)) AND cause IN ({causes})"
        " GROUP BY contract_id",
        ids=json.dumps(list(ids)),
    )
    return {row["contract_id"]: row["at"] for row in rows}


def instant_of(at: str | None, otherwise: str | None) -> datetime:
    """Instant of the log, else midnight of a day; 1970 where neither is known."""
    for text in (at, otherwise):
        if text:
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                continue
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime(1970, 1, 1, tzinfo=UTC)


def contract_url(home: str, contract_id: str) -> str:
    """Address of the contract's page from outside."""
    assert "contract" in BY_NAME
    return home + page_path("contract", language(), id=contract_id)


def name_of(row: Row) -> str:
    """Object and buyer, fit for the line of a calendar or a feed."""
    title = clipped(row["title"], 120) or untitled(row["id"])
    buyer = name_list(row["buyer"], 80)
    return f"{title} ({buyer})" if buyer else title


def facts_of(row: Row, groups: dict[str, str]) -> list[str]:
    """Return a contract's facts as "Supplier : …" lines; unpublished ones are said to be so.

    groups  id of a vendor group -> its name
    """
    none = _("not published")
    facts = [
        ("buyer", name_list(row["buyer"], 300) or none),
        ("suppliers", name_list(row["suppliers"], 300) or none),
        ("status", value_label(row["status"]) if row["status"] not in (None, "active") else ""),
        ("vendor_groups", _groups(row, groups)),
        (
            "value" if row["value_eur"] is None else "value_eur",
            published_amount(row, in_euros=True) or none,
        ),
        ("end", _end(row) or _("date not published")),
        ("end_with_renewals", day(row["end_with_renewals"])),
    ]
    return [f"{column_label(name)}{colon()}{text}" for name, text in facts if text]


def _groups(row: Row, names: dict[str, str]) -> str:
    """Names, each with its role where the group itself signed nothing."""
    roles = roles_of_non_suppliers(row["group_roles"])
    return ", ".join(
        names.get(text, text) + (f" ({value_label(roles[text])})" if text in roles else "")
        for text in json_texts(row["vendor_groups"])
    )


def _end(row: Row) -> str:
    # an end that stands in the notice needs no mark; one that we reckoned does
    if row["end_basis"] == "unlimited":
        return value_label("unlimited")
    basis = f" ({value_label('from_duration')})" if row["end_basis"] == "from_duration" else ""
    return f"{day(row['end'])}{basis}" if row["end"] else ""
