"""Which contracts are said to be awarded without competition, by the grounds for an award without
a call, in the older and newer forms of TED and in OCDS."""

from __future__ import annotations

from pathlib import Path

import pytest

from spiders.parsers import decoding, eforms, ted_export

TED = Path("tests/portals/ted")
BOX = "<D_BARGAIN_PURCHASE/>"
GROUND = 'listName="direct-award-justification">technical<'


@pytest.mark.parametrize(
    ("boxes", "method"),
    [
        (BOX, "direct"),
        ("<D_OUTSIDE_SCOPE/>", None),  # 553366-2019: "procédure adaptée" below the threshold
        ("<D_OUTSIDE_SCOPE/><D_EXCLUSIVE_RIGHT/>", "direct"),
        ("<D_CONTRACT_AWARDED_DESIGN_CONTEST/>", "limited"),
        ("<D_NO_TENDERS_REQUESTS/>", "limited"),
        ("<D_ALL_TENDERS/>", "limited"),
        ("", "direct"),  # an intention to award without a call
    ],
)
def test_a_box_of_the_older_forms_says_whether_anybody_could_compete(
    boxes: str, method: str | None
) -> None:
    text = (TED / "ted_export_f15_undisclosed.xml").read_text("utf-8")
    assert text.count(BOX) == 1
    root = decoding.xml_root(text.replace(BOX, boxes).encode())
    assert ted_export.read(root, "ted")[0].procedure.method == method


@pytest.mark.parametrize(
    ("code", "method"),
    [
        ("technical", "direct"),
        ("below-thres", None),
        ("contest", "limited"),
        ("unsuitable", "limited"),
    ],
)
def test_a_ground_of_eforms_says_whether_anybody_could_compete(
    code: str, method: str | None
) -> None:
    text = (TED / "veat_direct_award.xml").read_text("utf-8")
    assert text.count(GROUND) == 1
    root = decoding.xml_root(text.replace(GROUND, GROUND.replace("technical", code)).encode())
    assert eforms.notice(root, "ted").procedure.method == method
