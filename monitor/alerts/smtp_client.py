"""Send messages over one SMTP connection and classify the server's answers."""

from __future__ import annotations

import os
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from monitor.config import Config

PASSWORD_VARIABLE = "VIGIE_SMTP_PASSWORD"
MAX_ANSWER_BYTES = 64 * 1024
_UNANSWERED = "the mail server was sent the whole message and gave no answer"
_MAILBOX_FULL = (b"2", b"2")
_STATUS = re.compile(rb"\b5\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463


class DeliveryError(Exception):
    """A message was not accepted; ``str`` says why, without an address.  Raised by
    ``SmtpClient.send``.
    """


class AddressRefused(DeliveryError):
    """The mailbox does not exist (5xx to RCPT)."""


class MessageRefused(DeliveryError):
    """The message was refused permanently (5xx to DATA, or its size to MAIL)."""


class TemporaryRefusal(DeliveryError):
    """A refusal that may pass: 4xx, or 5.7.x (greylisting, quota, policy)."""


class TemporaryAddressRefusal(TemporaryRefusal):
    """A refusal of this address that may pass (mailbox full or moved); permanent when it lasts
    for days.
    """


class AnswerMissing(DeliveryError):
    """The recipient did not answer in time: whether it took the message is unknown, and a second
    copy cannot be recognised as one (a chat room).
    """


class ConnectionBroken(DeliveryError):
    """The connection broke during transmission: whether the message was accepted is unknown."""


class MessageUnanswered(ConnectionBroken):
    """It broke, or nobody answered, after the whole message was sent: it may have been delivered,
    and with each attempt once more.
    """


class ServerUnreachable(DeliveryError):
    """The server does not answer or refuses the connection; no message is the cause."""


@dataclass(frozen=True)
class SmtpTimeouts:
    """Seconds until an answer must be there whole: to a command, and to the end of a message.

    RFC 5321 (4.5.3.2.6) asks for ten minutes after the message: a server that takes it while we no
    longer listen delivers it, and is sent it again.
    """

    command: float = 60
    message: float = 600


class SmtpClient:
    """SMTP connection, opened when needed and reopened after it broke."""

    def __init__(self, config: Config, timeouts: SmtpTimeouts | None = None) -> None:
        self.timeouts = timeouts or SmtpTimeouts()
        self.host, self.port = config["mail.host"], config["mail.port"]
        self.security, self.user = config["mail.security"], config["mail.user"]
        self._open: _Bounded | None = None

    def send(self, sender: str, recipient: str, message: EmailMessage) -> None:
        """Send one message.  Raises  a DeliveryError that tells the cause."""
        if self._open is not None and not self._is_alive():
            self.close()
        server = self._open or self._connect()
        try:
            server.send_message(message, sender, [recipient])
        except smtplib.SMTPRecipientsRefused as error:
            raise _recipient_error(*error.recipients[recipient]) from None
        except smtplib.SMTPSenderRefused as error:
            self.close()
            raise _sender_error(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPResponseException as error:  # to DATA
            if error.smtp_code == 421:
                self.close()
                raise TemporaryRefusal("answer 421") from None
            if server.is_message_sent and not 400 <= error.smtp_code < 600:
                if 200 <= error.smtp_code < 300:
                    return  # taken: RFC 5321, 4.2.1
                raise MessageUnanswered(f"{_UNANSWERED} (it says {error.smtp_code})") from None
            raise _message_error(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPNotSupportedError:
            raise MessageRefused("the mail server does not take addresses outside ASCII") from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            what = _describe_error(error)
            if server.is_message_sent:
                raise MessageUnanswered(f"{_UNANSWERED} ({what})") from None
            raise ConnectionBroken(f"the mail server broke off ({what})") from None

    def _is_alive(self) -> bool:
        """Return whether the open connection still answers."""
        assert self._open is not None
        try:
            return self._open.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _connect(self) -> _Bounded:
        where = f"mail server {self.host}:{self.port} ({self.security})"
        context = ssl.create_default_context()
        try:
            if self.security == "tls":
                server: _Bounded = _BoundedTls(
                    self.host, self.port, timeouts=self.timeouts, context=context
                )
            else:
                server = _Bounded(self.host, self.port, timeouts=self.timeouts)
            self._open = server
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, os.environ.get(PASSWORD_VARIABLE, ""))
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise ServerUnreachable(
                f"{where} refuses our user, answer {error.smtp_code};"
                f" see [mail] user and {PASSWORD_VARIABLE}"
            ) from None
        except UnicodeError:  # user and password are sent in ASCII
            self.close()
            raise ServerUnreachable(
                f"{where}: only letters of ASCII can be sent; see [mail] host, user and"
                f" {PASSWORD_VARIABLE}"
            ) from None
        except smtplib.SMTPNotSupportedError:
            self.close()
            raise ServerUnreachable(
                f"{where} does not offer what [mail] security or user ask for: nothing was sent."
                " Ask who runs it; somebody on the way may have taken the offer out"
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ServerUnreachable(f"{where}: {_describe_error(error)}") from None
        return server

    def close(self) -> None:
        """End the connection, whatever state it is in."""
        server, self._open = self._open, None
        if server is None:
            return
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


class _AnswerReader:
    """Lines of a socket until a deadline, whatever the server sends meanwhile.

    A time-out of the socket alone begins anew with each byte.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket, self._buffer = connection, bytearray()
        self._deadline, self._left = 0.0, 0

    def expect_answer(self, seconds: float) -> None:
        """Begin to count the time and the bytes of the next answer."""
        self._deadline, self._left = time.monotonic() + seconds, MAX_ANSWER_BYTES

    def readline(self, limit: int) -> bytes:
        """Return the next line, b"" at the end.  Raises  OSError when time or bytes run out."""
        timeout = self._socket.gettimeout()
        try:
            while (end := self._buffer.find(b"\n") + 1) == 0 and len(self._buffer) < limit:
                self._check_limits()
                self._socket.settimeout(self._deadline - time.monotonic())
                received = self._socket.recv(4096)
                if not received:
                    break
                self._buffer += received
        finally:
            self._socket.settimeout(timeout)
        self._check_limits()
        line = bytes(self._buffer[: end or limit])
        del self._buffer[: len(line)]
        self._left -= len(line)
        return line

    def _check_limits(self) -> None:
        if time.monotonic() >= self._deadline:
            raise TimeoutError("the answer is not there in time")
        if self._left <= 0:
            raise OSError("the answer is too long")

    def close(self) -> None:
        """Nothing to close: the socket is smtplib's."""


class _Bounded(smtplib.SMTP):
    """smtplib's connection, with a limit for each answer as a whole.

    ``is_message_sent``  the last message was sent to its end.
    """

    def __init__(self, host: str, port: int, *, timeouts: SmtpTimeouts, **options: Any) -> None:
        self._timeouts = timeouts
        self._next_limits: Iterator[float] = iter(())
        self.is_message_sent = False
        super().__init__(host, port, timeout=timeouts.command, **options)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _AnswerReader(self.sock)
        if self.file is not None:
            self.file.expect_answer(next(self._next_limits, self._timeouts.command))
        return super().getreply()

    def mail(self, sender: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        self.is_message_sent = False
        return super().mail(sender, options)

    def data(self, msg: Any) -> tuple[int, bytes]:
        self._next_limits = self._limits_of_data()
        try:
            return super().data(msg)
        finally:
            self._next_limits = iter(())

    def _limits_of_data(self) -> Iterator[float]:
        """Yield the limit of the answer to DATA, then that of the answer to the message."""
        yield self._timeouts.command
        self.is_message_sent = True
        yield self._timeouts.message


class _BoundedTls(_Bounded, smtplib.SMTP_SSL):
    """The same over TLS."""


def _sender_error(code: int, text: bytes | str) -> DeliveryError:
    """MAIL also carries the size of the message: a refusal of it (552, 5.3.4) blames one message,
    and must not hold back the others; any other refusal concerns all that we send."""
    status = _find_status(text)
    if status == (b"3", b"4"):
        return MessageRefused(f"answer {code}: the mail server does not take one so large")
    if code == 552 and status is None:
        return TemporaryRefusal(f"answer {code} to the size of the message")
    if not 500 <= code < 600:
        return ServerUnreachable(f"the mail server takes no mail now, answer {code} to our sender")
    return ServerUnreachable(f"the mail server refuses our sender, answer {code}; see [mail] from")


def _message_error(code: int, text: bytes | str) -> DeliveryError:
    """5.7.x says that the server does not want us today (a block list, a limit): with a permanent
    error every mail of a night would be lost.  5.2.2 says so late that the mailbox is full."""
    status = _find_status(text)
    if status == _MAILBOX_FULL:
        return TemporaryAddressRefusal(f"answer {code} to the message")
    is_permanent = 500 <= code < 600 and (status is None or status[0] != b"7")
    kind = MessageRefused if is_permanent else TemporaryRefusal
    return kind(f"answer {code} to the message")


def _find_status(text: bytes | str) -> tuple[bytes, bytes] | None:
    """Return subject and detail of a permanent status; what does not parse smtplib gives as str."""
    found = _STATUS.search(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
    return (found[1], found[2]) if found else None


def _recipient_error(code: int, text: bytes) -> DeliveryError:
    """5.1.x and 5.2.1 say that there is no such mailbox, as does a 5xx without more; 5.7.x is about
    us, whoever the mail is for; all else (5.2.2: mailbox full) may pass, as does 552 (RFC 5321,
    4.5.3.1.10)."""
    message = f"answer {code} to the address"
    status = _find_status(text)
    if code < 500 or (status and status[0] == b"7"):
        return TemporaryRefusal(message)
    is_about_mailbox = status and status[0] not in (b"0", b"1") and status != (b"2", b"1")
    if is_about_mailbox or (code == 552 and status is None):
        return TemporaryAddressRefusal(message)
    return AddressRefused(message)


def _describe_error(error: Exception) -> str:
    """Describe an error without text that may hold an address."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answer {error.smtp_code}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "it closed the connection"
    return str(getattr(error, "strerror", None) or type(error).__name__)
