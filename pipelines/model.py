"""The data model: notices, awards, organisations, tags and the documents that they come from.

Classes are frozen, slotted and typed; names are those of OCDS wherever OCDS has one.  ``None``
means "not published": never 0, never "".  Empty tuples mean "none stated".

Parsers (``spiders.parsers``) build these objects, stages return changed copies (``replace``), the
store writes them.  This module imports nothing else of this project.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec
from msgspec.structs import replace as replace

Kind = Literal[
    "planning", "tender", "award_intention", "award", "contract", "amendment", "termination"
]
Change = Literal["none", "correction", "cancellation"]
Method = Literal["open", "selective", "limited", "direct"]
Technique = Literal["none", "framework", "dynamic_purchasing", "call_off"]
AwardStatus = Literal["pending", "active", "cancelled", "unsuccessful", "terminated"]
ValueKind = Literal["exact", "ceiling", "estimate", "obligation", "range", "undisclosed"]
Vat = Literal["excluded", "included", "unknown"]
EndBasis = Literal["stated", "from_duration", "unlimited", "unknown"]
BuyerRole = Literal["buyer", "joint", "central_purchasing", "on_behalf_of"]
SupplierRole = Literal["main", "member", "subcontractor"]
Relation = Literal["replaces", "amends", "follows", "framework", "same"]
Confidence = Literal["high", "medium", "low"]
Answer = Literal["yes", "unclear", "no"]
ScopeAnswer = Literal["yes", "borderline", "no"]

# Tags whose value is an ``Answer`` (``Tag.tag``).
CLAIM_TAGS = (
    "big_tech",
    "data_outsourcing",
    "worker_surveillance",
    "public_surveillance_ai",
    "public_alternative",
)


class Frozen(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Base class of all values: immutable, compared by content, cheap to encode.

    ``gc=False``: values hold tuples and each other, never a list or dict, so no cycle can arise.
    """


class Identifier(Frozen, frozen=True):
    """A registry number of an organisation: scheme (org-id.guide code such as FR-SIRET) and id.

    As published until ``normalise`` has checked it; ``scheme`` is "" when the portal names none.
    """

    scheme: str
    id: str


# characters of an ``Organization.id`` that pages and filters accept: it is made of the name where
# there is no registry number
MAX_ORGANIZATION_ID_LENGTH = 500


class Organization(Frozen, frozen=True):
    """A buyer or supplier as one document names it.

    ``id``              set by ``normalise``: ``SCHEME-number`` or ``name:CC:slug``.
    ``country``         ISO 3166-1 alpha-2.
    ``natural_person``  None when the document does not say.
    """

    name: str
    country: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    natural_person: bool | None = None
    # nothing shows the next three; without them the content hash of stored notices would change
    size: str | None = None
    legal_type: str | None = None
    activity: str | None = None
    city: str | None = None
    region: str | None = None
    id: str | None = None


class Buyer(Frozen, frozen=True):
    """An organisation that buys, and its role."""

    organization: Organization
    role: BuyerRole = "buyer"


class VendorLink(Frozen, frozen=True):
    """The evidence that a supplier belongs to a vendor group.

    ``basis``     identifier, legal_name, alias, former_name, near_miss, correction.
    ``evidence``  the words or number seen; ``rule`` the row of the table that matched.
    """

    group: str
    basis: str
    rule: str
    evidence: str
    confidence: Confidence = "high"
    source: str | None = None


class Ownership(Frozen, frozen=True):
    """The owner of a supplier.

    ``value``     public, private.
    ``kind``      authority, operator, listed, purchasing_body; None when private.
    ``rule``      row of the table that says so; ``evidence`` the words or the number.
    """

    value: str
    kind: str | None
    rule: str
    evidence: str


class Supplier(Frozen, frozen=True):
    """An organisation that supplies, its role, and the vendor groups behind it.

    ``ownership``  None when nothing tells who owns it.
    """

    organization: Organization
    role: SupplierRole = "main"
    vendors: tuple[VendorLink, ...] = ()
    ownership: Ownership | None = None


