"""A real SMTP server on this machine that accepts, greylists, refuses, breaks off, or is slow."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.ports import free_port as free_port


@dataclass
class Postbox:
    """What arrived, in order, and how the server behaves; rules may change while it runs."""

    port: int = 0
    raw: list[tuple[str, bytes]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    greylisted: set[str] = field(default_factory=set)
    full: set[str] = field(default_factory=set)
    full_answer: str = "552 5.2.2 mailbox full"
    policy: str | None = None
    break_off: int = 0  # so many connections break in the middle of a message
    break_after: int = 0  # so many break after the message was taken, before the answer
    data_answer: str | None = None
    too_large: str | None = None  # answer to MAIL of a message whose size was announced
    max_size: int = 10**9  # in bytes, of a message that is not too large
    delay_s: float = 0
    tries: Counter[str] = field(default_factory=Counter)

    async def handle_MAIL(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        size = next(int(o[5:]) for o in options if o.upper().startswith("SIZE="))
        if self.too_large and size > self.max_size:
            return self.too_large
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 ok"

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.tries[address] += 1
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        if address in self.full:
            return self.full_answer
        if self.policy:
            return self.policy
        if address in self.greylisted:
            self.greylisted.discard(address)
            return "451 4.7.1 greylisted, come back"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.delay_s)
        if self.break_off:
            self.break_off -= 1
            server.transport.abort()
            return "451 gone"
        if self.data_answer:
            return self.data_answer
        self.raw.append((envelope.rcpt_tos[0], bytes(envelope.content)))
        if self.break_after:
            self.break_after -= 1
            server.transport.abort()
        return "250 taken"

    def mails(self, recipient: str | None = None, *, after: int = 0) -> list[EmailMessage]:
        """What arrived, to this recipient or to all; ``after`` so many mails to anybody."""
        return [
            message_from_bytes(raw, policy=policy.default)  # type: ignore[arg-type]
            for to, raw in self.raw[after:]
            if recipient in (None, to)
        ]


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


@contextmanager
def listening(box: Postbox | None = None, **options: Any) -> Iterator[Postbox]:
    """A server on a free port of loopback for as long as the block lasts."""
    box = box or Postbox()
    box.port = box.port or free_port()
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
