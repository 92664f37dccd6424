"""Apply granted objections: names to hide and notices to withdraw.

``data/var/objections.csv``: who, what, decided, reason.  ``who`` is the name or number to hide, as
published; ``what`` is "everywhere" or the id of a notice: with a ``who`` the words are hidden in
that notice only, without one the whole notice is withdrawn.  Every command applies the file to what
it reads; ``monitor.operations.apply_takedowns`` applies it to archive and database.

Words are found whatever their case, line breaks and escapes (XML, HTML, JSON, JSON in JSON).  They
are replaced by as many mask characters, so a masked body parses like a masked notice.
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
from pipelines.reference.csv_table_reader import line_of_bad_byte

WITHDRAWN = "objection"  # code of a withdrawn notice; does not make a run fail
COLUMNS = ("who", "what", "decided", "reason")
EVERYWHERE = "everywhere"
MASK_CHARACTER = "█"
_DECLARED_CHARSET = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_BLANK = r"(?:\s|&nbsp;|&#160;|&#xa0;|\\+(?:[nrt]|u00a0|u0020)|<br ?/?>)+"


@dataclass(frozen=True, slots=True)
class Objection:
    """One row of objections.csv."""

    who: str
    what: str
    decided: str
    reason: str


@dataclass(frozen=True, slots=True)
class Objections:
    """All granted objections.

    ``missing``  the file of which they were to be read, where there is none.
    """

    rows: tuple[Objection, ...] = ()
    missing: Path | None = None

    def apply(self, notice: Notice) -> Notice:
        """Return the notice with hidden words masked.

        Raises  Refused when the whole notice is withdrawn.
        """
        for row in self.rows:
            if row.what not in (EVERYWHERE, notice.id):
                continue
            if not row.who:
                raise Refused(WITHDRAWN, f"{notice.id}: withdrawn on {row.decided}")
            notice = _hide_words(notice, row.who)
        return notice

    def hide(self, rows: Any) -> Any:
        """Mask, in any structure of lists, dicts and strings, the words hidden everywhere."""
        for who in self.words_everywhere:
            rows = _mask_value(rows, who)
        return rows

    @property
    def words_everywhere(self) -> tuple[str, ...]:
        """The words to hide in all notices."""
        return tuple(row.who for row in self.rows if row.what == EVERYWHERE)

    @property
    def withdrawn_notices(self) -> tuple[str, ...]:
        """Ids of the notices withdrawn as a whole."""
        return tuple(row.what for row in self.rows if not row.who)

    @property
    def words_by_notice(self) -> dict[str, tuple[str, ...]]:
        """The words to hide in one notice only, by notice id."""
        by_notice: dict[str, tuple[str, ...]] = {}
        for row in self.rows:
            if row.who and row.what != EVERYWHERE:
                by_notice[row.what] = (*by_notice.get(row.what, ()), row.who)
        return by_notice

    @property
    def digest(self) -> str:
        """Hash of all objections; when it changes, takedowns must be applied again."""
        hidden = sorted((row.who, row.what) for row in self.rows)
        return hashlib.sha256(repr(hidden).encode()).hexdigest()[:16]


def _hide_words(notice: Notice, who: str) -> Notice:
    """Mask the words in every text of a notice, whatever their case."""
    value = msgspec.to_builtins(notice)
    return msgspec.convert(_mask_value(value, who), Notice)


def _mask_value(value: Any, who: str) -> Any:
    """Mask the words in a nested value; ids of notices are kept."""
    if isinstance(value, str):
        return mask_words(value, who)
    if isinstance(value, dict):
        unmasked = ("id", "portal", "number") if "portal" in value else ()
        return {k: v if k in unmasked else _mask_value(v, who) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mask_value(item, who) for item in value]
    return value


def mask_words(text: str, who: str) -> str:
    """Return the text with every occurrence of ``who`` masked."""
    return words_pattern(who).sub(MASK_CHARACTER * len(who), text)


@lru_cache(maxsize=1024)
def words_pattern(who: str) -> re.Pattern[str]:
    """Return an expression that finds the words in a text or in a document's source."""
    parts = [
        _BLANK if part.isspace() else "".join(map(_spellings, part))
        for part in re.split(r"(\s+)", who.strip())
    ]
    return re.compile("".join(parts), re.I)


