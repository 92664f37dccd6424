"""Name the fields of a JSON record in which something else stands than was expected.

A reader takes no text from an object or a list that stands in the place of one: without a trouble
that names the field, a buyer or a supplier would be lost in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec

from pipelines.model import Trouble
from spiders.parsers import decoding
from spiders.parsers.common.list_of_objects import list_of_objects


def unexpected_types(record: Any, paths: Iterable[str], prefix: str) -> Iterator[Trouble]:
    """Yield a trouble for each field of other shape than its path says; what is empty is of any.

    Shape   ``decision.vendors[].vendorName``: an object, in it a list of objects (one of them alone
            will do), in each a text or number.  ``title.*``: each value of an object (languages).
    """
    paths = tuple(paths)
    if _is_as_expected(record, paths):
        return
    unexpected = (other for path in paths for other in _others(record, _steps(path), ""))
    for field, actual, expected in dict.fromkeys(unexpected):
        message = f"{field} is {actual}, expected {expected}"
        yield Trouble("unexpected", "unknown_shape", message, field, prefix)


def _is_as_expected(record: Any, paths: tuple[str, ...]) -> bool:
    """Whether msgspec, which takes a tenth of the time of a walk, sees nothing unexpected.

    It is stricter: no list written as an object, nothing empty but what has its type or is null.
    """
    try:
        msgspec.convert(record, _expected(paths))
    except msgspec.ValidationError:
        return False
    return True


_END = ""  # step at which a path ends


@lru_cache(maxsize=64)
def _expected(paths: tuple[str, ...]) -> Any:
    tree: dict[str, Any] = {}
    for path in paths:
        branch = tree
        for step in (*_steps(path), _END):
            branch = branch.setdefault(step, {})
    return _type(tree)


def _type(branch: dict[str, Any]) -> Any:
    """Type of a value in which these steps lead on; null alone where they contradict each other."""
    special = {_END, "[]", "*"} & branch.keys()
    if special and len(branch) > 1:
        return None
    if _END in special:
        return str | int | float | None
    if "*" in special:
        return dict[str, _type(branch["*"])] | None  # type: ignore[misc]
    return _list(branch["[]"]) if special else _struct(branch) | None


def _list(inside: dict[str, Any]) -> Any:
    """Type of a list; one object alone must have all fields, or it might be a list, too."""
    alone = None if {_END, "[]", "*"} & inside.keys() else _struct(inside, required=True)
    return list[_type(inside)] | alone | None  # type: ignore[misc]


def _struct(branch: dict[str, Any], *, required: bool = False) -> Any:
    names = {f"field_{index}": name for index, name in enumerate(branch)}
    default = () if required else (None,)
    fields = [(field, _type(branch[name]), *default) for field, name in names.items()]
    return msgspec.defstruct("Expected", fields, rename=names, gc=False)


@lru_cache(maxsize=1024)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.replace("[]", ".[]").split("."))


def _others(value: Any, steps: tuple[str, ...], field: str) -> Iterator[tuple[str, str, str]]:
    """Field, what was seen there and what was expected, for each value that is neither."""
    if not value:
        return
    if not steps:
        value = value.get("#text", value) if isinstance(value, dict) else value  # twins of XML
        if not isinstance(value, str | int | float) or value is True:
            yield field, _seen(value), "a text or a number"
    elif steps[0] == "[]":
        many = list_of_objects(value) if isinstance(value, dict) else value
        for item in many if isinstance(many, list) else [many]:
            yield from _others(item, steps[1:], field)
    elif not isinstance(value, dict):
        yield field, _seen(value), "an object"
    elif steps[0] == "*":
        for child in value.values():
            yield from _others(child, steps[1:], field)
    else:
        within = f"{field}.{steps[0]}" if field else steps[0]
        yield from _others(value.get(steps[0]), steps[1:], within)


def _seen(value: Any) -> str:
    """Say what stands there; a text is not cited, as it may be a person's name."""
    return "a text" if isinstance(value, str) else decoding.json_type_name(value)
