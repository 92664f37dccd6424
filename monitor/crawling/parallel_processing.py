"""Process chunks of documents in worker processes and here, with results in the order of chunks.

The database does not depend on how many processes there are: one writes, in the order received.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from monitor.runtime.child_process_pool import child_process_pool, initialise_child_process
from pipelines.errors import VigieError
from pipelines.stages import Stages, load_stages

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")

MAX_RUNNING_PER_WORKER = (
    6  # chunks submitted to each worker, so that none idles while this process stores a batch
)
MAX_BYTES_IN_FLIGHT = 256 * 1024 * 1024  # of bodies sent to a cluster and not yet stored
GC_THRESHOLD = 100_000  # objects more than were freed, between two collections
MAX_PENDING_PER_WORKER = 16  # chunks per worker that are submitted or parsed, and not yet stored
_pack = msgspec.msgpack.Encoder().encode


def recommended_worker_count() -> int:
    """Return how many workers help on this machine: a core each, one left for the writer."""
    return _cores() - 1


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1


class WorkerLost(VigieError):
    """A worker process on this machine was killed.  Raised by what ``local_workers`` yields."""


@dataclass(frozen=True)
class Workers:
    """Processes that run functions on chunks, here or on a cluster.

    ``submit``  starts a function on a chunk; its result is packed (MessagePack).
    ``count``   how many processes there are.
    ``result``  waits for a result.
    """

    submit: Callable[[Callable[[Stages, Any], Any], Any], Future[bytes]]
    count: int
    result: Callable[[Future[bytes]], bytes] = Future.result


def process_in_order(
    function: Callable[[Stages, Chunk], Result],
    stages: Stages,
    chunks: Iterator[Chunk],
    kind: Any,
    jobs: int,
    *,
    objections: Path | None = None,
    here_first: int = 0,
    is_work: Callable[[Chunk], bool] = lambda _: True,
    cluster: Workers | None = None,
) -> Iterator[Result]:
    """Yield the result of each chunk, in order, from ``jobs`` workers and from this process.

    This process helps where workers leave it a core.

    ``function``    a function of a module, called with the stages and a chunk.
    ``kind``        type of its results, as which they are decoded.
    ``objections``  file from which a spawned worker loads the stages; a forked one has them.
    ``here_first``  chunks processed here before any worker is started; with no job all are.
    ``is_work``     whether a chunk is worth sending; others are processed here.
    ``cluster``     workers elsewhere, instead of ``jobs`` on this machine.
    """
    decode = msgspec.msgpack.Decoder(kind).decode
    if cluster is not None:
        yield from _process_on_cluster(function, stages, chunks, decode, cluster, is_work)
        return
    for count, chunk in enumerate(chunks, 1):
        yield function(stages, chunk)
        if jobs and count >= here_first:
            break
    else:
        return
    with local_workers(stages, jobs, objections) as workers:
        yield from _process_beside(function, stages, chunks, decode, workers, is_work)


def _process_beside(
    function: Callable[[Stages, Chunk], Result],
    stages: Stages,
    chunks: Iterator[Chunk],
    decode: Callable[[bytes], Result],
    workers: Workers,
    is_work: Callable[[Chunk], bool],
) -> Iterator[Result]:
    """Process chunks in workers, and here while they have enough to do.

    Workers that fill all cores are left alone: one process more only takes their place in turn.
    """
    pending: deque[Future[bytes] | list[Result]] = deque()
    enough = MAX_RUNNING_PER_WORKER * workers.count
    helps = workers.count < _cores()
    for chunk in chunks:
        work = is_work(chunk)
        while work and not helps and _running(pending) >= enough:
            yield _result(pending.popleft(), decode, workers)
        if work and _running(pending) < enough:
            pending.append(workers.submit(function, chunk))
        else:
            pending.append([function(stages, chunk)])
        while pending and (
            _is_done(pending[0]) or len(pending) > MAX_PENDING_PER_WORKER * workers.count
        ):
            yield _result(pending.popleft(), decode, workers)
    while pending:
        yield _result(pending.popleft(), decode, workers)


def _process_on_cluster(
    function: Callable[[Stages, Chunk], Result],
    stages: Stages,
    chunks: Iterator[Chunk],
    decode: Callable[[bytes], Result],
    cluster: Workers,
    is_work: Callable[[Chunk], bool],
) -> Iterator[Result]:
    """Process chunks on a cluster; this process stores and reads ahead, within bounds."""
    pending: deque[tuple[Future[bytes] | list[Result], int]] = deque()
    in_flight = 0
    for chunk in chunks:
        size = total_body_size(chunk)
        while pending and (
            _is_done(pending[0][0])
            or in_flight + size > MAX_BYTES_IN_FLIGHT
            or len(pending) >= MAX_PENDING_PER_WORKER * cluster.count
        ):
            first, its_size = pending.popleft()
            in_flight -= its_size
            yield _result(first, decode, cluster)
        work = is_work(chunk)
        pending.append(
            (cluster.submit(function, chunk) if work else [function(stages, chunk)], size)
        )
        in_flight += size
    while pending:
        yield _result(pending.popleft()[0], decode, cluster)


def total_body_size(chunk: Any) -> int:
    """Return the number of bytes of the bodies in a chunk, which is nested lists and tuples."""
    if isinstance(chunk, bytes):
        return len(chunk)
    return sum(map(total_body_size, chunk)) if isinstance(chunk, list | tuple) else 0


@contextmanager
def local_workers(stages: Stages, jobs: int, objections: Path | None) -> Iterator[Workers]:
    """Start worker processes on this machine; they end at once if this process stops early.

    A forked worker has the tables at once, where a spawned one takes a second to load them.  It
    never touches what it inherits of the database and the archive.
    """
    with _inheritable(stages), child_process_pool(jobs, _init_worker, objections) as pool:

        def submit(function: Callable[[Stages, Any], Any], chunk: Any) -> Future[bytes]:
            with _loss_explained():
                return pool.submit(_process_chunk, function, chunk)

        yield Workers(submit, jobs, _local_result)


def _local_result(future: Future[bytes]) -> bytes:
    with _loss_explained():
        return future.result()


@contextmanager
def _loss_explained() -> Iterator[None]:
    try:
        yield
    except BrokenExecutor:
        raise WorkerLost(
            "a process that reads for this one was killed; had the machine memory enough?\n"
            "  What was stored stays; the same command goes on where it stopped."
            "  A smaller --jobs needs less memory."
        ) from None


def _running(pending: Iterable[Future[bytes] | list[Result]]) -> int:
    return sum(isinstance(future, Future) and not future.done() for future in pending)


def _is_done(future: Future[bytes] | list[Result]) -> bool:
    return not isinstance(future, Future) or future.done()


def _result(
    future: Future[bytes] | list[Result], decode: Callable[[bytes], Result], workers: Workers
) -> Result:
    return decode(workers.result(future)) if isinstance(future, Future) else future[0]


@contextmanager
def infrequent_gc() -> Iterator[None]:
    """Collect garbage less often: notices hold no cycles, and it saves 5 % of the time."""
    before = gc.get_threshold()
    gc.set_threshold(GC_THRESHOLD)
    try:
        yield
    finally:
        gc.set_threshold(*before)


# --- in another process -------------------------------------------------------------------------

_stages: Stages | None = None


@contextmanager
def _inheritable(stages: Stages) -> Iterator[None]:
    """Let workers forked meanwhile have these stages: the same tables, with no loading."""
    global _stages
    before, _stages = _stages, stages
    try:
        yield
    finally:
        _stages = before


def _init_worker(objections: Path | None) -> None:
    """Initialise a worker: load the tables once, and end it together with the writer."""
    initialise_child_process()
    global _stages
    if _stages is None:
        _stages = load_stages(objections)
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)


def _process_chunk(function: Callable[[Stages, Any], Any], chunk: Any) -> bytes:
    assert _stages is not None
    return _pack(function(_stages, chunk))
