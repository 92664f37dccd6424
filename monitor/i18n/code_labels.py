"""Classification codes in words: "CPV 722" -> "services de programmation et de conseil".

Source  data/reference/cpv.csv, the Union's own labels; those of BOAMP in labels.yml.  A code of
        another scheme stays a code.
"""

from __future__ import annotations

import re

from monitor.i18n.display import clipped
from monitor.i18n.metadata import labels
from monitor.i18n.translation import language
from monitor.i18n.typography import typeset
from pipelines.reference.normalisation_tables import load_normalisation_tables

CPV_SIGNS = 8
_CODE = re.compile(r"\b(CPV|BOAMP-DC)[ :](\d{2,8})\b")


def code_words(code: str | None) -> str | None:
    """A code, or the first signs of one that name a kind -> its label; None where we have none."""
    scheme, _blank, number = (code or "").partition(" ")
    if scheme == "BOAMP-DC":
        spoken = labels()["codes"].get(code or "")
        return spoken[language()] if spoken else None
    if scheme != "CPV" or not number.isdigit():
        return None
    found = load_normalisation_tables().cpv.get(number.ljust(CPV_SIGNS, "0"))
    label = found.labels.get(language()) if found else None
    return typeset(label) if label and language() == "fr" else label


def kind_words(code: str | None, most: int = 200) -> str:
    """The same with the code behind it; at most ``most`` characters of the words."""
    words = code_words(code)
    return f"{clipped(words, most)} ({code})" if words else code or ""


def with_labels(text: str, most: int = 60) -> str:
    """Text in which codes stand, as in the register -> the same with the label behind each."""

    def labelled(found: re.Match[str]) -> str:
        words = code_words(f"{found[1]} {found[2]}")
        return f"{found[0]} ({clipped(words, most)})" if words else found[0]

    return _CODE.sub(labelled, text)


def scope_words(reason: str) -> str:
    """Why a notice is in scope or not -> in the reader's language, codes with their labels; what
    portals wrote stays as it is."""
    for english, spoken in labels()["reasons"].items():
        if reason.startswith(english):
            return with_labels(spoken[language()] + reason[len(english) :])
    return with_labels(reason)
