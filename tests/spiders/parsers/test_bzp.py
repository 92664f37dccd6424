"""Contractors from abroad and the length of a contract that is called for, on BZP."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipelines.model import Notice, Period
from spiders.bzp import BzpSpider
from tests.spiders.portal_support import PORTALS

FOLDER = PORTALS / "bzp"


def record(file: str, type_: str) -> dict[str, Any]:
    rows = json.loads((FOLDER / file).read_text(encoding="utf-8"))
    row: dict[str, Any] = next(row for row in rows if row["noticeType"] == type_)
    return row


def read(row: dict[str, Any]) -> Notice:
    (result,) = BzpSpider.read(json.dumps([row]).encode(), "bzp.json")
    assert isinstance(result, Notice)
    return result


@pytest.mark.parametrize(
    ("name", "country", "numbers"),
    [
        ("Polska", "PL", ["5252344078"]),
        ("Niemcy", "DE", []),
        ("Włochy", "IT", []),
        ("Nibylandia", None, []),
    ],
)
def test_a_contractor_has_the_country_that_the_form_names(
    name: str, country: str | None, numbers: list[str]
) -> None:
    """A number of another country's register is no NIP."""
    row = record("intention_and_changed_contract.json", "AgreementUpdateNotice")
    polish = 'Kraj: <span class="normal">Polska'
    assert polish in row["htmlBody"]
    row["htmlBody"] = row["htmlBody"].replace(polish, polish.replace("Polska", name))
    (award,) = read(row).awards
    organization = award.suppliers[0].organization
    assert organization.country == country
    assert [identifier.id for identifier in organization.identifiers] == numbers


@pytest.mark.parametrize(
    ("stated", "period"),
    [
        ("12 miesiące", Period(months=Decimal(12))),
        ("do 2026-12-31", Period(end=date(2026, 12, 31), end_basis="stated")),
        (
            "od 2026-04-01 do 2026-12-31",
            Period(date(2026, 4, 1), date(2026, 12, 31), end_basis="stated"),
        ),
        ("", None),
    ],
)
def test_a_call_says_how_long_its_contract_lasts(stated: str, period: Period | None) -> None:
    row = record("calls_and_their_change.json", "ContractNotice")
    field = "4.2.10.) Okres realizacji zamówienia albo umowy"
    heading = f'<h3 class="mb-0">{field}: <span class="normal">{stated}</span></h3>'
    row["htmlBody"] = row["htmlBody"].replace("</main>", f"{heading}</main>", 1)
    assert [lot.period for lot in read(row).lots] == ([period] if period else [])


@pytest.mark.parametrize(
    ("outcome", "status", "named"),
    [
        ("zawarcieUmowy", "active", []),
        ("zawarcieUmowyRamowej", "active", []),
        ("uniewaznieniePostepowania", "cancelled", []),
        ("odrzucenie", None, ["procedureResult is 'odrzucenie'"]),
    ],
)
def test_an_outcome_in_other_words_is_read_or_named(
    outcome: str, status: str | None, named: list[str]
) -> None:
    row = {"noticeNumber": "2024/BZP 00000001", "noticeType": "TenderResultNotice"}
    row |= {"procedureResult": outcome}
    notice, *troubles = BzpSpider.read(json.dumps([row]).encode(), "bzp.json")
    assert isinstance(notice, Notice)
    assert [award.status for award in notice.awards] == [status]
    assert [getattr(x, "message", "")[: len(named[0])] for x in troubles] == named
