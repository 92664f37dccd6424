"""Figures of precision come from what was drawn at random, and say so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.quality.claims_before_review import claims_of_contract, random_order_key
from monitor.quality.precision_from_reviews import ReviewFigures, figure_lines, review_figures
from pipelines.reference.apply_reviews_to_tags import Review
from pipelines.reference.load_reference_tables import load_tables
from tests.review.support import installation

RULES = load_tables()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installation(tmp_path_factory.mktemp("home"))


@pytest.fixture
def db(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "vigie.db")) as connection:
        yield connection


def drawn(db: sqlite3.Connection) -> list[str]:
    """Contracts with big tech, in the order in which they are read for measuring."""
    rows = db.execute("SELECT id FROM contracts WHERE big_tech = 'yes' AND same_as IS NULL")
    return sorted((one for (one,) in rows), key=lambda one: random_order_key(one, "big_tech"))


def answers(
    db: sqlite3.Connection, contract: str, answer: str, queue: str, reviewer: str = "lea"
) -> list[Review]:
    asked = claims_of_contract(db, RULES, contract)["big_tech"]
    at = "2026-11-20T09:00:00Z"
    return [
        Review(*part.key, part.words, answer, "because", reviewer, at, queue, contract)  # type: ignore[arg-type]
        for part in asked.parts
    ]


def test_only_what_was_drawn_gives_a_figure_and_what_was_chosen_before_counts_in_it(
    db: sqlite3.Connection,
) -> None:
    order = drawn(db)
    assert len(order) >= 8
    given = [
        *answers(db, order[0], "stands", "random"),
        *answers(db, order[1], "does_not_stand", "newest"),  # chosen, and its place was passed
        *answers(db, order[3], "stands", "random"),
        *answers(db, order[4], "does_not_stand", "random"),
        *answers(db, order[-1], "does_not_stand", "doubtful"),
    ]
    found = review_figures(db, RULES, given)["big_tech"]
    assert found.random == {"stands": 2, "does_not_stand": 2}
    assert found.chosen == {"does_not_stand": 1}
    assert found.unread == 1, "the third was passed over"
    assert found.precision[:3] == (0.5, 2, 4)
    low, high = found.precision[3]
    assert low < 0.2
    assert high > 0.8


def test_without_a_random_one_there_is_no_figure(db: sqlite3.Connection) -> None:
    figures = review_figures(db, RULES, answers(db, drawn(db)[0], "stands", "newest"))
    assert figures["big_tech"].precision[0] is None
    assert "no figure of precision" in "\n".join(figure_lines(figures))


def test_disagreement_is_not_settled_and_old_answers_are_told(db: sqlite3.Connection) -> None:
    order = drawn(db)
    given = [
        *answers(db, order[0], "stands", "random"),
        *answers(db, order[0], "does_not_stand", "second", "sam"),
        *answers(db, order[1], "stands", "random"),
        *answers(db, order[1], "stands", "second", "sam"),
        *(
            Review(*(*one_row(one)[:3], "0" * 20, *one_row(one)[4:]))
            for one in answers(db, order[2], "stands", "newest")
        ),
    ]
    found = review_figures(db, RULES, given)["big_tech"]
    assert found == ReviewFigures(
        random=found.random, chosen=found.chosen, unread=0, changed=1, twice=2, agree=1
    )
    assert found.random == {"stands": 1, "cannot_tell": 1}
    assert "they agree on 1" in "\n".join(figure_lines({"big_tech": found}))


def one_row(review: Review) -> tuple[object, ...]:
    return tuple(getattr(review, name) for name in Review.__slots__)
