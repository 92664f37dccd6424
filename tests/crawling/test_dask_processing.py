"""Reading on a Dask cluster: the same database, whatever happens to the cluster."""

from __future__ import annotations

import gzip
import inspect
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import dask
import pytest
from click.testing import CliRunner
from distributed import Security

from monitor.cli.main import main
from monitor.crawling import (
    dask_processing,
    documents_for_workers,
    ingest_local_documents,
    parse_and_run_stages,
    replay,
    retag,
)
from monitor.crawling.parallel_processing import total_body_size
from monitor.crawling.reclassification_tasks import reread
from monitor.crawling.replay_on_cluster import list_documents, process_archived
from monitor.quality.labelled_notices import classify_labelled, read_gold
from monitor.runtime.runs import Run
from pipelines import stages
from pipelines.errors import VigieError
from pipelines.model import Document
from pipelines.open_store import open_store
from pipelines.store.database import connect
from spiders.archive.storage import Place, StorageError, open_storage
from tests.object_store import s3_server
from tests.pipelines.store.store_support import dump

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo" / "ted"
APART = ["meta", "receipts", "runs"]
TIMEOUT_S = 300


@dataclass
class Processes:
    """A scheduler and two workers on this machine."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


def start_dask(folder: Path, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *arguments]
    environment = os.environ | {"VIGIE_HOME": str(folder), "PYTHONPATH": str(ROOT)}
    with (folder / f"{kind}.log").open("ab") as log:
        return subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)


def scheduler_address(place: Path) -> str:
    """Address in the file that a scheduler writes once it listens."""
    end = time.monotonic() + TIMEOUT_S
    # the scheduler creates the file before it writes it
    while not (place.exists() and place.stat().st_size) and time.monotonic() < end:
        time.sleep(0.05)
    return str(json.loads(place.read_text("utf-8"))["address"])


@contextmanager
def running(folder: Path, workers: int) -> Iterator[Processes]:
    """A scheduler and workers on this machine."""
    place = folder / "scheduler.json"
    where = ("--scheduler-file", str(place))
    scheduler = start_dask(folder, "scheduler", "--host", "127.0.0.1", "--port", "0", *where)
    started = [
        start_dask(folder, "worker", "--nthreads", "1", "--no-nanny", *where)
        for _ in range(workers)
    ]
    try:
        yield Processes(scheduler_address(place), scheduler, started)
    finally:
        for process in (*started, scheduler):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    with running(tmp_path_factory.mktemp("cluster"), workers=2) as processes:
        yield processes


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks so small that each worker gets several."""
    monkeypatch.setattr(ingest_local_documents, "CHUNK_DOCUMENTS", 2)
    monkeypatch.setattr(parse_and_run_stages, "CHUNK_DOCUMENTS", 2)
    monkeypatch.setattr(replay, "BATCH", 4)
    monkeypatch.setattr(retag, "BATCH", 3)


def ingested(
    folder: Path,
    address: str | None,
    source: Place = DEMO,
    on_submit: Callable[[Any], object] = lambda _: None,
) -> dict[str, list[Any]]:
    """Tables after an ingest; ``on_submit`` gets each chunk before it is sent to the cluster."""
    loaded = stages.load_stages()
    connection = open_store(folder / "vigie.db", loaded)
    with (
        dask_processing.open_cluster(address, loaded, folder / "objections.csv") as workers,
        Run(connection, "ingest", "ted") as run,
    ):
        if workers is not None:
            submit = workers.submit
            workers = replace(
                workers, submit=lambda sent, chunk: (on_submit(chunk), submit(sent, chunk))[1]
            )
        archive = folder / "archive"
        ingest_local_documents.Ingest("ted", connection, archive, loaded, cluster=workers).run(
            [source], run
        )
    return dump(connection, APART)


