"""Read texts in every language from YAML files of the reference data, and name what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from monitor.i18n.typography import typeset_in
from pipelines.errors import Misconfigured
from pipelines.interface_languages import LANGUAGES, Texts, texts_of


def read_yaml(folder: Path, name: str) -> Any:
    """Read a YAML file.  Raises  Misconfigured."""
    try:
        return yaml.safe_load((folder / name).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Misconfigured(f"{folder / name}: it cannot be read: {error}") from None


def required_key(row: Any, key: str, where: str) -> Any:
    """Return the value of a key.  Raises  Misconfigured when it is missing."""
    if not isinstance(row, dict) or key not in row:
        raise Misconfigured(f"{where}: {key} is missing")
    return row[key]


def required_text(row: Any, key: str, where: str, languages: Iterable[str] = LANGUAGES) -> Texts:
    """Return the text under a key in every language, typeset.  Raises  Misconfigured."""
    return texts_in_languages(required_key(row, key, where), f"{where}: {key}", languages)


def texts_in_languages(row: Any, where: str, languages: Iterable[str] = LANGUAGES) -> Texts:
    """Return the texts of an entry in every language, typeset.  Raises  Misconfigured."""
    texts = texts_of(row, where, languages)
    return {lang: typeset_in(lang, text) for lang, text in texts.items()}
