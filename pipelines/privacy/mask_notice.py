"""Remove personal data from a notice.

Changes  free text: e-mail addresses, telephone numbers and contact persons become bullets of the
         same length, so that offsets of evidence stay valid.  Suppliers who are natural persons
         lose name, identifiers and place, and their name is masked wherever else the notice has it.
         ``contacts`` (names that the document gives as contact persons) is emptied after use.
Keeps    names of organisations, amounts, dates, codes, registry and contract numbers, URLs.
Doubt    digits are a telephone number when a word, a prefix or a national format indicates it; a
         supplier who may be a person is withheld (``natural_person_detection``).

Pure and idempotent: bullets match no rule again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container
from functools import lru_cache
from itertools import accumulate
from typing import Any, get_args

import msgspec

from pipelines.model import Award, Notice, Organization, Supplier, replace
from pipelines.privacy import natural_person_detection
from pipelines.privacy.known_person_names import find_phrases, name_phrases
from pipelines.privacy.person_name_classifier import is_person_name, split_off_director
from pipelines.privacy.pii_detection import (
    MASK,
    WITHHELD_NAME,
    PiiSpan,
    find_personal_data,
    is_office,
    mask_spans,
    names_in_email_addresses,
)
from pipelines.reference.person_words import load_person_words
from pipelines.text_folding import fold

WITHHELD = WITHHELD_NAME
_SEPARATOR = "\n\n\x1f\n\n"  # no rule matches across it


_WEB_ADDRESS = re.compile(r"https?:|www\.", re.I)
_ADDRESSEE_WORDS = re.compile(
    r"attention|attn|z\. ?hd|zu händen|t\.a\.v|kontakt|contact|\b(?:mme|mlle|monsieur|madame"
    r"|mrs|ms|herrn?|frau|sig\.ra)\b",
    re.I,
)


def remove_personal_data(notice: Notice) -> Notice:
    """Return the notice without personal data."""
    directors = _directors(notice)
    notice = _without_directors(notice, directors) if directors else notice
    withheld = _withheld_names(notice)
    anonymised = _without_persons(notice, withheld) if withheld else notice
    if anonymised.contacts:
        anonymised = replace(anonymised, contacts=())
    strings = tuple(dict.fromkeys(free_texts(anonymised)))
    joined = _SEPARATOR.join(strings)
    names = {
        *withheld,
        *(person for _, person in directors.values()),
        *_addressees(notice),
        *_contact_names(notice),
        *names_in_email_addresses(joined),
    }
    patterns = name_phrases(names)
    affected = _strings_with_spans(
        strings, find_personal_data(joined, notice.languages)
    ) | _strings_with_phrases(strings, patterns)
    if not affected and not withheld and not directors:
        return anonymised
    masked: Notice = _mask_strings(anonymised, affected, patterns, notice.languages)
    return replace(masked, awards=_distinct_keys(masked.awards))


def _personal_data_in_name(
    name: str, languages: tuple[str, ...], names: tuple[str, ...]
) -> list[PiiSpan]:
    """Find personal data in the name of an organisation.

    Titles count only beside words such as "attention": "Dr. Oetker GmbH" is not a contact person.
    """
    spans = find_personal_data(name, languages, names)
    if _ADDRESSEE_WORDS.search(name):
        return spans
    phrases = set(find_phrases(name, names))
    return [span for span in spans if span.kind != "contact" or (span.start, span.end) in phrases]


def _strings_with_phrases(strings: tuple[str, ...], phrases: tuple[str, ...]) -> frozenset[str]:
    """Return the strings that contain a phrase of ``name_phrases``."""
    if not phrases:
        return frozenset()
    folded = [(string, f" {fold(string)} ") for string in strings]
    joined = "|".join(text for _, text in folded)
    present = [padded for phrase in phrases if (padded := f" {phrase} ") in joined]
    return frozenset(string for string, text in folded if any(words in text for words in present))


def _strings_with_spans(strings: tuple[str, ...], spans: list[PiiSpan]) -> frozenset[str]:
    """Return the strings, joined by ``_SEPARATOR``, in which a span lies."""
    if not spans:
        return frozenset()
    starts = list(accumulate((len(string) + len(_SEPARATOR) for string in strings), initial=0))
    return frozenset(
        strings[index]
        for span in spans
        for index in range(bisect_right(starts, span.start) - 1, bisect_right(starts, span.end - 1))
        if index < len(strings)
    )


def _withheld_names(notice: Notice) -> set[str]:
    """Return the names of suppliers who are natural persons."""
    return {
        supplier.organization.name
        for award in notice.awards
        for supplier in award.suppliers
        if supplier.organization.name != WITHHELD
        and natural_person_detection.is_person(supplier.organization)
    }


def _directors(notice: Notice) -> dict[str, tuple[str, str]]:
    """Return (firm, person) of suppliers that name a firm and who leads it, by the whole name."""
    suppliers = (supplier for award in notice.awards for supplier in award.suppliers)
    names = (
        (
            supplier.organization.name,
            split_off_director(supplier.organization.name, country=supplier.organization.country),
        )
        for supplier in suppliers
    )
    return {name: parts for name, parts in names if parts}


def _addressees(notice: Notice) -> set[str]:
    """Return clerks' names written after the buyer's (``Transport authority: Jeanne Dupont``)."""
    buyers = (buyer.organization for buyer in notice.buyers)
    parts = ((buyer.country, *buyer.name.rpartition(":")) for buyer in buyers)
    return {
        tail.strip()
        for country, head, _, tail in parts
        if head and is_person_name(tail, country=country)
    }


def _contact_names(notice: Notice) -> set[str]:
    """Return the contact persons that the document lists, unless also an organisation."""
    names = {name for contact in notice.contacts for name in _person_names(contact)}
    if not names:
        return names
    organisations = " | ".join(
        [fold(buyer.organization.name) for buyer in notice.buyers]
        + [fold(s.organization.name) for award in notice.awards for s in award.suppliers]
    )
    return {name for name in names if fold(name) not in organisations}


def _person_names(contact: str) -> list[str]:
    """Return the persons that a contact entry names: all of it, or those beside an office, or each
    of several (``Name - Name - Name``, for firms that several persons speak for).  An office
    ("Monsieur le Maire") and a web address name nobody."""
    folded = fold(contact)
    tokens = folded.split()
    if is_office(tokens) or _WEB_ADDRESS.search(contact):
        return []
    spans = natural_person_detection.find_person_names(contact, 0, len(contact))
    persons = [contact[start:end] for start, end in spans]
    if not load_person_words().organisation_word.isdisjoint(tokens) or re.search(r"\d", folded):
        return persons
    return list(dict.fromkeys([contact, *persons])) if len(folded) > 4 and len(tokens) > 1 else []


# --- rebuilding ----------------------------------------------------------------------------

# Fields of free text; the others hold codes, numbers, dates and URLs.
_FREE_TEXT_FIELDS = frozenset(
    (
        "text",
        "name",
        "title",
        "description",
        "reason",
        "label",
        "method_details",
        "direct_award_reason",
        "change_reason",
        "size",
        "activity",
        "legal_type",
        "city",
        "region",
        "evidence",
        "nature",
    )
)


def free_texts(value: msgspec.Struct) -> list[str]:
    """Return all free text in a struct and the structs below it, field by field."""
    texts: list[str] = []
    _collect(value, texts)
    return texts


def _collect(value: msgspec.Struct, texts: list[str]) -> None:
    """Append the free texts of a struct to ``texts``."""
    free, nested = _text_fields(type(value))
    for name in free:
        if text := getattr(value, name):
            texts.append(text)
    for name in nested:
        child = getattr(value, name)
        if not child:
            continue
        for item in child if type(child) is tuple else (child,):
            _collect(item, texts)


@lru_cache(maxsize=64)  # one entry for each class of the model
def _text_fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the free-text fields of a class, and the fields with free text further below."""
    free, inner = [], []
    for info in msgspec.structs.fields(kind):
        below = [part for part in _annotation_types(info.type) if issubclass(part, msgspec.Struct)]
        if info.name in _FREE_TEXT_FIELDS and str in _annotation_types(info.type):
            free.append(info.name)
        elif any(any(_text_fields(part)) for part in below):
            inner.append(info.name)
    return tuple(free), tuple(inner)


