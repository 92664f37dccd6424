"""Load labels.yml in every language: columns, values, codes, pages, parameters, health messages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from monitor.i18n.catalogue import translate_into_all_languages
from pipelines.interface_languages import LANGUAGES
from pipelines.reference.rules import yaml_loader
from pipelines.store.schema import TABLES, TRANSLATED_TABLES

# labels of columns that hold a text in each language ({}), which have no line in labels.yml
_TRANSLATED_COLUMNS = {
    "title_{}": "Name in {}",
    "why_listed_{}": "Why it is listed, in {}",
    "reason_{}": "Reason in {}",
}
_DECLARED = {column for name in TRANSLATED_TABLES for column in TABLES[name].names}


def _context(section: str) -> str:
    """Return the context of messages of a section of labels.yml, its name in the singular."""
    return section.replace("_", " ").removesuffix("s")


def _sections() -> dict[str, Any]:
    text = (Path(__file__).parent / "labels.yml").read_text("utf-8")
    result: dict[str, Any] = yaml.load(text, Loader=yaml_loader())
    for name, label in _TRANSLATED_COLUMNS.items():
        for lang, language in LANGUAGES.items():
            if (column := name.format(lang)) in _DECLARED:
                result["columns"][column] = label.format(language.english)
    return result


@lru_cache(maxsize=1)
def labels() -> dict[str, dict[str, dict[str, str]]]:
    """Load the labels of each section, in every language."""
    sections = _sections()
    return {
        section: {
            str(key): translate_into_all_languages(wording, f"{_context(section)} {key}")
            for key, wording in texts.items()
        }
        for section, texts in sections.items()
    }


def licence_label(name: str, lang: str) -> str:
    """Return the label of a licence of the table of portals, with who says so in brackets."""
    values = labels()["values"]
    licence, _, doubt = name.removesuffix(")").partition(" (")
    if name in values or not doubt:
        return values.get(name, {}).get(lang, name)
    wording = (values.get(part, {}).get(lang, part) for part in (licence, doubt))
    return "{} ({})".format(*wording)


def translatable_messages() -> Iterator[tuple[str, str]]:
    """Yield context and English text of every label."""
    sections = _sections()
    for section, texts in sections.items():
        for key, text in texts.items():
            yield f"{_context(section)} {key}", text
