"""Fixtures of tables that are read as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest


@pytest.fixture
def usual_cell_limit() -> Iterator[None]:
    """The module csv as it is in a process of its own: parsers of large files raise its limit."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)
