"""What one firm won under a dynamic purchasing system is a contract, and no system."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.model import Award, Money, Organization, Supplier, ValueKind, replace
from pipelines.normalise.normalise_notice import normalise
from pipelines.reference.normalisation_tables import load_normalisation_tables
from tests.pipelines.notices import award_notice

SYSTEM = "dynamic_purchasing"
KONS = Supplier(Organization("Kons AS", "NO"))
BDO = Supplier(Organization("BDO AS", "NO"))


def _award(
    key: str, *suppliers: Supplier, amount: int, tenders: int | None = 6, kind: ValueKind = "exact"
) -> Award:
    return Award(
        key=key,
        key_basis="contract_number",
        status="active",
        suppliers=suppliers,
        value=Money(Decimal(amount), "NOK"),
        value_kind=kind,
        tenders_received=tenders,
    )


@pytest.mark.parametrize(
    ("awards", "technique"),
    [
        ([_award("1", KONS, amount=2_700_000)], "call_off"),  # Doffin 2023-335407
        ([_award("1", KONS, replace(BDO, role="member"), amount=2_700_000)], "call_off"),
        ([_award("1", KONS, replace(BDO, role="subcontractor"), amount=2_700_000)], "call_off"),
        # firms that were admitted: several, or one amount for each
        ([_award("1", KONS, BDO, amount=90_000_000)], SYSTEM),
        ([_award(key, KONS, amount=90_000_000) for key in "12"], SYSTEM),
        ([_award("1", KONS, amount=2_700_000, tenders=None)], SYSTEM),
        ([_award("1", KONS, amount=90_000_000, kind="ceiling")], SYSTEM),
    ],
)
def test_what_one_firm_won_under_a_purchasing_system_is_a_call_off(
    awards: list[Award], technique: str
) -> None:
    notice = award_notice("Felles sikkerhetskrav", "no", "NO")
    stated = replace(
        notice, awards=tuple(awards), procedure=replace(notice.procedure, technique=SYSTEM)
    )
    normalised = normalise(stated, load_normalisation_tables())
    kinds = {award.technique or normalised.procedure.technique for award in normalised.awards}
    assert kinds == {technique}
    assert normalise(normalised, load_normalisation_tables()) == normalised
