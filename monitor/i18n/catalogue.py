"""Translate messages with gettext catalogues, into the language of the answer.

The source text is English.  ``locale/LANG/LC_MESSAGES/vigie.po`` is read at start: nobody compiles.
``make i18n`` extracts what the functions here are called with, so their arguments are literal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pipelines.interface_languages import DEFAULT, LANGUAGES

HERE = Path(__file__).parent
LOCALES = {code: Locale.parse(language.locale) for code, language in LANGUAGES.items()}
_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def language() -> str:
    """Language of the answer under way."""
    return _language.get()


@contextmanager
def use_language(lang: str) -> Iterator[None]:
    """Translate everything inside the block into this language."""
    token = _language.set(lang)
    try:
        yield
    finally:
        _language.reset(token)


def po_file(lang: str) -> Path:
    """Return the path of a language's catalogue; the source language has none."""
    return HERE / "locale" / lang / "LC_MESSAGES" / "vigie.po"


def read_catalogue(path: Path) -> Catalog:
    """Read a ``.po`` file.  Raises  PoFileError at a line that is none."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


@cache  # one a language
def _translations(lang: str) -> NullTranslations:
    path = po_file(lang)
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(path))
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str) -> str:
    """Translate an English text into the language of the answer."""
    return _translations(language()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The same for words that follow a number."""
    return _translations(language()).ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """The same for words that mean several things: the context says which."""
    return _translations(language()).pgettext(context, message)


_ = gettext


def N_(message: str) -> str:
    """Mark words of a table for extraction; ``_`` translates them when they are said."""
    return message


def NC_(context: str, message: str) -> str:
    """The same with a context; ``pgettext`` translates them when they are said."""
    del context
    return message


def in_each_language(say: Callable[[], str]) -> dict[str, str]:
    """Call a function once for each language and return its results by language."""
    result = {}
    for lang in LANGUAGES:
        with use_language(lang):
            result[lang] = say()
    return result


def translate_into_all_languages(message: str, context: str = "") -> dict[str, str]:
    """Translate an English text into every language; ``context`` as in ``pgettext``."""
    if not message:  # the empty message is the catalogue's head
        return dict.fromkeys(LANGUAGES, "")
    return in_each_language(lambda: pgettext(context, message) if context else gettext(message))
