"""Send messages over one SMTP connection and classify the server's answers."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from email.message import EmailMessage

from monitor.config import Config

PASSWORD_VARIABLE = "VIGIE_SMTP_PASSWORD"
TIMEOUT_S = 60
_STATUS = re.compile(rb"\b5\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463


class DeliveryError(Exception):
    """A message was not accepted; ``str`` says why, without an address.  Raised by
    ``SmtpClient.send``.
    """


class AddressRefused(DeliveryError):
    """The mailbox does not exist (5xx to RCPT)."""


class MessageRefused(DeliveryError):
    """The message was refused permanently (5xx to DATA)."""


class TemporaryRefusal(DeliveryError):
    """A refusal that may pass: 4xx, or 5.7.x (greylisting, quota, policy)."""


class TemporaryAddressRefusal(TemporaryRefusal):
    """A refusal of this address that may pass (mailbox full or moved); permanent when it lasts
    for days.
    """


class ConnectionBroken(DeliveryError):
    """The connection broke during transmission: whether the message was accepted is unknown."""


class ServerUnreachable(DeliveryError):
    """The server does not answer or refuses the connection; no message is the cause."""


class SmtpClient:
    """SMTP connection, opened when needed and reopened after it broke."""

    def __init__(self, config: Config) -> None:
        self.host, self.port = config["mail.host"], config["mail.port"]
        self.security, self.user = config["mail.security"], config["mail.user"]
        self._open: smtplib.SMTP | None = None

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
            raise ServerUnreachable(
                f"the mail server refuses our sender, answer {error.smtp_code}; see [mail] from"
            ) from None
        except smtplib.SMTPResponseException as error:  # to DATA
            if error.smtp_code == 421:
                self.close()
                raise TemporaryRefusal("answer 421") from None
            kind = MessageRefused if 500 <= error.smtp_code < 600 else TemporaryRefusal
            raise kind(f"answer {error.smtp_code} to the message") from None
        except smtplib.SMTPNotSupportedError:
            raise MessageRefused("the mail server does not take addresses outside ASCII") from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ConnectionBroken(
                f"the mail server broke off ({_describe_error(error)})"
            ) from None

    def _is_alive(self) -> bool:
        """Return whether the open connection still answers."""
        assert self._open is not None
        try:
            return self._open.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _connect(self) -> smtplib.SMTP:
        where = f"mail server {self.host}:{self.port} ({self.security})"
        context = ssl.create_default_context()
        try:
            if self.security == "tls":
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host, self.port, timeout=TIMEOUT_S, context=context
                )
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
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


def _recipient_error(code: int, text: bytes) -> DeliveryError:
    """5.1.x and 5.2.1 say that there is no such mailbox, as does a 5xx without more; 5.7.x is about
    us, whoever the mail is for; all else (5.2.2: mailbox full) may pass."""
    message = f"answer {code} to the address"
    status = _STATUS.search(text)
    if code < 500 or (status and status[1] == b"7"):
        return TemporaryRefusal(message)
    if status and status[1] not in (b"0", b"1") and (status[1], status[2]) != (b"2", b"1"):
        return TemporaryAddressRefusal(message)
    return AddressRefused(message)


def _describe_error(error: Exception) -> str:
    """Describe an error without text that may hold an address."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answer {error.smtp_code}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    return str(getattr(error, "strerror", None) or type(error).__name__)
