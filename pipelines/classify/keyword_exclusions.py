"""Find the rule, if any, whose words in the same text cancel a keyword match.

The phrases ``none`` of a rule cancel matches of that rule; the phrases of a rule of strength
"against" cancel matches of every rule of its tag.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from pipelines.reference.ambiguous_acronyms import MAX_WORD_LENGTH, AmbiguousAcronyms
from pipelines.reference.rules import Rule
from pipelines.reference.scanned_text import PhraseHit, ScannedText
from pipelines.reference.table_classes import Product, ReferenceTables

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
    "room": 18,
    "what_it_is_for": 0,
    "way_of_working": 0,
    "made_digital": 0,
    "about_cloud": 0,
    "at_workplace": 0,
    "closed_place": 25,
    "not_bought": 25,
    "lent": 300,
    "part_for": 14,
    "consumable_for": 45,
    "beside": 120,
    "chatbot": 120,  # whom it speaks to is said in another part of the sentence
    "face_recognition": 120,
}
MAX_WINDOW = max(CONCEPT_WINDOWS.values())
# Concepts whose words cancel only what follows them ("batteries for …"), with what is listed there.
CONCEPTS_BEFORE = frozenset({"not_bought", "lent", "part_for", "consumable_for", "room"})
# Concepts of words that say where cameras stand, and so whom they watch, not that none are bought.
PLACES_OF_CAMERAS = ("at_workplace", "closed_place")
_LISTED_ON = 5  # letters between two names of one list: "Xerox and HP"
_LISTING_CONCEPTS = frozenset({"accessory", "what_it_is_for", *CONCEPTS_BEFORE})
_OF_ACRONYMS = "acronym_elsewhere"  # concept whose words cancel acronyms and nothing else


class Exclusion(NamedTuple):
    """The span, in a folded text, of words that cancel matches; and the rule they belong to."""

    start: int
    end: int
    rule: Rule


class Exclusions(NamedTuple):
    """All words of one text that cancel matches in it.

    ``by_target``  spans in their order, by what they cancel: the id of a rule, a tag, "any", or
                   the acronyms.
    ``window``     letters within which they cancel, where their concept has no window of its own.
    """

    by_target: dict[str, list[Exclusion]]
    scanned: ScannedText
    window: int
    acronyms: AmbiguousAcronyms

    def cancelled_by(self, rule: Rule, hit: PhraseHit) -> Rule | None:
        """Return the rule that cancels a hit of ``rule``, or None when the hit counts."""
        if not self.by_target:
            return None
        return self._cancelled_by_rule_or_tag(rule, hit) or self._acronym_cancelled_by(hit)

    def products_cancelled_by(
        self, products: Iterable[tuple[Product, PhraseHit]]
    ) -> list[Rule | None]:
        """Return for each product, in order, the rule that cancels it or the list it stands in."""
        spans = self.by_target.get("vendor")
        rules: list[Rule | None] = []
        end, previous = -1, None
        for _, hit in products:
            by = _nearby_rule(hit, spans, self.window)
            if by is None and previous is not None and 0 <= hit.start - end <= _LISTED_ON:
                by = previous if previous.concept in _LISTING_CONCEPTS else None
            rules.append(by)
            end, previous = hit.end, by
        return rules

    def _cancelled_by_rule_or_tag(self, rule: Rule, hit: PhraseHit) -> Rule | None:
        if rule.strength == "against":
            return _covering_rule(hit, self.by_target.get(rule.id, []))
        for target in (rule.id, rule.tag, "any"):  # exclusions of the rule itself come first
            spans = self.by_target.get(target)
            if spans and (target != "any" or rule.tag not in ("digital", "vendor")):
                by = _covering_rule(hit, spans) or _nearby_rule(hit, spans, self.window)
                if by is not None:
                    return by
        return None

    def _acronym_cancelled_by(self, hit: PhraseHit) -> Rule | None:
        """Return the rule whose words say that an acronym is of another field, or None."""
        spans = self.by_target.get(_OF_ACRONYMS)
        acronym = self.scanned.folded[hit.start : hit.end]
        if not spans or acronym not in self.acronyms:
            return None
        following = self.scanned.folded[hit.end + 1 : hit.end + MAX_WORD_LENGTH + 2]
        if self.acronyms.is_system(acronym, following.partition(" ")[0]):
            return None
        return _nearby_rule(hit, spans, self.window)


def find_exclusions(
    phrases: Iterable[tuple[Rule, PhraseHit]],
    rules: Iterable[tuple[Rule, PhraseHit]],
    scanned: ScannedText,
    tables: ReferenceTables,
) -> Exclusions:
    """Gather the words of a text that cancel matches.

    ``phrases``  hits of phrases ``none`` of a rule.
    ``rules``    hits of phrases ``any``; those of strength "against" cancel, unless a phrase
                 ``none`` of their own rule covers them.
    """
    by_target: dict[str, list[Exclusion]] = {}
    for rule, hit in phrases:
        by_target.setdefault(rule.id, []).append(Exclusion(hit.start, hit.end, rule))
    for rule, hit in rules:
        if rule.strength == "against" and not _covering_rule(hit, by_target.get(rule.id, [])):
            target = _OF_ACRONYMS if rule.concept == _OF_ACRONYMS else rule.tag
            by_target.setdefault(target, []).append(Exclusion(hit.start, hit.end, rule))
    for spans in by_target.values():
        spans.sort(key=lambda exclusion: exclusion.start)
    return Exclusions(by_target, scanned, tables.weights.window, tables.ambiguous_acronyms)


def _covering_rule(hit: PhraseHit, spans: list[Exclusion]) -> Rule | None:
    """Return the excluding rule whose own words contain the hit.

    For example "data centre" inside "data centre of the buyer".
    """
    return next((rule for start, end, rule in spans if start <= hit.start and hit.end <= end), None)


def _nearby_rule(hit: PhraseHit, spans: list[Exclusion] | None, window: int) -> Rule | None:
    """Return the first cancelling rule within ``window`` letters of the hit; spans are sorted."""
    if not spans:
        return None
    farthest = max(window, MAX_WINDOW)
    index = bisect_left(spans, hit.start - farthest - 40, key=lambda exclusion: exclusion.start)
    for start, end, rule in spans[index:]:
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
