"""Codes of eForms that pages show are said in words: a code is nothing that a reader can quote."""

from __future__ import annotations

from monitor.i18n.labels import labels
from spiders.parsers.ted_export.code_lists import GROUNDS as FORMS
from spiders.parsers.ted_export.code_lists import OLD_GROUNDS

# direct-award-justification and procurement-procedure-type of eForms SDK 1.16
GROUNDS = [
    "additional",
    "artistic",
    "bargain",
    "below-thres",
    "below-thres-sme",
    "char-imp",
    "closure",
    "commodity",
    "contest",
    "crisis",
    "defse-excl",
    "dir24-list",
    "dir81-annexii",
    "dir81-transport",
    "ecom-excl",
    "energy-supply",
    "exc-circ-rail",
    "exclusive",
    "existing",
    "in-house",
    "int-oper",
    "int-rules",
    "irregular",
    "liquidator",
    "non-buyer-aw",
    "non-contr",
    "non-dir",
    "non-p-int",
    "not-wss",
    "other-activity",
    "other-exclusive",
    "rd",
    "repetition",
    "resd",
    "rl-third",
    "sc-right",
    "serv-excl",
    "sim-infra",
    "spe-arrang",
    "technical",
    "tra-ser",
    "unsuitable",
    "urgency",
    "water-purch",
]
PROCEDURES = [
    "comp-dial",
    "comp-tend",
    "exp-int-rail",
    "innovation",
    "neg-w-call",
    "neg-wo-call",
    "oth-mult",
    "oth-single",
    "open",
    "restricted",
]


def test_each_ground_of_a_direct_award_has_words() -> None:
    forms = (*FORMS.values(), *OLD_GROUNDS.values())
    codes = {*GROUNDS, *forms}
    assert {code for code in codes if f"reason_{code}" not in labels()["values"]} == set()


def test_each_procedure_has_words() -> None:
    assert [code for code in PROCEDURES if f"procedure_{code}" not in labels()["values"]] == []
