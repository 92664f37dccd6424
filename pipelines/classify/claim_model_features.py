"""Name the signs of a tag target that the claim model weighs.

A sign is a short name that a reader of data/reference/model/signs.csv understands: a concept of the
word lists, the prefix of a code, a product, the tier of a supplier's group, what the rules answer.
Nothing here names a person, a buyer or a register.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from math import floor

from pipelines.classify.keyword_exclusions import PLACES_OF_CAMERAS
from pipelines.classify.keyword_matches_in_text import Match
from pipelines.model import Award, Code
from pipelines.reference.claim_model_weights import BORDERLINE_FROM, NEEDS_RULES
from pipelines.reference.table_classes import Product, ReferenceTables

PREFIX_LENGTHS = (2, 3, 4, 5, 8)
_DATA = "concept: data_outsourcing/"
_NAMED_SERVICE = f"{_DATA}named_service "
_PERSON = "concept: data_outsourcing/person_contracted against"
# What names the data; without it the model must be this sure of its words.
_NAMES_DATA = (_DATA, "product: data yes", "product: data maybe")
SURE_OF_WORDS = 0.9
# What a person works on, not what the contract buys.
_OF_A_FIRM = tuple(f"concept: data_outsourcing/{name} strong" for name in ("hosting", "saas"))
_OF_A_PRODUCT = tuple(f"concept: data_outsourcing/{name} " for name in ("cloud", "hosting", "saas"))

_ON_PREMISES = "concept: data_outsourcing/on_premises against"
_EITHER_WAY = "concept: data_outsourcing/either_way against"
_RULES_SAY_DATA = "rules: data_outsourcing yes"
# What says by itself that a supplier keeps or runs something, wherever another part of it stands.
_RUN_BY_SUPPLIER = (
    "concept in title: data_outsourcing/managed_operation strong",
    "concept in title: data_outsourcing/saas strong",
    f"{_DATA}data_migration ",
)
# Where the data lie, or what is done with a program: no proof where either place may be offered.
_PLACES_AND_PROGRAMS = tuple(
    f"{_DATA}{name} " for name in ("cloud", "hosting", "saas", "data_centre", "people_handled")
)
# Records kept by computer from now on: whether a supplier scans or holds them is not said.
_WAY_OF_WORKING = "concept in title: data_outsourcing/way_of_working against"

_DISPOSAL = "concept in title: digital/disposal against"  # whatever machines are then listed
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
# Rules of titles only: work of people, and machines, whatever computing comes with them.
_WHATEVER_COMES_WITH_IT = frozenset(
    f"rule: digital/{name}"
    for name in (
        "applications-taken-in",
        "building-trades",
        "car-parks-run",
        "clothes-meals-and-seats",
        "guards-with-cameras",
        "lawyers-and-movers",
        "manager-of-a-project",
        "robots-and-plants",
    )
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


def may_say_yes(claim: str, signs: Collection[str], probability: float) -> bool:
    """Whether the model may say yes: of a claim that accuses, never against the rules.

    A title that says content or advice, and that the rules doubt, is no digital service, nor is
    one that names a process alone (a payroll, letters, a call centre), or care, cleaning and
    vehicles with a tracker; what the rules deny is one only where that is likely, or where it
    names a product; a person hired without a code of computing, where that is likely.
    A person hired to work on a hosted product hands no data over: other strong words must say so,
    or the model is sure that the service itself is what is bought.
    Words that no rule and no product names were right six times in ten on registers held out,
    where the model was not sure.
    """
    if claim == "digital":
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
    if claim == "data_outsourcing" and _PERSON in signs:
        if probability >= SURE_OF_WORDS and any(sign.startswith(_OF_A_FIRM) for sign in signs):
            return True
        return any(
            sign.startswith(_DATA) and " strong" in sign and not sign.startswith(_OF_A_PRODUCT)
            for sign in signs
        )
    if claim == "data_outsourcing" and _stays_with_buyer(signs):
        return False
    if claim == "data_outsourcing" and probability < SURE_OF_WORDS:
        return any(sign.startswith(_NAMES_DATA) and not sign.endswith(" against") for sign in signs)
    if claim not in NEEDS_RULES:
        return True
    return f"rules: {claim} yes" in signs or f"rules: {claim} unclear" in signs


def _stays_with_buyer(signs: Collection[str]) -> bool:
    """Whether the notice says that the system stands at the buyer's, or may stand there, and the
    rules find nothing else that is handed over.
    """
    if any(sign.startswith(_RUN_BY_SUPPLIER) for sign in signs):
        return False
    if _ON_PREMISES in signs:
        return _RULES_SAY_DATA not in signs
    return _EITHER_WAY in signs and not any(
        sign.startswith(_DATA) and " strong" in sign and not sign.startswith(_PLACES_AND_PROGRAMS)
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
    "Digitisation of records management" may be a program or the scanning of records.
    """
    if claim == "data_outsourcing" and _WAY_OF_WORKING in signs:
        return False
    if claim == "public_surveillance_ai" and not _CAMERAS_INSIDE.isdisjoint(signs):
        return False
    if claim == "worker_surveillance" and not _MAY_WATCH_WORKERS.isdisjoint(signs):
        return False
    return claim not in NEEDS_RULES or f"rules: {claim} yes" not in signs


