"""Why a source or a part of this installation is not well, in French and in English.

A reason is a code with its facts, so that the mail, the page and the command say it alike and each
in the reader's language.  A test compares the codes here with those that are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from monitor.i18n.typography import french

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

STATES: dict[str, tuple[str, str]] = {
    "ok": ("bon", "ok"),
    "degraded": ("incomplet", "degraded"),
    "blind": ("aveugle", "blind"),
    "paused": ("en pause", "paused"),
    "off": ("éteint", "off"),
}

# of a part of the installation, which reads nothing and so is not blind
PART_STATES = STATES | {"degraded": ("à voir", "needs a look"), "blind": ("en panne", "down")}

REASONS: dict[str, tuple[str, str]] = {
    "no_reader": (
        "activé dans les réglages, mais ce portail ne peut pas être interrogé : rien ne le lira",
        "enabled in the settings, but this portal cannot be asked: nothing will read it",
    ),
    "never": (
        "activé, mais jamais lu jusqu'ici",
        "enabled, but never crawled so far",
    ),
    "no_success": (
        "aucune lecture n'a réussi en {tries} essais ; dernier problème : {problem}",
        "no crawl has succeeded in {tries} attempts; last problem: {problem}",
    ),
    "silent": (
        "dernière lecture réussie le {last}, il y a {days} ; elle est due chaque {period}",
        "last successful crawl on {last}, {days} ago; it is due every {period}",
    ),
    "failing": (
        "{tries} lectures ont échoué depuis le {last} ; dernier problème : {problem}",
        "{tries} crawls have failed since {last}; last problem: {problem}",
    ),
    "failed_once": (
        "la dernière lecture a échoué, un nouvel essai est prévu ; problème : {problem}",
        "the last crawl failed and will be tried again; problem: {problem}",
    ),
    "paused": (
        "mis en pause après {tries} échecs de suite, nouvel essai le {next} ;"
        " dernier problème : {problem}",
        "paused after {tries} failures in a row, next attempt on {next}; last problem: {problem}",
    ),
    "nothing": (
        "aucun avis à la dernière lecture ; d'ordinaire {usual}",
        "no notice in the last crawl; usually {usual}",
    ),
    "few": (
        "avis à la dernière lecture : {seen} ; d'ordinaire {usual}",
        "notices in the last crawl: {seen}; usually {usual}",
    ),
    "scope": (
        "avis numériques à la dernière lecture : {seen} sur {total} ; d'ordinaire {usual}",
        "digital notices in the last crawl: {seen} of {total}; usually {usual}",
    ),
    "stale": (
        "l'avis le plus récent date du {newest}, il y a {days} ; d'ordinaire {usual_days} au plus",
        "the newest notice is of {newest}, {days} ago; usually {usual_days} at most",
    ),
    "windows": (
        "fenêtres de dates à relire : {windows}, la plus ancienne à partir du {oldest} ; {problem}",
        "date windows still to be read: {windows}, the oldest from {oldest}; {problem}",
    ),
    "refused": (
        "documents refusés ou illisibles : {refused} sur {seen} (surtout : {code}) ;"
        " d'ordinaire {usual}",
        "documents refused or unreadable: {refused} of {seen} (mostly: {code}); usually {usual}",
    ),
    "unknown": (
        "valeurs inconnues du lecteur : {number} ({code}) ; d'ordinaire {usual}",
        "values that the reader does not know: {number} ({code}); usually {usual}",
    ),
    "new_keys": (
        "le portail écrit des champs jamais vus : {names}",
        "the portal writes fields that were never seen: {names}",
    ),
    "lost_keys": (
        "le portail n'écrit plus des champs qui y étaient toujours : {names}",
        "the portal no longer writes fields that were always there: {names}",
    ),
    "field": (
        "le champ {field} est rempli dans {now} % de {seen} avis ; d'ordinaire {usual} %",
        "the field {field} is filled in {now}% of {seen} notices; usually {usual}%",
    ),
    "disk": (
        "{free} Mo libres sur le disque des données ; il en faut {least}",
        "{free} MB free on the disk of the data; {least} are needed",
    ),
    "disk_full": (
        "{free} Mo libres sur le disque des données : plus aucune lecture n'est lancée",
        "{free} MB free on the disk of the data: no crawl is begun any more",
    ),
    "backup_never": ("aucune sauvegarde n'a encore réussi", "no backup has succeeded yet"),
    "backup_old": (
        "dernière sauvegarde réussie le {last}, il y a {days}",
        "last successful backup on {last}, {days} ago",
    ),
    "backup_half": (
        "la dernière sauvegarde est incomplète : {problem}",
        "the last backup is not complete: {problem}",
    ),
    "integrity": (
        "le contrôle de la base et de l'archive a trouvé : {problem}",
        "the check of the database and the archive found: {problem}",
    ),
    "scheduler_gone": (
        "aucun planificateur ne tourne : lancez vigie serve (ou vigie scheduler)",
        "no scheduler is running: start vigie serve (or vigie scheduler)",
    ),
    "scheduler_hangs": (
        "le planificateur (processus {pid}) ne répond plus depuis le {last} : relancez-le",
        "the scheduler (process {pid}) has not moved since {last}: restart it",
    ),
    "not_looked": (
        "personne n'a regardé l'état des sources depuis le {last}",
        "nobody has looked at the state of the sources since {last}",
    ),
    "never_looked": (
        "personne n'a encore regardé l'état des sources : lancez vigie serve",
        "nobody has looked at the state of the sources yet: start vigie serve",
    ),
    "clock": (
        "un passage est daté du {last}, dans l'avenir : l'horloge de la machine a reculé",
        "a run is dated {last}, in the future: the clock of the machine went back",
    ),
    "fault": ("{problem}", "{problem}"),
}

# what everybody may read of reasons that name files, servers or users of this machine
IN_PUBLIC: dict[str, tuple[str, str]] = {
    "fault": (
        "un défaut de cette installation ; le journal et le message à son responsable le disent",
        "a fault of this installation; its log and the mail to its keeper say which",
    ),
    "backup_half": (
        "la dernière sauvegarde est incomplète ; le journal dit pourquoi",
        "the last backup is not complete; the log says why",
    ),
    "integrity": (
        "le contrôle de la base et de l'archive a trouvé un défaut ; le journal le dit",
        "the check of the database and the archive found a fault; the log says which",
    ),
}

# parts of the installation, as people call them
PARTS: dict[str, tuple[str, str]] = {
    "disk": ("disque", "disk"),
    "backup": ("sauvegarde", "backup"),
    "integrity": ("intégrité", "integrity"),
    "clock": ("horloge", "clock"),
    "settings": ("réglages", "settings"),
    "alerts": ("alertes", "alerts"),
    "scheduler": ("planificateur", "scheduler"),
    "watch": ("surveillance", "watch"),
    "database": ("base de données", "database"),
}
LOCALES = {"fr": "fr", "en": "en_GB"}
PERIODS = {1: ("jour", "day"), 7: ("semaine", "week")}


@dataclass(frozen=True)
class Reason:
    """A code of REASONS with its facts; dates and numbers are written for the reader."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def said(self, language: Language, *, in_public: bool = False) -> str:
        """``in_public``: without what is nobody's business but the keeper's."""
        place = LANGUAGES.index(language)
        if in_public and self.code in IN_PUBLIC:
            words = IN_PUBLIC[self.code][place]
            return french(words) if language == "fr" else words
        shown = {name: written(fact, language, name) for name, fact in self.facts.items()}
        words = REASONS[self.code][place]
        return (french(words) if language == "fr" else words).format(**shown)


