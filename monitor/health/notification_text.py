"""Write the operator's mail about sources that broke, got worse or recovered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import fill
from typing import Literal

from monitor.health.portal_checks import CheckResult
from monitor.health.state_history import Flip
from monitor.i18n.catalogue import N_, NC_, gettext, language, pgettext, use_language
from monitor.i18n.health_messages import format_fact, state_label, subject_label
from monitor.i18n.typography import colon
from pipelines.interface_languages import LANGUAGES

WIDTH = 76  # columns
_HEADS: dict[Flip, str] = {
    "broken": NC_("heading", "In trouble"),
    "worse": NC_("heading", "Worse"),
    "healed": NC_("heading", "Working again"),
}
_SUBJECTS: dict[Flip, str] = {
    "broken": NC_("subject of a mail", "in trouble"),
    "worse": NC_("subject of a mail", "worse"),
    "healed": NC_("subject of a mail", "working again"),
}
_END = (
    N_("This message is not repeated; another will say when it works again."),
    N_("What to do: docs/operating.md"),
    N_("See how everything is: vigie health"),
    N_("Say that it is known: vigie health ack {names}"),
)
_ALL_WELL = (N_("See how everything is: vigie health"),)
Half = Literal["site", "scheduler"]  # of ``vigie serve``
_RESTARTED: dict[Half, str] = {
    "site": NC_("subject of a mail", "site started again"),
    "scheduler": NC_("subject of a mail", "scheduler started again"),
}
_HUNG: dict[Half, str] = {
    "site": N_(
        "The site answered nothing for {minutes} minutes; it was stopped and started again"
        " ({at}). Who asked it for a page meanwhile got none."
    ),
    "scheduler": N_(
        "The scheduler, which crawls and sends mail, gave no sign of life for {minutes} minutes; it"
        " was stopped and started again ({at}). Nothing is lost: what it was doing is done again."
    ),
}
_ENDS_AGAIN: dict[Half, str] = {
    "site": N_(
        "The site ended {ends} times within a day, last at {at}; it is started again each time."
        " While it is down nobody can read it."
    ),
    "scheduler": N_(
        "The scheduler, which crawls and sends mail, ended {ends} times within a day, last at {at};"
        " it is started again each time. While it is down nothing is crawled and no subscriber is"
        " told anything; all of it is made up later."
    ),
}
_RESTART_ADVICE = N_(
    "The log says why (journalctl -u vigie). Look for a disk or a network folder that hangs and for"
    " too little memory, and run:\n  vigie doctor\nThis message comes once a day at most."
)


@dataclass(frozen=True)
class Notification:
    """One subject to report.  ``since`` is when its present state began."""

    result: CheckResult
    flip: Flip
    since: datetime


def notification_subject(notifications: Sequence[Notification]) -> str:
    """Return the subject line in all languages: operators may read any of them."""
    return _subject(lambda: _subject_part(notifications))


def _subject(write: Callable[[], str]) -> str:
    return f"Vigie : {' / '.join(_in_all_languages(write))}"


def _in_all_languages(write: Callable[[], str]) -> list[str]:
    parts = []
    for lang in LANGUAGES:
        with use_language(lang):
            parts.append(write())
    return parts


def _subject_part(notifications: Sequence[Notification]) -> str:
    parts = []
    for flip, text in _SUBJECTS.items():
        names = [
            subject_label(notification.result.subject)
            for notification in notifications
            if notification.flip == flip
        ]
        if names:
            more = f" (+{len(names) - 3})" if len(names) > 3 else ""
            change = pgettext("subject of a mail", text)
            parts.append(f"{', '.join(names[:3])}{more} {change}")
    return ", ".join(parts)


def notification_body(notifications: Sequence[Notification]) -> str:
    """Return the text in all languages, one after the other."""
    return "\n\n".join(_in_all_languages(lambda: _language_part(notifications))) + "\n"


def broken_database_mail(since: datetime, problem: str) -> tuple[str, str]:
    """Return subject and text of the mail about a database that cannot be used."""
    at = f"{since:%Y-%m-%d %H:%M} UTC"
    message = N_(
        "The database has not been usable since {at}: until it is, nothing is crawled and no alert"
        " is sent."
    )
    texts = _in_all_languages(lambda: _wrapped(gettext(message).format(at=at), 0))
    subject = _subject(lambda: pgettext("subject of a mail", "database broken"))
    return subject, "\n\n".join((*texts, f"  {problem}\n"))


def healed_database_mail(now: datetime) -> tuple[str, str]:
    """Return subject and text of the mail about a database that can be used again."""
    at = f"{now:%Y-%m-%d %H:%M} UTC"
    message = N_("The database can be used again ({at}).")
    texts = _in_all_languages(lambda: _wrapped(gettext(message).format(at=at), 0))
    subject = _subject(lambda: pgettext("subject of a mail", "database working again"))
    return subject, "\n\n".join(texts) + "\n"


def restart_mail(
    half: Half, silent_minutes: int | None, ends: int | None, now: datetime
) -> tuple[str, str]:
    """Return subject and text of the mail about a half of ``vigie serve`` that was started again.

    ``silent_minutes``  how long it gave no sign of life; None when it ended by itself, ``ends``
    times within a day.
    """
    message = _ENDS_AGAIN[half] if silent_minutes is None else _HUNG[half]
    at = f"{now:%Y-%m-%d %H:%M} UTC"

    def write() -> str:
        text = gettext(message).format(at=at, minutes=silent_minutes, ends=ends)
        return "\n".join((_wrapped(text, 0), _wrapped(gettext(_RESTART_ADVICE), 0)))

    subject = _subject(lambda: pgettext("subject of a mail", _RESTARTED[half]))
    return subject, "\n\n".join(_in_all_languages(write)) + "\n"


def confirmation_flood_mail(most: int) -> tuple[str, str]:
    """Return subject and text of the mail about a domain to which too many confirmations went."""
    message = N_(
        "Within a day {most} addresses of one domain or more were asked to confirm an alert, and"
        " few did: probably somebody fills in the form with addresses of others. Further"
        " addresses of that domain that have confirmed nothing are not asked until tomorrow; all"
        " others are. Which ones were asked is shown by:\n  vigie subscribers list --addresses"
    )
    texts = _in_all_languages(lambda: _wrapped(gettext(message).format(most=most), 0))
    subject = _subject(lambda: pgettext("subject of a mail", "many unconfirmed alerts"))
    return subject, "\n\n".join(texts) + "\n"


def _language_part(notifications: Sequence[Notification]) -> str:
    lines: list[str] = []
    for flip, text in _HEADS.items():
        chosen = [notification for notification in notifications if notification.flip == flip]
        if chosen:
            head = pgettext("heading", text)
            lines += [head, "-" * len(head)]
            lines += [_notification_text(notification) for notification in chosen]
            lines.append("")
    broken = [
        notification.result.subject
        for notification in notifications
        if notification.flip != "healed"
    ]
    end = "\n".join(map(gettext, _END if broken else _ALL_WELL)).format(names=" ".join(broken))
    lines.append(_wrapped(end, 4))
    return "\n".join(lines)


def _notification_text(notification: Notification) -> str:
    reason = notification.result.reason_text(language())
    head = f"* {subject_label(notification.result.subject)}{colon()}"
    head += state_label(notification.result.subject, notification.result.state)
    since = gettext("since {day}").format(day=format_fact(notification.since))
    head += f" ({since})"
    return _wrapped(head, 2) + (f"\n{_wrapped('    ' + reason, 4)}" if reason else "")


def _wrapped(text: str, indent: int) -> str:
    """Wrap lines for a terminal without breaking names and commands."""
    lines = text.split("\n")
    return "\n".join(
        fill(
            line,
            WIDTH,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    )
