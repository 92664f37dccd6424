"""Faults that OCDS publishers really make, one test each, and the rules that readers rely on."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import Refused, UnexpectedDocument
from pipelines.model import Notice, Reference, Trouble, replace
from spiders.anac import AnacSpider
from spiders.base_pt import BasePtSpider
from spiders.contracts_finder import ContractsFinderSpider
from spiders.find_a_tender import FindATenderSpider
from spiders.ocds import OcdsSpider
from spiders.parsers import ocds
from spiders.public_contracts_scotland import PublicContractsScotlandSpider
from tests.step_counts import count_steps

UK = {"zone": "Europe/London", "currency": "GBP"}


def release(**parts: Any) -> dict[str, Any]:
    """A small award release, with ``parts`` in place of or beside its own."""
    whole = {
        "ocid": "ocds-h6vhtk-04e9fb",
        "id": "029664-2025",
        "date": "2025-06-03T22:01:02+01:00",
        "tag": ["award"],
        "buyer": {"id": "b", "name": "Lancaster City Council"},
        "parties": [
            {"id": "b", "name": "Lancaster City Council", "roles": ["buyer"]},
            {
                "id": "GB-COH-08229264",
                "name": "Ricardo-AEA Limited",
                "identifier": {"scheme": "GB-COH", "id": "08229264"},
                "roles": ["supplier"],
            },
        ],
        "tender": {"title": "Route optimisation software"},
        "awards": [{"id": "1", "suppliers": [{"id": "GB-COH-08229264"}]}],
    }
    return whole | parts


def read(value: dict[str, Any], portal: str = "portal", **profile: Any) -> Notice:
    notice, *unknown_words = ocds.notices(value, portal, **{**UK, **profile})
    assert isinstance(notice, Notice)
    assert all(isinstance(trouble, Trouble) for trouble in unknown_words)
    return notice


def with_award(**parts: Any) -> dict[str, Any]:
    return release(awards=[{"id": "1", **parts}])


@pytest.mark.parametrize(("amount", "expected"), [(0, None), (0.5, Decimal("0.5"))])
def test_a_value_of_nothing_on_contracts_finder_is_none(
    amount: float, expected: Decimal | None
) -> None:
    """1d151cb0-5da7-4a1f-b831-5b2485109d08-819868: three years of taxis."""
    body = json.dumps(with_award(value={"amount": amount, "currency": "GBP"})).encode()
    (notice,) = ContractsFinderSpider.read(body, "release.json")
    assert isinstance(notice, Notice)
    (award,) = notice.awards
    assert (award.value and award.value.amount) == expected
    assert award.value_kind == ("exact" if expected else None)


@pytest.mark.parametrize(("amount", "expected"), [(0, None), (0.0, None), (120, Decimal(120))])
def test_an_estimate_of_nothing_is_none(amount: float, expected: Decimal | None) -> None:
    value = {"amount": amount, "currency": "GBP"}
    techniques = {"hasFrameworkAgreement": True, "frameworkAgreement": {"value": value}}
    tender = {"value": value, "techniques": techniques, "lots": [{"id": "1", "value": value}]}
    notice = read(release(tag=["tender"], tender=tender, awards=[]))
    amounts = (notice.value, notice.maximum, notice.lots[0].value, notice.lots[0].maximum)
    assert {money and money.amount for money in amounts} == {expected}


def with_tender(**parts: Any) -> dict[str, Any]:
    return release(tender=parts)


def with_buyer(buyer: Any, parties: Any) -> dict[str, Any]:
    return release(buyer=buyer, parties=parties)


def buyer_names(notice: Notice) -> list[tuple[str, str]]:
    return [(buyer.organization.name, buyer.role) for buyer in notice.buyers]


def amount(notice: Notice) -> Any:
    return notice.awards[0].value and notice.awards[0].value.amount


@pytest.mark.parametrize(
    ("written", "amount_read"),
    [
        ("33721.10", Decimal("33721.1")),
        ("0.1", Decimal("0.1")),
        ("33721.0", Decimal("33721")),
        ('"14487.00"', Decimal("14487.00")),
        ('"12.345,67"', Decimal("12345.67")),
        ('"21.000,00 €"', Decimal("21000.00")),
        ('"1,234.56"', Decimal("1234.56")),
        ('"1 000 000"', Decimal("1000000")),
        ("1 000 000", Decimal("1000000")),
        ("-500", Decimal("-500")),
        ("1000000000000000", Decimal(10) ** 15),
        ("0", Decimal(0)),
        ("1e9999", None),
        ("-1e9999", None),
        (" 000", None),
        ("NaN", None),
        ("Infinity", None),
        ("null", None),
        ("true", None),
        ('"on request"', None),
        ("9" * 400, None),
    ],
)
def test_an_amount_is_read_exactly_or_not_at_all(written: str, amount_read: Decimal | None) -> None:
    body = json.dumps(with_award(value={"amount": "@", "currency": "GBP"})).replace('"@"', written)
    result, *troubles = OcdsSpider.read(body.encode(), "file.json")
    assert isinstance(result, Notice)
    assert amount(result) == amount_read
    named = {'"on request"': ["unknown_amount"], "true": ["unknown_shape"]}
    assert [t.code for t in troubles] == named.get(written, [])


@pytest.mark.parametrize(
    ("written", "zone", "day"),
    [
        ("2025-06-03T22:01:02+01:00", "Europe/London", date(2025, 6, 3)),
        ("2025-06-03T23:30:00Z", "Europe/London", date(2025, 6, 4)),
        ("2025-06-03 23:30:00+00", "Europe/London", date(2025, 6, 4)),  # as PostgreSQL writes
        ("2025-06-03T20:30:00 -05", "Europe/London", date(2025, 6, 4)),
        ("2025-06-03T24:00:00Z", "Europe/London", date(2025, 6, 3)),
        ("2025-06-03T23:59:60Z", "Europe/London", date(2025, 6, 3)),
        ("2008-08-13T23:00:00Z", "Europe/Lisbon", date(2008, 8, 14)),
        ("2028-05-18T23:59:59Z", "Europe/London", date(2028, 5, 18)),
        ("2025-06-03T23:30:00", "Europe/London", date(2025, 6, 3)),
        ("2025-06-03", "Europe/London", date(2025, 6, 3)),
        ("2019-11-25T17:20:38.0961704Z", "Europe/Lisbon", date(2019, 11, 25)),
        ("2018-03-21T23:27:27-04:00", None, date(2018, 3, 21)),
        ("2018-03-21 23:27:27", None, date(2018, 3, 21)),
        ("0001-01-01T00:00:00Z", "Europe/London", None),
        ("1970-01-01T00:00:00Z", "Europe/London", None),
        ("9999-12-31T23:59:59Z", "Europe/London", None),
        ("2024-02-31", "Europe/London", None),
        ("31/02/2024", "Europe/London", None),
        ("soon", "Europe/London", None),
        ("", None, None),
        (20250603, None, None),
    ],
)
def test_a_date_is_the_civil_day_of_the_portal(
    written: Any, zone: str | None, day: date | None
) -> None:
    assert read(release(date=written), zone=zone).published == day


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (release(), [("Lancaster City Council", "buyer")]),
        (
            with_buyer(None, [{"id": "x", "name": "Town", "roles": [" buyer"]}]),
            [("Town", "buyer")],
        ),
        (
            with_buyer({"id": "x"}, [{"id": "x", "name": "Town", "roles": ["buyer"]}]),
            [("Town", "buyer")],
        ),
        (
            with_buyer(None, [{"id": "x", "name": "Agency", "roles": ["procuringEntity"]}]),
            [("Agency", "buyer")],
        ),
        (
            with_buyer(
                {"id": "b", "name": "Town"},
                [{"id": "p", "name": "Adviser", "roles": ["procuringEntity"]}],
            ),
            [("Town", "buyer")],
        ),
        (
            with_buyer(
                None,
                [
                    {"id": "1", "name": "Town", "roles": ["buyer"]},
                    {"id": "2", "name": "County", "roles": ["buyer"]},
                ],
            ),
            [("Town", "buyer"), ("County", "joint")],
        ),
        (
            with_buyer(
                {"id": "1", "name": "Crown Commercial Service"},
                [
                    {
                        "id": "1",
                        "name": "Crown Commercial Service",
                        "roles": ["buyer"],
                        "roleDetails": "Central purchasing body",
                    }
                ],
            ),
            [("Crown Commercial Service", "central_purchasing")],
        ),
        (
            with_buyer(
                {"id": "1", "name": "Town of X"}, [{"id": "1", "name": "X", "roles": ["buyer"]}]
            ),
            [("Town of X", "buyer")],
        ),
        (release(buyer=None, parties=None, buyerID=None), []),
        (
            {**release(buyer=None, parties=None), "tender": {"procuringEntity": {"name": "X"}}},
            [("X", "buyer")],
        ),
        (with_buyer({"name": "Of 1.0", "identifier": {"id": "7"}}, None), [("Of 1.0", "buyer")]),
    ],
)
def test_the_buyer_is_found_where_the_publisher_put_it(
    value: dict[str, Any], names: list[tuple[str, str]]
) -> None:
    assert buyer_names(read(value)) == names


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (release(), ["Ricardo-AEA Limited"]),
        (with_award(suppliers={"name": "One as an object"}), ["One as an object"]),
        (with_award(), ["Ricardo-AEA Limited"]),
        (
            release(awards=[{"id": "1", "date": "2025-01-01"}, {"id": "2", "date": "2025-01-01"}]),
            [],
        ),
        (with_award(suppliers=[{"id": "IT-CF-NAN"}]), []),
        (with_award(suppliers=[{"id": "IT-CF-01486330309"}]), ["IT-CF-01486330309"]),
        (with_award(suppliers=[{"id": "x", "name": "."}]), []),
        (with_award(suppliers=[None, "text", {"name": "Kept"}]), ["Kept"]),
    ],
)
def test_suppliers_are_those_of_the_award_or_the_only_ones_there_are(
    value: dict[str, Any], names: list[str]
) -> None:
    suppliers = read(value).awards[0].suppliers
    assert [supplier.organization.name for supplier in suppliers] == names


@pytest.mark.parametrize("named", [[], [{"id": "GB-COH-08229264"}]])
def test_who_was_to_get_an_award_that_was_not_made_is_no_supplier(named: list[Any]) -> None:
    value = {"amount": 5000, "currency": "GBP"}
    parsed = read(with_award(status="unsuccessful", suppliers=named, value=value))
    (award,) = parsed.awards
    assert (award.status, award.suppliers, award.value) == ("unsuccessful", (), None)
    assert award.value_kind is None


def test_a_supplier_carries_the_registers_of_its_party() -> None:
    (supplier,) = read(release()).awards[0].suppliers
    assert [(x.scheme, x.id) for x in supplier.organization.identifiers] == [("GB-COH", "08229264")]
    assert supplier.organization.country == "GB"


def test_account_numbers_of_the_portal_identify_nobody() -> None:
    parties = [{"id": "GB-FTS-80924", "name": "Brenntag", "roles": ["buyer"]}]
    (buyer,) = read(with_buyer(None, parties)).buyers
    assert buyer.organization.identifiers == ()


@pytest.mark.parametrize("scale", ["selfEmployed", "Individual"])
def test_a_natural_person_is_marked(scale: str) -> None:
    parties = [{"id": "s", "name": "Invented Person", "details": {"scale": scale}}]
    value = with_award(suppliers=[{"id": "s"}]) | {"parties": parties}
    assert read(value).awards[0].suppliers[0].organization.natural_person is True


def test_subcontractors_and_members_of_a_consortium_have_their_role() -> None:
    parties = [
        {"id": "m", "name": "Member", "roles": ["supplier", "consortiumMember"]},
        {"id": "s", "name": "Sub", "roles": ["subcontractor"]},
    ]
    value = with_award(
        suppliers=[{"id": "m"}],
        subcontracting={"subcontracts": [{"subcontractors": [{"id": "s"}]}]},
    )
    suppliers = read(value | {"parties": parties}).awards[0].suppliers
    assert [(x.organization.name, x.role) for x in suppliers] == [
        ("Member", "member"),
        ("Sub", "subcontractor"),
    ]


@pytest.mark.parametrize(
    ("tags", "type_", "kind", "change"),
    [
        (["planning"], None, "planning", "none"),
        (["tender"], None, "tender", "none"),
        ([" award"], None, "award", "none"),
        (["tender", " award", " contract", " implementation"], None, "contract", "none"),
        ("award", None, "award", "none"),
        (["tenderUpdate"], None, "tender", "correction"),
        (["tenderAmendment"], None, "tender", "correction"),
        (["tenderCancellation"], None, "tender", "cancellation"),
        (["awardUpdate"], None, "award", "correction"),
        (["awardCancellation"], None, "award", "cancellation"),
        (["awardUpdate", "contractUpdate"], None, "contract", "correction"),
        (["contractAmendment"], None, "amendment", "none"),
        (["contractTermination"], None, "termination", "none"),
        (["compiled"], None, "award", "none"),
        ([], None, "award", "none"),
        (["planning"], "UK1", "planning", "none"),
        (["planningUpdate"], "UK3", "planning", "correction"),
        (["tender"], "UK4", "tender", "none"),
        (["tenderUpdate"], "UK4", "tender", "correction"),
        (["award", "contract"], "UK5", "award_intention", "none"),
        (["award", "contract"], "UK6", "award", "none"),
        (["awardUpdate", "contractUpdate"], "UK6", "award", "correction"),
        (["awardUpdate", "contract"], "UK7", "contract", "none"),
        (["contractAmendment"], "UK10", "amendment", "none"),
        (["contractTermination"], "UK11", "termination", "none"),
        (["tenderCancellation"], "UK12", "tender", "cancellation"),
        (["award", "contract"], "UK15", "award", "none"),
        (["contract"], "UK99", "contract", "none"),
    ],
)
def test_notice_type_then_tags_then_content_tell_the_kind(
    tags: Any, type_: str | None, kind: str, change: str
) -> None:
    documents = [{"id": "029664-2025", "noticeType": type_}]
    notice = read(release(tag=tags, planning={"documents": documents}))
    assert (notice.kind, notice.change) == (kind, change)


def test_the_notice_type_is_that_of_the_release_not_of_a_later_document() -> None:
    documents = [
        {"id": "029664-2025", "noticeType": "UK4"},
        {"id": "099999-2025", "noticeType": "UK12"},
    ]
    assert read(with_tender(documents=documents)).form == "UK4"


def test_a_veat_is_an_intention_whatever_its_tag() -> None:
    value = release(tender={"procurementMethodDetails": "Other - Services-EU-VEAT"})
    assert read(value).kind == "award_intention"


def test_uk6_uk7_and_uk10_of_one_process_speak_of_one_contract() -> None:
    folder = Path(__file__).parents[2] / "portals" / "find_a_tender"
    names = ("award_before_signature_uk6", "contract_signed_uk7", "contract_changed_uk10")
    actual = []
    for name in names:
        (notice,) = FindATenderSpider.read((folder / f"{name}.json").read_bytes(), name)
        assert isinstance(notice, Notice)
        award = notice.awards[0]
        actual.append((notice.kind, award.status, award.signed, award.period and award.period.end))
        assert (notice.procedure.id, award.award_id) == ("ocds-h6vhtk-04e9fb", "1")
    assert actual == [
        ("award", "pending", None, date(2025, 12, 1)),
        ("contract", "active", date(2025, 6, 13), date(2025, 12, 1)),
        ("amendment", "active", date(2025, 6, 13), date(2026, 6, 1)),
    ]


def test_a_report_on_payments_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="UK17"):
        read(release(planning={"documents": [{"id": "029664-2025", "noticeType": "UK17"}]}))


def test_uk5_without_a_method_is_a_direct_award_waiting() -> None:
    documents = [{"id": "029664-2025", "noticeType": "UK5"}]
    notice = read(with_award(documents=documents, date="2025-06-01"))
    assert notice.procedure.method == "direct"
    assert notice.awards[0].status == "pending"


@pytest.mark.parametrize(
    ("tender", "method"),
    [
        ({"procurementMethod": "open"}, "open"),
        ({"procurementMethod": " Selective "}, "selective"),
        ({"procurementMethod": "limited"}, "limited"),
        ({"procurementMethod": "unheard of"}, None),
        ({"procurementMethodDetails": "23-AFFIDAMENTO DIRETTO"}, "direct"),
        (
            {"procurementMethodDetails": "26-AFFIDAMENTO DIRETTO IN ADESIONE A ACC."},
            None,
        ),
        ({"procurementMethodDetails": "04-PROCEDURA NEGOZIATA SENZA PREVIA PUBBL."}, "limited"),
        (
            {
                "procurementMethodDetails": "Negotiated without publication of a notice",
                "procurementMethodRationaleClassifications": [{"id": "D_TECHNICAL"}],
            },
            "direct",
        ),
        (
            {
                "procurementMethodDetails": "Award without prior publication of a call",
                "procurementMethodRationaleClassifications": [{"id": "D_OUTSIDE_SCOPE"}],
            },
            None,
        ),
        (
            {
                "procurementMethodDetails": "23-AFFIDAMENTO DIRETTO",
                "tenderers": [{"id": "IT-CF-1"}, {"id": "IT-CF-2"}],
            },
            "limited",
        ),
        (
            {
                "procurementMethodDetails": "23-AFFIDAMENTO DIRETTO",
                "tenderers": [{"id": "IT-CF-1"}, {"id": "IT-CF-1"}],
            },
            "direct",
        ),
        ({"procurementMethodDetails": "Ajuste Direto Regime Geral"}, "direct"),
        ({"procurementMethodDetails": "Other - Direct Award"}, "direct"),
        ({"procurementMethodDetails": "Single tender action (below threshold)"}, "direct"),
        ({"procurementMethodDetails": "Contratación Directa"}, "direct"),
        ({"procurementMethodDetails": "reporting"}, "direct"),
        ({"procurementMethodDetails": "Negotiated procedure with prior publication"}, None),
        ({"procurementMethod": "open", "procurementMethodDetails": "Below - open"}, "open"),
        (
            {
                "procurementMethod": "direct",
                "procurementMethodDetails": "Other - Direct Award from a Framework Contract",
            },
            None,
        ),
        (
            {"procurementMethod": "limited", "procurementMethodRationale": "ADJUDICACIÓN DIRECTA"},
            "direct",
        ),
    ],
)
def test_a_direct_award_is_known_by_the_words_of_the_portal(
    tender: dict[str, Any], method: str | None
) -> None:
    assert read(with_tender(**tender)).procedure.method == method


def test_other_and_nothing_more_is_no_method() -> None:
    assert read(with_tender(procurementMethodDetails="Other - ")).procedure.method_details is None


def test_the_value_of_a_framework_is_a_ceiling() -> None:
    value = with_award(value={"amount": 5, "currency": "GBP"}) | {
        "tender": {"techniques": {"hasFrameworkAgreement": True}}
    }
    (award,) = read(value).awards
    assert award.value_kind == "ceiling"
    assert award.maximum
    assert award.maximum.amount == 5


@pytest.mark.parametrize(
    ("law", "kind"), [("32014L0023", "estimate"), ("32014L0024", "exact"), (None, "exact")]
)
def test_the_value_of_a_concession_is_an_estimate_of_turnover(law: str | None, kind: str) -> None:
    value = with_award(value={"amount": 5000, "currency": "GBP"})
    basis = {"legalBasis": {"id": law, "scheme": "CELEX"}} if law else {}
    (award,) = read(value | {"tender": value["tender"] | basis}).awards
    assert award.value_kind == kind


@pytest.mark.parametrize(
    ("framework", "awarded", "expected"),
    [(0, 0, (None, None, None)), (None, 0, (None, None, None)), (0, 700, ("ceiling", 700, 700))],
)
def test_a_framework_for_nothing_has_no_value(
    framework: int | None, awarded: int, expected: tuple[Any, ...]
) -> None:
    limit = {"value": {"amount": framework, "currency": "GBP"}}
    value = with_award(value={"amount": awarded, "currency": "GBP"})
    value["tender"]["techniques"] = {"hasFrameworkAgreement": True, "frameworkAgreement": limit}
    (award,) = read(value).awards
    amounts = [money and money.amount for money in (award.value, award.maximum)]
    assert (award.value_kind, *amounts) == expected


@pytest.mark.parametrize(
    ("details", "technique"),
    [
        ("Call-off from a framework agreement", "call_off"),
        ("Other - Further Competition - Framework", "call_off"),
        ("Other - Mini-competition", "call_off"),
        ("Below threshold - open competition", None),
    ],
)
def test_a_competition_among_the_firms_of_a_framework_is_a_call_off(
    details: str, technique: str | None
) -> None:
    notice = read(with_tender(procurementMethodDetails=details))
    assert notice.procedure.technique == technique


def test_a_call_off_is_worth_what_it_says_and_names_its_framework() -> None:
    value = with_award(value={"amount": 5, "currency": "GBP"}) | {
        "relatedProcesses": [
            {"relationship": ["framework"], "scheme": "ocid", "identifier": "ocds-h6vhtk-000001"}
        ]
    }
    notice = read(value)
    assert notice.awards[0].value_kind == "exact"
    assert notice.procedure.technique == "call_off"
    assert notice.references == (Reference("framework", "ocid", "ocds-h6vhtk-000001"),)


@pytest.mark.parametrize(
    ("value", "vat"),
    [
        ({"amount": 10}, "excluded"),
        ({"amountGross": 12}, "included"),
        ({"amount": 10, "valueAddedTaxIncluded": True}, "included"),
    ],
)
def test_net_comes_before_gross(value: dict[str, Any], vat: str) -> None:
    money = read(with_award(value=value), vat="excluded").awards[0].value
    assert money
    assert (money.vat, money.currency) == (vat, "GBP")


FROM_JULY = {"startDate": "2025-07-01"}


@pytest.mark.parametrize(
    ("period", "months", "end", "basis"),
    [
        ({**FROM_JULY, "durationInDays": 720}, 24, None, "unknown"),
        ({**FROM_JULY, "durationInDays": 365}, 12, None, "unknown"),
        ({**FROM_JULY, "durationInMonths": 6}, 6, None, "unknown"),
        ({"durationInDays": 1080}, 36, None, "unknown"),
        ({"durationInDays": 10}, Decimal("0.33"), None, "unknown"),
        ({**FROM_JULY, "endDate": "2026-06-30T23:59:59Z"}, None, date(2026, 6, 30), "stated"),
    ],
)
def test_a_period_is_read_as_it_is_stated(
    period: dict[str, Any], months: Any, end: date | None, basis: str
) -> None:
    actual = read(with_award(contractPeriod=period)).awards[0].period
    assert actual
    assert (actual.months, actual.end, actual.end_basis) == (months, end, basis)


@pytest.mark.parametrize("days", [0, 2147483647])
def test_a_period_that_says_nothing_is_none(days: int) -> None:
    assert read(with_award(contractPeriod={"durationInDays": days})).awards[0].period is None


def test_the_contract_joins_its_award_and_signs_it() -> None:
    contract = {
        "id": "LP-28001",
        "awardID": "1",
        "status": "terminated",
        "dateSigned": "2025-06-13",
        "value": {"amount": 7, "currency": "GBP"},
        "period": {"endDate": "2026-01-01", "maxExtentDate": "2027-01-01"},
    }
    (award,) = read(with_award(value={"amount": 5}) | {"contracts": [contract]}).awards
    assert (award.key, award.award_id, award.contract_number) == ("1", "1", "LP-28001")
    assert (award.status, award.signed, award.value and award.value.amount) == (
        "terminated",
        date(2025, 6, 13),
        7,
    )
    assert award.renewal
    assert award.renewal.until == date(2027, 1, 1)


@pytest.mark.parametrize("number", ["1", "contract-1", "", None])
def test_a_counter_is_no_contract_number(number: Any) -> None:
    value = with_award() | {"contracts": [{"id": number, "awardID": "1", "title": "x"}]}
    assert read(value).awards[0].contract_number is None


def test_several_contracts_of_one_award_are_several_rows() -> None:
    contracts = [{"id": f"C-{n}", "awardID": "1", "suppliers": {"name": f"S{n}"}} for n in "ab"]
    awards = read(with_award() | {"contracts": contracts}).awards
    assert [(x.key, x.suppliers[0].organization.name) for x in awards] == [
        ("1/C-a", "Sa"),
        ("1/C-b", "Sb"),
    ]


def test_two_awards_with_one_id_stay_two() -> None:
    awards = read(release(awards=[{"id": "1", "title": "a"}, {"id": "1", "title": "b"}])).awards
    assert [award.key for award in awards] == ["1", "1#2"]


def test_an_award_that_only_names_an_amendment_states_nothing() -> None:
    assert read(release(awards=[{"id": "1", "amendments": [{"id": "083685-2026"}]}])).awards == ()


def test_a_contract_without_award_is_told_all_the_same() -> None:
    value = release(awards=None, contracts=[{"id": "CN4026155", "value": {"amount": "14487.00"}}])
    (award,) = read(value).awards
    assert (award.key, award.key_basis) == ("CN4026155", "contract_number")


def test_an_amendment_keeps_before_and_after_and_the_suppliers_that_stay() -> None:
    change = {
        "id": "071550-2025",
        "rationale": "More work",
        "value": {"amount": 9, "currency": "GBP"},
        "suppliersAdded": [{"name": "New"}],
        "suppliersRemoved": [{"id": "GB-COH-08229264"}],
    }
    contract = {"id": "1", "awardID": "1", "value": {"amount": 7}, "proposedAmendments": [change]}
    value = release(tag=["contractAmendment"], contracts=[contract])
    (award,) = read(value).awards
    (amendment,) = award.amendments
    assert amendment.value_before
    assert amendment.value_after
    assert (amendment.value_before.amount, amendment.value_after.amount) == (7, 9)
    assert award.amends == "1"
    assert [x.organization.name for x in award.suppliers] == ["New"]


def with_contracts(*contracts: dict[str, Any], **award: Any) -> dict[str, Any]:
    return with_award(value={"amount": 90}, **award) | {"contracts": list(contracts)}


def test_a_contract_that_names_no_award_is_of_the_only_one() -> None:
    (award,) = read(with_contracts({"id": "C-2024-17", "value": {"amount": 80}})).awards
    assert (award.award_id, award.contract_number) == ("1", "C-2024-17")
    assert award.value
    assert award.value.amount == 80
    assert len(award.suppliers) == 1


def test_a_contract_may_spell_the_name_of_its_award_otherwise() -> None:
    awards = [{"id": x, "suppliers": [{"name": f"Firm {x}"}]} for x in ("A", "B")]
    value = release(awards=awards, contracts=[{"id": "9", "awardId": "B"}])
    assert [award.award_id for award in read(value).awards] == ["A", "B"]


def test_contracts_that_name_no_award_are_of_those_that_bear_their_ids_or_of_none() -> None:
    awards = [{"id": x, "suppliers": [{"name": f"Firm {x}"}]} for x in ("A", "B")]
    contracts = [{"id": x, "value": {"amount": 1}} for x in ("B", "A", "C-9")]
    value = release(awards=awards, contracts=contracts)
    read_as = [(x.key, [y.organization.name for y in x.suppliers]) for x in read(value).awards]
    assert read_as == [("A", ["Firm A"]), ("B", ["Firm B"]), ("C-9", [])]
    nameless = [{"suppliers": [{"name": "A"}]}, {"suppliers": [{"name": "B"}]}]
    read_as = [
        (x.value and int(x.value.amount), [y.organization.name for y in x.suppliers])
        for x in read(value | {"awards": nameless}).awards
    ]
    assert read_as == [(None, ["A"]), (None, ["B"]), (1, []), (1, []), (1, [])]


@pytest.mark.parametrize(("settled", "total"), [(75, 90), (90, None), (0, None)])
def test_the_value_of_an_award_stays_beside_another_of_its_contract(
    settled: int, total: int | None
) -> None:
    """SEAO 1740136: 29,709.54 dollars awarded, 26,738.59 settled in the end."""
    notice = read(with_contracts({"id": "a", "awardID": "1", "value": {"amount": settled}}))
    (award,) = notice.awards
    assert award.value
    assert award.value.amount == settled or settled == 0
    assert (notice.result_value and notice.result_value.amount) == total


def test_the_value_of_an_award_is_not_that_of_each_of_its_contracts() -> None:
    """Tenders of several buyers on Prozorro: a contract for each, of 0 until it is signed."""
    contracts = [{"id": x, "awardID": "1"} for x in ("a", "b")]
    notice = read(with_contracts(*contracts))
    assert [award.value for award in notice.awards] == [None, None]
    assert notice.result_value
    assert notice.result_value.amount == 90
    (award,) = read(with_contracts({"id": "a", "awardID": "1", "value": {"amount": 0}})).awards
    assert award.value
    assert award.value.amount == 90


def test_the_lot_of_a_contract_is_its_own_where_it_names_one() -> None:
    lots = [{"id": x, "awardID": "1", "relatedLots": [x]} for x in ("L1", "L2")]
    value = with_contracts(*lots, relatedLots=["L1", "L2"])
    assert [award.lots for award in read(value).awards] == [("L1",), ("L2",)]


def test_each_of_several_changes_begins_where_the_last_one_ended() -> None:
    changes = [
        {"id": str(n), "value": {"amount": n}, "period": {"endDate": f"20{n}-01-01"}}
        for n in (28, 29)
    ]
    contract: dict[str, Any] = {"id": "1", "awardID": "1", "value": {"amount": 29}}
    value = release(tag=["contractAmendment"], contracts=[contract | {"amendments": changes}])
    (award,) = read(value).awards
    values = [
        (x.value_before and x.value_before.amount, x.value_after and x.value_after.amount)
        for x in award.amendments
    ]
    assert values == [(None, 28), (28, 29)]
    assert award.period
    assert award.period.end == date(2029, 1, 1)
    assert (award.value and award.value.amount) == 29
    proposed = [contract | {"value": {"amount": 27}, "proposedAmendments": changes}]
    (award,) = read(value | {"contracts": proposed}).awards
    assert [x.value_before and x.value_before.amount for x in award.amendments] == [27, 28]
    assert (award.value and award.value.amount) == 29


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"amount": 5, "amountNet": 4, "amountGross": 5}, (5, "unknown")),
        ({"amountNet": 4, "amountGross": 5}, (4, "excluded")),
        ({"amountGross": 5}, (5, "included")),
        ({"amount": None, "amountNet": "4"}, (4, "excluded")),
    ],
)
def test_a_net_amount_is_taken_before_a_gross_one(
    value: dict[str, Any], expected: tuple[int, str]
) -> None:
    (award,) = read(with_award(value=value)).awards
    assert award.value
    assert (award.value.amount, award.value.vat) == expected


@pytest.mark.parametrize(
    ("award", "contract", "status"),
    [
        ("complete", None, "active"),
        ("unsuccessful", None, "unsuccessful"),
        ("complete", "incomplete", "terminated"),
        ("complete", "unsuccessful", "cancelled"),
    ],
)
def test_a_final_status_of_ocds_1_2_stands_in_for_the_status(
    award: str, contract: str | None, status: str
) -> None:
    value = with_award(finalStatus=award, suppliers=[{"name": "Firm"}])
    if contract:
        value["contracts"] = [{"id": "1", "awardID": "1", "finalStatus": contract}]
    (read_as,) = read(value).awards
    assert (read_as.status, bool(read_as.suppliers)) == (status, status != "unsuccessful")


@pytest.mark.parametrize(
    ("written", "language"),
    [("es-CO", "es"), ("en_GB", "en"), ("spa", "es"), ("FR", "fr"), ("xx-YY", None), (7, None)],
)
def test_the_region_of_a_language_makes_no_other_language(written: Any, language: str) -> None:
    assert read(release(language=written)).languages == ((language,) if language else ())


def test_a_notice_without_any_text_is_called_by_the_first_thing_it_buys() -> None:
    items = [{"id": "1", "description": "Microsoft 365 licences"}]
    assert read(release(tender={"items": items})).title == "Microsoft 365 licences"
    assert read(release(tender={}, awards=[{"id": "1", "items": items}])).title
    assert read(release(tender={"items": items, "description": "Software"})).title is None
    assert read(release(tender={"items": items, "title": "Software"})).title == "Software"


def test_a_framework_may_be_named_by_its_address_alone() -> None:
    related = {"relationship": ["framework"], "uri": "https://example.org/ocds-213czf-9"}
    procedure = read(release(relatedProcesses=[related])).procedure
    assert (procedure.technique, procedure.framework_id) == ("call_off", related["uri"])


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            {"region": "LA CONVENCION", "department": "CUSCO", "countryName": "PERU"},
            "PE None CUSCO",
        ),
        (
            {
                "addressDetails": {
                    "country": {"scheme": "iso-alpha2", "id": "MD"},
                    "region": {"scheme": "CUATM", "id": "0101000", "description": "Chisinau"},
                    "locality": {"scheme": "other", "id": "1", "description": "Durlesti"},
                }
            },
            "MD Durlesti Chisinau",
        ),
        ({"region": "Biobio", "locality": "Talca", "countryName": "Chile"}, "CL Talca Biobio"),
    ],
)
def test_the_region_is_where_the_publisher_has_it(address: dict[str, Any], expected: str) -> None:
    item = {"id": "1", "deliveryAddress": address}
    parties = [{"id": "b", "name": "Town", "roles": ["buyer"], "address": address}]
    notice = read(with_buyer({"id": "b"}, parties) | {"tender": {"title": "x", "items": [item]}})
    where = notice.buyers[0].organization
    assert f"{where.country} {where.city} {where.region}" == expected
    assert notice.places == (expected.split()[2],)


def test_roles_are_read_in_any_case() -> None:
    parties = [
        {"id": "b", "name": "Town", "roles": ["Buyer"]},
        {"id": "s", "name": "Firm", "roles": ["SUPPLIER"]},
    ]
    notice = read(release(buyer=None, parties=parties, awards=[{"id": "1"}]))
    assert buyer_names(notice) == [("Town", "buyer")]
    assert [x.organization.name for x in notice.awards[0].suppliers] == ["Firm"]


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"contracts": [{"id": "1", "period": {"endDate": "31/12/2027"}}]}, "contracts.period"),
        ({"contracts": [{"id": "1", "period": {"startDate": 1704067200000}}]}, "contracts.period"),
        ({"awards": [{"id": "1", "contractPeriod": {"maxExtentDate": "soon"}}]}, "awards.contract"),
        ({"tender": {"title": "x", "contractPeriod": {"endDate": "2027"}}}, "tender.contract"),
        ({"tender": {"lots": [{"id": "1", "contractPeriod": {"endDate": "2027"}}]}}, "lots.contr"),
        ({"tender": {"lots": [{"id": "1", "value": {"amount": "much"}}]}}, "lots.value.amount"),
    ],
)
def test_a_day_or_amount_that_is_none_is_named(parts: dict[str, Any], field: str) -> None:
    _, trouble = ocds.notices(release(**parts), "portal", **UK)
    assert isinstance(trouble, Trouble)
    assert trouble.message.startswith(field)


def of_states(section: str, *states: str, **parts: Any) -> dict[str, Any]:
    listed = [{"id": str(n), "awardID": str(n), "status": x} for n, x in enumerate(states)]
    return release(**{"awards": [], section: listed} | parts)


@pytest.mark.parametrize(
    ("tag", "section", "states", "kind", "change"),
    [
        ("contractTermination", "contracts", ("terminated",), "termination", "none"),
        ("contractTermination", "contracts", ("terminated", "cancelled"), "termination", "none"),
        ("contractTermination", "contracts", ("active", "terminated"), "contract", "none"),
        ("contractTermination", "contracts", ("active",), "termination", "none"),  # left as it was
        ("awardCancellation", "awards", ("cancelled",), "award", "cancellation"),
        ("awardCancellation", "awards", ("active",), "award", "cancellation"),
        ("awardCancellation", "awards", ("active", "cancelled"), "award", "correction"),
    ],
)
def test_what_ended_is_said_of_no_other_award_or_contract(
    tag: str, section: str, states: tuple[str, ...], kind: str, change: str
) -> None:
    notice = read(of_states(section, *states, tag=[tag]))
    assert (notice.kind, notice.change) == (kind, change)
    if len(set(states)) == 2:
        assert [award.status for award in notice.awards] == list(states)


def test_an_amendment_of_one_contract_is_said_of_no_other() -> None:
    contracts = [{"id": x, "amendments": [{"id": "1"}] if x == "b" else []} for x in ("a", "b")]
    notice = read(release(tag=["contractAmendment"], awards=[], contracts=contracts))
    assert notice.kind == "contract"
    assert [len(award.amendments) for award in notice.awards] == [0, 1]
    assert read(release(tag=["contractAmendment"])).kind == "amendment"


@pytest.mark.parametrize(
    ("status", "tag", "change"),
    [
        ("cancelled", "compiled", "cancellation"),
        ("Withdrawn", "tender", "cancellation"),
        ("unsuccessful", "tender", "none"),
        ("active", "compiled", "none"),
    ],
)
def test_a_call_that_says_it_was_given_up_is_one(status: str, tag: str, change: str) -> None:
    value = release(tag=[tag], awards=[], tender={"title": "Software", "status": status})
    assert (read(value).kind, read(value).change) == ("tender", change)


@pytest.mark.parametrize("part", ["awards", "contracts"])
def test_the_one_amendment_of_ocds_1_0_is_read(part: str) -> None:
    amendment = {"date": "2019-04-01", "rationale": "More work"}
    value = with_contracts({"id": "1", "awardID": "1"})
    value[part][0]["amendment"] = amendment
    ((read_as,),) = (award.amendments for award in read(value).awards)
    assert (read_as.date, read_as.reason) == (date(2019, 4, 1), "More work")


@pytest.mark.parametrize(
    ("statistics", "received"),
    [
        ([{"measure": "bids", "value": 4, "relatedLot": "1"}], 4),
        ([{"measure": "bids", "value": 4}], 4),
        ([{"measure": "smeBids", "value": 4}], None),
        ([{"measure": "bids", "value": 4}, {"measure": "bids", "value": 6}], None),
        ([{"measure": "bids", "value": 2147483647}], None),
        ([{"measure": "finalStageBids", "value": 3, "relatedLot": "1"}], 3),
        (
            [
                {"measure": "bids", "value": 2, "relatedLot": "2"},
                {"measure": "bids", "value": 5, "relatedLot": "1"},
            ],
            5,
        ),
    ],
)
def test_tenders_received_are_those_of_the_awards_lot(
    statistics: list[dict[str, Any]], received: int | None
) -> None:
    value = with_award(relatedLots=["1"], title="x") | {"bids": {"statistics": statistics}}
    assert read(value).awards[0].tenders_received == received


def test_tenders_received_for_other_lots_are_not_the_awards() -> None:
    awards = [{"id": x, "title": x, "relatedLots": [x]} for x in ("1", "2")]
    awards.append({"id": "3", "title": "3", "relatedLots": ["1", "2"]})

    def received(*statistics: dict[str, Any]) -> list[int | None]:
        measured = [{"measure": "bids", **item} for item in statistics]
        value = release(awards=awards, bids={"statistics": measured})
        return [award.tenders_received for award in read(value).awards]

    assert received({"value": 5, "relatedLot": "2"}) == [None, 5, None]
    assert received({"value": 5, "relatedLots": ["2", "1"]}) == [None, None, 5]
    assert received({"value": 5}) == [5, 5, 5]


def test_items_of_a_lot_give_it_their_codes_also_from_a_list_written_as_object() -> None:
    items = {"1": {"relatedLot": "A", "additionalClassifications": [{"scheme": "CPV", "id": "48"}]}}
    notice = read(with_tender(lots=[{"id": "A", "value": {"amount": 3}}], items=items))
    assert [(x.id, [c.id for c in x.codes]) for x in notice.lots] == [("A", ["48"])]
    assert notice.main_code
    assert notice.main_code.id == "48"


@pytest.mark.parametrize(
    ("related", "reference"),
    [
        (
            {"scheme": "EU-OJ", "identifier": "2018/S 205-467435"},
            Reference("follows", "ted", "467435-2018"),
        ),
        (
            {"scheme": "EU-OJ", "identifier": "2024/S 000-034328"},
            Reference("follows", "find_a_tender", "034328-2024"),
        ),
        (
            {"scheme": "ocid", "identifier": "ocds-b5fd17-1"},
            Reference("follows", "ocid", "ocds-b5fd17-1"),
        ),
    ],
)
def test_an_earlier_notice_is_named_as_its_portal_names_it(
    related: dict[str, Any], reference: Reference
) -> None:
    value = release(relatedProcesses=[{"relationship": ["planning"], **related}])
    assert read(value).references == (reference,)


def test_an_update_replaces_the_notice_it_lists_else_its_like_in_the_process() -> None:
    documents = [{"id": "1-2025", "noticeType": "UK4"}, {"id": "029664-2025", "noticeType": "UK4"}]
    listed = with_tender(documents=documents) | {"tag": ["tenderUpdate"]}
    assert read(listed).references == (Reference("replaces", "number", "1-2025"),)
    bare = release(tag=["awardUpdate"])
    assert read(bare).references == (Reference("replaces", "ocid", "ocds-h6vhtk-04e9fb"),)


def test_contact_points_are_read_for_the_privacy_stage_alone() -> None:
    contact = {"name": "Invented Person", "email": "invented.person@example.org"}
    parties = [{"id": "b", "name": "Town", "roles": ["buyer"], "contactPoint": contact}]
    notice = read(with_buyer({"id": "b", "contactPoint": contact}, parties))
    assert notice.contacts == ("Invented Person",)
    assert "nvented" not in repr(replace(notice, contacts=()))


@pytest.mark.parametrize(
    "parts",
    [
        {"tender": {"title": "Software", "procuringEntity": {"name": "Town", "contactPoint": "@"}}},
        {"tender": {"title": "Software", "tenderers": [{"name": "Firm", "contactPoint": "@"}]}},
        {"tender": {"title": "Software", "contactPoint": "@"}},
        {"awards": [{"id": "1", "suppliers": [{"name": "Firm", "contactPoint": "@"}]}]},
        {"contracts": [{"id": "1", "suppliers": {"name": "Firm", "contactPoint": "@"}}]},
        {"parties": {"1": {"name": "Town", "contactPoint": "@"}}},
        {"parties": [{"name": "Town", "additionalContactPoints": ["@"]}]},
        {"parties": [{"name": "Firm", "beneficialOwners": ["@"]}]},
        {"parties": [{"name": "Firm", "signerInfo": "@"}]},
    ],
)
def test_a_contact_is_read_wherever_an_organisation_is_named(parts: dict[str, Any]) -> None:
    """Releases of OCDS 1.0 have no parties: who is asked stands beside who buys or wins."""
    person = json.dumps({"name": "Invented Person", "email": "i@example.org"})
    value = json.loads(json.dumps(release(**parts)).replace('"@"', person))
    assert read(value).contacts == ("Invented Person",)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (release(tag=["award", "news"]), "tag is 'news'"),
        (with_award(status="maybe"), "awards.status is 'maybe'"),
        (with_award() | {"contracts": [{"awardID": "1", "status": "lost"}]}, "contracts.status"),
        (with_tender(procurementMethod="lottery"), "procurementMethod is 'lottery'"),
        (with_tender(documents=[{"id": "029664-2025", "noticeType": "UK99"}]), "'UK99'"),
    ],
)
def test_an_unknown_word_is_named_beside_the_notice(value: dict[str, Any], words: str) -> None:
    notice, trouble = ocds.notices(value, "portal", **UK)
    assert isinstance(notice, Notice)
    assert isinstance(trouble, Trouble)
    assert words in trouble.message
    assert (trouble.code, trouble.number) == ("unknown_word", notice.number)


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ({"releases": [release(), release(id="2")], "version": "1.1"}, 2),
        ({"uri": "https://api.example", "publishedDate": "2025-01-01", "version": "1.1"}, 0),
        ({"releases": None, "links": {}}, 0),
        ({"releases": []}, 0),
        ([], 0),
        ([release(), release(id="2")], 2),
        ([{"releases": [release()]}, {"releases": [release()]}], 2),
        (release(), 1),
        ({"records": [{"ocid": "o", "releases": [release(), release(id="2")]}]}, 2),
        ({"records": [{"ocid": "o", "compiledRelease": release()}]}, 1),
        ({"ocid": "ocds-a-1", "releases": [release()], "compiledRelease": release()}, 1),
        (
            {
                "records": [
                    {
                        "ocid": "o",
                        "releases": [{"url": "u", "date": "d", "tag": ["award"]}],
                        "compiledRelease": release(),
                    }
                ]
            },
            1,
        ),
        ({"releasePackage": {"releases": [release()]}}, 1),
        ({"arrayReleasePackage": [{"releases": [release()]}]}, 1),
    ],
)
def test_whatever_wraps_the_releases_gives_each_once(value: Any, count: int) -> None:
    results = list(OcdsSpider.read(json.dumps(value).encode(), "file.json"))
    assert [type(item) for item in results] == [Notice] * count


def test_a_linked_release_may_be_named_by_its_ids() -> None:
    """It holds no notice: read as one it hid the compiled release, which does."""
    compiled = release(tag=["compiled"], id="1-compiled")
    link = {"ocid": compiled["ocid"], "id": "1", "url": "https://example.org/1.json"}
    record = {
        "ocid": compiled["ocid"],
        "releases": [link | {"date": "2025-06-03", "tag": ["award"]}],
        "compiledRelease": compiled,
    }
    (read_as,) = ocds.releases({"records": [record]})
    assert (read_as["id"], len(read_as["awards"])) == ("1-compiled", 1)


@pytest.mark.parametrize(
    ("linked", "expected"),
    [
        (["2013-03-05T08:24:59-05:00", "2009-12-02T00:00:00-05:00"], date(2013, 3, 5)),
        (["soon", None, "2009-12-02"], date(2009, 12, 2)),
        ([], date(2018, 3, 21)),
        (["soon"], date(2018, 3, 21)),
    ],
)
def test_a_compiled_release_is_of_the_day_of_its_latest_linked_release(
    linked: list[Any], expected: date
) -> None:
    """Paraguay's record of a call of 2009 was put together in 2018: nothing was published then."""
    record = {
        "ocid": "ocds-a-1",
        "releases": [{"url": "u", "date": day, "tag": ["award"]} for day in linked],
        "compiledRelease": release(date="2018-03-21T14:27:27-04:00", tag=["compiled"]),
    }
    (notice,) = OcdsSpider.read(json.dumps({"records": [record]}).encode(), "file.json")
    assert isinstance(notice, Notice)
    assert notice.published == expected


