"""Labels of classification codes (CPV, BOAMP's descriptors) in the reader's language.

Source  data/reference/cpv.csv, the Union's own labels; those of BOAMP in labels.yml.  A code of
        another scheme stays a code.
"""

from __future__ import annotations

import re

from monitor.i18n.catalogue import NC_, pgettext
from monitor.i18n.labels import labels
from monitor.i18n.safe_text import clipped
from monitor.i18n.typography import typeset_in
from monitor.i18n.value_formatting import language
from pipelines.languages import text_in
from pipelines.reference.normalisation_tables import load_normalisation_tables

CPV_SIGNS = 8
# how a reason in the register begins (pipelines/classify/scope.py); what follows is the portal's
_BEGINNINGS = (
    NC_("reason of the register", "no code, word or vendor speaks of a digital service"),
    NC_("reason of the register", "big tech named:"),
    NC_("reason of the register", "product named:"),
    NC_("reason of the register", "further code"),
    NC_("reason of the register", "dealer in computing"),
    NC_("reason of the register", "vendor"),
    NC_("reason of the register", "title:"),
    NC_("reason of the register", "description:"),
)
_CODE = re.compile(r"\b(CPV|BOAMP-DC)[ :](\d{2,8})\b")


def code_words(code: str | None) -> str | None:
    """Return the label of a code, or of the first digits of one; None where we have none."""
    scheme, _blank, number = (code or "").partition(" ")
    if scheme == "BOAMP-DC":
        words = labels()["codes"].get(code or "")
        return words[language()] if words else None
    if scheme != "CPV" or not number.isdigit():
        return None
    found = load_normalisation_tables().cpv.get(number.ljust(CPV_SIGNS, "0"))
    label = text_in(found.labels, language()) if found else None
    return typeset_in(language(), label) if label else label


def kind_words(code: str | None, most: int = 200) -> str:
    """The same with the code behind it; at most ``most`` characters of the words."""
    words = code_words(code)
    return f"{clipped(words, most)} ({code})" if words else code or ""


def with_labels(text: str, most: int = 60) -> str:
    """Add the label behind each code in a text of the register."""

    def labelled(found: re.Match[str]) -> str:
        words = code_words(f"{found[1]} {found[2]}")
        return f"{found[0]} ({clipped(words, most)})" if words else found[0]

    return _CODE.sub(labelled, text)


def scope_words(reason: str) -> str:
    """Translate the reason why a notice is in scope or not, and add labels to its codes; what
    portals wrote stays as it is."""
    for beginning in _BEGINNINGS:
        if reason.startswith(beginning):
            said = pgettext("reason of the register", beginning)
            return with_labels(said + reason[len(beginning) :])
    return with_labels(reason)
