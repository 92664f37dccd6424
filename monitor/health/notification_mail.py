"""What broke, got worse or healed -> one mail to the keeper, in French and in English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import fill

from monitor.health.portal_checks import CheckResult
from monitor.health.state_history import Flip
from monitor.i18n.health_messages import LANGUAGES, Language, part, state, written
from monitor.i18n.typography import french

WIDTH = 76  # columns
_HEADS: dict[Flip, tuple[str, str]] = {
    "broken": ("En difficulté", "In trouble"),
    "worse": ("En plus mauvais état", "Worse"),
    "healed": ("De retour à la normale", "Healed"),
}
_SUBJECTS: dict[Flip, tuple[str, str]] = {
    "broken": ("en difficulté", "in trouble"),
    "worse": ("en plus mauvais état", "worse"),
    "healed": ("de retour à la normale", "healed"),
}
_END = (
    "Ce message ne sera pas répété ; un autre dira quand c'est rétabli.\n"
    "Que faire : docs/operating.md\n"
    "Voir l'état de tout : vigie health\n"
    "Dire que c'est connu : vigie health ack {names}",
    "This message is not repeated; another will say when it has healed.\n"
    "What to do: docs/operating.md\n"
    "See how everything is: vigie health\n"
    "Say that it is known: vigie health ack {names}",
)
_ALL_WELL = ("Voir l'état de tout : vigie health", "See how everything is: vigie health")


@dataclass(frozen=True)
class Notification:
    """One subject that the keeper is told of.  ``since`` is when its present state began."""

    health: CheckResult
    news: Flip
    since: datetime


def notification_subject(items: Sequence[Notification]) -> str:
    """Items -> subject line: French, then English when it is short enough."""
    return f"Vigie : {_subject_part(items, 0)} / {_subject_part(items, 1)}"


def _subject_part(items: Sequence[Notification], place: int) -> str:
    parts = []
    for news in _SUBJECTS:
        names = [part(item.health.subject, LANGUAGES[place]) for item in items if item.news == news]
        if names:
            more = f" (+{len(names) - 3})" if len(names) > 3 else ""
            parts.append(f"{', '.join(names[:3])}{more} {_SUBJECTS[news][place]}")
    return ", ".join(parts)


def notification_body(items: Sequence[Notification]) -> str:
    """Items -> plain text, French first."""
    return "\n\n".join(_language_part(items, language) for language in LANGUAGES) + "\n"


def _language_part(items: Sequence[Notification], language: Language) -> str:
    place = LANGUAGES.index(language)
    lines: list[str] = []
    for news, heads in _HEADS.items():
        chosen = [item for item in items if item.news == news]
        if chosen:
            lines += [heads[place], "-" * len(heads[place])]
            lines += [_notification_text(item, language) for item in chosen]
            lines.append("")
    broken = [item.health.subject for item in items if item.news != "healed"]
    end = _END[place].format(names=" ".join(broken)) if broken else _ALL_WELL[place]
    lines.append(_wrapped(french(end) if language == "fr" else end, 4))
    return "\n".join(lines)


def _notification_text(item: Notification, language: Language) -> str:
    place = LANGUAGES.index(language)
    since = ("depuis le", "since")[place]
    colon = ("\u00a0: ", ": ")[place]
    reason = item.health.said(language)
    head = f"* {part(item.health.subject, language)}{colon}"
    head += state(item.health.subject, item.health.state, language)
    head += f" ({since} {written(item.since, language)})"
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
