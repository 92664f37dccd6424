"""Labels of classification codes (CPV, BOAMP's descriptors) in the reader's language.

Source  data/reference/cpv.csv, the Union's own labels; in labels.yml those of BOAMP, of the lots
        of G-Cloud and of the digital families of UNSPSC.  A code of another scheme stays a code.
"""

from __future__ import annotations

import re

from monitor.i18n.labels import labels
from monitor.i18n.typography import typeset_label
from monitor.i18n.untrusted_text import clipped
from monitor.i18n.value_formatting import language
from pipelines.interface_languages import text_in
from pipelines.reference.normalisation_tables import load_normalisation_tables

CPV_DIGITS = 8
_CODE = re.compile(r"\b(CPV|BOAMP-DC|UNSPSC|GCLOUD-LOT)[ :](\d{1,8})\b")


def classification_label(code: str | None) -> str | None:
    """Return the label of a code, or of the first digits of one; None where we have none."""
    scheme, _blank, number = (code or "").partition(" ")
    if scheme in ("BOAMP-DC", "GCLOUD-LOT"):
        return _own_label(scheme, number)
    if scheme == "UNSPSC":  # two digits more for each kind of a family
        kinds = (_own_label(scheme, number[:digits]) for digits in (8, 6, 4, 2))
        return next((words for words in kinds if words), None)
    if scheme != "CPV" or not number.isdigit():
        return None
    return _cpv_words(number.ljust(CPV_DIGITS, "0"))


def _own_label(scheme: str, number: str) -> str | None:
    """Return the label of labels.yml for this very code; None where it has none."""
    words = labels()["codes"].get(f"{scheme} {number}")
    return words[language()] if words else None


def label_with_code(code: str | None, most: int = 200) -> str:
    """The same with the code behind it; at most ``most`` characters of the words."""
    text = classification_label(code)
    return f"{clipped(text, most)} ({code})" if text else code or ""


def add_labels(text: str) -> str:
    """Add the label behind each code in a text of the register."""

    def labelled(match: re.Match[str]) -> str:
        text = classification_label(f"{match[1]} {match[2]}")
        return f"{match[0]} ({clipped(text, 60)})" if text else match[0]

    return _CODE.sub(labelled, text)


def cpv_label(code: str) -> str:
    """Return the Union's label of a CPV code in brackets; "" when it has none."""
    text = _cpv_words(code)
    return f" ({text})" if text else ""


def _cpv_words(code: str) -> str | None:
    """Return the Union's label of a code of eight digits; the French ones lack their blanks."""
    cpv_code = load_normalisation_tables().cpv.get(code)
    return typeset_label(language(), text_in(cpv_code.labels, language())) if cpv_code else None
