"""Render cells of Datasette's tables: labels for values, names for ids, links, amounts.

Every value is text of a portal: it is escaped here or left to Datasette, which escapes it.
``row_links`` knows which row a cell names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from monitor.i18n import value_formatting
from monitor.i18n.classification_code_labels import classification_label, label_with_code
from monitor.i18n.datasette_metadata import visible_columns
from monitor.i18n.labels import labels
from monitor.i18n.rule_explanations import clause_label, explain_rule, row_words
from monitor.i18n.table_labels import (
    display_value,
    group_label,
    notice_label,
    untitled,
)
from monitor.i18n.typography import colon, typeset_in
from monitor.i18n.untrusted_text import BETWEEN, clipped, json_texts, name_list, safe_address
from monitor.i18n.value_formatting import column_label, gettext, has_label, value_label
from monitor.web.page_data.contract_derived_values import logged
from monitor.web.read_only_pool import ReadPool
from monitor.web.site_state import Site
from monitor.web.table_pages.row_links import (
    LABEL_FUNCTIONS,
    LOOKED_UP,
    NAMED,
    OWN_NAMES,
    ROWS,
    cell_value,
    page_url,
)
from pipelines.interface_languages import LANGUAGES, SOURCE
from pipelines.model import CLAIM_TAGS
from pipelines.store.schema import DAY_COLUMNS

MAX_TEXT_LENGTH = 160  # characters of a text in a table
MAX_ID_LENGTH = 28
MAX_NUMBER_LENGTH = 40  # of a notice, with the name of its source
MAX_SENTENCE_LENGTH = 1000  # of a program

_DAYS = DAY_COLUMNS | {"latest", "date"}  # of questions, too
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_PROOF = re.compile(r"(?:products|vendor_aliases|vendor_identifiers)\.csv:\d+")
_LISTS = frozenset({"buyer", "suppliers"})
_RULES = frozenset({"rule", "ownership_rule"})
_OF_PROGRAMS = frozenset({"message", "error"})  # sentences in English, in every language
OWN_CHOICE = ("_all", "_col", "_nocol")  # columns that the reader chose, or all
# of 46 columns of contracts a page shows seven: no words are made for the others
not_shown: ContextVar[frozenset[str]] = ContextVar("not_shown", default=frozenset())
UNSEEN = Markup("-")


@dataclass(frozen=True)
class Cell:
    """A value and where it stands; ``table`` is None on the page of a question, ``urls`` are those
    of Datasette."""

    row: Any
    value: Any
    column: str
    table: str | None
    urls: Any

    def link(self, table: str, key: object, text: str) -> Markup:
        url = page_url(self.urls, table, key, self.column)
        return Markup('<a href="{}">{}</a>').format(url, text)


def shown_of(request: Any, table: str) -> tuple[str, ...]:
    """Columns that this page of a table shows; (): every one that it has."""
    if request is None or any(name in request.args for name in OWN_CHOICE):
        return ()
    return visible_columns(table, value_formatting.language())


def render_cell(
    row: Any, value: Any, column: str, table: str | None, site: Site
) -> Markup | Coroutine[Any, Any, Markup] | None:
    """Return the markup of a cell; None: Datasette shows its value."""
    if isinstance(value, bytes):
        return None
    if column in not_shown.get():
        return UNSEEN
    cell = Cell(row, value, column, table, site.urls)
    if value and isinstance(value, str) and (table, column) in LOOKED_UP:
        return _looked_up(cell, site.pool)
    renderings = (show(cell) for show in _SHOWN_BY.get(type(value), ()))
    rendered = next((each for each in renderings if each is not None), None)
    return None if rendered is None else escape(rendered)


def filled_columns(rows: Sequence[Any], columns: Sequence[str]) -> list[str]:
    """Columns in which one of these rows has something."""
    return [
        name
        for name in columns
        if any(cell_value(row, name) not in (None, "", "[]") for row in rows)
    ]


def claim_chips(row: Any) -> Markup:
    """The claims of a row that are yes or unclear, as chips."""
    claims = [(name, cell_value(row, name)) for name in CLAIM_TAGS]
    return Markup(" ").join(
        Markup('<span class="claim {}">{}{}</span>').format(
            value, column_label(name), "" if value == "yes" else colon() + value_label(value)
        )
        for name, value in claims
        if value in ("yes", "unclear")
    )


def group_chips(urls: Any, groups: Any) -> Markup:
    """A JSON array of groups as chips with their names; each leads to its page."""
    chip = Markup('<a class="chip" href="{}">{}</a>')
    return Markup(" ").join(
        chip.format(page_url(urls, "vendor_groups", text), group_label(text))
        for text in _texts(groups)
    )


def _texts(array: Any) -> list[str]:
    """Texts of a JSON array; a visitor's SQL calls anything by a name of ours."""
    try:
        return json_texts(array)
    except (ValueError, RecursionError, TypeError):
        return []


