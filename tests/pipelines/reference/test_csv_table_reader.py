"""What is wrong with a table as a file is said in a sentence, and is never an empty table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.errors import Misconfigured
from pipelines.privacy import contact_words
from pipelines.reference import data_folder
from pipelines.reference.csv_table_reader import TableFolder
from pipelines.reference.data_folder import read_csv

HEADER = "kind,words\n"
BROKEN = {
    "empty": (b"", "row 2, (row): '': there is none: restore the file"),
    "header alone": (HEADER.encode(), "row 2, (row): '': there is none: restore the file"),
    "UTF-16": ((HEADER + "title,Me\n").encode("utf-16"), "row 1, (row): '': is no UTF-8"),
    "Latin-1": ((HEADER + "title,Maître\n").encode("latin-1"), "row 2, (row): '': is no UTF-8"),
    "fewer cells": ((HEADER + "title\n").encode(), "row 2, (row): '': it has more or fewer"),
    "more cells": ((HEADER + "title,Me,x\n").encode(), "row 2, (row): '': it has more or fewer"),
    "a large cell": ((HEADER + "x" * 200_000).encode(), "row 2, (row): '': cannot be read"),
    "a quotation mark": ((HEADER + 'title,"Me\n').encode(), "row 2, (row): '': cannot be read"),
}


@pytest.mark.usefixtures("usual_cell_limit")
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_by_file_and_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(data_folder, "REFERENCE", tmp_path)
    content, expected = BROKEN[name]
    (tmp_path / "contact_words.csv").write_bytes(content)
    with pytest.raises(Misconfigured, match="1 fault in its tables") as caught:
        list(read_csv(tmp_path / "contact_words.csv"))
    assert f"contact_words.csv, {expected}" in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbfkind,words\ntitle,Me\n", b"kind,words\r\ntitle,Me"]
)
def test_a_mark_at_the_begin_and_other_line_ends_change_nothing(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "contact_words.csv").write_bytes(content)
    assert list(read_csv(tmp_path / "contact_words.csv")) == [{"kind": "title", "words": "Me"}]


def test_a_table_whose_first_line_is_lost_says_which_column_is_missing(tmp_path: Path) -> None:
    (tmp_path / "contact_words.csv").write_text("title,Me\ntitle,Dr\n", "utf-8")
    with pytest.raises(Misconfigured) as caught:
        [row["kind"] for row in read_csv(tmp_path / "contact_words.csv")]
    assert str(caught.value) == (
        "contact_words.csv, row 1, kind: the column is missing: restore the first line"
    )


def test_a_table_of_words_that_was_cut_short_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_words, "REFERENCE", tmp_path)
    (tmp_path / "contact_words.csv").write_text(HEADER + "contact,Courriel\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"contact_words.csv: it has no row of the kind name_a"):
        contact_words.read_contact_words()


@pytest.mark.parametrize("name", ["corrections.csv", "confirmed_alternatives.csv"])
def test_a_table_that_people_fill_may_have_no_row(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(HEADER, "utf-8")
    files = TableFolder(tmp_path)
    assert files.checked(list(files.dicts(name))) == []


def test_a_complaint_is_printed_without_any_table() -> None:
    """Some tables are read when their module is imported: what prints the complaint reads none."""
    code = (
        "import sys; from monitor.cli.options import terminal_text as t; print(t('a\\x1bb'));"
        "print(*(name for name in sys.modules if name.startswith('pipelines.privacy')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "ab\n\n"