@pytest.mark.parametrize(
    ("body", "kind", "code", "words"),
    [
        (b"null", "unexpected", "unexpected", "got null"),
        (b"{}", "unexpected", "unexpected", "nothing in it"),
        (b'{"status": 500, "detail": "SQL"}', "unexpected", "unexpected", "'status'"),
        (b'{"name": "Error"}', "unexpected", "unexpected", "'name'"),
        (b'{"data": {"id": "1", "status": "active"}}', "unexpected", "unexpected", "'data'"),
        (b"<!DOCTYPE html><html>Request Rejected</html>", "broken", "html_instead", "web page"),
        (b'{"releases": [{"ocid": "ocds-a-1", "tag": ["aw', "broken", "json_broken", "JSON"),
        (b'{"releases": ["text"]}', "unexpected", "unexpected", "'text'"),
        (b'{"ocid": "ocds-a-1", "tag": ["mystery"]}', "unexpected", "unexpected", "mystery"),
        (b'{"tag": ["award"], "awards": [{}]}', "unexpected", "unexpected", "publisher"),
    ],
)
def test_what_is_no_release_is_named(body: bytes, kind: str, code: str, words: str) -> None:
    (trouble,) = OcdsSpider.read(body, "file.json")
    assert not isinstance(trouble, Notice)
    assert (trouble.kind, trouble.code) == (kind, code)
    assert words in trouble.message


