"""Documents to ingest as they are sent to the processes that parse them.

Workers of a cluster read files at an address themselves: the process that stores has read them,
too, because it archives them, but sends a place instead of the bytes.  What lies inside of a zip,
tar or WARC file is sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

from monitor.crawling.documents_in_archives import DocumentPlace
from monitor.crawling.parse_and_run_stages import ReceivedDocument, process_documents
from pipelines.model import Document, ParsedDocument, Trouble
from pipelines.stages import Stages
from spiders.archive.storage import Storage, StorageError, open_storage

# As ReceivedDocument, or with the place where a worker finds the content.
SentDocument = tuple[Document, bytes | Trouble | DocumentPlace | None]


def has_work(chunk: Sequence[SentDocument]) -> bool:
    """Whether a document of the chunk is to be parsed."""
    return any(isinstance(content, bytes | DocumentPlace) for _, content in chunk)


def process_sent_documents(stages: Stages, chunk: Sequence[SentDocument]) -> list[ParsedDocument]:
    """Read the documents of which places were sent; parse all and run all stages on them.

    Raises  StorageError: a place does not answer, or holds other bytes than were archived.
    """
    storages: dict[str, Storage] = {}
    return process_documents(stages, list(map(partial(_with_content, storages), chunk)))


def _with_content(storages: dict[str, Storage], sent: SentDocument) -> ReceivedDocument:
    document, location = sent
    if not isinstance(location, DocumentPlace):
        return document, location
    if location.storage not in storages:
        storages[location.storage] = open_storage(location.storage)
    content = storages[location.storage].read(location.name)
    if content is not None and hashlib.sha256(content).hexdigest() == document.sha256:
        return document, content
    actual = "nothing" if content is None else f"{len(content):,} bytes, other ones"
    raise StorageError(
        f"{location.storage}: a worker found {actual} at {location.name or 'this address'},"
        f" expected the {document.length or 0:,} bytes that were read here.\n"
        "  Was it replaced meanwhile?  Have all machines the same folder mounted?"
        "  What was stored stays; the same command goes on where it stopped."
    )
