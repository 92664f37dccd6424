"""Names of the registers that number organisations, as people of their country know them."""

from __future__ import annotations

from monitor.i18n.untrusted_text import is_registry_number
from monitor.i18n.value_formatting import _, country, gettext
from pipelines.reference.organization_registers import REGISTER_NAMES

VAT = "VAT"  # of REGISTER_NAMES: a number of no register, which each language calls otherwise


def register_name(scheme: str) -> str:
    """Return the register and its country, like ``BCE/KBO, Belgium``.

    A scheme that the table of registers does not have stays a code.
    """
    place, _dash, kind = scheme.partition("-")
    name = gettext("VAT number") if kind == VAT else REGISTER_NAMES.get(scheme)
    if name is None:
        return scheme
    return name if place == "XI" else f"{name}, {country(place)}"


def number_text(evidence: str | None) -> str | None:
    """Say a registry number that proves who a supplier is, such as "FR-SIREN 303529184", in words.

    None for evidence that is no such number: names and words are quoted as published.
    """
    if evidence is None or not is_registry_number(evidence):
        return None
    scheme, _blank, number = evidence.partition(" ")
    if scheme.endswith(f"-{VAT}"):
        return _("VAT number {number} of the supplier").format(number=number)
    register = REGISTER_NAMES.get(scheme, scheme)
    return _("{register} number {number} of the supplier").format(register=register, number=number)


def quoted_evidence(evidence: str) -> str:
    """Return words in quotation marks, a registry number in words."""
    return number_text(evidence) or _("“{words}”").format(words=evidence)
