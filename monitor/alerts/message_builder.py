"""A row of the outbox -> recipient and mail, made anew at each attempt."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from monitor.alerts.channels import is_channel
from monitor.alerts.digest_items import build_items
from monitor.alerts.digest_rendering import (
    DigestContent,
    describe_filter,
    render_digest,
    rhythm_label,
)
from monitor.alerts.feed_links import feed_links_for
from monitor.alerts.filters import parse_filter
from monitor.alerts.mime_messages import digest_message, new_message, plain_message
from monitor.alerts.rendering import rendered
from monitor.alerts.signed_links import SignedLinks
from monitor.config import Config
from monitor.i18n.catalogue import _
from monitor.i18n.routes import address
from monitor.i18n.translation import speaking

PAGES = {"confirm": "confirm", "never": "never", "change": "change", "unsubscribe": "unsubscribe"}


def site_url(config: Config) -> str:
    """Where readers find the site, with a slash at the end."""
    if config["site.public_url"]:
        return str(config["site.public_url"]).rstrip("/") + "/"
    path = config["site.base_url"].strip("/")
    return f"http://{config['site.host']}:{config['site.port']}/{path + '/' if path else ''}"


def missing_public_url(config: Config) -> str | None:
    """What is to be set before anybody is written to; None when links in mails lead somewhere."""
    if config["site.public_url"]:
        return None
    return (
        f"{config.file or 'vigie.toml'}: [site] public_url is not set: links in mails, the one that"
        f" unsubscribes among them, would begin with {site_url(config)}, which is nowhere for"
        " those who read them.\n  Set it to the address of your site; until then the form says that"
        " this site sends no mails."
    )


def message_id_domain(config: Config) -> str:
    """What stands behind the @ of a Message-ID."""
    return str(config["mail.from"]).rpartition("@")[2].rstrip("> ") or "vigie.invalid"


@dataclass
class MessageBuilder:
    """Makes mails; ``key`` signs their links as of the day on which each was written."""

    private: sqlite3.Connection
    config: Config
    key: bytes

    def __call__(self, row: sqlite3.Row) -> tuple[str, EmailMessage] | None:
        """None: nothing in it holds any more, or nobody is there to read it."""
        if row["kind"] == "keeper":
            if not self.config["mail.keeper"]:
                return None
            keeper = self.config["mail.keeper"]
            return keeper, plain_message(self.config["mail.from"], keeper, row)
        wanted = "pending" if row["kind"] == "confirm" else "active"
        cursor = self.private.execute(
            "SELECT * FROM subscriptions WHERE id = ? AND state = ?", (row["subscription"], wanted)
        )
        cursor.row_factory = sqlite3.Row
        reader = cursor.fetchone()
        if reader is None:
            return None
        make = self._confirmation if row["kind"] == "confirm" else self._digest
        with speaking(reader["language"]):
            made = make(row, reader)
        return None if made is None else (reader["address"], made)

    def _link(self, row: sqlite3.Row, reader: sqlite3.Row, page: str, shown: Any = None) -> str:
        written = datetime.fromisoformat(row["created"]).timestamp()
        token = SignedLinks(self.key, lambda: written).token(page, reader["handle"], shown)
        return f"{site_url(self.config)}{reader['language']}/alerts/{page}/{token}"

    def _wish(self, reader: sqlite3.Row) -> list[str]:
        return [reader["filter"], reader["language"], reader["rhythm"]]

    def _confirmation(self, row: sqlite3.Row, reader: sqlite3.Row) -> EmailMessage:
        message = new_message(
            self.config["mail.from"], reader["address"], row, _("Confirm your Vigie alert")
        )
        text = rendered(
            "confirm.txt",
            asked=describe_filter(parse_filter(reader["filter"])),
            rhythm=rhythm_label(reader["rhythm"]),
            confirm_url=self._link(row, reader, "confirm", self._wish(reader)),
            never_url=self._link(row, reader, "never"),
            site_url=site_url(self.config) + address("home", reader["language"]).lstrip("/"),
        )
        message.set_content(text, cte="quoted-printable")
        return message

    def _digest(self, row: sqlite3.Row, reader: sqlite3.Row) -> EmailMessage | None:
        texts = [
            text
            for (text,) in self.private.execute(
                "SELECT e.facts FROM told t JOIN events e ON e.id = t.event WHERE t.message = ?"
                " AND t.subscription = ? AND e.void = 0 AND e.facts IS NOT NULL ORDER BY e.id",
                (row["id"], reader["id"]),
            )
        ]
        if not texts:
            return None
        site = site_url(self.config)
        unsubscribe = self._link(row, reader, "unsubscribe")
        shared = is_channel(reader["address"])  # others read it: no link of theirs may end it
        links = {
            "change_url": None if shared else self._link(row, reader, "change", self._wish(reader)),
            "unsubscribe_url": None if shared else unsubscribe,
            "more_url": self._more(reader),
            "mistake_url": site + address("reply", reader["language"]).lstrip("/"),
        }
        found = build_items(texts, parse_filter(reader["filter"]), site)
        content: DigestContent = render_digest(found, self.config["alerts.items"], links)
        return digest_message(
            self.config["mail.from"],
            reader["address"],
            row,
            content,
            unsubscribe,
            f"Vigie <alerts.{message_id_domain(self.config)}>",
        )

    def _more(self, reader: sqlite3.Row) -> str:
        """Where the rest is: the site's list of the same choice, as near as it has one."""
        site, lang = site_url(self.config), reader["language"]
        found = feed_links_for(parse_filter(reader["filter"]), lang)
        return site + (found.page if found else address("home", lang)).lstrip("/")


def message_builder(
    private: sqlite3.Connection, config: Config, key: bytes
) -> Callable[[sqlite3.Row], tuple[str, EmailMessage] | None]:
    """What ``outbox.send_all`` calls for each message."""
    return MessageBuilder(private, config, key)
