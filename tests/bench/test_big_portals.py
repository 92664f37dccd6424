"""What the bench's giants are made of is read without a trouble: else it measures refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from monitor.crawling.parse_and_run_stages import parse_document
from pipelines.model import Document
from pipelines.stages import load_stages
from tests.bench import big_portals

SIZE = 40_000  # bytes


def _disclosure() -> Iterator[bytes]:
    return big_portals.table(SIZE, big_portals.REPEATED)


def _package() -> Iterator[bytes]:
    return big_portals.package(SIZE, big_portals.REPEATED)


@pytest.mark.parametrize(
    ("portal", "made"),
    [("canada_disclosure", _disclosure), ("anac", _package), ("ocds:georgia", _package)],
    ids=["canada_disclosure", "anac", "ocds:georgia"],
)
def test_its_records_are_read_without_a_trouble(
    portal: str, made: Callable[[], Iterator[bytes]]
) -> None:
    body = b"".join(made())
    document = Document(
        sha256="0" * 64, portal=portal, fetched_at=datetime(2024, 4, 1, tzinfo=UTC), file="made"
    )
    read = load_stages().run(parse_document(portal, document, body))
    assert read.troubles == ()
    assert len(read.notices) >= 3
