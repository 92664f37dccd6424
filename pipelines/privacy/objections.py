"""Objections that were granted: what must not be shown, wherever it comes from.

``data/var/objections.csv``: who, what, decided, reason.  ``who`` is the name or number to hide, as
published; ``what`` is "everywhere" or the id of a notice: with a ``who`` the words are hidden in
that notice only, without one the notice is withdrawn as a whole.  Every command applies it to what
it reads, and ``monitor.takedown.apply_takedowns`` to what lies in the archive and in the database
already.

Words are found whatever their case, line breaks and escapes (XML, HTML, JSON, JSON in JSON), and
are replaced by as many blots, so a masked body reads as the masked notice does.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html.entities import codepoint2name
from pathlib import Path
from typing import Any

import msgspec

from pipelines.errors import Misconfigured, Refused
from pipelines.model import Notice

WITHDRAWN = "objection"  # code of the refusal of a withdrawn notice: no failure of a run
COLUMNS = ("who", "what", "decided", "reason")
EVERYWHERE = "everywhere"
MASK_CHARACTER = "█"
_DECLARED_CHARSET = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_BLANK = r"(?:\s|&nbsp;|&#160;|&#xa0;|\\+(?:[nrt]|u00a0|u0020)|<br ?/?>)+"


@dataclass(frozen=True, slots=True)
class Objection:
    who: str
    what: str
    decided: str
    reason: str


@dataclass(frozen=True, slots=True)
class Objections:
    """Granted objections; ``apply`` hides words (same length) or refuses the notice."""

    rows: tuple[Objection, ...] = ()

    def apply(self, notice: Notice) -> Notice:
        for row in self.rows:
            if row.what not in (EVERYWHERE, notice.id):
                continue
            if not row.who:
                raise Refused(WITHDRAWN, f"{notice.id}: withdrawn on {row.decided}")
            notice = _hide_words(notice, row.who)
        return notice

    def hide(self, rows: Any) -> Any:
        """Rows of our own tables -> the same without what is hidden everywhere: lists of cells."""
        for who in self.words_everywhere:
            rows = _mask_value(rows, who)
        return rows

    @property
    def words_everywhere(self) -> tuple[str, ...]:
        """What is hidden everywhere."""
        return tuple(row.who for row in self.rows if row.what == EVERYWHERE)

    @property
    def withdrawn_notices(self) -> tuple[str, ...]:
        """Ids of the notices that are withdrawn as a whole."""
        return tuple(row.what for row in self.rows if not row.who)

    @property
    def words_by_notice(self) -> dict[str, tuple[str, ...]]:
        """Notice id -> words hidden in that notice only."""
        by_notice: dict[str, tuple[str, ...]] = {}
        for row in self.rows:
            if row.who and row.what != EVERYWHERE:
                by_notice[row.what] = (*by_notice.get(row.what, ()), row.who)
        return by_notice

    @property
    def digest(self) -> str:
        """Hash of what is hidden and withdrawn: when it moves there is work to do."""
        hidden = sorted((row.who, row.what) for row in self.rows)
        return hashlib.sha256(repr(hidden).encode()).hexdigest()[:16]


def _hide_words(notice: Notice, who: str) -> Notice:
    """Replace the words in every text of a notice, whatever the case."""
    value = msgspec.to_builtins(notice)
    return msgspec.convert(_mask_value(value, who), Notice)


def _mask_value(value: Any, who: str) -> Any:
    if isinstance(value, str):
        return mask_words(value, who)
    if isinstance(value, dict):
        kept = ("id", "portal", "number") if "portal" in value else ()
        return {k: v if k in kept else _mask_value(v, who) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mask_value(item, who) for item in value]
    return value


def mask_words(text: str, who: str) -> str:
    """Text -> the same text with every occurrence of ``who`` blotted out."""
    return words_pattern(who).sub(MASK_CHARACTER * len(who), text)


@lru_cache(maxsize=1024)
def words_pattern(who: str) -> re.Pattern[str]:
    """Words -> expression that finds them in a text or in the source of a document."""
    parts = [
        _BLANK if part.isspace() else "".join(map(_spellings, part))
        for part in re.split(r"(\s+)", who.strip())
    ]
    return re.compile("".join(parts), re.I)


def _spellings(character: str) -> str:
    """A character -> itself, taken apart, and its escapes in XML, HTML and JSON."""
    alternatives = []
    for one in dict.fromkeys((character, character.lower(), character.upper())):
        alternatives += [re.escape(one), re.escape(unicodedata.normalize("NFD", one))]
        if len(one) == 1:
            units = one.encode("utf-16-be").hex(" ", 2).split()
            alternatives.append("".join(rf"\\+u{unit}" for unit in units))
            alternatives += [f"&#0*{ord(one)};", f"&#x0*{ord(one):x};"]
            name = {"'": "apos"}.get(one) or codepoint2name.get(ord(one))
            alternatives += [f"&{name};"] if name else []
    if character in "\"/'":
        alternatives.append(r"\\+" + character)
    return f"(?:{'|'.join(dict.fromkeys(alternatives))})"


def mask_body(body: bytes, words: tuple[str, ...]) -> bytes:
    """Body -> the same with the words blotted out in its own character set."""
    text, encoding = _decode(body)
    masked = text
    for who in words:
        replacement = (_mask_character(body, encoding) * len(who)).replace("\\", r"\\")
        masked = words_pattern(who).sub(replacement, masked)
    return body if masked == text else masked.encode(encoding, "surrogatepass")


def _decode(body: bytes) -> tuple[str, str]:
    """Body -> text and the character set in which every byte comes back the same."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16-le" if body[:1] == b"\xff" else "utf-16-be"
        return body.decode(encoding, "surrogatepass"), encoding
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return body.decode("latin-1"), "latin-1"


def _mask_character(body: bytes, encoding: str) -> str:
    """A blot as this document can write it: an escape where its character set has none."""
    declaration = _DECLARED_CHARSET.search(body[:1024])
    declared = declaration[1].decode().lower() if declaration else "utf-8"
    if encoding.startswith("utf-16") or (encoding == "utf-8" and declared == "utf-8"):
        return MASK_CHARACTER
    return (
        f"&#{ord(MASK_CHARACTER)};"
        if body.lstrip().startswith(b"<")
        else f"\\u{ord(MASK_CHARACTER):04x}"
    )


def load_objections(path: Path | None) -> Objections:
    """File -> objections; none when there is no file.

    Raises  Misconfigured with row and column of the first mistake.
    """
    if path is None or not path.exists():
        return Objections()
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise Misconfigured(f"{path}: column {missing[0]} is missing; expected {COLUMNS}")
        return Objections(
            tuple(_read_objection(path, n, row) for n, row in enumerate(reader, start=2))
        )


def _read_objection(path: Path, number: int, row: dict[str, str | None]) -> Objection:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not cells["what"]:
        raise Misconfigured(
            f"{path}, row {number}, column what: empty; expected a notice or {EVERYWHERE!r}"
        )
    if cells["what"] == EVERYWHERE and len(cells["who"]) < 4:
        raise Misconfigured(
            f"{path}, row {number}, column who: {cells['who']!r} is too short to "
            "be hidden everywhere; expected at least four characters"
        )
    try:
        date.fromisoformat(cells["decided"])
    except ValueError:
        raise Misconfigured(
            f"{path}, row {number}, column decided: {cells['decided']!r} is no "
            "date; expected YYYY-MM-DD"
        ) from None
    return Objection(**cells)