class Money(Frozen, frozen=True):
    """An amount as published.

    ``eur``, ``rate_date`` and ``plausible`` are set by ``normalise``; None until then or when
    unknown.
    """

    amount: Decimal
    currency: str | None = None
    vat: Vat = "unknown"
    eur: Decimal | None = None
    rate_date: date | None = None
    plausible: bool | None = None


class Period(Frozen, frozen=True):
    """Start and last day (included) of a contract, or its length.

    Units   months: length as published.
    ``end_basis``  how the end is known: stated, from_duration, unknown; unlimited where the
                   document says that there is none.
    """

    start: date | None = None
    end: date | None = None
    months: Decimal | None = None
    end_basis: EndBasis = "unknown"


class Renewal(Frozen, frozen=True):
    """Options to renew a contract: how many, of how many months each, until when at the latest."""

    maximum: int | None = None
    months: Decimal | None = None
    until: date | None = None
    description: str | None = None


class Code(Frozen, frozen=True):
    """A classification code.  ``scheme``: CPV, UNSPSC, NAICS, PSC, BOAMP-DC, …; main ones first."""

    scheme: str
    id: str
    label: str | None = None
    main: bool = False


class Text(Frozen, frozen=True):
    """A text of the document.

    ``field``     title, description, or another text field (direct_award_reason, renewal, options,
                  conditions, change, change_reason, contract_title, eu_funds, prize).
    ``language``  ISO 639-1; None when the document does not say.
    """

    field: str
    text: str
    language: str | None = None


class Reference(Frozen, frozen=True):
    """A reference from this notice to another notice or procedure.

    ``relation``  replaces: takes the place of the other (change notice); amends: modifies the
                  contract that the other states; follows: an earlier notice of the same procedure;
                  framework: the framework that this contract draws on; same: the same publication
                  or procedure on another portal.
    ``scheme``    number (of the same portal), notice_identifier (``uuid-version`` of eForms), ted
                  (publication number ``123456-2024``), ocid, eforms-procedure (BT-04 UUID), or a
                  national scheme.
    """

    relation: Relation
    scheme: str
    id: str


class Procedure(Frozen, frozen=True, kw_only=True):
    """A contracting procedure, which groups notices on one portal.

    ``id`` is the portal's own id (ocid, BT-04); None when the portal has none: the store then
    groups notices by their references.  ``other_ids`` are its ids elsewhere.
    """

    id: str | None = None
    other_ids: tuple[Identifier, ...] = ()
    method: Method | None = None
    method_details: str | None = None
    direct_award_reason: str | None = None
    technique: Technique | None = None
    framework_id: str | None = None


class Lot(Frozen, frozen=True, kw_only=True):
    """A lot of a notice; ``id`` as the document names it (LOT-0001, 1), unique in one notice."""

    id: str
    texts: tuple[Text, ...] = ()
    codes: tuple[Code, ...] = ()
    value: Money | None = None
    maximum: Money | None = None
    period: Period | None = None
    renewal: Renewal | None = None
    technique: Technique | None = None
    deadline: date | None = None


class Amendment(Frozen, frozen=True, kw_only=True):
    """A modification of a contract; values before and after it, as published."""

    id: str | None = None
    date: date | None = None
    reason: str | None = None
    description: str | None = None
    value_before: Money | None = None
    value_after: Money | None = None


