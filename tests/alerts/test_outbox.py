"""Mails leave once, through a real server that is kind or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.alerts import keeper
from tests.alerts.smtp import Postbox, listening, text
from tests.alerts.support import House


@pytest.fixture
def box() -> Iterator[Postbox]:
    with listening() as found:
        yield found


@pytest.fixture
def house(tmp_path: Path, box: Postbox) -> House:
    return House(tmp_path, box.port)


def test_the_keeper_is_told_once_of_one_occasion(house: House, box: Postbox) -> None:
    assert keeper(house.config, "boamp is blind", "No notice since Monday.", "blind:boamp:1")
    assert not keeper(house.config, "boamp is blind", "No notice since Monday.", "blind:boamp:1")
    house.alerts(), house.alerts()
    (mail,) = box.mails("keeper@example.org")
    assert mail["Subject"] == "boamp is blind"
    assert "since Monday" in text(mail)
