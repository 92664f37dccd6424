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

from monitor.i18n.catalogue import LOCALES, N_, NC_, gettext, language, ngettext, pgettext, speaking
from monitor.i18n.typography import first_of_month

STATES = {
    "ok": NC_("state of a source", "ok"),
    "degraded": NC_("state of a source", "degraded"),
    "blind": NC_("state of a source", "blind"),
    "paused": NC_("state of a source", "paused"),
    "off": NC_("state of a source", "off"),
}

# of a part of the installation, which reads nothing and so is not blind
PART_STATES = {
    "ok": NC_("state of a part", "ok"),
    "degraded": NC_("state of a part", "needs a look"),
    "blind": NC_("state of a part", "down"),
    "paused": NC_("state of a part", "paused"),
    "off": NC_("state of a part", "off"),
}

REASONS = {
    "no_reader": N_(
        "enabled in the settings, but this portal cannot be asked: nothing will read it"
    ),
    "never": N_("enabled, but never crawled so far"),
    "no_success": N_("no crawl has succeeded in {tries} attempts; last problem: {problem}"),
    "silent": N_("last successful crawl on {last}, {days} ago; it is due every {period}"),
    "failing": N_("{tries} crawls have failed since {last}; last problem: {problem}"),
    "failed_once": N_("the last crawl failed and will be tried again; problem: {problem}"),
    "paused": N_(
        "paused after {tries} failures in a row, next attempt on {next}; last problem: {problem}"
    ),
    "nothing": N_("no notice in the last crawl; usually {usual}"),
    "few": N_("notices in the last crawl: {seen}; usually {usual}"),
    "scope": N_("digital notices in the last crawl: {seen} of {total}; usually {usual}"),
    "stale": N_("the newest notice is of {newest}, {days} ago; usually {usual_days} at most"),
    "windows": N_("date windows still to be read: {windows}, the oldest from {oldest}; {problem}"),
    "refused": N_(
        "documents refused or unreadable: {refused} of {seen} (mostly: {code}); usually {usual}"
    ),
    "unknown": N_("values that the reader does not know: {number} ({code}); usually {usual}"),
    "new_keys": N_("the portal writes fields that were never seen: {names}"),
    "lost_keys": N_("the portal no longer writes fields that were always there: {names}"),
    "field": N_("the field {field} is filled in {now}% of {seen} notices; usually {usual}%"),
    "disk": N_("{free} MB free on the disk of the data; {least} are needed"),
    "disk_full": N_("{free} MB free on the disk of the data: no crawl is begun any more"),
    "backup_never": N_("no backup has succeeded yet"),
    "backup_old": N_("last successful backup on {last}, {days} ago"),
    "backup_half": N_("the last backup is not complete: {problem}"),
    "integrity": N_("the check of the database and the archive found: {problem}"),
    "scheduler_gone": N_("no scheduler is running: start vigie serve (or vigie scheduler)"),
    "scheduler_hangs": N_("the scheduler (process {pid}) has not moved since {last}: restart it"),
    "not_looked": N_("nobody has looked at the state of the sources since {last}"),
    "never_looked": N_("nobody has looked at the state of the sources yet: start vigie serve"),
    "clock_ahead": N_(
        "the clock says {now}, nothing confirms a time after {last}: until it is set, or a crawl"
        " or vigie health --confirm-clock confirms it, nothing is deleted"
        " and no subscriber is mailed"
    ),
    "clock": N_("a run is dated {last}, in the future: the clock of the machine went back"),
    "fault": "{problem}",
}

# what everybody may read of reasons that name files, servers or users of this machine
IN_PUBLIC = {
    "fault": N_("a fault of this installation; its log and the mail to its keeper say which"),
    "backup_half": N_("the last backup is not complete; the log says why"),
    "integrity": N_("the check of the database and the archive found a fault; the log says which"),
}

# parts of the installation, as people call them
PARTS = {
    "disk": NC_("part of the installation", "disk"),
    "backup": NC_("part of the installation", "backup"),
    "integrity": NC_("part of the installation", "integrity"),
    "clock": NC_("part of the installation", "clock"),
    "settings": NC_("part of the installation", "settings"),
    "alerts": NC_("part of the installation", "alerts"),
    "scheduler": NC_("part of the installation", "scheduler"),
    "watch": NC_("part of the installation", "watch"),
    "database": NC_("part of the installation", "database"),
}
PERIODS = {1: NC_("every", "day"), 7: NC_("every", "week")}


@dataclass(frozen=True)
class Reason:
    """A code of REASONS with its facts; dates and numbers are written for the reader."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def said(self, lang: str, *, in_public: bool = False) -> str:
        """``in_public``: without what is nobody's business but the keeper's."""
        with speaking(lang):
            if in_public and self.code in IN_PUBLIC:
                return gettext(IN_PUBLIC[self.code])
            shown = {name: written(fact, name) for name, fact in self.facts.items()}
            return gettext(REASONS[self.code]).format(**shown)


def part(subject: str) -> str:
    """Return what people call a subject such as ``system:disk``; a portal is called by its name."""
    prefix, colon, name = subject.partition(":")
    if colon and prefix == "system" and name in PARTS:
        return pgettext("part of the installation", PARTS[name])
    return subject.removeprefix("system:")


def state(subject: str, state: str) -> str:
    """A state as people say it of a source or of a part of the installation."""
    if subject.startswith("system:"):
        return pgettext("state of a part", PART_STATES[state])
    return pgettext("state of a source", STATES[state])


def written(fact: Any, name: str = "") -> str:
    """A fact of a reason as one writes it; ``name`` tells days and periods from numbers."""
    locale = LOCALES[language()]
    if name == "period":
        return pgettext("every", PERIODS[fact])
    if isinstance(fact, datetime):
        return f"{written(fact.date())} {fact:%H:%M} UTC"
    if isinstance(fact, date):
        return first_of_month(language(), format_date(fact, "long", locale=locale), fact)
    if isinstance(fact, int):
        said = format_decimal(fact, locale=locale)
        if name in ("days", "usual_days"):
            return ngettext("{n}\u00a0day", "{n}\u00a0days", fact).format(n=said)
        return said
    return str(fact)