def replayed(
    archive: Path | str,
    database: Path,
    address: str | None,
    progress: Callable[[int], None] | None = None,
    expect: Callable[[int], None] | None = None,
) -> dict[str, list[Any]]:
    loaded = stages.load_stages()
    connection = open_store(database, loaded)
    with (
        dask_processing.open_cluster(
            address, loaded, database.with_name("objections.csv")
        ) as workers,
        Run(connection, "replay") as run,
    ):
        replay.replay(
            connection, archive, loaded, [], run, progress, expect=expect, cluster=workers
        )
    return dump(connection, APART)


def retagged(folder: Path, address: str | None) -> tuple[dict[str, list[Any]], dict[str, int]]:
    connection = connect(folder / "vigie.db")
    connection.execute("DELETE FROM meta WHERE key IN ('tables', 'rules_version')")
    loaded = stages.load_stages()
    with (
        dask_processing.open_cluster(address, loaded, folder / "objections.csv") as workers,
        Run(connection, "retag") as run,
    ):
        retag.retag(connection, folder / "archive", loaded, run, cluster=workers)
    return dump(connection, APART), dict(run.counts)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[Any]]]:
    """An ingest without a cluster."""
    folder = tmp_path_factory.mktemp("here")
    return folder, ingested(folder, None)


Here = tuple[Path, dict[str, list[Any]]]


def test_the_database_does_not_tell_that_a_cluster_read(
    processes: Processes, here: Here, tmp_path: Path
) -> None:
    folder, expected = here
    assert len(expected["notices"]) > 5
    assert ingested(tmp_path, processes.address) == expected
    assert retagged(tmp_path, processes.address) == retagged(folder, None)


def test_labelled_notices_are_classified_alike_without_the_objections_of_either_side(
    processes: Processes, tmp_path: Path
) -> None:
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "ted").symlink_to(DEMO)
    labels = tmp_path / "labels.csv"
    names = sorted(path.stem for path in DEMO.iterdir())[:5]
    rows = "".join(f"ted:{name},ted/{name}.xml,yes\n" for name in names)
    labels.write_text(f"key,file,digital\n{rows}", "utf-8")
    loaded = stages.load_stages(None)
    expected = read_gold([labels], loaded, tmp_path)
    assert len(expected.labelled) == len(names), expected.unscored
    with dask_processing.open_cluster(processes.address, loaded, None) as workers:
        assert read_gold([labels], loaded, tmp_path, cluster=workers) == expected


def test_the_chunks_of_a_lost_worker_are_read_by_another(
    processes: Processes, here: Here, tmp_path: Path
) -> None:
    folder, expected = here
    actual = replayed(
        folder / "archive",
        tmp_path / "vigie.db",
        processes.address,
        lambda _: processes.workers[0].kill(),
    )
    assert processes.workers[0].wait(TIMEOUT_S) != 0
    assert actual == expected


