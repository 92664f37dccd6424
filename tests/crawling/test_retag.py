"""Tables changed: what is published is judged again, and so is what was left out."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from monitor.crawling.retag import TagChanges, retag
from monitor.runtime.runs import Run
from pipelines.privacy.mask_notice import WITHHELD
from pipelines.privacy.objections import Objections
from pipelines.reference.claim_model_weights import ClaimModel
from pipelines.reference.load_reference_tables import load_tables
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.stages import Stages
from pipelines.store.database import connect
from tests.pipelines.store.store_support import dump, fetch_value, rows, sound

ROOT = Path(__file__).parents[2]
DEMO_TED = ROOT / "data" / "demo" / "ted"
LEFT_OUT = "ted:990136-2026"  # security guards in Hungary: no digital service
SUPPLIER = "SZENTINEL Vagyonvédelmi, Biztonság-Technikai Szolgáltató Korlátolt Felelősségű Társaság"
IN_ITS_DESCRIPTION = "Ipari Park"
OF_A_RETAG = ("runs", "changes", "meta")


@pytest.fixture(scope="module", autouse=True)
def without_a_model() -> Iterator[None]:
    """The tables alone decide here: one further row of them moves one notice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "pipelines.reference.load_reference_tables.load_model",
            lambda _folder, _complaints: ClaimModel(),
        )
        patch.setattr(
            "pipelines.reference.load_reference_tables.cached", lambda _name, compiled: compiled()
        )
        patch.setattr(
            "pipelines.stages._load_tables", lambda: (load_tables(), load_normalisation_tables())
        )
        load_tables.cache_clear()
        yield
    load_tables.cache_clear()


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One ingest of the demo notices of TED."""
    folder = tmp_path_factory.mktemp("ingested")
    vigie(folder, "ingest", "ted", DEMO_TED, "--jobs", "1")  # another process has the model
    return folder


@pytest.fixture
def copy(ingested: Path, tmp_path: Path) -> Path:
    shutil.copytree(ingested, tmp_path / "copy")
    return tmp_path / "copy"


def vigie(folder: Path, *arguments: object) -> str:
    command = [*map(str, arguments), "--db", str(folder / "vigie.db")]
    command += ["--archive", str(folder / "archive")]
    result = CliRunner().invoke(main, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def opened(folder: Path) -> sqlite3.Connection:
    connection = connect(folder / "vigie.db")
    sound(connection)
    return connection


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the reference tables that a test may edit."""
    return Path(shutil.copytree(ROOT / "data" / "reference", tmp_path / "reference"))


@pytest.fixture
def rules(tables: Path) -> Iterator[Callable[[], Stages]]:
    def stages() -> Stages:
        load_tables.cache_clear()
        load_normalisation_tables.cache_clear()
        return Stages(load_tables(tables), load_normalisation_tables(tables), Objections())

    yield stages
    load_tables.cache_clear()
    load_normalisation_tables.cache_clear()


def add(table: Path, **cells: str) -> None:
    """A further row at the end of a table."""
    with table.open(newline="", encoding="utf-8") as file:
        columns = next(csv.reader(file))
    with table.open("a", newline="", encoding="utf-8") as file:
        csv.DictWriter(file, columns, lineterminator="\n").writerow(cells)


def with_alias(tables: Path) -> None:
    add(
        tables / "vendor_aliases.csv",
        group_id="microsoft",
        alias=SUPPLIER,
        kind="legal_entity",
        match="literal",
        confidence="high",
    )


def with_correction(tables: Path, **cells: str) -> None:
    add(
        tables / "corrections.csv",
        id="c1",
        author="An operator",
        date="2026-11-20",
        reason="read the notice",
        source="the notice",
        portal="ted",
        number=LEFT_OUT.removeprefix("ted:"),
        **cells,
    )


def retagged(folder: Path, stages: Stages, tables: Path) -> tuple[dict[str, int], TagChanges]:
    connection = connect(folder / "vigie.db")
    with Run(connection, "retag") as run:
        moves = retag(connection, folder / "archive", stages, run, tables)
    assert run.problems == []
    connection.close()
    return dict(run.counts), moves


def scope_in(folder: Path) -> str:
    return str(
        fetch_value(opened(folder), "SELECT scope FROM register WHERE notice_id = ?", LEFT_OUT)
    )


