"""What broke, got worse or healed -> one mail to the keeper, in French and in English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.health.history import News
from monitor.health.states import Health
from monitor.health.words import LANGUAGES, STATES, Language

_HEADS: dict[News, tuple[str, str]] = {
    "broken": ("En panne", "Broken"),
    "worse": ("Aggravé", "Worse"),
    "healed": ("Rétabli", "Healed"),
}
_SUBJECTS: dict[News, tuple[str, str]] = {
    "broken": ("en panne", "broken"),
    "worse": ("aggravé", "worse"),
    "healed": ("rétabli", "healed"),
}
_END = (
    "Tant que l'état dure, ce message ne sera pas répété ; un autre dira que c'est rétabli.\n"
    "Voir l'état de tout : vigie health.  Dire que c'est connu : vigie health ack {name}",
    "While this lasts, this message is not repeated; another will say that it has healed.\n"
    "See how everything is: vigie health.  Say that it is known: vigie health ack {name}",
)


@dataclass(frozen=True)
class Item:
    """One subject that the keeper is told of.  ``since`` is when its present state began."""

    health: Health
    news: News
    since: datetime


def subject(items: Sequence[Item]) -> str:
    """Items -> subject line: French, then English when it is short enough."""
    return f"Vigie : {_line(items, 0)} / {_line(items, 1)}"


def _line(items: Sequence[Item], place: int) -> str:
    parts = []
    for news in _SUBJECTS:
        names = [name(item.health.subject) for item in items if item.news == news]
        if names:
            more = f" (+{len(names) - 3})" if len(names) > 3 else ""
            parts.append(f"{', '.join(names[:3])}{more} {_SUBJECTS[news][place]}")
    return ", ".join(parts)


def name(subject: str) -> str:
    """``system:disk`` -> ``disk``; a portal is called by its name."""
    return subject.removeprefix("system:")


def body(items: Sequence[Item]) -> str:
    """Items -> plain text, French first."""
    return "\n\n".join(_part(items, language) for language in LANGUAGES) + "\n"


def _part(items: Sequence[Item], language: Language) -> str:
    place = LANGUAGES.index(language)
    lines: list[str] = []
    for news, heads in _HEADS.items():
        chosen = [item for item in items if item.news == news]
        if chosen:
            lines += [heads[place], "-" * len(heads[place])]
            lines += [_told(item, language) for item in chosen]
            lines.append("")
    lines.append(_END[place].format(name=items[0].health.subject))
    return "\n".join(lines)


def _told(item: Item, language: Language) -> str:
    place = LANGUAGES.index(language)
    since = ("depuis le", "since")[place]
    reason = item.health.said(language)
    head = f"* {item.health.subject} : {STATES[item.health.state][place]}"
    head += f" ({since} {item.since:%Y-%m-%d %H:%M} UTC)"
    return head + (f"\n    {reason}" if reason else "")