class Award(Frozen, frozen=True, kw_only=True):
    """A decision on lots and, once signed, its contract: what readers call "the contract".

    ``key``            how the document names it, unique in the notice: contract number, award id,
                       settled-contract id, or lot + suppliers, in this order (``key_basis`` says
                       which: contract_number, award_id, settled_contract, lot_suppliers).
    ``award_id``       the document's own award id where it means something outside the notice
                       (OCDS); None for ids that are local to a notice (eForms CON-, RES-).
    ``value``          as awarded; ``value_kind`` says what it is.  ``undisclosed``: withheld.
    ``minimum``        lower end of a range; ``maximum`` its upper end or a framework's ceiling.
    ``amends``         the contract that a modification names, as named there.
    """

    key: str
    # nothing shows it; without it the content hash of stored notices would change
    key_basis: str = "lot_suppliers"
    award_id: str | None = None
    lots: tuple[str, ...] = ()
    title: str | None = None
    description: str | None = None
    status: AwardStatus | None = None
    decided: date | None = None
    signed: date | None = None
    value: Money | None = None
    value_kind: ValueKind | None = None
    minimum: Money | None = None
    maximum: Money | None = None
    tenders_received: int | None = None
    suppliers: tuple[Supplier, ...] = ()
    contract_number: str | None = None
    period: Period | None = None
    renewal: Renewal | None = None
    codes: tuple[Code, ...] = ()
    technique: Technique | None = None
    framework_id: str | None = None
    amendments: tuple[Amendment, ...] = ()
    amends: str | None = None
    url: str | None = None


# begins the reason of a borderline lot among several; the reason of its notice follows
WITH_OTHER_LOTS = "its notice, which has other lots: "


class Scope(Frozen, frozen=True):
    """The decision whether a notice is about digital services, and its reason."""

    digital: ScopeAnswer
    reason: str


class Tag(Frozen, frozen=True, kw_only=True):
    """A claim about one award (``award`` is its key) or about the whole notice (``award`` None).

    ``tag``       big_tech, data_outsourcing, worker_surveillance, public_surveillance_ai,
                  public_alternative, vendor, clause, product_law, supplier_law,
                  data_law_exposure; digital for an award among several lots.
    ``value``     yes, unclear, no; for vendor the group id; for product_law and supplier_law an
                  ISO country, hybrid or unknown; for data_law_exposure its value.
    ``rule``      id of the rule that matched; ``field``, ``lot``, ``language``: where its evidence
                  is.
    ``evidence``  the words as published; ``start`` their offset in that text, None for codes.
    ``probability``  that the claim holds, by the model; None where no model decides.
    ``checked_on``  day on which a person read the claim (review desk); None: nobody has.
    ``words_against``  words of the notice that speak against the claim, as published.
    """

    tag: str
    value: str
    rule: str
    confidence: Confidence
    evidence: str
    field: str
    role: str | None = None
    award: str | None = None
    lot: str | None = None
    language: str | None = None
    start: int | None = None
    probability: float | None = None
    checked_on: date | None = None
    words_against: tuple[str, ...] = ()


class Document(Frozen, frozen=True, kw_only=True):
    """A body as received, with its origin and its place in the archive.

    ``url`` for a crawl, ``file`` (base name) for an ingest.  ``offset`` is a byte offset in the
    WARC file ``archive_file`` (relative to the archive folder).
    """

    sha256: str
    portal: str
    media_type: str | None = None
    url: str | None = None
    file: str | None = None
    fetched_at: datetime | None = None
    archive_file: str | None = None
    offset: int | None = None
    length: int | None = None
    parser_version: str | None = None


