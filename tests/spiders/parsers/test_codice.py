"""Codes and parties of PLACSP's entries that the feeds beside the tests do not hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipelines.contracts.compiled_procedure import compile_procedure
from pipelines.model import Award, Money, Notice, Trouble
from spiders.placsp import PlacspSpider
from tests.spiders.portal_support import PORTALS

_FEED = "licitacionesPerfilesContratanteCompleto3.atom"
_FILE = "placsp:7940613/RES"


def read(*changes: tuple[str, str]) -> list[Notice | Trouble]:
    feed = (PORTALS / "placsp" / _FEED).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in feed
        feed = feed.replace(old, new)
    return list(PlacspSpider.read(feed.encode(), _FEED))


def notice(*changes: tuple[str, str]) -> Notice:
    (notice,) = (n for n in read(*changes) if isinstance(n, Notice) and n.id == _FILE)
    return notice


def award(*changes: tuple[str, str]) -> Award:
    (award,) = notice(*changes).awards
    return award


def result(code: str) -> tuple[str, str]:
    return 'TenderResultCode-2.09.gc">9<', f'TenderResultCode-2.09.gc">{code}<'


def test_an_assignment_to_a_body_of_the_buyer_is_in_force() -> None:
    assert award(result("11")).status == "active"


def test_an_unknown_result_is_named() -> None:
    troubles = [t for t in read(result("99")) if isinstance(t, Trouble) and t.kind == "unexpected"]
    assert {(t.code, t.record) for t in troubles} == {("unknown_word", "ResultCode")}
    assert "ResultCode is '99', expected one of 1, 2, 3" in troubles[0].message


@pytest.mark.parametrize(("code", "nature"), [("21", "services"), ("31", "works"), ("8", None)])
def test_the_older_kinds_of_concession_are_services_and_works(code: str, nature: str) -> None:
    assert notice(('ContractCode-2.08.gc">1<', f'ContractCode-2.08.gc">{code}<')).nature == nature


def test_a_restricted_procedure_is_open_until_requests_are_due() -> None:
    period = "TenderSubmissionDeadlinePeriod"
    notices = read((period, "ParticipationRequestReceptionPeriod"))
    assert [n.deadline for n in notices if isinstance(n, Notice) and n.deadline] == [
        date(2021, 9, 20)
    ]


NAME, NUMBER = "ORACLE IBÉRICA S.R.L.", "B78361482"


def parties(*changes: tuple[str, str]) -> list[tuple[str, list[str], bool | None]]:
    return [
        (o.name, [i.id for i in o.identifiers], o.natural_person)
        for o in (supplier.organization for supplier in award(*changes).suppliers)
    ]


def test_a_number_in_the_place_of_the_name_changes_places_with_it() -> None:
    swapped = (NAME, "-"), (NUMBER, NAME), ("<cbc:Name>-<", f"<cbc:Name>{NUMBER}<")
    assert parties(*swapped) == parties() == [(NAME, [NUMBER], None)]


@pytest.mark.parametrize("number", ["00000000T", "X-0000000-T", "00.000.000-T"])
def test_the_number_of_a_person_in_the_place_of_the_name_is_not_published(number: str) -> None:
    (named,) = parties((NAME, number), (NUMBER, "Zenobia Inventada"))
    assert named == ("Zenobia Inventada", [], True)
    (unnamed,) = parties((NAME, number), (f'<cbc:ID schemeName="NIF">{NUMBER}</cbc:ID>', ""))
    assert unnamed[1:] == ([], True)


def test_a_firm_without_a_name_is_called_by_its_number() -> None:
    assert parties((NAME, "")) == [(f"NIF {NUMBER}", [NUMBER], None)]


def test_numbers_and_names_of_the_table_change_places_too() -> None:
    name = "openplacsp_resultados.csv"
    table = (PORTALS / "placsp" / name).read_text(encoding="utf-8")
    told, swapped = f"{NAME},NIF,{NUMBER}", f"{NUMBER},NIF,{NAME}"
    assert table.count(told) == 1
    expected = list(PlacspSpider.read(table.encode(), name))
    assert list(PlacspSpider.read(table.replace(told, swapped).encode(), name)) == expected


_PERIOD = '<cac:PlannedPeriod><cbc:DurationMeasure unitCode="MON">12</cbc:DurationMeasure>'
_EXTENSION = (
    "<cac:ContractExtension><cbc:OptionsDescription>500 usuarios más</cbc:OptionsDescription>"
    "<cac:OptionValidityPeriod><cbc:Description>Dos prórrogas de un año</cbc:Description>"
    "</cac:OptionValidityPeriod></cac:ContractExtension>"
)


def test_options_and_extensions_are_told() -> None:
    told = notice((_PERIOD, _EXTENSION + _PERIOD))
    assert told.text("options") == "500 usuarios más"
    assert told.text("renewal") == "Dos prórrogas de un año"


@pytest.mark.parametrize(
    ("code", "program", "text"),
    [
        ("PRTR", "", "Plan de Recuperación, Transformación y Resiliencia"),
        ("FEDER", "<cbc:FundingProgram>Proyecto 7</cbc:FundingProgram>", "FEDER · Proyecto 7"),
        (
            "EU",
            "<cac:FundingProgram><cbc:Description>Plan T</cbc:Description></cac:FundingProgram>",
            "Plan T",
        ),
        ("EU", "", "eu-funds"),
        ("NO-EU", "<cbc:FundingProgram>Ninguno</cbc:FundingProgram>", None),
        ("NAC", "", None),
    ],
)
def test_funds_of_the_union_are_told(code: str, program: str, text: str | None) -> None:
    process = "<cac:TenderingProcess>"
    terms = f"<cbc:FundingProgramCode>{code}</cbc:FundingProgramCode>{program}"
    told = notice((process, f"<cac:TenderingTerms>{terms}</cac:TenderingTerms>{process}"))
    assert told.text("eu_funds") == text


_TOMBSTONE = (
    '<at:deleted-entry ref="https://contrataciondelestado.es/sindicacion/'
    'licitacionesPerfilContratante/7940613" when="2021-09-10T20:10:00.000+02:00">'
    '<at:comment type="ANULADA"/></at:deleted-entry>'
)
_FIRST = "<updated>2021-09-04T22:00:00.000+02:00</updated>"
_ANNULLED = (">RES<", ">ANUL<"), ("2021-09-04T15:34:30.644", "2021-09-10T15:34:30.644")


@pytest.mark.parametrize(
    "changes",
    [((_FIRST, _TOMBSTONE),), _ANNULLED],
    ids=["it leaves the feed", "it stays in the feed"],
)
@pytest.mark.parametrize("is_signed", [True, False])
def test_a_file_that_is_annulled_ends_its_contracts(
    changes: tuple[tuple[str, str], ...], is_signed: bool
) -> None:
    before = notice() if is_signed else notice(("<cbc:IssueDate>2021-08-23</cbc:IssueDate>", ""))
    (after,) = (
        n for n in read(*changes) if isinstance(n, Notice) and n.id == "placsp:7940613/ANUL"
    )
    assert before.kind == ("contract" if is_signed else "award")
    compiled = compile_procedure([before, after])
    assert [contract.status for contract in compiled.contracts] == ["cancelled"]
    assert compiled.notice_states[before.id].state == "cancelled"


def test_what_is_only_known_as_annulled_is_not_in_force() -> None:
    (after,) = (
        n for n in read(*_ANNULLED) if isinstance(n, Notice) and n.id == "placsp:7940613/ANUL"
    )
    (contract,) = compile_procedure([after]).contracts
    assert contract.status == "cancelled"


def test_a_file_that_a_table_calls_annulled_ends_the_contracts_of_the_other_table() -> None:
    def of_table(name: str, *changes: tuple[str, str]) -> Notice:
        table = (PORTALS / "placsp" / name).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in table
            table = table.replace(old, new)
        read = PlacspSpider.read(table.encode(), name)
        (notice,) = (n for n in read if isinstance(n, Notice) and n.procedure.id == "7940613")
        return notice

    results = of_table("openplacsp_resultados.csv")
    later = ("2021-09-03 15:34:30.644000,VIGENTE", "2021-09-10 15:34:30.644000,ANULADA")
    compiled = compile_procedure([results, of_table("openplacsp_licitaciones.csv", later)])
    assert [contract.status for contract in compiled.contracts] == ["cancelled"]


def test_an_amount_published_alike_with_and_without_tax_is_not_said_to_be_without() -> None:
    net = '<cbc:TaxExclusiveAmount currencyID="EUR">521593.17<'
    gross = '<cbc:PayableAmount currencyID="EUR">631127.74<'
    alike = award((gross, gross.replace("631127.74", "521593.17"))).value
    assert alike == Money(Decimal("521593.17"), "EUR", "unknown")
    assert award((net, net)).value == Money(Decimal("521593.17"), "EUR", "excluded")
    name = "openplacsp_resultados.csv"
    table = (PORTALS / "placsp" / name).read_text(encoding="utf-8")
    assert table.count(",521593.17,631127.74") == 1
    table = table.replace(",521593.17,631127.74", ",631127.74,631127.74")
    values = [
        award.value
        for notice in PlacspSpider.read(table.encode(), name)
        if isinstance(notice, Notice) and notice.procedure.id == "7940613"
        for award in notice.awards
    ]
    assert values == [Money(Decimal("631127.74"), "EUR", "unknown")]
