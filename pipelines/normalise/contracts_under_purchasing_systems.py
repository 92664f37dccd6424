"""Tell a contract under a dynamic purchasing system from the system, which has no winner.

Notices of results name the system as the technique of what was awarded under it ("appalto specifico
nell'ambito del sistema dinamico di acquisizione", 348503-2021; Doffin 2023-335407): of fourteen
awards in the samples none is the admission of firms to a system.  Those have many firms, or one
amount for each of them.
"""

from __future__ import annotations

from collections import Counter

from pipelines.model import Award, Notice, replace


def with_contracts_under_purchasing_systems(notice: Notice) -> Notice:
    """Return the notice; an award under a purchasing system is a call-off where one firm, or the
    members of one group, won it from tenders that were counted, for an amount of its own."""
    of_procedure = notice.procedure.technique

    def is_under_system(award: Award) -> bool:
        return (award.technique or of_procedure) == "dynamic_purchasing" and _is_contract(award)

    if not any(map(is_under_system, notice.awards)):
        return notice  # nearly always
    amounts = Counter(award.value for award in notice.awards)
    awards = tuple(
        replace(award, technique="call_off")
        if is_under_system(award) and amounts[award.value] == 1
        else award
        for award in notice.awards
    )
    return replace(notice, awards=awards)


def _is_contract(award: Award) -> bool:
    roles = [supplier.role for supplier in award.suppliers if supplier.role != "subcontractor"]
    is_one = len(roles) == 1 or (bool(roles) and set(roles[1:]) == {"member"})
    return is_one and award.value_kind == "exact" and bool(award.tenders_received)
