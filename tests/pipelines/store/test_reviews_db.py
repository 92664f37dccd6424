"""The file of answers: several writers lose nothing, others' files are refused, rows apply."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.errors import Misconfigured
from pipelines.reference.apply_reviews_to_tags import Review
from pipelines.store.reviews_db import add_reviews, all_reviews, connect, read_reviews

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from pathlib import Path
from pipelines.reference.apply_reviews_to_tags import Review
from pipelines.store.reviews_db import add_reviews, connect
path, reviewer, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
connection = connect(path)
for number in range(count):
    notice, at = f"ted:{number}", "2026-11-20T09:00:00Z"
    row = Review(notice, "1", "big_tech", "w", "stands", "", reviewer, at)
    assert add_reviews(connection, [row]) == 1
"""


def review(**other: str) -> Review:
    values = {
        "notice_id": "ted:1",
        "award": "1",
        "claim": "big_tech",
        "words": "w",
        "answer": "stands",
        "reason": "",
        "reviewer": "lea",
        "at": "2026-11-20T09:00:00Z",
    }
    return Review(**(values | other))  # type: ignore[arg-type]


def test_two_processes_that_write_at_once_lose_no_answer(tmp_path: Path) -> None:
    file, each = tmp_path / "reviews.db", 60
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file), name, str(each)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("lea", "sam")
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:  # the file is not there yet: both make it
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.close()
    assert [process.wait(60) for process in running] == [0, 0]
    reviews = read_reviews(file)
    assert (
        len({(review.notice_id, review.reviewer) for review in reviews}) == len(reviews) == 2 * each
    )


def test_the_same_row_is_stored_once_and_an_empty_or_missing_file_holds_none(
    tmp_path: Path,
) -> None:
    assert read_reviews(tmp_path / "none.db") == []
    (tmp_path / "empty.db").touch()
    assert read_reviews(tmp_path / "empty.db") == []
    with closing(connect(tmp_path / "reviews.db")) as connection:
        assert add_reviews(connection, [review(), review(reviewer="sam")]) == 2
        assert add_reviews(connection, [review(), review(reviewer="zoe")]) == 1
        assert [review.reviewer for review in all_reviews(connection)] == ["lea", "sam", "zoe"]
    assert (tmp_path / "reviews.db").stat().st_mode & 0o077 == 0


def test_files_that_are_not_ours_are_left_alone_with_a_sentence(tmp_path: Path) -> None:
    other, newer, broken = (tmp_path / name for name in ("other.db", "newer.db", "broken.db"))
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE songs (title TEXT)")
    with closing(sqlite3.connect(newer)) as db:
        db.execute("PRAGMA user_version = 99")
    broken.write_bytes(b"no database at all, " * 100)
    for file, words in ((other, "another program"), (newer, "update Vigie"), (broken, "damaged")):
        before = file.read_bytes()
        for opening in (connect, read_reviews):
            with pytest.raises(Misconfigured, match=words):
                opening(file)  # type: ignore[operator]
        assert file.read_bytes() == before
