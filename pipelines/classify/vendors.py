"""The group behind each supplier, with its proof.

Order of proof: registry identifier, exact legal name, alias with its context, one wrong letter
where the table allows it (medium at most).  Look-alikes are asked before any name is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pipelines.classify.split_supplier_names import pieces, spelt_together
from pipelines.model import Award, Confidence, Identifier, Notice, Supplier, VendorLink, replace
from pipelines.reference.sirene import siren_in
from pipelines.reference.tables import Alias, Correction, Tables
from pipelines.reference.vendor_index import Match
from pipelines.text_folding import fold

LONGEST_NAME = 600  # characters read of a supplier's name; longer ones are not names
SHORTEST_PIECE = 3  # letters
_RANK = {
    "correction": -1,
    "identifier": 0,
    "legal_name": 1,
    "alias": 2,
    "former_name": 3,
    "near_miss": 4,
}


def vendors(notice: Notice, tables: Tables) -> Notice:
    """Notice -> same notice with ``vendors`` on every supplier of every award.

    Judged at the award's own date, else the notice's: groups own names from and until.
    """
    if not any(award.suppliers for award in notice.awards):
        return notice
    return replace(notice, awards=tuple(_with_vendors(a, notice, tables) for a in notice.awards))


def _with_vendors(award: Award, notice: Notice, tables: Tables) -> Award:
    on = award.decided or award.signed or notice.published
    return replace(award, suppliers=tuple(_linked(s, on, tables) for s in award.suppliers))


def _linked(supplier: Supplier, on: date | None, tables: Tables) -> Supplier:
    organization = supplier.organization
    if organization.natural_person:
        return replace(supplier, vendors=())
    links = vendor_links(organization.name, organization.identifiers, on, tables)
    return replace(supplier, vendors=links)


def vendor_links(
    name: str, identifiers: tuple[Identifier, ...], on: date | None, tables: Tables
) -> tuple[VendorLink, ...]:
    """Name and identifiers of one supplier -> the groups behind it, best proof first.

    One link a group.  Several groups: the name holds several firms.
    """
    corrected = tables.corrected_names.get(fold(name)) if tables.corrected_names else None
    if corrected is not None:
        return (_corrected(corrected, name),) if corrected.new_value else ()
    siren = siren_in(name) if tables.register_names else None
    if siren is not None and siren in tables.register_names:
        links = vendor_links(tables.register_names[siren], identifiers, on, tables)
        return tuple(_by_register(link, siren) for link in links)
    best: dict[str, VendorLink] = {}
    named = list(_owned(name, _by_name(name[:LONGEST_NAME], tables), on))
    whole = [one.link for one in named if not any(longer.holds_in(one) for longer in named)]
    for link in (*_by_identifier(identifiers, tables), *whole):
        known = best.get(link.group)
        if known is None or _RANK[link.basis] < _RANK[known.basis]:
            best[link.group] = link
    return tuple(best.values())


def _by_register(link: VendorLink, siren: str) -> VendorLink:
    """A link by the name that the register gives a number: the evidence says so."""
    if link.basis == "identifier":
        return link
    return replace(link, evidence=f"SIREN {siren}: {link.evidence} (Sirene)")


def _corrected(correction: Correction, name: str) -> VendorLink:
    """A human judgement on this supplier: it wins over every proof."""
    return VendorLink(
        correction.new_value, "correction", correction.rule, name, "high", correction.source
    )


def _by_identifier(identifiers: tuple[Identifier, ...], tables: Tables) -> Iterator[VendorLink]:
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
                confidence_of(row.confidence if row.source else "medium"),
                row.source,
            )


class _Named(NamedTuple):
    """A group that an alias in a name speaks of.  ``part``: which piece of the name, ``start`` and
    ``stop``: the words of it that the alias covers."""

    alias: Alias
    link: VendorLink
    part: str
    start: int
    stop: int

    def holds_in(self, other: _Named) -> bool:
        """Whether the other one is a word or two of this longer name, and of another group:
        Hewlett-Packard in Hewlett Packard Enterprise, Vodafone in Vodafone Italia."""
        return (
            self.part == other.part
            and self.link.group != other.link.group
            and self.start <= other.start
            and self.stop >= other.stop
            and self.stop - self.start > other.stop - other.start
        )


@lru_cache(maxsize=4096)
def _by_name(name: str, tables: Tables) -> tuple[_Named, ...]:
    """Name -> the groups that any alias in it speaks of, at any date; winners win many times."""
    return tuple(_in_name(name, tables))


def _owned(name: str, found: tuple[_Named, ...], on: date | None) -> Iterator[_Named]:
    """What holds on this day.  A name that the group sold is no proof of it by a word inside:
    Vodafone Italia is Swisscom's, though it says Vodafone."""
    sold = {(one.alias.group, f" {fold(one.alias.alias)} ") for one in found if one.alias.sold(on)}
    for one in found:
        alias = one.alias
        if not alias.holds(on):
            continue
        rest = whole = f" {fold(name)} " if sold else ""
        for group, words in sold:
            if group == alias.group:
                rest = rest.replace(words, " | ")
        words = f" {fold(alias.alias)} " if rest != whole else ""
        if rest == whole or words in rest or (alias.group, words) in sold:
            yield one


