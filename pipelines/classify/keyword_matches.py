"""Find the phrases of rules and products in the texts of a notice.

The automaton passes over each text once; this module then applies languages, fields, context words
and nearby exclusions to its hits.  ``classify_notice`` calls ``find_matches`` once a notice and
passes the result to scope, tagging and explain.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pipelines.model import Award, Notice, Text
from pipelines.reference.phrase_matcher import PhraseHit, ScannedText
from pipelines.reference.rules import Rule
from pipelines.reference.tables import Product, ReferenceTables
from pipelines.text_folding import fold

# Rules have many phrases in these languages; other texts are also searched in English if given.
RULE_LANGUAGES = frozenset({"fr", "en", "de", "es", "it", "nl", "pt", "pl"})
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
# Letters of a title from which a description that begins with them continues it.
LEAST_CONTINUED = 20
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
    "beside": 120,
}
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


@dataclass(frozen=True, slots=True)
class SearchedTexts:
    """The texts of a notice in which phrases were searched, of lots and awards in their order."""

    in_notice: list[SearchedText]
    in_lots: list[list[SearchedText]]
    in_awards: list[list[SearchedText]]


@dataclass(frozen=True, slots=True)
class NoticeMatches:
    """The matches of a notice, by the part of the notice in which they were found.

    ``in_notice``  matches in texts of the whole notice.
    ``in_lots``    (lot id, matches in the texts of the lot), in the order of the lots.
    ``in_awards``  matches in the title and description of each award, in the order of the awards.
    ``texts``      what was searched.
    """

    in_notice: list[Match]
    in_lots: list[tuple[str, list[Match]]]
    in_awards: list[list[Match]]
    texts: SearchedTexts


def find_matches(notice: Notice, tables: ReferenceTables) -> NoticeMatches:
    """Find all matches in the selected texts of a notice.

    Matches inside the buyer's own name are left out: NHS Wales Shared Services Partnership is a
    buyer, and its name does not say that it buys shared services.
    """
    buyer_names = {
        folded
        for buyer in notice.buyers
        for name in (buyer.organization.name, buyer.organization.name.partition("(")[0])
        if " " in (folded := fold(name))
    }

    def matches_in(
        texts: Iterable[SearchedText], lot: str | None, awards: Iterable[Award]
    ) -> list[Match]:
        matches: list[Match] = []
        day = _reference_day(notice, awards)
        for one in texts:
            text_matches = find_text_matches(one, lot, day, tables)
            name_spans = (
                list(_find_spans(buyer_names, text_matches[0].scanned.folded))
                if text_matches
                else []
            )
            matches += (
                [match for match in text_matches if not _is_inside(match, name_spans)]
                if name_spans
                else text_matches
            )
        return matches

    of_lot = _awards_by_lot(notice)
    texts = _search(notice, tables)
    in_notice = matches_in(texts.in_notice, None, notice.awards)
    said = _said_once(in_notice)
    return NoticeMatches(
        _cancelled(in_notice, said),
        [
            (lot.id, _cancelled(matches_in(own, lot.id, of_lot.get(lot.id, ())), said))
            for lot, own in zip(notice.lots, texts.in_lots, strict=True)
        ],
        [
            _cancelled(
                matches_in(own, award.lots[0] if len(award.lots) == 1 else None, [award]), said
            )
            for award, own in zip(notice.awards, texts.in_awards, strict=True)
        ],
        texts,
    )


def _said_once(matches: list[Match]) -> dict[str, Rule]:
    """Return the rules whose first mention is cancelled for the whole notice, with what cancels it.

    "CCTV for vessel traffic" in the title also says what "more CCTV in the harbour" below is for.
    """
    first: dict[str, Rule | None] = {}
    for match in matches:
        if isinstance(match.owner, Rule):
            first.setdefault(match.owner.id, match.cancelled_by)
    return {name: by for name, by in first.items() if by is not None and by.reaches_notice}


def _cancelled(matches: list[Match], said: dict[str, Rule]) -> list[Match]:
    """Cancel the matches of these rules that still count."""
    if not said:
        return matches
    return [
        match._replace(cancelled_by=said[match.owner.id])
        if match.cancelled_by is None and isinstance(match.owner, Rule) and match.owner.id in said
        else match
        for match in matches
    ]


def _search(notice: Notice, tables: ReferenceTables) -> SearchedTexts:
    """Search the selected texts of a notice for phrases."""

    def searched(texts: Iterable[Text]) -> list[SearchedText]:
        scans = [(text, tables.matcher.scan(text.text)) for text in texts]
        titles = tuple(
            scanned.folded
            for text, scanned in scans
            if text.field in TITLE_FIELDS and len(scanned.folded) >= LEAST_CONTINUED
        )
        return [SearchedText(*one, is_title=_is_title(*one, titles)) for one in scans]

    return SearchedTexts(
        searched(select_texts(notice, notice.texts)),
        [searched(select_texts(notice, lot.texts)) for lot in notice.lots],
        [searched(award_texts(award)) for award in notice.awards],
    )


def _is_title(text: Text, scanned: ScannedText, titles: tuple[str, ...]) -> bool:
    """Whether a text is a title or begins with one of the folded, long titles beside it."""
    return text.field in TITLE_FIELDS or scanned.folded.startswith(titles)


def _awards_by_lot(notice: Notice) -> dict[str, list[Award]]:
    """Group the awards of a notice by lot id."""
    awards_by_lot: dict[str, list[Award]] = {}
    for award in notice.awards:
        for lot in award.lots:
            awards_by_lot.setdefault(lot, []).append(award)
    return awards_by_lot


def _reference_day(notice: Notice, awards: Iterable[Award]) -> date | None:
    """Return the day on which ownership of products is decided.

    The last decision or signature among the awards, else the day of publication; ``vendor_links``
    uses the same day for suppliers.
    """
    days = [day for award in awards if (day := award.decided or award.signed)]
    return max(days, default=notice.published)


def _is_inside(match: Match, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether the match lies inside one of the spans of the folded text."""
    return any(begin <= match.hit.start and match.hit.end <= end for begin, end in spans)


