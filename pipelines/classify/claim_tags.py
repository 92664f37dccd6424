"""Make the tags of a scored claim, with the words that prove them.

The rules alone answer where there is no model; with one, the model answers and the rules' words
are the first that are quoted.  No ``yes`` without words that can be quoted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipelines.classify.claim_model_constraints import may_quote_words_alone
from pipelines.classify.claim_model_evidence import TargetEvidence, Total
from pipelines.classify.keyword_matches_in_text import Match
from pipelines.classify.rule_scores import (
    ClaimScore,
    can_decide_yes,
    concept_of,
    score_claim,
)
from pipelines.classify.tag_targets import TagTarget
from pipelines.classify.weighed_words import ReadText, WeighedWords
from pipelines.model import Confidence, Notice, Tag, replace
from pipelines.reference.rules import Rule
from pipelines.reference.table_classes import ReferenceTables
from pipelines.text_folding import fold

MAX_EVIDENCE = 4  # tags kept for one claim, the heaviest first
WORDS_RULE = "model/words"  # ``Tag.rule`` of words that the model weighs and no rule names
MAX_QUOTED = 2  # words of the model, where no rule has words to quote
MAX_TITLE_LENGTH = 200  # letters of a title that are quoted
# Occasions to hand data over: beside a sign that data are, they prove nothing more.
_MERE_OCCASIONS = frozenset({"maintenance", "licences"})
SURE = 0.97  # probability from which confidence is high
_WORD = re.compile(r"[^\W\d_]{3}")
# Words on both sides of it are items of a list, no phrase: "insight data, conversion".
_BETWEEN_ITEMS = re.compile(r"[,;:]\s")


def make_claim_tags(
    name: str,
    target: TagTarget,
    notice: Notice,
    key: str | None,
    tables: ReferenceTables,
    evidence: TargetEvidence | None,
) -> list[Tag]:
    """Return the tags of one claim, heaviest evidence first; none when the answer is no.

    ``evidence``  what the model weighs; None where the rules alone decide.
    """
    if evidence is None:
        return _tags_by_rules(name, score_claim(name, target, notice, tables), key)
    strong_matches = _strong_matches(name, target)
    return _tags_by_model(
        name, evidence.scores.get(name), key, evidence, tables.weights.doubts, strong_matches
    )


def _tags_by_rules(name: str, score: ClaimScore, key: str | None) -> list[Tag]:
    if score.value == "no":
        return []
    matches = score.evidence
    clear = score.total >= score.yes_from + 2 and len(matches) > 1
    confidence: Confidence = "high" if clear else "medium"
    if score.value == "unclear" and score.total < (score.yes_from + score.unclear_from) / 2:
        confidence = "low"
    return [_match_tag(name, score.value, confidence, m, key) for _, m in matches[:MAX_EVIDENCE]]


def _tags_by_model(
    name: str,
    score: ClaimScore | None,
    key: str | None,
    evidence: TargetEvidence,
    doubts: Collection[str],
    strong_matches: Sequence[Match],
) -> list[Tag]:
    """Return the tags of a claim that the model answers; concepts of ``doubts`` prove no yes.

    ``strong_matches``  matches of the claim that the rules did not count, as they found nothing
               digital in the notice: better proof than words that the model weighs.
    """
    total = evidence.total(name)
    if total.answer == "no":
        return []
    matches = score.evidence if score else []
    whole = [part for part in matches if not _joins_items(part[1])]
    if whole or total.answer == "yes":
        matches = whole
    certain = matches
    if total.answer == "yes":
        certain = [part for part in matches if concept_of(part[1]) not in doubts]
        if any(can_decide_yes(match) for _, match in certain):
            certain = [part for part in certain if concept_of(part[1]) not in _MERE_OCCASIONS]
    proofs = [_match_tag(name, "yes", "medium", m, key) for _, m in certain[:MAX_EVIDENCE]]
    if not proofs and total.answer == "yes":
        proofs = [_match_tag(name, "yes", "medium", m, key) for m in strong_matches[:MAX_EVIDENCE]]
    if not proofs and total.answer == "yes":
        if may_quote_words_alone(name, total.probability):
            quoted = evidence.quotations(name)[:MAX_QUOTED]
            proofs = [_words_tag(name, words, key) for words in quoted]
        if not proofs and matches:
            total = total._replace(answer="unclear")
            proofs = [_match_tag(name, "yes", "medium", m, key) for _, m in matches[:MAX_EVIDENCE]]
    if not proofs:  # nothing names it
        titles = (text for text in evidence.texts if text.is_title)
        read = next((text for text in titles if has_a_word(text.text.text)), None)
        unclear = total._replace(answer="unclear")
        tags = [title_tag(name, unclear, key, read)] if read else []
        return [replace(tag, confidence="low", role="title") for tag in tags]
    confidence: Confidence = "high" if total.probability >= SURE else "medium"
    return [
        replace(
            tag,
            value=total.answer,
            confidence=confidence if total.answer == "yes" else "medium",
            probability=round(total.probability, 3),
        )
        for tag in proofs
    ]


def _strong_matches(name: str, target: TagTarget) -> list[Match]:
    """Return the matches of strong rules of a claim that nothing cancels, titles first."""
    matches = [
        match
        for match in target.matches
        if isinstance(match.owner, Rule)
        and match.owner.tag == name
        and match.owner.strength == "strong"
        and match.cancelled_by is None
    ]
    return sorted(matches, key=lambda match: not match.is_title)


def _joins_items(match: Match) -> bool:
    """Whether the words of a weak sign are two items of a list, which together name nothing.

    Those of a strong sign list services: "gestione, erogazione".
    """
    weak = isinstance(match.owner, Rule) and match.owner.strength == "weak"
    return weak and _BETWEEN_ITEMS.search(match.evidence()[0]) is not None


def title_tag(name: str, total: Total, award: str | None, read: ReadText) -> Tag:
    """Build the tag of an answer that no word proves: the title is what there is to read."""
    return Tag(
        tag=name,
        value=total.answer,
        rule=WORDS_RULE,
        confidence="medium",
        evidence=first_words(read.text.text, MAX_TITLE_LENGTH),
        field=read.text.field,
        award=award,
        lot=read.lot,
        language=read.text.language,
        start=0,
        probability=round(total.probability, 3),
    )


def first_words(text: str, length: int) -> str:
    """Return the first words of a text, so many letters at most; a long word is cut."""
    if len(text) <= length or not (text[length].isalnum() or text[length] in "'’ʼ·"):
        return text[:length].rstrip()
    return text[:length].rpartition(" ")[0] or text[:length]


def has_a_word(text: str) -> bool:
    """Whether words hold a word of three letters: "003" and "IL2" tell a reader nothing."""
    return _WORD.search(fold(text)) is not None  # without soft hyphens within words


def _words_tag(name: str, words: WeighedWords, key: str | None) -> Tag:
    """Build the tag of a claim from words that the model weighs."""
    published, start = words.published()
    return Tag(
        tag=name,
        value="yes",
        rule=WORDS_RULE,
        confidence="medium",
        evidence=published,
        field=words.read.text.field,
        role="words",
        award=key,
        lot=words.read.lot,
        language=words.read.text.language,
        start=start,
    )


def _match_tag(name: str, value: str, confidence: Confidence, match: Match, key: str | None) -> Tag:
    """Build the tag of a claim from the match that proves it."""
    text, start = match.evidence()
    owner = match.owner
    if isinstance(owner, Rule) and not has_a_word(text):
        read = ReadText(match.text, match.lot, match.scanned, [])
        text, start = WeighedWords(0.0, read, match.hit.start, match.hit.end).published()
    if isinstance(owner, Rule):
        rule, role = f"{owner.tag}/{owner.id}", owner.type or owner.concept
    else:
        rule, role = f"products.csv:{owner.row}", "product"
    return Tag(
        tag=name,
        value=value,
        rule=rule,
        confidence=confidence,
        evidence=text,
        field=match.text.field,
        role=role,
        award=key,
        lot=match.lot,
        language=match.text.language,
        start=start,
    )


def clause_tags(target: TagTarget, key: str | None) -> list[Tag]:
    """Return one tag for each kind of data clause; mentions of the law are no clause."""
    by_concept: dict[str, Match] = {}
    for match in target.matches:
        owner = match.owner
        if isinstance(owner, Rule) and owner.tag == "clause" and owner.strength == "strong":
            by_concept.setdefault(owner.concept, match)
    by_concept.pop("security_standard", None)
    return [
        replace(_match_tag("clause", concept, "medium", match, key), role=None)
        for concept, match in by_concept.items()
    ]
