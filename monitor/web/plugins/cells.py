"""Render cells of Datasette's tables: labels for values, names for ids, links, amounts.

Every value is text of a portal: it is escaped here or left to Datasette, which escapes it.
Where a row has a page of ours (contract, public body, group), the cell leads there.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Coroutine, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from datasette import hookimpl
from datasette.utils import tilde_encode
from markupsafe import Markup, escape

from monitor.i18n import value_formatting
from monitor.i18n.classification_labels import add_labels, classification_label, label_with_code
from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.datasette_metadata import visible_columns as columns_shown
from monitor.i18n.labels import labels
from monitor.i18n.routes import BY_NAME, address
from monitor.i18n.rule_explanations import clause_word, in_words
from monitor.i18n.safe_text import clipped, listed, safe_address
from monitor.i18n.scope_messages import scope_reason_text
from monitor.i18n.table_labels import DAYS, group_word, notice_word, portal_word, told
from monitor.i18n.typography import colon, semicolon, typeset_in
from monitor.web.page_data.contract_records import direct_reasons, logged
from monitor.web.page_data.feed_entries import untitled
from monitor.web.read_only_pool import ReadPool
from pipelines.languages import LANGUAGES, SOURCE
from pipelines.model import CLAIM_TAGS
from pipelines.store.schema import TABLES

LONGEST = 160  # characters of a text in a table
LONGEST_ID = 28
LONGEST_NUMBER = 40  # of a notice, with the name of its source
LONGEST_SENTENCE = 1000  # of a program

# column of any table or question -> table whose row it names
ROWS = {
    "contract_id": "contracts",
    "same_as": "contracts",
    "notice_id": "notices",
    "replaces": "notices",
    "replaced_by": "notices",
    "procedure_id": "procedures",
    "buyer_id": "organizations",
    "organization_id": "organizations",
    "parent_id": "organizations",
    "vendor_group": "vendor_groups",
    "document_sha256": "documents",
    "run_id": "runs",
}
# column that names the row, and where its id stands: (column, id column) -> table
NAMED = {
    ("title", "contract_id"): "contracts",
    ("title", "notice_id"): "notices",
    ("buyer", "buyer_id"): "organizations",
    ("group_name", "vendor_group"): "vendor_groups",
    ("held_by", "vendor_group"): "vendor_groups",
    ("supplier", "organization_id"): "organizations",
}
PAGES = {"contracts": "contract", "vendor_groups": "group", "buyer": "buyer", "buyer_id": "buyer"}
YES_OR_NO = frozenset({"value_shared", "value_plausible"})
# columns of free text or numbers of the portal's own, where a word like "open" is no value of ours
FREE = frozenset({"title", "name", "text", "evidence", "before", "after", "id", "number", "lot"})
_DAYS = DAYS | {"latest", "date"}  # of questions, too
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_COUNTRIES = frozenset({"country", "hq_country"})
_PROOF = re.compile(r"\w+\.csv:\d+")
_CODES = re.compile(r"[A-Z]{2}(?:,[A-Z]{2})*")
# column whose values are words of ours under a name of their own -> beginning of that name
_PREFIXED = {
    ("regime", None): "regime",
    ("match", "vendor_proofs"): "match",
    ("kind", "troubles"): "trouble",
}
_OF_ANY = frozenset({"from_id", "to_id", "new_id"})
# sentences of programs, which are English in every language
_OF_PROGRAMS = frozenset({"message", "error"})
OWN_CHOICE = ("_all", "_col", "_nocol")  # columns that the reader chose, or all
# of 46 columns of contracts a page shows seven: no words are made for the others
not_shown: ContextVar[frozenset[str]] = ContextVar("not_shown", default=frozenset())
UNSEEN = Markup("-")


@dataclass(frozen=True)
class Cell:
    """A value and where it stands; ``table`` is None on the page of a question."""

    row: Any
    value: Any
    column: str
    table: str | None
    urls: Any
    pool: ReadPool | None = None


@hookimpl
def filters_from_request(request: Any, database: str, table: str) -> None:
    """The first that Datasette says of a request for a table; it filters nothing."""
    shown = shown_of(request, table) if database == DATABASE_NAME and table in TABLES else ()
    not_shown.set(frozenset(TABLES[table].names) - set(shown) if shown else frozenset())


def shown_of(request: Any, table: str) -> tuple[str, ...]:
    """Columns that this page of a table shows; (): every one that it has."""
    if request is None or any(name in request.args for name in OWN_CHOICE):
        return ()
    return columns_shown(table, value_formatting.language())


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Markup | Coroutine[Any, Any, Markup] | None:
    if database != DATABASE_NAME or isinstance(value, bytes):
        return None
    if column in not_shown.get():
        return UNSEEN
    site = datasette.vigie
    one = Cell(row, value, column, table, site.urls, site.pool)
    if column == "parent_id" and isinstance(value, str) and value:
        return _parent(one)
    if column in _OF_ANY and table in ("links", "redirects"):
        return _of_any(one)
    if isinstance(value, dict):
        return _labelled(one)
    if value is None:
        return _named_anyway(one) or _not_read(one)
    for show in _SHOWN_BY:
        shown = show(one)
        if shown is not None:
            return shown
    return None


def row_url(urls: Any, table: str, *key: object) -> str:
    """Address of a row's page."""
    path = ",".join(tilde_encode(str(part)) for part in key)
    return str(urls.row(DATABASE_NAME, table, path))


