"""The name of a supplier as it is published -> the firms that it may hold.

"SCC (Microsoft)", "Atos / Sopra Steria", "X Ltd trading as Y", a name is itself, and what
its separators part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_PARTS = 40
# Several firms in one string.  A comma or "and" also stands inside names: such parts count only
# when the part alone is a known name.
_SEPARATORS = re.compile(r"\s*(?:[;|\n\r+•]|\s/\s?|(?<=\w)/(?=\w{3,})|\s[-–—]\s)\s*")
_DOUBTFUL_SEPARATORS = re.compile(
    r"\s*(?:,|&|\s(?:and|et|und|e|y|i|och|og|en|ja)\s|[()\[\]«»\"“”]|(?<=\w)[-–—](?=\w))\s*"
)
_TRADING_AS = re.compile(
    r"\b(?:d\.?b\.?a\.?|trading as|t/a|o/a|operating as|doing business as|formerly|"
    r"a division of|division of|une division de|anciennement|vormals|già)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"^\W*\w(?:[. ]\w){3,}(?:\.|(?!\S))|(?<=\S )\w(?:\.\w)+\.?(?!\w)")
_NUMBERED = re.compile(r"^\W*(?:lot|los|lote|lotto)?\W*\d{1,3}\W+", re.IGNORECASE)


def split_supplier_names(name: str) -> Iterator[tuple[str, bool]]:
    """Name -> itself, its firms when separators show several, and doubtful pieces (False)."""
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
    """Name -> initials with full stops as one word: Aruba P.E.C. S.p.A. is Aruba PEC SpA, K.P.M.G.
    is KPMG.  Two or three in front stay as they are: C.G.I. S.r.l. may be anybody's."""
    return _INITIALS.sub(lambda initials: re.sub(r"\W", "", initials[0]), name)
