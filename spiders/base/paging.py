"""Paging styles of JSON APIs (offset, next link, number), as pure functions over one page.

A page is decoded only as far as paging needs (total, next link, number of records); its records
are left to the portal's reader.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import msgspec

from pipelines.errors import BrokenDocument, UnexpectedDocument
from spiders.parsers import decoding

COMPLAINTS = ("error", "errors", "error_code", "errorCode", "fault", "exception")


def error_in_empty_answer(value_at: Callable[[str], Any]) -> str | None:
    """Return what an answer without a row complains of: that is no quiet day, whatever its status.

    ``value_at``  name -> its value in the answer.
    """
    for name in COMPLAINTS:
        server_error = value_at(name)
        if server_error and server_error != "0":
            return f"{name}: {server_error}"[:120]
    return None


class PageEnvelope:
    """JSON pointers to the values of a page that paging needs.

    Raises  BrokenDocument when the body is no JSON at all.
    """

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._raw: Any
        try:
            self._raw = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._raw = decoding.json_value(body)

    def at(self, pointer: str) -> Any:
        """Value at ``/a/b`` (``/``: all of it); None when any step is missing."""
        if pointer == "/":
            return self._raw
        first, *steps = pointer.strip("/").split("/")
        value = self._first(first)
        if isinstance(value, msgspec.Raw):
            value = self._decoded(first, value)
        for step in steps:
            value = value.get(step) if isinstance(value, dict) else None
        return value

    def _decoded(self, name: str, value: msgspec.Raw) -> Any:
        """A part of the page; what it is not in UTF-8 shows only when it is read."""
        try:
            return msgspec.json.decode(value)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._raw = decoding.json_value(self._body)
            return self._first(name)

    def has(self, pointer: str) -> bool:
        """Whether the name at the pointer stands in the answer, be it with null."""
        parent, _, name = f"/{pointer.strip('/')}".rpartition("/")
        value = self.at(parent or "/")
        return isinstance(value, dict) and name in value

    def number(self, pointer: str) -> int | None:
        """Integer at the pointer; None when it is not there.

        Raises  UnexpectedDocument when something else is.
        """
        value = self.at(pointer)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise UnexpectedDocument(f"{pointer} is {value!r}, expected a whole number")
        return value

    def records(self, pointer: str, *, may_be_bare: bool = False) -> Records:
        """The list of records at the pointer; null is an empty one, and so is ``{}`` if it may be.

        Raises  BrokenDocument when it is no list, or when the answer has nothing at the pointer:
                its names have changed, it is a bare list now, or it says nothing at all.
        """
        self._has(pointer, may_be_bare)
        steps = pointer.strip("/")
        value = self.at(pointer) if "/" in steps or not steps else self._first(steps)
        if isinstance(value, msgspec.Raw):
            try:
                parts = msgspec.json.decode(value, type=list[msgspec.Raw] | None)
            except (msgspec.DecodeError, RecursionError):
                raise _no_list(pointer) from None
            return Records(len(parts or ()), bytes(value))
        if value is not None and not isinstance(value, list):
            raise _no_list(pointer)
        return Records(len(value or ()), msgspec.json.encode(value))

    def _has(self, pointer: str, may_be_bare: bool) -> None:
        value = self._raw
        if pointer.strip("/") and not (isinstance(value, dict) and (value or may_be_bare)):
            kind = "a list" if isinstance(value, list) else repr(value)[:40]
            message = f"the answer is {kind}, expected records at {pointer}: a new design?"
            raise BrokenDocument("no_records", message)
        for name in filter(None, pointer.split("/")):
            keys = ""
            if isinstance(value, dict) and value and name not in value:
                keys = ", ".join(map(repr, list(value)[:6]))
            elif isinstance(value, list | str | float | int) and value:
                keys = decoding.json_type_name(value)
            if keys:
                message = f"the answer has nothing at {pointer}, but {keys}: a new design?"
                raise BrokenDocument("no_records", message)
            value = value.get(name) if isinstance(value, dict) else None
            if isinstance(value, msgspec.Raw) and name != pointer.rsplit("/", 1)[-1]:
                value = self._decoded(name, value)

    def _first(self, name: str) -> Any:
        return self._raw.get(name) if isinstance(self._raw, dict) else None


@dataclass(frozen=True)
class Records:
    """Number of records of a page; ``digest`` recognises a page that came twice."""

    count: int
    raw: bytes

    @cached_property
    def digest(self) -> str:
        return sha256(self.raw).hexdigest()


def _no_list(pointer: str) -> BrokenDocument:
    return BrokenDocument("no_records", f"{pointer} is not a list of records")


class Pager:
    """Protocol of a paging: leads ``Walk`` from one page to the next.

    ``size``  records of a full page, as far as they were asked for; 0 if they were not.
    ``ceiling``  how far the portal can be paged through; a fuller window is split.
    """

    size: int
    ceiling: int | None = None

    def has_total(self) -> bool:
        """Whether answers tell the number of all records."""
        return True

    def ends_bare(self) -> bool:
        """Whether ``{}`` is how its list may end."""
        return False

    def announced(self, page: Any) -> int | None:
        """Number of all records, as a page tells it."""
        raise NotImplementedError

    def next_page_url(self, url: str, page: Any, records: Records) -> str | None:
        """Address of the next page, None after the last one."""
        raise NotImplementedError

    def must_have_records(self, page: Any, *, is_first: bool) -> bool:
        """Whether an empty page is a fault: another page led to it, or it counts pages or rows."""
        return False

    def is_silent(self, page: Any) -> bool:
        """Whether an answer names no next page without saying that it is the last one."""
        return False

    def guess_next_page_url(self, url: str) -> str | None:
        """Return the address of the page after one that names none; None if it is unknown."""
        return None


@dataclass(frozen=True, kw_only=True)
class OffsetPaging(Pager):
    """Pages by position: ``offset`` and ``limit`` parameters, the portal's total in each answer.

    ``ceiling``  the portal answers no offset + limit above it: a fuller window is split.
    """

    size: int
    total: str
    param: str = "offset"
    size_param: str = "limit"
    ceiling: int | None = None

    def first(self, url: str) -> str:
        return with_query(url, {self.size_param: str(self.size), self.param: "0"})

    def next_page_url(self, url: str, page: PageEnvelope, records: Records) -> str | None:
        here = int(dict(parse_qsl(urlsplit(url).query)).get(self.param, 0))
        after = here + records.count  # by what came: a service may cap its pages in silence
        total = page.number(self.total)
        if records.count == 0 or (total is not None and after >= total):
            return None
        if self.ceiling and after + self.size > self.ceiling:
            return None
        return with_query(url, {self.param: str(after)})

    def announced(self, page: PageEnvelope) -> int | None:
        return page.number(self.total)

    def is_silent(self, page: PageEnvelope) -> bool:
        """Whether the page has no total, so that only the ceiling ends the pages."""
        return page.number(self.total) is None


@dataclass(frozen=True, kw_only=True)
class NextLinkPaging(Pager):
    """Pages by a link that each answer carries; most such portals publish no total.

    ``size_param`` None where the portal alone decides how long its pages are.  ``ends_empty`` where
    the last link is known to lead to a page without records.  ``number_param`` where pages are
    numbered, too: by it a full page that leads nowhere is asked further.
    """

    size: int
    link: str = "/links/next"
    size_param: str | None = "limit"
    total: str | None = None
    ceiling: int | None = None
    ends_empty: bool = False
    number_param: str | None = None

    def first(self, url: str) -> str:
        return with_query(url, {self.size_param: str(self.size)}) if self.size_param else url

    def next_page_url(self, url: str, page: PageEnvelope, records: Records) -> str | None:
        link = str(page.at(self.link) or "")
        # AusTender answers a link without a cursor with 502: there is no further page
        return urljoin(url, link) if link and not link.endswith("cursor=") else None

    def has_total(self) -> bool:
        return self.total is not None

    def announced(self, page: PageEnvelope) -> int | None:
        return page.number(self.total) if self.total else None

    def must_have_records(self, page: PageEnvelope, *, is_first: bool) -> bool:
        return not self.ends_empty and (not is_first or bool(page.at(self.link)))

    def is_silent(self, page: PageEnvelope) -> bool:
        return not page.at(self.link) and self.announced(page) is None

    def guess_next_page_url(self, url: str) -> str | None:
        if not self.number_param:
            return None
        here = int(dict(parse_qsl(urlsplit(url).query)).get(self.number_param, 1))
        return with_query(url, {self.number_param: str(here + 1)})


@dataclass(frozen=True, kw_only=True)
class NumberedPaging(Pager):
    """Pages from ``start`` on, as many as ``pages`` (pointer) says; ``total`` counts records.

    Where the answer tells no number of pages, they are asked for until one is empty.
    """

    pages: str
    total: str
    param: str = "page"
    start: int = 1
    size = 0

    def first(self, url: str) -> str:
        return with_query(url, {self.param: str(self.start)})

    def next_page_url(self, url: str, page: PageEnvelope, records: Records) -> str | None:
        here = int(dict(parse_qsl(urlsplit(url).query)).get(self.param, self.start))
        number = page.number(self.pages)
        is_last = not records.count or (number is not None and here - self.start + 1 >= number)
        return None if is_last else with_query(url, {self.param: str(here + 1)})

    def announced(self, page: PageEnvelope) -> int | None:
        return page.number(self.total)

    def must_have_records(self, page: PageEnvelope, *, is_first: bool) -> bool:
        return not is_first and page.number(self.pages) is not None


Paging = OffsetPaging | NextLinkPaging | NumberedPaging


def with_query(url: str, values: dict[str, str]) -> str:
    """URL with these parameters set, the others kept in their order."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | values
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))