def test_one_bad_release_does_not_cost_the_others() -> None:
    body = json.dumps({"releases": [release(), {"ocid": "x"}, None, release(id="2")]}).encode()
    actual = [type(item).__name__ for item in OcdsSpider.read(body, "file.json")]
    assert actual == ["Notice", "Trouble", "Trouble", "Notice"]


def test_one_bad_line_does_not_cost_the_others() -> None:
    lines = [
        json.dumps(release()),
        '{"ocid": "ocds-h6vhtk-1", "tag": [',
        json.dumps(release(id="2")),
    ]
    results = list(BasePtSpider.read("\n".join(lines).encode("latin-1"), "file.jsonl"))
    assert [type(item).__name__ for item in results] == ["Notice", "Trouble", "Notice"]


def test_a_byte_order_mark_and_control_characters_are_no_fault() -> None:
    body = b"\xef\xbb\xbf" + json.dumps(release()).replace("Route", "Ro\x00ute").encode()
    (notice,) = FindATenderSpider.read(body, "file.json")
    assert isinstance(notice, Notice)
    assert notice.title == "Ro ute optimisation software"


def test_contracts_finder_texts_are_mended() -> None:
    body = json.dumps(with_tender(title="AcusorbÂ® 6â€¯mm â€“ cafÃ©"), ensure_ascii=False).encode()
    (notice,) = ContractsFinderSpider.read(body, "file.json")
    assert isinstance(notice, Notice)
    assert notice.title == "Acusorb® 6\u202fmm – café"


