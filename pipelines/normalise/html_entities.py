"""Decode HTML entities that portals leave in plain text (``R&amp;D``, ``a&#64;b.example``).

Done before personal data are looked for: an address whose ``@`` is an entity is none to a rule.
Values are text already: markup, addresses of pages and a bare ``&`` stay as they are.
"""

from __future__ import annotations

import html
import re
from typing import Any

import msgspec

from pipelines.model import Notice, replace

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_AS_THEY_ARE = frozenset({"id", "number", "url", "document", "portal"})
_MAX_ROUNDS = 3  # ``&amp;amp;#39;`` was encoded three times
_encode = msgspec.json.Encoder().encode


def decode_entities(notice: Notice) -> Notice:
    """Return the notice with the entities of its texts and names decoded."""
    encoded = _encode(notice)
    if b"&" not in encoded or _ENTITY.search(encoded.decode()) is None:
        return notice
    decoded: Notice = _decoded(notice)
    return decoded


def decoded_text(text: str) -> str:
    """Return the text without entities; unknown ones stay."""
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
    return " " if len(character) == 1 and ord(character) < 32 and character != "\n" else character


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
