"""Find the phrases of rules and products in one text of a notice.

The automaton passes over a text once; this module then applies languages, fields, context words
and nearby exclusions to its hits.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from typing import NamedTuple

from pipelines.model import Text
from pipelines.reference.phrase_matcher import PhraseHit, ScannedText
from pipelines.reference.rules import Rule
from pipelines.reference.table_classes import Product, ReferenceTables
from pipelines.text_folding import fold

LANGUAGE_ALIASES = {"nb": "no", "nn": "no"}
# Concepts of strength "against" that lower the score of a claim instead of cancelling a match.
WEIGHED_CONCEPTS = frozenset(
    {
        "on_premises",
        "content",
        "work_only",
        "public_operator",
        "advice",
        "machine_data",
        "maker_support",
        "telecom_network",
        "person_contracted",
        "instrument",
        "announcement",
    }
)
TITLE_FIELDS = frozenset({"title", "contract_title"})
# Letters of a title that count as title; some registers put the whole description there.
MAX_TITLE_LENGTH = 300
# Letters within which these concepts cancel a match; all others use the window of weights.yml.
CONCEPT_WINDOWS = {
    "mention": 25,
    "accessory": 25,
    "how_to_bid": 25,
    "article": 0,
    "name_of_body": 0,
    "name_of_code": 0,
    "disposal": 0,
    "operation_supported": 0,
    "left_behind": 0,
    "other_machine": 0,
    "what_it_is_for": 0,
    "not_bought": 25,
    "part_for": 14,
    "consumable_for": 45,
    "beside": 120,
}
# Concepts whose words cancel only what follows them ("batteries for …"), with what is listed there.
CONCEPTS_BEFORE = frozenset({"not_bought", "part_for", "consumable_for"})
_LISTED_ON = 5  # letters between two names of one list: "Xerox and HP"
_LISTING_CONCEPTS = frozenset({"accessory", "what_it_is_for", *CONCEPTS_BEFORE})
# Systems that have the name of something else in another field: ERP of a roof, GIS of 110 kV.
ACRONYMS = frozenset(
    (
        "cms",
        "cra",
        "crm",
        "edr",
        "erp",
        "ged",
        "gis",
        "gmao",
        "his",
        "lms",
        "mes",
        "pacs",
        "pcr",
        "pgi",
        "ris",
        "sae",
        "sig",
        "sit",
        "soc",
        "vpn",
    )
)
# Words after an acronym that say what a system is for: "CRM for a housing association".
_FOR = frozenset(
    (
        "for",
        "pour",
        "fur",
        "per",
        "para",
        "voor",
        "dla",
        "pro",
        "pre",
        "till",
        "til",
        "pentru",
        "за",
        "για",
        "za",
    )
)
_OF_ACRONYMS = "acronym_elsewhere"  # concept whose words cancel acronyms and nothing else
LONGEST_WINDOW = max(CONCEPT_WINDOWS.values())
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


class Exclusion(NamedTuple):
    """The span, in a folded text, of words that cancel matches of a rule, a tag or any rule."""

    start: int
    end: int
    rule: Rule


class Match(NamedTuple):
    """A phrase of a rule or product found in one text.

    ``owner``         the rule or product that the phrase belongs to.
    ``lot``           id of the lot that the text belongs to; None for texts of the whole notice.
    ``scanned``       the text with its folded form; ``hit`` is a span of the folded form.
    ``cancelled_by``  the rule whose words cancel this match; None when the match counts.
    ``in_title``      whether the text is a title, or a description that begins with one.
    """

    owner: Rule | Product
    text: Text
    lot: str | None
    scanned: ScannedText
    hit: PhraseHit
    cancelled_by: Rule | None = None
    in_title: bool = False

    @property
    def is_title(self) -> bool:
        """Whether the match lies in a title, within its first ``MAX_TITLE_LENGTH`` letters."""
        return self.in_title and self.hit.start < MAX_TITLE_LENGTH

    def evidence(self) -> tuple[str, int]:
        """Return the matched words as published and their offset in the text."""
        return self.scanned.published_words(self.hit.start, self.hit.end)


class SearchedText(NamedTuple):
    """A text of a notice and the phrases found in it.

    ``is_title``  whether it is a title, or a description that begins with the title: many registers
                  cut titles off and print the whole of them below.
    """

    text: Text
    scanned: ScannedText
    is_title: bool = False


def find_text_matches(
    searched: SearchedText, lot: str | None, on: date | None, tables: ReferenceTables
) -> list[Match]:
    """Find the matches in one text, cancelled ones included (``explain`` lists these too).

    ``on``  day on which a product must belong to its group; None when no day is published.
    """
    text, scanned, is_title = searched
    if not scanned.hits:
        return []
    window = tables.weights.window
    rules, products, exclusions = _hits_by_owner(searched, tables)
    matches = [
        Match(rule, text, lot, scanned, hit, by, is_title)
        for rule, hit in rules
        for by in (
            _cancelling_rule(rule, hit, exclusions, window)
            or _rule_against_acronym(hit, scanned, exclusions, window),
        )
    ]
    if products:
        longest = _longest_products(_products_owned_on(products, on))
        named = [one for one in longest if _has_context(*one, scanned)]
        cancelling = _rules_that_cancel_products(named, exclusions.get("vendor"), window)
        matches += [
            Match(product, text, lot, scanned, hit, by, is_title)
            for (product, hit), by in zip(named, cancelling, strict=True)
        ]
    return matches


def _rules_that_cancel_products(
    products: list[tuple[Product, PhraseHit]], spans: list[Exclusion] | None, window: int
) -> list[Rule | None]:
    """Return for each product, in order, the rule that cancels it or the list it stands in."""
    found: list[Rule | None] = []
    end, previous = -1, None
    for _, hit in products:
        by = _nearby_rule(hit, spans, window)
        if by is None and previous is not None and 0 <= hit.start - end <= _LISTED_ON:
            by = previous if previous.concept in _LISTING_CONCEPTS else None
        found.append(by)
        end, previous = hit.end, by
    return found


class _Hits(NamedTuple):
    """The hits in one text, and ``exclusions`` by the rule or tag that they cancel, in order."""

    rules: list[tuple[Rule, PhraseHit]]
    products: list[tuple[Product, PhraseHit]]
    exclusions: dict[str, list[Exclusion]]


def _hits_by_owner(searched: SearchedText, tables: ReferenceTables) -> _Hits:
    """Return the hits of rules and products that look in this field and language."""
    text, scanned, is_title = searched
    language = LANGUAGE_ALIASES.get(text.language or "", text.language)
    languages = (None, language, "en")
    of_title = text.field in TITLE_FIELDS
    rules: list[tuple[Rule, PhraseHit]] = []
    products: list[tuple[Product, PhraseHit]] = []
    exclusions: dict[str, list[Exclusion]] = {}
    for hit in scanned.hits if of_title else _outside_web_addresses(scanned):
        owner, phrase_language, is_exclusion = tables.phrase_owners[hit.owner]
        in_title = of_title or (is_title and hit.start < MAX_TITLE_LENGTH)
        if isinstance(owner, Product):
            if in_title or not owner.titles_only:
                products.append((owner, hit))
        elif (language is not None and phrase_language not in languages) or (
            owner.fields and ("title" if in_title else "description") not in owner.fields
        ):
            continue
        elif is_exclusion:
            exclusions.setdefault(owner.id, []).append(Exclusion(hit.start, hit.end, owner))
        else:
            rules.append((owner, hit))
    for rule, hit in rules:
        if rule.strength == "against" and not _covering_rule(hit, exclusions.get(rule.id, [])):
            name = _OF_ACRONYMS if rule.concept == _OF_ACRONYMS else rule.tag
            exclusions.setdefault(name, []).append(Exclusion(hit.start, hit.end, rule))
    for spans in exclusions.values():
        spans.sort(key=lambda exclusion: exclusion.start)
    return _Hits(rules, products, exclusions)


def _outside_web_addresses(scanned: ScannedText) -> list[PhraseHit]:
    """Return the hits of a description, without those inside a web address: where, not what."""
    if "http" not in scanned.folded and "www" not in scanned.folded:
        return scanned.hits
    found = list(_WEB_ADDRESS.finditer(scanned.text))
    words = "|".join(fold(address[0]) for address in found)

    def is_inside_address(hit: PhraseHit) -> bool:
        if scanned.folded[hit.start : hit.end] not in words:
            return False  # most hits, whose place in the text need not be looked for
        first, last = scanned.published_span(hit.start, hit.end)
        return any(one.start() <= first and last <= one.end() for one in found)

    return [hit for hit in scanned.hits if not is_inside_address(hit)]


def _cancelling_rule(
    rule: Rule, hit: PhraseHit, exclusions: dict[str, list[Exclusion]], window: int
) -> Rule | None:
    """Return the rule that cancels a hit of ``rule``, or None when the hit counts."""
    if not exclusions:
        return None
    if rule.strength == "against":
        return _covering_rule(hit, exclusions.get(rule.id, []))
    for name in (rule.id, rule.tag, "any"):  # exclusions of the rule itself come first
        spans = exclusions.get(name)
        if spans and (name != "any" or rule.tag not in ("digital", "vendor")):
            by = _covering_rule(hit, spans) or _nearby_rule(hit, spans, window)
            if by is not None:
                return by
    return None


def _rule_against_acronym(
    hit: PhraseHit, scanned: ScannedText, exclusions: dict[str, list[Exclusion]], window: int
) -> Rule | None:
    """Return the rule whose words say that an acronym is of another field, or None."""
    spans = exclusions.get(_OF_ACRONYMS)
    acronym = scanned.folded[hit.start : hit.end]
    if not spans or acronym not in ACRONYMS:
        return None
    following = scanned.folded[hit.end + 1 : hit.end + 10].partition(" ")[0]
    if following in _FOR and acronym != "gis":  # switchgear is for substations, too
        return None
    return _nearby_rule(hit, spans, window)


def _covering_rule(hit: PhraseHit, spans: list[Exclusion]) -> Rule | None:
    """Return the excluding rule whose own words contain the hit.

    For example "data centre" inside "data centre of the buyer".
    """
    return next((rule for start, end, rule in spans if start <= hit.start and hit.end <= end), None)


def _nearby_rule(hit: PhraseHit, spans: list[Exclusion] | None, window: int) -> Rule | None:
    """Return the first cancelling rule within ``window`` letters of the hit; spans are sorted."""
    if not spans:
        return None
    farthest = max(window, LONGEST_WINDOW)
    place = bisect_left(spans, hit.start - farthest - 40, key=lambda exclusion: exclusion.start)
    for start, end, rule in spans[place:]:
        if start > hit.end + farthest:
            return None
        reach = CONCEPT_WINDOWS.get(rule.concept, window)
        if rule.concept in WEIGHED_CONCEPTS:
            continue
        if rule.concept in CONCEPTS_BEFORE and start > hit.start:
            continue
        if end >= hit.start - reach and start <= hit.end + reach:
            return rule
    return None


def _products_owned_on(
    products: list[tuple[Product, PhraseHit]], on: date | None
) -> list[tuple[Product, PhraseHit]]:
    """Keep the products that their group owned on a day.

    A longer product name that the group has sold hides a shorter one inside it: VMware Horizon is
    no longer Broadcom's, although its name contains VMware.
    """
    sold = [(product.group, hit) for product, hit in products if product.was_sold_before(on)]
    return [
        (product, hit)
        for product, hit in products
        if product.is_owned_on(on)
        and not any(
            group == product.group
            and longer.start <= hit.start
            and hit.end <= longer.end
            and longer.end - longer.start > hit.end - hit.start
            for group, longer in sold
        )
    ]


def _longest_products(products: list[tuple[Product, PhraseHit]]) -> list[tuple[Product, PhraseHit]]:
    """Of overlapping products keep the longest name: Microsoft 365, not Microsoft."""
    longest: list[tuple[Product, PhraseHit]] = []
    for product, hit in sorted(products, key=lambda pair: (pair[1].start, -pair[1].end)):
        if longest and hit.start < longest[-1][1].end and hit.end <= longest[-1][1].end:
            continue
        longest.append((product, hit))
    return longest


def _has_context(product: Product, hit: PhraseHit, scanned: ScannedText) -> bool:
    """Whether a context word of the product is within 80 letters; True when it needs none."""
    if not product.context:
        return True
    around = f" {scanned.folded[max(0, hit.start - 80) : hit.start]} | " + (
        f"{scanned.folded[hit.end : hit.end + 80]} "
    )
    return any(
        (f" {fold(word.rstrip('*'))}" + ("" if word.endswith("*") else " ")) in around
        for word in product.context
    )
