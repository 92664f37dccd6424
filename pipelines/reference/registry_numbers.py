"""Validate registry numbers and bring them into canonical form.

A number is valid when its register's check digit holds (or its exact format, where the register has
no check digit) and it is no placeholder.  VAT numbers that contain the registry number yield it, so
that a company has one identifier however it was written.  Invalid numbers are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pipelines.model import Identifier
from pipelines.reference.organization_registers import (
    IGNORED_SCHEMES,
    INTERNATIONAL_REGISTERS,
    REGISTERS,
    SCHEME_ALIASES,
    Register,
)

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_ORG_ID = re.compile(r"[A-Z]{2}-[A-Z0-9_]{2,20}$")
_LABEL = re.compile(
    r"(?<![A-Z0-9])(?:N[°º]|NRO?\b|NO\b(?! ?\d)|NUMERO|NUMBER|ORG(?:ANISASJONS)?\.? ?-?NR"
    r"|ORG\.? ?NO|SIRET|SIREN|N\.? ?TVA(?: INTRA\w*)?|TVA|VAT(?: NO)?|P\. ?IVA|PARTITA IVA"
    r"|C\. ?F\.?|COD(?:ICE)?\.? FISC(?:ALE)?|UST\.? ?-? ?ID(?:NR)?|USTID|ST\.? ?-?NR|NIP|REGON"
    r"|KRS|KVK|KAMER VAN KOOPHANDEL|HANDELSREGISTER|BTW|KBO|BCE|CVR|CIF|NIF|NIPC"
    r"|CUI|ICO|IČO|IČ|DIČ|DIC|EIK|ЕИК|BULSTAT|БУЛСТАТ|OIB|AFM|ΑΦΜ|Α\.Φ\.Μ|LEITWEG(?:-? ?ID)?"
    r"|UID|CHE(?=-? ?\d)|FIRMENBUCH\w*|COMPANY(?: REG\w*)?|REG\w*|CRN|COH|ABN|ACN|NZBN|NEQ|BN"
    r"|UEI|DUNS|RUC|RUT|NIT|CNPJ|RFC|CUIT|LEI|EDRPOU|EDR|ADÓSZÁM|ADOSZAM|MATI[CČ]NA(?: "
    r"[SŠ]T\w*)?|Y-?TUNNUS|PPON|ID|NR)(?![A-Z0-9])[\s.:°º#]*",
)
_ASCENDING_DIGITS = "01234567890123456789"


@lru_cache(maxsize=8192)
def valid_identifiers(scheme: str, raw: str, country: str | None) -> tuple[Identifier, ...]:
    """Return the valid identifiers in a published number, best first; () when there is none.

    ``scheme`` "" lets the country decide.  A SIRET yields itself (establishment) and its SIREN.
    Unknown schemes are kept as published when they look like org-id.guide codes.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw)).strip().upper()
    scheme = scheme.strip().upper()
    if scheme in IGNORED_SCHEMES or (not re.search(r"\d", text) and scheme[:6] != "GB-SRS"):
        return ()
    scheme_country, wanted_scheme = SCHEME_ALIASES.get(
        scheme, (scheme[:2] if _ORG_ID.match(scheme) else "", scheme if "-" in scheme else "")
    )
    scheme_country = scheme_country or (country or "").upper()
    registers = (*REGISTERS.get(scheme_country, ()), *INTERNATIONAL_REGISTERS)
    if wanted_scheme:
        matching = tuple(register for register in registers if register.scheme == wanted_scheme)
        if not matching:
            return _as_published(scheme, raw)
        registers = matching
    valid: dict[tuple[str, str], Identifier] = {}
    for part in _split_numbers(text):
        for identifier in _read_number(part, text, registers):
            valid.setdefault((identifier.scheme, identifier.id), identifier)
    return tuple(
        sorted(valid.values(), key=lambda identifier: identifier_rank(identifier, scheme_country))
    )


def is_organization_id(identifier: Identifier) -> bool:
    """Whether the identifier may serve as organisation id ``SCHEME-number``."""
    return identifier.scheme in _ORGANIZATION_ID_SCHEMES


def _as_published(scheme: str, raw: str) -> tuple[Identifier, ...]:
    """Return the identifier of an unknown scheme unless it is a placeholder."""
    number = " ".join(_INVISIBLE.sub("", raw).split())
    if not _ORG_ID.match(scheme) or scheme.endswith("-HRB") or is_placeholder(number):
        return ()
    return (Identifier(scheme, number),)


def is_placeholder(number: str) -> bool:
    """Whether a number identifies nobody: ``000000000``, ``123456789``, ``n/a``, ``0``."""
    digits = re.sub(r"\D", "", number)
    letters = re.sub(r"[^A-Z]", "", number.upper())
    if not digits:
        return len(letters) < 4 or letters in ("KEINEANGABE", "NONE", "UNKNOWN", "INCONNU")
    return len(set(digits)) == 1 or (
        len(digits) >= 4 and (digits in _ASCENDING_DIGITS or digits in _ASCENDING_DIGITS[::-1])
    )


def _split_numbers(text: str) -> Iterator[str]:
    """Yield the whole text, then its parts when separators divide several numbers."""
    yield text
    pieces = re.split(r"[,;/|()]|(?<=\d)_| - |\s(?=FN|HR[AB])", text)
    if len(pieces) > 1:
        yield from (piece for piece in pieces if re.search(r"\d", piece))


def _read_number(part: str, whole: str, registers: tuple[Register, ...]) -> Iterator[Identifier]:
    """Yield the identifier in a part of the text.

    Words such as KRS or NIP select the register.
    """
    label = re.sub(r"[^A-Z ]", " ", whole).split()
    prefixes = tuple(
        register for register in registers if any(word in label for word in register.labels)
    )
    bare = _LABEL.sub(" ", part)
    for register in prefixes or registers:
        removed = r"[^A-Z0-9-]" if register.scheme == "DE-LEITWEG" else r"[^A-Z0-9ÑΕΗ&+*]"
        for text in dict.fromkeys((bare, part)):
            match = register.pattern.fullmatch(re.sub(removed, "", text).strip("-"))
            if not match or is_placeholder(match[1]):
                continue
            number = register.check(match[1])
            if number is None:
                continue
            if register.scheme == "DE-HRB":
                number = " ".join(part.split())
            yield Identifier(register.scheme, number)
            if register.scheme == "FR-SIRET":
                yield Identifier("FR-SIREN", number[:9])
            return


def identifier_rank(identifier: Identifier, country: str | None) -> int:
    """Return the rank of an identifier among those of its country; lowest is best."""
    order = [register.scheme for register in REGISTERS.get(country or "", ())]
    if identifier.scheme == "FR-SIRET":
        return 90
    return order.index(identifier.scheme) if identifier.scheme in order else 95


_ORGANIZATION_ID_SCHEMES = frozenset(
    register.scheme
    for registers in (*REGISTERS.values(), INTERNATIONAL_REGISTERS)
    for register in registers
    if register.names_organization
)