def _annotation_types(annotation: Any) -> list[type]:
    """Return the classes in an annotation: Text and NoneType for ``tuple[Text, ...] | None``."""
    inner = get_args(annotation)
    if not inner:
        return [annotation] if isinstance(annotation, type) else []
    return [part for annotation in inner for part in _annotation_types(annotation)]


# Keys may be made of suppliers' names: names are masked, numbers stay.
_KEY_FIELDS = frozenset(("key", "amends"))


def _mask_strings(
    value: Any,
    affected: frozenset[str],
    names: tuple[str, ...],
    languages: tuple[str, ...],
) -> Any:
    """Return the value with the affected strings masked; the same object when nothing changes."""
    if isinstance(value, tuple):
        items = tuple(_mask_strings(item, affected, names, languages) for item in value)
        return value if all(map(_same, items, value)) else items
    if not isinstance(value, msgspec.Struct):
        return value
    changed = {}
    for name in value.__struct_fields__:
        current = getattr(value, name)
        if isinstance(current, str):
            masked: Any = current
            if name == "name":
                masked = (
                    mask_spans(current, _personal_data_in_name(current, languages, names))
                    if current in affected
                    else current
                )
            elif name in _FREE_TEXT_FIELDS:
                masked = (
                    mask_spans(current, find_personal_data(current, languages, names))
                    if current in affected
                    else current
                )
            elif name in _KEY_FIELDS and names:
                masked = mask_spans(
                    current,
                    [PiiSpan(*span, "contact") for span in find_phrases(current, names)],
                )
        elif current and isinstance(current, tuple | msgspec.Struct):
            masked = _mask_strings(current, affected, names, languages)
        else:
            continue
        if not _same(masked, current):
            changed[name] = masked
    return replace(value, **changed) if changed else value


