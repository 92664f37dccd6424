"""Edit copies of the reference tables, and read what is said about them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.errors import Misconfigured
from pipelines.reference.load_reference_tables import load_tables


def edited(path: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def complaint(folder: Path) -> str:
    with pytest.raises(Misconfigured) as caught:
        load_tables(folder)
    return str(caught.value)


def added(**cells: str) -> Callable[[list[dict[str, str]]], None]:
    def change(rows: list[dict[str, str]]) -> None:
        rows.append(dict.fromkeys(rows[0], "") | cells)

    return change


def changed(place: int, **cells: str) -> Callable[[list[dict[str, str]]], None]:
    def change(rows: list[dict[str, str]]) -> None:
        rows[place].update(cells)

    return change
