"""Convert single values of a DECP contract; placeholders become None."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from pipelines.errors import BrokenDocument
from spiders.parsers import decoding
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import civil_date, clean_text, folded

_EMPTY = {"cdl", "nc", "sans objet", "null", "none", "nan", "-", ""}


def non_empty_text(value: Any) -> str | None:
    text = clean_text(value)
    return None if text is None or text.lower() in _EMPTY else text


def first_non_empty(*values: Any) -> Any:
    return next((value for value in values if non_empty_text(value)), None)


def title(value: Any) -> str | None:
    text = non_empty_text(value)
    return text.replace("\\n", "\n").strip() if text else None


def parse_date(value: Any) -> date | None:
    """Parse the day of a date with offset (``2019-04-25+02:00``)."""
    text = non_empty_text(value) or ""
    return civil_date(text[:10] if re.match(r"\d{4}-\d\d-\d\d(?:$|[+T Z])", text) else text, None)


def cpv(value: Any) -> str | None:
    """Parse a CPV code (``72000000-5``, ``45214``) to eight digits."""
    digits = re.match(r"\d{2,}", non_empty_text(value) or "")
    return digits[0][:8].ljust(8, "0") if digits else None


_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
_REGIONS: dict[str, str] = _LISTS["regions of INSEE"]


def place(code: Any, kind: Any) -> str | None:
    """Parse a French place of performance to the code of its region or (ISO 3166-2) département.

    ``kind``  what the code is of: région, département, arrondissement, canton, commune, postal.
    """
    text, folded_kind = non_empty_text(code), folded(non_empty_text(kind) or "")
    if text is None or "pays" in folded_kind:
        return None
    if "region" in folded_kind and len(text) <= 2:
        return _REGIONS.get(text.zfill(2))
    # the rest begins with the number of the département, and so do codes of a wrong kind
    if len(text) == 4 and text.isdigit():
        text = f"0{text}"
    departement = re.match(r"97\d|\d[0-9AB]|\d$", text.upper())
    return f"FR-{departement[0]:0>2}" if departement else None


def siret(value: Any, *, is_padded: bool = True) -> str | None:
    """Numbers that were stored as numbers lost their zeros; those of other registers are as long
    as they are (``is_padded``)."""
    text = re.sub(r"\s", "", non_empty_text(value) or "")
    if not text.strip("0"):
        return None
    lost_zeros = is_padded and text.isdigit() and 10 < len(text) < 14
    return text.zfill(14) if lost_zeros else text


def split_values(value: Any) -> Iterator[str]:
    """Flatten a word, words separated by commas, or a nest of these; placeholders are left out."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        yield from chain.from_iterable(map(split_values, parts))
    elif text := non_empty_text(value):
        yield from (part.strip() for part in text.split(",") if non_empty_text(part))


def find_objects(value: Any, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """All objects of a nest that have one of these keys with a plain value."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            value = decoding.json_value(value.encode())
        except BrokenDocument:
            return
    if isinstance(value, dict):
        if any(not isinstance(value.get(name), dict | list | None) for name in names):
            yield value
            return
        value = list(value.values())
    if isinstance(value, list):
        yield from chain.from_iterable(find_objects(part, names) for part in value)
