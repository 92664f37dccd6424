"""An invented portal of one CSV, for the bench alone: the reader is as plain as can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.errors import UnexpectedDocument
from pipelines.model import Award, Buyer, Money, Notice, Organization, Supplier, Text
from spiders.formats import csv_rows, slices
from spiders.shapes.bulk_files import BulkFilesSpider


class CsvBenchSpider(BulkFilesSpider):
    name = "canada_disclosure"
    endpoint = "https://disclosure.example/list"
    files = re.compile(r"/files/")
    pace_s = 0.0
    robots_exemption = "a bench, https://disclosure.example/"
    cuts = staticmethod(slices.csv_slices)
    reads = staticmethod(csv_rows.rows)

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice]:
        if isinstance(record, UnexpectedDocument):
            raise record
        number = record["reference_number"]
        supplier = Supplier(Organization(record["vendor_name"], country="CA"))
        value = Money(Decimal(record["contract_value"]), "CAD")
        yield Notice(
            id=f"canada_disclosure:{number}", portal="canada_disclosure", number=number,
            kind="contract", published=date.fromisoformat(record["contract_date"]),
            buyers=(Buyer(Organization("A department", country="CA")),), country="CA",
            texts=(Text("title", record["description_en"][:80], "en"),
                   Text("description", record["description_en"], "en")),
            awards=(Award(key=number, status="active", value=value, suppliers=(supplier,)),),
        )  # fmt: skip
