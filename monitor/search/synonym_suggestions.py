"""Suggest other words for what somebody typed, for a filter that knows no synonyms by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.search.synonyms import SHOWN_LANGUAGES, Concept, load_concepts
from pipelines.reference.phrase_forms import expand_brackets
from pipelines.text_folding import fold

MAX_TERMS = 12


def related_terms(typed: Iterable[str]) -> list[tuple[str, str]]:
    """Return words for the same things, one in each of some languages, but none that was typed.

    Each with how it is shown: of a stem, which finds all its endings, with three dots.

    >>> related_terms(["badgeuse"])[1], related_terms(["zebra"])
    (('time and attendance', 'time and attendance'), [])
    """
    concepts, typed_forms = load_concepts(), {fold(text) for text in typed}
    terms: dict[str, tuple[str, str]] = {}
    for text in sorted(typed_forms):
        for span in concepts.finder.spans(text.split()):
            for id_ in span.owners:
                for term, label in _terms(concepts.by_id[id_]):
                    if fold(term) not in typed_forms:
                        terms.setdefault(fold(term), (term, label))
    return list(terms.values())[:MAX_TERMS]


def _terms(concept: Concept) -> Iterator[tuple[str, str]]:
    """Yield the first words of a concept in each language that stand alone or begin a word."""
    for language in SHOWN_LANGUAGES:
        for lang, phrase in concept.by_language:
            form = " ".join(expand_brackets(phrase.lstrip("="))[0].split())
            if lang == language and "*" not in form[:-1]:
                yield form.rstrip("*"), form.replace("*", "…")
                break
