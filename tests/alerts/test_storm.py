"""Killed at any statement, and under any weather of the mail server: told once, all of it.

Every statement and more storms are ``make soak``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.alerts.smtp import Postbox
from tests.alerts.storm import Storm, every_statement
from tests.alerts.support import Installation
from tests.hostile import Tried

pytestmark = [pytest.mark.slow, pytest.mark.hostile]


def test_killed_at_any_statement_nothing_is_lost_and_nothing_told_twice(
    tmp_path: Path, box: Postbox, tried: Tried
) -> None:
    killed = dict(every_statement(tmp_path, box, stride=7))
    assert {statement: wrong for statement, wrong in killed.items() if wrong} == {}
    assert len(killed) > 10
    tried(kills=len(killed))


@pytest.mark.parametrize("seed", range(3))
def test_under_any_weather_of_the_mail_server_each_thing_is_told_in_one_message(
    installation: Installation, box: Postbox, seed: int
) -> None:
    assert Storm(installation, box, seed).blow() == []
