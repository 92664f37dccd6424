"""Shared state of a review desk: the database, the answers, and who reads what just now."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.quality.claims_before_review import ContractClaim, answers_by_unit
from monitor.review.queue import BY_PRIORITY, Answers, ClaimId, Queue, QueueName
from pipelines.model import CLAIM_TAGS
from pipelines.privacy.pii_detection import find_personal_data, mask_spans
from pipelines.reference.apply_reviews_to_tags import Review, ReviewAnswer
from pipelines.store.change_log import utc_now
from pipelines.store.read_only import connect_read_only
from pipelines.store.reviews_db import add_reviews, read_reviews
from pipelines.store.reviews_db import connect as open_reviews
from spiders.archive.storage import Place

READING_S = 900  # a claim that somebody opened is not offered to others for so long
MAX_REASON_LENGTH = 500  # characters
MAX_NAME_LENGTH = 40


class WordsChanged(Exception):
    """The claim is no longer made by the words that were shown."""


@dataclass
class Desk:
    """An open desk.

    ``database``, ``reviews``, ``archive``: where they lie; ``today``: day of "new".
    """

    database: Path
    reviews: Path
    archive: Place
    queue: Queue
    today: Callable[[], date]
    render: Callable[..., str] = lambda *_, **__: ""
    _reading: dict[ClaimId, tuple[str, float]] = field(default_factory=dict)
    _passed: dict[str, set[ClaimId]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def public(self) -> Iterator[sqlite3.Connection]:
        """Open the database for reading."""
        with closing(connect_read_only(self.database, timeout=30)) as connection:
            yield connection

    def answers(self) -> Answers:
        """Return all answers, those of other desks included."""
        return answers_by_unit(read_reviews(self.reviews))

    def next_claim(
        self, reviewer: str, queues: tuple[QueueName, ...] = BY_PRIORITY, claim: str | None = None
    ) -> tuple[QueueName, ContractClaim] | None:
        """Return what this reviewer reads next, and keep it from the others for a while."""
        with self._lock, self.public() as db:
            now = time.monotonic()
            taken = {
                claim_id
                for claim_id, (who, since) in self._reading.items()
                if who != reviewer and now - since < READING_S
            }
            result = self.queue.next_claim(
                db,
                self.answers(),
                reviewer,
                self.today(),
                queues=queues,
                claims=(claim,) if claim else CLAIM_TAGS,
                leave_out=frozenset(taken | self._passed.get(reviewer, set())),
            )
            if result is not None:
                self._reading[result[1].contract_id, result[1].claim] = (reviewer, now)
            return result

    def claim(self, claim_id: ClaimId) -> ContractClaim | None:
        """Return a claim that was asked for by name."""
        with self.public() as db:
            return self.queue.claim(db, claim_id)

    def pass_over(self, reviewer: str, claim_id: ClaimId) -> None:
        """Leave a claim to others until this program ends."""
        with self._lock:
            self._passed.setdefault(reviewer, set()).add(claim_id)
            self._reading.pop(claim_id, None)

    def answer(
        self,
        claim_id: ClaimId,
        text: str,
        answer: ReviewAnswer,
        reason: str,
        reviewer: str,
        queue: str,
    ) -> None:
        """Store an answer: one row for each notice that makes the claim.

        Raises  WordsChanged when the claim is not what was shown.
        """
        claim = self.claim(claim_id)
        if claim is None or claim.words != text:
            raise WordsChanged
        at = self._instant_after_own_answers(claim, reviewer)
        with closing(open_reviews(self.reviews)) as db:
            add_reviews(
                db,
                [
                    Review(
                        *part.key,
                        part.words,
                        answer,
                        without_personal_data(reason),
                        reviewer,
                        at,
                        queue,
                        claim_id[0],
                    )
                    for part in claim.parts
                ],
            )
        with self._lock:
            self._reading.pop(claim_id, None)

    def _instant_after_own_answers(self, claim: ContractClaim, reviewer: str) -> str:
        """Return the present second, or the next free one: the latest answer counts.

        One that is changed within its second, or after the clock was set back, is stored as later.
        """
        answers = self.answers()
        own_reviews = (review for part in claim.parts for review in answers.get(part.key, ()))
        last = max((review.at for review in own_reviews if review.reviewer == reviewer), default="")
        now = utc_now()
        if last < now:
            return now
        following = datetime.fromisoformat(last) + timedelta(seconds=1)
        return following.strftime("%Y-%m-%dT%H:%M:%SZ")

    def contract(self, contract_id: str) -> dict[str, Any] | None:
        """Return the row of a contract."""
        with self.public() as db:
            db.row_factory = sqlite3.Row
            row = db.execute("SELECT * FROM contracts WHERE id = ?", (contract_id,)).fetchone()
            return dict(row) if row is not None else None


def without_personal_data(reason: str) -> str:
    """Mask addresses, numbers and names in a reason, which may be published."""
    text = " ".join(reason.split()).lstrip("=+-@ ")[
        :MAX_REASON_LENGTH
    ]  # no formula in a spreadsheet
    return mask_spans(text, find_personal_data(text))