def may_say_unclear(claim: str, signs: Collection[str], probability: float) -> bool:
    """Whether the model may doubt: of data, not where the notice says that hosting stays with the
    buyer and names nothing that is handed over, unless that is likely all the same.
    """
    if claim != "data_outsourcing" or _ON_PREMISES not in signs or probability >= BORDERLINE_FROM:
        return True
    return any(sign.startswith(_DATA) and not sign.endswith(" against") for sign in signs)


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
        or (sign.startswith(_DATA) and " strong" in sign and not sign.endswith(_PROCESSES))
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
    title = "concept in title: digital/"
    if f"{title}advice against" in signs or f"{title}sale against" in signs:
        return True
    if not _WHATEVER_COMES_WITH_IT.isdisjoint(signs):
        return True
    if f"{title}instrument against" in signs:  # its software comes with it
        return not any(sign.startswith(("product: ", "code digital")) for sign in signs)
    if _is_done_to_machines(signs):
        return not any(sign.startswith(title) and " strong" in sign for sign in signs)
    return "concept in title: digital/content against" in signs and not any(
        sign.startswith("product: ")
        or (sign.startswith(("concept: digital/", _NAMED_SERVICE)) and " strong" in sign)
        for sign in signs
    )


def match_signs(matches: Iterable[Match]) -> set[str]:
    """Return the signs of keyword matches, cancelled ones included under their own names."""
    signs: set[str] = set()
    for match in matches:
        against = match.cancelled_by.concept if match.cancelled_by else None
        if isinstance(match.owner, Product):
            product = match.owner
            signs.update(
                _product_signs(
                    product.outsourcing,
                    product.category,
                    product.group,
                    match.is_title,
                    against is not None,
                )
            )
        else:
            rule = match.owner
            signs.update(
                _rule_signs(
                    rule.tag,
                    rule.concept,
                    rule.strength,
                    rule.id,
                    rule.needs_digital,
                    match.is_title,
                    against,
                )
            )
    return signs


@lru_cache(maxsize=8192)
def _rule_signs(
    tag: str,
    concept: str,
    strength: str,
    rule: str,
    needs_digital: bool,
    is_title: bool,
    against: str | None,
) -> tuple[str, ...]:
    name = f"{tag}/{concept} {strength}"
    if needs_digital:
        name += " if digital"
    if against is not None:
        return (f"cancelled: {name}", f"cancelled: {name} by {against}")
    signs = (f"concept: {name}", f"rule: {tag}/{rule}")
    return (*signs, f"concept in title: {name}") if is_title else signs


@lru_cache(maxsize=8192)
def _product_signs(
    outsourcing: str, category: str, group: str, is_title: bool, is_cancelled: bool
) -> tuple[str, ...]:
    kind = "product cancelled" if is_cancelled else "product"
    signs = (f"{kind}: data {outsourcing}", f"{kind}: {category}", f"{kind} of {group}")
    if not is_title:
        return signs
    return (*signs, f"{kind} in title: data {outsourcing}", f"{kind} in title: {category}")


