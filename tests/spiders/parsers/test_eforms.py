"""eForms: what each kind of notice must say, and what none may say.  Goldens hold the rest."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from lxml import etree

from pipelines.errors import UnexpectedDocument
from pipelines.model import Money, Notice, Period, Reference, Trouble, replace
from spiders.doffin import DoffinSpider
from spiders.parsers import decoding, eforms
from spiders.parsers.eforms import changes, xml_paths
from spiders.ted import TedSpider

STATISTICS = "ReceivedSubmissionsStatistics"
FOLDER = Path(__file__).parents[2] / "portals"


def root_of(name: str) -> etree._Element:
    return decoding.xml_root((FOLDER / "ted" / name).read_bytes())


def notice(name: str) -> Notice:
    return eforms.notice(root_of(name), "ted")


def supplier_names(notice: Notice) -> list[list[tuple[str, str]]]:
    return [[(s.organization.name, s.role) for s in award.suppliers] for award in notice.awards]


def test_winners_are_those_of_the_contract_and_keep_their_role() -> None:
    assert supplier_names(notice("result_two_lots_consortium.xml")) == [
        [
            ("Aspello sp. z o.o.", "main"),
            ("Invoi sp. z o.o.", "member"),
            ("Dealdone sp. z o.o.", "subcontractor"),
        ],
        [("Microsoft sp. z o.o.", "main")],
    ]


@pytest.mark.parametrize(
    ("ranked", "winners"),
    [(True, ["Microsoft sp. z o.o."]), (False, [])],
    ids=["ranked", "unranked"],
)
def test_a_contract_without_tenders_has_the_winner_of_its_lot_if_one_can_tell(
    ranked: bool, winners: list[str]
) -> None:
    root = root_of("result_two_lots_consortium.xml")
    (contract,) = (
        element
        for element in root.iterfind(".//{*}NoticeResult/{*}SettledContract")
        if element.findtext("{*}ID") == "CON-0002"
    )
    for listed in contract.findall("{*}LotTender"):
        contract.remove(listed)
    if not ranked:
        for rank in root.findall(".//{*}RankCode"):
            rank.getparent().remove(rank)
    second = eforms.notice(root, "ted").awards[1]
    assert [s.organization.name for s in second.suppliers] == winners
    assert (second.value is None) == (not winners)


@pytest.mark.parametrize(("law", "kind"), [("32014L0024", "exact"), ("32014L0023", "estimate")])
def test_the_value_of_a_concession_is_an_estimate_of_turnover(law: str, kind: str) -> None:
    root = root_of("result_two_lots_consortium.xml")
    (stated,) = root.findall("{*}RegulatoryDomain")
    stated.text = law
    priced = [award for award in eforms.notice(root, "ted").awards if award.value]
    assert {award.value_kind for award in priced} == {kind}


def test_a_touch_point_stands_for_its_organisation() -> None:
    (buyer,) = notice("result_two_lots_consortium.xml").buyers
    assert buyer.organization.name == "Urząd Patentowy Rzeczypospolitej Polskiej"


def test_filler_dates_and_filler_numbers_are_unknown() -> None:
    award = notice("result_two_lots_consortium.xml").awards[1]
    assert award.decided is None
    assert award.signed == date(2025, 3, 20)
    assert (award.key, award.key_basis, award.contract_number) == (
        "CON-0002",
        "settled_contract",
        None,
    )


def test_an_intended_direct_award_is_pending_and_says_why() -> None:
    parsed = notice("veat_direct_award.xml")
    assert parsed.kind == "award_intention"
    assert parsed.procedure.method == "direct"
    assert parsed.procedure.direct_award_reason == "technical"
    assert (parsed.text("direct_award_reason") or "").startswith("Wyłącznie producent")
    (award,) = parsed.awards
    assert (award.status, award.value) == ("pending", Money(Decimal(1044135), "PLN"))


def test_an_intention_has_a_day_of_decision_and_none_of_conclusion() -> None:
    """Doffin's notices that were made from older forms (2022-627736) carry the day of the decision
    where a contract has its day of conclusion."""
    root = root_of("veat_direct_award.xml")
    for day in root.iterfind(".//{*}SettledContract/{*}AwardDate"):
        day.tag = day.tag.replace("AwardDate", "IssueDate")
    (award,) = eforms.notice(root, "ted").awards
    assert (award.decided, award.signed) == (date(2023, 11, 16), None)


def test_framework_amounts_are_ceilings_or_estimates_and_call_offs_are_exact() -> None:
    parsed = notice("framework_ceiling_renewals.xml")
    assert [(a.value_kind, a.technique, a.value and a.value.amount) for a in parsed.awards] == [
        ("ceiling", "framework", Decimal(16000000)),
        ("estimate", "framework", Decimal(4200000)),
        ("estimate", "framework", Decimal(665500)),  # published once for each of two parties
        ("exact", "call_off", Decimal("53353.52")),
    ]
    assert parsed.awards[0].renewal is not None
    assert parsed.awards[0].renewal.maximum == 3
    assert parsed.awards[2].maximum is None  # a ceiling of 0 is none


@pytest.mark.parametrize(
    ("number", "words", "expected"),
    [
        (12, "Verlängert sich automatisch um weitere zwölf (12) Kalendermonate.", None),
        (12, "Reconduction tacite par périodes de 12 mois.", None),
        (24, "Se prórroga automáticamente por 24 meses.", None),
        (12, "Przedłużenie o 12 miesięcy.", None),
        (3, "Three renewals of 12 months each.", 3),
        (3, "Verlängerung dreimal um je 3 Monate.", 3),  # either may be meant
        (12, "Reconduit chaque mois, 12 fois, pendant 2024.", 12),
        (12, "9" * 5_000 + " mois", 12),
    ],
)
def test_the_months_of_a_renewal_are_not_how_often_it_is_renewed(
    number: int, words: str, expected: int | None
) -> None:
    """A framework of 36 months was said to be renewed twelve times (658721-2024)."""
    body = (FOLDER / "ted" / "framework_ceiling_renewals.xml").read_text("utf-8")
    told = "Reconduction tacite, trois fois douze mois."
    body = body.replace("<cbc:MaximumNumberNumeric>3<", f"<cbc:MaximumNumberNumeric>{number}<")
    root = decoding.xml_root(body.replace(told, words).encode())
    renewal = eforms.notice(root, "ted").awards[0].renewal
    assert renewal is not None
    assert (renewal.maximum, renewal.description) == (expected, words)


def test_a_single_lot_has_the_period_that_only_the_procedure_states() -> None:
    root = root_of("veat_direct_award.xml")
    (before,) = eforms.notice(root, "ted").lots
    lot, whole = (
        root.find(f"{path}cac:ProcurementProject", root.nsmap)
        for path in ("cac:ProcurementProjectLot/", "")
    )
    assert lot is not None
    assert whole is not None
    whole.append(next(lot.iterfind("cac:PlannedPeriod", root.nsmap)))  # lxml moves it
    notice = eforms.notice(root, "ted")
    assert notice.lots == (before,)
    assert before.period is not None
    assert [award.period for award in notice.awards] == [before.period]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (
            '<cbc:DescriptionCode listName="Duration">UNLIMITED</cbc:DescriptionCode>',
            Period(end_basis="unlimited"),
        ),
        (
            "<cbc:StartDate>2024-02-01+01:00</cbc:StartDate>"
            "<cbc:DescriptionCode>UNLIMITED</cbc:DescriptionCode>",
            Period(start=date(2024, 2, 1), end_basis="unlimited"),
        ),
        ("<cbc:DescriptionCode>UNKNOWN</cbc:DescriptionCode>", None),
        (
            '<cbc:DurationMeasure unitCode="MONTH">24</cbc:DurationMeasure>'
            "<cbc:DescriptionCode>UNLIMITED</cbc:DescriptionCode>",
            Period(months=Decimal(24)),
        ),
    ],
)
def test_a_contract_without_limit_of_time_is_no_contract_whose_end_is_not_published(
    period: str, expected: Period | None
) -> None:
    """100829-2024 of Doffin, and five of seventy-two results of TED."""
    root = root_of("veat_direct_award.xml")
    (planned,) = root.iterfind(".//cac:PlannedPeriod", root.nsmap)
    names = " ".join(f'xmlns:{name}="{uri}"' for name, uri in root.nsmap.items() if name)
    planned[:] = list(etree.fromstring(f"<p {names}>{period}</p>"))
    notice = eforms.notice(root, "ted")
    assert [lot.period for lot in notice.lots] == [expected]
    assert [award.period for award in notice.awards] == [expected]


def test_a_contract_that_names_the_call_of_its_own_procedure_calls_nothing_off() -> None:
    def techniques(change: str) -> list[tuple[str | None, str | None]]:
        body = (FOLDER / "ted" / "framework_ceiling_renewals.xml").read_text("utf-8")
        flag = "<efbc:ContractFrameworkIndicator>true</efbc:ContractFrameworkIndicator>"
        assert flag in body
        root = decoding.xml_root(body.replace(flag, change).encode())
        process = root.find("cac:TenderingProcess", root.nsmap)
        assert process is not None
        if change:
            return [(a.technique, a.framework_id) for a in eforms.notice(root, "ted").awards]
        previous = etree.SubElement(process, f"{{{root.nsmap['cac']}}}NoticeDocumentReference")
        etree.SubElement(previous, f"{{{root.nsmap['cbc']}}}ID").text = "00101336-2023"
        return [(a.technique, a.framework_id) for a in eforms.notice(root, "ted").awards]

    assert techniques("<!-- -->")[3] == ("call_off", "101336-2023")
    assert techniques("")[3] == ("framework", None)


def test_a_tendering_party_without_tenderers_has_its_own_name() -> None:
    root = root_of("result_two_lots_consortium.xml")
    party = root.find(".//{*}NoticeResult/{*}TenderingParty")
    assert party is not None
    for tenderer in party.findall("{*}Tenderer"):
        party.remove(tenderer)
    etree.SubElement(party, f"{{{root.nsmap['cbc']}}}Name").text = " Exemple \n Conseil "
    names = {s.organization.name for a in eforms.notice(root, "ted").awards for s in a.suppliers}
    assert "Exemple Conseil" in names


def test_an_empty_currency_is_none() -> None:
    root = root_of("result_two_lots_consortium.xml")
    for amount in root.iterfind(".//*[@currencyID]"):
        amount.set("currencyID", "")
    notice = eforms.notice(root, "ted")
    amounts = [award.value for award in notice.awards if award.value]
    assert {money.currency for money in amounts} == {None}


def test_withheld_values_are_named_and_are_no_amounts() -> None:
    parsed = notice("withheld_values.xml")
    assert parsed.withheld == ("not-val", "rec-sub-cou", "win-cho", "win-ten-val")
    settled, unknown = parsed.awards
    assert (settled.value, settled.value_kind, settled.tenders_received) == (
        None,
        "undisclosed",
        None,
    )
    assert (unknown.status, unknown.suppliers) == (None, ())
    assert parsed.result_value is None


def test_a_withheld_reason_is_not_said_in_the_buyers_words() -> None:
    root = root_of("veat_direct_award.xml")
    (reason,) = root.iter("{*}ProcessReason")
    (code,) = (e for e in root.iter("{*}ProcessReasonCode") if e.text == "technical")
    assert eforms.notice(root, "ted").text("direct_award_reason") == reason.text
    reason.text = code.text = "unpublished"
    parsed = eforms.notice(root, "ted")
    assert parsed.text("direct_award_reason") is None
    assert "dir-awa-jus" in parsed.withheld


def test_each_modification_goes_to_the_contract_that_it_names() -> None:
    parsed = notice("modification_two_contracts.xml")
    assert parsed.kind == "amendment"
    uuid = "b6f15aad-5169-41aa-a176-1bae205ce5d9-01"
    assert parsed.references == (Reference("amends", "notice_identifier", uuid),)
    assert [award.amends for award in parsed.awards] == ["31146260-A", None]
    descriptions = [
        [amendment.description for amendment in award.amendments] for award in parsed.awards
    ]
    assert descriptions == [
        ["Aanvullende werken.\nVerlenging van de looptijd."],
        ["Aanvullende werken.\nExtra installaties."],
    ]
    after = parsed.awards[0].amendments[0].value_after
    assert after == parsed.awards[0].value


def test_a_modification_of_an_older_sdk_goes_to_the_contract_that_it_names() -> None:
    """Until SDK 1.6 the changed section stands in the change itself, without an element around."""
    root = root_of("modification_two_contracts.xml")
    (section,) = root.findall(".//{*}ContractModification/{*}Change/{*}ChangedSection")
    change = section.getparent()
    change.extend(section)
    change.remove(section)
    assert eforms.notice(root, "ted") == notice("modification_two_contracts.xml")


@pytest.mark.parametrize(
    ("section", "modified"),
    [
        ("LOT-0002", [False, True]),
        ("RES-0001", [True, False]),
        ("TEN-0003", [False, True]),
        ("9/2025", [True, False]),
        ("RESULT", [True, True]),
        ("LOT-0009", [True, True]),
    ],
)
def test_a_modification_that_names_a_lot_is_that_of_its_contract(
    section: str, modified: list[bool]
) -> None:
    root = root_of("result_two_lots_consortium.xml")
    change = root_of("modification_two_contracts.xml").findall(".//{*}ContractModification")[1]
    (named,) = change.findall(".//{*}ChangedSectionIdentifier")
    named.text = section
    (results,) = root.findall(".//{*}NoticeResult")
    results.addprevious(change)
    awards = eforms.notice(root, "ted").awards
    assert [bool(award.amendments) for award in awards] == modified


def test_a_change_notice_replaces_what_it_names_and_keeps_its_kind() -> None:
    parsed = notice("change_of_a_contract_notice.xml")
    assert (parsed.kind, parsed.change, parsed.change_reason) == (
        "tender",
        "correction",
        "update-add",
    )
    assert parsed.references == (
        Reference("replaces", "notice_identifier", "4d2e8a10-6f1b-4c3d-8e9f-7a6b5c4d3e51-01"),
        Reference("follows", "number", "191048-2024"),
    )


def test_a_cancellation_of_an_old_sdk_is_one() -> None:
    parsed = notice("cancellation_old_sdk.xml")
    assert (parsed.kind, parsed.change) == ("tender", "cancellation")
    assert parsed.references == (Reference("replaces", "number", "401234-2023"),)


def test_parts_of_a_plan_are_lots_and_a_plan_has_no_procedure() -> None:
    parsed = notice("planning_with_parts.xml")
    assert [lot.id for lot in parsed.lots] == ["PAR-0001", "PAR-0002"]
    assert (parsed.kind, parsed.procedure.id) == ("planning", None)


def test_every_language_is_kept_and_the_notice_speaks_its_own() -> None:
    parsed = notice("multilingual_with_unsuccessful_lot.xml")
    assert parsed.languages == ("nl", "fr")
    assert parsed.title == "ICT-diensten: raamovereenkomst"
    assert {text.language for text in parsed.texts} == {"nl", "fr"}


def test_a_lot_without_winner_is_an_unsuccessful_award_without_its_losers() -> None:
    award = notice("multilingual_with_unsuccessful_lot.xml").awards[1]
    assert (award.key, award.status, award.suppliers, award.tenders_received) == (
        "LOT-0003",
        "unsuccessful",
        (),
        1,
    )


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("no-rece", "unsuccessful"),
        ("other", "unsuccessful"),
        ("unpublished", "unsuccessful"),
        ("chan-need", "cancelled"),
        ("ins-fund", "cancelled"),
    ],
)
def test_a_lot_that_the_buyer_gave_up_is_cancelled(reason: str, status: str) -> None:
    root = decoding.xml_root((FOLDER / "doffin/2024-100113_award_three_lots.xml").read_bytes())
    (code,) = root.iter("{*}DecisionReasonCode")
    code.text = reason
    parsed, troubles = eforms.read(root, "doffin")
    assert [award.status for award in parsed.awards] == ["active", "active", status]
    assert troubles == ()


def test_what_the_winner_leaves_to_others_is_told_and_no_loser_s_plan() -> None:
    root = root_of("result_two_lots_consortium.xml")
    result = root.find(".//{*}NoticeResult")
    listed = {e.text for e in result.iterfind("{*}SettledContract/{*}LotTender/{*}ID")}
    efbc = f"{{{xml_paths.NAMESPACES['efbc']}}}"
    lots = {}
    for tender in result.iterfind("{*}LotTender"):
        name = tender.findtext("{*}ID")
        term = etree.SubElement(tender, f"{{{xml_paths.NAMESPACES['efac']}}}SubcontractingTerm")
        etree.SubElement(term, efbc + "TermPercent").text = "12.5"
        etree.SubElement(term, efbc + "TermAmount", currencyID="PLN").text = "0"
        etree.SubElement(term, efbc + "TermDescription", languageID="POL").text = f"Serwis {name}"
        if name in listed:
            lots[tender.findtext("{*}TenderLot/{*}ID")] = [
                ("12.5\u00a0%", None),
                (f"Serwis {name}", "pl"),
            ]
    assert len(listed) < len(result.findall("{*}LotTender")), "some tender lost"
    parsed = eforms.notice(root, "ted")
    assert {
        lot.id: [(t.text, t.language) for t in lot.texts if t.field == "subcontracting"]
        for lot in parsed.lots
    } == lots


def add_funding(parent: etree._Element, programme: str, project: str | None, words: str) -> None:
    funding = etree.SubElement(parent, xml_paths.tag("efac:Funding"))
    etree.SubElement(funding, xml_paths.tag("cbc:FundingProgramCode")).text = programme
    if project:
        etree.SubElement(funding, xml_paths.tag("efbc:FinancingIdentifier")).text = project
    etree.SubElement(funding, xml_paths.tag("cbc:Description")).text = words


def eu_funds_of_lots(root: etree._Element) -> list[list[str]]:
    lots = eforms.notice(root, "ted").lots
    return [[text.text for text in lot.texts if text.field == "eu_funds"] for lot in lots]


def test_funds_of_the_union_are_told_with_programme_project_and_words() -> None:
    """As in 477526-2024 (a lot), 191695-2025 (a contract) and the many that say no more than yes;
    "-" is filled in where a form requires words (747062-2023)."""
    root = root_of("result_two_lots_consortium.xml")
    terms = [
        etree.SubElement(lot, xml_paths.tag("cac:TenderingTerms"))
        for lot in root.iterfind("{*}ProcurementProjectLot")
    ]
    for element in terms:
        etree.SubElement(element, xml_paths.tag("cbc:FundingProgramCode")).text = "eu-funds"
    place = terms[0]
    for step in ("UBLExtensions", "UBLExtension", "ExtensionContent"):
        place = etree.SubElement(place, xml_paths.tag(f"ext:{step}"))
    place = etree.SubElement(place, xml_paths.tag("efext:EformsExtension"))
    add_funding(place, "ERDF_2021", "PRR-C06-i01", "Recuperação")
    of_lot = "ERDF 2021 · PRR-C06-i01 · Recuperação"
    assert eu_funds_of_lots(root) == [[of_lot], ["eu-funds"]]
    _, second = root.findall(".//{*}NoticeResult/{*}SettledContract")
    add_funding(second, "DIGITALEU", None, "-")
    assert eu_funds_of_lots(root) == [[of_lot], ["DIGITALEU"]]


def test_the_procedure_of_the_examples_is_none() -> None:
    """Four bodies of three countries left it in their notices (353237-2021, 596214-2023): they were
    one procedure."""
    root = root_of("framework_ceiling_renewals.xml")
    identifier = root.find("{*}ContractFolderID")
    assert identifier is not None
    own = eforms.notice(root, "ted").procedure
    assert own.id == identifier.text
    identifier.text = "aff2863e-b4cc-4e91-baba-b3b85f709117"
    copied = eforms.notice(root, "ted").procedure
    assert copied.id is None
    kept = [other for other in own.other_ids if other.scheme != "eforms-procedure"]
    assert list(copied.other_ids) == kept


def test_an_estimate_of_nothing_is_none() -> None:
    root = root_of("framework_ceiling_renewals.xml")
    projects = root.findall(".//{*}ProcurementProject")
    for project in projects:
        total = project.find("{*}RequestedTenderTotal")
        if total is None:
            total = etree.SubElement(
                project, f"{{{xml_paths.NAMESPACES['cac']}}}RequestedTenderTotal"
            )
        for old in total.findall("{*}EstimatedOverallContractAmount"):
            total.remove(old)
        etree.SubElement(
            total,
            f"{{{xml_paths.NAMESPACES['cbc']}}}EstimatedOverallContractAmount",
            currencyID="EUR",
        ).text = "0.00"
    parsed, troubles = eforms.read(root, "ted")
    assert [parsed.value, *(lot.value for lot in parsed.lots)] == [None] * len(projects)
    assert troubles == ()


@pytest.mark.parametrize(
    ("types", "received"),
    [
        ([None], 3),
        (["t-sme"], None),
        ([None, "t-sme"], None),
        ([None, "tenders"], 4),
        (["t-esubm"], 3),
    ],
)
def test_a_number_of_tenders_that_stands_alone_needs_no_type(
    types: list[str | None], received: int | None
) -> None:
    root = decoding.xml_root((FOLDER / "doffin/2024-113575_veat_intention.xml").read_bytes())
    result = next(root.iter("{*}LotResult"))
    for number, type_ in enumerate(types, start=3):
        block = etree.SubElement(result, f"{{{xml_paths.NAMESPACES['efac']}}}{STATISTICS}")
        for name, text in (("StatisticsCode", type_), ("StatisticsNumeric", str(number))):
            if text is not None:
                etree.SubElement(block, f"{{{xml_paths.NAMESPACES['efbc']}}}{name}").text = text
    assert eforms.notice(root, "doffin").awards[0].tenders_received == received


@pytest.mark.parametrize("digits", [25, 400_000])
def test_a_count_of_more_digits_than_a_database_holds_is_a_trouble(digits: int) -> None:
    root = root_of("multilingual_with_unsuccessful_lot.xml")
    number = next(root.iter("{*}StatisticsNumeric"))
    number.text = "1" * digits
    results = list(TedSpider.read(etree.tostring(root), "notice.xml"))
    (trouble,) = [result for result in results if isinstance(result, Trouble)]
    assert (trouble.code, len(trouble.message) < 200) == ("unknown_number", True)
    assert "expected a whole number" in trouble.message


def test_the_word_missing_is_no_lot() -> None:
    """Doffin 2022-927623: a result made from an older form that names no lot."""
    root = decoding.xml_root((FOLDER / "doffin/2024-113575_veat_intention.xml").read_bytes())
    before = eforms.notice(root, "doffin").awards[0]
    result = next(root.iter("{*}LotResult"))
    statistics = etree.SubElement(result, f"{{{xml_paths.NAMESPACES['efac']}}}{STATISTICS}")
    for name, text in (("StatisticsCode", "tenders"), ("StatisticsNumeric", "3")):
        etree.SubElement(statistics, f"{{{xml_paths.NAMESPACES['efbc']}}}{name}").text = text
    counted = eforms.notice(root, "doffin").awards[0]
    for lot in root.iterfind(".//{*}NoticeResult//{*}TenderLot/{*}ID"):
        lot.text = "MISSING" if lot.getparent().getparent() is result else None
    award = eforms.notice(root, "doffin").awards[0]
    assert (before.tenders_received, counted.tenders_received) == (None, 3)
    assert (award.lots, award.tenders_received) == ((), 3)
    assert (award.key, award.value, award.suppliers) == (before.key, before.value, before.suppliers)


def test_joint_buyers_are_told_from_their_leader() -> None:
    buyers = notice("multilingual_with_unsuccessful_lot.xml").buyers
    assert [(buyer.organization.name, buyer.role) for buyer in buyers] == [
        ("Service Public Fédéral Economie", "buyer"),
        ("Consumentenombudsdienst", "joint"),
    ]


@pytest.mark.parametrize(
    ("court", "led", "buyers"),
    [
        ("ORG-0002", False, ["Consumentenombudsdienst"]),
        ("ORG-0002", True, ["Service Public Fédéral Economie", "Consumentenombudsdienst"]),
        ("ORG-0001", False, ["Consumentenombudsdienst", "Service Public Fédéral Economie"]),
    ],
    ids=["a court beside the buyer", "a leader that hears appeals", "a buyer that hears appeals"],
)
def test_the_court_that_hears_appeals_buys_nothing(
    court: str, led: bool, buyers: list[str]
) -> None:
    root = root_of("multilingual_with_unsuccessful_lot.xml")
    for leader in root.findall(".//{*}GroupLeadIndicator"):
        leader.text = str(led).lower() if leader.text == "true" else leader.text
    lot = root.find("{*}ProcurementProjectLot")
    inner = root.find("{*}ContractingParty/{*}Party/{*}PartyIdentification")
    assert lot is not None
    assert inner is not None
    space = etree.QName(inner).namespace
    element = lot
    for name in ("TenderingTerms", "AppealTerms", "AppealReceiverParty"):
        element = etree.SubElement(element, f"{{{space}}}{name}")
    element.append(deepcopy(inner))
    element[0][0].text = court
    actual = eforms.notice(root, "ted").buyers
    assert [buyer.organization.name for buyer in actual] == buyers


def test_without_a_contract_the_tender_ranked_first_has_won() -> None:
    parsed = notice("winner_without_contract.xml")
    assert supplier_names(parsed) == [[("PROSEGUR SERVICIOS DE EFECTIVO ESPAÑA, S.L.", "main")]]
    assert parsed.awards[0].key_basis == "lot_suppliers"


@pytest.mark.parametrize(
    ("technique", "form", "winners", "value"),
    [
        ("none", "can-standard", [], None),
        ("fa-wo-rc", "can-standard", ["Microsoft sp. z o.o.", "Softnet S.A."], "estimate"),
        ("none", "can-desg", ["Microsoft sp. z o.o.", "Softnet S.A."], None),
    ],
    ids=["a contract", "a framework", "a contest"],
)
def test_without_contracts_and_ranks_nobody_can_tell_who_won_against_whom(
    technique: str, form: str, winners: list[str], value: str | None
) -> None:
    """The ranks are withheld: the tender that lost is no supplier, its price no part of a value."""
    root = root_of("result_two_lots_consortium.xml")
    for contract in root.findall(".//{*}SettledContract"):
        contract.getparent().remove(contract)
    for rank in root.iterfind(".//{*}RankCode"):
        rank.text = "-1"
    for system in root.iterfind(".//{*}ContractingSystemTypeCode[@listName='framework-agreement']"):
        system.text = technique
    (stated,) = root.findall("{*}NoticeTypeCode")
    stated.text = form
    award = eforms.notice(root, "ted").awards[1]
    assert award.lots == ("LOT-0002",)
    assert (award.status, award.value_kind) == ("active", value)
    assert [s.organization.name for s in award.suppliers] == winners


@pytest.mark.parametrize(
    ("title", "kind", "status"),
    [
        (
            "Intensjonskunngjøring - Kjøp av program for digitale plandata",
            "award_intention",
            "pending",
        ),
        ("Voluntary ex ante transparency notice - Simulator", "award_intention", "pending"),
        ("Kjøp av program, jf. intensjonskunngjøring av 3. mai", "award", "active"),
    ],
)
def test_a_result_whose_title_says_that_the_award_is_intended_is_an_intention(
    title: str, kind: str, status: str
) -> None:
    root = root_of("result_two_lots_consortium.xml")
    for name in root.iterfind("{*}ProcurementProject/{*}Name"):
        name.text = title
    parsed = eforms.notice(root, "doffin")
    won = [award for award in parsed.awards if award.suppliers]
    assert (parsed.kind, {award.status for award in won}) == (kind, {status})
    assert (won[0].signed is None) == (kind == "award_intention")


def test_what_a_design_contest_gives_its_winners_is_a_prize_and_no_value_of_a_contract() -> None:
    root = root_of("result_two_lots_consortium.xml")
    (form,) = root.findall("{*}NoticeTypeCode")
    form.text = "can-desg"
    prize = root.findall("{*}ProcurementProjectLot")[0]
    for path in ("cac:TenderingTerms", "cac:AwardingTerms", "cac:Prize", "cbc:ValueAmount"):
        prefix, name = path.split(":")
        prize = etree.SubElement(prize, f"{{{root.nsmap[prefix]}}}{name}", currencyID="EUR")
    prize.text = "50000.00"
    parsed = eforms.notice(root, "ted")
    assert [(award.value, award.value_kind, award.maximum) for award in parsed.awards] == [
        (None, None, None)
    ] * len(parsed.awards)
    prizes = [[t.text for t in lot.texts if t.field == "prize"] for lot in parsed.lots]
    assert prizes[0][0] == "50000.00\u00a0EUR"
    assert len(prizes[1]) == 1  # that of its winning tender


def test_unknown_codes_are_named_and_lose_nothing_else() -> None:
    body = (FOLDER / "ted" / "unknown_codes.xml").read_bytes()
    result, *troubles = TedSpider.read(body, "42-2031.xml")
    assert isinstance(result, Notice)
    assert (result.kind, result.form, result.title) == ("planning", "77", "Ohjelmisto")
    assert [trouble.code for trouble in troubles if isinstance(trouble, Trouble)] == [
        "unknown_form",
        "unknown_duration",
        "unknown_code",
        "unknown_amount",
    ]


def test_another_root_stops_with_its_name() -> None:
    with pytest.raises(UnexpectedDocument, match="Invoice"):
        eforms.notice(etree.fromstring("<Invoice/>"), "ted")


@pytest.mark.parametrize(
    "name",
    [
        "result_two_lots_consortium.xml",
        "framework_ceiling_renewals.xml",
        "modification_two_contracts.xml",
        "multilingual_with_unsuccessful_lot.xml",
    ],
)
def test_keys_and_winners_do_not_depend_on_the_order_of_elements(name: str) -> None:
    root = root_of(name)
    before = {(award.key, award.suppliers) for award in eforms.notice(root, "ted").awards}
    for parent in [root, *root.iter("{*}NoticeResult", "{*}LotResult", "{*}SettledContract")]:
        parent[:] = reversed(parent)
    after = {(award.key, award.suppliers) for award in eforms.notice(root, "ted").awards}
    assert {key for key, _ in after} == {key for key, _ in before}
    assert {(key, frozenset(who)) for key, who in after} == {
        (key, frozenset(who)) for key, who in before
    }


DOCUMENTS = [
    path
    for path in sorted([*FOLDER.glob("ted/*.xml"), *FOLDER.glob("doffin/*.xml")])
    if not path.name.startswith("ted_export")
]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_contact_person_or_owner_reaches_a_notice(path: Path) -> None:
    spider = DoffinSpider if path.parent.name == "doffin" else TedSpider
    read = spider.read(path.read_bytes(), path.name)
    # ``contacts`` tell the privacy stage whom to hide, and end there.
    bare = [replace(item, contacts=()) if isinstance(item, Notice) else item for item in read]
    actual = msgspec.json.encode(bare).decode()
    for private in ("Example-Person", "example-person", "Przykładowy", "Niepubliczna", "000 000"):
        assert private not in actual


def test_doffin_takes_its_number_from_the_file_and_dates_what_has_no_date() -> None:
    name = "2024-113575_veat_intention.xml"
    result = next(DoffinSpider.read((FOLDER / "doffin" / name).read_bytes(), name))
    assert isinstance(result, Notice)
    assert (result.number, result.published) == ("2024-113575", date(2024, 9, 23))
    (trouble,) = DoffinSpider.read((FOLDER / "doffin" / name).read_bytes(), "notice.xml")
    assert isinstance(trouble, Trouble)
    assert "name the file like" in trouble.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00675564-2023", "675564-2023"),
        ("2023/S 193-601506", "601506-2023"),
        ("n.a.", None),
        (None, None),
    ],
)
def test_publication_numbers_have_one_spelling(text: str | None, expected: str | None) -> None:
    assert changes.publication_number(text) == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("", []),
        ("<cac:Party/>", []),
        ("<cac:Party><cbc:ID>1</cbc:ID></cac:Party>", ["1"]),
        ("<cac:Party><cbc:ID>1</cbc:ID><cbc:ID>2</cbc:ID></cac:Party>", ["1", "2"]),
        ("<cac:Party/><cac:Party><cbc:ID>2</cbc:ID></cac:Party>", ["2"]),
        (
            "<cac:Party><cbc:ID>1</cbc:ID></cac:Party><cac:Party><cbc:ID>2</cbc:ID></cac:Party>",
            ["1", "2"],
        ),
        ("<cbc:Party><cbc:ID>1</cbc:ID></cbc:Party>", []),
    ],
)
def test_a_path_leads_into_every_branch(inside: str, expected: list[str]) -> None:
    names = " ".join(f'xmlns:{p}="{xml_paths.NAMESPACES[p]}"' for p in ("cac", "cbc"))
    element = etree.fromstring(f"<Notice {names}>{inside}</Notice>")
    path = xml_paths.compile_path("cac:Party/cbc:ID")
    assert xml_paths.texts_at(element, path) == expected
    assert xml_paths.text_at(element, path) == next(iter(expected), None)
