"""Build the mail of an outbox row; it is built anew at each attempt."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from monitor.alerts.apprise_channels import is_channel
from monitor.alerts.digest_items import build_items
from monitor.alerts.digest_rendering import (
    DigestContent,
    describe_filter,
    render_digest,
    rhythm_label,
)
from monitor.alerts.email_addresses import InvalidAddress, is_header_address
from monitor.alerts.feed_links import feed_links_for
from monitor.alerts.mime_messages import digest_message, new_message, plain_message
from monitor.alerts.signed_links import SignedLinks
from monitor.alerts.subscription_filters import parse_filter
from monitor.alerts.template_rendering import render
from monitor.config import Config
from monitor.i18n.catalogue import _
from monitor.i18n.routes import page_path
from monitor.i18n.value_formatting import use_language

# characters of a filter that the link to confirm, and the one to change it, carry
MAX_CONFIRMED_LENGTH, MAX_CHANGED_LENGTH = 600, 2000
PAGES = {"confirm": "confirm", "never": "never", "change": "change", "unsubscribe": "unsubscribe"}


def site_url(config: Config) -> str:
    """Return the public address of the site, with a slash at the end."""
    if config["site.public_url"]:
        return str(config["site.public_url"]).rstrip("/") + "/"
    path = config["site.base_url"].strip("/")
    return f"http://{config['site.host']}:{config['site.port']}/{path + '/' if path else ''}"


def missing_public_url(config: Config) -> str | None:
    """Return what to configure when links in mails would lead nowhere, else None."""
    if config["site.public_url"]:
        return None
    return (
        f"{config.file or 'vigie.toml'}: [site] public_url is not set: links in mails, the one that"
        f" unsubscribes among them, would begin with {site_url(config)}, which is nowhere for"
        " those who read them.\n  Set it to the address of your site; until then the form says that"
        " this site sends no mails."
    )


def message_id_domain(config: Config) -> str:
    """Return the domain used in Message-IDs."""
    return str(config["mail.from"]).rpartition("@")[2].rstrip("> ") or "vigie.invalid"


@dataclass
class MessageBuilder:
    """Build mails; ``key`` signs their links with the day on which each message was created."""

    private: sqlite3.Connection
    config: Config
    key: bytes

    def __call__(self, row: sqlite3.Row) -> tuple[str, EmailMessage] | None:
        """Return recipient and mail, or None when nothing in it holds any more or nobody
        receives it.
        """
        if row["kind"] == "operator":
            if not self.config["mail.operator_address"]:
                return None
            operator = self.config["mail.operator_address"]
            return operator, plain_message(self.config["mail.from"], operator, row)
        required_state = "pending" if row["kind"] == "confirm" else "active"
        cursor = self.private.execute(
            "SELECT * FROM subscriptions WHERE id = ? AND state = ?",
            (row["subscription"], required_state),
        )
        cursor.row_factory = sqlite3.Row
        subscription = cursor.fetchone()
        if subscription is None:
            return None
        address = subscription["address"]
        if not is_channel(address) and not is_header_address(address):
            raise InvalidAddress("its subscription has no address")
        make = self._confirmation if row["kind"] == "confirm" else self._digest
        with use_language(subscription["language"]):
            message = make(row, subscription)
        return None if message is None else (address, message)

    def _link(
        self, row: sqlite3.Row, subscription: sqlite3.Row, page: str, payload: Any = None
    ) -> str:
        written = datetime.fromisoformat(row["created"]).timestamp()
        token = SignedLinks(self.key, lambda: written).token(page, subscription["handle"], payload)
        return f"{site_url(self.config)}{subscription['language']}/alerts/{page}/{token}"

    def _link_settings(self, subscription: sqlite3.Row, most: int) -> list[str] | None:
        """Settings that the page of a link shows; None: they would make a link that mail programs
        break.
        """
        if len(subscription["filter"]) > most:
            return None
        return [subscription["filter"], subscription["language"], subscription["rhythm"]]

    def _confirmation(self, row: sqlite3.Row, subscription: sqlite3.Row) -> EmailMessage:
        filter_ = parse_filter(subscription["filter"])
        message = new_message(
            self.config["mail.from"], subscription["address"], row, _("Confirm your Vigie alert")
        )
        text = render(
            "confirm.txt",
            asked=describe_filter(filter_, typed=False),
            rhythm="" if filter_.is_bulletin else rhythm_label(subscription["rhythm"]),
            confirm_url=self._link(
                row,
                subscription,
                "confirm",
                self._link_settings(subscription, MAX_CONFIRMED_LENGTH),
            ),
            never_url=self._link(row, subscription, "never"),
            site_url=site_url(self.config)
            + page_path("home", subscription["language"]).lstrip("/"),
        )
        message.set_content(text, cte="quoted-printable")
        return message

    def _digest(self, row: sqlite3.Row, subscription: sqlite3.Row) -> EmailMessage | None:
        texts = [
            text
            for (text,) in self.private.execute(
                "SELECT e.facts FROM notifications t JOIN events e ON e.id = t.event"
                " WHERE t.message = ? AND t.subscription = ? AND e.void IS NOT 1"
                " AND e.facts IS NOT NULL ORDER BY e.id",
                (row["id"], subscription["id"]),
            )
        ]
        if not texts:
            return None
        site = site_url(self.config)
        unsubscribe = self._link(row, subscription, "unsubscribe")
        shared = is_channel(subscription["address"])  # others read it: no link of theirs may end it
        settings = self._link_settings(subscription, MAX_CHANGED_LENGTH)
        links = {
            "change_url": None
            if shared or settings is None
            else self._link(row, subscription, "change", settings),
            "unsubscribe_url": None if shared else unsubscribe,
            "more_url": self._list_url(subscription),
            "mistake_url": site + page_path("reply", subscription["language"]).lstrip("/"),
        }
        today = datetime.fromisoformat(row["created"]).date()
        items = build_items(texts, parse_filter(subscription["filter"]), site, today)
        content: DigestContent = render_digest(items, self.config["alerts.items"], links)
        return digest_message(
            self.config["mail.from"],
            subscription["address"],
            row,
            content,
            unsubscribe,
            f"Vigie <alerts.{message_id_domain(self.config)}>",
        )

    def _list_url(self, subscription: sqlite3.Row) -> str:
        """Return the site's list that comes closest to the subscription's filter."""
        site, lang = site_url(self.config), subscription["language"]
        links = feed_links_for(parse_filter(subscription["filter"]), lang)
        return site + (links.page if links else page_path("home", lang)).lstrip("/")


def message_builder(
    private: sqlite3.Connection, config: Config, key: bytes
) -> Callable[[sqlite3.Row], tuple[str, EmailMessage] | None]:
    """Return the function that ``outbox.send_due`` calls for each message."""
    return MessageBuilder(private, config, key)
