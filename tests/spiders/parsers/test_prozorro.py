"""What is an award on Prozorro, where each bid that is examined has one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.model import Award, Notice
from spiders.prozorro import ProzorroSpider
from tests.spiders.portal_support import PORTALS

_PATH = PORTALS / "prozorro" / "UA-2024-03-01-990001-a.json"
REJECTED = "8d71a74e65ff41446ac4901a23cb0618"


def awards(tender: dict[str, Any]) -> list[Award]:
    results = list(ProzorroSpider.read(json.dumps(tender).encode(), _PATH.name))
    (notice,) = (result for result in results if isinstance(result, Notice))
    return list(notice.awards)


@pytest.fixture
def tender() -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(_PATH.read_text(encoding="utf-8"))
    return whole


@pytest.mark.parametrize("status", ["unsuccessful", "pending", "cancelled"])
def test_a_bid_that_did_not_win_is_no_award(tender: dict[str, Any], status: str) -> None:
    """UA-2022-10-04-011233-a: a rejection, too, can be cancelled, after a complaint."""
    (bid,) = (award for award in tender["data"]["awards"] if award["id"] == REJECTED)
    bid |= {"status": status, "title": "Тендерна пропозиція не відповідає вимогам"}
    parsed = awards(tender)
    assert len(parsed) == 2
    assert REJECTED not in {award.award_id for award in parsed}
    assert "ТОВ ДРУГИЙ ПРИКЛАД" not in repr(parsed)


def test_an_award_that_had_a_contract_and_was_cancelled_stays(tender: dict[str, Any]) -> None:
    (won, _) = (award for award in tender["data"]["awards"] if award["id"] != REJECTED)
    won["status"] = "cancelled"
    (contract,) = (c for c in tender["data"]["contracts"] if c["awardID"] == won["id"])
    contract["status"] = "cancelled"
    (award,) = (award for award in awards(tender) if award.award_id == won["id"])
    assert (award.status, len(award.suppliers)) == ("cancelled", 1)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(("state", "status"), [("pending", "cancelled"), ("active", "active")])
def test_an_award_is_cancelled_with_its_lot_or_tender_unless_a_contract_is_in_force(
    tender: dict[str, Any], whole: bool, state: str, status: str
) -> None:
    data = tender["data"]
    data["status"] = "cancelled" if whole else data["status"]
    lot = data["lots"][0]
    lot["status"] = "cancelled"
    (won,) = (
        award for award in data["awards"] if award["lotID"] == lot["id"] and award["id"] != REJECTED
    )
    (contract,) = (c for c in data["contracts"] if c["awardID"] == won["id"])
    contract["status"] = state
    (award,) = (award for award in awards(tender) if award.award_id == won["id"])
    assert (award.status, len(award.suppliers)) == (status, 1)


def test_a_lot_without_winner_says_so_and_names_nobody(tender: dict[str, Any]) -> None:
    data = tender["data"]
    data["lots"][0]["status"] = "unsuccessful"
    name = data["lots"][0]["id"]
    kept = [award for award in data["awards"] if award.get("lotID") != name]
    data["contracts"] = [
        contract
        for contract in data["contracts"]
        if contract["awardID"] in {award["id"] for award in kept}
    ]
    data["awards"] = [
        *kept,
        *({**award, "status": "unsuccessful"} for award in data["awards"] if award not in kept),
    ]
    (empty,) = (award for award in awards(tender) if award.lots == (name,))
    assert (empty.status, empty.suppliers, empty.value) == ("unsuccessful", (), None)


def test_a_tender_without_lots_and_winner_says_so(tender: dict[str, Any]) -> None:
    data = tender["data"]
    data |= {"status": "unsuccessful", "lots": [], "contracts": []}
    data["awards"] = [
        {**award, "status": "unsuccessful", "lotID": None} for award in data["awards"]
    ]
    (empty,) = awards(tender)
    assert (empty.status, empty.suppliers, empty.lots) == ("unsuccessful", (), ())


def notice(tender: dict[str, Any]) -> Notice:
    results = list(ProzorroSpider.read(json.dumps(tender).encode(), _PATH.name))
    (parsed,) = (result for result in results if isinstance(result, Notice))
    return parsed


def test_a_central_purchasing_body_buys_for_the_buyers_it_names(tender: dict[str, Any]) -> None:
    """As in UA-2022-10-04-011233-a; the first of those for whom it buys is the buyer."""
    data = tender["data"]
    data["procuringEntity"]["kind"] = "central"
    scheme = {"scheme": "UA-EDR"}
    data["buyers"] = [
        {"name": "КП «Перший приклад»", "identifier": {**scheme, "id": "03341305"}},
        {"name": "КП «Другий приклад»", "identifier": {**scheme, "id": "03341306"}},
    ]
    assert [buyer.role for buyer in notice(tender).buyers] == [
        "central_purchasing",
        "buyer",
        "joint",
    ]


def test_an_ordinary_body_that_names_others_buys_with_them(tender: dict[str, Any]) -> None:
    tender["data"]["procuringEntity"]["kind"] = "general"
    tender["data"]["buyers"] = [{"name": "КП «Перший приклад»"}]
    assert [buyer.role for buyer in notice(tender).buyers] == ["buyer", "joint"]


@pytest.mark.parametrize(
    ("type_", "technique"),
    [
        ("closeFrameworkAgreementUA", "framework"),
        ("closeFrameworkAgreementSelectionUA", "call_off"),
        ("competitiveOrdering", "call_off"),
        ("aboveThresholdUA", None),
    ],
)
def test_the_type_of_a_procedure_says_whether_it_makes_a_framework(
    tender: dict[str, Any], type_: str, technique: str | None
) -> None:
    tender["data"]["procurementMethodType"] = type_
    assert notice(tender).procedure.technique == technique
    kinds = {award.value_kind for award in awards(tender) if award.value}
    assert kinds == {"ceiling" if technique == "framework" else "exact"}


def contract(**parts: Any) -> Notice:
    path = PORTALS / "prozorro" / "contract_with_changes.json"
    whole = json.loads(path.read_text(encoding="utf-8"))["data"]
    for name, value in parts.items():
        whole[name] = value
    (notice,) = ProzorroSpider.read(json.dumps({"data": whole}).encode(), path.name)
    assert isinstance(notice, Notice)
    return notice


def test_a_contract_of_2023_and_later_names_a_buyer_and_who_signs() -> None:
    """docs/source/contracting/econtract: it has no procuring entity."""
    signer = {"name": "Вигадана Підписантка"}
    buyer = {"name": "Державне управління", "identifier": {"scheme": "UA-EDR", "id": "00037256"}}
    notice = contract(procuringEntity=None, buyer={**buyer, "signerInfo": signer})
    (named,) = notice.buyers
    assert (named.organization.name, named.role) == ("Державне управління", "buyer")
    assert "Вигадана Підписантка" in notice.contacts


@pytest.mark.parametrize(
    ("status", "kind", "count"),
    [("active", "amendment", 1), ("pending", "contract", 0), ("cancelled", "contract", 0)],
)
def test_a_change_that_is_not_signed_changes_nothing(status: str, kind: str, count: int) -> None:
    change = {"id": "1", "status": status, "rationale": "x", "dateSigned": "2024-02-01"}
    notice = contract(changes=[change])
    assert (notice.kind, len(notice.awards[0].amendments)) == (kind, count)


def test_a_contract_that_awaits_a_signature_is_pending() -> None:
    assert contract(changes=[], status="pending.winner-signing").awards[0].status == "pending"


@pytest.mark.parametrize(
    ("scheme", "number", "kept"),
    [
        ("UA-EDR", "12345678", True),
        ("UA-EDR", "АВ123456", False),
        ("UA-IPN", "123456789", False),
        ("PL-NIP", "123456789", True),
    ],
)
def test_numbers_of_identity_documents_are_not_read(scheme: str, number: str, kept: bool) -> None:
    firm = {"name": "ТОВ ПРИКЛАД", "identifier": {"scheme": scheme, "id": number}}
    ((supplier,),) = (award.suppliers for award in contract(suppliers=[firm]).awards)
    assert [x.id for x in supplier.organization.identifiers] == ([number] if kept else [])
