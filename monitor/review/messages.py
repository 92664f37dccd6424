"""Names of the desk's queues, and the sentence that states each claim."""

from __future__ import annotations

from monitor.i18n.value_formatting import _


def queue_words(queue: str) -> str:
    """Return why a claim is asked."""
    return {
        "newest": _("New contracts with big tech"),
        "doubtful": _("What Vigie is least sure of"),
        "random": _("At random, for measuring"),
        "second": _("A second reading"),
        "asked": _("Asked for"),
    }[queue]


def claim_sentence(claim: str) -> str:
    """Return a claim as one sentence that stands or does not."""
    return {
        "big_tech": _(
            "A very large technology group signs this contract, takes part in it, or makes the"
            " digital product that is bought."
        ),
        "data_outsourcing": _(
            "A supplier that is no public body will hold, process or regularly have access to data"
            " this public body is responsible for."
        ),
        "worker_surveillance": _(
            "What is bought collects or judges data about the people who work there."
        ),
        "public_surveillance_ai": _(
            "What is bought watches people in public, or lets a machine judge the public or users."
        ),
        "public_alternative": _(
            "The body does it itself, with other public bodies, or with free software."
        ),
    }[claim]