def page_url(urls: Any, table: str, key: object, column: str = "") -> str:
    """Address of our page of a row where there is one, else of the row; who is named in ``column``
    as the buyer has a dossier."""
    page = PAGES.get(column) or PAGES.get(table, "")
    if page in BY_NAME:
        return str(urls.path(address(page, value_formatting.language(), id=key)))
    return row_url(urls, table, key)


def cell(row: Any, column: str) -> Any:
    """Value of another column of this row; None when the page does not have it."""
    try:
        found = row[column]
    except (KeyError, IndexError):
        return None
    return found["value"] if isinstance(found, Mapping) else found


def claim_chips(row: Any) -> Markup:
    """The claims of a row that are yes or unclear, as chips."""
    found = [(name, cell(row, name)) for name in CLAIM_TAGS]
    chips = [_chip(name, value) for name, value in found if value in ("yes", "unclear")]
    return Markup(" ").join(chips)


def group_chips(urls: Any, row: Any) -> Markup:
    """The groups of a row as chips with their names; each leads to its page."""
    chip = Markup('<a class="chip" href="{}">{}</a>')
    try:
        groups = listed(cell(row, "vendor_groups"))
    except (ValueError, RecursionError, TypeError):  # a visitor's SQL calls anything by this name
        return Markup("")
    return Markup(" ").join(
        chip.format(page_url(urls, "vendor_groups", one), group_word(one)) for one in groups
    )


def _chip(name: str, value: str) -> Markup:
    words = value_formatting.column_word(name)
    if value != "yes":
        words += colon() + value_formatting.value_word(value)
    return Markup('<span class="claim {}">{}</span>').format(value, words)


def _labelled(one: Cell) -> Markup | None:
    """A foreign key: the name of the row it points to, with the way there."""
    target = _target_table(one)
    key, label = one.value.get("value"), one.value.get("label")
    if target is None or key is None:
        return None
    text = clipped(str(label or ""), LONGEST) or _short(key)
    if one.table is not None and one.column == "portal":
        text = portal_word(str(key))
    return Markup('<a href="{}"{}>{}</a>').format(
        page_url(one.urls, target, key, one.column), _title(str(key)), text
    )


def labelled(urls: Any, row: Any, table: str, column: str, label: str | None) -> Markup | None:
    """A key of this row as a table shows it: the name of what it points to, with the way there."""
    value = {"value": cell(row, column), "label": label}
    return _labelled(Cell(row, value, column, table, urls))


def _target_table(one: Cell) -> str | None:
    for column, other, _ in TABLES[one.table].foreign_keys if one.table in TABLES else ():
        if column == one.column:
            return other
    return ROWS.get(one.column)


def _title(text: str) -> Markup:
    return Markup(' title="{}"').format(text)


def _short(key: object) -> str:
    """An id that nobody reads, cut where it would make a column wide."""
    text = str(key)
    return text if len(text) <= LONGEST_ID else f"{text[:LONGEST_ID]}…"


