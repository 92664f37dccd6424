"""Which contracts are said to be awarded without competition, by the grounds for an award without
a call, in the older and newer forms of TED and in OCDS."""

from __future__ import annotations

import re
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


@pytest.mark.parametrize(
    ("words", "method"),
    [
        ("The services can be provided only by a particular provider", "direct"),  # 27183-2018
        ("Other suppliers are unable to provide a service that meets the needs", "direct"),
        ("This firm is not the only supplier of such cameras", None),
        ("It went to the only supplier that tendered in the quotation", None),
        ("Le concessionnaire reçoit des droits exclusifs d’exploitation", None),
        ("Procédure adaptée inférieure au seuil", None),  # 553366-2019
        ("Le seul prestataire en mesure de maintenir le logiciel est son éditeur", "direct"),
        ("Der Hersteller ist der einzige geeignete Anbieter", "direct"),
        ("Es liegt ein vergaberechtsfreies Inhouse-Geschäft vor", None),  # 338775-2017
        ("Slechts één onderneming kan deze dienst verrichten", "direct"),
        ("Geodata AS er eneste aktuelle leverandør", "direct"),  # Doffin 2022-627736
        ("Atos è l’unico operatore economico", "direct"),  # 415672-2020
        ("Es el único proveedor del producto", "direct"),
        ("mogą być świadczone tylko przez jednego Wykonawcę", "direct"),  # 300928-2021
    ],
)
def test_the_words_beside_a_ground_that_no_call_was_compulsory_may_say_that_one_firm_was_asked(
    words: str, method: str | None
) -> None:
    text = (TED / "ted_export_f15_undisclosed.xml").read_text("utf-8")
    stated = re.sub(
        r"<D_JUSTIFICATION>.*?</D_JUSTIFICATION>",
        f"<D_JUSTIFICATION><P>{words}</P></D_JUSTIFICATION>",
        text.replace(BOX, "<D_OUTSIDE_SCOPE/>"),
        flags=re.DOTALL,
    )
    assert words in stated
    root = decoding.xml_root(stated.encode())
    assert ted_export.read(root, "ted")[0].procedure.method == method