def test_scotland_names_a_release_without_id_by_its_page() -> None:
    value = with_tender(
        title="x",
        documents=[{"id": "APR1", "documentType": "contractNotice", "url": "https://a/b"}],
    )
    del value["id"]
    (notice,) = PublicContractsScotlandSpider.notices(value, "")
    assert (notice.number, notice.url) == ("ocds-h6vhtk-04e9fb/APR1", "https://a/b")


def test_anac_finds_a_missing_ocid_in_the_id() -> None:
    value = release(id="ocds-bxokds-80252272D3-2020-10-15T00:00:00Z", ocid=None)
    (notice,) = AnacSpider.notices(value, "")
    assert notice.procedure.id == "ocds-bxokds-80252272D3"


def test_an_unknown_publisher_is_named_by_the_prefix_of_its_ocid() -> None:
    (notice,) = OcdsSpider.notices(release(ocid="OCDS-87SD3T-AD-SF-DRM-063-2015", id="7"), "")
    assert notice.id == "ocds:87sd3t:OCDS-87SD3T-AD-SF-DRM-063-2015/7"


def test_a_change_of_find_a_tender_without_id_has_the_number_of_its_page() -> None:
    def change(number: str, at: str) -> dict[str, Any]:
        return {"id": number, "noticeType": "UK10", "datePublished": at}

    bare = release(
        ocid="ocds-h6vhtk-065444",
        id=None,
        tag=["contractAmendment"],
        awards=[],
        date="2026-09-03T18:08:41+01:00",
        contracts=[
            {
                "id": "1",
                "awardID": "1",
                "documents": [
                    change("070001-2026", "2026-08-01T09:00:00+01:00"),
                    change("083674-2026", "2026-09-03T18:08:41+01:00"),
                ],
            }
        ],
    )
    (notice,) = FindATenderSpider.notices(bare, "")
    assert isinstance(notice, Notice)
    assert (notice.number, notice.form) == ("083674-2026", "UK10")
    assert notice.url == "https://www.find-tender.service.gov.uk/Notice/083674-2026"
    (undated,) = FindATenderSpider.notices({**bare, "date": "2026-09-04T00:00:00Z"}, "")
    assert isinstance(undated, Notice)
    assert undated.number == "ocds-h6vhtk-065444/2026-09-04T00:00:00Z"


