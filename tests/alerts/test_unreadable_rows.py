"""One row that cannot be read keeps nobody else's mails back, and what is held is not lost."""

from __future__ import annotations

from collections import Counter
from contextlib import closing

import pytest

from monitor.alerts.subscriptions import SubscriptionStore
from monitor.operations import doctor
from tests.alerts.smtp import Postbox, text
from tests.alerts.support import ANN, Installation, microsoft_award, plain_award

BOB = "bob@example.org"
GONE = '{"regions":["ZZ99"]}'  # of a table that was corrected, or of a newer version
NEWER = '{"colours":["red"]}'


def procedure(number: int) -> str:
    return f"0d9f7a54-52c3-4a07-8f0e-3f7d11f7f4{number:02}"


@pytest.fixture
def ready(installation: Installation) -> Installation:
    installation.crawl(plain_award("1-2026", procedure=procedure(1)))
    installation.run_alerts()
    installation.subscribe()
    installation.subscribe(BOB)
    return installation.advance(days=1)


def change(installation: Installation, sql: str, *values: object) -> None:
    with closing(installation.private()) as private:
        private.execute(sql, values)


@pytest.mark.parametrize("unreadable", [GONE, NEWER, "{broken", '{"kinds":null}'])
def test_a_filter_that_cannot_be_read_holds_what_it_may_want_and_nothing_else(
    ready: Installation, box: Postbox, unreadable: str
) -> None:
    (known,) = ready.sql("SELECT filter FROM subscriptions WHERE address = ?", ANN)[0]
    change(ready, "UPDATE subscriptions SET filter = ? WHERE address = ?", unreadable, ANN)
    ready.crawl(microsoft_award("2-2026", procedure=procedure(2)))
    ready.crawl(plain_award("3-2026", procedure=procedure(3)))
    problems = ready.run_alerts().problems
    assert [to for to, _ in box.raw] == [BOB]
    assert len(problems) == 1
    assert "its filter cannot be read; what it may want waits" in problems[0]
    ready.advance(days=1).run_alerts()
    assert len(box.raw) == 1
    change(ready, "UPDATE subscriptions SET filter = ? WHERE address = ?", known, ANN)
    assert ready.advance(days=1).run_alerts().problems == []
    ready.run_alerts()
    (mail,) = box.mails(ANN)
    assert str(mail["Subject"]).startswith("New contract: Microsoft")
    assert ready.sql("SELECT DISTINCT reason FROM subscriptions") == [(None,)]
    counts = ready.sql("SELECT subscription, count(*) FROM notifications GROUP BY 1")
    assert counts == [(1, 1), (2, 1)]


@pytest.mark.parametrize(
    "broken",
    [
        'UPDATE subscriptions SET filter = \'{"regions":["ZZ99"]}\' WHERE id = 1',
        "UPDATE subscriptions SET language = 'xx' WHERE id = 1",
        "UPDATE messages SET created = 'soon' WHERE subscription = 1",
        "UPDATE messages SET message_id = '<a' || char(10) || 'b>' WHERE subscription = 1",
    ],
)
def test_a_message_that_cannot_be_written_keeps_no_other_back(
    ready: Installation, box: Postbox, broken: str
) -> None:
    port, ready.port = ready.port, 9
    ready.crawl(microsoft_award("2-2026", procedure=procedure(2)))
    ready.run_alerts()
    ready.port = port
    kept = ready.sql("SELECT filter, language FROM subscriptions WHERE id = 1")[0]
    message = ready.sql("SELECT created, message_id FROM messages WHERE subscription = 1")[0]
    change(ready, broken)
    problems = ready.advance(hours=1).flush_outbox().problems
    assert [to for to, _ in box.raw] == [BOB]
    assert "cannot be written" in " ".join(problems)
    change(ready, "UPDATE subscriptions SET filter = ?, language = ? WHERE id = 1", *kept)
    change(
        ready, "UPDATE messages SET created = ?, message_id = ? WHERE subscription = 1", *message
    )
    ready.advance(hours=1).flush_outbox()
    assert [to for to, _ in box.raw] == [BOB, ANN]
    assert "Microsoft" in text(box.mails(ANN)[0])