def _short(key: object) -> str:
    """An id that nobody reads, cut where it would make a column wide."""
    text = str(key)
    return text if len(text) <= MAX_ID_LENGTH else f"{text[:MAX_ID_LENGTH]}…"


def _labelled(cell: Cell) -> Markup | None:
    """A foreign key: the name of the row it points to, with the way there."""
    return _of_row(cell, ROWS.get(cell.column), cell.value.get("value"), cell.value.get("label"))


def _of_row(cell: Cell, target: str | None, key: Any, label: object) -> Markup | None:
    if target is None or key is None:
        return None
    text = (
        LABEL_FUNCTIONS[target](key)
        if target in LABEL_FUNCTIONS
        else clipped(str(label or ""), MAX_TEXT_LENGTH)
    )
    return Markup('<a href="{}" title="{}">{}</a>').format(
        page_url(cell.urls, target, key, cell.column), key, text or _short(key)
    )


async def _looked_up(cell: Cell, pool: ReadPool) -> Markup:
    """An id that may have a row, by the name of the row; a notice may name one that was never
    received."""
    sql = " UNION ALL ".join(
        f"SELECT '{table}' AS kind, [{name}] AS name FROM [{table}] WHERE id = :id"
        for table, name in LOOKED_UP[(cell.table, cell.column)].items()
    )
    row = await pool.run(lambda db: db.row(sql, id=cell.value))
    words = row and (notice_label(cell.value) if row["name"] == cell.value else row["name"])
    link = row and _of_row(cell, row["kind"], cell.value, words)
    return link or escape(cell.value)


def _amount(cell: Cell) -> str | Markup | None:
    if cell.column in ("value_shared", "value_plausible") and cell.value in (0, 1):
        return value_label("yes" if cell.value else "no")
    if cell.column.endswith("_eur"):
        unit = "EUR"
    elif cell.column in ("value", "minimum", "maximum"):
        unit = str(cell_value(cell.row, "currency") or "")
    else:
        return _number(cell.value)
    try:
        text = value_formatting.money(cell.value, unit, cents=False)
    except (ArithmeticError, ValueError):  # a visitor's SQL: infinity is an amount, too
        text = str(cell.value)
    return Markup('<data class="money" value="{}">{}</data>').format(cell.value, text)


def _number(value: float) -> str | None:
    """Parts of one as the language writes them.  Whole numbers stay: years are among them."""
    if not isinstance(value, float) or not math.isfinite(value) or abs(value) > 1e15:
        return None
    return value_formatting.number(value, 0 if value.is_integer() else 1)


def _change(cell: Cell) -> str | None:
    """Cell of a query on the table ``changes``: the changed column and its values in words."""
    field = cell_value(cell.row, "field")
    is_change = (
        cell.table is None and cell_value(cell.row, "cause") is not None and isinstance(field, str)
    )
    if not is_change or cell.column not in ("before", "after"):
        return None
    value = cell.value if not cell.value.startswith("[") or _texts(cell.value) else ""
    return clipped(logged(field, value, {each: group_label(each) for each in _texts(value)}))


def _official(cell: Cell) -> Markup | None:
    url = safe_address(cell.value) if cell.column == "url" else None
    if url is None:
        return None
    text = gettext("official notice") if cell.table != "portals" else url
    return Markup('<a class="official" rel="noopener noreferrer" href="{}">{}</a>').format(
        url, text
    )


def _claim(cell: Cell) -> Markup | None:
    if cell.column not in CLAIM_TAGS or cell.value not in ("yes", "unclear", "no"):
        return None
    return Markup('<span class="claim {}">{}</span>').format(cell.value, value_label(cell.value))


def _of_nothing(cell: Cell) -> Markup | None:
    """A row without title still needs something to click on; a source that nobody has read yet
    says so."""
    if cell.column == "checked_on" and cell_value(cell.row, "source"):
        return Markup('<span class="quiet">{}</span>').format(gettext("not read yet"))
    target, key = _target(cell)
    if target is None or cell.column != "title":
        return None
    return cell.link(target, key, untitled(str(key)) if target != "procedures" else str(key))


def _named(cell: Cell) -> Markup | None:
    target, key = _target(cell)
    if target is None:
        return None
    text = (
        name_list(cell.value, MAX_TEXT_LENGTH)
        if cell.column in _LISTS
        else clipped(cell.value, MAX_TEXT_LENGTH)
    )
    return cell.link(target, key, text or _short(key))


def _list(cell: Cell) -> str | None:
    """Names of several buyers or suppliers, as people list them."""
    return (
        name_list(cell.value, 2 * MAX_TEXT_LENGTH)
        if cell.column in _LISTS and BETWEEN in cell.value
        else None
    )


