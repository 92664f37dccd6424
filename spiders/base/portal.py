"""Base class of all portal spiders: a name, how bytes become records, one parsing function.

A portal declares ``reads`` (how bytes become records) and ``parser``, the module whose ``notices``
makes notices of a record; or it writes ``notices`` itself.
``read`` puts them together for crawl, ingest and replay alike: one record, or one body, that cannot
be read is named and does not stop the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import scrapy

from pipelines.errors import SHAPE_ERRORS, BrokenDocument, Refused, UnexpectedDocument
from pipelines.model import Notice, Trouble
from spiders.parsers import decoding
from spiders.parsers.common.no_supplier import without_placeholders
from spiders.parsers.decoding import web_pages

_UBL = b"urn:oasis:names:specification:ubl:"


def whole_xml(body: bytes) -> Iterator[Any]:
    """One XML document is one record: its root element.

    UBL (eForms) has no text with markup in it, which TED_EXPORT has.
    """
    yield decoding.xml_root(body, keep_blanks=_UBL not in body[:4096])


def whole_json(body: bytes) -> Iterator[Any]:
    yield decoding.json_value(body)


def whole_html(body: bytes) -> Iterator[Any]:
    yield web_pages.html_soup(body)


class PortalSpider(scrapy.Spider):
    """Parse documents of one portal; subclasses add how it is crawled."""

    name: str
    title: ClassVar[str] = ""
    reads: ClassVar[staticmethod[[bytes], Iterator[Any]]] = staticmethod(whole_json)
    media_type: ClassVar[str] = "application/json"
    parser_version: ClassVar[str] = "1"
    parser: Any = None
    profile: ClassVar[dict[str, Any]] = {}  # what a parser of several portals is told of this one

    @classmethod
    def notices(cls, record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Parse a record into notices.  ``source`` is the URL or file name that the body came from.

        A trouble beside a notice names what was read without being understood (an unknown code).
        """
        results: Iterator[Notice | Trouble] = cls.parser.notices(record, cls.name, **cls.profile)
        return results

    @classmethod
    def read(cls, body: bytes, source: str) -> Iterator[Notice | Trouble]:
        """Parse a body into notices and troubles, in the order of the body.

        Refuses  nothing by raising: a damaged body is one Trouble of kind broken, one of another
        shape one of kind unexpected.
        """
        try:
            for index, record in enumerate(cls.reads(body)):
                yield from cls._read_record(record, source, f"record {index}")
        except BrokenDocument as error:
            yield Trouble("broken", error.code, str(error))
        except Refused as error:
            yield Trouble("refused", error.code, str(error))
        except UnexpectedDocument as error:
            yield Trouble("unexpected", error.code, str(error))
        except RecursionError:
            yield Trouble("refused", "too_deep", "the answer is nested too deeply to be read")
        except SHAPE_ERRORS as error:
            message = f"the answer cannot be read: {type(error).__name__}: {error}"
            yield Trouble("unexpected", "unreadable_answer", message)

    @classmethod
    def _read_record(cls, record: Any, source: str, index: str) -> Iterator[Notice | Trouble]:
        try:
            for notice in cls.notices(record, source):
                yield without_placeholders(notice) if isinstance(notice, Notice) else notice
        except BrokenDocument as error:
            yield Trouble("broken", error.code, str(error), index)
        except Refused as error:
            yield Trouble("refused", error.code, str(error), index)
        except UnexpectedDocument as error:
            yield Trouble("unexpected", error.code, str(error), index)
        except RecursionError:
            yield Trouble("refused", "too_deep", f"{index} is nested too deeply", index)
        except SHAPE_ERRORS as error:
            message = f"{index}: {type(error).__name__}: {error}"
            yield Trouble("unexpected", "unreadable_record", message, index)
