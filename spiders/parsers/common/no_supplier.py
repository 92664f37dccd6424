"""Names that stand where a supplier should and name none: "n/a", "Leverandør ikkje valgt".

Source  the rows ``no_supplier`` of data/reference/name_words.csv.
"""

from __future__ import annotations

import re

from pipelines.model import Award, Notice, Supplier, replace
from pipelines.reference.data_folder import REFERENCE, read_csv
from spiders.parsers.common.json_values import folded


def _words(text: str) -> str:
    """Return letters and digits; a name that was hidden after an objection (█) is still one."""
    return " ".join(re.findall(r"[^\W_]+|█+", folded(text)))


_NO_SUPPLIER = {
    _words(row["words"])
    for row in read_csv(REFERENCE / "name_words.csv")
    if row["kind"] == "no_supplier"
} | {""}


def is_supplier_placeholder(name: str) -> bool:
    """Whether a name says that no supplier was chosen or is told, or has no letter or digit."""
    return _words(name) in _NO_SUPPLIER


def without_placeholders(notice: Notice) -> Notice:
    """Leave out suppliers that are placeholders; one with a registry number is none."""
    # the contracts of one award may share a list of thousands: each list is looked at once
    lists = {id(award.suppliers): award.suppliers for award in notice.awards}
    if not any(_is_placeholder(supplier) for group in lists.values() for supplier in group):
        return notice
    return replace(notice, awards=tuple(map(_with_suppliers, notice.awards)))


def _with_suppliers(award: Award) -> Award:
    suppliers = (supplier for supplier in award.suppliers if not _is_placeholder(supplier))
    return replace(award, suppliers=tuple(suppliers))


def _is_placeholder(supplier: Supplier) -> bool:
    organization = supplier.organization
    return not organization.identifiers and is_supplier_placeholder(organization.name)
