"""The demo documents are whole, hold no real person, and read as they were meant."""

from __future__ import annotations

import csv
import importlib
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from monitor.demo.portals.server import PORTALS
from monitor.demo.shift_dates import WRITTEN_SPAN
from pipelines.model import Award, Notice
from spiders.base.portal import PortalSpider

DEMO = Path(__file__).parents[2] / "data" / "demo"
EXPECTED = Path(__file__).parent / "expectations.csv"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"\+\d[\d .]{8,}\d")
FICTION = re.compile(r"\+33 1990012\d\d|\+44 20794601\d\d|\+32 0+")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def documents() -> Iterator[Path]:
    for kind in PORTALS:
        yield from sorted((DEMO / kind.name).iterdir())


def spider(portal: str) -> type[PortalSpider]:
    module = importlib.import_module(f"spiders.{portal}")
    return next(
        each
        for each in vars(module).values()
        if inspect.isclass(each) and getattr(each, "name", None) == portal
    )


@cache
def read() -> dict[tuple[str, str], Notice]:
    """Every demo document through its portal's own reader -> notices by portal and number."""
    result: dict[tuple[str, str], Notice] = {}
    for path in documents():
        for notice in spider(path.parent.name).read(path.read_bytes(), path.name):
            assert isinstance(notice, Notice), f"{path.name}: {notice}"
            result[notice.portal, notice.number] = notice
    return result


def test_the_manifest_names_every_document_and_no_other() -> None:
    listed = [row["file"] for row in rows(DEMO / "MANIFEST.csv")]
    assert sorted(listed) == sorted(str(path.relative_to(DEMO)) for path in documents())
    assert all(row["shows"] and row["facts_from"] for row in rows(DEMO / "MANIFEST.csv"))


def test_addresses_and_telephones_are_invented() -> None:
    for path in documents():
        text = path.read_text(encoding="utf-8")
        assert all(element.endswith(".invalid") for element in EMAIL.findall(text)), path.name
        assert all(FICTION.fullmatch(element) for element in PHONE.findall(text)), path.name


def test_no_demo_number_can_be_that_of_a_real_notice() -> None:
    shapes = {
        "ted": r"990\d{3}-2026",
        "boamp": r"26-990\d{3}",
        "find_a_tender": r"990\d{3}-2026",
        "ghana_ppa": r"900\d\d",
        "contracts_finder": r"[0-9a-f-]{36}-990\d{3}",
    }
    for row in rows(DEMO / "MANIFEST.csv"):
        assert re.fullmatch(shapes[row["portal"]], row["number"]), row["number"]


def test_every_document_reads_and_lies_in_the_span() -> None:
    assert set(read()) == {(row["portal"], row["number"]) for row in rows(DEMO / "MANIFEST.csv")}
    for notice in read().values():
        days = [notice.published] if notice.published else [a.signed for a in notice.awards]
        assert all(day and WRITTEN_SPAN[0] <= day <= WRITTEN_SPAN[1] for day in days), notice.id


def test_countries_and_languages_are_as_many_as_the_readme_says() -> None:
    assert len(read()) == 93
    assert len({notice.country for notice in read().values()}) == 19
    assert len({language for notice in read().values() for language in notice.languages}) == 15


@pytest.mark.parametrize("number", sorted({(r["portal"], r["number"]) for r in rows(EXPECTED)}))
def test_a_notice_says_what_was_meant(number: tuple[str, str]) -> None:
    """Kind, change, buyer, and of each supplier its role, lots, value, dates and tenders."""
    expected = [row for row in rows(EXPECTED) if (row["portal"], row["number"]) == number]
    notice = read()[number]
    assert (notice.kind, notice.change) == (expected[0]["kind"], expected[0]["change"])
    assert notice.buyers[0].organization.name == expected[0]["buyer"]
    actual = Counter(facts for award in notice.awards for facts in suppliers(award))
    assert actual == Counter(meant(row) for row in expected if row["supplier"])


Facts = tuple[str, ...]


def meant(row: dict[str, str]) -> Facts:
    names = (
        "supplier",
        "role",
        "natural_person",
        "lots",
        "value",
        "currency",
        "decided",
        "signed",
        "tenders_received",
    )
    return tuple(row[name] for name in names)


def suppliers(award: Award) -> Iterator[Facts]:
    value = award.value
    for supplier in award.suppliers:
        yield (
            supplier.organization.name,
            supplier.role,
            "yes" if supplier.organization.natural_person else "",
            " ".join(award.lots),
            str(value.amount) if value else "",
            (value.currency or "") if value else "",
            award.decided.isoformat() if award.decided else "",
            award.signed.isoformat() if award.signed else "",
            "" if award.tenders_received is None else str(award.tenders_received),
        )