def _find_spans(names: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of every occurrence of the names in a folded text."""
    for name in names:
        begin = text.find(name)
        while begin >= 0:
            yield begin, begin + len(name)
            begin = text.find(name, begin + 1)


def award_texts(award: Award) -> Iterator[Text]:
    """Yield the title and description of an award as texts."""
    if award.title:
        yield Text("contract_title", award.title)
    if award.description:
        yield Text("contract_description", award.description)


def find_text_matches(
    searched: SearchedText, lot: str | None, on: date | None, tables: ReferenceTables
) -> list[Match]:
    """Find the matches in one text, cancelled ones included (``explain`` lists these too).

    ``on``  day on which a product must belong to its group; None when no day is published.
    """
    text, scanned, is_title = searched
    if not scanned.hits:
        return []
    language = LANGUAGE_ALIASES.get(text.language or "", text.language)
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
            continue
        if (
            language is not None
            and phrase_language is not None
            and phrase_language not in (language, "en")
        ):
            continue
        if owner.fields and ("title" if in_title else "description") not in owner.fields:
            continue
        if is_exclusion:
            exclusions.setdefault(owner.id, []).append(Exclusion(hit.start, hit.end, owner))
        else:
            rules.append((owner, hit))
    for rule, hit in rules:
        if rule.strength == "against" and not _covering_rule(hit, exclusions.get(rule.id, [])):
            exclusions.setdefault(rule.tag, []).append(Exclusion(hit.start, hit.end, rule))
    window = tables.weights.window
    for spans in exclusions.values():
        spans.sort(key=lambda exclusion: exclusion.start)
    matches = [
        Match(rule, text, lot, scanned, hit, by, is_title)
        for rule, hit in rules
        for by in (_cancelling_rule(rule, hit, exclusions, window),)
    ]
    matches += [
        Match(product, text, lot, scanned, hit, by, is_title)
        for product, hit in (
            _longest_products(_products_owned_on(products, on)) if products else ()
        )
        if _has_context(product, hit, scanned)
        for by in (_nearby_rule(hit, exclusions.get("vendor"), window),)
    ]
    return matches


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


def select_texts(notice: Notice, texts: Iterable[Text]) -> list[Text]:
    """Select the texts of a notice to search.

    The original language, and English where the original is not one of ``RULE_LANGUAGES``.  Equal
    texts of one field are kept once.
    """
    texts = tuple(texts)
    stated = {text.language for text in texts if text.language}
    original = next((lang for lang in notice.languages if lang in stated), None)
    languages = {None, original}
    if original is None or original not in RULE_LANGUAGES:
        languages |= {"en"} if original or "en" in stated else stated
    seen: set[tuple[str, str]] = set()
    selected = []
    for text in texts:
        if text.language in languages and (text.field, text.text) not in seen:
            seen.add((text.field, text.text))
            selected.append(text)
    return selected
