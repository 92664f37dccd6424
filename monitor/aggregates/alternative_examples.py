"""SQL that fills ``alternative_examples``: examples of alternatives, by way and kind of service.

in_house, public_cooperation, open_source    what a notice's own words say with the tag
    public_alternative, and a person confirmed: at the review desk, or in
    data/reference/confirmed_alternatives.csv
local_law    data are handed over, but to a supplier that answers to the law of the buyer's country
    or of the European Union alone: by the table of vendors, since the seat of a company says
    nothing of who owns it; what has a role for big tech is no example of another way

Source  tags, and counted (monitor.aggregates.refresh).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reference.confirmed_alternatives import CONFIRMABLE_WAYS

TABLES = ("alternative_examples",)
WAYS = (*CONFIRMABLE_WAYS, "local_law")
LOCAL_LAWS = ("domestic", "eu_only")
# digits of a code that name a kind of service; in other schemes each code is its own kind
KIND_DIGITS = {"CPV": 3, "UNSPSC": 4}


def service_kind_sql(column: str) -> str:
    """Return SQL for the kind of service of a column: "CPV 722" for "CPV 72212000"."""
    cases = " ".join(
        f"WHEN {column} LIKE '{scheme} %' THEN substr({column}, 1, {len(scheme) + 1 + signs})"
        for scheme, signs in KIND_DIGITS.items()
    )
    return f"CASE {cases} ELSE {column} END"


def service_kind(code: str | None) -> str | None:
    """Return the kind of service of one code."""
    scheme, _, number = (code or "").partition(" ")
    return f"{scheme} {number[: KIND_DIGITS[scheme]]}" if scheme in KIND_DIGITS else code


_TAGGED = """
t.tag = 'public_alternative' AND t.value = 'yes' AND coalesce(t.confidence, '') <> 'low'
AND t.checked_on IS NOT NULL AND t.role IN ('in_house', 'public_cooperation', 'open_source')"""
_INTO = "INSERT INTO temp.fresh_alternative_examples SELECT"


def fill_statements(chosen: bool = False) -> Iterator[str]:
    """Yield SQL that fills ``fresh_alternative_examples`` with a row per contract and way.

    ``chosen``  only of ``counted`` and of the notices in ``temp.due_notices``.

    "+" keeps SQLite to the tags of one contract: of one kind there are a hundred thousand.
    """
    of_contracts, of_notices = (
        (
            "counted c CROSS JOIN tags t ON t.contract_id = c.id",
            "temp.due_notices d CROSS JOIN notices n ON n.id = d.id"
            " CROSS JOIN tags t ON t.notice_id = n.id",
        )
        if chosen
        else (
            "tags t JOIN counted c ON c.id = t.contract_id",
            "tags t JOIN notices n ON n.id = t.notice_id",
        )
    )
    tagged = _TAGGED.replace("t.tag =", "+t.tag =") if chosen else _TAGGED
    yield (
        f"{_INTO} t.role, min(t.notice_id), c.id, coalesce(c.code, ''), c.country, c.published"
        f" FROM {of_contracts} WHERE {tagged} GROUP BY t.role, c.id"
    )
    # tags of whole notices, unless a contract of the notice has the same tag itself
    yield (
        f"{_INTO} t.role, n.id, '', coalesce({service_kind_sql('n.main_code')}, ''), n.country,"
        " n.published"
        f" FROM {of_notices}"
        f" WHERE {tagged} AND t.contract_id IS NULL AND n.state = 'current'"
        " AND NOT EXISTS (SELECT 1 FROM contract_notices k JOIN tags o"
        " ON o.contract_id = k.contract_id AND +o.tag = t.tag AND o.role = t.role"
        " WHERE k.notice_id = n.id) GROUP BY t.role, n.id"
    )
    laws = ", ".join(f"'{law}'" for law in LOCAL_LAWS)
    yield (
        f"{_INTO} 'local_law', '', id, coalesce(code, ''), country, published FROM counted"
        f" WHERE data_outsourcing = 'yes' AND data_law_exposure IN ({laws})"
        " AND coalesce(big_tech, '') <> 'yes'"
        " AND EXISTS (SELECT 1 FROM tags t WHERE t.contract_id = counted.id"
        " AND +t.tag = 'data_law_exposure' AND t.value = counted.data_law_exposure"
        " AND coalesce(t.confidence, '') <> 'low')"
    )


def remove_statements() -> Iterator[str]:
    """Yield SQL that removes the rows of ``temp.outdated`` contracts and of due notices."""
    ways = ", ".join(f"'{way}'" for way in WAYS)
    yield (
        "DELETE FROM main.alternative_examples WHERE contract_id IN (SELECT id FROM temp.outdated)"
    )
    yield (
        f"DELETE FROM main.alternative_examples WHERE way IN ({ways})"
        " AND notice_id IN (SELECT id FROM temp.due_notices) AND +contract_id = ''"
    )