def test_notices_of_the_integration_service_are_tests() -> None:
    (notice,) = FindATenderSpider.notices(release(ocid="ocds-h6vhtk-0026ef-integration"), "")
    assert notice.test is True


KEYS = (
    "ocid",
    "id",
    "date",
    "tag",
    "buyer",
    "parties",
    "tender",
    "awards",
    "contracts",
    "planning",
    "name",
    "roles",
    "value",
    "amount",
    "currency",
    "suppliers",
    "items",
    "lots",
    "documents",
    "noticeType",
    "period",
    "contractPeriod",
    "startDate",
    "endDate",
    "durationInDays",
    "maxExtentDate",
    "amendments",
    "proposedAmendments",
    "relatedProcesses",
    "relationship",
    "identifier",
    "scheme",
    "classification",
    "additionalClassifications",
    "bids",
    "statistics",
    "measure",
    "relatedLots",
    "awardID",
    "renewal",
    "techniques",
    "frameworkAgreement",
    "details",
    "classifications",
    "address",
    "countryName",
    "status",
    "releases",
    "records",
    "compiledRelease",
    "language",
    "title",
    "subcontracting",
    "subcontracts",
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "award",
            "UK6",
            "bids",
            "1",
            "2025-01-01T00:00:00Z",
            "ocds-abcdef-1",
            "GBP",
            "active",
            "framework",
            "9999-12-31",
            "1e9999",
            "buyer",
        ]
    )
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=30,
)
OBJECTS = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=10)


