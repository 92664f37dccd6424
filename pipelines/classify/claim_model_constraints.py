"""Say which answers the claim model may not give, whatever its probability.

Each constraint stands for a class of wrong claims that no sum of weights tells from the right ones
(docs/decisions/0018-claim-model.md).  They read the signs of ``claim_model_features``.
"""

from __future__ import annotations

from collections.abc import Collection

from pipelines.classify.claim_model_features import DATA_CONCEPT, SUBJECT
from pipelines.classify.keyword_exclusions import PLACES_OF_CAMERAS
from pipelines.reference.claim_model_weights import BORDERLINE_FROM, NEEDS_RULES

_NAMED_SERVICE = f"{DATA_CONCEPT}named_service "
_PERSON = f"{DATA_CONCEPT}person_contracted against"
# What names the data; without it the model must be this sure of its words.
_NAMES_DATA = (DATA_CONCEPT, "product: data yes", "product: data maybe")
SURE_OF_WORDS = 0.9
# What a person works on, not what the contract buys.
_OF_A_FIRM = tuple(f"{DATA_CONCEPT}{name} strong" for name in ("hosting", "saas"))
_OF_A_PRODUCT = tuple(f"{DATA_CONCEPT}{name} " for name in ("cloud", "hosting", "saas"))

_ON_PREMISES = f"{DATA_CONCEPT}on_premises against"
_EITHER_WAY = f"{DATA_CONCEPT}either_way against"
_RULES_SAY_DATA = "rules: data_outsourcing yes"
# What says by itself that a supplier keeps or runs something, wherever another part of it stands.
_RUN_BY_SUPPLIER = (
    "concept in title: data_outsourcing/managed_operation strong",
    "concept in title: data_outsourcing/saas strong",
    f"{DATA_CONCEPT}data_migration ",
)
# Where the data lie, or what is done with a program: no proof where either place may be offered.
_PLACES_AND_PROGRAMS = tuple(
    f"{DATA_CONCEPT}{name} "
    for name in ("cloud", "hosting", "saas", "data_centre", "people_handled")
)
# Data of others, which are read: in the cloud or not, the buyer puts none of its own there.
_CONTENT = "concept in title: data_outsourcing/content against"
_OF_CONTENT = tuple(f"{DATA_CONCEPT}{name} " for name in ("cloud", "saas", "content"))
# Records kept by computer from now on: whether a supplier scans or holds them is not said.
_WAY_OF_WORKING = "concept in title: data_outsourcing/way_of_working against"

_IN_TITLE = "concept in title: digital/"
_ADVICE = f"{_IN_TITLE}advice against"
_DISPOSAL = f"{_IN_TITLE}disposal against"  # whatever machines are then listed
# Cooled, cleaned or moved: what stands there is not bought; or another machine is.
_OF_NO_COMPUTER = (" by room", " by other_machine")
# Work of people that a firm does with the body's data: by itself no digital service.
_PROCESSES = tuple(
    f"{name} strong"
    for name in ("collection", "contact_centre", "mailing", "payroll", "people_handled")
)
_PROCESSES_IN_TITLE = frozenset(
    f"concept in title: data_outsourcing/{process}" for process in _PROCESSES
)
_NAMES_A_SERVICE = ("product: ", "concept: digital/", "code digital")
# Main codes of vehicles, journeys, care and cleaning, which are done with a tracker or clock.
_DONE_WITH = tuple(f"main code: CPV {prefix}" for prefix in ("341", "60", "85", "90"))
# Cameras of which the notice says no more than that they stand where the public does not go.
_CAMERAS_INSIDE = frozenset(
    f"cancelled: public_surveillance_ai/video_surveillance strong by {place}"
    for place in PLACES_OF_CAMERAS
)
# What often watches those who work there, and of which the title does not say whether it does.
_MAY_WATCH_WORKERS = frozenset(
    f"concept in title: worker_surveillance/{name} weak"
    for name in ("access_logs", "call_recording", "hr_software")
)
LIKELY = 0.4  # from which a notice is digital where the rules find nothing, not even a product
# And from here on where no word of the lists speaks for it: in some languages most of the labelled
# notices are digital, so that any supply sounds like it ("Προμήθεια τροφίμων", food, 0.43).
LIKELY_BY_UNLISTED_WORDS = 0.5
# And where a person is hired, to make entries in a system, say (of 15 below, 13 were wrong).
LIKELY_OF_A_PERSON = 0.5
_PERSON_HIRED = "concept: digital/person_contracted against"


