"""Classification codes in words: "CPV 722" -> "services de programmation et de conseil".

Source  data/reference/cpv.csv, the Union's own labels; a code of another scheme stays a code.
"""

from __future__ import annotations

from monitor.site.i18n import language
from monitor.site.show import clipped
from pipelines.reference_codes import code_tables

CPV_SIGNS = 8


def code_words(code: str | None) -> str | None:
    """A code, or the first signs of one that name a kind -> its label; None where we have none."""
    scheme, _, number = (code or "").partition(" ")
    if scheme != "CPV" or not number.isdigit():
        return None
    found = code_tables().cpv.get(number.ljust(CPV_SIGNS, "0"))
    return found.labels.get(language()) if found else None


def kind_words(code: str | None, most: int = 200) -> str:
    """The same with the code behind it; at most ``most`` characters of the words."""
    words = code_words(code)
    return f"{clipped(words, most)} ({code})" if words else code or ""
