"""Read the objects of a JSON value that may be a list, one object, or neither."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any


def list_of_objects(value: Any) -> Collection[dict[str, Any]]:
    """Return the objects of a list, of one object, or of a list written as an object.

    Find a Tender has written ``{"1": {…}}`` for a list (002109-2021); old Paraguayan files have
    ``suppliers`` as one object.
    """
    if value is None:
        return ()
    if isinstance(value, dict):
        keyed = value and all(key.isdigit() and isinstance(x, dict) for key, x in value.items())
        value = list(value.values()) if keyed else [value]
    if not isinstance(value, list):
        return ()
    return [item for item in value if isinstance(item, dict) and item]