def test_an_alias_added_later_publishes_a_notice_that_was_left_out(
    copy: Path, tables: Path, rules: Callable[[], Stages]
) -> None:
    assert scope_in(copy) == "no"
    with_alias(tables)
    counts, _ = retagged(copy, rules(), tables)
    assert counts["entered"] == 1
    assert scope_in(copy) == "borderline", "a giant's name alone makes guarding no digital service"
    groups, big_tech = fetch_value(
        opened(copy), "SELECT vendor_groups, big_tech FROM contracts WHERE notice_id = ?", LEFT_OUT
    )
    assert (groups, big_tech) == ('["microsoft"]', "yes")


def test_what_a_retag_recognises_late_is_told_once_and_never_as_news(
    copy: Path, tables: Path, rules: Callable[[], Stages]
) -> None:
    with_alias(tables)
    for _ in range(2):
        retagged(copy, rules(), tables)
    cursor = opened(copy).execute(
        "SELECT kind, cause, contract_id IS NULL FROM changes WHERE notice_id = ? ORDER BY seq",
        (LEFT_OUT,),
    )
    assert sorted(cursor.fetchall()) == [("appeared", "retag", 0), ("appeared", "retag", 1)]


def test_the_summary_says_what_moved_with_examples(
    copy: Path, tables: Path, rules: Callable[[], Stages]
) -> None:
    with_alias(tables)
    _, moves = retagged(copy, rules(), tables)
    example = [f"{LEFT_OUT} Q1 megrendelések - Dankó, Inkubátor, Académia"]
    assert moves.examples == {
        ("digital", "no", "borderline"): example,
        ("big_tech", "no", "yes"): example,
        ("vendor microsoft", "no", "yes"): example,
    }


