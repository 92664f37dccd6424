"""Labels on pages of tables: names of tables, columns, values, sources, groups and notices."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from babel import Locale
from markupsafe import Markup, escape

from monitor.i18n import value_formatting
from monitor.i18n.classification_code_labels import add_labels, classification_label
from monitor.i18n.datasette_metadata import table_descriptions
from monitor.i18n.labels import labels
from monitor.i18n.rule_explanations import clause_label, concept_label, explain_rule, row_words
from monitor.i18n.scope_reason_messages import scope_reason_text
from monitor.i18n.typography import semicolon
from monitor.i18n.value_formatting import _, column_label, has_label, translated, value_label
from pipelines.reference.load_reference_tables import load_portals, load_vendor_groups
from pipelines.store.schema import TABLES

CLAIMS = "claims"  # one column of chips in place of five columns of yes and no


def table_title(name: str) -> str:
    """Return the title of a table; its name where it has none."""
    texts = table_descriptions()["tables"].get(name)
    return translated(texts["title"]) if texts else name


def column_title(table: str | None, column: str) -> str:
    """Return the heading of a column, which may differ between tables."""
    key = f"{table}.{column}"
    return column_label(key if key in labels()["columns"] else column)


def column_meaning(table: str, column: str) -> str:
    """Return the description of a column; "" where the metadata have none."""
    meaning = table_descriptions()["tables"].get(table, {}).get("columns", {}).get(column)
    return translated(meaning) if meaning else ""


_NAME = re.compile(r"\b(?:[a-z]+\.)?[a-z]+(?:_[a-z0-9]+)+(?:\.[a-z_]+)?\b")


def coded(text: str) -> Markup:
    """Mark the names of columns and values in a text as code."""
    return Markup(_NAME.sub(lambda name: f"<code>{name[0]}</code>", str(escape(text))))


def display_value(column: str, value: object, table: str | None = None) -> str:
    """Return the text of a column's value for cells, facets, filters and spreadsheets."""
    formatter = _FORMATTERS.get(f"{table}.{column}") or _FORMATTERS.get(column)
    if formatter is not None:
        return formatter(str(value))
    return str(value) if column in FREE else value_label(value)


def group_label(group: str) -> str:
    """Return the name of a vendor group; its id where no table lists it."""
    groups = load_vendor_groups().get(group)
    return groups.name if groups and groups.name else group


def portal_label(name: str) -> str:
    """Return the short title of a portal."""
    portal = load_portals().get(name)
    if portal is None:
        return value_formatting.unlisted_portal(name)
    return translated(portal.title).partition(",")[0]


def notice_label(notice_id: str, number: bool = True) -> str:
    """Return a notice's id as people write it ("TED 1-2026"); without ``number``, "TED" alone."""
    portal, _, own = notice_id.partition(":")
    if portal not in load_portals():
        return notice_id
    if f"{portal}:" == value_formatting.PUBLISHER and ":" in own:
        publisher, _, own = own.partition(":")
        portal = f"{portal}:{publisher}"
    return f"{portal_label(portal)} {own}" if number else portal_label(portal)


def untitled(contract_id: str) -> str:
    """What stands where no subject was published: words, and the number by which to tell it from
    others."""
    return _("Subject not published (%(number)s)") % {"number": notice_label(contract_id)}


def _prefixed(prefix: str) -> Callable[[str], str]:
    """Return a formatter for values that labels.yml lists as ``PREFIX_VALUE``."""
    return lambda value: (
        value_label(f"{prefix}_{value}") if has_label(f"{prefix}_{value}") else value
    )


def _countries(codes: str) -> str:
    return ", ".join(value_formatting.country(code) for code in codes.split(","))


def _tag_or_column(name: str) -> str:
    column = "vendor_group" if name == "vendor" else name  # the tag that names a group
    return column_label(column) if column in labels()["columns"] else value_label(name)


def _rule(name: str) -> str:
    rule = explain_rule(name)
    return rule.label if rule else row_words(name)


def _reasons(codes: str) -> str:
    """Reasons of a direct award in words; those that a portal writes in its own stay."""
    parts = [f"reason_{part.strip()}" for part in codes.split(",")]
    return semicolon().join(map(value_label, parts)) if all(map(has_label, parts)) else codes


def _same_contract(key: str) -> str:
    """Say which facts two portals share about a contract, by the key that links its rows."""
    if "|" not in key:
        return value_label(key)
    if key.startswith("buyer:"):
        return _("same buyer, year and contract number")
    return {
        "award": _("same notice, same award"),
        "number": _("same procedure, same contract number"),
        "ids": _("same procedure, lots and supplier numbers"),
        "names": _("same procedure, lots and supplier names"),
    }.get(key.rpartition("|")[2].partition(":")[0], key)


# columns of free text or numbers of the portal's own, where a word like "open" is no value of ours
FREE = frozenset(
    {"title", "name", "text", "evidence", "before", "after", "id", "number", "lot", "label"}
    | {"buyer", "suppliers", "supplier", "path", "hash", "words", "message", "description"}
    | {"url", "key"}
)


def _value_of_tag(value: str) -> str:
    """Say an answer in words, a group by its name and a country by its own; the rest stays."""
    if has_label(value):
        return value_label(value)
    is_code = value.isalpha() and value not in load_vendor_groups()  # "150" is no Europe
    return value_formatting.country(value) if is_code else group_label(value)


# column, or table and column -> formatter of a value
_FORMATTERS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("country", "hq_country"), _countries),
    **dict.fromkeys(("vendor_group", "vendor_groups"), group_label),
    **dict.fromkeys(("tag", "field"), _tag_or_column),
    "region": lambda code: value_formatting.region(code, with_country=True),
    "portal": portal_label,
    "regime": _prefixed("regime"),
    "language": lambda code: str(Locale(value_formatting.language()).languages.get(code, code)),
    "main_code": lambda code: classification_label(code) or code,
    "rule": _rule,
    "value": _value_of_tag,
    "clause": clause_label,
    "licence": value_formatting.licence,
    "scope_reason": scope_reason_text,
    "register.reason": scope_reason_text,
    "codes": add_labels,
    "withheld": _prefixed("withheld"),
    "vendor_proofs.match": _prefixed("match"),
    "troubles.kind": _prefixed("trouble"),
    "runs.state": lambda state: value_label("run_ok" if state == "ok" else state),
    **dict.fromkeys(("ownership", "ownership_kind"), _prefixed("ownership")),
    "direct_award_reason": _reasons,
    "basis": _same_contract,
    "role": concept_label,
    "part": _prefixed("part"),
}


def sortable_columns(table: str) -> frozenset[str]:
    """Columns in whose order a million rows can be read: those of an index with nothing before the
    key in it."""
    description = TABLES.get(table)
    if description is None:
        return frozenset()
    alone = {columns[0] for columns in description.indexes if columns[1:] in ((), description.pk)}
    return frozenset(alone | {description.pk[0]})


def page_table_label(name: str) -> str:
    """Return what a table of a page holds; its name where it has no words."""
    words = labels()["page_tables"].get(name)
    return words[value_formatting.language()] if words else name
