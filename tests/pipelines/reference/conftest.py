"""A copy of the reference tables, for tests that break them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.reference.load_reference_tables import REFERENCE_FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "reference"
    shutil.copytree(REFERENCE_FOLDER, copy)
    return copy
