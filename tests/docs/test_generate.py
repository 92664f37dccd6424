"""Generated pages are what the code would write; what they promise holds in a real database."""

from __future__ import annotations

import ast
import json
import sqlite3
from pathlib import Path
from statistics import median
from types import SimpleNamespace

import pytest

from monitor.docs import generate_pages
from monitor.docs.field_coverage_page import (
    ANY_PUBLISHER,
    empty_field_reason,
    mostly_empty_fields,
    read_empty_field_reasons,
)
from monitor.quality import measure_field_coverage
from monitor.runtime.spider_registry import spider_names
from pipelines.errors import Misconfigured
from pipelines.reference.expected_field_coverage import COVERAGE_FILE
from pipelines.store.database import connect
from pipelines.store.schema import TABLES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", list(generate_pages.PAGES))
def test_the_committed_page_is_the_one_the_code_writes(name: str) -> None:
    committed = (ROOT / "docs" / name).read_text("utf-8")
    assert committed == generate_pages.PAGES[name](), f"run make docs and commit docs/{name}"


def test_the_dictionary_names_every_column_of_a_real_database(tmp_path: Path) -> None:
    connection = connect(tmp_path / "vigie.db")
    sections = generate_pages.data_dictionary().split("\n## ")[1:]
    written = {part.split("\n")[0]: part for part in sections}
    tables = {name for name, table in TABLES.items() if table.public}
    assert set(written) == tables
    for name in tables:
        actual = [f"| `{row[1]}` | {row[2]} |" for row in _columns(connection, name)]
        lines = [line for line in written[name].splitlines() if line.startswith("| `")]
        assert len(lines) == len(actual)
        assert all(line.startswith(start) for line, start in zip(lines, actual, strict=True))
        assert all(cell.strip() for line in lines for cell in line.strip("|").split(" | "))


def _columns(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return connection.execute(f"PRAGMA table_info([{table}])").fetchall()


def test_tables_of_a_real_database_are_all_declared(tmp_path: Path) -> None:
    connection = connect(tmp_path / "vigie.db")
    actual = {r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    ours = {n for n in actual if "_fts" not in n and not n.startswith(("sqlite_", "_sqlite"))}
    assert ours == set(TABLES)


@pytest.mark.parametrize("name", spider_names())
def test_a_portal_says_what_it_covers_how_it_is_read_and_where_it_traps(name: str) -> None:
    title, sections = generate_pages.portal_description(name)
    assert title.endswith(".")
    assert [name for name, text in sections.items() if len(text) <= 20] == [], "say more"
    assert f"## {name}\n" in generate_pages.portals_page()


def test_a_portal_without_its_headings_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    module = SimpleNamespace(__doc__="A portal.\n\nCovers    Everything.\nTraps     None.\n")
    monkeypatch.setattr(generate_pages.inspect, "getmodule", lambda _: module)
    with pytest.raises(Misconfigured, match=r"spiders/ted\.py: its docstring has Covers, Traps"):
        generate_pages.portal_description("ted")


def test_a_portal_file_is_a_declaration() -> None:
    texts = {
        name: (ROOT / f"spiders/{name}.py").read_text("utf-8")
        for name in [*spider_names(), "ocds_portals"]
        if ":" not in name
    }
    # statements, which no formatter adds to: today 32 in the middle, 48 at the most
    sizes = {
        name: sum(isinstance(node, ast.stmt) for node in ast.walk(ast.parse(text)))
        for name, text in texts.items()
    }
    assert median(sizes.values()) <= 32
    assert [name for name, size in sizes.items() if size > 48] == []


def test_every_mostly_empty_field_has_its_sentence_and_every_sentence_its_field() -> None:
    actual, reasons = mostly_empty_fields(), read_empty_field_reasons()
    missing = [
        f"{portal} {field}"
        for portal, fields in actual.items()
        for field in fields
        if not empty_field_reason(portal, field, reasons)
    ]
    assert missing == [], f"say why in data/reference/empty_fields.yml: {', '.join(missing)}"
    alike = {
        field for portal, fields in actual.items() for field in fields if portal.startswith("ocds:")
    }
    idle = [
        f"{portal} {field}"
        for portal, fields in reasons.items()
        for field in fields
        if field not in (alike if portal == ANY_PUBLISHER else actual.get(portal, []))
    ]
    assert idle == [], (
        "no longer mostly empty: take the sentence out of data/reference/empty_fields.yml"
    )


def test_the_figures_of_the_fixtures_are_those_of_the_fixtures() -> None:
    known = json.loads(COVERAGE_FILE.read_text(encoding="utf-8"))
    assert measure_field_coverage.measure_fixtures() == known["fixtures"], (
        "run make docs and commit data/measured/field_coverage.json"
    )


@pytest.mark.corpus
def test_no_real_document_gives_nothing_and_the_figures_are_theirs(corpus: Path) -> None:
    known = json.loads(COVERAGE_FILE.read_text(encoding="utf-8"))
    samples = measure_field_coverage.measure_samples(corpus)
    silent = {name for sample in samples.values() for name in sample["silent"]}
    assert silent == {"tender_csv_header.csv"}  # the names of columns, and no row
    assert samples == known["samples"], "run make docs (with VIGIE_CORPUS) and commit it"
