"""Turn the answers of reviewers into labelled notices, for fitting with the labels of data/gold.

A label is of one contract: the notice is reduced to its award.  A claim that nobody answered about
has the label ``""``, which counts for nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from monitor.quality.corrections_from_reviews import judged_claims
from monitor.quality.labelled_notices import LabelledNotice
from pipelines.model import CLAIM_TAGS, Notice, replace
from pipelines.reference.apply_reviews_to_tags import Review
from pipelines.reference.table_classes import ReferenceTables

FILE = "reviews.db"
LABELS = {"stands": "yes", "does_not_stand": "no", "cannot_tell": "unclear"}


def reviewed_labels(
    connection: sqlite3.Connection, tables: ReferenceTables, reviews: Iterable[Review]
) -> Iterator[LabelledNotice]:
    """Yield a labelled notice for each notice and award that reviewers answered about."""
    labels: dict[tuple[str, str], dict[str, str]] = {}
    notices: dict[tuple[str, str], Notice] = {}
    for claim, verdict in judged_claims(connection, tables, reviews):
        for part in claim.parts:
            unit = (part.notice.id, part.award)
            notices[unit] = part.notice
            labels.setdefault(unit, {})[claim.claim] = LABELS[verdict.answer]
    for (notice_id, award), answered in labels.items():
        notice = notices[notice_id, award]
        row = {"key": f"{notice_id}/{award}", "digital": "", **dict.fromkeys(CLAIM_TAGS, "")}
        yield LabelledNotice(FILE, row | answered, _reduced(notice, award), "reviews")


def _reduced(notice: Notice, award: str) -> Notice:
    """Return the notice with one award and the lots of it."""
    awards = tuple(candidate for candidate in notice.awards if candidate.key == award)
    lot_ids = {lot for award in awards for lot in award.lots}
    lots = tuple(lot for lot in notice.lots if not lot_ids or lot.id in lot_ids)
    return replace(notice, awards=awards, lots=lots)
