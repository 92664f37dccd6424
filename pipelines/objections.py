"""Objections that were granted: what must not be shown, wherever it comes from.

``data/var/objections.csv``: who, what, decided, reason.  ``who`` is the name or number to hide, as
published; ``what`` is "everywhere" or the id of a notice: with a ``who`` the words are hidden in
that notice only, without one the notice is withdrawn as a whole.  Every command applies it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from pipelines.errors import Misconfigured, Refused
from pipelines.model import Notice

COLUMNS = ("who", "what", "decided", "reason")
EVERYWHERE = "everywhere"


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
                raise Refused("objection", f"{notice.id}: withdrawn on {row.decided}")
            notice = _hidden(notice, row.who)
        return notice


def _hidden(notice: Notice, who: str) -> Notice:
    """Replace the words in every text of a notice, whatever the case."""
    value = msgspec.to_builtins(notice)
    return msgspec.convert(_masked(value, who.casefold()), Notice)


def _masked(value: Any, who: str) -> Any:
    if isinstance(value, str):
        return mask(value, who)
    if isinstance(value, dict):
        kept = ("id", "portal", "number") if "portal" in value else ()
        return {k: v if k in kept else _masked(v, who) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(item, who) for item in value]
    return value


def mask(text: str, who: str) -> str:
    """Text -> the same text with every occurrence of ``who`` (case-folded) blotted out."""
    folded = text.casefold()
    if who not in folded:
        return text
    if len(folded) != len(text):  # folding changed lengths (ß): hide the whole text
        return "█" * len(text)
    place = folded.find(who)
    while place >= 0:
        text = text[:place] + "█" * len(who) + text[place + len(who) :]
        folded = folded[:place] + "█" * len(who) + folded[place + len(who) :]
        place = folded.find(who)
    return text


def objections(path: Path | None) -> Objections:
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
        return Objections(tuple(_row(path, n, row) for n, row in enumerate(reader, start=2)))


def _row(path: Path, number: int, row: dict[str, str | None]) -> Objection:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not cells["what"]:
        raise Misconfigured(f"{path}, row {number}, column what: empty; expected a notice or "
                            f"{EVERYWHERE!r}")  # fmt: skip
    if cells["what"] == EVERYWHERE and len(cells["who"]) < 4:
        raise Misconfigured(f"{path}, row {number}, column who: {cells['who']!r} is too short to "
                            "be hidden everywhere; expected at least four characters")  # fmt: skip
    try:
        date.fromisoformat(cells["decided"])
    except ValueError:
        raise Misconfigured(f"{path}, row {number}, column decided: {cells['decided']!r} is no "
                            "date; expected YYYY-MM-DD") from None  # fmt: skip
    return Objection(**cells)
