"""Invented portals of large files, crawled by the tests over real HTTP on this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.errors import UnexpectedDocument
from pipelines.model import Notice
from spiders.base.bulk_files import BulkFilesSpider
from spiders.parsers import decoding
from spiders.parsers.decoding import csv_rows, record_splitter


def records(body: bytes) -> Iterator[Any]:
    yield from decoding.json_value(record_splitter.records_of(body))


class Packages(BulkFilesSpider):
    name = "packages"
    endpoint = "https://packages.example/list"
    files = re.compile(r"/files/")
    pace_s = 0.0
    robots_exemption = "documented API, https://packages.example/docs"
    reads = staticmethod(records)

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice]:
        if isinstance(record, UnexpectedDocument):
            raise record
        number = str(record["id"])
        yield Notice(id=f"test:{number}", portal="test", number=number, kind="award")


class Small(Packages):
    name = "small"
    endpoint = "https://small.example/list"
    largest_file = 64 * 1024


class Quiet(Packages):
    name = "quiet"
    endpoint = "https://quiet.example/list"
    may_be_empty = True


class Impatient(Packages):
    name = "impatient"
    endpoint = "https://impatient.example/list"
    silence_s = 1.0


class Tables(Packages):
    name = "tables"
    endpoint = "https://tables.example/list"
    cuts = staticmethod(record_splitter.csv_slices)
    reads = staticmethod(csv_rows.rows)
