"""One row that cannot be read keeps nobody else's mails back, and what is held is not lost."""

from __future__ import annotations

from contextlib import closing

import pytest

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
    assert ready.sql("SELECT subscription, count(*) FROM told GROUP BY 1") == [(1, 1), (2, 1)]


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