def _money(one: Cell) -> Markup | None:
    if not isinstance(one.value, int | float):
        return None
    if one.column in YES_OR_NO and one.value in (0, 1):
        return Markup("{}").format(value_formatting.value_word("yes" if one.value else "no"))
    if one.column.endswith("_eur"):
        unit = "EUR"
    elif one.column in ("value", "minimum", "maximum"):
        unit = str(cell(one.row, "currency") or "")
    else:
        return _number(one)
    try:
        text = value_formatting.money(one.value, unit, cents=False)
    except (ArithmeticError, ValueError):  # a visitor's SQL: infinity is an amount, too
        text = str(one.value)
    return Markup('<data class="money" value="{}">{}</data>').format(one.value, text)


def _number(one: Cell) -> Markup | None:
    """Parts of one as the language writes them.  Whole numbers stay: years are among them."""
    if not isinstance(one.value, float) or not math.isfinite(one.value) or abs(one.value) > 1e15:
        return None
    return Markup("{}").format(
        value_formatting.number(one.value, 0 if one.value.is_integer() else 1)
    )


def _change(one: Cell) -> Markup | None:
    """In an answer about what changed: the column in words, what stood there as people write it."""
    field = cell(one.row, "field")
    if one.table is not None or cell(one.row, "cause") is None or not isinstance(field, str):
        return None
    if one.column == "field":
        return Markup("{}").format(value_formatting.column_word(field))
    if one.column not in ("before", "after") or not isinstance(one.value, str):
        return None
    try:
        names = {each: group_word(each) for each in listed(one.value)} if "[" in one.value else {}
    except (ValueError, RecursionError):
        names = {}
    return Markup("{}").format(clipped(logged(field, one.value, names), LONGEST))


def _official(one: Cell) -> Markup | None:
    place = safe_address(one.value) if one.column == "url" else None
    if place is None:
        return None
    words = value_formatting.gettext("official notice") if one.table != "portals" else place
    return Markup('<a class="official" rel="noopener noreferrer" href="{}">{}</a>').format(
        place, words
    )


def _claim(one: Cell) -> Markup | None:
    if one.column not in CLAIM_TAGS or one.value not in ("yes", "unclear", "no"):
        return None
    return Markup('<span class="claim {}">{}</span>').format(
        one.value, value_formatting.value_word(one.value)
    )


def _named(one: Cell) -> Markup | None:
    target, key = _target(one)
    if target is None or not isinstance(one.value, str):
        return None
    text = clipped(one.value, LONGEST) or _short(key)
    return Markup('<a href="{}">{}</a>').format(page_url(one.urls, target, key, one.column), text)


def _not_read(one: Cell) -> Markup | None:
    """Beside a source that nobody has read yet stands that, and no blank."""
    if one.column != "checked_on" or not cell(one.row, "source"):
        return None
    return Markup('<span class="quiet">{}</span>').format(value_formatting.gettext("not read yet"))


def _named_anyway(one: Cell) -> Markup | None:
    """A row without title still needs something to click on."""
    target, key = _target(one)
    if target is None or one.column != "title":
        return None
    text = untitled(str(key)) if target in ("contracts", "notices") else str(key)
    return Markup('<a href="{}">{}</a>').format(page_url(one.urls, target, key, one.column), text)


def _target(one: Cell) -> tuple[str | None, Any]:
    if one.table in ("contracts", "notices", "procedures") and one.column == "title":
        return one.table, cell(one.row, "id")
    if one.table in ("organizations", "vendor_groups") and one.column == "name":
        return one.table, cell(one.row, "id")
    for (shown, key), target in NAMED.items():
        if target == "notices" and _left_out(one):
            continue
        if one.column == shown and cell(one.row, key) is not None:
            return target, cell(one.row, key)
    return None, None


def _left_out(one: Cell) -> bool:
    """A line of the register about what is no row of notices."""
    return one.table == "register" and cell(one.row, "scope") == "no"


