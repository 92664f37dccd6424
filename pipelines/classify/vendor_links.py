"""Link suppliers to the vendor groups behind them, each link with its evidence.

Order of evidence: registry number, exact legal name, alias with its context, and one typing error
where the table allows it (medium confidence at most).  Names listed as lookalikes are never linked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pipelines.classify.public_ownership import supplier_ownership
from pipelines.classify.split_supplier_names import join_dotted_initials, split_supplier_names
from pipelines.model import Award, Confidence, Identifier, Notice, Supplier, VendorLink, replace
from pipelines.reference.sirene_names import siren_in
from pipelines.reference.table_classes import Alias, Correction, ReferenceTables
from pipelines.reference.vendor_index import AliasMatch
from pipelines.text_folding import fold

MAX_NAME_LENGTH = 600  # characters read of a supplier's name; longer ones are not names
MIN_PART_LENGTH = 3  # letters
LONGEST_JOINER = 3  # letters of a word that initials leave out: de, für, the
_BASIS_ORDER = {
    "correction": -1,
    "identifier": 0,
    "legal_name": 1,
    "alias": 2,
    "former_name": 3,
    "near_miss": 4,
}


def link_vendors(notice: Notice, tables: ReferenceTables) -> Notice:
    """Return the notice with ``vendors`` and ``ownership`` set on every supplier of every award.

    Names count on the day of the award, else of publication: groups own names from and until a
    date.
    """
    if not any(award.suppliers for award in notice.awards):
        return notice
    return replace(notice, awards=tuple(_link_award(a, notice, tables) for a in notice.awards))


def _link_award(award: Award, notice: Notice, tables: ReferenceTables) -> Award:
    """Link the suppliers of one award."""
    on = award.decided or award.signed or notice.published
    return replace(
        award,
        suppliers=tuple(_link_supplier(s, on, notice.country, tables) for s in award.suppliers),
    )


def _link_supplier(
    supplier: Supplier, on: date | None, buyer_country: str | None, tables: ReferenceTables
) -> Supplier:
    """Link one supplier and say who owns it; natural persons have neither group nor owner."""
    organization = supplier.organization
    if organization.natural_person:
        return replace(supplier, vendors=(), ownership=None)
    links = find_vendor_links(organization.name, organization.identifiers, on, tables)
    linked = replace(supplier, vendors=links)
    return replace(linked, ownership=supplier_ownership(linked, tables, buyer_country))


def find_vendor_links(
    name: str, identifiers: tuple[Identifier, ...], on: date | None, tables: ReferenceTables
) -> tuple[VendorLink, ...]:
    """Find the vendor groups behind one supplier, one link for each group, best evidence first.

    Several groups mean that the name holds several companies.

    ``on``  day on which the group must own the name; None when no day is published.
    """
    correction = (
        tables.supplier_corrections.get(fold(name)) if tables.supplier_corrections else None
    )
    if correction is not None:
        return (_correction_link(correction, name),) if correction.new_value else ()
    siren = siren_in(name) if tables.names_by_siren else None
    if siren is not None and siren in tables.names_by_siren:
        links = find_vendor_links(tables.names_by_siren[siren], identifiers, on, tables)
        return tuple(_sirene_link(link, siren) for link in links)
    best: dict[str, VendorLink] = {}
    groups = list(_owned_on(name, _groups_named(name[:MAX_NAME_LENGTH], tables), on))
    unshadowed = [
        group.link for group in groups if not any(longer.contains(group) for longer in groups)
    ]
    for link in (*_links_by_identifier(identifiers, tables), *unshadowed):
        current = best.get(link.group)
        if current is None or _BASIS_ORDER[link.basis] < _BASIS_ORDER[current.basis]:
            best[link.group] = link
    return tuple(best.values())


def _sirene_link(link: VendorLink, siren: str) -> VendorLink:
    """Note in the evidence that the name comes from the Sirene register."""
    if link.basis == "identifier":
        return link
    return replace(link, evidence=f"SIREN {siren}: {link.evidence} (Sirene)")


def _correction_link(correction: Correction, name: str) -> VendorLink:
    """Build the link of a human correction, which takes precedence over all evidence."""
    return VendorLink(
        correction.new_value, "correction", correction.rule, name, "high", correction.source
    )


def _links_by_identifier(
    identifiers: tuple[Identifier, ...], tables: ReferenceTables
) -> Iterator[VendorLink]:
    """Yield the links that registry numbers prove."""
    for identifier in identifiers:
        number = re.sub(r"\W", "", identifier.id).upper()
        scheme = identifier.scheme
        if scheme == "FR-SIRET":  # an establishment: its first nine digits are the company
            scheme, number = "FR-SIREN", number[:9]
        row = tables.identifiers.get((scheme, number))
        if row is not None:
            yield VendorLink(
                row.group,
                "identifier",
                f"vendor_identifiers.csv:{row.row}",
                f"{identifier.scheme} {identifier.id}",
                parse_confidence(row.confidence if row.source else "medium"),
                row.source,
            )


class _NamedGroup(NamedTuple):
    """A vendor group whose alias occurs in a supplier's name.

    ``part``  the part of the name; ``start`` and ``stop`` the words of it that the alias covers.
    """

    alias: Alias
    link: VendorLink
    part: str
    start: int
    stop: int

    def contains(self, other: _NamedGroup) -> bool:
        """Whether the other alias is part of this longer one and belongs to another group.

        Hewlett-Packard in Hewlett Packard Enterprise, Vodafone in Vodafone Italia.
        """
        return (
            self.part == other.part
            and self.link.group != other.link.group
            and self.start <= other.start
            and self.stop >= other.stop
            and self.stop - self.start > other.stop - other.start
        )


@lru_cache(maxsize=4096)
def _groups_named(name: str, tables: ReferenceTables) -> tuple[_NamedGroup, ...]:
    """Return the groups whose alias occurs in a name, at any date; cached."""
    return tuple(_find_in_name(name, tables))


def _owned_on(name: str, groups: tuple[_NamedGroup, ...], on: date | None) -> Iterator[_NamedGroup]:
    """Yield the named groups that own their alias on a day.

    A name that a group has sold proves nothing by a word inside it: Vodafone Italia is Swisscom's,
    although it contains Vodafone.
    """
    sold = {
        (group.alias.group, f" {fold(group.alias.alias)} ")
        for group in groups
        if group.alias.was_sold_before(on)
    }
    for candidate in groups:
        alias = candidate.alias
        if not alias.is_owned_on(on):
            continue
        rest = whole = f" {fold(name)} " if sold else ""
        for group, text in sold:
            if group == alias.group:
                rest = rest.replace(text, " | ")
        text = f" {fold(alias.alias)} " if rest != whole else ""
        if rest == whole or text in rest or (alias.group, text) in sold:
            yield candidate


def _find_in_name(name: str, tables: ReferenceTables) -> Iterator[_NamedGroup]:
    """Yield the named groups of each part and spelling of a name."""
    whole = fold(name)
    if not whole or whole in tables.vendor_index.placeholders:
        return
    for part, strong in split_supplier_names(name, tables.vendor_index.family_words):
        if not strong and (
            _is_name_before_form(part, whole, tables) or _abbreviates_rest(part, name, tables)
        ):
            continue
        for spelling in dict.fromkeys((part, join_dotted_initials(part))):
            words = tuple(fold(spelling).split())
            yield from _find_in_part(name, part, words, strong, tables)


def _find_in_part(
    name: str, part: str, words: tuple[str, ...], strong: bool, tables: ReferenceTables
) -> Iterator[_NamedGroup]:
    """Yield the named groups of one part of a name, given as its folded words."""
    if not words or " ".join(words) in tables.vendor_index.placeholders:
        return
    if not strong and _is_no_company(words, tables):
        return
    matches = list(tables.vendor_index.find(words))
    exact_spelling = any(match.method not in ("near", "cut") for match in matches)
    for match in matches:
        if not strong and match.method not in ("exact", "core"):
            continue
        if exact_spelling and match.method in ("near", "cut"):
            continue  # a name that is spelt as in the table is no slip of another one
        alias = match.alias
        assert isinstance(alias, Alias)
        link = _alias_link(alias, match, part, name, words, tables)
        if link is not None:
            covered = words[match.first_word : match.first_word + match.word_count]
            if match.method == "exact":  # a legal form makes no name longer
                covered = tables.vendor_index.without_legal_form(covered)
            yield _NamedGroup(alias, link, part, match.first_word, match.first_word + len(covered))


def _is_name_before_form(part: str, whole: str, tables: ReferenceTables) -> bool:
    """Whether only a legal form stands beside a part: "Hewlett-Packard Company, SAS" is one firm.

    ``whole``  the folded name.
    """
    bare = tables.vendor_index.without_legal_form
    return bare(tuple(fold(part).split())) == bare(tuple(whole.split()))


def _abbreviates_rest(part: str, name: str, tables: ReferenceTables) -> bool:
    """Whether a part in brackets is the initials of the name before it.

    An "Institut de Biologie Moléculaire (IBM)" is not the maker of computers, nor is "Aéroports de
    Paris SA (ADP)" the firm of payrolls.
    """
    before, bracket, _ = name.partition(f"({part})")
    if not bracket:
        return False
    words = tables.vendor_index.without_legal_form(tuple(fold(before).split()))
    long = [word for word in words if len(word) > LONGEST_JOINER]
    return fold(part) in {"".join(word[0] for word in some) for some in (words, long)}


def _is_no_company(words: tuple[str, ...], tables: ReferenceTables) -> bool:
    """Whether a part of a name is no company: a legal form, a country, letters of a province.

    ``Andria (BT)``, ``Koenig & Bauer (CA) Inc.``
    """
    ordinary = tables.vendor_index.are_generic_words
    core = tables.vendor_index.without_affixes(words)
    return ordinary(words, generic=False) or max(map(len, core), default=0) < MIN_PART_LENGTH


def _alias_link(
    alias: Alias,
    match: AliasMatch,
    part: str,
    name: str,
    words: tuple[str, ...],
    tables: ReferenceTables,
) -> VendorLink | None:
    """Build the link for an alias match; None when the name is a listed lookalike."""
    if any(pattern.search(name) for _, pattern in tables.lookalikes.get(alias.group, ())):
        return None
    if match.method in ("near", "cut"):
        basis, confidence = "near_miss", "medium"
    elif match.method == "exact" and alias.kind == "legal_entity":
        basis, confidence = "legal_name", alias.confidence
    elif alias.kind == "former_name":
        basis, confidence = "former_name", alias.confidence
    else:
        basis, confidence = "alias", alias.confidence
    if match.method == "inside" or not _is_own_name(alias, tables):
        confidence = "medium" if confidence == "high" else confidence
    return VendorLink(
        alias.group,
        basis,
        f"vendor_aliases.csv:{alias.row}",
        _evidence(part, words, match),
        parse_confidence(confidence),
        alias.source,
    )


def _is_own_name(alias: Alias, tables: ReferenceTables) -> bool:
    """Whether the alias is the group's own name, so that ownership needs no source."""
    if alias.source:
        return True
    group = f"{alias.group} {tables.groups[alias.group].name}"
    return fold(alias.alias).split()[0] in fold(group).split()


def _evidence(part: str, words: tuple[str, ...], match: AliasMatch) -> str:
    """Return the words of the published name in which the alias was found."""
    spans = [m.span() for m in re.finditer(r"[^\W_]+", part)]
    if match.method == "exact" or len(spans) != len(words):
        return part.strip()
    return part[spans[match.first_word][0] : spans[match.first_word + match.word_count - 1][1]]


def parse_confidence(value: str) -> Confidence:
    """Convert a table cell to a confidence; anything unknown is medium."""
    return "high" if value == "high" else "low" if value == "low" else "medium"
