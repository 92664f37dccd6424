"""Answers of reviewers decide the claim that they read, and no other."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from pipelines.classify.assign_tags import claim_values
from pipelines.classify.classify_notice import classify
from pipelines.model import Notice, Organization, Supplier, Tag, Text, replace
from pipelines.reference.apply_reviews_to_tags import (
    Review,
    reviews_by_notice,
    select_claim_tags,
    verified_claims,
    words_hash,
)
from pipelines.reference.load_reference_tables import load_tables
from tests.i18n.support import explained
from tests.pipelines.notices import award_notice

PLAIN = str.maketrans("\u00a0", " ")
CLAIM = "data_outsourcing"
HOSTING = award_notice(
    "Hébergement du site et maintenance",
    "fr",
    "FR",
    Supplier(Organization("Oracle France", country="FR")),
)
RULES = load_tables()


def words(notice: Notice = HOSTING, claim: str = CLAIM) -> str:
    return words_hash(select_claim_tags(classify(notice, RULES).tags, claim, "1"))


def review(answer: str, **other: str) -> Review:
    values = {
        "notice_id": HOSTING.id,
        "award": "1",
        "claim": CLAIM,
        "words": words(),
        "answer": answer,
        "reason": "" if answer == "stands" else "the body hosts it itself",
        "reviewer": "lea",
        "at": "2026-11-20T09:00:00Z",
    }
    return Review(**(values | other))  # type: ignore[arg-type]


def judged(*reviews: Review, notice: Notice = HOSTING) -> Notice:
    known = reviews_by_notice(reviews)
    return classify(notice, dataclasses.replace(RULES, reviews_by_notice=known))


def about(notice: Notice, claim: str = CLAIM) -> list[Tag]:
    return [tag for tag in notice.tags if tag.tag == claim]


def test_a_claim_that_stands_keeps_its_words_and_says_when_a_person_read_it() -> None:
    before, after = judged(), judged(review("stands"))
    assert [(t.value, t.evidence, t.checked_on) for t in about(after)] == [
        ("yes", t.evidence, date(2026, 11, 20)) for t in about(before)
    ]
    assert verified_claims(after.tags) == [CLAIM]
    assert verified_claims(before.tags) == []


def test_a_claim_that_does_not_stand_is_no_with_the_reason_as_its_words() -> None:
    after = judged(review("does_not_stand"))
    assert claim_values(after.tags)[CLAIM] == "no"
    (claim,) = about(after)
    assert (claim.value, claim.evidence, claim.rule) == ("no", "the body hosts it itself", "review")
    assert not [tag for tag in after.tags if tag.tag in ("data_law_exposure", "clause")]
    assert claim_values(after.tags)["big_tech"] == claim_values(judged().tags)["big_tech"]
    assert verified_claims(after.tags) == []


def test_what_cannot_be_told_is_unclear_and_keeps_its_words() -> None:
    after = judged(review("cannot_tell"))
    assert claim_values(after.tags)[CLAIM] == "unclear"
    assert {tag.evidence for tag in about(judged())} < {tag.evidence for tag in about(after)}


@pytest.mark.parametrize("other", ["does_not_stand", "cannot_tell"])
def test_reviewers_who_disagree_make_it_unclear(other: str) -> None:
    after = judged(review("stands"), review(other, reviewer="sam"))
    assert claim_values(after.tags)[CLAIM] == "unclear"
    assert [tag.role for tag in about(after) if tag.field == "review"] == ["reviewers_disagree"]


def test_of_one_reviewer_the_latest_answer_counts() -> None:
    first = review("does_not_stand", at="2026-11-19T09:00:00Z")
    assert claim_values(judged(review("stands"), first).tags)[CLAIM] == "yes"


def test_an_answer_about_other_words_is_not_applied() -> None:
    changed = replace(
        HOSTING, texts=(Text("title", "Hébergement externalisé des dossiers patients", "fr"),)
    )
    assert words(changed) != words()
    assert judged(review("does_not_stand"), notice=changed) == judged(notice=changed)


def test_an_answer_outlives_rules_that_say_the_same_words_otherwise() -> None:
    tags = about(judged())
    renamed = [replace(tag, rule="another/rule", confidence="low", value="unclear") for tag in tags]
    assert words_hash(renamed) == words_hash(tags)


def test_an_answer_about_one_award_leaves_the_others() -> None:
    two = replace(HOSTING, awards=(*HOSTING.awards, replace(HOSTING.awards[0], key="2")))
    after = judged(review("does_not_stand"), notice=two)
    assert claim_values(after.tags, "1")[CLAIM] == "no"
    assert claim_values(after.tags, "2")[CLAIM] == "yes"


def test_a_notice_with_an_answer_is_explained_with_it() -> None:
    known = reviews_by_notice([review("stands")])
    tables = dataclasses.replace(RULES, reviews_by_notice=known)
    text = "\n".join(explained(HOSTING, tables))
    assert "= Checked by a person on 20 November 2026: YES" in text.translate(PLAIN), text
    known = reviews_by_notice([review("does_not_stand")])
    tables = dataclasses.replace(RULES, reviews_by_notice=known)
    text = "\n".join(explained(HOSTING, tables)).translate(PLAIN)
    assert "20 November 2026: NO (the body hosts it itself)" in text


def exposure(notice: Notice) -> tuple[str, str]:
    ((value, rule),) = [(t.value, t.rule) for t in notice.tags if t.tag == "data_law_exposure"]
    return value, rule


def test_whose_law_applies_follows_what_a_person_settled() -> None:
    """No law is named where reviewers doubt that data leave, and one is where they settled it."""
    doubted = review("cannot_tell")
    assert exposure(judged())[0] == "non_eu_parent"
    assert exposure(judged(doubted)) == ("unknown", "data-doubtful")
    assert exposure(judged(review("stands"), dataclasses.replace(doubted, reviewer="sam"))) == (
        "unknown",
        "data-doubtful",
    )
    supplier = Supplier(Organization("Oracle France", country="FR"))
    unclear = award_notice("Maintenance du logiciel de gestion", "fr", "FR", supplier)
    assert exposure(judged(notice=unclear)) == ("unknown", "data-doubtful")
    settled = review("stands", words=words(unclear))
    after = judged(settled, notice=unclear)
    assert claim_values(after.tags)[CLAIM] == "yes"
    assert exposure(after)[0] == "non_eu_parent"
    laws = [tag for tag in after.tags if tag.tag == "supplier_law"]
    assert [tag.value for tag in laws] == ["US"]
