"""Mails leave once, through a real server that is kind or not."""

from __future__ import annotations

import ssl
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from monitor.alerts import outbox, private_db, request_spool
from monitor.alerts.bounces import pause_bounced
from monitor.alerts.outbox import MAX_ATTEMPTS
from monitor.alerts.private_db import AlreadyRunning, exclusive_lock
from monitor.alerts.run import RunSummary, last_run
from monitor.alerts.signed_links import SignedLinks
from monitor.alerts.subscription_filters import build_filter
from monitor.alerts.subscriptions import SubscriptionRequest, SubscriptionStore
from pipelines.errors import Misconfigured
from tests.alerts.smtp import Postbox, free_port, listening, text
from tests.alerts.support import ANN, BIG_TECH, Installation, microsoft_award

BOB = "bob@example.org"


@pytest.fixture
def notified(installation: Installation) -> Installation:
    """Two subscribers, and a contract that both are to be told of."""
    installation.subscribe(ANN)
    installation.subscribe(BOB)
    installation.advance(hours=1).crawl(microsoft_award())
    return installation


def received(box: Postbox) -> Counter[str]:
    return Counter(to for to, _ in box.raw)


def states(installation: Installation) -> dict[str, str]:
    rows = installation.sql(
        "SELECT s.address, m.state FROM messages m JOIN subscriptions s ON s.id = m.subscription"
    )
    return dict(rows)


def test_the_operator_is_told_once_of_one_occasion(
    installation: Installation, box: Postbox
) -> None:
    assert installation.queue_operator_mail(
        "boamp is blind", "No notice since Monday.", "blind:boamp:1"
    )
    assert not installation.queue_operator_mail(
        "boamp is blind", "No notice since Monday.", "blind:boamp:1"
    )
    installation.run_alerts(), installation.flush_outbox()
    (mail,) = box.mails("operator@example.org")
    assert mail["Subject"] == "boamp is blind"
    assert "since Monday" in text(mail)


def test_headers_say_what_programs_need(notified: Installation, box: Postbox) -> None:
    notified.run_alerts()
    mail = box.mails(ANN)[0]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "Vigie <alerts.example.org>"
    assert str(mail["List-Unsubscribe"]).startswith("<https://vigie.example.org/en/alerts/unsub")
    assert b"\r\nList-Unsubscribe: <https://" in b"\r\n" + box.raw[0][1]  # not in encoded words
    assert mail["To"] == ANN
    assert mail["Date"] is not None


def test_a_refused_address_pauses_its_subscription_and_nobody_elses(
    notified: Installation, box: Postbox
) -> None:
    box.refused.add(ANN)
    done = notified.run_alerts()
    assert received(box) == {BOB: 1}
    assert dict(notified.sql("SELECT address, state FROM subscriptions")) == {
        ANN: "paused",
        BOB: "active",
    }
    assert ANN not in repr(done)
    notified.advance(days=1).run_alerts()
    assert box.tries[ANN] == 1


def test_a_refused_address_is_asked_once_for_all_that_it_subscribes(
    notified: Installation, box: Postbox
) -> None:
    notified.subscribe(ANN, countries=["FR"])
    notified.crawl(microsoft_award("7-2026", procedure="0d9f7a54-52c3-4a07-8f0e-3f7d11f7f001"))
    box.refused.add(ANN)
    notified.run_alerts()
    assert box.tries[ANN] == 1
    paused = "SELECT count(*) FROM subscriptions WHERE state = 'paused' AND address = ?"
    assert notified.sql(paused, ANN) == [(2,)]


