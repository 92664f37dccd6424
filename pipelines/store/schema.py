"""The public database schema: tables, columns with their guarantee, keys, indexes, full text.

They are those of ``tables.csv``, ``columns.csv`` and ``indexes.csv`` beside this module;
``docs/data-dictionary.md`` is generated from them and a test compares it with a real file.  Names
and meanings of columns are a promise to readers and saved queries: add, do not rename
(``RENAMED_TABLES`` and ``RENAMED_COLUMNS`` are names that nobody could guess).
Types  dates are ISO 8601 text (civil date), instants are UTC text ending in Z, amounts are REAL,
       yes/no are 0/1 unless the column says yes, unclear, no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipelines.interface_languages import LANGUAGES, SOURCE, language_columns
from pipelines.model import CLAIM_TAGS
from pipelines.reference.data_folder import read_csv

Column = tuple[str, str, str]  # name, type, guarantee

VERSION = 24
# versions that only gave other names to what was there: rows of the version before stay as they are
RENAMING_VERSIONS = (24,)
_ROWS_SCHEMA = max(set(range(1, VERSION + 1)) - set(RENAMING_VERSIONS))
# of the code that makes rows of notices: raised when the same notice gives other keys, contracts or
# rows than before (a test notices it)
DERIVATION = 4
# of a file that has another, all rows are made again
ROWS_VERSION = f"{_ROWS_SCHEMA}.{DERIVATION}"
# name in older files -> name today
RENAMED_TABLES = {"other_ways": "alternative_examples"}
RENAMED_COLUMNS = {("health", "told"): "notified"}
TOKENIZER = "unicode61 remove_diacritics 2"  # of full text
# tables with columns in each language, which a file of before a language lacks
TRANSLATED_TABLES = ("portals", "vendor_groups", "health")
# a notice that is a call for tenders in force; "+" keeps SQLite to the index of the deadlines
OPEN_CALL = (
    "+kind = 'tender' AND +state = 'current' AND coalesce([change], 'none') <> 'cancellation'"
    " AND coalesce(digital, 'yes') <> 'borderline'"
)
PORTAL_TITLES = ", ".join(language_columns("title").values())  # of portals, for a SELECT


@dataclass(frozen=True)
class Table:
    """One table.

    ``columns``  in the order in which rows are written.
    ``sparse``   columns that are null in nearly all rows; they get a partial index.
    ``holds``    what stands in a TEXT column: day, instant, array or object (JSON); by column.
    """

    doc: str
    pk: tuple[str, ...]
    columns: tuple[Column, ...]
    foreign_keys: tuple[tuple[str, str, str], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    full_text: tuple[str, ...] = ()
    public: bool = True
    sparse: tuple[str, ...] = ()
    holds: Mapping[str, str] = field(default_factory=dict, hash=False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(name for name, _, _ in self.columns)

    @cached_property
    def array_columns(self) -> frozenset[str]:
        """The columns that hold JSON arrays of texts."""
        return self.holding("array")

    @cached_property
    def object_columns(self) -> frozenset[str]:
        """The columns that hold a JSON object."""
        return self.holding("object")

    def holding(self, what: str) -> frozenset[str]:
        """Return the columns that hold ``what``."""
        return frozenset(name for name, kind in self.holds.items() if kind == what)


@dataclass(frozen=True)
class CountTable:
    """Row counts of a table by the values of some columns, kept up to date by triggers.

    ``of``     the counted table.
    ``flags``  columns of which only null or not null is counted ('' stands for a value).
    ``only``   condition on a row, with its columns as ``{row}.name``; '' for all rows.
    """

    of: str
    columns: tuple[str, ...]
    flags: tuple[str, ...] = ()
    only: str = ""

    def value(self, column: str, row: str) -> str:
        """Return SQL of a column's value as it is counted; ``row``: new, old or the table."""
        cell = f"{row}.[{column}]"
        return f"CASE WHEN {cell} IS NULL THEN NULL ELSE '' END" if column in self.flags else cell

    @property
    def counted_columns(self) -> tuple[str, ...]:
        """All counted columns."""
        return (*self.columns, *self.flags)


def _read(name: str) -> list[dict[str, str]]:
    return list(read_csv(Path(__file__).with_name(name)))