class Notice(Frozen, frozen=True, kw_only=True):
    """One publication of one portal (an OCDS release).

    ``id``                 ``portal:number``.
    ``published``          civil date of the portal.
    ``languages``          ISO 639-1, the original first.
    ``notice_identifier``  eForms BT-701; ``notice_version`` BT-757.
    ``country``            of the buyer, ISO alpha-2.
    ``places``             where it is carried out, each once: codes (NUTS, ISO 3166-2) or names as
                           published; ``normalise`` makes codes of regions of them.
    ``test``               a test publication of the portal.
    ``contacts``           names of contact persons as published; the privacy stage masks them in
                           all texts and empties the field.
    ``content_sha256``     set after privacy and normalise; equal content writes nothing.
    """

    id: str
    portal: str
    number: str
    kind: Kind
    change: Change = "none"
    form: str | None = None
    published: date | None = None
    languages: tuple[str, ...] = ()
    url: str | None = None
    country: str | None = None
    places: tuple[str, ...] = ()
    procedure: Procedure = Procedure()
    buyers: tuple[Buyer, ...] = ()
    texts: tuple[Text, ...] = ()
    codes: tuple[Code, ...] = ()
    nature: str | None = None
    value: Money | None = None
    maximum: Money | None = None
    result_value: Money | None = None
    deadline: date | None = None
    lots: tuple[Lot, ...] = ()
    awards: tuple[Award, ...] = ()
    notice_identifier: str | None = None
    notice_version: str | None = None
    references: tuple[Reference, ...] = ()
    change_reason: str | None = None
    withheld: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    test: bool = False
    scope: Scope | None = None
    tags: tuple[Tag, ...] = ()
    document: Document | None = None
    content_sha256: str | None = None

    def text(self, field: str) -> str | None:
        """Return the text of a field in the original language, else the first one given."""
        of_field = [text for text in self.texts if text.field == field]
        for language in self.languages:
            for text in of_field:
                if text.language == language:
                    return text.text
        return of_field[0].text if of_field else None

    @property
    def title(self) -> str | None:
        """The title in the original language."""
        return self.text("title")

    @property
    def description(self) -> str | None:
        """The description in the original language."""
        return self.text("description")

    @property
    def main_code(self) -> Code | None:
        """The main classification code; None when none is marked as main."""
        return next((code for code in self.codes if code.main), None)


class Trouble(Frozen, frozen=True):
    """A part of a body that could not be read.

    ``kind``    refused: no notice, or one that may not be kept; unexpected: unknown to the parser;
                broken: the bytes are damaged.
    ``code``    short and stable; ``message`` is a sentence; ``record`` names the place in the body.
    """

    kind: Literal["refused", "unexpected", "broken"]
    code: str
    message: str
    record: str | None = None
    number: str | None = None


# The row of ``register``, and the names of suppliers that are kept apart; None for none.
RegisterRow = tuple[tuple[Any, ...], str | None]


class PreparedRows(msgspec.Struct, kw_only=True):
    """Rows of a notice in scope, made where it was read and written as they are if it is alone.

    ``snapshot``   the whole notice, packed; its rows are made again if it is not alone.
    ``family_keys``, ``cluster_keys``  (key, id of the notice or contract).
    ``contracts``  ids of its contracts.
    ``rows``       rows by table, in the order of writing.
    """

    snapshot: bytes
    family_keys: list[tuple[str, str]]
    cluster_keys: list[tuple[str, str]]
    contracts: list[str]
    rows: dict[str, list[tuple[Any, ...]]]


class ParsedDocument(msgspec.Struct, kw_only=True):
    """One received body after parsing: its notices, its troubles and the window it belongs to.

    ``known``     the same bytes were parsed before; only their receipt is new.
    ``body``      what a worker of the pipeline will parse; None once it is parsed.
    ``prepared``  rows of each notice, None out of scope; the notices are without their content
                  then.  Empty where the writer makes the rows.
    ``register``  the row of each notice in the register; empty where ``prepared`` is.
    """

    document: Document
    notices: tuple[Notice, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    window: str | None = None
    page: int | None = None
    known: bool = False
    body: bytes | None = None
    prepared: tuple[PreparedRows | None, ...] = ()
    register: tuple[RegisterRow, ...] = ()


class WindowReport(Frozen, frozen=True, kw_only=True):
    """Numbers that a portal announced for one window, and what was received.

    Yielded after the last document of the window.


    ``announced``  the portal's own total; None when it publishes none.
    ``received``   records received (notices, releases, documents), whatever parsing made of them.
    ``complete``   paging came to its end, nothing listed is missing, and the two numbers agree.
    ``problem``    a sentence that says why the window is not complete.
    ``known``      documents among those received that an earlier crawl stored, not fetched again.
    """

    window: str
    announced: int | None
    received: int
    pages: int
    complete: bool
    problem: str | None = None
    known: int = 0
