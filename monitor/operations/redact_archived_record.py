"""Redact one archived record: mask words, cut out withdrawn notices.

A notice is cut out of a page by trying: of the objects that hold its number, from the inside out,
the one without which the page says all the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from monitor.crawling.archive_reader import document_from_record
from monitor.crawling.parse_and_run_stages import parse_document
from pipelines.model import Notice, ParsedDocument
from pipelines.privacy.objections import Objections, mask_body
from spiders.archive.records import Record


def record_redactor(
    objections: Objections, problems: list[str]
) -> Callable[[Record], bytes | None]:
    """Return the function that redacts a record's body; it returns None when the record is
    removed.
    """

    def edit(record: Record) -> bytes | None:
        body: bytes | None = mask_body(record.body, objections.words_everywhere)
        for notice_id in objections.withdrawn_notices:
            if body is not None and _may_hold(record, body, notice_id):
                body = _change_notice(record, body, notice_id, problems)
        for notice_id, words in objections.words_by_notice.items():
            if body is not None and _may_hold(record, body, notice_id):
                body = _change_notice(record, body, notice_id, problems, words)
        return body

    return edit


def _may_hold(record: Record, body: bytes, notice_id: str) -> bool:
    """Return False when the record certainly does not hold the notice: other portal, or its
    number is absent.
    """
    if not notice_id.startswith(f"{record.portal}:"):
        return False
    digits = re.findall(r"\d{4,}", notice_id)
    source = (record.url or record.file or "").encode()
    return not digits or any(run.encode() in body or run.encode() in source for run in digits)


def _reading(record: Record, body: bytes) -> ParsedDocument:
    return parse_document(record.portal, document_from_record(record), body)


def _change_notice(
    record: Record,
    body: bytes,
    notice_id: str,
    problems: list[str],
    words: tuple[str, ...] | None = None,
) -> bytes | None:
    """Return the body with ``words`` masked in one notice alone; without words, the body without
    that notice, None when nothing else is in it.
    """
    if record.role != "document":
        return body
    notice_ids = {notice.id for notice in _reading(record, body).notices}
    if notice_id not in notice_ids:
        return body
    if notice_ids == {notice_id}:
        return mask_body(body, words) if words is not None else None
    span = _notice_span(record, body, notice_id)
    if span is None:
        problems.append(_not_separable(record, notice_id))
        return body
    text, (start, end) = body.decode("utf-8"), span
    if words is None:
        return _cut_element(text, start, end).encode()
    inner = mask_body(text[start:end].encode(), words).decode()
    return (text[:start] + inner + text[end:]).encode()


def _not_separable(record: Record, notice_id: str) -> str:
    return (
        f"{notice_id} could not be told apart in {record.archive_file} at {record.offset}: it is"
        " left out of the database, but its words are still in the archive"
    )


def _notice_span(record: Record, body: bytes, notice_id: str) -> tuple[int, int] | None:
    """Return the JSON object that is this notice: without it the page parses to all the others."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    before = _reading(record, body)
    expected = [notice for notice in before.notices if notice.id != notice_id]
    needles = sorted(re.split(r"[:/]", notice_id)[1:], key=len, reverse=True)
    for needle in needles:
        position = text.find(needle) if needle else -1
        while position >= 0:
            for start, end in _enclosing_objects(text, position):
                after = _reading(record, _cut_element(text, start, end).encode())
                if _are_equal(after.notices, expected) and len(after.troubles) <= len(
                    before.troubles
                ):
                    return start, end
                if not _holds_all(after.notices, expected):
                    break
            position = text.find(needle, position + len(needle))
    return None


def _are_equal(notices: tuple[Notice, ...], expected: list[Notice]) -> bool:
    return list(notices) == expected


def _holds_all(notices: tuple[Notice, ...], expected: list[Notice]) -> bool:
    """Return False when a cut removed more than the notice; wider cuts remove even more."""
    return {n.id for n in expected} <= {n.id for n in notices}


def _enclosing_objects(text: str, position: int) -> Iterator[tuple[int, int]]:
    """Yield the JSON objects around a position, innermost first."""
    decoder = json.JSONDecoder(strict=False)
    start = text.rfind("{", 0, position)
    while start >= 0:
        try:
            _, end = decoder.raw_decode(text, start)
        except ValueError:
            end = -1
        if end > position:
            yield start, end
        start = text.rfind("{", 0, start)


def _cut_element(text: str, start: int, end: int) -> str:
    """Remove an element of a list with its comma."""
    head, tail = text[:start], text[end:]
    if head.rstrip().endswith(","):
        head = head.rstrip()[:-1]
    elif tail.lstrip().startswith(","):
        tail = tail.lstrip()[1:]
    return head + tail