def _read_columns(rows: list[dict[str, str]]) -> dict[str, tuple[Column, ...]]:
    """Columns of each table in ``columns.csv``; ``NAME_{lang}`` is one in each language."""
    columns: dict[str, dict[str, Column]] = {}
    for row in rows:
        of_table = columns.setdefault(row["table"], {})
        name, kind, meaning = row["column"], row["type"], row["meaning"]
        if not name.endswith(_LANG):
            of_table[name] = (name, kind, meaning)
            continue
        base = name.removesuffix(_LANG)  # which may stand above, in the language of the source
        for lang, column in language_columns(base).items():
            if base not in of_table or lang != SOURCE:
                language = LANGUAGES[lang].english
                of_table[column] = (column, kind, meaning.format(language=language))
    return {table: tuple(columns.values()) for table, columns in columns.items()}


def _read_tables() -> dict[str, Table]:
    """The tables of ``tables.csv`` with their columns and indexes."""
    columns, indexes = _read_columns(_COLUMN_ROWS), _read("indexes.csv")
    result = {}
    for row in _read("tables.csv"):
        name = row["table"]
        of_table = [index for index in indexes if index["table"] == name]
        own_columns = [row for row in _COLUMN_ROWS if row["table"] == name]
        result[name] = Table(
            doc=row["meaning"],
            pk=tuple(row["key"].split()),
            columns=columns[name],
            foreign_keys=tuple(
                _foreign_key(column) for column in own_columns if column["references"]
            ),
            indexes=tuple(
                tuple(row["columns"].split()) for row in of_table if not row["only_filled"]
            ),
            full_text=tuple(row["full_text"].split()),
            public=bool(row["public"]),
            sparse=tuple(row["columns"] for row in of_table if row["only_filled"]),
            holds={column["column"]: column["holds"] for column in own_columns if column["holds"]},
        )
    return result


def _foreign_key(row: dict[str, str]) -> tuple[str, str, str]:
    other, _, key = row["references"].partition(".")
    return row["column"], other, key


_LANG = "_{lang}"
_COLUMN_ROWS = _read("columns.csv")
TABLES = _read_tables()
DAY_COLUMNS, INSTANT_COLUMNS = (
    frozenset[str]().union(*(table.holding(what) for table in TABLES.values()))
    for what in ("day", "instant")
)
# whose changes enter ``changes``; other columns follow from them
LOGGED_COLUMNS = {
    table: tuple(row["column"] for row in _COLUMN_ROWS if row["table"] == table and row["logged"])
    for table in ("notices", "contracts")
}

# Counts behind facets and filters of the large tables: counting a million rows takes a second.
# Of several count tables the first one that has all the columns needed is used.
_COUNTED = (
    *("country", "method", "technique", "status"),
    *(*CLAIM_TAGS, "data_law_exposure", "digital"),
)
COUNT_TABLES: dict[str, CountTable] = {
    "contract_facet_counts": CountTable(
        of="contracts",
        columns=tuple(
            name for name in _COUNTED if name not in ("technique", "public_alternative", "digital")
        ),
    ),
    "contract_counts": CountTable(of="contracts", columns=_COUNTED, flags=("same_as", "end")),
    "contract_group_counts": CountTable(
        of="contracts",
        columns=(*_COUNTED, "vendor_groups"),
        flags=("same_as", "end"),
        only="{row}.vendor_groups <> '[]'",
    ),
    "notice_counts": CountTable(
        of="notices",
        columns=(
            "portal",
            "kind",
            "state",
            "country",
            "language",
            "method",
            "big_tech",
            "data_outsourcing",
        ),
    ),
    "tag_counts": CountTable(of="tags", columns=("tag", "value", "confidence", "rule")),
    "register_counts": CountTable(of="register", columns=("portal", "scope", "kind")),
}


def _counts_table(counts: CountTable) -> Table:
    types = {name: kind for name, kind, _ in TABLES[counts.of].columns}
    return Table(
        doc=f"How many rows of {counts.of} share these values; kept by triggers.",
        pk=("key",),
        columns=(
            ("key", "TEXT", "JSON array of the values"),
            *((name, types[name], f"as in {counts.of}") for name in counts.columns),
            *((name, "TEXT", f"null as in {counts.of}, else ''") for name in counts.flags),
            ("rows", "INTEGER", f"rows of {counts.of}"),
        ),
        public=False,
        holds={"key": "array"},
    )


TABLES |= {name: _counts_table(counts) for name, counts in COUNT_TABLES.items()}
