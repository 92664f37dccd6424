"""Decide whether an organisation is a natural person, and find names of persons in texts.

A supplier is a person when the document says so, when its number belongs to a register of persons
(``person_number_classifier``), or when its name is a person's (``person_name_classifier``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.model import Organization
from pipelines.privacy.person_name_classifier import is_person_name
from pipelines.privacy.person_number_classifier import has_company_number, is_person_number
from pipelines.reference.person_words import PersonWords, load_person_words
from pipelines.text_folding import fold


def is_person(organization: Organization) -> bool:
    """Whether the name of this organisation must be withheld."""
    if organization.natural_person:
        return True
    country = organization.country or ""
    if any(is_person_number(i.scheme, i.id, country) for i in organization.identifiers):
        return True
    return is_person_name(
        organization.name,
        country=organization.country,
        certain_company=has_company_number(organization),
    )


_WORD = re.compile(r"[^\W\d_][\w'’\-]*\.?")
_BARE_LETTER = re.compile(r"[aeiouyàéèù]", re.I)  # a conjunction or preposition, no initial
_ARTICLE = re.compile(r"(?<!\w)(?:el|los|las|the|le|les)\s$", re.I)  # EL MARCO: no name follows
_BLANKS = re.compile(r"[ \t\u00a0]{1,3}")
_folded_word = lru_cache(maxsize=4096)(fold)  # the same words occur in many notices


def find_person_names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of given name and surname(s) in a part of a text.

    In either order, all words capitalised.
    """
    words = load_person_words()
    part = text[start:end]
    if part.lower() == part or not any(
        word[0].isupper() and _folded_word(word) in words.given
        for word in _WORD.findall(text, start, end)
    ):
        return []  # the usual case
    spans: list[tuple[int, int]] = []
    words_run: list[re.Match[str]] = []
    is_after_saint = False
    for match in _WORD.finditer(part):
        folded = _folded_word(match[0])
        is_run_broken = words_run and not _BLANKS.fullmatch(
            text, start + words_run[-1].end(), start + match.start()
        )
        if is_run_broken:
            _end_run(words_run, words, spans, start)
            words_run = []
        # Fiera di San Valentino: a saint is no name, unless it is a surname (Juan San Martín)
        no_name_yet = all(_folded_word(word[0]) in words.particle for word in words_run)
        is_place = no_name_yet and (folded in words.saint or is_after_saint)
        is_after_saint = no_name_yet and folded in words.saint
        is_name_part = (
            match[0][0].isupper()
            and folded not in words.organisation_word
            and not is_place
            and not _BARE_LETTER.fullmatch(match[0])
        )
        if not is_name_part:
            _end_run(words_run, words, spans, start)
            words_run = []
        if is_name_part:
            words_run.append(match)
    _end_run(words_run, words, spans, start)
    return [span for span in spans if not _ARTICLE.search(text, max(0, span[0] - 5), span[0])]


def _end_run(
    run: list[re.Match[str]], words: PersonWords, spans: list[tuple[int, int]], offset: int
) -> None:
    """Add the name in a run of capitalised words to ``spans``, if there is one."""
    if len(run) < 2:
        return
    given_places = [i for i, match in enumerate(run) if _folded_word(match[0]) in words.given]
    if not given_places:
        return
    first = given_places[0] if given_places[0] < len(run) - 1 else max(0, given_places[0] - 1)
    # four words and the particles between them: Maria Teresa da Silva Pinto
    name_indexes = [
        i for i in range(first, len(run)) if _folded_word(run[i][0]) not in words.particle
    ]
    if len(name_indexes) > 1:
        last = run[name_indexes[:4][-1]]
        end = last.start() + len(last[0].rstrip("-'’"))
        spans.append((offset + run[first].start(), offset + end))
