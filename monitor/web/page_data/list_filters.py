"""Parse and describe the filters that lists, calendar and feeds share: country, buyer, group, tag.

A list is read in its own order (by end, by news), skipping what was not chosen, when the choice is
common; from the index of the choice, and then sorted, when it is rare.  Which of the two is told by
``aggregates``: with a million contracts the wrong one takes seconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.i18n import value_formatting
from monitor.search.query_words import registry_ids
from monitor.web.errors import NotFoundError
from monitor.web.page_request import COUNTRY, GROUP, choice, free_text
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.model import CLAIM_TAGS, MAX_ORGANIZATION_ID_LENGTH

PARAMS = {
    "country": COUNTRY,
    "buyer": free_text(MAX_ORGANIZATION_ID_LENGTH),
    "group": GROUP,
    "tag": choice(*CLAIM_TAGS),
    "verified": choice("yes"),
}
RARE = 5000  # contracts: as many are sorted in a few milliseconds
MAX_BUYERS = 20  # that a name may mean at once

# Of bodies that buy, alone or with others, or for which another one buys; a central purchasing body
# is named in thousands of notices of others.  By table, whose rows the condition is about.
_NOTICES = """SELECT b.notice_id FROM buyers b JOIN notices m ON m.id = b.notice_id
AND m.state <> 'replaced' WHERE b.organization_id IN ({names}) AND b.role <> 'central_purchasing'"""
_OF_BUYERS = {
    "c": f"""c.id IN (SELECT id FROM contracts WHERE buyer_id IN ({{names}}) UNION
SELECT contract_id FROM contract_notices WHERE notice_id IN ({_NOTICES}))""",
    "n": f"n.id IN (SELECT id FROM notices WHERE buyer_id IN ({{names}}) UNION {_NOTICES})",
}


@dataclass(frozen=True)
class ListFilters:
    """buyers  None: any; else those that were meant: their id, their name or a word of it
    group      row of vendor_groups; contracts: how many there are at most, None when not known
    verified   the chosen claim, or any, was read by a person and stands."""

    country: str | None
    tag: str | None
    group: Row | None
    buyers: tuple[Row, ...] | None
    contracts: int | None
    verified: bool = False

    @property
    def rare(self) -> bool:
        return self.contracts is not None and self.contracts <= RARE

    @property
    def chosen(self) -> dict[str, Any]:
        """The chosen filters, for the page and its JSON."""
        return {
            "country": self.country,
            "tag": self.tag,
            "group": self.group,
            "buyers": self.buyers,
            "verified": self.verified,
        }

    @property
    def values(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        if self.country:
            result["country"] = self.country
        if self.group:
            result["group"] = self.group["id"]
        for index, buyer in enumerate(self.buyers or ()):
            result[f"buyer_{index}"] = buyer["id"]
        return result

    def sql(self, table: str = "c") -> str:
        """Conditions, each with AND before it.

        ``table``  c for contracts; another one that has their columns, where neither a group nor
                   checked claims are chosen.
        """
        free = "" if self.rare else "+"  # the sign keeps SQLite from the index of the choice
        conditions = []
        if self.country:
            conditions.append(f"{free}{table}.country = :country")
        if self.tag:
            conditions.append(f"{free}{table}.{self.tag} = 'yes'")
        if self.verified:
            conditions.append("c.verified IS NOT NULL")
            if self.tag:
                conditions.append(f"instr(c.verified, '\"{self.tag}\"') > 0")
        if self.buyers is not None:
            names = ", ".join(f":buyer_{index}" for index in range(len(self.buyers)))
            conditions.append(_OF_BUYERS[table].format(names=names))
        if self.group:
            conditions.append(
                "EXISTS (SELECT 1 FROM contract_groups g WHERE g.contract_id = c.id"
                " AND g.vendor_group = :group)"
                if free
                else "c.id IN (SELECT contract_id FROM contract_groups WHERE vendor_group = :group)"
            )
        return "".join(f" AND {condition}" for condition in conditions)

    @property
    def is_counted(self) -> bool:
        """Whether the tables of counts know all of this choice."""
        return self.buyers is None and not self.verified

    @property
    def counts(self) -> str:
        """Table of counts (``schema.COUNT_TABLES``) that knows this choice (``is_counted``)."""
        return "contract_group_counts" if self.group else "contract_counts"

    @property
    def on_counts(self) -> str:
        """Conditions over ``counts``, named c, each with AND before it."""
        conditions = [
            *(["c.country = :country"] if self.country else []),
            *([f"c.{self.tag} = 'yes'"] if self.tag else []),
            # ids have no quotes: the array of groups is searched as text
            *(["instr(c.vendor_groups, '\"' || :group || '\"') > 0"] if self.group else []),
        ]
        return "".join(f" AND {condition}" for condition in conditions)


def parse_list_filters(db: ReadSession, args: Mapping[str, Any]) -> ListFilters:
    """Read the filters from a page's parameters.  Raises  NotFoundError: there is no such group."""
    group = None
    if args["group"]:
        group = db.row("SELECT id, name FROM vendor_groups WHERE id = :id", id=args["group"])
        if group is None:
            raise NotFoundError(args["group"])
    buyers = _buyers(db, args["buyer"]) if args["buyer"] else None
    verified = args["verified"] is not None
    contracts = _most(db, args["country"], args["tag"], group, buyers, verified)
    return ListFilters(args["country"], args["tag"], group, buyers, contracts, verified)


