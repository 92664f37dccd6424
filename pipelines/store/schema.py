"""The public database schema: tables, columns with their guarantee, keys, indexes, full text.

The columns are those of ``columns.csv``; ``docs/data-dictionary.md`` is generated from both and a
test compares it with a real file.  Names and meanings of columns are a promise to readers and saved
queries: add, never rename.
Types  dates are ISO 8601 text (civil date), instants are UTC text ending in Z, amounts are REAL,
       yes/no are 0/1 unless the column says yes, unclear, no.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipelines.languages import LANGUAGES, SOURCE, language_columns
from pipelines.model import CLAIM_TAGS
from pipelines.reference.data_folder import read_csv

Column = tuple[str, str, str]  # name, type, guarantee

VERSION = 20
# of the code that makes rows of notices: raised when the same notice gives other keys, contracts or
# rows than before, so that all are made again (a test notices it)
DERIVATION = 3
ROWS_VERSION = f"{VERSION}.{DERIVATION}"
# tables with columns in each language, which a file of before a language lacks
TRANSLATED_TABLES = ("portals", "vendor_groups", "health")
PORTAL_TITLES = ", ".join(language_columns("title").values())  # of portals, for a SELECT


@dataclass(frozen=True)
class Table:
    """One table.

    ``columns``  in the order in which rows are written.
    ``sparse``   columns that are null in nearly all rows; they get a partial index.
    """

    doc: str
    pk: tuple[str, ...]
    columns: tuple[Column, ...]
    foreign_keys: tuple[tuple[str, str, str], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    full_text: tuple[str, ...] = ()
    public: bool = True
    # With the nulls in a full index SQLite would use it for ``IS NULL`` and read the whole table.
    sparse: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(name for name, _, _ in self.columns)

    @cached_property
    def array_columns(self) -> frozenset[str]:
        """The columns that hold JSON arrays of texts."""
        return frozenset(
            name for name, _, meaning in self.columns if meaning.startswith("JSON array")
        )

    @cached_property
    def object_columns(self) -> frozenset[str]:
        """The columns that hold a JSON object."""
        return frozenset(name for name, _, meaning in self.columns if meaning.startswith("JSON:"))


@dataclass(frozen=True)
class CountTable:
    """How many rows of a table share the values of some columns; kept up to date by triggers.

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
        own = f"{row}.[{column}]"
        return f"CASE WHEN {own} IS NULL THEN NULL ELSE '' END" if column in self.flags else own

    @property
    def counted_columns(self) -> tuple[str, ...]:
        """All counted columns."""
        return (*self.columns, *self.flags)


_COLUMN_ROWS = list(read_csv(Path(__file__).with_name("columns.csv")))


def _read_columns() -> dict[str, tuple[Column, ...]]:
    """Columns of each table in ``columns.csv``; ``NAME_{lang}`` is one in each language."""
    found: dict[str, dict[str, Column]] = {}
    for row in _COLUMN_ROWS:
        of_table = found.setdefault(row["table"], {})
        name, kind, meaning = row["column"], row["type"], row["meaning"]
        if not name.endswith(_LANG):
            of_table[name] = (name, kind, meaning)
            continue
        base = name.removesuffix(_LANG)  # which may stand above, in the language of the source
        for lang, column in language_columns(base).items():
            if base not in of_table or lang != SOURCE:
                language = LANGUAGES[lang].english
                of_table[column] = (column, kind, meaning.format(language=language))
    return {table: tuple(columns.values()) for table, columns in found.items()}


_LANG = "_{lang}"
_COLUMNS = _read_columns()
# whose changes enter ``changes``; other columns follow from them
LOGGED_COLUMNS = {
    table: tuple(row["column"] for row in _COLUMN_ROWS if row["table"] == table and row["logged"])
    for table in ("notices", "contracts")
}

