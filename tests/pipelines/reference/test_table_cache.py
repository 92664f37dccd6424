"""What is compiled from the tables is kept in a file as long as tables and code are the same."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import Any

import msgspec
import pytest
from ahocorasick_rs import AhoCorasick

from pipelines.reference import table_cache
from pipelines.reference.automaton import Automaton
from pipelines.reference.load_reference_tables import load_tables
from pipelines.reference.phrase_matcher import PhraseMatcher
from pipelines.reference.table_cache import cached

ROOT = Path(__file__).parents[3]


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Tables of their own, and a folder for what is compiled from them."""
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "words.csv").write_text("word\ncloud\n")
    monkeypatch.setattr(table_cache, "REFERENCE", tmp_path / "reference")
    monkeypatch.setattr(table_cache, "FOLDER", tmp_path / "kept")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    table_cache._digest_of_tables.cache_clear()
    yield tmp_path / "reference"
    table_cache._digest_of_tables.cache_clear()


class Words:
    """Reads the word of the table, and counts how often it was asked."""

    def __init__(self, tables: Path) -> None:
        self.file = tables / "words.csv"
        self.made = 0

    def __call__(self) -> str:
        self.made += 1
        table_cache._digest_of_tables.cache_clear()  # the next question comes from another process
        return self.file.read_text().split()[1]


def kept(tables: Path) -> list[Path]:
    return sorted((tables.parent / "kept").iterdir())


def test_the_second_process_reads_what_the_first_compiled(tables: Path) -> None:
    words = Words(tables)
    assert [cached("words", words), cached("words", words)] == ["cloud", "cloud"]
    assert words.made == 1
    (file,) = kept(tables)
    assert file.name.startswith(f"words.{sys.implementation.cache_tag}.")


def test_a_changed_table_is_compiled_again_and_the_old_file_goes(tables: Path) -> None:
    words = Words(tables)
    cached("words", words)
    cached("others", lambda: "another thing of the same tables")
    before = kept(tables)
    words.file.write_text("word\nserver\n")
    table_cache._digest_of_tables.cache_clear()
    assert cached("words", words) == "server"
    assert words.made == 2
    after = kept(tables)
    assert [file.name.split(".")[0] for file in after] == ["others", "words"]
    assert before[1] not in after
    assert before[0] in after


def test_changed_code_is_another_file(tables: Path, tmp_path: Path) -> None:
    words, module = Words(tables), tmp_path / "learn.py"
    module.write_text("a = 1\n")
    cached("words", words, code=[module])
    module.write_text("a = 2\n")
    table_cache._digest_of_tables.cache_clear()
    cached("words", words, code=[module])
    assert words.made == 2


def test_another_version_of_msgspec_reads_no_object_of_this_one(
    tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = Words(tables)
    cached("words", words)
    monkeypatch.setattr(msgspec, "__version__", "99.0")
    assert cached("words", words) == "cloud"
    assert words.made == 2


@pytest.mark.parametrize("length", [0, 10, -1], ids=["empty", "cut", "all but a byte"])
def test_a_file_that_was_cut_short_is_made_again(tables: Path, length: int) -> None:
    words = Words(tables)
    cached("words", words)
    (file,) = kept(tables)
    whole = file.read_bytes()
    file.write_bytes(whole[:length])
    assert cached("words", words) == "cloud"
    assert words.made == 2
    assert file.read_bytes() == whole


def test_a_file_that_was_changed_is_not_unpickled(tables: Path) -> None:
    words = Words(tables)
    cached("words", words)
    (file,) = kept(tables)
    file.write_bytes(file.read_bytes().replace(b"cloud", b"house"))
    assert cached("words", words) == "cloud"


def test_where_nothing_can_be_written_each_process_compiles(
    tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = Words(tables)
    tables.with_name("kept").write_text("a file, where a folder should be")
    assert [cached("words", words), cached("words", words)] == ["cloud", "cloud"]
    monkeypatch.setattr(table_cache, "FOLDER", tables.with_name("unasked"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert cached("words", words) == "cloud"
    assert words.made == 3
    assert not tables.with_name("unasked").exists()


def test_a_matcher_from_a_file_finds_what_the_compiled_one_finds() -> None:
    entries = [(phrase, number) for number, phrase in enumerate(GAPS)]
    read = pickle.loads(pickle.dumps(PhraseMatcher(entries)))
    compiled = PhraseMatcher(entries)
    for text in ("Hosting of IT systems of our data centre", "systems of the it office", "héberge"):
        assert read.scan(text).hits == compiled.scan(text).hits
    assert len(read.scan("Hosting of IT systems of our data centre").hits) >= 3


GAPS = ("data cent(re|er)", "hosting*systems", "hosting * it", "=IT", "system* of *data", "héberg*")


def test_tables_that_have_searched_a_text_are_kept_as_others() -> None:
    """A folder of the same phrases shares their matcher, which may have searched before."""
    matcher = PhraseMatcher([(phrase, number) for number, phrase in enumerate(GAPS)])
    text = "Hosting of IT systems of our data centre"
    hits = matcher.scan(text).hits
    read = pickle.loads(pickle.dumps(matcher))
    assert read.scan(text).hits == hits
    automaton = Automaton(["cloud"])
    assert automaton.find("a cloud") == [(0, 2, 7)]
    assert pickle.loads(pickle.dumps(automaton)).find("a cloud") == [(0, 2, 7)]


def test_threads_that_search_first_at_once_wait_for_one_automaton(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built: list[int] = []

    def slowly(keys: list[str], **options: Any) -> AhoCorasick:
        built.append(len(keys))
        sleep(0.2)
        return AhoCorasick(keys, **options)

    monkeypatch.setattr("pipelines.reference.automaton.AhoCorasick", slowly)
    automaton = Automaton(["cloud", "server"])
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(automaton.find, ["a cloud"] * 8))
    assert found == [[(0, 2, 7)]] * 8
    assert built == [2]


def test_the_tables_of_a_folder_that_somebody_names_are_never_unpickled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(ROOT / "data" / "reference", tmp_path / "reference")
    monkeypatch.setattr(table_cache, "FOLDER", tmp_path / "__pycache__")
    assert load_tables.__wrapped__(copy).rules
    assert not (tmp_path / "__pycache__").exists()


def test_all_that_is_kept_can_be_compiled_ahead(tmp_path: Path) -> None:
    program = (
        "import runpy, sys; from pathlib import Path; from pipelines.reference import table_cache;"
        "sys.dont_write_bytecode = False; table_cache.FOLDER = Path(sys.argv[1]);"
        "runpy.run_module('monitor.cli.compile_tables', run_name='__main__')"
    )
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, check=True)
        names = sorted(file.name.split(".")[0] for file in tmp_path.iterdir())
        assert names == ["label_words", "rules", "tables"]
