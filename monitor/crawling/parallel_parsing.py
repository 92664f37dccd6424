"""Parse documents and run them through the pipeline stages, in this process and in workers.

Results come back in the order received, so that the database does not depend on the workers.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import get_context, parent_process
from pathlib import Path

import msgspec

from monitor.runtime.spider_registry import spider_class
from pipelines.model import Document, Notice, ParsedDocument, Trouble
from pipelines.stages import Stages, load_stages

# A document with its content, or why it has none; None if it was parsed before.
ReceivedDocument = tuple[Document, bytes | Trouble | None]
PendingChunk = Future[bytes] | list[ParsedDocument]

MAX_RUNNING_PER_WORKER = (
    6  # chunks submitted to each worker, so that none idles while this process stores a batch
)
MAX_PENDING_PER_WORKER = 16  # chunks per worker that are submitted or parsed, and not yet stored
# A forked worker has the tables at once, where a spawned one takes half a second to load them.  It
# never touches what it inherits of the database and the archive.
START_METHOD = "fork" if sys.platform == "linux" else "spawn"
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[ParsedDocument]).decode


def parse_document(portal: str, document: Document, content: bytes) -> ParsedDocument:
    """Parse a document with its portal's spider."""
    items = list(spider_class(portal).read(content, document.url or document.file or ""))
    return ParsedDocument(
        document=document,
        notices=tuple(item for item in items if isinstance(item, Notice)),
        troubles=tuple(item for item in items if isinstance(item, Trouble)),
    )


def process_documents(
    stages: Stages, portal: str, chunk: Sequence[ReceivedDocument]
) -> list[ParsedDocument]:
    """Parse documents and run all stages on them."""
    return [_process_document(stages, portal, document, content) for document, content in chunk]


def _process_document(
    stages: Stages, portal: str, document: Document, content: bytes | Trouble | None
) -> ParsedDocument:
    if isinstance(content, Trouble):
        return ParsedDocument(document=document, troubles=(content,))
    if content is None:  # it leaves a receipt and nothing else
        return ParsedDocument(document=document, known=True)
    return stages.run(parse_document(portal, document, content))


def process_in_parallel(
    stages: Stages,
    portal: str,
    chunks: Iterator[list[ReceivedDocument]],
    jobs: int,
    objections: Path | None,
) -> Iterator[ParsedDocument]:
    """Parse and process chunks in ``jobs`` worker processes, and here while all are busy."""
    pending: deque[PendingChunk] = deque()
    context = get_context(START_METHOD)
    with ProcessPoolExecutor(jobs, context, _init_worker, (portal, objections)) as pool:
        for chunk in chunks:
            running = sum(isinstance(one, Future) and not one.done() for one in pending)
            if running < MAX_RUNNING_PER_WORKER * jobs and any(
                isinstance(body, bytes) for _, body in chunk
            ):
                pending.append(pool.submit(_process_chunk, portal, chunk))
            else:
                pending.append(process_documents(stages, portal, chunk))
            while pending and (
                _is_done(pending[0]) or len(pending) > MAX_PENDING_PER_WORKER * jobs
            ):
                yield from _result(pending.popleft())
        while pending:
            yield from _result(pending.popleft())


def _is_done(chunk: PendingChunk) -> bool:
    return not isinstance(chunk, Future) or chunk.done()


def _result(chunk: PendingChunk) -> list[ParsedDocument]:
    return _unpack(chunk.result()) if isinstance(chunk, Future) else chunk


@contextmanager
def infrequent_gc() -> Iterator[None]:
    """Collect garbage less often: notices hold no cycles, and it saves 2 % of the time."""
    before = gc.get_threshold()
    gc.set_threshold(10_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


# --- in another process -------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _worker_stages(objections: Path | None) -> Stages:
    return load_stages(objections)


_worker_objections: Path | None = None


def _init_worker(portal: str, objections: Path | None) -> None:
    """Initialise a worker: load the tables once, and end it together with the writer."""
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    global _worker_objections
    _worker_objections = objections
    _worker_stages(objections)
    spider_class(portal)
    gc.freeze()
    gc.set_threshold(10_000)


def _exit_with_parent() -> None:
    """Exit with the parent: workers of a killed writer would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _process_chunk(portal: str, chunk: Sequence[ReceivedDocument]) -> bytes:
    return _pack(process_documents(_worker_stages(_worker_objections), portal, chunk))