def _spellings(character: str) -> str:
    """Return an expression for a character, decomposed, or escaped in XML, HTML or JSON."""
    alternatives = []
    for variant in dict.fromkeys((character, character.lower(), character.upper())):
        alternatives += [re.escape(variant), re.escape(unicodedata.normalize("NFD", variant))]
        if len(variant) == 1:
            units = variant.encode("utf-16-be").hex(" ", 2).split()
            alternatives.append("".join(rf"\\+u{unit}" for unit in units))
            alternatives += [f"&#0*{ord(variant)};", f"&#x0*{ord(variant):x};"]
            name = {"'": "apos"}.get(variant) or codepoint2name.get(ord(variant))
            alternatives += [f"&{name};"] if name else []
    if character in "\"/'":
        alternatives.append(r"\\+" + character)
    return f"(?:{'|'.join(dict.fromkeys(alternatives))})"


def mask_body(body: bytes, words: tuple[str, ...]) -> bytes:
    """Return a document's bytes with the words masked, in its own character set."""
    text, encoding = _decode(body)
    masked = text
    for who in words:
        replacement = (_mask_character(body, encoding) * len(who)).replace("\\", r"\\")
        masked = words_pattern(who).sub(replacement, masked)
    return body if masked == text else masked.encode(encoding, "surrogatepass")


def _decode(body: bytes) -> tuple[str, str]:
    """Decode a body; returns text and a character set that restores every byte."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16-le" if body[:1] == b"\xff" else "utf-16-be"
        return body.decode(encoding, "surrogatepass"), encoding
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return body.decode("latin-1"), "latin-1"


def _mask_character(body: bytes, encoding: str) -> str:
    """Return the mask character as the document can encode it, escaped if need be."""
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
    """Load objections.csv; no objections when there is no file.

    Raises  Misconfigured with line and column of the first mistake.
    """
    if path is None or not path.exists():
        return Objections(missing=path)
    last = 0
    try:
        # strict: a quotation mark that is not closed would take all that follows it for one cell
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise Misconfigured(f"{path}: column {missing[0]} is missing; expected {COLUMNS}")
            rows = []
            for row in reader:
                last = reader.line_num
                rows.append(_read_objection(path, last, row))
    except csv.Error as error:
        raise Misconfigured(
            f"{path}, line {max(last, 1) + 1}: it cannot be read ({error}); expected a quotation"
            " mark at both ends of a cell, and two for one inside: mend the line"
        ) from None
    except UnicodeDecodeError as error:
        raise Misconfigured(
            f"{path}, line {line_of_bad_byte(path)}: it is no UTF-8 ({error.reason});"
            " save the file as UTF-8"
        ) from None
    return Objections(tuple(rows))


def _read_objection(path: Path, line: int, row: dict[str | Any, Any]) -> Objection:
    """Check one row and return its objection."""
    if None in row:  # where DictReader puts the cells that no column is for
        more = len(row[None])
        raise Misconfigured(
            f"{path}, line {line}: {len(row) - 1 + more} cells; expected {len(row) - 1}"
            " as in the first line: put a cell that has a comma into quotation marks"
        )
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not cells["what"]:
        raise Misconfigured(
            f"{path}, line {line}, column what: empty; expected a notice or {EVERYWHERE!r}"
        )
    if cells["what"] == EVERYWHERE and len(cells["who"]) < 4:
        raise Misconfigured(
            f"{path}, line {line}, column who: {cells['who']!r} is too short to "
            "be hidden everywhere; expected at least four characters"
        )
    try:
        date.fromisoformat(cells["decided"])
    except ValueError:
        raise Misconfigured(
            f"{path}, line {line}, column decided: {cells['decided']!r} is no "
            "date; expected YYYY-MM-DD"
        ) from None
    return Objection(**cells)
