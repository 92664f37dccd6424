"""Find legal forms and words of bodies, which make a name an organisation's."""

from __future__ import annotations

import re
from itertools import groupby

from pipelines.privacy.name_lexicon import NameLexicon
from pipelines.text_folding import fold

_AND_COMPANY = re.compile(r"(?:&|\s(?:e|et|y|und))\s?(?:C|Co|Cia|Cie|figli|fils|sons)\b\.?", re.I)
SEPARATOR = re.compile(r"\s[–—-]\s|\s?[,;:|()/\[\]\"„“”«»]\s?")


def has_company_form(lexicon: NameLexicon, name: str) -> bool:
    """Whether the name contains a legal form.

    Anywhere if it has three letters or more, else only at an end or before a separator;
    ``S. A.`` and ``e C. S.N.C.`` are read letter by letter.
    """
    country_form = lexicon.customs.country_form
    if _AND_COMPANY.search(name) or (country_form and country_form.search(name)):
        return True
    folded = fold(name)
    tokens = _join_letters(folded.split())
    if not tokens:  # a part of a name without a letter
        return False
    no_forms = _words_like_forms(lexicon, name, folded)
    forms = lexicon.words.company_form
    ends = set(tokens[-3:])
    # A.S. Surname: letters at the beginning are initials; CO.GE.MA. is an abbreviation
    if tokens[0] != "co" and not _is_spelt(name):
        ends.add(tokens[0])
    elif lexicon.customs.initialed_businesses and tokens[0] != "sa" and len(tokens) > 1:
        ends.discard(tokens[0])  # C O AMARAL
    ends -= lexicon.words.particle
    ends.add(tokens[-1])
    for index, token in enumerate(tokens):
        if token.endswith(lexicon.words.body_ending):
            return True
        is_form = token in forms and token not in no_forms and (len(token) >= 3 or token in ends)
        if is_form and (token in ends or not lexicon.is_given_name(token)):
            return True
        # e C. S.N.C., S.P.A. a socio unico; A.S.A.R. at the beginning is a name
        spelt = len(token) > 3 and {token[-3:], token[:-1]} & forms and token in _spelt_runs(name)
        if spelt and index:
            return True
    heads = [fold(part).split() for part in SEPARATOR.split(name)[:-1]]
    return any(head and _join_letters(head)[-1] in forms - no_forms for head in heads)


def _words_like_forms(lexicon: NameLexicon, name: str, folded: str) -> set[str]:
    """Return words of a name that are spelt like a legal form and are none here."""
    # Åsa is no ASA, Sá no S.A.: no legal form begins with an accented letter or ends in á.
    result = {fold(w) for w in name.split() if w[0] in "ÅÄÖØåäöø" or w[-1] in "áÁ"}
    result |= lexicon.customs.no_form
    first = name.split()[0]
    if not first.isupper():  # Ute Beispiel, Asa Eksempel: a given name of the country
        result |= {fold(first)} & lexicon.given_here
    if " ou " in name:  # a conjunction; the Estonian OÜ is written in capitals
        result.add("ou")
    if lexicon.customs.surnames == "pt" and " de sa " in f"{folded} ":  # Maria de Sá Exemplo
        result.add("sa")
    return result


def names_a_body(lexicon: NameLexicon, folded: str) -> bool:
    """Whether a word or phrase occurs only in names of bodies and of firms of several."""
    padded = f" {folded} "
    for phrase in lexicon.customs.no_body:
        padded = padded.replace(phrase, " ")
    tokens = padded.split()
    words = _join_letters(tokens)
    if lexicon.customs.bodies_of_owners and " di " in padded:
        words = [word for word in words if word not in lexicon.customs.bodies_of_owners]
    return not lexicon.words.body_word.isdisjoint(words) or any(
        phrase in padded for token in set(tokens) for phrase in lexicon.body_phrases.get(token, ())
    )


def _join_letters(tokens: list[str]) -> list[str]:
    """Join letters that stand alone: ``s n c`` is ``snc``."""
    joined: list[str] = []
    for single, run in groupby(tokens, lambda token: len(token) == 1):
        words = list(run)
        joined += ["".join(words)] if single else words
    return joined


def _spelt_runs(name: str) -> set[str]:
    """Join runs of single letters in a name: ``e C. S.N.C.`` becomes ``ecsnc``."""
    tokens = fold(name).split()
    return set(_join_letters(tokens)) - set(tokens)


def _is_spelt(name: str) -> bool:
    """Whether a name begins with two single letters."""
    return all(len(token) == 1 for token in fold(name).split()[:2])
