"""Labels on pages of tables: names of tables and columns, filters, comparisons, sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlencode

from babel import Locale
from markupsafe import Markup, escape

from monitor.i18n import value_formatting
from monitor.i18n.catalogue import N_
from monitor.i18n.classification_labels import add_labels, classification_label
from monitor.i18n.datasette_metadata import table_descriptions
from monitor.i18n.labels import labels
from monitor.i18n.rule_explanations import clause_word, in_words
from monitor.i18n.scope_messages import scope_reason_text
from monitor.i18n.typography import colon
from monitor.i18n.value_formatting import _, column_word, has_word, said, value_word
from pipelines.reference.loading import load_portals, load_vendor_groups
from pipelines.store.schema import TABLES

# comparisons that the form offers; others may stand in an address
OFFERED = ("exact", "not", "contains", "startswith", "gte", "lte", "in", "isnull", "notnull")
CLAIMS = "claims"  # one column of chips in place of five columns of yes and no

# columns that hold a day, in every table but windows, which has instants there, too
DAYS = frozenset(
    {
        "published",
        "updated",
        "decided",
        "signed",
        "rate_date",
        "start",
        "end",
        "end_with_renewals",
        "deadline",
        "first_published",
        "newest_notice",
        "checked_on",
        "since",
        "until",
    }
)


def lookups() -> dict[str, str]:
    """Return the labels of comparison operators by key."""
    return {
        "exact": _("is"),
        "not": _("is not"),
        "contains": _("contains"),
        "startswith": _("begins with"),
        "endswith": _("ends with"),
        "gt": _("more than"),
        "gte": _("at least, or from"),
        "lt": _("less than"),
        "lte": _("at most, or until"),
        "in": _("is one of (a,b,c)"),
        "notin": _("is none of (a,b,c)"),
        "like": _("looks like"),
        "notlike": _("does not look like"),
        "glob": _("looks like"),
        "date": _("is on the day"),
        "isnull": _("is not published"),
        "notnull": _("is published"),
        "isblank": _("is not published"),
        "notblank": _("is published"),
        "arraycontains": _("contains"),
        "arraynotcontains": _("does not contain"),
    }


def table_title(name: str) -> str:
    """Return the title of a table; its name where it has none."""
    spoken = table_descriptions()["tables"].get(name)
    return said(spoken["title"]) if spoken else name


def column_title(table: str | None, column: str) -> str:
    """Words above a column; the same name may say something else in another table."""
    own = f"{table}.{column}"
    return column_word(own if own in labels()["columns"] else column)


def column_meaning(table: str, column: str) -> str:
    """What a column says, in the language of the answer; "" for one that is none of ours."""
    meaning = table_descriptions()["tables"].get(table, {}).get("columns", {}).get(column)
    return said(meaning) if meaning else ""


_DAY = re.compile(r"[12]\d{3}-[01]\d-[0-3]\d")
_NUMBER = re.compile(r"-?\d{1,13}(?:\.\d{1,6})?")
_NAME = re.compile(r"\b(?:[a-z]+\.)?[a-z]+(?:_[a-z0-9]+)+(?:\.[a-z_]+)?\b")


def coded(text: str) -> Markup:
    """Mark the names of columns and values in a text as code."""
    return Markup(_NAME.sub(lambda name: f"<code>{name[0]}</code>", str(escape(text))))


def told(column: str, value: object, table: str | None = None) -> str:
    """A value of a column in words, as cells, facets, filters and spreadsheets say it."""
    say = _WORDS.get(f"{table}.{column}") or _WORDS.get(column)
    if say is not None:
        return say(str(value))
    return str(value) if column in FREE else value_word(value)


def group_word(group: str) -> str:
    """Return the name of a vendor group; its id where no table lists it."""
    found = load_vendor_groups().get(group)
    return found.name if found and found.name else group


def portal_word(name: str) -> str:
    """Return the short title of a portal; its name where no table lists it."""
    portal = load_portals().get(name)
    if portal is None:
        return name
    return said(portal.title).partition(",")[0]


def notice_word(notice_id: str, number: bool = True) -> str:
    """Return a notice's id as people write it ("TED 1-2026"); without ``number``, "TED" alone."""
    portal, _, own = notice_id.partition(":")
    if portal not in load_portals():
        return notice_id
    return f"{portal_word(portal)} {own}" if number else portal_word(portal)


def _prefixed(prefix: str) -> Callable[[str], str]:
    """Words of a value that labels.yml has under a name of its own."""
    return lambda value: value_word(f"{prefix}_{value}") if has_word(f"{prefix}_{value}") else value


def _countries(codes: str) -> str:
    return ", ".join(value_formatting.country(code) for code in codes.split(","))


def _tag_or_column(name: str) -> str:
    return column_word(name) if name in labels()["columns"] else value_word(name)


def _rule(name: str) -> str:
    rule = in_words(name)
    return rule.label if rule else name