def test_the_command_prints_how_many_entered_and_an_example_of_each_move(
    copy: Path, tables: Path, rules: Callable[[], Stages], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_alias(tables)
    stages = rules()
    monkeypatch.setattr("pipelines.stages.load_stages", lambda _=None: stages)
    printed = vigie(copy, "retag")
    assert "big_tech: no -> yes: 1\n" in printed
    assert f"      {LEFT_OUT} Q1 megrendelések" in printed
    assert "1  entered the scope\n" in printed


def test_a_move_shows_ten_examples_however_many_there_are(
    copy: Path, tables: Path, rules: Callable[[], Stages]
) -> None:
    path = tables / "vendor_groups.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace(",gafam,", ",reseller,").replace(",big_tech,", ",reseller,"))
    counts, moves = retagged(copy, rules(), tables)
    key = ("big_tech", "yes", "no")
    assert moves.counts[key] > 10
    assert len(moves.examples[key]) == 10
    assert counts["moved"] == sum(moves.counts.values())


def test_a_product_found_only_in_a_description_brings_a_left_out_notice_in(
    copy: Path, tables: Path, rules: Callable[[], Stages]
) -> None:
    add(
        tables / "products.csv",
        product="A park",
        match=IN_ITS_DESCRIPTION,
        group_id="microsoft",
        category="software",
        implies_data_outsourcing="no",
        where="any",
        confidence="high",
    )
    counts, _ = retagged(copy, rules(), tables)
    assert counts["entered"] == 1
    reason = fetch_value(opened(copy), "SELECT reason FROM register WHERE notice_id = ?", LEFT_OUT)
    assert reason == f"big tech named: {IN_ITS_DESCRIPTION}"


@pytest.mark.parametrize("table", ["products.csv", "ambiguous_acronyms.csv"])
def test_documents_are_read_again_only_when_the_register_cannot_tell(
    copy: Path, tables: Path, rules: Callable[[], Stages], table: str
) -> None:
    retagged(copy, rules(), tables)  # from here on, what the tables were is known
    with_alias(tables)
    counts, _ = retagged(copy, rules(), tables)
    assert counts["reread"] == 1
    (tables / table).write_text((tables / table).read_text("utf-8") + "\n")
    left_out = "SELECT count(DISTINCT document_sha256) FROM register WHERE scope = 'no'"
    counts, _ = retagged(copy, rules(), tables)
    assert counts["reread"] == fetch_value(opened(copy), left_out) > 1


def test_a_table_of_the_search_alone_has_no_document_read_again(
    copy: Path, tables: Path, rules: Callable[[], Stages]
) -> None:
    retagged(copy, rules(), tables)
    add(tables / "search_acronyms.csv", acronym="ZZZ", names="Zentrale")
    counts, _ = retagged(copy, rules(), tables)
    assert counts.get("reread", 0) == 0


def test_a_person_may_bring_a_notice_in_and_take_it_out_again(
    copy: Path, tables: Path, rules: Callable[[], Stages]
) -> None:
    retagged(copy, rules(), tables)
    before = dump(opened(copy), leave=OF_A_RETAG)
    as_committed = (tables / "corrections.csv").read_bytes()
    with_correction(tables, kind="claim", tag="digital", new_value="yes")
    counts, _ = retagged(copy, rules(), tables)
    assert (counts["entered"], scope_in(copy)) == (1, "yes")
    assert fetch_value(opened(copy), "SELECT digital FROM notices WHERE id = ?", LEFT_OUT) == "yes"
    (tables / "corrections.csv").write_bytes(as_committed)
    counts, _ = retagged(copy, rules(), tables)
    assert (counts["left"], scope_in(copy)) == (1, "no")
    assert dump(opened(copy), leave=OF_A_RETAG) == before


def test_an_alias_taken_back_leaves_the_database_as_it_was(
    copy: Path, tables: Path, rules: Callable[[], Stages]
) -> None:
    before = dump(opened(copy), leave=OF_A_RETAG)
    path = tables / "vendor_aliases.csv"
    as_committed = path.read_bytes()
    with_alias(tables)
    retagged(copy, rules(), tables)
    assert dump(opened(copy), leave=OF_A_RETAG) != before
    path.write_bytes(as_committed)
    assert retagged(copy, rules(), tables)[0]["left"] == 1
    after = dump(opened(copy), leave=OF_A_RETAG)
    assert {t: after[t] for t in after if after[t] != before[t]} == {}


def test_a_retag_without_new_rules_changes_nothing(copy: Path) -> None:
    before = {t: rows(opened(copy), t) for t in dump(opened(copy), leave=("runs", "meta"))}
    vigie(copy, "retag")
    assert {t: rows(opened(copy), t) for t in before} == before


def test_the_first_retag_after_the_schema_grew_fills_the_new_columns(copy: Path) -> None:
    before = dump(opened(copy), leave=OF_A_RETAG)
    assert fetch_value(opened(copy), "SELECT count(region) FROM contracts") > 0
    with closing(connect(copy / "vigie.db")) as db:
        db.execute("UPDATE contracts SET region = NULL")
        db.execute("DELETE FROM meta WHERE key = 'rows_version'")  # as an older version left it
    logged = fetch_value(opened(copy), "SELECT count(*) FROM changes")
    vigie(copy, "retag")
    assert dump(opened(copy), leave=OF_A_RETAG) == before
    assert fetch_value(opened(copy), "SELECT count(*) FROM changes") == logged


@pytest.mark.parametrize("command", ["retag", "replay"])
def test_the_name_of_a_person_known_later_is_nowhere_in_an_older_database(
    copy: Path, rules: Callable[[], Stages], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Also not in the log of changes, as a value that it had."""
    database = opened(copy)
    name, contract = database.execute(
        "SELECT s.name, s.contract_id FROM suppliers s JOIN contracts c ON c.id = s.contract_id"
        " WHERE s.vendor_group = '' AND instr(c.suppliers, s.name) AND length(s.name) > 12"
        " ORDER BY s.name LIMIT 1"
    ).fetchone()
    with database:
        database.execute(
            "INSERT INTO changes (at, kind, cause, contract_id, field, before, after)"
            " VALUES ('2026-01-01T00:00:00Z', 'changed', 'notice', ?, 'suppliers', 'Other', ?)",
            (contract, name),
        )
    database.close()
    monkeypatch.setattr(
        "pipelines.privacy.natural_person_detection.is_person_name", lambda text, **_: text == name
    )
    stages = rules()
    monkeypatch.setattr("pipelines.stages.load_stages", lambda _=None: stages)
    vigie(copy, command, "--jobs", "1")
    text = repr(dump(opened(copy)))
    assert name not in text
    assert fetch_value(opened(copy), "SELECT count(*) FROM suppliers WHERE name LIKE ?", WITHHELD)
