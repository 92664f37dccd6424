"""Documents received -> what is to be stored of them: read in this process, and in others.

What other processes read comes back in the order received, so what is stored does not tell who
read it.
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

from monitor.runtime.spider_registry import spider
from pipelines.model import Document, Notice, ParsedDocument, Trouble
from pipelines.stages import Stages, load_stages

# A document and its body, or why it has none; None when it was read before.
Received = tuple[Document, bytes | Trouble | None]
Answer = Future[bytes] | list[ParsedDocument]

AHEAD = 6  # chunks under way for each worker, so that none waits while this process stores a batch
MOST_WAITING = 16  # chunks for each worker that are under way or read, and not yet stored
# A forked worker has the tables at once, where a spawned one takes half a second to load them.  It
# never touches what it inherits of the database and the archive.
START = "fork" if sys.platform == "linux" else "spawn"
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[ParsedDocument]).decode


def read(portal: str, document: Document, content: bytes) -> ParsedDocument:
    """Body -> what the portal's spider reads in it."""
    found = list(spider(portal).read(content, document.url or document.file or ""))
    return ParsedDocument(
        document=document,
        notices=tuple(item for item in found if isinstance(item, Notice)),
        troubles=tuple(item for item in found if isinstance(item, Trouble)),
    )


def read_all(stages: Stages, portal: str, chunk: Sequence[Received]) -> list[ParsedDocument]:
    """Documents -> readings that went through all stages."""
    return [_read_one(stages, portal, document, content) for document, content in chunk]


def _read_one(
    stages: Stages, portal: str, document: Document, content: bytes | Trouble | None
) -> ParsedDocument:
    if isinstance(content, Trouble):
        return ParsedDocument(document=document, troubles=(content,))
    if content is None:  # it leaves a receipt and nothing else
        return ParsedDocument(document=document, known=True)
    return stages.run(read(portal, document, content))


def read_beside(
    stages: Stages,
    portal: str,
    chunks: Iterator[list[Received]],
    jobs: int,
    objections: Path | None,
) -> Iterator[ParsedDocument]:
    """The same with ``jobs`` more processes: chunks go to those that want some, and are read here
    when none does."""
    waiting: deque[Answer] = deque()
    context = get_context(START)
    with ProcessPoolExecutor(jobs, context, _begin, (portal, objections)) as pool:
        for chunk in chunks:
            under_way = sum(isinstance(one, Future) and not one.done() for one in waiting)
            if under_way < AHEAD * jobs and any(isinstance(body, bytes) for _, body in chunk):
                waiting.append(pool.submit(_read_chunk, portal, chunk))
            else:
                waiting.append(read_all(stages, portal, chunk))
            while waiting and (_is_there(waiting[0]) or len(waiting) > MOST_WAITING * jobs):
                yield from _given(waiting.popleft())
        while waiting:
            yield from _given(waiting.popleft())


def _is_there(answer: Answer) -> bool:
    return not isinstance(answer, Future) or answer.done()


def _given(answer: Answer) -> list[ParsedDocument]:
    return _unpack(answer.result()) if isinstance(answer, Future) else answer


@contextmanager
def rare_collections() -> Iterator[None]:
    """Notices hold no cycles, so there is little to collect: to look for it less often saves 2 % of
    the time."""
    before = gc.get_threshold()
    gc.set_threshold(10_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


# --- in another process -------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _stages(objections: Path | None) -> Stages:
    return load_stages(objections)


_objections: Path | None = None


def _begin(portal: str, objections: Path | None) -> None:
    """First thing in a worker: tables loaded once, and its end tied to that of the writer."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    global _objections
    _objections = objections
    _stages(objections)
    spider(portal)
    gc.freeze()
    gc.set_threshold(10_000)


def _end_with_parent() -> None:
    """A writer that was killed cannot tell its workers, and they would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_chunk(portal: str, chunk: Sequence[Received]) -> bytes:
    return _pack(read_all(_stages(_objections), portal, chunk))
