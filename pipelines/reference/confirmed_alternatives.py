"""Alternatives that a person confirmed or refused: confirmed_alternatives.csv.

A row is about one notice and one way.  Of what the rules find, the page of alternatives shows only
what a person confirmed, here or at the review desk; what a person refused is no claim any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines.model import Notice, Tag, replace
from pipelines.reference.csv_table_reader import TableFolder

FILE = "confirmed_alternatives.csv"
COLUMNS = "portal number way confirmed checked_on source note"
CONFIRMABLE_WAYS = ("in_house", "public_cooperation", "open_source")


@dataclass(frozen=True, slots=True)
class ConfirmedAlternative:
    """A person's answer about one alternative of one notice; ``source``: where to check it."""

    way: str
    stands: bool
    day: date
    source: str


Confirmed = dict[tuple[str, str], tuple[ConfirmedAlternative, ...]]


def read_confirmed_alternatives(files: TableFolder) -> Confirmed:
    """Read the table; a row without day or source is complained about and left out."""
    result: Confirmed = {}
    for row in files.rows(FILE, COLUMNS):
        row.check("way", CONFIRMABLE_WAYS)
        row.check("confirmed", ("yes", "no"))
        day = row.day("checked_on")
        if day is None or not row["source"]:
            advice = "say when and where a person checked it"
            row.complain("checked_on, source", advice, row["source"])
            continue
        answer = ConfirmedAlternative(row["way"], row["confirmed"] == "yes", day, row["source"])
        key = (row["portal"], row["number"])
        result[key] = (*result.get(key, ()), answer)
    return result


def apply_confirmed_alternatives(notice: Notice, confirmed: Confirmed) -> Notice:
    """Return the notice with the day on which a person read its alternatives."""
    answers = {
        alternative.way: alternative
        for alternative in confirmed.get((notice.portal, notice.number), ())
    }
    if not answers:
        return notice
    return replace(notice, tags=tuple(_answered(tag, answers) for tag in notice.tags))


def _answered(tag: Tag, answers: dict[str, ConfirmedAlternative]) -> Tag:
    answer = answers.get(tag.role or "") if tag.tag == "public_alternative" else None
    if answer is None:
        return tag
    return replace(tag, value="yes" if answer.stands else "no", checked_on=answer.day)
