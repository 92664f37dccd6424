"""Reading in other processes: what is stored does not tell who read it."""

from __future__ import annotations

import dataclasses
import os
import shutil
import time
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.crawling import (
    ingest_local_documents,
    parallel_processing,
    parse_and_run_stages,
    replay,
    retag,
)
from monitor.runtime import child_process_pool
from monitor.runtime.runs import Run
from pipelines import stages
from pipelines.model import (
    Buyer,
    Code,
    Document,
    Identifier,
    Organization,
    Text,
    Trouble,
    replace,
)
from pipelines.open_store import open_store
from pipelines.store.database import connect
from tests.pipelines.store.store_support import dump
from tests.step_counts import count_steps

DEMO = Path(__file__).parents[2] / "data" / "demo" / "ted"


APART = ["meta", "receipts", "runs"]


def ingested(folder: Path, documents: Path, jobs: int = 1) -> dict[str, list[Any]]:
    loaded = stages.load_stages()
    connection = open_store(folder / "vigie.db", loaded)
    with Run(connection, "ingest", "ted") as run:
        archive = folder / "archive"
        ingest_local_documents.Ingest("ted", connection, archive, loaded, jobs=jobs).run(
            [documents], run
        )
    return dump(connection, APART)


def replayed(archive: Path, database: Path, jobs: int) -> dict[str, list[Any]]:
    loaded = stages.load_stages()
    connection = open_store(database, loaded)
    with Run(connection, "replay") as run:
        replay.replay(connection, archive, loaded, [], run, jobs=jobs)
    return dump(connection, APART)


def retagged(folder: Path, jobs: int) -> tuple[dict[str, list[Any]], dict[str, int]]:
    connection = connect(folder / "vigie.db")
    connection.execute("DELETE FROM meta WHERE key IN ('tables', 'rules_version')")
    with Run(connection, "retag") as run:
        retag.retag(connection, folder / "archive", stages.load_stages(), run, jobs=jobs)
    return dump(connection, APART), dict(run.counts)


class Patient(ProcessPoolExecutor):
    """Waits for each answer: workers always want more, and this process reads nothing."""

    chunks = 0

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(function, *args, **kwargs)
        future.result()
        Patient.chunks += function is parallel_processing._process_chunk
        return future


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """The demonstration's, one of them twice and one that cannot be opened among them."""
    folder = tmp_path / "documents"
    shutil.copytree(DEMO, folder)
    first = sorted(path for path in folder.rglob("*") if path.is_file())[0]
    shutil.copy(first, folder / "zz-once-more.xml")
    (folder / "m-leads-nowhere.xml").symlink_to(folder / "missing.xml")
    return folder


