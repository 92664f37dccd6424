"""A contract called a call-off, while its lots are frameworks, may be the framework."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spiders.parsers import decoding, eforms

BODY = Path("tests/portals/ted/framework_ceiling_renewals.xml").read_text("utf-8")
REFERENCE = """<cac:NoticeDocumentReference>
                <cbc:ID>00101336-2023</cbc:ID>
              </cac:NoticeDocumentReference>"""
CEILING = (
    '<efbc:OverallMaximumFrameworkContractsAmount currencyID="EUR">32000000'
    "</efbc:OverallMaximumFrameworkContractsAmount>"
)


def kind(reference: str, amounts: str) -> str | None:
    """Kind of the value of the call-off, of 53,353.52 euros."""
    assert REFERENCE in BODY
    assert CEILING in BODY
    body = BODY.replace(REFERENCE, reference).replace(CEILING, amounts)
    award = eforms.notice(decoding.xml_root(body.encode()), "ted").awards[3]
    assert award.technique == "call_off"
    assert (award.value_kind == "ceiling") == (award.maximum is not None)
    return award.value_kind


OWN = "<cac:NoticeDocumentReference><cbc:ID>710f0a10-01</cbc:ID></cac:NoticeDocumentReference>"
TOTAL = '<cbc:TotalAmount currencyID="EUR">{}</cbc:TotalAmount>'


@pytest.mark.parametrize(
    ("reference", "amounts", "expected"),
    [
        (REFERENCE, CEILING, "exact"),
        ("", CEILING, "estimate"),
        (OWN, CEILING, "estimate"),
        (OWN, TOTAL.format("30000000"), "estimate"),  # BOAMP, 24-580897
        ("", TOTAL.format("53353.52"), "exact"),  # 424650-2024
        ("", CEILING.replace("32000000", "53353.52"), "ceiling"),  # Doffin, 2022-927623
    ],
)
def test_the_amount_of_a_call_off_under_no_other_framework_is_exact_as_far_as_the_total_says(
    reference: str, amounts: str, expected: str
) -> None:
    assert kind(reference, amounts) == expected


@pytest.mark.parametrize(("second_lot", "expected"), [("fa-mix", "estimate"), ("none", "exact")])
def test_a_call_off_that_names_no_lot_is_doubted_where_all_lots_are_frameworks(
    second_lot: str, expected: str
) -> None:
    """Doffin 2022-927623: converted from a form without numbers of lots."""
    body = re.sub(r"<efac:TenderLot>.*?</efac:TenderLot>", "", BODY, flags=re.DOTALL)
    body = body.replace(REFERENCE, "").replace(">fa-mix<", f">{second_lot}<")
    awards = eforms.notice(decoding.xml_root(body.encode()), "ted").awards
    call_off = next(award for award in awards if award.technique == "call_off")
    assert call_off.lots == ()
    assert call_off.value_kind == expected
