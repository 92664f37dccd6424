"""How long the client waits for a server: long for a message taken slowly, never for ever."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.message import EmailMessage

import pytest

from monitor.alerts.smtp_client import (
    ConnectionBroken,
    DeliveryError,
    MessageUnanswered,
    ServerUnreachable,
    SmtpClient,
    SmtpTimeouts,
)
from monitor.config import Config
from tests.alerts.smtp import Postbox, listening

BABBLES_S = 60.0  # far beyond the limits below, and the end of a test that fails
SHORT = SmtpTimeouts(command=1, message=2)


def client(port: int, timeouts: SmtpTimeouts) -> SmtpClient:
    values = {**Config().values, "mail.host": "127.0.0.1", "mail.port": port}
    return SmtpClient(Config(values), timeouts)


def send(port: int, timeouts: SmtpTimeouts) -> None:
    message = EmailMessage()
    message["Subject"] = "new contracts"
    message.set_content("text")
    with closing(client(port, timeouts)) as server:
        server.send("vigie@example.org", "ann@example.org", message)


def test_the_answer_to_a_message_has_ten_minutes() -> None:
    assert SmtpTimeouts().message == 600
    with listening(Postbox(delay_s=3)) as box:
        send(box.port, SmtpTimeouts(command=2, message=60))
        assert len(box.raw) == 1


def test_a_message_without_an_answer_is_of_unknown_fate_after_its_limit() -> None:
    with listening(Postbox(delay_s=8)) as box, pytest.raises(MessageUnanswered):
        send(box.port, SHORT)


@contextmanager
def babbling(after: bytes | None, piece: bytes) -> Iterator[int]:
    """A server that sends a piece again and again once it has received a command."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()
        thread = threading.Thread(target=_babble, args=(server, after, piece, stop))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            stop.set()
            thread.join()


def _babble(
    server: socket.socket, after: bytes | None, piece: bytes, stop: threading.Event
) -> None:
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as received:
        if after is not None:
            connection.sendall(b"220 ready\r\n")
            for line in received:
                if line.startswith(after):
                    break
                connection.sendall(b"354 go on\r\n" if line.startswith(b"data") else b"250 ok\r\n")
                if line.startswith(b"data"):
                    while received.readline() != after:
                        pass
                    break
        end = time.monotonic() + BABBLES_S
        while time.monotonic() < end and not stop.wait(0.02):
            try:
                connection.sendall(piece)
            except OSError:
                return


@pytest.mark.parametrize("piece", [b"2", b"220-welcome\r\n", b"220-" + b"x" * 6000 + b"\r\n"])
@pytest.mark.parametrize(
    ("after", "error"),
    [(None, ServerUnreachable), (b"mail", ConnectionBroken), (b".\r\n", MessageUnanswered)],
)
def test_a_server_that_babbles_ends_within_the_limit(
    piece: bytes, after: bytes | None, error: type[DeliveryError]
) -> None:
    started = time.monotonic()
    with babbling(after, piece) as port:
        with pytest.raises(error) as raised:
            send(port, SHORT)
        assert raised.type is error
        assert time.monotonic() - started < BABBLES_S / 2


@pytest.mark.parametrize("asked", [{"mail.security": "starttls"}, {"mail.user": "vigie"}])
def test_a_server_whose_offer_is_taken_out_on_the_way_gets_nothing(asked: dict[str, str]) -> None:
    with listening(Postbox()) as box:
        values = {**Config().values, "mail.host": "127.0.0.1", "mail.port": box.port, **asked}
        server = SmtpClient(Config(values), SHORT)
        with closing(server), pytest.raises(ServerUnreachable, match="does not offer what"):
            server.send("vigie@example.org", "ann@example.org", EmailMessage())
    assert not box.raw


@contextmanager
def asking_for_a_user() -> Iterator[int]:
    """A server that wants a user and a password before it takes anything."""

    def answer(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 test\r\n")
            for line in lines:
                is_greeting = line.upper().startswith(b"EHLO")
                connection.sendall(b"250-test\r\n250 AUTH PLAIN\r\n" if is_greeting else b"535\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer, args=(server,))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            thread.join(BABBLES_S)


@pytest.mark.parametrize(("user", "password"), [("vigié", "secret"), ("vigie", "pässword")])
def test_a_user_or_password_that_cannot_be_sent_is_said_and_holds_the_mail(
    monkeypatch: pytest.MonkeyPatch, user: str, password: str
) -> None:
    monkeypatch.setenv("VIGIE_SMTP_PASSWORD", password)
    message = EmailMessage()
    with asking_for_a_user() as port:
        values = {**Config().values, "mail.host": "127.0.0.1", "mail.port": port, "mail.user": user}
        server = SmtpClient(Config(values), SHORT)
        with closing(server), pytest.raises(ServerUnreachable) as refused:
            server.send("vigie@example.org", "ann@example.org", message)
    assert "only letters of ASCII can be sent; see [mail] host, user and VIGIE_SMTP" in str(
        refused.value
    )
    assert password not in str(refused.value)
