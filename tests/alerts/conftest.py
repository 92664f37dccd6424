"""A mail server and an installation for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.alerts.smtp import Postbox, listening
from tests.alerts.support import House


@pytest.fixture
def box() -> Iterator[Postbox]:
    with listening() as found:
        yield found


@pytest.fixture
def house(tmp_path: Path, box: Postbox) -> House:
    return House(tmp_path, box.port)
