"""What the writing process spends on a notice: decoding what workers hand over, and SQLite."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from monitor.crawling.ingest_local_documents import BATCH
from monitor.crawling.parse_and_run_stages import CHUNK_DOCUMENTS, process_documents
from monitor.runtime.runs import Run
from pipelines.model import ParsedDocument
from pipelines.open_store import new_writer, open_store
from pipelines.stages import Stages, load_stages
from tests.bench.measures import Row
from tests.bench.tagging import ted_documents

LIMITS_MS = {"left out": 0.05, "in scope": 0.5}


def storing(folder: Path, work: Path) -> Iterator[Row]:
    """Folder of notices -> milliseconds of processor time of the writer, by kind of notice."""
    stages = load_stages()
    handed: dict[str, list[ParsedDocument]] = {kind: [] for kind in LIMITS_MS}
    for parsed in _processed(folder, stages):
        kind = "in scope" if any(parsed.prepared) else "left out"
        handed[kind].append(parsed)
    for kind, limit in LIMITS_MS.items():
        seen = 1000 * _stored_s(handed[kind], work / f"{kind}.db", stages) / len(handed[kind])
        yield Row(
            f"writer, a notice {kind}",
            f"{seen:.3f} ms of processor",
            f"less than {limit} ms",
            seen < limit,
        )


def _processed(folder: Path, stages: Stages) -> Iterator[ParsedDocument]:
    for received in ted_documents(folder):
        yield from process_documents(stages, [received])


def _stored_s(documents: list[ParsedDocument], file: Path, stages: Stages) -> float:
    """Seconds of processor time to decode and store documents in a new database."""
    encode = msgspec.msgpack.Encoder().encode
    decode = msgspec.msgpack.Decoder(list[ParsedDocument]).decode
    chunks = [
        encode(documents[at : at + CHUNK_DOCUMENTS])
        for at in range(0, len(documents), CHUNK_DOCUMENTS)
    ]
    connection = open_store(file, stages)
    with Run(connection, "ingest", "ted") as run:
        writer = new_writer(connection, run.id, stages)
        start, batch = time.process_time(), []
        for chunk in chunks:
            batch += decode(chunk)
            if len(batch) >= BATCH:
                writer.save(batch)
                batch = []
        writer.save(batch)
        spent = time.process_time() - start
    connection.close()
    return spent
