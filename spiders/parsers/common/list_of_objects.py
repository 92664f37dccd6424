"""Read the objects of a JSON value that may be a list, one object, or neither."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any


def list_of_objects(value: Any) -> Collection[dict[str, Any]]:
    """Return the objects of a list, of one object, or of a list written as an object.

    Find a Tender has written ``{"1": {…}}`` for a list (002109-2021); old Paraguayan files have
    ``suppliers`` as one object.
    """
    if isinstance(value, dict):
        value = list(value.values()) if _is_keyed(value) else [value]
    if not value or not isinstance(value, list):
        return ()
    return [item for item in value if item and isinstance(item, dict)]


def _is_keyed(value: dict[str, Any]) -> bool:
    if not value or not next(iter(value)).isdigit():
        return False
    return all(key.isdigit() and isinstance(item, dict) for key, item in value.items())
