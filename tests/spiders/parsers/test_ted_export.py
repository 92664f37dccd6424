"""TED_EXPORT: what holds under every namespace, and what a strange document gives."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from lxml import etree

from pipelines.errors import UnexpectedDocument
from pipelines.model import Award, Money, Notice, Organization, Period, Supplier, replace
from spiders.parsers import decoding as bodies
from spiders.parsers import ted_export
from spiders.parsers.ted_export import amounts_and_dates, unique_award_keys
from spiders.parsers.ted_export.parse_state import ParseState
from spiders.parsers.ted_export.xml_tree import Node

FOLDER = Path(__file__).parents[2] / "portals" / "ted"
NAMESPACES = [
    "http://formex.publications.europa.eu/ted/schema/export/R2.0.9.S01.E01",
    "ted/R2.0.9.S02/publication",
    "http://publications.europa.eu/resource/schema/ted/R2.0.9/publication",
    "http://publications.europa.eu/resource/schema/ted/R2.0.8/publication",
    "ted/R2.0.8.S03/publication",
    "http://publications.europa.eu/TED_schema/Export",
    "",
]


def body(name: str) -> str:
    return (FOLDER / f"ted_export_{name}.xml").read_text(encoding="utf-8")


def read(text: str) -> Notice:
    notice, troubles = ted_export.read(bodies.xml_root(text.encode()), "ted")
    assert troubles == ()
    return notice


def in_namespace(text: str, namespace: str) -> str:
    """The same document under another default namespace; "" takes the namespace away."""
    declared = f'xmlns="{namespace}"' if namespace else ""
    return re.sub(r'(?<=<TED_EXPORT )xmlns="[^"]*"', declared, text, count=1)


@pytest.mark.parametrize("namespace", NAMESPACES)
@pytest.mark.parametrize("name", ["f03_two_lots", "f20_value_raised", "r208_defence_18"])
def test_a_notice_is_the_same_under_every_namespace(name: str, namespace: str) -> None:
    changed = in_namespace(body(name), namespace)
    assert etree.QName(bodies.xml_root(changed.encode())).namespace == (namespace or None)
    assert read(changed) == read(body(name))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("ted_export_*.xml")), ids=lambda p: p.stem)
def test_contact_persons_are_named_for_the_privacy_stage_alone(path: Path) -> None:
    notice = read(path.read_text(encoding="utf-8"))
    text = msgspec.json.encode(replace(notice, contacts=())).decode()
    root = etree.parse(path)
    private = root.xpath(
        "//*[local-name()='CONTACT_POINT' or local-name()='ATTENTION' or local-name()='PHONE' "
        "or local-name()='E_MAIL' or local-name()='FAX']/text()"
    )
    assert private
    assert [word for word in private if word in text] == []


def test_what_the_schema_marks_as_not_for_publication_is_never_said() -> None:
    assert "κρυφό" in body("f14_deadline")
    assert "κρυφό" not in msgspec.json.encode(read(body("f14_deadline"))).decode()


def test_an_award_marked_as_not_for_publication_is_withheld() -> None:
    text = body("f15_undisclosed").replace(
        '<CONTRACTORS PUBLICATION="YES">',
        '<VALUES PUBLICATION="NO"><VAL_TOTAL CURRENCY="EUR">3765613.93</VAL_TOTAL></VALUES>'
        '<CONTRACTORS PUBLICATION="NO">',
    )
    notice = read(text)
    assert notice.awards[0].suppliers == ()
    assert (notice.awards[0].value, notice.awards[0].value_kind) == (None, "undisclosed")
    assert notice.withheld == ("winner", "win-ten-val")


@pytest.mark.parametrize(
    ("name", "change", "kind"),
    [
        ("f20_value_raised", ("", ""), "exact"),
        (
            "f20_value_raised",
            ('DIRECTIVE VALUE="2014/24/EU"', 'DIRECTIVE VALUE="2014/23/EU"'),
            "estimate",
        ),
        (
            "f20_value_raised",
            ('DIRECTIVE VALUE="2014/24/EU"', 'LEGAL_BASIS VALUE="32014L0023"'),
            "estimate",
        ),
        ("f03_many_languages", ("", ""), "exact"),
        ("f03_many_languages", ("F03", "F25"), "estimate"),
        ("f03_many_languages", ("F03", "F23"), "estimate"),
    ],
)
def test_the_value_of_a_concession_is_an_estimate_of_turnover(
    name: str, change: tuple[str, str], kind: str
) -> None:
    text = body(name)
    assert change[0] in text
    priced = [award for award in read(text.replace(*change)).awards if award.value]
    assert {award.value_kind for award in priced} == {kind}


@pytest.mark.parametrize(
    ("stated", "months"), [("5166000.00", None), ("19368000.00", 29), ("14202000.00", 29)]
)
def test_the_length_of_what_a_modification_adds_is_not_that_of_the_contract(
    stated: str, months: int | None
) -> None:
    dates = "<DATE_START>2013-09-16</DATE_START>\n        <DATE_END>2017-09-15</DATE_END>"
    first, _, modified = body("f20_value_raised").partition("<MODIFICATIONS_CONTRACT>")
    assert dates in first
    assert dates in modified
    modified = modified.replace(dates, '<DURATION TYPE="MONTH">29</DURATION>')
    modified = modified.replace("5166000.00", stated)
    first = first.replace(dates, '<DURATION TYPE="MONTH">84</DURATION>')
    notice = read(f"{first}<MODIFICATIONS_CONTRACT>{modified}")
    (award,) = notice.awards
    assert (award.period.months if award.period else None) == months
    assert notice.lots[0].period == Period(months=Decimal(84))


@pytest.mark.parametrize(
    ("concluded", "modified", "months"),
    [
        ("DAY 120", "MONTH 120", None),
        ("DAY 120", "MONTH 6", 6),
        ("MONTH 60", "DAY 24", None),
        ("MONTH 24", "DAY 915", Decimal("30.06")),
        ("MONTH 48", "MONTH 51", 51),
    ],
)
def test_a_length_whose_unit_slipped_in_a_modification_is_not_that_of_the_contract(
    concluded: str, modified: str, months: Decimal | None
) -> None:
    """537472-2021: 120 days in section II, 120 months in section VII."""
    dates = "<DATE_START>2013-09-16</DATE_START>\n        <DATE_END>2017-09-15</DATE_END>"
    first, mark, second = body("f20_value_raised").partition("<MODIFICATIONS_CONTRACT>")
    text = first + mark + second.replace("5166000.00", "19368000.00")  # not what it adds
    for stated in (concluded, modified):
        unit, number = stated.split()
        text = text.replace(dates, f'<DURATION TYPE="{unit}">{number}</DURATION>', 1)
    (award,) = read(text).awards
    assert (award.period.months if award.period else None) == months


@pytest.mark.parametrize(
    ("stated", "months"),
    [
        ("<NUMBER_OF_YEARS>3</NUMBER_OF_YEARS>", 36),
        ("<NUMBER_OF_MONTHS>18</NUMBER_OF_MONTHS>", 18),
        ("<NUMBER_OF_YEARS>1</NUMBER_OF_YEARS><NUMBER_OF_MONTHS>6</NUMBER_OF_MONTHS>", 18),
        ("<NUMBER_OF_YEARS>0</NUMBER_OF_YEARS>", None),
        ("", None),
    ],
)
def test_the_years_of_a_value_in_older_forms_are_the_length_of_the_contract(
    stated: str, months: int | None
) -> None:
    end = "</CONTRACT_VALUE_INFORMATION>"
    block = f"<MORE_INFORMATION_IF_ANNUAL_MONTHLY>{stated}</MORE_INFORMATION_IF_ANNUAL_MONTHLY>"
    (award,) = read(body("r208_defence_18").replace(end, block + end)).awards
    assert (award.period.months if award.period else None) == months


def test_a_form_that_we_do_not_know_is_kept_and_named() -> None:
    text = re.sub(
        r"<F03_2014.*</F03_2014>",
        '<F99_2030 FORM="F99"><NEW/></F99_2030>',
        body("f03_two_lots"),
        flags=re.S,
    )
    notice, troubles = ted_export.read(bodies.xml_root(text.encode()), "ted")
    assert [trouble.code for trouble in troubles] == ["unknown_form"]
    assert (notice.form, notice.kind, notice.number) == ("F99", "award", "222084-2021")
    assert notice.title == "Équipements de protection"
    assert notice.buyers[0].organization.name == "Agence de services et de paiement"
    assert [code.id for code in notice.codes] == ["18143000"]


def test_an_unknown_document_type_takes_the_kind_of_its_form_and_is_named() -> None:
    text = body("f01_joint").replace('TD_DOCUMENT_TYPE CODE="0"', 'TD_DOCUMENT_TYPE CODE="%"')
    notice, troubles = ted_export.read(bodies.xml_root(text.encode()), "ted")
    assert notice.kind == "planning"
    assert [(trouble.code, trouble.number) for trouble in troubles] == [
        ("unknown_document_type", "128677-2022")
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<OTHER/>", "expected TED_EXPORT"),
        ("<TED_EXPORT/>", "without CODED_DATA_SECTION"),
        ("<TED_EXPORT><CODED_DATA_SECTION/></TED_EXPORT>", "no publication number"),
    ],
)
def test_what_is_no_notice_stops_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(UnexpectedDocument, match=says):
        ted_export.notice(bodies.xml_root(text.encode()), "ted")


def test_a_form_marked_translation_is_read_where_there_is_no_other() -> None:
    only = body("f03_two_lots").replace('CATEGORY="ORIGINAL"', 'CATEGORY="TRANSLATION"')
    assert read(only) == read(body("f03_two_lots"))


def test_the_original_form_is_read_wherever_it_stands() -> None:
    notice = read(body("f03_many_languages"))
    assert notice.languages == ("en", "da", "fr")
    assert (
        notice.title
        == "Negotiated procedure PE/ITEC-ITS14-Lot 6-NP External provision of IT services"
    )
    assert [text.language for text in notice.texts if text.field == "title"] == ["en", "da", "fr"]
    assert len(notice.awards) == 1


def test_a_notice_with_several_objects_says_them_all() -> None:
    first, second, rest = re.split(
        r"(<OBJECT_CONTRACT>.*</OBJECT_CONTRACT>)", body("f01_joint"), flags=re.S
    )
    other = """<OBJECT_CONTRACT ITEM="2"><TITLE><P>Rechenzentrum</P></TITLE>
        <CPV_MAIN><CPV_CODE CODE="72000000"/></CPV_MAIN>
        <VAL_ESTIMATED_TOTAL CURRENCY="EUR">11000.00</VAL_ESTIMATED_TOTAL>
        <OBJECT_DESCR ITEM="1"><SHORT_DESCR><P>Betrieb</P></SHORT_DESCR></OBJECT_DESCR>
        </OBJECT_CONTRACT>"""
    notice = read(first + second + other + rest)
    assert [text.text for text in notice.texts if text.field == "title"][1:] == ["Rechenzentrum"]
    assert [lot.id for lot in notice.lots] == ["1", "1.1", "1.2", "2"]
    assert notice.lots[3].texts[0].text == "Rechenzentrum"
    assert notice.lots[3].value == Money(Decimal("11000.00"), "EUR", "excluded")
    assert notice.lots[0].value == Money(Decimal("789000.00"), "EUR", "excluded")
    assert notice.value == Money(Decimal("800000.00"), "EUR", "excluded")


def test_an_unreadable_amount_and_date_are_named_and_the_notice_is_kept() -> None:
    text = (
        body("f03_two_lots")
        .replace(
            '<VAL_TOTAL CURRENCY="EUR">500000</VAL_TOTAL></VALUES>',
            '<VAL_TOTAL CURRENCY="EUR">1e9999</VAL_TOTAL></VALUES>',
        )
        .replace("2021-04-21", "2021-02-31")
    )
    notice, troubles = ted_export.read(bodies.xml_root(text.encode()), "ted")
    assert [trouble.code for trouble in troubles] == ["unknown_date", "unknown_amount"]
    assert notice.awards[1].signed is None
    assert notice.awards[1].value_kind == "estimate"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1577882.0000", "1577882.0000"),
        ("3 083 333,33", "3083333.33"),
        ("878\u00a0000,00", "878000.00"),
        ("12.345,67", "12345.67"),
        ("12,345.67", "12345.67"),
        ("3.083.333", "3083333"),
        ("0", "0"),
        ("1e9999", None),
        ("-1", None),
        ("voir ci-dessous", None),
        ("", None),
        (None, None),
    ],
)
def test_amounts_written_for_people_are_numbers(text: str | None, number: str | None) -> None:
    assert amounts_and_dates.decimal(text) == (Decimal(number) if number else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20210512", date(2021, 5, 12)),
        ("2021-05-12", date(2021, 5, 12)),
        ("20210315 10:00", date(2021, 3, 15)),
        ("1970-01-01", None),
        ("2000-01-01", None),
        ("0001-01-01", None),
        (None, None),
    ],
)
def test_filler_dates_are_no_dates(text: str | None, expected: date | None) -> None:
    doc = ParseState(bodies.xml_root(body("f01_joint").encode()))
    assert amounts_and_dates.parse_date(text, doc, "field") == expected
    assert doc.troubles == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2021/S 026-063415", "63415-2021"),
        ("2011/S 4-005302", "5302-2011"),
        ("063415-2021", "63415-2021"),
        ("pas de publication", None),
    ],
)
def test_publication_numbers_lose_their_zeros(text: str, number: str | None) -> None:
    assert amounts_and_dates.notice_number(text) == number


def award(number: str | None, lot: str, supplier: str) -> Award:
    won = Supplier(Organization(supplier))
    return Award(key="", contract_number=number, lots=(lot,), suppliers=(won,))


def test_keys_are_unique_and_do_not_depend_on_order() -> None:
    made = [
        award("7", "1", "A"),
        award("7", "1", "B"),
        award("7", "2", "A"),
        award("8", "1", "A"),
        award(None, "1", "A"),
        award(None, "2", "A"),
    ]
    named = unique_award_keys.with_unique_keys(made)
    assert len({award.key for award in named}) == len(made)
    assert (named[2].key, named[3].key) == ("7/2", "8")
    again = unique_award_keys.with_unique_keys(reversed(made))
    assert {award.key for award in again} == {award.key for award in named}


def test_a_key_never_spells_a_supplier() -> None:
    (only,) = unique_award_keys.with_unique_keys([award(None, "1", "Camille Fictif")])
    assert "Camille" not in only.key
    assert only.key_basis == "lot_suppliers"


@pytest.mark.parametrize("text", ["-", "—", "0", "000", "N/A", "n.a.", "néant", ".", None, ""])
def test_a_dash_or_zero_is_no_contract_number(text: str | None) -> None:
    assert unique_award_keys.contract_number(text) is None


@pytest.mark.parametrize(
    ("text", "lots"),
    [
        ("2", ("2",)),
        ("1, 3", ("1", "3")),
        ("1 et 2", ("1", "2")),
        ("Lot 2", ("2",)),
        ("Część nr 03", ("3",)),
        ("9", ("9",)),
        ("1-3", ("1-3",)),
        ("1, 2 Y 3", ("1", "2", "3")),
        ("2 / Primo in cascata", ("2",)),
        ("2 - Seine-et-Marne", ("2",)),
        ("2.1A", ("2.1A",)),
        ("2A", ("2A",)),
        ("1 to 3", ("1 to 3",)),
        (None, ()),
    ],
)
def test_an_award_names_its_lots(text: str | None, lots: tuple[str, ...]) -> None:
    assert unique_award_keys.lots_named(text, {"1": "1", "2": "2", "3": "3"}) == lots


@pytest.mark.parametrize(
    ("text", "lot"),
    [("1", "01"), ("3", "Lotto 3"), ("Lot 7", "7: Mobilier"), ("A", "A"), ("4", "4"), ("9", "9")],
)
def test_an_award_names_its_lot_though_it_is_written_otherwise(text: str, lot: str) -> None:
    lots = ("01", "2a", "2b", "Lotto 3", "7: Mobilier", "A", "Lot 4 A", "Lot 4 B")
    assert unique_award_keys.lots_named(text, {name: name for name in lots}) == (lot,)


def test_an_award_without_lot_number_is_about_the_only_lot() -> None:
    assert unique_award_keys.lots_named(None, {"1": "1"}) == ("1",)


def test_parts_are_found_by_name_and_codes_of_regions_in_any_namespace() -> None:
    node = Node(
        etree.fromstring(
            '<PLACE xmlns="ted/R2.0.9.S02/publication" xmlns:n="ted/2016/nuts">'
            '<n:NUTS CODE="FR10"/><TOWN>Paris</TOWN><n:NUTS CODE="FR20"/>'
            '<LOT><TITLE>First</TITLE><n:NUTS CODE="FR30"/></LOT><LOT>'
            "<TITLE>Second</TITLE></LOT></PLACE>"
        )
    )
    assert node.value("NUTS", attribute="CODE") == "FR10"
    assert [place.get("CODE") for place in node.all("NUTS", "TOWN")] == ["FR10", "FR20", None]
    assert [lot.line("TITLE") for lot in node.all("LOT")] == ["First", "Second"]
    assert node.line("LOT", "TITLE") == "First"
    assert node.value("LOT", "NUTS", attribute="CODE") == "FR30"
    assert node.has("LOT", "NOTHING")
    assert not node.has("TITLE")


@pytest.mark.parametrize(
    ("stated", "periods"),
    [
        ("<INDEFINITE_DURATION/>", [Period(end_basis="unlimited")]),
        (
            '<DURATION TYPE="MONTH">48</DURATION><INDEFINITE_DURATION/>',
            [Period(months=Decimal(48))],
        ),
        ("", [None]),
    ],
    ids=["none", "both", "unsaid"],
)
def test_a_qualification_system_may_have_no_end(stated: str, periods: list[Period | None]) -> None:
    """251916-2022: the form of such systems has a box for it instead of a length."""
    length = '<DURATION TYPE="MONTH">48</DURATION>'
    whole = body("f01_joint")
    assert whole.count(length) == 1
    assert [lot.period for lot in read(whole.replace(length, stated)).lots][:1] == periods


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("<EU_PROGR_RELATED><P>IROP, výzva č. 51</P></EU_PROGR_RELATED>", ["IROP, výzva č. 51"]),
        ("<EU_PROGR_RELATED><P>-</P></EU_PROGR_RELATED>", ["eu-funds"]),
        ("<EU_PROGR_RELATED/>", ["eu-funds"]),
        ("<EU_PROGR_RELATED><P>nie dotyczy</P></EU_PROGR_RELATED>", []),
        ("<NO_EU_PROGR_RELATED/>", []),
    ],
)
def test_a_project_of_the_union_that_pays_for_a_lot_is_told(stated: str, told: list[str]) -> None:
    notice = read(body("f03_two_lots").replace("<NO_EU_PROGR_RELATED/>", stated, 1))
    texts = [[t.text for t in lot.texts if t.field == "eu_funds"] for lot in notice.lots]
    assert texts == [told, []]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("<PCT_SUBCONTRACTING>20</PCT_SUBCONTRACTING>", ["20\u00a0%"]),
        ("", ["R 2927: 20\u00a0%"]),
    ],
)
def test_what_one_of_several_contracts_on_a_lot_leaves_to_others_names_it(
    second: str, told: list[str]
) -> None:
    """27956-2022: one of more than twenty contracts on lot 3 leaves 20 % to others."""
    whole = body("f03_two_lots")
    (award,) = re.findall(r'<AWARD_CONTRACT ITEM="2">.*?</AWARD_CONTRACT>', whole, re.S)
    contracts = ""
    for number, share in (
        ("R 2927", "<PCT_SUBCONTRACTING>20</PCT_SUBCONTRACTING>"),
        ("670", second),
    ):
        numbered = re.sub(r"(?s)<CONTRACT_NO>.*?</CONTRACT_NO>", "", award)
        numbered = re.sub(r"(?s)<(\w+_SUBCONTRACTING)>.*?</\1>", "", numbered)
        numbered = numbered.replace("<LOT_NO>", f"<CONTRACT_NO>{number}</CONTRACT_NO><LOT_NO>", 1)
        contracts += numbered.replace("</AWARDED_CONTRACT>", f"{share}</AWARDED_CONTRACT>")
    notice = read(whole.replace(award, contracts))
    texts = [text for lot in notice.lots for text in lot.texts if text.field == "subcontracting"]
    assert [text.text for text in texts if "20" in text.text] == told


def test_an_intention_of_the_older_forms_is_pending() -> None:
    """The voluntary notice before a direct award, form 15: nothing is concluded yet."""
    text = body("r208_defence_18")
    form = "CONTRACT_AWARD_DEFENCE CATEGORY"
    assert text.count(form) == 1
    intention = text.replace(form, "VOLUNTARY_EX_ANTE_TRANSPARENCY_NOTICE CATEGORY")
    intention = intention.replace(
        "</CONTRACT_AWARD_DEFENCE>", "</VOLUNTARY_EX_ANTE_TRANSPARENCY_NOTICE>"
    )
    intention = intention.replace('FORM="18"', 'FORM="15"')
    notice = read(intention.replace('TD_DOCUMENT_TYPE CODE="7"', 'TD_DOCUMENT_TYPE CODE="V"'))
    assert notice.kind == "award_intention"
    assert [(award.status, bool(award.decided)) for award in notice.awards] == [("pending", True)]
    assert [award.status for award in read(text).awards] == ["active"]


def test_the_prize_of_a_design_contest_is_no_value_of_a_contract() -> None:
    """287682-2021: 50,000 euros for a sketch, not for the plan of the data centre."""
    text = body("f03_two_lots")
    result = (
        "<RESULTS><AWARDED_PRIZE><DATE_DECISION_JURY>2021-05-26</DATE_DECISION_JURY><PARTICIPANTS>"
        "<NB_PARTICIPANTS>3</NB_PARTICIPANTS></PARTICIPANTS><WINNERS><WINNER><ADDRESS_WINNER>"
        "<OFFICIALNAME>Exemple Architectes</OFFICIALNAME></ADDRESS_WINNER></WINNER></WINNERS>"
        '<VAL_PRIZE CURRENCY="EUR">50000</VAL_PRIZE></AWARDED_PRIZE></RESULTS>'
    )
    text = re.sub(r"(?s)<AWARD_CONTRACT\b.*</AWARD_CONTRACT>", result, text)
    notice = read(text)
    (award,) = notice.awards
    assert (award.value, award.value_kind, award.tenders_received) == (None, None, 3)
    assert notice.text("prize") == "50000\u00a0EUR"


_SUBCONTRACT = (
    "<MORE_INFORMATION_TO_SUB_CONTRACTED><CONTRACT_LIKELY_SUB_CONTRACTED_WITH_DEFENCE>{}"
    "</CONTRACT_LIKELY_SUB_CONTRACTED_WITH_DEFENCE></MORE_INFORMATION_TO_SUB_CONTRACTED>"
)


@pytest.mark.parametrize(
    ("inside", "texts"),
    [
        ('<EXCLUDING_VAT_PRCT FMTVAL="30">30</EXCLUDING_VAT_PRCT>', ["30\u00a0%"]),
        (
            '<EXCLUDING_VAT_VALUE CURRENCY="GBP" FMTVAL="5000000">5 000 000</EXCLUDING_VAT_VALUE>'
            "<ADDITIONAL_INFORMATION><P>Through two firms.</P></ADDITIONAL_INFORMATION>",
            ["5000000\u00a0GBP", "Through two firms."],
        ),
        ("<EXCLUDING_VAT_PRCT>0</EXCLUDING_VAT_PRCT><UNKNOWN_VALUE/>", []),
    ],
)
def test_what_older_forms_leave_to_subcontractors_is_told(inside: str, texts: list[str]) -> None:
    end = "</AWARD_OF_CONTRACT_DEFENCE>"
    document = body("r208_defence_18").replace(end, _SUBCONTRACT.format(inside) + end)
    notice = read(document)
    assert [t.text for t in notice.texts if t.field == "subcontracting"] == texts


def test_what_one_of_several_contracts_of_older_forms_leaves_to_others_names_it() -> None:
    kept = "<MORE_INFORMATION_TO_SUB_CONTRACTED><NO_CONTRACT_LIKELY_SUB_CONTRACTED/>"
    share = "<CONTRACT_LIKELY_SUB_CONTRACTED><EXCLUDING_VAT_PRCT>20</EXCLUDING_VAT_PRCT>"
    left = f"<MORE_INFORMATION_TO_SUB_CONTRACTED>{share}</CONTRACT_LIKELY_SUB_CONTRACTED>"
    notice = read(body("r208_form_3").replace(kept, left, 1))
    texts = [t.text for t in notice.texts if t.field == "subcontracting"]
    assert texts == ["C&E/P&I/CPU/000014: 20\u00a0%"]


def test_a_contract_of_older_forms_has_each_lot_that_it_names() -> None:
    lot = "<LOT_NUMBER>1</LOT_NUMBER>"
    document = body("r208_defence_18").replace(lot, lot + "<LOT_NUMBER>3</LOT_NUMBER>")
    assert [award.lots for award in read(document).awards] == [("1", "3")]