def test_an_address_in_capitals_is_the_same_address(notified: Installation, box: Postbox) -> None:
    """Who is told once is told once, who is refused is asked no more, who leaves has left."""
    key, domain = notified.key(), "example.org"
    shouted = SubscriptionRequest("Ann@example.org", build_filter(BIG_TECH))
    with closing(notified.private()) as db:
        people = SubscriptionStore(db, key, domain)
        assert people.add(shouted, notified.now) is None
        assert people.request(shouted, notified.now) == "active"
        other = SubscriptionRequest("ANN@example.org", build_filter({"kinds": ["tender"]}))
        assert people.add(other, notified.now) is not None
        ((handle,),) = db.execute("SELECT handle FROM subscriptions WHERE address = ?", (ANN,))
        people.unsubscribe(handle, notified.now, "refused")
        assert people.request(other, notified.now) == "suppressed"
    assert notified.sql("SELECT address FROM subscriptions") == [(BOB,)]
    notified.run_alerts()
    assert received(box) == {BOB: 1}


@pytest.mark.parametrize("answer", ["552 5.2.2 mailbox full", "552 storage exceeded"])
def test_a_full_mailbox_is_tried_for_days_before_it_is_given_up(
    notified: Installation, box: Postbox, answer: str
) -> None:
    box.full_answer = answer
    box.full.add(ANN)
    notified.run_alerts()
    for _ in range(MAX_ATTEMPTS - 2):
        notified.advance(hours=13).flush_outbox()
    assert notified.sql("SELECT state FROM subscriptions WHERE address = ?", ANN) == [("active",)]
    notified.advance(hours=13).flush_outbox()
    assert notified.sql("SELECT state FROM subscriptions WHERE address = ?", ANN) == [("paused",)]
    assert received(box) == {BOB: 1}


def test_an_operator_whose_address_is_refused_is_named_a_problem(
    installation: Installation, box: Postbox
) -> None:
    box.refused.add("operator@example.org")
    installation.queue_operator_mail("boamp is blind", "No notice since Monday.", "blind:boamp:1")
    assert "see [mail] operator_address" in installation.flush_outbox().problems[0]
    assert "see [mail] operator_address" in str(last_run(installation.config).problem)
    installation.advance(hours=1).flush_outbox()
    assert last_run(installation.config).problem is None


def test_a_policy_of_the_server_blames_no_subscriber(notified: Installation, box: Postbox) -> None:
    box.policy = "550 5.7.1 your network is on a list"
    notified.run_alerts()
    assert [row[0] for row in notified.sql("SELECT state FROM subscriptions")] == ["active"] * 2
    box.policy = None
    notified.advance(hours=1).flush_outbox()
    assert received(box) == {ANN: 1, BOB: 1}


def test_a_greylisted_address_gets_its_mail_later(notified: Installation, box: Postbox) -> None:
    box.greylisted.add(ANN)
    assert notified.run_alerts().counts["deferred"] == 1
    notified.flush_outbox()
    assert received(box) == {BOB: 1}  # not before the pause is over
    notified.advance(minutes=6).flush_outbox()
    assert received(box) == {ANN: 1, BOB: 1}


def test_a_mail_refused_again_and_again_is_given_up_and_named(
    notified: Installation, box: Postbox
) -> None:
    box.data_answer = "451 4.3.0 out of order"
    problems: list[str] = []
    for _ in range(MAX_ATTEMPTS):
        problems += (
            notified.advance(days=1).flush_outbox().problems
            if _
            else notified.run_alerts().problems
        )
    assert states(notified) == {ANN: "failed", BOB: "failed"}
    assert "given up" in problems[-1]
    assert ANN not in " ".join(problems)


@pytest.mark.parametrize("answer", ["554 5.7.1 your network is on a list", "552 5.2.2 full"])
def test_what_may_pass_and_is_told_after_the_message_loses_no_mail(
    notified: Installation, box: Postbox, answer: str
) -> None:
    box.data_answer = answer
    assert notified.run_alerts().counts["deferred"] == 2
    box.data_answer = None
    notified.advance(hours=1).flush_outbox()
    assert received(box) == {ANN: 1, BOB: 1}


