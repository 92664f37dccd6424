"""Decide by a registry number whether an organisation is a natural person or a company.

Source  the numbering rules that python-stdnum documents; those of Honduras, Costa Rica, Uruguay,
        Georgia, Moldova, Kenya and Ghana from general knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from stdnum.bg import egn
from stdnum.br import cpf
from stdnum.do import cedula
from stdnum.ec import ci
from stdnum.ee import ik
from stdnum.es import dni, nie
from stdnum.exceptions import ValidationError
from stdnum.no import fodselsnummer
from stdnum.pl import pesel
from stdnum.pt import nif
from stdnum.ro import cnp
from stdnum.za import idnr

from pipelines.model import Organization

_ITALIAN_PERSON_NUMBER = re.compile(r"[A-Z]{6}\d\d[A-EHLMPR-T]\d\d[A-Z]\d{3}[A-Z]$")
_MEXICAN_PERSON_NUMBER = re.compile(r"[A-ZÑ&]{4}\d{6}[A-Z0-9]{3}$")
_PERSON_SCHEME = re.compile(  # Costa Rica's "cédula jurídica" is a company's
    r"(?:^|[-_ ])(?:CPF|NIE|DNI|DUI|DPI|CURP|PESEL|CC|CE|CI|IPN|IDNP|RUN|NIK|NIN|PASSPORT"
    r"|PASAPORTE)$|\bC[EÉ]DULA\b(?! JUR)|\bPASAPORTE\b|\bPASSPORT\b|IDENTITY CARD|NATIONAL ID\b"
)
_STATUTORY_COMPANY = re.compile(r"\bHR ?B\b|\bKRS\b", re.I)


def is_person_number(scheme: str, raw: str, country: str) -> bool:
    """Whether a registry number belongs to a person, or is masked (``***12**``)."""
    if "***" in raw:
        return True
    number = re.sub(r"[\s.]", "", raw).upper()
    country_code = scheme[:2].upper() if re.match(r"[A-Za-z]{2}-", scheme) else country.upper()
    plain = re.sub(r"\W", "", number).removeprefix(country_code)
    if _PERSON_SCHEME.search(scheme.upper()):
        return True
    if _ITALIAN_PERSON_NUMBER.match(plain):
        return True
    return country_code in _PERSON_NUMBER_CHECKS and _PERSON_NUMBER_CHECKS[country_code](
        plain, number
    )


def _passes_check(module: object, number: str) -> bool:
    """Whether the number passes the check of a python-stdnum module."""
    try:
        return bool(module.validate(number))  # type: ignore[attr-defined]
    except ValidationError:
        return False


def _is_swedish_person_number(number: str) -> bool:
    """Whether a Swedish number is a person's, with or without its century.

    A VAT number is a number followed by ``01``.  The third digit of an organisation's number is 2
    or more; in a person's number it belongs to the month.
    """
    if not number.isdigit() or len(number) not in (10, 12):
        return False
    if len(number) == 12 and number[:2] in ("19", "20") and "01" <= number[4:6] <= "12":
        return True
    is_vat = len(number) == 12 and number.endswith("01")
    return (number if is_vat else number[-10:])[2] < "2"


_PERSON_NUMBER_CHECKS: dict[str, Callable[[str, str], bool]] = {
    "ES": lambda n, _: _passes_check(dni, n) or _passes_check(nie, n),
    "PT": lambda n, _: n[:1] in "123" and _passes_check(nif, n),
    "BR": lambda n, _: len(n) == 11 and _passes_check(cpf, n),
    "UA": lambda n, _: len(n) == 10 and n.isdigit(),
    "SE": lambda n, _: _is_swedish_person_number(n),
    "FI": lambda _, n: bool(re.match(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]$", n)),
    "DK": lambda n, raw: bool(re.match(r"\d{6}-\d{4}$", raw)) and n[:2] <= "31",
    "BG": lambda n, _: len(n) == 10 and _passes_check(egn, n),
    "RO": lambda n, _: len(n) == 13 and _passes_check(cnp, n),
    "PL": lambda n, _: len(n) == 11 and _passes_check(pesel, n),
    "CZ": lambda n, raw: bool(re.match(r"(?:CZ)?(?!699)\d{6}/?\d{3,4}$", raw)),
    "SK": lambda _, raw: bool(re.match(r"\d{6}/\d{3,4}$", raw)),
    "EE": lambda n, _: len(n) == 11 and _passes_check(ik, n),
    "LT": lambda n, _: len(n) == 11 and _passes_check(ik, n),
    "LV": lambda _, raw: bool(re.match(r"[0-3]\d{5}-?\d{5}$", raw)) and not raw.startswith("4"),
    "NO": lambda n, _: len(n) == 11 and _passes_check(fodselsnummer, n),
    "MX": lambda n, _: bool(_MEXICAN_PERSON_NUMBER.match(n)),
    "CL": lambda n, _: bool(re.match(r"\d{7,8}[0-9K]$", n)) and int(n[:-1]) < 50_000_000,
    "PE": lambda n, _: len(n) == 11 and n[:2] in ("10", "15"),
    "PY": lambda n, _: bool(re.match(r"\d{6,8}$", n)) and not n.startswith("80"),
    "EC": lambda n, _: len(n) in (10, 13) and n[2] < "6" and _passes_check(ci, n[:10]),
    "DO": lambda n, _: len(n) == 11 and _passes_check(cedula, n),
    "HN": lambda n, _: bool(re.match(r"\d{4}(?:19|20)\d{8}$", n)),
    "CR": lambda n, _: bool(re.match(r"(?:0?[1-9]\d{8}|1\d{10,11})$", n)),
    "UY": lambda n, _: bool(re.match(r"\d{7,8}$", n)),
    "GE": lambda n, _: bool(re.match(r"\d{11}$", n)),
    "MD": lambda n, _: bool(re.match(r"[02]\d{12}$", n)),
    "KE": lambda n, _: bool(re.match(r"A\d{9}[A-Z]$", n)),
    "GH": lambda n, _: bool(re.match(r"P\d{9}[0-9X]$", n)),
    "ZA": lambda n, _: len(n) == 13 and _passes_check(idnr, n),
    "AR": lambda n, _: len(n) == 11 and n[:2] in ("20", "23", "24", "27"),
}


def has_company_number(organization: Organization) -> bool:
    """Whether a number is of a kind that only companies and public bodies have."""
    for identifier in organization.identifiers:
        plain = re.sub(r"\W", "", identifier.id).upper()
        country = (organization.country or identifier.scheme[:2]).upper()
        if identifier.scheme in ("GB-COH", "PL-KRS") or _STATUTORY_COMPANY.search(identifier.id):
            return True
        if country == "ES" and re.match(r"(?:ES)?[ABCDFGHJNPQRSUVW]\d{7}[0-9A-J]$", plain):
            return True
        if country == "PT" and re.match(r"(?:PT)?[569]\d{8}$", plain):
            return True
        if country == "SE" and re.match(r"\d\d[2-9]\d{7}$", plain):
            return True
    return False
