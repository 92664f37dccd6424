"""Alerts by other ways than e-mail, to a real webhook on loopback through Apprise."""

from __future__ import annotations

import json
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from monitor.alerts import apprise_channels
from monitor.alerts.smtp_client import AnswerMissing, DeliveryError
from monitor.alerts.subscription_forms import FormError, parse_form, submit_subscription
from pipelines.errors import Misconfigured
from tests.alerts.smtp import Postbox
from tests.alerts.support import ANN, Installation, microsoft_award
from tests.alerts.test_faults import vigie

pytest.importorskip("apprise")
ROOM = "channel:union"


@dataclass
class Hook:
    """What a webhook received, and how it answers; ``is_endless``: byte by byte, for ever."""

    port: int = 0
    received: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    is_endless: bool = False


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    hook = Hook()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if hook.status == 200:
                hook.received.append(json.loads(body))
            self.send_response(hook.status)
            self.end_headers()
            with suppress(OSError):  # until who asks has enough
                while hook.is_endless:
                    self.wfile.write(b"x")
                    time.sleep(0.2)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    hook.port = server.server_port
    monkeypatch.setenv("VIGIE_CHANNEL_UNION", f"json://127.0.0.1:{hook.port}/hook")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield hook
    server.shutdown()
    thread.join()


@pytest.fixture
def notified(installation: Installation, hook: Hook) -> Installation:
    installation.subscribe(ANN)
    installation.subscribe(ROOM)
    installation.advance(hours=1).crawl(microsoft_award())
    return installation


def test_a_room_is_told_once_what_a_reader_is(
    notified: Installation, box: Postbox, hook: Hook
) -> None:
    notified.run_alerts(), notified.run_alerts()
    (message,) = hook.received
    assert message["title"] == "New contract: Microsoft – Commune de Calais (France)"
    assert "Why: Big tech – “Microsoft”" in message["message"]
    assert "https://vigie.example.org/en/contract/" in message["message"]
    assert len(box.mails(ANN)) == 1


def test_who_reads_in_a_room_cannot_end_it(
    notified: Installation, box: Postbox, hook: Hook
) -> None:
    notified.run_alerts()
    assert "/alerts/" not in hook.received[0]["message"]
    assert "unsubscribe" not in hook.received[0]["message"].casefold()


def test_a_room_that_does_not_answer_waits_and_holds_nobody_up(
    notified: Installation, box: Postbox, hook: Hook
) -> None:
    hook.status = 500
    assert notified.run_alerts().counts["deferred"] == 1
    assert len(box.mails(ANN)) == 1
    hook.status = 200
    notified.advance(hours=1).flush_outbox()
    assert len(hook.received) == 1


def test_a_room_that_takes_a_message_and_never_says_so_gets_it_twice_at_most(
    notified: Installation, box: Postbox, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apprise_channels, "TIMEOUT_S", 3)
    hook.is_endless = True
    assert notified.run_alerts().counts["deferred"] == 1
    ran = notified.advance(hours=1).run_alerts()
    assert ran.counts["given_up"] == 1
    assert ["whether it took the message is not known" in problem for problem in ran.problems] == [
        True
    ]
    for _ in range(4):
        notified.advance(hours=12).run_alerts()
    assert len(hook.received) == 2


def test_a_channel_without_an_address_is_named(
    notified: Installation, box: Postbox, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIGIE_CHANNEL_UNION")
    notified.run_alerts()
    (problem,) = notified.sql("SELECT problem FROM messages WHERE state = 'waiting'")
    assert "VIGIE_CHANNEL_UNION is not set" in problem[0]
    with pytest.raises(Misconfigured, match="is not set"):
        apprise_channels.validate_channel(ROOM)
    monkeypatch.setenv("VIGIE_CHANNEL_UNION", "nonsense")
    with pytest.raises(Misconfigured, match="no address of Apprise"):
        apprise_channels.validate_channel(ROOM)
    with pytest.raises(Misconfigured, match="names no channel"):
        apprise_channels.validate_channel("channel:../x")


def test_the_operator_may_be_a_channel(installation: Installation, hook: Hook) -> None:
    installation.settings["mail.operator_address"] = ROOM
    installation.queue_operator_mail("boamp is blind", "No notice since Monday.", "blind:boamp:1")
    installation.flush_outbox()
    assert [item["title"] for item in hook.received] == ["boamp is blind"]


def test_only_who_runs_vigie_names_a_channel(
    installation: Installation, box: Postbox, hook: Hook
) -> None:
    status, output = vigie(installation, "subscribers", "add", ROOM, "--tag", "big_tech")
    assert status == 0, output
    assert str(hook.port) not in output
    assert vigie(installation, "subscribers", "remove", ROOM)[0] == 0
    assert (
        vigie(installation, "subscribers", "add", ROOM, "--tag", "big_tech")[0] == 0
    )  # may come back
    given = {"kinds": ["award"], "language": ["fr"], "rhythm": ["daily"], "address": [ROOM]}
    assert parse_form(given)[1] == "fr"
    from monitor.alerts.subscription_forms import RequestSpooler

    with pytest.raises(FormError):
        submit_subscription(RequestSpooler(installation.folder / "private.db"), given, "10.0.0.1")


def test_a_room_gets_no_more_than_it_can_show(hook: Hook) -> None:
    apprise_channels.send_to_channel(ROOM, "x", "y" * 100_000)
    assert len(hook.received[0]["message"]) <= apprise_channels.MAX_MESSAGE_LENGTH


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


def drip(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"x")
        time.sleep(0.2)


def flood(connection: socket.socket) -> None:
    while True:
        connection.sendall(bytes(100_000))


@pytest.mark.parametrize(
    ("head", "then", "limit_s"),
    [(HEAD + b"X-Slow: ", drip, 4), (HEAD + b"\r\n", drip, 4), (HEAD + b"\r\n", flood, 60)],
    ids=["slow headers", "slow body", "endless body"],
)
def test_an_answer_that_never_ends_is_waited_for_no_longer_and_takes_no_memory(
    monkeypatch: pytest.MonkeyPatch,
    head: bytes,
    then: Callable[[socket.socket], None],
    limit_s: int,
) -> None:
    monkeypatch.setattr(apprise_channels, "TIMEOUT_S", limit_s)

    def answer() -> None:
        with suppress(OSError):
            while True:
                with suppress(ConnectionError), server.accept()[0] as connection:
                    connection.recv(65536)
                    connection.sendall(head)
                    then(connection)

    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("VIGIE_CHANNEL_UNION", f"json://127.0.0.1:{server.getsockname()[1]}/")
        threading.Thread(target=answer, daemon=True).start()
        outcome: list[Exception] = []

        def send() -> None:
            try:
                apprise_channels.send_to_channel(ROOM, "x", "y")
            except DeliveryError as error:
                outcome.append(error)

        sending = threading.Thread(target=send, daemon=True)
        sending.start()
        sending.join(timeout=90)
        assert not sending.is_alive()
        server.shutdown(socket.SHUT_RDWR)
    (error,) = outcome
    assert isinstance(error, AnswerMissing) == (then is drip)
    assert ("whether it took the message is not known" in str(error)) == (then is drip)
    # a child is counted from its fork on, when it is as large as this process still
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert largest < 1.1 * max(own, apprise_channels.MEMORY_BYTES)
