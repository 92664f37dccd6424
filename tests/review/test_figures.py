"""Figures of precision come from what was drawn at random, and say so."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.quality.claims_before_review import claims_of_contract, random_order_key
from monitor.quality.corrections_from_reviews import (
    correction_rows,
    judged_claims,
    write_corrections,
)
from monitor.quality.precision_from_reviews import (
    ReviewFigures,
    figure_lines,
    figures_report,
    review_figures,
)
from pipelines.reference.apply_reviews_to_tags import Review
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER, load_tables
from tests.review.support import Reader, installation, open_desk, vigie

RULES = load_tables()
DATA = "data_outsourcing"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installation(tmp_path_factory.mktemp("home"))


@pytest.fixture
def db(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "vigie.db")) as connection:
        yield connection


def drawn(db: sqlite3.Connection, claim: str = "big_tech", value: str = "yes") -> list[str]:
    """Contracts with a claim, in the order in which they are read for measuring."""
    rows = db.execute(f"SELECT id FROM contracts WHERE {claim} = ? AND same_as IS NULL", (value,))
    return sorted((item for (item,) in rows), key=lambda item: random_order_key(item, claim))


def answers(
    db: sqlite3.Connection,
    contract: str,
    answer: str,
    queue: str,
    reviewer: str = "lea",
    claim: str = "big_tech",
) -> list[Review]:
    own_claim = claims_of_contract(db, RULES, contract)[claim]
    at = "2026-11-20T09:00:00Z"
    return [
        Review(*part.key, part.words, answer, "because", reviewer, at, queue, contract)  # type: ignore[arg-type]
        for part in own_claim.parts
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
    figures = review_figures(db, RULES, given)["big_tech"]["yes"]
    assert figures.random == {"stands": 2, "does_not_stand": 2}
    assert figures.chosen == {"does_not_stand": 1}
    assert figures.unread == 1, "the third was passed over"
    assert figures.precision[:3] == (0.5, 2, 4)
    low, high = figures.precision[3]
    assert low < 0.2
    assert high > 0.8


def test_without_a_random_one_there_is_no_figure(db: sqlite3.Connection) -> None:
    figures = review_figures(db, RULES, answers(db, drawn(db)[0], "stands", "newest"))
    assert figures["big_tech"]["yes"].precision[0] is None
    assert "no figure of precision" in "\n".join(figure_lines(figures))


def test_disagreement_is_not_settled_and_old_answers_are_told(db: sqlite3.Connection) -> None:
    order = drawn(db)
    given = [
        *answers(db, order[0], "stands", "random"),
        *answers(db, order[0], "does_not_stand", "second", "sam"),
        *answers(db, order[1], "stands", "random"),
        *answers(db, order[1], "stands", "second", "sam"),
        *(
            Review(*(*one_row(review)[:3], "0" * 20, *one_row(review)[4:]))
            for review in answers(db, order[2], "stands", "newest")
        ),
    ]
    figures = review_figures(db, RULES, given)["big_tech"]["yes"]
    assert figures == ReviewFigures(
        random=figures.random, chosen=figures.chosen, unread=0, changed=1, twice=2, agree=1
    )
    assert figures.random == {"stands": 1, "cannot_tell": 1}
    assert "they agree on 1" in "\n".join(figure_lines({"big_tech": {"yes": figures}}))


def about_data(db: sqlite3.Connection, contract: str, answer: str, queue: str) -> list[Review]:
    return answers(db, contract, answer, queue, claim=DATA)


def test_unclear_claims_that_people_settled_have_a_share_of_their_own(
    db: sqlite3.Connection,
) -> None:
    sure, doubted = drawn(db, DATA), drawn(db, DATA, "unclear")
    assert len(doubted) >= 6
    given = [
        *about_data(db, sure[0], "does_not_stand", "random"),
        *about_data(db, doubted[0], "stands", "random_unclear"),
        *about_data(db, doubted[1], "stands", "doubtful"),  # its place was passed
        *about_data(db, doubted[2], "does_not_stand", "random_unclear"),
        *about_data(db, doubted[4], "cannot_tell", "random_unclear"),
        *about_data(db, doubted[-1], "stands", "doubtful"),
    ]
    actual = review_figures(db, RULES, given)[DATA]
    assert actual["yes"].precision[:3] == (0.0, 0, 1), "what was unclear flatters no precision"
    figures = actual["unclear"]
    assert figures.random == {"stands": 2, "does_not_stand": 1, "cannot_tell": 1}
    assert figures.chosen == {"stands": 1}
    assert figures.unread == 1, "the fourth was passed over"
    assert figures.standing == (0.5, 2, 4, pytest.approx((0.15, 0.85), abs=0.01))
    (line,) = [line for line in figure_lines(review_figures(db, RULES, given)) if "share" in line]
    assert line == (
        "data_outsourcing, claims said unclear (not in the precision): of 4 read at random 2"
        " stand, 1 do not, 1 not settled; share that stands 0.50 (95 %: 0.15 to 0.85)"
    )


def test_unclear_claims_that_were_chosen_are_counted_and_give_no_share(
    db: sqlite3.Connection,
) -> None:
    given = about_data(db, drawn(db, DATA, "unclear")[0], "stands", "doubtful")
    figures = review_figures(db, RULES, given)
    text = "\n".join(figure_lines(figures))
    assert "1 stand, 0 do not, 0 not settled" in text
    assert "share" not in text
    assert "precision 1" not in text
    assert figures_report(figures)[DATA]["unclear"]["standing"] is None


def test_answers_that_became_corrections_are_measured_as_before(
    folder: Path, tmp_path: Path
) -> None:
    """And a claim that a correction made is none that was passed over."""
    copy = Path(shutil.copyfile(folder / "vigie.db", tmp_path / "vigie.db"))
    with closing(sqlite3.connect(copy)) as db:
        order = drawn(db)
        given = [
            *answers(db, order[0], "stands", "random"),
            *answers(db, order[2], "does_not_stand", "random"),
        ]
        before = review_figures(db, RULES, given)
        assert before["big_tech"]["yes"].unread == 1
        file = tmp_path / "corrections.csv"
        write_corrections(file, correction_rows(judged_claims(db, RULES, given), "the desk"))
        reference = shutil.copytree(REFERENCE_FOLDER, tmp_path / "reference")
        with (reference / "corrections.csv").open("a", encoding="utf-8") as target:
            target.writelines(file.read_text("utf-8").splitlines(keepends=True)[1:])
        tables = load_tables(reference)
        assert len(tables.corrections_by_notice) > len(RULES.corrections_by_notice)
        assert review_figures(db, tables, given) == before
        db.execute("UPDATE tags SET field = 'correction' WHERE contract_id = ?", (order[1],))
        assert review_figures(db, tables, given)["big_tech"]["yes"].unread == 0


def one_row(review: Review) -> tuple[object, ...]:
    return tuple(getattr(review, name) for name in Review.__slots__)


def test_an_unclear_claim_that_stands_is_measured_as_one_after_it_became_yes(
    folder: Path, tmp_path: Path
) -> None:
    """Neither the precision of yes nor what is left to read for it knows of it."""
    home = Path(shutil.copytree(folder, tmp_path / "home"))
    with open_desk(home) as address:
        lea = Reader(address, "lea").begin()
        for _ in range(3):
            lea.get(f"/en/?queue=random_unclear&claim={DATA}")
            assert "Unclear ones at random, for measuring" in lea.page
            assert "Data handed to a supplier: unclear" in lea.page
            assert lea.answer("stands") == 200
        lea.get(f"/en/?queue=random&claim={DATA}")
        while random_order_key(lea.claim()[0], DATA) < "8":  # beyond the three, by their places
            assert lea.answer("stands") == 200
        assert lea.answer("stands") == 200
    output, file = vigie(home, "evaluate", "--reviews"), home / "figures.json"
    vigie(home, "retag", "--reviewed")
    assert vigie(home, "evaluate", "--reviews", "--json", file) == output
    vigie(home, "review", "export", home / "answers.csv")
    (home / "reviews.db").unlink()
    vigie(home, "review", "import", home / "answers.csv")
    assert vigie(home, "evaluate", "--reviews") == output
    report = json.loads(file.read_text("utf-8"))[DATA]
    assert report["unclear"]["standing_of"] == [3, 3]
    assert report["unclear"]["unread"] == report["yes"]["unread"] == 0
    assert report["yes"]["precision_of"][0] == report["yes"]["precision_of"][1]
