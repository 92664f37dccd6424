"""Translate the health of sources and of the installation, with the reasons.

A reason is a code with its facts, so that the mail, the page and the command say it alike and each
in the reader's language.  A test compares the codes here with those that are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from monitor.i18n.catalogue import LOCALES, NC_, language, ngettext, pgettext, use_language
from monitor.i18n.labels import labels
from monitor.i18n.typography import first_of_month

PERIODS = {1: NC_("every", "day"), 7: NC_("every", "week")}


@dataclass(frozen=True)
class Reason:
    """A code with its facts; dates and numbers are written for the reader."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_text(self, lang: str, *, in_public: bool = False) -> str:
        """Return the reason as a sentence; ``in_public`` leaves out what is the operator's."""
        if in_public and self.code in labels()["public_reasons"]:
            return labels()["public_reasons"][self.code][lang]
        with use_language(lang):
            formatted = {name: format_fact(fact, name) for name, fact in self.facts.items()}
        if self.code == "fault":
            return str(formatted["problem"])
        return labels()["health_reasons"][self.code][lang].format(**formatted)


def subject_label(subject: str) -> str:
    """Return what people call a subject such as ``system:disk``; a portal is called by its name."""
    name = subject.removeprefix("system:")
    part_labels = labels()["installation_parts"].get(name) if name != subject else None
    return part_labels[language()] if part_labels else name


def state_label(subject: str, state: str) -> str:
    """A state as people say it of a source or of a part of the installation."""
    section = "part_states" if subject.startswith("system:") else "source_states"
    return labels()[section][state][language()]


def format_fact(fact: Any, name: str = "") -> str:
    """A fact of a reason as one writes it; ``name`` tells days and periods from numbers."""
    locale = LOCALES[language()]
    if name == "period":
        return pgettext("every", PERIODS[fact])
    if isinstance(fact, datetime):
        return f"{format_fact(fact.date())} {fact:%H:%M} UTC"
    if isinstance(fact, date):
        return first_of_month(language(), format_date(fact, "long", locale=locale), fact)
    if isinstance(fact, int):
        number = format_decimal(fact, locale=locale)
        if name in ("days", "usual_days"):
            return ngettext("{n}\u00a0day", "{n}\u00a0days", fact).format(n=number)
        return number
    return str(fact)
