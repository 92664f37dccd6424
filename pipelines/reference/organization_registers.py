"""Registers of organisations by country: format and check of their numbers.

Source  registers.csv.  Register rules: python-stdnum; scheme codes: org-id.guide, our own where it
        has none (``XX-VAT`` for VAT numbers that do not contain the registry number).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from itertools import chain

from stdnum.be import vat as be_vat
from stdnum.bg import vat as bg_vat
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError
from stdnum.fi import ytunnus
from stdnum.fr import siren, tva
from stdnum.si import maticna

from pipelines.reference.data_folder import REFERENCE, read_csv

Check = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Register:
    """One register.

    ``name``                as people of its country call it, the same in every language; ``VAT``:
                            said in the reader's.
    ``pattern``             matches capitals and digits; group 1 is the number.
    ``check``               gives the number in the register's format, None when it is not valid.
    ``labels``              words that announce this register (capitals without dots).
    ``names_organization``  the number may serve as organisation id; not when it has no fixed format
                            or belongs to a branch.
    """

    scheme: str
    name: str
    pattern: re.Pattern[str]
    check: Check
    labels: tuple[str, ...]
    names_organization: bool


def _siren_of_tva(number: str) -> str:
    """Return the SIREN in a French VAT number."""
    tva.validate(number)
    return str(siren.validate(number[-9:]))


def _finnish(number: str) -> str:
    ytunnus.validate(number)
    return f"{number[:7]}-{number[7:]}"


def _czech(number: str) -> str:
    """Check an IČO: eight digits, weights 8…2, leading zeros often lost."""
    number = number.zfill(8)
    rest = sum((8 - i) * int(d) for i, d in enumerate(number[:7])) % 11
    if int(number[7]) != (11 - rest) % 10:
        raise InvalidChecksum
    return number


def _lithuanian(number: str) -> str:
    """Check a legal entity code: nine digits, weights 1…8, then 3…9,1 for remainder 10."""
    rest = sum((i + 1) * int(d) for i, d in enumerate(number[:8])) % 11
    if rest == 10:
        rest = sum(((i + 2) % 9 + 1) * int(d) for i, d in enumerate(number[:8])) % 11 % 10
    if rest != int(number[8]):
        raise InvalidChecksum
    return number


def _slovenian(number: str) -> str:
    if not maticna.is_valid(number[:7]):
        maticna.validate(number)
    return number[:7]


def _bulgarian(number: str) -> str:
    """Check an EIK: nine digits; a branch has thirteen that begin with them."""
    bg_vat.validate(number[:9])
    return number[:9]


def _belgian(number: str) -> str:
    return str(be_vat.validate(number.zfill(10)))


def _krs(number: str) -> str:
    if not number.startswith("000"):
        raise InvalidComponent
    return number


# what python-stdnum has no module for
_OWN_CHECKS: Mapping[str, Callable[[str], str]] = {
    "": str,
    "lower": str.lower,
    "ppon": lambda number: f"{number[:4]}-{number[4:8]}-{number[8:]}",
    "siren_of_tva": _siren_of_tva,
    "finnish": _finnish,
    "czech": _czech,
    "lithuanian": _lithuanian,
    "slovenian": _slovenian,
    "bulgarian": _bulgarian,
    "belgian": _belgian,
    "krs": _krs,
}


def _check(name: str, shape: str) -> Check:
    """Return a check of ours or of python-stdnum (``fr.siret``); ``shape`` formats its result."""
    validate = _OWN_CHECKS.get(name) or import_module(f"stdnum.{name}").validate

    def check(number: str) -> str | None:
        try:
            return (shape or "{}").format(validate(number))
        except ValidationError:
            return None

    return check


def _read_registers() -> dict[str, tuple[Register, ...]]:
    registers: dict[str, list[Register]] = {}
    for row in read_csv(REFERENCE / "registers.csv"):
        register = Register(
            row["scheme"],
            row["name"],
            re.compile(row["pattern"]),
            _check(row["check"], row["format"]),
            tuple(row["labels"].split()),
            row["names_organization"] != "no",
        )
        registers.setdefault(row["country"], []).append(register)
    return {country: tuple(registers) for country, registers in registers.items()}


# Country -> its registers, the best organisation id first.
REGISTERS = _read_registers()
INTERNATIONAL_REGISTERS = REGISTERS.pop("")
REGISTER_NAMES = {
    register.scheme: register.name
    for register in chain(*REGISTERS.values(), INTERNATIONAL_REGISTERS)
}

# Other names of schemes on portals -> (country, scheme); "" leaves one open.
SCHEME_ALIASES = {
    row["alias"]: (row["country"], row["scheme"])
    for row in read_csv(REFERENCE / "register_aliases.csv")
}
# Numbers of a portal, a system or a place, which do not identify an organisation.
IGNORED_SCHEMES = frozenset(("ID_PLATAFORMA", "DIR3", "GB-GOR", "INTERNAL", "NATIONAL", "OTHER"))