@pytest.mark.parametrize("few", [0, 2])
def test_it_is_all_the_same_who_reads(
    tmp_path: Path, documents: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(ingest_local_documents, "IN_PROCESS_LIMIT", None)
    (tmp_path / "here").mkdir()
    here = ingested(tmp_path / "here", documents)
    monkeypatch.setattr(ingest_local_documents, "IN_PROCESS_LIMIT", few)
    monkeypatch.setattr(ingest_local_documents, "CHUNK_DOCUMENTS", 2)
    monkeypatch.setattr(child_process_pool, "ProcessPoolExecutor", Patient)
    Patient.chunks = 0
    (tmp_path / "there").mkdir()
    there = ingested(tmp_path / "there", documents)
    assert len(here["notices"]) > 5
    assert there == here
    assert Patient.chunks > 10


def test_no_process_is_started_for_what_is_known(
    tmp_path: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_local_documents, "IN_PROCESS_LIMIT", None)
    before = ingested(tmp_path, documents)
    monkeypatch.setattr(ingest_local_documents, "IN_PROCESS_LIMIT", 0)
    monkeypatch.setattr(child_process_pool, "ProcessPoolExecutor", None)
    assert ingested(tmp_path, documents) == before


JOBS = (0, 1, 2, 5)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks so small that each worker gets several."""
    monkeypatch.setattr(ingest_local_documents, "IN_PROCESS_LIMIT", 1)
    monkeypatch.setattr(ingest_local_documents, "CHUNK_DOCUMENTS", 2)
    monkeypatch.setattr(parse_and_run_stages, "CHUNK_DOCUMENTS", 2)
    monkeypatch.setattr(replay, "CHUNKS_HERE_FIRST", 1)
    monkeypatch.setattr(retag, "BATCH", 3)


@pytest.mark.usefixtures("small_chunks")
def test_the_database_does_not_tell_how_many_processes_made_it(
    tmp_path: Path, documents: Path
) -> None:
    made = [ingested(tmp_path / f"ingest-{jobs}", documents, jobs) for jobs in JOBS]
    assert len(made[0]["notices"]) > 5
    assert made[1:] == made[:1] * 3
    archive = tmp_path / "ingest-0" / "archive"
    made = [replayed(archive, tmp_path / f"replay-{jobs}" / "vigie.db", jobs) for jobs in JOBS]
    assert len(made[0]["notices"]) > 5
    assert made[1:] == made[:1] * 3


@pytest.mark.usefixtures("small_chunks")
def test_a_retag_does_not_tell_how_many_processes_judged(
    tmp_path: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = stages.load_stages()
    model = whole.tables.model
    surer = dataclasses.replace(model.claims["digital"], yes_from=0.98, unclear_from=0.98)
    doubting = dataclasses.replace(model, claims={**model.claims, "digital": surer})
    tables = dataclasses.replace(whole.tables, codes={}, _code_cache={}, model=doubting)
    with monkeypatch.context() as poorer:
        fewer = replace(whole, tables=tables)
        poorer.setattr(stages, "load_stages", lambda *_: fewer)
        before = ingested(tmp_path / "poorer", documents)
    judged = []
    for jobs in JOBS:
        shutil.copytree(tmp_path / "poorer", tmp_path / f"retag-{jobs}")
        judged.append(retagged(tmp_path / f"retag-{jobs}", jobs))
    assert judged[0][1]["entered"]
    assert judged[0][1]["moved"]
    assert judged[0][0]["tags"] != before["tags"]
    assert judged[1:] == judged[:1] * 3


def _where(_: stages.Stages, chunk: int) -> tuple[int, int]:
    time.sleep(0.02)
    return chunk, os.getpid()


@pytest.mark.parametrize(("jobs", "helps"), [(1, True), (2, False)])
def test_this_process_reads_only_where_workers_leave_it_a_core(
    jobs: int, helps: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel_processing, "_cores", lambda: 2)
    actual = list(
        parallel_processing.process_in_order(
            _where, stages.load_stages(), iter(range(40)), tuple[int, int], jobs
        )
    )
    assert [number for number, _ in actual] == list(range(40))
    assert (os.getpid() in {process for _, process in actual[1:]}) is helps
    assert len({process for _, process in actual}) == 1 + jobs


def test_a_notice_that_a_stage_cannot_process_costs_itself_alone_and_is_named() -> None:
    """A value of a wrong kind in one record stopped the whole crawl, every night again."""
    loaded = stages.load_stages()
    file = next(DEMO.glob("*.xml"))
    document = Document(
        sha256="0" * 64, portal="ted", file=file.name, fetched_at=datetime(2026, 11, 2, tzinfo=UTC)
    )
    parsed = parse_and_run_stages.parse_document("ted", document, file.read_bytes())
    (good,) = parsed.notices
    codes: Any = (Code("CPV", "72000000", {"en": "Jean Dupont"}),)  # type: ignore[arg-type]
    bad = replace(good, id="ted:1-2026", codes=codes)
    after = loaded.run(replace(parsed, notices=(bad, good)))
    assert [notice.id for notice in after.notices] == [good.id]
    (trouble,) = after.troubles
    assert (trouble.code, trouble.record) == ("unreadable_record", "ted:1-2026")
    assert "a field has a value of an unexpected kind (TypeError in " in trouble.message
    assert "Dupont" not in trouble.message


def test_documents_of_one_chunk_do_not_tell_that_they_were_processed_together() -> None:
    loaded = stages.load_stages()
    bodies = [file.read_bytes() for file in sorted(DEMO.glob("*.xml"))[:3]]
    broken = Trouble("broken", "zip_broken", "cannot be opened: ask jean@example.org")
    chunk: list[parse_and_run_stages.ReceivedDocument] = [
        (Document(sha256=str(index) * 64, portal="ted", file=f"{index}.xml"), content)
        for index, content in enumerate([bodies[0], None, b"<html>", broken, *bodies[1:]])
    ]
    together = parse_and_run_stages.process_documents(loaded, chunk)
    alone = [parse_and_run_stages.process_documents(loaded, [item])[0] for item in chunk]
    assert together == alone
    assert [parsed.document for parsed in together] == [document for document, _ in chunk]
    assert [len(parsed.notices) for parsed in together] == [1, 0, 0, 0, 1, 1]


def test_a_text_in_the_place_of_a_code_is_not_looked_up_letter_by_letter() -> None:
    loaded = stages.load_stages()
    code = "72" + "0" * 300_000
    assert loaded.tables.code_entry("CPV", code) is not None
    assert count_steps(lambda: loaded.tables.code_entry("CPV", code + "1")) < 200


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ({"id": "ted:" + "1" * 300_000}, "number has 300,004 characters, at most 500"),
        (
            {"texts": (Text("title", "x" * 300_000),)},
            "title has 300,000 characters, at most 10,000",
        ),
        (
            {"texts": (Text("description", "x" * 1_000_001),)},
            "description has 1,000,001 characters, at most 1,000,000",
        ),
        (
            {"buyers": (Buyer(Organization("x" * 300_000)),)},
            "name has 300,000 characters, at most 10,000",
        ),
        (
            {"buyers": (Buyer(Organization("x", identifiers=(Identifier("", "1" * 999),))),)},
            "number of a body or firm has 999 characters, at most 500",
        ),
    ],
)
def test_what_is_no_number_and_no_title_by_its_length_is_refused_and_named(
    part: dict[str, Any], what: str
) -> None:
    file = next(DEMO.glob("*.xml"))
    document = Document(
        sha256="0" * 64, portal="ted", file=file.name, fetched_at=datetime(2026, 11, 2, tzinfo=UTC)
    )
    parsed = parse_and_run_stages.parse_document("ted", document, file.read_bytes())
    (good,) = parsed.notices
    after = stages.load_stages().run(replace(parsed, notices=(replace(good, **part), good)))
    assert [notice.id for notice in after.notices] == [good.id]
    (trouble,) = after.troubles
    assert (trouble.code, trouble.message) == ("too_long", f"the {what} can be kept")
    assert len(trouble.record or "") <= 500
