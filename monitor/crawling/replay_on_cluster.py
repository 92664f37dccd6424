"""Replay an archive at an address on a cluster: workers read the documents themselves.

First a worker lists the documents of each archive file, with their places; the process that stores
puts them in the order received, and sends places alone.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from datetime import datetime

import msgspec

from monitor.crawling.archive_reader import (
    describe_damage,
    document_from_record,
    files_by_start,
    files_of,
    merge_in_order,
)
from monitor.crawling.parallel_processing import Workers, process_in_order
from monitor.crawling.parse_and_run_stages import CHUNK_BYTES, CHUNK_DOCUMENTS, process_documents
from monitor.runtime.runs import Run
from pipelines.model import Document, ParsedDocument
from pipelines.stages import Stages
from spiders.archive.reader import read_many, records
from spiders.archive.records import Damage
from spiders.archive.storage import open_storage

FILES_AHEAD = 4  # listed for each worker before their turn comes

Chunk = tuple[str, list[Document]]  # address of the archive, and documents in it


class Listing(msgspec.Struct):
    """A worker's listing of an archive file: documents without content, and problems."""

    documents: list[Document]
    problems: list[str]


def parse_on_workers(
    archive: str,
    portals: Sequence[str],
    stages: Stages,
    run: Run,
    cluster: Workers,
    expect: Callable[[int], None] | None = None,
) -> Iterator[ParsedDocument]:
    """Yield the parsed documents of an archive in the order received; ``run`` records damage.

    ``expect`` is told how many there will be, reckoned from the files listed so far.
    """
    files = files_by_start(archive, files_of(archive, portals))
    documents = merge_in_order(files, _Listings(archive, files, cluster, run, expect).documents_of)
    for parsed in process_in_order(
        process_archived,
        stages,
        _chunks(archive, documents),
        list[ParsedDocument],
        0,
        cluster=cluster,
    ):
        yield from parsed


class _Listings:
    """Has workers list files, some of them before their turn comes."""

    def __init__(
        self,
        archive: str,
        files: list[tuple[datetime, str]],
        cluster: Workers,
        run: Run,
        expect: Callable[[int], None] | None,
    ) -> None:
        self.archive, self.cluster, self.run = archive, cluster, run
        self.waiting = deque(name for _, name in files)
        self.sent: dict[str, Future[bytes]] = {}
        self.decode = msgspec.msgpack.Decoder(Listing).decode
        self.expect = expect
        sizes = open_storage(archive).sizes() if expect is not None else {}
        self.sizes = {name: sizes.get(name, 0) for _, name in files}
        self.listed_bytes = 0

    def documents_of(self, name: str) -> Iterator[Document]:
        while self.waiting and len(self.sent) < FILES_AHEAD * self.cluster.count:
            ahead = self.waiting.popleft()
            self.sent[ahead] = self.cluster.submit(list_documents, (self.archive, ahead))
        listing = self.decode(self.cluster.result(self.sent.pop(name)))
        self.run.problems += listing.problems
        self.run.counts["files"] += len(listing.documents)
        self.listed_bytes += self.sizes[name]
        if self.expect is not None and self.listed_bytes:
            total = sum(self.sizes.values())
            self.expect(self.run.counts["files"] * total // self.listed_bytes)
        return iter(listing.documents)


def _chunks(archive: str, documents: Iterable[Document]) -> Iterator[Chunk]:
    """Group documents into chunks that are small enough for a worker to hold in memory."""
    chunk: list[Document] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += document.length or 0
        if len(chunk) >= CHUNK_DOCUMENTS or size >= CHUNK_BYTES:
            yield archive, chunk
            chunk, size = [], 0
    if chunk:
        yield archive, chunk


# --- on a worker --------------------------------------------------------------------------------


def list_documents(_: Stages, file: tuple[str, str]) -> Listing:
    """List the documents of an archive file."""
    archive, name = file
    damages: list[Damage] = []
    file_records = records(archive, files=[name], damaged=damages.append)
    documents = [document_from_record(record) for record in file_records]
    problems = [problem for damage in damages if (problem := describe_damage(archive, damage))]
    return Listing(documents, problems)


def process_archived(stages: Stages, chunk: Chunk) -> list[ParsedDocument]:
    """Read documents at their places in the archive, parse them and run all stages on them."""
    archive, documents = chunk
    places = defaultdict(list)
    for document in documents:
        places[document.archive_file or ""].append(document.offset or 0)
    bodies = {
        (record.archive_file, record.offset): record.body
        for name, offsets in places.items()
        for record in read_many(archive, name, offsets)
    }
    return process_documents(
        stages,
        [
            (document, bodies[document.archive_file or "", document.offset or 0])
            for document in documents
        ],
    )