@settings(max_examples=300)
@given(OBJECTS)
def test_no_json_object_makes_the_reader_stumble(value: dict[str, Any]) -> None:
    try:
        for item in ocds.releases(value):
            list(ocds.notices(item, "portal", **UK))
    except (UnexpectedDocument, Refused):
        pass


@settings(max_examples=150)
@given(OBJECTS)
def test_no_field_of_a_release_can_cost_its_notice(value: dict[str, Any]) -> None:
    whole = {**release(), **value, "ocid": "ocds-abcdef-1", "id": "1", "tag": ["award"]}
    try:
        notice = read(whole)
    except Refused:
        return
    assert notice.number == "ocds-abcdef-1/1"
    assert len({award.key for award in notice.awards}) == len(notice.awards)


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"awards": [["an award"]]}, "awards"),
        ({"awards": ["see the annex"]}, "awards"),
        ({"contracts": "none"}, "contracts"),
        ({"tender": ["a call"]}, "tender"),
        ({"tender": {"lots": [[{"id": "1"}]]}}, "tender.lots"),
        ({"buyer": "Lancaster"}, "buyer"),
        ({"parties": [[{"id": "b"}]]}, "parties"),
        ({"awards": [{"id": "1", "suppliers": ["Ricardo-AEA Limited"]}]}, "awards.suppliers"),
        ({"awards": [{"id": "1", "value": 1200}]}, "awards.value"),
    ],
)
def test_what_stands_in_the_place_of_objects_is_named(part: dict[str, Any], field: str) -> None:
    troubles = [
        notice for notice in ocds.notices(release(**part), "x", **UK) if isinstance(notice, Trouble)
    ]
    assert [
        (trouble.code, trouble.record) for trouble in troubles if trouble.code == "unknown_shape"
    ] == [("unknown_shape", field)]


