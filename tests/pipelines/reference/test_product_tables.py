"""Products, and the wordings in which notices ask for what a maker makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.reference.load_reference_tables import load_tables
from tests.pipelines.reference.table_edits import added, changed, complaint, edited


def test_a_maker_is_a_row_of_the_products_and_is_found_in_every_wording(folder: Path) -> None:
    edited(
        folder / "products.csv",
        added(
            product="Zebrix machines",
            match="{machines: Zebrix}",
            group_id="dell",
            category="hardware",
            implies_data_outsourcing="no",
            where="any",
            confidence="high",
        ),
    )
    edited(
        folder / "product_wordings.csv",
        added(wordings="machines", match="{maker}, machines of", not_with="HP|Dell"),
    )
    tables = load_tables(folder)
    maker = tables.products[-1]
    assert (maker.name, maker.wordings[-1]) == ("Zebrix machines", "Zebrix, machines of")
    for words in ("de marque Zebrix", "Komputery Zebrix", "Zebrix laptops", "datorer från Zebrix"):
        hits = tables.matcher.scan(f"Lot 1: {words}, 2026").hits
        assert maker in [tables.phrase_owners[hit.owner].entry for hit in hits]
    dell = next(product for product in tables.products if product.name == "Dell machines")
    assert len(dell.wordings) == len(maker.wordings) - 1


@pytest.mark.parametrize(
    ("file", "change", "expected"),
    [
        (
            "products.csv",
            changed(0, match="{machnes: Dell}"),
            ("row 2, match: '{machnes: Dell}'", "no wordings 'machnes', only machines, licences"),
        ),
        (
            "products.csv",
            changed(0, match="computers {maker}"),
            ("row 2, match: 'computers {maker}'", "a list of wordings and a maker: {machines: X}"),
        ),
        (
            "products.csv",
            changed(0, match="{machines: }"),
            ("row 2, match: '{machines: }'", "a list of wordings and a maker: {machines: X}"),
        ),
        (
            "products.csv",
            changed(0, product="", match="{machines: Dell}"),
            ("row 2, product: ''", "is empty: readers see it"),
        ),
        (
            "product_wordings.csv",
            changed(0, match="{makr} computers"),
            ("row 2, match", "{makr} is unknown: only {maker} may stand in braces"),
        ),
        (
            "product_wordings.csv",
            changed(0, match="{maker computers"),
            ("row 2, match", "{maker computers is unknown: only {maker}"),
        ),
        (
            "product_wordings.csv",
            changed(0, match="computers"),
            ("row 2, match: 'computers'", "write {maker} where the maker stands"),
        ),
        (
            "product_wordings.csv",
            changed(0, match=""),
            ("row 2, match: ''", "write {maker} where the maker stands"),
        ),
        (
            "product_wordings.csv",
            changed(0, wordings=""),
            ("row 2, wordings: ''", "name the list to which the row belongs"),
        ),
        (
            "product_wordings.csv",
            changed(0, match="(computers {maker}"),
            ("row 2, match: '(computers {maker}'", "a bracket is not closed"),
        ),
        (
            "product_wordings.csv",
            changed(0, not_with="IBM|Dull"),
            ("row 2, not_with", "no row of products.csv has {machines: Dull}"),
        ),
        (
            "product_wordings.csv",
            added(wordings="screens", match="screens by {maker}"),
            ("wordings: 'screens'", "no row of products.csv has {screens: MAKER}: add one"),
        ),
        (
            "product_wordings.csv",
            lambda rows: rows.append(rows[0]),
            ("match: ", "twice: keep one row"),
        ),
    ],
)
def test_a_wrong_wording_is_told_with_file_row_column_value_and_advice(
    folder: Path,
    file: str,
    change: Callable[[list[dict[str, str]]], None],
    expected: tuple[str, ...],
) -> None:
    edited(folder / file, change)
    message = complaint(folder)
    for words in (file, *expected):
        assert words in message
