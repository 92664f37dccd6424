"""What a modification or an extension makes of a contract of PLACSP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipelines.model import Money, Notice, Period
from spiders.placsp import PlacspSpider
from tests.spiders.portal_support import PORTALS

_FEED = "licitacionesPerfilesContratanteCompleto3_20210903_120000.atom"
_CONTRACT = "PRACTICA/2020/3-C"
_LOT = "<cac:AwardedTenderedProject><cbc:ProcurementProjectLotID>{}</cbc:ProcurementProjectLotID>"


def modification(number: int, contract: str, total: int | None, months: int | None = None) -> str:
    value = (
        f"<cac:FinalLegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID='EUR'>{total}"
        "</cbc:TaxExclusiveAmount></cac:FinalLegalMonetaryTotal>"
    )
    length = f"<cbc:FinalDurationMeasure unitCode='MON'>{months}</cbc:FinalDurationMeasure>"
    return (
        f"<cac:ContractModification><cbc:ID>{number}</cbc:ID><cbc:Note>Prórroga {number}</cbc:Note>"
        f"{length if months else ''}<cbc:ContractID>{contract}</cbc:ContractID>"
        f"{value if total else ''}</cac:ContractModification>"
    )


def read(*modifications: str, results: int = 1) -> Notice:
    """The file that is modified, with these modifications and as many results of lots."""
    feed = (PORTALS / "placsp" / _FEED).read_text(encoding="utf-8")
    start = feed.index("<cac:ContractModification>")
    end = feed.index("</cac:ContractModification>") + len("</cac:ContractModification>")
    feed = feed[:start] + "".join(modifications) + feed[end:]
    if results > 1:
        first = feed.rindex("<cac:TenderResult>")
        last = feed.rindex("</cac:TenderResult>") + len("</cac:TenderResult>")
        one = feed[first:last]
        lots = (one.replace("<cac:AwardedTenderedProject>", _LOT.format(n)) for n in range(results))
        feed = feed[:first] + "".join(lots) + feed[last:]
    notices = [n for n in PlacspSpider.read(feed.encode(), _FEED) if isinstance(n, Notice)]
    (notice,) = (n for n in notices if any(t.field == "change" for t in n.texts))
    return notice


def euros(amount: int) -> Money:
    return Money(Decimal(amount), "EUR", "excluded")


def test_a_contract_is_worth_and_lasts_what_its_last_modification_says() -> None:
    notice = read(
        modification(2, _CONTRACT, 120000, 24),
        modification(1, _CONTRACT, 97500),
        modification(3, _CONTRACT, None),
    )
    (award,) = notice.awards
    assert (award.value, award.value_kind) == (euros(120000), "exact")
    assert award.period == Period(months=Decimal(24))
    assert [(a.id, a.value_before, a.value_after) for a in award.amendments] == [
        ("1", euros(90000), euros(97500)),
        ("2", euros(97500), euros(120000)),
        ("3", None, None),
    ]


def test_the_only_contract_of_a_file_is_modified_whatever_number_is_written() -> None:
    (award,) = read(modification(1, "PRACTICA/2020/3", 97500)).awards
    assert [a.value_after for a in award.amendments] == [euros(97500)]


@pytest.mark.parametrize("contract", [_CONTRACT, "PRACTICA/2020/3"])
def test_a_modification_of_one_of_several_contracts_gives_its_value_to_none(contract: str) -> None:
    """They share a number, or the file has another one: the words stand with the notice."""
    notice = read(modification(1, contract, 97500, 24), results=2)
    assert [award.value for award in notice.awards] == [euros(90000)] * 2
    assert [award.period for award in notice.awards] == [Period(months=Decimal(12))] * 2
    assert not any(a.value_after for award in notice.awards for a in award.amendments)
    assert notice.text("change") == "Prórroga 1"


def test_an_extension_moves_the_last_day_that_was_planned() -> None:
    feed = (PORTALS / "placsp" / _FEED).read_text(encoding="utf-8")
    start = feed.rindex("<cac:PlannedPeriod>")
    planned = feed[start : feed.index("</cac:PlannedPeriod>", start)]
    days = "<cac:PlannedPeriod><cbc:StartDate>2020-09-01</cbc:StartDate>"
    feed = feed.replace(planned, f"{days}<cbc:EndDate>2021-08-31</cbc:EndDate>")
    end = feed.rindex("</cac:ContractModification>")
    longer = "<cbc:FinalDurationMeasure unitCode='ANN'>2</cbc:FinalDurationMeasure>"
    notices = PlacspSpider.read((feed[:end] + longer + feed[end:]).encode(), _FEED)
    awards = [award for n in notices if isinstance(n, Notice) for award in n.awards]
    (award,) = (award for award in awards if award.key == _CONTRACT)
    assert award.period == Period(date(2020, 9, 1), months=Decimal(24))
