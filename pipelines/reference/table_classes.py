"""Data classes of the reference tables: one for each table, and ``ReferenceTables`` for all.

Frozen; built and checked by ``load_reference_tables`` alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from pipelines.interface_languages import Texts
from pipelines.reference.ambiguous_acronyms import AmbiguousAcronyms
from pipelines.reference.apply_reviews_to_tags import Review
from pipelines.reference.camera_places import CameraPlaces
from pipelines.reference.claim_model_weights import ClaimModel
from pipelines.reference.confirmed_alternatives import Confirmed
from pipelines.reference.phrase_matcher import PhraseMatcher
from pipelines.reference.public_or_private_suppliers import OwnershipTable
from pipelines.reference.rules import Rule, Weights
from pipelines.reference.vendor_index import VendorIndex

TIERS = (
    "gafam",
    "big_tech",
    "software_vendor",
    "office_equipment",
    "big_it_services",
    "surveillance_vendor",
    "reseller",
    "sovereign_alternative",
)
# software_vendor: software for one sector or region; office_equipment: printers, copiers, imaging.
# Neither runs a platform that holds public data.
MAX_CODE_LENGTH = 40  # characters that are looked up: a text in its place may have thousands
BIG_TECH_TIERS = ("gafam", "big_tech")
# Contracts without a date may be some years old: what a group bought later may not yet have been
# its own.
UNDATED_SINCE = date(2023, 12, 1)


@dataclass(frozen=True, slots=True)
class VendorGroup:
    """A corporate group.

    ``regime``      us, us_nexus, eu, uk, cn, …
    ``source``      address of a page that shows these facts; None when unsourced.
    ``checked_on``  day on which somebody read that page; None when nobody has.
    """

    id: str
    name: str
    tier: str
    country: str | None
    regime: str
    note: str
    why_listed: Texts = field(hash=False)
    source: str | None
    checked_on: str | None
    confidence: str


class _Owned:
    """A name that belongs to a vendor group within a period."""

    __slots__ = ()
    since: date | None
    until: date | None

    def is_owned_on(self, on: date | None) -> bool:
        """Whether the group owns it on a day; without a day, whether it has long done so."""
        return _is_in_period(self.since, self.until, on)

    def was_sold_before(self, on: date | None) -> bool:
        """Whether the group has certainly given it up before a day."""
        return self.until is not None and on is not None and on > self.until


@dataclass(frozen=True, slots=True)
class Alias(_Owned):
    """A name of a vendor group.

    ``match``          literal (with its legal form), exact (whole name), core (name plus legal
                       form, country or generic words), start, inside.
    ``near``           one typing error is allowed.
    ``context``        words one of which must be in the name, for names that others have too.
    ``since, until``   when the group owned it, both days included.
    """

    row: int
    group: str
    alias: str
    kind: str
    match: str
    near: bool
    context: tuple[str, ...]
    since: date | None
    until: date | None
    source: str | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Product(_Owned):
    """A product and its vendor group.

    ``outsourcing``  whether using it puts data at the vendor: yes, maybe, no.
    ``context``      words one of which must be near.
    ``titles_only``  counts in titles only.
    ``wordings``     phrases by which it is recognised; none: by its name.
    """

    row: int
    name: str
    group: str
    category: str
    outsourcing: str
    context: tuple[str, ...]
    titles_only: bool
    since: date | None
    until: date | None
    source: str | None
    confidence: str
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VendorIdentifier:
    """A registry number of a company of a vendor group."""

    row: int
    group: str
    name: str
    source: str | None
    confidence: str


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """Meaning of a classification code; each value of ``tags`` is strong, weak or none.

    ``weakly_digital``  digital only when a word of the notice says so too (project management).
    """

    label: str
    digital: bool
    domain: str
    tags: dict[str, str]
    weakly_digital: bool = False


@dataclass(frozen=True, slots=True)
class Portal:
    """A source.

    ``order``  rank when a representative is chosen for a contract seen on several portals; lowest
               first.
    ``terms``  of use: when they were read and what they allow, or that they were not.
    """

    name: str
    title: Texts = field(hash=False)
    country: str | None
    languages: tuple[str, ...]
    access: str
    licence: str
    url: str
    order: int
    enabled: bool
    state: str
    terms: str = "not read"


@dataclass(frozen=True, slots=True)
class Correction:
    """A human correction that takes precedence over rules: see docs/corrections.md.

    ``kind``  claim: the claim ``tag`` of a notice (or of one ``award``) is ``new_value``;
              withdrawn: the same, for a claim that was published and is taken back;
              supplier: the supplier written so belongs to group ``new_value`` ("" none);
              reply: words of the company or buyer, shown beside the claim, which stays.
    """

    row: int
    id: str
    kind: str
    portal: str
    number: str
    award: str | None
    supplier: str
    tag: str
    old_value: str
    new_value: str
    role: str | None
    author: str
    date: str
    reason: str
    source: str
    reply_by: str
    reply: str

    @property
    def rule(self) -> str:
        """The rule id that tags of this correction have."""
        return f"corrections.csv:{self.id}"


class PhraseOwner(NamedTuple):
    """The rule or product that a phrase belongs to, and the language of the phrase.

    ``is_exclusion``  the phrase is one of ``Rule.none``: it cancels matches of the rule.
    """

    entry: Rule | Product
    language: str | None
    is_exclusion: bool


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceTables:
    """All tables of data/reference/.

    ``phrase_owners``         by ``PhraseHit.owner`` of the hits of ``matcher``.
    ``supplier_corrections``  corrections of kind supplier, by folded name.
    ``names_by_siren``        names of companies that notices identify by number only.
    ``reviews_by_notice``     answers of the review desk of this installation.
    ``sector_patterns``       (sector, expression) for the folded name of a buyer.
    ``ownership``             who owns suppliers.
    ``confirmed_alternatives``  what a person said about alternatives, by portal and number.
    ``ambiguous_acronyms``    acronyms of systems that have another meaning elsewhere.
    ``camera_places``         places where cameras see the public.
    """

    groups: dict[str, VendorGroup]
    aliases: tuple[Alias, ...]
    identifiers: dict[tuple[str, str], VendorIdentifier]
    lookalikes: dict[str, tuple[tuple[int, re.Pattern[str]], ...]]
    products: tuple[Product, ...]
    codes: dict[str, dict[str, CodeEntry]]
    rules: tuple[Rule, ...]
    weights: Weights
    portals: dict[str, Portal]
    corrections: tuple[Correction, ...]
    vendor_index: VendorIndex
    matcher: PhraseMatcher
    phrase_owners: tuple[PhraseOwner, ...]
    model: ClaimModel = field(default_factory=ClaimModel)
    corrections_by_notice: dict[tuple[str, str], tuple[Correction, ...]] = field(
        default_factory=dict
    )
    supplier_corrections: dict[str, Correction] = field(default_factory=dict)
    names_by_siren: dict[str, str] = field(default_factory=dict)
    reviews_by_notice: dict[str, tuple[Review, ...]] = field(default_factory=dict)
    sector_patterns: tuple[tuple[str, re.Pattern[str]], ...] = ()
    ownership: OwnershipTable = field(default_factory=OwnershipTable)
    confirmed_alternatives: Confirmed = field(default_factory=dict)
    ambiguous_acronyms: AmbiguousAcronyms = field(default_factory=AmbiguousAcronyms)
    camera_places: CameraPlaces = field(default_factory=CameraPlaces)
    _code_cache: dict[tuple[str, str], CodeEntry | None] = field(default_factory=dict, repr=False)

    def code_entry(self, scheme: str, code: str) -> CodeEntry | None:
        """Return the entry of the longest known prefix of a code, or None.

        ``72000000-5`` and ``72000000`` are the same code.
        """
        if (scheme, code) not in self._code_cache:
            if len(self._code_cache) >= 20_000:
                self._code_cache.clear()
            self._code_cache[scheme, code] = self._longest_prefix(scheme, code)
        return self._code_cache[scheme, code]

    def _longest_prefix(self, scheme: str, code: str) -> CodeEntry | None:
        table = self.codes.get(scheme.upper().replace("_", "")) or {}
        digits = code.split("-")[0] if scheme.upper() == "CPV" else code
        digits = digits.removeprefix("V1.").strip()[:MAX_CODE_LENGTH]
        for length in range(len(digits), 0, -1):
            if (row := table.get(digits[:length])) is not None:
                return row
        return None

    def is_big_tech(self, group: str) -> bool:
        """Whether the group's tier counts as big tech."""
        return self.groups[group].tier in BIG_TECH_TIERS


def _is_in_period(since: date | None, until: date | None, on: date | None) -> bool:
    if on is None:
        return until is None and (since is None or since < UNDATED_SINCE)
    return (since is None or on >= since) and (until is None or on <= until)