def match_query(text: str) -> str:
    """Build an FTS5 query for all words that a visitor typed, the last one as a prefix.

    Every word is quoted, so that no sign of FTS5's own language is obeyed.
    """
    words = re.findall(r"\w+", text)[:12]
    return " ".join(f'"{word}"' for word in words) + ("*" if words else "")


# A name with which a body stands in its contracts, where its own has other words.
_BY_PUBLISHED_NAME = """
SELECT o.id, o.name FROM contracts_fts f JOIN contracts c ON c.rowid = f.rowid
JOIN organizations o ON o.id = c.buyer_id
WHERE contracts_fts MATCH :match AND instr(c.buyer, ' | ') = 0
GROUP BY o.id ORDER BY count(*) DESC, o.id LIMIT :most
"""


def _buyers(db: ReadSession, text: str) -> tuple[Row, ...]:
    """Find buyers by id or number, by words of a name or acronym, at most 20."""
    numbered = buyers_numbered(db, text)
    if numbered:
        return tuple(numbered)
    match = match_query(text)
    if not match:
        return ()
    rows = db.rows(
        "SELECT o.id, o.name FROM organizations_fts f JOIN organizations o ON o.rowid = f.rowid"
        " WHERE organizations_fts MATCH :match"
        " AND EXISTS (SELECT 1 FROM buyers b WHERE b.organization_id = o.id)"
        " ORDER BY f.rank, o.name, o.id LIMIT :most",
        match=match,
        most=MAX_BUYERS,
    )
    return tuple(rows or buyers_published_as(db, match))


def buyers_numbered(db: ReadSession, text: str) -> list[Row]:
    """Find bodies by their id or by their number in a register, in groups or not."""
    ids = [text, *sorted(registry_ids("".join(text.split())))]
    values = {f"id_{n}": id_ for n, id_ in enumerate(ids)}
    marks = ", ".join(f":{name}" for name in values)
    return db.rows(f"SELECT id, name FROM organizations WHERE id IN ({marks})", **values)


def buyers_published_as(db: ReadSession, match: str) -> list[Row]:
    """Find bodies by the names in their contracts; ``match``: of ``match_query``."""
    return db.rows(_BY_PUBLISHED_NAME, match=f"buyer : ({match})", most=MAX_BUYERS)


def _most(
    db: ReadSession,
    country: str | None,
    tag: str | None,
    group: Row | None,
    buyers: tuple[Row, ...] | None,
    verified: bool,
) -> int | None:
    """Contracts of the rarest part of the choice."""
    if buyers is not None:
        return RARE  # the largest buyers have some thousands
    if verified:  # few, and they have an index of their own
        return int(db.value("SELECT count(*) FROM contracts WHERE verified IS NOT NULL"))
    facets = [("country", country), ("tag", tag), ("group", group["id"] if group else None)]
    counts = [
        db.value(
            "SELECT contracts FROM aggregates WHERE kind = :kind AND key = :key AND year = ''",
            kind=kind,
            key=key,
        )
        for kind, key in facets
        if key is not None
    ]
    known_counts = [count for count in counts if count is not None]
    return min(known_counts) if known_counts else None


# groups that have a contract; countries that a notice or a contract is of
GROUPS = (
    "SELECT id AS key, name FROM vendor_groups"
    " WHERE id IN (SELECT vendor_group FROM contract_groups) ORDER BY name"
)
COUNTRIES = """
SELECT country AS key, country AS name FROM contract_facet_counts WHERE country IS NOT NULL
UNION SELECT country, country FROM notice_counts WHERE country IS NOT NULL
"""


def choices(db: ReadSession) -> dict[str, list[Row]]:
    """Return the options of the fields of filters and alerts."""
    return {"groups": db.rows(GROUPS), "countries": db.rows(COUNTRIES)}


def options(db: ReadSession) -> dict[str, list[Row]]:
    """Return the options of a form, by contracts: {countries, groups: rows of key, name}."""
    countries = db.rows(
        "SELECT key, key AS name, contracts FROM aggregates WHERE kind = 'country' AND year = ''"
        " ORDER BY key"
    )
    groups = db.rows(
        "SELECT a.key, coalesce(g.name, a.key) AS name, a.contracts FROM aggregates a"
        " LEFT JOIN vendor_groups g ON g.id = a.key WHERE a.kind = 'group' AND a.year = ''"
        " ORDER BY name COLLATE NOCASE"
    )
    tags = db.rows(
        "SELECT key, key AS name, contracts FROM aggregates WHERE kind = 'tag' AND year = ''"
        " ORDER BY contracts DESC, key"
    )
    return {"countries": countries, "groups": groups, "tags": tags}


def choice_words(chosen: Mapping[str, Any]) -> str:
    """Describe a selection ("France, Microsoft"); empty when nothing was selected."""
    labels = [
        value_formatting.country(chosen["country"]) if chosen["country"] else "",
        value_formatting.listed_names(
            [buyer["name"] or buyer["id"] for buyer in chosen["buyers"] or ()]
        ),
        (chosen["group"] or {}).get("name") or "",
        value_formatting.column_label(chosen["tag"]) if chosen["tag"] else "",
        value_formatting._("checked by a person") if chosen["verified"] else "",
    ]
    return ", ".join(word for word in labels if word)