def constrained_answer(claim: str, answer: str, signs: Collection[str], probability: float) -> str:
    """Return the answer of a model, or the nearest that it may give: yes, unclear or no."""
    if answer == "yes" and not may_say_yes(claim, signs, probability):
        answer = "unclear"
    if answer == "unclear" and not _may_say_unclear(claim, signs, probability):
        answer = "no"
    if answer == "no" and not may_say_no(claim, signs):
        answer = "unclear"
    return answer


def may_say_yes(claim: str, signs: Collection[str], probability: float) -> bool:
    """Whether the model may say yes: of a claim that accuses, never against the rules."""
    if claim == "digital":
        return _may_be_digital(signs, probability)
    if claim == "data_outsourcing":
        return _may_hand_data_over(signs, probability)
    if claim not in NEEDS_RULES:
        return True
    return f"rules: {claim} yes" in signs or f"rules: {claim} unclear" in signs


def _may_be_digital(signs: Collection[str], probability: float) -> bool:
    """Whether a notice of this probability may be a digital service.

    A title that says content or advice, and that the rules doubt, is none, nor is one that names a
    process alone (a payroll, letters, a call centre), or care, cleaning and vehicles with a
    tracker; what the rules deny is one only where that is likely, or where it names a product; a
    person hired without a code of computing, where that is likely.
    """
    is_doubted = "rules: digital borderline" in signs or _is_done_to_machines(signs)
    if is_doubted and (_is_content(signs) or _is_what_it_is_done_with(signs)):
        return False
    if _is_process_alone(signs):
        return False
    if _PERSON_HIRED in signs and "code digital" not in signs:
        return probability >= LIKELY_OF_A_PERSON
    if "rules: digital no" not in signs or any(s.startswith("product: ") for s in signs):
        return True
    likely = LIKELY_BY_UNLISTED_WORDS if is_of_unlisted_words(signs) else LIKELY
    return probability >= likely


def _may_hand_data_over(signs: Collection[str], probability: float) -> bool:
    """Whether a notice of this probability may hand data to a supplier.

    A person hired to work on a hosted product hands none over: other strong words must say so, or
    the model is sure that the service itself is what is bought.
    Words that no rule and no product names were right six times in ten on registers held out,
    where the model was not sure.
    """
    if _PERSON in signs:
        if probability >= SURE_OF_WORDS and any(sign.startswith(_OF_A_FIRM) for sign in signs):
            return True
        return _names_data_surely(signs, _OF_A_PRODUCT)
    if _stays_with_buyer(signs) or _is_read_only(signs):
        return False
    if probability >= SURE_OF_WORDS:
        return True
    return any(sign.startswith(_NAMES_DATA) and not sign.endswith(" against") for sign in signs)


def _stays_with_buyer(signs: Collection[str]) -> bool:
    """Whether the notice says that the system stands at the buyer's, or may stand there, and the
    rules find nothing else that is handed over.
    """
    if any(sign.startswith(_RUN_BY_SUPPLIER) for sign in signs):
        return False
    if _ON_PREMISES in signs:
        return _RULES_SAY_DATA not in signs
    return _EITHER_WAY in signs and not _names_data_surely(signs, _PLACES_AND_PROGRAMS)


def _is_read_only(signs: Collection[str]) -> bool:
    """Whether the title names data of others, and no more is said of them than that they are in
    the cloud (a legal database as a service).
    """
    return _CONTENT in signs and not _names_data_surely(signs, _OF_CONTENT)


def _names_data_surely(signs: Collection[str], beside: tuple[str, ...]) -> bool:
    """Whether strong words, beside those of some concepts, name data that are handed over."""
    return any(
        sign.startswith(DATA_CONCEPT) and " strong" in sign and not sign.startswith(beside)
        for sign in signs
    )


def is_of_unlisted_words(signs: Collection[str]) -> bool:
    """Whether no code, product or word of the word lists speaks for a digital service."""
    return not any(
        sign.startswith(("code digital", "code weakly digital", "concept: ", "product"))
        and not sign.endswith(" against")
        for sign in signs
    )


