"""Reading in other processes: what is stored does not tell who read it."""

from __future__ import annotations

import shutil
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from monitor.crawling import ingest, parallel_parsing
from monitor.runtime.runs import Run
from pipelines import stages
from tests.pipelines.store.store_support import dump

DEMO = Path(__file__).parents[2] / "data" / "demo" / "ted"


def ingested(folder: Path, documents: Path) -> dict[str, list[Any]]:
    loaded = stages.load_stages()
    connection = stages.open_store(folder / "vigie.db", loaded)
    with Run(connection, "ingest", "ted") as run:
        ingest.Ingest("ted", connection, folder / "archive", loaded).run([documents], run)
    return dump(connection, ["meta", "receipts", "runs"])


class Patient(ProcessPoolExecutor):
    """Waits for each answer: workers always want more, and this process reads nothing."""

    chunks = 0

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(function, *args, **kwargs)
        future.result()
        Patient.chunks += function is parallel_parsing._process_chunk
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
    monkeypatch.setattr(ingest, "IN_PROCESS_LIMIT", None)
    (tmp_path / "here").mkdir()
    here = ingested(tmp_path / "here", documents)
    monkeypatch.setattr(ingest, "IN_PROCESS_LIMIT", few)
    monkeypatch.setattr(ingest, "CHUNK_DOCUMENTS", 2)
    monkeypatch.setattr(parallel_parsing, "ProcessPoolExecutor", Patient)
    Patient.chunks = 0
    (tmp_path / "there").mkdir()
    there = ingested(tmp_path / "there", documents)
    assert len(here["notices"]) > 5
    assert there == here
    assert Patient.chunks > 10


def test_no_process_is_started_for_what_is_known(
    tmp_path: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "IN_PROCESS_LIMIT", None)
    before = ingested(tmp_path, documents)
    monkeypatch.setattr(ingest, "IN_PROCESS_LIMIT", 0)
    monkeypatch.setattr(parallel_parsing, "ProcessPoolExecutor", None)
    assert ingested(tmp_path, documents) == before