def _row_link(one: Cell) -> Markup | None:
    target = ROWS.get(one.column)
    if one.column == "notice_id" and _left_out(one):
        target = "register"
    if one.column == "rule" and one.table != "vendor_proofs" and _PROOF.fullmatch(str(one.value)):
        target = "vendor_proofs"
    if target is None or one.value == "":
        return None
    text = str(one.value)
    if target == "vendor_groups":
        text = group_word(text)
    elif target in ("contracts", "notices"):
        text = notice_word(text)
    if len(text) > LONGEST_NUMBER:  # of a number its end tells most
        end = text[-12:] if target in ("contracts", "notices") else ""
        text = f"{text[: LONGEST_NUMBER - 13]}…{end}"
    return Markup('<a href="{}">{}</a>').format(
        page_url(one.urls, target, one.value, one.column), text
    )


async def _of_any(one: Cell) -> Markup:
    """An id of a contract, notice or procedure; a link where it has a row: a notice may name one
    that was never received."""
    sql = " UNION ALL ".join(
        f"SELECT '{table}' AS kind FROM {table} WHERE id = :id"
        for table in ("contracts", "notices", "procedures")
    )
    assert one.pool is not None
    kind = await one.pool.run(lambda db: db.value(sql, id=one.value))
    if kind is None:
        return escape(one.value)
    return Markup('<a href="{}">{}</a>').format(page_url(one.urls, kind, one.value), one.value)


async def _parent(one: Cell) -> Markup:
    """The body above a body, by name; a link where it has a row of its own: not all of them were
    ever named by a notice."""
    sql = "SELECT name FROM organizations WHERE id = :id"
    assert one.pool is not None
    row = await one.pool.run(lambda db: db.row(sql, id=one.value))
    if row is None:
        return escape(one.value)
    return Markup('<a href="{}"{}>{}</a>').format(
        page_url(one.urls, "organizations", one.value, "buyer_id"),
        _title(one.value),
        clipped(row["name"], LONGEST) or _short(one.value),
    )


def _day(one: Cell) -> Markup | None:
    if not isinstance(one.value, str):
        return None
    if one.column in _DAYS and _DAY.fullmatch(one.value):
        shown = value_formatting.day(one.value, "medium")
    elif _INSTANT.fullmatch(one.value):
        shown = value_formatting.instant(one.value)
    else:
        return None
    return Markup('<time datetime="{}">{}</time>').format(one.value, shown)


def _place(one: Cell) -> Markup | None:
    """A country, a source or a code, in words."""
    if one.column == "portal" and isinstance(one.value, str) and one.value:
        return Markup('<a href="{}"{}>{}</a>').format(
            row_url(one.urls, "portals", one.value), _title(one.value), portal_word(one.value)
        )
    if one.column in _COUNTRIES and isinstance(one.value, str) and _CODES.fullmatch(one.value):
        names = ", ".join(value_formatting.country(code) for code in one.value.split(","))
        return Markup("<span{}>{}</span>").format(_title(one.value), names)
    if one.column in ("language", "region") and isinstance(one.value, str) and one.value:
        return Markup("<span{}>{}</span>").format(_title(one.value), told(one.column, one.value))
    if one.column in ("main_code", "code") and isinstance(one.value, str):
        words = classification_label(one.value)
        if words is not None:
            return Markup('{} <span class="quiet">{}</span>').format(clipped(words, 90), one.value)
    return None


def _array(one: Cell) -> Markup | None:
    """Render a list of ids as text; groups link to their contracts."""
    if not isinstance(one.value, str) or not one.value.startswith("["):
        return None
    try:
        found = json.loads(one.value)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or not all(isinstance(each, str | int) for each in found):
        return None
    if one.column == "vendor_groups":
        chip = Markup('<a class="chip" href="{}?_group={}">{}</a>')
        page = one.urls.table(DATABASE_NAME, "contracts")
        shown = Markup(" ").join(
            chip.format(page, quote_plus(str(g)), group_word(str(g))) for g in found
        )
    else:
        words = [_listed_word(one.column, str(each)) for each in found]
        shown = Markup("{}").format(clipped(", ".join(words), 2 * LONGEST))
    return shown or Markup("&nbsp;")


def _listed_word(column: str, each: str) -> str:
    """One of a list: a code in words, a field that is withheld in words; else as it stands."""
    if column == "codes":
        return label_with_code(each, 60)
    named = f"withheld_{each}"
    known = column == "withheld" and named in labels()["values"]
    return value_formatting.value_word(named) if known else each


