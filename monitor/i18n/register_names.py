"""Names of the registers that number organisations, as people of their country know them."""

from __future__ import annotations

from monitor.i18n.value_formatting import country, gettext
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