# columns of free text or numbers of the portal's own, where a word like "open" is no value of ours
FREE = frozenset(
    {"title", "name", "text", "evidence", "before", "after", "id", "number", "lot", "label"}
    | {"buyer", "suppliers", "supplier", "path", "hash", "words", "message", "description"}
    | {"url", "key"}
)
# column, or table and column -> words of a value
_WORDS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("country", "hq_country"), _countries),
    **dict.fromkeys(("vendor_group", "vendor_groups"), group_word),
    **dict.fromkeys(("tag", "field"), _tag_or_column),
    "region": lambda code: value_formatting.region(code, with_country=True),
    "portal": portal_word,
    "regime": _prefixed("regime"),
    "language": lambda code: str(Locale(value_formatting.language()).languages.get(code, code)),
    "main_code": lambda code: classification_label(code) or code,
    "rule": _rule,
    "value": lambda value: value_word(value) if has_word(value) else group_word(value),
    "clause": clause_word,
    "licence": value_formatting.licence,
    "scope_reason": scope_reason_text,
    "register.reason": scope_reason_text,
    "codes": add_labels,
    "withheld": _prefixed("withheld"),
    "vendor_proofs.match": _prefixed("match"),
    "troubles.kind": _prefixed("trouble"),
}


def sortable(table: str) -> frozenset[str]:
    """Columns in whose order a million rows can be read: those of an index with nothing before the
    key in it."""
    found = TABLES.get(table)
    if found is None:
        return frozenset()
    alone = {columns[0] for columns in found.indexes if columns[1:] in ((), found.pk)}
    return frozenset(alone | {found.pk[0]})


def chosen(address: str, table: str) -> list[dict[str, str]]:
    """What the address of a table's page narrows it down to: words, and the address without it."""
    path, _mark, query = address.partition("?")
    given = parse_qsl(query, keep_blank_values=True)
    found = []
    # values first, then groups, then words that are looked for
    for pair in sorted(given, key=lambda one: (one[0].startswith("_search"), one[0] == "_group")):
        words_of = _chosen_words(table, *pair)
        if words_of:
            rest = urlencode([one for one in given if one != pair and one[0] != "_next"])
            found.append({"words": words_of, "without": f"{path}?{rest}" if rest else path})
    return found


def _chosen_words(table: str, key: str, value: str) -> str:
    """One parameter in words; "" for one that narrows nothing down."""
    if key == "_group":
        return f"{column_word('vendor_group')}{colon()}{group_word(value)}"
    if key.startswith("_search") and key != "_searchmode":
        return _("“%(words)s”") % {"words": value} if value else ""
    if key.startswith("_") and "__" not in key:
        return ""
    column, found, lookup = key.rpartition("__")
    return _filter_words(table, column if found else key, lookup if found else "exact", value)


def _filter_words(table: str, column: str, lookup: str, value: str) -> str:
    if (column, lookup) == ("same_as", "isnull"):
        return _("Without duplicates")
    given = _given(column, lookup, value)
    day = bool(_DAY.fullmatch(value))
    compared = {
        "exact": "%(value)s",
        "gte": _("from %(value)s on") if day else _("at least %(value)s"),
        "lte": _("until %(value)s") if day else _("at most %(value)s"),
    }.get(lookup) or lookups().get(lookup, lookup) + " %(value)s"
    if lookup in ("isnull", "notnull", "isblank", "notblank"):
        compared = lookups()[lookup]
    elif lookup in ("in", "notin"):
        compared = _("one of: %(value)s") if lookup == "in" else _("none of: %(value)s")
    said_so = compared.replace("%(value)s", given)  # a visitor's text may hold a % of its own
    return f"{column_title(table, column)}{colon()}{said_so}"


def _given(column: str, lookup: str, value: str) -> str:
    """What a filter asks for, as a cell of the column would say it."""
    if lookup in ("in", "notin"):
        return ", ".join(told(column, one.strip(' "')) for one in value.strip("[]").split(","))
    if _DAY.fullmatch(value):
        return value_formatting.day(value, "medium") or value
    if column.endswith("_eur") and _NUMBER.fullmatch(value):
        return value_formatting.money(float(value), cents=False)
    return told(column, value)


# what a table of a page holds, as a link to its file says it
PAGE_TABLES = {
    "pages": N_("pages"),
    "figures": N_("figures"),
    "weeks": N_("weeks"),
    "surveillance": N_("surveillance"),
    "big_tech": N_("big tech"),
    "handed": N_("data handed over"),
    "calls": N_("open calls"),
    "contracts": N_("contracts"),
    "years": N_("by year"),
    "holders": N_("who holds how much"),
    "groups": N_("groups"),
    "resellers": N_("resellers"),
    "flows": N_("from groups to public bodies"),
    "ending": N_("what ends soon"),
    "grown": N_("what grew"),
    "elsewhere": N_("named elsewhere"),
    "names": N_("names"),
    "buyers": N_("public bodies"),
    "suppliers": N_("suppliers"),
    "notices": N_("notices"),
    "values": N_("values"),
    "tags": N_("tags"),
    "week": N_("this week"),
    "sources": N_("sources"),
    "read": N_("sources read"),
    "unread": N_("sources not read"),
    "rules": N_("rules"),
    "clauses": N_("clauses"),
    "decisions": N_("decisions"),
    "questions": N_("questions"),
    "examples": N_("examples"),
    "compared": N_("comparison"),
    "countries": N_("countries"),
    "roles": N_("roles"),
    "parts": N_("signed, shared or product only"),
    "own": N_("its companies"),
    "tables": N_("tables"),
    "columns": N_("columns"),
    "files": N_("files"),
}


def page_table_word(name: str) -> str:
    """Return what a table of a page holds; its name where it has no words."""
    return value_formatting.gettext(PAGE_TABLES[name]) if name in PAGE_TABLES else name
