"""Find the phrases of rules and products in one text of a notice.

The automaton passes over a text once; this module then applies languages, fields and context words
to its hits.  ``keyword_exclusions`` decides which of them are cancelled.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from pipelines.classify.keyword_exclusions import find_exclusions
from pipelines.model import Text
from pipelines.reference.rules import Rule
from pipelines.reference.scanned_text import PhraseHit, ScannedText
from pipelines.reference.table_classes import Product, ReferenceTables
from pipelines.text_folding import fold

LANGUAGE_ALIASES = {"nb": "no", "nn": "no"}
TITLE_HEAD_LENGTH = 25  # letters at the start of a title that name its subject
TITLE_FIELDS = frozenset({"title", "contract_title"})
# Why nobody else was asked.  There, weak words of these concepts are those of the law
# ("disproportionate technical difficulties in operation and maintenance") and of letters ("by
# e-mail").
GROUND_FIELD = "direct_award_reason"
_SAID_OF_ANY_GROUND = frozenset({"maintenance", "managed_operation", "messaging", "mailing"})
# Letters of a title that count as title; some registers put the whole description there.
MAX_TITLE_LENGTH = 300
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


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
    rules, products, excluding = _hits_by_owner(searched, tables)
    exclusions = find_exclusions(excluding, rules, scanned, tables)
    matches = [
        Match(rule, text, lot, scanned, hit, exclusions.cancelled_by(rule, hit), is_title)
        for rule, hit in rules
    ]
    if products:
        longest = _longest_products(_products_owned_on(products, on))
        named = [match for match in longest if _has_context(*match, scanned)]
        cancelling = exclusions.products_cancelled_by(named)
        matches += [
            Match(product, text, lot, scanned, hit, by, is_title)
            for (product, hit), by in zip(named, cancelling, strict=True)
        ]
    return matches


class _Hits(NamedTuple):
    """The hits in one text; ``excluding`` are those of phrases ``none`` of a rule."""

    rules: list[tuple[Rule, PhraseHit]]
    products: list[tuple[Product, PhraseHit]]
    excluding: list[tuple[Rule, PhraseHit]]


def _hits_by_owner(searched: SearchedText, tables: ReferenceTables) -> _Hits:
    """Return the hits of rules and products that look in this field and language."""
    text, scanned, is_title = searched
    language = LANGUAGE_ALIASES.get(text.language or "", text.language)
    languages = (None, language, "en")
    of_title = text.field in TITLE_FIELDS
    rules: list[tuple[Rule, PhraseHit]] = []
    products: list[tuple[Product, PhraseHit]] = []
    excluding: list[tuple[Rule, PhraseHit]] = []
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
            excluding.append((owner, hit))
        elif text.field != GROUND_FIELD or not _is_said_of_any_ground(owner):
            rules.append((owner, hit))
    return _Hits(rules, products, excluding)


def _is_said_of_any_ground(rule: Rule) -> bool:
    is_weak = rule.tag == "data_outsourcing" and rule.strength == "weak"
    return is_weak and rule.concept in _SAID_OF_ANY_GROUND


def _outside_web_addresses(scanned: ScannedText) -> list[PhraseHit]:
    """Return the hits of a description, without those inside a web address: where, not what."""
    if "http" not in scanned.folded and "www" not in scanned.folded:
        return scanned.hits
    matches = list(_WEB_ADDRESS.finditer(scanned.text))
    text = "|".join(fold(address[0]) for address in matches)

    def is_inside_address(hit: PhraseHit) -> bool:
        if scanned.folded[hit.start : hit.end] not in text:
            return False  # most hits, whose place in the text need not be looked for
        first, last = scanned.published_span(hit.start, hit.end)
        return any(match.start() <= first and last <= match.end() for match in matches)

    return [hit for hit in scanned.hits if not is_inside_address(hit)]


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
    """Keep the longest of overlapping product names: Microsoft 365, not Microsoft."""
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
