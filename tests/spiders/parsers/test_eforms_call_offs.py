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


def kind(reference: str, amounts: str) -> tuple[str | None, str | None]:
    """Technique and kind of the value of what is called a call-off, of 53,353.52 euros."""
    assert REFERENCE in BODY
    assert CEILING in BODY
    body = BODY.replace(REFERENCE, reference).replace(CEILING, amounts)
    award = eforms.notice(decoding.xml_root(body.encode()), "ted").awards[3]
    assert (award.value_kind == "ceiling") == (award.maximum is not None)
    assert (award.technique == "framework") <= (award.framework_id is None)
    return award.technique, award.value_kind


OWN = "<cac:NoticeDocumentReference><cbc:ID>710f0a10-01</cbc:ID></cac:NoticeDocumentReference>"
TOTAL = '<cbc:TotalAmount currencyID="EUR">{}</cbc:TotalAmount>'


@pytest.mark.parametrize(
    ("reference", "amounts", "expected"),
    [
        (REFERENCE, CEILING, ("call_off", "exact")),
        ("", CEILING, ("framework", "estimate")),
        (OWN, CEILING, ("framework", "estimate")),
        (OWN, TOTAL.format("30000000"), ("framework", "estimate")),  # BOAMP, 24-580897
        ("", TOTAL.format("53353.52"), ("call_off", "exact")),  # 424650-2024
        (
            "",
            CEILING.replace("32000000", "53353.52"),
            ("framework", "ceiling"),
        ),  # Doffin, 2022-927623
    ],
)
def test_a_call_off_under_no_other_framework_is_the_framework_unless_the_total_says_otherwise(
    reference: str, amounts: str, expected: tuple[str, str]
) -> None:
    assert kind(reference, amounts) == expected


@pytest.mark.parametrize(
    ("second_lot", "expected"),
    [("fa-mix", ("framework", "estimate")), ("none", ("call_off", "exact"))],
)
def test_a_call_off_that_names_no_lot_is_doubted_where_all_lots_are_frameworks(
    second_lot: str, expected: tuple[str, str]
) -> None:
    """Doffin 2022-927623: converted from a form without numbers of lots."""
    body = re.sub(r"<efac:TenderLot>.*?</efac:TenderLot>", "", BODY, flags=re.DOTALL)
    body = body.replace(REFERENCE, "").replace(">fa-mix<", f">{second_lot}<")
    award = eforms.notice(decoding.xml_root(body.encode()), "ted").awards[3]
    assert award.lots == ()
    assert (award.technique, award.value_kind) == expected


def test_a_call_off_that_has_the_ceiling_as_its_amount_is_the_framework_that_its_notice_names() -> (
    None
):
    """394433-2024: "Accordo Quadro", 7,623,000 euros, which is its ceiling, too."""
    most = '<cbc:MaximumValueAmount currencyID="EUR">{}</cbc:MaximumValueAmount>'
    body = BODY.replace(most.format("0"), most.format("53353.52"))
    assert body != BODY
    award = eforms.notice(decoding.xml_root(body.encode()), "ted").awards[3]
    assert (award.technique, award.value_kind) == ("framework", "ceiling")
    assert award.framework_id is None
