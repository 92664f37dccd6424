"""Repair malformed JSON and mis-decoded text that real portals publish.

JSON    control characters and line breaks in strings, unknown escapes, half surrogates; numbers
        beyond a double and NaN (null), numbers with blanks in them (``1 000`` is 1000), all zeros
        (``000`` is null: digits are missing), leading zeros (a string, as they are).
Texts   UTF-8 that was read as Windows-1252.
"""

from __future__ import annotations

import re
from typing import Any

_BETWEEN = r"[ \t\r\n:,\[\]{}]*"
_TOKEN = re.compile(
    r'(?P<clean>(?:(?:"[^"\\\x00-\x1f]*"'  # what is sound, as much at once as there is: strings,
    r"|(?<![\w.+-])(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?)[ \t\r\n]*(?=[,\]}])"  # and others
    rf"){_BETWEEN})++)"
    r'|"[^"\\]*(?:\\.[^"\\]*)*"'  # one that holds more,
    r"|(?<![\w.+-])[+-]?(?:NaN|Infinity)\b"  # a number that JSON has not,
    r"|(?<![\w.+-])-?\d+(?: \d{3}\b)+(?:\.\d+)?"  # one with blanks,
    r"|(?<![\w.+-])-?(?:0\d+|\d+(?:\.\d+)?[eE][+-]?\d{3,})"  # one with leading zeros, or too large
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\xa0\ufeff]",  # and what may not stand between values
    re.S,
)
_ESCAPES = re.compile(
    r"\\u([dD][89abAB]..)\\u([dD][c-fC-F]..)|\\u([dD][89a-fA-F]..)|\\(.)|[\x00-\x1f]", re.S
)
_RAW = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def repair_json(text: str) -> str:
    """Repair the known faults of malformed JSON; the rest stays as it is."""
    return _TOKEN.sub(_repair_token, text)


def _repair_token(match: re.Match[str]) -> str:
    token = match[0]
    if match.lastgroup == "clean":
        return token
    if token[0] == '"':
        return _ESCAPES.sub(_repair_escape, token)
    bare = token.replace(" ", "").lstrip("-+")
    if not bare:
        return token
    if bare[0].isalpha() or not bare.strip("0") or "e" in bare.lower():
        return "null" if not _is_double(token) else token
    if bare[0] == "0":
        return f'"{token}"'
    return token.replace(" ", "") if bare[0].isdigit() else " "


def _is_double(token: str) -> bool:
    """Whether the token is a number that fits; ``000`` is not one."""
    try:
        return abs(float(token)) < float("inf") and "e" in token.lower()
    except ValueError:
        return False


def _repair_escape(match: re.Match[str]) -> str:
    high, low, half, escape = match.groups()
    if high and low:
        return match[0]
    if half:
        return "\\ufffd"
    if escape is None:
        return _RAW.get(match[0], " ")
    return match[0] if escape in '"\\/bfnrtu' else escape


_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}"
)


def repair_mojibake(text: str) -> str:
    """Repair UTF-8 that was decoded as Windows-1252 (``AcusorbÂ®``).

    Only sequences that are UTF-8 when taken back are changed; all else stays as it is.
    """
    return _MOJIBAKE.sub(_taken_back, text)


def _taken_back(match: re.Match[str]) -> str:
    """The longest beginning of the sequence that is one character in UTF-8, and the rest."""
    sequence = match[0]
    for length in range(len(sequence), 1, -1):
        try:
            return _bytes_of(sequence[:length]).decode("utf-8") + sequence[length:]
        except UnicodeError:
            continue
    return sequence


def _bytes_of(text: str) -> bytes:
    """Windows-1252, whose five unused bytes come through as the controls of Latin-1."""
    return b"".join(
        character.encode("latin-1" if "\x80" <= character <= "\x9f" else "cp1252")
        for character in text
    )


def repair_strings(value: Any) -> Any:
    """Apply ``repair_mojibake`` to all strings of a JSON value."""
    if isinstance(value, str):
        return value if value.isascii() else repair_mojibake(value)
    if isinstance(value, list):
        return [repair_strings(item) for item in value]
    if isinstance(value, dict):
        return {key: repair_strings(item) for key, item in value.items()}
    return value