def code_signs(codes: Iterable[Code], tables: ReferenceTables) -> set[str]:
    """Return the signs of classification codes: prefixes, and what the table of codes says."""
    signs: set[str] = set()
    count = 0
    for code in codes:
        count += 1
        signs.update(_code_signs(code.scheme, code.id, code.main, tables))
    signs.add(f"codes: {min(count, 2)}")
    return signs


@lru_cache(maxsize=8192)
def _code_signs(scheme: str, code: str, main: bool, tables: ReferenceTables) -> tuple[str, ...]:
    signs = _prefix_signs(scheme.upper(), code, main) if is_number(code) else []
    entry = tables.code_entry(scheme, code)
    if entry is None:
        return tuple(signs)
    if entry.digital:
        signs.append("code weakly digital" if entry.weakly_digital else "code digital")
        signs.append(f"code domain: {entry.domain}")
        if main:
            signs.append(f"main code domain: {entry.domain}")
    return (
        *signs,
        *(f"code says: {tag} {how}" for tag, how in entry.tags.items() if how != "none"),
    )


def _prefix_signs(scheme: str, code: str, main: bool) -> list[str]:
    digits = code.split("-")[0].replace(",", " ")
    prefixes = [digits[:length] for length in PREFIX_LENGTHS if len(digits) >= length] or [digits]
    signs = [f"code: {scheme} {prefix}" for prefix in prefixes]
    return signs + [f"main code: {scheme} {prefix}" for prefix in prefixes] * main


@lru_cache(maxsize=8192)
def is_number(code: str) -> bool:
    """Whether a code is a number; the others are words, which are read as text."""
    return any(letter.isdigit() for letter in code)


def supplier_signs(awards: Iterable[Award], tables: ReferenceTables) -> set[str]:
    """Return the signs of the suppliers: tier and group, whether one is a person, how many."""
    suppliers = [supplier for award in awards for supplier in award.suppliers]
    signs = {f"suppliers: {min(len(suppliers), 2)}"}
    for supplier in suppliers:
        if supplier.organization.natural_person:
            signs.add("supplier is a person")
        for link in supplier.vendors:
            if link.confidence != "low":
                signs.add(f"supplier tier: {tables.groups[link.group].tier}")
                signs.add(f"supplier group: {link.group}")
    return signs


def form_signs(title: str, body_length: int) -> Iterator[str]:
    """Yield the signs of the form of a notice: how long it is, whether it is a title alone."""
    yield "form: described" if body_length else "form: title alone"
    yield f"form: text of {min(6, body_length // 300) * 300} letters"
    yield f"form: title of {min(5, len(title) // 40) * 40} letters"


def rule_answer_signs(
    scope: str, reason: str, answers: Mapping[str, tuple[str, float]]
) -> set[str]:
    """Return what the rules answer: the scope and its kind of reason, values and sums of claims.

    ``answers``  claim -> (value, sum of the rule weights).
    """
    signs = {f"rules: digital {scope}"}
    if scope != "no":
        signs.add(f"rules: digital {scope} by {reason.split(':')[0].split(' ')[0]}")
    for claim, (value, total) in answers.items():
        signs.add(f"rules: {claim} {value}")
        step = max(-6, min(12, floor(total * 2))) / 2
        signs.add(f"rules: {claim} sum {step:g}")
    return signs


def combined_signs(signs: Collection[str]) -> set[str]:
    """Return what signs say only together, which no sum of their weights tells.

    How many concepts name data that are handed over, how many surely, and whether words beside
    these speak against it.  Those that count in digital notices only are left out elsewhere.
    """
    concepts = [sign[len(_DATA) :] for sign in signs if sign.startswith(_DATA)]
    if concepts and "rules: digital yes" not in signs:
        concepts = [concept for concept in concepts if not concept.endswith(" if digital")]
    if not concepts:
        return set()
    concept_ids = {
        concept.split(" ")[0] for concept in concepts if not concept.endswith(" against")
    }
    strong = {concept.split(" ")[0] for concept in concepts if " strong" in concept}
    result = {
        f"data: {min(4, len(concept_ids))} named",
        f"data: {min(3, len(strong))} named surely",
    }
    if strong and any(concept.endswith(" against") for concept in concepts):
        result.add("data: named surely against words")
    return result
