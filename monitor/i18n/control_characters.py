"""Take out of texts what controls a terminal or turns the direction of writing.

Without an import of ours: what is wrong in a table that others read when they are imported is said
by this.
"""

from __future__ import annotations

import re
import unicodedata

# marks that change the direction of what follows them: they could make an amount read backwards
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def strip_control_characters(text: str) -> str:
    """Text without marks of direction and without control characters; no two words become one.

    Python calls blanks that do not break unprintable: without them "« Objet »" is "«Objet»".
    """
    if text.isprintable():  # most are: there is nothing to take out
        return str(text)  # of markup, too, its text alone: what is shown of it is escaped
    cleaned = _LINE_ENDS.sub("\n", _DIRECTIONS.sub("", text))
    return "".join(
        c for c in cleaned if c.isprintable() or c in "\n\t" or unicodedata.category(c) == "Zs"
    )
