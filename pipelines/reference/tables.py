"""What the reference tables hold: one class a table, and ``Tables`` for all of them.

Frozen; built and checked by ``reference.load`` alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from pipelines.reference.phrase_matcher import PhraseMatcher
from pipelines.reference.rules import Rule, Weights
from pipelines.reference.vendor_index import VendorIndex

TIERS = (
    "gafam",
    "big_tech",
    "big_it_services",
    "surveillance_vendor",
    "reseller",
    "sovereign_alternative",
)
BIG_TECH_TIERS = ("gafam", "big_tech")


@dataclass(frozen=True, slots=True)
class VendorGroup:
    """A corporate group.  ``regime``: us, us_nexus, eu, uk, cn, …; ``source``: a page that
    says so, or where to look; ``checked_on``: the day on which it was read, None: nobody has."""

    id: str
    name: str
    tier: str
    country: str | None
    regime: str
    note: str
    why_listed: str
    why_listed_fr: str
    source: str | None
    checked_on: str | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of a group.  ``match``: literal (the name with its legal form), exact (whole name),
    core (name plus legal form, country or
    general words), start, inside.  ``near``: one wrong letter is forgiven.  ``context``: words of
    which one must be in the name, for names that others bear too.  ``since``/``until``: when the
    group owned it, both days included."""

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

    def is_held_on(self, on: date | None) -> bool:
        return _is_in_period(self.since, self.until, on)

    def is_sold_by(self, on: date | None) -> bool:
        """Whether the group surely had it and has it no more."""
        return self.until is not None and on is not None and on > self.until


@dataclass(frozen=True, slots=True)
class Product:
    """A product and its maker.  ``outsourcing``: yes, maybe, no.  ``context``: words of which one
    must stand near.  ``titles_only``: counts in a title only, where it names the object."""

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

    def is_held_on(self, on: date | None) -> bool:
        return _is_in_period(self.since, self.until, on)

    def is_sold_by(self, on: date | None) -> bool:
        """Whether the group surely had it and has it no more."""
        return self.until is not None and on is not None and on > self.until


@dataclass(frozen=True, slots=True)
class VendorIdentifier:
    row: int
    group: str
    name: str
    source: str | None
    confidence: str


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """What a classification code says; each tag column is strong, weak or none.

    ``loose``: digital only when a word of the notice says so too (project management, consoles).
    """

    label: str
    digital: bool
    domain: str
    tags: dict[str, str]
    weakly_digital: bool = False


@dataclass(frozen=True, slots=True)
class Portal:
    """A source.  ``order``: who represents a contract seen on several portals (lowest first).

    ``terms``  of use: when they were read and what they allow, or that they were not.
    """

    name: str
    title_fr: str
    title_en: str
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
    """A human judgement that wins over rules: see docs/corrections.md.

    ``kind``  claim: the claim ``tag`` of a notice (or of one ``award``) is ``new_value``;
              withdrawn: the same, for a claim that was published and is taken back;
              supplier: the supplier written so belongs to group ``new_value`` ("" none);
              reply: words of the firm or buyer, shown beside the claim, which stays.
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
        return f"corrections.csv:{self.id}"


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceTables:
    """Everything under data/reference/.  ``owners[i]`` is the rule (and the language of the
    phrase), the product or the rule that forbids (``none``) behind hit ``i`` of ``matcher``.
    ``register_names``: SIREN -> name, of firms that are published by number alone.
    ``sectors``: what in the folded name of a buyer says its sector."""

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
    phrase_owners: tuple[tuple[Rule | Product, str | None, bool], ...]
    corrections_by_notice: dict[tuple[str, str], tuple[Correction, ...]] = field(
        default_factory=dict
    )
    supplier_corrections: dict[str, Correction] = field(default_factory=dict)
    names_by_siren: dict[str, str] = field(default_factory=dict)
    sector_patterns: tuple[tuple[str, re.Pattern[str]], ...] = ()
    _code_cache: dict[tuple[str, str], CodeEntry | None] = field(default_factory=dict, repr=False)

    def code_entry(self, scheme: str, code: str) -> CodeEntry | None:
        """Code -> the row of its longest known prefix; ``72000000-5`` and ``72000000`` alike."""
        if (scheme, code) not in self._code_cache:
            if len(self._code_cache) >= 20_000:
                self._code_cache.clear()
            self._code_cache[scheme, code] = self._longest_prefix(scheme, code)
        return self._code_cache[scheme, code]

    def _longest_prefix(self, scheme: str, code: str) -> CodeEntry | None:
        table = self.codes.get(scheme.upper().replace("_", "")) or {}
        digits = code.split("-")[0] if scheme.upper() == "CPV" else code
        digits = digits.removeprefix("V1.").strip()
        for length in range(len(digits), 0, -1):
            if (row := table.get(digits[:length])) is not None:
                return row
        return None

    def is_big_tech(self, group: str) -> bool:
        return self.groups[group].tier in BIG_TECH_TIERS


def _is_in_period(since: date | None, until: date | None, on: date | None) -> bool:
    if on is None:
        return until is None
    return (since is None or on >= since) and (until is None or on <= until)