def of_size(count: int, what: str) -> dict[str, Any]:
    """A release with so many awards, and as many things that each of them might look through."""
    each = [str(n) for n in range(count)]
    awards = [{"id": n, "title": "x", "relatedLots": [n], "suppliers": [{"id": n}]} for n in each]
    parties = [{"id": n, "name": f"Firm {n}", "roles": ["supplier"]} for n in each]
    value = release(awards=awards, parties=parties)
    if what == "lots":
        value["tender"] = {"title": "x", "lots": [{"id": n} for n in each]}
    elif what == "bids":
        numbers = [{"measure": "bids", "value": 3, "relatedLot": n} for n in each]
        value["bids"] = {"statistics": numbers}
    elif what == "removed":
        gone = [{"id": n, "suppliersRemoved": [{"id": n}]} for n in each]
        value["contracts"] = [{"id": n, "awardID": n, "amendments": gone[:1]} for n in each]
        value["contracts"].append({"id": "all", "amendments": gone})
    elif what == "contracts":
        value["awards"] = [{"id": "1", "suppliers": [{"id": n} for n in each]}]
        value["contracts"] = [{"id": f"C-{n}", "awardID": "1"} for n in each]
    return value


@pytest.mark.parametrize("what", ["lots", "bids", "removed", "contracts"])
def test_twice_the_awards_take_twice_the_steps(what: str) -> None:
    """4,000 awards and as many numbers of bids took 44 seconds."""

    def steps(count: int) -> int:
        value = of_size(count, what)
        return count_steps(lambda: list(FindATenderSpider.read(json.dumps(value).encode(), "")))

    steps(10)  # tables are read once
    assert steps(400) < 2.6 * steps(200)


def test_what_is_told_of_a_supplier_is_gathered_from_where_it_is_named() -> None:
    """155220 of Paraguay (OCDS 1.0): the place stands in the award, the number in either."""
    ids = {"scheme": "PY-RUC", "id": "80026564-5"}
    award = {"name": "Firma SA", "address": {"locality": "Lambaré", "countryName": "Paraguay"}}
    contract = {"name": "Firma SA", "identifier": ids}
    value = release(
        parties=None,
        awards=[{"id": "1", "suppliers": [award, {"name": "Otra SA"}]}],
        contracts=[{"id": "1-7", "awardID": "1", "suppliers": contract}],
    )
    ((supplier,),) = (award.suppliers for award in read(value).awards)
    who = supplier.organization
    assert (who.city, who.country, [x.id for x in who.identifiers]) == (
        "Lambaré",
        "PY",
        [ids["id"]],
    )
    del value["contracts"]
    value["awards"].append({"id": "2", "suppliers": [{"name": "Otra SA", "identifier": ids}]})
    suppliers = [x.organization for award in read(value).awards for x in award.suppliers]
    assert [len(x.identifiers) for x in suppliers] == [0, 1, 1]
