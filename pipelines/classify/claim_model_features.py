"""Name the signs of a tag target that the claim model weighs.

A sign is a short name that a reader of data/reference/model/signs.csv understands: a concept of the
word lists, the prefix of a code, a product, the tier of a supplier's group, what the rules answer.
Nothing here names a person, a buyer or a register.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from math import floor

from pipelines.classify.keyword_matches_in_text import Match
from pipelines.model import Award, Code
from pipelines.reference.table_classes import Product, ReferenceTables

PREFIX_LENGTHS = (2, 3, 4, 5, 8)

DATA_CONCEPT = "concept: data_outsourcing/"
# Of rules that name what is bought, whatever computing comes with it.
SUBJECT = "names the subject: "


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
                    rule.names_subject,
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
    names_subject: bool,
    is_title: bool,
    against: str | None,
) -> tuple[str, ...]:
    name = f"{tag}/{concept} {strength}"
    if needs_digital:
        name += " if digital"
    if against is not None:
        return (f"cancelled: {name}", f"cancelled: {name} by {against}")
    signs = [f"concept: {name}", f"rule: {tag}/{rule}"]
    if is_title:
        signs.append(f"concept in title: {name}")
    if names_subject:
        signs.append(f"{SUBJECT}{name}")
    return tuple(signs)


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
    concepts = [sign[len(DATA_CONCEPT) :] for sign in signs if sign.startswith(DATA_CONCEPT)]
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
