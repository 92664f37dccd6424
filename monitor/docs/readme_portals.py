"""README.md and README.fr.md: the part that lists the portals, made from their tables.

``python -m monitor.docs.generate_pages`` writes it between its two marks; the rest is written by people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel import Locale

from monitor.config import ROOT
from monitor.health.source_listing import PUBLISHER_PREFIX
from monitor.runtime.spider_registry import spider_class, spider_names
from pipelines.reference.loading import load_tables
from pipelines.reference.tables import Portal

README_FILES = {"README.md": "en", "README.fr.md": "fr"}
BEGIN, END = "<!-- portals: made by make docs -->", "<!-- /portals -->"
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "| portal | country | what it is | asked |\n|---|---|---|---|",
        "nightly": "each night",
        "request": "on request",
        "keyed": "with a key of yours",
        "off": "once you have read its terms",
        "publishers": "And {number} publishers of OCDS, on request (`ocds:NAME`), in {countries}.",
        "files": "Documents at hand are taken in from each of them, and from any other "
        "publisher of OCDS (`vigie ingest ocds FILE…`).",
        "and": " and ",
    },
    "fr": {
        "head": "| portail | pays | ce que c'est | interrogé |\n|---|---|---|---|",
        "nightly": "chaque nuit",
        "request": "sur demande",
        "keyed": "avec une clé à vous",
        "off": "une fois ses conditions lues",
        "publishers": "Et {number} éditeurs OCDS, sur demande (`ocds:NOM`) : {countries}.",
        "files": "Des documents que l'on a déjà peuvent être pris de chacun d'eux, et de "
        "tout autre éditeur OCDS (`vigie ingest ocds FICHIER…`).",
        "and": " et ",
    },
}


def portals_section(language: str) -> str:
    """Tables of portals -> the part between the marks."""
    words, listed = WORDS[language], load_tables().portals
    own = [one for name, one in listed.items() if PUBLISHER_PREFIX not in name and _is_source(name)]
    publishers = [
        one
        for name, one in listed.items()
        if name.startswith(PUBLISHER_PREFIX) and one.state != "off"
    ]
    said = words["publishers"].format(
        number=len(publishers), countries=_countries(publishers, language, words["and"])
    )
    rows = [
        _row(one, language) for one in sorted(own, key=lambda one: (not one.enabled, one.order))
    ]
    return "\n".join([words["head"], *rows, "", *_wrap(said), "", *_wrap(words["files"])])


def _is_source(name: str) -> bool:
    """Whether notices can be asked for: a source of rates has none."""
    found: Any = spider_class(name) if name in spider_names() else None
    return bool(getattr(found, "endpoint", None)) and not getattr(found, "gives_rates", False)


def _row(one: Portal, language: str) -> str:
    words, own = WORDS[language], spider_class(one.name)
    asked = words["nightly" if one.enabled else "request"]
    if one.state == "off":
        asked = words["off"]
    elif getattr(own, "key_variable", None):
        asked = f"{words['keyed']} (`{own.key_variable}`)"
    title = (one.title_fr if language == "fr" else one.title_en).partition(" (")[0]
    return f"| `{one.name}` | {_country(one.country, language)} | {title} | {asked} |"


def _country(code: str | None, language: str) -> str:
    return str(Locale.parse(language).territories.get(code or "", code or ""))


def _countries(found: list[Portal], language: str, last: str) -> str:
    names = sorted({_country(one.country, language) for one in found}, key=_without_accents)
    return ", ".join(names[:-1]) + last + names[-1]


def _without_accents(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _wrap(text: str) -> Iterator[str]:
    """Text -> lines of 100 characters at most."""
    line = ""
    for word in text.split(" "):
        if len(line) + len(word) >= 100:
            yield line
            line = word
        else:
            line = f"{line} {word}".lstrip()
    yield line


def update_text(text: str, language: str) -> str:
    """README as it is -> README with its part as it should be."""
    part = f"{BEGIN}\n{portals_section(language)}\n{END}"
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: part, text, flags=re.DOTALL)


def main(root: Path = ROOT) -> None:
    for name, language in README_FILES.items():
        text = (root / name).read_text(encoding="utf-8")
        (root / name).write_text(update_text(text, language), encoding="utf-8")