def _same(value: Any, other: Any) -> bool:
    return value is other or (isinstance(value, str) and value == other)


def _without_directors(notice: Notice, directors: dict[str, tuple[str, str]]) -> Notice:
    """Leave the names of the firms."""

    def without(supplier: Supplier) -> Supplier:
        organization = supplier.organization
        firm, _ = directors[organization.name]
        return replace(supplier, organization=replace(organization, name=firm))

    return _replace_suppliers(notice, directors, without)


def _without_persons(notice: Notice, names: set[str]) -> Notice:
    """Withhold the suppliers with these names."""

    def without(supplier: Supplier) -> Supplier:
        identity = _without_identity(supplier.organization)
        return replace(supplier, organization=identity, vendors=(), ownership=None)

    return _replace_suppliers(notice, names, without)


def _replace_suppliers(
    notice: Notice, names: Container[str], changed: Callable[[Supplier], Supplier]
) -> Notice:
    """Return the notice with the suppliers of these names changed."""
    awards = tuple(
        replace(
            award,
            suppliers=tuple(
                changed(supplier) if supplier.organization.name in names else supplier
                for supplier in award.suppliers
            ),
        )
        if any(supplier.organization.name in names for supplier in award.suppliers)
        else award
        for award in notice.awards
    )
    return replace(notice, awards=awards)


def _without_identity(organization: Organization) -> Organization:
    """Return what may be published of a natural person: country and size."""
    return Organization(
        WITHHELD, country=organization.country, size=organization.size, natural_person=True
    )


def _distinct_keys(awards: tuple[Award, ...]) -> tuple[Award, ...]:
    """Number award keys that became equal when the names in them were masked."""
    counts: dict[str, int] = {}
    renamed = []
    for award in awards:
        counts[award.key] = number = counts.get(award.key, 0) + 1
        is_repeated = number > 1 and MASK in award.key
        renamed.append(replace(award, key=f"{award.key} {number}") if is_repeated else award)
    return tuple(renamed)