TABLES: dict[str, Table] = {
    "portals": Table(
        doc="Sources: each portal that Vigie knows, whether it is crawled or not.",
        pk=("name",),
        columns=_COLUMNS["portals"],
    ),
    "vendor_groups": Table(
        doc="Vendor groups: the corporate groups behind suppliers (from the reference table).",
        pk=("id",),
        columns=_COLUMNS["vendor_groups"],
    ),
    "vendor_proofs": Table(
        doc="Names, registry numbers and products by which a group is known, each with its source.",
        pk=("rule",),
        columns=_COLUMNS["vendor_proofs"],
        foreign_keys=(("vendor_group", "vendor_groups", "id"),),
        indexes=(("vendor_group",),),
    ),
    "corrections": Table(
        doc="Human judgements, claims that were withdrawn, and replies of firms and public bodies.",
        pk=("id",),
        columns=_COLUMNS["corrections"],
        indexes=(("notice_id",),),
    ),
    "organizations": Table(
        doc="Organisations: buyers and suppliers; one row per registry number, else per name.",
        pk=("id",),
        columns=_COLUMNS["organizations"],
        indexes=(("name",), ("country",), ("parent_id",)),
        full_text=("name", "acronym"),
    ),
    "organization_names": Table(
        doc="Names and establishments under which an organisation was seen.",
        pk=("organization_id", "name"),
        columns=_COLUMNS["organization_names"],
        foreign_keys=(("organization_id", "organizations", "id"),),
    ),
    "procedures": Table(
        doc="Procedures: what groups the notices of one portal.",
        pk=("id",),
        columns=_COLUMNS["procedures"],
        foreign_keys=(("portal", "portals", "name"),),
        indexes=(("portal",),),
    ),
    "notices": Table(
        doc="Notices in scope: one publication of one portal each.",
        pk=("id",),
        columns=_COLUMNS["notices"],
        foreign_keys=(
            ("portal", "portals", "name"),
            ("procedure_id", "procedures", "id"),
            ("buyer_id", "organizations", "id"),
            ("document_sha256", "documents", "sha256"),
        ),
        indexes=(
            ("portal", "published"),
            ("published",),
            ("kind", "published"),
            ("state", "published"),
            ("country", "published"),
            ("buyer_id", "published"),
            ("procedure_id",),
            ("main_code",),
            ("digital",),
            ("big_tech", "published"),
            ("data_outsourcing", "published"),
            ("worker_surveillance", "published"),
            ("public_surveillance_ai", "published"),
            ("method", "published"),
            ("deadline",),
            ("document_sha256",),
            ("language", "published"),
            ("change",),
        ),
        full_text=("title", "description", "buyer", "suppliers", "lot_titles", "lot_descriptions"),
    ),
    "contracts": Table(
        doc="Contracts: an award with its contract, latest known state, flat and ready to facet.",
        pk=("id",),
        columns=_COLUMNS["contracts"],
        foreign_keys=(
            ("portal", "portals", "name"),
            ("procedure_id", "procedures", "id"),
            ("buyer_id", "organizations", "id"),
            ("notice_id", "notices", "id"),
        ),
        indexes=(
            ("portal", "updated"),
            ("procedure_id",),
            ("buyer_id", "updated"),
            ("buyer_id", "published"),
            ("buyer_id", "end"),
            ("country", "updated"),
            ("status", "updated"),
            # with the key, by which the many rows without a date or value are ordered on pages
            ("signed", "id"),
            ("published",),
            ("updated",),
            ("value_eur", "id"),
            ("end", "id"),
            # all columns that the calendar filters by: rare values are found without reading rows
            (
                "end",
                "country",
                "status",
                "same_as",
                "big_tech",
                "data_outsourcing",
                "worker_surveillance",
                "public_surveillance_ai",
                "public_alternative",
            ),
            ("method", "updated"),
            ("technique", "updated"),
            ("big_tech", "updated"),
            ("big_tech", "published"),
            ("data_outsourcing", "updated"),
            ("worker_surveillance", "updated"),
            ("public_surveillance_ai", "updated"),
            ("public_alternative", "updated"),
            ("data_law_exposure", "updated"),
            ("main_code",),
            ("digital",),
            ("value_kind", "updated"),
        ),
        sparse=("same_as", "verified"),
        full_text=("title", "buyer", "suppliers"),
    ),
    "contract_notices": Table(
        doc="Which notices speak of a contract.",
        pk=("contract_id", "notice_id", "role"),
        columns=_COLUMNS["contract_notices"],
        foreign_keys=(("contract_id", "contracts", "id"), ("notice_id", "notices", "id")),
        indexes=(("notice_id",),),
    ),
    "lots": Table(
        doc="Lots of a notice.",
        pk=("notice_id", "lot"),
        columns=_COLUMNS["lots"],
        foreign_keys=(("notice_id", "notices", "id"),),
    ),
    "texts": Table(
        doc="Texts of a notice, per field, lot and language; addresses of people are masked.",
        pk=("notice_id", "lot", "field", "language", "place"),
        columns=_COLUMNS["texts"],
        foreign_keys=(("notice_id", "notices", "id"),),
    ),
    "suppliers": Table(
        doc="Suppliers of a contract, with the vendor group behind them.",
        pk=("contract_id", "organization_id", "name", "role", "vendor_group"),
        columns=_COLUMNS["suppliers"],
        foreign_keys=(
            ("contract_id", "contracts", "id"),
            ("organization_id", "organizations", "id"),
        ),
        indexes=(("organization_id",), ("vendor_group",)),
    ),
    "contract_groups": Table(
        doc="Vendor groups of a contract, one row each: the same facts as contracts.vendor_groups.",
        pk=("contract_id", "vendor_group"),
        columns=_COLUMNS["contract_groups"],
        foreign_keys=(
            ("contract_id", "contracts", "id"),
            ("vendor_group", "vendor_groups", "id"),
        ),
        indexes=(("vendor_group",),),
    ),
    "buyers": Table(
        doc="Buyers of a notice.",
        # The name is in it: 611835-2024 gives one registry number to two of its four buyers.
        pk=("notice_id", "organization_id", "name", "role"),
        columns=_COLUMNS["buyers"],
        foreign_keys=(
            ("notice_id", "notices", "id"),
            ("organization_id", "organizations", "id"),
        ),
        indexes=(("organization_id",),),
    ),
    "tags": Table(
        doc="Claims with their evidence; contract_id is null for those about the whole notice.",
        pk=("id",),
        columns=_COLUMNS["tags"],
        foreign_keys=(("notice_id", "notices", "id"), ("contract_id", "contracts", "id")),
        indexes=(("notice_id",), ("contract_id",), ("tag", "value"), ("rule",)),
    ),
    "links": Table(
        doc="Two rows that belong together.",
        pk=("from_id", "to_id", "relation"),
        columns=_COLUMNS["links"],
        indexes=(("to_id",),),
    ),
    "redirects": Table(
        doc="Ids that moved: the old one and where its row is now.",
        pk=("old_id",),
        columns=_COLUMNS["redirects"],
        indexes=(("new_id",),),
    ),
    "documents": Table(
        doc="Bodies received, once each by their hash.",
        pk=("sha256",),
        columns=_COLUMNS["documents"],
        foreign_keys=(("portal", "portals", "name"),),
        indexes=(("portal",), ("error",)),
    ),
    "receipts": Table(
        doc="Each time a body was received.",
        pk=("id",),
        columns=_COLUMNS["receipts"],
        foreign_keys=(("sha256", "documents", "sha256"), ("run_id", "runs", "id")),
        indexes=(("sha256", "portal"), ("run_id",)),
    ),
    "troubles": Table(
        doc="What could not be read in a document, with the reason.",
        pk=("document_sha256", "place", "code"),
        columns=_COLUMNS["troubles"],
        foreign_keys=(("document_sha256", "documents", "sha256"),),
        indexes=(("code",),),
    ),
    "register": Table(
        doc="Every notice received, in scope or not, after the privacy stage.",
        pk=("notice_id",),
        columns=_COLUMNS["register"],
        foreign_keys=(("document_sha256", "documents", "sha256"),),
        indexes=(("portal", "published"), ("scope",), ("document_sha256",)),
    ),
    "register_suppliers": Table(
        doc="Names of suppliers of notices out of scope, which a retag needs and nobody is shown.",
        pk=("notice_id",),
        columns=_COLUMNS["register_suppliers"],
        public=False,
    ),
    "changes": Table(
        doc="Append-only log of what appeared, changed, ended or was withdrawn, and why.",
        pk=("seq",),
        columns=_COLUMNS["changes"],
        indexes=(("notice_id",), ("contract_id",), ("at",), ("kind", "cause")),
    ),
    "runs": Table(
        doc="Each run of a command that writes.",
        pk=("id",),
        columns=_COLUMNS["runs"],
        indexes=(("portal", "started"),),
    ),
    "health": Table(
        doc="How well each source and each part of this installation was seen, from when to when.",
        pk=("subject", "since"),
        columns=_COLUMNS["health"],
        indexes=(("until",), ("state",)),
    ),
    "windows": Table(
        doc="Date windows: the unit of crawling.  Open until all that was announced is stored.",
        pk=("portal", "start", "end"),
        columns=_COLUMNS["windows"],
        indexes=(("portal", "state"),),
    ),
    "meta": Table(
        doc="Facts about this file.",
        pk=("key",),
        columns=_COLUMNS["meta"],
    ),
    "snapshots": Table(
        doc="Each notice in scope as one compressed JSON object, from which its rows are made.",
        pk=("notice_id",),
        columns=_COLUMNS["snapshots"],
        public=False,
    ),
    "family_keys": Table(
        doc="Ids by which notices of one procedure know each other.",
        pk=("key", "member_id"),
        columns=_COLUMNS["family_keys"],
        indexes=(("member_id",),),
        public=False,
    ),
    "cluster_keys": Table(
        doc="Ids by which contracts of different portals know each other.",
        pk=("key", "member_id"),
        columns=_COLUMNS["cluster_keys"],
        indexes=(("member_id",),),
        public=False,
    ),
    "aggregates": Table(
        doc="Figures of the site, made from contracts at the end of a run; meta says as of when.",
        pk=("kind", "key", "year"),
        columns=_COLUMNS["aggregates"],
        indexes=(("kind", "year", "total_eur"),),
        public=False,
    ),
    "spendings": Table(
        doc="Countable value by year, spread over the days of each contract; made with aggregates.",
        pk=("kind", "key", "year"),
        columns=_COLUMNS["spendings"],
        public=False,
    ),
    "shares": Table(
        doc="How the contracts of one thing fall on others; made with aggregates.",
        pk=("kind", "key", "other", "via"),
        columns=_COLUMNS["shares"],
        indexes=(("kind", "key", "total_eur"),),
        public=False,
    ),
    "group_contracts": Table(
        doc="Contracts of each group by date, to turn the pages of a list; made with aggregates.",
        pk=("vendor_group", "contract_id"),
        columns=_COLUMNS["group_contracts"],
        indexes=(("vendor_group", "published"), ("vendor_group", "end")),
        public=False,
    ),
    "search_index": Table(
        doc="What the site's search holds in memory, as bytes; made with aggregates.",
        pk=("name", "part"),
        columns=_COLUMNS["search_index"],
        public=False,
    ),
    "other_ways": Table(
        doc="What is had otherwise, by way and kind of service; made with aggregates.",
        pk=("way", "notice_id", "contract_id"),
        columns=_COLUMNS["other_ways"],
        indexes=(("way", "published"), ("way", "code", "published"), ("code",), ("contract_id",)),
        public=False,
    ),
    "aggregates_pending": Table(
        doc="Rows changed since the figures were made; written by triggers, emptied with each run.",
        pk=("kind", "id"),
        columns=_COLUMNS["aggregates_pending"],
        public=False,
    ),
    "counted_contracts": Table(
        doc="Contracts as the figures were made of them, to take out what a change makes outdated.",
        pk=("id",),
        columns=_COLUMNS["counted_contracts"],
        indexes=(("procedure_id",), ("buyer_id",)),
        public=False,
    ),
    "counted_groups": Table(
        doc="Groups of the counted contracts, as the figures were made of them.",
        pk=("contract_id", "vendor_group"),
        columns=_COLUMNS["counted_groups"],
        public=False,
    ),
    "counted_suppliers": Table(
        doc="Main suppliers of contracts with a group, as the figures were made of them.",
        pk=("contract_id", "kind", "vendor_group", "organization_id"),
        columns=_COLUMNS["counted_suppliers"],
        public=False,
    ),
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
    kept = {name: kind for name, kind, _ in TABLES[counts.of].columns}
    return Table(
        doc=f"How many rows of {counts.of} share these values; kept by triggers.",
        pk=("key",),
        columns=(
            ("key", "TEXT", "JSON array of the values"),
            *((name, kept[name], f"as in {counts.of}") for name in counts.columns),
            *((name, "TEXT", f"null as in {counts.of}, else ''") for name in counts.flags),
            ("rows", "INTEGER", f"rows of {counts.of}"),
        ),
        public=False,
    )


TABLES |= {name: _counts_table(counts) for name, counts in COUNT_TABLES.items()}