META = "UPDATE meta SET value = {value} WHERE key = '{key}'"
PEOPLE = "UPDATE subscriptions SET {column} = {value} WHERE id = 3"
BROKEN_ROWS = (
    *(META.format(key="calendar", value=value) for value in ("'soon'", "x'fffe'", "-5")),
    *(META.format(key="looked", value=value) for value in ("x'fffe'", "-5")),
    *(META.format(key="seq", value=value) for value in ("'many'", "x'fffe'", "'9999-99-99'")),
    META.format(key="smtp_not_before", value="x'fffe'"),
    META.format(key="smtp_failures", value="'often'"),
    *(PEOPLE.format(column="since", value=value) for value in ("NULL", "'soon'", "x'fffe'")),
    *(PEOPLE.format(column="digest_day", value=value) for value in ("'soon'", "''", "x'fffe'")),
    *(PEOPLE.format(column="rhythm", value=value) for value in ("'often'", "x'fffe'")),
    *(f"UPDATE events SET facts = {value} WHERE id = 3" for value in ("'{broken'", "x'fffe'", "7")),
    "UPDATE messages SET state = 'lost' WHERE id = 1",
    "UPDATE messages SET subscription = 'ann' WHERE id = 1",
)


@pytest.mark.parametrize("broken", BROKEN_ROWS)
def test_a_row_that_no_version_can_read_is_repaired_and_said_and_nobody_misses_a_mail(
    ready: Installation, box: Postbox, broken: str
) -> None:
    eve = "eve@example.org"
    ready.subscribe(eve, "daily")
    port, ready.port = ready.port, 9
    ready.crawl(microsoft_award("2-2026", procedure=procedure(2)))
    ready.run_alerts()
    change(ready, broken)
    ready.port = port
    ready.advance(days=1).crawl(microsoft_award("3-2026", procedure=procedure(3)))
    problems = ready.run_alerts().problems
    assert Counter(to for to, _ in box.raw) == {ANN: 2, BOB: 2, eve: 1}
    assert str(box.mails(eve)[0]["Subject"]).startswith("2 new: Microsoft")
    assert len(problems) == 1
    assert "could not be read; " in problems[0]
    assert "example.org" not in problems[0]
    (finding,) = doctor.check_alerts(ready.config)
    assert (finding.ok, finding.observed) == (False, problems[0])
    assert ready.advance(days=1).run_alerts().problems == []
    assert len(box.raw) == 5
    assert [finding.ok for finding in doctor.check_alerts(ready.config)] == [True]


def test_a_subscription_of_no_known_state_is_paused_and_named_until_it_is_resumed(
    ready: Installation, box: Postbox
) -> None:
    change(ready, "UPDATE subscriptions SET state = 'lost' WHERE address = ?", ANN)
    ready.crawl(microsoft_award("2-2026", procedure=procedure(2)))
    for _ in range(2):  # each run says it
        (problem,) = ready.run_alerts().problems
        assert "subscription 1: its state could not be read, so it is paused; vigie" in problem
    assert [to for to, _ in box.raw] == [BOB]
    with closing(ready.private()) as private:
        assert SubscriptionStore(private, ready.key(), "example.org").resume(1, ready.now)
    assert ready.run_alerts().problems == []


def test_a_message_that_was_finished_in_no_known_state_is_not_sent_again(
    ready: Installation, box: Postbox
) -> None:
    ready.crawl(microsoft_award("2-2026", procedure=procedure(2)))
    ready.run_alerts()
    change(ready, "UPDATE messages SET state = 'lost' WHERE id = 1")
    (problem,) = ready.run_alerts().problems
    assert "message 1: its state could not be read; it may have been sent" in problem
    assert len(box.raw) == 2


@pytest.mark.parametrize("address", ["", "ann", "-5"])
def test_a_subscription_without_an_address_holds_its_mails(
    ready: Installation, box: Postbox, address: str
) -> None:
    change(ready, "UPDATE subscriptions SET address = ? WHERE address = ?", address, ANN)
    ready.crawl(microsoft_award("2-2026", procedure=procedure(2)))
    assert "cannot be written (InvalidAddress)" in ready.run_alerts().problems[0]
    assert [to for to, _ in box.raw] == [BOB]


def test_an_event_of_which_nothing_is_known_any_more_is_told_no_more(
    ready: Installation, box: Postbox
) -> None:
    port, ready.port = ready.port, 9
    ready.crawl(microsoft_award("2-2026", procedure=procedure(2)))
    ready.run_alerts()
    ready.port = port
    change(ready, "UPDATE events SET facts = 'x', subject = 'gone' WHERE id = 3")
    problems = ready.advance(days=1).run_alerts().problems
    assert problems == ["private.db, event 3: its facts could not be read; it is told no more"]
    assert box.raw == []
