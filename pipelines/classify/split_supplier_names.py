"""Split a supplier's name as published into the companies that it may hold.

Examples: "SCC (Microsoft)", "Atos / Sopra Steria", "X Ltd trading as Y".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_PARTS = 40
# Several firms in one string.  A comma or "and" also stands inside names: such parts count only
# when the part alone is a known name.
_SEPARATORS = re.compile(r"\s*(?:[;|\n\r+•]|\s/\s?|(?<=\w)/(?=\w{3,})|\s[-–—]\s)\s*")
# "Canon & Sons" is a family's firm, not two.
_DOUBTFUL_SEPARATORS = re.compile(
    r"\s*(?:,|(?:&|\s(?:and|et|und|e|y|i|och|og|en|ja)\s)"
    r"(?!\s*(?i:sons?|fils|söhne|sohn|hijos?|filhos?|figli|zonen|zoon)\b)|[()\[\]«»\"“”])\s*"
)
_TRADING_AS = re.compile(
    r"\b(?:d\.?b\.?a\.?|trading as|t/a|o/a|operating as|doing business as|formerly|"
    r"a division of|division of|une division de|anciennement|vormals|già)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"^\W*\w(?:[. ]\w){3,}(?:\.|(?!\S))|(?<=\S )\w(?:\.\w)+\.?(?!\w)")
_NUMBERED = re.compile(r"^\W*(?:lot|los|lote|lotto)?\W*\d{1,3}\W+", re.IGNORECASE)


def split_supplier_names(name: str) -> Iterator[tuple[str, bool]]:
    """Yield (name, certain): the whole name, then its parts.

    Parts at strong separators are certain.  Parts at commas, "and" or brackets are not: these also
    occur inside names, so such a part counts only when it is itself a known name.
    """
    yield name, True
    strong = [p for piece in _SEPARATORS.split(name) for p in _TRADING_AS.split(piece)][:MAX_PARTS]
    strong = [_NUMBERED.sub("", part) for part in strong]
    if len(strong) > 1:
        yield from ((part, True) for part in strong if part.strip())
    for part in strong:
        weak = _DOUBTFUL_SEPARATORS.split(part)[:MAX_PARTS]
        if len(weak) > 1:
            yield from ((piece, False) for piece in weak if piece.strip())


def join_dotted_initials(name: str) -> str:
    """Write dotted initials as one word: Aruba P.E.C. S.p.A. becomes Aruba PEC SpA, K.P.M.G. KPMG.

    Two or three initials in front stay as they are: C.G.I. S.r.l. may be any company.
    """
    return _INITIALS.sub(lambda initials: re.sub(r"\W", "", initials[0]), name)
