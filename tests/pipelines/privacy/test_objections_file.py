"""A list of objections that cannot be read as meant withholds no fewer names: it stops."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import Misconfigured
from pipelines.privacy.objections import load_objections

HEAD = "who,what,decided,reason\n"
JEAN = "Jean Exemple,everywhere,2026-11-20,"
BROKEN = {
    # what follows would be its reason, and Ann Doe's name be published
    "a mark that is not closed": (
        (HEAD + JEAN + '"by mail\nAnn Doe,everywhere,2026-11-21,by phone\n').encode(),
        "line 2: it cannot be read (unexpected end of data)",
    ),
    "two of them": (
        (HEAD + JEAN + '"by mail\nAnn Doe,everywhere,2026-11-21,"by phone\n').encode(),
        "line 2: it cannot be read (',' expected after '\"')",
    ),
    "UTF-16": ((HEAD + JEAN + "\n").encode("utf-16"), "line 1: it is no UTF-8"),
    "Latin-1": ((HEAD + JEAN + "écrit\n").encode("latin-1"), "line 2: it is no UTF-8"),
    "a large cell": ((HEAD + JEAN + "x" * 200_000).encode(), "line 2: it cannot be read"),
    "empty": (b"", "column who is missing"),
    "semicolons": ((HEAD + JEAN).replace(",", ";").encode(), "column who is missing"),
}


@pytest.mark.usefixtures("usual_cell_limit")
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_list_is_told_by_line_and_withholds_no_fewer_names(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "objections.csv"
    content, expected = BROKEN[name]
    path.write_bytes(content)
    with pytest.raises(Misconfigured) as caught:
        load_objections(path)
    assert str(caught.value).startswith(str(path))
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + JEAN + "by mail\n").encode("utf-8-sig"),
        (HEAD + JEAN + "by mail\n").replace("\n", "\r\n").encode(),
        (HEAD + JEAN + '"by mail,\nand by ""phone"""\n').encode(),
    ],
)
def test_what_spreadsheets_write_is_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "objections.csv").write_bytes(content)
    assert [row.who for row in load_objections(tmp_path / "objections.csv").rows] == [
        "Jean Exemple"
    ]
