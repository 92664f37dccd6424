"""The public database schema: tables, columns with their guarantee, keys, indexes, full text.

``docs/data-dictionary.md`` is generated from here and a test compares it with a real file.
Names and meanings of columns are a promise to readers and saved queries: add, never rename.
Types  dates are ISO 8601 text (civil date), instants are UTC text ending in Z, amounts are REAL,
       yes/no are 0/1 unless the column says yes, unclear, no.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from pipelines.languages import LANGUAGES, SOURCE, language_columns

VERSION = 19
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

    ``columns``   (name, type, guarantee) in the order in which rows are written.
    ``volatile``  columns that differ between two builds of the same data.
    ``sparse``    columns that are null in nearly all rows; they get a partial index.
    ``transient`` holds work to do, not data: two builds of the same data may differ in it.
    """

    doc: str
    pk: tuple[str, ...]
    columns: tuple[tuple[str, str, str], ...]
    foreign_keys: tuple[tuple[str, str, str], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    full_text: tuple[str, ...] = ()
    public: bool = True
    volatile: tuple[str, ...] = field(default=())
    transient: bool = False
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


def _in_each_language(name: str, doc: str, without: str = "") -> tuple[tuple[str, str, str], ...]:
    """Columns of a text in each language; ``without`` has a column of another name."""
    return tuple(
        (column, "TEXT", doc.format(LANGUAGES[lang].english))
        for lang, column in language_columns(name).items()
        if lang != without
    )


CLAIM_COLUMNS = (
    ("big_tech", "TEXT", "yes, unclear, no: a group of tier gafam or big_tech has a role in it"),
    (
        "data_outsourcing",
        "TEXT",
        "yes, unclear, no: a supplier that is no public body gets the body's data",
    ),
    ("worker_surveillance", "TEXT", "yes, unclear, no: collects or judges data about workers"),
    ("public_surveillance_ai", "TEXT", "yes, unclear, no: aimed at people in public or at users"),
    ("public_alternative", "TEXT", "yes, unclear, no: in-house, public cooperation, free software"),
    (
        "data_law_exposure",
        "TEXT",
        "non_eu_parent, foreign_parent, eu_only, domestic, hybrid, unknown, or null",
    ),
)

TABLES: dict[str, Table] = {
    "portals": Table(
        doc="Sources: each portal that Vigie knows, whether it is crawled or not.",
        pk=("name",),
        columns=(
            ("name", "TEXT", "fixed name of the portal; first part of every id"),
            *_in_each_language("title", "name in {}"),
            ("country", "TEXT", "ISO 3166-1 alpha-2, EU for the Union, null for many countries"),
            ("language", "TEXT", "main language of its notices, ISO 639-1"),
            ("access", "TEXT", "how it is read"),
            ("licence", "TEXT", "licence of its data, as far as known"),
            ("url", "TEXT", "page for people"),
            ("rank", "INTEGER", "order in which portals represent a contract seen on several"),
            ("state", "TEXT", "off, ok, degraded, failed or never: from its last crawl"),
            ("last_success", "TEXT", "end of the last crawl without failure, UTC"),
            (
                "newest_notice",
                "TEXT",
                "latest publication date received that had come by its last run",
            ),
            ("notices_received", "INTEGER", "notices received so far, in scope or not"),
            ("notices_published", "INTEGER", "of these, in scope"),
            ("failures", "INTEGER", "crawls in a row that failed"),
            ("message", "TEXT", "what the last crawl said, null when all was well"),
        ),
        volatile=("state", "last_success", "failures", "message"),
    ),
    "vendor_groups": Table(
        doc="Vendor groups: the corporate groups behind suppliers (from the reference table).",
        pk=("id",),
        columns=(
            ("id", "TEXT", "short stable name of the group"),
            ("name", "TEXT", "name for readers"),
            ("tier", "TEXT", "gafam, big_tech, or another tier of the reference table"),
            ("hq_country", "TEXT", "country of the head office, ISO 3166-1 alpha-2"),
            ("regime", "TEXT", "short code of the law that binds the parent (us, eu, uk, cn, …)"),
            ("why_listed", "TEXT", "what makes it worth watching, in English"),
            *_in_each_language("why_listed", "the same in {}", without=SOURCE),
            ("source", "TEXT", "address of a page where these facts can be checked"),
            ("checked_on", "TEXT", "day on which somebody read them there; null: nobody has yet"),
        ),
    ),
    "vendor_proofs": Table(
        doc="Names, registry numbers and products by which a group is known, each with its source.",
        pk=("rule",),
        columns=(
            ("rule", "TEXT", "file and row of the table, as in suppliers.rule and tags.rule"),
            ("vendor_group", "TEXT", "vendor_groups.id"),
            ("kind", "TEXT", "identifier, product, or legal_entity, brand, former_name, …"),
            ("name", "TEXT", "the name or product; of a number, who holds it"),
            ("scheme", "TEXT", "register of the number, null for names"),
            ("number", "TEXT", "number in that register"),
            ("match", "TEXT", "names: literal, exact, core, start, inside; products: title, any"),
            ("context", "TEXT", "words of which one must stand near, separated by ' | '"),
            ("since", "TEXT", "first day that the group owned it, null: always"),
            ("until", "TEXT", "last day that the group owned it, null: still"),
            ("source", "TEXT", "where this comes from; null: unsourced, medium confidence at most"),
            ("confidence", "TEXT", "high, medium, low"),
        ),
        foreign_keys=(("vendor_group", "vendor_groups", "id"),),
        indexes=(("vendor_group",),),
    ),
    "corrections": Table(
        doc="Human judgements, claims that were withdrawn, and replies of firms and public bodies.",
        pk=("id",),
        columns=(
            ("id", "TEXT", "name of the row in corrections.csv"),
            ("kind", "TEXT", "claim, withdrawn, supplier, reply"),
            ("notice_id", "TEXT", "notices.id it is about, null for a supplier anywhere"),
            ("award", "TEXT", "key of the award in that notice, null for all of it"),
            ("supplier", "TEXT", "name as published, for kind supplier"),
            ("tag", "TEXT", "the claim: digital, big_tech, vendor, data_outsourcing, …"),
            ("old_value", "TEXT", "what was claimed before"),
            ("new_value", "TEXT", "what holds now; null for a reply, or for no group"),
            ("role", "TEXT", "role of the vendor, when the claim is one"),
            ("author", "TEXT", "who decided"),
            ("date", "TEXT", "when"),
            ("reason", "TEXT", "why"),
            ("source", "TEXT", "from which source"),
            ("reply_by", "TEXT", "firm or public body that replies"),
            ("reply", "TEXT", "its words"),
        ),
        indexes=(("notice_id",),),
    ),
    "organizations": Table(
        doc="Organisations: buyers and suppliers; one row per registry number, else per name.",
        pk=("id",),
        columns=(
            ("id", "TEXT", "SCHEME-number when the number passes its check, else name:CC:slug"),
            ("name", "TEXT", "known name, else the first one received"),
            ("country", "TEXT", "ISO 3166-1 alpha-2"),
            ("scheme", "TEXT", "register of the number, null for names only"),
            ("number", "TEXT", "number in that register"),
            ("acronym", "TEXT", "acronym from the table of known buyers"),
            ("parent_id", "TEXT", "organisation above it, from the table of known buyers"),
            ("parent_basis", "TEXT", "why it is said to be the parent"),
        ),
        indexes=(("name",), ("country",), ("parent_id",)),
        full_text=("name", "acronym"),
    ),
    "organization_names": Table(
        doc="Names and establishments under which an organisation was seen.",
        pk=("organization_id", "name"),
        columns=(
            ("organization_id", "TEXT", "organizations.id"),
            ("name", "TEXT", "as published"),
            ("establishment", "TEXT", "number of the establishment (SIRET), when given"),
            ("notice_id", "TEXT", "first notice received with it"),
        ),
        foreign_keys=(("organization_id", "organizations", "id"),),
    ),
    "procedures": Table(
        doc="Procedures: what groups the notices of one portal.",
        pk=("id",),
        columns=(
            ("id", "TEXT", "portal:native id; the earliest number named when there is none"),
            ("portal", "TEXT", "portals.name"),
            ("title", "TEXT", "title of its earliest notice in scope"),
            ("buyer", "TEXT", "buyer of that notice"),
            ("country", "TEXT", "of the buyer, ISO 3166-1 alpha-2"),
            ("method", "TEXT", "open, selective, limited, direct"),
            ("method_details", "TEXT", "method in the portal's words"),
            ("direct_award_reason", "TEXT", "ground for a direct award, in the portal's words"),
            ("technique", "TEXT", "none, framework, dynamic_purchasing, call_off"),
            ("framework_id", "TEXT", "framework it draws on, as named"),
            ("first_published", "TEXT", "publication date of its earliest notice in scope"),
            ("notices", "INTEGER", "notices in scope"),
        ),
        foreign_keys=(("portal", "portals", "name"),),
        indexes=(("portal",),),
    ),
    "notices": Table(
        doc="Notices in scope: one publication of one portal each.",
        pk=("id",),
        columns=(
            ("id", "TEXT", "portal:number, never reused"),
            ("portal", "TEXT", "portals.name"),
            ("number", "TEXT", "the portal's own number"),
            ("procedure_id", "TEXT", "procedures.id"),
            ("kind", "TEXT", "planning, tender, award_intention, award, contract, amendment, …"),
            ("change", "TEXT", "none, correction, cancellation"),
            ("state", "TEXT", "current, replaced, cancelled; counts use current ones"),
            ("replaces", "TEXT", "id of the notice it says it replaces, when received"),
            ("replaced_by", "TEXT", "id of the notice that ended it"),
            ("notice_identifier", "TEXT", "eForms BT-701"),
            ("notice_version", "TEXT", "eForms BT-757"),
            ("form", "TEXT", "form as published"),
            ("published", "TEXT", "civil date of publication on the portal"),
            ("language", "TEXT", "original language, ISO 639-1"),
            ("title", "TEXT", "in the original language, addresses and numbers of people masked"),
            ("description", "TEXT", "likewise"),
            ("buyer", "TEXT", "names of the buyers"),
            ("buyer_id", "TEXT", "organizations.id of the first buyer"),
            ("country", "TEXT", "of the buyer, ISO 3166-1 alpha-2"),
            ("suppliers", "TEXT", "names of all suppliers of its awards"),
            ("main_code", "TEXT", "main classification code, scheme and code"),
            ("main_code_label", "TEXT", "its label in English, where we have one"),
            ("value", "REAL", "value of the whole notice as published: result, else estimate"),
            ("currency", "TEXT", "ISO 4217"),
            ("value_eur", "REAL", "in euros by the rate on or before publication"),
            ("value_basis", "TEXT", "result, estimate, or maximum (a framework's ceiling)"),
            ("method", "TEXT", "open, selective, limited, direct"),
            ("technique", "TEXT", "none, framework, dynamic_purchasing, call_off"),
            ("deadline", "TEXT", "last day for tenders or requests"),
            ("url", "TEXT", "official page"),
            ("lots", "INTEGER", "number of lots it describes, groups of lots not counted"),
            ("digital", "TEXT", "yes, borderline: is it about digital services (scope)"),
            ("scope_reason", "TEXT", "the words or the code that put it in scope"),
            *CLAIM_COLUMNS,
            ("vendor_groups", "TEXT", "JSON array of vendor_groups.id, union of its contracts"),
            ("withheld", "TEXT", "JSON array of the fields that the buyer withholds"),
            ("document_sha256", "TEXT", "documents.sha256: the bytes it was read from"),
            ("content_sha256", "TEXT", "hash of its content after privacy and normalisation"),
            (
                "lot_titles",
                "TEXT",
                "titles of the lots of a call, each once; null where contracts have them",
            ),
        ),
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
        full_text=("title", "description", "buyer", "suppliers", "lot_titles"),
    ),
    "contracts": Table(
        doc="Contracts: an award with its contract, latest known state, flat and ready to facet.",
        pk=("id",),
        columns=(
            ("id", "TEXT", "portal:NUMBER/KEY, NUMBER the earliest notice that states it"),
            ("procedure_id", "TEXT", "procedures.id"),
            ("portal", "TEXT", "portals.name"),
            ("title", "TEXT", "of the contract (if no mere number) or its lot, else of the notice"),
            ("lot_ids", "TEXT", "JSON array of lots, as the latest notice names them"),
            ("buyer", "TEXT", "names of the buyers; where its notices name none, of its procedure"),
            ("buyer_id", "TEXT", "organizations.id of the first buyer"),
            ("country", "TEXT", "of the buyer, ISO 3166-1 alpha-2"),
            ("suppliers", "TEXT", "names of the suppliers, in the order published"),
            ("vendor_groups", "TEXT", "JSON array of vendor_groups.id with a role in it"),
            (
                "status",
                "TEXT",
                "pending, active, cancelled, unsuccessful, terminated; null: nothing says how it"
                " ended, who won, when or for how much",
            ),
            ("published", "TEXT", "publication date of the earliest notice that states it"),
            ("updated", "TEXT", "publication date of the latest notice that speaks of it"),
            ("decided", "TEXT", "date of the award decision"),
            ("signed", "TEXT", "date of signature"),
            ("value", "REAL", "latest value as published"),
            ("currency", "TEXT", "ISO 4217, of value, minimum and maximum"),
            ("vat", "TEXT", "excluded, included, unknown"),
            (
                "value_kind",
                "TEXT",
                "exact, ceiling, estimate (also of a concession's turnover), obligation, range,"
                " undisclosed",
            ),
            ("minimum", "REAL", "lower end of a range, as published"),
            ("maximum", "REAL", "ceiling of a framework or upper end of a range, as published"),
            ("value_eur", "REAL", "in euros by the rate of rate_date"),
            (
                "rate_date",
                "TEXT",
                "date of the exchange rate: on or before publication, else signature",
            ),
            (
                "value_countable_eur",
                "REAL",
                "what sums may add: exact, active, plausible, counted once",
            ),
            ("ceiling_eur", "REAL", "maximum of a framework or upper end of a range; never summed"),
            (
                "value_shared",
                "INTEGER",
                "1 when the notice repeats one amount for several contracts: only one counts",
            ),
            ("value_plausible", "INTEGER", "0 when the amount cannot be right"),
            ("tenders_received", "INTEGER", "number of tenders for it"),
            ("method", "TEXT", "open, selective, limited, direct; unsaid there, of its procedure"),
            ("technique", "TEXT", "none, framework, dynamic_purchasing, call_off"),
            ("framework_id", "TEXT", "framework it draws on, as named"),
            ("start", "TEXT", "first day"),
            ("end", "TEXT", "last day, included"),
            ("months", "REAL", "length as published; without a start it gives no end"),
            ("end_basis", "TEXT", "stated, from_duration, unknown"),
            ("end_with_renewals", "TEXT", "last day if every option to renew is used"),
            ("initial_value_eur", "REAL", "first value, or the one before the first change known"),
            ("amendments", "INTEGER", "modifications known"),
            ("same_as", "TEXT", "null for the representative; else contracts.id of it"),
            ("main_code", "TEXT", "main classification code, scheme and code"),
            ("digital", "TEXT", "yes, borderline: scope of its own lots, else of its notice"),
            *CLAIM_COLUMNS,
            ("notice_id", "TEXT", "latest notice that states it"),
            ("url", "TEXT", "official page of that notice"),
            ("verified", "TEXT", "JSON array of claims that a person read and that stand; or null"),
            ("scope_reason", "TEXT", "the words or the code that made it digital or borderline"),
            (
                "region",
                "TEXT",
                "of the first buyer, else of its place of performance: NUTS or ISO 3166-2 code",
            ),
        ),
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
        columns=(
            ("contract_id", "TEXT", "contracts.id"),
            ("notice_id", "TEXT", "notices.id"),
            ("role", "TEXT", "states, corrects, amends, ends"),
            ("published", "TEXT", "publication date of the notice"),
            ("value", "REAL", "value that this notice gives, as published"),
            ("currency", "TEXT", "ISO 4217"),
            ("award_key", "TEXT", "how this notice names the contract"),
        ),
        foreign_keys=(("contract_id", "contracts", "id"), ("notice_id", "notices", "id")),
        indexes=(("notice_id",),),
    ),
    "lots": Table(
        doc="Lots of a notice.",
        pk=("notice_id", "lot"),
        columns=(
            ("notice_id", "TEXT", "notices.id"),
            ("lot", "TEXT", "id of the lot in that notice"),
            ("title", "TEXT", "in the original language"),
            ("main_code", "TEXT", "main classification code, scheme and code"),
            ("codes", "TEXT", "JSON array of all codes"),
            ("value", "REAL", "estimate as published"),
            ("currency", "TEXT", "ISO 4217"),
            ("maximum", "REAL", "framework ceiling as published"),
            ("start", "TEXT", "first day"),
            ("end", "TEXT", "last day, included"),
            ("months", "REAL", "length"),
            ("end_basis", "TEXT", "stated, from_duration, unknown"),
            ("renewals", "INTEGER", "how many times it may be renewed"),
            ("technique", "TEXT", "none, framework, dynamic_purchasing, call_off"),
        ),
        foreign_keys=(("notice_id", "notices", "id"),),
    ),
    "texts": Table(
        doc="Texts of a notice, per field, lot and language; addresses of people are masked.",
        pk=("notice_id", "lot", "field", "language", "place"),
        columns=(
            ("notice_id", "TEXT", "notices.id"),
            ("lot", "TEXT", "lots.lot, '' for the whole notice"),
            ("field", "TEXT", "title, description, direct_award_reason, renewal, options, …"),
            ("language", "TEXT", "ISO 639-1, '' when not said"),
            ("place", "INTEGER", "order among texts of the same field"),
            ("text", "TEXT", "as published"),
        ),
        foreign_keys=(("notice_id", "notices", "id"),),
    ),
    "suppliers": Table(
        doc="Suppliers of a contract, with the vendor group behind them.",
        pk=("contract_id", "organization_id", "name", "role", "vendor_group"),
        columns=(
            ("contract_id", "TEXT", "contracts.id"),
            ("organization_id", "TEXT", "organizations.id"),
            ("name", "TEXT", "as published"),
            ("role", "TEXT", "main, member, subcontractor"),
            ("country", "TEXT", "ISO 3166-1 alpha-2"),
            ("vendor_group", "TEXT", "vendor_groups.id, '' for none"),
            ("basis", "TEXT", "identifier, legal_name, alias, former_name, near_miss"),
            ("rule", "TEXT", "row of the reference table"),
            ("evidence", "TEXT", "the words or the number that matched"),
            ("confidence", "TEXT", "high, medium, low"),
            ("ownership", "TEXT", "public, private, unknown; null in rows of an older version"),
            ("ownership_kind", "TEXT", "authority, operator, listed, purchasing_body, or null"),
            ("ownership_rule", "TEXT", "row of the reference table that says who owns it"),
        ),
        foreign_keys=(
            ("contract_id", "contracts", "id"),
            ("organization_id", "organizations", "id"),
        ),
        indexes=(("organization_id",), ("vendor_group",)),
    ),
    "contract_groups": Table(
        doc="Vendor groups of a contract, one row each: the same facts as contracts.vendor_groups.",
        pk=("contract_id", "vendor_group"),
        columns=(
            ("contract_id", "TEXT", "contracts.id"),
            ("vendor_group", "TEXT", "vendor_groups.id"),
            ("role", "TEXT", "winner, consortium_member, subcontractor, named_product, …"),
            ("confidence", "TEXT", "high, medium, low"),
        ),
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
        columns=(
            ("notice_id", "TEXT", "notices.id"),
            ("organization_id", "TEXT", "organizations.id"),
            ("name", "TEXT", "as published"),
            ("role", "TEXT", "buyer, joint, central_purchasing, on_behalf_of"),
            ("country", "TEXT", "ISO 3166-1 alpha-2"),
        ),
        foreign_keys=(
            ("notice_id", "notices", "id"),
            ("organization_id", "organizations", "id"),
        ),
        indexes=(("organization_id",),),
    ),
    "tags": Table(
        doc="Claims with their evidence; contract_id is null for those about the whole notice.",
        pk=("id",),
        columns=(
            ("id", "TEXT", "hash of the claim and its evidence"),
            ("notice_id", "TEXT", "notices.id: where the evidence stands"),
            ("contract_id", "TEXT", "contracts.id, null for a claim about the whole notice"),
            ("tag", "TEXT", "big_tech, vendor, data_outsourcing, …"),
            ("value", "TEXT", "yes, unclear, no; the group for vendor; a law for exposure"),
            ("role", "TEXT", "winner, named_product, …; type of surveillance or clause"),
            ("confidence", "TEXT", "high, medium, low; low is never yes"),
            ("rule", "TEXT", "id of the rule that spoke"),
            ("field", "TEXT", "where the words stand: title, description, supplier, code, …"),
            ("lot", "TEXT", "lot of that text"),
            ("language", "TEXT", "language of that text"),
            ("evidence", "TEXT", "the words as published"),
            ("start", "INTEGER", "offset of the words in that text"),
            ("probability", "REAL", "of the claim, by the model; null where no model decides"),
            ("checked_on", "TEXT", "day on which a person read the claim; null: nobody has"),
        ),
        foreign_keys=(("notice_id", "notices", "id"), ("contract_id", "contracts", "id")),
        indexes=(("notice_id",), ("contract_id",), ("tag", "value"), ("rule",)),
    ),
    "links": Table(
        doc="Two rows that belong together.",
        pk=("from_id", "to_id", "relation"),
        columns=(
            ("from_id", "TEXT", "id of a notice or contract"),
            ("to_id", "TEXT", "id of a notice, contract or framework"),
            ("relation", "TEXT", "same, part_of, replaces, amends, call_off_of"),
            ("basis", "TEXT", "the shared id that proves it"),
            ("confidence", "TEXT", "high, medium, low"),
        ),
        indexes=(("to_id",),),
    ),
    "redirects": Table(
        doc="Ids that moved: the old one and where its row is now.",
        pk=("old_id",),
        columns=(
            ("old_id", "TEXT", "id that was published once"),
            ("new_id", "TEXT", "id of the row today"),
        ),
        indexes=(("new_id",),),
    ),
    "documents": Table(
        doc="Bodies received, once each by their hash.",
        pk=("sha256",),
        columns=(
            ("sha256", "TEXT", "hash of the bytes"),
            ("portal", "TEXT", "portals.name"),
            ("url", "TEXT", "address it was first received from, null for a file at hand"),
            ("file", "TEXT", "name of the file at hand, null for a crawl"),
            ("media_type", "TEXT", "as the portal says"),
            ("received", "TEXT", "first received, UTC"),
            ("archive_file", "TEXT", "WARC file in the archive folder"),
            ("archive_offset", "INTEGER", "byte offset of the record in it"),
            ("length", "INTEGER", "bytes of the body"),
            ("parser_version", "TEXT", "version of the reader that read it last"),
            ("notices", "INTEGER", "notices read from it"),
            ("error", "TEXT", "what could not be read, null when all was"),
        ),
        foreign_keys=(("portal", "portals", "name"),),
        indexes=(("portal",), ("error",)),
        volatile=("received", "archive_file", "archive_offset", "url"),
    ),
    "receipts": Table(
        doc="Each time a body was received.",
        pk=("id",),
        columns=(
            ("id", "INTEGER", "running number"),
            ("sha256", "TEXT", "documents.sha256"),
            ("portal", "TEXT", "portals.name"),
            ("source", "TEXT", "file name or url"),
            ("run_id", "TEXT", "runs.id"),
            ("at", "TEXT", "UTC"),
        ),
        foreign_keys=(("sha256", "documents", "sha256"), ("run_id", "runs", "id")),
        indexes=(("sha256", "portal"), ("run_id",)),
        volatile=("id", "source", "run_id", "at"),
    ),
    "troubles": Table(
        doc="What could not be read in a document, with the reason.",
        pk=("document_sha256", "place", "code"),
        columns=(
            ("document_sha256", "TEXT", "documents.sha256"),
            ("place", "TEXT", "record in the document"),
            ("code", "TEXT", "short stable name of the reason"),
            ("kind", "TEXT", "refused, unexpected, broken"),
            ("message", "TEXT", "what was seen and what was expected"),
        ),
        foreign_keys=(("document_sha256", "documents", "sha256"),),
        indexes=(("code",),),
    ),
    "register": Table(
        doc="Every notice received, in scope or not, after the privacy stage.",
        pk=("notice_id",),
        columns=(
            ("notice_id", "TEXT", "portal:number"),
            ("document_sha256", "TEXT", "documents.sha256"),
            ("portal", "TEXT", "portals.name"),
            ("published", "TEXT", "civil date of publication"),
            ("kind", "TEXT", "as in notices"),
            ("title", "TEXT", "in the original language"),
            (
                "suppliers",
                "TEXT",
                "names, separated by ' | '; null for a notice out of scope",
            ),
            ("codes", "TEXT", "scheme and code, separated by blanks"),
            ("scope", "TEXT", "yes, borderline, no"),
            ("reason", "TEXT", "why"),
            ("content_sha256", "TEXT", "hash of its content after privacy and normalisation"),
        ),
        foreign_keys=(("document_sha256", "documents", "sha256"),),
        indexes=(("portal", "published"), ("scope",), ("document_sha256",)),
    ),
    "register_suppliers": Table(
        doc="Names of suppliers of notices out of scope, which a retag needs and nobody is shown.",
        pk=("notice_id",),
        columns=(
            ("notice_id", "TEXT", "register.notice_id"),
            ("suppliers", "TEXT", "names after the privacy stage, separated by ' | '"),
        ),
        public=False,
    ),
    "changes": Table(
        doc="Append-only log of what appeared, changed, ended or was withdrawn, and why.",
        pk=("seq",),
        columns=(
            ("seq", "INTEGER", "running number, only grows"),
            ("at", "TEXT", "UTC"),
            ("kind", "TEXT", "appeared, changed, ended, withdrawn"),
            ("cause", "TEXT", "notice, correction, link, rate, retag, reparse, human, takedown"),
            ("notice_id", "TEXT", "notice it is about or that caused it"),
            ("contract_id", "TEXT", "contract it is about, null for a notice"),
            ("field", "TEXT", "column that changed"),
            ("before", "TEXT", "its value before"),
            ("after", "TEXT", "its value after"),
            ("run_id", "TEXT", "runs.id"),
            ("document_sha256", "TEXT", "document that caused it"),
        ),
        indexes=(("notice_id",), ("contract_id",), ("at",), ("kind", "cause")),
        volatile=("at", "run_id"),
    ),
    "runs": Table(
        doc="Each run of a command that writes.",
        pk=("id",),
        columns=(
            ("id", "TEXT", "time, command and portal"),
            (
                "command",
                "TEXT",
                "crawl, ingest, replay, merge, retag, alerts, backup, export, …",
            ),
            ("portal", "TEXT", "portals.name, null for all"),
            ("started", "TEXT", "UTC"),
            ("finished", "TEXT", "UTC, null while it runs or when it was killed"),
            ("state", "TEXT", "running, ok, degraded, failed, killed"),
            ("documents", "INTEGER", "bodies received"),
            ("notices", "INTEGER", "notices read"),
            ("new", "INTEGER", "notices not seen before"),
            ("changed", "INTEGER", "notices with new content"),
            ("in_scope", "INTEGER", "of those read, in scope"),
            ("refused", "INTEGER", "records or documents refused or not readable"),
            ("announced", "INTEGER", "records that the portal announced, null when it does not"),
            ("message", "TEXT", "what went wrong, in a sentence"),
            (
                "failure",
                "TEXT",
                "why it failed: blocked, misconfigured, store, killed, stopped, late, error",
            ),
            (
                "figures",
                "TEXT",
                "JSON: fields filled, reasons of refusals; progress while it runs",
            ),
        ),
        indexes=(("portal", "started"),),
        volatile=("id", "started", "finished"),
    ),
    "health": Table(
        doc="How well each source and each part of this installation was seen, from when to when.",
        pk=("subject", "since"),
        columns=(
            ("subject", "TEXT", "portals.name, or system:disk, system:backup, …"),
            ("since", "TEXT", "first seen in this state, UTC"),
            ("until", "TEXT", "when the state ended, UTC; null while it lasts"),
            ("state", "TEXT", "off, ok, degraded, blind, paused"),
            *_in_each_language("reason", "why, in {}; null when all is well"),
            ("acknowledged", "TEXT", "when the keeper said that it is known, UTC"),
            ("told", "TEXT", "when the keeper was told, UTC"),
        ),
        indexes=(("until",), ("state",)),
        volatile=("since", "until", "acknowledged", "told"),
    ),
    "windows": Table(
        doc="Date windows: the unit of crawling.  Open until all that was announced is stored.",
        pk=("portal", "start", "end"),
        columns=(
            ("portal", "TEXT", "portals.name"),
            ("start", "TEXT", "first instant or day, included"),
            ("end", "TEXT", "last instant or day, excluded"),
            ("state", "TEXT", "open, closed"),
            ("announced", "INTEGER", "records that the portal announced, null when it does not"),
            ("received", "INTEGER", "records received"),
            ("stored", "INTEGER", "records stored, refused ones included"),
            ("run_id", "TEXT", "runs.id of the last attempt"),
            ("problem", "TEXT", "why it is open"),
        ),
        indexes=(("portal", "state"),),
        volatile=("run_id",),
    ),
    "meta": Table(
        doc="Facts about this file.",
        pk=("key",),
        columns=(
            ("key", "TEXT", "schema_version, generation, rules_version, aggregates_as_of, …"),
            ("value", "TEXT", "its value"),
        ),
        volatile=("value",),
    ),
    "snapshots": Table(
        doc="Each notice in scope as one compressed JSON object, from which its rows are made.",
        pk=("notice_id",),
        columns=(
            ("notice_id", "TEXT", "notices.id"),
            ("notice", "BLOB", "JSON of pipelines.model.Notice, zlib"),
        ),
        public=False,
    ),
    "family_keys": Table(
        doc="Ids by which notices of one procedure know each other.",
        pk=("key", "member_id"),
        columns=(
            ("key", "TEXT", "portal and id"),
            ("member_id", "TEXT", "notices.id"),
        ),
        indexes=(("member_id",),),
        public=False,
    ),
    "cluster_keys": Table(
        doc="Ids by which contracts of different portals know each other.",
        pk=("key", "member_id"),
        columns=(
            ("key", "TEXT", "shared id and what narrows it to one contract"),
            ("member_id", "TEXT", "contracts.id"),
        ),
        indexes=(("member_id",),),
        public=False,
    ),
    "aggregates": Table(
        doc="Figures of the site, made from contracts at the end of a run; meta says as of when.",
        pk=("kind", "key", "year"),
        columns=(
            (
                "kind",
                "TEXT",
                "all, group, group_signed, group_shared, group_product, grouped, buyer, country, …",
            ),
            ("key", "TEXT", "what it is about: vendor_groups.id, organizations.id, a country, …"),
            ("year", "TEXT", "year signed, else decided, else published; '' for all years"),
            ("contracts", "INTEGER", "contracts, each once, cancelled and unsuccessful ones not"),
            ("valued", "INTEGER", "of these, with a value that sums may add"),
            (
                "total_eur",
                "REAL",
                "sum of those values in euros, or null; of a group: what it signed alone",
            ),
            ("buyers", "INTEGER", "different buyers"),
            ("big_tech", "INTEGER", "contracts with big tech"),
            ("data_outsourcing", "INTEGER", "contracts that hand over data"),
            ("method_known", "INTEGER", "contracts whose method is published"),
            ("direct", "INTEGER", "of these, awarded without competition"),
            ("amended", "INTEGER", "contracts with an amendment"),
            ("procedures", "INTEGER", "different procedures; shares count these, as what follows"),
            ("valued_procedures", "INTEGER", "of these, with a contract whose value is countable"),
            ("big_tech_procedures", "INTEGER", "of these, with big tech"),
            ("data_procedures", "INTEGER", "of these, that hand over data"),
            ("method_known_procedures", "INTEGER", "of these, whose method is published"),
            ("direct_procedures", "INTEGER", "of these, awarded without competition"),
            ("amended_procedures", "INTEGER", "of these, with an amendment"),
        ),
        indexes=(("kind", "year", "total_eur"),),
        public=False,
    ),
    "spendings": Table(
        doc="Countable value by year, spread over the days of each contract; made with aggregates.",
        pk=("kind", "key", "year"),
        columns=(
            ("kind", "TEXT", "all, group, buyer, country"),
            ("key", "TEXT", "what it is about, as in aggregates"),
            ("year", "TEXT", "calendar year, also one to come"),
            ("contracts", "INTEGER", "contracts with a part in that year"),
            ("spread_eur", "REAL", "their parts by days, first and last included; 0 for none"),
            ("without_period", "INTEGER", "of them, without usable first and last day"),
            ("whole_eur", "REAL", "value of those, whole in the year signed; 0 for none"),
        ),
        public=False,
    ),
    "shares": Table(
        doc="How the contracts of one thing fall on others; made with aggregates.",
        pk=("kind", "key", "other", "via"),
        columns=(
            (
                "kind",
                "TEXT",
                "buyer_holder, buyer_group, …: monitor/aggregates/dossier_figures.py",
            ),
            ("key", "TEXT", "buyer, group or country whose dossier it is"),
            ("other", "TEXT", "group, supplier, buyer, country, contract or reason"),
            ("via", "TEXT", "group that a reseller brings, '' otherwise"),
            ("contracts", "INTEGER", "contracts, each once"),
            ("valued", "INTEGER", "of these, with a value that sums may add"),
            ("total_eur", "REAL", "sum of those values; for grown contracts the growth; or null"),
            ("procedures", "INTEGER", "different procedures of these contracts"),
        ),
        indexes=(("kind", "key", "total_eur"),),
        public=False,
    ),
    "group_contracts": Table(
        doc="Contracts of each group by date, to turn the pages of a list; made with aggregates.",
        pk=("vendor_group", "contract_id"),
        columns=(
            ("vendor_group", "TEXT", "vendor_groups.id"),
            ("contract_id", "TEXT", "contracts.id"),
            ("published", "TEXT", "as in contracts"),
            ("end", "TEXT", "as in contracts"),
        ),
        indexes=(("vendor_group", "published"), ("vendor_group", "end")),
        public=False,
    ),
    "search_index": Table(
        doc="What the site's search holds in memory, as bytes; made with aggregates.",
        pk=("name", "part"),
        columns=(
            ("name", "TEXT", "array or list: monitor/search/stored_index.py"),
            ("part", "INTEGER", "place among the parts of a long one, from 0"),
            ("kind", "TEXT", "type of the numbers, or json"),
            ("content", "BLOB", "bytes of the numbers by rowid of contracts, or JSON"),
        ),
        volatile=("content",),
        public=False,
    ),
    "other_ways": Table(
        doc="What is had otherwise, by way and kind of service; made with aggregates.",
        pk=("way", "notice_id", "contract_id"),
        columns=(
            (
                "way",
                "TEXT",
                "in_house, public_cooperation, open_source, local_law",
            ),
            (
                "notice_id",
                "TEXT",
                "notice whose words say it; '' for local_law, told by the vendor",
            ),
            ("contract_id", "TEXT", "contracts.id; '' when the notice speaks of no contract yet"),
            (
                "code",
                "TEXT",
                "kind of service, as in aggregates of kind code; '' when not published",
            ),
            ("country", "TEXT", "buyer's country"),
            ("published", "TEXT", "of the contract, else of the notice"),
        ),
        indexes=(("way", "published"), ("way", "code", "published"), ("code",), ("contract_id",)),
        public=False,
    ),
    "aggregates_pending": Table(
        doc="Rows changed since the figures were made; written by triggers, emptied with each run.",
        pk=("kind", "id"),
        columns=(
            ("kind", "TEXT", "contract, notice, central: what the id names"),
            ("id", "TEXT", "contracts.id, notices.id, or organizations.id of a purchasing body"),
        ),
        public=False,
        transient=True,
    ),
    "counted_contracts": Table(
        doc="Contracts as the figures were made of them, to take out what a change makes outdated.",
        pk=("id",),
        columns=(
            ("id", "TEXT", "contracts.id"),
            ("procedure_id", "TEXT", "as in contracts"),
            ("buyer_id", "TEXT", "as in contracts"),
            ("country", "TEXT", "as in contracts"),
            ("published", "TEXT", "as in contracts"),
            ("code", "TEXT", "kind of service"),
            ("year", "TEXT", "signed, else decided, else published; '' when unknown"),
            ("cents", "INTEGER", "value that sums may add, in cents: whole numbers add up exactly"),
            ("method", "TEXT", "as in contracts"),
            ("amendments", "INTEGER", "as in contracts"),
            *CLAIM_COLUMNS,
            ("start", "TEXT", "first day, else day signed, else decided"),
            ("end", "TEXT", "as in contracts"),
            ("reason", "TEXT", "why it is in no sum; null when it is"),
            ("grown_cents", "INTEGER", "by how much amendments made it dearer, or null"),
            ("holder", "TEXT", "who holds it, as in shares of kind buyer_holder"),
            ("borderline", "INTEGER", "1 when it is in no figure but the number of such contracts"),
        ),
        indexes=(("procedure_id",), ("buyer_id",)),
        public=False,
    ),
    "counted_groups": Table(
        doc="Groups of the counted contracts, as the figures were made of them.",
        pk=("contract_id", "vendor_group"),
        columns=(
            ("contract_id", "TEXT", "contracts.id"),
            ("vendor_group", "TEXT", "vendor_groups.id"),
            ("role", "TEXT", "as in contract_groups"),
            ("part", "TEXT", "signed, shared, product: what the group gets of it"),
        ),
        public=False,
    ),
    "counted_suppliers": Table(
        doc="Main suppliers of contracts with a group, as the figures were made of them.",
        pk=("contract_id", "kind", "vendor_group", "organization_id"),
        columns=(
            ("contract_id", "TEXT", "contracts.id"),
            ("kind", "TEXT", "own: belongs to the group; brings: sells its product"),
            ("vendor_group", "TEXT", "vendor_groups.id"),
            ("organization_id", "TEXT", "organizations.id, null for a private person"),
        ),
        public=False,
    ),
}

# Counts behind facets and filters of the large tables: counting a million rows takes a second.
# Of several count tables the first one that has all the columns needed is used.
_CLAIMS = tuple(name for name, _, _ in CLAIM_COLUMNS)
_COUNTED = ("country", "method", "technique", "status", *_CLAIMS, "digital")
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
