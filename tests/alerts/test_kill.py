"""Killed with -9 at every step of creating and sending: nothing lost, nothing twice but one window.

The window that SMTP cannot close is between the server's "accepted" and our record: then the mail
comes again, under the same Message-ID.
"""

from __future__ import annotations

import signal
from collections import Counter

import pytest

from monitor.alerts import request_spool
from tests.alerts.smtp import Postbox
from tests.alerts.support import Installation, microsoft_award

pytestmark = pytest.mark.hostile

PEOPLE = tuple(f"reader{number}@example.org" for number in range(4))
# each step is met several times: killed at the first, at a later one
STEPS = (
    "requests",
    "watching",
    "matched",
    "composed",
    "committed",
    "claimed",
    "built",
    "sent",
    "recorded",
)


def readied(installation: Installation) -> None:
    for address in PEOPLE:
        installation.subscribe(address)
    installation.advance(hours=1).crawl(microsoft_award())
    request_spool.spool_request(
        request_spool.spool_folder(installation.folder / "private.db"),
        {
            "do": "subscribe",
            "address": "new@example.org",
            "filter": '{"kinds":["award"]}',
            "language": "fr",
            "rhythm": "daily",
        },
    )


@pytest.mark.parametrize("place", [0, 2])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step_it_goes_on_as_if_nothing_had_been(
    installation: Installation, box: Postbox, step: str, place: int
) -> None:
    readied(installation)
    place = place if step in ("claimed", "built", "sent", "recorded") else 0
    assert installation.run_killed_at(step, place) == -signal.SIGKILL
    assert installation.run_killed_at("never") == 0
    got = Counter(to for to, _ in box.raw)
    assert set(got) == {*PEOPLE, "new@example.org"}  # nothing lost
    twice = [to for to, times in got.items() if times > 1]
    if step == "sent":
        assert len(twice) == 1
        assert got[twice[0]] == 2
        assert len({str(mail["Message-ID"]) for mail in box.mails(twice[0])}) == 1
    else:
        assert twice == []
    assert installation.sql("SELECT DISTINCT state FROM messages") == [("sent",)]
    installation.advance(days=1)
    assert installation.run_killed_at("never") == 0
    assert sum(got.values()) == len(box.raw)


def test_killed_while_a_request_is_taken_up_it_is_done_once(
    installation: Installation, box: Postbox
) -> None:
    readied(installation)
    where = request_spool.spool_folder(installation.folder / "private.db")
    (file,) = where.glob("*.json")
    copy = file.read_bytes()
    installation.run_alerts()
    (where / file.name).write_bytes(copy)  # as if killed between the record and the deletion
    installation.run_alerts()
    assert len(box.mails("new@example.org")) <= 2  # at most one more confirmation is asked for
    assert installation.sql(
        "SELECT count(*) FROM subscriptions WHERE address = 'new@example.org'"
    ) == [(1,)]


def test_a_killed_process_leaves_no_lock(installation: Installation, box: Postbox) -> None:
    readied(installation)
    installation.run_killed_at("composed")
    assert (installation.folder / "private.lock").exists()
    installation.run_alerts()
    assert len(box.raw) == len(PEOPLE) + 1


def test_stopped_in_order_it_goes_on_later(installation: Installation, box: Postbox) -> None:
    readied(installation)

    def stop(step: str) -> None:
        if step == "sent":
            raise SystemExit(143)

    with pytest.raises(SystemExit):
        installation.run_alerts(fault=stop)
    installation.run_alerts()
    assert {to for to, _ in box.raw} == {*PEOPLE, "new@example.org"}


def test_a_mail_with_which_each_process_ends_does_not_keep_back_the_others(
    installation: Installation, box: Postbox
) -> None:
    """As where the machine has not memory enough to write it."""
    readied(installation)
    assert installation.run_killed_at("claimed") == -signal.SIGKILL
    installation.run_killed_at("claimed")
    assert installation.run_killed_at("claimed") == -signal.SIGKILL
    assert box.raw == []
    assert installation.run_killed_at("never") == 0
    assert len(box.raw) == len(PEOPLE)
    assert installation.sql("SELECT problem FROM messages WHERE state = 'waiting'") == [
        ("the process that sent it was killed",)
    ]
    installation.advance(hours=1)
    assert installation.run_killed_at("never") == 0
    assert {to for to, _ in box.raw} == {*PEOPLE, "new@example.org"}
    assert len(box.raw) == len(PEOPLE) + 1
