"""Say what a release of OCDS is: its tags, and which of its awards have a contract."""

from __future__ import annotations

from pipelines.model import Award, Notice

_RELEASE_TAGS = {
    "planning": ("planning",),
    "tender": ("tender",),
    "award_intention": ("award",),
    "award": ("award",),
    "contract": ("award", "contract"),
    "amendment": ("contractAmendment",),
    "termination": ("contractTermination",),
}
_CORRECTION_TAGS = {
    "planning": "planningUpdate",
    "tender": "tenderUpdate",
    "award": "awardUpdate",
    "contract": "contractUpdate",
    "contractAmendment": "contractAmendment",
    "contractTermination": "contractTermination",
}
_CANCELLATION_TAGS = {
    "planning": "planningUpdate",
    "tender": "tenderCancellation",
    "award": "awardCancellation",
    "contract": "contractTermination",
    "contractAmendment": "contractTermination",
    "contractTermination": "contractTermination",
}
_CONTRACT_KINDS = ("contract", "amendment", "termination")


def release_tags(notice: Notice) -> list[str]:
    """Return the release tags for a notice's kind and change."""
    plain = _RELEASE_TAGS[notice.kind]
    if "award" in plain and notice.awards:
        signed = any(has_contract(notice, award) for award in notice.awards)
        plain = ("award", "contract") if signed else ("award",)
    table = {"correction": _CORRECTION_TAGS, "cancellation": _CANCELLATION_TAGS}.get(
        notice.change, {}
    )
    return list(dict.fromkeys(table.get(tag, tag) for tag in plain))


def has_contract(notice: Notice, award: Award) -> bool:
    """Whether a contract is stated for an award; what found no supplier has none, nor has what was
    given up before (a number alone is none)."""
    stated = notice.kind in _CONTRACT_KINDS or award.signed or award.contract_number
    given_up = award.status == "cancelled" and not award.suppliers
    return bool(stated) and award.status != "unsuccessful" and not given_up