def may_say_no(claim: str, signs: Collection[str]) -> bool:
    """Whether the model may say no: a function that the rules surely found is at least doubted.

    "The tracker shows where each driver is" watches workers in a contract of school buses, too,
    which the model has hardly ever seen to do so.  A badge at the door of an office or a program
    for staff may do so or not, and nothing else in the notice says it.  Cameras of an office or
    barracks film those who work there; whether they film the public, too, the notice does not say.
    "Digitisation of records management" may be a program or the scanning of records.  Advice on an
    information system is borderline by the guideline, whatever the model makes of "diagnostic".
    """
    if claim == "digital" and _ADVICE in signs and _title_names_computing(signs):
        return False
    if claim == "data_outsourcing" and _WAY_OF_WORKING in signs:
        return False
    if claim == "public_surveillance_ai" and not _CAMERAS_INSIDE.isdisjoint(signs):
        return False
    if claim == "worker_surveillance" and not _MAY_WATCH_WORKERS.isdisjoint(signs):
        return False
    return claim not in NEEDS_RULES or f"rules: {claim} yes" not in signs


def _title_names_computing(signs: Collection[str]) -> bool:
    """Whether a title surely names something digital."""
    return any(sign.startswith(_IN_TITLE) and " strong" in sign for sign in signs)


def _may_say_unclear(claim: str, signs: Collection[str], probability: float) -> bool:
    """Whether the model may doubt: of data, not where the notice says that hosting stays with the
    buyer and names nothing that is handed over, unless that is likely all the same.
    """
    if claim != "data_outsourcing" or _ON_PREMISES not in signs or probability >= BORDERLINE_FROM:
        return True
    return any(sign.startswith(DATA_CONCEPT) and not sign.endswith(" against") for sign in signs)


def may_quote_words_alone(claim: str, probability: float) -> bool:
    """Whether words that the model weighs may prove a claim where no rule has words to quote."""
    return claim != "data_outsourcing" or probability >= SURE_OF_WORDS


def _is_what_it_is_done_with(signs: Collection[str]) -> bool:
    """Whether something else is bought, and no more than what it is done with is digital."""
    is_other = any(sign in signs for sign in _DONE_WITH)
    return is_other and not any(map(_names_a_service, signs))


def _names_a_service(sign: str) -> bool:
    return sign.startswith(_NAMES_A_SERVICE) and not sign.endswith((" against", " weak"))


def _is_process_alone(signs: Collection[str]) -> bool:
    """Whether the title names a process done outside, and nothing names a service of computing."""
    if _PROCESSES_IN_TITLE.isdisjoint(signs):
        return False
    return not any(
        _names_a_service(sign)
        or (sign.startswith(DATA_CONCEPT) and " strong" in sign and not sign.endswith(_PROCESSES))
        for sign in signs
    )


def _is_done_to_machines(signs: Collection[str]) -> bool:
    """Whether machines are thrown away, cooled, cleaned or moved, or are of another kind."""
    return _DISPOSAL in signs or any(sign.endswith(_OF_NO_COMPUTER) for sign in signs)


def _is_content(signs: Collection[str]) -> bool:
    """Whether the title names content, advice or an instrument and nothing names a service.

    Advice on a service names the service too, as do guards and doormen their computers, the manager
    of a project what it is about, counters for visas what is scanned there, robots their software,
    and a body the network that it sells.  Machines that are thrown away, or cooled, may be one lot
    beside services that the title names.
    """
    if _ADVICE in signs or f"{_IN_TITLE}sale against" in signs:
        return True
    if any(sign.startswith(SUBJECT) for sign in signs):
        return True
    if f"{_IN_TITLE}instrument against" in signs:  # its software comes with it
        return not any(sign.startswith(("product: ", "code digital")) for sign in signs)
    if _is_done_to_machines(signs):
        return not _title_names_computing(signs)
    return f"{_IN_TITLE}content against" in signs and not any(
        sign.startswith("product: ")
        or (sign.startswith(("concept: digital/", _NAMED_SERVICE)) and " strong" in sign)
        for sign in signs
    )
