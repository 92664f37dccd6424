"""List the languages of the interface, and select texts by language.

A further language is a line of ``_ALL``, its catalogue in ``monitor/i18n/locale`` and its texts in
the tables of ``data/reference`` (docs/add-a-language.md): loading complains about every table that
lacks one, and the database gets its columns by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.errors import Misconfigured

Texts = Mapping[str, str]  # code of a language -> text

log = logging.getLogger("vigie.languages")


@dataclass(frozen=True)
class Language:
    """A language of the interface.

    ``code`` is ISO 639-1, ``name`` is its own, ``english`` is what English calls it, ``locale``
    decides on dates and numbers.
    """

    code: str
    name: str
    english: str
    locale: str


# the first is that of readers who ask for none; en_GB: 24 November 2026, as in the rest of Europe
_ALL = (
    Language("fr", "Français", "French", "fr_FR"),
    Language("en", "English", "English", "en_GB"),
    Language("es", "Español", "Spanish", "es_ES"),
)
LANGUAGES: Mapping[str, Language] = {language.code: language for language in _ALL}
DEFAULT = _ALL[0].code
SOURCE = "en"  # of the program's own words, and what stands in for a text that is missing
TRANSLATED = tuple(lang for lang in LANGUAGES if lang != SOURCE)


def language_columns(name: str, source: str = "") -> dict[str, str]:
    """Return the columns of a table that hold a text, by language: ``title_fr``, ``title_en``.

    ``source``  the column in the language of the source, where its name has no language.
    """
    columns = {lang: f"{name}_{lang}" for lang in LANGUAGES}
    return columns | {SOURCE: source} if source else columns


def missing_languages(row: object, languages: Iterable[str] = LANGUAGES) -> list[str]:
    """Languages in which a cell of a table says nothing; all of them where it is no mapping."""
    texts = row if isinstance(row, Mapping) else {}
    missing = {lang: texts.get(lang) for lang in languages}
    return [lang for lang, text in missing.items() if not isinstance(text, str) or not text.strip()]


def texts_of(row: object, where: str, languages: Iterable[str] = LANGUAGES) -> dict[str, str]:
    """Return the text of a table's cell in each language.

    Raises  Misconfigured, naming the place and the language, when one is missing.
    """
    languages = tuple(languages)
    for lang in missing_languages(row, languages):
        raise Misconfigured(f"{where}: words in {lang} are missing")
    assert isinstance(row, Mapping)
    return {lang: row[lang] for lang in languages}


def text_in(texts: Texts, lang: str) -> str:
    """The text in a language; in English, with a warning in the log, where it is missing."""
    if lang in texts:
        return texts[lang]
    log.warning("no text in %s for %r: English is shown", lang, texts[SOURCE])
    return texts[SOURCE]
