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

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

STATES: dict[str, tuple[str, str]] = {
    "ok": ("bon", "ok"),
    "degraded": ("incomplet", "degraded"),
    "blind": ("aveugle", "blind"),
    "paused": ("en pause", "paused"),
    "off": ("éteint", "off"),
}

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
        "dernière lecture réussie le {last}, il y a {days} jours ; elle est due chaque {period}",
        "last successful crawl on {last}, {days} days ago; it is due every {period}",
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
        "{seen} avis à la dernière lecture ; d'ordinaire {usual}",
        "{seen} notices in the last crawl; usually {usual}",
    ),
    "stale": (
        "l'avis le plus récent date du {newest}, il y a {days} jours ; d'ordinaire {usual} au plus",
        "the newest notice is of {newest}, {days} days ago; usually {usual} at most",
    ),
    "windows": (
        "{windows} fenêtres de dates restent à relire, la plus ancienne depuis {oldest} ;"
        " {problem}",
        "{windows} date windows are still to be read, the oldest from {oldest}; {problem}",
    ),
    "refused": (
        "{refused} documents refusés ou illisibles sur {seen} (surtout : {code}) ;"
        " d'ordinaire {usual}",
        "{refused} documents refused or unreadable of {seen} (mostly: {code}); usually {usual}",
    ),
    "unknown": (
        "{number} valeurs inconnues du lecteur ({code}) ; d'ordinaire {usual}",
        "{number} values that the reader does not know ({code}); usually {usual}",
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
        "dernière sauvegarde réussie le {last}, il y a {days} jours",
        "last successful backup on {last}, {days} days ago",
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

PERIODS = {1: ("jour", "day"), 7: ("semaine", "week")}


@dataclass(frozen=True)
class Reason:
    """A code of REASONS with its facts; dates and numbers are written for the reader."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def said(self, language: Language) -> str:
        place = LANGUAGES.index(language)
        shown = {name: _shown(name, fact, language) for name, fact in self.facts.items()}
        return REASONS[self.code][place].format(**shown)


def _shown(name: str, fact: Any, language: Language) -> str:
    if name == "period":
        return PERIODS[fact][LANGUAGES.index(language)]
    if isinstance(fact, datetime):
        return format_datetime(fact, "d MMMM y HH:mm 'UTC'", locale=language)
    if isinstance(fact, date):
        return format_date(fact, "long", locale=language)
    if isinstance(fact, int):
        return format_decimal(fact, locale=language)
    return str(fact)