def part(subject: str, language: Language) -> str:
    """``system:disk`` -> what people call it; a portal is called by its name."""
    prefix, colon, name = subject.partition(":")
    known = PARTS.get(name) if colon and prefix == "system" else None
    return known[LANGUAGES.index(language)] if known else subject.removeprefix("system:")


def state(subject: str, state: str, language: Language) -> str:
    """A state as people say it of a source or of a part of the installation."""
    return (PART_STATES if subject.startswith("system:") else STATES)[state][
        LANGUAGES.index(language)
    ]


def written(fact: Any, language: Language, name: str = "") -> str:
    """A fact of a reason as one writes it; ``name`` tells days and periods from numbers."""
    place, locale = LANGUAGES.index(language), LOCALES[language]
    if name == "period":
        return PERIODS[fact][place]
    if isinstance(fact, datetime):
        return format_datetime(fact, "d MMMM y HH:mm 'UTC'", locale=locale)
    if isinstance(fact, date):
        said = format_date(fact, "long", locale=locale)
        return said.replace("1 ", "1er ", 1) if language == "fr" and fact.day == 1 else said
    if isinstance(fact, int):
        said = format_decimal(fact, locale=locale)
        day = ("jour", "day")[place] + ("s" if fact > 1 or (place and not fact) else "")
        return f"{said}\u00a0{day}" if name in ("days", "usual_days") else said
    return str(fact)
