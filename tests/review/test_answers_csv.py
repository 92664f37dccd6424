"""Answers leave and enter as CSV; a broken row is refused with file and line, the rest holds."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from tests.review.support import Reader, installation, open_desk, rows, vigie


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with three answers."""
    folder = installation(tmp_path_factory.mktemp("home"))
    with open_desk(folder) as address:
        lea = Reader(address, "Léa").begin()
        lea.answer("stands")
        lea.answer("does_not_stand", 'it says "on site", and\u00a0so it is')
        lea.answer("cannot_tell", "=1+1")
    return folder


@pytest.fixture
def folder(answered: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(answered, tmp_path / "home"))


ALL = "SELECT * FROM reviews ORDER BY id"


def test_what_is_exported_is_imported_as_it_was_and_once(folder: Path) -> None:
    before, file = rows(folder, ALL, name="reviews"), folder / "answers.csv"
    assert "Léa" not in vigie(folder, "review", "export", file)
    assert file.stat().st_mode & 0o077 == 0
    assert "0 answers are new" in vigie(folder, "review", "import", file)
    (folder / "reviews.db").unlink()
    vigie(folder, "review", "import", file)
    assert rows(folder, ALL, name="reviews") == before


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("answer", "maybe", "answer is 'maybe', expected stands"),
        ("claim", "bigtech", "claim is 'bigtech'"),
        ("words", "", "words is empty"),
        ("words", "xyz", "words is 'xyz', expected 20 hexadecimal digits"),
        ("at", "yesterday", "at is 'yesterday'"),
        (
            "at",
            "2026-02-31T09:00:00Z",
            "at is '2026-02-31T09:00:00Z', which is no day of the calendar",
        ),
        ("at", "2099-01-31T09:00:00Z", "at is '2099-01-31T09:00:00Z', which lies in the future"),
        ("notice_id", "no portal", "notice_id is 'no portal', expected portal:number"),
        ("reviewer", " ", "reviewer is empty"),
        ("reason", "", "reason is empty"),
    ],
)
def test_a_broken_row_is_named_and_the_rest_holds(
    folder: Path, column: str, value: str, expected: str
) -> None:
    file = folder / "answers.csv"
    vigie(folder, "review", "export", file)
    with file.open(encoding="utf-8", newline="") as source:
        actual = list(csv.DictReader(source))
    index = next(n for n, row in enumerate(actual) if row["answer"] == "does_not_stand")
    actual[index][column] = value
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(actual[0]))
        writer.writeheader()
        writer.writerows(actual)
    (folder / "reviews.db").unlink()
    printed = vigie(folder, "review", "import", file, status=1)
    assert f"{file}:{index + 2}: {expected}" in printed
    assert f"{len(actual) - 1} answers are new" in printed
    assert len(rows(folder, ALL, name="reviews")) == len(actual) - 1


def test_a_file_with_other_columns_or_none_is_refused_whole(folder: Path) -> None:
    file = folder / "other.csv"
    file.write_text("a,b\n1,2\n")
    assert f"{file}:1: no column" in vigie(folder, "review", "import", file, status=2)
    file.write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in vigie(folder, "review", "import", file, status=2)
    missing = folder / "none.csv"
    assert "cannot be read" in vigie(folder, "review", "import", missing, status=2)


def test_settled_answers_become_corrections_without_the_name_of_who_read(folder: Path) -> None:
    file = folder / "corrections.csv"
    assert "--author" in vigie(folder, "review", "corrections", file, status=2)
    vigie(folder, "review", "corrections", file, "--author", "the desk of this installation")
    text = file.read_text("utf-8")
    assert "Léa" not in text
    actual = list(csv.DictReader(text.splitlines()))
    given = rows(folder, "SELECT count(*) FROM reviews", name="reviews")
    assert len(actual) == given[0][0]
    assert {row["new_value"] for row in actual} == {"yes", "no", "unclear"}
    head = Path(__file__).parents[2] / "data" / "reference" / "corrections.csv"
    assert text.splitlines()[0] == head.read_text("utf-8").splitlines()[0]


def test_a_correction_says_what_changes_and_nothing_where_reviewers_disagree(folder: Path) -> None:
    """The page of the contract strikes the old value through: not where it stays."""
    with open_desk(folder) as address:
        lea = Reader(address, "Léa").begin()
        lea.get("/en/?queue=random_unclear")
        for answer in ("stands", "does_not_stand", "cannot_tell"):
            lea.answer(answer, "because")
        sam = Reader(address, "sam").begin()
        sam.get("/en/?queue=second&claim=big_tech")
        disputed = sam.claim()[0]
        sam.answer("stands" if disputed != stands(folder) else "does_not_stand", "because")
    file = folder / "corrections.csv"
    vigie(folder, "review", "corrections", file, "--author", "the desk")
    with file.open(encoding="utf-8", newline="") as opened:
        result = list(csv.DictReader(opened))
    actual: dict[str, set[tuple[str, ...]]] = {}
    for row in result:
        change = (row["kind"], row["old_value"], row["new_value"])
        actual.setdefault(row["tag"], set()).add(change)
    assert actual["data_outsourcing"] == {
        ("claim", "unclear", "yes"),
        ("withdrawn", "unclear", "no"),
        ("claim", "", "unclear"),
    }
    settled = {
        ("claim", "", "yes"),
        ("withdrawn", "yes", "no"),
        ("withdrawn", "yes", "unclear"),
    }
    assert actual["big_tech"] < settled, "one of the three is disputed"
    assert len(actual["big_tech"]) == 2


def stands(folder: Path) -> str:
    """The contract of which somebody said that its claim of big tech stands."""
    sql = "SELECT contract_id FROM reviews WHERE claim = 'big_tech' AND answer = 'stands'"
    ((contract,),) = rows(folder, sql, name="reviews")
    return str(contract)


def test_a_reason_from_a_file_is_masked_as_at_the_desk(folder: Path) -> None:
    """It is published with the claim that does not stand."""
    file = folder / "answers.csv"
    vigie(folder, "review", "export", file)
    with file.open(encoding="utf-8", newline="") as opened:
        actual = list(csv.DictReader(opened))
    row = next(item for item in actual if item["answer"] == "does_not_stand")
    answer = {"reviewer": "Ana", "reason": "=ask anna.muster@example.org or +33 6 12 34 56 78"}
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, row)
        writer.writeheader()
        writer.writerow(row | answer)
    vigie(folder, "review", "import", file)
    query = "SELECT reason FROM reviews WHERE reviewer = 'Ana'"
    ((reason,),) = rows(folder, query, name="reviews")
    assert reason.startswith("ask ")
    assert "example" not in reason
    assert "34 56" not in reason
