"""Read products and the wordings in which notices ask for the machines or licences of a maker.

``{machines: Dell}`` in products.csv stands for every row ``machines`` of product_wordings.csv, with
Dell in the place of ``{maker}``: a maker is one row, and a wording is one row for all makers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.reference.csv_table_reader import CONFIDENCES, TableFolder, TableRow, split_cell
from pipelines.reference.phrase_forms import check_phrase
from pipelines.reference.table_classes import Product, VendorGroup
from pipelines.reference.vendor_tables import has_group

PRODUCTS = "products.csv"
WORDINGS = "product_wordings.csv"
MAKER = "{maker}"
_BRACES = re.compile(r"\{[^{}]*\}?|\}")
_WORDINGS_OF_MAKER = re.compile(r"\{([^{}:]+):([^{}=]*[^{}= ][^{}=]*)\}")


@dataclass(frozen=True, slots=True)
class _Wording:
    """A phrase with ``{maker}`` in it, and the makers with whom it is not searched."""

    row: TableRow
    phrase: str
    not_with: frozenset[str]


def read_products(files: TableFolder, groups: dict[str, VendorGroup]) -> tuple[Product, ...]:
    """Read the products by which a group is recognised."""
    wordings = _read_wordings(files)
    makers: dict[str, set[str]] = {name: set() for name in wordings}
    products = []
    for row in files.rows(
        PRODUCTS,
        "product match group_id category implies_data_outsourcing context where since "
        "until source confidence",
    ):
        row.check("implies_data_outsourcing", ("yes", "maybe", "no"))
        row.check("where", ("title", "any"))
        row.check_period()
        row.check("confidence", CONFIDENCES)
        if not has_group(row, groups):
            continue
        if (names := _searched_names(row, wordings, makers)) is not None:
            products.append(_product(row, *names))
    _check_makers(wordings, makers)
    return tuple(products)


def _product(row: TableRow, name: str, wordings: tuple[str, ...]) -> Product:
    return Product(
        row.number,
        name,
        row["group_id"],
        row["category"],
        row["implies_data_outsourcing"],
        split_cell(row["context"]),
        row["where"] == "title",
        row.day("since"),
        row.day("until"),
        row["source"] or None,
        row["confidence"],
        wordings,
    )


def _searched_names(
    row: TableRow, wordings: dict[str, list[_Wording]], makers: dict[str, set[str]]
) -> tuple[str, tuple[str, ...]] | None:
    """Return the name of a product and its wordings; None when a phrase cannot be searched.

    ``makers``  of each list of wordings; that of the row is added.
    """
    phrase = row["match"]
    if not _BRACES.search(phrase):
        return (phrase, ()) if _is_searchable(row, phrase) else None
    parts = _WORDINGS_OF_MAKER.fullmatch(phrase)
    if parts is None:
        row.complain("match", "expected a phrase, or a list of wordings and a maker: {machines: X}")
        return None
    name, maker = parts[1].strip(), parts[2].strip()
    if name not in wordings:
        known = ", ".join(wordings) or "none"
        row.complain("match", f"{WORDINGS} has no wordings {name!r}, only {known}: correct one")
        return None
    if not row["product"]:
        row.complain("product", "is empty: readers see it in the place of the wordings")
    makers[name].add(maker)
    phrases = tuple(
        wording.phrase.replace(MAKER, maker)
        for wording in wordings[name]
        if maker not in wording.not_with
    )
    searchable = [phrase for phrase in phrases if _is_searchable(row, phrase)]
    return (row["product"], phrases) if len(searchable) == len(phrases) else None


def _read_wordings(files: TableFolder) -> dict[str, list[_Wording]]:
    """Read the phrases of product_wordings.csv by the name of their list."""
    wordings: dict[str, list[_Wording]] = {}
    for row in files.rows(WORDINGS, "wordings match not_with note"):
        phrase = row["match"]
        unknown = [found for found in _BRACES.findall(phrase) if found != MAKER]
        if not row["wordings"]:
            row.complain("wordings", "is empty: name the list to which the row belongs")
        elif unknown:
            row.complain("match", f"{unknown[0]} is unknown: only {MAKER} may stand in braces")
        elif MAKER not in phrase:
            row.complain("match", f"names no maker: write {MAKER} where the maker stands")
        elif any(phrase == other.phrase for other in wordings.get(row["wordings"], ())):
            row.complain("match", "twice: keep one row")
        elif _is_searchable(row, phrase.replace(MAKER, "maker")):
            not_with = frozenset(split_cell(row["not_with"]))
            wordings.setdefault(row["wordings"], []).append(_Wording(row, phrase, not_with))
    return wordings


def _check_makers(wordings: dict[str, list[_Wording]], makers: dict[str, set[str]]) -> None:
    """Complain about wordings of no maker, and about a maker in ``not_with`` without them."""
    for name, rows in wordings.items():
        if not makers[name]:
            advice = f"no row of {PRODUCTS} has {{{name}: MAKER}}: add one, or drop these wordings"
            rows[0].row.complain("wordings", advice)
            continue
        for wording in rows:
            for maker in sorted(wording.not_with - makers[name]):
                advice = f"no row of {PRODUCTS} has {{{name}: {maker}}}: correct one of the two"
                wording.row.complain("not_with", advice)


def _is_searchable(row: TableRow, phrase: str) -> bool:
    """Whether a phrase can be searched; complains when it cannot."""
    try:
        check_phrase(phrase)
    except ValueError as error:
        row.complain("match", f"{error}: correct the phrase")
        return False
    return True
