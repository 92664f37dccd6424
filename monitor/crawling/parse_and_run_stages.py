"""Parse documents and run them through the pipeline stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from monitor.runtime.spider_registry import spider_class
from pipelines.model import Document, Notice, ParsedDocument, Trouble
from pipelines.stages import Stages
from pipelines.store.prepared_rows import prepare

# A document with its content, or why it has none; None if it was parsed before.
ReceivedDocument = tuple[Document, bytes | Trouble | None]

CHUNK_DOCUMENTS = 20
CHUNK_BYTES = 8 * 1024 * 1024


def parse_document(portal: str, document: Document, content: bytes) -> ParsedDocument:
    """Parse a document with its portal's spider."""
    items = list(spider_class(portal).read(content, document.url or document.file or ""))
    return ParsedDocument(
        document=document,
        notices=tuple(item for item in items if isinstance(item, Notice)),
        troubles=tuple(item for item in items if isinstance(item, Trouble)),
    )


def process_documents(stages: Stages, chunk: Sequence[ReceivedDocument]) -> list[ParsedDocument]:
    """Parse documents, run all stages on them, and prepare the rows that will be stored.

    All are parsed before the first is looked at: code and tables of one step stay in the caches of
    the processor.
    """
    parsed = [_parsed(document, content) for document, content in chunk]
    return [prepare(parsed, stages.known_buyers) for parsed in stages.run_all(parsed)]


def _parsed(document: Document, content: bytes | Trouble | None) -> ParsedDocument:
    if isinstance(content, Trouble):
        return ParsedDocument(document=document, troubles=(content,))
    if content is None:  # it leaves a receipt and nothing else
        return ParsedDocument(document=document, known=True)
    return parse_document(document.portal, document, content)


def chunks_of(documents: Iterable[ReceivedDocument]) -> Iterator[list[ReceivedDocument]]:
    """Group documents into chunks that are small enough to hold in memory."""
    chunk: list[ReceivedDocument] = []
    size = 0
    for document, content in documents:
        chunk.append((document, content))
        size += len(content) if isinstance(content, bytes) else 0
        if len(chunk) >= CHUNK_DOCUMENTS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
