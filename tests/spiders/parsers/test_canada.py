"""Amounts of Canada's tables that are no prices of contracts."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from pipelines.model import Award, Notice
from pipelines.privacy.mask_notice import remove_personal_data
from spiders.base.portal import PortalSpider
from spiders.canada_disclosure import CanadaDisclosureSpider
from spiders.canadabuys import CanadabuysSpider
from tests.spiders.portal_support import PORTALS


def notice(spider: type[PortalSpider], file: str, **cells: str) -> Notice:
    """The first row of a fixture with other cells, a name of a column begins as told."""
    path = PORTALS / spider.name / file
    row = next(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    for start, text in cells.items():
        (column,) = (name for name in row if name.partition("-")[0] == start)
        row[column] = text
    table = io.StringIO()
    writer = csv.DictWriter(table, list(row))
    writer.writeheader()
    writer.writerow(row)
    results = list(spider.read(table.getvalue().encode(), file))
    (notice,) = (result for result in results if isinstance(result, Notice))
    return notice


def award(spider: type[PortalSpider], file: str, **cells: str) -> Award:
    (award,) = notice(spider, file, **cells).awards
    return award


@pytest.mark.parametrize(
    ("amendment", "amount", "total", "expected"),
    [
        ("000", "4825000.00", "0.00", 4825000),
        ("002", "-25000.00", "0.00", None),
        ("002", "-25000.00", "4800000.00", 4800000),
    ],
)
def test_the_amount_of_an_amendment_is_no_value_of_the_contract(
    amendment: str, amount: str, total: str, expected: int | None
) -> None:
    cells = {"amendmentNumber": amendment, "contractAmount": amount, "totalContractValue": total}
    value = award(CanadabuysSpider, "contract_history.csv", **cells).value
    assert (value and value.amount) == expected


@pytest.mark.parametrize(
    ("instrument", "kind"), [("Contract", "exact"), ("Standing Offer", "ceiling")]
)
def test_a_standing_offer_has_a_ceiling(instrument: str, kind: str) -> None:
    read = award(CanadabuysSpider, "contract_history.csv", instrumentType=instrument)
    assert read.value_kind == kind
    assert read.maximum == (read.value if kind == "ceiling" else None)


@pytest.mark.parametrize(("instrument", "kind"), [("C", "exact"), ("SOSA", "ceiling")])
def test_a_disclosed_standing_offer_has_a_ceiling(instrument: str, kind: str) -> None:
    cells = {"instrument_type": instrument, "contract_value": "90000"}
    read = award(CanadaDisclosureSpider, "before_2019.csv", **cells)
    assert (read.value_kind, read.value and read.value.amount) == (kind, Decimal(90000))
    assert read.maximum == (read.value if kind == "ceiling" else None)


@pytest.mark.parametrize(
    ("amendment", "earlier"),
    [("003", "/2"), ("²", ""), ("9" * 5000, ""), ("A1", "")],
    ids=["a number", "a letter that is a digit", "a long number", "letters"],
)
def test_a_number_of_an_amendment_that_is_none_costs_no_notice(
    amendment: str, earlier: str
) -> None:
    path = PORTALS / "canadabuys" / "award_notices.csv"
    row = next(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    row["amendmentNumber-numeroModification"] = amendment
    table = io.StringIO()
    writer = csv.DictWriter(table, list(row))
    writer.writeheader()
    writer.writerow(row)
    (notice,) = CanadabuysSpider.read(table.getvalue().encode(), "awards.csv")
    assert isinstance(notice, Notice)
    (reference,) = notice.references
    assert reference.id.endswith(earlier)


@pytest.mark.parametrize(
    ("amendment", "expected"), [("-60000.00", 0), ("0.00", None), ("", None), ("60000", None)]
)
def test_a_contract_is_worth_nothing_where_an_amendment_takes_all_of_it_away(
    amendment: str, expected: int | None
) -> None:
    cells = {
        "instrument_type": "A",
        "contract_value": "0.00",
        "original_value": "60000.00",
        "amendment_value": amendment,
    }
    read = award(CanadaDisclosureSpider, "before_2019.csv", **cells)
    after = read.amendments[0].value_after
    assert (read.value and read.value.amount) == expected
    assert (after and after.amount) == expected


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("1", "Pressing emergency"),
        ("2", "Value below the limit"),
        ("3", "Not in the public interest to solicit bids"),
        ("4", "Only one person is capable of performing the contract"),
        ("0", None),
    ],
)
def test_an_exception_from_competition_is_the_reason_of_a_direct_award(
    code: str, reason: str | None
) -> None:
    cells = {"solicitation_procedure": "TN", "article_6_exceptions": code}
    procedure = notice(CanadaDisclosureSpider, "before_2019.csv", **cells).procedure
    assert (procedure.method, procedure.direct_award_reason) == ("direct", reason)


def test_the_clerk_of_a_disclosure_is_hidden_where_a_comment_names_them() -> None:
    cells = {
        "buyer_name": "Zylona Exemplar",
        "additional_comments_en": "Licences, ask Zylona Exemplar",
    }
    read = notice(CanadaDisclosureSpider, "before_2019.csv", **cells)
    assert read.contacts == ("Zylona Exemplar",)
    assert "Zylona" not in repr(remove_personal_data(read))


@pytest.mark.parametrize(
    ("reason", "entity", "standing_offer", "method"),
    [
        ("00", "D", "NA", "direct"),
        ("85", "D", "NA", "direct"),
        ("05", "D", "NA", "limited"),  # no response to a solicitation
        ("00", "PWSOSA", "EN578-160553", None),
        ("85", "DSOSA", "NA", None),  # 700265221, of 3.8 million dollars: "low dollar-value"
        ("71", "DSOSA", "K000006094", "direct"),  # exclusive rights
    ],
)
def test_a_call_up_of_a_standing_offer_is_without_competition_where_a_reason_says_so(
    reason: str, entity: str, standing_offer: str, method: str | None
) -> None:
    """For no call-up bids are solicited; firms may have competed for the standing offer."""
    cells = {
        "solicitation_procedure": "TN",
        "limited_tendering_reason": reason,
        "contracting_entity": entity,
        "standing_offer_number": standing_offer,
        "article_6_exceptions": "0",
    }
    read = notice(CanadaDisclosureSpider, "before_2019.csv", **cells)
    assert read.procedure.method == method
