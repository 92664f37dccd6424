"""Mails leave once, through a real server that is kind or not."""

from __future__ import annotations

from tests.alerts.smtp import Postbox, text
from tests.alerts.support import House


def test_the_keeper_is_told_once_of_one_occasion(house: House, box: Postbox) -> None:
    assert house.keeper("boamp is blind", "No notice since Monday.", "blind:boamp:1")
    assert not house.keeper("boamp is blind", "No notice since Monday.", "blind:boamp:1")
    house.alerts(), house.tend()
    (mail,) = box.mails("keeper@example.org")
    assert mail["Subject"] == "boamp is blind"
    assert "since Monday" in text(mail)