def _in_name(name: str, tables: Tables) -> Iterator[_Named]:
    whole = fold(name)
    if not whole or whole in tables.names.placeholders:
        return
    for part, strong in pieces(name):
        for spelling in dict.fromkeys((part, spelt_together(part))):
            words = tuple(fold(spelling).split())
            yield from _in_part(name, part, words, strong, tables)


def _in_part(
    name: str, part: str, words: tuple[str, ...], strong: bool, tables: Tables
) -> Iterator[_Named]:
    if not words or " ".join(words) in tables.names.placeholders:
        return
    if not strong and _is_no_firm(words, tables):
        return
    matches = list(tables.names.find(words))
    spelt = any(match.how not in ("near", "cut") for match in matches)
    for match in matches:
        if not strong and match.how not in ("exact", "core"):
            continue
        if spelt and match.how in ("near", "cut"):
            continue  # a name that is spelt as in the table is no slip of another one
        alias = match.alias
        assert isinstance(alias, Alias)
        link = _link(alias, match, part, name, words, tables)
        if link is not None:
            covered = words[match.at : match.at + match.words]
            if match.how == "exact":  # a legal form makes no name longer
                covered = tables.names.formless(covered)
            yield _Named(alias, link, part, match.at, match.at + len(covered))


def _is_no_firm(words: tuple[str, ...], tables: Tables) -> bool:
    """A piece of a name that is no firm: a legal form, a country, the letters of a province
    (``Andria (BT)``, ``Koenig & Bauer (CA) Inc.``)."""
    ordinary = tables.names.is_ordinary
    core = tables.names.core(words)
    return ordinary(words, generic=False) or max(map(len, core), default=0) < SHORTEST_PIECE


def _link(
    alias: Alias, match: Match, part: str, name: str, words: tuple[str, ...], tables: Tables
) -> VendorLink | None:
    if any(pattern.search(name) for _, pattern in tables.lookalikes.get(alias.group, ())):
        return None
    if match.how in ("near", "cut"):
        basis, confidence = "near_miss", "medium"
    elif match.how == "exact" and alias.kind == "legal_entity":
        basis, confidence = "legal_name", alias.confidence
    elif alias.kind == "former_name":
        basis, confidence = "former_name", alias.confidence
    else:
        basis, confidence = "alias", alias.confidence
    if match.how == "inside" or not _bears_its_name(alias, tables):
        confidence = "medium" if confidence == "high" else confidence
    return VendorLink(
        alias.group,
        basis,
        f"vendor_aliases.csv:{alias.row}",
        _evidence(part, words, match),
        confidence_of(confidence),
        alias.source,
    )


def _bears_its_name(alias: Alias, tables: Tables) -> bool:
    """Whether the alias says the group's own name, so that no source for ownership is needed."""
    if alias.source:
        return True
    group = f"{alias.group} {tables.groups[alias.group].name}"
    return fold(alias.alias).split()[0] in fold(group).split()


def _evidence(part: str, words: tuple[str, ...], match: Match) -> str:
    """The words of the name as published that the alias was found in."""
    spans = [m.span() for m in re.finditer(r"[^\W_]+", part)]
    if match.how == "exact" or len(spans) != len(words):
        return part.strip()
    return part[spans[match.at][0] : spans[match.at + match.words - 1][1]]


def confidence_of(value: str) -> Confidence:
    """Cell of a table -> confidence; anything unknown is medium."""
    return "high" if value == "high" else "low" if value == "low" else "medium"
