"""Decode HTML entities that portals leave in plain text (``R&amp;D``, ``a&#64;b.example``), replace
control characters and line breaks written as letters (``\\r`` at the end of a line).

Done before personal data are looked for: an address whose ``@`` is an entity is none to a rule.
Values are text already: markup, addresses of pages and a bare ``&`` stay as they are.  A control
character of JSON (NUL, ESC) would hide what follows it from other programs, or write on a terminal:
it becomes a blank; one of Latin-1 is the sign of Windows that it stands for (``\\x92``: ’).
"""

from __future__ import annotations

import html
import re
from typing import Any

import msgspec

from pipelines.model import Notice, replace

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_CONTROLS = dict.fromkeys((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F), " ") | {
    point: bytes((point,)).decode("cp1252", "replace").replace("\ufffd", " ")
    for point in range(0x80, 0xA0)
}
_CONTROL_CHARACTERS = frozenset(map(chr, _CONTROLS)) | {"\t", "\r"}
_WRITTEN_BREAK = re.compile(r"\\r(?:\\n|(?=\s|$))")  # Contracts Finder, ANAC
_ENCODED_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_AS_THEY_ARE = frozenset({"id", "number", "url", "document", "portal"})
_MAX_ROUNDS = 3  # ``&amp;amp;#39;`` was encoded three times
_encode = msgspec.json.Encoder().encode


def decode_entities(notice: Notice) -> Notice:
    """Return the notice with the entities of its texts and names decoded."""
    encoded = _encode(notice)
    if not _may_have_controls(encoded) and (
        b"&" not in encoded or _ENTITY.search(encoded.decode()) is None
    ):
        return notice
    decoded: Notice = _decoded(notice)
    return decoded


def _may_have_controls(encoded: bytes) -> bool:
    return (
        b"\\u00" in encoded
        or b"\\f" in encoded
        or b"\\\\r" in encoded
        or b"\x7f" in encoded
        or (not encoded.isascii() and _ENCODED_C1.search(encoded) is not None)
    )


def decoded_text(text: str) -> str:
    """Return the text without entities, control characters and written line breaks.

    Unknown entities stay.
    """
    text = text.translate(_CONTROLS)
    if "\\r" in text:
        text = _WRITTEN_BREAK.sub(" ", text)
    for _ in range(_MAX_ROUNDS):
        if "&" not in text or "://" in text.partition(" ")[0]:
            break
        after = _ENTITY.sub(lambda match: _character(match[0]), text)
        if after == text:
            break
        text = after
    return text


def _character(entity: str) -> str:
    """Return the character of an entity; a blank for a control."""
    character = html.unescape(entity)
    return " " if character in _CONTROL_CHARACTERS else character


def _decoded(value: Any) -> Any:
    if isinstance(value, str):
        return decoded_text(value)
    if isinstance(value, tuple):
        after = tuple(map(_decoded, value))
        return after if after != value else value
    if isinstance(value, msgspec.Struct):
        changed = {
            name: after
            for name in value.__struct_fields__
            if name not in _AS_THEY_ARE
            and (after := _decoded(before := getattr(value, name))) is not before
            and after != before
        }
        return replace(value, **changed) if changed else value
    return value
