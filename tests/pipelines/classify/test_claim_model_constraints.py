"""Which answers the claim model may not give, whatever its probability."""

from __future__ import annotations

import pytest

from pipelines.classify.claim_model_constraints import constrained_answer, may_say_yes
from pipelines.classify.claim_model_features import match_signs
from pipelines.classify.keyword_matches import find_matches
from pipelines.model import Notice, Text
from pipelines.reference.load_reference_tables import load_tables

TABLES = load_tables()


def signs_of(title: str, language: str) -> set[str]:
    example = Notice(
        id="ted:1-2026",
        portal="ted",
        number="1-2026",
        kind="award",
        languages=(language,),
        texts=(Text("title", title, language),),
    )
    return match_signs(find_matches(example, TABLES).in_notice)


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Gardiennage et maintenance informatique des bâtiments", "fr"),
        ("Security guards and software maintenance", "en"),
        ("Umzugsleistungen für IT-Arbeitsplätze", "de"),
    ],
)
def test_what_a_rule_calls_the_subject_is_borderline_whatever_computing_comes_with_it(
    title: str, language: str
) -> None:
    signs = {*signs_of(title, language), "rules: digital borderline", "code digital"}
    assert constrained_answer("digital", "yes", signs, 0.95) == "unclear"
    without = {sign for sign in signs if not sign.startswith("names the subject")}
    assert constrained_answer("digital", "yes", without, 0.95) == "yes"


def test_a_person_hands_data_over_only_where_the_service_itself_is_surely_bought() -> None:
    person = "concept: data_outsourcing/person_contracted against"
    for name, probability, expected in [
        ("saas", 0.95, True),
        ("hosting", 0.95, True),
        ("saas", 0.85, False),
        ("cloud", 0.95, False),
        ("mailing", 0.6, True),
    ]:
        signs = {person, f"concept: data_outsourcing/{name} strong if digital"}
        assert may_say_yes("data_outsourcing", signs, probability) is expected, name


def test_a_title_that_says_content_and_that_the_rules_doubt_is_no_digital_service() -> None:
    content = "concept in title: digital/content against"
    person = "concept in title: digital/person_contracted against"
    for signs, expected in [
        ({"rules: digital yes", content}, True),
        ({"rules: digital no", content}, True),
        ({"rules: digital borderline", person}, True),
        ({"rules: digital borderline", content, "product: saas"}, True),
        ({"rules: digital borderline", content}, False),
    ]:
        assert may_say_yes("digital", signs, 0.9) is expected, signs


def test_what_the_rules_deny_is_digital_where_that_is_likely_or_it_names_a_product() -> None:
    for signs, probability, expected in [
        ({"rules: digital borderline"}, 0.35, True),
        ({"rules: digital no"}, 0.35, False),
        ({"rules: digital no"}, 0.45, False),  # no word of the lists speaks for it
        ({"rules: digital no"}, 0.55, True),
        ({"rules: digital no", "concept: digital/clue weak"}, 0.45, True),
        ({"rules: digital no", "product: saas"}, 0.35, True),
    ]:
        assert may_say_yes("digital", signs, probability) is expected, signs


def test_a_person_hired_is_digital_where_that_is_likely_or_a_code_says_so() -> None:
    person = "concept: digital/person_contracted against"
    for signs, probability, expected in [
        ({"rules: digital borderline", person}, 0.45, False),
        ({"rules: digital borderline", person}, 0.55, True),
        ({"rules: digital borderline", person, "code digital"}, 0.45, True),
    ]:
        assert may_say_yes("digital", signs, probability) is expected, signs
