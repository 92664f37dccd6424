"""Generate the list of portals in README.md and README.fr.md from the reference tables.

``python -m monitor.docs.generate_pages`` writes it between two markers; the rest is by hand.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from textwrap import TextWrapper
from typing import Any

from babel import Locale

from monitor.config import ROOT
from monitor.health.terminal_source_list import PUBLISHER_PREFIX
from monitor.i18n.catalogue import NC_, language, pgettext, use_language
from monitor.runtime.spider_registry import spider_class, spider_names
from pipelines.interface_languages import text_in
from pipelines.reference.load_reference_tables import load_tables
from pipelines.reference.table_classes import Portal

README_FILES = {"README.md": "en", "README.fr.md": "fr"}
BEGIN, END = "<!-- portals: made by make docs -->", "<!-- /portals -->"
# as Markdown has them: a head of a table, sentences
WORDS = {
    "head": NC_("README", "| portal | country | what it is | asked |\n|---|---|---|---|"),
    "nightly": NC_("README", "each night"),
    "request": NC_("README", "on request"),
    "keyed": NC_("README", "with a key of yours"),
    "off": NC_("README", "once you have read its terms"),
    "publishers": NC_(
        "README",
        "And {number} publishers of OCDS, on request (`ocds:NAME`), in {countries}.",
    ),
    "files": NC_(
        "README",
        "Documents at hand are taken in from each of them, and from any other publisher of OCDS"
        " (`vigie ingest ocds FILE…`).",
    ),
    "and": NC_("README", " and "),
}


def _word(name: str) -> str:
    return pgettext("README", WORDS[name])


def portals_section() -> str:
    """Return the list of portals that stands between the markers."""
    portals = load_tables().portals
    portals_shown = [
        portal
        for name, portal in portals.items()
        if PUBLISHER_PREFIX not in name and _is_source(name)
    ]
    publishers = [
        portal
        for name, portal in portals.items()
        if name.startswith(PUBLISHER_PREFIX) and portal.state != "off"
    ]
    sentence = _word("publishers").format(
        number=len(publishers), countries=_countries(publishers, _word("and"))
    )
    rows = [
        _row(portal)
        for portal in sorted(portals_shown, key=lambda portal: (not portal.enabled, portal.order))
    ]
    wrapper = TextWrapper(100, break_long_words=False, break_on_hyphens=False)
    sentence_lines, files = wrapper.wrap(sentence), wrapper.wrap(_word("files"))
    return "\n".join([_word("head"), *rows, "", *sentence_lines, "", *files])


def _is_source(name: str) -> bool:
    """Return whether the portal publishes notices; a source of exchange rates does not."""
    cls: Any = spider_class(name) if name in spider_names() else None
    return bool(getattr(cls, "endpoint", None)) and not getattr(cls, "gives_rates", False)


def _row(portal: Portal) -> str:
    cls = spider_class(portal.name)
    schedule = _word("nightly" if portal.enabled else "request")
    if portal.state == "off":
        schedule = _word("off")
    elif getattr(cls, "key_variable", None):
        schedule = f"{_word('keyed')} (`{cls.key_variable}`)"
    title = text_in(portal.title, language()).partition(" (")[0]
    return f"| `{portal.name}` | {_country(portal.country)} | {title} | {schedule} |"


def _country(code: str | None) -> str:
    return str(Locale.parse(language()).territories.get(code or "", code or ""))


def _countries(portals: list[Portal], last: str) -> str:
    names = sorted({_country(portal.country) for portal in portals}, key=_without_accents)
    return ", ".join(names[:-1]) + last + names[-1]


def _without_accents(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def update_text(text: str, lang: str) -> str:
    """Return the README with its list of portals replaced."""
    with use_language(lang):
        part = f"{BEGIN}\n{portals_section()}\n{END}"
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: part, text, flags=re.DOTALL)


def main(root: Path = ROOT) -> None:
    """Update both READMEs of a checkout."""
    for name, lang in README_FILES.items():
        text = (root / name).read_text(encoding="utf-8")
        (root / name).write_text(update_text(text, lang), encoding="utf-8")
