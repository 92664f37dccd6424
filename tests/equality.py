"""``python -m tests.equality``: the database does not tell how its documents were read.

All real samples (VIGIE_CORPUS) and drawn TED notices are received once.  Their archive is then
replayed by one process, by several, by two workers of a Dask cluster that get the documents, by two
that are killed at random and replaced, by two that read them from an object store, and as shards
that are merged; every table of every database is compared with that of one process.  Everything
stays on this machine.

--kills    how many workers to kill, in as many replays as that takes (default: 20)
--notices  how many TED notices to draw (default: 5000)
--work     folder to work in (default: a new one, which goes at the end)

Exit status 0: all are equal.  1: what differs is told.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

from distributed import Client

from monitor.crawling.ingest_local_documents import Ingest
from monitor.crawling.replay import replay
from monitor.quality.sample_folder_portals import SAMPLE_PORTALS
from monitor.runtime.runs import Run
from pipelines.open_store import open_store
from pipelines.stages import load_stages
from pipelines.store.database import connect
from pipelines.store.totals_and_portal_counts import update_portal_counts
from spiders.archive.storage import open_storage
from tests.bench import documents
from tests.bench.running import ROOT
from tests.crawling.test_dask_processing import scheduler_address, start_dask
from tests.object_store import s3_server
from tests.pipelines.store.store_support import dump

APART = ("meta", "receipts", "runs")
BUCKET = "s3://vigie/archive"
SEED = 20261130
Tables = dict[str, list[Any]]


def main() -> int:
    parser = argparse.ArgumentParser(description="The database does not tell how it was read.")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--notices", type=int, default=5_000)
    parser.add_argument("--work", type=Path)
    given = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # each request to the object store
    with ExitStack() as stack:
        work = given.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        work.mkdir(parents=True, exist_ok=True)
        receive(work, given.notices)
        expected = by_one_process(work)
        say(f"{sum(map(len, expected.values())):,} rows in {len(expected)} tables")
        stack.enter_context(s3_server("vigie"))
        dask = stack.enter_context(cluster(work))
        differing = [
            name
            for name, actual in ways(work, dask, given.kills)
            if not is_equal(name, expected, actual, links_apart=name.startswith("shards"))
        ]
    return 1 if differing else 0


def say(words: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {words}\n")
    sys.stdout.flush()


def receive(work: Path, amount: int) -> None:
    """Write the archive of all samples and of drawn notices."""
    corpus = Path(os.environ["VIGIE_CORPUS"]) / "samples"
    documents.write(work / "drawn", amount, first_copy=1)
    received = [(portal, corpus / folder) for folder, portal in SAMPLE_PORTALS.items()]
    stages = load_stages()
    with closing(open_store(work / "received.db", stages)) as connection:
        for portal, folder in [*received, ("ted", work / "drawn")]:
            with Run(connection, "ingest", portal) as run:
                Ingest(portal, connection, work / "archive", stages).run([folder], run)
        say(f"received: {len(dump(connection, APART)['documents']):,} documents")


def by_one_process(work: Path) -> Tables:
    stages = load_stages()
    with closing(open_store(work / "one.db", stages)) as connection:
        with Run(connection, "replay") as run:
            replay(connection, work / "archive", stages, [], run)
        update_portal_counts(connection)
        return dump(connection, APART)


def ways(work: Path, dask: Cluster, kills: int) -> Iterator[tuple[str, Tables]]:
    """Replay in each way; yield its name and the tables."""
    here, address = work / "archive", dask.address
    for jobs in (1, 2, 5):
        yield f"--jobs {jobs}", replayed(work, f"jobs{jobs}", here, "--jobs", str(jobs))
    yield "Dask, documents sent", replayed(work, "sent", here, "--cluster", address)
    chance = random.Random(SEED)
    while kills > 0:
        with dying_workers(dask, chance, kills) as killed:
            actual = replayed(work, f"killed{kills}", here, "--cluster", address)
        kills -= len(killed)
        yield f"Dask, {len(killed)} workers killed", actual
    copy_to_bucket(here)
    yield "object store, --jobs 2", replayed(work, "store", BUCKET, "--jobs", "2")
    yield "Dask, workers read an object store", replayed(work, "read", BUCKET, "--cluster", address)
    vigie("replay", "--shards", work / "shards", "--archive", here, "--jobs", "2")
    merged = work / "merged.db"
    vigie("merge", work / "shards", "--db", merged, "--archive", here, fine=(0,))
    yield "shards and merge", tables(merged)


def replayed(work: Path, name: str, archive: Path | str, *options: str) -> Tables:
    database = work / f"{name}.db"
    vigie("replay", "--db", database, "--archive", archive, *options)
    return tables(database)


def vigie(*arguments: object, fine: Sequence[int] = (0, 1)) -> None:
    """Run a command; 1 says that samples are among the documents which cannot be read.

    Raises  RuntimeError: it ended before all was read ("vigie: …"), or failed.
    """
    command = [sys.executable, "-m", "monitor.cli.main", *map(str, arguments), "--quiet"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    stopped = "Traceback" in ended.stderr or re.search("^vigie: ", ended.stderr, re.MULTILINE)
    if ended.returncode not in fine or stopped:
        raise RuntimeError(ended.stderr[-2000:])


def tables(database: Path) -> Tables:
    with closing(connect(database)) as connection:
        return dump(connection, APART)


def copy_to_bucket(archive: Path) -> None:
    storage = open_storage(BUCKET)
    for name in open_storage(archive).names():
        storage.write(name, (archive / name).read_bytes())


@dataclass(frozen=True)
class Cluster:
    """A scheduler and workers on this machine; ``start`` starts one more."""

    address: str
    client: Client
    workers: list[subprocess.Popen[bytes]]
    start: Callable[[], subprocess.Popen[bytes]]


@contextmanager
def cluster(work: Path) -> Iterator[Cluster]:
    """A scheduler and two workers on this machine."""
    place = work / "scheduler.json"
    where = ("--scheduler-file", str(place))
    scheduler = start_dask(work, "scheduler", "--host", "127.0.0.1", "--port", "0", *where)
    start = partial(start_dask, work, "worker", "--nthreads", "1", "--no-nanny", *where)
    workers = [start() for _ in "12"]
    address = scheduler_address(place)
    try:
        with Client(address, set_as_default=False) as client:
            yield Cluster(address, client, workers, start)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@contextmanager
def dying_workers(dask: Cluster, chance: random.Random, most: int) -> Iterator[list[int]]:
    """Kill workers at random moments meanwhile and start others; yields the ids of those killed.

    Both are connected before one is killed: where none is left the command ends, as documented.
    """
    ended, killed = Event(), list[int]()

    def kill() -> None:
        while len(killed) < most and not ended.wait(chance.uniform(0.5, 3)):
            with suppress(TimeoutError):
                dask.client.wait_for_workers(len(dask.workers), timeout=60)
            number = chance.randrange(len(dask.workers))
            dask.workers[number].kill()
            dask.workers[number].wait()
            killed.append(dask.workers[number].pid)
            dask.workers[number] = dask.start()

    killer = Thread(target=kill)
    killer.start()
    try:
        yield killed
    finally:
        ended.set()
        killer.join()


def is_equal(name: str, expected: Tables, actual: Tables, *, links_apart: bool) -> bool:
    """Tell which tables differ; a merge logs links once, at the end (docs/decisions/0023)."""
    leave = {"changes"} if links_apart else set()
    differing = [name for name in expected.keys() - leave if expected[name] != actual[name]]
    say(f"{name}: {'equal' if not differing else f'DIFFERS in {differing}'}")
    for table in differing:
        missing = [row for row in expected[table] if row not in actual[table]][:2]
        more = [row for row in actual[table] if row not in expected[table]][:2]
        say(f"  {table}: lacks {missing}, has {more}")
    return not differing


if __name__ == "__main__":
    sys.exit(main())
