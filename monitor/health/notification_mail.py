"""What broke, got worse or healed -> one mail to the keeper, in every language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import fill

from monitor.health.portal_checks import CheckResult
from monitor.health.state_history import Flip
from monitor.i18n.catalogue import N_, NC_, gettext, language, pgettext, speaking
from monitor.i18n.health_messages import part, state, written
from monitor.i18n.typography import colon
from pipelines.languages import LANGUAGES

WIDTH = 76  # columns
_HEADS: dict[Flip, str] = {
    "broken": NC_("heading", "In trouble"),
    "worse": NC_("heading", "Worse"),
    "healed": NC_("heading", "Healed"),
}
_SUBJECTS: dict[Flip, str] = {
    "broken": NC_("subject of a mail", "in trouble"),
    "worse": NC_("subject of a mail", "worse"),
    "healed": NC_("subject of a mail", "healed"),
}
_END = (
    N_("This message is not repeated; another will say when it has healed."),
    N_("What to do: docs/operating.md"),
    N_("See how everything is: vigie health"),
    N_("Say that it is known: vigie health ack {names}"),
)
_ALL_WELL = (N_("See how everything is: vigie health"),)


@dataclass(frozen=True)
class Notification:
    """One subject that the keeper is told of.  ``since`` is when its present state began."""

    health: CheckResult
    news: Flip
    since: datetime


def notification_subject(items: Sequence[Notification]) -> str:
    """Items -> subject line in every language."""
    lines = []
    for lang in LANGUAGES:
        with speaking(lang):
            lines.append(_subject_part(items))
    return f"Vigie : {' / '.join(lines)}"


def _subject_part(items: Sequence[Notification]) -> str:
    parts = []
    for news, words in _SUBJECTS.items():
        names = [part(item.health.subject) for item in items if item.news == news]
        if names:
            more = f" (+{len(names) - 3})" if len(names) > 3 else ""
            said = pgettext("subject of a mail", words)
            parts.append(f"{', '.join(names[:3])}{more} {said}")
    return ", ".join(parts)


def notification_body(items: Sequence[Notification]) -> str:
    """Items -> plain text, French first."""
    parts = []
    for lang in LANGUAGES:
        with speaking(lang):
            parts.append(_language_part(items))
    return "\n\n".join(parts) + "\n"


def _language_part(items: Sequence[Notification]) -> str:
    lines: list[str] = []
    for news, words in _HEADS.items():
        chosen = [item for item in items if item.news == news]
        if chosen:
            head = pgettext("heading", words)
            lines += [head, "-" * len(head)]
            lines += [_notification_text(item) for item in chosen]
            lines.append("")
    broken = [item.health.subject for item in items if item.news != "healed"]
    end = "\n".join(map(gettext, _END if broken else _ALL_WELL)).format(names=" ".join(broken))
    lines.append(_wrapped(end, 4))
    return "\n".join(lines)


def _notification_text(item: Notification) -> str:
    reason = item.health.said(language())
    head = f"* {part(item.health.subject)}{colon()}"
    head += state(item.health.subject, item.health.state)
    since = gettext("since {day}").format(day=written(item.since))
    head += f" ({since})"
    return _wrapped(head, 2) + (f"\n{_wrapped('    ' + reason, 4)}" if reason else "")


def _wrapped(text: str, indent: int) -> str:
    """Lines of a terminal; names and commands are not cut."""
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
