"""Load the letter that asks for a contract's documents, and questions about it (questions.yml).

Raises  Misconfigured naming file, entry and what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor.i18n.information_laws import LETTER_LANGUAGES
from monitor.i18n.multilingual_yaml import (
    read_yaml,
    required_key,
    required_text,
    texts_in_languages,
)
from pipelines.errors import Misconfigured
from pipelines.interface_languages import LANGUAGES, Texts
from pipelines.model import CLAIM_TAGS
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER

# claims that documents or questions of their own are about
CLAIM_CONDITIONS = tuple(tag for tag in CLAIM_TAGS if tag != "public_alternative")
CONDITIONS = (
    "always",
    *CLAIM_CONDITIONS,
    "unclear_data",
    "non_eu",
    "direct",
    "one_tender",
    "amended",
    "ending",
    "awarded",
    "intended",
    "failed",
)
OUTCOMES = ("active", "pending", "unsuccessful", "cancelled", "unpublished")


@dataclass(frozen=True)
class RequestLine:
    """A document to ask for or a question to put, and of which contracts (``CONDITIONS``)."""

    when: str
    words: Texts


@dataclass(frozen=True)
class RequestTexts:
    """questions.yml: the letter by language, documents it asks for, questions for the employer.

    ``outcome``  what the letter says became of it, by status of an award (``OUTCOMES``);
                 unpublished: no status, and no supplier
    """

    letter: Texts
    subject: Texts
    outcome: Mapping[str, Texts]
    no_supplier: Texts
    documents: tuple[RequestLine, ...]
    questions: tuple[RequestLine, ...]


@lru_cache(maxsize=4)
def load_request_texts(folder: Path = REFERENCE_FOLDER) -> RequestTexts:
    """Load questions.yml."""
    name = "questions.yml"
    read = read_yaml(folder, name)
    unknown, outcome = required_key(read, "unknown", name), required_key(read, "outcome", name)
    return RequestTexts(
        letter=required_text(read, "letter", name, LETTER_LANGUAGES),
        subject=required_text(read, "subject", name, LETTER_LANGUAGES),
        outcome={
            key: required_text(outcome, key, f"{name}: outcome", LETTER_LANGUAGES)
            for key in OUTCOMES
        },
        no_supplier=required_text(unknown, "supplier", name, LETTER_LANGUAGES),
        documents=_lines(read, "documents", name, LETTER_LANGUAGES),
        questions=_lines(read, "questions", name),
    )


def _lines(
    read: Any, key: str, name: str, languages: Iterable[str] = LANGUAGES
) -> tuple[RequestLine, ...]:
    lines = []
    for number, row in enumerate(required_key(read, key, name), 1):
        where = f"{name}, {key} {number}"
        when = required_key(row, "when", where)
        if when not in CONDITIONS:
            raise Misconfigured(
                f"{where}: when is {when!r}, expected one of {', '.join(CONDITIONS)}"
            )
        lines.append(RequestLine(when, texts_in_languages(row, where, languages)))
    return tuple(lines)