def test_workers_read_an_archive_at_an_address_themselves(
    processes: Processes, here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, expected = here
    monkeypatch.delattr(replay, "_readings")  # which reads documents here and sends them
    totals: list[int] = []
    place, database = (folder / "archive").as_uri(), tmp_path / "vigie.db"
    assert replayed(place, database, processes.address, expect=totals.append) == expected
    assert totals[-1] == len(expected["documents"])


def test_workers_read_documents_at_an_address_themselves(
    processes: Processes, here: Here, tmp_path: Path
) -> None:
    sizes: list[int] = []
    actual = ingested(
        tmp_path,
        processes.address,
        DEMO.as_uri(),
        lambda chunk: sizes.append(total_body_size(chunk)),
    )
    assert actual == here[1]
    assert len(sizes) > 2
    assert sum(sizes) == 0


def test_workers_read_documents_in_a_bucket_themselves(here: Here, tmp_path: Path) -> None:
    """What is packed there is sent."""
    packed = min(DEMO.iterdir())
    sizes: list[int] = []
    with s3_server("vigie"), running(tmp_path, workers=1) as cluster:
        documents = open_storage("s3://vigie/documents")
        for path in DEMO.iterdir():
            if path != packed:
                documents.write(path.name, path.read_bytes())
        documents.write(f"{packed.name}.gz", gzip.compress(packed.read_bytes()))
        actual = ingested(
            tmp_path,
            cluster.address,
            "s3://vigie/documents",
            lambda chunk: sizes.append(total_body_size(chunk)),
        )
    assert actual == here[1]
    assert sum(sizes) == packed.stat().st_size


def test_a_document_that_was_replaced_ends_the_command_which_then_goes_on(
    processes: Processes, here: Here, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    shutil.copytree(DEMO, source)
    last = max(source.iterdir())
    before = last.read_bytes()

    def replace_it(chunk: list[documents_for_workers.SentDocument]) -> None:
        if any(document.file == last.name for document, _ in chunk):
            last.write_bytes(b"new")

    with pytest.raises(StorageError, match=r"found 3 bytes, other ones at (.|\n)*goes on where"):
        ingested(tmp_path, processes.address, source.as_uri(), replace_it)
    last.write_bytes(before)
    assert ingested(tmp_path, processes.address, source.as_uri()) == here[1]


def test_a_document_that_a_worker_does_not_find_is_a_sentence(tmp_path: Path) -> None:
    document = Document(sha256="0" * 64, portal="ted", length=1200)
    place = documents_for_workers.DocumentPlace(tmp_path.as_uri(), "gone.xml")
    with pytest.raises(
        StorageError, match=r"found nothing at gone\.xml, expected the 1,200 bytes(.|\n)*mounted"
    ):
        documents_for_workers.process_sent_documents(stages.load_stages(), [(document, place)])


def test_a_worker_with_other_files_refuses(processes: Processes, tmp_path: Path) -> None:
    (tmp_path / "sirene.csv").write_text("other", "utf-8")
    with (
        pytest.raises(dask_processing.ClusterError, match="Its files beside the objections: "),
        dask_processing.open_cluster(
            processes.address, stages.load_stages(), tmp_path / "objections.csv"
        ),
    ):
        pytest.fail("it went on")


def test_a_worker_with_another_library_refuses(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = {"lxml": "6.0.0"}
    monkeypatch.setattr(
        dask_processing, "version", lambda name: older.get(name) or metadata.version(name)
    )
    place = tmp_path / "objections.csv"
    with (
        pytest.raises(dask_processing.ClusterError, match=r"Its lxml: .*; here: 6\.0\.0"),
        dask_processing.open_cluster(processes.address, stages.load_stages(), place),
    ):
        pytest.fail("it went on")


@pytest.mark.parametrize(
    "sent",
    [
        documents_for_workers.process_sent_documents,
        list_documents,
        process_archived,
        reread,
        classify_labelled,
    ],
)
def test_the_code_of_what_a_worker_runs_is_compared(sent: Callable[..., Any]) -> None:
    folder = Path(inspect.getfile(sent)).relative_to(ROOT).parent.as_posix()
    assert folder in dask_processing._CODE


def test_a_worker_refuses_each_task_of_another_version(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have joined later than this process compared the workers."""
    monkeypatch.setattr(dask_processing, "fingerprint", lambda *_: {"rules": "others"})
    monkeypatch.setattr(
        dask_processing, "_require_same", lambda *_: None
    )  # here, not on the worker
    place = tmp_path / "objections.csv"
    with dask_processing.open_cluster(processes.address, stages.load_stages(), place) as workers:
        assert workers is not None
        future = workers.submit(parse_and_run_stages.process_documents, [])
        with pytest.raises(dask_processing.ClusterError, match="here: others"):
            workers.result(future)


def test_after_a_lost_scheduler_the_same_command_goes_on(
    processes: Processes, here: Here, tmp_path: Path
) -> None:
    folder, expected = here
    with pytest.raises(dask_processing.ClusterError, match="goes on where it stopped"):
        replayed(
            folder / "archive",
            tmp_path / "vigie.db",
            processes.address,
            lambda _: processes.scheduler.kill(),
        )
    stored = connect(tmp_path / "vigie.db").execute("SELECT count(*) FROM register").fetchone()
    assert 0 < stored[0] < len(expected["register"])
    assert replayed(folder / "archive", tmp_path / "vigie.db", None) == expected


@pytest.mark.parametrize(
    ("stop", "message"),
    [
        (lambda item: item.workers[0].kill(), "no worker is left"),
        (lambda item: item.scheduler.send_signal(signal.SIGSTOP), "scheduler has not answered for"),
    ],
)
def test_a_cluster_that_answers_no_more_ends_the_command(
    here: Here,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stop: Callable[[Processes], None],
    message: str,
) -> None:
    folder, expected = here
    with running(tmp_path, workers=1) as cluster:

        def stop_once(_: int) -> None:
            monkeypatch.setattr(dask_processing, "WORKERS_S", 2)
            stop(cluster)

        database = tmp_path / "vigie.db"
        with pytest.raises(dask_processing.ClusterError, match=message):
            replayed(folder / "archive", database, cluster.address, stop_once)
    assert replayed(folder / "archive", database, None) == expected


@pytest.mark.parametrize(
    ("address", "expected", "status"),
    [
        ("localhost", "is no address of a Dask scheduler", 2),
        ("http://localhost:8786", "is no address of a Dask scheduler", 2),
        ("tcp://127.0.0.1:65536", "is no address of a Dask scheduler", 2),
        ("tcp://127.0.0.1:0", "is no address of a Dask scheduler", 2),
        ("tcp://127.0.0.1:9", "no Dask scheduler answers", 1),
        ("tcp://[::1]:9", "no Dask scheduler answers", 1),
    ],
)
def test_an_address_without_a_scheduler_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, expected: str, status: int
) -> None:
    monkeypatch.setattr(dask_processing, "CONNECT_S", 1)
    monkeypatch.setenv("VIGIE_CLUSTER", address)
    ended = CliRunner().invoke(
        main, ["retag", "--db", str(tmp_path / "vigie.db"), "--archive", str(tmp_path)]
    )
    assert (ended.exit_code, expected in ended.output) == (status, True), ended.output


def _certificates(folder: Path) -> dict[str, str]:
    """Files of a new authority, and a certificate that it signed."""
    folder.mkdir()
    security = Security.temporary()
    texts = {
        "ca": security.tls_ca_file,
        "cert": security.tls_scheduler_cert,
        "key": security.tls_scheduler_key,
    }
    for name, text in texts.items():
        (folder / name).write_text(str(text), "utf-8")
    return {name: str(folder / name) for name in texts}


def _refusal(address: str, folder: Path, **files: str) -> str:
    """Why no cluster could be opened with these certificates."""
    tls = {f"distributed.comm.tls.client.{name}": files.get(name) for name in ("cert", "key")}
    with (
        dask.config.set({"distributed.comm.tls.ca-file": files.get("ca"), **tls}),
        pytest.raises(VigieError) as refused,
        dask_processing.open_cluster(address, stages.load_stages(), folder / "objections.csv"),
    ):
        pytest.fail("it was opened")
    return str(refused.value)


def test_a_scheduler_with_tls_hears_those_who_have_its_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = _certificates(tmp_path / "ours")
    place = tmp_path / "scheduler.json"
    tls = ("--tls-ca-file", files["ca"], "--tls-cert", files["cert"], "--tls-key", files["key"])
    where = ("--host", "tls://127.0.0.1", "--port", "0", "--scheduler-file", str(place))
    scheduler = start_dask(tmp_path, "scheduler", *where, *tls)
    monkeypatch.setattr(dask_processing, "CONNECT_S", 2)
    monkeypatch.setattr(dask_processing, "WORKERS_S", 0.1)
    try:
        address = scheduler_address(place)
        assert address.startswith("tls://")
        assert "no certificate is configured" in _refusal(address, tmp_path)
        others = _certificates(tmp_path / "others")
        assert "no Dask scheduler answers" in _refusal(address, tmp_path, **others)
        assert "no worker is connected" in _refusal(address, tmp_path, **files)
    finally:
        scheduler.kill()
        scheduler.wait()


def test_bytes_in_a_chunk_are_those_of_its_bodies() -> None:
    assert total_body_size([("document", b"1234"), ("document", None), ["ab", b"5"]]) == 5
