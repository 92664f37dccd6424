"""Split a supplier's name as published into the companies that it may hold.

Examples: "SCC (Microsoft)", "Atos / Sopra Steria", "X Ltd trading as Y".
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import islice

from pipelines.text_folding import fold

MAX_PARTS = 40
# Several firms in one string.  A comma or "and" also stands inside names: such parts count only
# when the part alone is a known name.
_SEPARATORS = re.compile(r"\s*(?:[;|\n\r+•]|\s/\s?|(?<=\w)/(?=\w{3,})|\s[-–—]\s)\s*")
_DOUBTFUL_SEPARATORS = re.compile(
    r"\s*(?:(?P<joint>&|\s(?:and|et|und|e|y|i|och|og|en|ja)\s)|[,()\[\]«»\"“”])\s*"
)
MAX_WORD_LENGTH = 40  # letters in which a family word after a joint must stand
_TRADING_AS = re.compile(
    r"\b(?:d\.?b\.?a\.?|trading as|t/a|o/a|operating as|doing business as|formerly|"
    r"a division of|division of|une division de|anciennement|vormals|già)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"^\W*\w(?:[. ]\w){3,}(?:\.|(?!\S))|(?<=\S )\w(?:\.\w)+\.?(?!\w)")
_NUMBERED = re.compile(r"^\W*(?:lot|los|lote|lotto)?\W*\d{1,3}\W+", re.IGNORECASE)


def split_supplier_names(name: str, family_words: Container[str]) -> Iterator[tuple[str, bool]]:
    """Yield (name, certain): the whole name, then its parts.

    ``family_words``  folded words after "and" that make no second firm: Canon & Sons.

    Parts at strong separators are certain.  Parts at commas, "and" or brackets are not: these also
    occur inside names, so such a part counts only when it is itself a known name.
    """
    yield name, True
    strong = [p for piece in _SEPARATORS.split(name) for p in _TRADING_AS.split(piece)][:MAX_PARTS]
    strong = [_NUMBERED.sub("", part) for part in strong]
    if len(strong) > 1:
        yield from ((part, True) for part in strong if part.strip())
    for part in strong:
        weak = list(islice(_split_at_doubtful(part, family_words), MAX_PARTS))
        if len(weak) > 1:
            yield from ((piece, False) for piece in weak if piece.strip())


def _split_at_doubtful(name: str, family_words: Container[str]) -> Iterator[str]:
    """Yield the parts of a name at commas, brackets and "and", but not before a family word."""
    begin = 0
    for separator in _DOUBTFUL_SEPARATORS.finditer(name):
        if separator["joint"]:
            following = name[separator.end() : separator.end() + MAX_WORD_LENGTH]
            if fold(following).partition(" ")[0] in family_words:
                continue
        yield name[begin : separator.start()]
        begin = separator.end()
    yield name[begin:]


def join_dotted_initials(name: str) -> str:
    """Write dotted initials as one word: Aruba P.E.C. S.p.A. becomes Aruba PEC SpA, K.P.M.G. KPMG.

    Two or three initials in front stay as they are: C.G.I. S.r.l. may be any company.
    """
    return _INITIALS.sub(lambda initials: re.sub(r"\W", "", initials[0]), name)
