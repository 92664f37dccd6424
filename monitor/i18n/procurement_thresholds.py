"""Amounts from which contracts must be published, by country (data/reference/thresholds.yml).

Raises  Misconfigured naming file and block: the site does not start with words that nobody checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from monitor.i18n.typography import typeset_words
from monitor.i18n.value_formatting import LANGUAGES
from pipelines.errors import Misconfigured
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER

FILE = "thresholds.yml"
KEYS = {"countries", "says", "source", "read_on"}


@dataclass(frozen=True)
class Threshold:
    """From which amount a contract must be published, and the page in which that was read."""

    countries: frozenset[str]
    says: Mapping[str, str]
    source: str
    read_on: str


@lru_cache(maxsize=1)
def thresholds() -> tuple[Threshold, ...]:
    """thresholds.yml, in the order of the file."""
    with (REFERENCE_FOLDER / FILE).open(encoding="utf-8") as file:
        blocks = typeset_words(yaml.safe_load(file))
    return tuple(_threshold(block, number) for number, block in enumerate(blocks, 1))


def _threshold(block: Any, number: int) -> Threshold:
    keys = set(block) if isinstance(block, dict) else set()
    if keys != KEYS or set(block["says"]) != set(LANGUAGES):
        raise Misconfigured(
            f"{FILE}, block {number}: it has {', '.join(sorted(map(str, keys))) or 'no key'}, "
            f"expected {', '.join(sorted(KEYS))} and says in {' and '.join(LANGUAGES)}"
        )
    if not str(block["source"]).startswith("https://"):
        raise Misconfigured(
            f"{FILE}, block {number}: source is {block['source']!r}, expected the address of the "
            "page in which the amounts were read.  Without one, remove the block."
        )
    return Threshold(
        frozenset(block["countries"]), block["says"], block["source"], str(block["read_on"])
    )


def in_union(country: str | None) -> bool:
    """Does the country's buyers' notice go to the Official Journal of the Union?"""
    return any({country, "EU"} <= threshold.countries for threshold in thresholds())