def _target(cell: Cell) -> tuple[str | None, Any]:
    """Table and key of the row that this column names."""
    if cell.table is not None and OWN_NAMES.get(cell.table) == cell.column:
        return cell.table, cell_value(cell.row, "id")
    for (column, key), target in NAMED.items():
        if cell.column == column and not (target == "notices" and _left_out(cell)):
            value = cell_value(cell.row, key)
            if value is not None:
                return target, value
    return None, None


def _left_out(cell: Cell) -> bool:
    """A line of the register about what is no row of notices."""
    return cell.table == "register" and cell_value(cell.row, "scope") == "no"


def _row_link(cell: Cell) -> Markup | None:
    target, text = ROWS.get(cell.column), str(cell.value)
    if cell.column == "notice_id" and _left_out(cell):
        target = "register"
    elif cell.column in _RULES and cell.table != "vendor_proofs" and _PROOF.fullmatch(text):
        return cell.link("vendor_proofs", text, row_words(text))
    if target is None or not text:
        return None
    if target in LABEL_FUNCTIONS:
        return _of_row(cell, target, cell.value, None)
    text = notice_label(text) if target in ("contracts", "notices") else text
    if len(text) > MAX_NUMBER_LENGTH:  # of a number its end tells most
        text = f"{text[: MAX_NUMBER_LENGTH - 13]}…{text[-12:]}"
    return cell.link(target, cell.value, text)


def _day(cell: Cell) -> Markup | None:
    if cell.column in _DAYS and _DAY.fullmatch(cell.value):
        text = value_formatting.day(cell.value, "medium")
    elif _INSTANT.fullmatch(cell.value):
        text = value_formatting.instant(cell.value)
    else:
        return None
    return Markup('<time datetime="{}">{}</time>').format(cell.value, text)


def _array(cell: Cell) -> str | Markup | None:
    """A list of ids or codes as text; groups lead to their pages."""
    if not cell.value.startswith("[") or (cell.value != "[]" and not _texts(cell.value)):
        return None
    if cell.column == "vendor_groups":
        rendered: str = group_chips(cell.urls, cell.value)
    else:
        each = _texts(cell.value)
        words = [
            label_with_code(code, 60)
            if cell.column == "codes"
            else display_value(cell.column, code)
            for code in each
        ]
        rendered = clipped(", ".join(words), 2 * MAX_TEXT_LENGTH)
    return rendered or Markup("&nbsp;")


def _in_words(cell: Cell) -> Markup | None:
    """A code by the words of its column, of its tag, or by those that are the same everywhere."""
    if cell.column in ("main_code", "code"):
        label = clipped(classification_label(cell.value), 90)
        return (
            Markup('{} <span class="quiet">{}</span>').format(label, cell.value) if label else None
        )
    say: Callable[[str], str] | None = None
    if cell.table == "tags" or cell.table is None:
        say = _of_tag(cell.column, cell_value(cell.row, "tag"), cell_value(cell.row, "rule"))
    text = (
        say(cell.value) if say is not None else display_value(cell.column, cell.value, cell.table)
    )
    if text == cell.value:
        return None
    return Markup('<span title="{}">{}</span>').format(
        cell.value, clipped(text, 2 * MAX_TEXT_LENGTH)
    )


def _of_tag(column: str, tag: object, rule: object) -> Callable[[str], str] | None:
    """Return the label of the value or role of a row of tags."""
    if column == "value" and tag == "vendor":
        return group_label
    if column == "value" and tag == "clause":
        return clause_label
    if column == "value" and tag in value_formatting.LAW_FACTS:
        return value_formatting.law_label
    explanation = explain_rule(str(rule)) if column == "role" and tag else None
    return (
        (lambda value: value_label(value) if has_label(value) else explanation.label)
        if explanation
        else None
    )


def _text(cell: Cell) -> Markup | None:
    """Words of a program, or of our tables, marked with their language; hashes by their
    beginning."""
    lang = SOURCE if cell.column in _OF_PROGRAMS else cell.column.rpartition("_")[2]
    hashed = cell.column.endswith("sha256") or (cell.column == "id" and len(cell.value) > 60)
    if hashed and len(cell.value) > MAX_ID_LENGTH:
        return Markup('<code title="{}">{}…</code>').format(cell.value, cell.value[:12])
    if cell.column in _OF_PROGRAMS:
        text = clipped(cell.value, MAX_SENTENCE_LENGTH)
    elif lang in LANGUAGES and cell.column in labels()["columns"]:
        text = typeset_in(lang, clipped(cell.value, MAX_TEXT_LENGTH))
    else:
        return None
    foreign = value_formatting.language() != lang
    return Markup('<span lang="{}">{}</span>').format(lang, text) if foreign else escape(text)


# the first that has something to show of a value shows it
_SHOWN_BY: Mapping[type, tuple[Callable[[Cell], str | Markup | None], ...]] = {
    dict: (_labelled,),
    type(None): (_of_nothing,),
    **dict.fromkeys((int, float), (_amount, _row_link)),
    str: (_change, _official, _claim, _named, _list, _row_link, _day, _array, _in_words, _text),
}
