"""Find marks of sole traders in a name: "e.K.", "EI", "s.p.", "ФОП"."""

from __future__ import annotations

import re

from pipelines.privacy.name_lexicon import NameLexicon

# e.V. is a German association; the Hungarian e.v. is a sole trader.
_VEREIN_MARKS, _VEREIN = (" e v ", " ev "), re.compile(r"(?<!\w)e\. ?V\b|(?<!\w)eV(?!\w)")
# Marks that are words, legal forms or preposition elsewhere, and the countries that use them; of
# those that are only names of firms elsewhere (ENI, CMI) also a supplier without country has one.
_MARKS_OF_COUNTRIES: dict[str, tuple[str | None, ...]] = {
    " s p ": ("SI", "BA", "HR", "ME", "RS"),
    " i i ": ("RO", "MD"),
    " ii ": ("LT", "RO", "MD"),
    " eirl ": ("FR",),
    " cmi ": ("RO", "MD", None),
    " eni ": ("PT", "BR", "AO", "MZ", "CV", None),
    " enk ": ("NO", None),
    " fie ": ("EE", None),
    " mei ": ("BR", None),
    " pfa ": ("RO", "MD", None),
    " tmi ": ("FI", None),
    " zzp ": ("NL", "BE", None),
}
_PLAIN_I = str.maketrans("ÎîĮį", "IiIi")  # Romanian Î.I., Lithuanian IĮ


def has_sole_trader_mark(
    lexicon: NameLexicon, name: str, folded: str, is_organisation: bool
) -> bool:
    """Whether the name has the mark of a sole trader.

    ``is_organisation``  a legal form or a word of bodies stands in it: a mark of one word is none.
    """
    padded = f" {folded} "
    marks = {m for word in set(folded.split()) for m in lexicon.marks.get(word, ()) if m in padded}
    for mark in sorted(marks, key=lexicon.words.sole_trader.index):
        if mark in _VEREIN_MARKS and _VEREIN.search(name):
            continue
        if lexicon.country not in _MARKS_OF_COUNTRIES.get(mark, (lexicon.country,)):
            continue
        if len(mark) <= 6:  # EI, e.K., ЕТ: as an own word at one end, written as an abbreviation
            pattern = r"[.:/]\s?".join(mark.split())
            if re.search(
                rf"(?:^|[\s(,]){pattern}\.?(?:$|[\s),\"„])", name.translate(_PLAIN_I), re.I
            ) and (
                padded.startswith(mark)
                or padded.endswith(mark)
                or re.search(rf"{mark}\d{{4}} ", padded)  # an address follows
            ):
                return not is_organisation or " " in mark.strip()
            continue
        if not is_organisation or " " in mark.strip():
            return True
    return False