def _value(one: Cell) -> Markup | None:
    if one.column == "clause" and isinstance(one.value, str):
        return Markup("{}").format(clause_word(one.value))
    if one.column == "tag" and one.value in labels()["columns"]:
        return Markup("<span{}>{}</span>").format(
            _title(one.value), value_formatting.column_word(one.value)
        )
    kind = _PREFIXED.get((one.column, None)) or _PREFIXED.get((one.column, one.table))
    if kind is not None and f"{kind}_{one.value}" in labels()["values"]:
        return Markup("{}").format(value_formatting.value_word(f"{kind}_{one.value}"))
    if one.column == "field" and one.value in labels()["columns"]:
        return Markup("<span{}>{}</span>").format(
            _title(one.value), value_formatting.column_word(one.value)
        )
    if one.column == "direct_award_reason":
        return Markup("{}").format(_reasons(str(one.value)))
    if one.column == "licence":
        return Markup("{}").format(value_formatting.licence(str(one.value)))
    if one.table == "tags" or (one.table is None and cell(one.row, "tag")):
        words = _of_a_tag(one)
        if words is not None:
            return Markup("<span{}>{}</span>").format(_title(str(one.value)), words)
    if one.column in FREE or one.value not in labels()["values"]:
        return None
    return Markup("<span{}>{}</span>").format(
        _title(str(one.value)), value_formatting.value_word(one.value)
    )


def _reasons(codes: str) -> str:
    """Reasons of a direct award in words; those that a portal writes in its own stay."""
    return clipped(semicolon().join(part["words"] for part in direct_reasons(codes)), LONGEST)


def _of_a_tag(one: Cell) -> str | None:
    """The rule of a tag, or the role that it gives, by the words of the rule; a group by name."""
    if one.column == "value" and cell(one.row, "tag") == "vendor":
        return group_word(str(one.value))
    if one.column == "value" and cell(one.row, "tag") == "clause":
        return clause_word(str(one.value))
    if one.column == "value" and cell(one.row, "tag") in value_formatting.LAW_FACTS:
        return value_formatting.law_word(str(one.value))
    known = one.column == "role" and one.value in labels()["values"]
    if one.column not in ("rule", "role") or known:
        return None
    rule = in_words(str(cell(one.row, "rule")))
    return rule.label if rule else None


def _text(one: Cell) -> Markup | None:
    if (
        one.column in _OF_PROGRAMS
        and isinstance(one.value, str)
        and value_formatting.language() != SOURCE
    ):
        shown = clipped(one.value, LONGEST_SENTENCE)
        return Markup('<span lang="{}">{}</span>').format(SOURCE, shown)
    return _long(one) or _translated(one) or _coded(one)


def _coded(one: Cell) -> Markup | None:
    """The codes of a notice in the register, and why it is in scope or not."""
    if not isinstance(one.value, str):
        return None
    if one.column == "scope_reason" or (one.column == "reason" and one.table == "register"):
        return Markup("{}").format(clipped(scope_reason_text(one.value), LONGEST))
    if one.column == "codes":
        return Markup("{}").format(clipped(add_labels(one.value), 2 * LONGEST))
    return None


def _translated(one: Cell) -> Markup | None:
    """Words of our own tables in a language, set as everywhere and marked for who hears the
    page."""
    lang = one.column.rpartition("_")[2]
    is_ours = lang in LANGUAGES and one.column in labels()["columns"]
    if not is_ours or not isinstance(one.value, str):
        return None
    foreign = Markup(' lang="{}"').format(lang) if value_formatting.language() != lang else ""
    shown = typeset_in(lang, clipped(one.value, LONGEST))
    return Markup("<span{}>{}</span>").format(foreign, shown)


def _long(one: Cell) -> Markup | None:
    """Hashes and keys in words of the machine: their beginning, whole for who points at it."""
    hashes = one.column.endswith("sha256") or (one.column == "id" and len(str(one.value)) > 60)
    if hashes and len(str(one.value)) > LONGEST_ID:
        return Markup("<code{}>{}…</code>").format(_title(str(one.value)), str(one.value)[:12])
    return None


# the first that has something to show of a value shows it
_SHOWN_BY = (
    _change,
    _money,
    _official,
    _claim,
    _named,
    _row_link,
    _day,
    _place,
    _array,
    _value,
    _text,
)
