"""Apply a language's typography to texts: non-breaking spaces, apostrophes and quotation marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from monitor.i18n.catalogue import pgettext

NARROW, WIDE = "\u202f", "\u00a0"
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"


def french(text: str) -> str:
    """Blanks before ``; ! ? : % »`` and after ``«``, and the curved apostrophe between letters."""
    text = re.sub(r"(?<=\S) (?=[;!?](?:\s|$|\u00a0))", NARROW, text)
    text = re.sub(r"(?<=\S) (?=:(?:\s|$)|»|%(?!\())", WIDE, text)
    text = re.sub(r"« ", f"«{WIDE}", text)
    return re.sub(r"(?<=[^\W\d_])'(?=[^\W\d_]|%\(|[«<“])", "’", text)


def french_of_others(text: str) -> str:
    """Typeset French of somebody else, who leaves out the blanks before ``: ; ! ?``."""
    return french(re.sub(r"(?<=[\w)»])(?=[:;!?](?:\s|$))", " ", text))


@lru_cache(maxsize=2048)  # titles of sources stand on every page
def typeset(text: str) -> str:
    """The same, and blanks that do not break in numbers, sums and days."""
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", NARROW, french(text))
    text = re.sub(r"(?<=\d) (?=[€£$])", WIDE, text)
    return re.sub(rf"\b(\d\d?|1er) (?=(?:{_MONTHS})\b)", rf"\1{WIDE}", text)


def english(text: str) -> str:
    """Curved apostrophes and quotation marks; those of the attributes of a link stay."""
    text = re.sub(r"(?<=\w)'(?=\w)|(?<=s)'(?=[\s.,;:)])", "’", text)
    return re.sub(r'(?<![=\w])"(?=[^\s"<>])([^"<>]*)"', r"“\1”", text)


def spanish(text: str) -> str:
    """Blanks that do not break between a number and its currency or per cent."""
    return re.sub(r"(?<=\d) (?=[€£$]|%(?!\())", WIDE, text)


def typeset_in(lang: str, text: str) -> str:
    """Text as a printer of its language sets it."""
    return _TYPESET[lang](text) if lang in _TYPESET else text


def typeset_label(lang: str, label: str) -> str:
    """Label of a code as its publisher wrote it, with the blanks of its language."""
    return typeset_in(lang, french_of_others(label) if lang == "fr" else label)


_TYPESET: Mapping[str, Callable[[str], str]] = {
    "en": english,
    "fr": typeset,
    "es": spanish,
}
SHARES = {"fr": f"#,##0{NARROW}%"}  # where a printer sets them otherwise than CLDR
_FIRST_DAY = {"fr": "1er"}  # of a month, where the formats of CLDR do not know


def first_of_month(lang: str, text: str, when: date) -> str:
    """Write the first day of a month as a language does ("1er avril"); others stay."""
    spelt = lang in _FIRST_DAY and when.day == 1 and not text[:2].isdigit()
    return f"{_FIRST_DAY[lang]}{text[1:]}" if spelt else text


def typeset_words(words: Any) -> Any:
    """Typeset every text under a language's code in data read from YAML."""
    if isinstance(words, dict):
        return {
            key: typeset_in(key, value) if isinstance(value, str) else typeset_words(value)
            for key, value in words.items()
        }
    return [typeset_words(word) for word in words] if isinstance(words, list) else words


def colon() -> str:
    """Return the colon between a label and its value, with the spaces of the language."""
    return pgettext("between a label and its value", ": ")


def semicolon() -> str:
    """Return the semicolon between two clauses, with the spaces of the language."""
    return pgettext("between two parts of a sentence", "; ")