@pytest.mark.parametrize(
    ("answer", "state"),
    [("552 5.3.4 message too big", "failed"), ("552 message too big", "waiting")],
)
def test_a_mail_that_is_too_large_for_the_server_does_not_hold_up_the_others(
    installation: Installation, box: Postbox, answer: str, state: str
) -> None:
    installation.subscribe(ANN, kinds=["award"])  # comes first, and is told of twenty contracts
    installation.subscribe(BOB, kinds=["award"], words="unlike the others")
    installation.advance(hours=1).crawl(
        microsoft_award("1-2026", title="One unlike the others", procedure="own-1"),
        *(microsoft_award(f"{n}-2026", procedure=f"own-{n}") for n in range(2, 21)),
    )
    box.too_large, box.max_size = answer, 12_000
    installation.run_alerts()
    assert states(installation) == {ANN: state, BOB: "sent"}
    assert received(box) == {BOB: 1}
    box.too_large = None
    installation.advance(hours=1).flush_outbox()
    assert received(box) == ({BOB: 1} if state == "failed" else {ANN: 1, BOB: 1})


def test_a_connection_that_breaks_half_way_loses_nothing(
    notified: Installation, box: Postbox
) -> None:
    box.break_off = 1
    notified.run_alerts()
    notified.advance(hours=1).flush_outbox()
    assert received(box) == {ANN: 1, BOB: 1}


def test_one_mail_that_breaks_the_connection_does_not_hold_up_the_others(
    notified: Installation, box: Postbox
) -> None:
    for number in range(3):
        notified.advance(hours=2)
        box.break_off = 1
        notified.flush_outbox() if number else notified.run_alerts()
    assert received(box)[BOB] == 1


def test_broken_after_it_was_taken_it_comes_again_under_the_same_id(
    notified: Installation, box: Postbox
) -> None:
    box.break_after = 1
    notified.run_alerts()
    notified.advance(hours=1).flush_outbox()
    assert received(box) == {ANN: 2, BOB: 1}
    assert len({str(mail["Message-ID"]) for mail in box.mails(ANN)}) == 1
    assert len({raw for to, raw in box.raw if to == ANN}) <= 2


def test_a_mail_that_may_have_come_each_time_is_sent_four_times_within_a_day_and_named(
    notified: Installation, box: Postbox
) -> None:
    box.break_after = 1000
    problems = notified.run_alerts().problems
    for _ in range(12 * 24):
        problems += notified.advance(minutes=10).flush_outbox().problems
    assert received(box) == {ANN: 4, BOB: 4}
    assert set(states(notified).values()) == {"failed"}
    given_up = [problem for problem in problems if "is sent no more" in problem]
    assert len(given_up) == 2
    assert "may have been delivered as often; see the mail server's log" in given_up[0]
    assert ANN not in str(problems)


def test_any_answer_that_says_taken_is_one(notified: Installation, box: Postbox) -> None:
    box.data_answer = "252 taken"
    notified.run_alerts()
    assert states(notified) == {ANN: "sent", BOB: "sent"}


def test_what_is_no_answer_of_smtp_says_nothing_about_the_message(
    notified: Installation, box: Postbox
) -> None:
    box.data_answer = "354 go on"
    assert "was sent the whole message and gave no answer (it says 354)" in str(
        [*notified.run_alerts().problems, *notified.sql("SELECT problem FROM messages")]
    )


def test_a_mail_put_off_for_long_is_sent_again_when_one_answer_is_missing(
    notified: Installation, box: Postbox
) -> None:
    box.policy = "451 4.7.1 come back"
    notified.run_alerts()
    for _ in range(5):
        notified.advance(hours=13).flush_outbox()
    box.policy, box.break_after = None, 1
    for _ in range(2):
        notified.advance(hours=13).flush_outbox()
    assert set(states(notified).values()) == {"sent"}


