"""Turn settled answers into rows of ``corrections.csv``, which then no longer need ``reviews.db``.

A correction holds whatever the words of the notice become; an answer holds for the words judged.
The alias of a reviewer is not written: corrections are published.
"""

from __future__ import annotations

import csv
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from monitor.quality.claims_before_review import (
    ContractClaim,
    answers_by_unit,
    claims_of_contract,
    without_reviews,
)
from pipelines.reference.apply_reviews_to_tags import Review, Verdict
from pipelines.reference.table_classes import ReferenceTables

COLUMNS = (
    *("id", "kind", "portal", "number", "award", "supplier", "tag", "old_value", "new_value"),
    *("role", "author", "date", "reason", "source", "reply_by", "reply"),
)
_VALUES = {"stands": "yes", "does_not_stand": "no", "cannot_tell": "unclear"}


def judged_claims(
    connection: sqlite3.Connection, tables: ReferenceTables, reviews: Iterable[Review]
) -> Iterator[tuple[ContractClaim, Verdict]]:
    """Yield the claims that the rules still make and the answers that apply to them."""
    reviews = list(reviews)
    answers, rules = answers_by_unit(reviews), without_reviews(tables)
    for contract_id in sorted({review.contract_id for review in reviews if review.contract_id}):
        for claim in claims_of_contract(connection, rules, contract_id).values():
            verdict = claim.verdict(answers)
            if verdict is not None:
                yield claim, verdict


def correction_rows(
    judged: Iterable[tuple[ContractClaim, Verdict]], author: str
) -> Iterator[dict[str, str]]:
    """Yield a row of ``corrections.csv`` for each notice of a settled claim.

    Where reviewers disagree nothing is settled.
    """
    for claim, verdict in judged:
        value = _VALUES[verdict.answer]
        is_withdrawn = value not in ("yes", claim.value)
        for part in claim.parts if not verdict.disagrees else ():
            name = hashlib.sha256("|".join(part.key).encode()).hexdigest()[:12]
            yield {
                "id": f"review-{name}",
                "kind": "withdrawn" if is_withdrawn else "claim",
                "portal": part.notice.portal,
                "number": part.notice.number,
                "award": part.award,
                "tag": part.claim,
                "old_value": claim.value if value != claim.value else "",
                "new_value": value,
                "author": author,
                "date": verdict.day.isoformat(),
                "reason": verdict.reason or "read by a person: it stands",
                "source": part.notice.url or part.notice.id,
            }


def write_corrections(path: Path, rows: Iterable[dict[str, str]]) -> int:
    """Write rows with the columns of ``corrections.csv``; return their number."""
    written = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(written)
    return len(written)