def test_a_server_that_is_down_is_named_and_tried_again_less_and_less(
    notified: Installation, tmp_path: Path
) -> None:
    notified.port = free_port()
    assert "mail server 127.0.0.1" in notified.run_alerts().problems[0]
    assert "tried again at" in notified.flush_outbox().problems[0]
    for _ in range(20):
        notified.advance(hours=13).flush_outbox()
    box = Postbox(port=notified.port)
    with listening(box):
        notified.advance(hours=13).flush_outbox()
    assert received(box) == {ANN: 1, BOB: 1}  # no attempt was counted against them


def test_a_slow_server_gets_each_mail_once(notified: Installation, box: Postbox) -> None:
    box.delay_s = 0.3
    notified.run_alerts(), notified.flush_outbox()
    assert received(box) == {ANN: 1, BOB: 1}


def test_a_server_that_takes_hours_gets_the_rest_in_the_next_run(
    installation: Installation, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The schedule ends alerts that take hours: a mail under way then would come twice."""
    readers = [f"reader{number}@example.org" for number in range(3)]
    for reader in readers:
        installation.subscribe(reader)
    installation.advance(hours=1).crawl(microsoft_award())
    monkeypatch.setattr(outbox, "MAX_SENDING_S", 0)
    for left in (2, 1):
        (problem,) = installation.run_alerts().problems
        assert "the mail server takes long: after 0 minutes the rest was left" in problem
        assert installation.sql("SELECT count(*) FROM messages WHERE state = 'waiting'") == [
            (left,)
        ]
    assert installation.flush_outbox().problems == []
    assert sorted(to for to, _ in box.raw) == readers


def test_a_second_sender_at_the_same_time_finds_nothing(
    notified: Installation, box: Postbox
) -> None:
    with exclusive_lock(notified.folder / "private.db"), pytest.raises(AlreadyRunning):
        notified.run_alerts()
    notified.run_alerts()
    assert received(box) == {ANN: 1, BOB: 1}


def test_with_mail_off_items_wait_and_come_in_one_digest(
    notified: Installation, box: Postbox
) -> None:
    notified.settings["mail.enabled"] = False
    notified.run_alerts()
    notified.advance(days=1).run_alerts()
    assert box.raw == []
    notified.settings["mail.enabled"] = True
    notified.run_alerts()
    assert received(box) == {ANN: 1, BOB: 1}


def test_mail_without_a_sender_says_what_to_set(notified: Installation) -> None:
    notified.settings["mail.from"] = ""
    with pytest.raises(Misconfigured, match=r"\[mail\] from is not set"):
        notified.run_alerts()


@pytest.mark.parametrize("sender", ["Vigie vigie@", "a@example.org, b@example.org", "Vigie <v@"])
def test_a_sender_that_is_no_address_is_named_and_loses_nothing(
    notified: Installation, box: Postbox, sender: str
) -> None:
    good = notified.settings.pop("mail.from", notified.config["mail.from"])
    notified.settings["mail.from"] = sender
    with pytest.raises(Misconfigured, match=r"\[mail\] from is '.*', which is no address"):
        notified.run_alerts()
    notified.settings["mail.from"] = good
    notified.advance(days=1).run_alerts()
    assert received(box) == {ANN: 1, BOB: 1}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout",
            folder / "key.pem",
            "-out",
            folder / "cert.pem",
        ],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def locked(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    """A server that wants TLS first, and a user."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))

    def known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password == b"secret"
        return AuthResult(success=right, handled=False)

    with listening(
        tls_context=context, require_starttls=True, auth_required=True, authenticator=known
    ) as box:
        yield box


def test_tls_and_a_password_are_used(
    notified: Installation, locked: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    notified.port = locked.port
    notified.settings |= {"mail.security": "starttls", "mail.user": "vigie"}
    monkeypatch.setenv("VIGIE_SMTP_PASSWORD", "wrong")
    assert "refuses our user" in notified.run_alerts().problems[0]
    monkeypatch.setenv("VIGIE_SMTP_PASSWORD", "secret")
    notified.advance(hours=1).flush_outbox()
    assert received(locked) == {ANN: 1, BOB: 1}


def test_a_certificate_that_nobody_knows_is_not_trusted(
    notified: Installation, locked: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    notified.port = locked.port
    notified.settings |= {"mail.security": "starttls", "mail.user": "vigie"}
    assert "certificate" in notified.run_alerts().problems[0]
    assert locked.raw == []


def report(address: str, message_id: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A delivery report as mail servers write it (RFC 3464)."""
    text = (
        "From: MAILER-DAEMON@example.org\r\nTo: vigie@example.org\r\n"
        f"Message-ID: {make_msgid()}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {message_id}\r\nSubject: x\r\n\r\n--b--\r\n"
    )
    return text.encode()


@pytest.mark.parametrize(
    ("address", "ours", "action", "status", "paused"),
    [
        (ANN, True, "failed", "5.1.1", 1),
        (ANN, True, "delayed", "4.4.1", 0),
        (ANN, False, "failed", "5.1.1", 0),
        (BOB, True, "failed", "5.1.1", 0),
    ],
)
def test_a_mail_that_came_back_pauses_the_one_it_was_for(
    notified: Installation,
    box: Postbox,
    address: str,
    ours: bool,
    action: str,
    status: str,
    paused: int,
) -> None:
    notified.run_alerts()
    sent: EmailMessage = box.mails(ANN)[0]
    message_id = str(sent["Message-ID"]) if ours else "<forged@example.org>"
    with notified.private() as connection:
        people = SubscriptionStore(connection, notified.key(), "example.org")
        raw = report(address, message_id, action, status)
        assert pause_bounced(connection, people, raw) == paused
        assert pause_bounced(connection, people, b"no report at all") == 0
    actual = notified.sql("SELECT count(*) FROM subscriptions WHERE state = 'paused'")
    assert actual == [(paused,)]


def test_old_messages_leave_the_log_and_nothing_is_told_again(
    notified: Installation, box: Postbox
) -> None:
    notified.run_alerts()
    notified.advance(days=91).run_alerts()
    assert notified.sql("SELECT count(*) FROM messages") == [(0,)]
    for file in notified.folder.glob("vigie.db*"):
        file.unlink()
    notified.crawl(microsoft_award(), command="replay")
    notified.run_alerts()
    assert received(box) == {ANN: 1, BOB: 1}


def test_the_subscribers_file_is_its_owners_alone(notified: Installation) -> None:
    notified.run_alerts()
    (notified.folder / "private.db").chmod(0o644)
    notified.run_alerts()
    for name in ("private.db", "private.key", "private.lock"):
        assert (notified.folder / name).stat().st_mode & 0o777 == 0o600, name


def test_a_damaged_file_is_named_with_what_to_do(installation: Installation) -> None:
    (installation.folder / "private.db").write_bytes(b"x" * 4096)
    with pytest.raises(Misconfigured, match="backup"):
        private_db.connect(installation.folder / "private.db")


def test_who_leaves_while_mails_are_sent_gets_no_more(notified: Installation, box: Postbox) -> None:
    def leave(step: str) -> None:
        if step == "recorded" and len(box.raw) == 1:
            ((handle,),) = notified.sql("SELECT handle FROM subscriptions WHERE address = ?", BOB)
            token = SignedLinks(notified.key(), notified.now.timestamp).token("unsubscribe", handle)
            where = request_spool.spool_folder(notified.folder / "private.db")
            request_spool.spool_request(where, {"do": "unsubscribe", "token": token})

    notified.run_alerts(fault=leave)
    assert received(box) == {ANN: 1}


def test_one_thing_happened_and_two_messages_were_written() -> None:
    text = RunSummary(Counter(events=1, composed=2)).to_text()
    assert [line.split(None, 1)[1] for line in text.splitlines()] == [
        "event",
        "messages written",
    ]
